//! The lattice over the words of one piece: candidates to best path and posteriors.
//!
//! Node: a place between two words together with a language-model context. Edge: one word copied, or one spun phrase read
//! as one original. Paths merge exactly where their contexts are equal, so the search is exact; costs are integers.

mod search;

pub use search::{Lattice, NODE_LIMIT};

use crate::language_model::{Cost, WordId};

/// One way to read the words `start..end` of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// First word read.
    pub start: u32,
    /// Behind the last word read.
    pub end: u32,
    /// The words that the original had there: a range of the word pool given with the arcs.
    pub words: (u32, u32),
    /// Cost of the channel, milli-nats.
    pub channel: Cost,
}

/// The arcs of a piece, ordered by `start`, and the words they stand for.
#[derive(Debug, Default)]
pub struct Arcs {
    /// The arcs.
    pub arcs: Vec<Arc>,
    /// What their `words` point into.
    pub pool: Vec<WordId>,
    /// Number of words of the piece.
    pub length: u32,
}

impl Arcs {
    /// Forgets all arcs; the piece has `length` words.
    pub fn reset(&mut self, length: usize) {
        self.arcs.clear();
        self.pool.clear();
        self.length = length as u32;
    }

    /// Adds an arc over `start..end` that reads as `words` at the channel cost `channel`.
    pub fn push(&mut self, start: usize, end: usize, words: &[WordId], channel: Cost) {
        let first = self.pool.len() as u32;
        self.pool.extend_from_slice(words);
        self.arcs.push(Arc { start: start as u32, end: end as u32, words: (first, self.pool.len() as u32), channel });
    }

    /// The words that an arc stands for.
    #[must_use]
    pub fn words(&self, arc: &Arc) -> &[WordId] {
        &self.pool[arc.words.0 as usize..arc.words.1 as usize]
    }
}
