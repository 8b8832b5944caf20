//! One table entry to the signatures in it: the outer one, and every nested one after it.

use std::collections::HashMap;
use std::sync::Arc;

use super::signer::{
    check_attribute_signature, check_content_type, check_digest_algorithms, check_message_digest,
    check_signer_certificate,
};
use super::timestamps;
use crate::asn1::{Element, Reader, decode_oid, decode_time, find_digest_algorithm, oid, signature_algorithm_name};
use crate::authenticode::{
    EncapsulatedContent, IndirectData, PageHashTable, SignedData, SignerIdentifier, SignerInfo, decode_opus,
    describe_attribute, find_attribute, parse_content_info, parse_indirect_data, structure_hash,
};
use crate::model::{
    CertificateFacts, Check, Defect, DigestAlgorithm, DigestAlgorithms, HexBytes, SignatureFacts, SignerId, Stage,
    Thumbprint,
};
use crate::policy::Limits;
use crate::verify::compute_digest;
use crate::x509::{format_encoded_name, parse_recurring_certificate};

/// A signature whose image digest has not been compared yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) facts: SignatureFacts,
    pub(super) page_hashes: Option<PageHashTable>,
}

/// Gathers the signatures and the distinct certificates of one file.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    pub(super) limits: &'a Limits,
    pub(super) drafts: Vec<Draft>,
    pub(super) certificates: Vec<Arc<CertificateFacts>>,
    pub(super) defects: Vec<Defect>,
    known: HashMap<Thumbprint, usize>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, drafts: Vec::new(), certificates: Vec::new(), defects: Vec::new(), known: HashMap::new() }
    }

    /// Reads the ContentInfo of one table entry; gives the length of its DER, 0 when there is none.
    pub(super) fn read_entry(&mut self, entry: usize, data: &[u8], offset: u64) -> usize {
        let path = format!("table[{entry}]");
        match Reader::new(data, offset).expect_any("ContentInfo") {
            Ok(content_info) => {
                self.read_signature(content_info, &path, 0);
                content_info.raw.len()
            }
            Err(error) => {
                self.defects.push(Defect::new(Stage::ContentInfo, error.offset, error.expected, error.found));
                let facts = undecoded(self.drafts.len(), &path, offset, data);
                self.drafts.push(Draft { facts, page_hashes: None });
                0
            }
        }
    }

    fn read_signature(&mut self, content_info: Element<'_>, path: &str, depth: usize) {
        let index = self.drafts.len();
        let mut facts = undecoded(index, path, content_info.offset, content_info.raw);
        facts.structure_hash = structure_hash(content_info);
        let Some(signed_data) = parse_content_info(content_info, self.limits, &mut self.defects) else {
            self.drafts.push(Draft { facts, page_hashes: None });
            return;
        };
        let bag = self.read_certificates(&signed_data.certificates);
        facts.bag = bag.iter().map(|certificate| certificate.sha256).collect();
        facts.other_certificates = signed_data.other_certificates;
        facts.signer_infos = signed_data.signer_info_count;
        facts.unread = signed_data.unread.clone().into_locations();
        facts.version = signed_data.version.and_then(|version| u32::try_from(version).ok());
        facts.content_type.clone_from(&signed_data.content_type);
        facts.digest_algorithms.signed_data.clone_from(&signed_data.digest_algorithms);
        let page_hashes = self.read_content(&signed_data, &mut facts);
        if let Some(info) = signed_data.signer_infos.first() {
            self.read_signer_info(info, &signed_data, &bag, &mut facts);
        }
        facts.decoded =
            facts.embedded_digest.is_some() && !signed_data.signer_infos.is_empty() && is_image_signature(&facts);
        self.drafts.push(Draft { facts, page_hashes });
        if let Some(info) = signed_data.signer_infos.first() {
            self.read_nested(info, path, depth);
        }
    }

    /// Parses the certificates that are new; gives the bag in encoded order, duplicates kept.
    pub(super) fn read_certificates(&mut self, elements: &[Element<'_>]) -> Vec<Arc<CertificateFacts>> {
        let mut bag = Vec::with_capacity(elements.len());
        for element in elements {
            let mut thumbprint = Thumbprint::default();
            thumbprint.0.copy_from_slice(&compute_digest(DigestAlgorithm::Sha256, element.raw));
            if let Some(known) = self.known.get(&thumbprint).and_then(|index| self.certificates.get(*index)) {
                bag.push(Arc::clone(known));
                continue;
            }
            let facts = parse_recurring_certificate(thumbprint, element.raw, element.offset, &mut self.defects);
            if let Some(facts) = facts {
                self.known.insert(thumbprint, self.certificates.len());
                self.certificates.push(Arc::clone(&facts));
                bag.push(facts);
            }
        }
        bag
    }

    fn read_content(&mut self, signed_data: &SignedData<'_>, facts: &mut SignatureFacts) -> Option<PageHashTable> {
        let Some(content) = &signed_data.content else {
            self.defects.push(Defect::new(
                Stage::Spc,
                signed_data.content_info.offset,
                "SpcIndirectDataContent",
                "no encapsulated content",
            ));
            return None;
        };
        if signed_data.content_type.as_deref() != Some(oid::SPC_INDIRECT_DATA) {
            self.defects.push(Defect::new(
                Stage::Spc,
                content.element.offset,
                format!("content type SPC_INDIRECT_DATA ({})", oid::SPC_INDIRECT_DATA),
                signed_data.content_type.clone().unwrap_or_else(|| "an unreadable OID".to_owned()),
            ));
        }
        facts.spc_location = Some(content.element.location());
        match parse_indirect_data(content.element, &mut self.defects) {
            Ok(indirect) => fill_indirect_data(indirect, facts),
            Err(error) => {
                self.defects.push(Defect::new(Stage::Spc, error.offset, error.expected, error.found));
                None
            }
        }
    }

    fn read_signer_info(
        &mut self,
        info: &SignerInfo<'_>,
        signed_data: &SignedData<'_>,
        bag: &[Arc<CertificateFacts>],
        facts: &mut SignatureFacts,
    ) {
        let limit = self.limits.text;
        facts.unread.extend(info.unread.clone().into_locations());
        facts.digest_algorithms.signer_info.clone_from(&info.digest_algorithm);
        facts.signature_algorithm = algorithm_name(info);
        facts.signature_location = Some(info.signature_element.location());
        facts.signer_id = Some(describe_signer(&info.signer));
        facts.signed_sha256 = Some(digest_what_signs(info, signed_data.content.as_ref()));
        facts.signed_attributes =
            info.signed_attributes.iter().map(|attribute| describe_attribute(attribute, limit)).collect();
        facts.unsigned_attributes =
            info.unsigned_attributes.iter().map(|attribute| describe_attribute(attribute, limit)).collect();
        facts.nested_values = nested_values(info).len();
        let first_value = |oid| find_attribute(&info.signed_attributes, oid).and_then(|found| found.values.first());
        facts.claimed_signing_time = first_value(oid::SIGNING_TIME).and_then(decode_time);
        facts.opus = first_value(oid::SPC_SP_OPUS_INFO).map(|value| decode_opus(value, limit));
        facts.statement_types = first_value(oid::SPC_STATEMENT_TYPE)
            .map(|value| value.reader().collect_up_to(16).0.iter().filter_map(decode_oid).collect())
            .unwrap_or_default();

        let signer = find_signer(&info.signer, bag);
        facts.signer = signer.map(|certificate| certificate.sha256);
        let mut checks = vec![
            check_message_digest(info, signed_data.content.as_ref()),
            check_attribute_signature(info, signed_data.content.as_ref(), signer.map(Arc::as_ref), facts),
            check_content_type(info, signed_data.content_type.as_deref()),
            check_digest_algorithms(&facts.digest_algorithms),
            check_signer_certificate(facts, signer.map(Arc::as_ref)),
        ];
        facts.checks.append(&mut checks);
        facts.timestamps = timestamps::read_timestamps(self, info, bag);
    }

    /// Reads the values of the nested-signature attributes, depth first, within the limits.
    fn read_nested(&mut self, info: &SignerInfo<'_>, path: &str, depth: usize) {
        for (index, value) in nested_values(info).into_iter().enumerate() {
            let refused = if depth >= self.limits.nesting {
                format!("at most {} nested levels", self.limits.nesting)
            } else if self.drafts.len() >= self.limits.signatures {
                format!("at most {} signatures", self.limits.signatures)
            } else {
                self.read_signature(*value, &format!("{path}/nested[{index}]"), depth.saturating_add(1));
                continue;
            };
            self.defects.push(Defect::new(Stage::Nested, value.offset, refused, "one more"));
            return;
        }
    }
}

/// Tells whether what was signed says that it is SpcIndirectDataContent. Octets that were signed as something else, an
/// S/MIME message for example, are no statement about an image, whatever they can be read as. A type that contradicts
/// the signed attribute came later: that is tampering, and `content-type` says so.
fn is_image_signature(facts: &SignatureFacts) -> bool {
    let contradicted = facts.checks.iter().any(|outcome| outcome.check == Check::ContentType && outcome.is_invalid());
    contradicted || facts.content_type.as_deref() == Some(oid::SPC_INDIRECT_DATA)
}

/// The values of the nested-signature attributes in encoded order.
fn nested_values<'a, 'b>(info: &'b SignerInfo<'a>) -> Vec<&'b Element<'a>> {
    info.unsigned_attributes
        .iter()
        .filter(|attribute| attribute.oid == oid::NESTED_SIGNATURE)
        .flat_map(|attribute| &attribute.values)
        .collect()
}

/// Facts of a signature of which only the place is known.
fn undecoded(index: usize, path: &str, offset: u64, content_info: &[u8]) -> SignatureFacts {
    SignatureFacts {
        index,
        path: path.to_owned(),
        primary: false,
        catalog: None,
        decoded: false,
        digest_algorithm: None,
        embedded_digest: None,
        computed_digest: None,
        signer: None,
        signer_id: None,
        opus: None,
        claimed_signing_time: None,
        signed_attributes: Vec::new(),
        unsigned_attributes: Vec::new(),
        page_hashes: None,
        structure_hash: HexBytes::default(),
        content_sha256: HexBytes(compute_digest(DigestAlgorithm::Sha256, content_info)),
        signed_sha256: None,
        bag: Vec::new(),
        other_certificates: 0,
        signer_infos: 0,
        version: None,
        content_type: None,
        spc_type: None,
        digest_algorithms: DigestAlgorithms::default(),
        signature_algorithm: String::new(),
        statement_types: Vec::new(),
        attribute_order: None,
        signature_encoding_notes: Vec::new(),
        nested_values: 0,
        offset: Some(offset),
        length: content_info.len() as u64,
        spc_location: None,
        signature_location: None,
        digest_location: None,
        unread: Vec::new(),
        timestamps: Vec::new(),
        checks: Vec::new(),
    }
}

fn fill_indirect_data(indirect: IndirectData<'_>, facts: &mut SignatureFacts) -> Option<PageHashTable> {
    facts.spc_type = indirect.data_type;
    facts.digest_algorithm = indirect.digest_algorithm.as_deref().and_then(find_digest_algorithm);
    facts.digest_algorithms.spc = indirect.digest_algorithm;
    facts.embedded_digest = Some(HexBytes::from(indirect.digest));
    facts.digest_location = Some(indirect.digest_location);
    indirect.page_hashes
}

/// The name of a SignerInfo's signature algorithm, or its dotted OID.
pub(super) fn algorithm_name(info: &SignerInfo<'_>) -> String {
    let oid = info.signature_algorithm_oid.as_deref().unwrap_or_default();
    signature_algorithm_name(oid).to_owned()
}

/// The digest by which a signature is known again when its unsigned parts were changed. Attributes in sorted order:
/// most signatures hold over any order.
fn digest_what_signs(info: &SignerInfo<'_>, content: Option<&EncapsulatedContent<'_>>) -> HexBytes {
    let mut attributes: Vec<&[u8]> = info.signed_attributes.iter().map(|attribute| attribute.element.raw).collect();
    attributes.sort_unstable();
    let content = content.map(|content| content.hashed.as_ref()).unwrap_or_default();
    let mut message = Vec::new();
    // Digests of a fixed length, so that no byte can move from one part to the next unseen.
    for part in [content, attributes.concat().as_slice(), info.signature.as_slice()] {
        message.extend(compute_digest(DigestAlgorithm::Sha256, part));
    }
    HexBytes(compute_digest(DigestAlgorithm::Sha256, &message))
}

/// Whom a SignerInfo names, in words.
pub(super) fn describe_signer(signer: &SignerIdentifier<'_>) -> SignerId {
    match signer {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => SignerId {
            issuer: Some(format_encoded_name(issuer)),
            serial: Some(HexBytes::from(*serial)),
            subject_key_id: None,
        },
        SignerIdentifier::SubjectKeyId(key_id) => {
            SignerId { issuer: None, serial: None, subject_key_id: Some(HexBytes::from(*key_id)) }
        }
    }
}

/// Finds the signer's certificate: issuer name and serial number byte for byte, or the subject key identifier.
pub(super) fn find_signer<'b>(
    signer: &SignerIdentifier<'_>,
    bag: &'b [Arc<CertificateFacts>],
) -> Option<&'b Arc<CertificateFacts>> {
    bag.iter().find(|certificate| match signer {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.issuer_der() == issuer.raw && certificate.serial.0 == *serial
        }
        SignerIdentifier::SubjectKeyId(key_id) => {
            certificate.subject_key_id.as_ref().is_some_and(|own| own.0 == *key_id)
        }
    })
}

/// The digest algorithm that a SignerInfo names.
pub(super) fn signer_digest(info: &SignerInfo<'_>) -> Option<DigestAlgorithm> {
    info.digest_algorithm.as_deref().and_then(find_digest_algorithm)
}
