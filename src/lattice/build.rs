//! Building: every reachable context at every place, and what the language model says of each edge.
//!
//! Nearly all the time of building is waiting for the language model's tables to come from memory. So as soon as a context is
//! known to be reachable, what the words behind it will need is [sent for](Scorer::send_for), and it is scored after all that was
//! sent for before.

use super::weigh::scaled;
use super::{Arcs, Edge, Lattice, NONE};
use crate::language_model::{Context, Cost, LanguageModel, Scorer, Unigram, WordId};

/// What building needs and weighing does not.
#[derive(Debug, Default)]
pub(super) struct Builder {
    nodes: Vec<Node>,
    places: Vec<Place>,
    /// First word of each arc.
    firsts: Vec<Unigram>,
    /// Edges that have words left, and those of them that still have some after the next one.
    growing: Vec<Growing>,
    grown: Vec<Growing>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    context: Context,
    /// Next node at the same place.
    next: u32,
}

/// A place between two words.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The node there that was reached last.
    head: u32,
    /// The arcs that begin there.
    arcs: (u32, u32),
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
    next: Unigram,
}

/// An edge of which all words have been scored.
struct Grown {
    from: u32,
    arc: u32,
    cost: Cost,
    context: Context,
}

impl Lattice {
    /// Builds the lattice of `arcs` from the context `begin`; with `end`, the piece must end in that word.
    ///
    /// `emphasis` multiplies the language model's costs, in 1024ths. The first arc at each place must read one word as it
    /// stands, so that every place can be reached. Every context that can be reached is kept, so what follows is exact. Linear in
    /// the number of words; at one place, in arcs times contexts.
    pub fn build(&mut self, model: &LanguageModel, arcs: &Arcs, begin: Context, end: Option<WordId>, emphasis: Cost) {
        let Self { places, endings, edges, least, length, plain: plain_cost, builder, scores, .. } = self;
        let scorer = model.scorer();
        *length = arcs.length as usize;
        *plain_cost = 0;
        scores.forget();
        least.clear();
        least.resize(arcs.arcs.len(), Cost::MAX);
        edges.clear();
        places.clear();
        endings.clear();
        builder.reset(&scorer, arcs);
        // The node of the path that takes the first arc everywhere.
        let mut plain = builder.arrive(&scorer, 0, &begin, places);
        for place in 0..*length {
            let known = edges.len();
            builder.depart(&scorer, place, arcs, |builder, Grown { from, arc, cost, context }| {
                let to = builder.arrive(&scorer, arcs.arcs[arc as usize].end as usize, &context, places);
                let words = scaled(cost, emphasis);
                least[arc as usize] = words.min(least[arc as usize]);
                edges.push(Edge { from, to, arc, words });
            });
            let first = builder.places[place].arcs.0;
            let copy = edges[known..].iter().find(|edge| edge.from == plain && edge.arc == first);
            let copy = copy.expect("the first arc at a place reads a word as it stands");
            *plain_cost += copy.words;
            plain = copy.to;
        }
        let mut last = builder.places[*length].head;
        while last != NONE {
            let node = &builder.nodes[last as usize];
            let closing = end.map_or(0, |word| scaled(scorer.score(&node.context, &scorer.unigram(word)).0, emphasis));
            if last == plain {
                *plain_cost += closing;
            }
            endings.push((last, closing));
            last = node.next;
        }
    }
}

impl Builder {
    /// Forgets the nodes, and notes which of the `arcs` begin at which place.
    fn reset(&mut self, scorer: &Scorer<'_>, arcs: &Arcs) {
        self.nodes.clear();
        self.firsts.clear();
        self.firsts.extend(arcs.arcs.iter().map(|arc| scorer.unigram(arcs.pool[arc.words.0 as usize])));
        self.places.clear();
        let mut first = 0;
        for place in 0..=arcs.length {
            let here = arcs.arcs[first as usize..].iter().take_while(|arc| arc.start == place).count() as u32;
            self.places.push(Place { head: NONE, arcs: (first, first + here) });
            first += here;
        }
        self.send_for_pairs(scorer, arcs);
    }

    /// Sends for every pair of words that may follow one another.
    fn send_for_pairs(&self, scorer: &Scorer<'_>, arcs: &Arcs) {
        for arc in &arcs.arcs {
            let words = arcs.words(arc);
            for pair in words.windows(2) {
                scorer.send_for_pair(pair[0], &scorer.unigram(pair[1]));
            }
            let (first, behind) = self.places[arc.end as usize].arcs;
            for next in &self.firsts[first as usize..behind as usize] {
                scorer.send_for_pair(words[words.len() - 1], next);
            }
        }
    }

    /// Scores the edges that begin at `place`, and calls `grown` with each.
    fn depart(&mut self, scorer: &Scorer<'_>, place: usize, arcs: &Arcs, mut grown: impl FnMut(&mut Self, Grown)) {
        let Place { head, arcs: (first, behind) } = self.places[place];
        let mut from = head;
        while from != NONE {
            let Node { context, next } = self.nodes[from as usize];
            for arc in first..behind {
                let (word, end) = arcs.arcs[arc as usize].words;
                let (cost, context) = scorer.score(&context, &self.firsts[arc as usize]);
                if word + 1 < end {
                    let next = scorer.unigram(arcs.pool[word as usize + 1]);
                    scorer.send_for(&context, &next);
                    self.growing.push(Growing { from, arc, word: word + 1, end, cost, context, next });
                } else {
                    grown(self, Grown { from, arc, cost, context });
                }
            }
            from = next;
        }
        while !self.growing.is_empty() {
            let mut growing = std::mem::take(&mut self.growing);
            for mut edge in growing.drain(..) {
                let (cost, context) = scorer.score(&edge.context, &edge.next);
                edge.cost += cost;
                edge.word += 1;
                if edge.word < edge.end {
                    edge.next = scorer.unigram(arcs.pool[edge.word as usize]);
                    scorer.send_for(&context, &edge.next);
                    self.grown.push(Growing { context, ..edge });
                } else {
                    grown(self, Grown { from: edge.from, arc: edge.arc, cost: edge.cost, context });
                }
            }
            self.growing = std::mem::replace(&mut self.grown, growing);
        }
    }

    /// The node for `context` at `place`, made if need be; `places` are those of all nodes.
    fn arrive(&mut self, scorer: &Scorer<'_>, place: usize, context: &Context, places: &mut Vec<u32>) -> u32 {
        let Place { head, arcs: (first, behind) } = self.places[place];
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
        self.places[place].head = new;
        for word in &self.firsts[first as usize..behind as usize] {
            scorer.send_for(context, word);
        }
        new
    }
}
