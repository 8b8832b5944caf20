//! A moment in UTC, as certificates and timestamp tokens state it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment in UTC with nanosecond resolution, written `2026-04-08T12:34:56Z` (fraction kept when there is one).
///
/// Covers years 0 to 9999, the range of GeneralizedTime (RFC 5280 section 4.1.2.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    seconds: i64,
    /// Nanoseconds after `seconds`, below 1,000,000,000.
    nanos: u32,
}

impl From<std::time::SystemTime> for Instant {
    /// When a file was written, as the file system says.
    fn from(time: std::time::SystemTime) -> Self {
        let since = time.duration_since(std::time::UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or(0);
        Self::from_unix(i64::try_from(since).unwrap_or(i64::MAX))
    }
}

impl Instant {
    /// Makes a whole-second instant. Values outside years 0 to 9999 are clamped.
    pub const fn from_unix(seconds: i64) -> Self {
        Self::new(seconds, 0)
    }

    /// Makes an instant from seconds and nanoseconds; both are clamped into their ranges.
    pub const fn new(seconds: i64, nanos: u32) -> Self {
        const MIN: i64 = -62_167_219_200; // 0000-01-01T00:00:00Z
        const MAX: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z
        let seconds = if seconds < MIN {
            MIN
        } else if seconds > MAX {
            MAX
        } else {
            seconds
        };
        Self { seconds, nanos: if nanos > 999_999_999 { 999_999_999 } else { nanos } }
    }

    /// Reads the system clock. Only the command line calls this: the core takes its time from the policy.
    pub fn now() -> Self {
        let now = OffsetDateTime::now_utc();
        Self::from_unix(now.unix_timestamp())
    }

    /// Seconds since 1970-01-01T00:00:00Z, the fraction dropped.
    pub const fn unix(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`Self::unix`].
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// Seconds from `earlier` to this instant; negative when `earlier` is later. Fractions are dropped.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.seconds.saturating_sub(earlier.seconds)
    }

    /// This instant moved by `seconds`.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::new(self.seconds.saturating_add(seconds), self.nanos)
    }

    /// Year of the Gregorian calendar.
    pub fn year(self) -> i32 {
        self.date_time().year()
    }

    /// The date alone, `2026-04-08`.
    pub fn date(self) -> String {
        let date = self.date_time();
        format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }

    /// Date and minutes, `2026-04-08 12:34`, for narrow places on a screen.
    pub fn minutes(self) -> String {
        let date = self.date_time();
        format!("{} {:02}:{:02}", self.date(), date.hour(), date.minute())
    }

    fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date_time();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year(),
            u8::from(date.month()),
            date.day(),
            date.hour(),
            date.minute(),
            date.second()
        )?;
        if self.nanos > 0 {
            let fraction = format!("{:09}", self.nanos);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// A text that is no RFC 3339 time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no time: write it like 2026-04-08T12:34:56Z or 2026-04-08")]
pub struct InvalidInstant {
    /// The text as given.
    pub text: String,
}

impl FromStr for Instant {
    type Err = InvalidInstant;

    /// Reads RFC 3339; a bare date means its midnight, UTC.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidInstant { text: text.to_owned() };
        let trimmed = text.trim();
        let full = if trimmed.len() == 10 { format!("{trimmed}T00:00:00Z") } else { trimmed.to_owned() };
        let date = OffsetDateTime::parse(&full, &Rfc3339).map_err(|_| invalid())?;
        Ok(Self::new(date.unix_timestamp(), date.nanosecond()))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fraction_is_kept_without_trailing_zeros() {
        let instant = Instant::new(1_775_651_696, 120_000_000);
        assert_eq!(instant.to_string(), "2026-04-08T12:34:56.12Z");
        assert_eq!(instant.to_string().parse(), Ok(instant));
    }

    #[test]
    fn bare_date_is_midnight() {
        assert_eq!("2026-04-08".parse(), Ok(Instant::from_unix(1_775_606_400)));
        assert!("2026-13-08".parse::<Instant>().is_err());
    }

    #[test]
    fn last_second_of_year_9999_is_shown() {
        assert_eq!(Instant::from_unix(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }
}
