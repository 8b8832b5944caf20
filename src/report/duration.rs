//! Spans of time in words.

/// Units with their length in seconds; a year is 365 days.
const UNITS: [(u64, &str); 5] = [(31_536_000, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];

/// A span in its two largest units: `3 d`, `27 h` is `1 d 3 h`, `25 y 6 d`. A negative span has a minus.
pub fn in_words(seconds: i64) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut parts: Vec<String> = Vec::new();
    for (length, unit) in UNITS {
        let count = rest.checked_div(length).unwrap_or(0);
        rest = rest.checked_rem(length).unwrap_or(0);
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
        if parts.len() == 2 || (!parts.is_empty() && count == 0) {
            break;
        }
    }
    let sign = if seconds < 0 { "-" } else { "" };
    if parts.is_empty() { "0 s".to_owned() } else { format!("{sign}{}", parts.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_is_named_in_its_two_largest_neighbouring_units() {
        assert_eq!(in_words(259_200), "3 d");
        assert_eq!(in_words(97_200), "1 d 3 h");
        assert_eq!(in_words(25 * 31_536_000 + 6 * 86_400 + 5), "25 y 6 d");
        assert_eq!(in_words(86_400 + 59), "1 d", "seconds beside days are noise");
        assert_eq!(in_words(-90), "-1 min 30 s");
        assert_eq!(in_words(0), "0 s");
    }
}
