//! The test PKI: one hierarchy shaped like Microsoft Trusted Signing with a timestamping authority, one conventional.

use std::sync::OnceLock;

use time::{Duration, OffsetDateTime};

use super::{
    certificate::{CODE_SIGNING, Certificate, CertificateSpec, TIME_STAMPING, counted_serial},
    forge::at,
    hash::Hash,
    name::Name,
    timestamp::{Pkcs9, Rfc3161, attribute_certificate},
};

/// The EKU that every public-trust leaf of Trusted Signing has.
pub const TRUSTED_SIGNING_MARKER: &str = "1.3.6.1.4.1.311.97.1.0";
/// anyPolicy
const ANY_POLICY: &str = "2.5.29.32.0";
/// CA/Browser Forum: code signing, not EV.
const CABF_CODE_SIGNING: &str = "2.23.140.1.4.1";
/// CA/Browser Forum: timestamping.
const CABF_TIMESTAMPING: &str = "2.23.140.1.4.2";

/// The certification authorities and the TSA. Leaves are made by the functions.
pub struct Pki {
    pub root: Certificate,
    pub pca: Certificate,
    pub eoc: Certificate,
    pub aoc: Certificate,
    pub tsa_ca: Certificate,
    pub tsa: Certificate,
    pub conventional_root: Certificate,
    pub conventional_ca: Certificate,
}

impl Pki {
    /// Returns the one test PKI, made on first use.
    pub fn get() -> &'static Self {
        static PKI: OnceLock<Pki> = OnceLock::new();
        PKI.get_or_init(Self::build)
    }

    fn build() -> Self {
        let id = |cn: &str| Name::new().c("US").o("Sigscope Test Corporation").cn(cn);
        let authority = |cn: &str, key: &str, from: &str, until: &str, serial: u32| {
            CertificateSpec::new(id(cn), key, at(from), at(until))
                .serial(&counted_serial(serial, *b"sigscope"))
                .key_usage(&[0, 5, 6])
                .signed_with(Hash::Sha384)
        };
        let root_name = "Sigscope Test Identity Verification Root Certificate Authority 2020";
        let root =
            authority(root_name, "id-root", "2020-04-16T18:36:16Z", "2045-04-16T18:44:40Z", 1).ca(None).self_signed();
        let pca = authority(
            "Sigscope Test ID Verified Code Signing PCA 2021",
            "pca",
            "2021-04-01T20:05:20Z",
            "2036-04-01T20:15:20Z",
            7,
        )
        .policies(&[ANY_POLICY])
        .ca(None)
        .crl(&["http://pki.sigscope.example/crl/root-2020.crl"])
        .authority_access(&["http://ocsp.sigscope.example"], &["http://pki.sigscope.example/certs/root-2020.crt"])
        .issued_by(&root);
        let issuing = |cn: &str, key: &str, from: &str, until: &str, serial: u32| {
            authority(cn, key, from, until, serial)
                .policies(&[ANY_POLICY])
                .ca(Some(0))
                .crl(&["http://pki.sigscope.example/crl/pca-2021.crl"])
                .authority_access(&[], &["http://pki.sigscope.example/certs/pca-2021.crt"])
                .issued_by(&pca)
        };
        let eoc = issuing(
            "Sigscope Test ID Verified CS EOC CA 03",
            "issuing-eoc",
            "2026-03-26T18:11:28Z",
            "2031-03-26T18:11:28Z",
            0x15,
        );
        let aoc = issuing(
            "Sigscope Test ID Verified CS AOC CA 04",
            "issuing-aoc",
            "2026-03-26T18:11:31Z",
            "2031-03-26T18:11:31Z",
            0x16,
        );
        let tsa_ca = authority(
            "Sigscope Test RSA Timestamping CA 2020",
            "tsa-ca",
            "2020-11-19T20:32:31Z",
            "2035-11-19T20:42:31Z",
            5,
        )
        .policies(&[ANY_POLICY])
        .eku(false, &[TIME_STAMPING])
        .ca(Some(0))
        .crl(&["http://pki.sigscope.example/crl/root-2020.crl"])
        .authority_access(&[], &["http://pki.sigscope.example/certs/root-2020.crt"])
        .issued_by(&root);
        let tsa_name = "Sigscope Test RSA Time Stamping Authority";
        let tsa = authority(tsa_name, "tsa", "2026-02-12T19:00:00Z", "2027-02-12T19:00:00Z", 0x42)
            .key_usage(&[0])
            .end_entity()
            .policies(&[CABF_TIMESTAMPING])
            .eku(true, &[TIME_STAMPING])
            .crl(&["http://pki.sigscope.example/crl/tsa-2020.crl"])
            .authority_access(&[], &["http://pki.sigscope.example/certs/tsa-2020.crt"])
            .issued_by(&tsa_ca);

        let other = |cn: &str| Name::new().c("DE").o("Sigscope Test Trust Services").cn(cn);
        let root_from = (at("2018-06-01T00:00:00Z"), at("2043-06-01T00:00:00Z"));
        let conventional_root = CertificateSpec::new(
            other("Sigscope Test Conventional Root R1"),
            "conventional-root",
            root_from.0,
            root_from.1,
        )
        .serial(b"\x11sigscope-root-1")
        .ca(None)
        .key_usage(&[5, 6])
        .signed_with(Hash::Sha384)
        .self_signed();
        let ca_from = (at("2019-01-15T00:00:00Z"), at("2039-01-15T00:00:00Z"));
        let conventional_ca = CertificateSpec::new(
            other("Sigscope Test Conventional Code Signing CA 2"),
            "conventional-ca",
            ca_from.0,
            ca_from.1,
        )
        .serial(b"\x12sigscope-ca-002")
        .ca(Some(0))
        .key_usage(&[5, 6])
        .eku(false, &[CODE_SIGNING])
        .policies(&[ANY_POLICY])
        .crl(&["http://crl.conventional.example/root-r1.crl"])
        .authority_access(&["http://ocsp.conventional.example"], &["http://certs.conventional.example/root-r1.crt"])
        .signed_with(Hash::Sha384)
        .issued_by(&conventional_root);
        Self { root, pca, eoc, aoc, tsa_ca, tsa, conventional_root, conventional_ca }
    }

    /// Returns what a 72-hour leaf of Trusted Signing looks like; issue it by `eoc` or `aoc`.
    pub fn trusted_signing(
        &self,
        subject: Name,
        identity: &str,
        key: &str,
        not_before: OffsetDateTime,
        counter: u32,
    ) -> CertificateSpec {
        let middle: [u8; 8] = Hash::Sha256.of(&counter.to_be_bytes())[..8].try_into().unwrap();
        CertificateSpec::new(subject, key, not_before, not_before + Duration::seconds(259_200))
            .serial(&counted_serial(counter, middle))
            .signed_with(Hash::Sha384)
            .end_entity()
            .key_usage(&[0])
            .eku(false, &[TRUSTED_SIGNING_MARKER, CODE_SIGNING, identity])
            .crl(&["http://pki.sigscope.example/crl/issuing.crl"])
            .authority_access(&[], &["http://pki.sigscope.example/certs/issuing.crt"])
            .policies(&[ANY_POLICY])
    }

    /// Returns what a three-year leaf of an ordinary CA looks like; issue it by `conventional_ca`.
    pub fn conventional(
        &self,
        subject: Name,
        key: &str,
        not_before: OffsetDateTime,
        not_after: OffsetDateTime,
    ) -> CertificateSpec {
        let serial = Hash::Sha256.of(&[subject.der(), not_before.unix_timestamp().to_be_bytes().to_vec()].concat());
        CertificateSpec::new(subject, key, not_before, not_after)
            .serial(&[&[0x3C], &serial[..15]].concat())
            .end_entity()
            .key_usage(&[0])
            .eku(false, &[CODE_SIGNING])
            .policies(&[CABF_CODE_SIGNING])
            .crl(&["http://crl.conventional.example/code-signing-2.crl"])
            .authority_access(
                &["http://ocsp.conventional.example"],
                &["http://certs.conventional.example/code-signing-2.crt"],
            )
    }

    /// Returns the conventional leaf of `clean.exe`.
    pub fn clean_leaf(&self) -> Certificate {
        let subject = Name::new()
            .c("DE")
            .st("Berlin")
            .l("Berlin")
            .o("Example Gantry Software GmbH")
            .cn("Example Gantry Software GmbH");
        self.conventional(subject, "leaf-1", at("2025-01-15T00:00:00Z"), at("2028-01-14T23:59:59Z"))
            .issued_by(&self.conventional_ca)
    }

    /// Returns an RFC 3161 token of the test TSA, without oddities.
    pub fn token(&self, time: OffsetDateTime) -> Rfc3161 {
        Rfc3161::new(&self.tsa, &[&self.tsa_ca], time)
    }

    /// Returns a token with what Microsoft's have: a fraction of a second and an attribute certificate in the bag.
    pub fn microsoft_style_token(&self, time: OffsetDateTime, fraction: &str) -> Rfc3161 {
        let certificate = attribute_certificate(&self.tsa_ca, self.tsa.spec.not_before);
        self.token(time).fraction(fraction).with_extra(certificate)
    }

    /// Returns a PKCS #9 countersignature of the test TSA.
    pub fn countersignature(&self, time: OffsetDateTime) -> Pkcs9 {
        Pkcs9::new(&self.tsa, &[&self.tsa_ca], time)
    }
}
