//! Phrases as sequences of word numbers in a finite-state map, walked in place.

use fst::raw::{CompiledAddr, Fst, Node, Output};
use fst::{IntoStreamer, Streamer};

use super::sections::{Section, damaged};
use super::{TableWord, WINDOW};
use crate::Error;
use crate::swaps::beginnings::{Beginning, may_hold};

/// A node of the map and the outputs gathered on the way to it.
#[derive(Clone, Copy)]
struct Place {
    node: CompiledAddr,
    output: u64,
}

impl Place {
    /// The value of the phrase that ends in `node`, the node of this place.
    fn value(self, node: &Node<'_>) -> u64 {
        Output::new(self.output).cat(node.final_output()).value()
    }
}

/// A set of phrases, each with a value.
pub(super) struct Phrases {
    map: Fst<Section>,
    /// Filter of how they begin.
    beginnings: Section,
    /// For every word what stands behind it, so that the first step, which fails for most words, costs one array access.
    first: Vec<First>,
}

/// What is known of the phrases that begin with a word.
#[derive(Clone, Copy, Default)]
struct First {
    /// The value of the phrase that is this word alone.
    alone: Option<u64>,
    /// The place behind the word, where phrases go on.
    place: Option<Place>,
}

impl Phrases {
    pub(super) fn open(phrases: Section, beginnings: Section, words: usize) -> Result<Self, Error> {
        if beginnings.as_ref().is_empty() {
            return Err(damaged("the beginnings are missing"));
        }
        let map = Fst::new(phrases).map_err(|e| damaged(&e.to_string()))?;
        let mut first = vec![First::default(); words];
        let root = Place { node: map.root().addr(), output: 0 };
        // Three bytes a word: only the words that some phrase begins with are visited.
        for (high, place) in transitions(&map, root) {
            for (middle, place) in transitions(&map, place) {
                for (low, place) in transitions(&map, place) {
                    let word = u32::from_be_bytes([0, high, middle, low]) as usize;
                    let node = map.node(place.node);
                    let first = first.get_mut(word).ok_or_else(|| damaged("a phrase begins with no word"))?;
                    first.alone = node.is_final().then(|| place.value(&node));
                    first.place = (!node.is_empty()).then_some(place);
                }
            }
        }
        Ok(Self { map, beginnings, first })
    }

    /// The place one word further, or none when no phrase goes on with it.
    #[inline]
    fn step(&self, mut place: Place, word: TableWord) -> Option<Place> {
        let [high, bytes @ ..] = word.0.to_be_bytes();
        if high != 0 {
            return None;
        }
        for byte in bytes {
            let node = self.map.node(place.node);
            let transition = node.transition(node.find_input(byte)?);
            place = Place { node: transition.addr, output: Output::new(place.output).cat(transition.out).value() };
        }
        Some(place)
    }

    /// Whether a phrase may begin so and go on with `next`; certainly none does where this is false.
    #[inline]
    pub(super) fn may_begin(&self, beginning: Beginning, next: TableWord) -> bool {
        may_hold(self.beginnings.as_ref(), beginning.with(next.0))
    }

    /// Calls `found` with length and value of every phrase that `words` begins with, shortest first.
    #[inline]
    pub(super) fn prefixes(&self, words: &[TableWord], mut found: impl FnMut(usize, u64)) {
        let Some((&head, rest)) = words.split_first() else { return };
        let Some(&First { alone, mut place }) = self.first.get(head.index()) else { return };
        if let Some(value) = alone {
            found(1, value);
        }
        let longest = if place.is_some() { self.longest(head, rest) } else { 1 };
        for (length, &word) in (2..=longest).zip(rest) {
            place = place.and_then(|place| self.step(place, word));
            let Some(place) = place else { return };
            let node = self.map.node(place.node);
            if node.is_final() {
                found(length, place.value(&node));
            }
        }
    }

    /// Words of the longest phrase of `head` and words of `rest`, as far as the filter can tell; 1 if there is none of several words.
    #[inline]
    fn longest(&self, head: TableWord, rest: &[TableWord]) -> usize {
        let filter = self.beginnings.as_ref();
        let mut beginning = Beginning::new(head.0);
        let mut longest = 1;
        for (length, word) in (2..=WINDOW).zip(rest) {
            beginning = beginning.with(word.0);
            if !may_hold(filter, beginning) {
                break;
            }
            if may_hold(filter, beginning.ended()) {
                longest = length;
            }
        }
        longest
    }

    /// Calls `visit` with all phrases and their values.
    pub(super) fn for_each(&self, mut visit: impl FnMut(&[TableWord], u64)) {
        let mut words = Vec::with_capacity(WINDOW);
        let mut stream = (&self.map).into_stream();
        while let Some((path, value)) = stream.next() {
            words.clear();
            words.extend(
                path.as_chunks()
                    .0
                    .iter()
                    .map(|&[high, middle, low]| TableWord(u32::from_be_bytes([0, high, middle, low]))),
            );
            visit(&words, value.value());
        }
    }
}

/// The places one byte behind `place`.
fn transitions(map: &Fst<Section>, place: Place) -> impl Iterator<Item = (u8, Place)> {
    let node = map.node(place.node);
    let all: Vec<_> = node.transitions().collect();
    all.into_iter().map(move |t| (t.inp, Place { node: t.addr, output: Output::new(place.output).cat(t.out).value() }))
}
