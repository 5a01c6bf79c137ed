//! Building: every reachable context at every place, and what the language model says of each edge.
//!
//! Nearly all the time of building is waiting for the language model's tables to come from memory. So the edges that begin at
//! one place grow word by word together: all look-ups of a round are begun before the first is answered, and their loads overlap.

use std::ops::Range;

use super::weigh::scaled;
use super::{Arcs, Edge, Lattice, NONE};
use crate::language_model::{Context, Cost, LanguageModel, Lookup, WordId};

/// What building needs and weighing does not.
#[derive(Debug, Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    /// First node at each place.
    heads: Vec<u32>,
    growing: Vec<Growing>,
}

#[derive(Debug)]
struct Node {
    context: Context,
    /// Next node at the same place.
    next: u32,
}

/// An edge of which the words before `word` have been scored.
#[derive(Debug)]
struct Growing {
    from: u32,
    arc: u32,
    /// The next word to score, and the end of the words, in the pool of the arcs.
    word: u32,
    end: u32,
    cost: Cost,
    context: Context,
    lookup: Lookup,
}

impl Lattice {
    /// Builds the lattice of `arcs` from the context `begin`; with `end`, the piece must end in that word.
    ///
    /// `emphasis` multiplies the language model's costs, in 1024ths. The first arc at each place must read one word as it
    /// stands, so that every place can be reached. Every context that can be reached is kept, so what follows is exact. Linear in
    /// the number of words; at one place, in arcs times contexts.
    pub fn build(&mut self, model: &LanguageModel, arcs: &Arcs, begin: Context, end: Option<WordId>, emphasis: Cost) {
        let Self { places, endings, edges, length, plain: plain_cost, builder, .. } = self;
        *length = arcs.length as usize;
        *plain_cost = 0;
        edges.clear();
        places.clear();
        endings.clear();
        builder.nodes.clear();
        builder.heads.clear();
        builder.heads.resize(*length + 1, NONE);
        builder.arrive(0, &begin, places);
        let mut growing = std::mem::take(&mut builder.growing);
        let mut first = 0;
        // The node of the path that takes the first arc everywhere.
        let mut plain = 0;
        for place in 0..*length {
            let behind = first + arcs.arcs[first..].iter().take_while(|arc| arc.start as usize == place).count();
            builder.depart(place, arcs, first..behind, &mut growing);
            let from_plain = plain;
            while !growing.is_empty() {
                for edge in &mut growing {
                    edge.lookup = model.look_up(&edge.context, arcs.pool[edge.word as usize]);
                }
                growing.retain_mut(|edge| {
                    let (cost, context) = model.resolve(&edge.context, &edge.lookup);
                    edge.cost += cost;
                    edge.context = context;
                    edge.word += 1;
                    if edge.word < edge.end {
                        return true;
                    }
                    let words = scaled(edge.cost, emphasis);
                    let to = builder.arrive(arcs.arcs[edge.arc as usize].end as usize, &context, places);
                    edges.push(Edge { from: edge.from, to, arc: edge.arc, words });
                    if edge.from == from_plain && edge.arc as usize == first {
                        *plain_cost += words;
                        plain = to;
                    }
                    false
                });
            }
            first = behind;
        }
        builder.growing = growing;
        let mut last = builder.heads[*length];
        while last != NONE {
            let node = &builder.nodes[last as usize];
            let closing = end.map_or(0, |word| scaled(model.score(&node.context, word).0, emphasis));
            if last == plain {
                *plain_cost += closing;
            }
            endings.push((last, closing));
            last = node.next;
        }
    }
}

impl Builder {
    /// Adds to `growing` an edge for each of the arcs `here`, which begin at `place`, from each node there.
    fn depart(&self, place: usize, arcs: &Arcs, here: Range<usize>, growing: &mut Vec<Growing>) {
        let mut from = self.heads[place];
        while from != NONE {
            let Node { context, next } = self.nodes[from as usize];
            growing.extend(here.clone().map(|index| {
                let (word, end) = arcs.arcs[index].words;
                Growing { from, arc: index as u32, word, end, cost: 0, context, lookup: Lookup::default() }
            }));
            from = next;
        }
    }

    /// The node for `context` at `place`, made if need be.
    fn arrive(&mut self, place: usize, context: &Context, places: &mut Vec<u32>) -> u32 {
        let head = self.heads[place];
        let mut at = head;
        while at != NONE {
            let node = &self.nodes[at as usize];
            if node.context == *context {
                return at;
            }
            at = node.next;
        }
        let new = self.nodes.len() as u32;
        self.nodes.push(Node { context: *context, next: head });
        places.push(place as u32);
        self.heads[place] = new;
        new
    }
}
