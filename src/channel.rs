//! The noisy channel: what a spinner makes of an original, and at what probability.
//!
//! The only place that knows both tables, the swap table and the language model. The spinner walks over the original and,
//! at each longest phrase that it knows (a *key*), swaps it with the document's rate for one of its synonyms:
//!
//! ```text
//! P(spun | original) = product over keys:  ρ P(synonym | key)  if swapped,   1 - ρ P(swapped | key)  if left
//! ```
//!
//! where ρ is the document's [swap rate](swap_rate) as a share of the full rate at which the swap table was counted.

pub mod agreement;
pub mod candidates;
pub mod dialects;
pub mod document;
mod keep;
pub(crate) mod near;
pub(crate) mod numbers;
pub mod parts;
pub mod spinner;
pub(crate) mod splitting;
pub mod swap_rate;
pub mod threshold;
pub mod vocabulary;

use std::ops::Range;
use std::sync::Arc;

use crate::language_model::{Cost, LanguageModel, WordId, word_hash};
use crate::swaps::hashed::joined;
use crate::swaps::{OriginalId, SwapTable, TableWord};
use crate::text::{has_shape, normalise};

use swap_rate::Evidence;

/// Cost of something all but impossible: about e to the -14.
pub const IMPROBABLE: Cost = 14_000;

/// The cost of a probability in milli-nats, at most [`IMPROBABLE`].
///
/// ```
/// assert_eq!(unspin::channel::cost(1.0), 0);
/// assert_eq!(unspin::channel::cost(0.5), 693);
/// assert_eq!(unspin::channel::cost(0.0), unspin::channel::IMPROBABLE);
/// ```
#[must_use]
pub fn cost(probability: f64) -> Cost {
    let cost = probability.ln() * -1000.0;
    if cost < f64::from(IMPROBABLE) { (cost.max(0.0) + 0.5) as Cost } else { IMPROBABLE }
}

/// Both tables, joined: originals as language-model words, and the evidence of each word for the swap rate.
#[derive(Debug)]
pub struct Channel {
    model: Arc<LanguageModel>,
    table: SwapTable,
    /// Words of all originals, one after the other, as the language model knows them, and as the table does.
    pool: Vec<WordId>,
    table_pool: Vec<TableWord>,
    /// Where the words of each original end in `pool`.
    ends: Vec<u32>,
    /// Hash of the words of each original.
    hashes: Vec<u64>,
    evidence: Evidence,
}

impl Channel {
    /// Joins a language model, which the channels of several dialects share, and a swap table.
    #[must_use]
    pub fn new(model: Arc<LanguageModel>, table: SwapTable) -> Self {
        let mut model_words = vec![WordId::UNKNOWN; table.vocabulary_size()];
        for (hash, word) in table.word_hashes() {
            model_words[word.index()] = model.word_by_hash(hash);
        }
        let (mut pool, mut ends, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        let (mut hashes, mut shape) = (Vec::new(), String::new());
        for (_, original) in table.originals() {
            let mut phrase = None;
            original.for_each_word(|word| {
                let mut hash = word_hash(word);
                // Every word of an original stands in the table's vocabulary, and was looked up in the model before.
                let key = table.word_by_hash(hash);
                let mut in_model = model_words[key.index()];
                if has_shape(word) {
                    normalise(word, &mut shape);
                    hash = word_hash(&shape);
                    in_model = model.word_by_hash(hash);
                }
                phrase = Some(phrase.map_or(hash, |phrase| joined(phrase, hash)));
                pool.push(in_model);
                keys.push(key);
            });
            ends.push(pool.len() as u32);
            hashes.push(phrase.unwrap_or_default());
        }
        let evidence = Evidence::new([]);
        let mut channel = Self { model, table, pool, table_pool: keys, ends, hashes, evidence };
        channel.evidence = Evidence::new(channel.changes(&model_words));
        channel
    }

    /// The language model.
    #[must_use]
    pub fn model(&self) -> &LanguageModel {
        &self.model
    }

    /// The swap table.
    #[must_use]
    pub fn table(&self) -> &SwapTable {
        &self.table
    }

    /// What each word of the swap table says about the swap rate.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The words of an original, as the language model knows them.
    #[must_use]
    pub fn words_of(&self, original: OriginalId) -> &[WordId] {
        &self.pool[self.place_of(original)]
    }

    /// The words of an original, as the swap table knows them.
    #[must_use]
    pub fn table_words_of(&self, original: OriginalId) -> &[TableWord] {
        &self.table_pool[self.place_of(original)]
    }

    fn place_of(&self, original: OriginalId) -> Range<usize> {
        let index = original.index();
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        start..self.ends[index] as usize
    }

    /// The hash of the words of an original; of one word, the [hash](word_hash) of that.
    #[must_use]
    pub fn hash_of(&self, original: OriginalId) -> u64 {
        self.hashes[original.index()]
    }

    /// Change of the frequency of each swap-table word at full rate, relative to its honest frequency: c(w) of [`swap_rate`].
    ///
    /// `model_words` are the table's words as the model knows them.
    fn changes(&self, model_words: &[WordId]) -> Vec<f64> {
        let honest: Vec<f64> = model_words.iter().map(|&id| self.model.frequency(id)).collect();
        let mut change = vec![0.0; model_words.len()];
        let mut frequencies = Vec::with_capacity(self.ends.len());
        let mut start = 0;
        for ((_, original), &end) in self.table.originals().zip(&self.ends) {
            let frequency = self.frequency(&self.pool[start..end as usize]);
            let lost = frequency * f64::from(original.swapped);
            for word in &self.table_pool[start..end as usize] {
                change[word.index()] -= lost;
            }
            frequencies.push(frequency);
            start = end as usize;
        }
        self.table.for_each_spun_phrase(|phrase, postings| {
            let gained: f64 = postings.iter().map(|p| frequencies[p.original.index()] * f64::from(p.weight)).sum();
            for word in phrase {
                change[word.index()] += gained;
            }
        });
        change.iter().zip(&honest).map(|(change, honest)| change / honest).collect()
    }

    /// Relative frequency of a phrase in honest text.
    fn frequency(&self, phrase: &[WordId]) -> f64 {
        let Some((&first, rest)) = phrase.split_first() else { return 0.0 };
        let (_, mut context) = self.model.score(&self.model.empty(), first);
        let mut frequency = self.model.frequency(first);
        for &word in rest {
            let (cost, next) = self.model.score(&context, word);
            frequency *= (-f64::from(cost) / 1000.0).exp();
            context = next;
        }
        frequency
    }
}

#[cfg(test)]
mod tests;
