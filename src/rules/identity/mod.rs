//! Group I: whose name it is, and what the names do to their reader.

mod characters;
mod imitation;
mod publisher;
mod subject;
mod subject_form;
mod texts;

use super::Rule;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &publisher::COUNTRY_CLUSTER,
    &imitation::MICROSOFT_NAME_FOREIGN_ROOT,
    &characters::NAME_BIDI_CONTROL,
    &imitation::NAME_HOMOGLYPH,
    &characters::NAME_INVISIBLE,
    &imitation::NAME_LOOKS_LIKE_BRAND,
    &characters::NAME_TERMINAL_ESCAPE,
    &publisher::OPUS_URL_ODD,
    &publisher::PUBLISHER_OPUS_MISMATCH,
    &publisher::PUBLISHER_VERSIONINFO_MISMATCH,
    &subject_form::SUBJECT_ENCODING_INVALID,
    &subject::SUBJECT_EV_INCOMPLETE,
    &subject::SUBJECT_FREEMAIL,
    &subject::SUBJECT_INDIVIDUAL,
    &subject::SUBJECT_LOCALITY_MISSING,
    &subject_form::SUBJECT_MULTIPLE_CN,
    &subject::SUBJECT_REGISTRATION_RECENT,
    &subject_form::SUBJECT_URL_OR_KEYWORD,
];
