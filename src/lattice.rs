//! The lattice over the words of one piece: candidates to best path and posteriors.
//!
//! A node is a place between two words together with a language-model context; an edge reads one word as it stands, or one
//! spun phrase as one original. Paths merge exactly where their contexts are equal, and none is ever dropped, so the search is
//! exact; costs are integers.
//!
//! [`Lattice::build`] asks the language model once about every edge. [`Lattice::weigh`] then finds the posteriors under the channel's
//! costs, and can be called again when those have changed; [`Lattice::find_path`] finds the best path.

mod build;
mod path;
mod weigh;

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
    /// Cost beside the noisy channel, milli-nats; below 0 where it speaks for the arc.
    pub choice: Cost,
}

/// The arcs of a piece, ordered by `start`, and the words they stand for.
#[derive(Clone, Debug, Default)]
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

    /// Adds an arc over `start..end` that reads as `words`, one at least, at the channel cost `channel`.
    pub fn push(&mut self, start: usize, end: usize, words: &[WordId], channel: Cost) {
        let first = self.pool.len() as u32;
        // One word mostly, which a loop copies faster.
        words.iter().for_each(|&word| self.pool.push(word));
        let words = (first, self.pool.len() as u32);
        self.arcs.push(Arc { start: start as u32, end: end as u32, words, channel, choice: 0 });
    }

    /// The words that an arc stands for.
    #[must_use]
    pub fn words(&self, arc: &Arc) -> &[WordId] {
        &self.pool[arc.words.0 as usize..arc.words.1 as usize]
    }
}

const NONE: u32 = u32::MAX;

/// Nodes and edges of one piece, the best path through them and the posterior of each arc; reusable from piece to piece.
#[derive(Debug, Default)]
pub struct Lattice {
    /// Place of each node.
    places: Vec<u32>,
    /// Cost of ending the piece in each node of the last place, by node.
    endings: Vec<(u32, Cost)>,
    /// Ordered by the place they begin at: an edge comes behind all edges that lead to its beginning.
    edges: Vec<Edge>,
    /// Least cost of the language model for each arc, whatever the context.
    least: Vec<Cost>,
    /// Number of words.
    length: usize,
    /// Cost of the language model for the words as they stand.
    plain: Cost,
    builder: build::Builder,
    scores: weigh::Scores,
    /// Least cost of reaching each node, and the edge by which it is reached.
    reached: Vec<(Cost, u32)>,
    /// The best path and its cost.
    path: Vec<u32>,
    best: Cost,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    arc: u32,
    /// Cost of the language model, weighted.
    words: Cost,
}

impl Lattice {
    /// The arcs of the [best path](Self::find_path), in order.
    #[must_use]
    pub fn path(&self) -> &[u32] {
        &self.path
    }

    /// Cost of that path, milli-nats.
    #[must_use]
    pub fn best(&self) -> Cost {
        self.best
    }

    /// Cost of the language model for the path that takes the first arc everywhere, the words as they stand; milli-nats.
    #[must_use]
    pub fn plain(&self) -> Cost {
        self.plain
    }

    /// Log-probability of the piece summed over all paths, nats.
    #[must_use]
    pub fn log_probability(&self) -> f64 {
        self.scores.log_probability
    }

    /// Posterior probability of each arc, 0 to 1, in the order the arcs were given.
    #[must_use]
    pub fn posteriors(&self) -> &[f64] {
        &self.scores.posteriors
    }
}

#[cfg(test)]
mod tests;
