//! Swaps found by comparing lines: each differing stretch is cut into swaps and copied words so that the same swaps
//! explain as much as possible.
//!
//! Hard expectation maximisation of a phrase alignment model with a Dirichlet-process prior (after DeNero, Bouchard-Côté
//! and Klein, "Sampling alignment structure under a Bayesian translation model", 2008): a pair costs
//! -ln((c - 1 + P0) / (n - 1 + 1)), where c counts the pair elsewhere, n the occurrences of its original, and the base
//! probability P0 falls with length. That a key is left standing elsewhere makes it dear, so `at`, mostly standing, gives
//! way to `at the`, nearly always swapped; a pair seen nowhere else costs its P0, so the shortest is taken.

use super::candidates::{Candidate, Grid, Phrases, grid};
use super::words::{Word, Words};
use super::{Edit, Pair};
use crate::swaps::source::LONGEST;

/// Rounds of counting and cutting; the counts hardly change after the fourth.
const ROUNDS: usize = 5;

/// Base probability of a pair of single words, unseen elsewhere.
const SINGLE: f64 = 0.02;

/// What each further word takes off it (nats), on either side.
const FURTHER: f64 = 1.0;

/// Cost of each equal word that a swap takes in (nats): shorter keys are the better explanation.
const TAKEN_IN: f64 = 0.1;

/// Cost of each further differing word on both sides (nats). A spinner uses one synonym of a key throughout an article,
/// so neighbours come swapped together as often as the article repeats them, and would pass for one key.
const COMPOUND: f64 = 1.2;

/// Weight in the counts of what a candidate could have been, by round: at first everything is possible.
const POSSIBLE: [f64; ROUNDS] = [1.0, 0.5, 0.1, 0.0, 0.0];

/// Cost of crossing a block that no candidates fill.
const GIVE_UP: f64 = 60.0;

struct Line {
    grid: Grid,
    spun: Vec<Word>,
    original: Vec<Word>,
    /// Candidates of the best path, by place in the grid.
    chosen: Vec<u32>,
}

struct Counts {
    pairs: Vec<f64>,
    keys: Vec<f64>,
}

/// Finds the swaps of all lines, replacing those known before.
pub(super) fn mine(lines: &mut [Pair]) {
    let (mut words, mut phrases) = (Words::default(), Phrases::default());
    let mut found: Vec<Line> = lines
        .iter()
        .map(|pair| {
            let (spun, original) = (words.of(&pair.spun), words.of(&pair.original));
            Line { grid: grid(&spun, &original, &mut phrases), spun, original, chosen: Vec::new() }
        })
        .collect();
    for possible in POSSIBLE {
        let counts = count(&found, &phrases, possible);
        for line in &mut found {
            line.chosen = cheapest(&line.grid, &line.spun, &line.original, &counts);
        }
    }
    for (pair, line) in lines.iter_mut().zip(&found) {
        pair.edits = line.chosen.iter().map(|&at| edit(&line.grid.candidates[at as usize], line)).collect();
    }
}

fn edit(candidate: &Candidate, line: &Line) -> Edit {
    let bytes = |words: &[Word], from: u32, count: u8| {
        let words = &words[from as usize..from as usize + usize::from(count)];
        words[0].start..words[words.len() - 1].end
    };
    Edit {
        spun: bytes(&line.spun, candidate.from.0, candidate.words.0),
        original: bytes(&line.original, candidate.from.1, candidate.words.1),
    }
}

/// Counts pairs, chosen and possible, and the occurrences of originals that no longer swap has taken in.
fn count(lines: &[Line], phrases: &Phrases, possible: f64) -> Counts {
    let (keys, pairs) = phrases.counts();
    let mut counts = Counts { pairs: vec![0.0; pairs], keys: vec![0.0; keys] };
    for line in lines {
        for candidate in &line.grid.candidates {
            counts.pairs[candidate.pair as usize] += possible;
        }
        let ids: Vec<u32> = line.original.iter().map(|word| word.id).collect();
        // For every word, how far the swap reaches that it stands in, and where that one begins.
        let mut within = vec![(0, 0); ids.len()];
        for &at in &line.chosen {
            let candidate = &line.grid.candidates[at as usize];
            counts.pairs[candidate.pair as usize] += 1.0 - possible;
            let (start, end) = (candidate.from.1 as usize, candidate.from.1 as usize + usize::from(candidate.words.1));
            within[start..end].fill((start, end));
        }
        for start in 0..ids.len() {
            for end in start + 1..=ids.len().min(start + LONGEST) {
                let Some(key) = phrases.find(&ids[start..end]) else { continue };
                let (begin, reach) = within[start];
                let taken_in = begin < start && reach > start || begin == start && reach > end;
                let untouchable = line.original[start..end].iter().any(|word| word.untouchable);
                if !(taken_in || untouchable) {
                    counts.keys[key as usize] += 1.0;
                }
            }
        }
    }
    counts
}

fn cost(candidate: &Candidate, counts: &Counts) -> f64 {
    let (m, n) = (f64::from(candidate.words.0), f64::from(candidate.words.1));
    let base = SINGLE * (-FURTHER * (m + n - 2.0)).exp();
    let elsewhere = (counts.pairs[candidate.pair as usize] - 1.0).max(0.0);
    // Possible pairs may outnumber what is left of their originals.
    let occurrences = (counts.keys[candidate.key as usize] - 1.0).max(elsewhere);
    let compound = (m.min(n) - 1.0 - f64::from(candidate.extension)).max(0.0);
    TAKEN_IN * f64::from(candidate.extension) + COMPOUND * compound - ((elsewhere + base) / (occurrences + 1.0)).ln()
}

/// The candidates of the cheapest path through a grid: copied words cost nothing.
fn cheapest(grid: &Grid, spun: &[Word], original: &[Word], counts: &Counts) -> Vec<u32> {
    let mut offsets = Vec::with_capacity(grid.rows.len());
    let mut points = 0;
    for &(low, high) in &grid.rows {
        offsets.push(points);
        points += (high - low + 1) as usize;
    }
    let at = |i: usize, j: usize| {
        let (low, high) = grid.rows.get(i).copied().unwrap_or((1, 0));
        (low as usize <= j && j <= high as usize).then(|| offsets[i] + j - low as usize)
    };
    // Cost, the point before, and the candidate between.
    let mut best: Vec<(f64, usize, Option<u32>)> = vec![(f64::INFINITY, 0, None); points];
    best[0].0 = 0.0;
    let mut candidates = (0u32..).zip(&grid.candidates).peekable();
    for (i, &(low, high)) in grid.rows.iter().enumerate() {
        for j in low as usize..=high as usize {
            let Some(here) = at(i, j) else { continue };
            let so_far = best[here].0;
            let mut reach = |to: Option<usize>, cost: f64, by: Option<u32>| {
                if let Some(to) = to.filter(|&to| so_far + cost < best[to].0) {
                    best[to] = (so_far + cost, here, by);
                }
            };
            if i < spun.len() && j < original.len() && spun[i].id == original[j].id {
                reach(at(i + 1, j + 1), 0.0, None);
            }
            while let Some((number, candidate)) = candidates.next_if(|(_, c)| c.from == (i as u32, j as u32)) {
                let to = at(i + usize::from(candidate.words.0), j + usize::from(candidate.words.1));
                reach(to, cost(candidate, counts), Some(number));
            }
            // Leaving a word unexplained is the last resort.
            reach(at(i, j + 1), GIVE_UP, None);
            reach(at(i + 1, j), GIVE_UP, None);
            reach(at(i + 1, j + 1), 2.0 * GIVE_UP, None);
            if let Some(&(next, _)) = grid.rows.get(i + 1).filter(|(next, _)| *next as usize > j + 1) {
                reach(at(i + 1, next as usize), GIVE_UP * (next as f64 - j as f64), None);
            }
        }
    }
    let mut chosen = Vec::new();
    let mut here = points - 1;
    while here > 0 && best[here].0.is_finite() {
        let (_, before, by) = best[here];
        chosen.extend(by);
        here = before;
    }
    chosen.reverse();
    chosen
}
