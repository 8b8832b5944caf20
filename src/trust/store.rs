//! The trust anchors in force: the root programme's roots with their list, and those the user gave.
//!
//! In: the built-in data or files. Out: anchors by name, and what the list says about a root. The two kinds stay
//! apart: a root of the programme counts only with an entry in the list, and only as far as the entry goes; a user's
//! anchor counts for everything, and is no part of a "public" chain.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::anchors::AnchorSet;
use super::ctl::{Ctl, CtlEntry};
use super::ctl_signature;
use super::load::{TrustError, read_bounded, read_certificates};
use super::name::name_key;
use crate::asn1::Asn1Error;
use crate::model::{CertificateFacts, Instant};

/// Microsoft's list and the roots on it; where they come from stands in `assets/trust/NOTICE`.
const LIST: &[u8] = include_bytes!("../../assets/trust/authroot.stl");
const ROOTS: &[u8] = include_bytes!("../../assets/trust/roots.der");

/// Which kind of anchor a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorKind {
    /// A root of the programme, within the limits of its entry.
    Programme,
    /// Given by the user, for every usage.
    User,
}

/// Whether the root list is what its publisher signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListVerification {
    /// Its signature holds, by a certificate under Microsoft Root Certificate Authority 2010.
    Verified,
    /// It does not hold, or could not be checked. The list is used all the same: whoever chose the folder chose the
    /// roots in it, and every restriction of the list only takes trust away.
    Failed(String),
    /// No list is in force (`--no-default-trust`).
    NoList,
}

/// Which part of a trust store is malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListPart {
    /// The signed list.
    #[error("the root list is malformed")]
    List(#[source] Asn1Error),
    /// The roots.
    #[error("the roots are malformed")]
    Roots(#[source] Asn1Error),
}

/// Trust anchors with the restrictions of Microsoft's root programme. Made once, shared by all threads.
#[derive(Debug, Default)]
pub struct TrustStore {
    programme: Option<Arc<Programme>>,
    user: AnchorSet,
    user_sources: Vec<PathBuf>,
}

/// A list and the roots on it.
#[derive(Debug)]
struct Programme {
    source: String,
    list: Ctl,
    roots: AnchorSet,
    /// The entry of each root, once it was asked for; `None`: the root is not on the list.
    entries: Vec<OnceLock<Option<CtlEntry>>>,
    verification: OnceLock<ListVerification>,
}

impl Programme {
    fn new(source: String, list: Ctl, roots: AnchorSet) -> Self {
        let entries = std::iter::repeat_with(OnceLock::new).take(roots.len()).collect();
        Self { source, list, roots, entries, verification: OnceLock::new() }
    }

    fn entry(&self, position: usize) -> Option<&CtlEntry> {
        self.entries
            .get(position)?
            .get_or_init(|| {
                let root = self.roots.get(position)?;
                self.list.find(root.sha1.as_ref(), &root.sha256.0)
            })
            .as_ref()
    }
}

impl TrustStore {
    /// The list that is built into the program. Its bytes are walked once in the life of the process.
    pub fn built_in() -> Self {
        static BUILT_IN: OnceLock<Option<Arc<Programme>>> = OnceLock::new();
        let programme = BUILT_IN.get_or_init(|| {
            // A test holds both to be readable; a program without them would trust nothing, and say so.
            let list = Ctl::parse(Cow::Borrowed(LIST)).ok()?;
            let roots = AnchorSet::from_concatenated(Cow::Borrowed(ROOTS)).ok()?;
            Some(Arc::new(Programme::new("built-in Microsoft root list".to_owned(), list, roots)))
        });
        Self { programme: programme.clone(), ..Self::default() }
    }

    /// No anchors at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A list and its roots from a folder with `authroot.stl` and `roots.pem` or `roots.der` (`--trust-store DIR`).
    ///
    /// # Errors
    /// When one of them is missing, unreadable or malformed. A signature that does not hold is no error: see
    /// [`Self::list_verification`].
    pub fn from_folder(folder: &Path) -> Result<Self, TrustError> {
        let list_path = folder.join("authroot.stl");
        if !list_path.is_file() {
            return Err(TrustError::Missing { path: folder.to_owned(), name: "authroot.stl" });
        }
        let roots_path =
            [folder.join("roots.der"), folder.join("roots.pem")]
                .into_iter()
                .find(|path| path.is_file())
                .ok_or_else(|| TrustError::Missing { path: folder.to_owned(), name: "roots.pem or roots.der" })?;
        let list = read_bounded(&list_path)?;
        let roots = read_certificates(&roots_path)?;
        Self::from_list(folder.display().to_string(), list, roots).map_err(|error| match error {
            ListPart::List(source) => TrustError::Malformed { path: list_path, source },
            ListPart::Roots(source) => TrustError::Malformed { path: roots_path, source },
        })
    }

    /// A signed list and its roots (DER, one after the other) from memory.
    ///
    /// # Errors
    /// When one of them is malformed.
    pub fn from_list(source: String, list: Vec<u8>, roots: Vec<u8>) -> Result<Self, ListPart> {
        let list = Ctl::parse(Cow::Owned(list)).map_err(ListPart::List)?;
        let roots = AnchorSet::from_concatenated(Cow::Owned(roots)).map_err(ListPart::Roots)?;
        Ok(Self { programme: Some(Arc::new(Programme::new(source, list, roots))), ..Self::default() })
    }

    /// Adds the user's own anchors from files and folders (`--trust FILE|DIR`), PEM or DER.
    ///
    /// # Errors
    /// When one of them cannot be read, is malformed or holds no certificate.
    pub fn with_anchors(mut self, paths: &[PathBuf]) -> Result<Self, TrustError> {
        let mut der = self.user.bytes().to_vec();
        for path in paths {
            let added = read_certificates(path)?;
            // Read alone first, so that the error names the file.
            AnchorSet::from_concatenated(Cow::Owned(added.clone()))
                .map_err(|source| TrustError::Malformed { path: path.clone(), source })?;
            der.extend(added);
            self.user_sources.push(path.clone());
        }
        self.user = AnchorSet::from_concatenated(Cow::Owned(der))
            .map_err(|source| TrustError::Malformed { path: PathBuf::new(), source })?;
        Ok(self)
    }

    /// Adds an anchor given as DER (for the demo and for tests); bytes that are no certificate change nothing.
    #[must_use]
    pub fn with_anchor_der(mut self, certificate: &[u8]) -> Self {
        let mut der = self.user.bytes().to_vec();
        der.extend_from_slice(certificate);
        if let Ok(user) = AnchorSet::from_concatenated(Cow::Owned(der)) {
            self.user = user;
        }
        self
    }

    /// Leaves the programme's roots out (`--no-default-trust`); the user's anchors stay.
    #[must_use]
    pub fn without_default(mut self) -> Self {
        self.programme = None;
        self
    }

    /// Where the anchors come from, in words.
    pub fn source(&self) -> String {
        let mut parts = Vec::new();
        if let Some(programme) = &self.programme {
            parts.push(programme.source.clone());
        }
        parts.extend(self.user_sources.iter().map(|path| path.display().to_string()));
        if self.user_sources.is_empty() && !self.user.is_empty() {
            parts.push("given anchors".to_owned());
        }
        if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
    }

    /// When the root list was issued; `None` when none is in force.
    pub fn as_of(&self) -> Option<Instant> {
        self.programme.as_ref().map(|programme| programme.list.this_update())
    }

    /// Number of anchors: roots of the programme and the user's.
    pub fn anchor_count(&self) -> usize {
        let roots = self.programme.as_ref().map_or(0, |programme| programme.roots.len());
        roots.saturating_add(self.user.len())
    }

    /// Tells whether the root list's own signature holds. Checked at the first call (three RSA operations).
    pub fn list_verification(&self) -> ListVerification {
        let Some(programme) = &self.programme else { return ListVerification::NoList };
        programme
            .verification
            .get_or_init(|| match ctl_signature::verify_list(&programme.list) {
                Ok(()) => ListVerification::Verified,
                Err(error) => ListVerification::Failed(error.to_string()),
            })
            .clone()
    }

    /// What the user should know about the store, in sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let ListVerification::Failed(reason) = self.list_verification() {
            warnings.push(format!(
                "The signature of the root list could not be verified ({reason}); its roots and restrictions are used \
                 as the trust store's owner gave them"
            ));
        }
        warnings
    }

    /// Which kind of anchor a certificate is, compared by its SHA-256; `None`: it is none. The user's word goes first.
    pub fn anchor_kind(&self, certificate: &CertificateFacts) -> Option<AnchorKind> {
        if self.user.position(certificate).is_some() {
            return Some(AnchorKind::User);
        }
        self.programme_entry(certificate).map(|_| AnchorKind::Programme)
    }

    /// The list's entry of a root of the programme.
    pub fn programme_entry(&self, certificate: &CertificateFacts) -> Option<&CtlEntry> {
        let programme = self.programme.as_ref()?;
        programme.entry(programme.roots.position(certificate)?)
    }

    /// All anchors whose subject is `name` (DER); case, white space and string type do not count.
    pub fn anchors_named(&self, name: &[u8]) -> Vec<&Arc<CertificateFacts>> {
        let key = name_key(name);
        let mut anchors: Vec<_> = self.user.named(key, name).into_iter().map(|(_, facts)| facts).collect();
        if let Some(programme) = &self.programme {
            let listed = programme
                .roots
                .named(key, name)
                .into_iter()
                .filter(|(position, _)| programme.entry(*position).is_some());
            anchors.extend(listed.map(|(_, facts)| facts));
        }
        anchors
    }

    /// All anchors, parsed. Takes some milliseconds: for look-alike names and for display, not for judging.
    pub fn anchors(&self) -> impl Iterator<Item = &Arc<CertificateFacts>> {
        let roots = self.programme.iter().flat_map(|programme| {
            (0..programme.roots.len())
                .filter(|position| programme.entry(*position).is_some())
                .filter_map(|position| programme.roots.get(position))
        });
        (0..self.user.len()).filter_map(|position| self.user.get(position)).chain(roots)
    }
}
