//! The facts about a PE image, gathered from its parts.

use super::debug_directory::read_debug_directory;
use super::image::Image;
use super::imports::read_imports;
use super::internal_times::read_internal_times;
use super::layout::layout_notes;
use super::machine::{machine_name, subsystem_name};
use super::markers::find_markers;
use super::overlay::{read_overlay, read_trailing};
use super::resources::read_version_resource;
use super::rich::rich_hash;
use super::version_info::parse_version_info;
use super::{CertTable, HashResults, Headers, ReadAt};
use crate::model::{CertificateTableEntry, Checksum, Defect, Instant, Location, Pe, PePlaces, Section};
use crate::policy::Limits;

/// IMAGE_FILE_DLL.
const DLL: u16 = 0x2000;
/// Index of the CLR header.
const CLR: usize = 14;

/// Gathers the facts about a PE image.
///
/// Damaged imports, resources or debug data cost only themselves, and are defects. `padding` of the certificate table
/// entries stays 0: only who decodes the DER knows where it ends.
pub fn read_pe(
    source: &dyn ReadAt,
    headers: &Headers,
    table: &CertTable,
    hashes: &HashResults,
    limits: &Limits,
    defects: &mut Vec<Defect>,
) -> Pe {
    let mut image = Image::new(source, headers);
    let debug = read_debug_directory(&mut image, limits.text, defects);
    let version = read_version_resource(&mut image, defects);
    let places = places(headers, version.as_ref().map(|(offset, resource)| (*offset, resource.len())));
    let version = version.map(|(_, resource)| parse_version_info(&resource, limits.text, defects)).unwrap_or_default();
    let imports = read_imports(&mut image, defects);
    let internal_times = read_internal_times(&mut image, &debug);
    let stamped = headers.time_date_stamp != 0 && !debug.reproducible;
    let entropy = |index| hashes.section_entropy.get(index).copied().flatten();
    let sections = headers.sections.iter().enumerate();
    Pe {
        machine: machine_name(headers.machine),
        subsystem: subsystem_name(headers.subsystem),
        dll: headers.characteristics & DLL != 0,
        dotnet: headers.directory(CLR).is_some(),
        link_time: stamped.then(|| Instant::from_unix(headers.time_date_stamp.into())),
        time_date_stamp: headers.time_date_stamp,
        checksum: Checksum { stated: headers.checksum, computed: hashes.checksum.unwrap_or(0) },
        version_info: version.strings,
        version_language: version.language,
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
        reproducible: debug.reproducible,
        pdb: debug.pdb,
        rich_hash: rich_hash(source, headers),
        overlay: read_overlay(source, headers, table, hashes.overlay_entropy),
        trailing: read_trailing(source, table, hashes.trailing_entropy),
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
        table_gaps: table.gaps.clone(),
        security_directory: headers.security_directory,
        table_end: table.end,
        orphan_signature: None,
        signature_markers: find_markers(table),
        imports,
        internal_times,
        size_of_headers: headers.size_of_headers,
        section_alignment: headers.section_alignment,
        linker: format!("{}.{}", headers.linker.0, headers.linker.1),
        os_version: format!("{}.{}", headers.os_version.0, headers.os_version.1),
        layout_notes: notes_with_walk(headers, table, hashes),
        places,
    }
}

/// Where the parts lie that findings point to; `version` is offset and length of the version resource.
fn places(headers: &Headers, version: Option<(u64, usize)>) -> PePlaces {
    let table = headers.section_table_end().saturating_sub(headers.section_table);
    PePlaces {
        // The second field of the file header, which follows the four bytes of the signature.
        time_date_stamp: Some(Location::new(headers.pe_offset.saturating_add(8), 4)),
        checksum: Some(Location::new(headers.checksum_field, 4)),
        security_entry: headers.security_entry.map(|offset| Location::new(offset, 8)),
        section_table: Some(Location::new(headers.section_table, table)),
        version_info: version.map(|(offset, length)| Location::new(offset, length as u64)),
    }
}

/// The notes on the layout, with the other digest where the section walk gives one.
fn notes_with_walk(headers: &Headers, table: &CertTable, hashes: &HashResults) -> Vec<String> {
    let disagreeing = hashes.disagreeing();
    if disagreeing.is_empty() && !hashes.image_walk.is_empty() {
        // Other bytes, yet the same digest: as the bytes happen to be, the order does not matter.
        return Vec::new();
    }
    let mut notes = layout_notes(headers, table);
    let walk = disagreeing.iter().filter_map(|algorithm| Some((algorithm, hashes.image_walk.get(algorithm)?)));
    notes.extend(
        walk.map(|(algorithm, digest)| format!("the {algorithm} image digest by the section walk is {digest}")),
    );
    notes
}
