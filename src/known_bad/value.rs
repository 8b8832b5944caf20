//! Values as lists spell them: hexadecimal, names, days.

/// Most bytes of a value in hexadecimal.
const MAX_BYTES: usize = 128;

/// The bytes of a value in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes {
    bytes: [u8; MAX_BYTES],
    length: usize,
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Bytes {
    /// Reads a thumbprint, with or without colons and blanks.
    pub fn thumbprint(text: &str) -> Option<Self> {
        Self::read(text).filter(|bytes| matches!(bytes.length, 20 | 32))
    }

    /// Reads a serial number in hexadecimal, with or without colons, blanks, `0x`.
    pub fn serial(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        Self::read(digits).or_else(|| Self::read(&format!("0{digits}")))
    }

    fn read(text: &str) -> Option<Self> {
        Self::digits(text).or_else(|| {
            let short = text.len() <= MAX_BYTES.saturating_mul(3);
            let digits: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ' | '-')).collect();
            short.then(|| Self::digits(&digits)).flatten()
        })
    }

    fn digits(text: &str) -> Option<Self> {
        let (mut bytes, length) = ([0; MAX_BYTES], text.len() / 2);
        hex::decode_to_slice(text, bytes.get_mut(..length)?).ok()?;
        Some(Self { bytes, length })
    }
}

/// Without leading zeros.
pub(super) fn significant(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    serial.get(zeros..).unwrap_or_default()
}

/// Appends a name in lower case, runs of white space as one blank.
pub(super) fn write_folded(name: &str, key: &mut Vec<u8>) {
    if name.is_ascii() {
        let words = name.as_bytes().split(|byte| byte.is_ascii_whitespace() || *byte == 0x0b);
        for (order, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if order > 0 {
                key.push(b' ');
            }
            key.extend(word.iter().map(u8::to_ascii_lowercase));
        }
        return;
    }
    for (order, word) in name.split_whitespace().enumerate() {
        if order > 0 {
            key.push(b' ');
        }
        key.extend_from_slice(word.to_lowercase().as_bytes());
    }
}

/// Serial number and folded issuer in one: the number's length tells where the issuer begins.
pub(super) fn write_serial(number: &[u8], issuer: &str, key: &mut Vec<u8>) {
    key.push(u8::try_from(number.len()).unwrap_or(u8::MAX));
    key.extend_from_slice(number);
    write_folded(issuer, key);
}

/// The day at the beginning of a date, `2026-05-01`; `None` when it is written otherwise.
pub(super) fn day(date: &str) -> Option<&str> {
    let day = date.get(..10)?;
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_day.then_some(day)
}
