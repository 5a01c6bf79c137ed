//! Examples for the chooser: spun texts of which the original is known.

use super::Restorer;
use super::decode::{ANYTHING, Decoder};
use super::piece::Piece;
use super::sections::sections;
use crate::channel::Channel;
use crate::channel::spinner::Spun;
use crate::channel::threshold::Suspicion;
use crate::channel::vocabulary::Counts;
use crate::chooser::Learner;
use crate::chooser::topic::DIMENSIONS;

/// Posteriors below this count as this.
const LEAST: f64 = 1e-6;

/// What was learnt from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Words and phrases that were right, one way or the other.
    pub readings: u64,
    /// Minus the sum of the logarithms of their posteriors before they were learnt, nats.
    pub loss: f64,
}

/// Decodes spun texts with the lattice of a restorer, and lets a chooser learn from its errors.
#[derive(Debug)]
pub struct Examples<'r> {
    restorer: &'r Restorer,
    counts: Counts,
    decoder: Decoder,
    tally: Tally,
}

impl<'r> Examples<'r> {
    /// Decodes with `restorer`, of which the language model should not have seen the texts: with one that has, the lattice would be
    /// far too sure.
    #[must_use]
    pub fn new(restorer: &'r Restorer) -> Self {
        Self { restorer, counts: Counts::default(), decoder: Decoder::default(), tally: Tally::default() }
    }

    /// What was learnt from so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Lets `learner` learn from `spun`, which was made with `channel`, the only one of the restorer.
    pub fn learn(&mut self, channel: &Channel, spun: &Spun, learner: &mut Learner) {
        for section in sections(self.restorer.dialects(), &spun.text, &mut self.counts) {
            let suspicion = Suspicion { swap_rate: section.suspects[0].estimate.swap_rate, in_parts: false };
            self.decoder.decode(channel, &spun.text, &section, suspicion, ANYTHING);
            let topic = self.decoder.topic(channel, learner);
            let mut pull = [0.0; DIMENSIONS];
            let (pieces, scratch) = self.decoder.open();
            for piece in pieces {
                piece.choose(channel, learner, &topic, scratch);
                let right = right_path(piece, spun);
                let posteriors = piece.lattice.posteriors();
                for (&arc, reading) in scratch.arcs.iter().zip(scratch.readings.iter()) {
                    let is_right = right.binary_search(&(arc as u32)).is_ok();
                    let error = f64::from(u8::from(is_right)) - posteriors[arc];
                    learner.learn(reading, error as f32, &topic, &mut pull);
                }
                if let Some(gradient) = piece.lattice.language_model_gradient(&right) {
                    learner.learn_share(gradient);
                }
                self.tally.readings += right.len() as u64;
                self.tally.loss -= right.iter().map(|&arc| posteriors[arc as usize].max(LEAST).ln()).sum::<f64>();
            }
            learner.learn_topic(self.decoder.bag(), &pull);
        }
    }
}

/// The arcs that read `piece` as it was before `spun` was spun. What is no candidate is left as it stands.
fn right_path(piece: &Piece, spun: &Spun) -> Vec<u32> {
    let mut path = Vec::new();
    let mut place = 0;
    while place < piece.words.len() {
        let right = piece.arcs_at(place).find(|&arc| is_swap(piece, arc, spun)).unwrap_or_else(|| piece.copy_of(place));
        place = piece.arcs.arcs[right].end as usize;
        path.push(right as u32);
    }
    path
}

/// Whether `arc` undoes a swap of `spun`.
fn is_swap(piece: &Piece, arc: usize, spun: &Spun) -> bool {
    let Some(candidate) = piece.meaning[arc] else { return false };
    let read = &piece.arcs.arcs[arc];
    let start = piece.words[read.start as usize].span.start;
    let end = piece.words[read.end as usize - 1].span.end;
    let swap = spun.swaps.partition_point(|(span, _)| span.start < start);
    let original = piece.candidates.all[candidate as usize].original;
    spun.swaps.get(swap).is_some_and(|(span, swapped)| *span == (start..end) && original == *swapped)
}
