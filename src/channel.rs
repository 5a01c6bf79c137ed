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
pub mod lexicon;
pub(crate) mod near;
pub(crate) mod numbers;
pub mod parts;
pub mod spinner;
pub(crate) mod splitting;
pub mod swap_rate;
pub mod threshold;
pub mod vocabulary;

use std::sync::Arc;

use crate::language_model::{Cost, LanguageModel, WordId};
use crate::swaps::shipped::Shipped;
use crate::swaps::{OriginalId, SwapTable};

use lexicon::Lexicon;

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
    lexicon: Lexicon,
    /// Words of all originals, one after the other, as the language model knows them.
    pool: Vec<WordId>,
}

impl Channel {
    /// Joins a language model, which the channels of several dialects share, and a swap table.
    #[must_use]
    pub fn new(model: Arc<LanguageModel>, table: SwapTable) -> Self {
        let lexicon = Lexicon::new(&model, &table);
        Self::join(model, table, lexicon)
    }

    /// Joins the embedded language model and a table that ships with it, of which all is known already.
    #[must_use]
    pub fn shipped(embedded: Arc<LanguageModel>, shipped: &Shipped) -> Self {
        Self::join(embedded, shipped.table(), Lexicon::from_bytes(shipped.lexicon))
    }

    fn join(model: Arc<LanguageModel>, table: SwapTable, lexicon: Lexicon) -> Self {
        let pool = table.original_words().iter().map(|word| lexicon.words()[word.index()]).collect();
        Self { model, table, lexicon, pool }
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

    /// The words of the swap table.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The words of an original, as the language model knows them.
    #[must_use]
    pub fn words_of(&self, original: OriginalId) -> &[WordId] {
        &self.pool[self.table.place_of(original)]
    }
}

#[cfg(test)]
mod tests;
