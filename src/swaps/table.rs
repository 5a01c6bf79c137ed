//! The compiled table, opened: exact lookup of spun phrases and of keys.
//!
//! Separate from [`compile`](mod@super::compile) because the build script needs that and not this. Opening reads the words and the
//! postings into memory; the phrases stay where they are, in finite-state maps, and in tables that are read in place.

mod phrases;
mod rows;
mod sections;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use fst::Streamer;
use xxhash_rust::xxh3::xxh3_64;

use self::phrases::Phrases;
use self::sections::{Section, Sections};
use super::beginnings::Beginning;
use super::fuzzy::neighbourhood::Neighbourhood;
use super::hashed::{Hashed, Numbers, joined};
use super::source::{Dialect, LONGEST, Row, for_each_normal, normal_phrase};
use crate::Error;

/// A word of the table, by its place in the table's vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableWord(u32);

impl TableWord {
    /// A word that stands in no phrase of the table.
    pub const NONE: Self = Self(u32::MAX);

    /// Its place in the vocabulary, for arrays indexed by word; not for [`NONE`](Self::NONE).
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An original of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OriginalId(u32);

impl OriginalId {
    /// Its place among the table's originals.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One original of a spun phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posting {
    /// The original.
    pub original: OriginalId,
    /// P(spun | original) where the spinner swaps at its full rate.
    pub weight: f32,
}

/// The share of its occurrences swapped below which a phrase is hardly a key: an inferred one, more likely unknown to the spinner
/// than known and left. Of the keys counted from pairs none has less.
const HARDLY: f32 = 0.2;

/// A phrase that spinners swap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Original<'t> {
    /// As it is usually cased inside a sentence.
    pub text: &'t str,
    /// The share of its occurrences swapped at the full rate, for whichever phrase, 0 to 1: the sum of its weights, or more where it was
    /// counted, since some of its phrases were not seen.
    pub swapped: f32,
}

impl Original<'_> {
    /// Calls `visit` with the normal form of each of its tokens.
    pub fn for_each_word(&self, visit: impl FnMut(&str)) {
        for_each_normal(self.text, visit);
    }
}

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
    by_hash: Numbers,
    /// The XXH3 hash of the normal form of each word.
    hashes: Vec<u64>,
    in_spun: Vec<bool>,
    /// Of the hyphenated words of spun phrases: what stands before and behind the first hyphen, [joined].
    hyphenated: HashSet<u64, BuildHasherDefault<Hashed>>,
    spun: Phrases,
    keys: Phrases,
    postings: Vec<Posting>,
    /// Of each original where its text begins, and [the share swapped](Original::swapped): decoding asks for nothing else, time and again.
    texts: Vec<u32>,
    swapped: Vec<f32>,
    neighbourhood: OnceLock<Neighbourhood>,
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
        bytes.starts_with(super::compile::MAGIC)
    }

    /// Opens a compiled table. The maps are not copied.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] when the bytes are no compiled table, were compiled for another version of the format, or were
    /// damaged since.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let sections = Sections::open(bytes.into())?;
        let words = fst::Map::new(sections.words()).map_err(|e| sections::damaged(&e.to_string()))?;
        let mut by_hash = Numbers::with_capacity(words.len());
        let mut hashes = Vec::with_capacity(words.len());
        let mut in_spun = Vec::with_capacity(words.len());
        let mut hyphenated = HashSet::default();
        let mut stream = words.stream();
        while let Some((word, value)) = stream.next() {
            // Words are numbered in their order.
            by_hash.insert(xxh3_64(word), hashes.len() as u32);
            hashes.push(xxh3_64(word));
            in_spun.push(value & 1 == 1);
            if value & 1 == 1 {
                let mut parts = word.splitn(3, |&byte| byte == b'-').map(xxh3_64);
                hyphenated.extend(parts.next().zip(parts.next()).map(|(first, second)| joined(first, second)));
            }
        }
        let (texts, swapped) = sections.originals()?;
        let postings = sections.postings(texts.len())?;
        let spun = Phrases::open(sections.spun(), sections.spun_beginnings(), sections.spun_endings(), in_spun.len())?;
        let keys = Phrases::open(sections.keys(), sections.key_beginnings(), sections.key_endings(), in_spun.len())?;
        Ok(Self {
            dialect: sections.dialect()?,
            sections,
            by_hash,
            hashes,
            in_spun,
            hyphenated,
            spun,
            keys,
            postings,
            texts,
            swapped,
            neighbourhood: OnceLock::new(),
        })
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
        self.by_hash.get(hash).map_or(TableWord::NONE, TableWord)
    }

    /// Asks the memory for what [`word_by_hash`](Self::word_by_hash) will read.
    #[inline]
    pub fn send_for_word(&self, hash: u64) {
        self.by_hash.send_for(hash);
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
        self.in_spun.get(word.index()).copied().unwrap_or(false)
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

    /// Whether spinners likely swap this phrase: in a fifth of its occurrences or more.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn is_likely_key(&self, id: OriginalId) -> bool {
        self.swapped(id) >= HARDLY
    }

    /// [The share swapped](Original::swapped) of the original of that number.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[inline]
    #[must_use]
    pub fn swapped(&self, id: OriginalId) -> f32 {
        self.swapped[id.index()]
    }

    /// The original of that number.
    ///
    /// # Panics
    ///
    /// When `id` comes from another, larger table.
    #[must_use]
    pub fn original(&self, id: OriginalId) -> Original<'_> {
        Original { text: self.sections.text(self.texts[id.index()]), swapped: self.swapped(id) }
    }

    /// All originals, by number.
    pub fn originals(&self) -> impl Iterator<Item = (OriginalId, Original<'_>)> {
        (0..self.texts.len() as u32).map(|id| (OriginalId(id), self.original(OriginalId(id))))
    }

    /// All words with their normal forms, in byte order.
    pub fn words(&self) -> impl Iterator<Item = (TableWord, String)> {
        let words = self.words_map().stream().into_str_vec().unwrap_or_default();
        words.into_iter().map(|(word, value)| (TableWord((value >> 1) as u32), word))
    }

    /// Calls `visit` with all spun phrases and their originals, in the order of their words' numbers.
    pub fn for_each_spun_phrase(&self, mut visit: impl FnMut(&[TableWord], &[Posting])) {
        self.spun.for_each(|words, value| visit(words, self.postings_of(value)));
    }

    /// Words in the vocabulary.
    #[must_use]
    pub fn vocabulary_size(&self) -> usize {
        self.in_spun.len()
    }

    /// The XXH3 hashes of the normal forms of all words, in the order of their numbers.
    pub fn word_hashes(&self) -> impl Iterator<Item = (u64, TableWord)> {
        self.hashes.iter().zip(0..).map(|(&hash, word)| (hash, TableWord(word)))
    }

    /// Whether a hyphenated word of a spun phrase begins with two parts whose normal forms have these XXH3 hashes.
    #[inline]
    #[must_use]
    pub fn may_be_hyphenated(&self, first: u64, second: u64) -> bool {
        self.hyphenated.contains(&joined(first, second))
    }

    /// What is one slip away from a word of a spun phrase; made when first asked for.
    pub(super) fn neighbourhood(&self) -> &Neighbourhood {
        self.neighbourhood.get_or_init(|| {
            let words: Vec<String> =
                self.words().filter(|&(word, _)| self.is_in_spun(word)).map(|(_, normal)| normal).collect();
            Neighbourhood::new(words.iter().map(String::as_str))
        })
    }

    /// The map from normal forms to word numbers, doubled, plus 1 where the word stands in a spun phrase.
    pub(super) fn words_map(&self) -> fst::Map<Section> {
        fst::Map::new(self.sections.words()).expect("the map was opened before")
    }

    fn postings_of(&self, value: u64) -> &[Posting] {
        let first = (value >> super::compile::COUNT_BITS) as usize;
        let count = (value & ((1 << super::compile::COUNT_BITS) - 1)) as usize;
        self.postings.get(first..first + count).unwrap_or_default()
    }
}

/// The longest phrase that is looked up, in words.
const WINDOW: usize = LONGEST;

#[cfg(test)]
mod tests;
