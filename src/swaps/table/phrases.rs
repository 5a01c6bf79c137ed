//! Phrases as sequences of word numbers: a finite-state map that holds them all, and tables by which they are found in a text.

use fst::raw::{CompiledAddr, Fst, Node, Output};
use fst::{IntoStreamer, Streamer};

use super::sections::{Section, damaged};
use super::{TableWord, WINDOW};
use crate::Error;
use crate::swaps::beginnings::{Beginning, may_hold};
use crate::swaps::endings;

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
    /// Values of those of several words.
    endings: Section,
    /// For every word what begins with it, so that most words, with which nothing does, cost one array access.
    first: Vec<First>,
}

/// What is known of the phrases that begin with a word.
#[derive(Clone, Copy, Default)]
struct First {
    /// The value of the phrase that is this word alone.
    alone: Option<u64>,
    /// Whether phrases go on behind the word.
    goes_on: bool,
}

impl Phrases {
    pub(super) fn open(phrases: Section, beginnings: Section, endings: Section, words: usize) -> Result<Self, Error> {
        if beginnings.as_ref().is_empty() || !endings::is_table(endings.as_ref()) {
            return Err(damaged("the beginnings are missing, or the endings"));
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
                    first.goes_on = !node.is_empty();
                }
            }
        }
        Ok(Self { map, beginnings, endings, first })
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
        let Some(&First { alone, goes_on }) = self.first.get(head.index()) else { return };
        if let Some(value) = alone {
            found(1, value);
        }
        if !goes_on {
            return;
        }
        let filter = self.beginnings.as_ref();
        let mut beginning = Beginning::new(head.0);
        for (length, &word) in (2..=WINDOW).zip(rest) {
            beginning = beginning.with(word.0);
            if word == TableWord::NONE || !may_hold(filter, beginning) {
                return;
            }
            let ended = beginning.ended();
            if may_hold(filter, ended)
                && let Some(value) = endings::find(self.endings.as_ref(), ended)
            {
                found(length, value);
            }
        }
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
