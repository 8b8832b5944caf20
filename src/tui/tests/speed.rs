//! From a key to its frame. The bound is far above what an optimised build needs (4 ms), so that a busy machine and a
//! build without optimisation pass; work that grows with the number of files does not.

use std::time::Instant;

use super::Bench;
use crate::tui::app::Source;

#[test]
fn key_in_a_list_of_ten_thousand_files_costs_no_more_than_in_a_short_one() {
    let time = |count: usize| {
        let mut bench = Bench::list(&["clean.exe"], 200, 60);
        for number in 0..count {
            let id = bench.app.list.add(Source::Path(format!("folder/{number}.exe").into()));
            bench.app.list.fail(id, "no file");
        }
        let mut times: Vec<_> = (0..15)
            .map(|_| {
                let start = Instant::now();
                bench.press("j");
                bench.frame();
                start.elapsed()
            })
            .collect();
        times.sort();
        times[times.len() / 2]
    };
    let (short, long) = (time(100), time(10_000));
    assert!(long < short * 4 + std::time::Duration::from_millis(40), "{short:?} {long:?}");
}
