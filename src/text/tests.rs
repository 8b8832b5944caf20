use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    Untrusted(text).shown().text
}

#[test]
fn plain_text_is_unchanged_and_has_no_flags() {
    let shown = Untrusted("Microsoft Corporation").shown();
    assert_eq!(shown.text, "Microsoft Corporation");
    assert!(shown.flags.is_empty() && shown.escapes.is_empty());
    assert_eq!(shown.chars, 21);
}

#[test]
fn letters_of_other_languages_stay() {
    for text in ["Müller & Söhne GmbH", "株式会社サンプル", "Пример ООО", "Ελλάδα", "주식회사", "Công ty Cổ phần"]
    {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn decomposed_hangul_and_vietnamese_stay() {
    for text in ["\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "Co\u{302}\u{309} pha\u{302}\u{300}n"] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn each_class_of_the_design_is_escaped_and_flagged() {
    let cases = [
        ("a\x1b]52;c;B", "a\\x1b]52;c;B", TextFlag::Control),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd", TextFlag::Control),
        ("\u{9b}31m", "\\u{9b}31m", TextFlag::Control),
        ("\x7f", "\\x7f", TextFlag::Control),
        ("invoice_26\u{202e}xcod.exe", "invoice_26\\u{202e}xcod.exe", TextFlag::Bidi),
        ("a\u{61c}b", "a\\u{61c}b", TextFlag::Bidi),
        ("Micro\u{200b}soft", "Micro\\u{200b}soft", TextFlag::Invisible),
        ("a\u{e0041}", "a\\u{e0041}", TextFlag::Invisible),
        ("a\u{3164}b", "a\\u{3164}b", TextFlag::Invisible),
        ("a\u{206f}b", "a\\u{206f}b", TextFlag::Invisible),
        ("a\u{2028}b", "a\\u{2028}b", TextFlag::OddSpace),
        ("a\u{85}b", "a\\u{85}b", TextFlag::OddSpace),
        ("a\u{a0}b", "a\\u{a0}b", TextFlag::OddSpace),
        ("name ", "\"name \"", TextFlag::OddSpace),
        ("\u{e000}", "\\u{e000}", TextFlag::Unassigned),
        ("\u{fdd0}", "\\u{fdd0}", TextFlag::Unassigned),
    ];
    for (text, expected, flag) in cases {
        let shown = Untrusted(text).shown();
        assert_eq!(shown.text, expected);
        assert_eq!(shown.flags, BTreeSet::from([flag]), "{text:?}");
    }
}

#[test]
fn third_mark_on_a_base_is_counted_instead_of_drawn() {
    let zalgo = format!("a{}b", "\u{301}".repeat(20));
    let shown = Untrusted(&zalgo).shown();
    assert_eq!(shown.text, "a\u{301}\u{301}\\u{301}x18b");
    assert!(shown.has(TextFlag::StackedMarks));
    assert_eq!(self::shown("\u{301}a"), "\\u{301}a", "a mark without a base would stand on the border");
}

#[test]
fn text_that_would_read_as_a_count_is_escaped() {
    assert_eq!(shown("a\u{301}\u{301}\u{301}x5"), "a\u{301}\u{301}\\u{301}\\x785");
    assert_eq!(shown("a\u{301}\u{301}\u{301}\u{301}5"), "a\u{301}\u{301}\\u{301}x2\\x35");
}

#[test]
fn backslash_is_doubled_without_a_flag() {
    let shown = Untrusted("C:\\x1b").shown();
    assert_eq!(shown.text, "C:\\\\x1b");
    assert!(shown.flags.is_empty());
}

#[test]
fn backslash_of_a_distinguished_name_stays_single() {
    let name = Untrusted("CN=VeriSign\\, Inc.,O=\x1b[31m\u{202e}").shown_name_in(Place::Line);
    assert_eq!(name.text, "CN=VeriSign\\, Inc.,O=\\x1b[31m\\u{202e}");
}

#[test]
fn text_in_quotes_gets_a_second_pair() {
    assert_eq!(shown("\"a\""), "\"\"a\"\"");
    assert_eq!(shown("\"a"), "\"a");
    assert_eq!(shown("\""), "\"");
}

#[test]
fn word_of_two_scripts_is_flagged_but_two_words_are_not() {
    assert!(Untrusted("Mi\u{441}rosoft Corp").shown().has(TextFlag::MixedScript));
    assert!(!Untrusted("Microsoft Россия").shown().has(TextFlag::MixedScript));
    assert!(!Untrusted("日本語カタカナ").shown().has(TextFlag::MixedScript));
}

#[test]
fn right_to_left_letters_stay_on_a_line_and_are_escaped_in_a_table() {
    assert_eq!(shown("שלום"), "שלום");
    let table = Untrusted("שa").shown_in(Place::Table);
    assert_eq!(table.text, "\\u{5e9}a");
    assert!(table.has(TextFlag::RightToLeft));
}

#[test]
fn ascii_place_escapes_everything_else() {
    let shown = Untrusted("Müller").shown_in(Place::Ascii);
    assert_eq!(shown.text, "M\\u{fc}ller");
    assert!(shown.flags.is_empty());
}

#[test]
fn bytes_that_are_not_utf_8_are_shown_as_bytes() {
    let shown = Shown::from_bytes(b"a\xff\xfeb\xc3\xa9", Place::Line);
    assert_eq!(shown.text, "a\\xff\\xfebé");
    assert!(shown.has(TextFlag::Control));
}

#[test]
fn long_text_ends_with_its_length() {
    let shown = Untrusted(&"x".repeat(100_000)).shown();
    assert!(shown.has(TextFlag::Cut) && shown.has(TextFlag::Long));
    assert!(shown.text.ends_with("x… (100 000 chars)"));
    assert_eq!(shown.text.len(), SHOWN_BYTES + "… (100 000 chars)".len());
}

#[test]
fn cut_takes_out_the_middle_and_says_how_long_it_was() {
    let shown = Untrusted(&"abcdefghij".repeat(1000)).shown();
    assert_eq!(shown.cut(34), "abcdefghijab…efghij (10 000 chars)");
    assert_eq!(shown.cut(5), "abc…j");
    assert_eq!(shown.cut(0), "");
    assert_eq!(Untrusted("short").shown().cut(5), "short");
}

#[test]
fn escape_is_never_cut_in_two() {
    let shown = Untrusted("ab\u{202e}cdefghijklmnop").shown();
    assert_eq!(shown.cut(9), "ab…op");
}

#[test]
fn escapes_are_the_ranges_for_reverse_video() {
    let shown = Untrusted(" a\u{202e}b").shown();
    let marked: Vec<&str> = shown.escapes.iter().map(|range| &shown.text[range.clone()]).collect();
    assert_eq!(marked, ["\\u{202e}"]);
}

/// Reads a shown text back into bytes, written from the description of the format alone.
fn reveal(shown: &str) -> Vec<u8> {
    let mut rest = shown.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(shown);
    let mut bytes = Vec::new();
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if character != '\\' {
            bytes.extend(character.to_string().bytes());
            continue;
        }
        let kind = rest.chars().next().unwrap();
        rest = &rest[1..];
        match kind {
            '\\' => bytes.push(b'\\'),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'x' => {
                bytes.push(u8::from_str_radix(&rest[..2], 16).unwrap());
                rest = &rest[2..];
            }
            'u' => {
                let (code, after) = rest[1..].split_once('}').unwrap();
                let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                rest = after;
                let mut times = 1;
                if let Some(counted) =
                    rest.strip_prefix('x').filter(|_| super::stacks(character) && super::classify(character).is_none())
                {
                    let digits = counted.chars().take_while(char::is_ascii_digit).count();
                    times = counted[..digits].parse().unwrap();
                    rest = &counted[digits..];
                }
                bytes.extend(character.to_string().repeat(times).bytes());
            }
            other => panic!("unknown escape {other}"),
        }
    }
    bytes
}

/// Any text, with the dangerous characters far more often than by chance.
fn hostile() -> impl Strategy<Value = String> {
    let nasty = prop_oneof![
        Just('\u{202e}'),
        Just('\u{200b}'),
        Just('\x1b'),
        Just('\u{9b}'),
        Just('\\'),
        Just('"'),
        Just(' '),
        Just('x'),
        Just('1'),
        Just('\u{301}'),
        Just('\u{302}'),
        Just('\u{5e9}'),
        Just('\u{feff}'),
        Just('\u{e0101}'),
        Just('\u{1161}'),
        Just('u'),
        Just('{'),
        Just('\u{2028}'),
        any::<char>(),
    ];
    prop::collection::vec(nasty, 0..40).prop_map(|characters| characters.into_iter().collect())
}

/// The characters that must never reach a terminal, from the table of the design and not from the code.
fn is_forbidden(character: char) -> bool {
    matches!(u32::from(character), 0..=0x1f | 0x7f..=0x9f | 0xa0 | 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x1680
        | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x2069 | 0x3000 | 0x3164
        | 0xe000..=0xf8ff | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xe0000..=0xe01ef)
}

proptest! {
    #[test]
    fn nothing_dangerous_is_shown(text in hostile()) {
        for place in [Place::Line, Place::Table, Place::Ascii] {
            let shown = Untrusted(&text).shown_in(place);
            prop_assert!(!shown.text.chars().any(is_forbidden), "{:?}", shown.text);
            prop_assert!(place != Place::Ascii || shown.text.is_ascii());
        }
    }

    #[test]
    fn shown_text_can_be_read_back(text in hostile()) {
        for place in [Place::Line, Place::Table, Place::Ascii] {
            let shown = Untrusted(&text).shown_in(place);
            prop_assert_eq!(reveal(&shown.text), text.as_bytes(), "{:?}", shown.text);
        }
    }

    #[test]
    fn shown_bytes_can_be_read_back(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let shown = Shown::from_bytes(&bytes, Place::Line);
        prop_assert!(!shown.text.chars().any(is_forbidden));
        prop_assert_eq!(reveal(&shown.text), bytes);
    }

    #[test]
    fn cut_fits_its_columns(text in hostile(), columns in 0usize..60) {
        let cut = Untrusted(&text).shown().cut(columns);
        prop_assert!(cut.width() <= columns, "{cut:?}");
    }
}
