//! Reads the CSV data files that are built into the program: a header, then one fact a row.

/// Turns the rows of a built-in table into values; a row that is none is left out (a test counts them).
pub(super) fn rows<T>(text: &str, read: impl Fn(&[String]) -> Option<T>) -> Vec<T> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let fields: Vec<String> = record.iter().map(|field| field.trim().to_owned()).collect();
            read(&fields)
        })
        .collect()
}

/// Number of rows of a built-in table, whatever they say.
#[cfg(test)]
pub(super) fn count(text: &str) -> usize {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).count().saturating_sub(1)
}
