//! Writes timestamps: RFC 3161 tokens and PKCS #9 countersignatures over the signature octets of a SignerInfo.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{
    certificate::Certificate,
    cms_writer::{Attribute, DATA, SIGNING_TIME, SignatureValue, SignedData, SignerInfo},
    der_writer::{
        boolean, context, context_primitive, generalized_time, integer, null, octets, oid, sequence, unsigned, utc_time,
    },
    hash::Hash,
};

/// The unsigned attribute that carries a token in Authenticode.
pub const RFC3161_TOKEN: &str = "1.3.6.1.4.1.311.3.3.1";
/// countersignature (PKCS #9)
pub const COUNTERSIGNATURE: &str = "1.2.840.113549.1.9.6";
/// id-ct-TSTInfo
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// Which ESS attributes bind the token to its certificate (RFC 5035).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ess {
    None,
    V1,
    V2,
    Both,
}

/// Accuracy of genTime.
#[derive(Clone, Copy, Default)]
pub struct Accuracy {
    pub seconds: Option<u64>,
    pub millis: Option<u64>,
    pub micros: Option<u64>,
}

type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;

/// An RFC 3161 token to be made.
#[derive(Clone)]
pub struct Rfc3161 {
    pub tsa: Certificate,
    pub bag: Vec<Vec<u8>>,
    pub time: OffsetDateTime,
    /// Digits after the second, empty for none.
    pub fraction: String,
    pub accuracy: Option<Accuracy>,
    pub policy: String,
    pub serial: Vec<u8>,
    pub nonce: Option<u64>,
    pub ordering: bool,
    pub imprint_hash: Hash,
    /// Replaces the hash of the signature octets.
    pub imprint: Option<Vec<u8>>,
    /// Hash of the token's own signature.
    pub token_hash: Hash,
    pub ess: Ess,
    /// The certificate whose hash ESS carries; normally the TSA's.
    pub ess_certificate: Vec<u8>,
    edit_signer: Option<Edit<SignerInfo>>,
    edit_signed_data: Option<Edit<SignedData>>,
}

impl Rfc3161 {
    /// Starts a token of `tsa` with its certificate and `chain` in the bag: SHA-256, ESS version 2, half a second of accuracy.
    pub fn new(tsa: &Certificate, chain: &[&Certificate], time: OffsetDateTime) -> Self {
        let mut bag = vec![tsa.der.clone()];
        bag.extend(chain.iter().map(|certificate| certificate.der.clone()));
        Self {
            tsa: tsa.clone(),
            bag,
            time,
            fraction: String::new(),
            accuracy: Some(Accuracy { millis: Some(500), ..Accuracy::default() }),
            policy: "1.3.6.1.4.1.601.10.3.1".to_owned(),
            serial: time.unix_timestamp().to_be_bytes().to_vec(),
            nonce: None,
            ordering: false,
            imprint_hash: Hash::Sha256,
            imprint: None,
            token_hash: Hash::Sha256,
            ess: Ess::V2,
            ess_certificate: tsa.der.clone(),
            edit_signer: None,
            edit_signed_data: None,
        }
    }

    /// Sets the digits after the second.
    pub fn fraction(mut self, digits: &str) -> Self {
        self.fraction = digits.to_owned();
        self
    }

    /// Sets imprint and token hash.
    pub fn hash(mut self, hash: Hash) -> Self {
        (self.imprint_hash, self.token_hash) = (hash, hash);
        self
    }

    /// Sets the digest that the token covers, in place of the right one.
    pub fn imprint(mut self, digest: Vec<u8>) -> Self {
        self.imprint = Some(digest);
        self
    }

    /// Sets the ESS attributes.
    pub fn ess(mut self, ess: Ess) -> Self {
        self.ess = ess;
        self
    }

    /// Adds anything to the token's bag.
    pub fn with_extra(mut self, certificate: Vec<u8>) -> Self {
        self.bag.push(certificate);
        self
    }

    /// Changes the token's SignerInfo before it is signed.
    pub fn edit_signer(mut self, edit: impl Fn(&mut SignerInfo) + Send + Sync + 'static) -> Self {
        self.edit_signer = Some(Arc::new(edit));
        self
    }

    /// Changes the token's SignedData after it was signed.
    pub fn edit_signed_data(mut self, edit: impl Fn(&mut SignedData) + Send + Sync + 'static) -> Self {
        self.edit_signed_data = Some(Arc::new(edit));
        self
    }

    /// Returns TSTInfo over `signature`.
    pub fn tst_info(&self, signature: &[u8]) -> Vec<u8> {
        let imprint = self.imprint.clone().unwrap_or_else(|| self.imprint_hash.of(signature));
        let accuracy = self.accuracy.map(|accuracy| {
            let part = |tag: u8, value: Option<u64>| {
                value.map(|v| context_primitive(tag, &integer(v)[2..])).unwrap_or_default()
            };
            sequence([
                accuracy.seconds.map(integer).unwrap_or_default(),
                part(0, accuracy.millis),
                part(1, accuracy.micros),
            ])
        });
        sequence([
            integer(1),
            oid(&self.policy),
            sequence([self.imprint_hash.algorithm(), octets(imprint)]),
            unsigned(&self.serial),
            generalized_time(self.time, &self.fraction),
            accuracy.unwrap_or_default(),
            if self.ordering { boolean(true) } else { Vec::new() },
            self.nonce.map(integer).unwrap_or_default(),
        ])
    }

    /// Returns the token over `signature`: ContentInfo, SignedData version 3.
    pub fn token(&self, signature: &[u8]) -> Vec<u8> {
        let info = self.tst_info(signature);
        let mut signer = SignerInfo::new(&self.tsa, self.token_hash, TST_INFO, &info);
        signer.signed.get_or_insert_default().extend(self.ess_attributes());
        if let Some(edit) = &self.edit_signer {
            edit(&mut signer);
        }
        let mut signed_data = SignedData::new(self.token_hash, TST_INFO, octets(info));
        signed_data.version = 3;
        signed_data.certificates = self.bag.clone();
        signed_data.signer_infos = vec![signer.der()];
        if let Some(edit) = &self.edit_signed_data {
            edit(&mut signed_data);
        }
        signed_data.der()
    }

    fn ess_attributes(&self) -> Vec<Attribute> {
        let general_names = sequence([context(4, &self.tsa.issuer)]);
        let issuer_serial = sequence([general_names, super::der_writer::integer_octets(&self.tsa.spec.serial)]);
        let attribute = |oid: &str, hash: Hash| {
            let certificate = sequence([octets(hash.of(&self.ess_certificate)), issuer_serial.clone()]);
            Attribute::new(oid, sequence([sequence([certificate])]))
        };
        match self.ess {
            Ess::None => vec![],
            Ess::V1 => vec![attribute(SIGNING_CERTIFICATE, Hash::Sha1)],
            Ess::V2 => vec![attribute(SIGNING_CERTIFICATE_V2, Hash::Sha256)],
            Ess::Both => {
                vec![attribute(SIGNING_CERTIFICATE, Hash::Sha1), attribute(SIGNING_CERTIFICATE_V2, Hash::Sha256)]
            }
        }
    }
}

/// A PKCS #9 countersignature to be made; its certificates go into the outer bag.
#[derive(Clone)]
pub struct Pkcs9 {
    pub tsa: Certificate,
    pub chain: Vec<Vec<u8>>,
    pub time: OffsetDateTime,
    pub hash: Hash,
    /// On: PKCS #1 v1.5 without DigestInfo, as VeriSign did.
    pub bare: bool,
    edit_signer: Option<Edit<SignerInfo>>,
}

impl Pkcs9 {
    /// Starts a SHA-256 countersignature.
    pub fn new(tsa: &Certificate, chain: &[&Certificate], time: OffsetDateTime) -> Self {
        let mut bag = vec![tsa.der.clone()];
        bag.extend(chain.iter().map(|certificate| certificate.der.clone()));
        Self { tsa: tsa.clone(), chain: bag, time, hash: Hash::Sha256, bare: false, edit_signer: None }
    }

    /// Makes it a bare SHA-1 one.
    pub fn bare_sha1(mut self) -> Self {
        (self.hash, self.bare) = (Hash::Sha1, true);
        self
    }

    /// Changes the countersignature before it is signed.
    pub fn edit_signer(mut self, edit: impl Fn(&mut SignerInfo) + Send + Sync + 'static) -> Self {
        self.edit_signer = Some(Arc::new(edit));
        self
    }

    /// Returns the SignerInfo over `signature`.
    pub fn signer_info(&self, signature: &[u8]) -> Vec<u8> {
        let mut signer = SignerInfo::new(&self.tsa, self.hash, DATA, signature);
        signer.signed.get_or_insert_default().push(Attribute::new(SIGNING_TIME, utc_time(self.time)));
        if self.bare {
            signer.signature = SignatureValue::BareDigest;
        }
        if let Some(edit) = &self.edit_signer {
            edit(&mut signer);
        }
        signer.der()
    }
}

/// Either kind of timestamp.
#[derive(Clone)]
pub enum Timestamp {
    Rfc3161(Rfc3161),
    Pkcs9(Pkcs9),
}

impl From<Rfc3161> for Timestamp {
    fn from(token: Rfc3161) -> Self {
        Self::Rfc3161(token)
    }
}

impl From<Pkcs9> for Timestamp {
    fn from(countersignature: Pkcs9) -> Self {
        Self::Pkcs9(countersignature)
    }
}

impl Timestamp {
    /// Returns the unsigned attribute that carries it.
    pub fn attribute(&self, signature: &[u8]) -> Attribute {
        match self {
            Self::Rfc3161(token) => Attribute::new(RFC3161_TOKEN, token.token(signature)),
            Self::Pkcs9(countersignature) => Attribute::new(COUNTERSIGNATURE, countersignature.signer_info(signature)),
        }
    }
}

/// Returns a version 1 attribute certificate as Microsoft's tokens carry one, tagged `[1]`; its signature is meaningless.
pub fn attribute_certificate(issuer: &Certificate, time: OffsetDateTime) -> Vec<u8> {
    let name = context(1, context(4, &issuer.subject));
    let algorithm = sequence([oid(Hash::Sha256.with_rsa()), null()]);
    let validity = sequence([generalized_time(time, ""), generalized_time(time, "")]);
    let info = sequence([
        integer(1),
        name,
        sequence([context(4, &issuer.subject)]),
        algorithm.clone(),
        integer(1),
        validity,
        sequence::<&[u8]>([]),
    ]);
    context(1, [info, algorithm, super::der_writer::bits([0x5A; 32])].concat())
}
