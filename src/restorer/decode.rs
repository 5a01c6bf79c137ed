//! Decoding one section: its lattices are built once, then weighed pass after pass, each pass with what the one before found
//! out about the document.

use super::choice::{Scratch, fill};
use super::evidence::SectionEvidence;
use super::piece::Piece;
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

/// What is asked of a section: log-likelihood ratios in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked {
    /// Where it will hardly reach this, the pieces that are left are not read.
    pub(super) of_all: f64,
    /// Below this the first pass is the last.
    pub(super) of_passes: f64,
}

/// Nothing is asked: a section is decoded whatever it looks like.
pub(super) const ANYTHING: Asked = Asked { of_all: f64::NEG_INFINITY, of_passes: f64::NEG_INFINITY };

/// Reusable buffers of decoding.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pieces: Vec<Piece>,
    /// How many of them belong to the section.
    count: usize,
    /// The pieces in the order in which they are read, and what the words of each say for its being spun, in nats.
    order: Vec<(usize, f64)>,
    /// Share of the full rate at which the section was last weighed.
    share: f64,
    agreement: Agreement,
    next: Agreement,
    bag: Bag,
    scratch: Scratch,
}

impl Decoder {
    /// Decodes the section of `text` as it is suspected, as far as is `asked`.
    ///
    /// Returns its log-likelihood ratio in nats: summed over all readings at the rate suspected, each piece gone over or not, against
    /// being honest word for word; less by as much as its swaps [repeat](Agreement::breadth) each other. Of a section that was left
    /// it is that of the pieces that were read.
    pub(super) fn decode(
        &mut self,
        channel: &Channel,
        text: &str,
        section: &Section,
        Suspicion { swap_rate, in_parts }: Suspicion,
        asked: Asked,
    ) -> f64 {
        self.share = (swap_rate / FULL_RATE).clamp(0.0, 1.0);
        self.agreement.clear();
        self.read(channel, text, section);
        let mut suspicion = self.rank(channel, asked.of_all);
        let mut evidence = SectionEvidence::new(in_parts);
        for &(place, of_piece) in &self.order {
            let piece = &mut self.pieces[place];
            piece.build(channel, text);
            piece.weigh(channel, &self.agreement, self.share);
            evidence.add(piece.log_likelihood_ratio());
            suspicion -= of_piece;
            if !evidence.may_reach(asked.of_all, suspicion) {
                return evidence.likeliest().0;
            }
        }
        let (mut ratio, odds) = evidence.likeliest();
        // What repeats only brings a ratio above 0 down.
        if ratio < asked.of_passes.min(0.0) {
            return ratio;
        }
        self.note(channel, odds);
        if ratio > 0.0 {
            ratio *= self.next.breadth();
        }
        if ratio < asked.of_passes {
            return ratio;
        }
        self.pieces[..self.count].iter_mut().for_each(Piece::prune);
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

    /// Looks up the words of each piece of the section.
    fn read(&mut self, channel: &Channel, text: &str, section: &Section) {
        let mut reader = Reader::new(channel.model(), channel.table());
        let mut tokens = Vec::new();
        let mut pieces = Pieces::new(&text[section.range.clone()]);
        self.count = 0;
        while let Some(bounds) = pieces.next_into(&mut tokens) {
            if self.count == self.pieces.len() {
                self.pieces.push(Piece::default());
            }
            self.pieces[self.count].read(channel, &mut reader, text, &tokens, section.range.start, bounds);
            self.count += 1;
        }
    }

    /// Finds the order in which the pieces are read: the most suspicious first, where something is `asked` of them. Returns what they
    /// all are suspected of together, in nats.
    fn rank(&mut self, channel: &Channel, asked: f64) -> f64 {
        self.order.clear();
        if asked == f64::NEG_INFINITY {
            self.order.extend((0..self.count).map(|place| (place, 0.0)));
            return 0.0;
        }
        let suspicion = |piece: &Piece| piece.suspicion(channel, self.share).max(0.0);
        self.order.extend(self.pieces[..self.count].iter().map(suspicion).enumerate());
        self.order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        self.order.iter().map(|(_, suspicion)| suspicion).sum()
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
