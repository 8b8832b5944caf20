//! The last resort: a file that only its owner can read.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a text to `copied.txt` in a folder.
///
/// # Errors
/// What the operating system says, in one line.
pub fn save(text: &str, folder: Option<&Path>) -> Result<PathBuf, String> {
    let folder = folder.ok_or_else(|| "no folder for it is known".to_owned())?;
    let failed = |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    let path = folder.join("copied.txt");
    // Made anew each time, so that neither a link nor the rights of an older file count.
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)?;
    Ok(path)
}
