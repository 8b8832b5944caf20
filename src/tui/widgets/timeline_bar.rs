//! Moments to columns: a linear window, or a logarithmic distance from one moment to both sides.

/// Where a moment lies in the columns of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the first column.
    Before,
    /// In a column.
    At(u16),
    /// Behind the last column.
    Behind,
}

/// A mapping of seconds (Unix time) to columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Equal columns from the first to the last second.
    Linear {
        /// First second.
        from: i64,
        /// Last second.
        to: i64,
        /// Number of columns.
        columns: u16,
    },
    /// `x = W/2 * (1 + sign(dt) * log10(1 + |dt|/tau) / log10(1 + D/tau))`.
    Symlog {
        /// The moment in the middle.
        centre: i64,
        /// Seconds that still count as near.
        tau: f64,
        /// Farthest distance in seconds, D.
        far: f64,
        /// Number of columns.
        columns: u16,
    },
}

impl Scale {
    /// Number of columns.
    pub fn columns(&self) -> u16 {
        match self {
            Self::Linear { columns, .. } | Self::Symlog { columns, .. } => *columns,
        }
    }

    /// The column of a moment.
    pub fn place(&self, second: i64) -> Place {
        let columns = f64::from(self.columns());
        if columns < 1.0 {
            return Place::Behind;
        }
        let share = match *self {
            Self::Linear { from, to, .. } => {
                let span = to.saturating_sub(from).max(1) as f64;
                second.saturating_sub(from) as f64 / span
            }
            Self::Symlog { centre, tau, far, .. } => {
                let distance = second.saturating_sub(centre) as f64;
                let most = (1.0 + far.max(1.0) / tau).log10();
                0.5 * (1.0 + distance.signum() * (1.0 + distance.abs() / tau).log10() / most)
            }
        };
        if share < 0.0 {
            Place::Before
        } else if share > 1.0 {
            Place::Behind
        } else {
            // A float to integer cast saturates; `columns` is below 65,536.
            Place::At((share * columns).min(columns - 1.0) as u16)
        }
    }

    /// The first and the last column of a period that touches the scale, and whether it goes on at either side.
    pub fn bar(&self, from: i64, to: i64) -> Option<(u16, u16, bool, bool)> {
        let last = self.columns().checked_sub(1)?;
        let (first, more_left) = match self.place(from) {
            Place::Before => (0, true),
            Place::At(column) => (column, false),
            Place::Behind => return None,
        };
        let (end, more_right) = match self.place(to) {
            Place::Before => return None,
            Place::At(column) => (column, false),
            Place::Behind => (last, true),
        };
        Some((first, end.max(first), more_left, more_right))
    }

    /// The moment some columns to the right of another one, or to the left; at least a second away.
    pub fn moved(&self, second: i64, by: i64) -> i64 {
        match *self {
            Self::Linear { from, to, columns } => {
                let column = to.saturating_sub(from).checked_div(i64::from(columns.max(1))).unwrap_or(1).max(1);
                second.saturating_add(column.saturating_mul(by))
            }
            Self::Symlog { centre, tau, far, columns } => {
                let distance = second.saturating_sub(centre) as f64;
                let most = (1.0 + far.max(1.0) / tau).log10();
                let place = distance.signum() * (1.0 + distance.abs() / tau).log10() / most;
                let place = place + 2.0 * by as f64 / f64::from(columns.max(1));
                let distance = place.signum() * tau * (10f64.powf(place.abs() * most) - 1.0);
                let there = centre.saturating_add(distance.round() as i64);
                // Rounding never holds the cursor where it is.
                if by < 0 { there.min(second.saturating_sub(1)) } else { there.max(second.saturating_add(1)) }
            }
        }
    }
}

/// A duration in one word, in whole units, where the last twentieth of one counts as whole: `3d`, `25y`, `5h`.
pub fn short_duration(seconds: i64) -> String {
    const UNITS: [(i64, &str); 6] =
        [(31_556_952, "y"), (2_629_746, "mo"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let magnitude = seconds.saturating_abs();
    let (size, unit) = if (2 * 2_629_746..31_556_952 - 86_400 * 2).contains(&magnitude) {
        (2_629_746, "mo")
    } else if magnitude >= 31_556_952 - 86_400 * 2 {
        (31_556_952, "y")
    } else {
        UNITS.into_iter().skip(2).find(|(size, _)| magnitude >= *size).unwrap_or((1, "s"))
    };
    // Validity periods are often a second or a leap day short of whole units.
    let rounded = magnitude.saturating_add(size / 20).checked_div(size).unwrap_or(0);
    format!("{}{rounded}{unit}", if seconds < 0 { "-" } else { "" })
}

/// A distance between two moments in at most two units, with its sign: `+7 d 13 h`, `-12 s`.
pub fn distance(seconds: i64) -> String {
    const UNITS: [(i64, &str); 5] = [(31_556_952, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let sign = if seconds < 0 { '-' } else { '+' };
    let mut rest = seconds.saturating_abs();
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = rest.checked_div(size).unwrap_or(0);
        if count > 0 && parts.len() < 2 {
            parts.push(format!("{count} {unit}"));
            rest = rest.checked_rem(size).unwrap_or(0);
        } else if !parts.is_empty() {
            break;
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { format!("{sign}{}", parts.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bar_that_leaves_the_window_says_so() {
        let scale = Scale::Linear { from: 0, to: 100, columns: 10 };
        assert_eq!(scale.bar(-50, 1_000), Some((0, 9, true, true)));
        assert_eq!(scale.bar(20, 20), Some((2, 2, false, false)));
        assert_eq!(scale.bar(200, 300), None);
    }

    #[test]
    fn symlog_keeps_a_minute_and_ten_years_apart() {
        let scale = Scale::Symlog { centre: 0, tau: 3600.0, far: 315_569_520.0, columns: 101 };
        let column = |second| match scale.place(second) {
            Place::At(column) => column,
            other => panic!("{other:?}"),
        };
        assert_eq!(column(0), 50);
        assert_eq!(column(315_569_520), 100);
        assert_eq!(column(-315_569_520), 0);
        assert!(column(86_400) > 60 && column(86_400) < 70, "{}", column(86_400));
    }

    #[test]
    fn step_on_either_scale_is_a_column() {
        let linear = Scale::Linear { from: 0, to: 1_000, columns: 10 };
        assert_eq!((linear.moved(500, 1), linear.moved(500, -2)), (600, 300));
        let scale = Scale::Symlog { centre: 0, tau: 3600.0, far: 315_569_520.0, columns: 100 };
        for start in [-200_000_000, -86_400, -7, 0, 5_000, 40_000_000] {
            let Place::At(column) = scale.place(start) else { panic!("{start}") };
            for by in [-1, 1, 3] {
                let Place::At(there) = scale.place(scale.moved(start, by)) else { panic!("{start} {by}") };
                let step = i64::from(there) - i64::from(column);
                assert!((step - by).abs() <= 1 && step.signum() != -by.signum(), "{start}: {column} {there}");
            }
            assert!((scale.moved(scale.moved(start, 1), -1) - start).abs() <= 1, "{start}");
        }
    }

    #[test]
    fn scale_without_columns_shows_nothing() {
        let scale = Scale::Linear { from: 0, to: 100, columns: 0 };
        assert_eq!(scale.bar(0, 100), None);
    }

    #[test]
    fn lifetimes_are_named_as_people_name_them() {
        assert_eq!(short_duration(3 * 86_400 - 1), "3d");
        assert_eq!(short_duration(365 * 86_400 - 1), "1y");
        assert_eq!(short_duration(25 * 31_556_952), "25y");
        assert_eq!(short_duration(90 * 86_400), "3mo");
        assert_eq!(short_duration(0), "0s");
    }

    #[test]
    fn distances_have_a_sign_and_two_units() {
        assert_eq!(distance(7 * 86_400 + 13 * 3_600 + 59), "+7 d 13 h");
        assert_eq!(distance(-61), "-1 min 1 s");
        assert_eq!(distance(0), "0 s");
    }
}
