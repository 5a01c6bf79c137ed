//! The compiled table, opened: exact lookup of spun phrases and of keys.
//!
//! What is looked up now and then stays where it lies in the bytes; postings and originals, which decoding asks for time and again, are
//! read into memory.

mod originals;
mod phrases;
mod rows;
mod sections;

use std::borrow::Cow;
use std::fmt;

use fst::Streamer;
use xxhash_rust::xxh3::xxh3_64;

pub use self::originals::Original;

use self::originals::Originals;
use self::phrases::Phrases;
use self::sections::{Section, Sections, damaged};
use super::beginnings::Beginning;
use super::format::{COUNT_BITS, MAGIC, Part};
use super::hashed::{Numbers, joined};
use super::slips;
use super::source::{Dialect, LONGEST, Row, normal_phrase};
use super::{OriginalId, Posting, TableWord};
use crate::Error;

/// A swap table. Immutable once opened; share it between threads by reference.
///
/// ```
/// use unspin::swaps::{Dialect, Row, SwapTable};
/// let row = Row {
///     spun: "the inside".into(), original: "the Interior".into(),
///     weight: 0.9, dialect: Dialect::AUTOBLOG, note: String::new(),
/// };
/// let table = SwapTable::from_rows(Dialect::AUTOBLOG, &[row]);
/// let words = ["the", "inside", "story"].map(|word| table.word(word));
/// table.spun_matches(&words, |length, originals| {
///     assert_eq!(length, 2);
///     assert_eq!(table.original(originals[0].original).text, "the Interior");
/// });
/// ```
pub struct SwapTable {
    dialect: Dialect,
    sections: Sections,
    numbers: Numbers<Section>,
    /// Hash of the normal form of each word, and hash under which language models know it.
    hashes: Section,
    in_spun: Section,
    hyphenated: Numbers<Section>,
    spun: Phrases,
    keys: Phrases,
    postings: Vec<Posting>,
    originals: Originals,
}

impl fmt::Debug for SwapTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SwapTable").field("postings", &self.postings.len()).finish_non_exhaustive()
    }
}

impl SwapTable {
    /// The table of `dialect` made of `rows`, in any order. Rows without a token and self-swaps are left out, as
    /// [`compile`](fn@super::compile) says.
    ///
    /// # Panics
    ///
    /// Never: what was just compiled can be opened.
    #[must_use]
    pub fn from_rows(dialect: Dialect, rows: &[Row]) -> Self {
        Self::open(super::compile(dialect, &super::inflect::expand(rows)))
            .expect("what was just compiled can be opened")
    }

    /// Whether `bytes` begin as a compiled table does, of whatever version.
    #[must_use]
    pub fn is_compiled(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Opens a compiled table. What is found by search is not copied.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] when the bytes are no compiled table, were compiled for another version of the format, or were
    /// damaged since.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let table = Self::laid_out(Sections::open(bytes.into())?)?;
        table.check()?;
        Ok(table)
    }

    /// Opens a table that was compiled with this program, without reading it through: that takes longer than an article does.
    pub(super) fn open_trusted(bytes: &'static [u8]) -> Result<Self, Error> {
        Self::laid_out(Sections::cut(bytes.into())?)
    }

    fn laid_out(sections: Sections) -> Result<Self, Error> {
        let part = |part: Part| sections.part(part).clone();
        let numbers = |of: Part| Numbers::open(part(of)).ok_or_else(|| damaged("words are missing"));
        let words = part(Part::InSpun).as_ref().len();
        Ok(Self {
            dialect: sections.dialect()?,
            numbers: numbers(Part::Numbers)?,
            hashes: part(Part::Hashes),
            in_spun: part(Part::InSpun),
            hyphenated: numbers(Part::Hyphenated)?,
            spun: Phrases::open(&sections, [Part::SpunFirsts, Part::SpunBeginnings, Part::SpunEndings], words)?,
            keys: Phrases::open(&sections, [Part::KeyFirsts, Part::KeyBeginnings, Part::KeyEndings], words)?,
            postings: sections.postings(),
            originals: Originals::open(&sections)?,
            sections,
        })
    }

    /// Whether everything that is looked up without a further check is there.
    fn check(&self) -> Result<(), Error> {
        for map in [Part::Words, Part::Spun] {
            fst::Map::new(self.sections.part(map).as_ref()).map_err(|e| damaged(&e.to_string()))?;
        }
        let known = |original: OriginalId| original.index() < self.originals.len();
        if !self.postings.iter().all(|posting| known(posting.original)) {
            return Err(damaged("a posting names no original"));
        }
        if self.hashes.column::<HASHES>().len() != self.vocabulary_size() {
            return Err(damaged("a word has no hash"));
        }
        self.originals.check(self.vocabulary_size())
    }

    /// The dialect whose swaps the table holds.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Hash of the rows the table was compiled from.
    #[must_use]
    pub fn source_hash(&self) -> u64 {
        self.sections.source_hash()
    }

    /// The word whose normal form has this XXH3 hash of 64 bits, or [`TableWord::NONE`].
    #[inline]
    #[must_use]
    pub fn word_by_hash(&self, hash: u64) -> TableWord {
        self.numbers.get(hash).map_or(TableWord::NONE, TableWord)
    }

    /// Asks the memory for what [`word_by_hash`](Self::word_by_hash) will read.
    #[inline]
    pub fn send_for_word(&self, hash: u64) {
        self.numbers.send_for(hash);
    }

    /// The word of that normal form, or [`TableWord::NONE`].
    #[inline]
    #[must_use]
    pub fn word(&self, normal: &str) -> TableWord {
        self.word_by_hash(xxh3_64(normal.as_bytes()))
    }

    /// Whether `word` stands in any spun phrase.
    #[inline]
    #[must_use]
    pub fn is_in_spun(&self, word: TableWord) -> bool {
        self.in_spun.as_ref().get(word.index()) == Some(&1)
    }

    /// The words of a phrase in any casing, cut by the library's tokeniser.
    #[must_use]
    pub fn phrase(&self, phrase: &str) -> Vec<TableWord> {
        let normal = normal_phrase(phrase);
        normal.split_whitespace().map(|word| self.word(word)).collect()
    }

    /// Calls `found` with length and originals of every spun phrase that begins at `words[0]`, shortest first.
    ///
    /// Originals come heaviest first. Does not allocate.
    #[inline]
    pub fn spun_matches(&self, words: &[TableWord], mut found: impl FnMut(usize, &[Posting])) {
        self.spun.prefixes(words, |length, value| found(length, self.postings_of(value)));
    }

    /// The originals of exactly this spun phrase, heaviest first; none when it is no spun phrase.
    #[must_use]
    pub fn originals_of(&self, words: &[TableWord]) -> &[Posting] {
        let mut postings: &[Posting] = &[];
        self.spun.prefixes(words, |length, value| {
            if length == words.len() {
                postings = self.postings_of(value);
            }
        });
        postings
    }

    /// Calls `found` with length and original of every key that begins at `words[0]`, shortest first.
    ///
    /// Where originals differ in their casing only, the most often swapped one stands for all. Does not allocate.
    #[inline]
    pub fn key_matches(&self, words: &[TableWord], mut found: impl FnMut(usize, OriginalId)) {
        self.keys.prefixes(words, |length, value| found(length, OriginalId(value as u32)));
    }

    /// How a phrase begins that begins with `words`, one at least.
    #[inline]
    #[must_use]
    pub(crate) fn beginning(words: &[TableWord]) -> Beginning {
        Beginning::of(words.iter().map(|word| word.0))
    }

    /// Whether a key may begin so and go on with `next`; certainly none does where this is false.
    #[inline]
    #[must_use]
    pub(crate) fn may_begin_key(&self, beginning: Beginning, next: TableWord) -> bool {
        self.keys.may_begin(beginning, next)
    }

    /// Length and original of the longest key that begins at `words[0]`, the one a spinner takes. A phrase that is
    /// hardly a key, swapped in less than a fifth of its occurrences, counts only where no other begins there.
    #[inline]
    #[must_use]
    pub fn longest_key(&self, words: &[TableWord]) -> Option<(usize, OriginalId)> {
        let mut longest: Option<(usize, OriginalId, bool)> = None;
        self.key_matches(words, |length, original| {
            let likely = self.is_likely_key(original);
            if likely || longest.is_none_or(|(_, _, before)| !before) {
                longest = Some((length, original, likely));
            }
        });
        longest.map(|(length, original, _)| (length, original))
    }

    /// All words with their normal forms, in byte order.
    pub fn words(&self) -> impl Iterator<Item = (TableWord, String)> {
        let words = self.words_map().stream().into_str_vec().unwrap_or_default();
        words.into_iter().map(|(word, number)| (TableWord(number as u32), word))
    }

    /// Calls `visit` with all spun phrases and their originals, in the order of their words' numbers.
    pub fn for_each_spun_phrase(&self, mut visit: impl FnMut(&[TableWord], &[Posting])) {
        let map = fst::Map::new(self.sections.part(Part::Spun).as_ref()).expect("what was compiled is a map");
        let (mut words, mut stream) = (Vec::with_capacity(WINDOW), map.stream());
        while let Some((path, value)) = stream.next() {
            let (numbers, _) = path.as_chunks();
            let word = |&[high, middle, low]: &[u8; 3]| TableWord(u32::from_be_bytes([0, high, middle, low]));
            words.clear();
            words.extend(numbers.iter().map(word));
            visit(&words, self.postings_of(value));
        }
    }

    /// Words in the vocabulary.
    #[must_use]
    pub fn vocabulary_size(&self) -> usize {
        self.in_spun.as_ref().len()
    }

    /// Hash of the normal form of each word, in the order of their numbers; and the hash under which language models know it, which is
    /// another for [long numbers](crate::text::normalise).
    pub fn word_hashes(&self) -> impl ExactSizeIterator<Item = (u64, u64)> {
        self.hashes.column().iter().map(|&[a, b, c, d, e, f, g, h, model @ ..]: &[u8; HASHES]| {
            (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(model))
        })
    }

    /// Whether a hyphenated word of a spun phrase begins with two parts whose normal forms have these XXH3 hashes.
    #[inline]
    #[must_use]
    pub fn may_be_hyphenated(&self, first: u64, second: u64) -> bool {
        self.hyphenated.get(joined(first, second)).is_some()
    }

    /// Whether `word` may be one slip away from a word of a spun phrase; certainly not where this is false.
    pub(super) fn may_be_slip(&self, word: &str) -> bool {
        slips::may_hold(self.sections.part(Part::Slips).as_ref(), word)
    }

    /// The map from normal forms to word numbers.
    pub(super) fn words_map(&self) -> fst::Map<Section> {
        fst::Map::new(self.sections.part(Part::Words).clone()).expect("what was compiled is a map")
    }

    fn postings_of(&self, value: u64) -> &[Posting] {
        let first = (value >> COUNT_BITS) as usize;
        let count = (value & ((1 << COUNT_BITS) - 1)) as usize;
        self.postings.get(first..first + count).unwrap_or_default()
    }
}

/// Bytes of the hashes of a word.
const HASHES: usize = 16;

/// The longest phrase that is looked up, in words.
const WINDOW: usize = LONGEST;

#[cfg(test)]
mod tests;
