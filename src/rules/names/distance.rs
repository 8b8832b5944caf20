//! How many letters two words are apart.

/// Words longer than this are not compared: a name is no essay.
const LONGEST: usize = 40;

/// Returns the number of insertions, deletions, substitutions and swaps of neighbours (optimal string alignment) that
/// turn one word into the other, when it is at most `most`.
pub(in crate::rules) fn distance_within(left: &str, right: &str, most: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > most || left.len().max(right.len()) > LONGEST {
        return None;
    }
    let width = right.len().saturating_add(1);
    let mut before: Vec<usize> = vec![usize::MAX; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row.saturating_add(1)];
        for (column, other) in right.iter().enumerate() {
            let at = |line: &[usize], position: usize| line.get(position).copied().unwrap_or(usize::MAX);
            let next = column.saturating_add(1);
            let substituted = at(&above, column).saturating_add(usize::from(letter != other));
            let mut best =
                substituted.min(at(&above, next).saturating_add(1)).min(at(&current, column).saturating_add(1));
            let swapped = row > 0
                && column > 0
                && left.get(row.wrapping_sub(1)) == Some(other)
                && right.get(column.wrapping_sub(1)) == Some(letter);
            if swapped {
                best = best.min(at(&before, column.wrapping_sub(1)).saturating_add(1));
            }
            current.push(best);
        }
        if current.iter().min().is_some_and(|best| *best > most) {
            return None;
        }
        before = above;
        above = current;
    }
    above.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_slip_is_one_letter() {
        for typo in ["microsft", "microsooft", "micrasoft", "mircosoft"] {
            assert_eq!(distance_within(typo, "microsoft", 2), Some(1), "{typo}");
        }
        assert_eq!(distance_within("microsoft", "microsoft", 2), Some(0));
    }

    #[test]
    fn distance_beyond_the_bound_is_none() {
        assert_eq!(distance_within("macrosaft", "microsoft", 1), None);
        assert_eq!(distance_within("macrosaft", "microsoft", 2), Some(2));
        assert_eq!(distance_within("soft", "microsoft", 2), None);
        assert_eq!(distance_within(&"a".repeat(41), &"a".repeat(41), 2), None);
    }
}
