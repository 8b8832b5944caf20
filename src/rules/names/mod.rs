//! Names of people and companies: what they are made of and how alike two of them are. Knows no certificates.

mod company;

pub(super) use company::{has_company_suffix, is_person_like};
