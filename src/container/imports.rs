//! The import table, and the imphash over it.

use std::collections::HashMap;
use std::sync::LazyLock;

use md5::{Digest, Md5};

use super::image::Image;
use super::little_endian::{u32_at, u64_at};
use crate::model::{Defect, Format, HexBytes, Import, Stage};

/// Index of the import directory.
const DIRECTORY: usize = 1;
/// Libraries and functions, of all libraries together, that are read.
const LIBRARIES: usize = 1024;
const FUNCTIONS: usize = 32 << 10;
/// Bytes of a name that are read.
const NAME: usize = 512;

/// Reads the import table: what the loader binds when the image starts, delay-loaded imports left out.
///
/// A function imported by number has its name in Windows, where the number is part of Windows' interface, else
/// `ord12`. Reading stops at the first descriptor that makes no sense.
pub(super) fn read_imports(image: &mut Image<'_>, defects: &mut Vec<Defect>) -> Vec<Import> {
    let Some(directory) = image.headers.directory(DIRECTORY) else { return Vec::new() };
    let mut defect = |offset: Option<u64>, expected: String, found: String| {
        defects.push(Defect::new(Stage::Pe, offset, expected, found));
    };
    let Some(start) = image.offset(directory.rva) else {
        defect(None, "an import directory in a section".to_owned(), format!("RVA 0x{:x}", directory.rva));
        return Vec::new();
    };
    let mut imports = Vec::new();
    let mut left = FUNCTIONS;
    for index in 0..=LIBRARIES as u64 {
        let offset = start.saturating_add(index.saturating_mul(20));
        let Some(descriptor) = image.array::<20>(offset) else {
            defect(
                Some(offset),
                "an import descriptor of zeros at the end".to_owned(),
                "the end of the file".to_owned(),
            );
            break;
        };
        let field = |position| u32_at(&descriptor, position).unwrap_or(0);
        let (lookup_table, name, address_table) = (field(0), field(12), field(16));
        if name == 0 || (lookup_table == 0 && address_table == 0) {
            break;
        }
        if imports.len() >= LIBRARIES || left == 0 {
            defect(Some(offset), format!("at most {LIBRARIES} libraries, {FUNCTIONS} functions"), "more".to_owned());
            break;
        }
        let library = image.offset(name).map(|name| image.text(name, NAME)).unwrap_or_default();
        if library.is_empty() {
            defect(Some(offset), "the name of a library".to_owned(), format!("RVA 0x{name:x}"));
            break;
        }
        let thunks = [lookup_table, address_table].into_iter().filter(|&table| table != 0);
        let functions = match thunks.filter_map(|table| image.offset(table)).next() {
            Some(thunks) => read_functions(image, thunks, &library, left),
            None => {
                defect(Some(offset), "an import lookup table".to_owned(), format!("RVA 0x{lookup_table:x}"));
                Vec::new()
            }
        };
        left = left.saturating_sub(functions.len());
        imports.push(Import { library, functions });
    }
    imports
}

fn read_functions(image: &mut Image<'_>, thunks: u64, library: &str, most: usize) -> Vec<String> {
    let wide = image.headers.format == Format::Pe32Plus;
    let width = if wide { 8 } else { 4 };
    let mut functions = Vec::new();
    let mut offset = thunks;
    while functions.len() < most {
        let bytes = image.bytes(offset, width);
        let thunk = if wide { u64_at(&bytes, 0) } else { u32_at(&bytes, 0).map(u64::from) };
        let Some(thunk) = thunk.filter(|&thunk| thunk != 0) else { break };
        let by_number = thunk >> (if wide { 63 } else { 31 }) == 1;
        let function = if by_number {
            #[expect(clippy::cast_possible_truncation, reason = "the number is the low 16 bits")]
            Some(ordinal_name(library, thunk as u16))
        } else {
            // Hint (u16), then the name.
            let name = u32::try_from(thunk).ok().and_then(|rva| image.offset(rva));
            name.map(|name| image.text(name.saturating_add(2), NAME)).filter(|name| !name.is_empty())
        };
        // An unreadable name ends the table: bound images and packers leave other things there.
        let Some(function) = function else { break };
        functions.push(function);
        offset = offset.saturating_add(width as u64);
    }
    functions
}

/// The functions of ws2_32.dll and oleaut32.dll whose number is part of Windows' interface. imphash names them, as
/// pefile does; no other library's numbers.
static ORDINALS: LazyLock<HashMap<(&str, u16), &str>> = LazyLock::new(|| {
    let rows = include_str!("../../assets/ordinals.csv").lines().skip(1);
    rows.filter_map(|row| {
        let mut fields = row.split(',');
        Some(((fields.next()?, fields.next()?.parse().ok()?), fields.next()?))
    })
    .collect()
});

fn ordinal_name(library: &str, number: u16) -> String {
    let known = match library.to_ascii_lowercase().as_str() {
        // The old library has the numbers of the new one.
        "ws2_32.dll" | "wsock32.dll" => ORDINALS.get(&("ws2_32", number)),
        "oleaut32.dll" => ORDINALS.get(&("oleaut32", number)),
        _ => None,
    };
    known.map_or_else(|| format!("ord{number}"), |name| (*name).to_owned())
}

/// Computes the imphash: MD5 over the comma-separated `library.function` list in lower case, in the order of the
/// table, library extensions `dll`, `ocx` and `sys` dropped (Mandiant 2014, as pefile and VirusTotal compute it).
///
/// `None` without imports, and when the table was longer than what is read.
pub fn imphash(imports: &[Import]) -> Option<HexBytes> {
    let mut list = Md5::new();
    let mut count = 0usize;
    for import in imports {
        let library = import.library.to_lowercase();
        let stem = match library.rsplit_once('.') {
            Some((stem, "dll" | "ocx" | "sys")) => stem,
            _ => &library,
        };
        for function in &import.functions {
            if count > 0 {
                list.update(b",");
            }
            list.update(stem.as_bytes());
            list.update(b".");
            list.update(function.to_lowercase().as_bytes());
            count = count.saturating_add(1);
        }
    }
    (count > 0 && count < FUNCTIONS && imports.len() < LIBRARIES).then(|| HexBytes(list.finalize().to_vec()))
}
