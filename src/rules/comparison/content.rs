//! Rules about one content under several signatures, and one signature on several contents.

use super::pair::{Donor, Pair, Signer};
use super::rule::{PairHit, PairRule, Spot, needs_another_file};
use crate::model::{Check, Confidence, Severity, Timestamp, TimestampFacts};
use crate::rules::{Family, Rule, Source};

/// One signature on two contents.
pub(super) static SIGNATURE_GRAFT: PairRule = PairRule {
    rule: Rule {
        id: "signature-graft",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Critical,
        confidence: Confidence::High,
        what: "Both files carry one signature (the same content, signed attributes and signature value) and their image \
               digests differ; or one file carries a signature that does not fit it and states the image digest of the \
               other.",
        why: "A signature fits one content. At least one file was changed after signing, or got its signature from \
              another file so that it shows a name it has no right to.",
        harmless: "Patching, resource editing, disinfection and appending data after signing do the same to a file's \
                   own signature. Sizes and sections that agree speak for a change, others for a transplant.",
        verify: "osslsigncode extract-signature -in FILE -out SIG for both files and compare; osslsigncode verify -in \
                 FILE shows whose `Calculated message digest` is the signed one: that file is the donor.",
        sources: &[
            Source::Microsoft("Windows Authenticode Portable Executable Signature Format, 2008"),
            Source::Practice,
        ],
        effective: None,
        check: needs_another_file,
    },
    check: signature_graft,
};

fn signature_graft(pair: &Pair<'_>) -> Option<PairHit> {
    let graft = pair.graft()?;
    let whose = match graft.donor {
        Donor::One(side) => format!("{} is the donor: its image digest is the signed one", side.letter()),
        Donor::Neither => "neither file has the signed image digest: the donor is a third file".to_owned(),
        Donor::Both => "both image digests are the signed one: the digest algorithm is broken".to_owned(),
        Donor::Each => "the other one carries a signature made for this one: they were exchanged".to_owned(),
    };
    let (signer, place) = match (graft.left, graft.right) {
        (Some(left), None) => (left, "A alone"),
        (Some(left), Some(_)) if graft.donor == Donor::Each => (left, "A"),
        (Some(left), Some(_)) => (left, "A and B"),
        (None, Some(right)) => (right, "B alone"),
        (None, None) => return None,
    };
    let digest = signer.signature.facts.embedded_digest.as_ref().map_or_else(String::new, ToString::to_string);
    let hit =
        PairHit::new("One signature on two contents", format!("signed image digest {digest} in {place}; {whose}"));
    let spot = |signer: Option<Signer<'_>>| signer.as_ref().map(Spot::signature).unwrap_or_default();
    Some(hit.at(spot(graft.left), spot(graft.right)))
}

/// One content, signed by two publishers.
pub(super) static SAME_DIGEST_OTHER_SIGNATURE: PairRule = PairRule {
    rule: Rule {
        id: "same-digest-other-signature",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Warning,
        confidence: Confidence::High,
        what: "Both files have the same image digest and carry signatures that fit it, and no publisher of one is a \
               publisher of the other.",
        why: "Two publishers claim one program. The one that signed later may have taken another's program, to sell it \
              as its own or to give it the reputation of its name.",
        harmless: "Co-branding, a distributor that signs what it redistributes, and test signing before a release.",
        verify: "Compare the authentihash of both files and the times of the two timestamps: who was first?",
        sources: &[Source::Practice],
        effective: None,
        check: needs_another_file,
    },
    check: same_digest_other_signature,
};

fn same_digest_other_signature(pair: &Pair<'_>) -> Option<PairHit> {
    if pair.has_same_content() != Some(true) || pair.leaves().any(|leaves| leaves.is_same_publisher()) {
        return None;
    }
    // A copied signature that does not fit claims nothing about this content.
    let leaves = pair.leaves().find(|leaves| leaves.left.is_own() && leaves.right.is_own())?;
    let time = |signer: &Signer<'_>| {
        signer.signature.trusted_time.map_or("at an unproven time".to_owned(), |time| format!("at {time}"))
    };
    let order = match (leaves.left.signature.trusted_time, leaves.right.signature.trusted_time) {
        (Some(left), Some(right)) if left < right => ", A first",
        (Some(left), Some(right)) if right < left => ", B first",
        _ => "",
    };
    let detail = format!(
        "A by {} {}, B by {} {}{order}",
        leaves.left_leaf.display_name(),
        time(&leaves.left),
        leaves.right_leaf.display_name(),
        time(&leaves.right)
    );
    let hit = PairHit::new("One content, two publishers", detail);
    Some(hit.at(Spot::certificate(&leaves.left, leaves.left_leaf), Spot::certificate(&leaves.right, leaves.right_leaf)))
}

/// One content, signed and unsigned.
pub(super) static SAME_CONTENT_STRIPPED: PairRule = PairRule {
    rule: Rule {
        id: "same-content-stripped",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Notice,
        confidence: Confidence::High,
        what: "Both files have the same image digest, and one of them has no signature.",
        why: "The signature was removed, or added later. A stripped file is no longer found by the indicators of its \
              signature.",
        harmless: "An artefact from before the signing step of a build, or a tool that removes signatures.",
        verify: "osslsigncode remove-signature -in SIGNED -out FILE gives the unsigned file, but for the checksum.",
        sources: &[Source::Practice],
        effective: None,
        check: needs_another_file,
    },
    check: same_content_stripped,
};

fn same_content_stripped(pair: &Pair<'_>) -> Option<PairHit> {
    if pair.has_same_content() != Some(true) {
        return None;
    }
    let (signed, letter) = match (pair.left.signers.first(), pair.right.signers.first()) {
        (Some(signed), None) => (signed, 'A'),
        (None, Some(signed)) => (signed, 'B'),
        _ => return None,
    };
    let by = signed.leaf.map_or(String::new(), |leaf| format!(", by {}", leaf.display_name()));
    let hit = PairHit::new("One content, signed and unsigned", format!("only {letter} is signed{by}"));
    let (here, nowhere) = (Spot::signature(signed), Spot::default());
    Some(if letter == 'A' { hit.at(here, nowhere) } else { hit.at(nowhere, here) })
}

/// One timestamp token on two signatures.
pub(super) static SAME_TIMESTAMP_TOKEN: PairRule = PairRule {
    rule: Rule {
        id: "same-timestamp-token",
        family: Family::Comparison,
        since: "0.1.0",
        severity: Severity::Critical,
        confidence: Confidence::High,
        what: "Two different signatures carry one timestamp token, or two tokens with one serial number of one TSA.",
        why: "A token is made for one signature. On another it proves nothing, and was put there to give that signature \
              a time it never had. A TSA gives a serial number once (RFC 3161 section 2.4.2).",
        harmless: "None known. One signature that was wrapped anew, with other unsigned attributes, keeps its token and \
                   is not reported.",
        verify: "openssl ts -reply -in TOKEN -token_in -text for both; compare the message imprint with the digest of \
                 each SignerInfo's signature value: it fits one at most.",
        sources: &[Source::Rfc(3161, "2.4.2"), Source::Practice],
        effective: None,
        check: needs_another_file,
    },
    check: same_timestamp_token,
};

fn same_timestamp_token(pair: &Pair<'_>) -> Option<PairHit> {
    pair.signers().find_map(|(left, right)| {
        if left.signature.facts.is_same_signature(&right.signature.facts) {
            return None;
        }
        let (ours, theirs) = (&left.signature.timestamps, &right.signature.timestamps);
        let mut both = ours.iter().flat_map(|stamp| theirs.iter().map(move |other| (stamp, other)));
        both.find_map(|(stamp, other)| {
            let what = shared_token(stamp, other)?;
            let time = stamp.facts.time.map_or(String::new(), |time| format!(", {time}"));
            let hit = PairHit::new("One timestamp on two signatures", format!("{what}{time}"));
            Some(hit.at(
                Spot::signature(&left).at(Some(stamp.facts.location)),
                Spot::signature(&right).at(Some(other.facts.location)),
            ))
        })
    })
}

/// What two timestamps of different signatures share that only one can have by right.
///
/// One token whose imprint holds on both sides is on one signature value, wrapped in two ways: that is in order.
fn shared_token(left: &Timestamp, right: &Timestamp) -> Option<String> {
    if left.facts.token_sha256 == right.facts.token_sha256 {
        let fails = imprint_fails(left) || imprint_fails(right);
        return fails.then(|| format!("token SHA-256 {}", left.facts.token_sha256));
    }
    let serial = left.facts.serial.as_ref()?;
    let one_serial = has_same_serial(&left.facts, &right.facts);
    one_serial.then(|| format!("serial number {serial} of one TSA with two message imprints"))
}

/// Tells whether the message imprint is false for the signature that carries the token.
fn imprint_fails(timestamp: &Timestamp) -> bool {
    timestamp.outcomes.iter().any(|outcome| outcome.check == Check::TimestampImprint && outcome.is_invalid())
}

/// Tells whether two tokens have one serial number of one TSA and different imprints.
fn has_same_serial(left: &TimestampFacts, right: &TimestampFacts) -> bool {
    left.serial.is_some()
        && left.serial == right.serial
        && left.signer.is_some()
        && left.signer == right.signer
        && left.imprint.is_some()
        && right.imprint.is_some()
        && left.imprint != right.imprint
}
