//! Real signed files: our verdict against the recorded answers of osslsigncode, signify and LIEF.
//!
//! Each disagreement stands in [`EXPLAINED`] with the reason why ours is right; one that is not there fails the test,
//! and so does an explanation that is no longer needed.

use std::collections::BTreeSet;

use sigscope::model::Summary;
use sigscope::{ExamineOptions, Policy, examine, judge};

use crate::corpus_evidence::{Entry, corpus};

/// File, tool, and why its answer differs from ours.
const EXPLAINED: [(&str, &str, &str); 13] = [
    ("accessible-output2/PCTKUSR.dll", "osslsigncode", BARE_DIGEST),
    ("accessible-output2/dolapi.dll", "osslsigncode", BARE_DIGEST),
    ("panda3d/libffi-7.dll", "osslsigncode", BARE_DIGEST),
    ("PYXInput/ScpVBus.sys", "osslsigncode", BARE_DIGEST),
    ("chilkat2/chilkat2.pyd", "osslsigncode", NEGATIVE_ECDSA),
    ("chilkat2/chilkat2.pyd", "signify", NEGATIVE_ECDSA),
    ("chilkat2/chilkat2.pyd", "lief", NEGATIVE_ECDSA),
    (
        "HardwareMonitor/HidSharp.dll",
        "osslsigncode",
        "it takes SectionAlignment for the page size; by pages of 4096 bytes all page hashes match",
    ),
    (
        "pytun-pmd3/derived-wintun-two-wincerts.sys",
        "osslsigncode",
        "it refuses a table with two entries, which the format allows",
    ),
    (
        "innosetup/islzma.dll",
        "signify",
        "it takes the TSA chain to a root without timeStamping in the root list; the cross certificate leads to one with it",
    ),
    ("cytolk/SAAPI64.dll", "lief", "the countersignature verifies: openssl agrees when it is taken out by hand"),
    ("greenworks/steam_api.dll", "lief", NO_TRUST),
    ("shim-signed/shimx64.efi.signed", "lief", NO_TRUST),
];

const BARE_DIGEST: &str = "the countersignature holds a bare SHA-1 digest without DigestInfo, as VeriSign and Symantec made \
                           them; the digest is the right one, and Windows accepts it";
const NEGATIVE_ECDSA: &str =
    "r or s lacks its leading 00 and is negative by DER; read as unsigned, the signature verifies";
const NO_TRUST: &str = "LIEF does not look for a trust anchor";

#[test]
#[ignore = "needs SIGSCOPE_CORPUS"]
fn verdicts_agree_with_other_tools_or_the_reason_is_known() {
    let policy = Policy::at("2026-11-23T00:00:00Z".parse().unwrap());
    let mut differing = BTreeSet::new();
    let mut agreeing = 0;
    for Entry { path, id, truth } in corpus() {
        let analysis = judge(&examine(&path, &ExamineOptions::default()), &policy);
        if analysis.verdict.summary == Summary::Unsupported {
            continue;
        }
        let ours = analysis.verdict.summary == Summary::Trusted;
        for tool in ["osslsigncode", "signify", "lief"] {
            let Some(answer) = truth["tools"][tool].as_str() else { continue };
            let theirs = matches!(answer, "ok" | "OK");
            if ours == theirs {
                agreeing += 1;
            } else {
                differing.insert((id.clone(), tool.to_owned()));
            }
        }
    }
    let explained: BTreeSet<(String, String)> =
        EXPLAINED.iter().map(|(id, tool, _)| ((*id).to_owned(), (*tool).to_owned())).collect();
    let unexplained: Vec<_> = differing.difference(&explained).collect();
    let stale: Vec<_> = explained.difference(&differing).collect();
    assert!(unexplained.is_empty() && stale.is_empty(), "unexplained: {unexplained:#?}\nno longer needed: {stale:#?}");
    assert!(agreeing > 250, "only {agreeing} answers agree");
}
