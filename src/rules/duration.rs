//! Spans of time in words, for the details of findings.

/// One hour in seconds.
pub(super) const HOUR: i64 = 3600;
/// One day in seconds.
pub(super) const DAY: i64 = 86_400;

/// Writes a span the way a reader compares it: `45 s`, `12 min`, `28.5 h`, `3 days`, `2.4 years`. Signs are dropped.
pub(super) fn span(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (unit, name) = match seconds {
        0..120 => return format!("{seconds} s"),
        120..7200 => (60, "min"),
        7200..172_801 => (3600, "h"),
        172_801..63_158_400 => (86_400, "days"),
        _ => (31_557_600, "years"),
    };
    // Tenths, rounded to nearest in whole numbers.
    let tenths = seconds.saturating_mul(10).saturating_add(unit / 2).checked_div(unit).unwrap_or_default();
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {name}"),
        (whole, tenth) => format!("{whole}.{tenth} {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_in_their_natural_unit() {
        let cases = [
            (45, "45 s"),
            (-720, "12 min"),
            (102_600, "28.5 h"),
            (259_200, "3 days"),
            (259_201, "3 days"),
            (75_738_240, "2.4 years"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(span(seconds), expected);
        }
    }
}
