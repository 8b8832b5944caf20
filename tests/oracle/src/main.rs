//! x
fn main() { let r = yara_x::compile("rule a { condition: true }").unwrap(); let _ = r; }
