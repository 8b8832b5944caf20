//! What must hold of the PE container for any bytes.

use std::path::PathBuf;

use proptest::prelude::*;
use sigscope::container::{
    CertTable, HashPlan, Headers, PagePlan, detect_format, find_orphan, hash_file, page_size, read_headers, read_pe,
};
use sigscope::model::{DigestAlgorithm, HexBytes, Location};
use sigscope::policy::Limits;

/// Regular, nested, damaged and unsigned samples.
const SAMPLES: [&str; 7] =
    ["clean.exe", "nested.exe", "pagehash.exe", "padding.exe", "trailing.exe", "truncated.exe", "unsigned.exe"];

fn sample(index: prop::sample::Index) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::fs::read(folder.join(SAMPLES[index.index(SAMPLES.len())])).expect("a sample")
}

fn plan(page_size: u32) -> HashPlan {
    HashPlan {
        file: vec![DigestAlgorithm::Md5],
        image: vec![DigestAlgorithm::Sha256],
        pages: vec![PagePlan { algorithm: DigestAlgorithm::Sha1, page_size }],
        checksum: true,
        entropy: true,
        pad: true,
        parallel: false,
    }
}

/// Reads everything that can be read, and checks that nothing lies outside the file or beyond the limits.
fn read_everything(file: &[u8]) {
    let limits = Limits::default();
    let mut defects = Vec::new();
    let size = file.len() as u64;
    let Ok(headers) = read_headers(&file, &limits, &mut defects) else {
        detect_format(&file);
        return;
    };
    let table = CertTable::read(&file, &headers, &limits, &mut defects);
    assert!(table.entries.len() <= limits.entries);
    for range in table.location.iter().chain(&table.trailing) {
        assert!(range.end() <= size && range.length > 0, "{range:?} in {size} bytes");
    }
    for entry in &table.entries {
        assert!(entry.data_offset + entry.data.len() as u64 <= size);
    }
    find_orphan(&file, &headers);
    for page_size in [page_size(headers.machine), headers.section_alignment] {
        let results = hash_file(&file, Some((&headers, &table)), &plan(page_size)).expect("memory can be read");
        assert_eq!(results.section_entropy.len(), headers.sections.len());
        let pe = read_pe(&file, &headers, &table, &results, &limits, &mut defects);
        for overlay in pe.overlay.iter().chain(&pe.trailing) {
            assert!(overlay.offset + overlay.size <= size && (0.0..=8.0).contains(&overlay.entropy));
        }
    }
}

fn image_digest(file: &[u8], headers: &Headers, table: &CertTable) -> Option<HexBytes> {
    let plan = HashPlan { image: vec![DigestAlgorithm::Sha256], ..HashPlan::default() };
    let results = hash_file(&file, Some((headers, table)), &plan).expect("memory can be read");
    results.image.get(&DigestAlgorithm::Sha256).cloned()
}

/// Numbers that break arithmetic, or what the file's own size makes interesting.
fn number() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(7),
        Just(u32::MAX),
        Just(u32::MAX - 7),
        Just(0x8000_0000),
        0u32..0x6000,
        any::<u32>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(file in prop::collection::vec(any::<u8>(), 0..2048)) {
        read_everything(&file);
        let pe = [b"MZ".as_slice(), &[0; 58], b"\x40\0\0\0PE\0\0\x64\x86\x05\0", &file].concat();
        read_everything(&pe);
    }

    #[test]
    fn cut_samples_are_read_without_panic(index: prop::sample::Index, cut: prop::sample::Index) {
        let file = sample(index);
        read_everything(&file[..cut.index(file.len())]);
    }

    #[test]
    fn samples_with_other_numbers_are_read_without_panic(
        index: prop::sample::Index,
        in_headers in prop::collection::vec((0usize..0x400, number()), 1..8),
        anywhere in prop::collection::vec((any::<prop::sample::Index>(), number()), 0..8),
    ) {
        let mut file = sample(index);
        let last = file.len() - 4;
        let places = in_headers.into_iter().chain(anywhere.into_iter().map(|(place, value)| (place.index(last), value)));
        for (place, value) in places {
            // e_lfanew and the PE signature stay, else nothing more would be read.
            let place = if place < 0x100 { place + 0x100 } else { place };
            file[place.min(last)..][..4].copy_from_slice(&value.to_le_bytes());
        }
        read_everything(&file);
    }

    #[test]
    fn image_digest_ignores_exactly_its_excluded_ranges(
        index: prop::sample::Index,
        place: prop::sample::Index,
        in_headers in 0usize..0x400,
        flip in 1u8..,
    ) {
        let file = sample(index);
        let mut defects = Vec::new();
        let headers = read_headers(&file.as_slice(), &Limits::default(), &mut defects).expect("a PE image");
        let table = CertTable::read(&file.as_slice(), &headers, &Limits::default(), &mut defects);
        let digest = image_digest(&file, &headers, &table);
        let mut excluded = vec![Location::new(headers.checksum_field, 4)];
        excluded.extend(headers.security_entry.map(|entry| Location::new(entry, 8)));
        excluded.extend(table.location);
        for place in [place.index(file.len()), in_headers.min(file.len() - 1)] {
            let mut flipped = file.clone();
            flipped[place] ^= flip;
            let ignored = excluded.iter().any(|range| range.contains(place as u64));
            let same = image_digest(&flipped, &headers, &table) == digest;
            prop_assert_eq!(same, ignored, "byte at 0x{:x}", place);
        }
    }
}
