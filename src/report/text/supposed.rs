//! A supposed revocation over several files, signer by signer.

use super::Style;
use super::page::{Page, Role};
use crate::compare::{Fate, Signer, SignerFates, by_signer};
use crate::model::{Instant, SupposedEffect};
use crate::text::{Place, Untrusted, grouped};

/// Columns of a file's name.
const NAME: usize = 40;

/// Which files fall for revocations on this date, which survive, and which dates would make all of a signer fall.
/// Sentences take at most `width` columns, tables what they need.
pub fn supposed_text(dated: Instant, fates: &[Fate], style: Style, width: usize) -> String {
    let mut page = Page::of_width(style, width);
    page.heading(&format!("SUPPOSED REVOCATION  dated {dated}"));
    for group in by_signer(fates) {
        write_signer(&group, &mut page);
    }
    let without: Vec<&Fate> = fates.iter().filter(|fate| fate.supposed.is_none()).collect();
    if !without.is_empty() {
        page.subheading(&format!("{}: nothing that could be revoked", files(without.len())));
        let names = without.iter().map(|fate| vec![name(fate, &page), fate.summary.to_string()]);
        let rows: Vec<Vec<String>> = names.collect();
        page.table(&rows);
    }
    page.finish()
}

fn write_signer(group: &SignerFates, page: &mut Page) {
    let signer = match &group.signer {
        Signer::Identity(identity) => format!("durable identity {}", page.shown(identity)),
        Signer::Leaf(leaf) => format!("leaf {leaf}"),
    };
    page.subheading(&signer);
    let effects = [
        SupposedEffect::Falls,
        SupposedEffect::Survives,
        SupposedEffect::RevokedAlready,
        SupposedEffect::NotValidAnyway,
    ];
    let counts: Vec<String> = effects
        .into_iter()
        .filter(|effect| group.count(*effect) > 0)
        .map(|effect| {
            let count = group.count(effect);
            let words = match effect {
                SupposedEffect::Falls if count != 1 => "fall",
                SupposedEffect::Survives if count != 1 => "survive",
                _ => effect.words(),
            };
            format!("{} {words}", grouped(count as u64))
        })
        .collect();
    let leaves = if group.leaves.len() == 1 { "leaf" } else { "leaves" };
    let leaves = format!("{} {leaves}", grouped(group.leaves.len() as u64));
    page.paragraph(4, &format!("{} by {leaves}: {}", files(group.files.len()), counts.join(", ")));
    let rows: Vec<Vec<String>> = group
        .files
        .iter()
        .map(|(fate, supposed)| {
            let role = if supposed.effect == SupposedEffect::Survives { Role::Caution } else { Role::Plain };
            vec![
                // Padded before it is painted: the colour has no width.
                page.paint(&format!("{:16}", supposed.effect.words()), role),
                name(fate, page),
                supposed
                    .voids_until
                    .map_or_else(|| "no trusted timestamp".to_owned(), |time| format!("signed by {time}")),
                survivor(fate, supposed.effect),
            ]
        })
        .collect();
    page.table(&rows);
    page.paragraph(4, &all_fall(group));
    let rows: Vec<Vec<String>> = group
        .leaves
        .iter()
        .map(|leaf| {
            let date =
                leaf.voids_until.map_or_else(|| "any date".to_owned(), |time| format!("dated {time} or earlier"));
            vec![format!("serial {}", leaf.serial.colons()), date, page.name_of(&leaf.issuer)]
        })
        .collect();
    page.table(&rows);
}

/// What a file that survives is judged to be: without an anchor that is not trusted either.
fn survivor(fate: &Fate, effect: SupposedEffect) -> String {
    if effect == SupposedEffect::Survives { fate.summary.to_string() } else { String::new() }
}

/// Which revocations make all files of a signer fall.
fn all_fall(group: &SignerFates) -> String {
    let when = match group.voids_until() {
        Some(time) => format!("dated {time} or earlier, the earliest trusted timestamp"),
        None => "of any date: no trusted timestamp protects a file".to_owned(),
    };
    if group.leaves.len() == 1 {
        return format!("What makes all fall: a revocation of this leaf {when}");
    }
    format!(
        "What makes all fall: revocations of each of these leaves, by its own serial number, {when}. To revoke one \
         leaf leaves the files of the others as they are; the date beside a leaf is enough for its own files"
    )
}

fn name(fate: &Fate, page: &Page) -> String {
    let shown = page.cell(&fate.path, NAME);
    // The end of a long path tells files apart.
    if Untrusted(&fate.path).shown_in(page.place(Place::Table)).text == shown {
        return shown;
    }
    let file = fate.path.rsplit(['/', '\\']).next().unwrap_or(&fate.path);
    page.cell(file, NAME)
}

fn files(count: usize) -> String {
    format!("{} {}", grouped(count as u64), if count == 1 { "file" } else { "files" })
}
