//! Decoding one section: pass after pass over its pieces, each pass with what the one before found out about the document.

use std::ops::Range;

use super::sections::Section;
use super::surface::{self, Apostrophe};
use crate::channel::agreement::Agreement;
use crate::channel::candidates::{Candidate, Candidates};
use crate::channel::document::{Reader, Word};
use crate::channel::swap_rate::FULL_RATE;
use crate::channel::{Channel, cost};
use crate::language_model::{Cost, LanguageModel, WordId};
use crate::lattice::{Arcs, Lattice};
use crate::substitution::{Alternative, Substitution};
use crate::text::{Bounds, Pieces};

/// Passes over a section: the second knows what became of each key elsewhere in the document.
const PASSES: usize = 2;

/// Weight of the language model against the channel, in 1024ths; fitted on the learning pairs.
const EMPHASIS: Cost = 1024;

/// Posteriors below this are not worth telling.
const NEGLIGIBLE: f64 = 0.001;

/// Reusable buffers of decoding.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pub(super) words: Vec<Word>,
    pub(super) candidates: Candidates,
    pub(super) arcs: Arcs,
    pub(super) lattice: Lattice,
    /// Candidate of each arc; `None` copies a word.
    pub(super) meaning: Vec<Option<usize>>,
    agreement: Agreement,
    next: Agreement,
    /// Posterior of every arc of the section in the pass before.
    noted: Vec<f32>,
    share: f64,
}

/// What the last pass sees of one piece.
pub(super) type Visit<'v> = dyn FnMut(&Decoder, &Channel) + 'v;

impl Decoder {
    /// Decodes the section of `text`; `visit` is called for each piece in the last pass.
    ///
    /// Returns the log-likelihood ratio of the section in nats: summed over all readings at its swap rate, against being
    /// honest word for word. Where that is below `least` after the first pass there is no second one.
    pub(super) fn decode(
        &mut self,
        channel: &Channel,
        text: &str,
        section: &Section,
        least: f64,
        visit: &mut Visit<'_>,
    ) -> f64 {
        self.agreement.clear();
        self.noted.clear();
        self.share = (section.estimate.swap_rate / FULL_RATE).clamp(0.0, 1.0);
        let mut ratio = 0.0;
        for pass in 1..=PASSES {
            let now = self.pass(channel, text, &section.range, (pass == PASSES).then_some(&mut *visit));
            if pass == 1 {
                ratio = now;
                if ratio < least {
                    break;
                }
            }
            std::mem::swap(&mut self.agreement, &mut self.next);
            self.share = self.agreement.share(self.share);
        }
        ratio
    }

    fn pass(&mut self, channel: &Channel, text: &str, range: &Range<usize>, mut visit: Option<&mut Visit<'_>>) -> f64 {
        let mut reader = Reader::new(channel.model(), channel.table());
        let before = std::mem::take(&mut self.noted);
        let mut own = before.iter().copied().chain(std::iter::repeat(0.0));
        self.next.clear();
        let mut ratio = 0.0;
        let mut tokens = Vec::new();
        let mut pieces = Pieces::new(&text[range.clone()]);
        while let Some(bounds) = pieces.next_into(&mut tokens) {
            self.words.clear();
            self.words.extend(tokens.iter().map(|token| {
                let mut word = reader.word(token);
                word.span = word.span.start + range.start..word.span.end + range.start;
                word
            }));
            self.piece(channel, bounds, &mut own);
            ratio += self.lattice.log_probability() - self.honest(channel.model(), bounds);
            self.note(channel);
            if let Some(visit) = visit.as_deref_mut() {
                visit(self, channel);
            }
        }
        ratio
    }

    /// Log-probability of the piece in `words` as honest text, nats.
    fn honest(&self, model: &LanguageModel, bounds: Bounds) -> f64 {
        let mut context = if bounds.line_start { model.begin() } else { model.empty() };
        let end = bounds.line_end.then_some(WordId::END);
        let mut total = 0;
        for word in self.words.iter().map(|word| word.model).chain(end) {
            let (cost, next) = model.score(&context, word);
            total += i64::from(cost);
            context = next;
        }
        -(total as f64) / 1000.0
    }

    /// Searches the lattice of the piece in `words`.
    fn piece(&mut self, channel: &Channel, bounds: Bounds, own: &mut dyn Iterator<Item = f32>) {
        self.candidates.find(channel, &self.words);
        self.arcs.reset(self.words.len());
        self.meaning.clear();
        let mut at = 0;
        for (place, word) in self.words.iter().enumerate() {
            let noted = own.next().map_or(0.0, f64::from);
            let copying = self.candidates.keys[place].map_or(0, |key| {
                let swapped = channel.table().original(key).swapped;
                self.agreement.copy_cost(key, swapped, self.share, noted)
            });
            self.arcs.push(place, place + 1, &[word.model], copying);
            self.meaning.push(None);
            while let Some(candidate) = self.candidates.all.get(at).filter(|candidate| candidate.start == place) {
                let noted = own.next().map_or(0.0, f64::from);
                let swapped = channel.table().original(candidate.original).swapped;
                let channel_cost = self.agreement.swap_cost(candidate, swapped, self.share, noted) + candidate.edit;
                self.arcs.push(place, candidate.end, channel.words_of(candidate.original), channel_cost);
                self.meaning.push(Some(at));
                at += 1;
            }
        }
        let model = channel.model();
        let begin = if bounds.line_start { model.begin() } else { model.empty() };
        let end = bounds.line_end.then_some(WordId::END);
        self.lattice.search(model, &self.arcs, begin, end, EMPHASIS);
    }

    /// Notes the posteriors of the piece for the next pass.
    fn note(&mut self, channel: &Channel) {
        let mut place = 0;
        for (meaning, &posterior) in self.meaning.iter().zip(self.lattice.posteriors()) {
            self.noted.push(posterior as f32);
            match *meaning {
                Some(candidate) => self.next.swapped(&self.candidates.all[candidate], posterior),
                None => {
                    if let Some(key) = self.candidates.keys[place] {
                        self.next.left(key, channel.table().original(key).swapped, posterior);
                    }
                    place += 1;
                }
            }
        }
    }

    /// The candidates of the best path of the piece, each with its arc.
    pub(super) fn chosen(&self) -> impl Iterator<Item = (usize, &Candidate)> {
        self.lattice.path().iter().filter_map(|&arc| {
            let candidate = self.meaning[arc as usize]?;
            Some((arc as usize, &self.candidates.all[candidate]))
        })
    }

    /// Arc that copies the word at `place`.
    pub(super) fn copy_of(&self, place: usize) -> usize {
        let from = self.arcs.arcs.partition_point(|arc| (arc.start as usize) < place);
        debug_assert!(self.meaning[from].is_none());
        from
    }

    /// The substitution that `candidate`, read by `arc`, amounts to.
    pub(super) fn substitution(
        &self,
        channel: &Channel,
        text: &str,
        apostrophe: Apostrophe,
        arc: usize,
        candidate: &Candidate,
    ) -> Substitution {
        let span = self.words[candidate.start].span.start..self.words[candidate.end - 1].span.end;
        let spun = &text[span.clone()];
        let surface = |candidate: &Candidate| {
            surface::restore(&channel.table().original(candidate.original).text, spun, apostrophe)
        };
        let posteriors = self.lattice.posteriors();
        let confidence = posteriors[arc].min(1.0);
        let left = posteriors[self.copy_of(candidate.start)];
        let mut alternatives: Vec<Alternative> = self
            .meaning
            .iter()
            .zip(posteriors)
            .enumerate()
            .filter_map(|(other, (meaning, &posterior))| {
                let rival = &self.candidates.all[(*meaning)?];
                (other != arc && (rival.start, rival.end) == (candidate.start, candidate.end) && posterior > NEGLIGIBLE)
                    .then(|| Alternative { original: surface(rival), confidence: posterior })
            })
            .collect();
        if left > NEGLIGIBLE {
            alternatives.push(Alternative { original: spun.to_owned(), confidence: left });
        }
        alternatives.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        Substitution {
            original: surface(candidate),
            confidence,
            gain: f64::from(cost(left) - cost(confidence)) / 1000.0,
            source: candidate.source,
            alternatives,
            spun: spun.to_owned(),
            span,
        }
    }
}
