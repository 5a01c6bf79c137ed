//! A spun line as a row of segments: what to keep, and what the spinner changed.

use std::ops::Range;

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
    /// Where it stands in the spun line, in bytes.
    pub(super) range: Range<usize>,
    pub(super) spun: Vec<Word>,
    /// Never empty; of a segment to keep, its own words.
    pub(super) originals: Vec<Vec<Word>>,
}

impl Segment {
    fn keep(range: Range<usize>, words: Vec<Word>) -> Self {
        Segment { kind: Kind::Keep, range, originals: vec![words.clone()], spun: words }
    }
}

/// Segments from the word differences between the spun line and its original.
pub(super) fn from_pair(spun: &str, original: &str, vocabulary: &mut Vocabulary) -> Vec<Segment> {
    let ((words, ranges), original) = (vocabulary.located(spun), vocabulary.words(original));
    let bytes = |stretch: &Range<usize>| {
        let start = ranges.get(stretch.start).map_or(spun.len(), |range| range.start);
        if stretch.is_empty() { start..start } else { start..ranges[stretch.end - 1].end }
    };
    let segment = |stretch: super::matching_blocks::Stretch| Segment {
        kind: if stretch.equal { Kind::Keep } else { Kind::Edit },
        range: bytes(&stretch.first),
        spun: words[stretch.first].to_vec(),
        originals: vec![original[stretch.second].to_vec()],
    };
    stretches(&words, &original).into_iter().map(segment).collect()
}

/// Segments from known edits. Edits are taken in order; what one covers of the next counts twice, and offsets beyond the line
/// mean its end.
pub(super) fn from_edits(spun: &str, edits: &[GoldEdit], vocabulary: &mut Vocabulary) -> Vec<Segment> {
    let starts: Vec<usize> = spun.char_indices().map(|(byte, _)| byte).chain([spun.len()]).collect();
    let bytes = |from: usize, to: usize| {
        let byte = |offset: usize| starts[offset.min(starts.len() - 1)];
        byte(from)..byte(to.max(from))
    };
    let mut edits: Vec<&GoldEdit> = edits.iter().collect();
    edits.sort();
    let mut segments = Vec::with_capacity(2 * edits.len() + 1);
    let keep = |range: Range<usize>, vocabulary: &mut Vocabulary, segments: &mut Vec<Segment>| {
        let text = &spun[range.clone()];
        if !text.chars().all(is_space) {
            segments.push(Segment::keep(range, vocabulary.words(text)));
        }
    };
    let mut done = 0;
    for edit in edits {
        keep(bytes(done, edit.char_offset), vocabulary, &mut segments);
        let originals: Vec<_> = edit.originals.iter().map(|original| vocabulary.words(original)).collect();
        let spun = vocabulary.words(&edit.spun);
        let kind = if originals.contains(&spun) { Kind::Optional } else { Kind::Edit };
        done = edit.char_offset + edit.spun.chars().count();
        segments.push(Segment { kind, range: bytes(edit.char_offset, done), spun, originals });
    }
    keep(bytes(done, starts.len() - 1), vocabulary, &mut segments);
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
        let ranges: Vec<_> = segments.iter().map(|segment| segment.range.clone()).collect();
        assert_eq!(ranges, [0..12, 12..17, 19..23, 23..27]);
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
        let spun = "a number of men left useless";
        let segments = from_pair(spun, "several men left", &mut vocabulary);
        assert_eq!(shown(&segments, &vocabulary), ["Edit a number of > several", "men left", "Edit useless > "]);
        let texts =
            |segments: &[Segment]| segments.iter().map(|segment| &spun[segment.range.clone()]).collect::<Vec<_>>();
        assert_eq!(texts(&segments), ["a number of", "men left", "useless"]);
        let segments = from_pair(spun, "a number of old men left useless now", &mut vocabulary);
        assert_eq!(texts(&segments), ["a number of", "", "men left useless", ""]);
        assert_eq!((segments[1].range.start, segments[3].range.start), (12, spun.len()));
    }
}
