//! The facts about a PE image, gathered from its parts.

use super::layout::layout_notes;
use super::overlay::{overlay_range, read_overlay};
use super::{CertTable, HashResults, Headers, ReadAt};
use crate::model::{CertificateTableEntry, Checksum, Defect, Instant, Pe, Section};
use crate::policy::Limits;

/// Gathers the facts about a PE image.
pub fn read_pe(
    source: &dyn ReadAt,
    headers: &Headers,
    table: &CertTable,
    hashes: &HashResults,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Pe {
    let _ = (limits, defects);
    const DLL: u16 = 0x2000;
    let entropy = |index| hashes.section_entropy.get(index).copied().flatten();
    let sections = headers.sections.iter().enumerate();
    Pe {
        machine: super::machine::machine_name(headers.machine),
        subsystem: super::machine::subsystem_name(headers.subsystem),
        dll: headers.characteristics & DLL != 0,
        dotnet: headers.directory(14).is_some(),
        link_time: (headers.time_date_stamp != 0).then(|| Instant::from_unix(headers.time_date_stamp.into())),
        time_date_stamp: headers.time_date_stamp,
        checksum: Checksum { stated: headers.checksum, computed: hashes.checksum.unwrap_or(0) },
        version_info: Default::default(),
        version_language: None,
        sections: sections
            .map(|(index, section)| Section {
                name: section.name.clone(),
                offset: section.pointer_to_raw_data.into(),
                size: section.size_of_raw_data.into(),
                virtual_address: section.virtual_address.into(),
                virtual_size: section.virtual_size.into(),
                entropy: entropy(index),
            })
            .collect(),
        reproducible: false,
        pdb: None,
        rich_hash: None,
        overlay: overlay_range(headers, table).and_then(|range| read_overlay(source, range, hashes.overlay_entropy)),
        trailing: table.trailing.and_then(|range| read_overlay(source, range, hashes.trailing_entropy)),
        certificate_table: table
            .entries
            .iter()
            .map(|entry| CertificateTableEntry {
                offset: entry.offset,
                length: entry.length,
                revision: entry.revision,
                kind: entry.kind,
                padding: 0,
                padding_nonzero: false,
            })
            .collect(),
        security_directory: headers.security_directory,
        table_end: table.end,
        imports: Vec::new(),
        internal_times: Vec::new(),
        size_of_headers: headers.size_of_headers,
        section_alignment: headers.section_alignment,
        linker: format!("{}.{}", headers.linker.0, headers.linker.1),
        os_version: format!("{}.{}", headers.os_version.0, headers.os_version.1),
        layout_notes: layout_notes(headers, table),
    }
}
