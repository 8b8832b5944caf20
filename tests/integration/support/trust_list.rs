//! Writes root lists like Microsoft's `authroot.stl`, with the properties that a test asks for.
//!
//! The list is signed by nobody: its restrictions apply all the same, and the store says that it could not verify it.

use time::OffsetDateTime;

use super::{
    certificate::Certificate,
    cms_writer::SignedData,
    der_writer::{concat, integer, null, octets, oid, sequence, set, tlv, utc_time},
    hash::Hash,
};

/// szOID_CTL
const TRUST_LIST: &str = "1.3.6.1.4.1.311.10.1";
/// szOID_ROOT_LIST_SIGNER
const ROOT_LIST_USAGE: &str = "1.3.6.1.4.1.311.10.3.9";

/// szOID_DISALLOWED_LIST
const DISALLOWED_LIST_USAGE: &str = "1.3.6.1.4.1.311.10.3.30";
/// CERT_SIGNATURE_HASH_PROP_ID: what the ids of a disallowed list are.
const SIGNATURE_HASH: &str = "1.3.6.1.4.1.311.10.11.15";

/// One root of a list.
pub struct ListedRoot {
    pub certificate: Certificate,
    properties: Vec<(u32, Vec<u8>)>,
}

impl ListedRoot {
    /// Lists a root with its SHA-256 and nothing else: trusted for all usages.
    pub fn new(certificate: &Certificate) -> Self {
        let sha256 = Hash::Sha256.of(&certificate.der);
        Self { certificate: certificate.clone(), properties: vec![(98, sha256)] }
    }

    /// Adds a property with its bytes.
    pub fn property(mut self, id: u32, value: Vec<u8>) -> Self {
        self.properties.push((id, value));
        self
    }

    /// Adds a property that holds usages: 9, 122, 127.
    pub fn usages(self, id: u32, usages: &[&str]) -> Self {
        self.property(id, sequence(usages.iter().map(|usage| oid(usage))))
    }

    /// Adds a property that holds a date: 104, 126.
    pub fn date(self, id: u32, date: OffsetDateTime) -> Self {
        let ticks = (date.unix_timestamp() + 11_644_473_600) * 10_000_000;
        self.property(id, ticks.to_le_bytes().to_vec())
    }

    fn der(&self) -> Vec<u8> {
        let attributes = self
            .properties
            .iter()
            .map(|(id, value)| sequence([oid(&format!("1.3.6.1.4.1.311.10.11.{id}")), set([octets(value)])]));
        sequence([octets(Hash::Sha1.of(&self.certificate.der)), set(attributes)])
    }
}

/// Returns a list of roots and their certificates, as a trust store is made of them.
pub fn trust_list(roots: &[ListedRoot], this_update: OffsetDateTime) -> (Vec<u8>, Vec<u8>) {
    let list = concat([
        sequence([oid(ROOT_LIST_USAGE)]),
        integer(1),
        utc_time(this_update),
        sequence([oid(Hash::Sha1.oid()), null()]),
        sequence(roots.iter().map(ListedRoot::der)),
    ]);
    let signed = SignedData::new(Hash::Sha256, TRUST_LIST, tlv(0x30, list)).der();
    let certificates = concat(roots.iter().map(|root| &root.certificate.der));
    (signed, certificates)
}

/// Returns a list of certificates that Windows blocks, known by these ids.
pub fn disallowed_list(ids: &[Vec<u8>], this_update: OffsetDateTime) -> Vec<u8> {
    let list = concat([
        sequence([oid(DISALLOWED_LIST_USAGE)]),
        integer(1),
        utc_time(this_update),
        sequence([oid(SIGNATURE_HASH), null()]),
        sequence(ids.iter().map(|id| sequence([octets(id), set(Vec::<Vec<u8>>::new())]))),
    ]);
    SignedData::new(Hash::Sha256, TRUST_LIST, tlv(0x30, list)).der()
}

/// The id of a certificate: the hash of its TBSCertificate, with the algorithm of the signature.
pub fn tbs_hash(certificate: &Certificate) -> Vec<u8> {
    certificate.spec.signed_with.of(&first_element(&certificate.der))
}

/// The first element inside of a SEQUENCE, as encoded; lengths of two octets alone, which every certificate has.
fn first_element(der: &[u8]) -> Vec<u8> {
    assert_eq!((der[0], der[1], der[4], der[5]), (0x30, 0x82, 0x30, 0x82), "a certificate of more than 255 octets");
    let length = usize::from(der[6]) * 256 + usize::from(der[7]);
    der[4..8 + length].to_vec()
}

/// szOID_CATALOG_LIST, szOID_CATALOG_LIST_MEMBER2, and the content of SPC_INDIRECT_DATA
const CATALOG_USAGE: &str = "1.3.6.1.4.1.311.12.1.1";
const CATALOG_MEMBER: &str = "1.3.6.1.4.1.311.12.1.3";
const INDIRECT_DATA: &str = "1.3.6.1.4.1.311.2.1.4";
const PE_IMAGE_DATA: &str = "1.3.6.1.4.1.311.2.1.15";

/// Returns the content octets of a catalog whose members have these digests; with `ids` they are stated by the members'
/// ids alone.
pub fn catalog_list(digests: &[(Hash, Vec<u8>)], this_update: OffsetDateTime, ids: bool) -> Vec<u8> {
    let member = |(hash, digest): &(Hash, Vec<u8>)| {
        let data = sequence([oid(PE_IMAGE_DATA)]);
        let stated = sequence([sequence([oid(hash.oid()), null()]), octets(digest)]);
        let attribute = sequence([oid(INDIRECT_DATA), set([sequence([data, stated])])]);
        let text: Vec<u8> = hex::encode_upper(digest).encode_utf16().flat_map(u16::to_le_bytes).collect();
        sequence(if ids {
            vec![octets(&text), set(Vec::<Vec<u8>>::new())]
        } else {
            vec![octets(b"member"), set([attribute])]
        })
    };
    concat([
        sequence([oid(CATALOG_USAGE)]),
        octets([7; 16]),
        utc_time(this_update),
        sequence([oid(CATALOG_MEMBER), null()]),
        sequence(digests.iter().map(member)),
    ])
}

/// The content type of catalogs and root lists.
pub const TRUST_LIST_CONTENT: &str = TRUST_LIST;
