//! Exact search: best path by Viterbi, posteriors by forward-backward sums over the same edges.

use super::Arcs;
use crate::language_model::{Context, Cost, LanguageModel, WordId};

/// Most contexts kept at one place; the cheapest stay. Real tables stay far below (see the tests), so that the search is exact;
/// a hostile table cannot make it slow.
pub const NODE_LIMIT: usize = 256;

const NONE: u32 = u32::MAX;

#[derive(Clone, Debug)]
struct Node {
    context: Context,
    /// Least cost from the beginning.
    best: Cost,
    /// Edge by which the least cost came in.
    edge: u32,
    /// Log of the summed probability from the beginning, nats; and to the end.
    forward: f64,
    backward: f64,
    /// Next node at the same place.
    next: u32,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    arc: u32,
    cost: Cost,
}

/// Search state, reusable from piece to piece.
#[derive(Debug, Default)]
pub struct Lattice {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// First node and number of nodes at each place.
    places: Vec<(u32, u32)>,
    path: Vec<u32>,
    posteriors: Vec<f64>,
    best: Cost,
    total: f64,
}

impl Lattice {
    /// Searches the lattice of `arcs` from `begin`; with `end`, the piece must end in the end-of-sentence word.
    ///
    /// `emphasis` multiplies the language model's costs, in 1024ths. Every place must be reachable: there is always an arc
    /// that copies one word.
    pub fn search(&mut self, model: &LanguageModel, arcs: &Arcs, begin: Context, end: Option<WordId>, emphasis: Cost) {
        let length = arcs.length as usize;
        self.nodes.clear();
        self.edges.clear();
        self.places.clear();
        self.places.resize(length + 1, (NONE, 0));
        self.arrive(0, begin, 0, 0.0, NONE);
        let mut first = 0;
        for place in 0..length {
            let here = arcs.arcs[first..].iter().take_while(|arc| arc.start as usize == place).count();
            self.limit(place);
            let mut node = self.places[place].0;
            while node != NONE {
                let from = &self.nodes[node as usize];
                let (context, best, forward, next) = (from.context, from.best, from.forward, from.next);
                for index in first..first + here {
                    let arc = arcs.arcs[index];
                    let mut after = context;
                    let mut words: Cost = 0;
                    for &word in arcs.words(&arc) {
                        let (cost, next) = model.score(&after, word);
                        words += cost;
                        after = next;
                    }
                    let cost = arc.channel + emphasised(words, emphasis);
                    let edge = self.edges.len() as u32;
                    let to = self.arrive(arc.end as usize, after, best + cost, forward - nats(cost), edge);
                    self.edges.push(Edge { from: node, to, arc: index as u32, cost });
                }
                node = next;
            }
            first += here;
        }
        self.finish(model, length, end, emphasis, arcs.arcs.len());
    }

    /// The arcs of the best path, in order.
    #[must_use]
    pub fn path(&self) -> &[u32] {
        &self.path
    }

    /// Cost of the best path, milli-nats.
    #[must_use]
    pub fn best(&self) -> Cost {
        self.best
    }

    /// Log-probability of the piece summed over all paths, nats.
    #[must_use]
    pub fn log_probability(&self) -> f64 {
        self.total
    }

    /// Posterior probability of each arc, 0 to 1, in the order the arcs were given.
    #[must_use]
    pub fn posteriors(&self) -> &[f64] {
        &self.posteriors
    }

    /// A path of cost `best` and log-probability `forward` comes to `place` in `context` by `edge`.
    fn arrive(&mut self, place: usize, context: Context, best: Cost, forward: f64, edge: u32) -> u32 {
        let (head, count) = self.places[place];
        let mut at = head;
        while at != NONE {
            let node = &mut self.nodes[at as usize];
            if node.context == context {
                node.forward = log_add(node.forward, forward);
                if best < node.best {
                    (node.best, node.edge) = (best, edge);
                }
                return at;
            }
            at = node.next;
        }
        let new = self.nodes.len() as u32;
        self.nodes.push(Node { context, best, edge, forward, backward: f64::NEG_INFINITY, next: head });
        self.places[place] = (new, count + 1);
        new
    }

    /// Keeps the [`NODE_LIMIT`] cheapest nodes at `place`.
    fn limit(&mut self, place: usize) {
        let (head, count) = self.places[place];
        if count as usize <= NODE_LIMIT {
            return;
        }
        let mut here: Vec<u32> =
            std::iter::successors(Some(head), |&at| Some(self.nodes[at as usize].next).filter(|&next| next != NONE))
                .collect();
        here.sort_by_key(|&at| self.nodes[at as usize].best);
        here.truncate(NODE_LIMIT);
        for pair in here.windows(2) {
            self.nodes[pair[0] as usize].next = pair[1];
        }
        self.nodes[here[NODE_LIMIT - 1] as usize].next = NONE;
        self.places[place] = (here[0], NODE_LIMIT as u32);
    }

    fn finish(&mut self, model: &LanguageModel, length: usize, end: Option<WordId>, emphasis: Cost, arcs: usize) {
        let mut total = f64::NEG_INFINITY;
        let (mut last, mut best) = (NONE, Cost::MAX);
        let mut at = self.places[length].0;
        while at != NONE {
            let node = &mut self.nodes[at as usize];
            let closing = end.map_or(0, |word| emphasised(model.score(&node.context, word).0, emphasis));
            node.backward = -nats(closing);
            total = log_add(total, node.forward - nats(closing));
            if node.best + closing < best {
                (last, best) = (at, node.best + closing);
            }
            at = node.next;
        }
        (self.best, self.total) = (best, total);
        self.trace(last);
        self.posteriors.clear();
        self.posteriors.resize(arcs, 0.0);
        for edge in self.edges.iter().rev() {
            let onward = self.nodes[edge.to as usize].backward - nats(edge.cost);
            let from = &mut self.nodes[edge.from as usize];
            from.backward = log_add(from.backward, onward);
            self.posteriors[edge.arc as usize] += (from.forward + onward - total).exp();
        }
    }

    fn trace(&mut self, last: u32) {
        self.path.clear();
        let mut edge = self.nodes[last as usize].edge;
        while edge != NONE {
            let Edge { from, arc, .. } = self.edges[edge as usize];
            self.path.push(arc);
            edge = self.nodes[from as usize].edge;
        }
        self.path.reverse();
    }
}

#[inline]
fn emphasised(cost: Cost, emphasis: Cost) -> Cost {
    ((i64::from(cost) * i64::from(emphasis)) >> 10) as Cost
}

#[inline]
fn nats(cost: Cost) -> f64 {
    f64::from(cost) / 1000.0
}

/// ln(e^a + e^b).
#[inline]
fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if high - low > 40.0 || low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}
