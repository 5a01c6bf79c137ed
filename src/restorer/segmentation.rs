//! Whether the spinner could have swapped a phrase by itself: it takes the longest key first, so a key inside a longer one is never
//! swapped alone.
//!
//! What stands before and behind a reading in the original is not known, only how it was decoded. So this is no rule but evidence:
//! of the swaps of the development set one in ninety seems to break it, of wrong ones of our own one in eleven.

use super::piece::Piece;
use crate::channel::Channel;
use crate::swaps::beginnings::Beginning;
use crate::swaps::{SwapTable, TableWord};

/// How many decoded words to either side are looked at.
const REACH: usize = 4;

/// The neighbours of a reading count as sure when the product of their posteriors is at least this.
const SURE: f64 = 0.7;

/// A longer key of which a reading would be a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Longer {
    /// Whether words of it were swapped, as they were decoded.
    swapped: bool,
    /// Whether its other words are surely what they were decoded as.
    sure: bool,
}

impl Longer {
    /// A number from 1 to 4.
    pub(super) fn code(self) -> u64 {
        1 + u64::from(self.swapped) + 2 * u64::from(self.sure)
    }
}

/// The decoded words around each place of a piece; reusable.
#[derive(Debug, Default)]
pub(super) struct Segmentation {
    /// The most probable arc that ends, and that begins, at each place.
    before: Vec<Option<u32>>,
    behind: Vec<Option<u32>>,
    /// The words before the place asked about last, nearest last, and behind them those of the arc asked about.
    left: Vec<TableWord>,
    /// What begins at each of the words before the place and ends in front of it.
    beginnings: Vec<Beginning>,
    /// Where in `left` the words of each neighbour begin, nearest first, and what a key that begins there would be.
    left_steps: Vec<(usize, Longer)>,
    /// How many words of `left` stand before the place.
    left_words: usize,
    left_of: Option<usize>,
    /// The words of the arc asked about, and behind them those that follow.
    right: Vec<TableWord>,
    /// How many words there are with each neighbour more, and what a key of them would be.
    right_steps: Vec<(usize, Longer)>,
}

impl Segmentation {
    /// Replaces what was known by the most probable readings of `piece`.
    pub(super) fn read(&mut self, piece: &Piece) {
        let Self { before, behind, .. } = self;
        for side in [&mut *before, &mut *behind] {
            side.clear();
            side.resize(piece.words.len() + 1, None);
        }
        let posteriors = piece.lattice.posteriors();
        let propose = |likeliest: &mut Option<u32>, arc: u32| {
            if likeliest.is_none_or(|other| posteriors[arc as usize] > posteriors[other as usize]) {
                *likeliest = Some(arc);
            }
        };
        for (arc, index) in piece.arcs.arcs.iter().zip(0..) {
            propose(&mut before[arc.end as usize], index);
            propose(&mut behind[arc.start as usize], index);
        }
        self.left_of = None;
    }

    /// The longer key that begins where `arc` does, if there is one.
    pub(super) fn longer_behind(&mut self, piece: &Piece, channel: &Channel, arc: usize) -> Option<Longer> {
        let Self { behind, right: words, right_steps: steps, .. } = self;
        let mut place = piece.arcs.arcs[arc].end as usize;
        let next = behind[place]?;
        let table = channel.table();
        let own = table_words(piece, channel, arc);
        // Mostly there is none, and a look at a filter tells.
        if !table.may_begin_key(SwapTable::beginning(own), table_words(piece, channel, next as usize)[0]) {
            return None;
        }
        words.clear();
        words.extend_from_slice(own);
        let own = own.len();
        let (mut swapped, mut probability) = (false, 1.0);
        steps.clear();
        while words.len() < own + REACH {
            let Some(next) = behind[place] else { break };
            words.extend_from_slice(table_words(piece, channel, next as usize));
            swapped |= piece.meaning[next as usize].is_some();
            probability *= piece.lattice.posteriors()[next as usize];
            steps.push((words.len(), Longer { swapped, sure: probability > SURE }));
            place = piece.arcs.arcs[next as usize].end as usize;
        }
        let mut shortest = None;
        table.key_matches(words, |length, key| {
            if length > own && shortest.is_none() && table.is_likely_key(key) {
                shortest = Some(length);
            }
        });
        let shortest = shortest?;
        steps.iter().find(|&&(length, _)| length >= shortest).map(|&(_, longer)| longer)
    }

    /// The key that begins before `arc` and reaches into it, if there is one.
    pub(super) fn longer_before(&mut self, piece: &Piece, channel: &Channel, arc: usize) -> Option<Longer> {
        let place = piece.arcs.arcs[arc].start as usize;
        if self.left_of != Some(place) {
            self.read_left(piece, channel, place);
        }
        self.left.truncate(self.left_words);
        self.left.extend_from_slice(table_words(piece, channel, arc));
        let mut behind = self.left_words;
        for &(first, longer) in &self.left_steps {
            let reaches = |start: usize| {
                channel.table().may_begin_key(self.beginnings[start], self.left[self.left_words])
                    && start + key_length(channel, &self.left[start..]) > self.left_words
            };
            if (first..behind).any(reaches) {
                return Some(longer);
            }
            behind = first;
        }
        None
    }

    /// Reads the words before `place`, as they were decoded.
    fn read_left(&mut self, piece: &Piece, channel: &Channel, mut place: usize) {
        self.left_of = Some(place);
        self.left.clear();
        self.left_steps.clear();
        let (mut swapped, mut probability) = (false, 1.0);
        // From the last word to the first, then turned round.
        while self.left.len() < REACH {
            let Some(next) = self.before[place] else { break };
            self.left.extend(table_words(piece, channel, next as usize).iter().rev());
            swapped |= piece.meaning[next as usize].is_some();
            probability *= piece.lattice.posteriors()[next as usize];
            self.left_steps.push((self.left.len(), Longer { swapped, sure: probability > SURE }));
            place = piece.arcs.arcs[next as usize].start as usize;
        }
        self.left.reverse();
        self.left_words = self.left.len();
        self.beginnings.clear();
        self.beginnings.extend((0..self.left_words).map(|start| SwapTable::beginning(&self.left[start..])));
        self.left_steps.iter_mut().for_each(|(words, _)| *words = self.left_words - *words);
    }
}

/// Words of the longest key that begins at the first of `words`; 0 where none does that spinners likely swap.
fn key_length(channel: &Channel, words: &[TableWord]) -> usize {
    let key = channel.table().longest_key(words);
    key.filter(|&(_, key)| channel.table().is_likely_key(key)).map_or(0, |(length, _)| length)
}

/// The words that `arc` reads, as the swap table knows them.
fn table_words<'p>(piece: &'p Piece, channel: &'p Channel, arc: usize) -> &'p [TableWord] {
    match piece.meaning[arc] {
        Some(candidate) => channel.table().words_of(piece.candidates.all[candidate as usize].original),
        None => std::slice::from_ref(&piece.words[piece.arcs.arcs[arc].start as usize].table),
    }
}
