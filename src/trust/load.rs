//! Trust anchors from files: PEM or DER, single files or folders.
//!
//! In: paths. Out: the DER of the certificates in them, in the order of the files' names. Which of them count, and for
//! what, is left to the store.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::asn1::Asn1Error;

/// Largest file that is read for anchors.
const MAX_FILE: u64 = 64 << 20;

/// Why trust anchors could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than any list of anchors.
    #[error("{path} is larger than {} MiB", MAX_FILE >> 20)]
    TooLarge {
        /// Which one.
        path: PathBuf,
    },
    /// A folder given as trust store lacks a file.
    #[error("no {name} in {path}; a folder of plain certificates is given with --trust")]
    Missing {
        /// The folder.
        path: PathBuf,
        /// The file.
        name: &'static str,
    },
    /// A trust list or certificate is malformed.
    #[error("{path} is malformed")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Where and how.
        source: Asn1Error,
    },
    /// A PEM block does not hold base64.
    #[error("a certificate in {path} is no base64")]
    Base64 {
        /// Which file.
        path: PathBuf,
        /// Where and how.
        source: base64::DecodeError,
    },
    /// A file holds no certificate.
    #[error("no certificate in {path}")]
    NoCertificate {
        /// Which one.
        path: PathBuf,
    },
}

/// Reads all certificates of a file (PEM or DER, several may follow each other) or of the files of a folder that are
/// named `.pem`, `.crt`, `.cer` or `.der`; folders in it are left aside. Returns their DER, concatenated.
///
/// # Errors
/// See [`TrustError`]. A folder without such files is [`TrustError::NoCertificate`].
pub fn read_certificates(path: &Path) -> Result<Vec<u8>, TrustError> {
    if !path.is_dir() {
        return read_file(path);
    }
    let read = |source| TrustError::Read { path: path.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(read)? {
        let file = entry.map_err(read)?.path();
        let named = file.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        if matches!(named.as_deref(), Some("pem" | "crt" | "cer" | "der")) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    let mut der = Vec::new();
    for file in &files {
        der.extend(read_file(file)?);
    }
    if der.is_empty() { Err(TrustError::NoCertificate { path: path.to_owned() }) } else { Ok(der) }
}

/// Reads a whole file of bounded size.
///
/// # Errors
/// When it cannot be read, or is too large.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, TrustError> {
    let read = |source| TrustError::Read { path: path.to_owned(), source };
    if fs::metadata(path).map_err(read)?.len() > MAX_FILE {
        return Err(TrustError::TooLarge { path: path.to_owned() });
    }
    fs::read(path).map_err(read)
}

fn read_file(path: &Path) -> Result<Vec<u8>, TrustError> {
    let bytes = read_bounded(path)?;
    let der = if bytes.first() == Some(&0x30) {
        bytes
    } else {
        decode_pem(&bytes).map_err(|source| TrustError::Base64 { path: path.to_owned(), source })?
    };
    if der.is_empty() { Err(TrustError::NoCertificate { path: path.to_owned() }) } else { Ok(der) }
}

/// Decodes every `CERTIFICATE` block of a PEM file (RFC 7468); text outside the blocks is left aside.
///
/// # Errors
/// When a block holds no base64.
pub fn decode_pem(text: &[u8]) -> Result<Vec<u8>, base64::DecodeError> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(text);
    let mut der = Vec::new();
    for block in text.split(BEGIN).skip(1) {
        let body = block.split(END).next().unwrap_or_default();
        let base64: String = body.chars().filter(|character| !character.is_whitespace()).collect();
        STANDARD.decode_vec(base64, &mut der)?;
    }
    Ok(der)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_of_a_pem_file_is_decoded_and_comments_are_not() {
        let text = b"# Friendly Name: x\n-----BEGIN CERTIFICATE-----\r\nMAMC\r\nAQE=\r\n-----END CERTIFICATE-----\n\
            junk\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";
        assert_eq!(decode_pem(text).unwrap(), [0x30, 3, 2, 1, 1, 0x30, 0]);
        assert!(decode_pem(b"-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----").is_err());
    }

    #[test]
    fn file_without_a_certificate_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("empty.pem");
        fs::write(&file, "nothing").unwrap();
        assert!(matches!(read_certificates(&file), Err(TrustError::NoCertificate { path }) if path == file));
        assert!(matches!(read_certificates(&folder.path().join("none")), Err(TrustError::Read { .. })));
    }

    #[test]
    fn folder_gives_its_certificate_files_in_order_of_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b.cer"), [0x30, 1, 2]).unwrap();
        fs::write(folder.path().join("a.DER"), [0x30, 1, 1]).unwrap();
        fs::write(folder.path().join("README.md"), "text").unwrap();
        assert_eq!(read_certificates(folder.path()).unwrap(), [0x30, 1, 1, 0x30, 1, 2]);
    }
}
