//! Scoring: the one question that decoding asks, millions of times a second.

use super::format::{BUCKET, first_key, longer_key};
use super::quantise::CODES;
use super::table::{Codes, find_highest, find_middle, send_for};
use super::{Context, Cost, MAX_ORDER, WordId};

/// Scores words by a model; made by [`LanguageModel::scorer`](super::LanguageModel::scorer).
#[derive(Clone, Copy, Debug)]
pub struct Scorer<'m> {
    /// Codes of probability, backoff, frequency and casing of each word, by id.
    pub(super) codes: &'m [[u8; 4]],
    /// The tables of orders 2, 3, …
    pub(super) tables: [&'m [[u8; BUCKET]]; MAX_ORDER - 1],
    pub(super) probabilities: &'m [[Cost; CODES]],
    pub(super) backoffs: &'m [[Cost; CODES]],
    /// Place of the highest order among the tables.
    pub(super) highest: usize,
}

/// A word by itself: what is the same after whatever context it is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Unigram {
    word: WordId,
    codes: [u8; 4],
    key: u64,
}

impl Scorer<'_> {
    /// `word` by itself. An id of another model gives nonsense, or unknown.
    #[inline]
    #[must_use]
    pub fn unigram(&self, word: WordId) -> Unigram {
        let codes = self.codes.get(word.0 as usize).copied().unwrap_or(self.codes[0]);
        Unigram { word, codes, key: first_key(word.0) }
    }

    /// Asks the memory for what [`score`](Self::score) will read first of `word` after a context that ends in `before`.
    #[inline]
    pub fn send_for_pair(&self, before: WordId, word: &Unigram) {
        self.send_for_ngram(0, longer_key(word.key, before.0));
    }

    /// Asks the memory for what else [`score`](Self::score) will read of `word` after `context`.
    #[inline]
    pub fn send_for(&self, context: &Context, word: &Unigram) {
        let mut key = word.key;
        for (i, before) in context.words().iter().enumerate() {
            key = longer_key(key, before.0);
            if i > 0 {
                self.send_for_ngram(i, key);
            }
        }
    }

    #[inline]
    fn send_for_ngram(&self, table: usize, key: u64) {
        let table = self.tables[table];
        send_for(table, key);
    }

    /// Cost of `word` after `context`, and the context behind it.
    ///
    /// The cost of the longest known n-gram that ends with `word`, plus the backoff costs of the longer contexts.
    #[inline]
    #[must_use]
    pub fn score(&self, context: &Context, word: &Unigram) -> (Cost, Context) {
        let [probability, backoff, ..] = word.codes;
        let mut cost = self.probabilities[0][usize::from(probability)];
        let mut next = Context::EMPTY;
        let mut extends = backoff != 0;
        if extends {
            next.push(word.word, self.backoffs[0][usize::from(backoff)]);
        }
        let mut matched = 0;
        let mut key = word.key;
        for (i, &before) in context.words().iter().enumerate() {
            key = longer_key(key, before.0);
            let table = self.tables[i];
            if i == self.highest {
                let Some(probability) = find_highest(table, key) else { break };
                cost = self.probabilities[i + 1][usize::from(probability)];
                matched = i + 1;
                break;
            }
            let Some(Codes { probability, backoff, extended }) = find_middle(table, key) else { break };
            extends &= backoff != 0;
            if extends {
                next.push(before, self.backoffs[i + 1][usize::from(backoff)]);
            }
            cost = self.probabilities[i + 1][usize::from(probability)];
            matched = i + 1;
            if !extended {
                break;
            }
        }
        if matched < context.len() {
            cost += context.backoff_beyond(matched);
        }
        // Quantised apart, a backoff above 1 and a high probability can come out above 1 together.
        (cost.max(0), next)
    }
}
