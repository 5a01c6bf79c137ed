//! Pairs gathered from a file, checked one by one, weighed together.

use std::collections::BTreeMap;

use super::Skipped;
use crate::swaps::source::{Dialect, LONGEST, Row, normal_phrase};

/// Least weight of a row: what a table writes with four decimals.
const LEAST: f64 = 0.0001;

/// What a file holds, so far.
#[derive(Default)]
pub(super) struct Gathered {
    /// (spun in normal form, original) -> how often.
    pairs: BTreeMap<(String, String), f64>,
    /// Original -> how often it stood to be swapped, where a format tells; else the sum over its pairs counts.
    occasions: BTreeMap<String, f64>,
    skipped: Vec<Skipped>,
}

impl Gathered {
    /// Notes that the line, or part of it, is left out.
    pub(super) fn skip(&mut self, line: usize, why: impl Into<String>) {
        self.skipped.push(Skipped { line, why: why.into() });
    }

    /// Takes a pair that a file lists; listed again it is the same pair, and the greater count is its own.
    pub(super) fn list(&mut self, line: usize, spun: &str, original: &str, count: f64) {
        if let Some(pair) = self.checked(line, spun, original) {
            let listed = self.pairs.entry(pair).or_insert(0.0);
            *listed = listed.max(count);
        }
    }

    /// Takes a pair that was seen, `count` times more.
    pub(super) fn see(&mut self, line: usize, spun: &str, original: &str, count: f64) {
        if let Some(pair) = self.checked(line, spun, original) {
            *self.pairs.entry(pair).or_insert(0.0) += count;
        }
    }

    /// Notes that `original` stood to be swapped once more.
    pub(super) fn occasion(&mut self, original: &str) {
        *self.occasions.entry(surface(original)).or_insert(0.0) += 1.0;
    }

    fn checked(&mut self, line: usize, spun: &str, original: &str) -> Option<(String, String)> {
        let (normal, original) = (normal_phrase(spun), surface(original));
        let key = normal_phrase(&original);
        let shown = format!("{:?} = {original:?}", spun.trim());
        let why = if normal.is_empty() || key.is_empty() {
            "one of the two is empty"
        } else if normal == key {
            // Thesauri list a key among its synonyms; that is no fault.
            return None;
        } else if [&normal, &key].iter().any(|phrase| phrase.split(' ').count() > LONGEST) {
            "longer than 8 words"
        } else if !normal.contains(char::is_alphanumeric) || !key.contains(char::is_alphanumeric) {
            "not a word"
        } else if [&normal, &key].iter().any(|phrase| phrase.contains("000")) {
            "long numbers all look alike"
        } else {
            return Some((normal, original));
        };
        self.skip(line, format!("{shown}: {why}"));
        None
    }

    /// The rows, sorted, and what was skipped, by line; `share` of each original's occurrences is swapped.
    pub(super) fn into_rows(mut self, dialect: Dialect, share: f64, note: &str) -> (Vec<Row>, Vec<Skipped>) {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for ((_, original), count) in &self.pairs {
            *sums.entry(original).or_insert(0.0) += count;
        }
        let row = |((spun, original), count): (&(String, String), &f64)| {
            let all = self.occasions.get(original).copied().unwrap_or(sums[original.as_str()]);
            Row {
                spun: spun.clone(),
                original: original.clone(),
                weight: (share * count / all).clamp(LEAST, 1.0) as f32,
                dialect,
                note: note.to_owned(),
            }
        };
        let rows = self.pairs.iter().map(row).collect();
        self.skipped.sort_by_key(|skipped| skipped.line);
        (rows, self.skipped)
    }
}

/// An original as tables write it: single spaces, straight apostrophes.
fn surface(original: &str) -> String {
    let straight = original.replace(['\u{2018}', '\u{2019}'], "'");
    straight.split_whitespace().collect::<Vec<_>>().join(" ")
}
