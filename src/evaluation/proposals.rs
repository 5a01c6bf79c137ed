//! Which substitutions proposed for a line are right.

use std::ops::Range;

use super::calibration::Calibration;
use super::edits::GoldEdit;
use super::segments::{Kind, Segment, from_edits, from_pair};
use super::tokens::{Vocabulary, Word};
use crate::substitution::Substitution;

/// Judges the substitutions proposed for one line, made or not, and counts them in `calibration`.
///
/// A substitution is *right* when, made alone, it turns the edits that it touches into one of their originals exactly and changes
/// nothing beside them, as [`score_line`](super::score_line) compares tokens: case counts, white space does not. Where several
/// touch the same edit and none of them can be right alone, they are right together when together they do that, and the edit
/// is undone at the confidence of the least sure of them. A substitution is *neither* right nor wrong when it changes no token, or
/// puts one original of an optional edit in the place of another. Every other one is *wrong*.
///
/// The scorer judges what is left when all are made, so it may blame a right one for a wrong neighbour's words; else both count the
/// same edits as undone.
///
/// The edits are `edits` where given, else the word differences between `spun` and `original`, which run neighbouring swaps
/// together, so that one wrong substitution there counts against its neighbours. `substitutions` are those of this line, sorted
/// and disjoint, with spans that count from `offset` bytes before the line.
///
/// # Panics
///
/// When a span begins before the line or splits a character.
pub fn judge_line(
    spun: &str,
    original: &str,
    edits: Option<&[GoldEdit]>,
    (substitutions, offset): (&[Substitution], usize),
    calibration: &mut Calibration,
) {
    let mut vocabulary = Vocabulary::default();
    let mut edits = match edits {
        Some(edits) => from_edits(spun, edits, &mut vocabulary),
        None => from_pair(spun, original, &mut vocabulary),
    };
    edits.retain(|segment| segment.kind != Kind::Keep);
    calibration.swapped(edits.iter().filter(|edit| edit.kind == Kind::Edit).count() as u64);
    let proposals: Vec<Proposal<'_>> = substitutions
        .iter()
        .map(|substitution| Proposal {
            range: substitution.span.start - offset..(substitution.span.end - offset).min(spun.len()),
            original: &substitution.original,
            confidence: substitution.confidence,
        })
        .collect();
    let mut line = Line { spun, edits: &edits, vocabulary };
    let groups: Vec<&[Proposal<'_>]> = proposals.chunk_by(|one, next| line.share_an_edit(one, next)).collect();
    for group in groups {
        line.judge(group, calibration);
    }
}

/// A substitution, with its bytes in the line.
struct Proposal<'s> {
    range: Range<usize>,
    original: &'s str,
    confidence: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Undid so many edits.
    Right(u64),
    Neither,
    Wrong,
}

struct Line<'s> {
    spun: &'s str,
    /// Sorted, optional ones among them.
    edits: &'s [Segment],
    vocabulary: Vocabulary,
}

impl<'s> Line<'s> {
    /// The edits that `range` touches; with `edges` also those without words that adjoin it, white space aside.
    fn touched(&self, range: &Range<usize>, edges: bool) -> &'s [Segment] {
        let wide =
            self.spun[..range.start].trim_end().len()..self.spun.len() - self.spun[range.end..].trim_start().len();
        let touches = |edit: &Segment| match edit.spun.is_empty() {
            true if edges => edit.range.start <= wide.end && wide.start <= edit.range.end,
            true => range.start < edit.range.start && edit.range.end < range.end,
            false => edit.range.start < range.end && range.start < edit.range.end,
        };
        let first = self.edits.partition_point(|edit| edit.range.end < wide.start);
        let behind = self.edits.partition_point(|edit| edit.range.start <= wide.end);
        let near = &self.edits[first..behind.max(first)];
        let first = near.iter().position(touches).unwrap_or(near.len());
        let behind = near.iter().rposition(touches).map_or(first, |last| last + 1);
        &near[first..behind]
    }

    fn share_an_edit(&self, one: &Proposal<'_>, next: &Proposal<'_>) -> bool {
        self.touched(&one.range, false).last().is_some_and(|edit| next.range.start < edit.range.end)
    }

    /// Judges proposals that share edits with their neighbours.
    fn judge(&mut self, group: &[Proposal<'_>], calibration: &mut Calibration) {
        let alone: Vec<Outcome> = group.iter().map(|proposal| self.outcome(std::slice::from_ref(proposal))).collect();
        let together =
            if group.len() > 1 && alone.contains(&Outcome::Wrong) { self.outcome(group) } else { Outcome::Wrong };
        let Outcome::Right(undone) = together else {
            for (proposal, outcome) in group.iter().zip(alone) {
                match outcome {
                    Outcome::Right(undone) => calibration.right(proposal.confidence, undone),
                    Outcome::Neither => calibration.neither(),
                    Outcome::Wrong => calibration.wrong(proposal.confidence),
                }
            }
            return;
        };
        let least = group.iter().map(|proposal| proposal.confidence).fold(f64::INFINITY, f64::min);
        let mut credit = Some(undone);
        for proposal in group {
            let undone = if proposal.confidence <= least { credit.take().unwrap_or(0) } else { 0 };
            calibration.right(proposal.confidence, undone);
        }
    }

    /// What becomes of the edits touched when just these proposals are made.
    fn outcome(&mut self, made: &[Proposal<'_>]) -> Outcome {
        let (Some(first), Some(last)) = (made.first(), made.last()) else { return Outcome::Neither };
        let range = first.range.start..last.range.end;
        // An edit without words stands between two of them, and may belong to a substitution on either side.
        match self.outcome_on(made, &range, self.touched(&range, false)) {
            Outcome::Wrong => self.outcome_on(made, &range, self.touched(&range, true)),
            outcome => outcome,
        }
    }

    fn outcome_on(&mut self, made: &[Proposal<'_>], range: &Range<usize>, edits: &[Segment]) -> Outcome {
        let start = edits.first().map_or(range.start, |edit| edit.range.start.min(range.start));
        let end = edits.last().map_or(range.end, |edit| edit.range.end.max(range.end));
        let mut result = String::new();
        let mut copied = start;
        for proposal in made {
            result.push_str(&self.spun[copied..proposal.range.start]);
            result.push_str(proposal.original);
            copied = proposal.range.end;
        }
        result.push_str(&self.spun[copied..end]);
        let result = self.vocabulary.words(&result);
        if result == self.vocabulary.words(&self.spun[start..end]) {
            return Outcome::Neither;
        }
        // How far the result can have been read, each edit as any of its originals.
        let mut reached = vec![0];
        let mut kept = start;
        for edit in edits {
            if edit.range.start < kept {
                // Edits that overlap: there is no telling what stood there.
                return Outcome::Wrong;
            }
            let keep = self.vocabulary.words(&self.spun[kept..edit.range.start]);
            reached = read(&result, &read(&result, &reached, &[keep]), &edit.originals);
            kept = edit.range.end;
        }
        let keep = self.vocabulary.words(&self.spun[kept..end]);
        if !read(&result, &reached, &[keep]).contains(&result.len()) {
            return Outcome::Wrong;
        }
        match edits.iter().filter(|edit| edit.kind == Kind::Edit).count() {
            0 => Outcome::Neither,
            undone => Outcome::Right(undone as u64),
        }
    }
}

/// Where one of `readings` ends in `words` if it begins at one of the places `reached`.
fn read(words: &[Word], reached: &[usize], readings: &[Vec<Word>]) -> Vec<usize> {
    let mut ends: Vec<usize> = reached
        .iter()
        .flat_map(|&at| {
            readings.iter().filter(move |reading| words[at..].starts_with(reading)).map(move |r| at + r.len())
        })
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::substitution::Source;

    /// Judges substitutions `spun>original`, found in the line from left to right; what of confidence 0.9, 0.8 and so on is
    /// right (with the swaps undone), wrong or neither.
    fn judged(spun: &str, original: &str, edits: Option<&[GoldEdit]>, made: &[&str]) -> (Vec<(bool, u64)>, u64) {
        let mut at = 0;
        let mut confidence = 1.0;
        let substitutions: Vec<Substitution> = made
            .iter()
            .map(|pair| {
                let (from, to) = pair.split_once('>').unwrap();
                let start = at + spun[at..].find(from).unwrap();
                at = start + from.len();
                confidence -= 0.1;
                // Spans that count from 7 bytes before the line.
                Substitution {
                    span: start + 7..at + 7,
                    spun: from.into(),
                    original: to.into(),
                    confidence,
                    gain: 0.0,
                    source: Source::Exact,
                    alternatives: Vec::new(),
                }
            })
            .collect();
        let mut calibration = Calibration::default();
        judge_line(spun, original, edits, (&substitutions, 7), &mut calibration);
        (calibration.verdicts(), calibration.uncounted())
    }

    fn edit(char_offset: usize, spun: &str, originals: &[&str]) -> GoldEdit {
        GoldEdit {
            char_offset,
            spun: spun.to_owned(),
            originals: originals.iter().map(|&original| original.to_owned()).collect(),
        }
    }

    const RIGHT: (bool, u64) = (true, 1);
    const WRONG: (bool, u64) = (false, 0);

    #[test]
    fn right_is_one_of_the_originals_exactly() {
        let edits = [edit(8, "useless", &["dead", "lifeless"]), edit(16, "males", &["men"])];
        let with = |made: &[&str]| judged("Zoë saw useless males go", "", Some(&edits), made).0;
        // The offsets of the table are characters; one of this line has two bytes.
        assert_eq!(with(&["useless>dead", "males>men"]), [RIGHT, RIGHT]);
        assert_eq!(with(&["useless>lifeless", "males>Men"]), [RIGHT, WRONG]);
        assert_eq!(with(&["saw>met", "useless>dead men", "go>leave"]), [WRONG, WRONG, WRONG]);
        assert_eq!(with(&["useless males>dead men"]), [(true, 2)]);
        assert_eq!(with(&["saw useless>saw dead"]), [RIGHT]);
        assert_eq!(with(&["useless males>dead males"]), [WRONG]);
    }

    #[test]
    fn part_of_an_edit_is_right_when_the_rest_needs_no_change() {
        let edits = [edit(3, "the top of", &["the end of"]), edit(14, "brand new", &["fresh"])];
        let with = |made: &[&str]| judged("at the top of brand new days", "", Some(&edits), made).0;
        assert_eq!(with(&["top>end", "new>fresh"]), [RIGHT, WRONG]);
        assert_eq!(with(&["brand>", "new>fresh"]), [(true, 0), RIGHT]);
    }

    #[test]
    fn what_changes_no_token_or_is_optional_counts_neither_way() {
        let edits = [edit(2, "many", &["several", "many"]), edit(7, "it’s", &["its"])];
        let with = |made: &[&str]| judged("a many it’s b", "", Some(&edits), made);
        assert_eq!(with(&["many>several", "it’s>it's"]), (vec![], 2));
        assert_eq!(with(&["many>few", "it’s>its"]), (vec![WRONG, RIGHT], 0));
    }

    #[test]
    fn without_a_table_neighbours_stand_or_fall_together() {
        let pair = |made: &[&str]| judged("it left useless males behind", "it left dead men behind", None, made).0;
        // The swap is undone once, at the confidence of the less sure of the two.
        assert_eq!(pair(&["useless>dead", "males>men"]), [(true, 0), RIGHT]);
        assert_eq!(pair(&["useless>dead", "males>lads"]), [WRONG, WRONG]);
        assert_eq!(pair(&["useless>dead"]), [WRONG]);
    }

    #[test]
    fn words_that_the_spinner_dropped_belong_to_either_side() {
        let pair = |made: &[&str]| judged("so is the law", "so it is the law", None, made).0;
        assert_eq!(pair(&["is>it is"]), [RIGHT]);
        assert_eq!(pair(&["so>so it"]), [RIGHT]);
        assert_eq!(pair(&["so is>so it is"]), [RIGHT]);
        assert_eq!(pair(&["the>it the"]), [WRONG]);
    }
}
