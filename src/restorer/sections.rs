//! Sections: stretches of a text that are judged and decoded as one document.
//!
//! An article is one section. A longer text, such as a file of many articles, is cut into sections of bounded length, so that
//! memory does not grow with the text and each stretch has a swap rate of its own.

use std::ops::Range;

use crate::channel::dialects::Dialects;
use crate::channel::vocabulary::{Best, Counts, Vocabulary};
use crate::language_model::word_hash;
use crate::text::Pieces;

/// Words after which a section is closed at the end of a piece. All lattices of a section are kept from pass to pass: those of twice as
/// many words leave the cache, and spun text takes a twentieth more time. Half as many are suspicious more often, and honest text
/// takes two fifths more.
const LONG: usize = 4096;

/// Fewest bytes that a new section may have left; what is shorter stays with the section before it.
const SHORT: usize = 16_384;

/// One section, the dialect that explains it best, and its swap rate in that.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) range: Range<usize>,
    pub(super) words: usize,
    /// The dialect that explains it best by its words alone, and behind it the others that may.
    pub(super) suspects: Vec<Best>,
}

/// The sections of `text`, in order; they cover it wholly.
pub(super) fn sections(dialects: &Dialects, text: &str, counts: &mut Counts) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut vocabulary = dialects.vocabulary();
    while start < text.len() {
        let end = count(vocabulary, text, start, counts);
        let suspects = vocabulary.best(counts, dialects.count()).unwrap_or_else(|| {
            vocabulary = dialects.whole_vocabulary();
            count(vocabulary, text, start, counts);
            vocabulary.best(counts, dialects.count()).expect("all dialects were asked")
        });
        sections.push(Section { range: start..end, words: counts.words(), suspects });
        start = end;
    }
    sections
}

/// Counts the words of the section of `text` that begins at the byte `start`; returns where it ends.
fn count(vocabulary: &Vocabulary, text: &str, start: usize, counts: &mut Counts) -> usize {
    let mut normal = String::new();
    let (mut pieces, mut piece) = (Pieces::new(&text[start..]), Vec::new());
    counts.clear();
    while pieces.next_into(&mut piece).is_some() {
        vocabulary.count(piece.iter().map(|token| word_hash(token.normal(&mut normal))), counts);
        let end = start + piece.last().map_or(0, |token| token.end());
        if counts.words() >= LONG && text.len() - end >= SHORT {
            return end;
        }
    }
    text.len()
}
