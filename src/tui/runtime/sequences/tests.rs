use proptest::prelude::*;

use super::*;

fn read(bytes: &[u8]) -> Vec<Input> {
    Sequences::new().read(bytes, false, Instant::now())
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn letter(letter: char) -> Input {
    key(KeyCode::Char(letter), KeyModifiers::NONE)
}

#[test]
fn keys_of_common_terminals_are_read() {
    let (none, control, shift) = (KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::SHIFT);
    for (bytes, wanted) in [
        ("j", letter('j')),
        ("G", key(KeyCode::Char('G'), shift)),
        ("ä", letter('ä')),
        ("\r", key(KeyCode::Enter, none)),
        ("\n", key(KeyCode::Char('j'), control)),
        ("\t", key(KeyCode::Tab, none)),
        ("\x7f", key(KeyCode::Backspace, none)),
        ("\x15", key(KeyCode::Char('u'), control)),
        ("\x1b", key(KeyCode::Esc, none)),
        ("\x1bq", key(KeyCode::Char('q'), KeyModifiers::ALT)),
        ("\x1bO", key(KeyCode::Char('O'), KeyModifiers::ALT | shift)),
        ("\x1bOA", key(KeyCode::Up, none)),
        ("\x1bOP", key(KeyCode::F(1), none)),
        ("\x1b[[A", key(KeyCode::F(1), none)),
        ("\x1b[B", key(KeyCode::Down, none)),
        ("\x1b[1;5C", key(KeyCode::Right, control)),
        ("\x1b[Z", key(KeyCode::BackTab, shift)),
        ("\x1b[5~", key(KeyCode::PageUp, none)),
        ("\x1b[24~", key(KeyCode::F(12), none)),
        ("\x1b[113;5u", key(KeyCode::Char('q'), control)),
        ("\x1b[I", Input::FocusGained),
        ("\x1b[O", Input::FocusLost),
        ("\x1b[200~a\nb\x1b[201~", Input::Paste("a\nb".to_owned())),
    ] {
        assert_eq!(read(bytes.as_bytes()), [wanted], "{bytes:?}");
    }
}

#[test]
fn mouse_is_read_in_its_three_forms() {
    for bytes in ["\x1b[<0;3;5M", "\x1b[32;3;5M", "\x1b[M #%"] {
        let [Input::Mouse(mouse)] = read(bytes.as_bytes())[..] else { panic!("{bytes:?}") };
        assert_eq!((mouse.column, mouse.row), (2, 4), "{bytes:?}");
    }
}

/// Replies of terminals, and sequences that nobody knows.
const REPLIES: [&str; 17] = [
    "\x1b[?62;4c",
    "\x1b[>0;276;0c",
    "\x1b[=1;2c",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]52;c;cXF5\x1b\\",
    "\x1b[12;40R",
    "\x1b[0;0R",
    "\x1b[1;1R",
    "\x1b[0n",
    "\x1b[?997;1n",
    "\x1b[?2026;2$y",
    "\x1b[?1u",
    "\x1b[8;24;80t",
    "\x1bP>|q(qq)\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1bP1$r0 q\x1b\\",
];

#[test]
fn replies_are_no_keys_in_one_piece_and_cut_anywhere() {
    for reply in REPLIES {
        let bytes = format!("{reply}k");
        assert_eq!(read(bytes.as_bytes()), [letter('k')], "{reply:?}");
        // Behind ESC alone it is a key that was pressed.
        for cut in 2..reply.len() {
            let mut sequences = Sequences::new();
            let now = Instant::now();
            let (first, second) = bytes.as_bytes().split_at(cut);
            assert_eq!(sequences.read(first, false, now), [], "{reply:?} {cut}");
            assert_eq!(sequences.read(second, false, now), [letter('k')], "{reply:?} {cut}");
        }
    }
}

#[test]
fn sequence_without_an_end_is_over_after_a_pause() {
    for begun in ["\x1b[", "\x1b[?2026", "\x1b]0;q", "\x1bPqq", "\x1b[M"] {
        let mut sequences = Sequences::new();
        let now = Instant::now();
        assert_eq!(sequences.read(begun.as_bytes(), false, now), []);
        assert_eq!(sequences.read(b"k", false, now + PAUSE * 2), [letter('k')], "{begun:?}");
    }
    let mut sequences = Sequences::new();
    let now = Instant::now();
    assert_eq!(sequences.read(b"\x1b[200~quit", false, now), []);
    let wanted = [Input::Paste("quit".to_owned()), letter('k')];
    assert_eq!(sequences.read(b"k", false, now + PASTE_PAUSE * 2), wanted);
}

#[test]
fn paste_is_text_whatever_it_contains_and_its_size_is_bounded() {
    let hostile = "\x1b[200~q\x03\x1b[A\x1b]0;x\x07\x1b[200~Q\x1b[201~";
    assert_eq!(read(hostile.as_bytes()), [Input::Paste("q\x03\x1b[A\x1b]0;x\x07\x1b[200~Q".to_owned())]);
    let mut large = b"\x1b[200~".to_vec();
    large.resize(PASTE * 2, b'x');
    large.extend_from_slice(b"\x1b[201~k");
    let inputs = read(&large);
    let [Input::Paste(text), last] = &inputs[..] else { panic!("{} inputs", inputs.len()) };
    assert!(text.len() <= PASTE, "{}", text.len());
    assert_eq!(*last, letter('k'));
}

proptest! {
    #[test]
    fn any_bytes_are_read_and_a_key_after_a_pause_is_one(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut sequences = Sequences::new();
        let now = Instant::now();
        sequences.read(&bytes, false, now);
        let inputs = sequences.read(b"k", false, now + PASTE_PAUSE * 2);
        prop_assert_eq!(inputs.last(), Some(&letter('k')));
    }
}
