//! Host names that say something about whoever uses them, from `assets/known_hosts.csv`.

use std::collections::BTreeMap;

use super::table;

const TABLE: &str = include_str!("../../../assets/known_hosts.csv");

/// What a host is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostKind {
    /// Anybody gets a mail address there.
    FreeMail,
    /// Hides where a link leads.
    UrlShortener,
}

pub(super) fn built_in() -> BTreeMap<String, HostKind> {
    table::rows(TABLE, |row| {
        let kind = match row.get(0)? {
            "free-mail" => HostKind::FreeMail,
            "url-shortener" => HostKind::UrlShortener,
            _ => return None,
        };
        Some((row.get(1)?.to_owned(), kind))
    })
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_once() {
        assert_eq!(built_in().len(), table::count(TABLE));
    }
}
