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
    /// The same by node.
    floor_at: Vec<Cost>,
    forward: Vec<f64>,
    backward: Vec<f64>,
    /// Cost of each edge.
    costs: Vec<Cost>,
    /// Scaled probability of each edge, then its posterior.
    weights: Vec<f64>,
}

impl Lattice {
    /// Finds the best path and the posteriors under the costs of `arcs`: the arcs the lattice was built from, their costs perhaps
    /// changed since. `share` multiplies the costs of the language model, in 1024ths, but not those of channel and choice.
    pub fn weigh(&mut self, arcs: &Arcs, share: Cost) {
        let Self { places, endings, endings_scaled, edges, length, scores, .. } = self;
        endings_scaled.clear();
        endings_scaled.extend(endings.iter().map(|&(node, closing)| (node, scaled(closing, share))));
        let endings = &*endings_scaled;
        scores.costs.clear();
        scores.costs.extend(edges.iter().map(|edge| {
            let arc = &arcs.arcs[edge.arc as usize];
            scaled(edge.words, share) + arc.channel + arc.choice
        }));
        scores.viterbi(places, edges, *length);
        scores.trace(edges, endings);
        let total = scores.sum_forward(places, edges, endings);
        scores.sum_backward(edges, endings, total);
        scores.posteriors.clear();
        scores.posteriors.resize(arcs.arcs.len(), 0.0);
        for (edge, passing) in edges.iter().zip(&scores.weights) {
            scores.posteriors[edge.arc as usize] += passing;
        }
        let end = *scores.floor.last().unwrap_or(&0);
        scores.log_probability = total.ln() - f64::from(end) / 1000.0;
    }

    /// How much likelier `path` gets, in nats, when the share of the language model's costs rises by one: its mean cost over all paths,
    /// as they were last weighed, less that of `path`, arcs that lead from the first place to the last. `None` where no such path is in
    /// the lattice.
    #[must_use]
    pub fn language_model_gradient(&self, path: &[u32]) -> Option<f64> {
        let Self { edges, endings, endings_scaled, scores, .. } = self;
        let (mut node, mut cost, mut behind) = (0, 0, edges.iter());
        for &arc in path {
            let edge = behind.find(|edge| edge.from == node && edge.arc == arc)?;
            cost += edge.words;
            node = edge.to;
        }
        cost += endings.iter().find(|&&(last, _)| last == node)?.1;
        let within = edges.iter().zip(&scores.weights).map(|(edge, passing)| passing * f64::from(edge.words));
        let reached: Vec<f64> = endings_scaled
            .iter()
            .map(|&(node, closing)| scores.forward[node as usize] * exponential(closing))
            .collect();
        let total: f64 = reached.iter().sum();
        let closing = endings.iter().zip(&reached).map(|(&(_, closing), reached)| reached / total * f64::from(closing));
        Some((within.sum::<f64>() + closing.sum::<f64>() - f64::from(cost)) / 1000.0)
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
    fn viterbi(&mut self, places: &[u32], edges: &[Edge], length: usize) {
        self.best.clear();
        self.best.resize(places.len(), (Cost::MAX, NONE));
        self.floor.clear();
        self.floor.resize(length + 1, Cost::MAX);
        self.best[0] = (0, NONE);
        self.floor[0] = 0;
        for ((edge, cost), index) in edges.iter().zip(&self.costs).zip(0..) {
            let reached = self.best[edge.from as usize].0 + cost;
            let to = edge.to as usize;
            if reached < self.best[to].0 {
                self.best[to] = (reached, index);
                let floor = &mut self.floor[places[to] as usize];
                *floor = (*floor).min(reached);
            }
        }
    }

    /// Sums up what reaches each node, and weighs the edges; returns what reaches the end.
    fn sum_forward(&mut self, places: &[u32], edges: &[Edge], endings: &[(u32, Cost)]) -> f64 {
        let Self { floor, floor_at, forward, weights, costs, .. } = self;
        floor_at.clear();
        floor_at.extend(places.iter().map(|&place| floor[place as usize]));
        forward.clear();
        forward.resize(places.len(), 0.0);
        forward[0] = 1.0;
        weights.clear();
        let exponentials = &*EXPONENTIALS;
        weights.extend(edges.iter().zip(&*costs).map(|(&Edge { from, to, .. }, cost)| {
            let (from, to) = (from as usize, to as usize);
            let weight = exponentials.of(cost + floor_at[from] - floor_at[to]);
            forward[to] += forward[from] * weight;
            weight
        }));
        endings.iter().map(|&(node, closing)| forward[node as usize] * exponential(closing)).sum()
    }

    /// Sums up what each node can still reach; what is left of the weights is the share of `total` that passes each edge.
    fn sum_backward(&mut self, edges: &[Edge], endings: &[(u32, Cost)], total: f64) {
        let Self { forward, backward, weights, .. } = self;
        backward.clear();
        backward.resize(forward.len(), 0.0);
        for &(node, closing) in endings {
            backward[node as usize] = exponential(closing) / total;
        }
        for (&Edge { from, to, .. }, weight) in edges.iter().zip(&mut *weights).rev() {
            let behind = *weight * backward[to as usize];
            backward[from as usize] += behind;
            *weight = forward[from as usize] * behind;
        }
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
