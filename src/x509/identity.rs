//! The subscriber identities that Microsoft's Trusted Signing writes into a leaf.

use crate::asn1::oid;
use crate::model::DurableIdentityClass;

/// The identities among the extended key usages of a certificate.
pub(super) struct Identities {
    /// The identity, when there is exactly one.
    pub(super) durable: Option<String>,
    /// Its class; `None` for one of no published form.
    pub(super) class: Option<DurableIdentityClass>,
    /// All OIDs below 1.3.6.1.4.1.311.97 but the Public Trust marker, each once, in encoded order.
    pub(super) all: Vec<String>,
}

/// Finds what is below 1.3.6.1.4.1.311.97. The marker is not asked for: what the EKU claims is shown, whatever else
/// the certificate is. Several different identities mean none, as in NuGet's reading of them.
pub(super) fn find_identities(eku: &[String]) -> Identities {
    let mut all: Vec<String> = Vec::new();
    for listed in eku {
        if is_identity(listed) && !all.contains(listed) {
            all.push(listed.clone());
        }
    }
    let durable = match all.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let class = durable.as_deref().and_then(classify);
    Identities { durable, class, all }
}

fn classify(identity: &str) -> Option<DurableIdentityClass> {
    if below(identity, oid::TRUSTED_SIGNING_PRIVATE_TRUST) {
        Some(DurableIdentityClass::Private)
    } else if below(identity, oid::TRUSTED_SIGNING_CI_POLICY) {
        Some(DurableIdentityClass::CiPolicy)
    } else {
        let arcs = identity.strip_prefix(oid::TRUSTED_SIGNING)?.split('.').count();
        // The text behind the arc starts with a dot, so that four arcs make five pieces.
        (arcs == 5).then_some(DurableIdentityClass::Public)
    }
}

/// Tells whether a usage states who the subscriber is.
pub(super) fn is_identity(usage: &str) -> bool {
    below(usage, oid::TRUSTED_SIGNING) && usage != oid::TRUSTED_SIGNING_PUBLIC_TRUST
}

/// Tells whether `oid` lies below `arc`.
fn below(oid: &str, arc: &str) -> bool {
    oid.strip_prefix(arc).is_some_and(|rest| rest.starts_with('.'))
}

/// The counter that Trusted Signing's CAs put into serial numbers: 33, four bytes of counter, eight random bytes,
/// 00 00, the counter again.
///
/// Other CAs of Microsoft number their certificates in the same way, so that one of the service's usages is asked
/// for too.
pub(super) fn find_trusted_signing_counter(serial: &[u8], eku: &[String]) -> Option<u64> {
    let [0x33, a, b, c, d, _, _, _, _, _, _, _, _, 0, 0, again @ ..] = serial else { return None };
    if again != [*a, *b, *c, *d] || !eku.iter().any(|listed| below(listed, oid::TRUSTED_SIGNING)) {
        return None;
    }
    Some(u64::from(u32::from_be_bytes([*a, *b, *c, *d])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str = "1.3.6.1.4.1.311.97.183913593.229344090.797981955.542237775";

    fn identities(eku: &[&str]) -> Identities {
        find_identities(&eku.iter().map(|oid| (*oid).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn marker_and_one_identity_give_that_identity() {
        let found = identities(&[oid::TRUSTED_SIGNING_PUBLIC_TRUST, oid::CODE_SIGNING, PERSON]);
        assert_eq!(found.durable.as_deref(), Some(PERSON));
        assert_eq!(found.class, Some(DurableIdentityClass::Public));
        assert_eq!(found.all, [PERSON]);
    }

    #[test]
    fn marker_alone_is_no_identity() {
        let found = identities(&[oid::TRUSTED_SIGNING_PUBLIC_TRUST]);
        assert_eq!((found.durable, found.class, found.all.len()), (None, None, 0));
    }

    #[test]
    fn two_identities_give_none_but_are_listed() {
        let found = identities(&[PERSON, "1.3.6.1.4.1.311.97.1.2.3.4"]);
        assert_eq!((found.durable, found.all.len()), (None, 2));
    }

    #[test]
    fn the_same_identity_twice_is_one() {
        assert_eq!(identities(&[PERSON, PERSON]).durable.as_deref(), Some(PERSON));
    }

    #[test]
    fn private_trust_arcs_have_their_classes() {
        let suffix = "1.2.3.4.5.6.7.8";
        assert_eq!(
            identities(&[&format!("1.3.6.1.4.1.311.97.1.3.1.{suffix}")]).class,
            Some(DurableIdentityClass::Private)
        );
        assert_eq!(
            identities(&[&format!("1.3.6.1.4.1.311.97.1.4.1.{suffix}")]).class,
            Some(DurableIdentityClass::CiPolicy)
        );
    }

    #[test]
    fn neighbouring_arc_is_no_identity() {
        assert_eq!(identities(&["1.3.6.1.4.1.311.970.1.2.3.4", "1.3.6.1.4.1.311.97"]).all.len(), 0);
    }

    #[test]
    fn identity_of_unknown_form_has_no_class() {
        let found = identities(&["1.3.6.1.4.1.311.97.5"]);
        assert_eq!((found.durable.is_some(), found.class), (true, None));
    }

    #[test]
    fn counter_needs_its_repetition_and_the_service_usage() {
        let serial = hex::decode("33000511af1e2d3c4b5a6978870000000511af").unwrap();
        let usage = [PERSON.to_owned()];
        assert_eq!(find_trusted_signing_counter(&serial, &usage), Some(0x0005_11af));
        assert_eq!(find_trusted_signing_counter(&serial, &[oid::CODE_SIGNING.to_owned()]), None);
        let mut other = serial.clone();
        other[18] ^= 1;
        assert_eq!(find_trusted_signing_counter(&other, &usage), None);
        assert_eq!(find_trusted_signing_counter(&serial[..18], &usage), None);
    }
}
