//! One piece of a section: its words, its candidates and its lattice.

use std::ops::Range;

use super::change::confidence;
use super::choice::Scratch;
use super::surface::{self, Apostrophe};
use crate::channel::agreement::Agreement;
use crate::channel::candidates::{Candidate, Candidates};
use crate::channel::document::{Reader, Word};
use crate::channel::{Channel, cost, numbers, splitting};
use crate::chooser::{Topic, Weigh};
use crate::language_model::{Cost, WordId};
use crate::lattice::{Arcs, Lattice};
use crate::substitution::{Alternative, Substitution};
use crate::text::{Bounds, Token};

/// Weight of the language model against the channel, in 1024ths: 0.8. On the learning pairs at half rate 0.7 undoes 0.3%
/// less, 0.9 undoes no more and harms a twentieth more words.
const EMPHASIS: Cost = 820;

/// Log-odds, in nats, that a piece of a spun document was gone over, before it is read: seven to one. Where half the
/// paragraphs of the development set are spun, asking undoes 0.82 of the damage and harms 6 words in a thousand; not asking
/// 0.64 and 21.
pub(super) const TOUCHED: f64 = 2.0;

/// How many times likelier a reading must be than that its words were left as they stand, to be proposed. A wrong choice among the
/// originals of a swapped word spoils nothing that was whole; a change to an honest word does. On the development and learning pairs this
/// spares one in six of the words that are harmed, and undoes 0.002 less of the damage (at half rate 0.002 to 0.007), at an F0.5 higher by
/// 0.002 (0.004 to 0.008); twice the likelihood would spare one in four (one in three), and undo 0.005 (0.013) less.
const LEAST_ODDS: f64 = 1.5;

/// The whole, in 1024ths.
const WHOLE: Cost = 1024;

/// Readings of a posterior below this after the first pass have no part in the others. Undone and F0.5 move by 0.0005 at most for
/// that, up or down, and spun text takes 3% less work; at 0.01 F0.5 of the development set falls by 0.001.
const UNLIKELY: f64 = 0.001;

/// Posteriors below this are not worth telling.
const NEGLIGIBLE: f64 = 0.01;

/// A piece with its lattice; reusable.
#[derive(Debug, Default)]
pub(super) struct Piece {
    bounds: Bounds,
    pub(super) words: Vec<Word>,
    pub(super) candidates: Candidates,
    pub(super) arcs: Arcs,
    pub(super) lattice: Lattice,
    /// Candidate of each arc; `None` copies a word.
    pub(super) meaning: Vec<Option<u32>>,
    /// For each place the arc that copies its word, the first of those that begin there.
    copies: Vec<u32>,
    /// The share of the language model's costs in its last weighing, in 1024ths.
    share: Cost,
    /// Log-likelihood ratio of the piece against being honest, in nats, from its last weighing.
    ratio: f64,
    /// Log-odds, in nats, that it was gone over, before it is read.
    touched: f64,
}

impl Piece {
    /// Looks up its `tokens`, which were cut from `text` behind the byte `offset`.
    pub(super) fn read(
        &mut self,
        channel: &Channel,
        reader: &mut Reader<'_>,
        text: &str,
        tokens: &[Token<'_>],
        offset: usize,
        bounds: Bounds,
    ) {
        reader.words(tokens, offset, &mut self.words);
        splitting::split(channel, reader, text, &mut self.words);
        numbers::mark(channel, text, &mut self.words);
        self.bounds = bounds;
    }

    /// What its words alone say for its being spun at the share `share` of the full rate against being honest, in nats.
    pub(super) fn suspicion(&self, channel: &Channel, share: f64) -> f64 {
        channel.lexicon().evidence().log_likelihood_ratio(self.words.iter().map(|word| word.table.index()), share)
    }

    /// Finds the candidates of its words, which are words of `text`, and builds the lattice.
    pub(super) fn build(&mut self, channel: &Channel, text: &str) {
        self.candidates.find(channel, text, &self.words);
        self.arcs.reset(self.words.len());
        self.meaning.clear();
        self.copies.clear();
        let mut candidates = (0..).zip(&self.candidates.all).peekable();
        for (place, word) in self.words.iter().enumerate() {
            self.copies.push(self.meaning.len() as u32);
            self.arcs.push(place, place + 1, &[word.model], 0);
            self.meaning.push(None);
            while let Some((index, candidate)) = candidates.next_if(|(_, candidate)| candidate.start == place) {
                self.arcs.push(place, candidate.end, channel.words_of(candidate.original), 0);
                self.meaning.push(Some(index));
            }
        }
        let model = channel.model();
        let begin = if self.bounds.line_start { model.begin() } else { model.empty() };
        let end = self.bounds.line_end.then_some(WordId::END);
        self.lattice.build(model, &self.arcs, begin, end, EMPHASIS);
    }

    /// Weighs the lattice by what `agreement` says of the rest of the document, at the share `share` of the full rate.
    pub(super) fn weigh(&mut self, channel: &Channel, agreement: &Agreement, share: f64) {
        let (noted, touched) = (self.lattice.posteriors(), self.touched());
        let is_first = agreement.is_empty();
        for (index, (arc, meaning)) in self.arcs.arcs.iter_mut().zip(&self.meaning).enumerate() {
            if !is_first && meaning.is_some() && noted[index] < UNLIKELY {
                continue;
            }
            let own = if is_first { 0.0 } else { noted[index] * touched };
            arc.channel = match meaning {
                None => {
                    let key = self.candidates.keys[arc.start as usize];
                    let left = key.map_or(0, |key| {
                        let swapped = channel.table().swapped(key);
                        agreement.copy_cost(key, swapped, share, own)
                    });
                    if self.words[arc.start as usize].spelled { left + numbers::LEFT } else { left }
                }
                Some(candidate) => {
                    let candidate = &self.candidates.all[*candidate as usize];
                    let swapped = channel.table().swapped(candidate.original);
                    agreement.swap_cost(candidate, swapped, share, own) + candidate.edit
                }
            };
        }
        self.share = WHOLE;
        self.lattice.weigh(&self.arcs, WHOLE);
        self.ratio = self.lattice.log_probability() + f64::from(self.lattice.plain()) / 1000.0;
    }

    /// Lets the surroundings have their say, once the document is weighed: they change path and posteriors, but not what the piece
    /// says of the document.
    pub(super) fn choose(&mut self, channel: &Channel, chooser: &impl Weigh, topic: &Topic, scratch: &mut Scratch) {
        scratch.read(self, channel);
        scratch.readings.iter().for_each(|reading| chooser.send_for(reading));
        for (&arc, reading) in scratch.arcs.iter().zip(scratch.readings.iter()) {
            self.arcs.arcs[arc].choice = chooser.cost(reading, topic);
        }
        self.share = chooser.share();
        self.lattice.weigh(&self.arcs, self.share);
    }

    /// The share of the language model's costs in its last weighing, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        f64::from(self.share) / f64::from(WHOLE) * f64::from(EMPHASIS) / f64::from(WHOLE)
    }

    /// Log-likelihood ratio, in nats, of the piece against being honest word for word, from its last weighing.
    pub(super) fn log_likelihood_ratio(&self) -> f64 {
        self.ratio
    }

    /// Tells it the log-odds, in nats, that a piece of its document was gone over.
    pub(super) fn set_touched(&mut self, log_odds: f64) {
        self.touched = log_odds;
    }

    /// Probability that a spinner went over the piece at all: parts of a spun document may be honest.
    fn touched(&self) -> f64 {
        1.0 / (1.0 + (-self.ratio - self.touched).exp())
    }

    /// Whether the piece is so much likelier honest that nothing of it is to be substituted.
    pub(super) fn is_honest(&self) -> bool {
        self.ratio + self.touched < 0.0
    }

    /// Leaves out of what follows the readings that were unlikely when it was last weighed.
    pub(super) fn prune(&mut self) {
        let Self { lattice, meaning, .. } = self;
        lattice.prune(UNLIKELY, |arc| meaning[arc].is_none());
    }

    /// Notes in `agreement` what became of each key, as far as a spinner went over the piece at all.
    pub(super) fn note(&self, channel: &Channel, agreement: &mut Agreement) {
        let touched = self.touched();
        for ((arc, meaning), &posterior) in self.arcs.arcs.iter().zip(&self.meaning).zip(self.lattice.posteriors()) {
            if posterior < UNLIKELY {
                continue;
            }
            let posterior = posterior * touched;
            match meaning {
                Some(candidate) => agreement.swapped(&self.candidates.all[*candidate as usize], posterior),
                None => {
                    if let Some(key) = self.candidates.keys[arc.start as usize] {
                        agreement.left(key, channel.table().swapped(key), posterior);
                    }
                }
            }
        }
    }

    /// Finds the best path under the costs of the last weighing.
    pub(super) fn find_path(&mut self) {
        self.lattice.find_path(&self.arcs);
    }

    /// The candidates of the best path that are [likelier](LEAST_ODDS) than the words as they stand, each with its arc and its
    /// confidence.
    pub(super) fn chosen(&self) -> impl Iterator<Item = (usize, &Candidate, f64)> {
        self.lattice.path().iter().filter_map(|&arc| {
            let candidate = &self.candidates.all[self.meaning[arc as usize]? as usize];
            let confidence = confidence(self, arc as usize);
            (confidence >= LEAST_ODDS * self.left(candidate)).then_some((arc as usize, candidate, confidence))
        })
    }

    /// Probability, 0 to 1, that the words of `candidate` were left as they stand: no more than each of them was.
    fn left(&self, candidate: &Candidate) -> f64 {
        let posterior = |place| self.lattice.posteriors()[self.copy_of(place)];
        (candidate.start..candidate.end).map(posterior).fold(1.0, f64::min)
    }

    /// The arcs that begin at `place`, the copying one first.
    pub(super) fn arcs_at(&self, place: usize) -> Range<usize> {
        self.arcs_from(place, place)
    }

    /// The arcs that begin at the places from `first` to `last`, in order.
    pub(super) fn arcs_from(&self, first: usize, last: usize) -> Range<usize> {
        let behind = self.copies.get(last + 1).map_or(self.meaning.len(), |&next| next as usize);
        self.copy_of(first)..behind
    }

    /// The arc that copies the word at `place`.
    pub(super) fn copy_of(&self, place: usize) -> usize {
        self.copies[place] as usize
    }

    /// The other candidates, with their arcs, for the words that `arc` reads.
    fn rivals(&self, arc: usize) -> impl Iterator<Item = (usize, &Candidate)> {
        let (start, end) = (self.arcs.arcs[arc].start as usize, self.arcs.arcs[arc].end);
        self.arcs_at(start)
            .filter(move |&other| other != arc && self.arcs.arcs[other].end == end)
            .filter_map(|other| Some((other, &self.candidates.all[self.meaning[other]? as usize])))
    }

    /// The substitution that `candidate` amounts to, made with this confidence; its alternatives are told by
    /// [`alternatives`](Self::alternatives).
    pub(super) fn substitution(
        &self,
        channel: &Channel,
        text: &str,
        apostrophe: Apostrophe,
        candidate: &Candidate,
        confidence: f64,
    ) -> Substitution {
        let span = self.span(candidate);
        Substitution {
            original: surface(channel, text, apostrophe, &span, candidate),
            confidence,
            gain: f64::from(cost(self.left(candidate)) - cost(confidence)) / 1000.0,
            source: candidate.source,
            alternatives: Vec::new(),
            spun: text[span.clone()].to_owned(),
            span,
        }
    }

    /// What else the words of `candidate`, read by `arc`, may have been, most probable first.
    pub(super) fn alternatives(
        &self,
        channel: &Channel,
        text: &str,
        apostrophe: Apostrophe,
        arc: usize,
        candidate: &Candidate,
    ) -> Vec<Alternative> {
        let span = self.span(candidate);
        let posteriors = self.lattice.posteriors();
        let left = self.left(candidate);
        let mut alternatives: Vec<Alternative> = self
            .rivals(arc)
            .filter(|&(rival, _)| posteriors[rival] > NEGLIGIBLE)
            .map(|(rival, candidate)| Alternative {
                original: surface(channel, text, apostrophe, &span, candidate),
                confidence: posteriors[rival],
            })
            .collect();
        if left > NEGLIGIBLE {
            alternatives.push(Alternative { original: text[span].to_owned(), confidence: left });
        }
        alternatives.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        alternatives
    }

    /// The bytes of the text that `candidate` stands for.
    fn span(&self, candidate: &Candidate) -> Range<usize> {
        self.words[candidate.start].span.start..self.words[candidate.end - 1].span.end
    }
}

/// `candidate` as it would stand at the bytes `span` of `text`.
fn surface(
    channel: &Channel,
    text: &str,
    apostrophe: Apostrophe,
    span: &Range<usize>,
    candidate: &Candidate,
) -> String {
    surface::restore(channel.table().original(candidate.original).text, text, span, apostrophe)
}
