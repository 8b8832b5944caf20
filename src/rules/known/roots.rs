//! Names and keys of the roots of Microsoft's programme, from `assets/known_roots.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use crate::model::HexBytes;
use crate::rules::names::Skeleton;

const TABLE: &str = include_str!("../../../assets/known_roots.csv");

/// A name this short (`GlobalSign`) says something only together with its organization.
const DISTINCTIVE: usize = 20;

/// The roots by what their names look like.
#[derive(Debug, Clone, Default)]
pub(super) struct RootNames {
    by_look: HashMap<String, Vec<usize>>,
    roots: Vec<Root>,
}

#[derive(Debug, Clone)]
struct Root {
    name: String,
    organization: String,
    organization_look: Skeleton,
    spki_sha256: Vec<u8>,
}

impl RootNames {
    /// A root whose name looks like this one, when no root of that look has the key.
    ///
    /// The organization must look the same too; one that is absent does not contradict a distinctive name.
    pub(super) fn like(&self, name: &str, organization: Option<&str>, spki_sha256: &HexBytes) -> Option<&str> {
        let look = Skeleton::new(name);
        let organization_look = organization.map(Skeleton::new);
        let mut found = None;
        for root in look
            .keys()
            .into_iter()
            .filter_map(|key| self.by_look.get(key))
            .flatten()
            .filter_map(|index| self.roots.get(*index))
        {
            if root.spki_sha256 == spki_sha256.0 {
                return None;
            }
            let same_organization = match &organization_look {
                Some(look) => look.looks_like(&root.organization_look),
                None => root.organization.is_empty() || root.name.chars().count() >= DISTINCTIVE,
            };
            if same_organization {
                found = Some(root.name.as_str());
            }
        }
        found
    }
}

/// The table, read when the first look-alike is asked for: half a thousand skeletons take longer than a small file.
pub(super) fn built_in() -> &'static RootNames {
    static ROOTS: LazyLock<RootNames> = LazyLock::new(read);
    &ROOTS
}

fn read() -> RootNames {
    let roots: Vec<Root> = table::rows(TABLE, |row| {
        let organization = row.get(1)?;
        Some(Root {
            name: row.get(0)?.to_owned(),
            organization_look: Skeleton::new(organization),
            organization: organization.to_owned(),
            spki_sha256: hex::decode(row.get(2)?).ok()?,
        })
    });
    let mut by_look: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, root) in roots.iter().enumerate() {
        for key in Skeleton::new(&root.name).keys() {
            let indices = by_look.entry(key.to_owned()).or_default();
            if indices.last() != Some(&index) {
                indices.push(index);
            }
        }
    }
    RootNames { by_look, roots }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(built_in().roots.len(), table::count(TABLE));
    }

    #[test]
    fn real_key_is_no_look_alike() {
        let roots = built_in();
        let real = roots.roots.iter().find(|root| root.name == "Microsoft Root Certificate Authority 2010").unwrap();
        let key = HexBytes(real.spki_sha256.clone());
        assert_eq!(roots.like(&real.name, Some(&real.organization), &key), None);
        assert_eq!(roots.like(&real.name, None, &HexBytes(vec![1; 32])), Some(real.name.as_str()));
        assert_eq!(roots.like("GlobalSign", None, &HexBytes(vec![1; 32])), None);
    }
}
