//! The texts of a file that somebody else chose and that a reader sees.

use crate::asn1::oid;
use crate::model::{Location, Thumbprint};
use crate::rules::{Case, Hit};

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Subject or issuer of a certificate.
    Certificate,
    /// SpcSpOpusInfo.
    Opus,
    /// VERSIONINFO.
    VersionInfo,
    /// The file's own name.
    FileName,
}

/// One text.
pub(super) struct Text<'a> {
    pub(super) origin: Origin,
    /// What it is: `subject CN`.
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    certificate: Option<Thumbprint>,
    signature: Option<usize>,
    location: Option<Location>,
}

impl Text<'_> {
    /// A hit about this text.
    pub(super) fn hit(&self, title: &str, detail: impl Into<String>) -> Hit {
        let mut hit = Hit::new(title, detail).at(self.location);
        hit.certificate = self.certificate;
        hit.signature = self.signature;
        hit
    }

    /// What the text is, in words: `issuer CN`.
    pub(super) fn place(&self) -> String {
        match self.origin {
            Origin::Certificate => format!("{} of a certificate", self.label),
            Origin::Opus => format!("opus {}", self.label),
            Origin::VersionInfo => format!("VERSIONINFO {}", self.label),
            Origin::FileName => "the file's name".to_owned(),
        }
    }
}

/// All such texts: subjects of all certificates, issuers where no certificate of the file has that subject, opus,
/// VERSIONINFO, the file's name.
pub(super) fn texts<'a>(case: &Case<'a>) -> Vec<Text<'a>> {
    let mut texts = Vec::new();
    for certificate in &case.evidence.certificates {
        let issuer_is_there = case.evidence.certificates.iter().any(|other| other.subject == certificate.issuer);
        let issuer = certificate.issuer_attributes.attributes.iter().filter(|_| !issuer_is_there);
        for attribute in certificate.subject_attributes.attributes.iter().chain(issuer) {
            texts.push(Text {
                origin: Origin::Certificate,
                label: &attribute.name,
                value: &attribute.value,
                certificate: Some(certificate.sha256),
                signature: None,
                location: attribute.location.or_else(|| certificate.location()),
            });
        }
    }
    for signature in &case.signatures {
        let Some(opus) = &signature.facts.opus else { continue };
        let location = signature.signed_attribute(oid::SPC_SP_OPUS_INFO);
        for (label, value) in [("program name", &opus.program_name), ("address", &opus.more_info)] {
            if let Some(value) = value {
                texts.push(Text {
                    origin: Origin::Opus,
                    label,
                    value,
                    certificate: None,
                    signature: Some(signature.facts.index),
                    location,
                });
            }
        }
    }
    for (label, value) in case.pe().map(|pe| pe.version_info.iter()).into_iter().flatten() {
        texts.push(Text {
            origin: Origin::VersionInfo,
            label,
            value,
            certificate: None,
            signature: None,
            location: case.pe().and_then(|pe| pe.places.version_info),
        });
    }
    texts.push(Text {
        origin: Origin::FileName,
        label: "file name",
        value: case.file_name(),
        certificate: None,
        signature: None,
        location: None,
    });
    texts
}
