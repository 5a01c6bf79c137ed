//! Undo machine article spinning.
//!
//! A content spinner takes a published article and swaps words and phrases for synonyms, usually wrong in context, so that
//! copies escape duplicate detection. This crate restores the most probable original words, leaves honest prose byte for
//! byte alone, and tells every substitution with its confidence.
//!
//! ```
//! let restorer = unspin::Restorer::embedded()?;
//!
//! // Three verbs: what would be substituted, the text with substitutions made, or both at once.
//! let text = "Whatever stood here before, nobody swapped a word of it.";
//! let substitutions = restorer.suggest(text);
//! assert_eq!(unspin::apply(text, &substitutions), text);
//! assert_eq!(restorer.restore(text).substitutions, substitutions);
//! # Ok::<(), unspin::Error>(())
//! ```
//!
//! # The pipeline
//!
//! A noisy channel: the original was written by a person, so a language model scores it; a spinner then swapped phrases of
//! it at a certain rate, which a swap table scores. What is sought is the original that makes both most probable.
//!
//! 1. [`text`] cuts the document into tokens and pieces.
//! 2. [`channel::swap_rate`] estimates by maximum likelihood how much of the document was spun. Where nothing speaks for a
//!    spinner the work ends here, and not a byte is touched.
//! 3. [`channel::candidates`] looks up in the [swap table](swaps), at each word, every spun phrase that begins there and adds
//!    its originals beside "leave it".
//! 4. [`lattice`] finds the best path through them under the [language model](language_model), and the posterior of each.
//! 5. [`channel::agreement`] lets the occurrences of a key within the document agree, and the lattice is searched again.
//! 6. [`chooser`] asks the surroundings of each place that is still open.
//! 7. [`restorer`] makes [substitutions](substitution) of what is confident enough, in the casing and punctuation of the text;
//!    [`apply`] splices them in.
//!
//! Beside the pipeline: [`evaluation`] measures it, [`corpus`] reads and writes files, [`review`] keeps substitutions for
//! people to judge.
#![deny(missing_docs)]

pub mod channel;
pub mod chooser;
pub mod corpus;
pub mod error;
pub mod evaluation;
pub mod language_model;
pub mod lattice;
mod memory;
pub mod restorer;
pub mod review;
pub mod substitution;
pub mod swaps;
pub mod text;

pub use error::Error;
pub use restorer::{Restored, Restorer};
pub use substitution::{Substitution, apply};
