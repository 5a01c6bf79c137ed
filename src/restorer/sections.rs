//! Sections: stretches of a text that are judged and decoded as one document.
//!
//! An article is one section. A longer text, such as a file of many articles, is cut into sections of bounded length, so that
//! memory does not grow with the text and each stretch has a swap rate of its own.

use std::ops::Range;

use crate::channel::dialects::{Best, Dialects};
use crate::channel::swap_rate::SwapRate;
use crate::language_model::word_hash;
use crate::text::{Pieces, normalise};

/// Words after which a section is closed at the end of a piece.
const LONG: usize = 8192;

/// Fewest bytes that a new section may have left; what is shorter stays with the section before it.
const SHORT: usize = 16_384;

/// One section, the dialect that explains it best, and its swap rate in that.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) range: Range<usize>,
    pub(super) words: usize,
    pub(super) best: Best,
}

/// The sections of `text`, in order; they cover it wholly.
pub(super) fn sections(dialects: &Dialects, text: &str, rate: &mut SwapRate) -> Vec<Section> {
    let mut normal = String::new();
    let mut sections = Vec::new();
    let (mut pieces, mut piece) = (Pieces::new(text), Vec::new());
    let mut start = 0;
    rate.clear();
    while pieces.next_into(&mut piece).is_some() {
        for token in &piece {
            normalise(token.text, &mut normal);
            rate.count(dialects.word(word_hash(&normal)));
        }
        let end = piece.last().map_or(start, |token| token.end());
        if rate.words() >= LONG && text.len() - end >= SHORT {
            sections.push(Section { range: start..end, words: rate.words(), best: dialects.best(rate) });
            start = end;
            rate.clear();
        }
    }
    if start < text.len() {
        sections.push(Section { range: start..text.len(), words: rate.words(), best: dialects.best(rate) });
    }
    sections
}
