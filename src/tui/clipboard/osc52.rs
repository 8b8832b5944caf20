//! OSC 52: the terminal sets its own clipboard. It never answers, and nothing is ever read back by it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The sequence for a text, and the length of its base64; wrapped for tmux when asked.
pub fn sequence(text: &str, tmux: bool) -> (Vec<u8>, usize) {
    let encoded = STANDARD.encode(text);
    let plain = format!("\x1b]52;c;{encoded}\x07");
    let sequence = if tmux { format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")) } else { plain };
    (sequence.into_bytes(), encoded.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_doubled_for_tmux() {
        assert_eq!(sequence("a", true).0, b"\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
    }
}
