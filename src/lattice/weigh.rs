//! Weighing: best path by Viterbi, posteriors by forward-backward sums, over the edges of a built lattice.
//!
//! The sums are kept as plain numbers, scaled at each place by the least cost of reaching it, so that nothing underflows but what
//! is negligible beside the best path.

use std::sync::LazyLock;

use super::{Arcs, Edge, Lattice, NONE};
use crate::language_model::Cost;

/// What weighing finds out.
#[derive(Debug, Default)]
pub(super) struct Scores {
    pub(super) path: Vec<u32>,
    pub(super) total: Cost,
    pub(super) log_probability: f64,
    pub(super) posteriors: Vec<f64>,
    /// Least cost of reaching each node, and the edge by which it is reached.
    best: Vec<(Cost, u32)>,
    /// Least cost of reaching each place.
    floor: Vec<Cost>,
    forward: Vec<f64>,
    backward: Vec<f64>,
    /// Scaled probability of each edge.
    weights: Vec<f64>,
}

impl Lattice {
    /// Finds the best path and the posteriors under the costs of `arcs`: the arcs the lattice was built from, their costs perhaps
    /// changed since. `share` multiplies the costs of language model and channel, in 1024ths, but not those of choice.
    pub fn weigh(&mut self, arcs: &Arcs, share: Cost) {
        let Self { places, endings, endings_scaled, edges, length, scores, .. } = self;
        let cost = |edge: &Edge| {
            let arc = &arcs.arcs[edge.arc as usize];
            scaled(edge.words + arc.channel, share) + arc.choice
        };
        endings_scaled.clear();
        endings_scaled.extend(endings.iter().map(|&(node, closing)| (node, scaled(closing, share))));
        let endings = &*endings_scaled;
        scores.viterbi(places, edges, *length, cost);
        scores.sum(places, edges, endings, cost);
        scores.trace(edges, endings);
        scores.posteriors.clear();
        scores.posteriors.resize(arcs.arcs.len(), 0.0);
        let total = scores.forward_total(endings);
        let end = *scores.floor.last().unwrap_or(&0);
        scores.log_probability = total.ln() - f64::from(end) / 1000.0;
        for (edge, weight) in edges.iter().zip(&scores.weights) {
            scores.posteriors[edge.arc as usize] +=
                scores.forward[edge.from as usize] * weight * scores.backward[edge.to as usize] / total;
        }
    }
}

/// `cost` times `share` 1024ths.
#[inline]
pub(super) fn scaled(cost: Cost, share: Cost) -> Cost {
    ((i64::from(cost) * i64::from(share)) >> 10) as Cost
}

/// Exponentials of the costs that occur, as products: of a cost's higher bits and of its [`FINE`] lower ones.
struct Exponentials {
    coarse: [f64; 256],
    fine: [f64; 1 << FINE],
}

const FINE: usize = 7;

static EXPONENTIALS: LazyLock<Exponentials> = LazyLock::new(|| Exponentials {
    coarse: std::array::from_fn(|i| exponential((i << FINE) as Cost)),
    fine: std::array::from_fn(|i| exponential(i as Cost)),
});

fn exponential(cost: Cost) -> f64 {
    (-f64::from(cost) / 1000.0).exp()
}

impl Exponentials {
    /// e to the minus `cost` milli-nats.
    #[inline]
    fn of(&self, cost: Cost) -> f64 {
        match self.coarse.get((cost >> FINE) as usize) {
            Some(coarse) => coarse * self.fine[cost as usize % self.fine.len()],
            None => exponential(cost),
        }
    }
}

impl Scores {
    fn viterbi(&mut self, places: &[u32], edges: &[Edge], length: usize, cost: impl Fn(&Edge) -> Cost) {
        self.best.clear();
        self.best.resize(places.len(), (Cost::MAX, NONE));
        self.floor.clear();
        self.floor.resize(length + 1, Cost::MAX);
        self.best[0] = (0, NONE);
        self.floor[0] = 0;
        for (edge, index) in edges.iter().zip(0..) {
            let reached = self.best[edge.from as usize].0 + cost(edge);
            let to = edge.to as usize;
            if reached < self.best[to].0 {
                self.best[to] = (reached, index);
                let floor = &mut self.floor[places[to] as usize];
                *floor = (*floor).min(reached);
            }
        }
    }

    fn sum(&mut self, places: &[u32], edges: &[Edge], endings: &[(u32, Cost)], cost: impl Fn(&Edge) -> Cost) {
        let floor_at = |floor: &[Cost], node: u32| floor[places[node as usize] as usize];
        self.forward.clear();
        self.forward.resize(places.len(), 0.0);
        self.forward[0] = 1.0;
        self.weights.clear();
        let exponentials = &*EXPONENTIALS;
        for edge in edges {
            let scaled = cost(edge) + floor_at(&self.floor, edge.from) - floor_at(&self.floor, edge.to);
            let weight = exponentials.of(scaled);
            self.weights.push(weight);
            self.forward[edge.to as usize] += self.forward[edge.from as usize] * weight;
        }
        self.backward.clear();
        self.backward.resize(places.len(), 0.0);
        for &(node, closing) in endings {
            self.backward[node as usize] = exponential(closing);
        }
        for (edge, weight) in edges.iter().zip(&self.weights).rev() {
            self.backward[edge.from as usize] += self.backward[edge.to as usize] * weight;
        }
    }

    fn forward_total(&self, endings: &[(u32, Cost)]) -> f64 {
        endings.iter().map(|&(node, closing)| self.forward[node as usize] * exponential(closing)).sum()
    }

    fn trace(&mut self, edges: &[Edge], endings: &[(u32, Cost)]) {
        let ended = |&(node, closing): &(u32, Cost)| self.best[node as usize].0.saturating_add(closing);
        let Some(last) = endings.iter().min_by_key(|ending| ended(ending)) else { return };
        self.total = ended(last);
        self.path.clear();
        let mut edge = self.best[last.0 as usize].1;
        while edge != NONE {
            let Edge { from, arc, .. } = edges[edge as usize];
            self.path.push(arc);
            edge = self.best[from as usize].1;
        }
        self.path.reverse();
    }
}
