//! Where certification authorities take reports of abused certificates: dated data of `assets/abuse_channels.csv`.

use crate::model::CertificateFacts;

/// The table as it stands in the repository.
const TABLE: &str = include_str!("../../assets/abuse_channels.csv");

/// Where a CA takes reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channel {
    /// The CA, in words.
    pub ca: String,
    /// Mail address, or address of a form.
    pub channel: String,
    /// Set when it is a web form.
    pub is_form: bool,
    /// Set when the form limits the length of the text.
    pub is_thin: bool,
    /// Who says so.
    pub source: String,
    /// The day that was looked up, `2026-11-23`.
    pub as_of: String,
    /// Words of the issuer's name that mean this CA.
    patterns: Vec<String>,
}

/// The channel of the CA that issued a certificate; `None` when the table does not know it.
pub(super) fn find_channel(leaf: &CertificateFacts) -> Option<Channel> {
    let names = [leaf.issuer_cn.as_deref(), leaf.issuer_attributes.organization()];
    let names: Vec<String> = names.into_iter().flatten().map(str::to_lowercase).collect();
    channels()
        .into_iter()
        .find(|channel| channel.patterns.iter().any(|pattern| names.iter().any(|name| has_words(name, pattern))))
}

/// Tells whether the words of `pattern` stand in a name as words: `ssl corp` is not in `vessl corporation`, but is in
/// `SSL Corporation`.
fn has_words(name: &str, pattern: &str) -> bool {
    name.match_indices(pattern).any(|(at, _)| {
        name.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|before| !before.is_alphanumeric())
    })
}

/// The rows of the table; a row that cannot be read is left out (a test counts them).
fn channels() -> Vec<Channel> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(TABLE.as_bytes())
        .into_records()
        .filter_map(Result::ok)
        .filter_map(|row| {
            let cell = |index: usize| row.get(index).map(|cell| cell.trim().to_owned());
            Some(Channel {
                ca: cell(0)?,
                patterns: cell(1)?.split('|').map(str::to_owned).collect(),
                channel: cell(2)?,
                is_form: cell(3)? == "form",
                is_thin: cell(4)? == "thin",
                source: cell(5)?,
                as_of: cell(6)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Instant;

    #[test]
    fn every_row_is_read_and_has_a_channel_a_source_and_a_date() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count().saturating_sub(1);
        let channels = channels();
        assert_eq!(channels.len(), rows);
        for channel in channels {
            assert!(channel.as_of.parse::<Instant>().is_ok(), "{}", channel.ca);
            assert!(!channel.source.is_empty() && !channel.patterns.iter().any(String::is_empty), "{}", channel.ca);
            assert_eq!(channel.is_form, channel.channel.starts_with("https://"), "{}", channel.ca);
            assert_ne!(channel.is_form, channel.channel.contains('@'), "{}", channel.ca);
            for pattern in &channel.patterns {
                assert_eq!(*pattern, pattern.to_lowercase());
            }
        }
    }

    #[test]
    fn pattern_stands_at_the_start_of_a_word() {
        assert!(has_words("ssl.com ev code signing intermediate ca rsa r3", "ssl.com"));
        assert!(has_words("microsoft id verified cs eoc ca 03", "microsoft id verified"));
        assert!(!has_words("vessl corporation", "ssl corp"));
    }
}
