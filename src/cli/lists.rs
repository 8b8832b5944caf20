//! What the analyst brings: revocation data, catalogs and lists, from the options and from `[lists]` of the
//! configuration.
//!
//! A file that an option names must be usable. One that the configuration names is told and left out when it is not: a
//! list that was moved must not stop every later look at a file.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CliError;
use super::args::Shared;
use crate::block_list::BlockList;
use crate::examine::Catalogs;
use crate::known_bad::KnownBad;
use crate::lists::decode;
use crate::model::Instant;
use crate::policy::Policy;
use crate::trust::{Disallowed, RevocationData};
use crate::tui::config;

impl Shared {
    /// Fills the policy with everything that was brought. `tell` hears what was left out, and why.
    pub(crate) fn bring_lists(&self, policy: &mut Policy, tell: &dyn Fn(&str)) -> Result<(), CliError> {
        let config = config::load(self.config.as_deref());
        for mistake in config.mistakes.iter().filter(|mistake| mistake.text.starts_with("[lists]")) {
            tell(&format!("configuration: {}", mistake.text));
        }
        let configured = config.lists;
        let crl = |paths: &[PathBuf]| Ok(told(tell, RevocationData::load(paths)?));
        if let Some(data) = load(&self.crl, &configured.crl, tell, crl)? {
            policy.revocation = Arc::new(data);
        }
        let catalogs = |paths: &[PathBuf]| Ok(told(tell, Catalogs::load(paths)?));
        if let Some(catalogs) = load(&self.catalog, &configured.catalog, tell, catalogs)? {
            policy.catalogs = Arc::new(catalogs);
        }
        let disallowed = |paths: &[PathBuf]| Ok(told(tell, Disallowed::load(paths).map_err(CliError::Disallowed)?));
        if let Some(lists) = load(&self.disallowed, &configured.disallowed, tell, disallowed)? {
            policy.disallowed = Arc::new(lists);
        }
        if let Some(lists) =
            load(&self.known_bad, &configured.known_bad, tell, |paths: &[PathBuf]| known_bad(paths, tell))?
        {
            policy.known_bad = Arc::new(lists);
        }
        if let Some(lists) =
            load(&self.block_list, &configured.block_list, tell, |paths: &[PathBuf]| block_lists(paths, tell))?
        {
            policy.block_lists = Arc::new(lists);
        }
        Ok(())
    }
}

/// Loads the files of an option and of the configuration together; `None` when there is none.
fn load<T>(
    given: &[PathBuf],
    configured: &[PathBuf],
    tell: &dyn Fn(&str),
    load: impl Fn(&[PathBuf]) -> Result<T, CliError>,
) -> Result<Option<T>, CliError> {
    if configured.is_empty() {
        return if given.is_empty() { Ok(None) } else { load(given).map(Some) };
    }
    let all: Vec<PathBuf> = given.iter().chain(configured).cloned().collect();
    if all.iter().all(|path| path.exists())
        && let Ok(loaded) = load(&all)
    {
        return Ok(Some(loaded));
    }
    // One by one, to know which is to blame; then those that are good, together.
    let usable = configured.iter().filter(|path| match load(std::slice::from_ref(path)) {
        Ok(_) => true,
        Err(error) => {
            tell(&format!("configuration: {}; not used", one_line(&error)));
            false
        }
    });
    let all: Vec<PathBuf> = given.iter().chain(usable).cloned().collect();
    if all.is_empty() { Ok(None) } else { load(&all).map(Some) }
}

fn one_line(error: &CliError) -> String {
    let text = error.report();
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("sigscope: error: ").unwrap_or(first).to_owned()
}

/// Tells the warnings that come with what was loaded.
fn told<T>(tell: &dyn Fn(&str), (loaded, warnings): (T, impl IntoIterator<Item = impl Display>)) -> T {
    warnings.into_iter().for_each(|warning| tell(&warning.to_string()));
    loaded
}

/// When a file was written, the date of a list that states none.
fn modified(path: &Path) -> Option<Instant> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok().map(Instant::from)
}

/// The block lists of drivers; rules that cannot be used are counted.
fn block_lists(paths: &[PathBuf], tell: &dyn Fn(&str)) -> Result<BlockList, CliError> {
    let mut lists = BlockList::default();
    for path in paths {
        let failed = |source| CliError::File { what: "cannot read the block list", path: path.clone(), source };
        let text = std::fs::read(path).map_err(failed)?;
        let name = path.display().to_string();
        let invalid = |error| failed(std::io::Error::new(std::io::ErrorKind::InvalidData, error));
        let unused = lists.add_file(&name, &decode(&text), modified(path)).map_err(invalid)?;
        if unused > 0 {
            tell(&format!("{name}: rules that are not understood and not used: {unused}"));
        }
    }
    Ok(lists)
}

/// The lists of abused certificates; lines that cannot be used are told.
fn known_bad(paths: &[PathBuf], tell: &dyn Fn(&str)) -> Result<KnownBad, CliError> {
    let mut known = KnownBad::default();
    for path in paths {
        let failed = |source| CliError::File { what: "cannot read the list", path: path.clone(), source };
        let text = std::fs::read(path).map_err(failed)?;
        let before = known.len();
        let problems = known.add_file(&path.display().to_string(), &decode(&text), modified(path));
        problems.iter().for_each(|problem| tell(problem));
        if known.len() == before {
            let empty = std::io::Error::new(std::io::ErrorKind::InvalidData, "it has no line that can be used");
            return Err(failed(empty));
        }
    }
    Ok(known)
}
