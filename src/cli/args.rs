//! The commands and options, exactly those whose capability exists.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::help;
use crate::ioc::{Form, Format};
use crate::model::{Instant, Severity};
use crate::tui::theme::ThemeName;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "sigscope",
    version,
    about = "Investigate signed Windows executables in the terminal",
    override_help = help::TOP,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    /// What to do; without a command: the workbench.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Files and folders to open; a folder is walked; `-`: paths from standard input.
    ///
    /// Without a path: the current folder, not recursive.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Open the records of an earlier `report --format ndjson` instead of files; `-`: from standard input.
    ///
    /// The list is that of the scan, of whatever machine. A row whose file is there, unchanged, opens the file; else
    /// what the record holds is shown. A single PATH that ends in .ndjson is opened so too.
    #[arg(long, value_name = "FILE.ndjson", conflicts_with = "paths")]
    pub from: Option<PathBuf>,

    /// The options of all commands.
    #[command(flatten)]
    pub shared: Shared,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open the workbench on the bundled samples, with their test roots trusted.
    Demo(DemoArguments),
    /// Print the analysis: text, JSON, NDJSON, CSV or Markdown.
    ///
    /// Exit status: 0 every file was analysed, whatever was found; 1 the condition of --fail-on is met; 2 bad
    /// arguments, or a file could not be read (the others are still reported).
    Report(ReportArguments),
    /// Print indicators: values, queries, rules, events, or a report to the issuing CA.
    Ioc(IocArguments),
    /// Put two files side by side: how they are related, and where they differ. More files: each with each.
    ///
    /// Exit status: 0 the files were compared, whatever the result; 2 bad arguments, or a file could not be read.
    Diff(DiffArguments),
    /// What was seen before: list, search, export, tag, forget. `history = true` in the configuration turns it on.
    History(super::history::args::HistoryArguments),
    /// List the catalogue of findings, or explain one rule.
    Rules(RulesArguments),
    /// Print, check or locate the configuration of the workbench.
    Config(ConfigArguments),
    /// List the keys of the workbench, those of the configuration included.
    Keys,
    /// List the themes of the workbench, and the roles that `theme` may change.
    Themes,
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page.
    Man,
}

/// `sigscope demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Write the samples into this folder instead of opening them.
    #[arg(long, value_name = "DIR")]
    pub extract: Option<PathBuf>,
}

/// `sigscope config`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ConfigArguments {
    /// Print a configuration with every setting at its default.
    #[arg(long)]
    pub print: bool,

    /// Read the configuration and print its mistakes; exit status 2 when there are any.
    #[arg(long)]
    pub check: bool,

    /// Print where the configuration is looked for.
    #[arg(long)]
    pub path: bool,
}

/// `sigscope report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Files and folders; a folder is walked, and of it signed formats alone are reported; `-`: paths from standard
    /// input, one a line.
    #[arg(value_name = "PATH", required_unless_present_any = ["schema", "from"])]
    pub paths: Vec<PathBuf>,

    /// Open the records of an earlier `report --format ndjson` instead of files; `-`: from standard input.
    ///
    /// They are written anew as they were judged then, of whatever machine; the files themselves are not needed.
    #[arg(long, value_name = "FILE.ndjson", conflicts_with = "paths")]
    pub from: Option<PathBuf>,

    /// How the analysis is written.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,

    /// Exit with status 1 when a file is not trusted, or has a finding of this severity or worse.
    #[arg(long, value_enum, value_name = "CONDITION")]
    pub fail_on: Option<FailOn>,

    /// Suppose that the signers' certificates were revoked at this moment, and judge what that would do (RFC 3339, UTC).
    #[arg(long, value_name = "TIME", conflicts_with = "from")]
    pub revoked_at: Option<Instant>,

    /// Print the JSON Schema of the report and nothing else.
    #[arg(long)]
    pub schema: bool,
}

/// `sigscope ioc`.
#[derive(Debug, Args)]
#[command(after_long_help = super::ioc_examples::EXAMPLES)]
pub(crate) struct IocArguments {
    /// Files and folders; their values are put together, and those that all files share come first.
    #[arg(value_name = "PATH", required_unless_present = "schema")]
    pub paths: Vec<PathBuf>,

    /// For whom: plain, defanged, markdown, csv, json, vt (VirusTotal), yara, kql (Defender), sigma, stix, misp, wdac,
    /// abuse-report.
    #[arg(long, value_name = "FORMAT", default_value_t = Format::Plain, hide_possible_values = true, value_parser = format_parser())]
    pub format: Format,

    /// Which values, by their names or words of them: `all`, `thumbprint`, `leaf-serial`, `sha256`; default: what the
    /// consumer has a use for.
    ///
    /// `--format csv --values all` lists the names. A format leaves out what it cannot state.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub values: Vec<String>,

    /// In which form `plain` and `defanged` have the values that know it: hex, plain, colon, spaced, upper, dotted, der,
    /// wdac.
    #[arg(long, value_name = "FORM", hide_possible_values = true, value_parser = form_parser())]
    pub form: Option<Form>,

    /// The short form of the abuse report, for web forms with a limit.
    #[arg(long)]
    pub thin: bool,

    /// Print the JSON Schema of `--format json` and nothing else.
    #[arg(long)]
    pub schema: bool,
}

/// `sigscope diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// Two files, or more.
    #[arg(required_unless_present = "schema", num_args = 2.., value_name = "FILE")]
    pub paths: Vec<PathBuf>,

    /// How the result is written.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,

    /// Print the JSON Schema of the result and nothing else.
    #[arg(long)]
    pub schema: bool,
}

/// Reads the name of a form; completions offer all of them.
fn form_parser() -> impl clap::builder::TypedValueParser<Value = Form> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Form::ALL.map(Form::name)).try_map(|name| name.parse::<Form>())
}

/// Reads the name of a format; completions offer all of them.
fn format_parser() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// `sigscope rules`.
#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// Explain this rule.
    pub id: Option<String>,

    /// How it is written.
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub format: RulesFormat,
}

/// Formats of `report`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Complete and aligned, for a ticket.
    Text,
    /// One object, see --schema.
    Json,
    /// One record a line, as they are ready.
    Ndjson,
    /// One row a signature, as they are ready.
    Csv,
    /// A table, one row a signature.
    Markdown,
}

/// Formats of `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a reader.
    Text,
    /// For a program, see --schema.
    Json,
}

/// Formats of `rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    /// For a reader.
    Text,
    /// For a program.
    Json,
}

/// Conditions of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A file whose verdict is not `trusted`, unsigned ones included.
    Untrusted,
    /// Any finding.
    Info,
    /// A notice or worse.
    Notice,
    /// A warning or worse.
    Warning,
    /// A critical finding.
    Critical,
}

impl FailOn {
    /// The least severity that meets the condition; `None` for the condition about the verdict.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Untrusted => None,
            Self::Info => Some(Severity::Info),
            Self::Notice => Some(Severity::Notice),
            Self::Warning => Some(Severity::Warning),
            Self::Critical => Some(Severity::Critical),
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// When the output is a terminal and NO_COLOR is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// File hashes of `--hashes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HashChoice {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// Only what the signatures need.
    None,
}

/// The options that all commands share.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Judge trust as of this moment (RFC 3339, UTC; a bare date is its midnight); default: now.
    #[arg(long, global = true, value_name = "TIME", help_heading = "Trust", allow_hyphen_values = true)]
    pub at: Option<Instant>,

    /// More trust anchors, PEM or DER; repeatable.
    #[arg(long, global = true, value_name = "FILE|DIR", help_heading = "Trust")]
    pub trust: Vec<PathBuf>,

    /// Trust none of the roots of the built-in list.
    #[arg(long, global = true, help_heading = "Trust")]
    pub no_default_trust: bool,

    /// Use this root list instead of the built-in one: a folder with `authroot.stl` and `roots.pem`.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Trust")]
    pub trust_store: Option<PathBuf>,

    /// CRLs and OCSP responses, PEM or DER: was a certificate revoked, and does that count? Repeatable.
    ///
    /// Nothing is fetched; the report names the addresses. In a folder the files named .crl, .der, .pem, .ocsp, .ors,
    /// .rsp and .resp are read.
    #[arg(long, global = true, value_name = "FILE|DIR", help_heading = "Trust")]
    pub crl: Vec<PathBuf>,

    /// Catalogs (`.cat`): a file without a signature whose digest is in one is judged by the catalog's signature; repeatable.
    ///
    /// A file with a signature of its own keeps it, and the catalog's stands behind it. In a folder the files named .cat
    /// are read.
    #[arg(long, global = true, value_name = "FILE|DIR", help_heading = "Trust")]
    pub catalog: Vec<PathBuf>,

    /// Microsoft's list of blocked certificates (`disallowedcert.stl`): a certificate on it is never trusted, whatever its
    /// timestamp says; repeatable.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Trust")]
    pub disallowed: Vec<PathBuf>,

    /// A list of abused certificates: a thumbprint a line, or a CSV with a header; repeatable.
    ///
    /// Columns: thumbprint_sha1, thumbprint_sha256, serial, issuer_cn, subject_cn, durable_identity, label, date. The
    /// lists of Cert Graveyard and of MalwareBazaar are read as they are. A serial counts only with its issuer.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Trust")]
    pub known_bad: Vec<PathBuf>,

    /// A block list of drivers: Microsoft's (the policy in XML) or LOLDrivers (drivers.json); repeatable.
    ///
    /// A file is on it by its digest, or by its signer's certificate, original name and version.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Trust")]
    pub block_list: Vec<PathBuf>,

    /// Hashes of the whole file; `none`: only what the signatures need.
    #[arg(
        long,
        global = true,
        value_name = "LIST",
        value_enum,
        value_delimiter = ',',
        default_values_t = [HashChoice::Md5, HashChoice::Sha1, HashChoice::Sha256],
        help_heading = "Work"
    )]
    pub hashes: Vec<HashChoice>,

    /// Files analysed at the same time; default: the number of processors.
    #[arg(long, global = true, value_name = "N", help_heading = "Work")]
    pub jobs: Option<NonZeroUsize>,

    /// Follow symbolic links in folders.
    #[arg(long, global = true, help_heading = "Work")]
    pub follow: bool,

    /// Paths on standard input end with NUL instead of a line break (`find -print0`).
    #[arg(short = '0', long = "null", global = true, help_heading = "Work")]
    pub null: bool,

    /// Append to this file what was done, skipped and could not be read.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Work")]
    pub log: Option<PathBuf>,

    /// When to use colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, help_heading = "Output")]
    pub color: Color,

    /// Colours of the workbench: dark, light, contrast, mono or neutral; default: by the terminal.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Output")]
    pub theme: Option<ThemeName>,

    /// Use this configuration file; also the environment variable SIGSCOPE_CONFIG.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Output")]
    pub config: Option<PathBuf>,

    /// Write ASCII only; other characters are escaped.
    #[arg(long, global = true, help_heading = "Output")]
    pub ascii: bool,
}
