//! Object identifiers: the ones that code asks for, as constants, and the names of all that are shown.
//!
//! In: a dotted OID. Out: its name. The names come from `assets/oids.csv` (columns oid, name, description, source),
//! so that a new one is a line in a table. What an OID means where it stands is left to the callers.

mod constants;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use constants::*;

/// One known OID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OidEntry {
    /// Dotted form.
    pub oid: &'static str,
    /// Name as shown.
    pub name: &'static str,
    /// What it is, in a few words.
    pub description: &'static str,
    /// Where it is defined.
    pub source: &'static str,
}

const TABLE: &str = include_str!("../../assets/oids.csv");

static ENTRIES: LazyLock<HashMap<&'static str, OidEntry>> =
    LazyLock::new(|| rows().map(|entry| (entry.oid, entry)).collect());

/// All rows of the table in its order. No field of it holds a comma, so that it is read without a copy.
fn rows() -> impl Iterator<Item = OidEntry> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(4, ',');
        Some(OidEntry {
            oid: fields.next()?,
            name: fields.next()?,
            description: fields.next()?,
            source: fields.next()?,
        })
    })
}

/// Finds what is known about a dotted OID.
pub fn find_oid(oid: &str) -> Option<&'static OidEntry> {
    ENTRIES.get(oid)
}

/// The name of a dotted OID, `codeSigning`; `None` when it is not known.
pub fn oid_name(oid: &str) -> Option<&'static str> {
    find_oid(oid).map(|entry| entry.name)
}

/// Longest OBJECT IDENTIFIER that is written out, in bytes; real ones have up to 30. A hostile one would fill the
/// certificate table, and several times as much text wherever it is named.
const MAX_OID: usize = 256;

/// Writes the contents octets of an OBJECT IDENTIFIER as dotted text (X.690 section 8.19). Arcs beyond 128 bits,
/// empty or truncated contents, and more than 256 bytes give `None`.
pub fn format_oid(contents: &[u8]) -> Option<String> {
    if contents.len() > MAX_OID || contents.last().is_none_or(|byte| byte & 0x80 != 0) {
        return None;
    }
    // No arc needs more than three digits and a dot a byte (7 bits).
    let mut text = String::with_capacity(contents.len().saturating_mul(3).saturating_add(4));
    let mut arc: u128 = 0;
    for byte in contents {
        if arc >> 121 != 0 {
            return None;
        }
        arc = (arc << 7) | u128::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let top = (arc / 40).min(2);
            push_arc(&mut text, top);
            arc = arc.saturating_sub(top.saturating_mul(40));
        }
        text.push('.');
        push_arc(&mut text, arc);
        arc = 0;
    }
    Some(text)
}

/// Appends a number. Nearly all arcs are small, and formatting them in the usual way costs more than reading a
/// certificate.
fn push_arc(text: &mut String, arc: u128) {
    use std::fmt::Write as _;
    let Ok(mut small) = u32::try_from(arc) else {
        let _ = write!(text, "{arc}");
        return;
    };
    let mut digits = [0u8; 10];
    let mut count: usize = 0;
    for slot in digits.iter_mut().rev() {
        *slot = b'0'.wrapping_add(u8::try_from(small % 10).unwrap_or_default());
        count = count.saturating_add(1);
        small /= 10;
        if small == 0 {
            break;
        }
    }
    text.extend(digits.iter().skip(digits.len().saturating_sub(count)).map(|digit| char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_csv_with_four_columns_sorted_and_without_repetition() {
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        assert_eq!(reader.headers().unwrap(), &["oid", "name", "description", "source"][..]);
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let own: Vec<OidEntry> = rows().collect();
        assert_eq!(records.len(), own.len());
        for (record, entry) in records.iter().zip(&own) {
            assert_eq!(record, &[entry.oid, entry.name, entry.description, entry.source][..]);
            assert!(!entry.name.is_empty() && !entry.source.is_empty(), "{}", entry.oid);
        }
        let arcs = |entry: &OidEntry| entry.oid.split('.').map(|arc| arc.parse().unwrap()).collect::<Vec<u64>>();
        assert!(own.is_sorted_by(|one, next| arcs(one) < arcs(next)), "sort the rows by their arcs");
    }

    #[test]
    fn oid_as_long_as_a_file_is_not_written_out() {
        let arcs = |count| vec![0x2a; count];
        assert_eq!(format_oid(&arcs(2)).as_deref(), Some("1.2.42"));
        assert!(format_oid(&arcs(MAX_OID)).is_some());
        assert_eq!(format_oid(&arcs(MAX_OID + 1)), None);
    }

    #[test]
    fn every_constant_has_a_name_in_the_table() {
        let source = include_str!("oid/constants.rs");
        let constants: Vec<&str> = source.lines().filter(|line| line.starts_with("pub const")).collect();
        for line in &constants {
            let oid = line.split('"').nth(1).unwrap();
            assert!(oid_name(oid).is_some(), "{line}");
        }
        assert!(constants.len() > 80, "{} constants found", constants.len());
    }

    #[test]
    fn names_of_equal_objects_differ() {
        let mut names: Vec<&str> = rows().map(|entry| entry.name).collect();
        names.sort_unstable();
        let repeated: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert_eq!(repeated, [] as [&[&str]; 0]);
    }

    #[test]
    fn dotted_form_follows_x_690() {
        for (contents, dotted) in [
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b][..], "1.2.840.113549.1.1.11"),
            (&[0x55, 0x04, 0x03], "2.5.4.3"),
            (&[0x88, 0x37, 0x03], "2.999.3"),
            (&[0x00], "0.0"),
            (&[0x4f], "1.39"),
            (&[0x50], "2.0"),
            (&[0x2a, 0x90, 0x80, 0x80, 0x80, 0x00], "1.2.4294967296"),
        ] {
            assert_eq!(format_oid(contents).as_deref(), Some(dotted));
        }
    }

    #[test]
    fn empty_or_cut_contents_are_no_oid() {
        assert_eq!(format_oid(&[]), None);
        assert_eq!(format_oid(&[0x2a, 0x86]), None);
    }

    #[test]
    fn arc_of_128_bits_is_read_and_a_longer_one_refused() {
        // 2.25.<UUID>, the arc that UUIDs have.
        let uuid = [[0x69, 0x83].as_slice(), &[0xff; 17], &[0x7f]].concat();
        assert_eq!(format_oid(&uuid).as_deref(), Some("2.25.340282366920938463463374607431768211455"));
        let longer = [[0x69, 0x84].as_slice(), &[0x80; 17], &[0x00]].concat();
        assert_eq!(format_oid(&longer), None);
    }

    #[test]
    fn unknown_oid_has_no_name() {
        assert_eq!(oid_name("1.2.3.4"), None);
        assert_eq!(oid_name(""), None);
        assert_eq!(oid_name(CODE_SIGNING), Some("codeSigning"));
    }
}
