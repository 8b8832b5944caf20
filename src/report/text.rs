//! The report for a reader: complete, aligned, in UTC, safe to paste into a ticket.
//!
//! One block a file: what it comes to, what is odd, each signature with its chain and timestamp, the certificates, the
//! file itself, where it is malformed. All text out of the file is shown with its hostile characters made visible,
//! addresses are defanged. Everything of ours is ASCII.

mod certificates;
mod diff;
mod file;
mod findings;
mod history;
mod page;
mod signatures;
mod supposed;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use diff::{diff_text, matrix_text};
pub use supposed::supposed_text;

use super::{Header, Report};
use crate::model::Analysis;
use page::Page;

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Escape everything that is not ASCII.
    pub ascii: bool,
    /// Use the terminal's colours; marks and words stay.
    pub color: bool,
}

/// The report for a reader.
#[derive(Debug)]
pub struct TextReport {
    header: Header,
    style: Style,
}

impl TextReport {
    /// A report under this header.
    pub fn new(header: Header, style: Style) -> Self {
        Self { header, style }
    }

    /// The block of one file.
    pub fn block(&self, analysis: &Analysis) -> String {
        let mut page = Page::new(self.style);
        file::write_summary(analysis, &self.header, &mut page);
        history::write(analysis, &mut page);
        findings::write(analysis, &mut page);
        signatures::write(analysis, &mut page);
        certificates::write(analysis, &mut page);
        file::write_facts(analysis, &mut page);
        file::write_defects(analysis, &mut page);
        page.finish()
    }
}

impl Report for TextReport {
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.block(analysis).as_bytes())
    }

    fn continue_under(&mut self, header: Header) {
        self.header = header;
    }

    fn separator(&self) -> &'static str {
        "\n"
    }

    fn end(&self, _any: bool, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
