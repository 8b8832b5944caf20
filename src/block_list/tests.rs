//! Lists in both formats, whole and broken.

use super::*;
use crate::report::example::signed;

const POLICY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<SiPolicy xmlns="urn:schemas-microsoft-com:sipolicy" PolicyType="Base Policy">
  <FileRules>
    <Deny ID="ID_DENY_A" FriendlyName="bad.sys Hash Sha256" Hash="ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB" />
    <Deny ID="ID_DENY_B" FriendlyName="named.sys" FileName="Named.sys" MinimumFileVersion="1.0.0.0" MaximumFileVersion="1.2.65535.65535" />
    <Deny ID="ID_DENY_C" FriendlyName="old style" FileName="old.sys" MinimumFileVersion="2.0.0.0" />
    <Deny ID="ID_DENY_D" FriendlyName="no hash" Hash="xyz" />
    <FileAttrib ID="ID_FA_1" FriendlyName="" FileName="vendor.sys" MinimumFileVersion="0.0.0.0" MaximumFileVersion="3.0.0.0" />
  </FileRules>
  <Signers>
    <Signer ID="ID_SIGNER_1" Name="Example CA">
      <CertRoot Type="TBS" Value="0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A" />
      <CertPublisher Value="Example Apps Ltd" />
      <FileAttribRef RuleID="ID_FA_1" />
    </Signer>
    <Signer ID="ID_SIGNER_2" Name="allowed"><CertRoot Type="TBS" Value="0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A" /></Signer>
    <Signer ID="ID_SIGNER_3" Name="with a condition"><CertRoot Type="TBS" Value="0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B" /><CertOemID Value="x" /></Signer>
  </Signers>
  <SigningScenarios><SigningScenario><ProductSigners><DeniedSigners>
    <DeniedSigner SignerId="ID_SIGNER_1" /><DeniedSigner SignerId="ID_SIGNER_3" />
  </DeniedSigners></ProductSigners></SigningScenario></SigningScenarios>
</SiPolicy>"#;

const DRIVERS: &str = r#"[
  {"Id": "e32bc3da", "Category": "vulnerable driver", "Tags": ["rt.sys"], "KnownVulnerableSamples": [
    {"Filename": "rt.sys", "SHA256": "CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD", "MD5": "",
     "Authentihash": {"SHA256": "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef", "SHA1": null},
     "OriginalFilename": "Vendor.sys",
     "Signatures": [{"Certificates": [
       {"IsCertificateAuthority": false, "TBS": {"SHA256": "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"}},
       {"IsCertificateAuthority": true, "TBS": {"SHA256": "1111111111111111111111111111111111111111111111111111111111111111"}}]}]},
    {"Filename": "nothing to compare"}]},
  {"Id": 7, "KnownVulnerableSamples": "none"}
]"#;

/// A signed file whose leaf has the TBS hash 0a…, with a name and a version.
fn file(name: &str, version: &str) -> Analysis {
    let mut analysis = signed("driver.sys", 1);
    let image =
        crate::examine_bytes("clean.exe", include_bytes!("../../samples/clean.exe"), &crate::ExamineOptions::default());
    let mut pe = Pe::clone(image.pe.as_deref().unwrap());
    pe.version_info.insert("OriginalFilename".to_owned(), name.to_owned());
    pe.version_info.insert("FileVersion".to_owned(), version.to_owned());
    analysis.pe = Some(std::sync::Arc::new(pe));
    for certificate in &mut analysis.certificates {
        std::sync::Arc::make_mut(&mut certificate.facts).subject_cn = Some("Example Apps Ltd".to_owned());
    }
    analysis
}

fn list(text: &str) -> (BlockList, usize) {
    let mut lists = BlockList::default();
    let unused = lists.add("list", text).unwrap();
    (lists, unused)
}

fn words(lists: &BlockList, analysis: &Analysis) -> Option<String> {
    lists.find(analysis).map(|found| found.words())
}

#[test]
fn policy_blocks_by_digest_name_and_version_or_signer() {
    let (lists, unused) = list(POLICY);
    assert_eq!((lists.len(), unused), (4, 2), "a hash that is none, and a signer with a condition that is not judged");
    let mut by_hash = file("x.sys", "1.0");
    assert_eq!(words(&lists, &by_hash), None);
    by_hash.hashes.authentihash.sha256 = Some(crate::model::HexBytes(vec![0xab; 32]));
    assert_eq!(words(&lists, &by_hash), Some(format!("list, bad.sys Hash Sha256: authentihash {}", "ab".repeat(32))));
    for (version, is_blocked) in [("1.2.9", true), ("1, 0, 0, 0", true), ("0.9.9.9", false), ("1.3.0.0", false)] {
        assert_eq!(words(&lists, &file("NAMED.sys", version)).is_some(), is_blocked, "{version}");
    }
    assert!(words(&lists, &file("old.sys", "1.9")).is_some() && words(&lists, &file("old.sys", "2.0.0.1")).is_none());
    let blocked = words(&lists, &file("Vendor.sys", "2.9.1.0 (WinDDK)")).unwrap();
    assert!(blocked.contains("original name vendor.sys, version 0.0.0.0 to 3.0.0.0"), "{blocked}");
    assert_eq!(words(&lists, &file("vendor.sys", "3.0.0.1")), None);
    assert_eq!(words(&lists, &file("vendor.sys", "unknown")), None, "a version that cannot be read is not blocked");
    let mut other = file("vendor.sys", "2.9");
    std::sync::Arc::make_mut(&mut other.certificates[0].facts).subject_cn = Some("Somebody Else".to_owned());
    assert_eq!(words(&lists, &other), None);
}

#[test]
fn listed_sample_is_found_by_its_hashes_and_by_signer_with_name() {
    let (lists, unused) = list(DRIVERS);
    assert_eq!((lists.len(), unused), (1, 1));
    let mut analysis = file("x.sys", "1.0");
    analysis.hashes.sha256 = Some(crate::model::HexBytes(vec![0xcd; 32]));
    assert!(words(&lists, &analysis).unwrap().starts_with("list, vulnerable driver rt.sys (e32bc3da): file hash cdcd"));
    analysis.hashes.sha256 = None;
    analysis.hashes.authentihash.sha256 = Some(crate::model::HexBytes(vec![0xef; 32]));
    assert_eq!(lists.find(&analysis).unwrap().kind, MatchKind::Digest);
    let same = file("vendor.sys", "9.0");
    assert_eq!(lists.find(&same).unwrap().kind, MatchKind::SignerAndName);
    assert_eq!(lists.find(&file("other.sys", "9.0")), None);
}

#[test]
fn text_that_is_no_list_or_blocks_nothing_is_an_error() {
    for text in ["", "nonsense", "{}", "<SiPolicy>", "[", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
        assert!(matches!(BlockList::default().add("x", text), Err(BlockListError::Malformed(_))), "{text}");
    }
    for text in ["[]", "[1, null, {}]", "<SiPolicy/>"] {
        assert_eq!(BlockList::default().add("x", text), Err(BlockListError::Empty), "{text}");
    }
}

#[test]
fn versions_are_read_as_they_are_written() {
    assert_eq!(version("1.2.3.4"), Some([1, 2, 3, 4]));
    assert_eq!(version("1, 2"), Some([1, 2, 0, 0]));
    assert_eq!(version("10.0.19041.1 (WinBuild.160101.0800)"), Some([10, 0, 19041, 1]));
    assert_eq!(version("v1.0"), None);
    assert_eq!(version("70000.1"), None);
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,80}|<.{0,60}>|\\[.{0,60}\\]") {
        let _ = BlockList::default().add("x", &text);
    }

    #[test]
    fn broken_lists_are_read_as_far_as_they_go(cut in 0_usize..3_000, flip in 0_usize..3_000, byte in proptest::prelude::any::<u8>()) {
        for whole in [POLICY, DRIVERS] {
            let mut bytes = whole.as_bytes().to_vec();
            bytes.truncate(cut.max(1));
            if let Some(place) = bytes.get_mut(flip) {
                *place = byte;
            }
            let _ = BlockList::default().add("x", &String::from_utf8_lossy(&bytes));
        }
    }
}
