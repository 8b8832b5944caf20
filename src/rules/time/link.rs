//! Rules about the link time: TimeDateStamp of the PE header, and the other stamps inside the image.

use crate::model::{Confidence, Instant, Location, Severity};
use crate::rules::case::YEAR_1995;
use crate::rules::duration::{DAY, HOUR, span};
use crate::rules::{Answer, Case, Family, Hit, Rule, Source};

const NO_LINK_TIME: Answer = Answer::not_applicable("no link time: the stamp is zero or a hash");
const NO_TRUSTED_TIME: Answer = Answer::not_applicable("no trusted time");

/// Linked after it was timestamped.
pub(super) static LINK_AFTER_TIMESTAMP: Rule = Rule {
    id: "link-after-timestamp",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "TimeDateStamp is a time, and lies more than 24 hours after the trusted time.",
    why: "A file cannot be signed before it is linked: the header was patched, a clock was wrong, or the timestamp is forged.",
    harmless: "Build tools that write a hash into TimeDateStamp without saying so in the debug directory.",
    verify: "objdump -p FILE: `Time/Date`; compare with the timestamp's genTime.",
    sources: &[Source::Measured("0 of 163 files without a REPRO entry")],
    effective: None,
    check: link_after_timestamp,
};

fn link_after_timestamp(case: &Case<'_>) -> Answer {
    let Some(linked) = case.link_time() else { return NO_LINK_TIME };
    case.each_signature(|signature| {
        let Some(time) = signature.trusted_time() else { return NO_TRUSTED_TIME };
        let after = linked.seconds_since(time);
        Answer::when(after > DAY, || {
            Hit::new(
                "Linked after it was signed",
                format!("link time {linked} is {} after the timestamp {time}", span(after)),
            )
            .at(case.link_time_location())
        })
    })
}

/// Linked after the leaf had expired.
pub(in crate::rules) static LINK_AFTER_LEAF_EXPIRY: Rule = Rule {
    id: "link-after-leaf-expiry",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    what: "TimeDateStamp is a time, and lies after the leaf's notAfter. Critical for a driver that uses the exception for old \
           certificates (driver-legacy-loophole).",
    why: "The code is newer than the certificate that signed it: the pattern of HookSignTool and FuckCertVerifyTimeValidity, \
          which sign with expired certificates under a forged clock.",
    harmless: "Build tools that write a hash into TimeDateStamp without saying so in the debug directory.",
    verify: "objdump -p FILE: `Time/Date`; openssl x509 -noout -enddate on the leaf.",
    sources: &[Source::Published("Cisco Talos, Old certificate, new signature, 2023-07-11")],
    effective: None,
    check: link_after_leaf_expiry,
};

fn link_after_leaf_expiry(case: &Case<'_>) -> Answer {
    let Some(linked) = case.link_time() else { return NO_LINK_TIME };
    case.each_leaf(|signature, leaf| {
        let after = linked.seconds_since(leaf.not_after);
        Answer::when(after > 0, || {
            let hit = Hit::new(
                "Linked after the certificate had expired",
                format!("link time {linked} is {} after notAfter {}", span(after), leaf.not_after),
            )
            .on(leaf);
            if crate::rules::driver::uses_loophole(case, signature) { hit.severity(Severity::Critical) } else { hit }
        })
    })
}

/// TimeDateStamp is a hash.
pub(super) static LINK_REPRODUCIBLE: Rule = Rule {
    id: "link-reproducible",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Info,
    confidence: Confidence::High,
    what: "The debug directory has an entry of type 16 (REPRO): TimeDateStamp is a hash of the content.",
    why: "The link time is unknown, and years like 2103 mean nothing. No rule here compares it.",
    harmless: "Deterministic builds (/Brepro), 35 of 198 files of public packages.",
    verify: "dumpbin /headers FILE, or objdump -p FILE: debug directory entry of type 16.",
    sources: &[Source::Microsoft("PE Format, debug directory"), Source::Measured("35 of 198 files")],
    effective: None,
    check: link_reproducible,
};

fn link_reproducible(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        Answer::when(pe.reproducible, || {
            Hit::new(
                "TimeDateStamp is no time (reproducible build)",
                format!("stored value 0x{:08x}", pe.time_date_stamp),
            )
            .at(pe.places.time_date_stamp)
        })
    })
}

/// TimeDateStamp cannot be true.
pub(super) static LINK_IMPLAUSIBLE: Rule = Rule {
    id: "link-implausible",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "There is no REPRO entry, and TimeDateStamp is zero, before 1995, or more than a day after the time of judgement.",
    why: "The field is unusable, or was patched to hide when the code was built.",
    harmless: "Delphi writes 1992-06-19, Go, Rust and MinGW write zero or a constant, some tools write a hash without saying so.",
    verify: "objdump -p FILE: `Time/Date`.",
    sources: &[Source::Practice],
    effective: None,
    check: link_implausible,
};

fn link_implausible(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if pe.reproducible {
            return Answer::not_applicable("the stamp is a hash");
        }
        let stamp = i64::from(pe.time_date_stamp);
        let why = if stamp == 0 {
            "is zero".to_owned()
        } else if stamp < YEAR_1995.unix() {
            "is before 1995".to_owned()
        } else if stamp > case.now().unix().saturating_add(DAY) {
            format!("lies after the time of judgement {}", case.now())
        } else {
            return Answer::Silent;
        };
        let detail = format!("TimeDateStamp {} {why}", Instant::from_unix(stamp));
        Answer::fired(Hit::new("The link time cannot be true", detail).at(pe.places.time_date_stamp))
    })
}

/// Old code under a new signature.
pub(super) static LINK_LONG_BEFORE_TIMESTAMP: Rule = Rule {
    id: "link-long-before-timestamp",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "TimeDateStamp is a time from 1995 or later, and lies more than 365 days before the trusted time.",
    why: "Old code carries a new signature: a prebuilt runtime or self-extractor to which a payload was added, or an old build \
          that was signed again.",
    harmless: "Installer stubs, Node.js single executables, rebuilt archives: 6 of 163 files.",
    verify: "objdump -p FILE: `Time/Date`; look at overlay and resources for what was added.",
    sources: &[Source::Measured("6 of 163 files")],
    effective: None,
    check: link_long_before_timestamp,
};

fn link_long_before_timestamp(case: &Case<'_>) -> Answer {
    let Some(linked) = case.plausible_link_time() else { return NO_LINK_TIME };
    case.each_signature(|signature| {
        let Some(time) = signature.trusted_time() else { return NO_TRUSTED_TIME };
        let before = time.seconds_since(linked);
        Answer::when(before > 365 * DAY, || {
            Hit::new(
                "Old code under a new signature",
                format!("link time {linked} is {} before the timestamp {time}", span(before)),
            )
            .at(case.link_time_location())
        })
    })
}

/// The stamps inside the image disagree.
pub(super) static PE_INTERNAL_TIMES_DISAGREE: Rule = Rule {
    id: "pe-internal-times-disagree",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Medium,
    what: "A time stamp of the export, resource or debug directory differs from TimeDateStamp by more than 30 days, or lies after \
           the trusted time. Zero stamps, and files with a REPRO entry, are left out.",
    why: "The header was patched, or parts of the image come from another build.",
    harmless: "Mixed toolchains; resource compilers that write constants.",
    verify: "dumpbin /headers /exports FILE, or pefile: compare the stamps of the directories.",
    sources: &[Source::Practice],
    effective: None,
    check: pe_internal_times_disagree,
};

fn pe_internal_times_disagree(case: &Case<'_>) -> Answer {
    case.with_pe(|pe| {
        if pe.reproducible {
            return Answer::not_applicable("the stamps are hashes");
        }
        if pe.internal_times.is_empty() {
            return Answer::not_applicable("no other time stamp");
        }
        let linked = case.link_time();
        let trusted = case.primary().and_then(|signature| signature.trusted_time());
        let hits = pe
            .internal_times
            .iter()
            .filter(|internal| internal.time.unix() != 0)
            .filter_map(|internal| {
                let apart = linked
                    .map(|linked| internal.time.seconds_since(linked))
                    .filter(|apart| !(-30 * DAY..=30 * DAY).contains(apart));
                let after = trusted.map(|trusted| internal.time.seconds_since(trusted)).filter(|after| *after > 0);
                let words = match (apart, after) {
                    (Some(apart), _) => format!("{} from TimeDateStamp", span(apart)),
                    (None, Some(after)) => format!("{} after the trusted time", span(after)),
                    (None, None) => return None,
                };
                Some(
                    Hit::new(
                        "Time stamps inside the image disagree",
                        format!("{} stamp {}: {words}", internal.source, internal.time),
                    )
                    .at(Location::new(internal.offset, 4)),
                )
            })
            .collect();
        Answer::from_hits(hits)
    })
}

/// Certificate, build and signature within an hour.
pub(super) static BUILT_SIGNED_SAME_HOUR_AS_ISSUE: Rule = Rule {
    id: "built-signed-same-hour-as-issue",
    family: Family::Time,
    since: "0.1.0",
    severity: Severity::Notice,
    confidence: Confidence::Low,
    what: "TimeDateStamp lies within an hour of the leaf's notBefore, and the trusted time within an hour after it.",
    why: "Certificate, build and signature come out of one automated go: the mark of a campaign, or of a hobby release.",
    harmless: "A release pipeline that requests its certificate when it starts.",
    verify: "Compare objdump -p FILE, openssl x509 -noout -startdate on the leaf, and genTime.",
    sources: &[Source::Practice],
    effective: None,
    check: built_signed_same_hour_as_issue,
};

fn built_signed_same_hour_as_issue(case: &Case<'_>) -> Answer {
    let Some(linked) = case.link_time() else { return NO_LINK_TIME };
    case.each_leaf(|signature, leaf| {
        let Some(time) = signature.trusted_time() else { return NO_TRUSTED_TIME };
        let built = linked.seconds_since(leaf.not_before);
        let signed = time.seconds_since(leaf.not_before);
        Answer::when(built.unsigned_abs() < HOUR.unsigned_abs() && (0..HOUR).contains(&signed), || {
            Hit::new(
                "Certificate, build and signature within an hour",
                format!("notBefore {}, link time {linked}, timestamp {time}", leaf.not_before),
            )
            .on(leaf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InternalTime;
    use crate::rules::fixture::{Fixture, NOT_AFTER, NOT_BEFORE, NOW, SIGNED, time};

    fn linked(text: &str, seconds: i64) -> Fixture {
        let mut file = Fixture::signed();
        let at = time(text).plus_seconds(seconds);
        file.pe().link_time = Some(at);
        file.pe().time_date_stamp = u32::try_from(at.unix()).unwrap();
        file
    }

    #[test]
    fn link_time_is_compared_with_the_timestamp_with_a_day_of_grace() {
        assert!(linked(SIGNED, DAY).silent(&LINK_AFTER_TIMESTAMP));
        assert!(linked(SIGNED, DAY + 1).fires(&LINK_AFTER_TIMESTAMP));
        assert!(linked(SIGNED, -365 * DAY).silent(&LINK_LONG_BEFORE_TIMESTAMP));
        assert!(linked(SIGNED, -365 * DAY - 1).fires(&LINK_LONG_BEFORE_TIMESTAMP));
    }

    #[test]
    fn reproducible_build_has_no_link_time() {
        let mut file = linked("2103-01-01T00:00:00Z", 0);
        assert!(file.fires(&LINK_AFTER_TIMESTAMP) && file.fires(&LINK_IMPLAUSIBLE) && file.silent(&LINK_REPRODUCIBLE));
        file.pe().reproducible = true;
        assert!(file.fires(&LINK_REPRODUCIBLE));
        for rule in [&LINK_AFTER_TIMESTAMP, &LINK_IMPLAUSIBLE, &LINK_AFTER_LEAF_EXPIRY, &PE_INTERNAL_TIMES_DISAGREE] {
            assert_eq!(file.answer(rule).name(), "not-applicable", "{}", rule.id);
        }
    }

    #[test]
    fn link_after_expiry_is_a_warning() {
        assert!(linked(NOT_AFTER, 0).silent(&LINK_AFTER_LEAF_EXPIRY));
        assert_eq!(linked(NOT_AFTER, 1).severity(&LINK_AFTER_LEAF_EXPIRY), Some(Severity::Warning));
    }

    #[test]
    fn implausible_stamps_are_zero_old_or_to_come() {
        assert!(linked("1994-12-31T23:59:59Z", 0).fires(&LINK_IMPLAUSIBLE));
        assert!(linked("1995-01-01T00:00:00Z", 0).silent(&LINK_IMPLAUSIBLE));
        assert!(linked(NOW, DAY).silent(&LINK_IMPLAUSIBLE));
        assert!(linked(NOW, DAY + 1).fires(&LINK_IMPLAUSIBLE));
        let mut file = Fixture::signed();
        file.pe().time_date_stamp = 0;
        file.pe().link_time = None;
        assert!(file.fires(&LINK_IMPLAUSIBLE));
    }

    #[test]
    fn internal_stamps_may_differ_by_thirty_days() {
        let mut file = linked(SIGNED, -40 * DAY);
        assert_eq!(file.answer(&PE_INTERNAL_TIMES_DISAGREE).name(), "not-applicable");
        let mut stamp = |seconds| {
            file.pe().internal_times = vec![InternalTime {
                source: "export".to_owned(),
                time: time(SIGNED).plus_seconds(seconds),
                offset: 77,
            }];
            file.hits(&PE_INTERNAL_TIMES_DISAGREE).first().map(|hit| hit.detail.clone())
        };
        assert_eq!(stamp(-10 * DAY), None);
        assert!(stamp(-10 * DAY + 1).is_some_and(|detail| detail.contains("TimeDateStamp")));
        let mut file = linked(SIGNED, -DAY);
        file.pe().internal_times =
            vec![InternalTime { source: "debug".to_owned(), time: time(SIGNED).plus_seconds(1), offset: 77 }];
        assert!(file.hits(&PE_INTERNAL_TIMES_DISAGREE)[0].detail.contains("after the trusted time"));
    }

    #[test]
    fn all_within_an_hour_fires() {
        let mut file = linked(NOT_BEFORE, 3599);
        file.signed_at(time(NOT_BEFORE).plus_seconds(3599));
        assert!(file.fires(&BUILT_SIGNED_SAME_HOUR_AS_ISSUE));
        file.signed_at(time(NOT_BEFORE).plus_seconds(3600));
        assert!(file.silent(&BUILT_SIGNED_SAME_HOUR_AS_ISSUE));
    }
}
