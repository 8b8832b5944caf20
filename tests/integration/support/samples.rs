//! The committed samples: one function makes each, and [`SAMPLES`] says what it shows and what two other tools answered.
//!
//! `samples/README.md` and `samples/root.pem` are made from here too.

use time::OffsetDateTime;

use super::{forge::*, pe_patch};

/// One file under `samples/`.
pub struct Sample {
    pub name: &'static str,
    pub make: fn() -> Vec<u8>,
    /// How it is made, for the table.
    pub made: &'static str,
    /// What it shows, for the table.
    pub shows: &'static str,
    /// What osslsigncode 2.9 says, recorded by hand: see the README for the command.
    pub osslsigncode: &'static str,
    /// What signify 0.9.3 says, with both roots trusted.
    pub signify: &'static str,
}

/// The durable identity of the subscriber of `short.exe` and `short2.exe`.
pub const JANE: &str = "1.3.6.1.4.1.311.97.111111111.222222222.333333333.444444444";
/// The durable identity of the subscriber of `fresh.exe`.
pub const FJORD: &str = "1.3.6.1.4.1.311.97.555555555.666666666.777777777.888888888";
/// The durable identity of the subscriber of `nots.exe`.
pub const QUILL: &str = "1.3.6.1.4.1.311.97.123456789.234567890.345678901.456789012";

macro_rules! samples {
    ($($name:literal, $make:ident: $made:literal, $shows:literal, $answer:literal, $second:literal;)*) => {
        /// All samples, by name.
        pub const SAMPLES: &[Sample] = &[$(Sample { name: $name, make: $make, made: $made, shows: $shows, osslsigncode: $answer, signify: $second }),*];
    };
}

samples! {
    "broken.exe", broken: "clean, the DER overwritten from its 48th byte on", "a signature that cannot be decoded", "rejected: cannot parse", "UNKNOWN_ERROR";
    "clean.exe", clean: "three-year leaf, RFC 3161 token", "nothing odd: the reference", "accepted", "OK";
    "ecdsa.exe", ecdsa: "P-256 leaf", "an ECDSA signer", "accepted", "OK";
    "expired.exe", expired: "leaf of 2021 to 2024, no token", "an expired certificate without timestamp", "rejected: certificate has expired", "CERTIFICATE_ERROR";
    "fresh.exe", fresh: "72-hour leaf of another subscriber, issued by the same CA seven minutes and seven serials after short's", "a neighbour of short.exe with another durable identity", "accepted", "OK";
    "hostile.exe", hostile: "names and opus with control, bidirectional and invisible characters, an unused certificate with a CN of 10,000 characters", "text that attacks the reader", "accepted", "OK";
    "nested.exe", nested: "SHA-1 primary, SHA-256 nested, a token each", "classic dual signing", "accepted, both", "OK";
    "nots.exe", nots: "72-hour leaf, no token", "a short-lived leaf without timestamp", "rejected: certificate has expired", "CERTIFICATE_ERROR";
    "padding.exe", padding: "clean, 40 bytes of text in the table entry behind the DER", "data smuggled into a valid file (CVE-2013-3900)", "accepted", "OK";
    "pagehash.exe", pagehash: "page hashes, version 2", "page hashes over five pages", "accepted, page hashes too", "OK";
    "pkcs9.exe", pkcs9: "SHA-256 countersignature instead of a token", "the older kind of timestamp", "accepted", "OK";
    "pkcs9bare.exe", pkcs9bare: "SHA-1 countersignature without DigestInfo", "what VeriSign's timestamp servers made", "timestamp rejected (known limit of the tool), then accepted at the time given", "OK";
    "selfsigned.exe", selfsigned: "self-signed leaf, no token", "a signature that nobody vouches for", "rejected: self-signed certificate", "CERTIFICATE_ERROR";
    "sha1.exe", sha1: "SHA-1 digest alone, token of 2026", "a weak digest", "accepted", "OK";
    "short.exe", short: "72-hour leaf used after 30 hours, token with fraction and attribute certificate, VERSIONINFO of a brand, PE32+", "the pattern of abused Trusted Signing", "accepted", "OK";
    "short2.exe", short2: "72-hour leaf of the other issuing CA, same subscriber as short, PE32", "another leaf, the same durable identity", "accepted", "OK";
    "tampered.exe", tampered: "clean, one byte of code changed, checksum set right", "content that is not what was signed", "rejected: digest mismatch", "INVALID_DIGEST";
    "trailing.exe", trailing: "clean, 32 bytes appended behind the table", "bytes after the certificate table", "rejected: signature not at the end", "INVALID_DIGEST";
    "transplanted.exe", transplanted: "other content with the signature block of clean", "a signature copied from another file", "rejected: digest mismatch", "INVALID_DIGEST";
    "truncated.exe", truncated: "clean, the last 2,000 bytes cut off", "a certificate table that runs past the end of the file", "rejected: signature not at the end", "NOT_SIGNED";
    "unsigned.exe", unsigned: "no signature", "the absence of a signature", "no signature", "NOT_SIGNED";
}

/// Returns the bytes of the sample of that name, made anew.
pub fn sample(name: &str) -> Vec<u8> {
    (SAMPLES.iter().find(|sample| sample.name == name).unwrap().make)()
}

/// Returns the anchors of the demo: both test roots.
pub fn root_pem() -> String {
    let pki = Pki::get();
    format!("{}{}", pki.root.pem(), pki.conventional_root.pem())
}

/// Returns an image with consistent VERSIONINFO, linked at `linked`.
fn program(product: &str, company: &str, linked: &str) -> Pe {
    Pe::new(&format!("sigscope sample: {product}"), at(linked)).version_info(&[
        ("CompanyName", company),
        ("FileDescription", product),
        ("FileVersion", "1.0.0.0"),
        ("InternalName", product),
        ("LegalCopyright", &format!("Copyright (C) {company}")),
        ("OriginalFilename", &format!("{product}.exe")),
        ("ProductName", product),
        ("ProductVersion", "1.0.0.0"),
    ])
}

const GANTRY: &str = "Example Gantry Software GmbH";

fn clean_image() -> Vec<u8> {
    program("clean", GANTRY, "2026-05-11T07:42:10Z").build()
}

fn clean_time() -> OffsetDateTime {
    at("2026-05-11T08:15:30Z")
}

/// Starts a signature as `clean.exe` has it, without a timestamp.
pub fn clean_signer() -> Signer {
    let pki = Pki::get();
    Signer::new(&pki.clean_leaf(), &[&pki.conventional_ca])
}

fn clean() -> Vec<u8> {
    clean_signer().timestamp(Pki::get().token(clean_time())).sign(&clean_image())
}

fn unsigned() -> Vec<u8> {
    program("unsigned", GANTRY, "2026-05-11T07:45:00Z").build()
}

fn tampered() -> Vec<u8> {
    let mut file = clean();
    let at = pe_patch::offsets(&file);
    let code = pe_patch::u32_at(&file, at.sections + 20) as usize;
    file[code] ^= 0x02; // xor eax, eax in its other encoding: as harmless
    pe_patch::fix_checksum(&mut file);
    file
}

fn transplanted() -> Vec<u8> {
    let image = program("transplanted", GANTRY, "2026-05-20T10:00:00Z").build();
    attach(&image, &[Entry::new(signature_block(&clean()))])
}

fn padding() -> Vec<u8> {
    let text = b"sigscope sample: hidden behind the DER..";
    attach(&unsign(&clean()), &[Entry::new(signature_block(&clean())).hide(text)])
}

fn trailing() -> Vec<u8> {
    let mut file = clean();
    file.extend(b"sigscope sample: after the table");
    pe_patch::fix_checksum(&mut file);
    file
}

fn broken() -> Vec<u8> {
    let mut block = signature_block(&clean());
    block[48..].fill(0xA5);
    attach(&unsign(&clean()), &[Entry::new(block)])
}

fn truncated() -> Vec<u8> {
    let mut file = clean();
    file.truncate(file.len() - 2000);
    file
}

fn jane() -> Name {
    Name::new().c("US").st("Oregon").l("Salem").o("Jane Q Sample").cn("Jane Q Sample")
}

/// Returns the leaf of `short.exe`.
pub fn short_leaf() -> Certificate {
    let pki = Pki::get();
    pki.trusted_signing(jane(), JANE, "leaf-2", at("2026-09-01T21:14:07Z"), 0x0006_CA41).issued_by(&pki.eoc)
}

/// Returns the leaf of `short2.exe`.
pub fn short2_leaf() -> Certificate {
    let pki = Pki::get();
    pki.trusted_signing(jane(), JANE, "leaf-3", at("2026-09-10T22:05:41Z"), 0x0006_F1C3).issued_by(&pki.aoc)
}

/// Starts a signature with the bag of Trusted Signing in 2026: the leaf twice, the chain, the root.
pub fn trusted_signer(leaf: &Certificate, issuing: &Certificate) -> Signer {
    let pki = Pki::get();
    Signer::new(leaf, &[leaf, issuing, &pki.pca, &pki.root])
}

fn short() -> Vec<u8> {
    let pki = Pki::get();
    let image = program("setup", "Microsoft Corporation", "2026-09-03T01:02:03Z").build();
    let token = pki.microsoft_style_token(at("2026-09-03T03:14:07Z"), "482");
    trusted_signer(&short_leaf(), &pki.eoc).timestamp(token).sign(&image)
}

fn short2() -> Vec<u8> {
    let pki = Pki::get();
    let image = program("viewer", "Jane Q Sample", "2026-09-12T05:31:00Z").narrow().build();
    let token = pki.microsoft_style_token(at("2026-09-12T07:05:41Z"), "1");
    trusted_signer(&short2_leaf(), &pki.aoc).timestamp(token).sign(&image)
}

fn fresh() -> Vec<u8> {
    let pki = Pki::get();
    let name = "Fjord Example Works AS";
    let subject = Name::new().c("NO").st("Vestland").l("Bergen").o(name).cn(name);
    let leaf =
        pki.trusted_signing(subject, FJORD, "leaf-4", at("2026-09-01T21:21:30Z"), 0x0006_CA48).issued_by(&pki.eoc);
    let image = program("fjordtool", name, "2026-09-03T02:10:00Z").build();
    trusted_signer(&leaf, &pki.eoc).timestamp(pki.microsoft_style_token(at("2026-09-03T04:21:30Z"), "917")).sign(&image)
}

fn nots() -> Vec<u8> {
    let pki = Pki::get();
    let name = "Quillmark Example Labs Inc.";
    let subject = Name::new().c("CA").st("Ontario").l("Ottawa").o(name).cn(name);
    let leaf =
        pki.trusted_signing(subject, QUILL, "leaf-5", at("2026-10-05T20:48:12Z"), 0x0008_3D61).issued_by(&pki.eoc);
    trusted_signer(&leaf, &pki.eoc).sign(&program("quill", name, "2026-10-07T01:30:00Z").build())
}

fn expired() -> Vec<u8> {
    let pki = Pki::get();
    let name = "Example Lantern Works Oy";
    let subject = Name::new().c("FI").l("Tampere").o(name).cn(name);
    let leaf = pki
        .conventional(subject, "leaf-6", at("2021-03-01T00:00:00Z"), at("2024-03-01T23:59:59Z"))
        .issued_by(&pki.conventional_ca);
    Signer::new(&leaf, &[&pki.conventional_ca]).sign(&program("lantern", name, "2022-11-02T13:00:00Z").build())
}

fn nested() -> Vec<u8> {
    let pki = Pki::get();
    let image = program("nested", GANTRY, "2026-06-02T09:00:00Z").build();
    let second = clean_signer().timestamp(pki.token(at("2026-06-02T09:30:12Z")));
    let first = clean_signer().hash(Hash::Sha1).timestamp(pki.token(at("2026-06-02T09:30:05Z")));
    first.nest(second).sign(&image)
}

fn sha1() -> Vec<u8> {
    let image = program("sha1", GANTRY, "2026-06-03T09:00:00Z").build();
    clean_signer().hash(Hash::Sha1).timestamp(Pki::get().token(at("2026-06-03T09:20:00Z"))).sign(&image)
}

fn pkcs9() -> Vec<u8> {
    let image = program("pkcs9", GANTRY, "2026-06-04T09:00:00Z").build();
    clean_signer().timestamp(Pki::get().countersignature(at("2026-06-04T09:20:00Z"))).sign(&image)
}

fn pkcs9bare() -> Vec<u8> {
    let image = program("pkcs9bare", GANTRY, "2026-06-04T10:00:00Z").build();
    clean_signer().timestamp(Pki::get().countersignature(at("2026-06-04T10:20:00Z")).bare_sha1()).sign(&image)
}

fn pagehash() -> Vec<u8> {
    let data: Vec<u8> = (0..0x1300_u32).map(|n| (n % 251) as u8).collect();
    let image = program("pagehash", GANTRY, "2026-06-05T09:00:00Z").section(".data", &data, 0).build();
    clean_signer().page_hashes(PageHashes::V2).timestamp(Pki::get().token(at("2026-06-05T09:20:00Z"))).sign(&image)
}

fn ecdsa() -> Vec<u8> {
    let pki = Pki::get();
    let name = "Example Curve Tools Ltd";
    let subject = Name::new().c("GB").l("Leeds").o(name).cn(name);
    let leaf = pki
        .conventional(subject, "ec-p256", at("2025-06-01T00:00:00Z"), at("2028-05-31T23:59:59Z"))
        .issued_by(&pki.conventional_ca);
    let image = program("curve", name, "2026-06-08T09:00:00Z").build();
    Signer::new(&leaf, &[&pki.conventional_ca]).timestamp(pki.token(at("2026-06-08T09:20:00Z"))).sign(&image)
}

fn selfsigned() -> Vec<u8> {
    let name = "Example Solo Developer";
    let subject = Name::new().o(name).cn(name);
    let leaf = CertificateSpec::new(subject, "leaf-7", at("2026-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z"))
        .serial(b"\x21sigscope-self-1")
        .end_entity()
        .key_usage(&[0])
        .eku(false, &[CODE_SIGNING])
        .self_signed();
    Signer::new(&leaf, &[]).sign(&program("solo", name, "2026-06-09T09:00:00Z").build())
}

fn hostile() -> Vec<u8> {
    let pki = Pki::get();
    let organization = "Harm\u{200b}less\x1b]52;c;c2lnc2NvcGU=\x07 Tools";
    let subject = Name::new().c("US").l("Salem").o(organization).cn("invoice\u{202e}fdp.exe Tools");
    let leaf = pki
        .conventional(subject, "leaf-8", at("2025-09-01T00:00:00Z"), at("2028-08-31T23:59:59Z"))
        .issued_by(&pki.conventional_ca);
    let long = Name::new().o("Example Filler").cn(&"ten characters in a row and more ".repeat(304)[..10_000]);
    let filler = pki
        .conventional(long, "leaf-9", at("2025-09-01T00:00:00Z"), at("2026-08-31T23:59:59Z"))
        .issued_by(&pki.conventional_ca);
    let image = program("viewer\u{2066}", "Harmless Tools\x1b[2J", "2026-06-10T09:00:00Z").build();
    Signer::new(&leaf, &[&pki.conventional_ca, &filler])
        .opus("Update\u{202e}gpj.\x1b]0;title\x07", "https://user:pass@xn--sigscpe-8wa.example/\x1b[31m")
        .timestamp(pki.token(at("2026-06-10T09:20:00Z")))
        .sign(&image)
}
