//! Names of people and companies: what they are made of and how alike two of them are. Knows no certificates.

mod company;
mod skeleton;

pub(super) use company::{is_person_like, shares_word};
pub(super) use skeleton::Skeleton;
