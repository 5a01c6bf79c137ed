//! Words, originals and postings of one table, by number. The library and its build script share this file.

/// A word of the table, by its place in the table's vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableWord(pub(super) u32);

impl TableWord {
    /// A word that stands in no phrase of the table.
    pub const NONE: Self = Self(u32::MAX);

    /// Its place in the vocabulary, for arrays indexed by word; not for [`NONE`](Self::NONE).
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An original of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OriginalId(pub(super) u32);

impl OriginalId {
    /// Its place among the table's originals.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One original of a spun phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posting {
    /// The original.
    pub original: OriginalId,
    /// P(spun | original) where the spinner swaps at its full rate.
    pub weight: f32,
}
