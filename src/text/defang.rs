//! Web addresses and mail addresses that no program turns into a link, and back.

/// Schemes with their harmless spelling.
const SCHEMES: [(&str, &str); 3] = [("https", "hxxps"), ("http", "hxxp"), ("ftp", "fxp")];

/// Characters that end the host of an address.
const HOST_ENDS: [char; 12] = ['/', '?', '#', '\\', ',', ';', '\'', '"', '<', '>', ')', ']'];

/// Makes every web and mail address of a text harmless: `hxxp`, `[.]` in hosts, `[@]`.
///
/// Hosts are recognised behind `://`, behind `www.` and behind an `@`; other dots stay, so that versions and OIDs do.
pub fn defang(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(defang_word).collect()
}

/// Undoes [`defang`].
pub fn refang(text: &str) -> String {
    let mut text = text.replace("[.]", ".").replace("[@]", "@");
    for (scheme, harmless) in SCHEMES {
        text = text.replace(&format!("{harmless}://"), &format!("{scheme}://"));
    }
    text
}

fn defang_word(word: &str) -> String {
    if let Some((before, after)) = word.split_once("://") {
        let scheme = SCHEMES.iter().find_map(|(scheme, harmless)| {
            let cut = before.len().checked_sub(scheme.len())?;
            let found = before.get(cut..).filter(|end| end.eq_ignore_ascii_case(scheme))?;
            // The case is kept, so that `HTTP` comes back as it was.
            let harmless = if found == *scheme { (*harmless).to_owned() } else { found.to_owned() };
            Some(format!("{}{harmless}", before.get(..cut).unwrap_or_default()))
        });
        let (host, rest) = split_host(after);
        return format!("{}://{}{}", scheme.unwrap_or_else(|| before.to_owned()), brackets(host), defang_word(rest));
    }
    if let Some((before, after)) = word.split_once('@').filter(|(_, after)| after.contains('.')) {
        let (host, rest) = split_host(after);
        return format!("{before}[@]{}{}", brackets(host), defang_word(rest));
    }
    if word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        let (host, rest) = split_host(word);
        return format!("{}{rest}", brackets(host));
    }
    word.to_owned()
}

fn split_host(text: &str) -> (&str, &str) {
    text.find(|character: char| HOST_ENDS.contains(&character) || character.is_whitespace())
        .and_then(|end| text.split_at_checked(end))
        .unwrap_or((text, ""))
}

fn brackets(host: &str) -> String {
    // A full stop at the end of a sentence is no part of the host.
    let trimmed = host.trim_end_matches('.');
    let dots = host.get(trimmed.len()..).unwrap_or_default();
    format!("{}{dots}", trimmed.replace('.', "[.]").replace('@', "[@]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_in_a_sentence_is_defanged_and_the_rest_stays() {
        assert_eq!(
            defang("see http://crl.example.com/cs02.crl, version 1.2 of 1.3.6.1."),
            "see hxxp://crl[.]example[.]com/cs02.crl, version 1.2 of 1.3.6.1."
        );
        assert_eq!(defang("https://a.example."), "hxxps://a[.]example.");
        assert_eq!(defang("mail to someone@mail.example now"), "mail to someone[@]mail[.]example now");
        assert_eq!(defang("www.example.org/x.html"), "www[.]example[.]org/x.html");
    }

    #[test]
    fn user_name_in_an_address_is_defanged() {
        assert_eq!(defang("https://good.example@evil.example/x"), "hxxps://good[.]example[@]evil[.]example/x");
    }

    #[test]
    fn scheme_inside_brackets_or_behind_a_key_is_found() {
        assert_eq!(defang("crl=http://a.example/"), "crl=hxxp://a[.]example/");
        assert_eq!(defang("(http://a.example)"), "(hxxp://a[.]example)");
    }

    #[test]
    fn second_address_in_one_word_is_defanged() {
        assert_eq!(defang("http://a.b/?u=https://c.d/e"), "hxxp://a[.]b/?u=hxxps://c[.]d/e");
    }

    #[test]
    fn capital_scheme_is_kept_but_its_host_is_defanged() {
        assert_eq!(defang("HTTP://A.EXAMPLE/"), "HTTP://A[.]EXAMPLE/");
    }

    proptest::proptest! {
        #[test]
        fn refang_undoes_defang(text in "(https?|ftp|HTTP|ldap)://[a-z0-9.@-]{1,20}[/?#]?[a-zA-Z0-9./?=&%@: -]{0,40}") {
            proptest::prop_assert_eq!(refang(&defang(&text)), text);
        }

        #[test]
        fn refang_undoes_defang_of_any_text_that_is_not_defanged_already(text in "\\PC{0,60}") {
            proptest::prop_assume!(!text.contains("[.]") && !text.contains("[@]"));
            proptest::prop_assume!(!text.contains("hxxp") && !text.contains("fxp"));
            proptest::prop_assert_eq!(refang(&defang(&text)), text);
        }
    }
}
