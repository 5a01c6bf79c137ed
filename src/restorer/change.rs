//! What a reading changes in the text: several may change it alike, as a row and a wider one with a word to either side that stays.
//! Each takes from the other's posterior, so the confidence of a change is summed over them.

use super::piece::Piece;
use crate::language_model::WordId;
use crate::swaps::source::LONGEST;

/// The words `start..end` of a piece become `original`; those at the edges that stay what they are are not among them.
#[derive(Debug, PartialEq)]
pub(super) struct Change<'p> {
    start: usize,
    end: usize,
    original: &'p [WordId],
}

impl<'p> Change<'p> {
    /// What `arc` changes.
    pub(super) fn of(piece: &'p Piece, arc: usize) -> Self {
        let arc = &piece.arcs.arcs[arc];
        let (mut start, mut end, mut original) = (arc.start as usize, arc.end as usize, piece.arcs.words(arc));
        let stays = |place: usize, word: WordId| word != WordId::UNKNOWN && word == piece.words[place].model;
        while let [rest @ .., last] = original
            && start < end
            && stays(end - 1, *last)
        {
            (end, original) = (end - 1, rest);
        }
        while let [first, rest @ ..] = original
            && start < end
            && stays(start, *first)
        {
            (start, original) = (start + 1, rest);
        }
        Self { start, end, original }
    }

    /// Whether all its words are known, so that no other ones can be taken for them.
    fn is_known(&self) -> bool {
        !self.original.contains(&WordId::UNKNOWN)
    }
}

/// Posteriors below this add nothing to a confidence.
const SLIGHT: f64 = 1e-4;

/// Probability, 0 to 1, that the text was changed as `arc` has it, by whatever reading.
pub(super) fn confidence(piece: &Piece, arc: usize) -> f64 {
    let posteriors = piece.lattice.posteriors();
    let change = Change::of(piece, arc);
    if !change.is_known() {
        return posteriors[arc].min(1.0);
    }
    // Those that begin behind the change, or with it but insert elsewhere, cannot be it; nor those that end before it.
    let near = piece.arcs_from(change.start.saturating_sub(LONGEST), change.start.min(piece.words.len() - 1));
    let same = near.filter(|&other| {
        posteriors[other] >= SLIGHT
            && other != arc
            && piece.meaning[other].is_some()
            && piece.arcs.arcs[other].end as usize >= change.end
            && Change::of(piece, other) == change
    });
    let others: f64 = same.map(|other| posteriors[other]).sum();
    (posteriors[arc] + others).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::agreement::Agreement;
    use crate::channel::document::Reader;
    use crate::restorer::Restorer;
    use crate::text::{Bounds, tokens};

    #[test]
    fn readings_that_change_the_same_words_alike_share_a_confidence() {
        let restorer = Restorer::embedded().unwrap();
        let channel = restorer.dialects().channel(0);
        let mut reader = Reader::new(channel.model(), channel.table());
        let (mut piece, text) = (Piece::default(), "A number of individuals spoke.");
        let (cut, bounds) = (tokens(text).collect::<Vec<_>>(), Bounds { line_start: true, line_end: true });
        piece.read(channel, &mut reader, text, &cut, 0, bounds);
        piece.build(channel, text);
        piece.weigh(channel, &Agreement::default(), 1.0);
        let arc = |start: u32, end: u32, original: &str| {
            let is = |&index: &usize| {
                let candidate = piece.meaning[index].map(|at| &piece.candidates.all[at as usize]);
                candidate.is_some_and(|candidate| channel.table().original(candidate.original).text == original)
            };
            let within = |&index: &usize| (piece.arcs.arcs[index].start, piece.arcs.arcs[index].end) == (start, end);
            (0..piece.arcs.arcs.len()).filter(within).find(is).expect(original)
        };
        let (narrow, wide, other) = (arc(3, 4, "people"), arc(2, 4, "of people"), arc(0, 3, "several"));
        assert_eq!(Change::of(&piece, narrow), Change::of(&piece, wide));
        let posteriors = piece.lattice.posteriors();
        let sum = posteriors[narrow] + posteriors[wide];
        assert!(confidence(&piece, narrow) >= sum && sum > posteriors[narrow]);
        assert!((confidence(&piece, narrow) - confidence(&piece, wide)).abs() < 1e-9);
        assert!((confidence(&piece, other) - posteriors[other]).abs() < 1e-9, "it changes other words");
    }
}
