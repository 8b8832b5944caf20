//! Words that were meant: a slip of the pen on the command line or in a filter.

/// Tells whether one letter more, less or other makes the same word.
pub(crate) fn is_one_edit_apart(left: &str, right: &str) -> bool {
    let common = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
    let (left, right) = (left.get(common..).unwrap_or_default(), right.get(common..).unwrap_or_default());
    let behind = |text: &str| text.get(1..).unwrap_or_default().to_owned();
    behind(left) == behind(right) || behind(left) == right || left == behind(right)
}
