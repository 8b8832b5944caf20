//! The container around the signature: the PE image and its attribute certificate table.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Instant, Location, Texts};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// PE image, 32-bit optional header.
    #[serde(rename = "pe32")]
    Pe32,
    /// PE image, 64-bit optional header.
    #[serde(rename = "pe32+")]
    Pe32Plus,
    /// Windows Installer database (compound file).
    #[serde(rename = "msi")]
    Msi,
    /// Cabinet.
    #[serde(rename = "cab")]
    Cab,
    /// Security catalog.
    #[serde(rename = "cat")]
    Cat,
    /// PowerShell script.
    #[serde(rename = "powershell")]
    Powershell,
    /// Windows app package (ZIP).
    #[serde(rename = "appx")]
    Appx,
    /// None of these.
    #[serde(rename = "unknown")]
    Unknown,
}

impl Format {
    /// Tells whether the file is a PE image.
    pub const fn is_pe(self) -> bool {
        matches!(self, Self::Pe32 | Self::Pe32Plus)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pe32 => "pe32",
            Self::Pe32Plus => "pe32+",
            Self::Msi => "msi",
            Self::Cab => "cab",
            Self::Cat => "cat",
            Self::Powershell => "powershell",
            Self::Appx => "appx",
            Self::Unknown => "unknown",
        })
    }
}

/// Facts about a PE image (Microsoft PE format page).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pe {
    /// Machine type in words: `x86`, `x64`, `arm`, `arm64`, `ia64` …, or `0x1234`.
    pub machine: String,
    /// Subsystem in words: `windows-gui`, `windows-cui`, `native`, `efi-application` …, or the number.
    pub subsystem: String,
    /// Whether the DLL characteristic is set.
    pub dll: bool,
    /// Whether there is a CLR header.
    pub dotnet: bool,
    /// TimeDateStamp as a time; `None` when it is zero or, with a REPRO debug entry, a hash.
    pub link_time: Option<Instant>,
    /// TimeDateStamp as stored.
    pub time_date_stamp: u32,
    /// CheckSum, which no signature covers.
    pub checksum: Checksum,
    /// VERSIONINFO strings of the first string table.
    pub version_info: BTreeMap<String, String>,
    /// Language identifier of that string table (`040904b0` is language 0x0409).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version_language: Option<u16>,
    /// The section table.
    pub sections: Vec<Section>,
    /// Whether a debug directory entry of type 16 (REPRO) says that TimeDateStamp is a hash.
    pub reproducible: bool,
    /// Path of the program database in the CodeView debug entry.
    pub pdb: Option<String>,
    /// MD5 of the clear Rich header, as VirusTotal and pefile give it.
    pub rich_hash: Option<String>,
    /// Bytes behind the last section and before the certificate table (or the end of the file).
    pub overlay: Option<Overlay>,
    /// Bytes behind the certificate table.
    pub trailing: Option<Overlay>,
    /// The WIN_CERTIFICATE entries.
    pub certificate_table: Vec<CertificateTableEntry>,
    /// Bytes of the certificate table that hold no signature: behind an entry, or in one of another type.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub table_gaps: Vec<TableGap>,
    /// The certificate table itself: data directory 4 holds a file offset and a size.
    pub security_directory: Option<Location>,
    /// How the certificate table lies to the rest of the file.
    pub table_end: TableEnd,
    /// Where a SignedData of Authenticode lies although the security directory is empty.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub orphan_signature: Option<u64>,
    /// Magic bytes of archives and installers inside the certificate table.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub signature_markers: Vec<Marker>,
    /// Imported libraries with their functions, bounded.
    pub imports: Vec<Import>,
    /// Time stamps of the export, resource and debug directories that are not zero.
    pub internal_times: Vec<InternalTime>,
    /// SizeOfHeaders.
    pub size_of_headers: u32,
    /// SectionAlignment.
    pub section_alignment: u32,
    /// Linker version, `14.38`.
    pub linker: String,
    /// Required operating system version, `6.1`.
    pub os_version: String,
    /// Where the section walk of the Authenticode paper would differ from the flat method, in words.
    pub layout_notes: Vec<String>,
    /// Where the parts lie that findings point to; no part of the report.
    #[serde(skip)]
    pub places: PePlaces,
}

/// Where parts of a PE image lie in the file, for the findings about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PePlaces {
    /// TimeDateStamp of the file header.
    pub time_date_stamp: Option<Location>,
    /// CheckSum of the optional header.
    pub checksum: Option<Location>,
    /// The entry of the security directory, without the table it points to.
    pub security_entry: Option<Location>,
    /// The section table.
    pub section_table: Option<Location>,
    /// The version resource.
    pub version_info: Option<Location>,
}

/// CheckSum of the optional header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// As stored.
    pub stated: u32,
    /// As computed over the file.
    pub computed: u32,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Name, up to eight bytes.
    pub name: String,
    /// PointerToRawData.
    pub offset: u64,
    /// SizeOfRawData.
    pub size: u64,
    /// VirtualAddress.
    pub virtual_address: u64,
    /// VirtualSize.
    pub virtual_size: u64,
    /// Shannon entropy of the raw data in bits per byte; `None` when none of it is in the file.
    pub entropy: Option<f64>,
}

/// Bytes outside the image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overlay {
    /// From the start of the file.
    pub offset: u64,
    /// In bytes.
    pub size: u64,
    /// What the first bytes look like: `zip`, `mz`, `7z`, `rar`, `nsis`, `zero` … or the first eight bytes in hex.
    pub magic: String,
    /// Shannon entropy in bits per byte; of more than [`Overlay::COUNTED`] bytes an estimate from 512 blocks.
    pub entropy: f64,
}

impl Overlay {
    /// Up to this many bytes all are counted for the entropy: whoever made the file can choose what a sample sees.
    pub const COUNTED: u64 = 16 << 20;
}

/// One WIN_CERTIFICATE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateTableEntry {
    /// From the start of the file.
    pub offset: u64,
    /// dwLength.
    pub length: u32,
    /// wRevision, `0x0200`.
    pub revision: u16,
    /// wCertificateType: 2 is PKCS SignedData.
    #[serde(rename = "type")]
    pub kind: u16,
    /// Bytes behind the DER inside the entry.
    pub padding: u64,
    /// Whether any of those is not zero.
    pub padding_nonzero: bool,
}

/// Bytes of the certificate table in which no reader looks for a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableGap {
    /// Where they lie in the file.
    #[serde(flatten)]
    pub location: Location,
    /// wCertificateType of the entry that holds them; `None` when no entry covers them.
    #[serde(rename = "type")]
    pub kind: Option<u16>,
    /// Whether any of them is not zero.
    pub nonzero: bool,
}

/// Magic bytes of an archive or installer where none belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The format: `ZIP`.
    pub name: String,
    /// From the start of the file.
    pub offset: u64,
    /// In bytes.
    pub length: u64,
}

/// How the certificate table lies to the rest of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableEnd {
    /// There is no table.
    Absent,
    /// It ends where the file ends.
    AtEnd,
    /// Bytes follow it.
    BeforeEnd,
    /// It reaches beyond the file.
    BeyondEnd,
    /// It starts inside the headers or the sections.
    Overlapping,
}

/// One imported library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// As written in the import table.
    pub library: String,
    /// Function names; `ord12` for an import by number.
    pub functions: Texts,
}

/// A time stamp other than TimeDateStamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalTime {
    /// `export`, `resource`, `debug`.
    pub source: String,
    /// The stamp.
    pub time: Instant,
    /// Where the four bytes lie in the file.
    pub offset: u64,
}
