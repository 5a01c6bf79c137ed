//! Why a phrase was restored, or not: every candidate with its cost terms.

use std::ops::Range;

use super::piece::Piece;
use super::surface::{self, Apostrophe};
use crate::channel::Channel;
use crate::language_model::{Context, Cost};

/// All readings of one spun phrase.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Byte offsets of the phrase in the text.
    pub span: Range<usize>,
    /// The phrase as it stands there.
    pub spun: String,
    /// Every reading, the phrase itself first.
    pub candidates: Vec<CandidateCost>,
}

/// One reading of a phrase and what it costs, in nats.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateCost {
    /// The original under this reading.
    pub original: String,
    /// Cost of the language model, as much as it is believed: the reading and two words behind it, after the best path before it.
    pub language_model: f64,
    /// Cost of the channel: of being swapped for the phrase, or of being left standing.
    pub channel: f64,
    /// Cost of the edit distance by which the phrase was found.
    pub edit: f64,
    /// Cost of the surroundings, as the chooser has it; below 0 where they speak for the reading.
    pub surroundings: f64,
    /// Sum of the terms.
    pub total: f64,
    /// Posterior probability over all paths, 0 to 1.
    pub confidence: f64,
    /// Whether the best path takes this reading.
    pub chosen: bool,
}

/// Appends an explanation of each phrase of the decoded piece that begins in `range` and has a candidate.
pub(super) fn explain(
    piece: &Piece,
    channel: &Channel,
    text: &str,
    apostrophe: Apostrophe,
    range: &Range<usize>,
    explanations: &mut Vec<Explanation>,
) {
    let all = &piece.candidates.all;
    let mut spans: Vec<(usize, usize)> = all.iter().map(|candidate| (candidate.start, candidate.end)).collect();
    spans.dedup();
    for (start, end) in spans {
        let span = piece.words[start].span.start..piece.words[end - 1].span.end;
        if !range.contains(&span.start) {
            continue;
        }
        let spun = &text[span.clone()];
        let before = context_before(piece, channel, start);
        let path = piece.lattice.path();
        let copies: Vec<usize> = (start..end).map(|place| piece.copy_of(place)).collect();
        let mut candidates = vec![CandidateCost {
            original: spun.to_owned(),
            chosen: copies.iter().all(|&copy| path.contains(&(copy as u32))),
            confidence: copies.iter().map(|&copy| piece.lattice.posteriors()[copy]).fold(1.0, f64::min),
            ..terms(piece, channel, before, &copies, end, 0)
        }];
        for arc in piece.arcs_at(start) {
            let Some(candidate) = piece.meaning[arc].map(|index| &all[index as usize]) else { continue };
            if (candidate.start, candidate.end) == (start, end) {
                candidates.push(CandidateCost {
                    original: surface::restore(
                        channel.table().original(candidate.original).text,
                        text,
                        &span,
                        apostrophe,
                    ),
                    chosen: path.contains(&(arc as u32)),
                    confidence: piece.lattice.posteriors()[arc],
                    ..terms(piece, channel, before, &[arc], end, candidate.edit)
                });
            }
        }
        explanations.push(Explanation { span, spun: spun.to_owned(), candidates });
    }
}

/// The language-model context in which the best path reaches the word `start`.
fn context_before(piece: &Piece, channel: &Channel, start: usize) -> Context {
    let model = channel.model();
    let mut context = model.begin();
    for &index in piece.lattice.path() {
        let arc = &piece.arcs.arcs[index as usize];
        if arc.start as usize >= start {
            break;
        }
        for &word in piece.arcs.words(arc) {
            context = model.score(&context, word).1;
        }
    }
    context
}

/// The cost terms of reading `arcs` and the next two words as the text has them.
fn terms(piece: &Piece, channel: &Channel, before: Context, arcs: &[usize], end: usize, edit: Cost) -> CandidateCost {
    let mut context = before;
    let (mut words, mut spent): (Cost, Cost) = (0, -edit);
    let mut read = |word| {
        let (cost, next) = channel.model().score(&context, word);
        words += cost;
        context = next;
    };
    for &arc in arcs {
        let arc = &piece.arcs.arcs[arc];
        spent += arc.channel;
        piece.arcs.words(arc).iter().for_each(|&word| read(word));
    }
    piece.words[end..].iter().take(2).for_each(|word| read(word.model));
    let choice: Cost = arcs.iter().map(|&arc| piece.arcs.arcs[arc].choice).sum();
    let [words, channel, edit, surroundings] = [words, spent, edit, choice].map(|cost| f64::from(cost) / 1000.0);
    let language_model = words * piece.share();
    CandidateCost {
        original: String::new(),
        language_model,
        channel,
        edit,
        surroundings,
        total: language_model + channel + edit + surroundings,
        confidence: 0.0,
        chosen: false,
    }
}
