//! A signature blob: SignedData, SpcIndirectDataContent, SignerInfo, TSTInfo.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigscope::asn1::Reader;
use sigscope::authenticode::{parse_content_info, parse_indirect_data, parse_signer_info, parse_tst_info, structure_hash};
use sigscope::policy::Limits;

fuzz_target!(|bytes: &[u8]| {
    let mut defects = Vec::new();
    let limits = Limits::default();
    if let Ok(Some(element)) = Reader::new(bytes, 0).next_element() {
        structure_hash(element);
        parse_content_info(element, &limits, &mut defects);
        let _ = parse_indirect_data(element, &mut defects);
        let _ = parse_signer_info(element, &limits, &mut defects);
    }
    let _ = parse_tst_info(bytes, 0);
});
