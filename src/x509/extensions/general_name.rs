//! General names (RFC 5280 section 4.2.1.6) as `kind:value`.

use std::net::{Ipv4Addr, Ipv6Addr};

use x509_parser::asn1_rs::Oid;
use x509_parser::extensions::GeneralName;

use super::super::name::read_name;
use super::Walk;
use crate::asn1::oid::{format_oid, oid_name};
use crate::asn1::{Class, Element, Reader, Tag, decode_text};

/// How deep strings are looked for.
const MAX_DEPTH: u32 = 16;

/// Writes a general name with the kinds that OpenSSL writes: `email:`, `DNS:`, `URI:`, `DirName:`, `IP:`, `RID:`,
/// `otherName:`. What cannot be read is hex.
pub(super) fn format_general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::RFC822Name(text) => format!("email:{text}"),
        GeneralName::DNSName(text) => format!("DNS:{text}"),
        GeneralName::URI(text) => format!("URI:{text}"),
        GeneralName::DirectoryName(name) => format!("DirName:{}", format_directory_name(name.as_raw())),
        GeneralName::IPAddress(bytes) => format!("IP:{}", format_address(bytes)),
        GeneralName::RegisteredID(oid) => format!("RID:{}", dotted(oid)),
        GeneralName::OtherName(oid, value) => format!("otherName:{}:{}", named(oid), format_other(value)),
        GeneralName::X400Address(any) => format!("X400:{}", hex::encode(any.data)),
        GeneralName::EDIPartyName(any) => format!("EDIParty:{}", hex::encode(any.data)),
        GeneralName::Invalid(tag, bytes) => format!("{}:#{}", kind_of(tag.0), hex::encode(bytes)),
    }
}

/// Writes several general names, separated by commas.
pub(super) fn format_general_names(names: &[GeneralName<'_>]) -> String {
    names.iter().map(format_general_name).collect::<Vec<_>>().join(", ")
}

/// The URLs among general names. One that is no UTF-8 is given with U+FFFD in it.
pub(super) fn collect_urls(names: &[GeneralName<'_>], urls: &mut Vec<String>) {
    for name in names {
        match name {
            GeneralName::URI(url) => urls.push((*url).to_owned()),
            GeneralName::Invalid(tag, bytes) if tag.0 == 6 => urls.push(String::from_utf8_lossy(bytes).into_owned()),
            _ => {}
        }
    }
}

/// Writes an encoded Name as RFC 4514 text.
pub(super) fn format_directory_name(der: &[u8]) -> String {
    let mut defects = Vec::new();
    match Reader::new(der, 0).next_element() {
        Ok(Some(element)) => read_name(&element, &mut Walk::new(None, &mut defects)).text,
        _ => format!("#{}", hex::encode(der)),
    }
}

/// Bytes of an OID that has no dotted form which are shown all the same.
const UNREADABLE_OID_SHOWN: usize = 64;

/// The dotted form of an OID of x509-parser; its first bytes in hex when it has none.
pub(super) fn dotted(oid: &Oid<'_>) -> String {
    let bytes = oid.as_bytes();
    let shown = bytes.get(..UNREADABLE_OID_SHOWN).unwrap_or(bytes);
    format_oid(bytes)
        .unwrap_or_else(|| format!("#{}{}", hex::encode(shown), if shown.len() < bytes.len() { "..." } else { "" }))
}

/// The name of an OID of x509-parser, else its dotted form.
pub(super) fn named(oid: &Oid<'_>) -> String {
    let dotted = dotted(oid);
    oid_name(&dotted).map_or(dotted, str::to_owned)
}

/// `[0] EXPLICIT ANY`: the strings in it, hex when there are none.
fn format_other(value: &[u8]) -> String {
    let outer = Reader::new(value, 0).next_element().ok().flatten();
    let Some(inner) = outer.and_then(|element| element.reader().next_element().ok().flatten()) else {
        return hex::encode(value);
    };
    // The SID in Microsoft's NTDS extension is text in an OCTET STRING.
    if inner.is(Tag::OCTET_STRING) && inner.contents.is_ascii() {
        return String::from_utf8_lossy(inner.contents).into_owned();
    }
    let mut strings = Vec::new();
    collect_strings(&inner, &mut strings);
    if strings.is_empty() { hex::encode(inner.raw) } else { strings.join(" ") }
}

/// Collects all character strings of a structure, in encoded order.
pub(super) fn collect_strings(element: &Element<'_>, strings: &mut Vec<String>) {
    collect_strings_below(element, 0, strings);
}

fn collect_strings_below(element: &Element<'_>, depth: u32, strings: &mut Vec<String>) {
    if element.tag.constructed && depth < MAX_DEPTH {
        let mut children = element.reader();
        while let Ok(Some(child)) = children.next_element() {
            collect_strings_below(&child, depth.saturating_add(1), strings);
        }
    } else if element.tag.class == Class::Universal {
        strings.extend(decode_text(element));
    }
}

/// An address, or address and mask in name constraints (RFC 5280 section 4.2.1.10).
fn format_address(bytes: &[u8]) -> String {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Ipv4Addr::from(octets).to_string();
    }
    if let Ok(octets) = <[u8; 16]>::try_from(bytes) {
        return Ipv6Addr::from(octets).to_string();
    }
    match bytes.len() {
        8 | 32 => {
            let (address, mask) = bytes.split_at(bytes.len() / 2);
            format!("{}/{}", format_address(address), format_address(mask))
        }
        _ => format!("#{}", hex::encode(bytes)),
    }
}

fn kind_of(tag: u32) -> &'static str {
    match tag {
        0 => "otherName",
        1 => "email",
        2 => "DNS",
        3 => "X400",
        4 => "DirName",
        5 => "EDIParty",
        6 => "URI",
        7 => "IP",
        8 => "RID",
        _ => "unknown",
    }
}
