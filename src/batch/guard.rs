//! One file under guard: a panic costs that file's answer and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::examine::{ExamineOptions, examine};
use crate::judge::judge;
use crate::model::{Analysis, Evidence, Format, Hashes, HexBytes};
use crate::policy::Policy;

/// Start of the names of the threads that analyse; a panic hook stays silent on them.
pub const WORKER_THREADS: &str = "sigscope-worker";

/// Examines and judges one file.
///
/// A panic gives an analysis with its `error` set, made from an empty evidence.
pub fn analyse(path: &Path, options: &ExamineOptions, policy: &Policy) -> Analysis {
    let work = || judge(&examine(path, options), policy);
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| failed(path, &panic_text(&*payload), policy))
}

/// An analysis that says only why there is none.
pub fn failed(path: &Path, error: &str, policy: &Policy) -> Analysis {
    let path_bytes = path.to_str().is_none().then(|| HexBytes(path.as_os_str().as_encoded_bytes().to_vec()));
    let evidence = Evidence {
        path: path.to_string_lossy().into_owned(),
        path_bytes,
        size: 0,
        format: Format::Unknown,
        hashes: Hashes::default(),
        pe: None,
        signatures: Vec::new(),
        certificates: Vec::new(),
        defects: Vec::new(),
        error: Some(error.to_owned()),
    };
    judge(&evidence, policy)
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("internal error, please report it: {}", text.unwrap_or("no message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_message_becomes_the_error() {
        let payload = catch_unwind(|| panic!("index {} out of bounds", 7)).unwrap_err();
        assert_eq!(panic_text(&*payload), "internal error, please report it: index 7 out of bounds");
    }
}
