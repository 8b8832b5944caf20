//! Names that attack the grammar of every format: the consumer's parser reads back exactly the value.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use proptest::prelude::*;
use sigscope::ioc::{Basket, Format, Kind, Party, RenderOptions, Value, all_values, render};
use sigscope::model::{Analysis, NameAttribute, StringKind};
use sigscope::text::{Untrusted, classify, refang};

use super::{analysis, at};

/// The file that gets the texts.
pub static BASE: LazyLock<Arc<Analysis>> = LazyLock::new(|| analysis("short.exe"));

/// Texts with which other tools were broken, between any others.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(&[
            "\"",
            "'",
            "`",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "|",
            "||",
            "*",
            "?",
            "%",
            "$",
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(1)",
            ";",
            ",",
            "#",
            " #",
            ": ",
            "- ",
            "---\n",
            "...",
            "&",
            "<",
            ">",
            "-->",
            "]]>",
            "<!--",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{feff}",
            "\u{ad}",
            "\x1b]52;c;AAAA\x07",
            "\x1b[31m",
            "\u{9b}31m",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "\u{2029}",
            "\u{a0}",
            "\u{e0041}",
            "\u{fff0}",
            "\u{10ffff}",
            "http://a.example/x",
            "a@b.example",
            "é",
            "株式会社",
            "😀",
            "\u{301}\u{301}\u{301}",
            "שלום",
            "/CN=",
            "//",
            "/*",
            "*/",
            "\\x41",
            "\\u0041",
            "\\\"",
            "\\'",
            "true",
            "~",
            "null",
            "0x10",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,12}",
        any::<char>().prop_map(String::from),
    ];
    let text = prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat());
    text.prop_filter("an empty text is no value", |text| !text.is_empty())
}

/// `short.exe` with one text in every place that a signer chooses.
pub fn with_text(base: &Analysis, text: &str) -> Arc<Analysis> {
    let mut analysis = base.clone();
    analysis.path = format!("samples/{text}");
    let leaf = analysis.signatures[0].facts.signer.unwrap();
    for certificate in &mut analysis.certificates {
        if certificate.facts.sha256 != leaf {
            continue;
        }
        let facts = Arc::make_mut(&mut certificate.facts);
        for (name, whole, common) in [
            (&mut facts.subject_attributes, &mut facts.subject, &mut facts.subject_cn),
            (&mut facts.issuer_attributes, &mut facts.issuer, &mut facts.issuer_cn),
        ] {
            *whole = format!("CN={text}");
            *common = Some(text.to_owned());
            name.attributes = vec![NameAttribute {
                oid: "2.5.4.3".to_owned(),
                name: "CN".to_owned(),
                value: text.to_owned(),
                kind: StringKind::Utf8,
                invalid: false,
                location: None,
            }];
        }
        facts.urls.crl = vec![text.to_owned()];
    }
    let signature = Arc::make_mut(&mut analysis.signatures[0].facts);
    signature.opus =
        Some(sigscope::model::Opus { program_name: Some(text.to_owned()), more_info: Some(text.to_owned()) });
    let pe = Arc::make_mut(analysis.pe.as_mut().unwrap());
    pe.pdb = Some(text.to_owned());
    analysis.findings[0].detail = text.to_owned();
    Arc::new(analysis)
}

pub fn full(analysis: &Arc<Analysis>) -> Basket {
    let mut basket = Basket::new();
    basket.add_all(analysis, all_values(analysis));
    basket
}

/// A text as it is copied where the format has no escapes.
fn copied(text: &str) -> String {
    if text.chars().any(|character| classify(character).is_some()) {
        Untrusted(text).shown().text
    } else {
        text.to_owned()
    }
}

/// As [`copied`], with the backslashes of RFC 4514 single.
fn copied_value(value: &Value) -> String {
    let is_name = matches!(value.kind(), Kind::Subject | Kind::Issuer | Kind::TimestampAuthority);
    if is_name && copied(&value.text) != value.text {
        Untrusted(&value.text).shown_name_in(sigscope::text::Place::Line).text
    } else {
        copied(&value.text)
    }
}

/// Reads a format back and compares; `text` stands in every name of the analysis.
fn check(format: Format, analysis: &Arc<Analysis>, text: &str) {
    let basket = full(analysis);
    let out = render(format, &basket, &RenderOptions::new(at()));
    for character in out.chars() {
        assert!(character == '\n' || classify(character).is_none(), "{format} holds {character:?}");
    }
    match format {
        Format::Plain => lines(&out, &basket, copied_value),
        Format::Defanged => {
            for line in out.lines() {
                assert!(!line.contains("http://"), "{line}");
            }
            let refanged = refang(&out);
            for entry in basket.entries() {
                let value = copied_value(&entry.value);
                // A text that holds what defanging makes comes back defanged no more.
                assert!(refanged.contains(&refang(&value)), "{value}");
            }
        }
        Format::Markdown => markdown(&out, &basket),
        Format::Csv => csv(&out, &basket),
        Format::Json => json(&out, &basket),
        Format::VirusTotal => virustotal(&out),
        Format::Yara => yara(&out),
        Format::Kql => kql(&out, text),
        Format::Sigma => sigma(&out, text),
        Format::Stix => stix(&out, text),
        Format::Misp => misp(&out, text),
        Format::Wdac => wdac(&out, text),
        Format::AbuseReport => abuse_report(&out, text),
    }
}

fn lines(out: &str, basket: &Basket, copied: impl Fn(&Value) -> String) {
    let lines: Vec<&str> = out.split('\n').collect();
    for entry in basket.entries() {
        let value = copied(&entry.value);
        assert!(lines.contains(&value.as_str()), "{value:?} is not in {lines:?}");
    }
}

/// The cells of every table, by a parser of GitHub's Markdown.
fn markdown(out: &str, basket: &Basket) {
    use pulldown_cmark::{Event, Options, Parser, TagEnd};
    let mut cells: Vec<String> = Vec::new();
    let mut rows = 0;
    for event in Parser::new_ext(out, Options::ENABLE_TABLES) {
        match event {
            Event::Code(code) => cells.push(code.to_string()),
            Event::End(TagEnd::TableRow) => rows += 1,
            Event::Html(html) | Event::InlineHtml(html) => panic!("markup got through: {html}"),
            Event::Start(pulldown_cmark::Tag::Link { .. } | pulldown_cmark::Tag::Image { .. }) => panic!("a link"),
            _ => {}
        }
    }
    assert_eq!(rows, basket.len());
    for entry in basket.entries() {
        let value = copied_value(&entry.value);
        let is_url = matches!(entry.value.kind(), Kind::OpusUrl | Kind::CrlUrl | Kind::OcspUrl | Kind::CaIssuersUrl);
        let value = if is_url { sigscope::text::defang(&value) } else { value };
        assert!(cells.contains(&value), "{value:?} is not in {cells:?}");
    }
}

fn csv(out: &str, basket: &Basket) {
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), basket.len());
    for (record, entry) in records.iter().zip(basket.ordered()) {
        for cell in record {
            let is_number = cell.parse::<i64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} would be run");
        }
        let raw = base64::engine::general_purpose::STANDARD.decode(&record[4]).unwrap();
        let exact = if raw.is_empty() { record[3].as_bytes() } else { &raw };
        assert_eq!(String::from_utf8_lossy(exact), entry.value.text);
    }
}

fn json(out: &str, basket: &Basket) {
    let document: serde_json::Value = serde_json::from_str(out).unwrap();
    let values = document["values"].as_array().unwrap();
    assert_eq!(values.len(), basket.len());
    for (row, entry) in values.iter().zip(basket.ordered()) {
        assert_eq!(row["value"], entry.value.text.as_str());
    }
    assert_eq!(document["files"][0]["path"], basket.files()[0].path.as_str());
}

/// No quote of a value ends a quoted text: every line is words without quotes and pairs of quotes.
fn virustotal(out: &str) {
    for line in out.lines() {
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        assert!(!line.contains('\\'), "{line}");
        for inner in line.split('"').skip(1).step_by(2) {
            assert!(!inner.trim().is_empty(), "{line}");
        }
    }
}

/// What a string literal of YARA says; `tests/oracle` asks the engine itself.
fn yara(out: &str) {
    for line in out.lines().filter(|line| line.contains(" = \"")) {
        let (_, literal) = line.split_once(" = ").unwrap();
        assert_eq!(literals(literal).0.len(), 1, "{line}");
    }
}

fn kql(out: &str, text: &str) {
    let query: String = out.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n");
    let (literals, outside) = literals(&query);
    for name in ["Signer", "Issuer"] {
        assert!(outside.contains(name));
    }
    assert_eq!(literals.iter().filter(|literal| *literal == text).count(), 2, "{literals:?}");
    let allowed = |character: char| character.is_ascii_alphanumeric() || " \n|=~(),".contains(character);
    assert!(outside.chars().all(allowed), "{outside}");
}

/// The double-quoted literals of a text with backslash escapes, and what stands between them.
fn literals(text: &str) -> (Vec<String>, String) {
    let mut literals = Vec::new();
    let mut outside = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        outside.push_str(before);
        let mut units: Vec<u16> = Vec::new();
        let mut characters = after.char_indices();
        let end = loop {
            let (at, character) = characters.next().expect("an open literal");
            match character {
                '"' => break at,
                '\n' => panic!("a line break in a literal"),
                '\\' => match characters.next().unwrap().1 {
                    'u' => {
                        let digits: String = characters.by_ref().take(4).map(|(_, digit)| digit).collect();
                        units.push(u16::from_str_radix(&digits, 16).unwrap());
                    }
                    'x' => {
                        let digits: String = characters.by_ref().take(2).map(|(_, digit)| digit).collect();
                        units.push(u16::from_str_radix(&digits, 16).unwrap());
                    }
                    escaped @ ('"' | '\\') => units.push(escaped as u16),
                    other => panic!("unknown escape {other}"),
                },
                other => units.extend(other.encode_utf16(&mut [0; 2]).iter()),
            }
        };
        literals.push(String::from_utf16(&units).unwrap());
        rest = &after[end + 1..];
    }
    outside.push_str(rest);
    (literals, outside)
}

fn sigma(out: &str, text: &str) {
    let documents = yaml_rust2::YamlLoader::load_from_str(out).unwrap();
    assert_eq!(documents.len(), 3);
    let names = documents[2]["detection"]["listed_1"]["Signature"].as_vec().unwrap();
    let escaped = names[0].as_str().unwrap();
    let mut literal = String::new();
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        assert!(!matches!(character, '*' | '?'), "a wildcard");
        literal.push(if character == '\\' { characters.next().unwrap() } else { character });
    }
    assert_eq!(literal, text);
}

fn stix(out: &str, text: &str) {
    let bundle: serde_json::Value = serde_json::from_str(out).unwrap();
    let objects = bundle["objects"].as_array().unwrap();
    let of_type = |name: &str| objects.iter().filter(|object| object["type"] == name).collect::<Vec<_>>();
    let subject = format!("CN={text}");
    let leaf = of_type("x509-certificate").into_iter().find(|object| object["subject"] == subject.as_str()).unwrap();
    assert_eq!(leaf["issuer"], subject.as_str());
    let pattern = of_type("indicator")
        .into_iter()
        .filter_map(|object| object["pattern"].as_str())
        .find(|pattern| pattern.contains("x509-certificate:issuer"))
        .unwrap();
    // Strings of the pattern grammar: single quotes, the backslash escapes.
    let mut strings = Vec::new();
    let mut characters = pattern.chars();
    while characters.by_ref().any(|character| character == '\'') {
        let mut string = String::new();
        loop {
            match characters.next().expect("an open string") {
                '\'' => break,
                '\\' => string.push(characters.next().unwrap()),
                other => string.push(other),
            }
        }
        strings.push(string);
    }
    assert!(strings.contains(&subject), "{strings:?}");
}

fn misp(out: &str, text: &str) {
    let event: serde_json::Value = serde_json::from_str(out).unwrap();
    let objects = event["Event"]["Object"].as_array().unwrap();
    let attributes: Vec<(&str, &str)> = objects
        .iter()
        .flat_map(|object| object["Attribute"].as_array().unwrap())
        .map(|attribute| (attribute["object_relation"].as_str().unwrap(), attribute["value"].as_str().unwrap()))
        .collect();
    for relation in ["subject-common-name", "issuer-common-name", "program-name", "url"] {
        assert!(attributes.contains(&(relation, text)), "{relation}");
    }
}

fn wdac(out: &str, text: &str) {
    let document = roxmltree::Document::parse(out).unwrap();
    let names: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name(("urn:schemas-microsoft-com:sipolicy", "Signer")))
        .filter_map(|node| node.attribute("Name"))
        .collect();
    assert!(names.contains(&copied(text).as_str()), "{names:?}");
}

/// A text of a file starts no line of its own.
fn abuse_report(out: &str, text: &str) {
    let name = |text: &str| {
        let clean = copied(text) == text;
        if clean { text.to_owned() } else { Untrusted(text).shown_name_in(sigscope::text::Place::Line).text }
    };
    let subject = sigscope::text::defang(&name(&format!("CN={text}")));
    assert!(out.lines().any(|line| line == format!("  subject    {subject}")), "{out}");
    let headings = ["Certificate", "Revocation date", "Samples", "What was observed"];
    for heading in headings {
        assert_eq!(out.lines().filter(|line| *line == heading).count(), 1, "{heading}");
    }
}

/// Long enough to hit every limit of a line or a field.
fn long(text: &str) -> String {
    text.chars().cycle().take(10_000).collect()
}

#[test]
fn text_of_ten_thousand_characters_is_read_back() {
    for text in [long("A\"'\\`|{}\u{202e}\x1b=cmd "), long("a"), format!("={}", long("株"))] {
        let analysis = with_text(&BASE, &text);
        for format in Format::ALL {
            check(format, &analysis, &text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_is_read_back_from_every_format(text in hostile()) {
        let analysis = with_text(&BASE, &text);
        for format in Format::ALL {
            check(format, &analysis, &text);
        }
    }

    #[test]
    fn hostile_text_changes_no_rule_of_another_certificate(text in hostile()) {
        let options = RenderOptions::new(at());
        let only_serial = |analysis: &Arc<Analysis>| {
            let mut basket = full(analysis);
            basket.retain(|entry| entry.value.kind() == Kind::Serial && entry.value.id.party == Some(Party::Leaf));
            basket
        };
        let rule = render(Format::Yara, &only_serial(&with_text(&BASE, &text)), &options);
        prop_assert_eq!(rule.lines().filter(|line| line.starts_with("rule ")).count(), 1);
        let query = render(Format::Kql, &only_serial(&with_text(&BASE, &text)), &options);
        prop_assert_eq!(query.lines().count(), 3);
    }
}
