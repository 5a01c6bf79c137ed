//! The words of a swap table, as the language model knows them, and what each says for a text's having been spun.
//!
//! Finding it out takes several times as long as restoring an article: every original is looked up in the model. For the shipped tables
//! and the shipped model the build script has done so, with this very code.

use super::swap_rate::Evidence;
use crate::language_model::{LanguageModel, WordId};
use crate::swaps::SwapTable;

/// What is known of each word of a table, by its number there.
#[derive(Debug)]
pub struct Lexicon {
    words: Vec<WordId>,
    evidence: Evidence,
}

/// Bytes of a word: its number in the model (u32), and its evidence (f32), little-endian.
const BYTES: usize = 8;

impl Lexicon {
    /// That of `table` for `model`.
    #[must_use]
    pub fn new(model: &LanguageModel, table: &SwapTable) -> Self {
        let words: Vec<WordId> = table.word_hashes().map(|(_, hash)| model.word_by_hash(hash)).collect();
        let evidence = Evidence::new(changes(model, table, &words));
        Self { words, evidence }
    }

    /// What [`to_bytes`](Self::to_bytes) wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let words = bytes.as_chunks::<BYTES>().0.iter();
        let (words, evidence) = words
            .map(|&[a, b, c, d, evidence @ ..]| {
                (WordId(u32::from_le_bytes([a, b, c, d])), f32::from_le_bytes(evidence))
            })
            .unzip();
        Self { words, evidence: Evidence::from_clamped(evidence) }
    }

    /// All of it, for [`from_bytes`](Self::from_bytes).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.words.iter().zip(self.evidence.iter());
        words.flat_map(|(word, evidence)| [word.0.to_le_bytes(), evidence.to_le_bytes()]).flatten().collect()
    }

    /// The words as the model knows them.
    #[must_use]
    pub fn words(&self) -> &[WordId] {
        &self.words
    }

    /// What each says about the [swap rate](super::swap_rate).
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// Change of the frequency of each table word at full rate, relative to its honest frequency: c(w) of
/// [`swap_rate`](super::swap_rate). `words` are the table's words as the model knows them.
fn changes(model: &LanguageModel, table: &SwapTable, words: &[WordId]) -> Vec<f64> {
    let mut change = vec![0.0; words.len()];
    let mut frequencies = Vec::new();
    for (id, original) in table.originals() {
        let frequency = phrase_frequency(model, table.words_of(id).iter().map(|word| words[word.index()]));
        let lost = frequency * f64::from(original.swapped);
        table.words_of(id).iter().for_each(|word| change[word.index()] -= lost);
        frequencies.push(frequency);
    }
    table.for_each_spun_phrase(|phrase, postings| {
        let gained: f64 = postings.iter().map(|p| frequencies[p.original.index()] * f64::from(p.weight)).sum();
        for word in phrase {
            change[word.index()] += gained;
        }
    });
    // A long number is rarer than all numbers of its shape.
    let honest = table.word_hashes().map(|(hash, _)| model.frequency(model.word_by_hash(hash)));
    change.iter().zip(honest).map(|(change, honest)| change / honest).collect()
}

/// Relative frequency of a phrase in honest text.
fn phrase_frequency(model: &LanguageModel, mut phrase: impl Iterator<Item = WordId>) -> f64 {
    let Some(first) = phrase.next() else { return 0.0 };
    let (_, mut context) = model.score(&model.empty(), first);
    let mut frequency = model.frequency(first);
    for word in phrase {
        let (cost, next) = model.score(&context, word);
        frequency *= (-f64::from(cost) / 1000.0).exp();
        context = next;
    }
    frequency
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swaps::shipped::TABLES;

    #[test]
    fn what_ships_is_what_would_be_found_out() {
        let model = LanguageModel::embedded().unwrap();
        for shipped in TABLES {
            let lexicon = Lexicon::new(&model, &shipped.table());
            assert!(lexicon.words().iter().filter(|&&word| word != WordId::UNKNOWN).count() > 5_000);
            assert_eq!(lexicon.to_bytes(), shipped.lexicon, "{}", shipped.dialect);
            let read = Lexicon::from_bytes(shipped.lexicon);
            assert_eq!(read.words(), lexicon.words());
            assert!(read.evidence().iter().eq(lexicon.evidence().iter()));
        }
    }
}
