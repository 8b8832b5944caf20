//! The sigscope binary.
fn main() {}
