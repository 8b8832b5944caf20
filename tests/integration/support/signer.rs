//! Signs a PE image: a [`Signer`] collects what goes into the signature, `sign` puts it into the file.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{
    certificate::Certificate,
    cms_writer::{Attribute, SIGNING_TIME, SignatureValue, SignedData, SignerInfo},
    der_writer::{sequence, tlv, utc_time},
    hash::Hash,
    pe_patch::{Entry, attach, pad_to_table},
    spc::{INDIRECT_DATA, NESTED_SIGNATURE, OPUS_INFO, Opus, PageHashes, STATEMENT_TYPE, indirect_data},
    timestamp::Timestamp,
    trust_list::TRUST_LIST_CONTENT,
};

type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;

/// An Authenticode signature to be made. The default is what signtool writes today: SHA-256, an empty opus, contentType and
/// messageDigest, the bag in DER order.
#[derive(Clone)]
pub struct Signer {
    pub leaf: Certificate,
    /// Encoded certificates (or other CertificateChoices); `new` puts the leaf in.
    pub bag: Vec<Vec<u8>>,
    pub hash: Hash,
    pub opus: Option<Opus>,
    pub statement: Option<String>,
    pub signing_time: Option<OffsetDateTime>,
    pub page_hashes: PageHashes,
    pub timestamps: Vec<Timestamp>,
    pub nested: Vec<Signer>,
    edit_content: Vec<Edit<Vec<u8>>>,
    edit_signed: Vec<Edit<Vec<Attribute>>>,
    edit_signer: Vec<Edit<SignerInfo>>,
    edit_unsigned: Vec<Edit<Vec<Attribute>>>,
    edit_signed_data: Vec<Edit<SignedData>>,
}

impl Signer {
    /// Starts a signature of `leaf`, with the leaf and `chain` in the bag.
    pub fn new(leaf: &Certificate, chain: &[&Certificate]) -> Self {
        let mut bag = vec![leaf.der.clone()];
        bag.extend(chain.iter().map(|certificate| certificate.der.clone()));
        Self {
            leaf: leaf.clone(),
            bag,
            hash: Hash::Sha256,
            opus: Some(Opus::default()),
            statement: None,
            signing_time: None,
            page_hashes: PageHashes::None,
            timestamps: Vec::new(),
            nested: Vec::new(),
            edit_content: Vec::new(),
            edit_signed: Vec::new(),
            edit_signer: Vec::new(),
            edit_unsigned: Vec::new(),
            edit_signed_data: Vec::new(),
        }
    }

    /// Sets the hash of image and attributes.
    pub fn hash(mut self, hash: Hash) -> Self {
        self.hash = hash;
        self
    }

    /// Sets program name and address.
    pub fn opus(mut self, program_name: &str, more_info: &str) -> Self {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        self.opus = Some(Opus { program_name: text(program_name), more_info: text(more_info) });
        self
    }

    /// Adds the statement type.
    pub fn statement(mut self, oid: &str) -> Self {
        self.statement = Some(oid.to_owned());
        self
    }

    /// Adds signingTime, the signer's own claim.
    pub fn signing_time(mut self, time: OffsetDateTime) -> Self {
        self.signing_time = Some(time);
        self
    }

    /// Sets the page hashes.
    pub fn page_hashes(mut self, pages: PageHashes) -> Self {
        self.page_hashes = pages;
        self
    }

    /// Adds a timestamp. The certificates of a PKCS #9 countersignature go into the bag.
    pub fn timestamp(mut self, timestamp: impl Into<Timestamp>) -> Self {
        let timestamp = timestamp.into();
        if let Timestamp::Pkcs9(countersignature) = &timestamp {
            self.bag.extend(countersignature.chain.iter().cloned());
        }
        self.timestamps.push(timestamp);
        self
    }

    /// Adds a nested signature.
    pub fn nest(mut self, nested: Signer) -> Self {
        self.nested.push(nested);
        self
    }

    /// Adds anything to the bag, twice the same included.
    pub fn with_extra(mut self, certificate: &[u8]) -> Self {
        self.bag.push(certificate.to_vec());
        self
    }

    /// Changes the content octets of SpcIndirectDataContent before they are hashed.
    pub fn edit_content(mut self, edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Self {
        self.edit_content.push(Arc::new(edit));
        self
    }

    /// Changes the signed attributes before they are signed: add, remove, replace, reorder (then switch `sort_signed` off).
    pub fn edit_signed(mut self, edit: impl Fn(&mut Vec<Attribute>) + Send + Sync + 'static) -> Self {
        self.edit_signed.push(Arc::new(edit));
        self
    }

    /// Changes the SignerInfo before it is signed: version, identifier, algorithms, the signature itself.
    pub fn edit_signer(mut self, edit: impl Fn(&mut SignerInfo) + Send + Sync + 'static) -> Self {
        self.edit_signer.push(Arc::new(edit));
        self
    }

    /// Changes the unsigned attributes, after timestamps and nested signatures are in.
    pub fn edit_unsigned(mut self, edit: impl Fn(&mut Vec<Attribute>) + Send + Sync + 'static) -> Self {
        self.edit_unsigned.push(Arc::new(edit));
        self
    }

    /// Changes the SignedData after everything is signed: bag, order, content, number of signers.
    pub fn edit_signed_data(mut self, edit: impl Fn(&mut SignedData) + Send + Sync + 'static) -> Self {
        self.edit_signed_data.push(Arc::new(edit));
        self
    }

    /// Returns the encoded signature over `image`, whose length must be a multiple of 8 already.
    pub fn blob(&self, image: &[u8]) -> Vec<u8> {
        let mut content = indirect_data(image, self.hash, &self.page_hashes);
        self.edit_content.iter().for_each(|edit| edit(&mut content));
        let mut signer = SignerInfo::new(&self.leaf, self.hash, INDIRECT_DATA, &content);
        let signed = signer.signed.get_or_insert_default();
        if let Some(opus) = &self.opus {
            signed.push(Attribute::new(OPUS_INFO, opus.der()));
        }
        if let Some(statement) = &self.statement {
            signed.push(Attribute::new(STATEMENT_TYPE, sequence([super::der_writer::oid(statement)])));
        }
        if let Some(time) = self.signing_time {
            signed.push(Attribute::new(SIGNING_TIME, utc_time(time)));
        }
        self.edit_signed.iter().for_each(|edit| edit(signed));
        self.edit_signer.iter().for_each(|edit| edit(&mut signer));
        let signature = signer.signature_octets();
        signer.signature = SignatureValue::Fixed(signature.clone());
        signer.unsigned.extend(self.timestamps.iter().map(|timestamp| timestamp.attribute(&signature)));
        if !self.nested.is_empty() {
            let values = self.nested.iter().map(|nested| nested.blob(image)).collect();
            signer.unsigned.push(Attribute { oid: NESTED_SIGNATURE.to_owned(), values });
        }
        self.edit_unsigned.iter().for_each(|edit| edit(&mut signer.unsigned));
        let mut signed_data = SignedData::new(self.hash, INDIRECT_DATA, tlv(0x30, content));
        signed_data.certificates = self.bag.clone();
        signed_data.signer_infos = vec![signer.der()];
        self.edit_signed_data.iter().for_each(|edit| edit(&mut signed_data));
        signed_data.der()
    }

    /// Returns a signed catalog with these content octets.
    pub fn catalog(&self, content: Vec<u8>) -> Vec<u8> {
        let mut signer = SignerInfo::new(&self.leaf, self.hash, TRUST_LIST_CONTENT, &content);
        let signature = signer.signature_octets();
        signer.signature = SignatureValue::Fixed(signature.clone());
        signer.unsigned.extend(self.timestamps.iter().map(|timestamp| timestamp.attribute(&signature)));
        let mut signed_data = SignedData::new(self.hash, TRUST_LIST_CONTENT, tlv(0x30, content));
        signed_data.certificates = self.bag.clone();
        signed_data.signer_infos = vec![signer.der()];
        signed_data.der()
    }

    /// Returns the signed file: padded, with one table entry and a right checksum.
    pub fn sign(&self, image: &[u8]) -> Vec<u8> {
        attach(image, &[Entry::new(self.blob(&pad_to_table(image)))])
    }
}
