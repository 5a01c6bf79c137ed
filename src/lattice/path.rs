//! The best path through a lattice (Viterbi 1967).

use super::weigh::scaled;
use super::{Arcs, Edge, Lattice, NONE};
use crate::language_model::Cost;

impl Lattice {
    /// Finds the best path under the costs of `arcs`, with the share of the language model at which they were last
    /// [weighed](Self::weigh).
    pub fn find_path(&mut self, arcs: &Arcs) {
        self.reach(arcs);
        let Self { edges, endings, reached, path, .. } = self;
        let ended = |&(node, closing): &(u32, Cost)| {
            reached[node as usize].0.saturating_add(scaled(closing, self.scores.share))
        };
        let Some(last) = endings.iter().min_by_key(|ending| ended(ending)) else { return };
        self.best = ended(last);
        path.clear();
        let mut edge = reached[last.0 as usize].1;
        while edge != NONE {
            let Edge { from, arc, .. } = edges[edge as usize];
            path.push(arc);
            edge = reached[from as usize].1;
        }
        path.reverse();
    }

    /// Finds the least cost of reaching each node, and the edge by which it is reached.
    pub(super) fn reach(&mut self, arcs: &Arcs) {
        let Self { places, edges, reached, scores, .. } = self;
        reached.clear();
        reached.resize(places.len(), (Cost::MAX, NONE));
        reached[0] = (0, NONE);
        for (edge, index) in edges.iter().zip(0..) {
            let arc = &arcs.arcs[edge.arc as usize];
            let cost = reached[edge.from as usize].0 + scaled(edge.words, scores.share) + arc.channel + arc.choice;
            let to = &mut reached[edge.to as usize];
            if cost < to.0 {
                *to = (cost, index);
            }
        }
    }
}
