//! The JSON Schema of the report.

/// JSON Schema 2020-12 of `report --format json`; each NDJSON line is described by its `$defs/record`.
pub const JSON_SCHEMA: &str = include_str!("../../assets/reference/report.schema.json");
