//! The language model: how probable a word is after the words before it.
//!
//! Separate from everything else because decoding asks it one question, millions of times a second, and nothing else:
//! [`LanguageModel::score`] (for many words, [`Scorer`]) takes a context and a word and gives the word's cost and the next context. Two paths whose
//! contexts are equal will be scored alike for ever after, so a decoder may merge them.
//!
//! | form | made by | used for |
//! |---|---|---|
//! | compiled: quantised hash tables in one slice of bytes | [`Model::compile`] | [`LanguageModel`], decoding |
//! | reference: a plain map of exact probabilities | [`Model::reference`], [`Reference::read_arpa`] | tests, perplexity |
//! | ARPA text | [`Model::write_arpa`] | other programs |
//!
//! Training: [`Trainer`] reads text into a [vocabulary], [sorts](external_sort) its n-grams,
//! [counts] and [smooths](kneser_ney) them by modified Kneser-Ney, and [prunes](prune) them to a size.
//!
//! ```
//! use std::path::Path;
//! use unspin::language_model::{LanguageModel, Options, Trainer};
//!
//! let scratch = || tempfile::tempfile();
//! let options = Options { min_count: 1, cutoffs: vec![0], ..Options::default() };
//! let mut trainer = Trainer::new(options, &scratch)?;
//! trainer.read(Path::new("in memory"), "the cat sat on the mat\nthe cat saw the dog".as_bytes())?;
//! let model = LanguageModel::open(trainer.train()?.compile())?;
//!
//! let (_, after_the) = model.score(&model.begin(), model.word("the"));
//! let (cat, _) = model.score(&after_the, model.word("cat"));
//! let (mat, _) = model.score(&after_the, model.word("mat"));
//! assert!(cat < mat);
//! # Ok::<(), unspin::Error>(())
//! ```

pub mod arpa;
pub mod compile;
pub mod compiled;
pub mod context;
pub mod counts;
pub mod external_sort;
mod format;
pub mod kneser_ney;
pub mod ngrams;
pub mod perplexity;
pub mod prune;
mod quantise;
pub mod reference;
pub mod scorer;
mod table;
#[cfg(test)]
mod tests;
pub mod trainer;
pub mod vocabulary;
mod words;

pub use compiled::LanguageModel;
pub use context::Context;
pub use perplexity::Perplexity;
pub use reference::Reference;
pub use scorer::{Scorer, Unigram};
pub use trainer::{Model, Options, Stage, Trainer};
pub use words::{Cost, MAX_ORDER, WordId, word_hash};
