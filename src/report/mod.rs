//! The analysis without a terminal: JSON, NDJSON, CSV, Markdown, text.
