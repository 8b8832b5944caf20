//! Values of the universal types, read leniently.

use time::{Date, Month, Time};

use super::reader::{Class, Element, Tag};
use crate::model::Instant;

/// Reads a BOOLEAN; any value but zero is true (BER).
pub fn decode_boolean(element: &Element<'_>) -> bool {
    element.contents.iter().any(|byte| *byte != 0)
}

/// Reads a small INTEGER that must not be negative; `None` when it is, or does not fit.
pub fn decode_unsigned(element: &Element<'_>) -> Option<u64> {
    let first = element.contents.first()?;
    if first & 0x80 != 0 {
        return None;
    }
    let digits = element.contents.iter().position(|byte| *byte != 0).unwrap_or(element.contents.len());
    let significant = element.contents.get(digits..)?;
    if significant.len() > 8 {
        return None;
    }
    Some(significant.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
}

/// Reads an OBJECT IDENTIFIER as dotted text (X.690 section 8.19). Arcs beyond 128 bits, and empty or truncated
/// contents, give `None`.
pub fn decode_oid(element: &Element<'_>) -> Option<String> {
    super::oid::format_oid(element.contents)
}

/// Reads an OCTET STRING; a constructed one (BER) is put together from its segments, at most one level deep.
pub fn decode_octet_string(element: &Element<'_>) -> Vec<u8> {
    if !element.tag.constructed {
        return element.contents.to_vec();
    }
    let mut whole = Vec::new();
    let mut segments = element.reader();
    while let Ok(Some(segment)) = segments.next_element() {
        whole.extend_from_slice(segment.contents);
    }
    whole
}

/// Reads a BIT STRING: its bytes, without the octet that counts the unused bits; `None` when that one is missing.
pub fn decode_bit_string<'a>(element: &Element<'a>) -> Option<&'a [u8]> {
    element.contents.split_first().map(|(_, bits)| bits)
}

/// Reads UTF-16 big endian; invalid units read as U+FFFD.
pub fn decode_bmp_string(contents: &[u8]) -> String {
    let (pairs, _) = contents.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16_lossy(&units)
}

/// Reads a character string of any universal type; `None` for other types.
pub fn decode_text(element: &Element<'_>) -> Option<String> {
    if element.tag.class != Class::Universal {
        return None;
    }
    let contents = element.contents;
    Some(match element.tag.number {
        30 => decode_bmp_string(contents),
        28 => {
            let (units, _) = contents.as_chunks::<4>();
            units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit)).unwrap_or('\u{fffd}')).collect()
        }
        12 => String::from_utf8_lossy(contents).into_owned(),
        // TeletexString in certificates is Latin-1 in practice; the ASCII types may hold any byte when hostile.
        18..=22 | 25..=27 => contents.iter().map(|byte| char::from(*byte)).collect(),
        _ => return None,
    })
}

/// Reads UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5, RFC 3161 section 2.4.2): with or without seconds,
/// with a fraction of up to nine digits (more are dropped), with `Z`, an offset, or nothing.
///
/// UTCTime years 50 to 99 are 1950 to 1999. `None` when the text is no time.
pub fn decode_time(element: &Element<'_>) -> Option<Instant> {
    let text = std::str::from_utf8(element.contents).ok()?;
    let (year, rest) = if element.is(Tag::UTC_TIME) {
        let short: i32 = digits(text, 0, 2)?;
        (if short >= 50 { short.checked_add(1900)? } else { short.checked_add(2000)? }, text.get(2..)?)
    } else if element.is(Tag::GENERALIZED_TIME) {
        (digits(text, 0, 4)?, text.get(4..)?)
    } else {
        return None;
    };
    let number = |from: usize| digits(rest, from, from.checked_add(2)?).and_then(|value| u8::try_from(value).ok());
    let month = Month::try_from(number(0)?).ok()?;
    let date = Date::from_calendar_date(year, month, number(2)?).ok()?;
    let (hour, minute) = (number(4)?, number(6)?);
    let (second, mut tail) = match number(8) {
        Some(second) => (second, rest.get(10..)?),
        None => (0, rest.get(8..)?),
    };
    // 60 is a leap second: the second before it is the closest that a clock shows.
    let time = Time::from_hms(hour, minute, second.min(59)).ok()?;
    let mut nanos = 0;
    if let Some(fraction) = tail.strip_prefix(['.', ',']) {
        let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if len == 0 {
            return None;
        }
        let kept: String = fraction.chars().take(len.min(9)).collect();
        nanos = format!("{kept:0<9}").parse().ok()?;
        tail = fraction.get(len..)?;
    }
    let offset_seconds = match tail {
        "Z" | "" => 0,
        _ => {
            let sign = match tail.as_bytes().first()? {
                b'+' => 1i64,
                b'-' => -1,
                _ => return None,
            };
            let hours = i64::from(digits(tail, 1, 3)?);
            let minutes = if tail.len() == 5 { i64::from(digits(tail, 3, 5)?) } else { 0 };
            sign.checked_mul(hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?)?
        }
    };
    let unix = date.with_time(time).assume_utc().unix_timestamp().checked_sub(offset_seconds)?;
    Some(Instant::new(unix, nanos))
}

fn digits(text: &str, from: usize, to: usize) -> Option<i32> {
    let part = text.get(from..to)?;
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    part.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use super::*;

    fn time(tag: u8, text: &str) -> Option<String> {
        let mut bytes = vec![tag, u8::try_from(text.len()).unwrap()];
        bytes.extend_from_slice(text.as_bytes());
        let element = Reader::new(&bytes, 0).next_element().unwrap().unwrap();
        decode_time(&element).map(|instant| instant.to_string())
    }

    #[test]
    fn fractional_gen_time_is_kept() {
        assert_eq!(time(24, "20260408123456.123Z").as_deref(), Some("2026-04-08T12:34:56.123Z"));
        assert_eq!(time(24, "20260408123456.Z"), None);
    }

    #[test]
    fn utc_time_century_follows_rfc_5280() {
        assert_eq!(time(23, "491231235959Z").as_deref(), Some("2049-12-31T23:59:59Z"));
        assert_eq!(time(23, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
    }

    #[test]
    fn offset_and_missing_seconds_are_read() {
        assert_eq!(time(23, "0001010130+0130").as_deref(), Some("2000-01-01T00:00:00Z"));
        assert_eq!(time(24, "20261340000000Z"), None);
    }

    #[test]
    fn oid_arcs_are_read() {
        let bytes = [0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x61, 0x01, 0x00];
        let element = Reader::new(&bytes, 0).next_element().unwrap().unwrap();
        assert_eq!(decode_oid(&element).as_deref(), Some("1.3.6.1.4.1.311.97.1.0"));
    }

    #[test]
    fn oid_with_a_huge_arc_is_refused() {
        let mut bytes = vec![0x06, 0x20];
        bytes.extend_from_slice(&[0xff; 31]);
        bytes.push(0x01);
        let element = Reader::new(&bytes, 0).next_element().unwrap().unwrap();
        assert_eq!(decode_oid(&element), None);
    }
}
