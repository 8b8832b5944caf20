//! Rows about the attributes of two signatures, paired by OID.

use crate::compare::pairing::Pairing;
use crate::compare::row::Table;
use crate::model::{Attribute, Location, Signature};
use crate::rules::comparison::Spot;

pub(super) fn rows(name: &str, left: Option<&Signature>, right: Option<&Signature>, table: &mut Table) {
    list(&format!("{name} / signed attributes"), left, right, |signature| &signature.facts.signed_attributes, table);
    list(
        &format!("{name} / unsigned attributes"),
        left,
        right,
        |signature| &signature.facts.unsigned_attributes,
        table,
    );
}

fn list(
    section: &str,
    left: Option<&Signature>,
    right: Option<&Signature>,
    of: fn(&Signature) -> &[Attribute],
    table: &mut Table,
) {
    fn members(signature: Option<&Signature>, of: fn(&Signature) -> &[Attribute]) -> Vec<&Attribute> {
        signature.map(of).unwrap_or_default().iter().collect()
    }
    table
        .section(section, left, right)
        .list("order", |signature| of(signature).iter().map(|attribute| attribute.name.clone()).collect());
    let pairs =
        Pairing::new(members(left, of), members(right, of)).by(|attribute: &Attribute| Some(&attribute.oid)).finish();
    let signature = (left.map(|one| one.facts.index), right.map(|one| one.facts.index));
    for (left, right) in pairs {
        let Some(name) = left.or(right).map(|attribute| attribute.name.as_str()) else { continue };
        let spotted = |attribute, signature| Some((attribute?, signature));
        table
            .section(section, spotted(left, signature.0), spotted(right, signature.1))
            .spots(|(attribute, signature): (&Attribute, Option<usize>)| {
                let location = attribute.offset.map(|offset| Location::new(offset, attribute.length));
                Spot { signature, ..Spot::default() }.at(location)
            })
            .text(name, |(attribute, _)| Some(attribute.text.clone()));
    }
}
