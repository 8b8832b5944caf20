//! Lists in every spelling that is promised, and text that is no list.

use proptest::prelude::*;

use super::*;
use crate::rules::fixture_leaf;

const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

fn load(text: &str) -> (KnownBad, Vec<String>) {
    let mut known = KnownBad::default();
    let problems = known.add("list.csv", text);
    (known, problems)
}

fn leaf() -> CertificateFacts {
    let mut leaf = fixture_leaf();
    leaf.sha1 = crate::model::HexBytes(hex::decode(SHA1).unwrap());
    leaf.serial = crate::model::HexBytes(vec![0, 0x8a, 0x01]);
    leaf.issuer_cn = Some("Sample Issuing CA".to_owned());
    leaf.subject_cn = Some("Example  Apps Ltd".to_owned());
    leaf.identities = vec!["1.3.6.1.4.1.311.97.1.2.3.4".to_owned()];
    leaf
}

#[test]
fn plain_thumbprints_are_read_and_other_lines_are_told() {
    let spelled = "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67";
    let (known, problems) = load(&format!("# mine\n\n{spelled}\nnot a thumbprint\n"));
    assert_eq!(known.find(&leaf()).unwrap().words(), format!("list.csv line 3: SHA-1 thumbprint {SHA1}"));
    assert_eq!(problems, ["list.csv line 4 is not used: no SHA-1 or SHA-256 thumbprint"]);
}

#[test]
fn own_columns_are_read() {
    let text = "serial,issuer_cn,label,date\n8a01,SAMPLE issuing ca,lumma,2026-05-01\n8a01,Other CA,x,y\n";
    let (known, problems) = load(text);
    assert_eq!(problems, Vec::<String>::new());
    let found = known.find(&leaf()).unwrap();
    assert_eq!((found.entry.label.as_deref(), found.entry.line), (Some("lumma"), 2));
    assert_eq!(found.entry.date.as_deref(), Some("2026-05-01"));
    let (known, _) = load("serial,issuer_cn\n8a01,Other CA\n");
    assert_eq!(known.find(&leaf()), None, "a serial number counts only with its issuer");
}

#[test]
fn serial_without_issuer_is_told() {
    let (known, problems) = load("serial,label\n8a01,lumma\nzz,lumma\n");
    assert!(known.is_empty());
    assert!(problems[0].contains("line 2") && problems[0].contains("only together with its issuer"), "{problems:?}");
    assert!(problems[1].contains("line 3") && problems[1].contains("no hexadecimal"), "{problems:?}");
}

#[test]
fn header_of_cert_graveyard_is_recognised() {
    let text = format!(
        "Hash,Malware,Malware Type,Malware Notes,Signer,Issuer Short,Issuer,Serial,Thumbprint,Valid From,Valid To\n\
         {},Oyster,Loader,\"a, b\",Example Apps Ltd,Sample,Sample Issuing CA,8A:01,{SHA1},2026-01-01,2026-01-04\n",
        "ab".repeat(32)
    );
    let (known, problems) = load(&text);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(known.find(&leaf()).unwrap().entry.label.as_deref(), Some("Oyster"));
    let mut other = leaf();
    (other.sha1, other.serial) = (crate::model::HexBytes(vec![1; 20]), crate::model::HexBytes(vec![5]));
    assert_eq!(known.find(&other), None);
    assert_eq!(known.find_subscriber(&other).unwrap().by, "subject");
}

#[test]
fn commented_header_of_malwarebazaar_is_recognised() {
    let text = format!(
        "################\n# abuse.ch code signing block list #\n# \"timestamp\",\"serial_number\",\"thumbprint\",\
         \"thumbprint_algorithm\",\"subject_cn\",\"issuer_cn\",\"valid_from\",\"valid_to\",\"cscb_reason\"\n\
         \"2026-05-01 10:00:00\", \"8a01\", \"{SHA1}\", \"SHA1\", \"Evil, Ltd\", \"Sample Issuing CA\", \"x\", \"y\", \
         \"RedLine\"\n# Number of entries: 1\n"
    );
    let (known, problems) = load(&text);
    assert_eq!(problems, Vec::<String>::new());
    let found = known.find(&leaf()).unwrap();
    assert_eq!((found.entry.line, found.entry.label.as_deref()), (4, Some("RedLine")));
}

#[test]
fn durable_identity_finds_other_leaves_of_the_subscriber() {
    let (known, _) = load("durable_identity,label\n1.3.6.1.4.1.311.97.1.2.3.4,fox\n");
    let found = known.find_subscriber(&leaf()).unwrap();
    assert_eq!((found.by, found.entry.label.as_deref()), ("durable identity", Some("fox")));
    assert_eq!(known.find(&leaf()), None);
}

#[test]
fn many_bad_lines_are_counted() {
    let (_, problems) = load(&"bad\n".repeat(50));
    assert_eq!(problems.len(), 11);
    assert!(problems[10].contains("40 more lines"), "{problems:?}");
}

#[test]
#[ignore = "a benchmark: prints how long a list of 100,000 lines takes"]
fn hundred_thousand_lines_are_read() {
    let mut text = "thumbprint_sha1,serial,issuer_cn,subject_cn,label,date\n".to_owned();
    for number in 0..100_000 {
        text.push_str(&format!("{number:040x},{number:032x},Sample CA,Subject {number},family,2026-01-01\n"));
    }
    let start = std::time::Instant::now();
    let (known, problems) = load(&text);
    println!("{} entries in {:?}", known.len(), start.elapsed());
    assert_eq!((known.len(), problems.len()), (100_000, 0));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(?s).{0,300}") {
        let (known, _) = load(&text);
        let _ = known.find(&leaf());
    }

    #[test]
    fn any_table_is_read_without_panic(body in "(?s)[0-9a-f\",\n #:]{0,300}") {
        let (known, _) = load(&format!("thumbprint,serial,issuer\n{body}"));
        let _ = (known.find(&leaf()), known.find_subscriber(&leaf()));
    }
}

#[test]
fn date_of_a_list_is_its_newest_line_else_its_file() {
    let file = "2026-07-01".parse().ok();
    let mut known = KnownBad::default();
    known.add_file(
        "a.csv",
        &format!("thumbprint,date\n{SHA1},2026-05-01 10:00\n{SHA1},soon\n{SHA1},2026-04-30\n"),
        file,
    );
    known.add_file("b.txt", SHA1, file);
    let lists: Vec<_> = known.lists().collect();
    assert_eq!(lists, [("a.csv", 3, "2026-05-01".parse().ok()), ("b.txt", 1, file)]);
    assert_eq!(known.find(&leaf()).unwrap().entry.list, "a.csv", "the list named first comes first");
}
