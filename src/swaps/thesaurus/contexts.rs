//! What stands beside a word: how alike the neighbours of two words are says how well one can take the other's place.

use std::collections::HashMap;

use crate::text::{normalise, tokens};

/// Neighbours that are told apart on each side: the commonest words of the corpus.
const NEIGHBOURS: usize = 1000;

/// Word counts of a corpus.
#[derive(Clone, Debug, Default)]
pub struct Frequencies(HashMap<String, u32>);

impl Frequencies {
    /// Counts the tokens of one line, in normal form.
    pub fn add(&mut self, line: &str) {
        let mut normal = String::new();
        for token in tokens(line) {
            normalise(token.text, &mut normal);
            match self.0.get_mut(&normal) {
                Some(count) => *count += 1,
                None => {
                    self.0.insert(normal.clone(), 1);
                }
            }
        }
    }

    /// How often the word was seen; it must be in normal form.
    #[must_use]
    pub fn of(&self, word: &str) -> u32 {
        self.0.get(word).copied().unwrap_or(0)
    }

    /// The commonest tokens.
    fn commonest(&self) -> impl Iterator<Item = &str> {
        let mut all: Vec<(&str, u32)> = self.0.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        all.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
        all.into_iter().map(|(word, _)| word).take(NEIGHBOURS)
    }
}

/// The neighbours of some words, counted and then weighed.
#[derive(Clone, Debug)]
pub struct Contexts {
    neighbours: HashMap<String, usize>,
    words: HashMap<String, usize>,
    /// One row for each word: its left neighbours, then its right ones.
    counts: Vec<u32>,
}

/// Positive pointwise mutual information of words and neighbours: rows of length 1.
#[derive(Clone, Debug)]
pub struct Vectors {
    words: HashMap<String, usize>,
    weights: Vec<f32>,
}

impl Contexts {
    /// Prepares to count the neighbours of `words`.
    #[must_use]
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>, frequencies: &Frequencies) -> Self {
        let neighbours = frequencies.commonest().zip(0..).map(|(word, place)| (word.to_owned(), place)).collect();
        let mut places = HashMap::new();
        for word in words {
            let next = places.len();
            places.entry(word.to_owned()).or_insert(next);
        }
        let counts = vec![0; places.len() * 2 * NEIGHBOURS];
        Self { neighbours, words: places, counts }
    }

    /// Counts the neighbours in one line.
    pub fn add(&mut self, line: &str) {
        let (mut normal, mut before) = (String::new(), (None, None));
        for token in tokens(line) {
            normalise(token.text, &mut normal);
            let this = (self.words.get(&normal).copied(), self.neighbours.get(&normal).copied());
            if let (Some(word), Some(left)) = (this.0, before.1) {
                self.counts[word * 2 * NEIGHBOURS + left] += 1;
            }
            if let (Some(word), Some(right)) = (before.0, this.1) {
                self.counts[(word * 2 + 1) * NEIGHBOURS + right] += 1;
            }
            before = this;
        }
    }

    /// Weighs what was counted.
    #[must_use]
    pub fn vectors(self) -> Vectors {
        let wide = 2 * NEIGHBOURS;
        let mut columns = vec![0.0_f32; wide];
        for row in self.counts.chunks_exact(wide) {
            for (column, &count) in columns.iter_mut().zip(row) {
                *column += count as f32;
            }
        }
        let total: f32 = columns.iter().sum();
        let mut weights: Vec<f32> = Vec::with_capacity(self.counts.len());
        for row in self.counts.chunks_exact(wide) {
            let sum: f32 = row.iter().map(|&count| count as f32).sum();
            let start = weights.len();
            weights.extend(row.iter().zip(&columns).map(|(&count, column)| {
                if count == 0 { 0.0 } else { (count as f32 * total / (sum * column)).ln().max(0.0) }
            }));
            let length = weights[start..].iter().map(|w| w * w).sum::<f32>().sqrt();
            if length > 0.0 {
                weights[start..].iter_mut().for_each(|w| *w /= length);
            }
        }
        Vectors { words: self.words, weights }
    }
}

impl Vectors {
    /// The cosine between two words, 0 to 1; `None` when one of them was not asked for in [`Contexts::new`].
    #[must_use]
    pub fn similarity(&self, a: &str, b: &str) -> Option<f32> {
        let row = |word| self.words.get(word).map(|&at| &self.weights[at * 2 * NEIGHBOURS..(at + 1) * 2 * NEIGHBOURS]);
        Some(row(a)?.iter().zip(row(b)?).map(|(x, y)| x * y).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_the_same_places_are_alike() {
        let lines = ["the big dog ran home", "the large dog ran home", "we sing of dogs", "a big house, a large house"];
        let mut frequencies = Frequencies::default();
        lines.iter().for_each(|line| frequencies.add(line));
        assert_eq!((frequencies.of("big"), frequencies.of("Big")), (2, 0));
        let mut contexts = Contexts::new(["big", "large", "sing"], &frequencies);
        lines.iter().for_each(|line| contexts.add(line));
        let vectors = contexts.vectors();
        assert!(vectors.similarity("big", "large").unwrap() > 0.99);
        assert!(vectors.similarity("big", "sing").unwrap() < 0.01);
        assert_eq!(vectors.similarity("big", "unasked"), None);
    }
}
