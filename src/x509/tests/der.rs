//! DER by hand: elements put together for the tests.

/// One element with its shortest length.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let mut bytes = vec![tag];
    let length = contents.len();
    match length {
        0..=0x7f => bytes.push(length as u8),
        0x80..=0xff => bytes.extend([0x81, length as u8]),
        0x100..=0xffff => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => bytes.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
    }
    bytes.extend(contents);
    bytes
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut contents = Vec::new();
    let first = arcs[0].checked_mul(40).and_then(|top| top.checked_add(arcs[1])).unwrap();
    for arc in std::iter::once(first).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        groups.reverse();
        contents.extend(groups);
    }
    element(6, &[&contents])
}

/// A name of UTF8String attributes, one an RDN.
pub(crate) fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> =
        attributes.iter().map(|(kind, value)| rdn(&[attribute(kind, 12, value.as_bytes())])).collect();
    sequence(&rdns.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(crate) fn rdn(attributes: &[Vec<u8>]) -> Vec<u8> {
    element(0x31, &attributes.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(crate) fn attribute(kind: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &element(tag, &[value])])
}

pub(crate) fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    sequence(&[&oid(id), flag, &element(4, &[value])])
}

/// The parts of a certificate; each can be replaced.
pub(crate) struct Parts {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// What follows the key inside TBSCertificate, before the extensions.
    pub(crate) unique_ids: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// What follows the signature inside the certificate.
    pub(crate) behind: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        let algorithm = sequence(&[&oid("1.2.840.113549.1.1.11"), &[5, 0]]);
        let key = sequence(&[&element(2, &[&[0x00, 0xc1], &[0x55; 255]]), &[2, 3, 1, 0, 1]]);
        Self {
            version: element(0xa0, &[&[2, 1, 2]]),
            serial: element(2, &[&[0x00, 0x99, 0x01]]),
            inner_algorithm: algorithm.clone(),
            issuer: name(&[("2.5.4.6", "GB"), ("2.5.4.3", "Example CA")]),
            validity: validity("260601080000Z", "260604080000Z"),
            subject: name(&[("2.5.4.6", "GB"), ("2.5.4.10", "Example Ltd"), ("2.5.4.3", "Example, Ltd")]),
            spki: spki(&sequence(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]), &key),
            unique_ids: Vec::new(),
            extensions: Vec::new(),
            outer_algorithm: algorithm,
            signature: element(3, &[&[0], &[0xab; 256]]),
            behind: Vec::new(),
        }
    }
}

pub(crate) fn validity(not_before: &str, not_after: &str) -> Vec<u8> {
    sequence(&[&element(23, &[not_before.as_bytes()]), &element(23, &[not_after.as_bytes()])])
}

pub(crate) fn spki(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, &element(3, &[&[0], key])])
}

impl Parts {
    pub(crate) fn tbs(&self) -> Vec<u8> {
        let list = sequence(&self.extensions.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let extensions = if self.extensions.is_empty() { Vec::new() } else { element(0xa3, &[&list]) };
        sequence(&[
            &self.version,
            &self.serial,
            &self.inner_algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.spki,
            &self.unique_ids,
            &extensions,
        ])
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        sequence(&[&self.tbs(), &self.outer_algorithm, &self.signature, &self.behind])
    }
}
