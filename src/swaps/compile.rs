//! Rows to the bytes of a compiled table, in the format (`src/swaps/format.rs`) that is opened without reading it through.
//!
//! The build script compiles the shipped tables with this very code.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::beginnings::{self, Beginning};
use super::endings;
use super::firsts;
use super::format::{COUNT_BITS, PARTS, Part, assemble, column};
use super::hashed::{Numbers, joined};
use super::slips;
use super::source::{Dialect, MOST_BYTES, Row, for_each_normal, normal_phrase};
use crate::text::normalise;

/// What is swapped of a key that was seen to be one: of keys seen once in 480 articles, 98% of the occurrences in 120 others
/// were swapped, as of those seen a hundred times; but for 27% of them for a phrase not seen before.
const USUAL_SHARE: f32 = 0.98;

/// How many occurrences that knowledge counts as. Of keys left standing in 5 to 30% of some fifty occurrences 4% were left
/// elsewhere, of those left in more, 37%.
const USUAL_COUNT: f32 = 10.0;

/// Compiles `rows`, in any order, to the bytes that [`SwapTable::open`](super::SwapTable::open) reads: the table of `dialect`,
/// whatever dialect the rows name.
///
/// Rows with the same spun phrase and original are one: the greater weight counts. Rows without any token, or that swap
/// a phrase for itself, and originals of more than 65,535 bytes are left out. Pure: the same rows make the same bytes.
#[must_use]
pub fn compile(dialect: Dialect, rows: &[Row]) -> Vec<u8> {
    compile_knowing(dialect, rows, &BTreeMap::new())
}

/// As [`compile`], where the notes of `rows` are not all that is known of their originals: `swapped` says of some, by surface
/// form, what share of their occurrences is swapped at least, 0 to 1, as
/// [`SwapTable::counted`](super::SwapTable::counted) gives it.
#[must_use]
pub fn compile_knowing(dialect: Dialect, rows: &[Row], swapped: &BTreeMap<String, f32>) -> Vec<u8> {
    // Original -> spun -> weight, by surface form.
    let mut pairs: BTreeMap<&str, BTreeMap<String, f32>> = BTreeMap::new();
    let mut counted: BTreeMap<&str, Counted> = BTreeMap::new();
    for row in rows {
        let (spun, original) = (normal_phrase(&row.spun), normal_phrase(&row.original));
        if spun.is_empty() || original.is_empty() || spun == original || row.original.len() > MOST_BYTES {
            continue;
        }
        let weight = pairs.entry(&row.original).or_default().entry(spun).or_insert(0.0);
        *weight = weight.max(row.weight);
        if let Some((swapped, all)) = row.counts() {
            let counted = counted.entry(&row.original).or_default();
            counted.swapped += swapped;
            counted.all = counted.all.max(all);
        }
    }
    let mut swapped_shares = Vec::with_capacity(pairs.len());
    let mut keys: BTreeMap<String, (usize, f32)> = BTreeMap::new();
    let mut postings: BTreeMap<&str, Vec<(u32, f32)>> = BTreeMap::new();
    for (id, (original, spuns)) in pairs.iter().enumerate() {
        let listed = spuns.values().sum::<f32>();
        let noted = counted.get(original).map_or(0.0, Counted::share);
        let known = swapped.get(*original).copied().unwrap_or(0.0);
        let swapped = listed.max(noted).max(known).min(1.0);
        swapped_shares.push(swapped);
        // Of several surface forms of one key, the most often swapped; the later one in byte order has fewer capitals.
        let key = keys.entry(normal_phrase(original)).or_insert((id, swapped));
        if swapped >= key.1 {
            *key = (id, swapped);
        }
        for (spun, weight) in spuns {
            postings.entry(spun).or_default().push((u32::try_from(id).expect("fewer than 2^32 rows"), *weight));
        }
    }
    let vocabulary = Vocabulary::new(keys.keys(), postings.keys().copied());
    let keys: Vec<(Vec<u32>, u64)> = keys.iter().map(|(key, &(id, _))| (vocabulary.numbers(key), id as u64)).collect();
    let mut list = Vec::new();
    let value = |(spun, of): (&&str, &mut Vec<(u32, f32)>)| {
        let first = (list.len() / 2) as u64;
        of.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        of.truncate((1 << COUNT_BITS) - 1);
        list.extend(of.iter().flat_map(|(original, weight)| [original.to_le_bytes(), weight.to_le_bytes()]));
        (vocabulary.numbers(spun), first << COUNT_BITS | of.len() as u64)
    };
    let spun: Vec<(Vec<u32>, u64)> = postings.iter_mut().map(value).collect();
    let mut sections = [const { Vec::new() }; PARTS];
    let mut put = |part: Part, bytes: Vec<u8>| sections[part as usize] = bytes;
    put(Part::Dialect, dialect.name().into());
    vocabulary.put(&mut put);
    put(Part::Spun, map(spun.iter().map(path)));
    put(Part::Postings, column(list));
    originals(pairs.keys().copied().zip(swapped_shares), &vocabulary, &mut put);
    put(Part::SpunFirsts, firsts::table(vocabulary.words.len(), &spun));
    put(Part::KeyFirsts, firsts::table(vocabulary.words.len(), &keys));
    put(Part::SpunBeginnings, beginnings::filter(spun.iter().map(|(phrase, _)| phrase.iter().copied())));
    put(Part::KeyBeginnings, beginnings::filter(keys.iter().map(|(phrase, _)| phrase.iter().copied())));
    put(Part::SpunEndings, endings_of(&spun));
    put(Part::KeyEndings, endings_of(&keys));
    assemble(source_hash(rows), &sections)
}

/// The sections of the originals, each with the share swapped.
fn originals<'o>(
    originals: impl Iterator<Item = (&'o str, f32)>,
    vocabulary: &Vocabulary<'_>,
    put: &mut impl FnMut(Part, Vec<u8>),
) {
    let (mut records, mut texts, mut words, mut hashes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (original, swapped) in originals {
        texts.extend_from_slice(original.as_bytes());
        let mut hash = None;
        for_each_normal(original, |word| {
            words.push(vocabulary.words[word].0.to_le_bytes());
            let word = hash_in_model(word);
            hash = Some(hash.map_or(word, |before| joined(before, word)));
        });
        hashes.push(hash.unwrap_or_default().to_le_bytes());
        let [text_end, words_end] =
            [texts.len(), words.len()].map(|end| u32::try_from(end).expect("a table below 4 GiB"));
        records.extend([text_end.to_le_bytes(), words_end.to_le_bytes(), swapped.to_le_bytes()]);
    }
    put(Part::Originals, column(records));
    put(Part::Texts, texts);
    put(Part::OriginalWords, column(words));
    put(Part::OriginalHashes, column(hashes));
}

/// The words of a table, numbered in byte order.
struct Vocabulary<'w> {
    /// Number of each, and whether it stands in a spun phrase.
    words: BTreeMap<&'w str, (u32, bool)>,
}

impl<'w> Vocabulary<'w> {
    /// That of these keys and spun phrases in normal form.
    fn new(keys: impl Iterator<Item = &'w String>, spun: impl Iterator<Item = &'w str>) -> Self {
        let mut words: BTreeMap<&str, (u32, bool)> = BTreeMap::new();
        for word in keys.flat_map(|key| key.split(' ')) {
            words.entry(word).or_insert((0, false));
        }
        for word in spun.flat_map(|spun| spun.split(' ')) {
            words.insert(word, (0, true));
        }
        for (number, (place, _)) in (0..).zip(words.values_mut()) {
            *place = number;
        }
        Self { words }
    }

    /// The words of a phrase.
    fn numbers(&self, phrase: &str) -> Vec<u32> {
        phrase.split(' ').map(|word| self.words[word].0).collect()
    }

    /// The sections of the words.
    fn put(&self, put: &mut impl FnMut(Part, Vec<u8>)) {
        put(Part::Words, map(self.words.iter().map(|(word, &(number, _))| (word.as_bytes().to_vec(), number.into()))));
        let hashes = self.words.keys().flat_map(|word| [hash(word), hash_in_model(word)]);
        put(Part::Hashes, column(hashes.map(u64::to_le_bytes)));
        put(Part::InSpun, self.words.values().map(|&(_, in_spun)| u8::from(in_spun)).collect());
        put(Part::Numbers, self.by_hash());
        put(Part::Hyphenated, self.hyphenated());
        put(Part::Slips, slips::table(self.in_spun()));
    }

    fn in_spun(&self) -> impl Iterator<Item = &'w str> {
        self.words.iter().filter(|&(_, &(_, in_spun))| in_spun).map(|(&word, _)| word)
    }

    fn by_hash(&self) -> Vec<u8> {
        let mut numbers = Numbers::with_capacity(self.words.len());
        self.words.iter().for_each(|(word, &(number, _))| {
            numbers.insert(hash(word), number);
        });
        numbers.into_bytes()
    }

    fn hyphenated(&self) -> Vec<u8> {
        let beginning = |word: &str| {
            let mut parts = word.splitn(3, '-').map(hash);
            parts.next().zip(parts.next()).map(|(first, second)| joined(first, second))
        };
        let beginnings: BTreeSet<u64> = self.in_spun().filter_map(beginning).collect();
        let mut numbers = Numbers::with_capacity(beginnings.len());
        beginnings.into_iter().for_each(|beginning| {
            numbers.insert(beginning, 0);
        });
        numbers.into_bytes()
    }
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// The hash under which language models know a word: they know long numbers by their shape.
fn hash_in_model(word: &str) -> u64 {
    let mut shape = String::new();
    normalise(word, &mut shape);
    hash(&shape)
}

/// What was counted of one key.
#[derive(Default)]
struct Counted {
    /// Occurrences swapped, and all.
    swapped: u32,
    all: u32,
}

impl Counted {
    /// The share of the key's occurrences that are swapped, for whichever phrase.
    fn share(&self) -> f32 {
        (self.swapped as f32 + USUAL_SHARE * USUAL_COUNT) / (self.all as f32 + USUAL_COUNT)
    }
}

/// Hash of what a table was compiled from.
pub(crate) fn source_hash(rows: &[Row]) -> u64 {
    let mut hash = Xxh3::new();
    for row in rows {
        for field in [row.spun.as_bytes(), row.original.as_bytes(), &row.weight.to_le_bytes()] {
            hash.update(field);
            hash.update(&[0]);
        }
    }
    hash.digest()
}

/// The word ids of a phrase as a path in its map, three bytes each, big-endian: their order is that of the ids. And its value.
fn path((phrase, value): &(Vec<u32>, u64)) -> (Vec<u8>, u64) {
    (phrase.iter().flat_map(|word| word.to_be_bytes().into_iter().skip(1)).collect(), *value)
}

/// The table of the phrases of several words.
fn endings_of(phrases: &[(Vec<u32>, u64)]) -> Vec<u8> {
    let several = phrases.iter().filter(|(phrase, _)| phrase.len() > 1);
    let ending = |(phrase, value): &(Vec<u32>, u64)| (Beginning::of(phrase.iter().copied()).ended(), *value);
    endings::table(&several.map(ending).collect::<Vec<_>>())
}

fn map(entries: impl Iterator<Item = (Vec<u8>, u64)>) -> Vec<u8> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_unstable();
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, value).expect("the keys are sorted and unique");
    }
    builder.into_inner().expect("writing to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_seen_once_is_swapped_as_often_as_others() {
        let counted = |swapped, all| Counted { swapped, all }.share();
        assert!((counted(1, 1) - 0.98).abs() < 0.01);
        assert!((counted(200, 200) - 0.999).abs() < 0.001);
        assert!((0.6..0.8).contains(&counted(5, 12)), "{}", counted(5, 12));
        assert!(counted(2, 100) < 0.2);
    }
}
