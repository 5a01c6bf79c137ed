//! Hash tables of n-grams: buckets of one cache line, four bytes or three for an n-gram.
//!
//! A lookup reads one bucket and compares its fingerprints side by side; only a full bucket sends it on to the next.
//!
//! | order | slots | fingerprint | code of probability | of backoff |
//! |---|---|---|---|---|
//! | below the highest | 16 | 16 + 4 bits | 7 bits | 5 bits |
//! | highest | 21 | 16 + 2 bits | 6 bits | |
//!
//! The first 16 bits of all fingerprints stand together at the front of the bucket, so that eight are compared at once;
//! the others stand with the codes. An n-gram that is not in the table is found there nevertheless, by an equal
//! fingerprint, about once in 20,000 lookups, or 4,500 at the highest order: that is the price of so few bytes.

use wide::u16x8;

use super::format::{BUCKET, place};

/// The two kinds of bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// N-grams with backoffs.
    Middle,
    /// N-grams without.
    Highest,
}

const MIDDLE: usize = 16;
const HIGHEST: usize = 21;

/// Share of the slots that the builder fills.
const LOAD: f64 = 0.9;

impl Shape {
    pub(crate) const fn slots(self) -> usize {
        match self {
            Self::Middle => MIDDLE,
            Self::Highest => HIGHEST,
        }
    }

    /// Number of codes for probabilities and for backoffs.
    pub(crate) const fn codes(self) -> (usize, usize) {
        match self {
            Self::Middle => (1 << 7, 1 << 5),
            Self::Highest => (1 << 6, 1),
        }
    }

    /// Buckets for `ngrams` n-grams; never zero, and never all full.
    pub(crate) fn buckets(self, ngrams: usize) -> usize {
        (ngrams as f64 / (self.slots() as f64 * LOAD)) as usize + 1
    }
}

/// The 16 bits of a key that stand in front; 0 marks an empty slot.
#[inline]
fn fingerprint(key: u64) -> u16 {
    (key as u16).max(1)
}

/// The 4 bits of a key that stand with the codes; the highest order uses two of them.
#[inline]
fn rest(key: u64) -> u16 {
    (key >> 16) as u16 & 0xf
}

/// Probability code and backoff code of the n-gram with this key.
#[inline]
pub(crate) fn find_middle(table: &[[u8; BUCKET]], key: u64) -> Option<(u8, u8)> {
    let codes = find::<MIDDLE, u16>(table, key, |bucket, slot| {
        let at = MIDDLE * 2 + slot * 2;
        let codes = u16::from_le_bytes([bucket[at], bucket[at + 1]]);
        (codes >> 12 == rest(key)).then_some(codes)
    })?;
    Some(((codes >> 5) as u8 & 0x7f, codes as u8 & 0x1f))
}

/// Probability code of the n-gram with this key.
#[inline]
pub(crate) fn find_highest(table: &[[u8; BUCKET]], key: u64) -> Option<u8> {
    find::<HIGHEST, u8>(table, key, |bucket, slot| {
        let code = bucket[HIGHEST * 2 + slot];
        (u16::from(code >> 6) == rest(key) & 3).then_some(code & 0x3f)
    })
}

#[inline]
fn find<const SLOTS: usize, C>(
    table: &[[u8; BUCKET]],
    key: u64,
    codes: impl Fn(&[u8; BUCKET], usize) -> Option<C>,
) -> Option<C> {
    let wanted = fingerprint(key);
    let mut at = place(key, table.len() as u32) as usize;
    loop {
        let bucket = &table[at];
        let mut matches = equal::<SLOTS>(bucket, wanted);
        while matches != 0 {
            if let Some(found) = codes(bucket, matches.trailing_zeros() as usize) {
                return Some(found);
            }
            matches &= matches - 1;
        }
        let last = SLOTS * 2 - 2;
        if bucket[last] == 0 && bucket[last + 1] == 0 {
            return None;
        }
        at = if at + 1 == table.len() { 0 } else { at + 1 };
    }
}

/// Bit i is set where fingerprint i equals `wanted`.
#[inline]
fn equal<const SLOTS: usize>(bucket: &[u8; BUCKET], wanted: u16) -> u32 {
    // As they stand in memory, whatever order of bytes the processor has.
    let wanted = u16x8::splat(wanted.to_le());
    let eight = |first: usize| {
        let bytes: &[u8; 16] = bucket[first * 2..].first_chunk().expect("eight fingerprints more");
        let fingerprints: u16x8 = bytemuck::cast(*bytes);
        fingerprints.simd_eq(wanted).to_bitmask() << first
    };
    // The last eight may overlap those before.
    (0..SLOTS / 8).fold(eight(SLOTS - 8), |found, n| found | eight(n * 8))
}

/// Inserts an n-gram. False if another n-gram with the same fingerprint stands where this one would be looked for; that one
/// answers for both then.
pub(crate) fn insert(table: &mut [u8], shape: Shape, key: u64, probability: u8, backoff: u8) -> bool {
    let slots = shape.slots();
    let (lines, _) = table.as_chunks_mut::<BUCKET>();
    let (wanted, rest) = (fingerprint(key), rest(key));
    let buckets = lines.len();
    let mut at = place(key, buckets as u32) as usize;
    loop {
        let bucket = &mut lines[at];
        for slot in 0..slots {
            let codes_at = match shape {
                Shape::Middle => slots * 2 + slot * 2,
                Shape::Highest => slots * 2 + slot,
            };
            match u16::from_le_bytes([bucket[slot * 2], bucket[slot * 2 + 1]]) {
                0 => {
                    bucket[slot * 2..slot * 2 + 2].copy_from_slice(&wanted.to_le_bytes());
                    match shape {
                        Shape::Middle => {
                            let codes = rest << 12 | u16::from(probability) << 5 | u16::from(backoff);
                            bucket[codes_at..codes_at + 2].copy_from_slice(&codes.to_le_bytes());
                        }
                        Shape::Highest => bucket[codes_at] = (rest as u8) << 6 | probability,
                    }
                    return true;
                }
                here if here == wanted => {
                    let taken = match shape {
                        Shape::Middle => u16::from(bucket[codes_at + 1] >> 4) == rest,
                        Shape::Highest => u16::from(bucket[codes_at] >> 6) == rest & 3,
                    };
                    if taken {
                        return false;
                    }
                }
                _ => {}
            }
        }
        at = if at + 1 == buckets { 0 } else { at + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::{first_key, longer_key};
    use super::*;

    /// Inserts n-grams, finds them again, and counts how many others are found.
    fn check(shape: Shape) {
        const NGRAMS: u32 = 100_000;
        let key = |i: u32, from: u32| longer_key(first_key(i % 200 + from), i);
        let codes = |i: u32| (i as u8 & 0x3f, if shape == Shape::Middle { (i / 7) as u8 & 0x1f } else { 0 });
        let buckets = shape.buckets(NGRAMS as usize);
        let mut table = vec![0; buckets * BUCKET];
        let find = |table: &[u8], key| match shape {
            Shape::Middle => find_middle(table.as_chunks().0, key),
            Shape::Highest => find_highest(table.as_chunks().0, key).map(|probability| (probability, 0)),
        };
        let own: Vec<bool> =
            (0..NGRAMS).map(|i| insert(&mut table, shape, key(i, 0), codes(i).0, codes(i).1)).collect();
        for (i, own) in (0..).zip(&own) {
            let found = find(&table, key(i, 0));
            assert!(found.is_some());
            assert!(!own || found == Some(codes(i)), "{found:?} is not {:?}", codes(i));
        }
        let shared = own.iter().filter(|&&own| !own).count();
        let false_hits = (0..NGRAMS).filter(|&i| find(&table, key(i, 1000)).is_some()).count();
        let most = if shape == Shape::Middle { 15 } else { 45 };
        assert!(shared <= most, "{shared} n-grams share a fingerprint");
        assert!(false_hits <= most, "{false_hits} false hits");
    }

    #[test]
    fn every_ngram_is_found_and_few_others() {
        check(Shape::Middle);
        check(Shape::Highest);
    }
}
