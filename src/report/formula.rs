//! Cells that a spreadsheet would run.

use std::borrow::Cow;

/// Puts an apostrophe before a cell that a spreadsheet would take for a formula.
///
/// That is one that starts with `=`, `+`, `-`, `@`, TAB or CR (OWASP, CSV injection). A number, also a negative one,
/// stays.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<i64>().is_err();
    if runs { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula_gets_an_apostrophe_and_a_number_does_not() {
        assert_eq!(guarded("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(guarded("@SUM(1)"), "'@SUM(1)");
        assert_eq!(guarded("-a.exe"), "'-a.exe");
        assert_eq!(guarded("+1+cmd"), "'+1+cmd");
        assert_eq!(guarded("-259200"), "-259200");
        assert_eq!(guarded("Example = Ltd"), "Example = Ltd");
    }
}
