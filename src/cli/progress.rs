//! The progress bar on standard error, when that is a terminal and the records go somewhere else.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::Progress;

/// Draws at most this often a second.
const DRAWS: u8 = 4;

/// How far a batch is, drawn.
pub(crate) struct Bar {
    bar: ProgressBar,
    progress: Arc<Progress>,
}

impl Bar {
    /// A bar for a batch; not drawn for a single file, nor where the records themselves show how far it is.
    pub fn new(progress: Arc<Progress>, is_single: bool, ascii: bool) -> Self {
        let hidden = is_single || std::io::stdout().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(DRAWS) };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(style(ascii));
        if !hidden {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, progress }
    }

    /// One more file is done.
    pub fn step(&self) {
        if self.progress.complete.load(Ordering::Relaxed) {
            self.bar.set_length(self.progress.found.load(Ordering::Relaxed) as u64);
        }
        self.bar.inc(1);
    }

    /// Writes a message to standard error without tearing the bar.
    pub fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(ascii: bool) -> ProgressStyle {
    let template = "{human_pos} of {human_len} files {bar:30} {percent} %, {elapsed}";
    let chars = if ascii { "#>-" } else { "██░" };
    ProgressStyle::with_template(template)
        .map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars(chars))
}
