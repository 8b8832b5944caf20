//! Marks: one ASCII sign, a word and a role that always go together.

use crate::model::{Assessment, Finding, OutcomeState, Severity};
use crate::tui::row::{Role, Row};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    /// Not applicable.
    NotApplicable,
    /// This one check passed.
    Passed,
    /// Not checked.
    Unknown,
    /// Context.
    Note,
    /// Unusual, often harmless.
    Odd,
    /// Needs a person.
    Warn,
    /// False or forged.
    Fail,
}

impl Token {
    /// The sign.
    pub fn sign(self) -> char {
        match self {
            Self::Fail => 'X',
            Self::Warn => '!',
            Self::Odd => '?',
            Self::Note => 'i',
            Self::Passed => '+',
            Self::Unknown => '-',
            Self::NotApplicable => '.',
        }
    }

    /// The sign in brackets.
    pub fn bracket(self) -> &'static str {
        match self {
            Self::Fail => "[X]",
            Self::Warn => "[!]",
            Self::Odd => "[?]",
            Self::Note => "[i]",
            Self::Passed => "[+]",
            Self::Unknown => "[-]",
            Self::NotApplicable => "[.]",
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Warn => "WARN",
            Self::Odd => "ODD",
            Self::Note => "NOTE",
            Self::Passed => "OK",
            Self::Unknown => "UNKNOWN",
            Self::NotApplicable => "N/A",
        }
    }

    /// The role.
    pub fn role(self) -> Role {
        match self {
            Self::Fail => Role::Fail,
            Self::Warn => Role::Warn,
            Self::Odd => Role::Odd,
            Self::Note | Self::Passed | Self::Unknown | Self::NotApplicable => Role::Plain,
        }
    }

    /// The sign in brackets with its role.
    pub fn row(self) -> Row {
        Row::of(self.bracket(), self.role())
    }
}

impl From<Severity> for Token {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Fail,
            Severity::Warning => Self::Warn,
            Severity::Notice => Self::Odd,
            Severity::Info => Self::Note,
        }
    }
}

impl From<OutcomeState> for Token {
    fn from(state: OutcomeState) -> Self {
        match state {
            OutcomeState::Valid => Self::Passed,
            OutcomeState::Invalid => Self::Fail,
            OutcomeState::NotPresent => Self::NotApplicable,
            OutcomeState::CannotTell => Self::Unknown,
        }
    }
}

impl From<Assessment> for Token {
    fn from(assessment: Assessment) -> Self {
        match assessment {
            Assessment::Fail => Self::Fail,
            Assessment::Review => Self::Warn,
            Assessment::NoAnomalyFound => Self::Passed,
        }
    }
}

/// The worst of some findings that is worth a mark on a node; notes are none.
pub fn worst<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<Token> {
    findings.map(|finding| finding.severity).max().filter(|severity| *severity > Severity::Info).map(Token::from)
}

/// How many findings of each severity there are: `1X 2! 1?`.
pub fn counts<'a>(findings: impl Iterator<Item = &'a Finding>) -> Row {
    let mut counts = [0usize; 3];
    for finding in findings {
        match (finding.severity, &mut counts) {
            (Severity::Critical, [fail, ..]) => *fail = fail.saturating_add(1),
            (Severity::Warning, [_, warn, _]) => *warn = warn.saturating_add(1),
            (Severity::Notice, [.., odd]) => *odd = odd.saturating_add(1),
            _ => {}
        }
    }
    let mut row = Row::new();
    for (count, token) in counts.into_iter().zip([Token::Fail, Token::Warn, Token::Odd]) {
        if count > 0 {
            row = row.own(format!(" {count}{}", token.sign()), token.role());
        }
    }
    row
}
