//! Spans of time in words.

/// The mean Gregorian year in seconds.
const YEAR: u64 = 31_556_952;
/// A calendar year differs from the mean one by less than a day.
const DAY: u64 = 86_400;
/// Units below a year with their length in seconds.
const UNITS: [(u64, &str); 4] = [(DAY, "d"), (3_600, "h"), (60, "min"), (1, "s")];

/// A span in its two largest units: `3 d`, 27 hours are `1 d 3 h`, 25 calendar years are `25 y`. A negative span has a
/// minus.
pub fn in_words(seconds: i64) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut parts: Vec<String> = Vec::new();
    let years = rest.saturating_add(DAY).checked_div(YEAR).unwrap_or(0);
    if years > 0 {
        rest = rest.saturating_sub(years.saturating_mul(YEAR));
        parts.push(format!("{years} y"));
        if rest < DAY.saturating_mul(2) {
            rest = 0;
        }
    }
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
        // 2020-04-16 to 2045-04-16, 2021-04-01 to 2036-04-01, 2026-03-26 to 2031-03-26, and a leap year.
        assert_eq!(in_words(9_131 * 86_400), "25 y");
        assert_eq!(in_words(5_479 * 86_400 + 600), "15 y");
        assert_eq!(in_words(1_826 * 86_400), "5 y");
        assert_eq!(in_words(366 * 86_400), "1 y");
        assert_eq!(in_words(400 * 86_400), "1 y 34 d");
        assert_eq!(in_words(363 * 86_400), "363 d");
        assert_eq!(in_words(86_400 + 59), "1 d", "seconds beside days are noise");
        assert_eq!(in_words(-90), "-1 min 30 s");
        assert_eq!(in_words(0), "0 s");
    }
}
