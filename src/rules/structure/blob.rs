//! Rules about the signature block as a whole: its size, its depth, foreign data inside it.

use super::STUFFING;
use crate::asn1::oid;
use crate::model::{CertificateFacts, Confidence, Location, Marker, Role, Severity};
use crate::rules::case::total;
use crate::rules::duration::DAY;
use crate::rules::{Answer, Case, Family, Hit, Rule, SignatureCase, Source};

/// 64 KiB.
const LARGE: u64 = 64 << 10;
/// 4 KiB, as for unsigned attributes.
const UNREAD: u64 = 4 << 10;

/// The block is large.
pub(super) static SIGNATURE_BLOCK_LARGE: Rule = Rule {
    id: "signature-block-large",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "A signature is larger than 64 KiB after timestamps, nested signatures and SpcIndirectDataContent (with its page \
           hashes) are taken away. A warning when more than 4 KiB stand in fields that nothing reads: elements where the ASN.1 \
           has ended, certificate choices other than X.509, CRLs, parameters of digest algorithms.",
    why: "Room for a payload: the bag of certificates and the unsigned attributes are covered by no digest.",
    harmless: "Many cross-certificates.",
    verify: "openssl asn1parse -i on the extracted PKCS #7: look for the largest elements.",
    sources: &[STUFFING],
    effective: None,
    check: signature_block_large,
};

fn signature_block_large(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let facts = signature.facts;
        let explained = facts
            .unsigned_attributes
            .iter()
            .fold(facts.spc_location.map(|spc| spc.length).unwrap_or_default(), |sum, attribute| {
                sum.saturating_add(case.explained(signature, attribute))
            });
        let rest = facts.length.saturating_sub(explained);
        let mut hits = Vec::new();
        if rest > LARGE {
            let detail =
                format!("{} bytes, of which {rest} are neither timestamp, nested signature nor digests", facts.length);
            hits.push(Hit::new("A large signature", detail).at(facts.location()));
        }
        let unread = total(&facts.unread);
        if unread > UNREAD {
            hits.push(
                Hit::new("Data in fields of the signature that nothing reads", format!("{unread} bytes"))
                    .severity(Severity::Warning)
                    .at(facts.unread.iter().max_by_key(|range| range.length).copied()),
            );
        }
        Answer::from_hits(hits)
    })
}

/// Nested too deep.
pub(super) static NESTED_DEPTH_EXCESSIVE: Rule = Rule {
    id: "nested-depth-excessive",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "A signature is nested more than four levels deep, or the file has more than 16 signatures.",
    why: "Work for parsers, and a hiding place: tools stop at different depths.",
    harmless: "None known; signtool nests one level deep.",
    verify: "openssl asn1parse on the extracted PKCS #7: follow attribute 1.3.6.1.4.1.311.2.4.1.",
    sources: &[Source::Practice],
    effective: None,
    check: nested_depth_excessive,
};

fn nested_depth_excessive(case: &Case<'_>) -> Answer {
    let deepest = case.signatures.iter().max_by_key(|signature| signature.facts.depth());
    let Some(deepest) = deepest else { return Answer::not_applicable("the file has no signature") };
    let depth = deepest.facts.depth();
    Answer::when(depth > 4 || case.signatures.len() > 16, || {
        Hit::new("Too many nested signatures", format!("{} signatures, {depth} levels deep", case.signatures.len()))
            .at(deepest.facts.location())
    })
}

/// The certificate is more than its DER.
pub(super) static DER_TRAILING_IN_CERTIFICATE: Rule = Rule {
    id: "der-trailing-in-certificate",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "A certificate of the file has bytes that belong to none of its fields, or lengths that are not encoded in the \
           shortest way.",
    why: "The same certificate gets another thumbprint without breaking its signature: a way around lists of thumbprints. Compare \
          the hash of the TBSCertificate instead.",
    harmless: "Old and exotic CAs.",
    verify: "openssl asn1parse -inform DER -in certificate.der -i; re-encode with openssl x509 -inform DER -outform DER and \
             compare.",
    sources: &[Source::Rfc(5280, "4.1")],
    effective: None,
    check: der_trailing_in_certificate,
};

fn der_trailing_in_certificate(case: &Case<'_>) -> Answer {
    if case.evidence.certificates.is_empty() {
        return Answer::not_applicable("the file has no certificate");
    }
    let hits = case
        .evidence
        .certificates
        .iter()
        .filter_map(|certificate| {
            let encoding = &certificate.encoding;
            let mut odd = Vec::new();
            if encoding.trailing_bytes > 0 {
                odd.push(format!("{} bytes that belong to no field", encoding.trailing_bytes));
            }
            if encoding.non_minimal_lengths > 0 {
                odd.push(format!("{} lengths that are not the shortest", encoding.non_minimal_lengths));
            }
            (!odd.is_empty()).then(|| {
                Hit::new(
                    "A certificate that is not encoded as DER",
                    format!("{}: {}", certificate.display_name(), odd.join(", ")),
                )
                .on(certificate)
            })
        })
        .collect();
    Answer::from_hits(hits)
}

/// Bytes of an extension that nobody knows, above which it counts as a blob.
const BLOB: u64 = 256;

/// A certificate that carries data.
pub(super) static TAGGING_CERTIFICATE: Rule = Rule {
    id: "tagging-certificate",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "A certificate of the bag that no chain uses holds an unknown extension of more than 256 bytes, or is self-signed and \
           expired more than a year before the file was signed (or is judged).",
    why: "A dummy certificate is a data channel: the bag can be changed without breaking the signature. Installers of browsers \
          keep a campaign tag in one.",
    harmless: "Vendors who tag their downloads.",
    verify: "openssl pkcs7 -inform DER -print_certs on the extracted PKCS #7, then openssl x509 -noout -text on the one shown.",
    sources: &[STUFFING],
    effective: None,
    check: tagging_certificate,
};

fn tagging_certificate(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let mut seen = std::collections::BTreeSet::new();
        let hits = signature
            .facts
            .bag
            .iter()
            .filter(|thumbprint| seen.insert(**thumbprint))
            .filter_map(|thumbprint| case.certificate(*thumbprint))
            .filter(|certificate| certificate.roles.contains(&Role::Unused))
            .filter_map(|certificate| tag(case, signature, &certificate.facts))
            .collect();
        Answer::from_hits(hits)
    })
}

fn tag(case: &Case<'_>, signature: &SignatureCase<'_>, certificate: &CertificateFacts) -> Option<Hit> {
    let blob = certificate
        .extensions
        .iter()
        .find(|extension| !extension.decoded && extension.location.is_some_and(|location| location.length > BLOB));
    if let Some(extension) = blob {
        let length = extension.location.map(|location| location.length).unwrap_or_default();
        let detail = format!("{}: extension {} of {length} bytes", certificate.display_name(), extension.oid);
        return Some(Hit::new("A certificate that carries data", detail).at(extension.location).on(certificate));
    }
    let reference = signature.trusted_time().unwrap_or(case.now());
    let stale = certificate.self_issued && reference.seconds_since(certificate.not_after) > 365 * DAY;
    stale.then(|| {
        let what = if signature.trusted_time().is_some() { "timestamp" } else { "time of judgement" };
        Hit::new(
            "A dummy certificate",
            format!(
                "{}: self-signed, expired {}, {what} {reference}",
                certificate.display_name(),
                certificate.not_after
            ),
        )
        .on(certificate)
    })
}

/// Windows may reject the signature for a marker.
pub(super) static ARCHIVE_MARKER_IN_SIGNATURE: Rule = Rule {
    id: "archive-marker-in-signature",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "The signature block contains the magic bytes of an archive or installer, and the signer did not set \
           relaxedPEMarkerCheck (1.3.6.1.4.1.311.2.6.1). The list of markers here is an approximation of the one in Windows.",
    why: "An archive may be hidden in the block. Windows rejects such a signature as malformed (TRUST_E_MALFORMED_SIGNATURE).",
    harmless: "Four bytes collide by chance: about once in a hundred thousand signatures for each marker.",
    verify: "binwalk on the certificate table; on Windows, signtool verify /pa FILE.",
    sources: &[Source::Published(
        "Elastic Security Labs, Investigating a mysteriously malformed Authenticode signature",
    )],
    effective: None,
    check: archive_marker_in_signature,
};

fn archive_marker_in_signature(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if case.signatures.is_empty() {
            return Answer::not_applicable("the file has no signature");
        }
        let relaxed = case.signatures.iter().any(|signature| {
            signature.facts.signed_attributes.iter().any(|attribute| attribute.oid == oid::RELAXED_PE_MARKER_CHECK)
        });
        if relaxed {
            return Answer::not_applicable("the signer asked Windows not to look for markers");
        }
        // One hit an entry of the table: an archive has a marker for each of its files.
        let mut entries: Vec<(Option<u64>, Vec<&Marker>)> = Vec::new();
        for marker in &pe.signature_markers {
            let entry =
                pe.certificate_table.iter().rev().map(|entry| entry.offset).find(|start| *start <= marker.offset);
            match entries.iter_mut().find(|(known, _)| *known == entry) {
                Some((_, markers)) => markers.push(marker),
                None => entries.push((entry, vec![marker])),
            }
        }
        Answer::from_hits(entries.iter().filter_map(|(_, markers)| marked(markers)).collect())
    })
}

/// One hit for all markers of an entry, at the first.
fn marked(markers: &[&Marker]) -> Option<Hit> {
    let first = markers.first()?;
    let mut names: Vec<&str> = markers.iter().map(|marker| marker.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let count = if markers.len() == 1 { String::new() } else { format!("{} of them, the first ", markers.len()) };
    Some(
        Hit::new(
            format!("The signature contains the marker of an archive: {}", names.join(", ")),
            format!("{count}at 0x{:x}", first.offset),
        )
        .at(Location::new(first.offset, first.length)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Extension;
    use crate::rules::fixture::{Fixture, attribute_of, authority, thumbprint, time};

    #[test]
    fn explained_parts_do_not_count_towards_the_size() {
        let mut file = Fixture::signed();
        file.signature().facts.length = LARGE + 80 + 900;
        assert!(file.silent(&SIGNATURE_BLOCK_LARGE), "80 bytes of Spc and 900 of token");
        file.signature().facts.length += 1;
        assert_eq!(file.severity(&SIGNATURE_BLOCK_LARGE), Some(Severity::Notice));
    }

    #[test]
    fn four_kibibytes_that_nothing_reads_are_allowed() {
        let mut file = Fixture::signed();
        file.signature().facts.unread = vec![Location::new(6200, 96), Location::new(6300, 4000)];
        assert!(file.silent(&SIGNATURE_BLOCK_LARGE));
        file.signature().facts.unread.push(Location::new(6250, 1));
        assert_eq!(file.severity(&SIGNATURE_BLOCK_LARGE), Some(Severity::Warning));
        assert_eq!(file.hits(&SIGNATURE_BLOCK_LARGE)[0].location, Some(Location::new(6300, 4000)));
    }

    #[test]
    fn four_levels_and_sixteen_signatures_are_allowed() {
        let mut file = Fixture::signed();
        file.nest().facts.path = format!("table[0]{}", "/nested[0]".repeat(4));
        assert!(file.silent(&NESTED_DEPTH_EXCESSIVE));
        file.nest().facts.path = format!("table[0]{}", "/nested[0]".repeat(5));
        assert!(file.fires(&NESTED_DEPTH_EXCESSIVE));
        let mut file = Fixture::signed();
        for _ in 0..15 {
            file.nest();
        }
        assert!(file.silent(&NESTED_DEPTH_EXCESSIVE));
        file.nest();
        assert!(file.fires(&NESTED_DEPTH_EXCESSIVE));
    }

    #[test]
    fn departures_from_der_are_counted() {
        let mut file = Fixture::signed();
        assert!(file.silent(&DER_TRAILING_IN_CERTIFICATE));
        file.leaf().encoding.trailing_bytes = 3;
        assert!(file.hits(&DER_TRAILING_IN_CERTIFICATE)[0].detail.contains("3 bytes"));
    }

    #[test]
    fn dummy_certificates_are_unused_and_stale_or_loaded() {
        let mut file = Fixture::signed();
        let mut dummy = authority(8, "Dummy", 8, "Dummy");
        dummy.not_after = time("2025-06-01T12:00:00Z");
        file.certificates.push(dummy);
        file.signature().facts.bag.push(thumbprint(8));
        assert!(file.silent(&TAGGING_CERTIFICATE), "a chain uses it");
        file.unused.push(thumbprint(8));
        assert!(file.silent(&TAGGING_CERTIFICATE), "expired for a year, not more");
        file.certificate(5).not_after = time("2025-06-01T11:59:59Z");
        assert!(file.fires(&TAGGING_CERTIFICATE));
        let dummy = file.certificate(5);
        dummy.self_issued = false;
        dummy.extensions.push(Extension {
            oid: "1.2.3.4".to_owned(),
            name: "1.2.3.4".to_owned(),
            critical: false,
            text: "00".to_owned(),
            location: Some(Location::new(1, 257)),
            decoded: false,
        });
        assert!(file.hits(&TAGGING_CERTIFICATE)[0].detail.contains("257 bytes"));
    }

    #[test]
    fn marker_counts_unless_the_signer_relaxed_the_check() {
        let mut file = Fixture::signed();
        assert!(file.silent(&ARCHIVE_MARKER_IN_SIGNATURE));
        file.pe().signature_markers = vec![Marker { name: "EGG".to_owned(), offset: 6500, length: 4 }];
        assert_eq!(file.hits(&ARCHIVE_MARKER_IN_SIGNATURE)[0].detail, "at 0x1964");
        let markers = (0..16).map(|index| Marker { name: "ZIP".to_owned(), offset: 6500 + index * 40, length: 4 });
        file.pe().signature_markers.extend(markers);
        let hits = file.hits(&ARCHIVE_MARKER_IN_SIGNATURE);
        assert_eq!((hits.len(), hits[0].detail.as_str()), (1, "17 of them, the first at 0x1964"));
        file.signature().facts.signed_attributes.push(attribute_of("1.3.6.1.4.1.311.2.6.1", 20));
        assert_eq!(file.answer(&ARCHIVE_MARKER_IN_SIGNATURE).name(), "not-applicable");
    }
}
