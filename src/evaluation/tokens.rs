//! The scorer's own tokens: `\w+(?:['\-]\w+)*|[^\w\s]` as Python's `re` reads it, after quotes and dashes became ASCII.
//!
//! Python's `\w` is narrower than `char::is_alphanumeric`: combining marks are no word characters, so a decomposed accent ends
//! a word. That needs general categories, which the standard library does not have.

use std::collections::HashMap;
use std::ops::Range;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A token as a number: equal within one [`Vocabulary`] exactly when the texts are.
pub(super) type Word = u32;

/// The distinct tokens of one line and its outputs, so that the alignments compare numbers.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, Word>,
    texts: Vec<String>,
}

impl Vocabulary {
    /// The tokens of `text`.
    pub(super) fn words(&mut self, text: &str) -> Vec<Word> {
        self.located(text).0
    }

    /// The tokens of `text`, and the bytes of it that each is.
    pub(super) fn located(&mut self, text: &str) -> (Vec<Word>, Vec<Range<usize>>) {
        let (mut words, mut ranges) = (Vec::new(), Vec::new());
        let mut rest = text.char_indices().map(|(at, character)| (at, plain(character))).peekable();
        while let Some((start, first)) = rest.next() {
            if is_space(first) {
                continue;
            }
            let mut token = String::from(first);
            if is_word(first) {
                loop {
                    while let Some((_, next)) = rest.next_if(|&(_, next)| is_word(next)) {
                        token.push(next);
                    }
                    let mut ahead = rest.clone().map(|(_, character)| character);
                    match (ahead.next(), ahead.next()) {
                        (Some(joint @ ('\'' | '-')), Some(next)) if is_word(next) => {
                            rest.next();
                            token.push(joint);
                        }
                        _ => break,
                    }
                }
            }
            words.push(self.number(token));
            ranges.push(start..rest.peek().map_or(text.len(), |&(next, _)| next));
        }
        (words, ranges)
    }

    /// The tokens as one text, separated by spaces.
    pub(super) fn joined(&self, words: &[Word]) -> String {
        words.iter().map(|&word| self.texts[word as usize].as_str()).collect::<Vec<_>>().join(" ")
    }

    fn number(&mut self, token: String) -> Word {
        if let Some(&known) = self.numbers.get(&token) {
            return known;
        }
        let new = Word::try_from(self.texts.len()).expect("a line has fewer than 2^32 distinct tokens");
        self.texts.push(token.clone());
        self.numbers.insert(token, new);
        new
    }
}

/// Whether Python's `str.isspace` and `\s` hold: White_Space and the four ASCII separators.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Whether Python's `\w` holds: letters, numbers of any kind and the underscore, but not marks.
fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || character == '_';
    }
    matches!(character.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
}

/// The ASCII form of typographic quotes, dashes and the no-break space; any other character as it is.
fn plain(character: char) -> char {
    match character {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '\u{2011}' => '-',
        '\u{a0}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        let words = vocabulary.words(text);
        words.iter().map(|&word| vocabulary.texts[word as usize].clone()).collect()
    }

    #[test]
    fn words_take_inner_apostrophes_and_hyphens() {
        assert_eq!(tokens("it’s a well-known—old 'tis-"), ["it's", "a", "well-known-old", "'", "tis", "-"]);
        assert_eq!(tokens("a--b a'-b"), ["a", "-", "-", "b", "a", "'", "-", "b"]);
    }

    #[test]
    fn every_mark_is_a_token_and_white_space_is_none() {
        assert_eq!(
            tokens(" “No,”\u{a0}he\u{1f}said:\t$2.50 "),
            ["\"", "No", ",", "\"", "he", "said", ":", "$", "2", ".", "50"]
        );
    }

    #[test]
    fn letters_of_any_script_join_but_combining_marks_do_not() {
        assert_eq!(tokens("naïve Zoë_2½ Ⅻ"), ["naïve", "Zoë_2½", "Ⅻ"]);
        assert_eq!(tokens("nai\u{308}ve ⓐ"), ["nai", "\u{308}", "ve", "ⓐ"]);
    }

    #[test]
    fn tokens_know_their_bytes() {
        let ranges = Vocabulary::default().located(" Zoë’s  well-known—aid").1;
        assert_eq!(ranges, [1..9, 11..27]);
        assert_eq!(Vocabulary::default().located("a, b ").1, [0..1, 1..2, 3..4]);
    }

    #[test]
    fn equal_tokens_have_equal_numbers() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.words("the cat, the"), [0, 1, 2, 0]);
        assert_eq!(vocabulary.words("Cat , cat"), [3, 2, 1]);
        assert_eq!(vocabulary.joined(&[0, 1, 2]), "the cat ,");
    }
}
