//! Group D: how the chain was built, where it ends, what the root programme says, what else lies in the bag.

mod bag;
mod end;
mod issuing;
mod look_alike;
mod programme;

pub(super) use end::test_mark;

use super::{Answer, Case, Hit, Rule, SignatureCase};
use crate::model::{ChainEnd, ChainReport, Fault, Location, Thumbprint, Timestamp};

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &end::CHAIN_INCOMPLETE,
    &bag::CHAIN_LOOP,
    &bag::DUPLICATE_CERTIFICATES,
    &issuing::EKU_NOT_NESTED,
    &end::ENTERPRISE_CA_SIGNALS,
    &issuing::ISSUER_EXPIRED_AT_TIME,
    &issuing::ISSUER_NOT_CA,
    &end::ISSUER_SIGNATURE_INVALID,
    &issuing::LEAF_OUTLIVES_ISSUER,
    &issuing::NAME_CONSTRAINT_VIOLATED,
    &issuing::PATH_LENGTH_EXCEEDED,
    &programme::ROOT_DISABLED_AT_TIME,
    &programme::ROOT_DISABLED_GRANDFATHERED,
    &programme::ROOT_EKU_EXCLUDES_USAGE,
    &look_alike::ROOT_LOOK_ALIKE,
    &end::ROOT_NOT_IN_STORE,
    &programme::ROOT_NOTBEFORE_VIOLATED,
    &programme::ROOT_RESTRICTION_UNCLEAR,
    &bag::SEVERAL_PATHS,
    &end::TEST_ROOT,
    &bag::UNUSED_CERTIFICATES,
];

/// Whose chain a report is about.
struct ChainOf<'c, 'a> {
    /// The signature it belongs to.
    signature: &'c SignatureCase<'a>,
    /// The timestamp, when it is a TSA's chain.
    timestamp: Option<&'a Timestamp>,
    /// The report.
    report: &'a ChainReport,
}

impl ChainOf<'_, '_> {
    /// The certificates, first to last.
    fn certificates(&self) -> &[Thumbprint] {
        self.timestamp.map_or(&self.signature.signature.chain, |timestamp| &timestamp.chain)
    }

    /// The last certificate that lies in the file.
    fn last_embedded(&self, case: &Case<'_>) -> Option<Location> {
        case.last_embedded(self.certificates())
    }

    /// What to call the last certificate.
    fn end_name(&self, case: &Case<'_>) -> String {
        self.certificates().last().map_or_else(|| "without a name".to_owned(), |end| name_of(case, *end))
    }

    /// `signer` or `TSA`.
    fn whose(&self) -> &'static str {
        if self.timestamp.is_some() { "TSA" } else { "signer" }
    }
}

/// Asks about the signer's chain and about each TSA's.
fn each_chain<'a>(case: &Case<'a>, check: impl Fn(&ChainOf<'_, 'a>) -> Answer) -> Answer {
    case.each_signature(|signature| {
        let signer = check(&ChainOf { signature, timestamp: None, report: signature.report });
        signature.signature.timestamps.iter().fold(signer, |answer, timestamp| {
            answer.and(check(&ChainOf { signature, timestamp: Some(timestamp), report: &timestamp.chain_report }))
        })
    })
}

/// Asks about the signer's chain and about each TSA's: one hit for each fault that `find` picks, with its detail.
fn each_fault<'a>(case: &Case<'a>, title: &str, find: impl Fn(&Case<'a>, &Fault) -> Option<String>) -> Answer {
    each_chain(case, |chain| {
        if chain.report.end == ChainEnd::Absent {
            return Answer::cannot_tell("the first certificate of the chain is not in the file");
        }
        let hits = chain
            .report
            .faults
            .iter()
            .filter_map(|fault| find(case, fault).map(|detail| (fault, detail)))
            .map(|(fault, detail)| {
                let hit = Hit::new(title, format!("{}'s chain: {detail}", chain.whose()));
                let hit = match case.certificate(fault.certificate()) {
                    Some(certificate) => hit.on(&certificate.facts),
                    None => hit,
                };
                hit.at(chain.last_embedded(case))
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// What to call a certificate in a detail.
fn name_of(case: &Case<'_>, thumbprint: Thumbprint) -> String {
    case.certificate(thumbprint)
        .map_or_else(|| thumbprint.to_string(), |certificate| certificate.facts.display_name().to_owned())
}
