//! Writes DER: values in, tag-length-value bytes out.
//!
//! The functions do not check what they are given. A test that needs an invalid structure builds it from [`tlv`] and raw bytes.
//! Source: X.690 (2015), sections 8 and 10.

use time::OffsetDateTime;

/// Returns one element with a one-byte `tag` and the shortest length form.
pub fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|b| *b == 0).collect();
        out.push(0x80 | bytes.len() as u8);
        out.extend(bytes);
    }
    out.extend_from_slice(content);
    out
}

/// Returns the parts one after the other, without a header.
pub fn concat<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    parts.into_iter().fold(Vec::new(), |mut out, part| {
        out.extend_from_slice(part.as_ref());
        out
    })
}

/// Returns a SEQUENCE of already encoded parts.
pub fn sequence<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    tlv(0x30, concat(parts))
}

/// Returns a SET of already encoded parts, in the order given.
pub fn set<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    tlv(0x31, concat(parts))
}

/// Sorts encoded elements as DER asks of a SET OF (X.690 section 11.6).
pub fn sort_set(parts: &mut [Vec<u8>]) {
    parts.sort();
}

/// Returns `[n] EXPLICIT` (or constructed IMPLICIT) around encoded content.
pub fn context(n: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0xA0 | n, content)
}

/// Returns `[n] IMPLICIT` of a primitive type.
pub fn context_primitive(n: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x80 | n, content)
}

/// Returns an OBJECT IDENTIFIER from its dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    let mut push = |arc: u64| {
        let mut groups = vec![(arc & 0x7F) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(groups.into_iter().rev());
    };
    push(arcs[0] * 40 + arcs[1]);
    arcs[2..].iter().for_each(|arc| push(*arc));
    tlv(0x06, content)
}

/// Returns an INTEGER with exactly these content octets (a serial, say); sign and minimality are the caller's.
pub fn integer_octets(content: &[u8]) -> Vec<u8> {
    tlv(0x02, content)
}

/// Returns a non-negative INTEGER from big-endian bytes, with the leading zero that the sign needs.
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = bytes.iter().copied().skip_while(|b| *b == 0).collect();
    if content.first().is_none_or(|b| *b >= 0x80) {
        content.insert(0, 0);
    }
    tlv(0x02, content)
}

/// Returns a small INTEGER.
pub fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// Returns NULL.
pub fn null() -> Vec<u8> {
    tlv(0x05, [])
}

/// Returns BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, [if value { 0xFF } else { 0 }])
}

/// Returns an OCTET STRING.
pub fn octets(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x04, content)
}

/// Returns a BIT STRING of whole bytes.
pub fn bits(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x03, concat([&[0_u8], content.as_ref()]))
}

/// Returns a named-bit BIT STRING (key usage): bit 0 is the most significant, trailing zero bits are dropped.
pub fn named_bits(set_bits: &[u8]) -> Vec<u8> {
    let Some(last) = set_bits.iter().max() else {
        return tlv(0x03, [0]);
    };
    let mut content = vec![7 - last % 8];
    content.resize(2 + usize::from(last / 8), 0);
    for bit in set_bits {
        content[1 + usize::from(bit / 8)] |= 0x80 >> (bit % 8);
    }
    tlv(0x03, content)
}

/// Returns a BMPString's content: UTF-16, big-endian.
pub fn utf16_be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Returns UTCTime up to 2049 and GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5).
pub fn x509_time(time: OffsetDateTime) -> Vec<u8> {
    if time.year() < 2050 { tlv(0x17, &digits(time)[2..]) } else { generalized_time(time, "") }
}

/// Returns UTCTime, as signingTime has it.
pub fn utc_time(time: OffsetDateTime) -> Vec<u8> {
    tlv(0x17, &digits(time)[2..])
}

/// Returns GeneralizedTime; `fraction` is what stands behind the decimal point, empty for none.
pub fn generalized_time(time: OffsetDateTime, fraction: &str) -> Vec<u8> {
    let mut text = digits(time);
    if !fraction.is_empty() {
        text.insert_str(14, &format!(".{fraction}"));
    }
    tlv(0x18, text)
}

/// Returns `YYYYMMDDhhmmssZ`.
fn digits(time: OffsetDateTime) -> String {
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Returns the content of the first element of bytes that we wrote.
pub fn content(der: &[u8]) -> &[u8] {
    let header = header_length(der);
    &der[header..element_length(der)]
}

/// Returns the length of the first element of bytes that we wrote, header included.
pub fn element_length(der: &[u8]) -> usize {
    let header = header_length(der);
    let length = match der[1] {
        short if short < 0x80 => usize::from(short),
        _ => der[2..header].iter().fold(0, |length, byte| length << 8 | usize::from(*byte)),
    };
    header + length
}

fn header_length(der: &[u8]) -> usize {
    if der[1] < 0x80 { 2 } else { 2 + usize::from(der[1] & 0x7F) }
}
