//! Asks the terminal once whether its background is dark (OSC 11), before the first frame.

/// What was learned.
#[derive(Debug, Default)]
pub struct Answer {
    /// The background is dark.
    pub dark: Option<bool>,
    /// Everything that was read meanwhile: also keys that were typed ahead, and the beginning of a reply that is late.
    pub read: Vec<u8>,
}

/// Not asked here.
#[cfg(not(unix))]
pub fn ask() -> Answer {
    Answer::default()
}

/// Asks, and waits at most 100 ms. The fence (DA1) is answered by every terminal, so that one without OSC 11 costs
/// no time. Raw mode must be on.
#[cfg(unix)]
pub fn ask() -> Answer {
    let mut read = Vec::new();
    let _ = query(&mut read);
    Answer { dark: is_dark(&read), read }
}

#[cfg(unix)]
fn query(reply: &mut Vec<u8>) -> Option<()> {
    use std::io::{Read, Write};
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let mut tty = std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
    tty.write_all(b"\x1b]11;?\x07\x1b[c").ok()?;
    let limit = Duration::from_millis(100);
    let start = Instant::now();
    while let Some(left) = limit.checked_sub(start.elapsed()) {
        let wait = Timespec { tv_sec: 0, tv_nsec: i64::from(left.subsec_nanos()) };
        let mut ready = [PollFd::new(&tty, PollFlags::IN)];
        if poll(&mut ready, Some(&wait)).ok()? == 0 {
            break;
        }
        let mut buffer = [0; 256];
        let count = tty.read(&mut buffer).ok()?;
        reply.extend_from_slice(buffer.get(..count)?);
        if has_fence(reply) || count == 0 || reply.len() > 4096 {
            break;
        }
    }
    Some(())
}

/// Tells whether the reply to DA1, `ESC [ ? … c`, is there.
#[cfg(any(unix, test))]
fn has_fence(reply: &[u8]) -> bool {
    let text = String::from_utf8_lossy(reply);
    text.split("\x1b[?").skip(1).any(|rest| {
        rest.trim_start_matches(|character: char| character.is_ascii_digit() || character == ';').starts_with('c')
    })
}

/// Reads `]11;rgb:RRRR/GGGG/BBBB`.
#[cfg(any(unix, test))]
fn is_dark(reply: &[u8]) -> Option<bool> {
    let text = String::from_utf8_lossy(reply);
    let colour = text.split("]11;rgb:").nth(1)?;
    let mut channels = colour.split(['/', '\x07', '\x1b']).map(|channel| {
        let most = 16f64.powi(i32::try_from(channel.len()).ok()?) - 1.0;
        u32::from_str_radix(channel, 16).ok().map(|value| f64::from(value) / most)
    });
    let (red, green, blue) = (channels.next()??, channels.next()??, channels.next()??);
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_with_both_terminators_are_read() {
        assert_eq!(is_dark(b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07\x1b[?62;4c"), Some(true));
        assert_eq!(is_dark(b"\x1b]11;rgb:ff/ff/f0\x1b\\\x1b[?1c"), Some(false));
        assert_eq!(is_dark(b"\x1b[?1;2c"), None);
    }

    #[test]
    fn fence_is_recognised_and_half_of_it_is_not() {
        assert!(has_fence(b"\x1b[?62;4c"));
        assert!(!has_fence(b"\x1b[?62;"));
    }
}
