//! A spun line as a row of segments: what to keep, and what the spinner changed.

use super::edits::GoldEdit;
use super::matching_blocks::stretches;
use super::tokens::{Vocabulary, Word, is_space};

/// What the output is expected to do with a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Untouched by the spinner: leave it.
    Keep,
    /// Touched or not, both are right.
    Optional,
    /// Spun: restore it.
    Edit,
}

/// A stretch of the spun line with everything that may rightly stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) kind: Kind,
    pub(super) spun: Vec<Word>,
    /// Never empty; of a segment to keep, its own words.
    pub(super) originals: Vec<Vec<Word>>,
}

impl Segment {
    fn keep(words: Vec<Word>) -> Self {
        Segment { kind: Kind::Keep, originals: vec![words.clone()], spun: words }
    }
}

/// Segments from the word differences between the spun line and its original.
pub(super) fn from_pair(spun: &str, original: &str, vocabulary: &mut Vocabulary) -> Vec<Segment> {
    let (spun, original) = (vocabulary.words(spun), vocabulary.words(original));
    let segment = |stretch: super::matching_blocks::Stretch| Segment {
        kind: if stretch.equal { Kind::Keep } else { Kind::Edit },
        spun: spun[stretch.first].to_vec(),
        originals: vec![original[stretch.second].to_vec()],
    };
    stretches(&spun, &original).into_iter().map(segment).collect()
}

/// Segments from known edits. Edits are taken in order; what one covers of the next counts twice, and offsets beyond the line
/// mean its end.
pub(super) fn from_edits(spun: &str, edits: &[GoldEdit], vocabulary: &mut Vocabulary) -> Vec<Segment> {
    let starts: Vec<usize> = spun.char_indices().map(|(byte, _)| byte).chain([spun.len()]).collect();
    let between = |from: usize, to: usize| {
        let byte = |offset: usize| starts[offset.min(starts.len() - 1)];
        if from < to { &spun[byte(from)..byte(to)] } else { "" }
    };
    let mut edits: Vec<&GoldEdit> = edits.iter().collect();
    edits.sort();
    let mut segments = Vec::with_capacity(2 * edits.len() + 1);
    let keep = |text: &str, vocabulary: &mut Vocabulary, segments: &mut Vec<Segment>| {
        if !text.chars().all(is_space) {
            segments.push(Segment::keep(vocabulary.words(text)));
        }
    };
    let mut done = 0;
    for edit in edits {
        keep(between(done, edit.char_offset), vocabulary, &mut segments);
        let originals: Vec<_> = edit.originals.iter().map(|original| vocabulary.words(original)).collect();
        let spun = vocabulary.words(&edit.spun);
        let kind = if originals.contains(&spun) { Kind::Optional } else { Kind::Edit };
        segments.push(Segment { kind, spun, originals });
        done = edit.char_offset + edit.spun.chars().count();
    }
    keep(between(done, starts.len() - 1), vocabulary, &mut segments);
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(segments: &[Segment], vocabulary: &Vocabulary) -> Vec<String> {
        let originals = |segment: &Segment| -> Vec<String> {
            segment.originals.iter().map(|original| vocabulary.joined(original)).collect()
        };
        segments
            .iter()
            .map(|segment| match segment.kind {
                Kind::Keep => vocabulary.joined(&segment.spun),
                kind => format!("{kind:?} {} > {}", vocabulary.joined(&segment.spun), originals(segment).join("|")),
            })
            .collect()
    }

    fn edit(char_offset: usize, spun: &str, originals: &[&str]) -> GoldEdit {
        GoldEdit {
            char_offset,
            spun: spun.to_owned(),
            originals: originals.iter().map(|&original| original.to_owned()).collect(),
        }
    }

    #[test]
    fn edits_are_cut_at_characters_in_order() {
        let mut vocabulary = Vocabulary::default();
        let edits = [edit(14, "many", &["several", "many"]), edit(7, "aided", &["helped"])];
        let segments = from_edits("“Zoë’s aided  many.”", &edits, &mut vocabulary);
        assert_eq!(
            shown(&segments, &vocabulary),
            ["\" Zoë's", "Edit aided > helped", "Optional many > several|many", ". \""]
        );
    }

    #[test]
    fn without_edits_the_line_is_kept_and_an_empty_one_has_no_segments() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(shown(&from_edits("As it was.", &[], &mut vocabulary), &vocabulary), ["As it was ."]);
        assert_eq!(from_edits(" \t", &[], &mut vocabulary), []);
        assert_eq!(from_pair("", "", &mut vocabulary), []);
    }

    #[test]
    fn a_pair_gives_its_word_differences() {
        let mut vocabulary = Vocabulary::default();
        let segments = from_pair("a number of men left useless", "several men left", &mut vocabulary);
        assert_eq!(shown(&segments, &vocabulary), ["Edit a number of > several", "men left", "Edit useless > "]);
    }
}
