//! Restoring whole documents: estimate the swap rate, decode, agree, decode again.

mod builder;
mod change;
mod choice;
mod decode;
mod evidence;
pub mod examples;
mod explanation;
mod piece;
mod sections;
mod segmentation;
mod surface;
mod worker;

pub use builder::{MIN_CONFIDENCE, RestorerBuilder};
pub use explanation::{CandidateCost, Explanation};
pub use worker::Worker;

use std::fmt;
use std::ops::Range;

use crate::channel::dialects::Dialects;
use crate::chooser::Chooser;
use crate::error::Error;
use crate::substitution::Substitution;
use crate::swaps::Dialect;

/// Fewest words on which a verdict is given.
pub const FEWEST_WORDS: usize = 20;

/// What a document looks like as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A spinner went over it, or over part of it.
    Spun,
    /// Nothing speaks for a spinner: not a byte is touched.
    Honest,
    /// Too few words to tell; not a byte is touched.
    TooShort,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Spun => "spun",
            Self::Honest => "honest",
            Self::TooShort => "too short",
        })
    }
}

/// How much of a document was spun, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// Words, numbers and symbols counted.
    pub words: usize,
    /// Share of the spinner's keys that were swapped, 0 to 1; 0 where nothing speaks for a spinner.
    pub swap_rate: f64,
    /// Log-likelihood ratio, spun at that rate against honest, in nats: of the words alone where they do not speak for a
    /// spinner, else summed over all readings. Where a text is to be restored, one that is surely honest is not read to its end: its
    /// ratio is then that of what was read, the most suspicious paragraphs. [`detect`](Restorer::detect) reads all.
    pub log_likelihood_ratio: f64,
    /// What follows from it.
    pub verdict: Verdict,
    /// The dialect in which most was swapped; `None` unless the verdict is [`Verdict::Spun`].
    pub dialect: Option<Dialect>,
}

/// A restored document.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The restored text.
    pub text: String,
    /// What was substituted, sorted by span, disjoint.
    pub substitutions: Vec<Substitution>,
    /// What the document looked like.
    pub detection: Detection,
}

/// What is chosen once for all documents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Substitutions below this posterior are not made.
    pub(crate) min_confidence: f64,
}

/// Everything that restoring needs, immutable and shared between threads; each thread takes a [`Worker`].
#[derive(Debug)]
pub struct Restorer {
    dialects: Dialects,
    chooser: Option<Chooser>,
    settings: Settings,
}

impl Restorer {
    /// The embedded language model and swap tables, with default settings.
    ///
    /// # Errors
    ///
    /// See [`RestorerBuilder::build`].
    pub fn embedded() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Chooses other parts.
    #[must_use]
    pub fn builder() -> RestorerBuilder {
        RestorerBuilder::default()
    }

    /// The reusable buffers of one thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker::new(self)
    }

    /// The substitutions that would restore `text`, sorted by span, disjoint; none for honest text.
    ///
    /// ```
    /// let restorer = unspin::Restorer::embedded()?;
    /// assert!(restorer.suggest("An honest line.").is_empty());
    /// # Ok::<(), unspin::Error>(())
    /// ```
    #[must_use]
    pub fn suggest(&self, text: &str) -> Vec<Substitution> {
        self.worker().suggest(text).0
    }

    /// `text` restored.
    ///
    /// ```
    /// let restorer = unspin::Restorer::embedded()?;
    /// let restored = restorer.restore("An honest line.");
    /// assert_eq!(restored.text, "An honest line.");
    /// # Ok::<(), unspin::Error>(())
    /// ```
    #[must_use]
    pub fn restore(&self, text: &str) -> Restored {
        self.worker().restore(text)
    }

    /// How much of `text` was spun, without decoding it.
    #[must_use]
    pub fn detect(&self, text: &str) -> Detection {
        self.worker().detect(text)
    }

    /// Every candidate with its cost terms, for the spun phrases that begin in the lines `lines` of `text`, counted from 0.
    #[must_use]
    pub fn explain(&self, text: &str, lines: Range<usize>) -> Vec<Explanation> {
        self.worker().explain(text, lines)
    }

    /// The dialects it tells apart, with what it knows of each.
    #[must_use]
    pub fn dialects(&self) -> &Dialects {
        &self.dialects
    }

    pub(crate) fn chooser(&self) -> Option<&Chooser> {
        self.chooser.as_ref()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }
}

#[cfg(test)]
mod tests;
