//! Which words of the output stand where a segment of the spun line stood.

use std::ops::Range;

use super::segments::{Kind, Segment};
use super::tokens::Word;

/// Costs are counted in half words: a wrong, missing or surplus word costs 2, an edit read as its spun words 1 more, so that
/// of two equally near readings the original wins.
type HalfWords = u32;
const WORD: HalfWords = 2;
const SPUN: HalfWords = 1;

/// For every segment the range of `output` that stands for it: adjoining, from the first word to the last.
///
/// Least-cost path of the output through the segments, each read as any of its originals, an edit also as its spun words.
/// Of equal paths: words replaced rather than left out, left out rather than put in; the original listed first. Time is the
/// words of all readings times the words of the output; memory the segments times the words of the output.
pub(super) fn align(segments: &[Segment], output: &[Word]) -> Vec<Range<usize>> {
    let columns = output.len() + 1;
    // `best[j]`: cost of the segments so far, ending before word j. At the very start only 0 is open; words before the first
    // segment belong to it, which is what one word a column says.
    let mut best: Vec<HalfWords> = (0..).step_by(WORD as usize).take(columns).collect();
    let mut begins: Vec<u32> = Vec::with_capacity(segments.len() * columns);
    let mut reading = Reading::default();
    for (at, segment) in segments.iter().enumerate() {
        reading.open(&best, at == 0);
        let first = begins.len();
        begins.resize(first + columns, 0);
        let begins = &mut begins[first..];
        best.fill(HalfWords::MAX);
        let spun = (segment.kind == Kind::Edit).then_some((&segment.spun, SPUN));
        for (words, penalty) in segment.originals.iter().map(|original| (original, 0)).chain(spun) {
            reading.read(words, output);
            for (j, &cost) in reading.costs.iter().enumerate() {
                if cost + penalty < best[j] {
                    best[j] = cost + penalty;
                    begins[j] = reading.begins[j];
                }
            }
        }
    }
    let mut end = output.len();
    let mut ranges: Vec<Range<usize>> = begins
        .chunks_exact(columns)
        .rev()
        .map(|begins| {
            let begin = begins[end] as usize;
            begin..std::mem::replace(&mut end, begin)
        })
        .collect();
    ranges.reverse();
    ranges
}

/// One segment read as one sequence of words, against every stretch of the output at once.
#[derive(Default)]
struct Reading {
    /// Costs and beginnings before any word of the segment is read.
    open: (Vec<HalfWords>, Vec<u32>),
    /// `costs[j]`: least cost when the segment ends before word j of the output.
    costs: Vec<HalfWords>,
    /// `begins[j]`: where the segment then begins.
    begins: Vec<u32>,
}

impl Reading {
    /// Prepares for a segment that may begin anywhere, at the cost of what comes before; the first begins at 0.
    fn open(&mut self, best: &[HalfWords], first: bool) {
        let (costs, begins) = &mut self.open;
        costs.clear();
        costs.extend_from_slice(best);
        begins.clear();
        begins.extend((0..).take(best.len()).map(|j: u32| if first { 0 } else { j }));
        for j in 1..costs.len() {
            // A surplus word at the front of the segment; of equal costs the later beginning.
            if costs[j - 1] + WORD < costs[j] {
                costs[j] = costs[j - 1] + WORD;
                begins[j] = begins[j - 1];
            }
        }
    }

    /// Fills `costs` and `begins` for a segment read as `words`.
    fn read(&mut self, words: &[Word], output: &[Word]) {
        self.costs.clone_from(&self.open.0);
        self.begins.clone_from(&self.open.1);
        for &word in words {
            // The row is overwritten in place; `diagonal` is what column j - 1 held before.
            let mut diagonal = (self.costs[0], self.begins[0]);
            self.costs[0] += WORD;
            for (j, &found) in (1..).zip(output) {
                let above = (self.costs[j], self.begins[j]);
                let mut cell = (diagonal.0 + if found == word { 0 } else { WORD }, diagonal.1);
                if above.0 + WORD < cell.0 {
                    cell = (above.0 + WORD, above.1);
                }
                if self.costs[j - 1] + WORD < cell.0 {
                    cell = (self.costs[j - 1] + WORD, self.begins[j - 1]);
                }
                (self.costs[j], self.begins[j]) = cell;
                diagonal = above;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Vocabulary;
    use super::*;

    /// Segments as `kept words` or `spun>original|original`; answers the words of the output that stand for each.
    fn aligned(segments: &[&str], output: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        let mut parse = |text: &str| match text.split_once('>') {
            None => {
                let words = vocabulary.words(text);
                Segment { kind: Kind::Keep, range: 0..0, spun: words.clone(), originals: vec![words] }
            }
            Some((spun, originals)) => Segment {
                kind: Kind::Edit,
                range: 0..0,
                spun: vocabulary.words(spun),
                originals: originals.split('|').map(|original| vocabulary.words(original)).collect(),
            },
        };
        let segments: Vec<Segment> = segments.iter().map(|text| parse(text)).collect();
        let output = vocabulary.words(output);
        align(&segments, &output).into_iter().map(|range| vocabulary.joined(&output[range])).collect()
    }

    #[test]
    fn an_edit_takes_its_original_or_its_spun_words() {
        let segments = ["it left dozens", "useless>dead|lifeless", "on"];
        assert_eq!(aligned(&segments, "it left dozens dead on"), ["it left dozens", "dead", "on"]);
        assert_eq!(aligned(&segments, "it left dozens useless on"), ["it left dozens", "useless", "on"]);
        assert_eq!(aligned(&segments, "it left dozens quite lost on"), ["it left dozens quite", "lost", "on"]);
    }

    #[test]
    fn surplus_words_belong_to_the_nearest_segment() {
        assert_eq!(aligned(&["a b"], "x y a b z"), ["x y a b z"]);
        assert_eq!(aligned(&["a", "s>o", "b"], ""), ["", "", ""]);
        assert_eq!(aligned(&["a", "s>", "b"], "a b"), ["a", "", "b"]);
    }

    #[test]
    fn nothing_aligns_with_nothing() {
        assert_eq!(aligned(&[], "a b"), [""; 0]);
    }
}
