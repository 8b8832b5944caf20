//! Group I: identity and names.

use super::scene::*;

pub const EXAMPLES: &[Example] = &[
    example("country-cluster", || in_language(0x0410, "DE"), || in_language(0x0410, "CH")),
    example(
        "microsoft-name-foreign-root",
        || signed_as("Microsoft Corporation"),
        || signed_as("Example Microsoft Partner GmbH"),
    )
    .also(|| signed_as("Microsoft\u{ae}-Corporation")),
    example("name-bidi-control", || of_sample("hostile.exe"), || signed_as("\u{5d0}\u{5d1}\u{5d2} Example Ltd"))
        .also(|| of_sample("clean.exe").named("invoice\u{202e}fdp.exe")),
    example(
        "name-homoglyph",
        || signed_as("Micr\u{43e}soft Corporation"),
        || signed_as("\u{420}\u{43e}\u{441}\u{430} Example Ltd"),
    ),
    example("name-invisible", || signed_as("Example\u{200b} Ltd"), || signed_as("Example\u{a0}Ltd")),
    example("name-looks-like-brand", || signed_as("Gooogle LLC"), || signed_as("Example Goggles Ltd")),
    example("name-terminal-escape", || of_sample("hostile.exe"), || signed_as("Example [2J Ltd")),
    example(
        "opus-url-odd",
        || labelled("Gantry", "https://192.0.2.7/gantry"),
        || labelled("Gantry", "https://192.0.2.example/gantry"),
    )
    .also(|| labelled("Gantry", "https://user@gantry.example/")),
    example(
        "publisher-opus-mismatch",
        || labelled("Quarterly Invoice Viewer", ""),
        || labelled("Gantry Invoice Viewer", ""),
    ),
    example("publisher-versioninfo-mismatch", || of_company("Harbour Pilot Works"), || of_company("Gantry Works"))
        .also(|| of_sample("short.exe")),
    example(
        "subject-encoding-invalid",
        || subject(name().raw("2.5.4.11", UTF8, [0xFF])),
        || subject(name().bmp("2.5.4.11", "Caf\u{e9}")),
    )
    .also(|| subject(name().raw("2.5.4.11", TELETEX, b"Caf\xE9"))),
    example(
        "subject-ev-incomplete",
        || ev(name()),
        || {
            ev(name()
                .text("1.3.6.1.4.1.311.60.2.1.3", "DE")
                .text("2.5.4.5", "HRB 1")
                .text("2.5.4.15", "Private Organization"))
        },
    ),
    example("subject-freemail", || addressed("gantry@gmail.com"), || addressed("gantry@gmail.com.example")),
    example("subject-individual", || signed_as("Jane Sample"), || signed_as("Jane Sample Ltd")),
    example(
        "subject-locality-missing",
        || subject(name().without("2.5.4.7").without("2.5.4.8")).public(),
        || subject(name().without("2.5.4.7")).public(),
    ),
    example(
        "subject-multiple-cn",
        || subject(name().cn("Example Other GmbH")),
        || subject(name().cn("Example Gantry Software GmbH")),
    ),
    // The leaf was issued on 2025-01-15, and 2024 was a leap year.
    example(
        "subject-registration-recent",
        || subject(name().text("2.5.4.5", "2024-01-17")),
        || subject(name().text("2.5.4.5", "2024-01-16")),
    ),
    example("subject-url-or-keyword", || signed_as("Example Setup"), || signed_as("Example Setups Ltd")),
];

fn name() -> Name {
    leaf().subject
}

fn subject(name: Name) -> Scene {
    signed_by(leaf().subject(name))
}

/// Signed by an organization of this name.
fn signed_as(organization: &str) -> Scene {
    subject(named(organization, organization))
}

fn ev(name: Name) -> Scene {
    signed_by(leaf().subject(name).policies(&["2.23.140.1.3"]))
}

fn addressed(address: &str) -> Scene {
    subject(name().raw("1.2.840.113549.1.9.1", IA5, address))
}

fn labelled(program_name: &str, more_info: &str) -> Scene {
    signed(clean_signer().opus(program_name, more_info)).named("setup.exe")
}

fn of_company(company: &str) -> Scene {
    signed_image(image().version_info(&[("CompanyName", company), ("ProductName", "catalogue")]))
}

/// VERSIONINFO in a language, under a signer of a country.
fn in_language(language: u16, country: &str) -> Scene {
    let image = image().version_info(&[("CompanyName", "Gantry"), ("ProductName", "catalogue")]);
    let image = image.with(|pe| {
        if let Some(info) = &mut pe.version_info {
            info.language = language;
        }
    });
    let signer = by(leaf().subject(name().replace("2.5.4.6", PRINTABLE, country)));
    Scene::new(stamped(signer).sign(&image.build()))
}
