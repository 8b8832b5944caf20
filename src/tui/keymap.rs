//! One table of keys: footer, help, palette, `sigscope keys` and rebinding are all read from it.

use crossterm::event::KeyEvent;

pub use super::key::{key_name, parse_key};

use super::action::Command;
use super::app::Pane;

/// Where a binding holds. The pane's own come first, then its view's, then those of everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// In every view and pane.
    Everywhere,
    /// The list of files, or those of a group.
    Files,
    /// The files by groups.
    Groups,
    /// Two files side by side.
    Compare,
    /// The relations of several files.
    Matrix,
    /// Any pane of one sample.
    Sample,
    /// The signature tree.
    Signatures,
    /// Details.
    Details,
    /// DER and hex.
    Hex,
    /// The timeline.
    Timeline,
    /// Findings.
    Findings,
}

impl Context {
    /// The context of a pane.
    pub fn of(pane: Pane) -> Self {
        match pane {
            Pane::Signatures => Self::Signatures,
            Pane::Details => Self::Details,
            Pane::Hex => Self::Hex,
            Pane::Timeline => Self::Timeline,
            Pane::Findings => Self::Findings,
        }
    }

    /// The name in help and in `sigscope keys`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Files => "files",
            Self::Groups => "groups",
            Self::Compare => "compare",
            Self::Matrix => "relations",
            Self::Sample => "sample",
            Self::Signatures => "signatures",
            Self::Details => "details",
            Self::Hex => "DER / hex",
            Self::Timeline => "timeline",
            Self::Findings => "findings",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The action's name in `[keys]`.
    pub name: &'static str,
    /// The keys, as written in configuration.
    pub keys: Vec<String>,
    /// What it does.
    pub command: Command,
    /// One line of help.
    pub help: &'static str,
    /// The word in the footer, and how early it is dropped when narrow (0: never).
    pub hint: Option<(&'static str, u8)>,
}

/// Two actions that share a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Their names in `[keys]`.
    pub names: [&'static str; 2],
    /// Which key, and what it does.
    pub text: String,
}

/// Of two bindings whose contexts hold at the same time, the one that decides and the one that it hides.
fn in_front<'a>(one: &'a Binding, other: &'a Binding) -> Option<(&'a Binding, &'a Binding)> {
    let rank = |context: Context| match context {
        Context::Everywhere => 0,
        Context::Sample => 1,
        Context::Signatures | Context::Details | Context::Hex | Context::Timeline | Context::Findings => 2,
        Context::Files | Context::Groups | Context::Compare | Context::Matrix => 3,
    };
    match (rank(one.context), rank(other.context)) {
        (0, 0) | (3, 1..) | (1.., 3) => None,
        (left, right) if left > right => Some((one, other)),
        (left, right) if left < right => Some((other, one)),
        _ => None,
    }
}

/// The table in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

type Line = (Context, &'static str, &'static [&'static str], Command, &'static str, Option<(&'static str, u8)>);

/// The built-in table.
const TABLE: &[Line] = {
    use Context::{Compare, Details, Everywhere, Files, Findings, Groups, Hex, Matrix, Sample, Signatures, Timeline};
    &[
        (Everywhere, "help", &["?", "f1"], Command::Help, "help for this pane, searchable", Some(("help", 0))),
        (Everywhere, "palette", &[":", "ctrl-p"], Command::Palette, "every action by name", Some(("palette", 1))),
        (Everywhere, "down", &["j", "down"], Command::Down, "move down", None),
        (Everywhere, "up", &["k", "up"], Command::Up, "move up", None),
        (Everywhere, "first", &["g", "home"], Command::First, "first line", None),
        (Everywhere, "last", &["G", "end"], Command::Last, "last line", None),
        (Everywhere, "half-page-down", &["ctrl-d"], Command::HalfPageDown, "half a page down", None),
        (Everywhere, "half-page-up", &["ctrl-u"], Command::HalfPageUp, "half a page up", None),
        (Everywhere, "page-down", &["ctrl-f", "pagedown"], Command::PageDown, "a page down", None),
        (Everywhere, "page-up", &["ctrl-b", "pageup"], Command::PageUp, "a page up", None),
        (Everywhere, "open", &["enter"], Command::Open, "open, go to details, explain a finding", None),
        (Everywhere, "back", &["esc"], Command::Back, "close a popup, return to now, back one view; never quits", None),
        (Everywhere, "search", &["/"], Command::Search, "search (in the list: filter)", Some(("search", 6))),
        (Everywhere, "next-hit", &["n"], Command::NextHit, "next hit", None),
        (Everywhere, "previous-hit", &["N"], Command::PreviousHit, "previous hit", None),
        (
            Everywhere,
            "copy-menu",
            &["y"],
            Command::CopyMenu,
            "copy menu: indicators in the format of the next tool",
            Some(("copy", 2)),
        ),
        (Everywhere, "copy-value", &["Y"], Command::CopyValue, "copy the value under the cursor now", None),
        (
            Everywhere,
            "basket-add",
            &["b"],
            Command::BasketAdd,
            "put the value under the cursor into the basket; again: take it out",
            None,
        ),
        (Everywhere, "basket", &["B"], Command::BasketOpen, "the basket: what was collected", Some(("basket", 3))),
        (
            Everywhere,
            "print-copied",
            &["p"],
            Command::PrintCopied,
            "print the last copied text to the normal screen",
            None,
        ),
        (Everywhere, "write", &["w"], Command::Write, "write what y would copy to a file", None),
        (Everywhere, "reload", &["r"], Command::Reload, "read the file again", None),
        (Everywhere, "open-path", &["o"], Command::OpenPath, "open another path", None),
        (
            Everywhere,
            "open-list",
            &["L"],
            Command::OpenList,
            "open a CRL, OCSP response or list of bad certificates; judge by it",
            None,
        ),
        (Everywhere, "mark", &["space"], Command::Mark, "mark this file", Some(("mark", 5))),
        (
            Everywhere,
            "compare",
            &["c"],
            Command::Compare,
            "compare two marked files; more: the relations of each with each",
            Some(("compare", 5)),
        ),
        (Everywhere, "mouse", &["M"], Command::Mouse, "mouse capture on or off", None),
        (Everywhere, "redraw", &["ctrl-l"], Command::Redraw, "draw everything anew", None),
        (Everywhere, "suspend", &["ctrl-z"], Command::Suspend, "suspend; fg comes back", None),
        (Everywhere, "interrupt", &["ctrl-c"], Command::Interrupt, "stop the running scan, else exit", None),
        (Everywhere, "close", &["q"], Command::Close, "back one view; from the first one: exit", Some(("quit", 3))),
        (Everywhere, "quit", &["Q"], Command::Quit, "exit", None),
        (Sample, "next-pane", &["tab"], Command::NextPane, "next pane", Some(("pane", 4))),
        (Sample, "previous-pane", &["shift-tab"], Command::PreviousPane, "previous pane", None),
        (Sample, "pane-1", &["1"], Command::Pane(1), "to the signatures", None),
        (Sample, "pane-2", &["2"], Command::Pane(2), "to the details", None),
        (Sample, "pane-3", &["3"], Command::Pane(3), "to the timeline", None),
        (Sample, "pane-4", &["4"], Command::Pane(4), "to the findings", None),
        (Sample, "pane-5", &["5"], Command::Pane(5), "to DER / hex", None),
        (Sample, "hex", &["x"], Command::Hex, "DER / hex of the selected field, on or off", Some(("hex", 5))),
        (Sample, "zoom", &["z"], Command::Zoom, "this pane on the whole screen", Some(("zoom", 5))),
        (Sample, "timeline-full", &["t"], Command::TimelineFull, "timeline on the whole screen", None),
        (Sample, "events", &["e"], Command::Events, "the timeline's events as a table", None),
        (Sample, "next", &["]"], Command::NextMark, "next finding; on the timeline: next event", None),
        (Sample, "previous", &["["], Command::PreviousMark, "previous finding or event", None),
        (Sample, "tag", &["T"], Command::Tag, "tag the durable identity, leaf, subject or file for the history", None),
        (Sample, "note", &["E"], Command::Note, "write a note on it for the history", None),
        (Signatures, "close-node", &["h", "left"], Command::Left, "close, or to the parent", None),
        (Signatures, "open-node", &["l", "right"], Command::Right, "open", None),
        (Details, "to-tree", &["h", "left"], Command::Left, "back to the tree", None),
        (Hex, "byte-left", &["h", "left"], Command::Left, "previous byte", None),
        (Hex, "byte-right", &["l", "right"], Command::Right, "next byte", None),
        (Timeline, "zoom-in", &["+", "="], Command::ZoomIn, "zoom in", None),
        (Timeline, "zoom-out", &["-"], Command::ZoomOut, "zoom out", None),
        (
            Timeline,
            "whole",
            &["0"],
            Command::ShowAll,
            "from the first to the last date; again: focus",
            Some(("all", 6)),
        ),
        (
            Timeline,
            "scale",
            &["s"],
            Command::Scale,
            "symlog: logarithmic distance from the signing time",
            Some(("symlog", 6)),
        ),
        (Timeline, "pan-left", &["h", "left"], Command::Left, "pan, or move the cursor, to earlier", None),
        (Timeline, "pan-right", &["l", "right"], Command::Right, "pan, or move the cursor, to later", None),
        (Timeline, "as-of", &["a"], Command::AsOf, "judge as of another time: cursor A", Some(("as of", 4))),
        (Timeline, "revocation", &["R"], Command::Revocation, "suppose a revocation: cursor", Some(("revoke", 4))),
        (Timeline, "type-date", &["@"], Command::TypeDate, "type the date of the cursor", None),
        (Findings, "hide-finding", &["i"], Command::HideFinding, "hide this code for the session", Some(("hide", 6))),
        (Findings, "show-hidden", &["I"], Command::ShowHidden, "show the hidden codes again", None),
        (Files, "open-row", &["l", "right"], Command::Open, "open", None),
        (Files, "sort", &["s"], Command::SortNext, "sort by the next column", Some(("sort", 4))),
        (Files, "sort-by", &["S"], Command::SortMenu, "choose the column to sort by; again: the other way round", None),
        (Files, "group", &["F"], Command::GroupMenu, "group by identity, signer, issuer, leaf …", Some(("group", 4))),
        (Files, "revocation", &["R"], Command::Revocation, "suppose a revocation of the marked files: who falls", None),
        (Files, "mark-all", &["a"], Command::MarkAll, "mark every file that is seen; again: none", None),
        (Groups, "open-group", &["l", "right"], Command::Open, "open the group", None),
        (Groups, "group", &["F"], Command::GroupMenu, "group by something else", Some(("group", 4))),
        (
            Groups,
            "revocation",
            &["R"],
            Command::Revocation,
            "suppose a revocation of the marked files: who falls",
            None,
        ),
        (Groups, "mark-all", &["a"], Command::MarkAll, "mark the files of this group; again: none", None),
        (
            Compare,
            "shown",
            &["d"],
            Command::CompareFilter,
            "all rows, differences, same, one side",
            Some(("filter", 4)),
        ),
        (Compare, "next", &["]"], Command::NextMark, "next difference", Some(("next", 5))),
        (Compare, "previous", &["["], Command::PreviousMark, "previous difference", None),
        (Compare, "swap", &["X"], Command::Swap, "swap A and B", Some(("swap", 5))),
        (Compare, "revocation", &["R"], Command::Revocation, "suppose a revocation of both files: who falls", None),
        (Compare, "timeline-full", &["t"], Command::TimelineFull, "both timelines on one axis", Some(("time", 5))),
        (Matrix, "revocation", &["R"], Command::Revocation, "suppose a revocation of these files: who falls", None),
        (Matrix, "cell-left", &["h", "left"], Command::Left, "one file to the left", None),
        (Matrix, "cell-right", &["l", "right"], Command::Right, "one file to the right", None),
    ]
};

impl Default for Keymap {
    fn default() -> Self {
        let bindings = TABLE
            .iter()
            .map(|(context, name, keys, command, help, hint)| Binding {
                context: *context,
                name,
                keys: keys.iter().map(|key| (*key).to_owned()).collect(),
                command: *command,
                help,
                hint: *hint,
            })
            .collect();
        Self { bindings }
    }
}

impl Keymap {
    /// Every binding.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The command of a key; the first context that knows the key decides.
    pub fn find(&self, contexts: &[Context], key: KeyEvent) -> Option<Command> {
        let pressed = key_name(key)?;
        contexts.iter().find_map(|context| {
            self.bindings
                .iter()
                .find(|binding| binding.context == *context && binding.keys.contains(&pressed))
                .map(|binding| binding.command)
        })
    }

    /// The first key of a command in these contexts.
    pub fn key_of(&self, contexts: &[Context], command: Command) -> Option<&str> {
        contexts.iter().find_map(|context| {
            self.bindings
                .iter()
                .find(|binding| binding.context == *context && binding.command == command)
                .and_then(|binding| binding.keys.first())
                .map(String::as_str)
        })
    }

    /// The bindings that hold in these contexts, pane first.
    pub fn of<'a>(&'a self, contexts: &'a [Context]) -> impl Iterator<Item = &'a Binding> {
        contexts.iter().flat_map(|context| self.bindings.iter().filter(move |binding| binding.context == *context))
    }

    /// Gives an action other keys.
    ///
    /// # Errors
    /// When no action has that name, or a text is no key.
    pub fn rebind(&mut self, name: &str, keys: &[String]) -> Result<(), String> {
        if let Some(wrong) = keys.iter().find(|key| parse_key(key).is_none()) {
            return Err(format!("`{wrong}` is no key: write a character, or enter, esc, tab, space, f1, ctrl-d …"));
        }
        let mut found = false;
        for binding in self.bindings.iter_mut().filter(|binding| binding.name == name) {
            binding.keys = keys.iter().filter_map(|key| parse_key(key).and_then(key_name)).collect();
            found = true;
        }
        if found { Ok(()) } else { Err(format!("no action is called `{name}`: see sigscope keys")) }
    }

    /// Keys that two actions share which hold at the same time: in one context, or in one that hides the other.
    pub fn clashes(&self) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for (at, binding) in self.bindings.iter().enumerate() {
            for other in self.bindings.iter().skip(at.saturating_add(1)) {
                let Some(key) = binding.keys.iter().find(|key| other.keys.contains(key)) else { continue };
                let names = [binding.name, other.name];
                let context = binding.context.name();
                if other.context == binding.context {
                    let text = format!("{context}: `{key}` is both {} and {}", binding.name, other.name);
                    clashes.push(Clash { names, text });
                } else if binding.command != other.command
                    && let Some((front, behind)) = in_front(binding, other)
                {
                    let (name, hidden) = (front.context.name(), behind.context.name());
                    let text = format!("{name}: `{key}` is {}, which hides {} ({hidden})", front.name, behind.name);
                    clashes.push(Clash { names, text });
                }
            }
        }
        clashes
    }

    /// The table as text, for `sigscope keys`.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut last = None;
        let mut sorted: Vec<&Binding> = self.bindings.iter().collect();
        sorted.sort_by_key(|binding| binding.context);
        for binding in sorted {
            if last != Some(binding.context) {
                if last.is_some() {
                    text.push('\n');
                }
                text.push_str(&format!("{}\n", binding.context.name()));
                last = Some(binding.context);
            }
            let keys = binding.keys.join(" ");
            text.push_str(&format!("  {:<18} {keys:<16} {}\n", binding.name, binding.help));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    #[test]
    fn built_in_table_has_no_clash_and_only_readable_keys() {
        let keymap = Keymap::default();
        let clashes = keymap.clashes();
        let in_one = clashes.iter().filter(|clash| clash.text.contains("is both")).collect::<Vec<_>>();
        assert_eq!(in_one, Vec::<&Clash>::new());
        for binding in keymap.bindings() {
            for key in &binding.keys {
                let parsed = parse_key(key).unwrap_or_else(|| panic!("{key}"));
                assert_eq!(key_name(parsed).as_deref(), Some(key.as_str()));
            }
        }
    }

    #[test]
    fn pane_decides_before_everywhere() {
        let keymap = Keymap::default();
        let plus = parse_key("s").unwrap();
        assert_eq!(keymap.find(&[Context::Timeline, Context::Everywhere], plus), Some(Command::Scale));
        assert_eq!(keymap.find(&[Context::Details, Context::Everywhere], plus), None);
    }

    #[test]
    fn rebinding_replaces_keys_and_reports_what_it_cannot_read() {
        let mut keymap = Keymap::default();
        keymap.rebind("zoom", &["f5".to_owned()]).unwrap();
        assert_eq!(keymap.key_of(&[Context::Sample], Command::Zoom), Some("f5"));
        assert!(keymap.rebind("fly", &["f5".to_owned()]).unwrap_err().contains("fly"));
        assert!(keymap.rebind("zoom", &["hyper-x".to_owned()]).unwrap_err().contains("hyper-x"));
        keymap.rebind("hex", &["f5".to_owned()]).unwrap();
        let in_one = keymap.clashes().into_iter().filter(|clash| clash.text.contains("is both"));
        assert_eq!(in_one.count(), 1, "{:?}", keymap.clashes());
    }

    #[test]
    fn shifted_letter_is_the_capital_whatever_the_terminal_reports() {
        let key = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(key_name(key).as_deref(), Some("G"));
    }
}
