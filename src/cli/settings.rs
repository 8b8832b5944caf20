//! From the shared options: how to examine, how many at a time, how to write.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;

use super::CliError;
use super::args::{Color, HashChoice, Shared};
use crate::batch::{BatchOptions, Order};
use crate::examine::ExamineOptions;
use crate::model::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::Style;

impl Shared {
    /// The options given that cannot change what records say: they were judged when they were made.
    pub(crate) fn idle_with_records(&self) -> Vec<&'static str> {
        let given = [
            ("--at", self.at.is_some()),
            ("--trust", !self.trust.is_empty()),
            ("--no-default-trust", self.no_default_trust),
            ("--trust-store", self.trust_store.is_some()),
            ("--crl", !self.crl.is_empty()),
            ("--catalog", !self.catalog.is_empty()),
            ("--disallowed", !self.disallowed.is_empty()),
            ("--known-bad", !self.known_bad.is_empty()),
            ("--block-list", !self.block_list.is_empty()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect()
    }

    /// Threads that analyse.
    pub(crate) fn jobs(&self) -> NonZeroUsize {
        self.jobs.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
    }

    /// What to compute for each file.
    pub(crate) fn examine_options(&self) -> Result<ExamineOptions, CliError> {
        Ok(ExamineOptions { hashes: file_hashes(&self.hashes)?, ..ExamineOptions::default() })
    }

    /// The same with the digests by which the lists of the policy find files, whatever `--hashes` leaves out: a file
    /// must not be called unsigned, or not listed, because nobody looked.
    pub(crate) fn examine_options_for(&self, policy: &Policy) -> Result<ExamineOptions, CliError> {
        let mut options = self.examine_options()?;
        options.look_up = !policy.catalogs.is_empty();
        if !policy.block_lists.is_empty() {
            options.hashes.extend([DigestAlgorithm::Sha1, DigestAlgorithm::Sha256]);
            options.hashes.sort_unstable();
            options.hashes.dedup();
        }
        Ok(options)
    }

    /// How to work through `paths`.
    pub(crate) fn batch_options(
        &self,
        paths: &[PathBuf],
        order: Order,
        policy: &Policy,
    ) -> Result<BatchOptions, CliError> {
        let mut examine = self.examine_options_for(policy)?;
        // A second thread helps with one large file; with many, every thread has a file of its own.
        examine.parallel = self.jobs().get() > 1 && matches!(paths, [only] if only.is_file());
        Ok(BatchOptions { examine, jobs: self.jobs(), order, follow: self.follow })
    }

    /// How text is written to standard output.
    pub(crate) fn style(&self) -> Style {
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_color_wanted() && std::io::stdout().is_terminal(),
        };
        Style { ascii: self.ascii || !is_unicode_locale(), color }
    }
}

fn file_hashes(choices: &[HashChoice]) -> Result<Vec<DigestAlgorithm>, CliError> {
    let wanted = |choice| choices.contains(&choice);
    if wanted(HashChoice::None) {
        return if choices.len() == 1 { Ok(Vec::new()) } else { Err(CliError::HashesAndNone) };
    }
    let all = [
        (HashChoice::Md5, DigestAlgorithm::Md5),
        (HashChoice::Sha1, DigestAlgorithm::Sha1),
        (HashChoice::Sha256, DigestAlgorithm::Sha256),
    ];
    Ok(all.into_iter().filter(|(choice, _)| wanted(*choice)).map(|(_, algorithm)| algorithm).collect())
}

/// NO_COLOR (no-color.org: set and not empty) and `TERM=dumb` turn colours off.
fn is_color_wanted() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// Tells whether the locale is UTF-8: the first of the three variables that is set decides (POSIX 8.2).
///
/// With none of them set the output is taken to be UTF-8: scripts and services start programs so.
fn is_unicode_locale() -> bool {
    if cfg!(windows) {
        return true;
    }
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let value = names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    value.is_none_or(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_stands_alone_and_the_order_is_fixed() {
        assert_eq!(file_hashes(&[HashChoice::None]).unwrap(), []);
        assert!(file_hashes(&[HashChoice::None, HashChoice::Md5]).is_err());
        assert_eq!(
            file_hashes(&[HashChoice::Sha256, HashChoice::Md5, HashChoice::Md5]).unwrap(),
            [DigestAlgorithm::Md5, DigestAlgorithm::Sha256]
        );
    }
}
