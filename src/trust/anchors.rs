//! A set of trust anchors, of which most are never looked at.
//!
//! In: certificates as DER, one after the other. Out: those with a given subject. Only the subject of each is read
//! at the start; a certificate is parsed when it becomes a candidate, once.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::name::{NameIndex, name_key, names_match};
use crate::asn1::{Asn1Error, Reader, Tag};
use crate::model::CertificateFacts;

/// Most certificates of one set.
const MAX_ANCHORS: usize = 65_536;

/// Certificates that can be found by subject.
#[derive(Debug, Default)]
pub struct AnchorSet {
    bytes: Cow<'static, [u8]>,
    places: Vec<Place>,
    index: NameIndex,
}

/// Where one certificate lies in the bytes, and its facts once they were asked for.
#[derive(Debug)]
struct Place {
    certificate: Range<usize>,
    subject: Range<usize>,
    facts: OnceLock<Option<Arc<CertificateFacts>>>,
}

impl AnchorSet {
    /// Reads certificates that follow each other in one buffer.
    ///
    /// # Errors
    /// When something in it is no certificate.
    pub fn from_concatenated(bytes: Cow<'static, [u8]>) -> Result<Self, Asn1Error> {
        let mut places = Vec::new();
        let mut certificates = Reader::new(&bytes, 0);
        while let Some(certificate) = certificates.next_element()? {
            if places.len() >= MAX_ANCHORS {
                return Err(Asn1Error::new(certificate.offset, format!("at most {MAX_ANCHORS} certificates"), "more"));
            }
            let subject = find_subject(certificate.raw, certificate.offset)?;
            let start = usize::try_from(certificate.offset).unwrap_or(usize::MAX);
            let certificate = start..start.saturating_add(certificate.raw.len());
            places.push(Place { certificate, subject, facts: OnceLock::new() });
        }
        let index = NameIndex::new(places.iter().map(|place| bytes.get(place.subject.clone()).unwrap_or_default()));
        Ok(Self { bytes, places, index })
    }

    /// Number of certificates.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The DER of all of them, one after the other.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns those whose subject is `name` (whose key is `key`), with their positions. One that cannot be parsed is
    /// left out.
    pub fn named(&self, key: u64, name: &[u8]) -> Vec<(usize, &Arc<CertificateFacts>)> {
        let matching = self.index.find(key).filter(|position| {
            let subject = self.places.get(*position).and_then(|place| self.bytes.get(place.subject.clone()));
            subject.is_some_and(|subject| names_match(subject, name))
        });
        matching.filter_map(|position| Some((position, self.get(position)?))).collect()
    }

    /// The position of a certificate, compared by its SHA-256.
    pub fn position(&self, certificate: &CertificateFacts) -> Option<usize> {
        let name = certificate.subject_der();
        self.named(name_key(name), name)
            .into_iter()
            .find(|(_, facts)| facts.sha256 == certificate.sha256)
            .map(|(position, _)| position)
    }

    /// The certificate at a position.
    pub fn get(&self, position: usize) -> Option<&Arc<CertificateFacts>> {
        let place = self.places.get(position)?;
        place
            .facts
            .get_or_init(|| {
                let der = self.bytes.get(place.certificate.clone())?;
                // What is odd about an anchor is no defect of the file.
                crate::x509::parse_certificate(der, None, &mut Vec::new()).map(Arc::new)
            })
            .as_ref()
    }
}

/// Finds the subject of a certificate in the buffer (RFC 5280 section 4.1).
fn find_subject(certificate: &[u8], offset: u64) -> Result<Range<usize>, Asn1Error> {
    let mut outer = Reader::new(certificate, offset).expect(Tag::SEQUENCE, "Certificate")?.reader();
    let mut tbs = outer.expect(Tag::SEQUENCE, "TBSCertificate")?.reader();
    tbs.optional(Tag::context(0))?;
    tbs.expect(Tag::INTEGER, "serialNumber")?;
    tbs.expect(Tag::SEQUENCE, "signature")?;
    tbs.expect(Tag::SEQUENCE, "issuer")?;
    tbs.expect(Tag::SEQUENCE, "validity")?;
    let subject = tbs.expect(Tag::SEQUENCE, "subject")?;
    let start = usize::try_from(subject.offset).unwrap_or(usize::MAX);
    Ok(start..start.saturating_add(subject.raw.len()))
}
