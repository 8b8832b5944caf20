//! Microsoft's certificate trust list (`authroot.stl`): which roots belong to the programme, and with which
//! restrictions.
//!
//! In: the DER of the signed list. Out: its dates and, for one certificate, the properties of its entry. The list is
//! walked once for the places of its entries; an entry is decoded when somebody asks for it. Whether the list's
//! signature holds is left to `ctl_signature`, what the properties mean to `root_programme`.

use std::borrow::Cow;
use std::ops::Range;

use crate::asn1::{Asn1Error, Element, Reader, Tag, decode_oid, decode_time, open_signed_data};
use crate::model::{HexBytes, Instant};

/// Most entries that are read; Microsoft's list has some 560.
const MAX_ENTRIES: usize = 65_536;
/// Most properties of one entry that are read.
const MAX_PROPERTIES: usize = 64;
/// Most object identifiers of one property that are read.
const MAX_OIDS: usize = 256;

/// Contents of 1.3.6.1.4.1.311.10.11, the arc of the properties.
const PROPERTY_ARC: [u8; 9] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0b];

/// A date that may be set without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stamp {
    /// There is no such property.
    #[default]
    Absent,
    /// The property has no readable date. Empty values exist in Microsoft's list; their meaning is undocumented.
    Empty,
    /// The date.
    At(Instant),
}

/// The properties of one root that decide about trust, or name it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CtlEntry {
    /// The entry's id: a hash of the certificate, SHA-1 in Microsoft's list.
    pub id: HexBytes,
    /// Property 98: SHA-256 of the certificate.
    pub sha256: Option<HexBytes>,
    /// Property 20: subject key identifier.
    pub key_id: Option<HexBytes>,
    /// Property 11: friendly name.
    pub name: Option<String>,
    /// Property 9: the usages that the root is trusted for; `None`: all.
    pub usages: Option<Vec<String>>,
    /// Property 104 (Disable): signatures timestamped from then on are not trusted.
    pub disabled: Stamp,
    /// Property 122: the usages that are disabled; `None`: see 104.
    pub disabled_usages: Option<Vec<String>>,
    /// Property 126 (NotBefore): leaf certificates issued from then on are not trusted.
    pub not_before: Stamp,
    /// Property 127: the usages that 126 is limited to; `None`: all.
    pub not_before_usages: Option<Vec<String>>,
    /// Property 83: policies that mean extended validation.
    pub ev_policies: Vec<String>,
    /// Property 105: chain policies.
    pub chain_policies: Vec<String>,
    /// Restrictions that are reserved and not understood: 84 (name constraints), 128 (disallowed CA date).
    pub reserved: Vec<u64>,
}

/// A trust list whose entries were found.
#[derive(Debug)]
pub struct Ctl {
    bytes: Cow<'static, [u8]>,
    /// First eight bytes of each id, and where the entry lies; sorted.
    entries: Vec<(u64, Range<usize>)>,
    this_update: Instant,
    next_update: Option<Instant>,
    sequence_number: Option<HexBytes>,
    usages: Vec<String>,
}

impl Ctl {
    /// Reads a signed trust list.
    ///
    /// ```text
    /// CertificateTrustList ::= SEQUENCE { version DEFAULT v1, subjectUsage SEQUENCE OF OID, listIdentifier OCTET
    ///   STRING OPTIONAL, sequenceNumber INTEGER OPTIONAL, ctlThisUpdate Time, ctlNextUpdate Time OPTIONAL,
    ///   subjectAlgorithm AlgorithmIdentifier, trustedSubjects SEQUENCE OF TrustedSubject OPTIONAL, [0] extensions }
    /// TrustedSubject ::= SEQUENCE { subjectIdentifier OCTET STRING, subjectAttributes SET OF Attribute OPTIONAL }
    /// ```
    ///
    /// # Errors
    /// When the bytes are no SignedData over a trust list (Windows SDK `wincrypt.h`, CTL_INFO).
    pub fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, Asn1Error> {
        let list = find_list(&bytes)?;
        let mut fields = list.reader();
        fields.optional(Tag::INTEGER)?;
        let usages = decode_oids(&fields.expect(Tag::SEQUENCE, "subjectUsage")?);
        fields.optional(Tag::OCTET_STRING)?;
        let sequence_number = fields.optional(Tag::INTEGER)?.map(|number| HexBytes::from(number.contents));
        let time = fields.expect_any("thisUpdate")?;
        let this_update = decode_time(&time).ok_or_else(|| Asn1Error::new(time.offset, "thisUpdate", "no time"))?;
        let next_update = match fields.optional(Tag::UTC_TIME)? {
            Some(time) => decode_time(&time),
            None => fields.optional(Tag::GENERALIZED_TIME)?.and_then(|time| decode_time(&time)),
        };
        fields.expect(Tag::SEQUENCE, "subjectAlgorithm")?;
        let mut entries = Vec::new();
        if let Some(subjects) = fields.optional(Tag::SEQUENCE)? {
            let mut subjects = subjects.reader();
            while let Some(subject) = subjects.next_element()? {
                if entries.len() >= MAX_ENTRIES {
                    return Err(Asn1Error::new(subject.offset, format!("at most {MAX_ENTRIES} entries"), "more"));
                }
                let id = subject.reader().expect(Tag::OCTET_STRING, "subjectIdentifier")?;
                let start = usize::try_from(subject.offset).unwrap_or(usize::MAX);
                entries.push((key_of(id.contents), start..start.saturating_add(subject.raw.len())));
            }
        }
        entries.sort_unstable_by_key(|(key, range)| (*key, range.start));
        Ok(Self { entries, this_update, next_update, sequence_number, usages, bytes })
    }

    /// The whole signed list as encoded.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the list was issued.
    pub const fn this_update(&self) -> Instant {
        self.this_update
    }

    /// When the next one was promised; Microsoft promises nothing.
    pub const fn next_update(&self) -> Option<Instant> {
        self.next_update
    }

    /// The list's sequence number, content octets.
    pub const fn sequence_number(&self) -> Option<&HexBytes> {
        self.sequence_number.as_ref()
    }

    /// What the list is for, dotted: 1.3.6.1.4.1.311.10.3.9 for a root list.
    pub fn usages(&self) -> &[String] {
        &self.usages
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entry of a certificate. The id (SHA-1 in Microsoft's list, but it may be SHA-256) finds it, property
    /// 98 must agree where the entry has one: a SHA-1 collision earns no trust.
    pub fn find(&self, sha1: &[u8], sha256: &[u8]) -> Option<CtlEntry> {
        let agrees = |entry: &CtlEntry| entry.sha256.as_ref().is_none_or(|stated| stated.0 == sha256);
        [sha1, sha256].into_iter().find_map(|id| self.with_id(id).find(agrees))
    }

    /// Returns the first entry with this id, whatever kind of hash it is.
    pub fn find_id(&self, id: &[u8]) -> Option<CtlEntry> {
        self.with_id(id).next()
    }

    fn with_id<'a>(&'a self, id: &'a [u8]) -> impl Iterator<Item = CtlEntry> + 'a {
        let key = key_of(id);
        let start = self.entries.partition_point(|(other, _)| *other < key);
        let same = self.entries.iter().skip(start).take_while(move |(other, _)| *other == key);
        same.filter_map(|(_, range)| self.decode(range)).filter(move |entry| entry.id.0 == id)
    }

    /// Decodes every entry, in the order of their ids.
    pub fn entries(&self) -> impl Iterator<Item = CtlEntry> + '_ {
        self.entries.iter().filter_map(|(_, range)| self.decode(range))
    }

    fn decode(&self, range: &Range<usize>) -> Option<CtlEntry> {
        let element = Reader::new(self.bytes.get(range.clone())?, 0).next_element().ok()??;
        decode_entry(&element)
    }
}

/// Goes from the ContentInfo down to the trust list itself.
fn find_list(bytes: &[u8]) -> Result<Element<'_>, Asn1Error> {
    let mut signed_data = open_signed_data(bytes)?;
    let mut encapsulated = signed_data.expect(Tag::SEQUENCE, "encapContentInfo")?.reader();
    encapsulated.expect(Tag::OID, "eContentType")?;
    let content = encapsulated.expect(Tag::context(0), "eContent")?.reader().expect_any("CertificateTrustList")?;
    if content.is(Tag::OCTET_STRING) {
        return Reader::new(content.contents, content.contents_offset()).expect(Tag::SEQUENCE, "CertificateTrustList");
    }
    content.expect(Tag::SEQUENCE, "CertificateTrustList")
}

/// The first eight bytes of an id as a number; shorter ids are filled up.
fn key_of(id: &[u8]) -> u64 {
    id.iter().copied().chain(std::iter::repeat(0)).take(8).fold(0, |key, byte| (key << 8) | u64::from(byte))
}

fn decode_entry(subject: &Element<'_>) -> Option<CtlEntry> {
    let mut fields = subject.reader();
    let id = fields.expect(Tag::OCTET_STRING, "subjectIdentifier").ok()?;
    let mut entry = CtlEntry { id: HexBytes::from(id.contents), ..CtlEntry::default() };
    let Ok(Some(attributes)) = fields.next_element() else { return Some(entry) };
    let (attributes, _) = attributes.reader().collect_up_to(MAX_PROPERTIES);
    for attribute in attributes {
        let mut parts = attribute.reader();
        let (Ok(oid), Ok(values)) = (parts.expect(Tag::OID, "property"), parts.expect(Tag::SET, "values")) else {
            continue;
        };
        let Some(property) = property_id(oid.contents) else { continue };
        // A SET without a value, and an empty value, are the same: the property is there and says nothing.
        let value = match values.reader().next_element() {
            Ok(Some(value)) => value.contents,
            _ => &[],
        };
        set_property(&mut entry, property, value);
    }
    Some(entry)
}

fn set_property(entry: &mut CtlEntry, property: u64, value: &[u8]) {
    let oids = || Reader::new(value, 0).next_element().ok().flatten().map(|list| decode_oids(&list));
    match property {
        // A list of usages that cannot be read allows nothing …
        9 => entry.usages = Some(oids().unwrap_or_default()),
        11 => entry.name = Some(decode_utf16(value)),
        20 => entry.key_id = Some(HexBytes::from(value)),
        83 => entry.ev_policies = policies(value),
        98 => entry.sha256 = Some(HexBytes::from(value)),
        104 => entry.disabled = decode_filetime(value),
        105 => entry.chain_policies = oids().unwrap_or_default(),
        // … and a limit of a restriction that cannot be read limits nothing.
        122 => entry.disabled_usages = oids(),
        126 => entry.not_before = decode_filetime(value),
        127 => entry.not_before_usages = oids(),
        84 | 128 => entry.reserved.push(property),
        _ => {}
    }
}

/// The number behind the arc of the properties; `None` for another object identifier.
fn property_id(oid: &[u8]) -> Option<u64> {
    let digits = oid.strip_prefix(&PROPERTY_ARC)?;
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    Some(digits.iter().fold(0, |number, byte| (number << 7) | u64::from(byte & 0x7f)))
}

fn decode_oids(list: &Element<'_>) -> Vec<String> {
    let (elements, _) = list.reader().collect_up_to(MAX_OIDS);
    elements.iter().filter(|element| element.is(Tag::OID)).filter_map(decode_oid).collect()
}

/// Reads the policies of property 83.
///
/// ```text
/// SEQUENCE OF SEQUENCE { policyIdentifier OID, policyQualifiers SEQUENCE OF … OPTIONAL }
/// ```
fn policies(value: &[u8]) -> Vec<String> {
    let Ok(Some(list)) = Reader::new(value, 0).next_element() else { return Vec::new() };
    let (elements, _) = list.reader().collect_up_to(MAX_OIDS);
    let identifier =
        |policy: &Element<'_>| policy.reader().next_element().ok().flatten().and_then(|oid| decode_oid(&oid));
    elements.iter().filter_map(identifier).collect()
}

/// Reads a FILETIME: 100 ns since 1601-01-01, eight bytes, little endian.
fn decode_filetime(value: &[u8]) -> Stamp {
    /// Seconds from 1601-01-01 to 1970-01-01.
    const EPOCH: i64 = 11_644_473_600;
    let Ok(bytes) = <[u8; 8]>::try_from(value) else { return Stamp::Empty };
    let ticks = u64::from_le_bytes(bytes);
    let seconds = i64::try_from(ticks / 10_000_000).unwrap_or(i64::MAX).saturating_sub(EPOCH);
    let nanos = u32::try_from((ticks % 10_000_000).saturating_mul(100)).unwrap_or(0);
    Stamp::At(Instant::new(seconds, nanos))
}

/// Reads little-endian UTF-16 up to its NUL.
fn decode_utf16(value: &[u8]) -> String {
    let (pairs, _) = value.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}
