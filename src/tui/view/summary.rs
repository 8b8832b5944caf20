//! The title line and the File box.

use std::sync::Arc;

use super::token::{Token, counts};
use crate::model::{Analysis, Check, Pe, RevocationState, State};
use crate::tui::app::{App, FileEntry, FileState, View};
use crate::tui::row::{Role, Row, grouped};

/// The title line of a sample.
pub fn title(app: &App, file: &FileEntry, width: usize) -> Row {
    let mut row = Row::of(" ", Role::Plain);
    if width >= 100 {
        row = row.fixed("sigscope  ", Role::Strong);
    }
    if app.demo {
        row = row.fixed("DEMO  ", Role::Warn);
    }
    row = row.shown_bytes_within(file.source.name_bytes(), (width / 3).max(12), Role::Strong);
    if app.list.total() > 1
        && let View::Sample(id) = app.view()
    {
        row = row.own(format!("  {}/{}", id.0.saturating_add(1), app.list.total()), Role::Plain);
    }
    let marks = app.marked();
    if marks > 0 {
        row = row.own(format!("  (marked {marks})"), Role::Plain);
    }
    match (file.shown(), &file.state) {
        (Some(analysis), _) => {
            // The other time comes before everything that does not depend on it.
            let times = &file.view.timeline;
            if let Some(time) = times.as_of {
                let time = time.to_string();
                let seconds = time.split_once('.').map_or(time.clone(), |(seconds, _)| format!("{seconds}Z"));
                row = row.own(format!("  AS OF {seconds}"), Role::Marker);
            }
            if let Some(time) = times.revocation {
                row = row.own(format!("  IF REVOKED {}Z", time.minutes()), Role::Marker);
            }
            if times.as_of.is_some() || times.revocation.is_some() {
                // No room for more.
            } else if width < 100 {
                row = row.own(format!("  {}", kind_and_size(analysis)), Role::Plain);
                if let Some(hash) = &analysis.hashes.sha256 {
                    row = row.own(format!("  sha256 {}", short_hash(&hash.to_string())), Role::Plain);
                }
            }
            row.right = headline(analysis).left;
        }
        (None, FileState::Failed(_)) => row = row.at_right("E unreadable ", Role::Fail),
        (None, FileState::Stopped) => row = row.at_right("stopped ", Role::Plain),
        (None, _) => row = row.at_right("reading … ", Role::Plain),
    }
    row
}

/// Mark, headline and counts of findings.
pub fn headline(analysis: &Analysis) -> Row {
    let token = Token::from(analysis.assessment);
    token
        .row()
        .own(format!(" {}", analysis.assessment), token.role())
        .then(counts(analysis.findings.iter()))
        .fixed(" ", Role::Plain)
}

/// `PE32+ x64 412 KB`.
pub fn kind_and_size(analysis: &Analysis) -> String {
    let machine = analysis.pe.as_ref().map(|pe| format!(" {}", pe.machine)).unwrap_or_default();
    let format = match analysis.format {
        crate::model::Format::Pe32 => "PE32".to_owned(),
        crate::model::Format::Pe32Plus => "PE32+".to_owned(),
        other => other.to_string(),
    };
    format!("{format}{machine} {}", size(analysis.size))
}

/// A size in the unit that people use, rounded: `412 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{} B", grouped(bytes)),
        10_000..=9_999_999 => format!("{} KB", grouped(bytes.saturating_add(512) / 1024)),
        _ => format!("{} MB", grouped(bytes.saturating_add(512 * 1024) / (1024 * 1024))),
    }
}

/// First and last digits of a hash.
pub fn short_hash(hash: &str) -> String {
    match (hash.get(..8), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if hash.len() > 16 => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}

/// The File box of wide screens: three rows.
pub fn file_box(app: &App, file: &FileEntry, analysis: &Analysis, width: usize) -> Vec<Row> {
    let mut first = Row::of("Name      ", Role::Label).shown_bytes_within(file.source.name_bytes(), 28, Role::Strong);
    first = first.column(36);
    let long = width > 190;
    let hash = |hash: &crate::model::HexBytes| {
        let text = hash.to_string();
        if long { text } else { short_hash(&text) }
    };
    if let Some(sha256) = &analysis.hashes.sha256 {
        first = first.fixed("  SHA-256  ", Role::Label).own(hash(sha256), Role::Plain);
    }
    let primary = analysis.primary();
    let authentihash = primary.and_then(|signature| signature.facts.computed_digest.as_ref()).or(analysis
        .hashes
        .authentihash
        .sha256
        .as_ref());
    if let Some(digest) = authentihash {
        first = first.fixed("   Authentihash  ", Role::Label).own(short_hash(&digest.to_string()), Role::Plain);
        let outcome = primary.and_then(|signature| signature.outcome(Check::ImageDigest)).map(|o| o.outcome);
        first = match outcome {
            Some(State::Valid) => first.fixed(" [+] = signed digest", Role::Plain),
            Some(State::Invalid) => first.fixed(" [X] differs from signed digest", Role::Fail),
            _ => first,
        };
    }
    let mut second = image_row(app, analysis);
    if let Some(seen) = super::history::headline(analysis) {
        let room = width.saturating_sub(second.left_width()).saturating_sub(16);
        if room >= 24 {
            second = second.fixed("   Seen before  ", Role::Label).shown_within(&seen, room, Role::Strong);
        }
    }
    vec![first, second, verdict_row(analysis, width >= 150)]
}

fn image_row(app: &App, analysis: &Analysis) -> Row {
    let mut row = Row::new().own(kind_and_size(analysis), Role::Plain);
    let Some(pe) = &analysis.pe else {
        return match &analysis.error {
            Some(error) => row.fixed("   ", Role::Plain).shown(error, Role::Warn),
            None => row,
        };
    };
    row = row.own(format!(", {}", linked(pe, app)), Role::Plain);
    row = match pe.security_directory {
        Some(table) => row.own(format!("   cert table 0x{:x}+{} B", table.offset, grouped(table.length)), Role::Plain),
        None => row.fixed("   no cert table", Role::Plain),
    };
    let after = match &pe.trailing {
        Some(trailing) => format!("   after table: {} {}", size(trailing.size), trailing.magic),
        None => "   after table: none".to_owned(),
    };
    let overlay = match &pe.overlay {
        Some(overlay) => format!("   overlay: {} {}", size(overlay.size), overlay.magic),
        None => "   overlay: none".to_owned(),
    };
    row.own(overlay, Role::Plain).own(after, Role::Plain)
}

fn linked(pe: &Arc<Pe>, app: &App) -> String {
    match (pe.link_time, pe.reproducible) {
        (Some(time), _) if time > app.policy.at => format!("linked {}Z (in the future)", time.minutes()),
        (Some(time), _) => format!("linked {}Z", time.minutes()),
        (None, true) => "linked: reproducible build, no date".to_owned(),
        (None, false) => "linked: no date".to_owned(),
    }
}

/// The checks, each with its own mark; on wide screens all of them and the estimate.
pub fn verdict_row(analysis: &Analysis, wide: bool) -> Row {
    let token = Token::from(analysis.assessment);
    let row = Row::of("Verdict   ", Role::Label)
        .then(token.row())
        .own(format!(" {}", analysis.assessment), token.role())
        .own(format!("  {} ", analysis.verdict.summary), Role::Strong);
    let Some(signature) = analysis.primary() else {
        return row.own(format!("  {}", super::details_file::unsigned_text(analysis)), Role::Plain);
    };
    let state = |check| signature.outcome(check).map_or(State::CannotTell, |outcome| outcome.outcome);
    let timestamp = signature.timestamp.as_ref().map_or(State::NotPresent, |stamp| stamp.valid);
    let mut checks = vec![("digest", state(Check::ImageDigest)), ("chain", state(Check::SignerChain))];
    if wide {
        checks.insert(1, ("signature", state(Check::AttributeSignature)));
    }
    checks.push(("timestamp", timestamp));
    checks.push(("revocation", state(Check::Revocation)));
    checks.push(("root", state(Check::RootProgramme)));
    let none = signature.timestamp.is_none();
    let mut row = row.fixed(" ", Role::Plain);
    // Without data nothing was looked at; data that does not answer is something else.
    let unchecked = !signature
        .revocations
        .iter()
        .any(|answer| answer.state != RevocationState::NotChecked && signature.chain.contains(&answer.certificate));
    let skipped = |name: &str, found: State| name == "revocation" && found == State::CannotTell && unchecked;
    // What failed comes first, what was not looked at last.
    for (group, skip, words) in [
        (State::Invalid, false, ""),
        (State::Valid, false, ""),
        (State::CannotTell, false, "cannot tell: "),
        (State::CannotTell, true, "not checked: "),
        (State::NotPresent, false, "n/a: "),
    ] {
        let names: Vec<&str> = checks
            .iter()
            .filter(|(name, found)| *found == group && skipped(name, *found) == skip && !(none && *name == "timestamp"))
            .map(|(name, _)| *name)
            .collect();
        if names.is_empty() {
            continue;
        }
        row = row.fixed("| ", Role::Plain).then(Token::from(group).row()).fixed(" ", Role::Plain);
        row = row.fixed(words, Role::Plain).own(format!("{} ", names.join(", ")), Role::Plain);
    }
    if none {
        row = row.fixed("| no timestamp ", Role::Plain);
    }
    if wide { row.own(format!("| Windows {} (estimate)", analysis.verdict.windows.name), Role::Plain) } else { row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_to_the_nearest_unit() {
        assert_eq!(size(13_567_112), "13 MB");
        assert_eq!(size(10 * 1024 + 511), "10 KB");
        assert_eq!(size(10 * 1024 + 512), "11 KB");
    }

    #[test]
    fn check_without_an_answer_is_not_called_unchecked() {
        let mut analysis = crate::report::example::signed("a.exe", 1);
        let signature = analysis.signatures.first_mut().unwrap();
        signature.revocations.clear();
        signature.outcomes = vec![
            crate::model::Outcome::cannot_tell(Check::SignerChain, "no issuer"),
            crate::model::Outcome::cannot_tell(Check::Revocation, "not checked"),
        ];
        let row = verdict_row(&analysis, false).plain();
        let (told, skipped) = row.split_once("not checked: ").unwrap();
        assert!(told.contains("cannot tell: ") && told.contains("chain"), "{row}");
        assert!(skipped.starts_with("revocation") && !skipped.contains("chain"), "{row}");
    }
}
