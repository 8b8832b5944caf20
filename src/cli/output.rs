//! Standard output and standard error.

use std::io::{self, BufWriter, StdoutLock, Write};

use crate::text::Untrusted;

/// Standard output, buffered.
pub(crate) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 << 10, io::stdout().lock())
}

/// Writes a message of ours to standard error, hostile characters made visible.
pub(crate) fn warn(message: &str) {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(io::stderr(), "sigscope: {}", Untrusted(message).shown());
}

/// Writes a message whose hostile parts are shown already.
pub(crate) fn warn_shown(message: &str) {
    let _ = writeln!(io::stderr(), "sigscope: {message}");
}
