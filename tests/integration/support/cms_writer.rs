//! Writes CMS SignedData in the shape of PKCS #7 1.5: [`SignerInfo`] first, then [`SignedData`] around it (RFC 2315, RFC 5652).

use super::{
    certificate::Certificate,
    der_writer::{context, context_primitive, integer, octets, oid, sequence, set, sort_set, tlv},
    hash::Hash,
};

/// id-signedData
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// id-data
pub const DATA: &str = "1.2.840.113549.1.7.1";
/// contentType
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
/// messageDigest
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
/// signingTime
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";

/// A signed or unsigned attribute; values are encoded already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub oid: String,
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    /// Returns an attribute with one value.
    pub fn new(oid: &str, value: Vec<u8>) -> Self {
        Self { oid: oid.to_owned(), values: vec![value] }
    }

    /// Returns a contentType attribute.
    pub fn content_type(content_type: &str) -> Self {
        Self::new(CONTENT_TYPE, oid(content_type))
    }

    /// Returns a messageDigest attribute.
    pub fn message_digest(digest: &[u8]) -> Self {
        Self::new(MESSAGE_DIGEST, octets(digest))
    }

    /// Returns the encoded attribute.
    pub fn der(&self) -> Vec<u8> {
        sequence([oid(&self.oid), set(&self.values)])
    }
}

/// How a SignerInfo names its certificate.
#[derive(Clone)]
pub enum SignerId {
    IssuerAndSerial(Vec<u8>),
    SubjectKeyIdentifier(Vec<u8>),
}

/// How the signature value is made.
#[derive(Clone, Default)]
pub enum SignatureValue {
    /// As the key does it: PKCS #1 v1.5 with DigestInfo, or ECDSA.
    #[default]
    Normal,
    /// PKCS #1 v1.5 without DigestInfo, as old VeriSign timestamp servers did.
    BareDigest,
    /// These bytes, whatever they are.
    Fixed(Vec<u8>),
}

/// One signer. Build it with [`SignerInfo::new`], change any field, then [`SignerInfo::der`].
#[derive(Clone)]
pub struct SignerInfo {
    pub version: u64,
    pub id: SignerId,
    /// Hash of the content and of the attributes.
    pub hash: Hash,
    /// Replaces the encoded digestAlgorithm.
    pub digest_algorithm: Option<Vec<u8>>,
    /// `None`: no signed attributes, the signature covers `content` itself.
    pub signed: Option<Vec<Attribute>>,
    /// Off: attributes stay in the order of the list, and are signed so.
    pub sort_signed: bool,
    /// Replaces the encoded signatureAlgorithm.
    pub signature_algorithm: Option<Vec<u8>>,
    pub signature: SignatureValue,
    pub unsigned: Vec<Attribute>,
    /// The octets that the signature covers when there are no signed attributes.
    pub content: Vec<u8>,
    pub signer: Certificate,
}

impl SignerInfo {
    /// Starts a SignerInfo with contentType and messageDigest over `content`.
    pub fn new(signer: &Certificate, hash: Hash, content_type: &str, content: &[u8]) -> Self {
        Self {
            version: 1,
            id: SignerId::IssuerAndSerial(signer.issuer_and_serial()),
            hash,
            digest_algorithm: None,
            signed: Some(vec![Attribute::content_type(content_type), Attribute::message_digest(&hash.of(content))]),
            sort_signed: true,
            signature_algorithm: None,
            signature: SignatureValue::Normal,
            unsigned: Vec::new(),
            content: content.to_vec(),
            signer: signer.clone(),
        }
    }

    /// Returns the signed attributes one after the other, as they are encoded in the structure.
    fn signed_octets(&self) -> Option<Vec<u8>> {
        let mut encoded: Vec<Vec<u8>> = self.signed.as_ref()?.iter().map(Attribute::der).collect();
        if self.sort_signed {
            sort_set(&mut encoded);
        }
        Some(encoded.concat())
    }

    /// Returns the signature value (encryptedDigest), which timestamps cover.
    pub fn signature_octets(&self) -> Vec<u8> {
        let covered = self.signed_octets().map_or_else(|| self.content.clone(), |octets| tlv(0x31, octets));
        let key = self.signer.spec.key;
        match &self.signature {
            SignatureValue::Normal => key.sign(self.hash, &covered),
            SignatureValue::BareDigest => key.sign_bare(&self.hash.of(&covered)),
            SignatureValue::Fixed(octets) => octets.clone(),
        }
    }

    /// Returns the encoded SignerInfo.
    pub fn der(&self) -> Vec<u8> {
        let key = self.signer.spec.key;
        sequence([
            integer(self.version),
            match &self.id {
                SignerId::IssuerAndSerial(encoded) => encoded.clone(),
                SignerId::SubjectKeyIdentifier(identifier) => context_primitive(0, identifier),
            },
            self.digest_algorithm.clone().unwrap_or_else(|| self.hash.algorithm()),
            self.signed_octets().map(|octets| context(0, octets)).unwrap_or_default(),
            self.signature_algorithm.clone().unwrap_or_else(|| key.signer_algorithm(self.hash)),
            octets(self.signature_octets()),
            if self.unsigned.is_empty() {
                Vec::new()
            } else {
                context(1, self.unsigned.iter().map(Attribute::der).collect::<Vec<_>>().concat())
            },
        ])
    }
}

/// The SignedData around the signers.
#[derive(Clone)]
pub struct SignedData {
    pub version: u64,
    /// Encoded AlgorithmIdentifiers.
    pub digest_algorithms: Vec<Vec<u8>>,
    pub content_type: String,
    /// What stands inside `[0] EXPLICIT`, encoded.
    pub content: Vec<u8>,
    /// Encoded CertificateChoices: certificates, or anything else.
    pub certificates: Vec<Vec<u8>>,
    /// Off: the bag stays in the order of the list.
    pub sort_certificates: bool,
    /// Encoded CRLs.
    pub crls: Vec<Vec<u8>>,
    /// Encoded SignerInfos.
    pub signer_infos: Vec<Vec<u8>>,
}

impl SignedData {
    /// Starts a version 1 SignedData.
    pub fn new(hash: Hash, content_type: &str, content: Vec<u8>) -> Self {
        Self {
            version: 1,
            digest_algorithms: vec![hash.algorithm()],
            content_type: content_type.to_owned(),
            content,
            certificates: Vec::new(),
            sort_certificates: true,
            crls: Vec::new(),
            signer_infos: Vec::new(),
        }
    }

    /// Returns the ContentInfo.
    pub fn der(&self) -> Vec<u8> {
        let mut certificates = self.certificates.clone();
        if self.sort_certificates {
            sort_set(&mut certificates);
        }
        let optional = |tag: u8, parts: &[Vec<u8>]| {
            if parts.is_empty() { Vec::new() } else { context(tag, parts.concat()) }
        };
        let signed_data = sequence([
            integer(self.version),
            set(&self.digest_algorithms),
            sequence([oid(&self.content_type), context(0, &self.content)]),
            optional(0, &certificates),
            optional(1, &self.crls),
            set(&self.signer_infos),
        ]);
        sequence([oid(SIGNED_DATA), context(0, signed_data)])
    }
}
