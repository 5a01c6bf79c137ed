//! The keep list at work: phrases that are never touched, whatever their words mean elsewhere.

use std::collections::HashMap;

use super::document::Word;
use crate::language_model::word_hash;
use crate::swaps::keep::Kept;
use crate::swaps::source::normal_phrase;

/// Kept phrases, found by their first word.
#[derive(Debug, Default)]
pub(crate) struct KeepList {
    /// Hashes of the normal forms of the words behind the first one.
    by_first: HashMap<u64, Vec<Vec<u64>>>,
}

impl KeepList {
    /// The phrases of `list`, in any casing.
    pub(crate) fn new(list: &[Kept]) -> Self {
        let mut by_first: HashMap<u64, Vec<Vec<u64>>> = HashMap::new();
        for kept in list {
            let normal = normal_phrase(&kept.phrase);
            let mut words = normal.split(' ').map(word_hash);
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push(words.collect());
            }
        }
        Self { by_first }
    }

    /// Words of the longest kept phrase that `words` begin with; 0 where there is none.
    pub(crate) fn length(&self, words: &[Word]) -> usize {
        let Some((first, rest)) = words.split_first() else { return 0 };
        let phrases = self.by_first.get(&first.hash).into_iter().flatten();
        let begins = |phrase: &&Vec<u64>| {
            phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(&hash, word)| word.hash == hash)
        };
        phrases.filter(begins).map(|phrase| phrase.len() + 1).max().unwrap_or(0)
    }
}
