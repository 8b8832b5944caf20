//! CSV (RFC 4180): a header, then one row a signature.

use std::io::{self, Write};

use super::formula::guarded;
use super::{COLUMNS, Report, rows};
use crate::model::Analysis;

/// Rows for a spreadsheet or a database.
#[derive(Debug, Default)]
pub struct CsvReport {}

impl Report for CsvReport {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write_row(COLUMNS, out)
    }

    fn record(&self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        for row in rows(analysis) {
            write_row(row.cells.iter().map(|cell| guarded(cell).into_owned()), out)?;
        }
        Ok(())
    }

    fn end(&self, _any: bool, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn write_row(cells: impl IntoIterator<Item = impl AsRef<[u8]>>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{analysis, signed, written};

    #[test]
    fn rows_are_read_back_by_a_csv_reader() {
        let files = [signed("with \"quotes\", and comma.exe", 1), analysis("=1+1.exe")];
        let text = written(&CsvReport::default(), &files);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&records[0][0], "with \"quotes\", and comma.exe");
        assert_eq!(&records[1][0], "'=1+1.exe");
    }
}
