//! Microsoft's vulnerable driver block list: a policy of App Control in XML.
//!
//! ```text
//! SiPolicy / FileRules / Deny @FriendlyName, @Hash | @FileName, @MinimumFileVersion, @MaximumFileVersion
//!                      / FileAttrib @ID, @FileName, @MinimumFileVersion, @MaximumFileVersion
//!          / Signers / Signer @ID, @Name / CertRoot @Type="TBS", @Value; CertPublisher @Value; FileAttribRef @RuleID
//!          / SigningScenarios / … / DeniedSigner @SignerId
//! ```

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node, ParsingOptions};

use super::{BlockList, BlockListError, NameRule, SignerRule, Versions, digest, version};

/// Most nodes of a policy; Microsoft's has some 20,000.
const MAX_NODES: u32 = 2_000_000;

/// Adds the rules of a policy; gives the number of those that cannot be used.
pub(super) fn add(lists: &mut BlockList, list: &str, text: &str) -> Result<usize, BlockListError> {
    // A DTD is refused, and with it every entity that could grow.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let malformed = |error: roxmltree::Error| BlockListError::Malformed(error.to_string());
    let document = Document::parse_with_options(text, options).map_err(malformed)?;
    let elements = || document.descendants().filter(Node::is_element);
    let named = |name: &'static str| elements().filter(move |node| node.tag_name().name() == name);
    let mut unused = 0_usize;
    for deny in named("Deny") {
        if !add_deny(lists, list, &deny) {
            unused = unused.saturating_add(1);
        }
    }
    let attributes: HashMap<&str, Node<'_, '_>> =
        named("FileAttrib").filter_map(|node| Some((node.attribute("ID")?, node))).collect();
    let denied: HashSet<&str> = named("DeniedSigner").filter_map(|node| node.attribute("SignerId")).collect();
    for signer in named("Signer").filter(|node| node.attribute("ID").is_some_and(|id| denied.contains(id))) {
        if !add_signer(lists, list, &signer, &attributes) {
            unused = unused.saturating_add(1);
        }
    }
    Ok(unused)
}

fn add_deny(lists: &mut BlockList, list: &str, deny: &Node<'_, '_>) -> bool {
    let label = deny.attribute("FriendlyName").or_else(|| deny.attribute("ID")).unwrap_or_default();
    if let Some(hash) = deny.attribute("Hash") {
        let Some(digest) = digest(hash) else { return false };
        let entry = lists.push(list, label);
        lists.add_digest(digest, entry);
        return true;
    }
    let Some(name) = deny.attribute("FileName") else { return false };
    let entry = lists.push(list, label);
    let name = name.to_lowercase();
    let rule = NameRule { entry, name: Some(name.clone()), versions: versions(deny) };
    lists.names.entry(name).or_default().push(rule);
    true
}

fn add_signer(
    lists: &mut BlockList,
    list: &str,
    signer: &Node<'_, '_>,
    attributes: &HashMap<&str, Node<'_, '_>>,
) -> bool {
    let children = |name: &'static str| signer.children().filter(move |node| node.tag_name().name() == name);
    let value = |name: &'static str| children(name).next().and_then(|node| node.attribute("Value"));
    // A further condition that is not judged would make the rule reach too far.
    if children("CertEKU").next().is_some() || children("CertOemID").next().is_some() {
        return false;
    }
    let is_tbs = |node: &Node<'_, '_>| node.attribute("Type").is_some_and(|kind| kind.eq_ignore_ascii_case("TBS"));
    let root = children("CertRoot").find(is_tbs).and_then(|node| digest(node.attribute("Value")?));
    let Some(root) = root else { return false };
    let label = signer.attribute("Name").or_else(|| signer.attribute("ID")).unwrap_or_default();
    let references: Vec<&str> = children("FileAttribRef").filter_map(|node| node.attribute("RuleID")).collect();
    let found: Vec<&Node<'_, '_>> = references.iter().filter_map(|id| attributes.get(id)).collect();
    if found.len() < references.len() {
        return false;
    }
    let entry = lists.push(list, label);
    let files = found
        .iter()
        .map(|node| NameRule {
            entry,
            name: node.attribute("FileName").map(str::to_lowercase),
            versions: versions(node),
        })
        .collect();
    let publisher = value("CertPublisher").map(str::to_owned);
    lists.signers.entry(root).or_default().push(SignerRule { entry, publisher, leaf_only: false, files });
    true
}

fn versions(node: &Node<'_, '_>) -> Versions {
    let read = |name: &str| node.attribute(name).and_then(version);
    Versions::denied(read("MinimumFileVersion"), read("MaximumFileVersion"))
}
