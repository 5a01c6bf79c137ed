//! The surface of an original: the casing of the spun phrase, the apostrophes of the document.

use crate::text::casing::capitalise;

/// Which apostrophe a document writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apostrophe {
    Straight,
    Typographic,
}

impl Apostrophe {
    /// The commoner one inside the words of `text`; straight when there is none.
    pub(super) fn of(text: &str) -> Self {
        let (mut straight, mut typographic) = (0usize, 0usize);
        for (at, found) in text.match_indices(['\'', '\u{2019}']) {
            let inside =
                text[..at].ends_with(char::is_alphabetic) && text[at + found.len()..].starts_with(char::is_alphabetic);
            if inside {
                if found == "'" { straight += 1 } else { typographic += 1 }
            }
        }
        // Without an apostrophe in a word, the quotation marks tell the style.
        if straight + typographic == 0 && text.contains(['\u{201c}', '\u{2019}']) {
            return Self::Typographic;
        }
        if typographic > straight { Self::Typographic } else { Self::Straight }
    }
}

/// `original` as it would stand where `spun` stands.
///
/// A spinner lower-cases what it puts in, except the first letter of a match that began with a capital.
pub(super) fn restore(original: &str, spun: &str, apostrophe: Apostrophe) -> String {
    let capital = spun.chars().next().is_some_and(char::is_uppercase);
    let cased = if capital { capitalise(original) } else { original.to_owned() };
    match apostrophe {
        Apostrophe::Straight => cased,
        Apostrophe::Typographic => cased.replace('\'', "\u{2019}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_is_given_back() {
        assert_eq!(restore("interior", "Inside", Apostrophe::Straight), "Interior");
        assert_eq!(restore("American", "yankee", Apostrophe::Straight), "American");
    }

    #[test]
    fn apostrophes_follow_the_document() {
        assert_eq!(restore("it's", "It is", Apostrophe::Typographic), "It’s");
        assert_eq!(Apostrophe::of("the dogs’ owner’s ‘don’t’, 'tis"), Apostrophe::Typographic);
        assert_eq!(Apostrophe::of("it's “so”"), Apostrophe::Straight);
        assert_eq!(Apostrophe::of("“so”"), Apostrophe::Typographic);
    }
}
