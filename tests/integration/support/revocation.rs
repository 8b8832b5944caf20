//! Writes certificate revocation lists (RFC 5280 section 5).

use time::OffsetDateTime;

use super::{
    certificate::{Certificate, Extension},
    der_writer::{
        bits, boolean, context, context_primitive, generalized_time, integer, integer_octets, octets, oid, sequence,
        tlv, x509_time,
    },
    hash::Hash,
};

/// One revoked certificate.
#[derive(Clone)]
pub struct Revoked {
    /// The serial's content octets.
    pub serial: Vec<u8>,
    pub date: OffsetDateTime,
    /// CRLReason: 1 keyCompromise, 4 superseded, 9 privilegeWithdrawn.
    pub reason: Option<u8>,
    pub invalidity_date: Option<OffsetDateTime>,
}

/// A list to be made.
#[derive(Clone)]
pub struct RevocationList {
    pub issuer: Certificate,
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
    pub revoked: Vec<Revoked>,
    pub number: Option<u64>,
    /// Further extensions: issuingDistributionPoint, expiredCertsOnCRL.
    pub extensions: Vec<Extension>,
    pub signed_with: Hash,
    /// Replaces the signature.
    pub signature: Option<Vec<u8>>,
}

impl RevocationList {
    /// Starts an empty list of `issuer`, number 1, good for seven days.
    pub fn new(issuer: &Certificate, this_update: OffsetDateTime) -> Self {
        Self {
            issuer: issuer.clone(),
            this_update,
            next_update: Some(this_update + time::Duration::days(7)),
            revoked: Vec::new(),
            number: Some(1),
            extensions: Vec::new(),
            signed_with: Hash::Sha256,
            signature: None,
        }
    }

    /// Adds a certificate, with its reason if one is given.
    pub fn revoke(mut self, certificate: &Certificate, date: OffsetDateTime, reason: Option<u8>) -> Self {
        self.revoked.push(Revoked { serial: certificate.spec.serial.clone(), date, reason, invalidity_date: None });
        self
    }

    /// Returns the encoded CertificateList.
    pub fn der(&self) -> Vec<u8> {
        let key = self.issuer.spec.key;
        let algorithm = key.signature_algorithm(self.signed_with);
        let entries: Vec<Vec<u8>> = self.revoked.iter().map(Revoked::der).collect();
        let authority = sequence([context_primitive(0, &self.issuer.key_identifier)]);
        let mut extensions = vec![encode_extension("2.5.29.35", false, &authority)];
        extensions.extend(self.number.map(|number| encode_extension("2.5.29.20", false, &integer(number))));
        extensions.extend(self.extensions.iter().map(|e| encode_extension(&e.oid, e.critical, &e.value)));
        let tbs = sequence([
            integer(1),
            algorithm.clone(),
            self.issuer.subject.clone(),
            x509_time(self.this_update),
            self.next_update.map(x509_time).unwrap_or_default(),
            if entries.is_empty() { Vec::new() } else { sequence(entries) },
            context(0, sequence(extensions)),
        ]);
        let signature = self.signature.clone().unwrap_or_else(|| key.sign(self.signed_with, &tbs));
        sequence([tbs, algorithm, bits(signature)])
    }
}

impl Revoked {
    fn der(&self) -> Vec<u8> {
        let reason = self.reason.map(|reason| encode_extension("2.5.29.21", false, &tlv(0x0A, [reason])));
        let date = self.invalidity_date.map(|date| encode_extension("2.5.29.24", false, &generalized_time(date, "")));
        let extensions: Vec<Vec<u8>> = [reason, date].into_iter().flatten().collect();
        let extensions = if extensions.is_empty() { Vec::new() } else { sequence(extensions) };
        sequence([integer_octets(&self.serial), x509_time(self.date), extensions])
    }
}

fn encode_extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    sequence([oid(id), if critical { boolean(true) } else { Vec::new() }, octets(value)])
}
