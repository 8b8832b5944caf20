//! The timestamps of one SignerInfo: RFC 3161 tokens and PKCS #9 countersignatures, with their mathematics.

use std::sync::Arc;

use super::signatures::{Collector, algorithm_name, describe_signer, find_signer, signer_digest};
use super::signer::{compare_message_digest, order_name, stated_content_type, verify_info};
use crate::asn1::{Asn1Error, Element, decode_time, find_digest_algorithm, oid};
use crate::authenticode::{
    SignerInfo, Unread, decode_ess_certificate_ids, describe_attribute, find_attribute, parse_content_info,
    parse_signer_info, parse_tst_info,
};
use crate::model::{
    CertificateFacts, Check, Defect, DigestAlgorithm, HexBytes, Location, Outcome, Stage, TimestampFacts, TimestampKind,
};
use crate::verify::{SignatureError, compute_digest};

/// Reads all timestamps of a SignerInfo: tokens first, then countersignatures, each in encoded order.
///
/// `outer_bag` holds the certificates of the enclosing SignedData, where a countersignature finds its own.
pub(super) fn read_timestamps(
    collector: &mut Collector<'_>,
    outer: &SignerInfo<'_>,
    outer_bag: &[Arc<CertificateFacts>],
) -> Vec<Arc<TimestampFacts>> {
    let mut timestamps = Vec::new();
    for (oid, kind) in [(oid::RFC3161_TOKEN, TimestampKind::Rfc3161), (oid::COUNTERSIGNATURE, TimestampKind::Pkcs9)] {
        for attribute in outer.unsigned_attributes.iter().filter(|attribute| attribute.oid == oid) {
            for value in &attribute.values {
                if timestamps.len() >= collector.limits.timestamps {
                    let most = format!("at most {} timestamps", collector.limits.timestamps);
                    collector.defects.push(Defect::new(Stage::Timestamp, value.offset, most, "one more"));
                    return timestamps;
                }
                let mut facts = empty(kind, value);
                let read = match kind {
                    TimestampKind::Rfc3161 => read_token(collector, value, &outer.signature, &mut facts),
                    TimestampKind::Pkcs9 => {
                        read_countersignature(collector, value, &outer.signature, outer_bag, &mut facts)
                    }
                };
                if let Err(error) = read {
                    collector.defects.push(Defect::new(Stage::Timestamp, error.offset, error.expected, error.found));
                    facts.checks = unreadable_checks();
                }
                timestamps.push(Arc::new(facts));
            }
        }
    }
    timestamps
}

fn empty(kind: TimestampKind, value: &Element<'_>) -> TimestampFacts {
    TimestampFacts {
        kind,
        time: None,
        serial: None,
        policy: None,
        accuracy_ms: None,
        signer: None,
        signer_id: None,
        imprint_algorithm: None,
        imprint: None,
        digest_algorithm: None,
        signature_algorithm: String::new(),
        bag: Vec::new(),
        token_sha256: HexBytes(compute_digest(DigestAlgorithm::Sha256, value.raw)),
        signed_attributes: Vec::new(),
        unprefixed: false,
        attribute_order: None,
        location: value.location(),
        unread: Vec::new(),
        checks: Vec::new(),
    }
}

/// The answers for a timestamp that cannot be decoded: it proves nothing, and nothing about it is false.
///
/// Anybody can add such a value to a sound signature, so it must not make a statement of the signer's untrue.
fn unreadable_checks() -> Vec<Outcome> {
    [Check::TimestampImprint, Check::TimestampTokenDigest, Check::TimestampSignature]
        .into_iter()
        .map(|check| Outcome::cannot_tell(check, "the timestamp cannot be decoded"))
        .collect()
}

/// Reads an RFC 3161 token: a ContentInfo whose content is TSTInfo.
fn read_token(
    collector: &mut Collector<'_>,
    value: &Element<'_>,
    outer_signature: &[u8],
    facts: &mut TimestampFacts,
) -> Result<(), Asn1Error> {
    let missing = |what: &str| Asn1Error::new(value.offset, what.to_owned(), "nothing of the kind");
    let first_defect = collector.defects.len();
    let token = parse_content_info(*value, collector.limits, &mut collector.defects);
    // The layers of a token are the timestamp's, whatever layer the shared reader speaks of.
    for defect in collector.defects.iter_mut().skip(first_defect) {
        defect.stage = Stage::Timestamp;
    }
    let token = token.ok_or_else(|| missing("a timestamp token"))?;
    let bag = collector.read_certificates(&token.certificates);
    facts.bag = bag.iter().map(|certificate| certificate.sha256).collect();

    let content = token.content.as_ref().ok_or_else(|| missing("TSTInfo"))?;
    let info = token.signer_infos.first().ok_or_else(|| missing("a SignerInfo"))?;
    facts.unread = unread(token.unread.clone(), info);
    let tst_info = parse_tst_info(&content.hashed, content.element.contents_offset())?;
    facts.time = tst_info.gen_time;
    facts.serial = Some(HexBytes::from(tst_info.serial));
    facts.accuracy_ms = tst_info.accuracy_ms;
    facts.imprint_algorithm = tst_info.imprint_algorithm.as_deref().and_then(find_digest_algorithm);
    facts.imprint = Some(HexBytes::from(tst_info.imprint));
    facts.policy = tst_info.policy;
    if facts.time.is_none() {
        return Err(missing("a readable genTime"));
    }
    let signer = describe_info(collector, info, &bag, facts);

    facts.checks.push(check_imprint(facts.imprint_algorithm, tst_info.imprint, outer_signature));
    facts.checks.push(check_token_digest(info, &content.hashed, token.content_type.as_deref()));
    let signature = check_signature(info, &content.hashed, signer.as_deref(), facts);
    facts.checks.push(signature);
    facts.checks.push(check_ess(info, signer.as_deref()));
    facts.checks.push(check_usage(signer.as_deref()));
    Ok(())
}

/// Reads a PKCS #9 countersignature (RFC 2985 section 5.3.6): a SignerInfo over the outer signature value.
fn read_countersignature(
    collector: &mut Collector<'_>,
    value: &Element<'_>,
    outer_signature: &[u8],
    outer_bag: &[Arc<CertificateFacts>],
    facts: &mut TimestampFacts,
) -> Result<(), Asn1Error> {
    let info = parse_signer_info(*value, collector.limits, &mut collector.defects)?;
    facts.time = find_attribute(&info.signed_attributes, oid::SIGNING_TIME)
        .and_then(|attribute| attribute.values.first())
        .and_then(decode_time);
    if facts.time.is_none() {
        return Err(Asn1Error::new(value.offset, "a readable signingTime attribute", "none"));
    }
    facts.unread = unread(Unread::default(), &info);
    let signer = describe_info(collector, &info, outer_bag, facts);
    facts.imprint_algorithm = facts.digest_algorithm;
    facts.imprint = find_attribute(&info.signed_attributes, oid::MESSAGE_DIGEST)
        .and_then(|attribute| attribute.values.first())
        .map(|value| HexBytes::from(value.contents));

    facts.checks.push(check_countersigned(&info, outer_signature));
    facts
        .checks
        .push(Outcome::not_present(Check::TimestampTokenDigest, "a countersignature has no content of its own"));
    let signature = check_signature(&info, outer_signature, signer.as_deref(), facts);
    facts.checks.push(signature);
    facts.checks.push(Outcome::not_present(Check::TimestampEss, "a countersignature names its certificate by sid"));
    facts.checks.push(check_usage(signer.as_deref()));
    Ok(())
}

/// What no digest of the timestamp covers and nothing reads, its unsigned attributes included.
fn unread(frame: Unread, info: &SignerInfo<'_>) -> Vec<Location> {
    let mut locations = frame.into_locations();
    locations.extend(info.unread.clone().into_locations());
    locations.extend(info.unsigned_attributes.iter().map(|attribute| attribute.element.location()));
    locations
}

/// Fills what both kinds of timestamp have in their SignerInfo; gives the TSA's certificate.
fn describe_info(
    collector: &Collector<'_>,
    info: &SignerInfo<'_>,
    bag: &[Arc<CertificateFacts>],
    facts: &mut TimestampFacts,
) -> Option<Arc<CertificateFacts>> {
    facts.signer_id = Some(describe_signer(&info.signer));
    facts.digest_algorithm = signer_digest(info);
    facts.signature_algorithm = algorithm_name(info);
    facts.signed_attributes =
        info.signed_attributes.iter().map(|attribute| describe_attribute(attribute, collector.limits.text)).collect();
    // A TSA may leave its certificates out of the token; other bags of the file may have them.
    let signer = find_signer(&info.signer, bag).or_else(|| find_signer(&info.signer, &collector.certificates));
    facts.signer = signer.map(|certificate| certificate.sha256);
    signer.cloned()
}

/// The imprint must be the digest of the outer SignerInfo's signature octets (RFC 3161 section 2.4.2).
fn check_imprint(algorithm: Option<DigestAlgorithm>, imprint: &[u8], outer_signature: &[u8]) -> Outcome {
    let check = Check::TimestampImprint;
    match algorithm {
        None => Outcome::cannot_tell(check, "unknown imprint algorithm"),
        Some(algorithm) if compute_digest(algorithm, outer_signature) == imprint => {
            Outcome::valid(check, format!("the {algorithm} imprint is the digest of the outer signature"))
        }
        Some(_) => Outcome::invalid(check, "the imprint belongs to another signature"),
    }
}

/// messageDigest must be the digest of the outer signature, and contentType data: PKCS #9 has it so, CMS leaves the
/// attribute out (RFC 5652 section 11.4). Another type was signed for another purpose.
fn check_countersigned(info: &SignerInfo<'_>, outer_signature: &[u8]) -> Outcome {
    let check = Check::TimestampImprint;
    match compare_message_digest(info, Some(outer_signature)) {
        Ok(true) => match stated_content_type(&info.signed_attributes) {
            Some(other) if other != oid::DATA => Outcome::invalid(check, format!("contentType says {other}, not data")),
            _ => Outcome::valid(check, "messageDigest is the digest of the outer signature"),
        },
        Ok(false) => Outcome::invalid(check, "messageDigest is not the digest of the outer signature"),
        Err(reason) => Outcome::invalid(check, reason),
    }
}

fn check_token_digest(info: &SignerInfo<'_>, content: &[u8], content_type: Option<&str>) -> Outcome {
    let check = Check::TimestampTokenDigest;
    if content_type != Some(oid::TST_INFO) {
        return Outcome::invalid(
            check,
            format!("the content is {}, not TSTInfo", content_type.unwrap_or("unreadable")),
        );
    }
    match compare_message_digest(info, Some(content)) {
        Ok(true) => match stated_content_type(&info.signed_attributes).as_deref() {
            Some(oid::TST_INFO) => Outcome::valid(check, "messageDigest is the digest of TSTInfo"),
            Some(other) => Outcome::invalid(check, format!("contentType says {other}, not TSTInfo")),
            None => Outcome::invalid(check, "there is no contentType attribute"),
        },
        Ok(false) => Outcome::invalid(check, "messageDigest is not the digest of TSTInfo"),
        Err(reason) => Outcome::invalid(check, reason),
    }
}

fn check_signature(
    info: &SignerInfo<'_>,
    content: &[u8],
    signer: Option<&CertificateFacts>,
    facts: &mut TimestampFacts,
) -> Outcome {
    let check = Check::TimestampSignature;
    let Some(signer) = signer else {
        return Outcome::cannot_tell(check, "the TSA's certificate is not in the file");
    };
    match verify_info(info, content, signer, facts.kind == TimestampKind::Pkcs9) {
        Ok((verified, order)) => {
            facts.unprefixed = verified.bare_digest;
            facts.attribute_order = order_name(order);
            Outcome::valid(check, format!("the key of {} verifies it", signer.display_name()))
        }
        Err(SignatureError::Mismatch) => {
            Outcome::invalid(check, format!("the key of {} does not verify it", signer.display_name()))
        }
        Err(error) => Outcome::cannot_tell(check, error.to_string()),
    }
}

/// The first entry of every signingCertificate attribute must name the TSA's certificate (RFC 5035 section 5).
fn check_ess(info: &SignerInfo<'_>, signer: Option<&CertificateFacts>) -> Outcome {
    let check = Check::TimestampEss;
    let Some(signer) = signer else {
        return Outcome::cannot_tell(check, "the TSA's certificate is not in the file");
    };
    let mut matched = None;
    for (oid, default, name) in [
        (oid::SIGNING_CERTIFICATE, DigestAlgorithm::Sha1, "signingCertificate"),
        (oid::SIGNING_CERTIFICATE_V2, DigestAlgorithm::Sha256, "signingCertificateV2"),
    ] {
        let Some(attribute) = find_attribute(&info.signed_attributes, oid) else { continue };
        let ids = attribute.values.first().map(decode_ess_certificate_ids).unwrap_or_default();
        let Some(id) = ids.first() else {
            return Outcome::invalid(check, format!("{name} names no certificate"));
        };
        let algorithm = match &id.digest_algorithm {
            None => default,
            Some(oid) => match find_digest_algorithm(oid) {
                Some(algorithm) => algorithm,
                None => return Outcome::cannot_tell(check, format!("{name} uses unknown digest algorithm {oid}")),
            },
        };
        if compute_digest(algorithm, &signer.der) != id.digest {
            return Outcome::invalid(check, format!("{name} names another certificate"));
        }
        matched = Some(name);
    }
    match matched {
        Some(name) => Outcome::valid(check, format!("{name} names the TSA's certificate")),
        None => Outcome::invalid(check, "there is no signingCertificate attribute"),
    }
}

/// The TSA's certificate must list timeStamping (RFC 3161 section 2.3).
fn check_usage(signer: Option<&CertificateFacts>) -> Outcome {
    let check = Check::TimestampUsage;
    match signer {
        None => Outcome::cannot_tell(check, "the TSA's certificate is not in the file"),
        Some(signer) if signer.has_eku(oid::TIME_STAMPING) => {
            Outcome::valid(check, "the TSA's certificate lists timeStamping")
        }
        Some(signer) if signer.eku_critical.is_none() => {
            Outcome::invalid(check, "the TSA's certificate has no extended key usage")
        }
        Some(_) => Outcome::invalid(check, "the TSA's certificate does not list timeStamping"),
    }
}
