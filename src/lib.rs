//! Undo machine article spinning.
#![deny(missing_docs)]

pub mod channel;
pub mod corpus;
pub mod error;
pub mod evaluation;
pub mod language_model;
pub mod lattice;
pub mod restorer;
pub mod review;
pub mod substitution;
pub mod swaps;
pub mod text;

pub use error::Error;
pub use substitution::{Substitution, apply};
