//! What a rule answers, and what it saw when it fired.

use std::borrow::Cow;

use crate::model::{CertificateFacts, Location, Severity, Thumbprint};

/// The four answers of a rule. Nothing that could not be checked reads as silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The condition holds, at least once.
    Fired(Vec<Hit>),
    /// Checked, and it does not hold.
    Silent,
    /// There is nothing to check, with the reason.
    NotApplicable(Cow<'static, str>),
    /// It could not be checked, with the reason.
    CannotTell(Cow<'static, str>),
}

impl Answer {
    /// Fired once.
    pub fn fired(hit: Hit) -> Self {
        Self::Fired(vec![hit])
    }

    /// Fired with these hits; silent when there are none.
    pub fn from_hits(hits: Vec<Hit>) -> Self {
        if hits.is_empty() { Self::Silent } else { Self::Fired(hits) }
    }

    /// Fired when the condition holds, else silent.
    pub fn when(condition: bool, hit: impl FnOnce() -> Hit) -> Self {
        if condition { Self::fired(hit()) } else { Self::Silent }
    }

    /// There is nothing to check.
    pub const fn not_applicable(reason: &'static str) -> Self {
        Self::NotApplicable(Cow::Borrowed(reason))
    }

    /// It could not be checked.
    pub fn cannot_tell(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::CannotTell(reason.into())
    }

    /// The name in JSON and on the screen.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Fired(_) => "fired",
            Self::Silent => "silent",
            Self::NotApplicable(_) => "not-applicable",
            Self::CannotTell(_) => "cannot-tell",
        }
    }

    /// Puts two answers of one rule, about two parts of a file, together: hits add up, then doubt, then silence.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fired(mut hits), Self::Fired(more)) => {
                hits.extend(more);
                Self::Fired(hits)
            }
            (fired @ Self::Fired(_), _) | (_, fired @ Self::Fired(_)) => fired,
            (doubt @ Self::CannotTell(_), _) | (_, doubt @ Self::CannotTell(_)) => doubt,
            (Self::Silent, _) | (_, Self::Silent) => Self::Silent,
            (nothing @ Self::NotApplicable(_), Self::NotApplicable(_)) => nothing,
        }
    }
}

/// One place where a rule's condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// One line without a full stop.
    pub title: String,
    /// What was observed, with the values compared.
    pub detail: String,
    /// When it differs from the rule's usual one.
    pub severity: Option<Severity>,
    /// Index of the signature; `None` for the file and its container.
    pub signature: Option<usize>,
    /// The certificate meant.
    pub certificate: Option<Thumbprint>,
    /// The bytes.
    pub location: Option<Location>,
}

impl Hit {
    /// Makes a hit with nothing but its texts.
    pub fn new(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            detail: detail.into(),
            severity: None,
            signature: None,
            certificate: None,
            location: None,
        }
    }

    /// Sets a severity other than the rule's usual one.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Sets the bytes, unless they are set already.
    #[must_use]
    pub fn at(mut self, location: impl Into<Option<Location>>) -> Self {
        self.location = self.location.or(location.into());
        self
    }

    /// Sets the certificate and, unless set before, its bytes.
    #[must_use]
    pub fn on(mut self, certificate: &CertificateFacts) -> Self {
        self.certificate = Some(certificate.sha256);
        self.location = self.location.or_else(|| certificate.location());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_outweighs_silence_and_a_hit_outweighs_doubt() {
        let doubt = || Answer::cannot_tell("no key");
        let fired = || Answer::fired(Hit::new("t", "d"));
        assert_eq!(Answer::Silent.and(doubt()), doubt());
        assert_eq!(Answer::not_applicable("x").and(Answer::Silent), Answer::Silent);
        assert_eq!(doubt().and(fired()), fired());
        assert_eq!(fired().and(fired()), Answer::Fired(vec![Hit::new("t", "d"), Hit::new("t", "d")]));
    }
}
