//! Certificates that come again: those of CAs and TSAs stand in every second file of a folder.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::parse_certificate;
use crate::model::{CertificateFacts, Defect, Thumbprint};

/// Certificates that are remembered, some 6 KiB each; then all are forgotten.
const MOST: usize = 512;

/// Larger ones (bytes of DER) are not remembered, nor those with more parts, each of which costs memory of its own:
/// hostile files cannot fill the memory. Real ones have 1 to 3 KiB and some thirty parts.
const LARGEST: usize = 4 << 10;
const MOST_PARTS: usize = 96;

type Known = HashMap<Thumbprint, Arc<CertificateFacts>>;

/// Shared by all threads.
static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// Does what [`parse_certificate`] does for a certificate at `offset` in a file; reads those that came before from
/// memory. `thumbprint` is the SHA-256 of `der`.
pub fn parse_recurring_certificate(
    thumbprint: Thumbprint,
    der: &[u8],
    offset: u64,
    defects: &mut Vec<Defect>,
) -> Option<Arc<CertificateFacts>> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&thumbprint).cloned();
    if let Some(known) = known {
        return Some(Arc::new(moved(&known, offset)));
    }
    let before = defects.len();
    let facts = Arc::new(parse_certificate(der, Some(offset), defects)?);
    // One with defects is read anew each time, for its defects have offsets and words of their own.
    if defects.len() == before && der.len() <= LARGEST && parts(&facts) <= MOST_PARTS {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(thumbprint, Arc::clone(&facts));
    }
    Some(facts)
}

/// How many texts a certificate has, about.
fn parts(facts: &CertificateFacts) -> usize {
    let urls = &facts.urls;
    let lists = [&facts.eku, &facts.policies, &facts.identities, &facts.subject_alternative_names];
    let addresses = [&urls.crl, &urls.ocsp, &urls.ca_issuers];
    let names = [&facts.subject_attributes, &facts.issuer_attributes];
    lists
        .into_iter()
        .chain(addresses)
        .map(Vec::len)
        .sum::<usize>()
        .saturating_add(names.into_iter().map(|name| name.attributes.len()).sum())
        .saturating_add(facts.extensions.len())
}

/// The same certificate at another place.
fn moved(facts: &CertificateFacts, offset: u64) -> CertificateFacts {
    let mut facts = facts.clone();
    let old = facts.offset.replace(offset).unwrap_or_default();
    let names = [&mut facts.subject_attributes, &mut facts.issuer_attributes];
    let attributes = names.into_iter().flat_map(|name| &mut name.attributes).map(|attribute| &mut attribute.location);
    let extensions = facts.extensions.iter_mut().map(|extension| &mut extension.location);
    for location in attributes.chain(extensions).flatten() {
        location.offset = location.offset.saturating_sub(old).saturating_add(offset);
    }
    facts
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::asn1::Reader;
    use crate::x509::tests::der::Parts;

    fn recurring(der: &[u8], offset: u64) -> (Arc<CertificateFacts>, Vec<Defect>) {
        let mut defects = Vec::new();
        let thumbprint = Thumbprint(Sha256::digest(der).into());
        (parse_recurring_certificate(thumbprint, der, offset, &mut defects).expect("a certificate"), defects)
    }

    #[test]
    fn certificate_that_came_before_is_the_one_read_anew() {
        let mut roots = Reader::new(include_bytes!("../../assets/trust/roots.der"), 0);
        let mut count = 0;
        while let Some(root) = roots.next_element().expect("certificates one after the other") {
            for offset in [9000, 100, 1 << 40] {
                let mut defects = Vec::new();
                let anew = parse_certificate(root.raw, Some(offset), &mut defects).expect("a certificate");
                assert_eq!(recurring(root.raw, offset), (Arc::new(anew), defects));
            }
            count += 1;
        }
        assert!(count > 400, "{count} roots");
    }

    #[test]
    fn defects_come_with_each_place_of_the_certificate() {
        let der = Parts { behind: vec![5, 0], ..Parts::default() }.build();
        let offsets = |at| recurring(&der, at).1.iter().map(|defect| defect.offset).collect::<Vec<_>>();
        let (first, second) = (offsets(1000), offsets(2000));
        assert!(!first.is_empty());
        assert_eq!(second, first.iter().map(|offset| offset.map(|offset| offset + 1000)).collect::<Vec<_>>());
    }
}
