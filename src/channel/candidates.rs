//! The candidates of one piece of text: which spun phrases stand where, and what each may have been.

use super::document::Word;
use super::keep::KeepList;
use super::{Channel, near, numbers};
use crate::language_model::Cost;
use crate::substitution::Source;
use crate::swaps::hashed::joined;
use crate::swaps::{OriginalId, Posting, TableWord};

/// Cost of a phrase that is glued to its neighbour, milli-nats: one token in a hundred where mark-up was lost. At two nats words that the
/// language model does not know are torn apart, at six none is restored less.
const GLUED: Cost = 4_000;

/// Most originals of one phrase that are considered, the heaviest; no phrase of the shipped news table has more than eight. It
/// keeps the lattice small, which drops nothing, whatever table it is given.
const MOST_ORIGINALS: usize = 12;

/// Least weight of a row that is read. Of all readings with less than half of this, a fifth of those of spun text, none is ever the best
/// but for one in ten thousand that are; without them the lattice takes a ninth less work. The other half spares spun text 4% of its
/// work and costs one word of the development set; twice as much spares 6% and costs six.
const LEAST_WEIGHT: f32 = 0.004;

/// Of all `postings` of a phrase, heaviest first, those that are considered.
pub(super) fn likely(postings: &[Posting]) -> &[Posting] {
    let most = &postings[..postings.len().min(MOST_ORIGINALS)];
    &most[..most.partition_point(|posting| posting.weight >= LEAST_WEIGHT)]
}

/// One phrase of a piece that may be spun, with one original that it may have had.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// First word of the spun phrase in the piece.
    pub start: usize,
    /// Behind its last word.
    pub end: usize,
    /// What it may have been.
    pub original: OriginalId,
    /// P(spun | original) at full rate.
    pub weight: f32,
    /// Names the spun phrase within the table, so that two occurrences in a document can be seen to agree.
    pub phrase: u64,
    /// Cost of finding it by edit distance, milli-nats; 0 for an exact entry.
    pub edit: Cost,
    /// How it was found.
    pub source: Source,
}

impl Candidate {
    /// The words `start..end` as the spun phrase of `posting`, [named](name) `phrase`.
    pub(super) fn new(start: usize, end: usize, posting: &Posting, phrase: u64, edit: Cost, source: Source) -> Self {
        Self { start, end, original: posting.original, weight: posting.weight, phrase, edit, source }
    }
}

/// What names a spun phrase within its table.
pub(super) fn name(phrase: &[TableWord]) -> u64 {
    phrase.iter().fold(0, |hash, word| joined(hash, word.index() as u64))
}

/// Whether the last word of an original begins with a capital. Of two originals that differ in casing only, such as `the New` and `the
/// new`, that one is meant where a name goes on behind it.
fn ends_in_capital(channel: &Channel, original: OriginalId) -> bool {
    channel.table().original(original).text.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// The candidates of one piece, and the keys that stand in it.
#[derive(Debug, Default)]
pub struct Candidates {
    /// All candidates, ordered by their first word.
    pub all: Vec<Candidate>,
    /// For each word, the longest key that begins there and is likely one.
    pub keys: Vec<Option<OriginalId>>,
    /// Each word as the table knows it, or [`TableWord::NONE`] where it must not be touched.
    table_words: Vec<TableWord>,
}

impl Candidates {
    /// Finds the candidates of `words`, which are words of `text`, replacing what was there.
    pub fn find(&mut self, channel: &Channel, text: &str, words: &[Word]) {
        self.all.clear();
        self.keys.clear();
        self.table_words.clear();
        self.table_words.extend(words.iter().map(|word| if word.shielded { TableWord::NONE } else { word.table }));
        let keep = KeepList::embedded();
        for start in 0..words.len() {
            let kept = keep.length(&words[start..]);
            self.table_words[start..start + kept].fill(TableWord::NONE);
        }
        for start in 0..words.len() {
            let rest = &self.table_words[start..];
            if rest[0] == TableWord::NONE {
                self.keys.push(None);
                continue;
            }
            self.keys.push(channel.table().longest_key(rest).map(|(_, original)| original));
            let all = &mut self.all;
            channel.table().spun_matches(rest, |length, postings| {
                let read = &words[start..start + length];
                // What a spinner puts in is lower case but for the first letter.
                if read[1..].iter().any(|word| word.capital) {
                    return;
                }
                let glued = read.iter().any(|word| word.glued);
                let (edit, source) = if glued { (GLUED, Source::Glued) } else { (0, Source::Exact) };
                let phrase = name(&rest[..length]);
                let postings = likely(postings);
                let before_name = words.get(start + length).is_some_and(|word| word.capital);
                let fits = |posting: &&Posting| {
                    if length == 1
                        && !numbers::spacing_allows(text, words, start, channel.table().original(posting.original).text)
                    {
                        return false;
                    }
                    let twins = |twin: &&Posting| {
                        channel.table().hash_of(twin.original) == channel.table().hash_of(posting.original)
                    };
                    postings.len() < 2
                        || postings.iter().filter(twins).count() < 2
                        || ends_in_capital(channel, posting.original) == before_name
                };
                let candidate = |posting| Candidate::new(start, start + length, posting, phrase, edit, source);
                all.extend(postings.iter().filter(fits).map(candidate));
            });
        }
        let exact = self.all.len();
        near::find(channel, text, words, &self.table_words, &mut self.all);
        if self.all.len() > exact {
            self.all.sort_by_key(|candidate| candidate.start);
        }
    }
}
