//! LOLDrivers (`drivers.json`): drivers that attackers were seen to bring along.
//!
//! Every field may be missing, empty or of another type: the list is made by hand. What cannot be read is left out and
//! counted.

use serde_json::Value;

use super::{BlockList, BlockListError, NameRule, SignerRule, Versions, digest};

/// Adds the drivers of a list; gives the number of samples that cannot be used.
pub(super) fn add(lists: &mut BlockList, list: &str, text: &str) -> Result<usize, BlockListError> {
    let value: Value = serde_json::from_str(text).map_err(|error| BlockListError::Malformed(error.to_string()))?;
    let Value::Array(drivers) = value else {
        return Err(BlockListError::Malformed("no list of drivers".to_owned()));
    };
    let mut unused = 0_usize;
    for driver in &drivers {
        for sample in driver.get("KnownVulnerableSamples").and_then(Value::as_array).into_iter().flatten() {
            if !add_sample(lists, list, driver, sample) {
                unused = unused.saturating_add(1);
            }
        }
    }
    Ok(unused)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn add_sample(lists: &mut BlockList, list: &str, driver: &Value, sample: &Value) -> bool {
    let authentihash = sample.get("Authentihash").unwrap_or(&Value::Null);
    let digests: Vec<Vec<u8>> = [sample, authentihash]
        .into_iter()
        .flat_map(|hashes| ["SHA256", "SHA1"].map(|name| text(hashes, name).and_then(digest)))
        .flatten()
        .collect();
    let name = text(sample, "OriginalFilename").map(str::to_lowercase);
    let signers = if name.is_some() { leaves(sample) } else { Vec::new() };
    if digests.is_empty() && signers.is_empty() {
        return false;
    }
    let entry = lists.push(list, &label(driver, sample));
    for digest in digests {
        lists.add_digest(digest, entry);
    }
    for tbs in signers {
        let file = NameRule { entry, name: name.clone(), versions: Versions::ALL };
        let rules = lists.signers.entry(tbs).or_default();
        if !rules.iter().any(|rule| rule.leaf_only && rule.files.iter().any(|known| known.name == file.name)) {
            rules.push(SignerRule { entry, publisher: None, leaf_only: true, files: vec![file] });
        }
    }
    true
}

/// Category, name and id: `vulnerable driver RTCore64.sys (e32bc3da-…)`.
fn label(driver: &Value, sample: &Value) -> String {
    let category = text(driver, "Category").unwrap_or("driver");
    let tag = driver.get("Tags").and_then(|tags| tags.get(0)).and_then(Value::as_str);
    let name = text(sample, "Filename").or(tag).unwrap_or("without a name");
    let id = text(driver, "Id").map(|id| format!(" ({id})")).unwrap_or_default();
    format!("{category} {name}{id}")
}

/// TBS hashes of the signers' own certificates.
fn leaves(sample: &Value) -> Vec<Vec<u8>> {
    let signatures = sample.get("Signatures").and_then(Value::as_array).into_iter().flatten();
    let certificates =
        signatures.flat_map(|signature| signature.get("Certificates").and_then(Value::as_array).into_iter().flatten());
    certificates
        .filter(|certificate| certificate.get("IsCertificateAuthority").and_then(Value::as_bool) == Some(false))
        .filter_map(|certificate| certificate.get("TBS"))
        .flat_map(|tbs| ["SHA256", "SHA1", "SHA384"].map(|name| text(tbs, name).and_then(digest)))
        .flatten()
        .collect()
}
