//! What the copy menu offers: the indicators of a scope, one line a kind of value, or one a value in the basket.

use std::collections::HashMap;

use crate::ioc::{Basket, Entry, Format, Kind, Node, Party, ValueId, all_values, values};
use crate::model::{Analysis, DigestAlgorithm};
use crate::text::{Untrusted, classify};
use crate::tui::app::{App, Choice, Scope, View};
use crate::tui::update::signature_of;
use crate::tui::view::summary::short_hash;
use crate::tui::view::tree::NodeId;

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyLine {
    /// The kind of value.
    pub id: ValueId,
    /// The one value that the line stands for; `None`: all of its kind.
    pub text: Option<String>,
    /// The value for the eye, unsafe to show as it is; empty when there is none.
    pub value: String,
    /// How many there are, or which files have it.
    pub note: String,
    /// It is taken.
    pub on: bool,
}

/// The kinds that stand first, with the digits 1 to 9, whether the file has them or not.
fn first_kinds() -> [ValueId; 9] {
    let of =
        |kind, party, algorithm, part: Option<&str>| ValueId { kind, party, algorithm, part: part.map(str::to_owned) };
    let leaf = Some(Party::Leaf);
    let sha256 = Some(DigestAlgorithm::Sha256);
    [
        of(Kind::FileHash, None, sha256, None),
        of(Kind::Authentihash, None, sha256, None),
        of(Kind::Thumbprint, leaf, sha256, None),
        of(Kind::Serial, leaf, None, None),
        of(Kind::SubjectPart, leaf, None, Some("CN")),
        of(Kind::IssuerPart, leaf, None, Some("CN")),
        of(Kind::DurableIdentity, leaf, None, None),
        of(Kind::Thumbprint, leaf, Some(DigestAlgorithm::Sha1), None),
        of(Kind::TimestampTime, None, None, None),
    ]
}

/// Tells whether a format gets a value when nobody chose. A list gets what names the file and the leaf; a rule, an event
/// or a report what its consumer has a use for.
fn is_usual(format: Format, entry: &Entry, basket: &Basket) -> bool {
    let value = &entry.value;
    match format {
        Format::Plain | Format::Defanged | Format::Markdown | Format::Csv | Format::Json => {
            let [sha256, _, thumbprint, serial, name, ..] = first_kinds();
            [sha256, thumbprint, serial, name].contains(&value.id)
        }
        _ => basket.first_file(entry).is_some_and(|analysis| format.takes_by_default(value, analysis)),
    }
}

/// All values of a scope.
pub fn source(app: &App, scope: Scope) -> Basket {
    let mut basket = Basket::new();
    match scope {
        Scope::Basket => return app.basket.clone(),
        Scope::This if app.view() != View::Groups => {
            let Some(file) = app.selected_file().and_then(|id| app.file(id)) else { return basket };
            let Some(analysis) = file.shown_arc() else { return basket };
            let node = app.current().map(|file| file.view.node);
            basket.add_all(analysis, values_here(analysis, node));
        }
        Scope::This | Scope::Marked | Scope::All => {
            for (_, analysis) in app.gathered(scope) {
                basket.add_all(analysis, all_values(analysis));
            }
        }
    }
    basket
}

/// The values of the file, of the selected signature, of the selected certificate, and the findings.
fn values_here(analysis: &Analysis, node: Option<NodeId>) -> Vec<crate::ioc::Value> {
    let signature = node.and_then(signature_of).or_else(|| analysis.primary().map(|primary| primary.facts.index));
    let mut found = values(analysis, Node::File);
    found.extend(signature.map(|index| values(analysis, Node::Signature(index))).unwrap_or_default());
    if let Some(NodeId::Certificate { thumbprint, .. }) = node {
        found.extend(values(analysis, Node::Certificate(thumbprint)));
    }
    found.extend(all_values(analysis).into_iter().filter(|value| value.kind() == Kind::Finding));
    found
}

/// The lines of the menu for what a scope holds.
pub fn lines(basket: &Basket, scope: Scope, format: Format, choice: &Choice) -> Vec<CopyLine> {
    if scope == Scope::Basket {
        return basket.ordered().map(|entry| collected(basket, entry)).collect();
    }
    let mut order: Vec<(ValueId, Vec<&Entry>)> = Vec::new();
    let mut places: HashMap<ValueId, usize> = HashMap::new();
    for id in first_kinds() {
        places.insert(id.clone(), order.len());
        order.push((id, Vec::new()));
    }
    for entry in basket.entries() {
        let next = order.len();
        let place = *places.entry(entry.value.id.clone()).or_insert(next);
        match order.get_mut(place) {
            Some((_, entries)) => entries.push(entry),
            None => order.push((entry.value.id.clone(), vec![entry])),
        }
    }
    order.into_iter().map(|(id, entries)| kind_line(basket, id, &entries, format, choice)).collect()
}

fn kind_line(basket: &Basket, id: ValueId, entries: &[&Entry], format: Format, choice: &Choice) -> CopyLine {
    let usual = entries.iter().any(|entry| is_usual(format, entry, basket));
    let on = !entries.is_empty() && choice.get(&id).copied().unwrap_or(usual);
    let (value, note) = match entries {
        [] => (String::new(), String::new()),
        [one] if basket.files().len() > 1 && basket.is_shared(one) => (short(one), "all".to_owned()),
        [one] => (short(one), String::new()),
        several => (String::new(), format!("{} values", several.len())),
    };
    CopyLine { id, text: None, value, note, on }
}

fn collected(basket: &Basket, entry: &Entry) -> CopyLine {
    let files = basket.files().len();
    let note = match files {
        0 | 1 => String::new(),
        _ if basket.is_shared(entry) => "all".to_owned(),
        _ => format!("{} of {files}", entry.files().len()),
    };
    CopyLine { id: entry.value.id.clone(), text: Some(entry.value.text.clone()), value: short(entry), note, on: true }
}

/// A hash by its ends, anything else as it is.
fn short(entry: &Entry) -> String {
    if entry.value.id.algorithm.is_some() { short_hash(&entry.value.text) } else { entry.value.text.clone() }
}

/// What of a basket the lines take.
pub fn taken(basket: &Basket, lines: &[CopyLine]) -> Basket {
    let on: std::collections::HashSet<(&ValueId, Option<&str>)> =
        lines.iter().filter(|line| line.on).map(|line| (&line.id, line.text.as_deref())).collect();
    basket.picked(|entry| {
        let value = &entry.value;
        on.contains(&(&value.id, None)) || on.contains(&(&value.id, Some(value.text.as_str())))
    })
}

/// A single value as `Y` copies it: what is dangerous in a terminal is escaped, the rest stays as it is.
///
/// Backslashes are doubled only where something is escaped, so that a path without escapes can be used.
pub fn visible(value: &str) -> String {
    if value.chars().all(|character| classify(character).is_none()) {
        return value.to_owned();
    }
    Untrusted(value).shown().text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::example::signed;

    fn basket(files: &[(&str, u8)]) -> Basket {
        let mut basket = Basket::new();
        for (path, imphash) in files {
            let mut analysis = signed(path, 1);
            analysis.hashes.imphash = Some(crate::model::HexBytes(vec![*imphash; 16]));
            analysis.hashes.sha256 = Some(crate::model::HexBytes(vec![*imphash; 32]));
            let analysis = Arc::new(analysis);
            basket.add_all(&analysis, all_values(&analysis));
        }
        basket
    }

    fn on(lines: &[CopyLine]) -> Vec<String> {
        lines.iter().filter(|line| line.on).map(|line| line.id.name()).collect()
    }

    #[test]
    fn list_takes_what_names_file_and_leaf_and_a_rule_what_it_can_state() {
        let basket = basket(&[("a.exe", 1)]);
        let choice = Choice::new();
        let plain = lines(&basket, Scope::This, Format::Plain, &choice);
        // The hand-made certificate states its name as a whole, without parts.
        assert_eq!(on(&plain), ["file-hash-sha256", "leaf-thumbprint-sha256", "leaf-serial"]);
        assert!(on(&lines(&basket, Scope::This, Format::Yara, &choice)).contains(&"leaf-serial".to_owned()));
        assert!(!on(&lines(&basket, Scope::This, Format::Yara, &choice)).contains(&"file-hash-sha256".to_owned()));
    }

    #[test]
    fn what_was_turned_off_stays_off_in_every_format() {
        let basket = basket(&[("a.exe", 1)]);
        let [_, _, _, serial, ..] = first_kinds();
        let choice = Choice::from([(serial, false)]);
        for format in Format::ALL {
            assert!(!on(&lines(&basket, Scope::This, format, &choice)).contains(&"leaf-serial".to_owned()), "{format}");
        }
    }

    #[test]
    fn several_files_say_what_is_the_same_in_all() {
        let basket = basket(&[("a.exe", 1), ("b.exe", 2)]);
        let lines = lines(&basket, Scope::Marked, Format::Plain, &Choice::new());
        let note = |name: &str| lines.iter().find(|line| line.id.name() == name).unwrap().note.as_str();
        assert_eq!(note("file-hash-sha256"), "2 values");
        assert_eq!(note("leaf-serial"), "all");
        assert_eq!(taken(&basket, &lines).len(), 4, "two file hashes, two values of the leaf");
    }

    #[test]
    fn collected_values_are_taken_one_by_one() {
        let basket = basket(&[("a.exe", 1), ("b.exe", 2)]);
        let mut lines = lines(&basket, Scope::Basket, Format::Plain, &Choice::new());
        assert_eq!(lines.len(), basket.len());
        for line in &mut lines {
            line.on = line.id.name() == "imphash-md5" && line.text.as_deref() == Some(&"02".repeat(16));
        }
        let taken = taken(&basket, &lines);
        assert_eq!(taken.entries()[0].value.text, "02".repeat(16));
        assert_eq!(taken.len(), 1);
    }
}
