//! The keep list at work: phrases that are never touched, whatever their words mean elsewhere.

use std::sync::LazyLock;

use super::document::Word;
use crate::language_model::word_hash;
use crate::swaps::keep::{self, Kept};
use crate::text::tokens;

/// Kept phrases.
#[derive(Debug)]
pub(crate) struct KeepList {
    /// Hashes of the normal forms of each phrase's words, sorted: the list is short, and asked about every word.
    phrases: Vec<Vec<u64>>,
    /// Bits of the first words' [marks](mark): nearly every word that begins no kept phrase is told by its bit.
    marks: Box<[u64; 64]>,
}

/// The place of a word among the marks: which of them, and which bit of that.
#[inline]
fn mark(hash: u64) -> (usize, u64) {
    ((hash >> 58) as usize, 1 << (hash >> 52 & 63))
}

impl KeepList {
    /// The list that ships with the library, which all dialects share.
    pub(crate) fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<KeepList> = LazyLock::new(|| KeepList::new(&keep::embedded()));
        &EMBEDDED
    }

    /// The phrases of `list`, in any casing.
    pub(crate) fn new(list: &[Kept]) -> Self {
        let mut normal = String::new();
        let mut hashes = |kept: &Kept| tokens(&kept.phrase).map(|token| word_hash(token.normal(&mut normal))).collect();
        let mut phrases: Vec<Vec<u64>> = list.iter().map(&mut hashes).collect();
        phrases.sort_unstable();
        let mut marks = Box::new([0; 64]);
        for phrase in &phrases {
            let (at, bit) = mark(phrase[0]);
            marks[at] |= bit;
        }
        Self { phrases, marks }
    }

    /// Words of the longest kept phrase that `words` begin with; 0 where there is none.
    #[inline]
    pub(crate) fn length(&self, words: &[Word]) -> usize {
        let Some(first) = words.first() else { return 0 };
        let (at, bit) = mark(first.hash);
        if self.marks[at] & bit == 0 {
            return 0;
        }
        let from = self.phrases.partition_point(|phrase| phrase[0] < first.hash);
        let alike = self.phrases[from..].iter().take_while(|phrase| phrase[0] == first.hash);
        let begins = |phrase: &&Vec<u64>| {
            phrase.len() <= words.len() && phrase.iter().zip(words).all(|(&hash, word)| word.hash == hash)
        };
        alike.filter(begins).map(Vec::len).max().unwrap_or(0)
    }
}
