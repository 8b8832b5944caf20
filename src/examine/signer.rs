//! What a SignerInfo says against what its signature holds: one outcome a question.

use super::signatures::signer_digest;
use crate::asn1::{decode_oid, find_digest_algorithm, oid};
use crate::authenticode::{EncapsulatedContent, RawAttribute, SignerInfo, find_attribute};
use crate::model::{CertificateFacts, Check, DigestAlgorithms, Outcome, SignatureFacts, SignerId};
use crate::verify::{AttributeOrder, SignatureError, SignerInput, Verified, compute_digest, verify_signer};

/// Compares the messageDigest attribute with the digest of the content octets (authenticode 4.1).
pub(super) fn check_message_digest(info: &SignerInfo<'_>, content: Option<&EncapsulatedContent<'_>>) -> Outcome {
    let check = Check::MessageDigest;
    if info.signed_attributes_element.is_none() {
        return Outcome::not_present(check, "no signed attributes: the signature covers the content itself");
    }
    match compare_message_digest(info, content.map(|content| content.hashed.as_ref())) {
        Ok(true) => Outcome::valid(check, "messageDigest is the digest of SpcIndirectDataContent"),
        Ok(false) => Outcome::invalid(check, "messageDigest is not the digest of SpcIndirectDataContent"),
        Err(reason) => Outcome::cannot_tell(check, reason),
    }
}

/// Tells whether the messageDigest attribute is the digest of `content`; the error says what is missing.
pub(super) fn compare_message_digest(info: &SignerInfo<'_>, content: Option<&[u8]>) -> Result<bool, String> {
    let stated = find_attribute(&info.signed_attributes, oid::MESSAGE_DIGEST)
        .and_then(|attribute| attribute.values.first())
        .ok_or("there is no messageDigest attribute")?;
    let content = content.ok_or("there is no content to digest")?;
    let algorithm = signer_digest(info).ok_or_else(|| {
        format!("unknown digest algorithm {}", info.digest_algorithm.as_deref().unwrap_or("(unreadable)"))
    })?;
    Ok(compute_digest(algorithm, content) == stated.contents)
}

pub(super) fn check_attribute_signature(
    info: &SignerInfo<'_>,
    content: Option<&EncapsulatedContent<'_>>,
    signer: Option<&CertificateFacts>,
    facts: &mut SignatureFacts,
) -> Outcome {
    let check = Check::AttributeSignature;
    let Some(signer) = signer else {
        return Outcome::cannot_tell(check, "the signer's certificate is not in the signature");
    };
    let content = content.map(|content| content.hashed.as_ref()).unwrap_or_default();
    match verify_info(info, content, signer, false) {
        Ok((verified, order)) => {
            facts.attribute_order = order_name(order);
            facts.signature_encoding_notes = verified.notes;
            let what = if info.signed_attributes_element.is_some() { "signed attributes" } else { "content" };
            Outcome::valid(check, format!("the signer's key verifies the {what}"))
        }
        Err(SignatureError::Mismatch) => {
            Outcome::invalid(check, "the signer's key does not verify the signed attributes")
        }
        Err(error) => Outcome::cannot_tell(check, error.to_string()),
    }
}

/// Verifies a SignerInfo with a certificate's key.
pub(super) fn verify_info(
    info: &SignerInfo<'_>,
    content: &[u8],
    signer: &CertificateFacts,
    bare_digest_allowed: bool,
) -> Result<(Verified, AttributeOrder), SignatureError> {
    let digest_algorithm = signer_digest(info).ok_or_else(|| {
        SignatureError::Unsupported(format!(
            "digest algorithm {}",
            info.digest_algorithm.as_deref().unwrap_or("(unreadable)")
        ))
    })?;
    let attributes: Vec<&[u8]> = info.signed_attributes.iter().map(|attribute| attribute.element.raw).collect();
    verify_signer(&SignerInput {
        spki: signer.spki_der(),
        signature_algorithm: info.signature_algorithm.raw,
        digest_algorithm,
        signature: &info.signature,
        attributes: info.signed_attributes_element.map(|_| attributes.as_slice()),
        attributes_element: info.signed_attributes_element.map(|element| element.raw).unwrap_or_default(),
        content,
        bare_digest_allowed,
    })
}

/// The name of an attribute order that matters; `None` when there is only one.
pub(super) fn order_name(order: AttributeOrder) -> Option<String> {
    match order {
        AttributeOrder::Both => None,
        AttributeOrder::AsEncoded => Some("as-encoded".to_owned()),
        AttributeOrder::Sorted => Some("sorted".to_owned()),
    }
}

pub(super) fn check_content_type(info: &SignerInfo<'_>, content_type: Option<&str>) -> Outcome {
    let check = Check::ContentType;
    if info.signed_attributes_element.is_none() {
        return Outcome::not_present(check, "no signed attributes");
    }
    match stated_content_type(&info.signed_attributes) {
        None => Outcome::invalid(check, "there is no contentType attribute"),
        Some(stated) if Some(stated.as_str()) == content_type => {
            Outcome::valid(check, "contentType names the encapsulated content type")
        }
        Some(stated) => Outcome::invalid(
            check,
            format!("contentType says {stated}, the content is {}", content_type.unwrap_or("unreadable")),
        ),
    }
}

/// The contentType attribute, dotted.
pub(super) fn stated_content_type(attributes: &[RawAttribute<'_>]) -> Option<String> {
    find_attribute(attributes, oid::CONTENT_TYPE).and_then(|found| found.values.first()).and_then(decode_oid)
}

/// Compares the three places that name the digest algorithm; signature OIDs count as the digest they name.
pub(super) fn check_digest_algorithms(stated: &DigestAlgorithms) -> Outcome {
    let check = Check::DigestAlgorithms;
    let name = |oid: &str| find_digest_algorithm(oid).map_or_else(|| oid.to_owned(), |found| found.to_string());
    let signed_data: Vec<String> = stated.signed_data.iter().map(|oid| name(oid)).collect();
    let signer_info = stated.signer_info.as_deref().map(name);
    let spc = stated.spc.as_deref().map(name);
    let (Some(signer_info), Some(spc)) = (signer_info, spc) else {
        return Outcome::cannot_tell(check, "a digest algorithm cannot be read");
    };
    if signer_info == spc && signed_data.contains(&spc) {
        Outcome::valid(check, format!("all three places name {spc}"))
    } else {
        let signed_data = signed_data.join(", ");
        Outcome::invalid(
            check,
            format!("SignedData names {signed_data}, SignerInfo {signer_info}, SpcIndirectDataContent {spc}"),
        )
    }
}

pub(super) fn check_signer_certificate(facts: &SignatureFacts, signer: Option<&CertificateFacts>) -> Outcome {
    let check = Check::SignerCertificate;
    match (signer, &facts.signer_id) {
        (Some(signer), _) => Outcome::valid(check, format!("the signer is {}", signer.display_name())),
        (None, Some(SignerId { issuer: Some(issuer), serial: Some(serial), .. })) => {
            Outcome::invalid(check, format!("no embedded certificate has issuer {issuer} and serial number {serial}"))
        }
        (None, Some(SignerId { subject_key_id: Some(key_id), .. })) => {
            Outcome::invalid(check, format!("no embedded certificate has subject key identifier {key_id}"))
        }
        (None, _) => Outcome::invalid(check, "the SignerInfo names no signer"),
    }
}
