//! A swap table as bytes: two finite-state maps of phrases over one of words, opened without reading them through.
//!
//! ```text
//! magic, format version, hash of the sources, checksum of the sections, lengths of the sections
//! words      FST: normal form -> word id * 2 + (1 if it stands in a spun phrase)
//! spun       FST: word ids, 3 bytes each, big-endian -> first posting * 4096 + number of postings
//! keys       FST: word ids -> original id
//! postings   original id (u32), weight (f32), little-endian
//! originals  swapped share (f32), length (u16), surface form
//! dialect    its name
//! beginnings of spun phrases, of keys
//!            filters of their first two words, first three, ...
//! endings    of spun phrases, of keys
//!            their values by the hash of their words, of those with several
//! ```
//!
//! The build script compiles the shipped tables with this very code, so the format is written down once.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::beginnings::{self, Beginning};
use super::endings;
use super::source::{Dialect, MOST_BYTES, Row, normal_phrase};

/// The first bytes of a compiled table.
pub(crate) const MAGIC: &[u8; 16] = b"unspin swaptable";

/// Changes whenever the bytes mean something else.
pub(crate) const VERSION: u32 = 5;

/// The sections behind the header.
pub(crate) const SECTIONS: usize = 10;

/// Bytes of the header: magic, version, source hash, checksum and the sections' lengths.
pub(crate) const HEADER_BYTES: usize = MAGIC.len() + 4 + 8 + 8 + 4 * SECTIONS;

/// Bits of a spun phrase's value that count its postings.
pub(crate) const COUNT_BITS: u32 = 12;

/// Bytes of one posting.
pub(crate) const POSTING_BYTES: usize = 8;

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
    let mut originals = Vec::new();
    let mut keys: BTreeMap<String, (usize, f32)> = BTreeMap::new();
    let mut postings: BTreeMap<&str, Vec<(u32, f32)>> = BTreeMap::new();
    for (id, (original, spuns)) in pairs.iter().enumerate() {
        let listed = spuns.values().sum::<f32>();
        let noted = counted.get(original).map_or(0.0, Counted::share);
        let known = swapped.get(*original).copied().unwrap_or(0.0);
        let swapped = listed.max(noted).max(known).min(1.0);
        originals.extend_from_slice(&swapped.to_le_bytes());
        originals.extend_from_slice(&u16::try_from(original.len()).expect("longer ones are left out").to_le_bytes());
        originals.extend_from_slice(original.as_bytes());
        // Of several surface forms of one key, the most often swapped; the later one in byte order has fewer capitals.
        let key = keys.entry(normal_phrase(original)).or_insert((id, swapped));
        if swapped >= key.1 {
            *key = (id, swapped);
        }
        for (spun, weight) in spuns {
            postings.entry(spun).or_default().push((u32::try_from(id).expect("fewer than 2^32 rows"), *weight));
        }
    }

    let mut vocabulary: BTreeMap<&str, (u32, bool)> = BTreeMap::new();
    for word in keys.keys().flat_map(|key| key.split(' ')) {
        vocabulary.entry(word).or_insert((0, false));
    }
    for word in postings.keys().flat_map(|spun| spun.split(' ')) {
        vocabulary.insert(word, (0, true));
    }
    for (id, (place, _)) in (0..).zip(vocabulary.values_mut()) {
        *place = id;
    }

    let words = map(vocabulary
        .iter()
        .map(|(word, &(id, spun))| (word.as_bytes().to_vec(), u64::from(id) * 2 + u64::from(spun))));
    let word_ids = |phrase: &str| phrase.split(' ').map(|word| vocabulary[word].0).collect::<Vec<_>>();
    let spun_beginnings = beginnings::filter(postings.keys().map(|spun| word_ids(spun)));
    let key_beginnings = beginnings::filter(keys.keys().map(|key| word_ids(key)));
    let keys: Vec<(Vec<u32>, u64)> = keys.iter().map(|(key, &(id, _))| (word_ids(key), id as u64)).collect();
    let mut list = Vec::new();
    let value = |(spun, of): (&&str, &mut Vec<(u32, f32)>)| {
        let first = (list.len() / POSTING_BYTES) as u64;
        of.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        of.truncate((1 << COUNT_BITS) - 1);
        for (original, weight) in of.iter() {
            list.extend_from_slice(&original.to_le_bytes());
            list.extend_from_slice(&weight.to_le_bytes());
        }
        (word_ids(spun), first << COUNT_BITS | of.len() as u64)
    };
    let spun: Vec<(Vec<u32>, u64)> = postings.iter_mut().map(value).collect();
    assemble(
        source_hash(rows),
        [
            words,
            map(spun.iter().map(path)),
            map(keys.iter().map(path)),
            list,
            originals,
            dialect.name().into(),
            spun_beginnings,
            key_beginnings,
            endings_of(&spun),
            endings_of(&keys),
        ],
    )
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

fn assemble(hash: u64, sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let body = sections.concat();
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&hash.to_le_bytes());
    bytes.extend_from_slice(&xxh3_64(&body).to_le_bytes());
    for section in &sections {
        bytes.extend_from_slice(&u32::try_from(section.len()).expect("a table below 4 GiB").to_le_bytes());
    }
    bytes.extend_from_slice(&body);
    bytes
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
