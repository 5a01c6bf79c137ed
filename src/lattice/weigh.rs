//! Weighing: posteriors by forward-backward sums over the edges of a built lattice.
//!
//! The sums are kept as plain numbers, scaled at each place by a lower bound of the cost of reaching it, so that nothing overflows and
//! nothing underflows but what is negligible. What an edge weighs is the product of a part of its own, which changes with the share
//! of the language model only, and of one that it has in common with all edges of its arc.

use std::sync::LazyLock;

use super::{Arcs, Edge, Lattice};
use crate::language_model::Cost;

/// What weighing finds out, and what it needs for that.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// The share of the language model's costs, in 1024ths.
    pub(super) share: Cost,
    pub(super) log_probability: f64,
    pub(super) posteriors: Vec<f64>,
    /// Probability of the words of each edge at that share, relative to the likeliest edge of its arc.
    likelihoods: Vec<f64>,
    /// Lower bound of the cost of reaching each place.
    floors: Vec<Cost>,
    /// Probability of each arc at its likeliest, scaled.
    factors: Vec<f64>,
    /// Scaled probabilities of reaching each node from the beginning, and the end from it.
    forward: Vec<f64>,
    backward: Vec<f64>,
    /// Probability of ending in each node of the last place.
    closing: Vec<f64>,
    /// The share of all paths that passes each edge.
    passing: Vec<f64>,
}

impl Lattice {
    /// Finds the posteriors under the costs of `arcs`: the arcs the lattice was built from, their costs perhaps changed since. `share`
    /// multiplies the costs of the language model, in 1024ths, but not those of channel and choice.
    pub fn weigh(&mut self, arcs: &Arcs, share: Cost) {
        if self.scores.share != share {
            self.scores.find_likelihoods(&self.edges, &self.least, share);
        }
        self.scores.find_floors(arcs, &self.least, self.length);
        if !self.sum(arcs) {
            // Real text keeps far from this: the bound missed the cost by half a nat for each of a thousand words.
            self.find_exact_floors(arcs);
            self.sum(arcs);
        }
    }

    /// Sums up forwards and backwards; false if the sums left the range of numbers.
    pub(super) fn sum(&mut self, arcs: &Arcs) -> bool {
        let Self { edges, endings, scores, .. } = self;
        scores.find_factors(arcs, &self.least);
        scores.sum_forward(edges, self.places.len());
        scores.closing.clear();
        scores.closing.extend(endings.iter().map(|&(_, closing)| exponential(scaled(closing, scores.share))));
        let reached = endings.iter().map(|&(node, _)| scores.forward[node as usize]);
        let total: f64 = reached.zip(&scores.closing).map(|(reached, closing)| reached * closing).sum();
        if !total.is_normal() {
            return false;
        }
        scores.backward.clear();
        scores.backward.resize(self.places.len(), 0.0);
        for (&(node, _), closing) in endings.iter().zip(&scores.closing) {
            scores.backward[node as usize] = closing / total;
        }
        scores.sum_backward(edges);
        scores.posteriors.clear();
        scores.posteriors.resize(arcs.arcs.len(), 0.0);
        for (edge, passing) in edges.iter().zip(&scores.passing) {
            scores.posteriors[edge.arc as usize] += passing;
        }
        scores.log_probability = total.ln() - f64::from(scores.floors[self.length]) / 1000.0;
        true
    }

    /// Leaves out of what follows the arcs whose posterior, as they were last weighed, is below `least`, but for those that `stay`; and
    /// the edges that begin where no other leads any more. Those of the first arc at each place should stay, so that paths remain.
    pub fn prune(&mut self, least: f64, stays: impl Fn(usize) -> bool) {
        let Self { places, edges, scores: Scores { posteriors, likelihoods, forward, .. }, .. } = self;
        // From here on only whether a node can be reached.
        forward.clear();
        forward.resize(places.len(), 0.0);
        forward[0] = 1.0;
        let mut kept = 0;
        for index in 0..edges.len() {
            let edge = edges[index];
            let arc = edge.arc as usize;
            if forward[edge.from as usize] > 0.0 && (posteriors[arc] >= least || stays(arc)) {
                forward[edge.to as usize] = 1.0;
                (edges[kept], likelihoods[kept]) = (edge, likelihoods[index]);
                kept += 1;
            }
        }
        edges.truncate(kept);
        likelihoods.truncate(kept);
    }

    /// Replaces the bounds by the costs themselves.
    pub(super) fn find_exact_floors(&mut self, arcs: &Arcs) {
        self.reach(arcs);
        self.scores.floors.fill(Cost::MAX);
        for (&place, &(cost, _)) in self.places.iter().zip(&self.reached) {
            let floor = &mut self.scores.floors[place as usize];
            *floor = (*floor).min(cost);
        }
    }

    /// How much likelier `path` gets, in nats, when the share of the language model's costs rises by one: its mean cost over all paths,
    /// as they were last weighed, less that of `path`, arcs that lead from the first place to the last. `None` where no such path is in
    /// the lattice.
    #[must_use]
    pub fn language_model_gradient(&self, path: &[u32]) -> Option<f64> {
        let Self { edges, endings, scores, .. } = self;
        let (mut node, mut cost, mut behind) = (0, 0, edges.iter());
        for &arc in path {
            let edge = behind.find(|edge| edge.from == node && edge.arc == arc)?;
            cost += edge.words;
            node = edge.to;
        }
        cost += endings.iter().find(|&&(last, _)| last == node)?.1;
        let within = edges.iter().zip(&scores.passing).map(|(edge, passing)| passing * f64::from(edge.words));
        let closing = endings.iter().map(|&(node, closing)| {
            let ended = scores.forward[node as usize] * scores.backward[node as usize];
            ended * f64::from(closing)
        });
        Some((within.sum::<f64>() + closing.sum::<f64>() - f64::from(cost)) / 1000.0)
    }
}

impl Scores {
    /// Forgets what belongs to the edges of another lattice.
    pub(super) fn forget(&mut self) {
        self.share = 0;
    }

    fn find_likelihoods(&mut self, edges: &[Edge], least: &[Cost], share: Cost) {
        self.share = share;
        let exponentials = &*EXPONENTIALS;
        self.likelihoods.clear();
        self.likelihoods.extend(
            edges
                .iter()
                .map(|edge| exponentials.of(scaled(edge.words, share) - scaled(least[edge.arc as usize], share))),
        );
    }

    /// Bounds by the arcs alone, as if each came behind the context that suits it best.
    fn find_floors(&mut self, arcs: &Arcs, least: &[Cost], length: usize) {
        self.floors.clear();
        self.floors.resize(length + 1, Cost::MAX);
        self.floors[0] = 0;
        for (arc, &least) in arcs.arcs.iter().zip(least) {
            let reached = self.floors[arc.start as usize] + scaled(least, self.share) + arc.channel + arc.choice;
            let floor = &mut self.floors[arc.end as usize];
            *floor = (*floor).min(reached);
        }
    }

    fn find_factors(&mut self, arcs: &Arcs, least: &[Cost]) {
        let Self { factors, floors, share, .. } = self;
        let exponentials = &*EXPONENTIALS;
        factors.clear();
        factors.extend(arcs.arcs.iter().zip(least).map(|(arc, &least)| {
            let cost = scaled(least, *share) + arc.channel + arc.choice;
            exponentials.of(cost + floors[arc.start as usize] - floors[arc.end as usize])
        }));
    }

    /// Sums up what reaches each of so many nodes.
    fn sum_forward(&mut self, edges: &[Edge], nodes: usize) {
        let Self { forward, passing, likelihoods, factors, .. } = self;
        forward.clear();
        forward.resize(nodes, 0.0);
        forward[0] = 1.0;
        passing.clear();
        passing.extend(edges.iter().zip(&*likelihoods).map(|(&Edge { from, to, arc, .. }, likelihood)| {
            let weight = likelihood * factors[arc as usize];
            forward[to as usize] += forward[from as usize] * weight;
            weight
        }));
    }

    /// Sums up what each node can still reach; what is left of the weights is the share that passes each edge.
    fn sum_backward(&mut self, edges: &[Edge]) {
        let Self { forward, backward, passing, .. } = self;
        for (&Edge { from, to, .. }, weight) in edges.iter().zip(passing).rev() {
            let behind = *weight * backward[to as usize];
            backward[from as usize] += behind;
            *weight = forward[from as usize] * behind;
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
