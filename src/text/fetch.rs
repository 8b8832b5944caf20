//! The commands that fetch a CRL or ask an OCSP responder elsewhere: made for a shell, of an address that a hostile certificate may have chosen.
//!
//! Nothing is fetched by this program. An address that is odd in any way gets no command, and the reason is said.

/// Longest address that is put into a command.
const MAX_URL: usize = 1024;
/// Longest file name that is taken from an address.
const MAX_NAME: usize = 64;
/// Longest serial number that is put into a command; RFC 5280 allows 20 bytes.
const MAX_SERIAL: usize = 32;

/// The command that fetches a CRL, quoted so that no shell runs a part of the address.
///
/// `-g` keeps curl from expanding brackets; redirections are not followed.
///
/// # Errors
/// Why there is none, in a few words.
pub fn crl_command(url: &str) -> Result<String, &'static str> {
    check(url)?;
    Ok(format!("curl -g -f -o {} '{url}'", file_name(url)))
}

/// The command that asks an OCSP responder about a serial number, its content octets, and keeps the answer.
///
/// `issuer.pem` is the issuer's certificate. The answer is not judged there: that is done when it is read here.
///
/// # Errors
/// Why there is none, in a few words.
pub fn ocsp_command(url: &str, serial: &[u8]) -> Result<String, &'static str> {
    check(url)?;
    match serial.first() {
        None => Err("there is no serial number"),
        Some(first) if *first >= 0x80 => Err("the serial number is negative"),
        Some(_) if serial.len() > MAX_SERIAL => Err("the serial number is too long"),
        Some(_) => Ok(format!(
            "openssl ocsp -issuer issuer.pem -serial 0x{} -url '{url}' -noverify -respout answer.der",
            hex::encode(serial)
        )),
    }
}

/// Refuses what does not stand between two apostrophes safely, and what no CA would write.
fn check(url: &str) -> Result<(), &'static str> {
    let scheme = ["http://", "https://"]
        .into_iter()
        .find(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let scheme = scheme.ok_or("only http and https are fetched")?;
    if url.len() > MAX_URL {
        return Err("the address is too long");
    }
    // What RFC 3986 allows, without the apostrophe.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&byte);
    if !url.bytes().all(allowed) {
        return Err("the address holds characters that do not belong into one");
    }
    let rest = url.get(scheme.len()..).unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("the address has a user name in front of its host");
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let host_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    if host.is_empty() || host.starts_with('-') || !host.bytes().all(host_allowed) || port.parse::<u16>().is_err() {
        return Err("the address has an odd host");
    }
    Ok(())
}

/// The last part of the path when it is a plain name of a CRL, else a name of ours.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let starts = name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    let ends = name.get(name.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(".crl"));
    if starts && ends && name.len() <= MAX_NAME && name.bytes().all(plain) { name } else { "list.crl" }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_address_keeps_its_file_name() {
        assert_eq!(
            crl_command("http://crl.example.com/pki/cs02.crl").as_deref(),
            Ok("curl -g -f -o cs02.crl 'http://crl.example.com/pki/cs02.crl'")
        );
        assert_eq!(
            crl_command("HTTP://pki.example:8080/get?ca=1&x=$(id)#f").as_deref(),
            Ok("curl -g -f -o list.crl 'HTTP://pki.example:8080/get?ca=1&x=$(id)#f'")
        );
        assert_eq!(
            crl_command("http://a.example/-rf.crl").as_deref(),
            Ok("curl -g -f -o list.crl 'http://a.example/-rf.crl'")
        );
    }

    #[test]
    fn odd_addresses_are_refused_with_the_reason() {
        for (url, why) in [
            ("ldap:///CN=x", "only http"),
            ("file:///etc/passwd", "only http"),
            ("http://a.example/';id;'.crl", "characters"),
            ("http://a.example/a b", "characters"),
            ("http://a.example/a\nb", "characters"),
            ("http://a.example/\u{202e}lrc", "characters"),
            ("http://good.example@evil.example/x.crl", "user name"),
            ("http:///x.crl", "host"),
            ("http://-o/x.crl", "host"),
            ("http://a.example:x/", "host"),
            ("http://[::1]/x.crl", "host"),
        ] {
            assert!(crl_command(url).is_err_and(|reason| reason.contains(why)), "{url}: {:?}", crl_command(url));
        }
        assert!(crl_command(&format!("http://a.example/{}", "a".repeat(2000))).is_err());
    }

    #[test]
    fn responder_is_asked_about_a_serial_number_by_a_quoted_address() {
        assert_eq!(
            ocsp_command("http://ocsp.example/a?b=$c", &[0x33, 0, 1]).as_deref(),
            Ok(
                "openssl ocsp -issuer issuer.pem -serial 0x330001 -url 'http://ocsp.example/a?b=$c' -noverify -respout \
                 answer.der"
            )
        );
        for (url, serial, why) in [
            ("http://a.example/';id;'", &[1][..], "characters"),
            ("http://a.example/", &[], "no serial number"),
            ("http://a.example/", &[0x80], "negative"),
            ("http://a.example/", &[1; 64], "too long"),
        ] {
            assert!(ocsp_command(url, serial).is_err_and(|reason| reason.contains(why)), "{url}");
        }
    }

    proptest! {
        #[test]
        fn command_is_five_words_and_one_quoted_address(tail in "(?s).{0,60}") {
            if let Ok(command) = crl_command(&format!("http://a.example/{tail}")) {
                prop_assert_eq!(command.matches('\'').count(), 2);
                prop_assert!(command.ends_with('\'') && !command.contains('\n'));
                let (before, _) = command.split_once('\'').unwrap();
                prop_assert_eq!(before.split(' ').count(), 6);
            }
        }
    }
}
