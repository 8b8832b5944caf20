//! A block list of drivers, as `--block-list` takes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigscope::block_list::BlockList;

fuzz_target!(|bytes: &[u8]| {
    let mut lists = BlockList::default();
    let is_used = lists.add("list", &String::from_utf8_lossy(bytes)).is_ok();
    assert!(!is_used || !lists.is_empty());
});
