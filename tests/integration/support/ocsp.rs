//! Writes OCSP responses (RFC 6960 section 4.2).

use time::OffsetDateTime;

use super::{
    certificate::Certificate,
    der_writer::{
        bits, content, context, context_primitive, element_length, generalized_time, integer_octets, null, octets, oid,
        sequence, tlv,
    },
    hash::Hash,
};

/// What the responder says.
#[derive(Clone)]
pub enum Answer {
    Good,
    Revoked(OffsetDateTime, u8),
    Unknown,
}

/// A response to be made.
#[derive(Clone)]
pub struct Ocsp {
    pub issuer: Certificate,
    pub serial: Vec<u8>,
    pub answer: Answer,
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
    /// Digest of the CertID: SHA-1 or SHA-256.
    pub id_hash: Hash,
    /// Whose key signs; its certificate comes along unless it is the issuer.
    pub signer: Certificate,
}

impl Ocsp {
    /// An answer of the issuer itself, with the usual SHA-1 CertID, good for seven days.
    pub fn new(certificate: &Certificate, issuer: &Certificate, answer: Answer, this_update: OffsetDateTime) -> Self {
        Self {
            issuer: issuer.clone(),
            serial: certificate.spec.serial.clone(),
            answer,
            this_update,
            next_update: Some(this_update + time::Duration::days(7)),
            id_hash: Hash::Sha1,
            signer: issuer.clone(),
        }
    }

    /// Returns the encoded OCSPResponse.
    pub fn der(&self) -> Vec<u8> {
        let spki = self.issuer.spec.key.spki();
        let inner = content(&spki);
        let key_bits = &content(&inner[element_length(inner)..])[1..];
        let hash_oid = if matches!(self.id_hash, Hash::Sha1) { "1.3.14.3.2.26" } else { "2.16.840.1.101.3.4.2.1" };
        let id = sequence([
            sequence([oid(hash_oid), null()]),
            octets(self.id_hash.of(&self.issuer.subject)),
            octets(self.id_hash.of(key_bits)),
            integer_octets(&self.serial),
        ]);
        let status = match &self.answer {
            Answer::Good => context_primitive(0, []),
            Answer::Revoked(date, reason) => {
                context(1, [generalized_time(*date, ""), context(0, tlv(0x0A, [*reason]))].concat())
            }
            Answer::Unknown => context_primitive(2, []),
        };
        let next = self.next_update.map(|next| context(0, generalized_time(next, ""))).unwrap_or_default();
        let single = sequence([id, status, generalized_time(self.this_update, ""), next]);
        let tbs =
            sequence([context(1, &self.signer.subject), generalized_time(self.this_update, ""), sequence([single])]);
        let key = self.signer.spec.key;
        let certificates = if self.signer.der == self.issuer.der {
            Vec::new()
        } else {
            context(0, sequence([self.signer.der.clone()]))
        };
        let signature = bits(key.sign(Hash::Sha256, &tbs));
        let basic = sequence([tbs, key.signature_algorithm(Hash::Sha256), signature, certificates]);
        let bytes = sequence([oid("1.3.6.1.5.5.7.48.1.1"), octets(basic)]);
        sequence([tlv(0x0A, [0]), context(0, bytes)])
    }
}
