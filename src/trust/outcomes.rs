//! The answers to the checks that depend on time and trust.
//!
//! In: a built chain. Out: one outcome a check. A chain that could not be followed to its end leaves the questions
//! about all of it open: what was not looked at is never `valid`.

use super::path::BuiltChain;
use super::wording::{Moment, Names};
use crate::model::{ChainEnd, Check, Fault, Outcome};

/// A chain, and how to speak of it.
pub struct ChainView<'a> {
    /// The chain.
    pub chain: &'a BuiltChain,
    /// The names in it.
    pub names: Names<'a>,
    /// The moment it was judged at.
    pub moment: Moment,
    /// What is missing when there is no chain at all: `the signer's certificate is not in the signature`.
    pub absent: &'static str,
}

impl ChainView<'_> {
    fn faults(&self) -> &[Fault] {
        &self.chain.report.faults
    }

    fn invalid(&self, check: Check, fault: &Fault) -> Outcome {
        Outcome::invalid(check, self.names.describe(fault, self.moment))
    }

    /// The reason why the chain was not followed to its end; `None` when it was.
    fn open_reason(&self) -> Option<String> {
        match self.chain.report.end {
            ChainEnd::Absent => Some(self.absent.to_owned()),
            ChainEnd::Incomplete | ChainEnd::BrokenLink | ChainEnd::LimitReached => {
                Some("the chain was not followed to its end".to_owned())
            }
            ChainEnd::ProgrammeRoot | ChainEnd::UserAnchor | ChainEnd::UntrustedRoot => None,
        }
    }

    /// Invalid for the first fault that `decides`, else cannot-tell while the chain is open, else valid.
    fn answer(&self, check: Check, decides: impl Fn(&Fault) -> bool, valid: impl Fn() -> String) -> Outcome {
        if let Some(fault) = self.faults().iter().find(|fault| decides(fault)) {
            return self.invalid(check, fault);
        }
        match self.open_reason() {
            Some(reason) => Outcome::cannot_tell(check, reason),
            None => Outcome::valid(check, valid()),
        }
    }

    /// Does the chain end in an anchor, every issuer within its rights?
    ///
    /// `with_usage` adds the usages and the root programme: for a TSA there are no checks of their own for them.
    pub fn chain_outcome(&self, check: Check, with_usage: bool) -> Outcome {
        let decides = |fault: &Fault| {
            let own = matches!(
                fault,
                Fault::SignatureInvalid { .. }
                    | Fault::IssuerNotCa { .. }
                    | Fault::PathLengthExceeded { .. }
                    | Fault::NameConstraint { .. }
                    | Fault::UnknownCriticalExtension { .. }
                    | Fault::UnsignedPartAltered { .. }
                    | Fault::UntrustedRoot { .. }
            );
            own || (with_usage && (fault.is_programme() || is_usage(fault)))
        };
        if !self.faults().iter().any(decides)
            && let Some(fault) = self.faults().iter().find(|fault| fault.is_open())
        {
            return Outcome::cannot_tell(check, self.names.describe(fault, self.moment));
        }
        self.answer(check, decides, || {
            let root = self.chain.last().map(|root| root.display_name()).unwrap_or_default();
            match self.chain.report.end {
                ChainEnd::UserAnchor => format!("ends in the given anchor {root}"),
                _ => format!("ends in {root}, a root of the trust store"),
            }
        })
    }

    /// May the chain sign code?
    pub fn usage_outcome(&self, check: Check) -> Outcome {
        self.answer(check, is_usage, || {
            let leaf = self.chain.path.first();
            if leaf.is_some_and(|leaf| leaf.eku_critical.is_none() && leaf.eku.is_empty()) {
                format!("no extended key usage limits it to anything but {}", self.chain.report.usage)
            } else {
                format!("the leaf lists {}, and no issuer excludes it", self.chain.report.usage)
            }
        })
    }

    /// Is every certificate of the chain inside its validity?
    pub fn validity_outcome(&self, check: Check) -> Outcome {
        self.answer(check, Fault::is_date, || format!("all certificates are valid at {}", self.moment.words()))
    }

    /// Do the root programme's dates and usages allow the chain?
    pub fn programme_outcome(&self) -> Outcome {
        let check = Check::RootProgramme;
        if let Some(fault) = self.faults().iter().find(|fault| fault.is_programme()) {
            return self.invalid(check, fault);
        }
        let usage = self.chain.report.usage;
        match (&self.chain.report.programme, self.chain.report.end) {
            (Some(programme), _) if !programme.unclear.is_empty() => Outcome::cannot_tell(check, unclear(programme)),
            (Some(programme), _) if programme.grandfathered => Outcome::valid(
                check,
                format!("restricted for {usage}, but from a later date on: {}", restriction(programme)),
            ),
            (Some(_), _) => Outcome::valid(check, format!("trusted for {usage} without restriction")),
            (None, ChainEnd::UserAnchor) => {
                Outcome::not_present(check, "the anchor was given by the user and is in no programme")
            }
            (None, _) => Outcome::not_present(check, "the chain does not end in a root of the programme"),
        }
    }
}

const fn is_usage(fault: &Fault) -> bool {
    matches!(fault, Fault::LeafUsage { .. } | Fault::UsageNotNested { .. })
}

fn unclear(programme: &crate::model::RootProgramme) -> String {
    format!(
        "the root list restricts the root in a way that is undocumented and was not applied: {}",
        programme.unclear.join(", ")
    )
}

fn restriction(programme: &crate::model::RootProgramme) -> String {
    let disabled = programme.disabled_from.map(|date| format!("signatures from {} on", date.date()));
    let not_before = programme.not_before_from.map(|date| format!("certificates issued from {} on", date.date()));
    disabled.into_iter().chain(not_before).collect::<Vec<_>>().join(", ")
}

/// Puts outcomes into the order of [`Check`] and adds those of `wanted` that are missing, with `reason`.
pub fn complete(outcomes: &mut Vec<Outcome>, wanted: &[Check], missing: impl Fn(Check) -> Outcome) {
    for check in wanted {
        if !outcomes.iter().any(|outcome| outcome.check == *check) {
            outcomes.push(missing(*check));
        }
    }
    outcomes.sort_by_key(|outcome| outcome.check);
}
