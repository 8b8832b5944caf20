//! What every report says about itself: schema, tool, time, trust store.

use serde::{Deserialize, Serialize};

use crate::lists::BroughtList;
use crate::model::Instant;

/// Name and version of the JSON contract.
pub const SCHEMA: &str = "sigscope-report/1";

/// The circumstances of an analysis: the same evidence judged under others gives another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Name and version of the contract.
    pub schema: String,
    /// The program.
    pub tool: Tool,
    /// The moment that trust was judged as of (`--at`).
    pub evaluated_at: Instant,
    /// The anchors.
    pub trust_store: TrustStoreSummary,
    /// Revocation data and lists that were brought, with their age.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<BroughtList>,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `sigscope`.
    pub name: String,
    /// Semantic version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self { name: "sigscope".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// The anchors that were used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustStoreSummary {
    /// Where they come from, in words.
    pub source: String,
    /// The date of the root programme's list; `None` without such a list.
    pub as_of: Option<Instant>,
    /// How many there are.
    pub anchors: usize,
}

impl Header {
    /// The header of a report made by this version.
    pub fn new(evaluated_at: Instant, trust_store: TrustStoreSummary) -> Self {
        Self { schema: SCHEMA.to_owned(), tool: Tool::this(), evaluated_at, trust_store, lists: Vec::new() }
    }
}
