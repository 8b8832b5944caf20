//! Bytes of the selected field: offsets, hex, text, and the name of the innermost ASN.1 element.

use crate::tui::app::{Bytes, FileEntry, HexView, Late};
use crate::tui::row::{Role, Row};
use crate::tui::widgets::canvas::Canvas;

/// Bytes in a row at this width of the pane's inside.
pub fn bytes_per_row(width: usize) -> u64 {
    // Offset and two blanks, then three columns a byte; the text behind them may be cut.
    match width.saturating_sub(10) / 3 {
        16.. => 16,
        8..=15 => 8,
        _ => 4,
    }
}

/// Which byte of a row stands in a column of the pane's inside, as hex or as text.
pub fn byte_at(column: u16, step: u64) -> Option<u64> {
    let column = u64::from(column);
    let text = step.saturating_mul(3).saturating_add(11);
    let index = if column < text { column.checked_sub(10)? / 3 } else { column.saturating_sub(text) };
    (index < step).then_some(index)
}

/// Rows for bytes: the last one names the element.
pub fn byte_rows(height: usize) -> usize {
    height.saturating_sub(1).max(1)
}

/// Draws the bytes around the cursor.
pub fn render(canvas: &mut Canvas<'_>, file: &FileEntry, focused: bool) {
    let hex = &file.view.hex;
    let cursor = {
        let mut inside = canvas.framed(&title(hex), focused);
        let (width, height) = (usize::from(inside.width()), usize::from(inside.height()));
        let Some(range) = hex.range else {
            inside.row(0, &Row::of("this line stands for no bytes of the file", Role::Plain));
            return;
        };
        if let Some(error) = &hex.error {
            inside.row(0, &Row::of("cannot read the bytes: ", Role::Warn).shown(error, Role::Plain));
            return;
        }
        let Some(chunk) = hex.chunk.as_ref().filter(|chunk| chunk.bytes == range.bytes) else {
            inside.row(0, &Row::of("reading …", Role::Plain));
            return;
        };
        let step = bytes_per_row(width);
        let selected = range.range;
        for y in 0..byte_rows(height) {
            let offset = hex.top.saturating_add(step.saturating_mul(y as u64));
            let Some(start) = offset.checked_sub(chunk.offset).and_then(|start| usize::try_from(start).ok()) else {
                continue;
            };
            let data = chunk.data.get(start..).unwrap_or_default();
            let row: Vec<u8> = data.iter().copied().take(usize::try_from(step).unwrap_or(16)).collect();
            if row.is_empty() {
                break;
            }
            let y = u16::try_from(y).unwrap_or(u16::MAX);
            byte_row(&mut inside, y, offset, &row, step, |at| selected.contains(at), hex.cursor, focused);
        }
        let y = u16::try_from(height.saturating_sub(1)).unwrap_or(u16::MAX);
        inside.row(y, &element_row(hex));
        inside.cursor()
    };
    canvas.adopt_cursor(cursor);
}

#[allow(clippy::too_many_arguments, reason = "one row of a table: what it holds and what is marked in it")]
fn byte_row(
    canvas: &mut Canvas<'_>,
    y: u16,
    offset: u64,
    bytes: &[u8],
    step: u64,
    selected: impl Fn(u64) -> bool,
    cursor: u64,
    focused: bool,
) {
    let plain = canvas.style(Role::Plain);
    let marked = canvas.style(Role::Cursor);
    let here = canvas.style(Role::Key).patch(marked).add_modifier(ratatui::style::Modifier::UNDERLINED);
    canvas.put(0, y, &format!("0x{offset:06x}"), plain);
    let step = u16::try_from(step).unwrap_or(16);
    let text_start = step.saturating_mul(3).saturating_add(11);
    // A few letters of a row are no help.
    let with_text = canvas.width() >= text_start.saturating_add(5);
    for (index, byte) in (0u16..).zip(bytes) {
        let at = offset.saturating_add(u64::from(index));
        let style = match (at == cursor && focused, selected(at)) {
            (true, _) => here,
            (false, true) => marked,
            (false, false) => plain,
        };
        let x = index.saturating_mul(3).saturating_add(10);
        canvas.put(x, y, &format!("{byte:02x}"), style);
        let next_selected = selected(at.saturating_add(1)) && usize::from(index).saturating_add(1) < bytes.len();
        if selected(at) && next_selected {
            canvas.put(x.saturating_add(2), y, " ", marked);
        }
        let character = if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
        if with_text {
            canvas.cell(text_start.saturating_add(index), y, character, style);
        }
        if at == cursor {
            canvas.set_cursor(x, y);
        }
    }
}

fn title(hex: &HexView) -> Row {
    let mut row = Row::of("5 DER / hex", Role::Plain);
    if hex.late == Late::Held {
        row = row.fixed("  of an earlier line", Role::Plain);
    }
    if let Some(place) = hex.range {
        row = row.own(format!("  off 0x{:x}  {} B", place.range.offset, place.range.length), Role::Plain);
        if matches!(place.bytes, Bytes::Certificate(_)) {
            row = row.fixed("  not in the file", Role::Plain);
        }
    }
    row
}

/// `tbsCertificate > serialNumber INTEGER 16 B @0x6315b`.
fn element_row(hex: &HexView) -> Row {
    let Some(last) = hex.elements.last() else {
        return Row::new().own(format!("0x{:x}", hex.cursor), Role::Plain);
    };
    let mut names: Vec<&str> =
        hex.elements.iter().rev().skip(1).map(|element| element.name).filter(|name| !name.is_empty()).take(3).collect();
    names.reverse();
    let mut row = Row::new();
    for name in names {
        row = row.own(format!("{name} > "), Role::Plain);
    }
    let contents = last.contents();
    let own = if last.name.is_empty() { last.tag.clone() } else { format!("{} {}", last.name, last.tag) };
    let tail = format!("{own} {} B @0x{:x}", contents.length, last.location.offset);
    let tail = Row::new().own(tail, Role::Strong);
    if row.left.is_empty() { tail } else { tail.fixed("  in ", Role::Plain).then(row) }
}
