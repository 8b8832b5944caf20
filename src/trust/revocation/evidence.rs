//! What each supplied list and response says about one certificate.
//!
//! In: the data, a certificate with its issuer. Out: one piece of evidence for each list or response that is really
//! about it, and a sentence for each that may not be used. What they mean together is left to `status`.

use super::data::{Loaded, Response};
use super::status::Inquiry;
use crate::asn1::{Reader, Tag, oid};
use crate::model::{CertificateFacts, DigestAlgorithm, Instant, RevocationDataKind, RevocationSource};
use crate::verify::{PairOutcome, compute_digest};
use crate::x509::{CertStatus, OcspResponse, RevocationList, RevokedEntry, SingleResponse};

/// Most certificates with the issuer's name that are tried as the signer of a list.
const MAX_SIGNERS: usize = 16;

/// The certificate that is asked about, and those above it.
pub struct Subject<'a> {
    /// The certificate.
    pub certificate: &'a CertificateFacts,
    /// Its issuer, by a verified link; `None` where the chain ends before.
    pub issuer: Option<&'a CertificateFacts>,
    /// The issuer's issuer.
    pub grand_issuer: Option<&'a CertificateFacts>,
}

/// What one list or response says.
pub struct Evidence {
    /// Which one.
    pub source: RevocationSource,
    /// The entry, when there is one.
    pub entry: Option<Entry>,
    /// Why the absence of an entry says nothing; `None` when it does say something.
    pub silent: Option<String>,
    /// Certificates that expired at or after this moment stay listed.
    pub keeps_expired_since: Option<Instant>,
}

/// The entry of a certificate.
pub struct Entry {
    /// revocationDate.
    pub date: Instant,
    /// reasonCode.
    pub reason: Option<&'static str>,
    /// invalidityDate.
    pub invalidity_date: Option<Instant>,
}

/// Collects the evidence, and the reasons why the rest is no evidence.
pub fn collect(inquiry: &Inquiry<'_>, subject: &Subject<'_>) -> (Vec<Evidence>, Vec<String>) {
    let (mut evidence, mut unusable) = (Vec::new(), Vec::new());
    for (position, list) in inquiry.data.lists_of(subject.certificate.issuer_der()) {
        match read_list(inquiry, subject, position, list) {
            Ok(found) => evidence.push(found),
            Err(why) => unusable.push(format!("the CRL of {} ({}): {why}", list.item.this_update, list.file)),
        }
    }
    for (position, response, answer) in inquiry.data.answers_about(subject.certificate.serial.as_ref()) {
        match read_answer(inquiry, subject, position, response, answer) {
            Ok(Some(found)) => evidence.push(found),
            Ok(None) => {}
            Err(why) => {
                unusable.push(format!("the OCSP response of {} ({}): {why}", answer.this_update, response.file));
            }
        }
    }
    evidence.sort_by_key(|found| std::cmp::Reverse(found.source.this_update));
    (evidence, unusable)
}

fn read_list(
    inquiry: &Inquiry<'_>,
    subject: &Subject<'_>,
    position: usize,
    loaded: &Loaded<RevocationList>,
) -> Result<Evidence, String> {
    let list = &loaded.item;
    let scope = &list.scope;
    if let Some(oid) = list.unknown_critical.first() {
        return Err(format!("it has the critical extension {oid}, which is not understood"));
    }
    if scope.indirect {
        return Err("it is an indirect list, which is not supported".to_owned());
    }
    let is_ca = subject.certificate.is_ca();
    if scope.only_attribute_certificates || (scope.only_end_entities && is_ca) || (scope.only_cas && !is_ca) {
        return Err("its scope leaves out certificates of this kind".to_owned());
    }
    verify_list(inquiry, subject, position, list)?;
    let entry = list.find(subject.certificate.serial.as_ref());
    let entry = entry.map(read_entry).transpose()?;
    let source = RevocationSource {
        kind: RevocationDataKind::Crl,
        file: loaded.file.clone(),
        this_update: list.this_update,
        next_update: list.next_update,
        number: list.number.clone(),
    };
    Ok(Evidence {
        silent: silence_of_list(subject.certificate, list).or_else(|| inquiry.age(list.this_update, list.next_update)),
        source,
        entry,
        keeps_expired_since: list.expired_certificates_since,
    })
}

/// What an entry says; one that is there and cannot be understood must not read as none.
fn read_entry(entry: RevokedEntry) -> Result<Entry, String> {
    if let Some(oid) = entry.unknown_critical.first() {
        return Err(format!("the entry has the critical extension {oid}, which is not understood"));
    }
    let date = entry.revocation_date.ok_or("the certificate is on it, with a date that cannot be read")?;
    Ok(Entry { date, reason: entry.reason, invalidity_date: entry.invalidity_date })
}

/// Why a list cannot be expected to hold every revoked certificate of its issuer (RFC 5280 section 6.3.3).
fn silence_of_list(certificate: &CertificateFacts, list: &RevocationList) -> Option<String> {
    let scope = &list.scope;
    if list.is_delta {
        Some("it is a delta list, which holds only changes to another one".to_owned())
    } else if scope.only_some_reasons {
        Some("it covers only some reasons for revocation".to_owned())
    } else if !list.is_complete() {
        Some("an entry of it cannot be read".to_owned())
    } else if scope.other_point
        || !(scope.urls.is_empty() || scope.urls.iter().any(|url| certificate.urls.crl.contains(url)))
    {
        let point = scope.urls.first().map_or("a point not named by an URL", String::as_str);
        Some(format!("it covers the distribution point {point} alone, and the certificate names another"))
    } else {
        None
    }
}

/// Verifies the signature of a list: by the issuer's key, or by another key that the issuer's own issuer certified for
/// the same name (a CA that changed its key).
fn verify_list(
    inquiry: &Inquiry<'_>,
    subject: &Subject<'_>,
    position: usize,
    list: &RevocationList,
) -> Result<(), String> {
    let Some(issuer) = subject.issuer else {
        return Err("the issuer's certificate is missing, so that its signature cannot be checked".to_owned());
    };
    let verify = |signer: &CertificateFacts| {
        if signer.key_usage.as_ref().is_some_and(|usage| !usage.iter().any(|bit| bit == "cRLSign")) {
            return Err(format!("{} may not sign lists: its key usage lacks cRLSign", signer.display_name()));
        }
        inquiry.data.verify(position, signer, list.signature_algorithm(), list.tbs_der(), list.signature())
    };
    let first = verify(issuer);
    if first.is_ok() {
        return first;
    }
    let vouched = |signer: &CertificateFacts| {
        inquiry.pool.store().anchor_kind(signer).is_some()
            || subject.grand_issuer.is_some_and(|above| inquiry.links.check(signer, above) == PairOutcome::Signed)
    };
    let others = inquiry.pool.issuers_of(subject.certificate).into_iter().take(MAX_SIGNERS);
    let mut others = others.filter(|signer| signer.sha256 != issuer.sha256);
    if others.any(|signer| vouched(signer) && verify(signer).is_ok()) { Ok(()) } else { first }
}

/// `None` when the answer is about another certificate with the same serial number.
fn read_answer(
    inquiry: &Inquiry<'_>,
    subject: &Subject<'_>,
    position: usize,
    loaded: &Loaded<Response>,
    answer: &SingleResponse,
) -> Result<Option<Evidence>, String> {
    let algorithm = match answer.hash_algorithm.as_str() {
        oid::SHA1 => DigestAlgorithm::Sha1,
        oid::SHA256 => DigestAlgorithm::Sha256,
        oid::SHA384 => DigestAlgorithm::Sha384,
        oid::SHA512 => DigestAlgorithm::Sha512,
        other => return Err(format!("it names its issuer with the digest algorithm {other}, which is not known")),
    };
    if answer.issuer_name_hash.0 != compute_digest(algorithm, subject.certificate.issuer_der()) {
        return Ok(None);
    }
    let Some(issuer) = subject.issuer else {
        return Err("the issuer's certificate is missing, so that its signature cannot be checked".to_owned());
    };
    if answer.issuer_key_hash.0 != compute_digest(algorithm, key_bits(issuer.spki_der())) {
        return Ok(None);
    }
    if let Some(oid) = answer.unknown_critical.first() {
        return Err(format!("it has the critical extension {oid}, which is not understood"));
    }
    verify_response(inquiry, issuer, position, &loaded.item)?;
    let entry = match &answer.status {
        CertStatus::Good => None,
        CertStatus::Revoked { date, reason } => Some(Entry { date: *date, reason: *reason, invalidity_date: None }),
        CertStatus::Unknown => return Err("the responder does not know the certificate".to_owned()),
    };
    Ok(Some(Evidence {
        source: RevocationSource {
            kind: RevocationDataKind::Ocsp,
            file: loaded.file.clone(),
            this_update: answer.this_update,
            next_update: answer.next_update,
            number: None,
        },
        entry,
        silent: inquiry.age(answer.this_update, answer.next_update),
        keeps_expired_since: answer.archive_cutoff,
    }))
}

/// Verifies the signature of a response: by the issuer, or by a responder whom the issuer itself certified for that
/// (RFC 6960 section 4.2.2.2), whose certificate was valid when it signed.
fn verify_response(
    inquiry: &Inquiry<'_>,
    issuer: &CertificateFacts,
    position: usize,
    loaded: &Response,
) -> Result<(), String> {
    let response: &OcspResponse = &loaded.response;
    let verify = |signer: &CertificateFacts| {
        inquiry.data.verify(position, signer, response.signature_algorithm(), response.tbs_der(), response.signature())
    };
    let first = verify(issuer);
    if first.is_ok() {
        return first;
    }
    for responder in &loaded.certificates {
        if verify(responder).is_err() {
            continue;
        }
        let name = responder.display_name();
        if !responder.has_eku(oid::OCSP_SIGNING) {
            return Err(format!("its signer {name} may not sign OCSP responses"));
        }
        if inquiry.links.check(responder, issuer) != PairOutcome::Signed {
            return Err(format!("its signer {name} was not certified by the certificate's issuer"));
        }
        if !responder.is_valid_at(response.produced_at) {
            return Err(format!("its signer {name} was not valid at {}", response.produced_at));
        }
        return Ok(());
    }
    first
}

/// The BIT STRING of a SubjectPublicKeyInfo without its count of unused bits.
fn key_bits(spki: &[u8]) -> &[u8] {
    let bits = || {
        let mut fields = Reader::new(spki, 0).expect(Tag::SEQUENCE, "SubjectPublicKeyInfo").ok()?.reader();
        fields.expect(Tag::SEQUENCE, "algorithm").ok()?;
        fields.expect(Tag::BIT_STRING, "subjectPublicKey").ok()?.contents.get(1..)
    };
    bits().unwrap_or_default()
}
