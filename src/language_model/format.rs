//! The layout of a compiled model, all integers little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 24 | magic text |
//! | 4 | format version |
//! | 4 | order |
//! | 8 | XXH3 of everything behind this field |
//! | 8 | XXH3 of the training text |
//! | 8 | length of the whole |
//! | 8 | words of training text |
//! | 4, 4 | words and slots of the vocabulary |
//! | 4 × (4, 4) | n-grams and buckets of orders 2 to 5 |
//! | 256 × 4 each | code books: probabilities and backoffs of order 1, 2, … in turn; the highest order has no backoffs |
//! | 256 × 8 | code book of relative frequencies |
//! | slots × 4 | vocabulary: fingerprints |
//! | (3 + slots) × 4 | codes of probability, backoff, frequency and casing, of the reserved words and of every slot |
//! | up to 63 | padding to a multiple of 64 |
//! | buckets × 64 each | tables of orders 2, 3, … |

use super::MAX_ORDER;
use super::quantise::CODES;
use crate::Error;

pub(crate) const MAGIC: &[u8; 24] = b"unspin language model\n\0\0";
pub(crate) const VERSION: u32 = 3;

/// Bytes of a bucket: one cache line.
pub(crate) const BUCKET: usize = 64;

/// Ids before the first slot: `<unk>`, `<s>`, `</s>`.
pub(crate) const RESERVED_IDS: usize = 3;

const CHECKSUM_AT: usize = 32;
const CHECKED_FROM: usize = 40;
const COUNTS_AT: usize = 64;
const BOOKS_AT: usize = COUNTS_AT + 8 + 8 * (MAX_ORDER - 1);

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) order: usize,
    pub(crate) source_hash: u64,
    pub(crate) training_words: u64,
    pub(crate) words: u32,
    pub(crate) slots: u32,
    pub(crate) ngrams: [u32; MAX_ORDER - 1],
    pub(crate) buckets: [u32; MAX_ORDER - 1],
}

/// Where everything begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) books: usize,
    pub(crate) frequencies: usize,
    pub(crate) fingerprints: usize,
    pub(crate) codes: usize,
    pub(crate) tables: [usize; MAX_ORDER - 1],
    pub(crate) len: usize,
}

impl Header {
    /// Where the parts of a model with this header begin. Counts are below 2³², so nothing overflows 64 bits.
    pub(crate) fn layout(&self) -> Layout {
        let frequencies = BOOKS_AT + (2 * self.order - 1) * CODES * 4;
        let fingerprints = frequencies + CODES * 8;
        let codes = fingerprints + self.slots as usize * 4;
        let mut at = (codes + (RESERVED_IDS + self.slots as usize) * 4).next_multiple_of(BUCKET);
        let tables = self.buckets.map(|buckets| {
            let table = at;
            at += buckets as usize * BUCKET;
            table
        });
        Layout { books: BOOKS_AT, frequencies, fingerprints, codes, tables, len: at }
    }

    /// Writes the header into `bytes`, the whole model otherwise finished.
    pub(crate) fn seal(&self, bytes: &mut [u8]) {
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        put(0, MAGIC);
        put(24, &VERSION.to_le_bytes());
        put(28, &(self.order as u32).to_le_bytes());
        put(40, &self.source_hash.to_le_bytes());
        put(48, &(self.layout().len as u64).to_le_bytes());
        put(56, &self.training_words.to_le_bytes());
        put(COUNTS_AT, &self.words.to_le_bytes());
        put(COUNTS_AT + 4, &self.slots.to_le_bytes());
        for (i, (ngrams, buckets)) in self.ngrams.iter().zip(&self.buckets).enumerate() {
            put(COUNTS_AT + 8 + i * 8, &ngrams.to_le_bytes());
            put(COUNTS_AT + 12 + i * 8, &buckets.to_le_bytes());
        }
        let checksum = checksum(bytes);
        bytes[CHECKSUM_AT..CHECKED_FROM].copy_from_slice(&checksum.to_le_bytes());
    }

    /// Reads and checks the header, the length and the checksum of `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let header = Self::parse(bytes)?;
        if checksum(bytes) != u64_at(bytes, CHECKSUM_AT) {
            return Err(fault("its checksum is wrong: it was damaged after it was written".to_owned()));
        }
        header.sound(bytes)
    }

    /// As [`read`](Self::read), but believes that the bytes are those that were written, and does not read them all.
    pub(crate) fn read_trusted(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes)?.sound(bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < BOOKS_AT || &bytes[..MAGIC.len()] != MAGIC {
            return Err(fault("not a language model of unspin, or cut short".to_owned()));
        }
        let version = u32_at(bytes, 24);
        if version != VERSION {
            return Err(fault(format!("its format is version {version}, this program reads version {VERSION}")));
        }
        let pair = |i: usize, at: usize| u32_at(bytes, COUNTS_AT + 8 + i * 8 + at);
        let header = Self {
            order: u32_at(bytes, 28) as usize,
            source_hash: u64_at(bytes, 40),
            training_words: u64_at(bytes, 56),
            words: u32_at(bytes, COUNTS_AT),
            slots: u32_at(bytes, COUNTS_AT + 4),
            ngrams: std::array::from_fn(|i| pair(i, 0)),
            buckets: std::array::from_fn(|i| pair(i, 4)),
        };
        let length = u64_at(bytes, 48);
        if length != bytes.len() as u64 {
            return Err(fault(format!("it should be {length} bytes long and is {}", bytes.len())));
        }
        Ok(header)
    }

    /// The header, if its counts fit one another and `bytes`: a right checksum over wrong counts is no accident, but must not
    /// panic either.
    fn sound(self, bytes: &[u8]) -> Result<Self, Error> {
        let tables = 1..self.order;
        let sound = (2..=MAX_ORDER).contains(&self.order)
            && self.slots > self.words
            && self.buckets.iter().enumerate().all(|(i, &buckets)| (buckets > 0) == tables.contains(&(i + 1)))
            && self.layout().len == bytes.len();
        if sound { Ok(self) } else { Err(fault("its header contradicts itself".to_owned())) }
    }
}

fn fault(fault: String) -> Error {
    Error::Artefact {
        artefact: "language model".to_owned(),
        fault,
        remedy: "train it anew with `unspin train CORPUS... -o MODEL`".to_owned(),
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(&bytes[CHECKED_FROM..])
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(*bytes[at..].first_chunk().expect("four bytes more"))
}

#[inline]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(*bytes[at..].first_chunk().expect("eight bytes more"))
}

/// Maps the high half of a hash evenly onto `0..count` (Lemire 2019).
#[inline]
pub(crate) fn place(hash: u64, count: u32) -> u32 {
    (((hash >> 32) * u64::from(count)) >> 32) as u32
}

/// The vocabulary's fingerprint of a word's hash; 0 marks an empty slot.
#[inline]
pub(crate) fn word_fingerprint(hash: u64) -> u32 {
    (hash as u32).max(1)
}

/// Slot of the word with this hash, or the empty slot where it would go.
#[inline]
pub(crate) fn find_slot(fingerprints: &[u8], slots: u32, hash: u64) -> (u32, bool) {
    let wanted = word_fingerprint(hash);
    let mut slot = place(hash, slots);
    loop {
        match u32_at(fingerprints, slot as usize * 4) {
            0 => return (slot, false),
            found if found == wanted => return (slot, true),
            _ => slot = if slot + 1 == slots { 0 } else { slot + 1 },
        }
    }
}

/// Key of an n-gram while it grows leftwards from the predicted word.
#[inline]
pub(crate) fn first_key(word: u32) -> u64 {
    mix(u64::from(word) ^ 0x243f_6a88_85a3_08d3)
}

/// The key with one more word on the left.
#[inline]
pub(crate) fn longer_key(key: u64, word: u32) -> u64 {
    mix(key ^ (u64::from(word).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

#[inline]
fn mix(value: u64) -> u64 {
    let product = u128::from(value) * 0xe703_7ed1_a0b4_28db;
    (product as u64) ^ ((product >> 64) as u64)
}
