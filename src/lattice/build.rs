//! Building: every reachable context at every place, and what the language model says of each edge.

use super::{Arcs, Edge, Lattice, NONE};
use crate::language_model::{Context, Cost, LanguageModel, WordId};

/// Most contexts kept at one place; those cheapest to reach stay. With the shipped table the development set never needs more
/// than 25, so that the search is exact there; a hostile table, where it would be cut off without proof, cannot make it slow.
pub const NODE_LIMIT: usize = 512;

/// What building needs and weighing does not.
#[derive(Debug, Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    /// First node and number of nodes at each place.
    heads: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Node {
    context: Context,
    /// Least cost from the beginning.
    best: Cost,
    /// Next node at the same place.
    next: u32,
}

impl Lattice {
    /// Builds the lattice of `arcs` from the context `begin`; with `end`, the piece must end in that word.
    ///
    /// `emphasis` multiplies the language model's costs, in 1024ths. The first arc at each place must read one word as it
    /// stands, so that every place can be reached. Linear in the number of words; at one place, in arcs times contexts.
    pub fn build(&mut self, model: &LanguageModel, arcs: &Arcs, begin: Context, end: Option<WordId>, emphasis: Cost) {
        self.length = arcs.length as usize;
        self.edges.clear();
        self.places.clear();
        self.endings.clear();
        let builder = &mut self.builder;
        builder.nodes.clear();
        builder.heads.clear();
        builder.heads.resize(self.length + 1, (NONE, 0));
        builder.arrive(0, begin, 0, &mut self.places);
        let mut first = 0;
        // The node of the path that takes the first arc everywhere.
        let (mut plain, mut onward) = (0, 0);
        self.plain = 0;
        for place in 0..self.length {
            let here = arcs.arcs[first..].iter().take_while(|arc| arc.start as usize == place).count();
            builder.limit(place);
            let here = &arcs.arcs[first..first + here];
            let mut from = builder.heads[place].0;
            while from != NONE {
                let Node { context, best, next, .. } = builder.nodes[from as usize];
                for (arc, index) in here.iter().zip(first as u32..) {
                    let mut after = context;
                    let mut words: Cost = 0;
                    for &word in arcs.words(arc) {
                        let (cost, next) = model.score(&after, word);
                        words += cost;
                        after = next;
                    }
                    let words = weighted(words, emphasis);
                    let to = builder.arrive(arc.end as usize, after, best + words + arc.channel, &mut self.places);
                    self.edges.push(Edge { from, to, arc: index, words });
                    if from == plain && index as usize == first {
                        self.plain += words;
                        onward = to;
                    }
                }
                from = next;
            }
            plain = onward;
            first += here.len();
        }
        let mut last = builder.heads[self.length].0;
        while last != NONE {
            let node = &builder.nodes[last as usize];
            let closing = end.map_or(0, |word| weighted(model.score(&node.context, word).0, emphasis));
            if last == plain {
                self.plain += closing;
            }
            self.endings.push((last, closing));
            last = node.next;
        }
    }
}

impl Builder {
    /// The node for `context` at `place`, made if need be, reached at the cost `best`.
    fn arrive(&mut self, place: usize, context: Context, best: Cost, places: &mut Vec<u32>) -> u32 {
        let (head, count) = self.heads[place];
        let mut at = head;
        while at != NONE {
            let node = &mut self.nodes[at as usize];
            if node.context == context {
                node.best = node.best.min(best);
                return at;
            }
            at = node.next;
        }
        let new = self.nodes.len() as u32;
        self.nodes.push(Node { context, best, next: head });
        places.push(place as u32);
        self.heads[place] = (new, count + 1);
        new
    }

    /// Keeps the [`NODE_LIMIT`] cheapest nodes at `place`.
    fn limit(&mut self, place: usize) {
        let (head, count) = self.heads[place];
        if count as usize <= NODE_LIMIT {
            return;
        }
        let follow = |&at: &u32| Some(self.nodes[at as usize].next).filter(|&next| next != NONE);
        let mut here: Vec<u32> = std::iter::successors(Some(head), follow).collect();
        here.sort_by_key(|&at| self.nodes[at as usize].best);
        here.truncate(NODE_LIMIT);
        for pair in here.windows(2) {
            self.nodes[pair[0] as usize].next = pair[1];
        }
        self.nodes[here[NODE_LIMIT - 1] as usize].next = NONE;
        self.heads[place] = (here[0], NODE_LIMIT as u32);
    }
}

#[inline]
fn weighted(cost: Cost, emphasis: Cost) -> Cost {
    ((i64::from(cost) * i64::from(emphasis)) >> 10) as Cost
}
