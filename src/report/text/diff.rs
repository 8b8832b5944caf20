//! The comparison for a reader: how the files are related, what is odd about them together, row by row.

use super::Style;
use super::page::{Page, Role};
use crate::compare::{Cell, Comparison, Matrix, Row, RowState};
use crate::model::{Analysis, Finding, Severity};
use crate::report::row::shown_path;
use crate::rules::find_rule;
use crate::text::{Place, grouped};

/// Columns of the names of fields.
const FIELD: usize = 38;

/// Columns of a file's name in the matrix.
const NAME: usize = 48;

/// Two files. The rows of both are there, those that differ stand on two lines, one a file.
pub fn diff_text(left: &Analysis, right: &Analysis, comparison: &Comparison, style: Style) -> String {
    let mut page = Page::new(style);
    let names = [("A", left), ("B", right)].map(|(letter, file)| format!("{letter}  {}\n", name(file, &page)));
    let related = &comparison.related;
    page.heading(&related.headline());
    page.paragraph(2, &related.sentence);
    if !comparison.findings.is_empty() {
        page.heading(&format!("FINDINGS  {}", comparison.findings.len()));
        for found in &comparison.findings {
            write_finding(&found.finding, None, &mut page);
        }
    }
    let count = |state| grouped(comparison.count(state) as u64);
    page.heading(&format!(
        "ROWS  {} same, {} different, {} only A, {} only B",
        count(RowState::Same),
        count(RowState::Different),
        count(RowState::LeftOnly),
        count(RowState::RightOnly)
    ));
    let mut section = "";
    for row in &comparison.rows {
        if row.section != section {
            section = &row.section;
            page.subheading(section);
        }
        write_row(row, &mut page);
    }
    format!("{}\n{}", names.concat(), page.finish())
}

/// A file's name for the end of a line.
fn name(file: &Analysis, page: &Page) -> String {
    shown_path(file, page.place(Place::Line)).text
}

/// The name, and why the file could not be read.
fn name_or_why_not(file: &Analysis, page: &Page) -> String {
    let why = file.error.as_deref().map_or(String::new(), |error| format!("   cannot be read: {}", page.shown(error)));
    format!("{}{why}", name(file, page))
}

fn write_row(row: &Row, page: &mut Page) {
    let mark = page
        .paint(&row.state.mark().to_string(), if row.state == RowState::Same { Role::Plain } else { Role::Caution });
    let field = page.cell(&row.field, FIELD);
    let head = format!("{mark}  {field:FIELD$}");
    let ancestor = if row.common_ancestor { "   <== COMMON ANCESTOR: the same certificate from here up" } else { "" };
    let value = |text: &Option<String>, page: &Page| text.as_deref().map(|text| page.address(text));
    match (value(&row.left, page), value(&row.right, page)) {
        (Some(left), Some(_)) if row.state == RowState::Same => page.line(&format!("{head}  {left}{ancestor}")),
        (Some(left), Some(right)) => {
            let soft = row.soft.map_or(String::new(), |soft| format!("   ({soft})"));
            page.line(&format!("{head}A {left}"));
            page.line(&format!("   {:FIELD$}B {right}{soft}", ""));
        }
        (Some(left), None) => page.line(&format!("{head}A {left}")),
        (None, Some(right)) => page.line(&format!("{head}B {right}")),
        (None, None) => {}
    }
}

/// More than two files: their numbers, the relation of each with each, and the findings.
pub fn matrix_text(files: &[&Analysis], matrix: &Matrix, style: Style) -> String {
    let mut page = Page::new(style);
    let names: String = files
        .iter()
        .zip(1usize..)
        .map(|(file, number)| format!("{number:>3}  {}\n", name_or_why_not(file, &page)))
        .collect();
    page.heading("RELATIONS");
    for cell in &matrix.cells {
        let (left, right) = (cell.left.saturating_add(1), cell.right.saturating_add(1));
        page.line(&format!("{left:>3} {right:>3}  {:24} {}", cell.related.headline(), links(cell)));
    }
    page.heading("TABLE");
    let numbers = (1..=files.len()).map(|number| number.to_string());
    let mut table: Vec<Vec<String>> = vec![[String::new(), String::new()].into_iter().chain(numbers).collect()];
    for (index, file) in files.iter().enumerate() {
        let name = shown_path(file, page.place(Place::Table)).cut(NAME);
        let mut row =
            vec![index.saturating_add(1).to_string(), if style.ascii { name.replace('…', "~") } else { name }];
        row.extend(
            (0..files.len())
                .map(|other| matrix.cell(index, other).map_or("-".to_owned(), |cell| cell.related.short().to_owned())),
        );
        table.push(row);
    }
    page.table(&table);
    let findings = matrix.cells.iter().flat_map(|cell| cell.findings.iter().map(move |found| (cell, found)));
    let mut all: Vec<(&Finding, String)> = findings
        .map(|(cell, found)| {
            let files = format!("A is file {}, B file {}", cell.left.saturating_add(1), cell.right.saturating_add(1));
            (&found.finding, files)
        })
        .collect();
    all.extend(matrix.findings.iter().map(|found| {
        let numbers: Vec<String> = found.files.iter().map(|file| file.saturating_add(1).to_string()).collect();
        (&found.finding, format!("files {}", numbers.join(", ")))
    }));
    all.sort_by(|(a, _), (b, _)| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id)));
    if !all.is_empty() {
        page.heading(&format!("FINDINGS  {}", all.len()));
        for (finding, files) in all {
            write_finding(finding, Some(&files), &mut page);
        }
    }
    format!("{names}\n{}", page.finish())
}

/// The links beside the relation.
fn links(cell: &Cell) -> String {
    let links = cell.related.links.iter().filter(|link| link.relation() != Some(cell.related.relation));
    links.map(|link| link.words()).collect::<Vec<_>>().join(", ")
}

fn write_finding(finding: &Finding, files: Option<&str>, page: &mut Page) {
    let mark = page.severity_mark(finding.severity);
    page.paragraph_with_mark(&mark, &format!("{}: {}", finding.id, finding.title));
    page.paragraph(11, &finding.detail);
    let files = files.map_or(String::new(), |files| format!("{files}, "));
    page.paragraph(11, &format!("{files}confidence {}", finding.confidence));
    if let Some(rule) = find_rule(&finding.id).filter(|_| finding.severity > Severity::Info) {
        page.paragraph(11, &format!("Why it matters: {}", rule.why));
        page.paragraph(11, &format!("Harmless when: {}", rule.harmless));
    }
}
