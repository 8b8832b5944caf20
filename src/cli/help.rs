//! The one page that `sigscope --help` prints: it fits 80 columns and 24 lines.

/// The page. A test compares it with the commands and options that exist.
pub(crate) const TOP: &str = "\
sigscope: investigate signed Windows executables. Offline, read-only.
Usage: sigscope [OPTIONS] [PATH]...    the workbench; `-` reads paths from stdin
Commands (sigscope COMMAND --help says all about one):
  demo [--extract DIR]  the workbench on bundled samples, or write them out
  report PATH...        text, json, ndjson, csv, markdown; for scripts, tickets
  ioc PATH...           indicators: csv, json, yara, kql, sigma, stix, misp...
  diff A B              how two files are related, and where they differ
  history, rules [ID], config, keys, themes, completions SHELL, man    settings
Options:
  --at TIME             judge as of then    --hashes LIST    of the whole file
  --trust FILE|DIR      more anchors        --jobs N         files at a time
  --no-default-trust, --trust-store DIR     the built-in list off, another
  --crl FILE|DIR        CRLs, OCSP answers  --follow         symbolic links too
  --disallowed FILE     blocked by Windows  -0, --null       NUL between paths
  --known-bad FILE      abused certificates --from FILE.ndjson  earlier records
  --catalog FILE|DIR    for unsigned files  --block-list FILE  drivers
  --log FILE  --config FILE  --color WHEN  --theme NAME  --ascii  --version
Examples:
  sigscope setup.exe                          look at one file
  sigscope --at 2026-06-03 samples/           a folder, judged as of that day
  sigscope ioc --format yara setup.exe        a rule for its signer
  find . -print0 | sigscope report -0 --format csv -
  sigscope report --fail-on warning build/    status 1 on a warning or worse
";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::TOP;
    use crate::cli::args::Arguments;

    #[test]
    fn page_fits_80_columns_and_24_lines() {
        assert!(TOP.lines().count() <= 23, "the prompt takes a line: {}", TOP.lines().count());
        for line in TOP.lines() {
            assert!(line.is_ascii() && line.len() <= 80, "{line}");
        }
    }

    #[test]
    fn page_has_five_examples() {
        let examples = TOP.lines().skip_while(|line| *line != "Examples:").skip(1);
        assert_eq!(examples.filter(|line| line.contains("sigscope")).count(), 5);
    }

    #[test]
    fn page_names_every_command_and_every_shared_option() {
        let mut command = Arguments::command();
        command.build();
        for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
            assert!(
                TOP.contains(&format!("  {}", subcommand.get_name()))
                    || TOP.contains(&format!(", {}", subcommand.get_name()))
            );
        }
        for option in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(TOP.contains(&format!("--{option}")), "--{option}");
        }
    }

    #[test]
    fn page_names_no_option_that_does_not_exist() {
        let mut command = Arguments::command();
        command.build();
        let report = command.find_subcommand("report").unwrap();
        let demo = command.find_subcommand("demo").unwrap();
        let known: Vec<&str> = [&command, report, demo]
            .iter()
            .flat_map(|command| command.get_arguments())
            .filter_map(|argument| argument.get_long())
            .collect();
        for word in TOP.split(|character: char| character.is_whitespace() || "[],".contains(character)) {
            if let Some(option) = word.strip_prefix("--") {
                assert!(known.contains(&option), "--{option}");
            }
        }
    }
}
