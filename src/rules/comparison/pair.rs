//! Two judged files side by side, with the look-ups that the rules of the group and the comparison share.

use std::collections::HashMap;

use super::subject::is_same_subject;
use crate::asn1::oid;
use crate::model::{
    Analysis, Authentihash, Certificate, CertificateFacts, ChainEnd, Check, DigestAlgorithm, HexBytes, Location,
    Signature, State, Thumbprint,
};
use crate::rules::KnownFacts;

/// Counters of one issuing CA that differ by less than this were given out within minutes.
const NEIGHBOURS: u64 = 20;

/// Extended key usages of the leaves with which Microsoft signs the drivers of others: Windows hardware compatibility,
/// by test and by attestation.
const SIGNS_FOR_OTHERS: [&str; 2] = [oid::WHQL, oid::WHQL_ATTESTED];

/// Two judged files. Knows no bytes and no clock.
pub struct Pair<'a> {
    /// The first file.
    pub left: Half<'a>,
    /// The second file.
    pub right: Half<'a>,
    /// Facts about the real world.
    pub known: &'a KnownFacts,
}

/// One of the two files, with its certificates and signers looked up.
pub struct Half<'a> {
    /// Everything said about the file.
    pub analysis: &'a Analysis,
    /// The signatures, the primary one first.
    pub signers: Vec<Signer<'a>>,
    certificates: HashMap<Thumbprint, &'a Certificate>,
}

/// One signature with the two certificates that say who made it.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The signature.
    pub signature: &'a Signature,
    /// The signer's certificate.
    pub leaf: Option<&'a CertificateFacts>,
    /// The certificate whose key verified the leaf.
    pub issuer: Option<&'a CertificateFacts>,
}

/// A signer of the left file and one of the right, with their leaf certificates.
#[derive(Clone, Copy)]
pub struct Leaves<'a> {
    /// The signer of the left file.
    pub left: Signer<'a>,
    /// The signer of the right file.
    pub right: Signer<'a>,
    /// The leaf certificate of the left signer.
    pub left_leaf: &'a CertificateFacts,
    /// The leaf certificate of the right signer.
    pub right_leaf: &'a CertificateFacts,
}

/// One of two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first, A.
    Left,
    /// The second, B.
    Right,
}

impl Side {
    /// The letter in sentences and on the screen.
    pub const fn letter(self) -> char {
        match self {
            Self::Left => 'A',
            Self::Right => 'B',
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

impl<'a> Half<'a> {
    /// Looks everything up once.
    pub fn new(analysis: &'a Analysis) -> Self {
        let certificates: HashMap<Thumbprint, &Certificate> =
            analysis.certificates.iter().map(|certificate| (certificate.facts.sha256, certificate)).collect();
        let find = |thumbprint: &Thumbprint| certificates.get(thumbprint).map(|certificate| certificate.facts.as_ref());
        let mut signers: Vec<Signer<'a>> = analysis
            .signatures
            .iter()
            .map(|signature| Signer {
                signature,
                leaf: signature.facts.signer.as_ref().and_then(find),
                issuer: signature.chain.get(1).and_then(find),
            })
            .collect();
        signers.sort_by_key(|signer| !signer.signature.facts.primary);
        Self { analysis, signers, certificates }
    }

    /// The certificate with this thumbprint.
    pub fn certificate(&self, thumbprint: Thumbprint) -> Option<&'a Certificate> {
        self.certificates.get(&thumbprint).copied()
    }

    /// A signature of this file that does not fit it and was made for the content of `other`.
    fn made_for(&self, other: &Self) -> Option<Signer<'a>> {
        let hashes = &other.analysis.hashes.authentihash;
        let is_digest_of_other = |signer: &&Signer<'a>| {
            let facts = &signer.signature.facts;
            let (Some(stated), Some(algorithm)) = (&facts.embedded_digest, facts.digest_algorithm) else {
                return false;
            };
            let padded = hashes.sha256_padded.as_ref().filter(|_| algorithm == DigestAlgorithm::Sha256);
            Some(stated) == hashes.get(algorithm) || Some(stated) == padded
        };
        let stray = self.signers.iter().filter(|signer| signer.fits_content() == State::Invalid);
        stray.copied().find(|signer| is_digest_of_other(&signer))
    }

    /// One VERSIONINFO string that is not blank.
    pub fn version_string(&self, key: &str) -> Option<&'a str> {
        let strings = &self.analysis.pe.as_deref()?.version_info;
        strings.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

impl<'a> Pair<'a> {
    /// Looks everything up once, for all rules.
    pub fn new(left: &'a Analysis, right: &'a Analysis, known: &'a KnownFacts) -> Self {
        Self { left: Half::new(left), right: Half::new(right), known }
    }

    /// One of the two.
    pub const fn half(&self, side: Side) -> &Half<'a> {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// A file that could not be read.
    pub fn unread(&self) -> Option<Side> {
        [Side::Left, Side::Right].into_iter().find(|side| self.half(*side).analysis.error.is_some())
    }

    /// A file of whose signatures none can be decoded.
    pub fn undecoded(&self) -> Option<Side> {
        let is_undecoded = |half: &Half<'_>| {
            !half.signers.is_empty() && half.signers.iter().all(|signer| !signer.signature.facts.decoded)
        };
        [Side::Left, Side::Right].into_iter().find(|side| is_undecoded(self.half(*side)))
    }

    /// Each signer of the left file with each of the right: the two primary ones first. Bounded by the limit of
    /// signatures a file.
    pub fn signers(&self) -> impl Iterator<Item = (Signer<'a>, Signer<'a>)> {
        self.left.signers.iter().flat_map(|left| self.right.signers.iter().map(|right| (*left, *right)))
    }

    /// [`Self::signers`] whose two leaf certificates are there.
    pub fn leaves(&self) -> impl Iterator<Item = Leaves<'a>> {
        self.signers()
            .filter_map(|(left, right)| Some(Leaves { left, right, left_leaf: left.leaf?, right_leaf: right.leaf? }))
    }

    /// Whether the two files are the same bytes; `None` when they are of one size and no hash of the whole
    /// file was computed for both.
    pub fn is_identical(&self) -> Option<bool> {
        let (left, right) = (&self.left.analysis.hashes, &self.right.analysis.hashes);
        let hashes = [(&left.sha256, &right.sha256), (&left.sha1, &right.sha1), (&left.md5, &right.md5)];
        let mut equal = hashes.iter().filter_map(|(left, right)| Some(left.as_ref()? == right.as_ref()?)).peekable();
        if self.left.analysis.size != self.right.analysis.size {
            return Some(false);
        }
        equal.peek()?;
        Some(equal.all(|equal| equal))
    }

    /// Whether the two files have the same image digest: the same content, whatever the signature. `None` when no
    /// image digest of one algorithm was computed for both.
    pub fn has_same_content(&self) -> Option<bool> {
        let (left, right) = (&self.left.analysis.hashes.authentihash, &self.right.analysis.hashes.authentihash);
        let equal = [
            DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha512,
            DigestAlgorithm::Sha384,
            DigestAlgorithm::Sha1,
            DigestAlgorithm::Md5,
        ]
        .into_iter()
        .find_map(|algorithm| Some(left.get(algorithm)? == right.get(algorithm)?));
        if is_padded_form(left, right) || is_padded_form(right, left) { Some(true) } else { equal }
    }

    /// A signature that both files carry, over whatever content and with whatever unsigned attributes.
    pub fn shared_signature(&self) -> Option<(Signer<'a>, Signer<'a>)> {
        self.signers().find(|(left, right)| left.signature.facts.is_same_signature(&right.signature.facts))
    }

    /// A signature on two contents: in both files, or in one alone and made for the content of the other.
    pub fn graft(&self) -> Option<Graft<'a>> {
        self.shared_graft().or_else(|| self.lone_graft())
    }

    /// A signature that both files carry although their content differs.
    fn shared_graft(&self) -> Option<Graft<'a>> {
        if self.has_same_content() != Some(false) {
            return None;
        }
        let (left, right) = self.shared_signature()?;
        let donor = match (left.fits_content(), right.fits_content()) {
            (State::Valid, State::Valid) => Donor::Both,
            (State::Valid, _) => Donor::One(Side::Left),
            (_, State::Valid) => Donor::One(Side::Right),
            _ => Donor::Neither,
        };
        Some(Graft { left: Some(left), right: Some(right), donor })
    }

    /// A signature that does not fit its file and states the image digest of the other one, which lost it or was signed
    /// anew.
    fn lone_graft(&self) -> Option<Graft<'a>> {
        if self.has_same_content() == Some(true) {
            return None;
        }
        let (left, right) = (self.left.made_for(&self.right), self.right.made_for(&self.left));
        let donor = match (&left, &right) {
            (Some(_), Some(_)) => Donor::Each,
            (Some(_), None) => Donor::One(Side::Right),
            (None, Some(_)) => Donor::One(Side::Left),
            (None, None) => return None,
        };
        Some(Graft { left, right, donor })
    }
}

/// Tells whether `signed` is the digest that the unsigned file gets when signing pads it to eight bytes.
fn is_padded_form(unsigned: &Authentihash, signed: &Authentihash) -> bool {
    unsigned.sha256_padded.is_some() && unsigned.sha256_padded == signed.sha256
}

/// One signature on two contents.
#[derive(Clone, Copy)]
pub struct Graft<'a> {
    /// The signature in the left file; `None` when only the right one carries it.
    pub left: Option<Signer<'a>>,
    /// The signature in the right file; `None` when only the left one carries it.
    pub right: Option<Signer<'a>>,
    /// Whose content it was made for.
    pub donor: Donor,
}

/// Whose content a shared signature was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Donor {
    /// That of one file: its image digest is the signed one.
    One(Side),
    /// That of neither: the donor is a third file.
    Neither,
    /// That of both: two contents with one digest.
    Both,
    /// Each file carries a signature that was made for the other.
    Each,
}

impl<'a> Signer<'a> {
    /// The signature in the file.
    pub fn location(&self) -> Option<Location> {
        self.signature.facts.location()
    }

    /// Whether the image digest that the signature states is that of its file.
    pub fn fits_content(&self) -> State {
        self.signature.outcome(Check::ImageDigest).map_or(State::NotPresent, |outcome| outcome.outcome)
    }

    /// Tells whether the signature was made, by the key of its leaf, for the file that it is in.
    pub fn is_own(&self) -> bool {
        self.signature.verdict.integrity == State::Valid
    }

    /// Tells whether the signer's chain was built up to an issuer that is not the leaf itself.
    pub fn issuer_key(&self) -> Option<&'a HexBytes> {
        self.issuer.map(|issuer| &issuer.spki_sha256)
    }
}

impl<'a> Leaves<'a> {
    /// The same certificate.
    pub fn is_same_leaf(&self) -> bool {
        self.left_leaf.sha256 == self.right_leaf.sha256
    }

    /// Tells whether the left leaf signs files of others by design, so that sharing it says little.
    pub fn signs_for_others(&self) -> bool {
        SIGNS_FOR_OTHERS.iter().any(|usage| self.left_leaf.has_eku(usage))
    }

    /// The same public key.
    pub fn is_same_key(&self) -> bool {
        self.left_leaf.spki_sha256 == self.right_leaf.spki_sha256
    }

    /// The identities that both leaves state, left first.
    pub fn identities(&self) -> Option<(&'a str, &'a str)> {
        Some((self.left_leaf.durable_identity.as_deref()?, self.right_leaf.durable_identity.as_deref()?))
    }

    /// The same durable identity.
    pub fn is_same_identity(&self) -> bool {
        self.identities().is_some_and(|(left, right)| left == right)
    }

    /// Two durable identities.
    pub fn has_other_identity(&self) -> bool {
        self.identities().is_some_and(|(left, right)| left != right)
    }

    /// The same name, as far as both leaves state it.
    pub fn is_same_subject(&self) -> bool {
        is_same_subject(self.left_leaf, self.right_leaf)
    }

    /// The same publisher: the same key, the same durable identity, or the same name without two identities.
    pub fn is_same_publisher(&self) -> bool {
        self.is_same_key() || self.is_same_identity() || (self.is_same_subject() && !self.has_other_identity())
    }

    /// The same issuing key. Of two incomplete chains the issuer's name and its key identifier decide.
    pub fn is_same_issuer(&self) -> bool {
        if self.is_same_leaf() {
            return true;
        }
        if let (Some(left), Some(right)) = (self.left.issuer_key(), self.right.issuer_key()) {
            return left == right;
        }
        let ends_early =
            |signer: &Signer<'_>| signer.issuer.is_some() || signer.signature.chain_report.end == ChainEnd::Incomplete;
        let key_id = |leaf: &'a CertificateFacts| leaf.authority_key_id.as_ref()?.key_id.as_ref();
        ends_early(&self.left)
            && ends_early(&self.right)
            && self.left_leaf.issuer == self.right_leaf.issuer
            && key_id(self.left_leaf).is_some()
            && key_id(self.left_leaf) == key_id(self.right_leaf)
    }

    /// The distance of the two serial counters of one issuing CA, when the leaves are neighbours but not the same.
    pub fn serial_distance(&self) -> Option<u64> {
        if self.is_same_leaf() || !self.is_same_issuer() {
            return None;
        }
        let (left, right) = (self.left_leaf.trusted_signing_counter?, self.right_leaf.trusted_signing_counter?);
        Some(left.abs_diff(right)).filter(|distance| *distance < NEIGHBOURS)
    }
}
