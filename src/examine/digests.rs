//! Which digests the signatures need, and whether the file has them.

use super::ExamineOptions;
use super::signatures::Draft;
use crate::container::{CertTable, HashPlan, HashResults, Headers, PagePlan, page_size};
use crate::model::{Check, DigestAlgorithm, Outcome, PageHashes, TableEnd};

/// Mismatching pages that are named.
const MISMATCHES_NAMED: usize = 16;

/// The plan for the one pass over a file.
pub(super) fn plan_hashes(
    options: &ExamineOptions,
    image: Option<(&Headers, &CertTable)>,
    drafts: &[Draft],
) -> HashPlan {
    let mut plan = HashPlan { file: options.hashes.clone(), parallel: options.parallel, ..HashPlan::default() };
    let looked_up = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256];
    let Some((headers, _)) = image else {
        if options.look_up {
            plan.file.extend(looked_up);
            plan.file.sort_unstable();
            plan.file.dedup();
        }
        return plan;
    };
    let facts_wanted = !options.hashes.is_empty();
    plan.image = drafts.iter().filter_map(|draft| draft.facts.digest_algorithm).collect();
    if facts_wanted || options.look_up {
        plan.image.extend(looked_up);
    }
    plan.image.sort_unstable();
    plan.image.dedup();
    plan.pages = drafts.iter().flat_map(|draft| page_plans(draft, headers)).collect();
    plan.pages.sort_unstable();
    plan.pages.dedup();
    plan.checksum = true;
    // Sampled, so cheap, and findings depend on it: they must not change with the hashes asked for.
    plan.entropy = true;
    plan.pad = facts_wanted;
    plan
}

/// Page hashes by the page size of the machine, and by SectionAlignment where that differs: tools disagree.
fn page_plans(draft: &Draft, headers: &Headers) -> Vec<PagePlan> {
    let Some(table) = &draft.page_hashes else { return Vec::new() };
    let Some(algorithm) = page_algorithm(table.version) else { return Vec::new() };
    let by_machine = page_size(headers.machine);
    let mut plans = vec![PagePlan { algorithm, page_size: by_machine }];
    if headers.section_alignment > by_machine {
        plans.push(PagePlan { algorithm, page_size: headers.section_alignment });
    }
    plans
}

const fn page_algorithm(version: u8) -> Option<DigestAlgorithm> {
    match version {
        1 => Some(DigestAlgorithm::Sha1),
        2 => Some(DigestAlgorithm::Sha256),
        _ => None,
    }
}

/// Fills the computed digest of a signature and the outcomes that depend on it.
///
/// The image digest leaves the certificate table out. A table that lies over headers or sections leaves out bytes that
/// are loaded, so that the digest says nothing about them, whether it is the signed one or not.
pub(super) fn compare_digests(
    draft: &mut Draft,
    plan: &HashPlan,
    results: &HashResults,
    headers: &Headers,
    table: &CertTable,
) {
    let facts = &mut draft.facts;
    facts.computed_digest = facts.digest_algorithm.and_then(|algorithm| results.image.get(&algorithm)).cloned();
    let image = match (&facts.embedded_digest, &facts.computed_digest, facts.digest_algorithm) {
        (Some(embedded), Some(computed), _) if embedded == computed && table.end == TableEnd::Overlapping => {
            Outcome::invalid(
                Check::ImageDigest,
                "the certificate table lies over headers or sections: bytes that are loaded are not signed",
            )
        }
        (Some(embedded), Some(computed), Some(algorithm)) if embedded == computed => {
            Outcome::valid(Check::ImageDigest, format!("the {algorithm} image digest is the signed one"))
        }
        (Some(embedded), Some(computed), Some(algorithm)) => Outcome::invalid(
            Check::ImageDigest,
            format!("the {algorithm} image digest is {computed}, the signature says {embedded}"),
        ),
        (Some(_), _, _) => Outcome::cannot_tell(
            Check::ImageDigest,
            format!("unknown digest algorithm {}", facts.digest_algorithms.spc.as_deref().unwrap_or("(unreadable)")),
        ),
        (None, _, _) => Outcome::cannot_tell(Check::ImageDigest, "the signature holds no readable image digest"),
    };
    let pages = compare_pages(draft, plan, results, headers);
    draft.facts.checks.push(image);
    draft.facts.checks.push(pages);
    draft.facts.checks.sort_by_key(|outcome| outcome.check);
}

/// Compares the page hash table with the computed one, by each page size that is in question.
fn compare_pages(draft: &mut Draft, plan: &HashPlan, results: &HashResults, headers: &Headers) -> Outcome {
    let check = Check::PageHashes;
    let Some(table) = &draft.page_hashes else { return Outcome::not_present(check, "no page hashes, as usual") };
    let candidates = page_plans(draft, headers);
    let mut best: Option<(PageHashes, u32)> = None;
    for candidate in &candidates {
        let position = plan.pages.iter().position(|page_plan| page_plan == candidate);
        let Some(computed) = position.and_then(|position| results.pages.get(position)) else { continue };
        let compared = compare_tables(table.version, &table.table, &computed.bytes, computed.record);
        if best.as_ref().is_none_or(|(known, _)| compared.mismatches.len() < known.mismatches.len()) {
            best = Some((compared, candidate.page_size));
        }
    }
    let Some((pages, page_size)) = best else {
        let outcome = Outcome::cannot_tell(check, "page hashes of an unknown kind");
        draft.facts.page_hashes =
            Some(PageHashes { version: table.version, pages: 0, mismatches: Vec::new(), complete: false });
        return outcome;
    };
    let outcome = if !pages.mismatches.is_empty() {
        let first: Vec<String> = pages.mismatches.iter().map(ToString::to_string).collect();
        Outcome::invalid(check, format!("records {} of {} do not match", first.join(", "), pages.pages))
    } else if pages.complete {
        Outcome::valid(check, format!("all {} page hashes match, by pages of {page_size} bytes", pages.pages))
    } else {
        Outcome::valid(check, format!("the {} page hashes that there are match; later pages have none", pages.pages))
    };
    draft.facts.page_hashes = Some(pages);
    outcome
}

/// Compares two tables record by record; the closing record, whose digest is zero, is not counted.
fn compare_tables(version: u8, stated: &[u8], computed: &[u8], record: usize) -> PageHashes {
    let record = record.max(1);
    let stated_records: Vec<&[u8]> = stated.chunks_exact(record).collect();
    let computed_records: Vec<&[u8]> = computed.chunks_exact(record).collect();
    let closed = stated_records.last().is_some_and(|last| last.iter().skip(4).all(|byte| *byte == 0));
    let pages = stated_records.len().saturating_sub(usize::from(closed));
    let mismatches = stated_records
        .iter()
        .take(pages)
        .enumerate()
        .filter(|(index, stated)| computed_records.get(*index) != Some(*stated))
        .map(|(index, _)| index)
        .take(MISMATCHES_NAMED)
        .collect();
    let complete = pages >= computed_records.len().saturating_sub(1);
    PageHashes { version, pages, mismatches, complete }
}
