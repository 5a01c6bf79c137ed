//! The verdict on one line.

use super::alignment::align;
use super::edits::GoldEdit;
use super::matching_blocks::stretches;
use super::segments::{Kind, from_edits, from_pair};
use super::tally::Tally;
use super::tokens::{Vocabulary, Word};

/// What an output made of a segment of the spun line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An edit undone: one of its originals, exactly.
    Restored,
    /// An edit left as the spinner made it.
    Missed,
    /// An edit changed into something else.
    Wrong,
    /// Text that was to be kept, changed.
    Harm,
}

/// One verdict with the texts it was given on; texts are tokens separated by spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The verdict.
    pub verdict: Verdict,
    /// The words of the spun line.
    pub spun: String,
    /// The words of the output in their place.
    pub output: String,
    /// The words that would have been right.
    pub originals: Vec<String>,
}

/// Scores one line of output and adds to `tally`; `on_event` hears of everything but text kept as it was.
///
/// The edits are `edits` where given, else the word differences between `spun` and `original`. Time and memory grow with the
/// product of the words of the line and of the output.
pub fn score_line(
    spun: &str,
    original: &str,
    edits: Option<&[GoldEdit]>,
    output: &str,
    tally: &mut Tally,
    on_event: &mut dyn FnMut(Event),
) {
    let mut vocabulary = Vocabulary::default();
    let segments = match edits {
        Some(edits) => from_edits(spun, edits, &mut vocabulary),
        None => from_pair(spun, original, &mut vocabulary),
    };
    let output = vocabulary.words(output);
    for (segment, range) in segments.iter().zip(align(&segments, &output)) {
        let found = &output[range];
        let off_by = |words: &[Word]| word_errors(words, found);
        let errors = segment.originals.iter().map(|original| off_by(original)).min().unwrap_or(0);
        tally.errors_out += errors;
        let verdict = match segment.kind {
            Kind::Keep => {
                tally.kept_words += segment.spun.len() as u64;
                if errors == 0 {
                    continue;
                }
                tally.harm += stretches(&segment.spun, found).iter().filter(|stretch| !stretch.equal).count() as u64;
                Verdict::Harm
            }
            Kind::Optional => {
                if errors == 0 {
                    continue;
                }
                tally.harm += 1;
                Verdict::Harm
            }
            Kind::Edit => {
                tally.edits += 1;
                let damage = segment.originals.iter().map(|original| word_errors(&segment.spun, original)).min();
                tally.errors_spun += damage.unwrap_or(0);
                match errors {
                    0 => Verdict::Restored,
                    _ if found == segment.spun => Verdict::Missed,
                    _ => Verdict::Wrong,
                }
            }
        };
        match verdict {
            Verdict::Restored => tally.restored += 1,
            Verdict::Missed => tally.missed += 1,
            Verdict::Wrong => tally.wrong += 1,
            Verdict::Harm => tally.harm_words += errors,
        }
        on_event(Event {
            verdict,
            spun: vocabulary.joined(&segment.spun),
            output: vocabulary.joined(found),
            originals: segment.originals.iter().map(|original| vocabulary.joined(original)).collect(),
        });
    }
}

/// Words to put in, leave out or replace to get from one side to the other.
fn word_errors(one: &[Word], other: &[Word]) -> u64 {
    strsim::generic_levenshtein(&Slice(one), &Slice(other)) as u64
}

/// `strsim` wants a type whose reference iterates.
struct Slice<'s>(&'s [Word]);

impl<'a> IntoIterator for &'a Slice<'_> {
    type Item = &'a Word;
    type IntoIter = std::slice::Iter<'a, Word>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(spun: &str, original: &str, output: &str) -> (Tally, Vec<Verdict>) {
        let (mut tally, mut verdicts) = (Tally::default(), Vec::new());
        score_line(spun, original, None, output, &mut tally, &mut |event| verdicts.push(event.verdict));
        (tally, verdicts)
    }

    #[test]
    fn every_verdict_once() {
        let (tally, verdicts) = scored(
            "The nation stated on Monday that a number of homes stay closed to guests .",
            "The country said on Monday that several houses remain closed to guests .",
            "The country stated on Monday that some houses remain shut to visitors .",
        );
        assert_eq!(verdicts, [Verdict::Wrong, Verdict::Wrong, Verdict::Harm]);
        assert_eq!((tally.edits, tally.wrong, tally.harm, tally.harm_words, tally.kept_words), (2, 2, 2, 2, 8));
        let (tally, verdicts) = scored("a useless man stated so", "a dead man said so", "a dead man stated so");
        assert_eq!(verdicts, [Verdict::Restored, Verdict::Missed]);
        assert_eq!((tally.errors_spun, tally.errors_out), (2, 1));
    }

    #[test]
    fn an_optional_edit_counts_neither_way() {
        let edits =
            [GoldEdit { char_offset: 2, spun: "many".into(), originals: vec!["several".into(), "many".into()] }];
        for (output, harm) in [("a many b", 0), ("a several b", 0), ("a few b", 1), ("a b", 1)] {
            let mut tally = Tally::default();
            score_line("a many b", "", Some(&edits), output, &mut tally, &mut |_| ());
            assert_eq!((tally.edits, tally.errors_spun, tally.harm, tally.kept_words), (0, 0, harm, 2), "{output}");
        }
    }

    #[test]
    fn an_empty_line_scores_nothing() {
        assert_eq!(scored("", "", "surplus"), (Tally::default(), vec![]));
    }
}
