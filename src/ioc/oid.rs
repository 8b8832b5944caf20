//! Object identifiers as DER.

/// The DER of an OBJECT IDENTIFIER (X.690 section 8.19): tag, length, contents.
///
/// ```text
/// OBJECT IDENTIFIER contents: the first octets are 40 * arc1 + arc2, then each arc in base 128, high bit: more follow
/// ```
/// `None` for a text that is no OID, for an arc of more than 128 bits, and for contents of more than 127 octets.
pub(super) fn encode_oid(dotted: &str) -> Option<Vec<u8>> {
    let arcs: Vec<u128> = dotted.split('.').map(|arc| arc.parse().ok()).collect::<Option<_>>()?;
    let (first, rest) = arcs.split_first()?;
    let (second, rest) = rest.split_first()?;
    if *first > 2 || (*first < 2 && *second >= 40) {
        return None;
    }
    let mut contents = base_128(first.checked_mul(40)?.checked_add(*second)?);
    for arc in rest {
        contents.extend(base_128(*arc));
    }
    let length = u8::try_from(contents.len()).ok().filter(|length| *length < 0x80)?;
    let mut der = vec![0x06, length];
    der.append(&mut contents);
    Some(der)
}

fn base_128(mut arc: u128) -> Vec<u8> {
    let mut octets = Vec::new();
    loop {
        let more = if octets.is_empty() { 0 } else { 0x80 };
        octets.push(u8::try_from(arc & 0x7f).unwrap_or_default() | more);
        arc >>= 7;
        if arc == 0 {
            octets.reverse();
            return octets;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex_of(dotted: &str) -> Option<String> {
        encode_oid(dotted).map(hex::encode)
    }

    #[test]
    fn known_oids_have_their_known_der() {
        assert_eq!(hex_of("1.3.6.1.5.5.7.3.3").as_deref(), Some("06082b06010505070303"));
        assert_eq!(hex_of("1.2.840.113549.1.7.2").as_deref(), Some("06092a864886f70d010702"));
        assert_eq!(hex_of("2.999.3").as_deref(), Some("0603883703"));
    }

    #[test]
    fn what_is_no_oid_has_no_der() {
        for text in ["", "1", "1.40.1", "3.1", "1.2.x", "1.2.", "1.2.-1", "1.2.340282366920938463463374607431768211456"]
        {
            assert_eq!(hex_of(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn der_is_read_back_by_the_reader_of_certificates(arcs in proptest::collection::vec(0u64..1 << 40, 0..9)) {
            let dotted = arcs.iter().fold("1.3.6".to_owned(), |text, arc| format!("{text}.{arc}"));
            let der = encode_oid(&dotted).unwrap();
            let read = crate::asn1::oid::format_oid(&der[2..]);
            proptest::prop_assert_eq!(read, Some(dotted));
        }
    }
}
