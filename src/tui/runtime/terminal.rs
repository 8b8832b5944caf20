//! The terminal: taken once, given back on every way out.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::{event, execute, terminal};
use ratatui::Terminal;
use ratatui::layout::Rect;

use super::pen::Pen;

/// The terminal that is drawn on.
pub type Screen = Terminal<Pen<BufWriter<Stdout>>>;

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Pops keyboard flags, turns off mouse, paste and focus reports, leaves the alternate screen, shows the cursor, and
/// ends a synchronised update that a panic may have cut off.
const GIVE_BACK: &[u8] =
    b"\x1b[?2026l\x1b[<1u\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?1004l\x1b[?1049l\x1b[?25h\x1b[0m";

/// Gives the terminal back when it goes out of scope.
#[derive(Debug)]
pub struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Takes the terminal: raw mode, alternate screen, bracketed paste, focus reports.
///
/// # Errors
/// When the terminal cannot be set up.
pub fn take(mouse: bool) -> io::Result<Guard> {
    raw()?;
    TAKEN.store(true, Ordering::SeqCst);
    let guard = Guard(());
    let mut out = io::stdout();
    execute!(
        out,
        terminal::EnterAlternateScreen,
        terminal::SetTitle("sigscope"),
        event::EnableBracketedPaste,
        event::EnableFocusChange
    )?;
    capture_mouse(mouse)?;
    Ok(guard)
}

/// Lets keys be read one by one and not shown. A shell may have set other modes while the process was stopped, so
/// nothing is taken from what was set before.
///
/// # Errors
/// What the operating system says.
pub fn raw() -> io::Result<()> {
    cooked();
    terminal::enable_raw_mode()
}

/// Gives back the modes that were there before [`raw`].
pub fn cooked() {
    let _ = terminal::disable_raw_mode();
}

/// Turns mouse capture on or off.
///
/// # Errors
/// What the operating system says.
pub fn capture_mouse(on: bool) -> io::Result<()> {
    let mut out = io::stdout();
    if on { execute!(out, event::EnableMouseCapture) } else { execute!(out, event::DisableMouseCapture) }
}

/// Gives the terminal back. Does nothing the second time; errors have nobody left to be told to. May wait for a
/// terminal that takes no output.
pub fn restore() {
    // Comes first, because it never waits.
    cooked();
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    #[cfg(unix)]
    {
        // Past the lock of standard output: another thread may be stuck in a write.
        let mut rest = GIVE_BACK;
        while let Ok(written @ 1..) = rustix::io::write(io::stdout(), rest) {
            rest = rest.get(written..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let mut out = io::stdout();
        let _ = out.write_all(GIVE_BACK);
        let _ = execute!(out, event::DisableMouseCapture, terminal::LeaveAlternateScreen, crossterm::cursor::Show);
    }
}

/// Makes the screen that is drawn on.
///
/// # Errors
/// When the size cannot be read.
pub fn screen() -> io::Result<Screen> {
    // With NO_COLOR crossterm would write an empty code that resets reverse video; our themes leave colours out
    // themselves.
    crossterm::style::force_color_output(true);
    Terminal::new(Pen::new(BufWriter::with_capacity(64 << 10, io::stdout())))
}

/// Clears the screen, so that the next frame writes every cell; gives its size.
///
/// Not `Terminal::clear`: that one asks the terminal where the cursor is, and waits for the answer on the input that
/// another thread reads.
///
/// # Errors
/// What the operating system says.
pub fn clear(screen: &mut Screen) -> io::Result<(u16, u16)> {
    let size = screen.size()?;
    screen.resize(Rect::new(0, 0, size.width, size.height))?;
    Ok((size.width, size.height))
}

/// Writes bytes in one piece between two frames.
///
/// # Errors
/// What the operating system says.
pub fn write_between_frames(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
