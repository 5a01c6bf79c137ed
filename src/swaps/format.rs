//! A compiled swap table as bytes: a header, and sections that are read where they lie.
//!
//! ```text
//! magic, format version, hash of the sources, checksum of the sections, lengths of the sections
//! sections, in the order of Part
//! ```
//!
//! All numbers are little-endian. The library and its build script share this file, so the format is written down once.

use xxhash_rust::xxh3::xxh3_64;

/// The first bytes of a compiled table.
pub(crate) const MAGIC: &[u8; 16] = b"unspin swaptable";

/// Changes whenever the bytes mean something else.
pub(crate) const VERSION: u32 = 6;

/// The sections, in their order in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Name of the dialect.
    Dialect,
    /// FST: normal form of a word to its number.
    Words,
    /// Hash of the normal form of each word, and the hash under which language models know it: u64 each.
    Hashes,
    /// One byte a word: 1 if it stands in a spun phrase.
    InSpun,
    /// [Numbers](super::hashed::Numbers) of the words by hash.
    Numbers,
    /// FST: the word numbers of a spun phrase, 3 bytes each, big-endian, to first posting * 4096 + number of postings.
    Spun,
    /// Original (u32) and weight (f32) of each posting.
    Postings,
    /// Of each original: where its text ends (u32), where its words end (u32), the share swapped (f32).
    Originals,
    /// Surface forms of all originals.
    Texts,
    /// Word numbers of all originals: u32 each.
    OriginalWords,
    /// Hash of the words of each original, [joined](super::hashed::joined) as language models know them: u64 each.
    OriginalHashes,
    /// [Firsts](super::firsts) of spun phrases, of keys.
    SpunFirsts,
    KeyFirsts,
    /// [Filter](super::beginnings) of how spun phrases begin, and keys.
    SpunBeginnings,
    KeyBeginnings,
    /// [What](super::endings) phrases of several words stand for: spun ones, keys.
    SpunEndings,
    KeyEndings,
    /// The first two parts of hyphenated words of spun phrases, [joined](super::hashed::joined): as Numbers.
    Hyphenated,
    /// What is [one slip away](super::slips) from a word of a spun phrase.
    Slips,
}

/// How many there are.
pub(crate) const PARTS: usize = Part::Slips as usize + 1;

/// Bytes of the header: magic, version, source hash, checksum and the sections' lengths.
pub(crate) const HEADER_BYTES: usize = LENGTHS_AT + 4 * PARTS;

/// Where the header tells the version, the hash of the sources, the checksum and the lengths.
pub(crate) const VERSION_AT: usize = MAGIC.len();
pub(crate) const HASH_AT: usize = VERSION_AT + 4;
pub(crate) const CHECKSUM_AT: usize = HASH_AT + 8;
pub(crate) const LENGTHS_AT: usize = CHECKSUM_AT + 8;

/// Bits of a spun phrase's value that count its postings.
pub(crate) const COUNT_BITS: u32 = 12;

/// The bytes of a table with these sections, in the order of [`Part`].
///
/// # Panics
///
/// When one is 4 GiB long or longer.
pub(crate) fn assemble(source_hash: u64, sections: &[Vec<u8>; PARTS]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER_BYTES];
    bytes[..MAGIC.len()].copy_from_slice(MAGIC);
    bytes[VERSION_AT..HASH_AT].copy_from_slice(&VERSION.to_le_bytes());
    bytes[HASH_AT..CHECKSUM_AT].copy_from_slice(&source_hash.to_le_bytes());
    for (part, section) in sections.iter().enumerate() {
        let length = u32::try_from(section.len()).expect("a table below 4 GiB");
        bytes[LENGTHS_AT + 4 * part..][..4].copy_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(section);
    }
    let checksum = xxh3_64(&bytes[HEADER_BYTES..]);
    bytes[CHECKSUM_AT..LENGTHS_AT].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// Numbers as the bytes of a section.
pub(crate) fn column<const N: usize>(numbers: impl IntoIterator<Item = [u8; N]>) -> Vec<u8> {
    numbers.into_iter().flatten().collect()
}
