//! Sections: stretches of a text that are judged and decoded as one document.
//!
//! An article is one section. A longer text, such as a file of many articles, is cut into sections of bounded length, so that
//! memory does not grow with the text and each stretch has a swap rate of its own.

use std::ops::Range;

use crate::channel::dialects::{Best, Dialects, Vocabulary};
use crate::channel::swap_rate::SwapRate;
use crate::language_model::word_hash;
use crate::text::{Pieces, Token, tokens};

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
pub(super) fn sections(dialects: &Dialects, text: &str, rate: &mut SwapRate) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut vocabulary = dialects.vocabulary();
    while start < text.len() {
        let end = count(vocabulary, text, start, rate);
        let suspects = vocabulary.best(rate, dialects.count()).unwrap_or_else(|| {
            vocabulary = dialects.whole_vocabulary();
            count(vocabulary, text, start, rate);
            vocabulary.best(rate, dialects.count()).expect("all dialects were asked")
        });
        sections.push(Section { range: start..end, words: rate.words(), suspects });
        start = end;
    }
    sections
}

/// Counts the words of the section of `text` that begins at the byte `start`; returns where it ends.
fn count(vocabulary: &Vocabulary, text: &str, start: usize, rate: &mut SwapRate) -> usize {
    let rest = &text[start..];
    let mut normal = String::new();
    rate.clear();
    let mut count = |token: &Token<'_>| rate.count(vocabulary.word(word_hash(token.normal(&mut normal))));
    // Most texts are too short to be cut anywhere.
    if rest.len() < SHORT {
        tokens(rest).for_each(|token| count(&token));
        return text.len();
    }
    let (mut pieces, mut piece, mut words) = (Pieces::new(rest), Vec::new(), 0);
    while pieces.next_into(&mut piece).is_some() {
        piece.iter().for_each(&mut count);
        words += piece.len();
        let end = start + piece.last().map_or(0, |token| token.end());
        if words >= LONG && text.len() - end >= SHORT {
            return end;
        }
    }
    text.len()
}
