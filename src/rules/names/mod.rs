//! Names of people and companies: what they are made of and how alike two of them are. Knows no certificates.

mod company;
mod distance;
mod script;
mod skeleton;

pub(super) use company::{
    abbreviates, copyright_holder, distinctive_words, has_company_suffix, is_person_like, shares_word,
};
pub(super) use distance::distance_within;
pub(super) use script::mixed_word;
pub(super) use skeleton::Skeleton;
