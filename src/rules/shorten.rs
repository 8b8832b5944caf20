//! Cuts what a finding says to a length that a reader can take: names out of a file may be as long as the file likes.
//!
//! Both ends are kept, because the words of a rule stand around the names; how long the text was is said in between.
//! The whole name stays among the facts of its certificate, signature or image.

/// Characters of a title.
const TITLE: Bounds = Bounds { most: 160, head: 100, tail: 24 };
/// Characters of a detail: twice as many as any detail over the corpus of real files.
const DETAIL: Bounds = Bounds { most: 500, head: 340, tail: 120 };

struct Bounds {
    most: usize,
    head: usize,
    tail: usize,
}

/// Cuts a title.
pub(super) fn title(text: String) -> String {
    shorten(text, &TITLE)
}

/// Cuts a detail.
pub(super) fn detail(text: String) -> String {
    shorten(text, &DETAIL)
}

fn shorten(text: String, bounds: &Bounds) -> String {
    // No text has more characters than bytes.
    if text.len() <= bounds.most {
        return text;
    }
    let characters = text.chars().count();
    if characters <= bounds.most {
        return text;
    }
    let head: String = text.chars().take(bounds.head).collect();
    let tail: String = text.chars().skip(characters.saturating_sub(bounds.tail)).collect();
    format!("{head}… [{characters} characters in all] …{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_fits_stays_as_it_is() {
        let fits = "ä".repeat(500);
        assert_eq!(detail(fits.clone()), fits);
        assert_eq!(title("ß".repeat(160)), "ß".repeat(160));
    }

    #[test]
    fn longer_text_keeps_both_ends_and_says_how_long_it_was() {
        let cut = detail(format!("CN={}; expired", "ä".repeat(10_000)));
        assert!(cut.starts_with("CN=ää") && cut.ends_with("ä; expired"), "{cut}");
        assert!(cut.contains("… [10012 characters in all] …"), "{cut}");
        assert!(cut.chars().count() <= 500);
        assert!(title("x".repeat(161)).chars().count() <= 160);
    }
}
