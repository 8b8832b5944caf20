//! Writes X.509 certificates (RFC 5280): a [`CertificateSpec`] says what is in one, issuing it gives a [`Certificate`].

use time::OffsetDateTime;

use super::{
    der_writer::{
        bits, boolean, concat, content, context, context_primitive, element_length, integer, integer_octets,
        named_bits, octets, oid, sequence, x509_time,
    },
    hash::Hash,
    keys::{Key, key},
    name::Name,
};

/// codeSigning
pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
/// timeStamping
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
const CERTIFICATE_POLICIES: &str = "2.5.29.32";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";

/// One extension; `value` is the content of extnValue.
#[derive(Clone)]
pub struct Extension {
    pub oid: String,
    pub critical: bool,
    pub value: Vec<u8>,
}

/// What shall stand in a certificate. All fields are free; issuing adds the key identifiers unless `key_identifiers` is off.
#[derive(Clone)]
pub struct CertificateSpec {
    pub version: u8,
    pub serial: Vec<u8>,
    pub subject: Name,
    pub not_before: OffsetDateTime,
    pub not_after: OffsetDateTime,
    pub key: &'static Key,
    pub extensions: Vec<Extension>,
    pub key_identifiers: bool,
    pub signed_with: Hash,
    /// Replaces the SubjectPublicKeyInfo of `key`.
    pub spki: Option<Vec<u8>>,
    /// Replaces the issuer name that the issuing certificate gives.
    pub issuer_name: Option<Name>,
    /// Replaces the signature.
    pub signature: Option<Vec<u8>>,
}

/// A finished certificate together with what is needed to sign with it and to issue from it.
#[derive(Clone)]
pub struct Certificate {
    pub der: Vec<u8>,
    pub subject: Vec<u8>,
    pub issuer: Vec<u8>,
    pub key_identifier: Vec<u8>,
    pub spec: CertificateSpec,
}

impl CertificateSpec {
    /// Starts a version 3 certificate without extensions, signed with SHA-256.
    pub fn new(subject: Name, key_name: &str, not_before: OffsetDateTime, not_after: OffsetDateTime) -> Self {
        Self {
            version: 3,
            serial: vec![0x5A, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            subject,
            not_before,
            not_after,
            key: key(key_name),
            extensions: Vec::new(),
            key_identifiers: true,
            signed_with: Hash::Sha256,
            spki: None,
            issuer_name: None,
            signature: None,
        }
    }

    /// Sets the serial's content octets.
    pub fn serial(mut self, octets: &[u8]) -> Self {
        self.serial = octets.to_vec();
        self
    }

    /// Sets the subject.
    pub fn subject(mut self, subject: Name) -> Self {
        self.subject = subject;
        self
    }

    /// Sets both dates.
    pub fn validity(mut self, not_before: OffsetDateTime, not_after: OffsetDateTime) -> Self {
        (self.not_before, self.not_after) = (not_before, not_after);
        self
    }

    /// Sets the key.
    pub fn key(mut self, name: &str) -> Self {
        self.key = key(name);
        self
    }

    /// Sets the hash of the certificate's own signature.
    pub fn signed_with(mut self, hash: Hash) -> Self {
        self.signed_with = hash;
        self
    }

    /// Sets an extension: replaces the one with that OID in its place, or appends.
    pub fn extension(mut self, oid: &str, critical: bool, value: Vec<u8>) -> Self {
        let extension = Extension { oid: oid.to_owned(), critical, value };
        match self.extensions.iter_mut().find(|old| old.oid == oid) {
            Some(old) => *old = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// Drops the extensions with that OID.
    pub fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Makes a version 1 certificate: no extensions at all.
    pub fn version_1(mut self) -> Self {
        self.version = 1;
        self
    }

    /// Sets extended key usage, in the order given.
    pub fn eku(self, critical: bool, usages: &[&str]) -> Self {
        self.extension(EXTENDED_KEY_USAGE, critical, sequence(usages.iter().map(|usage| oid(usage))))
    }

    /// Drops extended key usage.
    pub fn without_eku(self) -> Self {
        self.without(EXTENDED_KEY_USAGE)
    }

    /// Sets critical basic constraints of a CA.
    pub fn ca(self, path_length: Option<u64>) -> Self {
        let length = path_length.map(integer).unwrap_or_default();
        self.extension(BASIC_CONSTRAINTS, true, sequence([boolean(true), length]))
    }

    /// Sets critical basic constraints of an end entity.
    pub fn end_entity(self) -> Self {
        self.extension(BASIC_CONSTRAINTS, true, sequence::<&[u8]>([]))
    }

    /// Sets critical key usage by bit numbers: 0 digitalSignature, 5 keyCertSign, 6 cRLSign.
    pub fn key_usage(self, bit_numbers: &[u8]) -> Self {
        self.extension(KEY_USAGE, true, named_bits(bit_numbers))
    }

    /// Sets certificate policies without qualifiers.
    pub fn policies(self, policies: &[&str]) -> Self {
        self.extension(CERTIFICATE_POLICIES, false, sequence(policies.iter().map(|policy| sequence([oid(policy)]))))
    }

    /// Sets one CRL distribution point for each address.
    pub fn crl(self, urls: &[&str]) -> Self {
        let point = |url: &&str| sequence([context(0, context(0, context_primitive(6, url)))]);
        self.extension(CRL_DISTRIBUTION_POINTS, false, sequence(urls.iter().map(point)))
    }

    /// Sets authority information access: OCSP addresses, then caIssuers addresses.
    pub fn authority_access(self, ocsp: &[&str], ca_issuers: &[&str]) -> Self {
        let entry = |method: &str, url: &&str| sequence([oid(method), context_primitive(6, url)]);
        let ocsp = ocsp.iter().map(|url| entry("1.3.6.1.5.5.7.48.1", url));
        let ca_issuers = ca_issuers.iter().map(|url| entry("1.3.6.1.5.5.7.48.2", url));
        self.extension(AUTHORITY_INFO_ACCESS, false, sequence(ocsp.chain(ca_issuers)))
    }

    /// Issues the certificate from `issuer`.
    pub fn issued_by(self, issuer: &Certificate) -> Certificate {
        self.build(issuer.spec.key, issuer.subject.clone(), issuer.key_identifier.clone())
    }

    /// Issues the certificate from itself.
    pub fn self_signed(self) -> Certificate {
        let (key, subject) = (self.key, self.subject.der());
        let key_identifier = key_identifier(&self.spki.clone().unwrap_or_else(|| key.spki()));
        self.build(key, subject, key_identifier)
    }

    fn build(self, signing_key: &Key, issuer: Vec<u8>, authority: Vec<u8>) -> Certificate {
        let issuer = self.issuer_name.as_ref().map_or(issuer, Name::der);
        let subject = self.subject.der();
        let spki = self.spki.clone().unwrap_or_else(|| self.key.spki());
        let key_identifier = key_identifier(&spki);
        let algorithm = signing_key.signature_algorithm(self.signed_with);
        let tbs = sequence([
            if self.version > 1 { context(0, integer(u64::from(self.version) - 1)) } else { Vec::new() },
            integer_octets(&self.serial),
            algorithm.clone(),
            issuer.clone(),
            sequence([x509_time(self.not_before), x509_time(self.not_after)]),
            subject.clone(),
            spki,
            if self.version > 2 { self.encode_extensions(&key_identifier, &authority) } else { Vec::new() },
        ]);
        let signature = self.signature.clone().unwrap_or_else(|| signing_key.sign(self.signed_with, &tbs));
        let der = sequence([tbs, algorithm, bits(signature)]);
        Certificate { der, subject, issuer, key_identifier, spec: self }
    }

    fn encode_extensions(&self, subject_key: &[u8], authority_key: &[u8]) -> Vec<u8> {
        let mut extensions = self.extensions.clone();
        let mut add = |oid: &str, value: Vec<u8>| {
            if self.key_identifiers && !extensions.iter().any(|extension| extension.oid == oid) {
                extensions.push(Extension { oid: oid.to_owned(), critical: false, value });
            }
        };
        add(SUBJECT_KEY_IDENTIFIER, octets(subject_key));
        if subject_key != authority_key {
            add(AUTHORITY_KEY_IDENTIFIER, sequence([context_primitive(0, authority_key)]));
        }
        if extensions.is_empty() {
            return Vec::new();
        }
        let encode = |extension: &Extension| {
            let critical = if extension.critical { boolean(true) } else { Vec::new() };
            sequence([oid(&extension.oid), critical, octets(&extension.value)])
        };
        context(3, sequence(extensions.iter().map(encode)))
    }
}

impl Certificate {
    /// Returns IssuerAndSerialNumber.
    pub fn issuer_and_serial(&self) -> Vec<u8> {
        sequence([self.issuer.clone(), integer_octets(&self.spec.serial)])
    }

    /// Returns the specification again, to issue a variation.
    pub fn vary(&self) -> CertificateSpec {
        self.spec.clone()
    }

    /// Returns the certificate in PEM.
    pub fn pem(&self) -> String {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let text = BASE64_STANDARD.encode(&self.der);
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }
}

/// Returns the key identifier of method 1: SHA-1 of the key bits (RFC 5280 section 4.2.1.2).
fn key_identifier(spki: &[u8]) -> Vec<u8> {
    let algorithm_and_key = content(spki);
    let key_bits = content(&algorithm_and_key[element_length(algorithm_and_key)..]);
    Hash::Sha1.of(&key_bits[1..])
}

/// Returns a Trusted Signing style serial: 19 bytes, 0x33, the counter, eight bytes, 00 00, the counter again.
pub fn counted_serial(counter: u32, middle: [u8; 8]) -> Vec<u8> {
    let counter = counter.to_be_bytes();
    concat([&[0x33_u8], &counter[..], &middle, &[0, 0], &counter])
}
