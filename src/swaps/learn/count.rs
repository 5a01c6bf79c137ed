//! Swaps to rows: the occurrences of every key, swapped and standing, make its weights.
//!
//! A spinner takes the longest key first, so the words outside the swaps are walked the same way, and only what is left
//! standing there counts against a key: `at` within a swapped `at the` does not.

use std::collections::{BTreeMap, HashMap};

use super::casing::{Capitals, Surfaces};
use super::words::{Word, Words};
use super::{Options, Pair};
use crate::swaps::source::{LONGEST, Row, normal_phrase, sort_key};

/// Added to the occurrences left standing, so that a key seen once is not taken for one that is always swapped.
const UNSEEN: f64 = 0.5;

/// A key swapped in a smaller share of its occurrences than this, though it occurs often, is the residue of longer ones.
const RESIDUE_SHARE: f64 = 0.02;
const RESIDUE_COUNT: u32 = 50;

/// What became of a key's occurrences.
#[derive(Default)]
pub(super) struct Key {
    /// Spun phrase in normal form -> how often.
    pub(super) swapped: BTreeMap<String, u32>,
    /// How often it was left.
    pub(super) standing: u32,
    surfaces: Surfaces,
    /// Whether it was ever swapped where spinners leave words alone.
    touches: bool,
}

impl Key {
    /// How often it stood to be swapped.
    pub(super) fn occurrences(&self) -> u32 {
        self.swapped.values().sum::<u32>() + self.standing
    }
}

/// The rows of the swaps in `lines`, sorted.
pub(super) fn rows(lines: &[Pair], options: Options) -> Vec<Row> {
    let (keys, capitals, _) = keys(lines, &[]);
    let mut rows: Vec<Row> = keys.iter().flat_map(|(path, key)| rows_of(path, key, &capitals, options)).collect();
    rows.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    rows.dedup_by(|a, b| sort_key(a) == sort_key(b));
    rows
}

/// All keys swapped in `lines`, by their words, and the `known` ones, what became of them, how words are cased, and the
/// words of each known key.
pub(super) fn keys(lines: &[Pair], known: &[&str]) -> (HashMap<Vec<u32>, Key>, Capitals, Vec<Vec<u32>>) {
    let mut words = Words::default();
    let mut capitals = Capitals::default();
    let mut keys: HashMap<Vec<u32>, Key> = HashMap::new();
    let originals: Vec<Vec<Word>> = lines.iter().map(|pair| words.of(&pair.original)).collect();
    for (pair, line) in lines.iter().zip(&originals) {
        for word in line.iter().filter(|word| !word.initial) {
            capitals.see(word.id, &pair.original[word.start..word.end]);
        }
        for edit in &pair.edits {
            let (spun, original) = (&pair.spun[edit.spun.clone()], &pair.original[edit.original.clone()]);
            let normal = normal_phrase(spun);
            let path = words.phrase(original);
            if !fits(&normal) || path.is_empty() || path.len() > LONGEST || normal == normal_phrase(original) {
                continue;
            }
            let within = line.iter().filter(|word| edit.original.contains(&word.start));
            let key = keys.entry(path).or_default();
            *key.swapped.entry(normal).or_default() += 1;
            key.surfaces.see(original.trim(), within.clone().next().is_none_or(|word| word.initial));
            key.touches |= within.clone().any(|word| word.untouchable);
        }
    }
    let known: Vec<Vec<u32>> = known.iter().map(|phrase| words.phrase(phrase)).collect();
    for path in known.iter().filter(|path| !path.is_empty() && path.len() <= LONGEST) {
        keys.entry(path.clone()).or_default();
    }
    for (pair, line) in lines.iter().zip(&originals) {
        count_standing(pair, line, &mut keys);
    }
    (keys, capitals, known)
}

/// Whether a spun phrase can stand in a table, which bounds its length.
fn fits(normal: &str) -> bool {
    !normal.is_empty() && normal.split(' ').count() <= LONGEST
}

/// Counts the longest keys left standing outside the swaps of a line.
fn count_standing(pair: &Pair, line: &[Word], keys: &mut HashMap<Vec<u32>, Key>) {
    let ids: Vec<u32> = line.iter().map(|word| word.id).collect();
    let mut edits = pair.edits.iter().peekable();
    let mut at = 0;
    while at < line.len() {
        while edits.next_if(|edit| edit.original.end <= line[at].start).is_some() {}
        let free = match edits.peek() {
            Some(edit) => line[at..].iter().take(LONGEST).take_while(|word| word.end <= edit.original.start).count(),
            None => LONGEST.min(line.len() - at),
        };
        let longest = (1..=free).rev().find(|length| keys.contains_key(&ids[at..at + length]));
        if let Some(key) = longest.and_then(|length| keys.get_mut(&ids[at..at + length])) {
            let untouchable = line[at..at + longest.unwrap_or(1)].iter().any(|word| word.untouchable);
            key.standing += u32::from(!untouchable || key.touches);
        }
        at += longest.unwrap_or(1);
    }
}

/// The rows of one key; none where it was never swapped, or too seldom.
pub(super) fn rows_of(path: &[u32], key: &Key, capitals: &Capitals, options: Options) -> Vec<Row> {
    let swapped: u32 = key.swapped.values().sum();
    let all = key.occurrences();
    if swapped == 0 {
        return Vec::new();
    }
    if all >= RESIDUE_COUNT && f64::from(swapped) < RESIDUE_SHARE * f64::from(all) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for original in key.surfaces.usual(path[0], capitals) {
        for (spun, &count) in key.swapped.iter().filter(|(_, count)| **count >= options.min_count) {
            rows.push(Row {
                spun: spun.clone(),
                original: original.clone(),
                weight: weight(count, all),
                dialect: options.dialect,
                note: note(count, all),
            });
        }
    }
    rows
}

/// The weight of a swap seen `count` times where its key stood `all` times.
pub(super) fn weight(count: u32, all: u32) -> f32 {
    (f64::from(count) / (f64::from(all) + UNSEEN)) as f32
}

/// The note that keeps the counts.
pub(super) fn note(count: u32, all: u32) -> String {
    format!("learnt {count}/{all}")
}
