//! One certificate revocation list (RFC 5280 section 5), searched without unpacking it.
//!
//! In: DER bytes, up to tens of megabytes. Out: what the list states about itself, and the entry of a serial number.
//! Entries stay in the bytes; an index of hashes finds them, so that a list of a million entries costs its own size and
//! some sixteen megabytes. Whether the list may be used for a certificate is left to `trust`.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::name::format_encoded_name;
use crate::asn1::{
    Asn1Error, Class, Element, Reader, Tag, decode_boolean, decode_oid, decode_time, decode_unsigned, oid,
};
use crate::model::{HexBytes, Instant};

/// Most extensions of a list or an entry that are looked at.
const MAX_EXTENSIONS: usize = 64;

/// A revocation list: its frame, and its entries as encoded.
///
/// ```text
/// CertificateList ::= SEQUENCE { tbsCertList TBSCertList, signatureAlgorithm AlgorithmIdentifier,
///                                signatureValue BIT STRING }
/// TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature AlgorithmIdentifier, issuer Name,
///     thisUpdate Time, nextUpdate Time OPTIONAL, revokedCertificates SEQUENCE OF Entry OPTIONAL,
///     crlExtensions [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Debug)]
pub struct RevocationList {
    der: Arc<[u8]>,
    parts: Parts,
    /// Issuer as RFC 4514 text.
    pub issuer: String,
    /// When the list was issued.
    pub this_update: Instant,
    /// When the next one is due; `None` when not stated.
    pub next_update: Option<Instant>,
    /// cRLNumber, content octets.
    pub number: Option<HexBytes>,
    /// keyIdentifier of the authority key identifier.
    pub authority_key_id: Option<HexBytes>,
    /// Set when the list holds only changes to another one (deltaCRLIndicator).
    pub is_delta: bool,
    /// What the issuing distribution point limits the list to.
    pub scope: Scope,
    /// expiredCertsOnCRL (X.509, 2.5.29.60): from when on expired certificates stay on the list.
    pub expired_certificates_since: Option<Instant>,
    /// Dotted OIDs of critical extensions that are not processed: such a list must not be used (section 5.2).
    pub unknown_critical: Vec<String>,
    index: OnceLock<Index>,
}

/// Byte ranges inside the DER; each covers tag, length and contents unless said otherwise.
#[derive(Debug, Default)]
struct Parts {
    tbs: Range<usize>,
    issuer: Range<usize>,
    /// Contents of revokedCertificates.
    entries: Range<usize>,
    signature_algorithm: Range<usize>,
    /// The signature without the octet that counts unused bits.
    signature: Range<usize>,
}

/// Where the entries are.
#[derive(Debug)]
struct Index {
    /// Hash of the serial number, and offset in the contents of revokedCertificates; sorted.
    entries: Vec<(u64, u32)>,
    /// Whether every entry could be read up to its serial number.
    complete: bool,
}

/// issuingDistributionPoint (RFC 5280 section 5.2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// URIs of the distribution point; empty when none is named.
    pub urls: Vec<String>,
    /// A distribution point is named in another way than by URIs.
    pub other_point: bool,
    /// onlyContainsUserCerts.
    pub only_end_entities: bool,
    /// onlyContainsCACerts.
    pub only_cas: bool,
    /// onlyContainsAttributeCerts.
    pub only_attribute_certificates: bool,
    /// onlySomeReasons is present.
    pub only_some_reasons: bool,
    /// indirectCRL: entries may name another issuer.
    pub indirect: bool,
}

/// The entry of one serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedEntry {
    /// revocationDate: from when on the certificate does not count; `None` when it cannot be read.
    pub revocation_date: Option<Instant>,
    /// reasonCode in the words of RFC 5280 section 5.3.1; `None` when absent.
    pub reason: Option<&'static str>,
    /// invalidityDate: when the CA believes that the key was lost.
    pub invalidity_date: Option<Instant>,
    /// Dotted OIDs of critical extensions of the entry that are not processed, certificateIssuer of an indirect list
    /// among them: a list with such an entry must not be used (section 5.3).
    pub unknown_critical: Vec<String>,
}

impl RevocationList {
    /// Reads the frame of a list.
    ///
    /// # Errors
    /// When the frame is broken. Broken entries are found, or not, when one is looked for.
    pub fn parse(der: Arc<[u8]>) -> Result<Self, Asn1Error> {
        let list = Reader::new(&der, 0).expect(Tag::SEQUENCE, "CertificateList")?;
        let mut fields = list.reader();
        let tbs = fields.expect(Tag::SEQUENCE, "tbsCertList")?;
        let signature_algorithm = fields.expect(Tag::SEQUENCE, "signatureAlgorithm")?;
        let signature = fields.expect(Tag::BIT_STRING, "signatureValue")?;

        let mut tbs_fields = tbs.reader();
        tbs_fields.optional(Tag::INTEGER)?;
        tbs_fields.expect(Tag::SEQUENCE, "signature")?;
        let issuer = tbs_fields.expect(Tag::SEQUENCE, "issuer")?;
        let this_update = read_time(&tbs_fields.expect_any("thisUpdate")?)?;
        let (mut next_update, mut entries, mut extensions) = (None, None, None);
        while let Some(field) = tbs_fields.next_element()? {
            match (field.tag.class, field.tag.number) {
                (Class::Universal, 23 | 24) => next_update = Some(read_time(&field)?),
                (Class::Universal, 16) => entries = Some(field),
                (Class::Context, 0) => extensions = Some(field),
                _ => return Err(Asn1Error::new(field.offset, "a field of TBSCertList", field.tag.to_string())),
            }
        }
        let parts = Parts {
            tbs: range(&tbs),
            issuer: range(&issuer),
            entries: entries.as_ref().map(contents_range).unwrap_or_default(),
            signature_algorithm: range(&signature_algorithm),
            signature: {
                let contents = contents_range(&signature);
                contents.start.saturating_add(1).min(contents.end)..contents.end
            },
        };
        let mut read = Self {
            issuer: format_encoded_name(&issuer),
            this_update,
            next_update,
            number: None,
            authority_key_id: None,
            is_delta: false,
            scope: Scope::default(),
            expired_certificates_since: None,
            unknown_critical: Vec::new(),
            index: OnceLock::new(),
            parts,
            der: Arc::clone(&der),
        };
        if let Some(extensions) = extensions {
            read.read_extensions(extensions.reader().expect(Tag::SEQUENCE, "crlExtensions")?);
        }
        Ok(read)
    }

    fn read_extensions(&mut self, extensions: Element<'_>) {
        for extension in extensions.reader().collect_up_to(MAX_EXTENSIONS).0 {
            let Some((oid, critical, value)) = read_extension(&extension) else { continue };
            let inner = Reader::new(value, 0).next_element().ok().flatten();
            match (oid.as_str(), inner) {
                (oid::CRL_NUMBER, Some(number)) => self.number = Some(HexBytes::from(number.contents)),
                (oid::AUTHORITY_KEY_IDENTIFIER, Some(identifier)) => {
                    let key_id = identifier.reader().optional(Tag::context_primitive(0)).ok().flatten();
                    self.authority_key_id = key_id.map(|key_id| HexBytes::from(key_id.contents));
                }
                (oid::DELTA_CRL_INDICATOR, _) => self.is_delta = true,
                (oid::ISSUING_DISTRIBUTION_POINT, Some(point)) => self.scope = read_scope(&point),
                (oid::EXPIRED_CERTS_ON_CRL, Some(date)) => self.expired_certificates_since = decode_time(&date),
                _ if critical => self.unknown_critical.push(oid),
                _ => {}
            }
        }
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    /// Issuer name as encoded.
    pub fn issuer_der(&self) -> &[u8] {
        self.part(&self.parts.issuer)
    }

    /// What the issuer signed.
    pub fn tbs_der(&self) -> &[u8] {
        self.part(&self.parts.tbs)
    }

    /// The AlgorithmIdentifier of the signature.
    pub fn signature_algorithm(&self) -> &[u8] {
        self.part(&self.parts.signature_algorithm)
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.parts.signature)
    }

    /// The whole list.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Number of entries that can be told apart.
    pub fn len(&self) -> usize {
        self.index().entries.len()
    }

    /// Tells whether the list has no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells whether every entry could be read; without that, the absence of one says nothing.
    pub fn is_complete(&self) -> bool {
        self.index().complete
    }

    /// Finds the entry of a serial number, given as its content octets; leading zeros do not count. The first one in
    /// the order of the list is returned.
    pub fn find(&self, serial: &[u8]) -> Option<RevokedEntry> {
        let key = hash(serial);
        let index = self.index().entries.as_slice();
        let start = index.partition_point(|(known, _)| *known < key);
        let entries = self.part(&self.parts.entries);
        index
            .iter()
            .skip(start)
            .take_while(|(known, _)| *known == key)
            .find_map(|(_, offset)| read_entry(entries.get(usize::try_from(*offset).ok()?..)?, serial))
    }

    /// Made at the first question, by one walk over the entries.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let bytes = self.part(&self.parts.entries);
            // The shortest entries of public CAs take some 32 bytes; the reservation is bounded by what is there.
            let mut entries = Vec::with_capacity(bytes.len() / 32);
            let mut reader = Reader::new(bytes, 0);
            // Ends with the bytes: every element takes at least two of them.
            let complete = loop {
                let Ok(Some(entry)) = reader.next_element() else { break reader.is_empty() };
                let serial = entry.reader().expect(Tag::INTEGER, "userCertificate");
                let (Ok(serial), Ok(offset)) = (serial, u32::try_from(entry.offset)) else { break false };
                entries.push((hash(serial.contents), offset));
            };
            entries.sort_unstable();
            Index { entries, complete }
        })
    }
}

fn range(element: &Element<'_>) -> Range<usize> {
    let start = usize::try_from(element.offset).unwrap_or(usize::MAX);
    start..start.saturating_add(element.raw.len())
}

fn contents_range(element: &Element<'_>) -> Range<usize> {
    let start = usize::try_from(element.contents_offset()).unwrap_or(usize::MAX);
    start..start.saturating_add(element.contents.len())
}

fn read_time(element: &Element<'_>) -> Result<Instant, Asn1Error> {
    decode_time(element).ok_or_else(|| Asn1Error::new(element.offset, "a time", element.tag.to_string()))
}

/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
pub(super) fn read_extension<'a>(extension: &Element<'a>) -> Option<(String, bool, &'a [u8])> {
    let mut fields = extension.reader();
    let oid = decode_oid(&fields.expect(Tag::OID, "extnID").ok()?)?;
    let critical = fields.optional(Tag::BOOLEAN).ok()?.is_some_and(|critical| decode_boolean(&critical));
    let value = fields.expect(Tag::OCTET_STRING, "extnValue").ok()?;
    Some((oid, critical, value.contents))
}

/// Reads issuingDistributionPoint.
///
/// ```text
/// SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL, onlyContainsUserCerts [1], onlyContainsCACerts [2],
///            onlySomeReasons [3], indirectCRL [4], onlyContainsAttributeCerts [5] }
/// DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] … }
/// ```
fn read_scope(point: &Element<'_>) -> Scope {
    let mut scope = Scope::default();
    for field in point.reader().collect_up_to(8).0 {
        match field.tag.number {
            0 => read_distribution_point(&field, &mut scope),
            1 => scope.only_end_entities = decode_boolean(&field),
            2 => scope.only_cas = decode_boolean(&field),
            3 => scope.only_some_reasons = true,
            4 => scope.indirect = decode_boolean(&field),
            5 => scope.only_attribute_certificates = decode_boolean(&field),
            _ => {}
        }
    }
    scope
}

fn read_distribution_point(point: &Element<'_>, scope: &mut Scope) {
    let full_name = point.reader().optional(Tag::context(0)).ok().flatten();
    for name in full_name.iter().flat_map(|names| names.reader().collect_up_to(MAX_EXTENSIONS).0) {
        // uniformResourceIdentifier is [6] IA5String.
        if name.tag.number == 6 {
            scope.urls.push(String::from_utf8_lossy(name.contents).into_owned());
        }
    }
    scope.other_point = scope.urls.is_empty();
}

/// Reads the entry at the start of `bytes` when it is that of `serial`.
///
/// `SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions Extensions OPTIONAL }`
fn read_entry(bytes: &[u8], serial: &[u8]) -> Option<RevokedEntry> {
    let entry = Reader::new(bytes, 0).next_element().ok()??;
    let mut fields = entry.reader();
    if significant(fields.expect(Tag::INTEGER, "userCertificate").ok()?.contents) != significant(serial) {
        return None;
    }
    let revocation_date = fields.expect_any("revocationDate").ok().as_ref().and_then(decode_time);
    let mut read = RevokedEntry { revocation_date, reason: None, invalidity_date: None, unknown_critical: Vec::new() };
    let Ok(Some(extensions)) = fields.optional(Tag::SEQUENCE) else { return Some(read) };
    for extension in extensions.reader().collect_up_to(MAX_EXTENSIONS).0 {
        let Some((oid, critical, value)) = read_extension(&extension) else { continue };
        let inner = Reader::new(value, 0).next_element().ok().flatten();
        match (oid.as_str(), inner) {
            (oid::CRL_REASON, Some(reason)) => read.reason = decode_unsigned(&reason).and_then(reason_name),
            (oid::INVALIDITY_DATE, Some(date)) => read.invalidity_date = decode_time(&date),
            _ if critical => read.unknown_critical.push(oid),
            _ => {}
        }
    }
    Some(read)
}

/// The name of a CRLReason (RFC 5280 section 5.3.1).
pub(super) fn reason_name(code: u64) -> Option<&'static str> {
    Some(match code {
        0 => "unspecified",
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        8 => "removeFromCRL",
        9 => "privilegeWithdrawn",
        10 => "aACompromise",
        _ => return None,
    })
}

/// A serial number without leading zeros: some CAs pad it in the certificate, and not on the list.
fn significant(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|byte| **byte == 0).count();
    serial.get(zeros..).unwrap_or_default()
}

/// A hash of a serial number.
fn hash(serial: &[u8]) -> u64 {
    // FNV-1a: no allocation and no key; a collision costs one more comparison.
    significant(serial)
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests;
