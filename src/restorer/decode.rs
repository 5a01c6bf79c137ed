//! Decoding one section: its lattices are built once, then weighed pass after pass, each pass with what the one before found
//! out about the document.

use super::choice::{Scratch, fill};
use super::piece::{Piece, TOUCHED};
use super::sections::Section;
use crate::channel::Channel;
use crate::channel::agreement::Agreement;
use crate::channel::document::Reader;
use crate::channel::swap_rate::FULL_RATE;
use crate::channel::threshold::Suspicion;
use crate::chooser::{Bag, Topic, Weigh};
use crate::text::Pieces;

/// Most passes over a section. From the second on they know what became of each key elsewhere in the document: at half rate
/// that undoes 0.70 of the damage in the learning pairs where one pass undoes 0.69.
const PASSES: usize = 5;

/// The passes end when the share of the full rate moves by less than this. It moves far only where part of a document is
/// honest, and there more passes pay: where half the paragraphs of the development set are spun they undo 0.82 of the
/// damage, two undo 0.81.
const STEADY: f64 = 0.1;

/// Log-odds, in nats, that a piece was gone over, of a document suspected in parts, beside [`TOUCHED`]: the likeliest are taken. Of 150
/// articles with one paragraph in seven spun 0.86 of the damage is undone so and 108 phrases are harmed, with -3 alone 0.85 and 125, with
/// none of them 0.72 and 360; with one in three 0.87 and 255, 0.85 and 322, 0.85 and 331.
const PARTLY: [f64; 3] = [0.0, -2.0, -4.0];

/// What is taken from those odds before a piece is changed: an honest one that is takes more than a spun one gives that is not. At half
/// rate, with one paragraph in seven spun, 104 phrases are harmed instead of 133, and as many restored.
const CAUTION: f64 = 2.0;

/// Reusable buffers of decoding.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pieces: Vec<Piece>,
    /// How many of them belong to the section.
    count: usize,
    /// Share of the full rate at which the section was last weighed.
    share: f64,
    agreement: Agreement,
    next: Agreement,
    bag: Bag,
    scratch: Scratch,
}

impl Decoder {
    /// Decodes the section of `text` as it is suspected.
    ///
    /// Returns its log-likelihood ratio in nats: summed over all readings at the rate suspected, each piece gone over or not, against
    /// being honest word for word; less by as much as its swaps [repeat](Agreement::breadth) each other. Where that is below `least`
    /// the first pass is the last.
    pub(super) fn decode(
        &mut self,
        channel: &Channel,
        text: &str,
        section: &Section,
        suspicion: Suspicion,
        least: f64,
    ) -> f64 {
        self.build(channel, text, section);
        self.share = (suspicion.swap_rate / FULL_RATE).clamp(0.0, 1.0);
        self.agreement.clear();
        self.weigh(channel);
        let (mut ratio, mut odds) = (self.evidence(TOUCHED), TOUCHED);
        if suspicion.in_parts {
            for partly in PARTLY {
                let evidence = self.evidence(partly);
                if evidence > ratio {
                    (ratio, odds) = (evidence, partly - CAUTION);
                }
            }
        }
        // What repeats only brings a ratio above 0 down.
        if ratio < least.min(0.0) {
            return ratio;
        }
        self.note(channel, odds);
        if ratio > 0.0 {
            ratio *= self.next.breadth();
        }
        if ratio < least {
            return ratio;
        }
        for _ in 1..PASSES {
            std::mem::swap(&mut self.agreement, &mut self.next);
            let before = self.share;
            self.share = self.agreement.share(before);
            self.weigh(channel);
            self.note(channel, odds);
            if (self.share - before).abs() < STEADY {
                break;
            }
        }
        ratio
    }

    /// Lets `chooser`, if there is one, have the last word on the section that was decoded, but for pieces that are honest, and finds
    /// the best paths.
    pub(super) fn choose(&mut self, channel: &Channel, chooser: Option<&impl Weigh>) {
        if let Some(chooser) = chooser {
            let topic = self.topic(channel, chooser);
            let (pieces, scratch) = self.open();
            for piece in pieces {
                piece.choose(channel, chooser, &topic, scratch);
            }
        }
        self.pieces[..self.count].iter_mut().for_each(Piece::find_path);
    }

    /// What the section that was decoded is about, for the vectors of `chooser`.
    pub(super) fn topic(&mut self, channel: &Channel, chooser: &impl Weigh) -> Topic {
        fill(&mut self.bag, &self.pieces[..self.count], channel);
        chooser.topic(&self.bag)
    }

    /// The pieces of the section that was decoded which are not honest, and what choosing needs.
    pub(super) fn open(&mut self) -> (impl Iterator<Item = &mut Piece>, &mut Scratch) {
        self.scratch.set_rate(self.share);
        (self.pieces[..self.count].iter_mut().filter(|piece| !piece.is_honest()), &mut self.scratch)
    }

    /// The words of the section whose topic was asked for last.
    pub(super) fn bag(&self) -> &Bag {
        &self.bag
    }

    /// The pieces of the section that was decoded.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces[..self.count]
    }

    /// Builds the lattice of each piece of the section.
    fn build(&mut self, channel: &Channel, text: &str, section: &Section) {
        let mut reader = Reader::new(channel.model(), channel.table());
        let mut tokens = Vec::new();
        let mut pieces = Pieces::new(&text[section.range.clone()]);
        self.count = 0;
        while let Some(bounds) = pieces.next_into(&mut tokens) {
            if self.count == self.pieces.len() {
                self.pieces.push(Piece::default());
            }
            self.pieces[self.count].build(channel, &mut reader, &mut tokens, section.range.start, bounds);
            self.count += 1;
        }
    }

    /// What the pieces say together if each was gone over at these log-odds.
    fn evidence(&self, log_odds: f64) -> f64 {
        self.pieces[..self.count].iter().map(|piece| piece.evidence(log_odds)).sum()
    }

    /// Weighs all pieces by what is known of the document.
    fn weigh(&mut self, channel: &Channel) {
        for piece in &mut self.pieces[..self.count] {
            piece.weigh(channel, &self.agreement, self.share);
        }
    }

    /// Notes what becomes of each key, if each piece was gone over at these log-odds.
    fn note(&mut self, channel: &Channel, odds: f64) {
        self.next.clear();
        for piece in &mut self.pieces[..self.count] {
            piece.set_touched(odds);
            piece.note(channel, &mut self.next);
        }
    }
}
