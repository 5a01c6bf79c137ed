//! The compiled model: read in place, asked millions of times a second.

use std::borrow::Cow;

use super::context::MAX_WORDS;
use super::format::{BUCKET, Header, Layout, RESERVED_IDS, find_slot, first_key, longer_key, place, u32_at, u64_at};
use super::quantise::CODES;
use super::table::{find_highest, find_middle};
use super::{Context, Cost, WordId, word_hash};
use crate::Error;
use crate::text::Casing;

/// A compiled n-gram model. Immutable, and shared freely between threads.
///
/// An n-gram is known by a fingerprint of its words, so about one unseen n-gram in 10,000 is taken for another and gets
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

/// A word looked up after a context: what [`LanguageModel::resolve`] needs to score it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lookup {
    word: WordId,
    /// What the model says of the word by itself.
    codes: [u8; 4],
    /// Keys of the n-grams that end with the word, the shortest first.
    keys: [u64; MAX_WORDS],
}

impl LanguageModel {
    /// The model that ships with the library.
    ///
    /// # Errors
    /// As [`open`](Self::open), when the library was built with a model file of another format.
    pub fn embedded() -> Result<Self, Error> {
        Self::open(&EMBEDDED.0)
    }

    /// Opens the bytes of a compiled model. They are checked as a whole, then read in place: nothing but the code books is
    /// copied.
    ///
    /// # Errors
    /// [`Error::Artefact`] when the bytes are no model, one of another format version, cut short or damaged.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        let header = Header::read(&bytes)?;
        let layout = header.layout();
        let book = |i: usize| std::array::from_fn(|code| u32_at(&bytes, layout.books + (i * CODES + code) * 4) as Cost);
        let probabilities = (0..header.order).map(|k| book(2 * k)).collect();
        let backoffs = (0..header.order - 1).map(|k| book(2 * k + 1)).collect();
        Ok(Self { header, layout, probabilities, backoffs, bytes })
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

    /// Cost of `word` after `context`, and the context behind it.
    ///
    /// The cost of the longest known n-gram that ends with `word`, plus the backoff costs of the longer contexts.
    #[inline]
    #[must_use]
    pub fn score(&self, context: &Context, word: WordId) -> (Cost, Context) {
        self.resolve(context, &self.look_up(context, word))
    }

    /// The first half of [`score`](Self::score): where the n-grams that end with `word` stand, with their buckets on the way
    /// into the cache.
    ///
    /// Nearly all the time of a score is waiting for memory. Who has several to ask for looks all up before resolving the
    /// first: then the loads overlap. Safe Rust has no prefetch, but a load whose value nobody waits for is one.
    #[inline]
    #[must_use]
    pub fn look_up(&self, context: &Context, word: WordId) -> Lookup {
        let mut lookup = Lookup { word, codes: self.codes(word), keys: [0; MAX_WORDS] };
        let mut key = first_key(word.0);
        let mut touched = 0;
        for (i, before) in context.words().iter().enumerate() {
            key = longer_key(key, before.0);
            lookup.keys[i] = key;
            let (table, buckets) = self.table(i);
            touched |= table[place(key, buckets) as usize * BUCKET];
        }
        std::hint::black_box(touched);
        lookup
    }

    /// The second half of [`score`](Self::score), for the `context` that `lookup` was made with.
    #[inline]
    #[must_use]
    pub fn resolve(&self, context: &Context, lookup: &Lookup) -> (Cost, Context) {
        let [probability, backoff, ..] = lookup.codes;
        let mut cost = self.probabilities[0][usize::from(probability)];
        let mut next = Context::EMPTY;
        let mut extends = backoff != 0;
        if extends {
            next.push(lookup.word, self.backoffs[0][usize::from(backoff)]);
        }
        let highest = self.header.order - 2;
        let mut matched = 0;
        for (i, (&before, &key)) in context.words().iter().zip(&lookup.keys).enumerate() {
            let (table, buckets) = self.table(i);
            let probability = if i == highest {
                let Some(probability) = find_highest(table, buckets, key) else { break };
                probability
            } else {
                let Some((probability, backoff)) = find_middle(table, buckets, key) else { break };
                extends &= backoff != 0;
                if extends {
                    next.push(before, self.backoffs[i + 1][usize::from(backoff)]);
                }
                probability
            };
            cost = self.probabilities[i + 1][usize::from(probability)];
            matched = i + 1;
        }
        if matched < context.len() {
            cost += context.backoff_beyond(matched);
        }
        // Quantised apart, a backoff above 1 and a high probability can come out above 1 together.
        (cost.max(0), next)
    }

    /// The table of order i + 2, and how many buckets it has.
    #[inline]
    fn table(&self, i: usize) -> (&[u8], u32) {
        let (from, buckets) = (self.layout.tables[i], self.header.buckets[i]);
        (&self.bytes[from..from + buckets as usize * BUCKET], buckets)
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
        let id = if word.0 as usize >= RESERVED_IDS + self.header.slots as usize { 0 } else { word.0 as usize };
        u32_at(&self.bytes, self.layout.codes + id * 4).to_le_bytes()
    }
}
