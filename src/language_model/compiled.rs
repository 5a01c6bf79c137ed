//! The compiled model: read in place, asked millions of times a second.

use std::borrow::Cow;

use super::format::{BUCKET, Header, Layout, RESERVED_IDS, find_slot, place, u32_at, u64_at};
use super::quantise::CODES;
use super::{Context, Cost, Scorer, WordId, word_hash};
use crate::Error;
use crate::memory::prefetch;
use crate::text::Casing;

/// A compiled n-gram model. Immutable, and shared freely between threads.
///
/// An n-gram is known by a fingerprint of its words, so one unseen n-gram in 10,000 or fewer is taken for another and gets
/// that one's cost; words are told apart by 32 bits beside their place, which mistakes no word in practice.
#[derive(Clone, Debug)]
pub struct LanguageModel {
    bytes: Cow<'static, [u8]>,
    header: Header,
    layout: Layout,
    probabilities: Box<[[Cost; CODES]]>,
    backoffs: Box<[[Cost; CODES]]>,
}

/// Bytes that begin at a cache line, so that no bucket lies across two: a tenth of the time of decoding hangs on it.
#[repr(align(64))]
struct Aligned<B: ?Sized>(B);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../dictionaries/english.lm"));

impl LanguageModel {
    /// The model that ships with the library.
    ///
    /// # Errors
    /// As [`open`](Self::open), when the library was built with a model file of another format.
    pub fn embedded() -> Result<Self, Error> {
        // The program's own bytes: reading all of them for a checksum would cost more than a short article does.
        let bytes: &'static [u8] = &EMBEDDED.0;
        Ok(Self::laid_out(bytes.into(), Header::read_trusted(bytes)?))
    }

    /// Opens the bytes of a compiled model. They are checked as a whole, then read in place: nothing but the code books is
    /// copied.
    ///
    /// # Errors
    /// [`Error::Artefact`] when the bytes are no model, one of another format version, cut short or damaged.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        let header = Header::read(&bytes)?;
        Ok(Self::laid_out(bytes, header))
    }

    fn laid_out(bytes: Cow<'static, [u8]>, header: Header) -> Self {
        let layout = header.layout();
        let book = |i: usize| std::array::from_fn(|code| u32_at(&bytes, layout.books + (i * CODES + code) * 4) as Cost);
        let probabilities = (0..header.order).map(|k| book(2 * k)).collect();
        let backoffs = (0..header.order - 1).map(|k| book(2 * k + 1)).collect();
        Self { header, layout, probabilities, backoffs, bytes }
    }

    /// Number of words that a probability depends on at most, the predicted one included.
    #[must_use]
    pub fn order(&self) -> usize {
        self.header.order
    }

    /// Number of n-grams of each order, from 1 up.
    #[must_use]
    pub fn ngrams(&self) -> Vec<usize> {
        let longer = self.header.ngrams[..self.header.order - 1].iter();
        std::iter::once(self.header.words).chain(longer.copied()).map(|count| count as usize).collect()
    }

    /// XXH3 of the text that it was trained on.
    #[must_use]
    pub fn source_hash(&self) -> u64 {
        self.header.source_hash
    }

    /// Id of the word with this normal form (see [`crate::text::normalise`]); [`WordId::UNKNOWN`] if it is not in the
    /// vocabulary.
    #[inline]
    #[must_use]
    pub fn word(&self, normal: &str) -> WordId {
        self.word_by_hash(word_hash(normal))
    }

    /// The same for a word whose [`word_hash`] is known already.
    #[inline]
    #[must_use]
    pub fn word_by_hash(&self, hash: u64) -> WordId {
        let fingerprints = &self.bytes[self.layout.fingerprints..self.layout.codes];
        match find_slot(fingerprints, self.header.slots, hash) {
            (slot, true) => WordId(slot + RESERVED_IDS as u32),
            (_, false) => WordId::UNKNOWN,
        }
    }

    /// Asks the memory for what [`word_by_hash`](Self::word_by_hash) will read.
    #[inline]
    pub fn send_for_word(&self, hash: u64) {
        let slot = place(hash, self.header.slots) as usize;
        prefetch(&self.bytes[self.layout.fingerprints + slot * 4]);
    }

    /// The context at the beginning of a paragraph.
    #[must_use]
    pub fn begin(&self) -> Context {
        let [_, backoff, ..] = self.codes(WordId::BEGIN);
        let mut context = Context::EMPTY;
        if backoff != 0 {
            context.push(WordId::BEGIN, self.backoffs[0][usize::from(backoff)]);
        }
        context
    }

    /// The context of nothing: what follows is scored by itself.
    #[must_use]
    pub fn empty(&self) -> Context {
        Context::EMPTY
    }

    /// What scores words, opened once for many.
    #[must_use]
    pub fn scorer(&self) -> Scorer<'_> {
        let tables = std::array::from_fn(|i| {
            let bytes = &self.bytes[self.layout.tables[i]..][..self.header.buckets[i] as usize * BUCKET];
            bytes.as_chunks().0
        });
        Scorer {
            codes: self.words_codes(),
            tables,
            probabilities: &self.probabilities,
            backoffs: &self.backoffs,
            highest: self.header.order - 2,
        }
    }

    /// Cost of `word` after `context`, and the context behind it; as [`Scorer::score`].
    #[must_use]
    pub fn score(&self, context: &Context, word: WordId) -> (Cost, Context) {
        let scorer = self.scorer();
        scorer.score(context, &scorer.unigram(word))
    }

    /// Relative frequency of `word` in the training text, to within a few percent; of [`WordId::UNKNOWN`], that of a
    /// word seen once. Never 0.
    #[must_use]
    pub fn frequency(&self, word: WordId) -> f64 {
        let code = usize::from(self.codes(word)[2]);
        f64::from_bits(u64_at(&self.bytes, self.layout.frequencies + code * 8))
    }

    /// How `word` is mostly cased in the training text where casing is free, in mid-sentence.
    #[must_use]
    pub fn casing(&self, word: WordId) -> Casing {
        match self.codes(word)[3] {
            1 => Casing::Capital,
            2 => Casing::Upper,
            3 => Casing::Mixed,
            _ => Casing::Lower,
        }
    }

    /// Codes of probability, backoff, frequency and casing. An id of another model gives nonsense, or unknown.
    #[inline]
    fn codes(&self, word: WordId) -> [u8; 4] {
        let codes = self.words_codes();
        codes.get(word.0 as usize).copied().unwrap_or(codes[0])
    }

    /// The codes of all words, by id.
    #[inline]
    fn words_codes(&self) -> &[[u8; 4]] {
        let words = RESERVED_IDS + self.header.slots as usize;
        self.bytes[self.layout.codes..][..words * 4].as_chunks().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_whole() {
        assert!(LanguageModel::open(&EMBEDDED.0).is_ok());
    }
}
