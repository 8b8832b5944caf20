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

/// Writes the contents octets of an OBJECT IDENTIFIER as dotted text (X.690 section 8.19). Arcs beyond 128 bits,
/// and empty or truncated contents, give `None`.
pub fn format_oid(contents: &[u8]) -> Option<String> {
    if contents.last().is_none_or(|byte| byte & 0x80 != 0) {
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
