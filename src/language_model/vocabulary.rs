//! The vocabulary of a training text: its types, how often each stands there, and how each is cased.

use std::collections::{HashMap, HashSet};

use super::word_hash;
use crate::text::{Casing, Kind, Token, normalise, tokens};

/// Id of every word that is not in the vocabulary.
pub const UNKNOWN: u32 = 1;
/// Id of `<s>`.
pub const BEGIN: u32 = 2;
/// Id of `</s>`.
pub const END: u32 = 3;
/// Id of the commonest word; the others follow by falling count.
pub const FIRST_WORD: u32 = 4;

/// A finished vocabulary: parallel arrays by word id. Id 0 is no word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Normal forms; `<unk>`, `<s>` and `</s>` under their reserved ids.
    pub words: Vec<String>,
    /// How often each stands in the training text.
    pub counts: Vec<u64>,
    /// The dominant casing of each where casing is free.
    pub casings: Vec<Casing>,
}

impl Vocabulary {
    /// Number of ids, reserved ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is nothing but the reserved ids.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.len() <= FIRST_WORD as usize
    }
}

/// Counts of one type while reading.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    count: u64,
    /// Lower, capital, upper and mixed, where casing is free.
    cased: [u32; 4],
}

/// Gives provisional ids to types as they come, and counts them.
#[derive(Debug, Default)]
pub(crate) struct VocabularyBuilder {
    ids: HashMap<u64, u32>,
    words: Vec<String>,
    tallies: Vec<Tally>,
    normal: String,
}

/// Provisional id of a token without a normal form, such as a lone soft hyphen.
const NO_FORM: u32 = 0;

impl VocabularyBuilder {
    pub(crate) fn new() -> Self {
        let mut builder = Self::default();
        builder.words.push(String::new());
        builder.tallies.push(Tally::default());
        builder
    }

    /// Reads one paragraph; pushes the provisional ids of its tokens onto `into`.
    pub(crate) fn read(&mut self, paragraph: &str, into: &mut Vec<u32>) {
        let mut free = false;
        for token in tokens(paragraph) {
            into.push(self.count(&token, free));
            free = leaves_casing_free(&token, free);
        }
    }

    fn count(&mut self, token: &Token<'_>, free: bool) -> u32 {
        normalise(token.text, &mut self.normal);
        let id = if self.normal.is_empty() {
            NO_FORM
        } else {
            *self.ids.entry(word_hash(&self.normal)).or_insert_with(|| {
                self.words.push(self.normal.clone());
                self.tallies.push(Tally::default());
                (self.words.len() - 1) as u32
            })
        };
        let tally = &mut self.tallies[id as usize];
        tally.count += 1;
        if free && token.kind == Kind::Word {
            tally.cased[code(Casing::of(token.text))] += 1;
        }
        id
    }

    /// The vocabulary of all types seen `min_count` times, or listed in `always` and seen at all; and for every
    /// provisional id its final one.
    pub(crate) fn finish(self, min_count: u64, always: &HashSet<String>) -> (Vocabulary, Vec<u32>) {
        let mut kept: Vec<usize> = (1..self.words.len())
            .filter(|&i| self.tallies[i].count >= min_count.max(1) || always.contains(&self.words[i]))
            .collect();
        kept.sort_by(|&a, &b| {
            self.tallies[b].count.cmp(&self.tallies[a].count).then_with(|| self.words[a].cmp(&self.words[b]))
        });
        let mut vocabulary = Vocabulary {
            words: ["", "<unk>", "<s>", "</s>"].map(str::to_owned).to_vec(),
            counts: vec![0; FIRST_WORD as usize],
            casings: vec![Casing::Lower; FIRST_WORD as usize],
        };
        let mut finals = vec![UNKNOWN; self.words.len()];
        let mut unknown: u64 = self.tallies.iter().map(|tally| tally.count).sum();
        for i in kept {
            finals[i] = vocabulary.words.len() as u32;
            unknown -= self.tallies[i].count;
            vocabulary.words.push(self.words[i].clone());
            vocabulary.counts.push(self.tallies[i].count);
            vocabulary.casings.push(dominant(self.tallies[i].cased));
        }
        vocabulary.counts[UNKNOWN as usize] = unknown;
        (vocabulary, finals)
    }
}

/// Whether the word behind `token` is cased as it is in mid-sentence: not the first of a paragraph, a sentence or a
/// quotation. A closing quote leaves things as they were before it.
fn leaves_casing_free(token: &Token<'_>, before: bool) -> bool {
    match token.text {
        "." | "!" | "?" | ":" | "\"" | "'" | "“" | "‘" | "(" | "[" | "«" | "…" | "•" | "*" => false,
        "”" | "’" | ")" | "]" | "»" => before,
        _ => true,
    }
}

fn code(casing: Casing) -> usize {
    match casing {
        Casing::Lower => 0,
        Casing::Capital => 1,
        Casing::Upper => 2,
        Casing::Mixed => 3,
    }
}

fn dominant(cased: [u32; 4]) -> Casing {
    let all = [Casing::Lower, Casing::Capital, Casing::Upper, Casing::Mixed];
    // The first of equals wins, so that a word never seen in mid-sentence is lower.
    all.into_iter().rev().max_by_key(|&casing| cased[code(casing)]).unwrap_or(Casing::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(paragraphs: &[&str], min_count: u64, always: &[&str]) -> (Vocabulary, Vec<u32>) {
        let mut builder = VocabularyBuilder::new();
        for paragraph in paragraphs {
            builder.read(paragraph, &mut Vec::new());
        }
        builder.finish(min_count, &always.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn rare_types_are_unknown_unless_listed() {
        let (vocabulary, _) = built(&["the cat saw the dog", "the heron"], 2, &["heron", "newt"]);
        assert_eq!(vocabulary.words[FIRST_WORD as usize..], ["the", "heron"]);
        assert_eq!(vocabulary.counts[FIRST_WORD as usize..], [3, 1]);
        assert_eq!(vocabulary.counts[UNKNOWN as usize], 3);
    }

    #[test]
    fn casing_is_read_in_mid_sentence_only() {
        let (vocabulary, _) = built(&["Rain fell on Leeds. Rain again: Rain, NATO and “Rain” or rain"], 1, &[]);
        let casing = |word: &str| {
            let id = vocabulary.words.iter().position(|known| known == word).expect("a known word");
            vocabulary.casings[id]
        };
        assert_eq!(casing("rain"), Casing::Lower);
        assert_eq!(casing("leeds"), Casing::Capital);
        assert_eq!(casing("nato"), Casing::Upper);
        assert_eq!(casing("again"), Casing::Lower);
    }
}
