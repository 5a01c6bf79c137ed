//! A spinner of our own: the channel run forwards, to make spun text of which the original is known.

use std::collections::HashMap;
use std::ops::Range;

use super::Channel;
use super::document::Reader;
use crate::swaps::{OriginalId, TableWord};
use crate::text::casing::capitalise;
use crate::text::tokens;

/// Spins texts as the swap table says: at each longest key, one synonym per key and document.
#[derive(Debug)]
pub struct Spinner<'c> {
    channel: &'c Channel,
    /// The spun phrases of each original, with their weights.
    synonyms: Vec<Vec<(String, f32)>>,
}

/// A spun text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spun {
    /// The text.
    pub text: String,
    /// What was swapped, in order: the bytes of the spun phrase, and its original.
    pub swaps: Vec<(Range<usize>, OriginalId)>,
}

impl<'c> Spinner<'c> {
    /// A spinner with the table of `channel`.
    #[must_use]
    pub fn new(channel: &'c Channel) -> Self {
        let names: HashMap<TableWord, String> = channel.table().words().collect();
        let mut synonyms = vec![Vec::new(); channel.table().originals().count()];
        channel.table().for_each_spun_phrase(|phrase, postings| {
            let words: Vec<&str> = phrase.iter().map(|word| names[word].as_str()).collect();
            for posting in postings {
                synonyms[posting.original.index()].push((words.join(" "), posting.weight));
            }
        });
        Self { channel, synonyms }
    }

    /// Spins `text`. Each of its keys is gone over or not, with the probability `rate`; of a key that is gone over each occurrence
    /// is swapped as often as the table says. `random` gives numbers from 0 to 1.
    pub fn spin(&self, text: &str, rate: f64, mut random: impl FnMut() -> f64) -> Spun {
        let table = self.channel.table();
        let mut reader = Reader::new(self.channel.model(), table);
        let tokens: Vec<_> = tokens(text).collect();
        let words: Vec<TableWord> = tokens
            .iter()
            .map(|token| {
                let word = reader.word(token);
                let left = word.shielded && token.text.len() > 1 && !token.text.contains('.');
                if left { TableWord::NONE } else { word.table }
            })
            .collect();
        let mut chosen: HashMap<OriginalId, Option<&str>> = HashMap::new();
        let mut spun = Spun::default();
        let (mut copied, mut place) = (0, 0);
        while place < tokens.len() {
            let rest = &words[place..];
            let key = if rest[0] == TableWord::NONE { None } else { table.longest_key(rest) };
            let Some((length, original)) = key else {
                place += 1;
                continue;
            };
            let synonyms = &self.synonyms[original.index()];
            let known: f32 = synonyms.iter().map(|(_, weight)| weight).sum();
            let synonym = *chosen.entry(original).or_insert_with(|| {
                if random() >= rate {
                    return None;
                }
                let mut left = random() as f32 * known;
                let drawn = synonyms.iter().find(|(_, weight)| {
                    left -= weight;
                    left <= 0.0
                });
                drawn.map(|(synonym, _)| synonym.as_str())
            });
            if let Some(synonym) = synonym.filter(|_| random() < f64::from(table.swapped(original)).min(MOST)) {
                spun.text.push_str(&text[copied..tokens[place].start]);
                let start = spun.text.len();
                if tokens[place].text.starts_with(char::is_uppercase) {
                    spun.text.push_str(&capitalise(synonym));
                } else {
                    spun.text.push_str(synonym);
                }
                spun.swaps.push((start..spun.text.len(), original));
                copied = tokens[place + length - 1].end();
            } else if !table.is_likely_key(original) {
                // It was no key after all, so those within it have their turn.
                place += 1;
                continue;
            }
            place += length;
        }
        spun.text.push_str(&text[copied..]);
        spun
    }
}

/// Largest share of the occurrences of a key that are swapped: one in fifty is left standing.
const MOST: f64 = 0.98;
