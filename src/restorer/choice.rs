//! What of a piece is still open once the document is weighed, as readings for the chooser.

use super::piece::Piece;
use super::segmentation::{Longer, Segmentation};
use crate::channel::Channel;
use crate::chooser::features::Fate;
use crate::chooser::{Bag, Readings, Surroundings};
use crate::language_model::WordId;

/// A word of at most this frequency tells what the words around it are about.
const TELLING: f64 = 0.003;

/// A reading that is surer than this is decided, and so is one that is less likely than what this leaves over. So where one passes over
/// a place that surely, its surroundings do not speak for a reading inside: `brand` of *the brand new York*. Readings as unlikely as
/// that are a quarter of all, and restore less when they are asked, too.
const DECIDED: f64 = 0.99;

/// What choosing needs only while it lasts; reusable from piece to piece.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    surroundings: Surroundings,
    segmentation: Segmentation,
    /// The open readings of the piece last read, and the arc of each.
    pub(super) readings: Readings,
    pub(super) arcs: Vec<usize>,
}

impl Scratch {
    /// Takes the swap rate of the document, as a share of the full rate.
    pub(super) fn set_rate(&mut self, share: f64) {
        self.surroundings.set_rate(share);
    }

    /// Replaces the readings by those of `piece` that are open, where several begin.
    pub(super) fn read(&mut self, piece: &Piece, channel: &Channel) {
        let Self { surroundings, segmentation, readings, arcs: open } = self;
        segmentation.read(piece);
        readings.clear();
        open.clear();
        surroundings.read(piece.words.iter().map(|word| {
            let telling = word.model != WordId::UNKNOWN && channel.model().frequency(word.model) < TELLING;
            (word.hash, telling)
        }));
        let arcs = &piece.arcs.arcs;
        let mut first = 0;
        while first < arcs.len() {
            let place = arcs[first].start as usize;
            let here = first..first + arcs[first..].iter().take_while(|arc| arc.start as usize == place).count();
            first = here.end;
            if here.len() < 2 {
                continue;
            }
            for arc in here {
                let posterior = piece.lattice.posteriors()[arc];
                if !(1.0 - DECIDED..=DECIDED).contains(&posterior) {
                    continue;
                }
                let (original, fate) = match piece.meaning[arc] {
                    None => {
                        let key = piece.candidates.keys[place];
                        let swapped = key.map_or(0.0, |key| channel.table().swapped(key));
                        (piece.words[place].hash, Fate::Left(swapped))
                    }
                    Some(candidate) => {
                        (channel.table().hash_of(piece.candidates.all[candidate as usize].original), Fate::Swapped)
                    }
                };
                let span = (place, arcs[arc].end as usize);
                surroundings.add(span, original, piece.words[place].capital, fate, readings);
                let longer =
                    [segmentation.longer_before(piece, channel, arc), segmentation.longer_behind(piece, channel, arc)];
                readings.add_longer(longer.map(|longer| longer.map_or(0, Longer::code)), fate);
                open.push(arc);
            }
        }
    }
}

/// Replaces what `bag` held by the words of `pieces`.
pub(super) fn fill(bag: &mut Bag, pieces: &[Piece], channel: &Channel) {
    bag.clear();
    for word in pieces.iter().flat_map(|piece| &piece.words) {
        let known = word.model != WordId::UNKNOWN;
        bag.add(word.hash, if known { channel.model().frequency(word.model) } else { 0.0 });
    }
    bag.weigh();
}
