//! Rules about characters that change what a reader sees.

use super::texts::{Origin, Text, texts};
use crate::model::{Confidence, Severity};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};
use crate::text::{TextFlag, classify};

/// Which characters of a text have one flag, as `U+202E`, at most five of them.
fn with_flag(text: &str, flag: TextFlag) -> Vec<String> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Vec::new();
    }
    text.chars()
        .filter(|character| classify(*character) == Some(flag))
        .take(5)
        .map(|character| format!("U+{:04X}", u32::from(character)))
        .collect()
}

/// One hit for each text that is picked.
fn each_text(case: &Case<'_>, pick: impl Fn(&Text<'_>) -> Option<Hit>) -> Answer {
    Answer::from_hits(texts(case).iter().filter_map(pick).collect())
}

/// Characters that turn the direction of writing.
pub(super) static NAME_BIDI_CONTROL: Rule = Rule {
    id: "name-bidi-control",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A name in a certificate, the opus label, VERSIONINFO or the file's own name contains a character that controls the \
           direction of writing (U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C).",
    why: "What the reader sees is not what is there: `gpj.exe` reads `exe.jpg`. CAs do not issue such names.",
    harmless: "None in names. Names in Arabic or Hebrew need no such character.",
    verify: "openssl x509 -noout -subject -nameopt sep_multiline,utf8,dump_all, or xxd on the bytes: e2 80 ae is U+202E.",
    sources: &[Source::Published("Unicode UAX 9, bidirectional algorithm"), Source::Practice],
    effective: None,
    check: name_bidi_control,
};

fn name_bidi_control(case: &Case<'_>) -> Answer {
    each_text(case, |text| {
        let found = with_flag(text.value, TextFlag::Bidi);
        (!found.is_empty()).then(|| {
            text.hit("A name that turns the direction of writing", format!("{}: {}", text.place(), found.join(", ")))
        })
    })
}

/// Characters that control a terminal.
pub(super) static NAME_TERMINAL_ESCAPE: Rule = Rule {
    id: "name-terminal-escape",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Critical,
    confidence: Confidence::High,
    what: "A displayed name contains a control character (C0, DEL or C1: escape, bell, line breaks, NUL). A notice for NUL \
           characters at the end, and for line breaks and tabs in VERSIONINFO.",
    why: "It attacks the analyst: escape sequences move the cursor, hide text and can run commands in some terminals; line \
          breaks forge lines of a log.",
    harmless: "Broken encoders leave a NUL at the end; copyright texts of VERSIONINFO sometimes have several lines.",
    verify: "xxd on the bytes at the offset shown; never print the name to a terminal.",
    sources: &[Source::Practice],
    effective: None,
    check: name_terminal_escape,
};

fn name_terminal_escape(case: &Case<'_>) -> Answer {
    each_text(case, |text| {
        let found = with_flag(text.value, TextFlag::Control);
        if found.is_empty() {
            return None;
        }
        let hit = text.hit("A name that controls the terminal", format!("{}: {}", text.place(), found.join(", ")));
        let lines = text.origin == Origin::VersionInfo;
        let harmless = |character: char| {
            classify(character) != Some(TextFlag::Control) || (lines && matches!(character, '\n' | '\r' | '\t'))
        };
        let mild = text.value.trim_end_matches('\0').chars().all(harmless);
        Some(if mild { hit.severity(Severity::Notice) } else { hit })
    })
}

/// Characters without a glyph, and spaces where none belong.
pub(super) static NAME_INVISIBLE: Rule = Rule {
    id: "name-invisible",
    family: Family::Identity,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "A displayed name contains an invisible character (zero width, soft hyphen, variation selector), or a certificate's or \
           the file's own name starts or ends with a space or has two spaces in a row. A notice for spaces in a certificate.",
    why: "Two names look the same and are not; many spaces push a second file extension out of sight.",
    harmless: "Sloppy data entry at the CA.",
    verify: "openssl x509 -noout -subject -nameopt sep_multiline,utf8,dump_all, or xxd on the bytes.",
    sources: &[Source::Published("Unicode UTS 39"), Source::Practice],
    effective: None,
    check: name_invisible,
};

fn name_invisible(case: &Case<'_>) -> Answer {
    each_text(case, |text| {
        let found = with_flag(text.value, TextFlag::Invisible);
        if !found.is_empty() {
            return Some(
                text.hit("A name with invisible characters", format!("{}: {}", text.place(), found.join(", "))),
            );
        }
        let spaced = matches!(text.origin, Origin::Certificate | Origin::FileName)
            && (text.value.starts_with(' ') || text.value.ends_with(' ') || text.value.contains("  "));
        spaced.then(|| {
            let hit = text.hit("A name with hidden spaces", format!("{}: `{}`", text.place(), text.value));
            // Measured: subjects of honest old certificates end with a space; no issued name hides a file extension.
            if text.origin == Origin::Certificate { hit.severity(Severity::Notice) } else { hit }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Opus;
    use crate::rules::fixture::{Fixture, name};

    fn named(cn: &str) -> Fixture {
        let mut file = Fixture::signed();
        file.leaf().subject_attributes = name(cn, "Sample Ltd");
        file
    }

    #[test]
    fn direction_is_turned_in_every_kind_of_text() {
        assert!(Fixture::signed().silent(&NAME_BIDI_CONTROL));
        assert!(named("Sample\u{202e}dtL").hits(&NAME_BIDI_CONTROL)[0].detail.ends_with("U+202E"));
        let mut file = Fixture::signed();
        file.path = "/tmp/invoice\u{202e}gpj.exe".to_owned();
        assert!(file.fires(&NAME_BIDI_CONTROL));
        let mut file = Fixture::signed();
        file.signature().facts.opus = Some(Opus { program_name: Some("\u{2066}x".to_owned()), more_info: None });
        assert_eq!(file.hits(&NAME_BIDI_CONTROL)[0].signature, Some(0));
        let mut file = Fixture::signed();
        file.pe().version_info.insert("CompanyName".to_owned(), "a\u{200f}b".to_owned());
        assert!(file.fires(&NAME_BIDI_CONTROL));
    }

    #[test]
    fn escape_sequences_are_critical_and_broken_encoders_are_not() {
        assert!(Fixture::signed().silent(&NAME_TERMINAL_ESCAPE));
        assert_eq!(named("\u{1b}[2JSample").severity(&NAME_TERMINAL_ESCAPE), Some(Severity::Critical));
        assert_eq!(named("Sample\0").severity(&NAME_TERMINAL_ESCAPE), Some(Severity::Notice));
        assert_eq!(named("Sam\0ple").severity(&NAME_TERMINAL_ESCAPE), Some(Severity::Critical));
        let mut file = Fixture::signed();
        file.pe().version_info.insert("LegalCopyright".to_owned(), "one\r\ntwo".to_owned());
        assert_eq!(file.severity(&NAME_TERMINAL_ESCAPE), Some(Severity::Notice));
        assert_eq!(named("one\ntwo").severity(&NAME_TERMINAL_ESCAPE), Some(Severity::Critical));
    }

    #[test]
    fn invisible_characters_and_spaces_are_told_apart() {
        assert!(Fixture::signed().silent(&NAME_INVISIBLE));
        assert_eq!(named("Sam\u{200b}ple").severity(&NAME_INVISIBLE), Some(Severity::Warning));
        assert_eq!(named("Sample ").severity(&NAME_INVISIBLE), Some(Severity::Notice));
        let mut file = Fixture::signed();
        file.path = "invoice.pdf                .exe".to_owned();
        assert_eq!(file.severity(&NAME_INVISIBLE), Some(Severity::Warning));
        file.path = "an invoice.exe".to_owned();
        file.pe().version_info.insert("FileDescription".to_owned(), "two  spaces ".to_owned());
        assert!(file.silent(&NAME_INVISIBLE));
    }
}
