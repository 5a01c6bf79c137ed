//! Differences between two token sequences, by the longest matching block and recursion to its left and right (Ratcliff and
//! Obershelp 1988), with the tie rule of Python's `difflib.SequenceMatcher(autojunk=False)`: of equally long blocks the one
//! that begins earliest in the first sequence, then in the second.
//!
//! Own code because what counts as one edit follows from exactly these blocks: crates that are kept up (`similar`, `imara-diff`)
//! find shortest edit scripts, which cut differently, and the port named `difflib` has had no release since 2018.

use std::collections::HashMap;
use std::ops::Range;

use super::tokens::Word;

/// A stretch of both sequences, in order; together the stretches cover both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Whether both sides are equal, word for word.
    pub(super) equal: bool,
    /// The stretch in the first sequence.
    pub(super) first: Range<usize>,
    /// The stretch in the second sequence.
    pub(super) second: Range<usize>,
}

/// Cuts both sequences into alternating equal and different stretches. Quadratic at worst, near linear on texts that differ a
/// little.
pub(super) fn stretches(first: &[Word], second: &[Word]) -> Vec<Stretch> {
    let mut blocks = matching_blocks(first, second);
    blocks.push(Block { first: first.len(), second: second.len(), len: 0 });
    let (mut i, mut j) = (0, 0);
    let mut stretches: Vec<Stretch> = Vec::new();
    for block in blocks {
        if i < block.first || j < block.second {
            stretches.push(Stretch { equal: false, first: i..block.first, second: j..block.second });
        }
        (i, j) = (block.first + block.len, block.second + block.len);
        if block.len > 0 {
            match stretches.last_mut() {
                // Blocks found apart may touch; they are one stretch.
                Some(last) if last.equal => (last.first.end, last.second.end) = (i, j),
                _ => stretches.push(Stretch { equal: true, first: block.first..i, second: block.second..j }),
            }
        }
    }
    stretches
}

/// A run of `len` equal words, from `first` and `second` on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    first: usize,
    second: usize,
    len: usize,
}

/// The matching blocks in order, none empty.
fn matching_blocks(first: &[Word], second: &[Word]) -> Vec<Block> {
    let mut positions: HashMap<Word, Vec<usize>> = HashMap::new();
    for (at, &word) in second.iter().enumerate() {
        positions.entry(word).or_default().push(at);
    }
    let mut runs = Runs::new(second.len());
    let mut blocks = Vec::new();
    let mut pending = vec![(0..first.len(), 0..second.len())];
    while let Some((a, b)) = pending.pop() {
        let block = runs.longest(first, a.clone(), &positions, b.clone());
        if block.len > 0 {
            pending.push((a.start..block.first, b.start..block.second));
            pending.push((block.first + block.len..a.end, block.second + block.len..b.end));
            blocks.push(block);
        }
    }
    blocks.sort_unstable();
    blocks
}

/// Lengths of the runs that end at each position of the second sequence, for the last word of the first and the one before;
/// the positions set are remembered, so that clearing costs no more than setting did.
struct Runs {
    before: Vec<usize>,
    before_set: Vec<usize>,
    now: Vec<usize>,
    now_set: Vec<usize>,
}

impl Runs {
    fn new(len: usize) -> Self {
        Runs { before: vec![0; len], before_set: Vec::new(), now: vec![0; len], now_set: Vec::new() }
    }

    /// The longest block within both ranges, the earliest of equals.
    fn longest(
        &mut self,
        first: &[Word],
        a: Range<usize>,
        positions: &HashMap<Word, Vec<usize>>,
        b: Range<usize>,
    ) -> Block {
        let mut best = Block { first: a.start, second: b.start, len: 0 };
        for i in a {
            let all = positions.get(&first[i]).map_or(&[][..], Vec::as_slice);
            let from = all.partition_point(|&j| j < b.start);
            for &j in all[from..].iter().take_while(|&&j| j < b.end) {
                let len = if j > b.start { self.before[j - 1] + 1 } else { 1 };
                self.now[j] = len;
                self.now_set.push(j);
                if len > best.len {
                    best = Block { first: i + 1 - len, second: j + 1 - len, len };
                }
            }
            self.advance();
        }
        self.advance();
        best
    }

    /// Makes the present row the one before, and an all-zero row the present one.
    fn advance(&mut self) {
        for j in self.before_set.drain(..) {
            self.before[j] = 0;
        }
        std::mem::swap(&mut self.before, &mut self.now);
        std::mem::swap(&mut self.before_set, &mut self.now_set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter per word; equal stretches as `=text`, different ones as `old>new`.
    fn shown(first: &str, second: &str) -> Vec<String> {
        let words = |text: &str| text.bytes().map(Word::from).collect::<Vec<_>>();
        let show = |stretch: Stretch| match stretch.equal {
            true => format!("={}", &first[stretch.first]),
            false => format!("{}>{}", &first[stretch.first], &second[stretch.second]),
        };
        stretches(&words(first), &words(second)).into_iter().map(show).collect()
    }

    #[test]
    fn equal_and_empty_sequences() {
        assert_eq!(shown("", ""), [""; 0]);
        assert_eq!(shown("abc", "abc"), ["=abc"]);
        assert_eq!(shown("abc", ""), ["abc>"]);
        assert_eq!(shown("", "abc"), [">abc"]);
        assert_eq!(shown("abc", "xyz"), ["abc>xyz"]);
    }

    // Every expected value of the next two tests is what Python 3.11's difflib answers.
    #[test]
    fn insertion_deletion_replacement() {
        assert_eq!(shown("qabxcd", "abycdf"), ["q>", "=ab", "x>y", "=cd", ">f"]);
        assert_eq!(shown("the cat", "the fat cat"), ["=the ", ">fat ", "=cat"]);
    }

    #[test]
    fn the_longest_block_wins_then_the_earliest() {
        assert_eq!(shown("abxcdabcd", "abcd"), ["abxcd>", "=abcd"]);
        assert_eq!(shown("abab", "ab"), ["=ab", "ab>"]);
        assert_eq!(shown("ab", "abab"), ["=ab", ">ab"]);
        assert_eq!(shown("xaxbx", "axb"), ["x>", "=axb", "x>"]);
        assert_eq!(shown("abcabba", "cbabac"), [">cb", "=ab", ">a", "=c", "abba>"]);
    }
}
