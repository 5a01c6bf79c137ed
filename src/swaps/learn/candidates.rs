//! Where two lines differ, every pair of phrases that could be one swap.
//!
//! Most words are copied, so a shortest edit script anchors the lines. A point (i, j) says that the first i words of the
//! spun line correspond to the first j of the original; the points on the script's equal runs, and all those within its
//! differing blocks, are the places where a swap may begin and end. A key may hold words that the swap leaves as they are
//! ("at the" to "on the"), so candidates reach up to three equal words beyond what differs.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::Word;
use crate::swaps::source::LONGEST;

/// Equal words that a candidate may begin and end with, together.
pub(super) const EXTENSION: usize = 3;

/// Differing blocks longer than this on either side are rewriting, not spinning.
const LONGEST_BLOCK: usize = 24;

/// A pair of phrases between two points of a pair of lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// Point where it begins, as (spun, original) words.
    pub(super) from: (u32, u32),
    /// Words of the spun and the original phrase.
    pub(super) words: (u8, u8),
    /// How many of them are equal words at either end.
    pub(super) extension: u8,
    /// Number of the pair of phrases, and of its original phrase, in [`Phrases`].
    pub(super) pair: u32,
    pub(super) key: u32,
}

/// Numbers for phrases and pairs of phrases.
#[derive(Default)]
pub(super) struct Phrases {
    phrases: HashMap<Vec<u32>, u32>,
    pairs: HashMap<(u32, u32), u32>,
}

impl Phrases {
    fn phrase(&mut self, words: &[u32]) -> u32 {
        if let Some(&id) = self.phrases.get(words) {
            return id;
        }
        let id = self.phrases.len() as u32;
        self.phrases.insert(words.to_vec(), id);
        id
    }

    fn pair(&mut self, spun: u32, original: u32) -> u32 {
        let next = self.pairs.len() as u32;
        *self.pairs.entry((spun, original)).or_insert(next)
    }

    /// How many phrases and how many pairs there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.phrases.len(), self.pairs.len())
    }

    /// The number of a phrase, if it has one.
    pub(super) fn find(&self, words: &[u32]) -> Option<u32> {
        self.phrases.get(words).copied()
    }
}

/// The points of a pair of lines and the candidates between them.
pub(super) struct Grid {
    /// For every number of spun words, the range of numbers of original words that correspond.
    pub(super) rows: Vec<(u32, u32)>,
    /// Sorted by where they begin.
    pub(super) candidates: Vec<Candidate>,
}

/// Compares two lines.
pub(super) fn grid(spun: &[Word], original: &[Word], phrases: &mut Phrases) -> Grid {
    let (a, b): (Vec<u32>, Vec<u32>) = (spun.iter().map(|w| w.id).collect(), original.iter().map(|w| w.id).collect());
    let mut rows = vec![(u32::MAX, 0u32); a.len() + 1];
    let mut point = |i: usize, low: usize, high: usize| {
        rows[i] = (rows[i].0.min(low as u32), rows[i].1.max(high as u32));
    };
    point(0, 0, 0);
    point(a.len(), b.len(), b.len());
    for op in merged(&capture_diff_slices(Algorithm::Myers, &a, &b)) {
        match op {
            Block { equal: true, i, j, m, .. } => (0..=m).for_each(|step| point(i + step, j + step, j + step)),
            Block { i, j, m, n, .. } if m.max(n) <= LONGEST_BLOCK => (0..=m).for_each(|step| point(i + step, j, j + n)),
            // Every point must have a row; a block too long is crossed by a diagonal nobody will take.
            Block { i, j, m, n, .. } => {
                (0..=m).for_each(|step| point(i + step, j + step * n / m.max(1), j + step * n / m.max(1)))
            }
        }
    }
    let mut candidates = Vec::new();
    for (i, &(low, high)) in rows.iter().enumerate() {
        for j in low as usize..=high as usize {
            begin_at((i, j), (spun, original), (&a, &b), &rows, phrases, &mut candidates);
        }
    }
    Grid { rows, candidates }
}

/// The candidates that begin at a point.
fn begin_at(
    (i, j): (usize, usize),
    (spun, original): (&[Word], &[Word]),
    (a, b): (&[u32], &[u32]),
    rows: &[(u32, u32)],
    phrases: &mut Phrases,
    candidates: &mut Vec<Candidate>,
) {
    let reach = |words: &[Word]| words.iter().take(LONGEST).take_while(|word| !word.mark).count();
    let (most_spun, most_original) = (reach(&spun[i..]), reach(&original[j..]));
    let leading = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
    if leading > EXTENSION {
        return;
    }
    for m in 1..=most_spun {
        let (low, high) = rows[i + m];
        for n in 1..=most_original {
            let end = (j + n) as u32;
            if end < low || end > high {
                continue;
            }
            let (x, y) = (&a[i..i + m], &b[j..j + n]);
            let leading = leading.min(m).min(n);
            let trailing = x[leading..].iter().rev().zip(y[leading..].iter().rev()).take_while(|(x, y)| x == y).count();
            if leading + trailing > EXTENSION || x == y {
                continue;
            }
            let key = phrases.phrase(y);
            let spun = phrases.phrase(x);
            candidates.push(Candidate {
                from: (i as u32, j as u32),
                words: (m as u8, n as u8),
                extension: (leading + trailing) as u8,
                pair: phrases.pair(spun, key),
                key,
            });
        }
    }
}

/// Part of an edit script.
struct Block {
    equal: bool,
    i: usize,
    j: usize,
    m: usize,
    n: usize,
}

/// The edit script with neighbouring insertions and deletions made one block.
fn merged(ops: &[DiffOp]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for op in ops {
        let (_, x, y) = op.as_tag_tuple();
        let equal = matches!(op, DiffOp::Equal { .. });
        match blocks.last_mut() {
            Some(last) if !last.equal && !equal => {
                last.m += x.len();
                last.n += y.len();
            }
            _ => blocks.push(Block { equal, i: x.start, j: y.start, m: x.len(), n: y.len() }),
        }
    }
    blocks
}
