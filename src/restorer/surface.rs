//! The surface of an original: the casing of the spun phrase, the apostrophes of the document.

use std::ops::Range;

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
        // The first byte of the typographic one, as of much other punctuation.
        for at in memchr::memchr2_iter(b'\'', 0xe2, text.as_bytes()) {
            let is_straight = text.as_bytes()[at] == b'\'';
            if !is_straight && !text[at..].starts_with('\u{2019}') {
                continue;
            }
            let behind = at + if is_straight { 1 } else { '\u{2019}'.len_utf8() };
            if text[..at].ends_with(char::is_alphabetic) && text[behind..].starts_with(char::is_alphabetic) {
                if is_straight { straight += 1 } else { typographic += 1 }
            }
        }
        // Without an apostrophe in a word, the quotation marks tell the style.
        if straight + typographic == 0 && text.contains(['\u{201c}', '\u{2019}']) {
            return Self::Typographic;
        }
        if typographic > straight { Self::Typographic } else { Self::Straight }
    }
}

/// Words that stay small inside a capitalised name.
const SMALL: [&str; 9] = ["a", "and", "at", "for", "in", "of", "on", "the", "to"];

/// `original` as it would stand in the place of the bytes `span` of `text`.
///
/// A spinner lower-cases what it puts in, except the first letter of a match that began with a capital. Inside a name all
/// words of the original had one.
pub(super) fn restore(original: &str, text: &str, span: &Range<usize>, apostrophe: Apostrophe) -> String {
    let capital = text[span.clone()].chars().next().is_some_and(char::is_uppercase);
    let cased = match capital {
        true if is_in_name(text, span) => title(original),
        true => capitalise(original),
        false => original.to_owned(),
    };
    match apostrophe {
        Apostrophe::Typographic if cased.contains('\'') => cased.replace('\'', "\u{2019}"),
        _ => cased,
    }
}

/// Whether a phrase that begins with a capital belongs to a name: it stands in mid-sentence, and another capital follows.
///
/// Of 147 originals of several words in such places in the learning pairs, 140 had a capital on each.
fn is_in_name(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end_matches(' ');
    let after = text[span.end..].strip_prefix(' ').unwrap_or_default();
    let pronoun = text[span.clone()].split([' ', '\'', '\u{2019}']).next() == Some("I");
    !pronoun && before.ends_with(|c: char| c.is_alphanumeric() || c == ',') && after.starts_with(char::is_uppercase)
}

/// `name` with a capital on each word but the small ones; the first word has one in any case.
fn title(name: &str) -> String {
    let words = name.split(' ').enumerate();
    let cased = words.map(|(n, word)| if n > 0 && SMALL.contains(&word) { word.to_owned() } else { capitalise(word) });
    cased.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_is_given_back() {
        let restored = |original, text: &str, spun: &str| {
            let start = text.find(spun).unwrap();
            restore(original, text, &(start..start + spun.len()), Apostrophe::Straight)
        };
        assert_eq!(restored("interior", "the Ministry of Inside", "Inside"), "Interior");
        assert_eq!(restored("American", "a yankee ship", "yankee"), "American");
        assert_eq!(restored("at least", "No less than Nine", "No less than"), "At least");
        assert_eq!(restored("vice president", "so Vp Mara Lund said", "Vp"), "Vice President");
        assert_eq!(
            restored("house of cards", "the Home of playing cards Season", "Home of playing cards"),
            "House of Cards"
        );
        assert_eq!(restored("I think", "but I feel Lund is", "I feel"), "I think");
    }

    #[test]
    fn apostrophes_follow_the_document() {
        assert_eq!(restore("it's", "It is", &(0..5), Apostrophe::Typographic), "It’s");
        assert_eq!(Apostrophe::of("the dogs’ owner’s ‘don’t’, 'tis"), Apostrophe::Typographic);
        assert_eq!(Apostrophe::of("it's “so”"), Apostrophe::Straight);
        assert_eq!(Apostrophe::of("“so”"), Apostrophe::Typographic);
    }
}
