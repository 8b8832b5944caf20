//! Rules about the digests of the file's content.

use crate::model::{Check, Confidence, HexBytes, Location, Severity, State, TableEnd};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// The image digest is not the signed one.
pub(super) static DIGEST_MISMATCH: Rule = Rule {
    id: "digest-mismatch",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The digest of this file is not the digest that the signature states in SpcIndirectDataContent.",
    why: "The content is not what was signed: it was changed after signing, or the signature was copied from another \
          file. Whoever the certificate names has not signed these bytes.",
    harmless: "Truncated or damaged downloads, disinfection by antivirus software, and tools that patch a file in place \
               (UPX, resource editors) do this without malice. The file still must not count as signed.",
    verify: "osslsigncode verify -in FILE: compare `Current message digest` with `Calculated message digest`. Search the \
             embedded digest as an authentihash to find the file that the signature belongs to.",
    sources: &[
        Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008"),
        Source::Measured("the flat method gives the signed digest of 278 of 278 signatures"),
    ],
    effective: None,
    check: digest_mismatch,
};

fn digest_mismatch(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| match signature.state(Check::ImageDigest) {
        State::Invalid => {
            let show = |digest: &Option<HexBytes>| digest.as_ref().map_or("none".to_owned(), HexBytes::to_string);
            Answer::fired(
                Hit::new(
                    "The file is not what was signed",
                    format!(
                        "embedded digest {}, computed {}",
                        show(&signature.facts.embedded_digest),
                        show(&signature.facts.computed_digest)
                    ),
                )
                .at(signature.facts.digest_location),
            )
        }
        State::Valid => Answer::Silent,
        _ => Answer::cannot_tell(signature.reason(Check::ImageDigest).to_owned()),
    })
}

/// Two ways to compute the image digest see different bytes.
pub(super) static DIGEST_METHODS_DISAGREE: Rule = Rule {
    id: "digest-methods-disagree",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The section walk of the Authenticode paper and the flat method (everything but checksum, directory entry and \
           certificate table) would hash different bytes of this file.",
    why: "Tools that verify by the one method and by the other come to different answers, and the bytes between sections \
          are a place that one of them does not protect.",
    harmless: "Packers and unusual linkers leave gaps between sections or let them overlap.",
    verify: "List the sections (objdump -h FILE) sorted by file offset and look for gaps, overlaps, and a SizeOfHeaders \
             beyond the first section.",
    sources: &[
        Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008"),
        Source::Measured("0 of 202 signed files"),
    ],
    effective: None,
    check: digest_methods_disagree,
};

fn digest_methods_disagree(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if case.signatures.is_empty() {
            return Answer::not_applicable("the file has no signature");
        }
        Answer::when(!pe.layout_notes.is_empty(), || {
            Hit::new("Two ways to hash the image see different bytes", pe.layout_notes.join("; "))
                .at(pe.trailing.as_ref().map(|trailing| Location::new(trailing.offset, trailing.size)))
                .at(pe.places.section_table)
        })
    })
}

/// There is no signature.
pub(super) static NOT_SIGNED: Rule = Rule {
    id: "not-signed",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The file has no embedded signature.",
    why: "Nobody vouches for the file. Its publisher strings (VERSIONINFO) are free text.",
    harmless: "Most software is unsigned, and most files of Windows itself are signed by catalog, outside the file.",
    verify: "osslsigncode verify -in FILE prints `No signature found`; on Windows, sigcheck -i FILE also looks into the \
             catalogs.",
    sources: &[Source::Microsoft("PE Format, The Attribute Certificate Table")],
    effective: None,
    check: not_signed,
};

fn not_signed(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        // A directory that points to nothing readable is no empty one: the verdict is `malformed`.
        let empty = pe.security_directory.is_none() && pe.table_end == TableEnd::Absent;
        Answer::when(case.signatures.is_empty() && pe.certificate_table.is_empty() && empty, || {
            Hit::new(
                "No embedded signature",
                "the security directory is empty; a catalog on the system may still sign the file",
            )
            .at(pe.places.security_entry)
        })
    })
}

/// Page hashes do not match.
pub(super) static PAGE_HASH_MISMATCH: Rule = Rule {
    id: "page-hash-mismatch",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The signature carries page hashes, and some do not match the pages of this file, with the page size of the \
           machine type and with SectionAlignment.",
    why: "Windows checks page hashes when it loads protected code. A table that is signed but false was made for other \
          content, or forged by the signer.",
    harmless: "A tool that disagrees about the page size of images with a large SectionAlignment writes such a table; both \
               sizes were tried before this was reported.",
    verify: "osslsigncode verify -in FILE prints `Page hash algorithm` and compares the table; it uses SectionAlignment as \
             page size, so check with signify as well.",
    sources: &[
        Source::Published("github.com/mtrojnar/osslsigncode, pe.c"),
        Source::Published("github.com/sassoftware/relic, authenticode page hashes"),
    ],
    effective: None,
    check: page_hash_mismatch,
};

fn page_hash_mismatch(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let Some(pages) = &signature.facts.page_hashes else { return Answer::not_applicable("no page hashes") };
        match signature.state(Check::PageHashes) {
            State::Invalid => Answer::fired(
                Hit::new(
                    "Page hashes do not match",
                    format!("of {} pages, these differ: {}", pages.pages, numbers(&pages.mismatches)),
                )
                .at(signature.facts.spc_location),
            ),
            State::Valid => Answer::Silent,
            _ => Answer::cannot_tell(signature.reason(Check::PageHashes).to_owned()),
        }
    })
}

fn numbers(indices: &[usize]) -> String {
    let shown: Vec<String> = indices.iter().map(usize::to_string).collect();
    if shown.is_empty() { "unknown".to_owned() } else { shown.join(", ") }
}

/// Page hashes do not cover the file.
pub(super) static PAGE_HASH_PARTIAL: Rule = Rule {
    id: "page-hash-partial",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The page hash table ends before the last section, or its version is not known.",
    why: "Pages without a hash can be changed in memory without the loader's check noticing.",
    harmless: "Old signing tools wrote short tables. The image digest still covers the whole file.",
    verify: "osslsigncode extract-signature -in FILE -out sig.der -pem 0, then openssl asn1parse -inform DER -in sig.der and \
             look at the octet string under 1.3.6.1.4.1.311.2.3.1 or .2: 24 or 36 bytes a page.",
    sources: &[Source::Published("github.com/mtrojnar/osslsigncode, pe.c")],
    effective: None,
    check: page_hash_partial,
};

fn page_hash_partial(case: &Case<'_>) -> Answer {
    case.each_signature(|signature| {
        let Some(pages) = &signature.facts.page_hashes else { return Answer::not_applicable("no page hashes") };
        Answer::when(!pages.complete || !matches!(pages.version, 1 | 2), || {
            Hit::new(
                "Page hashes do not cover the whole image",
                format!("version {}, {} pages", pages.version, pages.pages),
            )
            .at(signature.facts.spc_location)
        })
    })
}

/// CheckSum is wrong.
pub(super) static PE_CHECKSUM_WRONG: Rule = Rule {
    id: "pe-checksum-wrong",
    family: Family::Integrity,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The file is signed, and the CheckSum field of its optional header is not the checksum of the file.",
    why: "Signing tools rewrite the field as their last step, and no signature covers it. A wrong one in a signed file \
          hints that bytes outside the signature (certificate table, padding, unsigned attributes) were edited later.",
    harmless: "Some signing tools and build pipelines leave the field at zero or stale.",
    verify: "python3 -c \"import pefile,sys; p=pefile.PE(sys.argv[1]); print(hex(p.OPTIONAL_HEADER.CheckSum), \
             hex(p.generate_checksum()))\" FILE",
    sources: &[Source::Measured("right in 201 of 202 signed files")],
    effective: None,
    check: pe_checksum_wrong,
};

fn pe_checksum_wrong(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if case.signatures.is_empty() {
            return Answer::not_applicable("the file has no signature");
        }
        Answer::when(pe.checksum.stated != pe.checksum.computed, || {
            Hit::new(
                "The header's checksum is wrong",
                format!("stated 0x{:08x}, computed 0x{:08x}", pe.checksum.stated, pe.checksum.computed),
            )
            .at(pe.places.checksum)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Outcome, PageHashes};
    use crate::rules::fixture::Fixture;

    #[test]
    fn other_digest_fires_with_both_values() {
        let mut file = Fixture::signed();
        assert!(file.silent(&DIGEST_MISMATCH));
        file.outcome(Outcome::invalid(Check::ImageDigest, "differs"));
        file.signature().facts.computed_digest = Some(HexBytes(vec![0xab]));
        let hits = file.hits(&DIGEST_MISMATCH);
        assert!(hits[0].detail.contains("computed ab"), "{hits:?}");
        assert_eq!(hits[0].signature, Some(0));
    }

    #[test]
    fn unsigned_file_is_only_not_signed() {
        let file = Fixture::unsigned();
        assert!(file.fires(&NOT_SIGNED));
        assert_eq!(file.answer(&PE_CHECKSUM_WRONG).name(), "not-applicable");
        assert_eq!(file.answer(&DIGEST_MISMATCH).name(), "not-applicable");
        assert!(Fixture::signed().silent(&NOT_SIGNED));
    }

    #[test]
    fn checksum_of_a_signed_file_is_compared() {
        let mut file = Fixture::signed();
        assert!(file.silent(&PE_CHECKSUM_WRONG));
        file.pe().checksum.stated = 0;
        assert!(file.fires(&PE_CHECKSUM_WRONG));
    }

    #[test]
    fn page_hashes_that_differ_or_stop_early_fire() {
        let mut file = Fixture::signed();
        let table = PageHashes { version: 2, pages: 9, mismatches: vec![3], complete: true };
        file.signature().facts.page_hashes = Some(table.clone());
        file.outcome(Outcome::invalid(Check::PageHashes, "page 3"));
        assert!(file.hits(&PAGE_HASH_MISMATCH)[0].detail.ends_with("differ: 3"));
        assert!(file.silent(&PAGE_HASH_PARTIAL));
        file.signature().facts.page_hashes = Some(PageHashes { complete: false, ..table });
        assert!(file.fires(&PAGE_HASH_PARTIAL));
    }

    #[test]
    fn gap_between_sections_fires() {
        let mut file = Fixture::signed();
        assert!(file.silent(&DIGEST_METHODS_DISAGREE));
        file.pe().layout_notes.push("gap of 512 bytes before .text".to_owned());
        assert!(file.fires(&DIGEST_METHODS_DISAGREE));
    }
}
