//! Rules about the attribute certificate table and its entries.

use super::{PE_FORMAT, STUFFING};
use crate::model::{CertificateTableEntry, Confidence, Location, Pe, Severity, TableEnd};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

/// Asks about the certificate table.
fn with_table(case: &Case<'_>, check: impl FnOnce(&Pe) -> Answer) -> Answer {
    case.with_pe(|pe| {
        if pe.security_directory.is_none() && pe.table_end == TableEnd::Absent {
            Answer::not_applicable("there is no certificate table")
        } else {
            check(pe)
        }
    })
}

/// The bytes that an entry states, its header at least.
fn stated(entry: &CertificateTableEntry) -> Location {
    Location::new(entry.offset, u64::from(entry.length).max(8))
}

/// As much of the entry as lies in the file.
fn location(case: &Case<'_>, entry: &CertificateTableEntry) -> Location {
    within(case, stated(entry))
}

/// As much of a range as lies in the file.
fn within(case: &Case<'_>, range: Location) -> Location {
    Location::new(range.offset, range.end().min(case.evidence.size).saturating_sub(range.offset))
}

/// Bytes behind the DER inside the entry.
pub(super) static CERT_TABLE_PADDING_DATA: Rule = Rule {
    id: "cert-table-padding-data",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "Inside an entry of the certificate table, more than seven bytes follow the signature's DER, or the table has more than \
           seven bytes that no entry covers or that lie in an entry of another type than 2 (PKCS SignedData). A notice when there \
           are only one to seven, and one of them is not zero.",
    why: "Those bytes are covered by no digest: anybody can put data there, and the signature stays valid \
          (CVE-2013-3900). Malware and loaders carry configuration, URLs and whole payloads in this place.",
    harmless: "Installers that tag each download (older Dropbox and GoToMeeting did). Windows rejects such files only when \
               EnableCertPaddingCheck is set.",
    verify: "Read the length of the outer SEQUENCE at the start of the entry's data; what lies between its end and dwLength is \
             the padding. Then walk the entries to the end of the table: xxd -s OFFSET FILE.",
    sources: &[
        STUFFING,
        Source::Published("CVE-2013-3900, MS13-098"),
        Source::Measured("0 to 7 zero bytes in 203 of 203 entries; osslsigncode accepts the data"),
    ],
    effective: None,
    check: cert_table_padding_data,
};

fn cert_table_padding_data(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        let behind = pe
            .certificate_table
            .iter()
            .filter(|entry| entry.padding > 7 || (entry.padding > 0 && entry.padding_nonzero))
            .map(|entry| {
                // An entry that reaches too far ends with the table.
                let table = pe.security_directory.map_or(u64::MAX, Location::end);
                let end = location(case, entry).end().min(table);
                let start = end.saturating_sub(entry.padding);
                unsigned(
                    "Unsigned data behind the signature, inside its entry",
                    "",
                    Location::new(start, entry.padding),
                    entry.padding_nonzero,
                )
            });
        let gaps =
            pe.table_gaps.iter().filter(|gap| gap.location.length > 7 || gap.nonzero).map(|gap| match gap.kind {
                Some(kind) => unsigned(
                    "Unsigned data in an entry that is no SignedData",
                    &format!(" in an entry of type {kind}"),
                    gap.location,
                    gap.nonzero,
                ),
                None => unsigned(
                    "Unsigned data in the certificate table, in no entry",
                    " that no entry covers",
                    gap.location,
                    gap.nonzero,
                ),
            });
        Answer::from_hits(behind.chain(gaps).collect())
    })
}

/// A hit about unsigned bytes; seven of them are little.
fn unsigned(title: &str, place: &str, location: Location, nonzero: bool) -> Hit {
    let content = if nonzero { "not all zero" } else { "all zero" };
    let hit = Hit::new(title, format!("{} bytes{place}, {content}", location.length)).at(location);
    if location.length > 7 { hit } else { hit.severity(Severity::Notice) }
}

/// More than one entry.
pub(super) static CERT_TABLE_MULTIPLE_ENTRIES: Rule = Rule {
    id: "cert-table-multiple-entries",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The certificate table has more than one entry.",
    why: "Tools pick different ones: Windows and most take the first SignedData, some the last, some reject the file. \
          signtool nests further signatures instead.",
    harmless: "UEFI shims carry one signature for each Microsoft CA (2011 and 2023).",
    verify: "Walk the table by hand: each entry starts at the next multiple of 8 behind dwLength.",
    sources: &[PE_FORMAT, Source::Measured("one entry in 201 of 202 files")],
    effective: None,
    check: cert_table_multiple_entries,
};

fn cert_table_multiple_entries(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        let second = pe.certificate_table.get(1).map(|entry| location(case, entry));
        Answer::when(second.is_some(), || {
            Hit::new("Several entries in the certificate table", format!("{} entries", pe.certificate_table.len()))
                .at(second)
        })
    })
}

/// An entry with unusual fields.
pub(super) static CERT_TABLE_ENTRY_ODD: Rule = Rule {
    id: "cert-table-entry-odd",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "An entry of the certificate table has another revision than 0x0200, another type than 2 (PKCS SignedData), or a \
           length that is no multiple of 8.",
    why: "Microsoft's tools write none of these. It tells the signing tool, or that the table was edited by hand; readers differ \
          in whether they accept it.",
    harmless: "sbsign does not pad its entries; revision 1.0 is from before 2000.",
    verify: "xxd -s OFFSET -l 8 FILE: dwLength, wRevision, wCertificateType, little endian.",
    sources: &[PE_FORMAT, Source::Measured("203 of 203 entries have revision 0x0200; one is not padded")],
    effective: None,
    check: cert_table_entry_odd,
};

fn cert_table_entry_odd(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        let hits = pe
            .certificate_table
            .iter()
            .filter_map(|entry| {
                let mut odd = Vec::new();
                if entry.revision != 0x0200 {
                    odd.push(format!("revision 0x{:04x}", entry.revision));
                }
                if entry.kind != 2 {
                    odd.push(format!("type {}", entry.kind));
                }
                if entry.length < 8 {
                    odd.push(format!("length {}, shorter than its own header", entry.length));
                } else if !entry.length.is_multiple_of(8) {
                    odd.push(format!("length {}, no multiple of 8", entry.length));
                }
                (!odd.is_empty()).then(|| {
                    Hit::new("An unusual entry in the certificate table", odd.join("; ")).at(location(case, entry))
                })
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// The table does not start at a multiple of 8.
pub(super) static CERT_TABLE_MISALIGNED: Rule = Rule {
    id: "cert-table-misaligned",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::High,
    what: "The certificate table starts at an offset that is no multiple of 8.",
    why: "Microsoft's tools pad the file first. It hints at another signing tool, or at bytes that were inserted later.",
    harmless: "Signing tools that do not pad.",
    verify: "objdump -p FILE: the Security Directory's offset.",
    sources: &[PE_FORMAT],
    effective: None,
    check: cert_table_misaligned,
};

fn cert_table_misaligned(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        let misaligned = pe.security_directory.filter(|directory| !directory.offset.is_multiple_of(8));
        Answer::when(misaligned.is_some(), || {
            let offset = misaligned.map(|directory| directory.offset).unwrap_or_default();
            Hit::new("The certificate table is not aligned", format!("offset 0x{offset:x}"))
                .at(misaligned.map(|table| within(case, table)))
        })
    })
}

/// The table lies over signed content.
pub(super) static CERT_TABLE_OVERLAPS: Rule = Rule {
    id: "cert-table-overlaps",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The certificate table lies inside the headers or over the raw data of a section.",
    why: "The table is left out of the digest. Where it covers code or headers, parsers disagree about what is signed: an attack \
          on the verifier.",
    harmless: "None; a broken packer at best.",
    verify: "objdump -p FILE for the Security Directory, objdump -h FILE for the sections: compare the ranges.",
    sources: &[Source::Published("github.com/sassoftware/relic")],
    effective: None,
    check: cert_table_overlaps,
};

fn cert_table_overlaps(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        Answer::when(pe.table_end == TableEnd::Overlapping, || {
            let range = pe
                .security_directory
                .map_or("unknown range".to_owned(), |range| format!("0x{:x} to 0x{:x}", range.offset, range.end()));
            Hit::new("The certificate table lies over signed content", range)
                .at(pe.security_directory.map(|table| within(case, table)))
        })
    })
}

/// The table, or an entry, reaches too far.
pub(super) static CERT_TABLE_TRUNCATED: Rule = Rule {
    id: "cert-table-truncated",
    family: Family::Structure,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The certificate table reaches beyond the end of the file, an entry beyond the end of the table, or the table is too \
           small for an entry (8 bytes).",
    why: "The signature is not there as a whole and cannot be judged.",
    harmless: "A truncated download.",
    verify: "objdump -p FILE: offset and size of the Security Directory against the size of the file.",
    sources: &[PE_FORMAT],
    effective: None,
    check: cert_table_truncated,
};

fn cert_table_truncated(case: &Case<'_>) -> Answer {
    with_table(case, |pe| {
        if pe.table_end == TableEnd::BeyondEnd {
            let end = pe.security_directory.map(Location::end).unwrap_or_default();
            let detail = format!("the table ends at 0x{end:x}, the file at 0x{:x}", case.evidence.size);
            return Answer::fired(
                Hit::new("The certificate table is cut off", detail)
                    .at(pe.security_directory.map(|table| within(case, table))),
            );
        }
        let Some(table) = pe.security_directory else { return Answer::Silent };
        if pe.table_end == TableEnd::Absent {
            let detail = format!("{} bytes at 0x{:x}", table.length, table.offset);
            return Answer::fired(
                Hit::new("The certificate table has no room for an entry", detail).at(pe.places.security_entry),
            );
        }
        let beyond = pe.certificate_table.iter().find(|entry| stated(entry).end() > table.end());
        match beyond {
            Some(entry) => Answer::fired(
                Hit::new(
                    "An entry reaches beyond the certificate table",
                    format!("the entry ends at 0x{:x}, the table at 0x{:x}", stated(entry).end(), table.end()),
                )
                .at(location(case, entry)),
            ),
            None => Answer::Silent,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TableGap;
    use crate::rules::fixture::Fixture;

    fn entry(file: &mut Fixture) -> &mut CertificateTableEntry {
        file.pe().certificate_table.first_mut().unwrap()
    }

    #[test]
    fn seven_zero_bytes_are_padding_and_eight_are_data() {
        let mut file = Fixture::signed();
        for (padding, nonzero, expected) in [
            (0, false, None),
            (7, false, None),
            (7, true, Some(Severity::Notice)),
            (8, false, Some(Severity::Critical)),
            (8, true, Some(Severity::Critical)),
        ] {
            entry(&mut file).padding = padding;
            entry(&mut file).padding_nonzero = nonzero;
            assert_eq!(file.severity(&CERT_TABLE_PADDING_DATA), expected, "{padding} {nonzero}");
        }
        assert_eq!(file.hits(&CERT_TABLE_PADDING_DATA)[0].location, Some(Location::new(9992, 8)));
    }

    #[test]
    fn gaps_of_the_table_weigh_like_padding() {
        let mut file = Fixture::signed();
        for (length, kind, nonzero, expected) in [
            (7, None, false, None),
            (1, None, true, Some(Severity::Notice)),
            (8, None, false, Some(Severity::Critical)),
            (8, Some(9), true, Some(Severity::Critical)),
        ] {
            file.pe().table_gaps = vec![TableGap { location: Location::new(9000, length), kind, nonzero }];
            assert_eq!(file.severity(&CERT_TABLE_PADDING_DATA), expected, "{length} {kind:?}");
        }
    }

    #[test]
    fn evidence_ends_with_the_file() {
        let mut file = Fixture::signed();
        entry(&mut file).length = u32::MAX;
        let size = file.evidence().size;
        let place = file.hits(&CERT_TABLE_TRUNCATED)[0].location.unwrap();
        assert_eq!((place.offset, place.end()), (5992, size));
        entry(&mut file).length = 0;
        assert_eq!(file.hits(&CERT_TABLE_ENTRY_ODD)[0].location, Some(Location::new(5992, 8)));
    }

    #[test]
    fn odd_fields_are_named() {
        let mut file = Fixture::signed();
        assert!(file.silent(&CERT_TABLE_ENTRY_ODD) && file.silent(&CERT_TABLE_MULTIPLE_ENTRIES));
        let mut second = entry(&mut file).clone();
        second.revision = 0x0100;
        second.kind = 1;
        second.length = 12;
        file.pe().certificate_table.push(second);
        assert_eq!(file.hits(&CERT_TABLE_ENTRY_ODD)[0].detail, "revision 0x0100; type 1; length 12, no multiple of 8");
        assert!(file.fires(&CERT_TABLE_MULTIPLE_ENTRIES));
    }

    #[test]
    fn place_of_the_table_is_judged() {
        let mut file = Fixture::signed();
        for rule in [&CERT_TABLE_MISALIGNED, &CERT_TABLE_OVERLAPS, &CERT_TABLE_TRUNCATED] {
            assert!(file.silent(rule), "{}", rule.id);
            assert_eq!(Fixture::unsigned().answer(rule).name(), "not-applicable");
        }
        file.pe().security_directory = Some(Location::new(5996, 4004));
        assert!(file.fires(&CERT_TABLE_MISALIGNED));
        file.pe().table_end = TableEnd::Overlapping;
        assert!(file.fires(&CERT_TABLE_OVERLAPS));
        file.pe().table_end = TableEnd::BeyondEnd;
        assert!(file.fires(&CERT_TABLE_TRUNCATED));
    }

    #[test]
    fn entry_beyond_its_table_is_cut_off() {
        let mut file = Fixture::signed();
        entry(&mut file).length += 1;
        assert!(file.fires(&CERT_TABLE_TRUNCATED));
    }
}
