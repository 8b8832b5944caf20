//! Rows about findings and defects.

use crate::compare::pairing::Pairing;
use crate::compare::row::Table;
use crate::model::{Defect, Finding, Location};
use crate::rules::comparison::{Pair, Spot};

pub(super) fn rows(pair: &Pair<'_>, table: &mut Table) {
    let (left, right) = (pair.left.analysis, pair.right.analysis);
    let findings = Pairing::new(left.findings.iter().collect(), right.findings.iter().collect())
        .by(|finding: &Finding| Some((&finding.id, finding.signature)))
        .by(|finding| Some(&finding.id))
        .finish();
    for (left, right) in findings {
        let Some(id) = left.or(right).map(|finding| finding.id.as_str()) else { continue };
        table
            .section("findings", left, right)
            .spots(|finding| {
                let (signature, certificate) = (finding.signature, finding.certificate);
                Spot { signature, certificate, ..Spot::default() }.at(finding.location())
            })
            .text(id, |finding| Some(format!("{}: {}", finding.severity, finding.title)));
    }
    let defects = Pairing::new(left.defects.iter().collect(), right.defects.iter().collect())
        .by(Some)
        .by(|defect: &Defect| Some((defect.stage, &defect.expected)))
        .finish();
    for (left, right) in defects {
        let Some(stage) = left.or(right).map(|defect| defect.stage.name()) else { continue };
        table
            .section("defects", left, right)
            .spots(|defect| Spot::default().at(defect.offset.map(|offset| Location::new(offset, 0))))
            .text(stage, |defect| Some(format!("expected {}, found {}", defect.expected, defect.found)));
    }
}
