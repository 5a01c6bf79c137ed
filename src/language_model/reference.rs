//! The slow reference form: a map from n-grams to exact probabilities, scored as the definition says.

use std::collections::HashMap;

use super::kneser_ney::Smoothed;
use super::ngrams::{Key, pack};
use super::vocabulary::{BEGIN, END, UNKNOWN, Vocabulary};

/// A model as it stands in an ARPA file. Word ids are its own.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    pub(crate) words: HashMap<String, u32>,
    /// ln P and ln backoff of every n-gram.
    pub(crate) ngrams: HashMap<Key, (f64, f64)>,
    pub(crate) order: usize,
}

impl Reference {
    /// Id of `<unk>`.
    pub const UNKNOWN: u32 = UNKNOWN;
    /// Id of `<s>`.
    pub const BEGIN: u32 = BEGIN;
    /// Id of `</s>`.
    pub const END: u32 = END;

    pub(crate) fn new(model: &Smoothed, vocabulary: &Vocabulary) -> Self {
        let mut reference = Self { order: model.orders.len(), ..Self::default() };
        for (id, word) in (0..).zip(&vocabulary.words).skip(1) {
            reference.words.insert(word.clone(), id);
        }
        for (k, grams) in model.orders.iter().enumerate() {
            for i in usize::from(k == 0)..grams.len() {
                reference.ngrams.insert(grams.keys[i], (grams.probability[i].ln(), grams.backoff[i].ln()));
            }
        }
        reference
    }

    /// Number of words that a probability depends on at most.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// Id of the word with this normal form; [`Self::UNKNOWN`] if there is none.
    #[must_use]
    pub fn word(&self, normal: &str) -> u32 {
        self.words.get(normal).copied().unwrap_or(UNKNOWN)
    }

    /// ln P(word | history), the history's last word last.
    #[must_use]
    pub fn ln_probability(&self, history: &[u32], word: u32) -> f64 {
        let history = &history[history.len() - history.len().min(self.order - 1)..];
        let ngram = pack(std::iter::once(word).chain(history.iter().rev().copied()));
        if let Some(&(ln_probability, _)) = self.ngrams.get(&ngram) {
            return ln_probability;
        }
        let Some(shorter) = history.get(1..) else { return f64::NEG_INFINITY };
        let backoff = self.ngrams.get(&pack(history.iter().rev().copied())).map_or(0.0, |&(_, backoff)| backoff);
        backoff + self.ln_probability(shorter, word)
    }
}
