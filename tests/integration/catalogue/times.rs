//! Group F: times that contradict each other.

use time::{Duration, OffsetDateTime};

use super::scene::*;

const DAY: i64 = 24 * 3600;

pub const EXAMPLES: &[Example] = &[
    example("built-signed-same-hour-as-issue", || in_one_go(3599, 3599), || in_one_go(3599, 3600)),
    example(
        "expired-without-timestamp",
        || of_sample("expired.exe").judged_at("2024-03-02T00:00:00Z"),
        || of_sample("expired.exe").judged_at("2024-03-01T23:59:59Z"),
    ),
    example("link-after-leaf-expiry", || leaf_until(at(LINKED) - Duration::seconds(1)), || leaf_until(at(LINKED))),
    example("link-after-timestamp", || linked(DAY + 1), || linked(DAY)),
    example(
        "link-implausible",
        || signed_image(image().with(|pe| pe.link_time = 0)),
        || signed_image(image().reproducible(0)),
    )
    .beside()
    .also(|| signed_image(image().with(|pe| pe.link_time = u32::MAX))),
    example("link-long-before-timestamp", || linked(-365 * DAY - 1), || linked(-365 * DAY)),
    example(
        "link-reproducible",
        || signed_image(image().reproducible(0xDEAD_BEEF)),
        || signed_image(image().pdb("C:\\build\\catalogue.pdb")),
    ),
    example(
        "not-yet-valid",
        || unstamped(clean_signer()).judged_at("2025-01-14T23:59:59Z"),
        || unstamped(clean_signer()).judged_at("2025-01-15T00:00:00Z"),
    ),
    example("pe-internal-times-disagree", || exported(-30 * DAY - 1), || exported(-30 * DAY)),
    example("signed-within-minutes-of-issue", || used_after(599), || used_after(600)),
    example("signing-time-attribute-disagrees", || claimed(-DAY - 1), || claimed(-DAY)),
    example("signing-time-attribute-present", || claimed(0), || signed(clean_signer())),
    example("validity-window-unverifiable", || unstamped(clean_signer()), || signed(clean_signer())),
];

fn from_signing(seconds: i64) -> OffsetDateTime {
    at(SIGNED) + Duration::seconds(seconds)
}

/// The reference, linked so many seconds after the timestamp.
fn linked(after: i64) -> Scene {
    signed_image(Pe::new("catalogue", from_signing(after)))
}

/// A leaf that is valid until then, without a timestamp.
fn leaf_until(end: OffsetDateTime) -> Scene {
    unstamped(by(leaf().validity(at("2025-01-15T00:00:00Z"), end)))
}

/// A leaf that was issued so many seconds before the timestamp.
fn used_after(seconds: i64) -> Scene {
    let signer = by(leaf().validity(from_signing(-seconds), at("2028-01-14T23:59:59Z")));
    Scene::new(stamped(signer).sign(&Pe::new("catalogue", from_signing(-DAY)).build()))
}

/// Linked and stamped so many seconds after the leaf was issued.
fn in_one_go(linked: i64, stamped_after: i64) -> Scene {
    let issued = from_signing(-stamped_after);
    let signer = by(leaf().validity(issued, at("2028-01-14T23:59:59Z")));
    Scene::new(stamped(signer).sign(&Pe::new("catalogue", issued + Duration::seconds(linked)).build()))
}

/// The export directory's stamp differs by so many seconds from the link time.
fn exported(seconds: i64) -> Scene {
    let stamp = (at(LINKED).unix_timestamp() + seconds) as u32;
    signed_image(image().with(|pe| pe.read_only.exports = Some(("catalogue.dll".to_owned(), stamp))))
}

/// The signer's own time, so many seconds after the timestamp.
fn claimed(seconds: i64) -> Scene {
    signed(clean_signer().signing_time(from_signing(seconds)))
}
