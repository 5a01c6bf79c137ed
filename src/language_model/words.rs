//! Words by number, and what they cost.

/// Milli-nats: 1000 · −ln P. Never negative for a word.
pub type Cost = i32;

/// Most words that an n-gram can have.
pub const MAX_ORDER: usize = 5;

/// A word of one compiled model's vocabulary. Ids of different models have nothing to do with each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub(crate) u32);

impl WordId {
    /// Every word outside the vocabulary: a class of its own, as probable as all such words of the training text together.
    /// Which of them it is costs extra, and the model cannot say how much: a caller that weighs an unknown word against a
    /// known one must add that itself.
    pub const UNKNOWN: Self = Self(0);
    /// `<s>`, the beginning of a paragraph; a context, never predicted.
    pub const BEGIN: Self = Self(1);
    /// `</s>`, the end of a paragraph.
    pub const END: Self = Self(2);
}

/// The hash under which a model knows a word: XXH3 (64 bits, no seed) of its normal form.
#[inline]
#[must_use]
pub fn word_hash(normal: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(normal.as_bytes())
}
