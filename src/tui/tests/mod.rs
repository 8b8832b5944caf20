//! Tests of the workbench as a whole.
