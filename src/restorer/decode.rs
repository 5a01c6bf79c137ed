//! Decoding one section: its lattices are built once, then weighed pass after pass, each pass with what the one before found
//! out about the document.

use super::piece::{Piece, Scratch};
use super::sections::Section;
use crate::channel::Channel;
use crate::channel::agreement::Agreement;
use crate::channel::document::Reader;
use crate::channel::swap_rate::FULL_RATE;
use crate::chooser::Chooser;
use crate::text::Pieces;

/// Most passes over a section. From the second on they know what became of each key elsewhere in the document: at half rate
/// that undoes 0.70 of the damage in the learning pairs where one pass undoes 0.69.
const PASSES: usize = 5;

/// The passes end when the share of the full rate moves by less than this. It moves far only where part of a document is
/// honest, and there more passes pay: where half the paragraphs of the development set are spun they undo 0.82 of the
/// damage, two undo 0.81.
const STEADY: f64 = 0.1;

/// Reusable buffers of decoding.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pieces: Vec<Piece>,
    scratch: Scratch,
    agreement: Agreement,
    next: Agreement,
}

/// What sees the decoded pieces of a section.
pub(super) type Visit<'v> = dyn FnMut(&Piece, &Channel) + 'v;

impl Decoder {
    /// Decodes the section of `text`, then calls `visit` for each piece in order.
    ///
    /// Returns the log-likelihood ratio of the section in nats: summed over all readings at its swap rate, each piece gone
    /// over or not, against being honest word for word. Where that is below `least` nothing is visited; else the `chooser` has the last
    /// word.
    pub(super) fn decode(
        &mut self,
        (channel, chooser): (&Channel, Option<&Chooser>),
        text: &str,
        section: &Section,
        least: f64,
        visit: &mut Visit<'_>,
    ) -> f64 {
        let pieces = self.build(channel, text, section);
        let mut share = (section.best.estimate.swap_rate / FULL_RATE).clamp(0.0, 1.0);
        self.agreement.clear();
        let ratio = self.weigh(channel, pieces, share);
        if ratio < least {
            return ratio;
        }
        for _ in 1..std::env::var("PASSES").ok().map_or(PASSES, |s| s.parse().unwrap()) {
            std::mem::swap(&mut self.agreement, &mut self.next);
            let before = share;
            if std::env::var("DBG").is_ok() { eprintln!("share {share:.3}"); }
            share = self.agreement.share(share);
            self.weigh(channel, pieces, share);
            if (share - before).abs() < std::env::var("STEADY").ok().map_or(STEADY, |s| s.parse().unwrap()) {
                break;
            }
        }
        for piece in &mut self.pieces[..pieces] {
            if let Some(chooser) = chooser.filter(|_| !piece.is_honest()) {
                piece.choose(channel, chooser, &mut self.scratch);
            }
            visit(piece, channel);
        }
        ratio
    }

    /// Builds the lattice of each piece of the section; returns how many there are.
    fn build(&mut self, channel: &Channel, text: &str, section: &Section) -> usize {
        let mut reader = Reader::new(channel.model(), channel.table());
        let mut tokens = Vec::new();
        let mut pieces = Pieces::new(&text[section.range.clone()]);
        let mut count = 0;
        while let Some(bounds) = pieces.next_into(&mut tokens) {
            if count == self.pieces.len() {
                self.pieces.push(Piece::default());
            }
            self.pieces[count].build(channel, &mut reader, &mut tokens, section.range.start, bounds);
            count += 1;
        }
        count
    }

    /// Weighs all pieces by what is known of the document, and notes what becomes of each key; returns the log-likelihood
    /// ratio.
    fn weigh(&mut self, channel: &Channel, pieces: usize, share: f64) -> f64 {
        self.next.clear();
        let mut ratio = 0.0;
        for piece in &mut self.pieces[..pieces] {
            piece.weigh(channel, &self.agreement, share);
            ratio += piece.evidence();
            piece.note(channel, &mut self.next);
        }
        ratio
    }
}
