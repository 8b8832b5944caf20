//! The rule about a subscriber of whose leaf certificates one is revoked and another is not.

use super::pair::{Leaves, Pair, Signer};
use super::rule::{PairHit, PairRule, Spot, needs_another_file};
use crate::model::{CertificateRevocation, Confidence, RevocationState, Role, Severity};
use crate::rules::{Family, Rule, Source};

/// The same subscriber's other leaf is revoked.
pub(super) static SIBLING_LEAF_REVOKED: PairRule = PairRule {
    rule: Rule {
        id: "sibling-leaf-revoked",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Warning,
        confidence: Confidence::High,
        what: "The leaf certificates of two files state one durable identity, a supplied CRL or OCSP response lists one of \
               them as revoked, and the other one not.",
        why: "Revocation hits one leaf, and the service issues a new one every day. Whatever the CA learned about the \
              subscriber concerns the other file as well, which Windows still accepts.",
        harmless: "A subscriber who lost one day's key, or asked for a revocation by mistake, keeps signing with the next.",
        verify: "openssl crl -inform DER -text -noout -in list.crl for both serial numbers; the identity is the OID under \
                 1.3.6.1.4.1.311.97 in both leaves.",
        sources: &[Source::Microsoft("Trusted Signing: certificate management"), Source::Rfc(5280, "5.3")],
        effective: None,
        check: needs_another_file,
    },
    check: sibling_leaf_revoked,
};

fn sibling_leaf_revoked(pair: &Pair<'_>) -> Option<PairHit> {
    pair.leaves().filter(|leaves| leaves.is_same_identity() && !leaves.is_same_leaf()).find_map(|leaves| hit(&leaves))
}

fn hit(leaves: &Leaves<'_>) -> Option<PairHit> {
    let (identity, _) = leaves.identities()?;
    let (name, other, answer) = match (revoked(&leaves.left), revoked(&leaves.right)) {
        (Some(answer), None) => ("A", "B", answer),
        (None, Some(answer)) => ("B", "A", answer),
        // Both are findings of their own file.
        _ => return None,
    };
    let detail = format!("{identity}; leaf of {name} {}; leaf of {other} is not known to be", answer.reason);
    let hit =
        PairHit::new(format!("The subscriber's leaf of {name} is revoked, that of {other} is not known to be"), detail);
    let spots = [(&leaves.left, leaves.left_leaf), (&leaves.right, leaves.right_leaf)];
    let [left, right] = spots.map(|(signer, leaf)| Spot::certificate(signer, leaf));
    Some(hit.at(left, right))
}

/// What lists say of a leaf that is on one, whatever the date.
fn revoked<'a>(signer: &Signer<'a>) -> Option<&'a CertificateRevocation> {
    signer.signature.revocations.iter().find(|answer| {
        answer.role == Role::Leaf && matches!(answer.state, RevocationState::Revoked | RevocationState::RevokedLater)
    })
}
