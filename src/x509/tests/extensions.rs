use super::der::{Parts, element, extension, name, oid, sequence};
use super::*;
use crate::model::{BasicConstraints, DurableIdentityClass, HexBytes};

/// Reads a certificate with these extensions.
fn with(extensions: Vec<Vec<u8>>) -> (CertificateFacts, Vec<Defect>) {
    read(&Parts { extensions, ..Parts::default() }.build())
}

/// The text of one extension with this value, which must be clean.
fn text(id: &str, value: &[u8]) -> String {
    let (mut facts, defects) = with(vec![extension(id, false, value)]);
    assert_eq!(defects, [], "{id}");
    let read = facts.extensions.remove(0);
    assert!(read.decoded, "{id} is not decoded");
    read.text
}

fn uri(url: &str) -> Vec<u8> {
    element(0x86, &[url.as_bytes()])
}

#[test]
fn extended_key_usages_keep_their_order_and_names() {
    let value = sequence(&[&oid("1.3.6.1.4.1.311.97.1.0"), &oid("1.3.6.1.5.5.7.3.3"), &oid("1.2.3.4")]);
    let (facts, _) = with(vec![extension("2.5.29.37", true, &value)]);
    assert_eq!(facts.eku, ["1.3.6.1.4.1.311.97.1.0", "1.3.6.1.5.5.7.3.3", "1.2.3.4"]);
    assert_eq!(facts.eku_critical, Some(true));
    assert_eq!(facts.extensions[0].text, "trustedSigningPublicTrust, codeSigning, 1.2.3.4");
    assert_eq!((facts.extensions[0].name.as_str(), facts.extensions[0].critical), ("extKeyUsage", true));
}

#[test]
fn durable_identity_is_read_from_the_usages() {
    let identity = "1.3.6.1.4.1.311.97.183913593.229344090.797981955.542237775";
    let value = sequence(&[&oid("1.3.6.1.4.1.311.97.1.0"), &oid("1.3.6.1.5.5.7.3.3"), &oid(identity)]);
    let (facts, _) = with(vec![extension("2.5.29.37", false, &value)]);
    assert_eq!(facts.durable_identity.as_deref(), Some(identity));
    assert_eq!(facts.durable_identity_class, Some(DurableIdentityClass::Public));
    assert_eq!(
        facts.extensions[0].text,
        format!("trustedSigningPublicTrust, codeSigning, {identity} (durable identity)")
    );
}

#[test]
fn usages_with_a_long_length_are_still_read() {
    let value = [&[0x30, 0x81, 0x0a][..], &oid("1.3.6.1.5.5.7.3.3")].concat();
    let (facts, defects) = with(vec![extension("2.5.29.37", false, &value)]);
    assert_eq!(facts.eku, ["1.3.6.1.5.5.7.3.3"]);
    assert_eq!((facts.encoding.non_minimal_lengths, defects.len()), (1, 1));
}

#[test]
fn long_length_inside_a_value_is_counted() {
    let (facts, defects) = with(vec![extension("2.5.29.19", true, &[0x30, 0x81, 0x03, 1, 1, 0xff])]);
    assert!(facts.is_ca());
    assert_eq!((facts.encoding.non_minimal_lengths, defects.len()), (1, 1));
}

#[test]
fn unreadable_usage_costs_itself() {
    let value = sequence(&[&[6, 2, 0x80, 0x80], &[5, 0], &oid("1.3.6.1.5.5.7.3.3")]);
    let (facts, defects) = with(vec![extension("2.5.29.37", false, &value)]);
    assert_eq!((facts.eku.len(), defects.len()), (1, 2));
}

#[test]
fn certificate_without_extensions_has_no_usage_facts() {
    let (facts, _) = with(Vec::new());
    assert_eq!((facts.eku_critical, facts.key_usage, facts.basic_constraints), (None, None, None));
    assert!(facts.extensions.is_empty());
}

#[test]
fn broken_extension_costs_itself_and_is_shown_as_hex_with_its_offset() {
    let broken = extension("2.5.29.19", true, &[0x30, 0x05, 0x01]);
    let (facts, defects) = with(vec![broken, extension("2.5.29.14", false, &element(4, &[&[1, 2]]))]);
    assert_eq!(facts.basic_constraints, None);
    assert_eq!((facts.extensions[0].text.as_str(), facts.extensions[0].decoded), ("300501", false));
    assert_eq!(facts.subject_key_id, Some(HexBytes(vec![1, 2])));
    let location = facts.extensions[0].location.unwrap();
    assert!(location.contains(defects[0].offset.unwrap()));
    assert_eq!(defects.len(), 1);
}

#[test]
fn unknown_extension_is_hex_and_no_defect() {
    let (facts, defects) = with(vec![extension("1.2.3.4", true, &[5, 0])]);
    let read = &facts.extensions[0];
    assert_eq!((read.name.as_str(), read.text.as_str(), read.critical, read.decoded), ("1.2.3.4", "0500", true, false));
    assert_eq!(defects, []);
}

#[test]
fn second_extension_of_a_kind_is_listed_but_states_nothing() {
    let first = extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.3")]));
    let second = extension("2.5.29.37", false, &sequence(&[&oid("1.3.6.1.5.5.7.3.8")]));
    let (facts, defects) = with(vec![first, second]);
    assert_eq!(facts.eku, ["1.3.6.1.5.5.7.3.3"]);
    assert_eq!((facts.extensions.len(), defects.len()), (2, 1));
}

#[test]
fn bytes_behind_a_value_are_counted_and_the_value_is_used() {
    let value = [&element(4, &[&[1, 2]])[..], &[0xde, 0xad]].concat();
    let (facts, defects) = with(vec![extension("2.5.29.14", false, &value)]);
    assert_eq!(facts.subject_key_id, Some(HexBytes(vec![1, 2])));
    assert_eq!((facts.encoding.trailing_bytes, defects.len()), (2, 1));
}

#[test]
fn extensions_in_a_version_1_certificate_are_read_and_reported() {
    let extensions = vec![extension("2.5.29.14", false, &element(4, &[&[1]]))];
    let (facts, defects) = read(&Parts { version: Vec::new(), extensions, ..Parts::default() }.build());
    assert_eq!((facts.version, facts.extensions.len(), defects.len()), (1, 1, 1));
}

#[test]
fn key_usage_names_its_bits() {
    let (facts, _) = with(vec![extension("2.5.29.15", true, &[3, 2, 1, 0x86])]);
    assert_eq!(facts.key_usage.unwrap(), ["digitalSignature", "keyCertSign", "cRLSign"]);
    assert_eq!(text("2.5.29.15", &[3, 3, 7, 0, 0x80]), "decipherOnly");
    assert_eq!(text("2.5.29.15", &[3, 1, 0]), "none");
}

#[test]
fn basic_constraints_are_read() {
    let (facts, _) = with(vec![extension("2.5.29.19", true, &sequence(&[&[1, 1, 0xff], &[2, 1, 0]]))]);
    assert_eq!(facts.basic_constraints, Some(BasicConstraints { ca: true, path_len: Some(0) }));
    assert_eq!(facts.extensions[0].text, "CA:TRUE, pathlen:0");
    assert_eq!(text("2.5.29.19", &[0x30, 0]), "CA:FALSE");
}

#[test]
fn authority_key_identifier_gives_key_issuer_and_serial() {
    let issuer = element(0xa1, &[&element(0xa4, &[&name(&[("2.5.4.6", "US"), ("2.5.4.3", "Root")])])]);
    let value = sequence(&[&element(0x80, &[&[0xab]]), &issuer, &element(0x82, &[&[0x00, 0x80]])]);
    let (facts, _) = with(vec![extension("2.5.29.35", false, &value)]);
    let read = facts.authority_key_id.unwrap();
    assert_eq!(read.key_id, Some(HexBytes(vec![0xab])));
    assert_eq!(read.serial, Some(HexBytes(vec![0x00, 0x80])));
    assert_eq!(read.issuer.as_deref(), Some("CN=Root,C=US"));
    assert_eq!(facts.extensions[0].text, "keyid:ab; issuer:DirName:CN=Root,C=US; serial:0080");
    // The form of 1993 has the name itself where today's has general names.
    let issuer = element(0xa1, &[&name(&[("2.5.4.6", "US"), ("2.5.4.3", "Root")])]);
    let old = sequence(&[&element(0x80, &[&[0xab]]), &issuer, &element(0x82, &[&[0x00, 0x80]])]);
    assert_eq!(text("2.5.29.1", &old), "keyid:ab; issuer:CN=Root,C=US; serial:0080");
    assert_eq!(text("2.5.29.1", &value), "keyid:ab; issuer:CN=Root,C=US; serial:0080");
}

#[test]
fn alternative_names_are_written_with_their_kinds() {
    let other =
        element(0xa0, &[&oid("1.3.6.1.4.1.311.20.2.3"), &element(0xa0, &[&element(12, &[b"user@example.com"])])]);
    let value = sequence(&[
        &element(0x81, &[b"a@example.com"]),
        &element(0x82, &[b"example.com"]),
        &uri("http://example.com"),
        &element(0x87, &[&[192, 0, 2, 1]]),
        &element(0x87, &[&[0x20, 1, 0xd, 0xb8], &[0; 11], &[1]]),
        &element(0xa4, &[&name(&[("2.5.4.3", "Name")])]),
        &element(0x88, &[&[0x2a, 3, 4]]),
        &other,
    ]);
    let (facts, defects) = with(vec![extension("2.5.29.17", false, &value)]);
    assert_eq!(defects, []);
    assert_eq!(
        facts.subject_alternative_names,
        [
            "email:a@example.com",
            "DNS:example.com",
            "URI:http://example.com",
            "IP:192.0.2.1",
            "IP:2001:db8::1",
            "DirName:CN=Name",
            "RID:1.2.3.4",
            "otherName:userPrincipalName:user@example.com",
        ]
    );
    assert_eq!(text("2.5.29.18", &value), facts.extensions[0].text);
}

#[test]
fn other_name_gives_the_strings_inside_or_hex() {
    let other = |value: &[u8]| element(0xa0, &[&oid("1.3.6.1.5.5.7.8.3"), &element(0xa0, &[value])]);
    let names = sequence(&[&other(&sequence(&[&element(12, &[b"AT-505039f"])])), &other(&sequence(&[&[2, 1, 5]]))]);
    let (facts, _) = with(vec![extension("2.5.29.17", false, &names)]);
    assert_eq!(
        facts.subject_alternative_names,
        ["otherName:permanentIdentifier:AT-505039f", "otherName:permanentIdentifier:3003020105"]
    );
}

#[test]
fn alternative_name_that_is_no_text_is_hex() {
    let (facts, _) = with(vec![extension("2.5.29.17", false, &sequence(&[&element(0x82, &[&[0xff]])]))]);
    assert_eq!(facts.subject_alternative_names, ["DNS:#ff"]);
}

#[test]
fn urls_are_sorted_by_what_they_serve() {
    let points = sequence(&[
        &sequence(&[&element(0xa0, &[&element(0xa0, &[&uri("http://a/1.crl"), &uri("ldap://a/2")])])]),
        &sequence(&[&element(0xa0, &[&element(0xa0, &[&uri("http://b/3.crl")])]), &element(0x81, &[&[6, 0x40]])]),
    ]);
    let access = sequence(&[
        &sequence(&[&oid("1.3.6.1.5.5.7.48.1"), &uri("http://ocsp")]),
        &sequence(&[&oid("1.3.6.1.5.5.7.48.2"), &uri("http://issuer.crt")]),
        &sequence(&[&oid("1.2.3"), &uri("http://elsewhere")]),
    ]);
    let (facts, defects) =
        with(vec![extension("2.5.29.31", false, &points), extension("1.3.6.1.5.5.7.1.1", false, &access)]);
    assert_eq!(defects, []);
    assert_eq!(facts.urls.crl, ["http://a/1.crl", "ldap://a/2", "http://b/3.crl"]);
    assert_eq!(facts.urls.ocsp, ["http://ocsp"]);
    assert_eq!(facts.urls.ca_issuers, ["http://issuer.crt"]);
    assert_eq!(
        facts.extensions[0].text,
        "URI:http://a/1.crl, URI:ldap://a/2; URI:http://b/3.crl, reasons keyCompromise"
    );
    assert_eq!(
        facts.extensions[1].text,
        "OCSP URI:http://ocsp; caIssuers URI:http://issuer.crt; 1.2.3 URI:http://elsewhere"
    );
}

#[test]
fn parts_that_the_library_leaves_out_are_reported() {
    let broken_point = sequence(&[&sequence(&[&element(0xa0, &[&element(0xa0, &[&[0x86, 0x7f]])])])]);
    let broken_issuer = sequence(&[&element(0xa1, &[&[0x30, 0]])]);
    let broken_subtree = sequence(&[&element(0xa0, &[&[5, 0]])]);
    for (id, value) in [("2.5.29.31", broken_point), ("2.5.29.35", broken_issuer), ("2.5.29.30", broken_subtree)] {
        let (_, defects) = with(vec![extension(id, false, &value)]);
        assert_eq!(defects.len(), 1, "{id}: {defects:?}");
    }
}

#[test]
fn policies_are_named_with_their_qualifiers() {
    let cps = sequence(&[&oid("1.3.6.1.5.5.7.2.1"), &element(22, &[b"http://cps"])]);
    let reference = sequence(&[&element(12, &[b"Org"]), &sequence(&[&[2, 1, 1], &[2, 1, 2]])]);
    let notice = sequence(&[&oid("1.3.6.1.5.5.7.2.2"), &sequence(&[&reference, &element(30, &[b"\0H\0i"])])]);
    let value =
        sequence(&[&sequence(&[&oid("2.23.140.1.3"), &sequence(&[&cps, &notice])]), &sequence(&[&oid("1.2.3.4")])]);
    let (facts, defects) = with(vec![extension("2.5.29.32", false, &value)]);
    assert_eq!(defects, []);
    assert_eq!(facts.policies, ["2.23.140.1.3", "1.2.3.4"]);
    assert_eq!(
        facts.extensions[0].text,
        "cabfEVCodeSigning (2.23.140.1.3) [CPS: http://cps; notice: Org number 1 2, Hi]; 1.2.3.4"
    );
}

#[test]
fn broken_policy_costs_itself() {
    let value = sequence(&[&sequence(&[&[5, 0]]), &sequence(&[&oid("2.23.140.1.4.1")])]);
    let (facts, defects) = with(vec![extension("2.5.29.32", false, &value)]);
    assert_eq!((facts.policies.as_slice(), defects.len()), (&["2.23.140.1.4.1".to_owned()][..], 1));
}

#[test]
fn constraints_of_authorities_are_written_out() {
    let permitted = element(0xa0, &[&sequence(&[&element(0x82, &[b".example.com"])])]);
    let excluded = element(0xa1, &[&sequence(&[&element(0x87, &[&[10, 0, 0, 0, 255, 0, 0, 0]])])]);
    assert_eq!(
        text("2.5.29.30", &sequence(&[&permitted, &excluded])),
        "permitted: DNS:.example.com; excluded: IP:10.0.0.0/255.0.0.0"
    );
    let policy = sequence(&[&element(0x80, &[&[0]]), &element(0x81, &[&[1]])]);
    assert_eq!(text("2.5.29.36", &policy), "requireExplicitPolicy:0, inhibitPolicyMapping:1");
    assert_eq!(text("2.5.29.54", &[2, 1, 3]), "skipCerts:3");
    let mapping = sequence(&[&sequence(&[&oid("2.5.29.32.0"), &oid("1.2.3")])]);
    assert_eq!(text("2.5.29.33", &mapping), "anyPolicy -> 1.2.3");
}

#[test]
fn private_key_usage_period_is_written_out() {
    let value = sequence(&[&element(0x80, &[b"20260101000000Z"]), &element(0x81, &[b"20270101000000Z"])]);
    assert_eq!(text("2.5.29.16", &value), "notBefore:2026-01-01T00:00:00Z, notAfter:2027-01-01T00:00:00Z");
}

#[test]
fn extensions_of_windows_authorities_are_written_out() {
    let template = sequence(&[&oid("1.3.6.1.4.1.311.21.8.1"), &[2, 1, 100], &[2, 1, 3]]);
    assert_eq!(text("1.3.6.1.4.1.311.21.7", &template), "1.3.6.1.4.1.311.21.8.1, version 100.3");
    assert_eq!(text("1.3.6.1.4.1.311.20.2", &element(30, &[b"\0S\0u\0b\0C\0A"])), "SubCA");
    assert_eq!(text("1.3.6.1.4.1.311.21.1", &[2, 3, 2, 0, 5]), "V5.2");
    assert_eq!(text("1.3.6.1.4.1.311.21.2", &element(4, &[&[0xab, 0xcd]])), "abcd");
    let policies = sequence(&[&sequence(&[&oid("1.3.6.1.5.5.7.3.3")])]);
    assert_eq!(text("1.3.6.1.4.1.311.21.10", &policies), "codeSigning (1.3.6.1.5.5.7.3.3)");
    let sid = element(0xa0, &[&oid("1.3.6.1.4.1.311.25.2.1"), &element(0xa0, &[&element(4, &[b"S-1-5-21-1"])])]);
    assert_eq!(text("1.3.6.1.4.1.311.25.2", &sequence(&[&sid])), "otherName:ntdsObjectSID:S-1-5-21-1");
}

#[test]
fn authenticode_extensions_are_written_out() {
    let link = element(0xa0, &[&element(0x80, &[b"https://example.com/cps"])]);
    let shown = element(0xa1, &[&element(0x80, &[b"\0H\0i"])]);
    assert_eq!(
        text("1.3.6.1.4.1.311.2.1.10", &sequence(&[&link, &shown])),
        "policy: https://example.com/cps; text: Hi"
    );
    let criteria = sequence(&[&[1, 1, 0], &[1, 1, 0xff]]);
    assert_eq!(text("1.3.6.1.4.1.311.2.1.27", &criteria), "financial information not available, criteria met");
    assert_eq!(text("1.3.6.1.4.1.311.2.1.26", &[1, 1, 0]), "not met");
}

#[test]
fn old_and_foreign_extensions_are_written_out() {
    assert_eq!(text("2.16.840.1.113730.1.1", &[3, 2, 0, 0x91]), "sslClient, objectSigning, objectSigningCA");
    assert_eq!(text("2.16.840.1.113730.1.13", &element(22, &[b"a comment"])), "a comment");
    assert_eq!(text("1.2.840.113533.7.65.0", &sequence(&[&element(27, &[b"V8.0"]), &[3, 2, 4, 0x90]])), "V8.0");
    assert_eq!(text("1.3.6.1.5.5.7.48.1.5", &[5, 0]), "present");
    assert_eq!(text("1.3.6.1.5.5.7.1.24", &sequence(&[&[2, 1, 5]])), "status_request (5)");
    assert_eq!(text("1.3.6.1.5.5.7.1.3", &sequence(&[&sequence(&[&oid("0.4.0.1862.1.1")])])), "qcCompliance");
    let restriction = sequence(&[&sequence(&[&sequence(&[&oid("1.3.6.1.4.1.311.2.1.22")])]), &[3, 2, 7, 0x80]]);
    assert_eq!(text("2.5.29.4", &restriction), "commercialCodeSigning, digitalSignature");
    assert_eq!(text("2.5.29.10", &sequence(&[&[3, 2, 7, 0x80], &[2, 1, 1]])), "CA, pathlen:1");
}

#[test]
fn signed_certificate_timestamps_give_log_and_time() {
    let mut entry = vec![0u8];
    entry.extend([0x11; 32]);
    entry.extend(1_775_651_696_120u64.to_be_bytes());
    entry.extend([0, 0, 4, 3, 0, 1, 0xaa]);
    let entry_length = u16::try_from(entry.len()).unwrap().to_be_bytes();
    let list = [&entry_length[..], &entry].concat();
    let list_length = u16::try_from(list.len()).unwrap().to_be_bytes();
    let value = element(4, &[&list_length, &list]);
    assert_eq!(text("1.3.6.1.4.1.11129.2.4.2", &value), format!("log {} at 2026-04-08T12:34:56.12Z", "11".repeat(32)));
}
