//! The import table, and the imphash over it.

use std::collections::HashMap;
use std::sync::LazyLock;

use md5::{Digest, Md5};

use super::image::Image;
use super::little_endian::u32_at;
use crate::model::{Defect, Format, HexBytes, Import, Stage, Texts};

/// Index of the import directory.
const DIRECTORY: usize = 1;
/// Libraries and functions, of all libraries together, that are read.
const LIBRARIES: usize = 1024;
const FUNCTIONS: usize = 32 << 10;
/// Bytes of a name that are read, and bytes of all names of functions together: a table may give the same name over and
/// over. The largest real table at hand has 0.7 MB of them.
const NAME: usize = 512;
const NAMES: usize = 4 << 20;

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
    let (mut functions_left, mut names_left) = (FUNCTIONS, NAMES);
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
        if imports.len() >= LIBRARIES || functions_left == 0 || names_left == 0 {
            let most = format!("at most {LIBRARIES} libraries, {FUNCTIONS} functions, {NAMES} bytes of names");
            defect(Some(offset), most, "more".to_owned());
            break;
        }
        let library = image.offset(name).map(|name| image.text(name, NAME)).unwrap_or_default();
        if library.is_empty() {
            defect(Some(offset), "the name of a library".to_owned(), format!("RVA 0x{name:x}"));
            break;
        }
        let thunks = [lookup_table, address_table].into_iter().filter(|&table| table != 0);
        let functions = match thunks.filter_map(|table| image.offset(table)).next() {
            Some(thunks) => read_functions(image, thunks, &library, (functions_left, names_left)),
            None => {
                defect(Some(offset), "an import lookup table".to_owned(), format!("RVA 0x{lookup_table:x}"));
                Texts::default()
            }
        };
        functions_left = functions_left.saturating_sub(functions.len());
        names_left = names_left.saturating_sub(functions.joined().len());
        imports.push(Import { library, functions });
    }
    imports
}

/// At most so many functions, and names up to about so many bytes.
fn read_functions(image: &mut Image<'_>, thunks: u64, library: &str, most: (usize, usize)) -> Texts {
    let wide = image.headers.format == Format::Pe32Plus;
    let width: u64 = if wide { 8 } else { 4 };
    let mut functions = Texts::default();
    let mut offset = thunks;
    while functions.len() < most.0 && functions.joined().len() < most.1 {
        let thunk = if wide {
            image.array(offset).map(u64::from_le_bytes)
        } else {
            image.array(offset).map(|bytes| u32::from_le_bytes(bytes).into())
        };
        let Some(thunk) = thunk.filter(|&thunk| thunk != 0) else { break };
        let by_number = thunk >> (if wide { 63 } else { 31 }) == 1;
        if by_number {
            #[expect(clippy::cast_possible_truncation, reason = "the number is the low 16 bits")]
            functions.push(&ordinal_name(library, thunk as u16));
        } else {
            // Hint (u16), then the name. An unreadable name ends the table: bound images and packers leave other
            // things there.
            let Some(name) = u32::try_from(thunk).ok().and_then(|rva| image.offset(rva)) else { break };
            if !functions.push_with(|text| image.append_text(name.saturating_add(2), NAME, text)) {
                break;
            }
        }
        offset = offset.saturating_add(width);
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
    let mut digest = Md5::new();
    let mut count = 0usize;
    let mut list = String::new();
    for import in imports {
        let library = import.library.to_lowercase();
        let stem = match library.rsplit_once('.') {
            Some((stem, "dll" | "ocx" | "sys")) => stem,
            _ => &library,
        };
        // Names of functions are ASCII, nearly always, and then need no text of their own in lower case.
        let ascii = import.functions.joined().is_ascii();
        list.clear();
        for function in import.functions.iter() {
            if count > 0 {
                list.push(',');
            }
            list.push_str(stem);
            list.push('.');
            if ascii {
                list.push_str(function);
            } else {
                list.push_str(&function.to_lowercase());
            }
            count = count.saturating_add(1);
        }
        list.make_ascii_lowercase();
        digest.update(list.as_bytes());
    }
    let names = imports.iter().fold(0usize, |sum, import| sum.saturating_add(import.functions.joined().len()));
    (count > 0 && count < FUNCTIONS && imports.len() < LIBRARIES && names < NAMES)
        .then(|| HexBytes(digest.finalize().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::read_headers;
    use crate::container::sample::Sample;
    use crate::policy::Limits;

    /// Where the import section lies in memory.
    const BASE: u32 = 0x3000;

    /// Writes an import section: descriptors at its start, one thunk table and name after the other.
    fn import_section(wide: bool, libraries: &[(&str, &[Result<&str, u16>])]) -> Vec<u8> {
        let mut section = vec![0; 20 * (libraries.len() + 1)];
        for (index, (library, functions)) in libraries.iter().enumerate() {
            let mut thunks = Vec::new();
            for function in *functions {
                let thunk = match function {
                    Ok(name) => {
                        let rva = BASE as usize + section.len();
                        section.extend([0, 0]);
                        section.extend(name.as_bytes());
                        section.push(0);
                        rva as u64
                    }
                    Err(number) => u64::from(*number) | if wide { 1 << 63 } else { 1 << 31 },
                };
                thunks.push(thunk);
            }
            thunks.push(0);
            let table = BASE as usize + section.len();
            for thunk in thunks {
                section.extend(&thunk.to_le_bytes()[..if wide { 8 } else { 4 }]);
            }
            let name = BASE as usize + section.len();
            section.extend(library.as_bytes());
            section.push(0);
            section[20 * index..][..4].copy_from_slice(&(table as u32).to_le_bytes());
            section[20 * index + 12..][..4].copy_from_slice(&(name as u32).to_le_bytes());
            section[20 * index + 16..][..4].copy_from_slice(&(table as u32).to_le_bytes());
        }
        section
    }

    fn read(wide: bool, section: Vec<u8>) -> (Vec<Import>, Vec<Defect>) {
        let mut sample = Sample { wide, ..Sample::default() };
        sample.sections.push((b".idata", BASE, 0, section));
        sample.directories[DIRECTORY] = (BASE, 40);
        let file = sample.build();
        let source = file.as_slice();
        let mut defects = Vec::new();
        let headers = read_headers(&source, &Limits::default(), &mut defects).expect("a PE image");
        let imports = read_imports(&mut Image::new(&source, &headers), &mut defects);
        (imports, defects)
    }

    #[test]
    fn names_and_numbers_of_both_widths_are_read() {
        for wide in [true, false] {
            let section = import_section(
                wide,
                &[
                    ("KERNEL32.dll", &[Ok("CreateFileW"), Ok("ExitProcess")]),
                    ("WS2_32.dll", &[Err(115), Err(999)]),
                    ("mine.DRV", &[Err(7)]),
                ],
            );
            let (imports, defects) = read(wide, section);
            assert_eq!(defects, []);
            let functions: Vec<String> = imports
                .iter()
                .flat_map(|import| import.functions.iter().map(|name| format!("{}!{name}", import.library)))
                .collect();
            assert_eq!(
                functions,
                [
                    "KERNEL32.dll!CreateFileW",
                    "KERNEL32.dll!ExitProcess",
                    "WS2_32.dll!WSAStartup",
                    "WS2_32.dll!ord999",
                    "mine.DRV!ord7"
                ]
            );
            // MD5 of "kernel32.createfilew,kernel32.exitprocess,ws2_32.wsastartup,ws2_32.ord999,mine.drv.ord7".
            assert_eq!(
                imphash(&imports).map(|hash| hash.to_string()).as_deref(),
                Some("cf564cc673de659a7825cdbb96803f53")
            );
        }
    }

    #[test]
    fn damaged_table_keeps_what_came_before() {
        let section = import_section(true, &[("a.dll", &[Ok("f")]), ("b.dll", &[Ok("g")])]);
        let mut lost_name = section.clone();
        lost_name[20 + 12..][..4].copy_from_slice(&0x00ff_0000u32.to_le_bytes());
        let (imports, defects) = read(true, lost_name);
        assert_eq!((imports.len(), defects.len()), (1, 1));

        let mut lost_table = section;
        lost_table[20..][..4].copy_from_slice(&0x00ff_0000u32.to_le_bytes());
        lost_table[20 + 16..][..4].copy_from_slice(&0x00ff_0000u32.to_le_bytes());
        let (imports, defects) = read(true, lost_table);
        assert_eq!((imports.len(), imports[1].functions.len(), defects.len()), (2, 0, 1));
    }

    #[test]
    fn endless_tables_are_cut_and_have_no_imphash() {
        // One descriptor and one library name, whose thunks are all the same number.
        let mut section = import_section(false, &[("a.dll", &[Err(1)])]);
        let table = BASE as usize + section.len();
        section[..4].copy_from_slice(&(table as u32).to_le_bytes());
        section.extend(0x8000_0001u32.to_le_bytes().repeat(FUNCTIONS + 100));
        let (imports, _) = read(false, section);
        assert_eq!(imports[0].functions.len(), FUNCTIONS);
        assert_eq!(imphash(&imports), None);

        // One name, as long as names are read, over and over.
        let mut section = import_section(false, &[("a.dll", &[Err(1)])]);
        let name = BASE as usize + section.len();
        section.extend([0, 0]);
        section.extend([b'n'; NAME]);
        let table = BASE as usize + section.len();
        section[..4].copy_from_slice(&(table as u32).to_le_bytes());
        section.extend((name as u32).to_le_bytes().repeat(FUNCTIONS - 1));
        let (imports, _) = read(false, section);
        assert_eq!(imports[0].functions.joined().len(), NAMES);
        assert_eq!(imphash(&imports), None);

        // The same library over and over.
        let functions: &[Result<&str, u16>] = &[Err(1)];
        let (imports, defects) = read(false, import_section(false, &vec![("a.dll", functions); LIBRARIES + 5]));
        assert_eq!((imports.len(), defects.len()), (LIBRARIES, 1));
        assert_eq!(imphash(&imports), None);
    }

    #[test]
    fn without_imports_there_is_no_imphash() {
        assert_eq!(imphash(&[]), None);
    }
}
