//! Examples for the chooser: places of a spun text of which the right reading is known.

use super::Restorer;
use super::decode::Decoder;
use super::piece::{Piece, Scratch};
use super::sections::sections;
use crate::channel::Channel;
use crate::channel::spinner::Spun;
use crate::channel::swap_rate::SwapRate;
use crate::chooser::Reading;

/// Posteriors below this count as this.
const LEAST: f64 = 1e-6;

/// Reads examples off spun texts, with the lattice of a restorer.
#[derive(Debug)]
pub struct Examples<'r> {
    restorer: &'r Restorer,
    rate: SwapRate,
    decoder: Decoder,
}

impl<'r> Examples<'r> {
    /// Decodes with `restorer`, which should have no chooser, and a language model that has not seen the texts: with one that
    /// has, the lattice would be far too sure.
    #[must_use]
    pub fn new(restorer: &'r Restorer) -> Self {
        Self { restorer, rate: SwapRate::default(), decoder: Decoder::default() }
    }

    /// Calls `each` with the readings of every place of `spun` where something is to be chosen, and which of them is right. `channel`
    /// is the one `spun` was made with, the only one of the restorer.
    pub fn visit(&mut self, channel: &Channel, spun: &Spun, mut each: impl FnMut(&[Reading], usize)) {
        let mut readings: Vec<Reading> = Vec::new();
        let mut scratch = Scratch::default();
        for section in sections(self.restorer.dialects(), &spun.text, &mut self.rate) {
            self.decoder.decode((channel, None), &spun.text, &section, f64::NEG_INFINITY, &mut |piece, channel| {
                piece.for_each_choice(channel, &mut scratch, |arcs, features| {
                    let Some(right) = arcs.clone().position(|arc| is_right(piece, arc, spun)) else { return };
                    readings.resize_with(readings.len().max(features.len()), Reading::default);
                    for ((arc, features), reading) in arcs.clone().zip(features).zip(&mut readings) {
                        reading.features.clone_from(features);
                        reading.log_posterior = piece.lattice.posteriors()[arc].max(LEAST).ln() as f32;
                    }
                    each(&readings[..arcs.len()], right);
                });
            });
        }
    }
}

/// Whether `arc` reads what was there before `spun` was spun. Inside a swapped phrase nothing is right.
fn is_right(piece: &Piece, arc: usize, spun: &Spun) -> bool {
    let read = &piece.arcs.arcs[arc];
    let start = piece.words[read.start as usize].span.start;
    let end = piece.words[read.end as usize - 1].span.end;
    let swap = spun.swaps.partition_point(|(span, _)| span.end <= start);
    let swap = spun.swaps.get(swap).filter(|(span, _)| span.start < end);
    match (piece.meaning[arc], swap) {
        (None, swap) => swap.is_none(),
        (Some(candidate), Some((span, original))) => {
            *span == (start..end) && piece.candidates.all[candidate as usize].original == *original
        }
        (Some(_), None) => false,
    }
}
