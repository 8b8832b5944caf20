//! Rules about what Microsoft's root programme decided about the root.

use super::{each_chain, each_fault, name_of};
use crate::model::{Confidence, Fault, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

const DEPRECATION: Source = Source::Microsoft("Trusted Root Program, deprecation definitions");
const LIST: Source = Source::Microsoft("Trusted Root Program, authroot.stl");

/// The root is not for this usage.
pub(super) static ROOT_EKU_EXCLUDES_USAGE: Rule = Rule {
    id: "root-eku-excludes-usage",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::High,
    what: "The root programme lists the root, but not for code signing (or not for timestamping, when it is a TSA's).",
    why: "Windows does not trust the chain for this use, although the root is in its store.",
    harmless: "The programme removed the usage after the file was made.",
    verify: "certutil -verifyctl AuthRoot, or the list of participants: the extended key usages of the root.",
    sources: &[DEPRECATION, LIST],
    effective: None,
    check: root_eku_excludes_usage,
};

fn root_eku_excludes_usage(case: &Case<'_>) -> Answer {
    each_fault(case, "The root is not trusted for this usage", |case, fault| match fault {
        Fault::RootUsageExcluded { certificate, usage } => {
            Some(format!("{} is not listed for {usage}", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// Trust in the root had ended.
pub(super) static ROOT_DISABLED_AT_TIME: Rule = Rule {
    id: "root-disabled-at-time",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The root programme ended its trust in the root (Disable), and the deciding time is not before that date.",
    why: "Microsoft withdrew trust from the CA, often after misissuance. What was signed later is not trusted.",
    harmless: "A CA that retired in order; the file is still not trusted.",
    verify: "The list of participants: status and date of the root. Known cases: UTN-USERFirst-Object 2023-02-01, WoSign and \
             StartCom 2019-02-01.",
    sources: &[DEPRECATION, LIST],
    effective: None,
    check: root_disabled_at_time,
};

fn root_disabled_at_time(case: &Case<'_>) -> Answer {
    each_fault(case, "The root programme withdrew its trust", |case, fault| match fault {
        Fault::RootDisabled { certificate, from } => {
            let from = from.map_or("outright".to_owned(), |from| format!("from {from} on"));
            Some(format!("{} is disabled {from}", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// The leaf is too young for the root.
pub(super) static ROOT_NOTBEFORE_VIOLATED: Rule = Rule {
    id: "root-notbefore-violated",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "The root programme does not trust certificates that were issued below the root from a date on (NotBefore), and the \
           leaf is not older.",
    why: "The CA issued the leaf after trust in new certificates had ended.",
    harmless: "None; the file is not trusted by Windows.",
    verify: "The list of participants: status and date of the root. Known case: WoSign and StartCom 2017-09-30.",
    sources: &[DEPRECATION, LIST],
    effective: None,
    check: root_notbefore_violated,
};

fn root_notbefore_violated(case: &Case<'_>) -> Answer {
    each_fault(case, "Issued after trust in new certificates ended", |case, fault| match fault {
        Fault::RootNotBefore { certificate, from } => {
            Some(format!("{}: certificates issued from {from} on are not trusted", name_of(case, *certificate)))
        }
        _ => None,
    })
}

/// A restriction whose meaning is not documented.
pub(super) static ROOT_RESTRICTION_UNCLEAR: Rule = Rule {
    id: "root-restriction-unclear",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "The root programme's entry has a restriction whose meaning is not documented: Disable or NotBefore without a \
           date, or NotBefore on one of Microsoft's product roots.",
    why: "What Windows makes of such an entry is not documented: the trust may be restricted.",
    harmless: "Roots whose restriction has no effect on code signing.",
    verify: "Look the root up in the list of participants and decide by hand.",
    sources: &[LIST, Source::Published("github.com/cataggar/httpx.zig, trust store notes")],
    effective: None,
    check: root_restriction_unclear,
};

fn root_restriction_unclear(case: &Case<'_>) -> Answer {
    each_chain(case, |chain| {
        let Some(programme) = &chain.report.programme else {
            return Answer::not_applicable("no root of the programme");
        };
        Answer::when(!programme.unclear.is_empty(), || {
            Hit::new(
                "The root has a restriction of unknown meaning",
                format!("{}'s root: {}", chain.whose(), programme.unclear.join(", ")),
            )
            .at(chain.last_embedded(case))
        })
    })
}

/// Restricted, but older.
pub(super) static ROOT_DISABLED_GRANDFATHERED: Rule = Rule {
    id: "root-disabled-grandfathered",
    family: Family::Chain,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The root programme restricts the root from a date on, and the timestamp or the leaf is older.",
    why: "The signature stays valid by rule. It would not be today.",
    harmless: "Old software stays valid like this.",
    verify: "The list of participants: status and date of the root.",
    sources: &[DEPRECATION, LIST],
    effective: None,
    check: root_disabled_grandfathered,
};

fn root_disabled_grandfathered(case: &Case<'_>) -> Answer {
    each_chain(case, |chain| {
        let Some(programme) = &chain.report.programme else {
            return Answer::not_applicable("no root of the programme");
        };
        Answer::when(programme.grandfathered, || {
            let date = |label: &str, date: Option<crate::model::Instant>| date.map(|date| format!("{label} {date}"));
            let dates: Vec<String> =
                [date("Disable", programme.disabled_from), date("NotBefore", programme.not_before_from)]
                    .into_iter()
                    .flatten()
                    .collect();
            Hit::new(
                "The root is restricted, this signature is older",
                format!(
                    "{}'s root {}: {}; judged at {}",
                    chain.whose(),
                    programme.name.clone().unwrap_or_else(|| chain.end_name(case)),
                    dates.join(", "),
                    chain.report.at
                ),
            )
            .at(chain.last_embedded(case))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RootProgramme, Usage};
    use crate::rules::fixture::{Fixture, thumbprint, time};

    #[test]
    fn each_decision_fires_its_rule() {
        let certificate = thumbprint(3);
        let from = time("2017-09-30");
        for (rule, fault) in [
            (&ROOT_EKU_EXCLUDES_USAGE, Fault::RootUsageExcluded { certificate, usage: Usage::CodeSigning }),
            (&ROOT_DISABLED_AT_TIME, Fault::RootDisabled { certificate, from: Some(from) }),
            (&ROOT_NOTBEFORE_VIOLATED, Fault::RootNotBefore { certificate, from }),
        ] {
            let mut file = Fixture::signed();
            assert!(file.silent(rule), "{}", rule.id);
            file.fault(fault);
            assert!(file.fires(rule), "{}", rule.id);
        }
    }

    #[test]
    fn restriction_that_does_not_bite_is_told_all_the_same() {
        let mut file = Fixture::signed();
        assert_eq!(file.answer(&ROOT_RESTRICTION_UNCLEAR).name(), "not-applicable");
        let programme =
            RootProgramme { disabled_from: Some(time("2026-07-01")), grandfathered: true, ..RootProgramme::default() };
        file.signature().chain_report.programme = Some(programme.clone());
        assert!(file.silent(&ROOT_RESTRICTION_UNCLEAR));
        assert!(file.hits(&ROOT_DISABLED_GRANDFATHERED)[0].detail.contains("Disable 2026-07-01"));
        file.signature().chain_report.programme = Some(RootProgramme {
            unclear: vec!["Disable has an empty value".to_owned()],
            grandfathered: false,
            ..programme
        });
        assert!(file.fires(&ROOT_RESTRICTION_UNCLEAR) && file.silent(&ROOT_DISABLED_GRANDFATHERED));
    }
}
