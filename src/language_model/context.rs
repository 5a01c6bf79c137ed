//! What the model remembers of the words before.

use std::hash::{Hash, Hasher};

use super::{Cost, MAX_ORDER, WordId};

/// Most words that a context can hold.
pub(crate) const MAX_WORDS: usize = MAX_ORDER - 1;

/// The words before a word, as far as the model can tell them apart.
///
/// Holds the longest suffix of the history that the model has as a context, so that two histories which no future word
/// can tell apart give equal contexts, and paths through a lattice merge exactly. It carries the backoff costs of that
/// suffix and of all shorter ones, so that no lookup is ever done twice.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Most recent first; unused places are [`WordId::UNKNOWN`].
    words: [WordId; MAX_WORDS],
    /// `backoffs[i]` is the backoff cost of the context of the first i + 1 words; unused places are 0.
    backoffs: [Cost; MAX_WORDS],
    len: u8,
}

impl Context {
    /// No words.
    pub(crate) const EMPTY: Self = Self { words: [WordId(0); MAX_WORDS], backoffs: [0; MAX_WORDS], len: 0 };

    /// The words, most recent first.
    #[inline]
    #[must_use]
    pub fn words(&self) -> &[WordId] {
        &self.words[..usize::from(self.len)]
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Sum of the backoff costs of the contexts of more than `matched` words.
    #[inline]
    pub(crate) fn backoff_beyond(&self, matched: usize) -> Cost {
        self.backoffs[matched..].iter().sum()
    }

    /// Appends an older word, and the backoff cost of the context that ends (leftwards) with it.
    #[inline]
    pub(crate) fn push(&mut self, word: WordId, backoff: Cost) {
        let at = usize::from(self.len);
        self.words[at] = word;
        self.backoffs[at] = backoff;
        self.len += 1;
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::EMPTY
    }
}

// The backoff costs follow from the words.
impl PartialEq for Context {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        // All at once: where to stop cannot be predicted.
        let ([a, b, c, d], [e, f, g, h]) = (self.words, other.words);
        (a.0 ^ e.0) | (b.0 ^ f.0) | (c.0 ^ g.0) | (d.0 ^ h.0) == 0 && self.len == other.len
    }
}

impl Eq for Context {}

impl Hash for Context {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Two words fill 64 bits: half as many rounds of the hasher as word by word.
        let [a, b, c, d] = self.words.map(|word| u64::from(word.0));
        state.write_u64(a | b << 32);
        if self.len > 2 {
            state.write_u64(c | d << 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_small() {
        assert!(size_of::<Context>() <= 40);
    }
}
