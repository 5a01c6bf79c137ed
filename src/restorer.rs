//! A stand-in with the restorer's interface that restores nothing.

use crate::{Error, Substitution};

/// Shared and immutable.
pub struct Restorer;

/// One per thread.
pub struct Worker;

/// A restored text.
pub struct Restored {
    /// The text.
    pub text: String,
    /// What was done to it.
    pub substitutions: Vec<Substitution>,
}

impl Restorer {
    /// With the embedded tables.
    ///
    /// # Errors
    ///
    /// When they are damaged.
    pub fn embedded() -> Result<Self, Error> {
        Ok(Restorer)
    }

    /// A worker.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker
    }
}

impl Worker {
    /// Restores `text`.
    pub fn restore(&mut self, text: &str) -> Restored {
        Restored { text: text.to_owned(), substitutions: Vec::new() }
    }
}
