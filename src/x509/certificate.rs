//! The skeleton of a certificate: the fields of TBSCertificate and the signature.

use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::extensions::{ExtensionFacts, read_extensions};
use super::identity::{find_identities, find_trusted_signing_counter};
use super::name::read_name;
use super::public_key::read_public_key;
use super::walk::Walk;
use crate::asn1::{Asn1Error, Element, Reader, Tag, decode_time, decode_unsigned, describe_algorithm};
use crate::model::{CertificateFacts, CertificateParts, Defect, HexBytes, Instant, Thumbprint};

/// Reads one certificate.
///
/// `offset` is where its first byte lies in the file, `None` when it is in no file; all locations and the offsets of
/// all defects are counted from the start of the file. Whatever cannot be read costs that field or extension and adds
/// a defect. `None` only when not even the fields of TBSCertificate up to the public key can be told apart; a defect
/// says where.
///
/// ```text
/// Certificate ::= SEQUENCE { tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier,
///                            signatureValue BIT STRING }
/// TBSCertificate ::= SEQUENCE { version [0] EXPLICIT INTEGER DEFAULT v1, serialNumber INTEGER,
///     signature AlgorithmIdentifier, issuer Name, validity Validity, subject Name,
///     subjectPublicKeyInfo SubjectPublicKeyInfo, issuerUniqueID [1] IMPLICIT BIT STRING OPTIONAL,
///     subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL, extensions [3] EXPLICIT Extensions OPTIONAL }
/// ```
pub fn parse_certificate(der: &[u8], offset: Option<u64>, defects: &mut Vec<Defect>) -> Option<CertificateFacts> {
    let mut walk = Walk::new(offset, defects);
    let mut input = Reader::new(der, walk.base());
    let certificate = input.expect(Tag::SEQUENCE, "Certificate");
    let certificate = walk.ok(certificate)?;
    if !input.is_empty() {
        walk.defect(input.offset(), "the end of the certificate", format!("{} more bytes", input.rest().len()));
    }
    let fields = Fields::read(&certificate, &mut walk);
    let fields = walk.ok(fields)?;
    Some(fields.into_facts(&certificate, offset, walk))
}

/// The elements of a certificate.
struct Fields<'a> {
    tbs: Element<'a>,
    version: u32,
    serial: Element<'a>,
    inner_algorithm: Element<'a>,
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
    spki: Element<'a>,
    extensions: Option<Element<'a>>,
    outer_algorithm: Option<Element<'a>>,
    signature: Option<Element<'a>>,
}

impl<'a> Fields<'a> {
    fn read(certificate: &Element<'a>, walk: &mut Walk<'_>) -> Result<Self, Asn1Error> {
        let mut outer = certificate.reader();
        let tbs = outer.expect(Tag::SEQUENCE, "TBSCertificate")?;
        let outer_algorithm = walk.ok(outer.expect(Tag::SEQUENCE, "signatureAlgorithm"));
        let signature = outer_algorithm.and_then(|_| walk.ok(outer.expect(Tag::BIT_STRING, "signatureValue")));

        let mut inner = tbs.reader();
        let version = inner.optional(Tag::context(0))?;
        let serial = inner.expect(Tag::INTEGER, "serialNumber")?.short("serialNumber")?;
        let inner_algorithm = inner.expect(Tag::SEQUENCE, "signature")?;
        let issuer = inner.expect(Tag::SEQUENCE, "issuer")?;
        let validity = inner.expect(Tag::SEQUENCE, "validity")?;
        let subject = inner.expect(Tag::SEQUENCE, "subject")?;
        let spki = inner.expect(Tag::SEQUENCE, "subjectPublicKeyInfo")?;
        let mut extensions = None;
        // At most as many rounds as there are elements behind the key.
        while let Some(Some(element)) = walk.ok(inner.next_element()) {
            walk.note_length(&element);
            if element.is(Tag::context(3)) && extensions.is_none() {
                extensions = Some(element);
            } else if !element.is(Tag::context_primitive(1)) && !element.is(Tag::context_primitive(2)) {
                walk.note_trailing(element.offset, element.raw, "TBSCertificate");
            }
        }
        if signature.is_some() {
            walk.note_trailing(outer.offset(), outer.rest(), "Certificate");
        }
        let around = [Some(*certificate), outer_algorithm, signature];
        walk.encoding.unsigned_part_altered = !outer.is_empty()
            || around.iter().flatten().any(|element| !element.minimal)
            || signature.is_some_and(|signature| signature.contents.first() != Some(&0))
            || outer_algorithm.is_some_and(|outer| outer.contents != inner_algorithm.contents);
        let read = [Some(*certificate), Some(tbs), version, Some(serial), Some(inner_algorithm), Some(issuer)];
        let more = [Some(validity), Some(subject), Some(spki), outer_algorithm, signature];
        for element in read.iter().chain(&more).flatten() {
            walk.note_length(element);
        }
        let version = version.map_or(1, |element| read_version(&element, walk));
        Ok(Self {
            tbs,
            version,
            serial,
            inner_algorithm,
            issuer,
            validity,
            subject,
            spki,
            extensions,
            outer_algorithm,
            signature,
        })
    }

    fn into_facts(self, certificate: &Element<'a>, offset: Option<u64>, mut walk: Walk<'_>) -> CertificateFacts {
        let parts = self.parts(&mut walk);
        let issuer = read_name(&self.issuer, &mut walk);
        let subject = read_name(&self.subject, &mut walk);
        let (not_before, not_after) = read_validity(&self.validity, &mut walk);
        let public_key = read_public_key(&self.spki, &mut walk);
        let (signature_algorithm_oid, signature_algorithm) = self.read_algorithm(&mut walk);
        if self.version < 3
            && let Some(extensions) = &self.extensions
        {
            walk.defect(extensions.offset, "version 3 with extensions", format!("version {}", self.version));
        }
        let ExtensionFacts {
            extensions,
            eku,
            eku_critical,
            policies,
            basic_constraints,
            key_usage,
            subject_key_id,
            authority_key_id,
            subject_alternative_names,
            urls,
        } = self.extensions.map(|element| read_extensions(&element, &mut walk)).unwrap_or_default();
        let identity = find_identities(&eku);
        let serial = self.serial.contents;
        if !is_shortest_integer(serial) {
            walk.defect(
                self.serial.offset,
                "serialNumber in the shortest form",
                hex::encode(serial.get(..20).unwrap_or(serial)),
            );
        }
        CertificateFacts {
            sha256: Thumbprint(Sha256::digest(certificate.raw).into()),
            sha1: HexBytes(Sha1::digest(certificate.raw).to_vec()),
            subject_cn: subject.attributes.common_name().map(str::to_owned),
            issuer_cn: issuer.attributes.common_name().map(str::to_owned),
            subject: subject.text,
            issuer: issuer.text,
            serial: HexBytes::from(serial),
            not_before,
            not_after,
            lifetime_seconds: not_after.seconds_since(not_before),
            public_key,
            signature_algorithm,
            trusted_signing_counter: find_trusted_signing_counter(serial, &eku),
            eku,
            policies,
            durable_identity: identity.durable,
            durable_identity_class: identity.class,
            identities: identity.all,
            extensions,
            offset,
            length: certificate.raw.len() as u64,
            spki_sha256: HexBytes(Sha256::digest(self.spki.raw).to_vec()),
            tbs_sha256: HexBytes(Sha256::digest(self.tbs.raw).to_vec()),
            urls,
            version: self.version,
            subject_attributes: subject.attributes,
            issuer_attributes: issuer.attributes,
            signature_algorithm_oid,
            eku_critical,
            basic_constraints,
            key_usage,
            subject_key_id,
            authority_key_id,
            subject_alternative_names,
            self_issued: self.subject.raw == self.issuer.raw,
            encoding: walk.finish(),
            der: Arc::from(certificate.raw),
            parts,
        }
    }

    fn parts(&self, walk: &mut Walk<'_>) -> CertificateParts {
        let signature = self.signature.map_or(0..0, |element| {
            match element.contents.first() {
                Some(0) => {}
                Some(unused) => {
                    walk.defect(element.contents_offset(), "no unused bits in signatureValue", format!("{unused}"));
                }
                None => walk.defect(element.offset, "signatureValue", "an empty BIT STRING"),
            }
            walk.contents_range(&element, 1)
        });
        CertificateParts {
            tbs: walk.range(&self.tbs),
            serial: walk.contents_range(&self.serial, 0),
            issuer: walk.range(&self.issuer),
            validity: walk.range(&self.validity),
            subject: walk.range(&self.subject),
            spki: walk.range(&self.spki),
            signature_algorithm: self.outer_algorithm.map_or(0..0, |element| walk.range(&element)),
            signature,
        }
    }

    /// OID and name of the outer signature algorithm; of the inner one when there is no outer one.
    fn read_algorithm(&self, walk: &mut Walk<'_>) -> (String, String) {
        let shown = self.outer_algorithm.unwrap_or(self.inner_algorithm);
        if let Some(outer) = self.outer_algorithm
            && outer.contents != self.inner_algorithm.contents
        {
            walk.encoding.algorithms_differ = true;
            let inner =
                describe_algorithm(&self.inner_algorithm).map_or_else(|| "unreadable".to_owned(), |(_, name)| name);
            let found = describe_algorithm(&outer).map_or_else(|| "unreadable".to_owned(), |(_, name)| name);
            walk.defect(
                outer.offset,
                format!("the signature algorithm of TBSCertificate ({inner})"),
                format!("other bytes ({found})"),
            );
        }
        describe_algorithm(&shown).unwrap_or_else(|| {
            walk.defect(shown.offset, "a signature algorithm", "no readable OID");
            (String::new(), "unreadable".to_owned())
        })
    }
}

/// Reads `[0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) }` as 1 to 3; anything else is a defect and read as it is.
fn read_version(element: &Element<'_>, walk: &mut Walk<'_>) -> u32 {
    let number = walk.ok(element.reader().expect(Tag::INTEGER, "version")).and_then(|value| decode_unsigned(&value));
    match number.and_then(|number| u32::try_from(number).ok()) {
        Some(number @ 0..=2) => number.saturating_add(1),
        number => {
            let found = number.map_or_else(|| "none".to_owned(), |number| number.to_string());
            walk.defect(element.offset, "version 0, 1 or 2", found);
            number.map_or(0, |number| number.saturating_add(1))
        }
    }
}

/// Tells whether no leading byte of an INTEGER is superfluous (X.690 section 8.3.2).
fn is_shortest_integer(contents: &[u8]) -> bool {
    !matches!(contents, [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..])
}

/// Tells whether a time has the one form that RFC 5280 section 4.1.2.5 allows: seconds and `Z`, no fraction.
fn is_rfc_5280_time(time: &Element<'_>) -> bool {
    let length = if time.is(Tag::UTC_TIME) { 13 } else { 15 };
    time.contents.len() == length && time.contents.ends_with(b"Z")
}

/// Reads `Validity ::= SEQUENCE { notBefore Time, notAfter Time }`. When either is no time, no moment lies inside.
fn read_validity(element: &Element<'_>, walk: &mut Walk<'_>) -> (Instant, Instant) {
    let mut fields = element.reader();
    let mut read = |name: &str| {
        let time = walk.ok(fields.expect_any(name))?;
        walk.note_length(&time);
        let instant = decode_time(&time);
        if instant.is_none() || !is_rfc_5280_time(&time) {
            let text = String::from_utf8_lossy(time.contents).chars().take(40).collect::<String>();
            walk.defect(time.offset, format!("{name} as a time in seconds, UTC"), format!("{} {text:?}", time.tag));
        }
        instant
    };
    let dates = (read("notBefore"), read("notAfter"));
    walk.note_trailing(fields.offset(), fields.rest(), "validity");
    match dates {
        (Some(not_before), Some(not_after)) => (not_before, not_after),
        (not_before, not_after) => {
            walk.encoding.invalid_dates = true;
            let last = Instant::from_unix(i64::MAX);
            let first = Instant::from_unix(i64::MIN);
            (not_before.unwrap_or(last), not_after.unwrap_or(first))
        }
    }
}
