//! A file and the question asked about it; the parts that the examples of all families are made of.

use std::sync::{Arc, OnceLock};

use sigscope::block_list::BlockList;
use sigscope::known_bad::KnownBad;
use sigscope::model::Instant;
use sigscope::rules::KnownFacts;
use sigscope::trust::{Disallowed, RevocationData, TrustStore};
use sigscope::{Policy, demo};

pub use crate::support::forge::*;
pub use crate::support::samples::{JANE, clean_signer, short_leaf, trusted_signer};
pub use crate::support::trust_list::{ListedRoot, disallowed_list, tbs_hash, trust_list};

/// The time of judgement, when a scene does not say otherwise.
pub const NOW: &str = "2026-11-23T00:00:00Z";
/// The time of the reference's timestamp.
pub const SIGNED: &str = "2026-05-11T08:15:30Z";
/// The link time of the reference.
pub const LINKED: &str = "2026-05-11T07:42:10Z";
/// serverAuth
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

/// A file, and under which policy it is judged.
pub struct Scene {
    pub name: String,
    pub bytes: Vec<u8>,
    pub policy: Policy,
}

/// One rule, a file that fires it and a near miss that does not.
pub struct Example {
    pub rule: &'static str,
    pub fires: fn() -> Scene,
    /// Another way to fire it.
    pub also: Option<fn() -> Scene>,
    pub silent: fn() -> Scene,
    /// Off where nothing can be judged without the condition: the near miss is then not applicable.
    pub applies: bool,
}

/// A rule with a file that fires it and a near miss on which it answers silent.
pub const fn example(rule: &'static str, fires: fn() -> Scene, silent: fn() -> Scene) -> Example {
    Example { rule, fires, also: None, silent, applies: true }
}

impl Example {
    /// Adds another file that fires it.
    pub const fn also(mut self, fires: fn() -> Scene) -> Self {
        self.also = Some(fires);
        self
    }

    /// States that the rule does not apply to the near miss.
    pub const fn beside(mut self) -> Self {
        self.applies = false;
        self
    }
}

impl Scene {
    /// A file under the policy of the demo.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { name: "catalogue.exe".to_owned(), bytes, policy: demo_policy().clone() }
    }

    /// Sets the file's name.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// Sets the time of judgement.
    pub fn judged_at(mut self, time: &str) -> Self {
        self.policy.at = instant(time);
        self
    }

    /// Makes both test roots roots of the programme.
    pub fn public(self) -> Self {
        let pki = pki();
        self.programme(&[ListedRoot::new(&pki.conventional_root), ListedRoot::new(&pki.root)])
    }

    /// Makes these the roots of the programme, and nothing else an anchor.
    pub fn programme(self, roots: &[ListedRoot]) -> Self {
        let (list, certificates) = trust_list(roots, at("2026-10-01T00:00:00Z"));
        self.store(TrustStore::from_list("test".to_owned(), list, certificates).unwrap())
    }

    /// Makes these the anchors.
    pub fn anchors(self, anchors: &[&Certificate]) -> Self {
        self.store(anchors.iter().fold(TrustStore::empty(), |store, anchor| store.with_anchor_der(&anchor.der)))
    }

    fn store(mut self, store: TrustStore) -> Self {
        self.policy.store = Arc::new(store);
        self
    }

    /// Changes what is known.
    pub fn known(mut self, change: impl FnOnce(&mut KnownFacts)) -> Self {
        let mut known = KnownFacts::clone(&self.policy.known);
        change(&mut known);
        self.policy.known = Arc::new(known);
        self
    }

    /// Supplies CRLs.
    pub fn lists(mut self, lists: &[RevocationList]) -> Self {
        let lists: Vec<Vec<u8>> = lists.iter().map(RevocationList::der).collect();
        let items: Vec<(&str, &[u8])> = lists.iter().map(|der| ("test.crl", der.as_slice())).collect();
        self.policy.revocation = Arc::new(RevocationData::from_der(&items).unwrap());
        self
    }

    /// Supplies a list of blocked certificates.
    pub fn disallowed(mut self, ids: &[Vec<u8>]) -> Self {
        let mut lists = Disallowed::default();
        lists.add("disallowed.stl", disallowed_list(ids, at("2026-10-01T00:00:00Z"))).unwrap();
        self.policy.disallowed = Arc::new(lists);
        self
    }

    /// Supplies a block list of drivers.
    pub fn block_list(mut self, text: &str) -> Self {
        let mut lists = BlockList::default();
        lists.add("drivers.xml", text).unwrap();
        self.policy.block_lists = Arc::new(lists);
        self
    }

    /// Supplies a list of abused certificates.
    pub fn known_bad(mut self, text: &str) -> Self {
        let mut known_bad = KnownBad::default();
        assert_eq!(known_bad.add("test.csv", text), Vec::<String>::new());
        self.policy.known_bad = Arc::new(known_bad);
        self
    }
}

/// Reads a moment.
pub fn instant(time: &str) -> Instant {
    time.parse().unwrap()
}

/// The policy of the demo at [`NOW`], without other anchors than the test roots.
pub fn demo_policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| demo::policy(instant(NOW), TrustStore::empty()))
}

/// The test PKI.
pub fn pki() -> &'static Pki {
    Pki::get()
}

/// A committed sample.
pub fn of_sample(name: &str) -> Scene {
    Scene::new(sample(name)).named(name)
}

/// A committed sample, changed.
pub fn edited(name: &str, edit: impl FnOnce(&mut Vec<u8>)) -> Scene {
    let mut bytes = sample(name);
    edit(&mut bytes);
    Scene::new(bytes).named(name)
}

/// The image of the reference.
pub fn image() -> Pe {
    Pe::new("catalogue", at(LINKED))
}

/// A signature with the timestamp of the reference.
pub fn stamped(signer: Signer) -> Signer {
    signer.timestamp(pki().token(at(SIGNED)))
}

/// The image of the reference, signed so and stamped.
pub fn signed(signer: Signer) -> Scene {
    unstamped(stamped(signer))
}

/// The image of the reference, signed so.
pub fn unstamped(signer: Signer) -> Scene {
    Scene::new(signer.sign(&image().build()))
}

/// An image, signed and stamped as the reference.
pub fn signed_image(image: Pe) -> Scene {
    Scene::new(stamped(clean_signer()).sign(&image.build()))
}

/// The leaf of the reference, to be varied.
pub fn leaf() -> CertificateSpec {
    pki().clean_leaf().vary()
}

/// A signature of a leaf that the conventional CA issues.
pub fn by(leaf: CertificateSpec) -> Signer {
    Signer::new(&leaf.issued_by(&pki().conventional_ca), &[&pki().conventional_ca])
}

/// The image of the reference, signed with such a leaf and stamped.
pub fn signed_by(leaf: CertificateSpec) -> Scene {
    signed(by(leaf))
}

/// A CA below whichever certificate issues it.
pub fn ca(cn: &str, key: &str) -> CertificateSpec {
    let from = at("2019-01-15T00:00:00Z");
    CertificateSpec::new(Name::new().c("DE").cn(cn), key, from, at("2039-01-15T00:00:00Z")).ca(None).key_usage(&[5, 6])
}

/// The subject of the reference under other names.
pub fn named(organization: &str, common_name: &str) -> Name {
    Name::new().c("DE").st("Berlin").l("Berlin").o(organization).cn(common_name)
}
