//! A line of every format, for `sigscope ioc --help`: those of the bundled `short.exe`.

/// The lines. A test compares them with what is written; a line that goes on ends with `...`.
pub(crate) const EXAMPLES: &str = "\
A line of each format:
  plain         330006ca41193bbc0c30db6e8900000006ca41
  defanged      330006ca41193bbc0c30db6e8900000006ca41
  markdown      | leaf serial | `330006ca41193bbc0c30db6e8900000006ca41` |
  csv           leaf-serial,leaf serial,,330006ca41193bbc0c30db6e8900000006...
  json          \"colon\": \"33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:00:00:00:06:...
  vt            signature:\"33 00 06 CA 41 19 3B BC 0C 30 DB 6E 89 00 00 00 06...
  yara          signature.serial == \"33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:0...
  kql           or (CertificateSerialNumber =~ \"330006ca41193bbc0c30db6e89000...
  sigma         - \"494EA985E6B737A6B962BCDDF9F091793E384C398687968804240D4870...
  stix          \"pattern\": \"[x509-certificate:hashes.'SHA-1' = 'cd1201a6839ab...
  misp          \"object_relation\": \"x509-fingerprint-sha1\",
  wdac          <CertRoot Type=\"TBS\" Value=\"494EA985E6B737A6B962BCDDF9F091793...
  abuse-report  requested  2026-09-01T21:14:07Z (at the latest 2026-09-03T...
";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::EXAMPLES;
    use crate::ioc::Format;

    #[test]
    fn every_format_has_a_line_and_it_is_one_that_is_written() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ioc/short");
        let lines: Vec<&str> = EXAMPLES.lines().skip(1).collect();
        assert_eq!(lines.len(), Format::ALL.len());
        for (format, line) in Format::ALL.into_iter().zip(lines) {
            let (name, example) = line.trim_start().split_once(' ').unwrap();
            assert_eq!(name, format.name());
            let start = example.trim_start().trim_end_matches("...");
            let text = fs::read_to_string(folder.join(format!("{name}.{}", format.extension()))).unwrap();
            assert!(text.lines().any(|written| written.trim_start().starts_with(start)), "{line}");
            assert!(line.len() <= 80, "{line}");
        }
    }
}
