//! Bytes to words: tokens with byte spans, their normal form, their casing, and sentence ends; and the inflected forms of words.
//!
//! Separate from everything else because the language model, the swap tables and the lattice must cut a text into exactly
//! the same words: a token that one of them sees and another does not could never be restored.

pub mod casing;
pub mod inflection;
pub mod normal_form;
pub mod sentences;
pub mod tokens;

pub use casing::Casing;
pub(crate) use normal_form::has_shape;
pub use normal_form::{normalise, normalise_with_digits};
pub use sentences::{Bounds, Pieces};
pub use tokens::{Kind, Token, Tokens, tokens};
