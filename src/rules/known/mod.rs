//! Facts about the real world that rules compare with: dated data files in `assets/`, plus what tests and the demo add.

mod brands;
mod certificates;
mod hosts;
mod memo;
mod roots;
mod serial;
mod table;

pub use brands::{Brand, ComparedName, Resemblance, Resembled};
pub use certificates::{KnownCertificate, KnownRole};
pub use hosts::HostKind;
pub use serial::SerialAnchor;

use std::collections::{BTreeMap, HashMap};

use crate::model::{CertificateFacts, HexBytes, Thumbprint};

/// What is known about roots, issuing CAs, TSA policies, hosts. Values of [`crate::policy::Policy`], so that a test
/// or the demo can add its own PKI's; on the command line only the built-in ones count.
#[derive(Debug, Clone, Default)]
pub struct KnownFacts {
    certificates: HashMap<Thumbprint, Vec<KnownCertificate>>,
    serial_anchors: Vec<SerialAnchor>,
    tsa_policies: BTreeMap<String, String>,
    hosts: BTreeMap<String, HostKind>,
    programme_roots: bool,
}

impl KnownFacts {
    /// The facts that are built into the program.
    pub fn built_in() -> Self {
        let mut known = Self::default();
        for certificate in certificates::built_in() {
            known.add_certificate(certificate);
        }
        known.serial_anchors = serial::built_in();
        for (oid, name) in table::rows(include_str!("../../../assets/known_tsa_policies.csv"), |row| {
            Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()))
        }) {
            known.add_tsa_policy(&oid, &name);
        }
        known.hosts = hosts::built_in();
        known.programme_roots = true;
        known
    }

    /// Adds a certificate in one role; a certificate may have several.
    pub fn add_certificate(&mut self, certificate: KnownCertificate) {
        self.certificates.entry(certificate.sha256).or_default().push(certificate);
    }

    /// Adds a point of the serial counter of an issuing CA.
    pub fn add_serial_anchor(&mut self, anchor: SerialAnchor) {
        self.serial_anchors.push(anchor);
    }

    /// Adds a TSA policy.
    pub fn add_tsa_policy(&mut self, oid: &str, name: &str) {
        self.tsa_policies.insert(oid.to_owned(), name.to_owned());
    }

    /// What is known about a certificate in one role.
    pub fn find(&self, role: KnownRole, sha256: Thumbprint) -> Option<&KnownCertificate> {
        self.certificates.get(&sha256)?.iter().find(|known| known.role == role)
    }

    /// Tells whether a certificate is known in one role.
    pub fn is(&self, role: KnownRole, certificate: &CertificateFacts) -> bool {
        self.find(role, certificate.sha256).is_some()
    }

    /// The known points of the serial counter of one issuing CA.
    pub fn serial_anchors(&self, issuing_ca: Thumbprint) -> impl Iterator<Item = &SerialAnchor> {
        self.serial_anchors.iter().filter(move |anchor| anchor.issuing_ca == issuing_ca)
    }

    /// The name of a known TSA policy.
    pub fn tsa_policy(&self, oid: &str) -> Option<&str> {
        self.tsa_policies.get(oid).map(String::as_str)
    }

    /// The root of Microsoft's programme whose name looks like this one, unless the key is that root's.
    pub fn root_like(&self, name: &str, organization: Option<&str>, spki_sha256: &HexBytes) -> Option<&str> {
        if self.programme_roots { roots::built_in().like(name, organization, spki_sha256) } else { None }
    }

    /// Publishers whose names are imitated.
    pub fn brands(&self) -> &'static [Brand] {
        brands::built_in()
    }

    /// The publishers whose names a name resembles, in the order of the list.
    pub fn resembled_by(&self, name: &str) -> Resembled {
        brands::resembled_by(name)
    }

    /// The first publisher whose name a name looks the same as, and is written otherwise.
    pub fn looked_like(&self, name: &str) -> Option<&'static Brand> {
        brands::looked_like(name)
    }

    /// What is known about a host name or one of its parent domains.
    pub fn host_kind(&self, host: &str) -> Option<HostKind> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(kind) = self.hosts.get(rest) {
                return Some(*kind);
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_verification_root_is_a_microsoft_root() {
        let mut sha256 = [0u8; 32];
        hex::decode_to_slice("5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270", &mut sha256).unwrap();
        let known = KnownFacts::built_in();
        assert!(known.find(KnownRole::MicrosoftRoot, Thumbprint(sha256)).is_some());
        assert!(known.find(KnownRole::TrustedSigningPca, Thumbprint(sha256)).is_none());
    }

    #[test]
    fn subdomain_of_a_known_host_counts() {
        let known = KnownFacts::built_in();
        assert_eq!(known.host_kind("GMAIL.com"), Some(HostKind::FreeMail));
        assert_eq!(known.host_kind("www.bit.ly"), Some(HostKind::UrlShortener));
        assert_eq!(known.host_kind("notbit.ly"), None);
        assert_eq!(known.host_kind("ly"), None);
    }

    #[test]
    fn microsofts_tsa_policy_is_known() {
        assert!(KnownFacts::built_in().tsa_policy("1.3.6.1.4.1.601.10.3.1").is_some());
        assert_eq!(KnownFacts::built_in().tsa_policy("1.2.3.4.1"), None);
    }
}
