//! The originals of a table: their texts, their words, and how often they are swapped.

use std::ops::Range;

use super::sections::{Section, Sections, damaged};
use super::{OriginalId, SwapTable, TableWord};
use crate::Error;
use crate::swaps::format::Part;

/// The share of its occurrences swapped below which a phrase is hardly a key: an inferred one, more likely unknown to the spinner
/// than known and left. Of the keys counted from pairs none has less.
const HARDLY: f32 = 0.2;

/// A phrase that spinners swap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Original<'t> {
    /// As it is usually cased inside a sentence.
    pub text: &'t str,
    /// The share of its occurrences swapped at the full rate, for whichever phrase, 0 to 1: the sum of its weights, or more where it was
    /// counted, since some of its phrases were not seen.
    pub swapped: f32,
}

/// All originals of a table. Decoding asks for little else, time and again: what is short lies in memory.
pub(super) struct Originals {
    records: Vec<Record>,
    /// Words of all of them, one after the other.
    words: Vec<TableWord>,
    /// Surface forms of all of them.
    texts: String,
    hashes: Section,
}

/// What is kept of an original apart from its text and its words.
#[derive(Clone, Copy)]
struct Record {
    /// Where its text ends, in bytes, and where its words end.
    text_end: u32,
    words_end: u32,
    swapped: f32,
}

impl Originals {
    pub(super) fn open(sections: &Sections) -> Result<Self, Error> {
        let record = |&[a, b, c, d, e, f, g, h, i, j, k, l]: &[u8; 12]| Record {
            text_end: u32::from_le_bytes([a, b, c, d]),
            words_end: u32::from_le_bytes([e, f, g, h]),
            swapped: f32::from_le_bytes([i, j, k, l]),
        };
        let word = |&word: &[u8; 4]| TableWord(u32::from_le_bytes(word));
        let texts = String::from_utf8(sections.part(Part::Texts).as_ref().to_vec());
        Ok(Self {
            records: sections.part(Part::Originals).column().iter().map(record).collect(),
            words: sections.part(Part::OriginalWords).column().iter().map(word).collect(),
            texts: texts.map_err(|_| damaged("an original is no UTF-8"))?,
            hashes: sections.part(Part::OriginalHashes).clone(),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether all is there that is looked up without a further check, for a table of so many words.
    pub(super) fn check(&self, words: usize) -> Result<(), Error> {
        let (mut text, mut word) = (0, 0);
        for record in &self.records {
            let (text_end, words_end) = (record.text_end as usize, record.words_end as usize);
            if text_end < text
                || !self.texts.is_char_boundary(text_end)
                || !(word..=self.words.len()).contains(&words_end)
            {
                return Err(damaged("the originals are cut short"));
            }
            (text, word) = (text_end, words_end);
        }
        if self.hashes.column::<8>().len() != self.len() || self.words.iter().any(|word| word.index() >= words) {
            return Err(damaged("an original has no words"));
        }
        Ok(())
    }

    /// Where the original before that of number `id` ends.
    #[inline]
    fn end_before(&self, id: OriginalId, end: impl Fn(&Record) -> u32) -> usize {
        id.index().checked_sub(1).map_or(0, |before| end(&self.records[before]) as usize)
    }
}

impl SwapTable {
    /// Whether spinners likely swap this phrase: in a fifth of its occurrences or more.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn is_likely_key(&self, id: OriginalId) -> bool {
        self.swapped(id) >= HARDLY
    }

    /// [The share swapped](Original::swapped) of the original of that number.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn swapped(&self, id: OriginalId) -> f32 {
        self.originals.records[id.index()].swapped
    }

    /// The original of that number.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[must_use]
    pub fn original(&self, id: OriginalId) -> Original<'_> {
        let Originals { records, texts, .. } = &self.originals;
        let text = self.originals.end_before(id, |record| record.text_end)..records[id.index()].text_end as usize;
        Original { text: &texts[text], swapped: self.swapped(id) }
    }

    /// The words of the original of that number.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn words_of(&self, id: OriginalId) -> &[TableWord] {
        &self.originals.words[self.place_of(id)]
    }

    /// Where the words of the original of that number lie among [those of all](Self::original_words).
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    pub(crate) fn place_of(&self, id: OriginalId) -> Range<usize> {
        let end = self.originals.records[id.index()].words_end as usize;
        self.originals.end_before(id, |record| record.words_end)..end
    }

    /// The words of all originals, one after the other.
    pub(crate) fn original_words(&self) -> &[TableWord] {
        &self.originals.words
    }

    /// The hash of the words of an original, [joined](crate::swaps::hashed::joined) as language models know them; of one word, the hash of that.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn hash_of(&self, id: OriginalId) -> u64 {
        u64::from_le_bytes(self.originals.hashes.column()[id.index()])
    }

    /// All originals, by number.
    pub fn originals(&self) -> impl ExactSizeIterator<Item = (OriginalId, Original<'_>)> {
        (0..self.originals.len()).map(|id| OriginalId(id as u32)).map(|id| (id, self.original(id)))
    }
}
