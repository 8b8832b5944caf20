//! The paths to look at: arguments, and standard input where an argument is `-`.

use std::ffi::OsString;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use crate::batch::Input;

/// The inputs in the order of the arguments. Standard input is read as the paths are asked for.
pub(crate) fn inputs(paths: Vec<PathBuf>, null: bool) -> impl Iterator<Item = Input> + Send {
    paths.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Input> + Send> {
        if path == Path::new("-") {
            Box::new(listed(std::io::BufReader::new(std::io::stdin()), null).map(recursive))
        } else {
            Box::new(std::iter::once(recursive(path)))
        }
    })
}

fn recursive(path: PathBuf) -> Input {
    Input { path, recursive: true }
}

/// Paths out of a list, one a line or one before each NUL; empty ones are left out.
///
/// A list written on Windows ends its lines with CR LF; on Unix a file may be named so all the same. On Unix the bytes
/// are the path; elsewhere they are UTF-8. Ends where the list cannot be read further.
fn listed(list: impl BufRead, null: bool) -> impl Iterator<Item = PathBuf> {
    let separator = if null { 0 } else { b'\n' };
    list.split(separator)
        .map_while(Result::ok)
        .map(move |mut bytes| {
            let mut path = PathBuf::from(os_string(bytes.clone()));
            if !null && bytes.pop_if(|last| *last == b'\r').is_some() && !path.exists() {
                path = PathBuf::from(os_string(bytes));
            }
            path
        })
        .filter(|path| !path.as_os_str().is_empty())
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> OsString {
    OsString::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &[u8], null: bool) -> Vec<PathBuf> {
        listed(list, null).collect()
    }

    #[test]
    fn list_has_one_path_a_line_and_empty_lines_are_left_out() {
        assert_eq!(read(b"a b.exe\n\nc.exe", false), [PathBuf::from("a b.exe"), PathBuf::from("c.exe")]);
    }

    #[test]
    fn list_from_windows_is_read_everywhere() {
        assert_eq!(read(b"a.exe\r\nb.exe\r\n", false), [PathBuf::from("a.exe"), PathBuf::from("b.exe")]);
    }

    #[test]
    fn line_break_in_a_name_survives_nul_separation() {
        assert_eq!(read(b"a\nb\0c\0", true), [PathBuf::from("a\nb"), PathBuf::from("c")]);
    }

    #[cfg(unix)]
    #[test]
    fn name_that_is_not_utf_8_is_kept() {
        let paths = read(b"a\xff.exe\n", false);
        assert_eq!(paths[0].as_os_str().as_encoded_bytes(), b"a\xff.exe");
    }
}
