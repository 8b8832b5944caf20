//! What single bytes and whole control sequences of a terminal stand for (xterm's, the Linux console's, kitty's).

use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// A character that was typed.
pub fn character(letter: char) -> KeyEvent {
    let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(letter), shift)
}

/// A control character that was typed.
pub fn control(byte: u8) -> KeyEvent {
    let letter = |base: u8, from: u8| char::from(byte.saturating_sub(base).saturating_add(from));
    let code = match byte {
        b'\r' => return KeyEvent::from(KeyCode::Enter),
        b'\t' => return KeyEvent::from(KeyCode::Tab),
        0x7f => return KeyEvent::from(KeyCode::Backspace),
        0x1b => return KeyEvent::from(KeyCode::Esc),
        0 => KeyCode::Char(' '),
        0x1c..=0x1f => KeyCode::Char(letter(0x1c, b'4')),
        _ => KeyCode::Char(letter(1, b'a')),
    };
    KeyEvent::new(code, KeyModifiers::CONTROL)
}

/// A key of `ESC O`, as in a keypad's application mode.
pub fn single(last: u8) -> Option<KeyEvent> {
    // F3 is a key here; as a control sequence it would be a report of the cursor's place.
    let code = if last == b'R' { KeyCode::F(3) } else { letter_key(last)? };
    Some(KeyEvent::from(code))
}

/// F1 to F5 of the Linux console, `ESC [ [ A` to `ESC [ [ E`.
pub fn console(last: u8) -> Option<KeyEvent> {
    let number = last.checked_sub(b'A').filter(|number| *number < 5)?;
    Some(KeyEvent::from(KeyCode::F(number.saturating_add(1))))
}

fn letter_key(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        b'S' => KeyCode::F(4),
        _ => return None,
    })
}

fn numbered_key(number: u32) -> Option<KeyCode> {
    let function = |base: u32| u8::try_from(number.saturating_sub(base)).ok().map(KeyCode::F);
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => return function(10),
        17..=21 => return function(11),
        23..=26 => return function(12),
        28 | 29 => return function(15),
        31..=34 => return function(17),
        _ => return None,
    })
}

/// A whole control sequence; nothing for reports and whatever else is no input.
pub fn sequence(parameters: &[u8], last: u8) -> Option<Input> {
    let text = std::str::from_utf8(parameters).ok()?;
    match (text.strip_prefix('<'), last) {
        (Some(text), b'M' | b'm') => return mouse(text, 0, last == b'm'),
        (None, b'M') => return mouse(text, 32, false),
        (None, b'I') if text.is_empty() => return Some(Input::FocusGained),
        (None, b'O') if text.is_empty() => return Some(Input::FocusLost),
        _ => {}
    }
    // Private parameters (`?`, `>`, `=`) and intermediates (`$`) are of reports.
    if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':')) {
        return None;
    }
    let mut parameters = text.split(';');
    let number = parameters.next().unwrap_or_default();
    let number = number.split(':').next().unwrap_or_default();
    let mut held = parameters.next().unwrap_or_default().split(':');
    let mask: u8 = match held.next().unwrap_or_default() {
        "" => 1,
        mask => mask.parse().ok()?,
    };
    let kind = match held.next() {
        Some("3") => KeyEventKind::Release,
        Some("2") => KeyEventKind::Repeat,
        _ => KeyEventKind::Press,
    };
    let mut held = modifiers(mask.saturating_sub(1));
    let code = match last {
        b'~' => numbered_key(number.parse().ok()?)?,
        b'u' => code_point(number.parse().ok()?, held)?,
        b'Z' if text.is_empty() => {
            held |= KeyModifiers::SHIFT;
            KeyCode::BackTab
        }
        _ if matches!(number, "" | "1") => letter_key(last)?,
        _ => return None,
    };
    Some(Input::Key(KeyEvent::new_with_kind(code, held, kind)))
}

/// A key that is told by its code point (`CSI 113 ; 5 u`).
fn code_point(number: u32, held: KeyModifiers) -> Option<KeyCode> {
    Some(match number {
        27 => KeyCode::Esc,
        13 => KeyCode::Enter,
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        127 => KeyCode::Backspace,
        // Control characters and kitty's numbers for keys that nothing is bound to.
        0..=31 | 57_344..=63_743 => return None,
        _ => KeyCode::Char(char::from_u32(number)?),
    })
}

fn modifiers(mask: u8) -> KeyModifiers {
    let table = [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ];
    table.into_iter().filter(|(bit, _)| mask & bit != 0).map(|(_, modifier)| modifier).collect()
}

/// `button;column;row`, counted from one; `base` is what is added to the button's number.
fn mouse(text: &str, base: u16, up: bool) -> Option<Input> {
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next().and_then(Result::ok);
    let (button, column, row) = (next()?, next()?, next()?);
    if numbers.next().is_some() {
        return None;
    }
    let button = u8::try_from(button.checked_sub(base)?).ok()?;
    mouse_event(button, column.checked_sub(1)?, row.checked_sub(1)?, up).map(Input::Mouse)
}

/// A report of three bytes.
pub fn old_mouse(button: u8, column: u8, row: u8) -> Option<MouseEvent> {
    mouse_event(button.checked_sub(32)?, column.checked_sub(33)?.into(), row.checked_sub(33)?.into(), false)
}

fn mouse_event(button: u8, column: u16, row: u16, up: bool) -> Option<MouseEvent> {
    let which = match button & 0b11 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let moved = button & 0b10_0000 != 0;
    let kind = match (button & 0b1100_0000, which) {
        (0, Some(which)) if up => MouseEventKind::Up(which),
        (0, Some(which)) if moved => MouseEventKind::Drag(which),
        (0, Some(which)) => MouseEventKind::Down(which),
        (0, None) if moved => MouseEventKind::Moved,
        // The old form does not say which button went up.
        (0, None) => MouseEventKind::Up(MouseButton::Left),
        (0b0100_0000, Some(MouseButton::Left)) => MouseEventKind::ScrollUp,
        (0b0100_0000, Some(MouseButton::Middle)) => MouseEventKind::ScrollDown,
        (0b0100_0000, Some(MouseButton::Right)) => MouseEventKind::ScrollLeft,
        (0b0100_0000, None) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let table = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)];
    let modifiers = table.into_iter().filter(|(bit, _)| button & bit != 0).map(|(_, modifier)| modifier).collect();
    Some(MouseEvent { kind, column, row, modifiers })
}
