//! Hash tables of n-grams: buckets of one cache line, 16-bit fingerprints, 8-bit codes.
//!
//! A lookup reads one bucket and compares its fingerprints side by side; only a full bucket sends it on to the next. An
//! n-gram that is not in the table is found there nevertheless about once in 3000 lookups, by an equal fingerprint: that is
//! the price of storing an n-gram in four bytes.

use super::format::{BUCKET, place};

/// The parts of a bucket: `slots` fingerprints, then as many probability codes, then as many backoff codes if there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// 16 n-grams with backoffs.
    Middle,
    /// 21 n-grams without.
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

    /// Buckets for `ngrams` n-grams; never zero, and never all full.
    pub(crate) fn buckets(self, ngrams: usize) -> usize {
        (ngrams as f64 / (self.slots() as f64 * LOAD)) as usize + 1
    }
}

#[inline]
fn fingerprint(key: u64) -> u16 {
    (key as u16).max(1)
}

/// Probability code and backoff code of the n-gram with this key.
#[inline]
pub(crate) fn find_middle(table: &[u8], buckets: u32, key: u64) -> Option<(u8, u8)> {
    let (bucket, slot) = find::<MIDDLE>(table, buckets, key)?;
    Some((bucket[MIDDLE * 2 + slot], bucket[MIDDLE * 3 + slot]))
}

/// Probability code of the n-gram with this key.
#[inline]
pub(crate) fn find_highest(table: &[u8], buckets: u32, key: u64) -> Option<u8> {
    let (bucket, slot) = find::<HIGHEST>(table, buckets, key)?;
    Some(bucket[HIGHEST * 2 + slot])
}

#[inline]
fn find<const SLOTS: usize>(table: &[u8], buckets: u32, key: u64) -> Option<(&[u8; BUCKET], usize)> {
    let wanted = fingerprint(key);
    let mut at = place(key, buckets) as usize;
    let (lines, _) = table.as_chunks::<BUCKET>();
    loop {
        let bucket = &lines[at];
        let matches = equal::<SLOTS>(bucket, wanted);
        if matches != 0 {
            return Some((bucket, matches.trailing_zeros() as usize));
        }
        let last = SLOTS * 2 - 2;
        if bucket[last] == 0 && bucket[last + 1] == 0 {
            return None;
        }
        at = if at + 1 == buckets as usize { 0 } else { at + 1 };
    }
}

/// Bit i is set where fingerprint i equals `wanted`. Written without branches so that it compiles to vector instructions.
#[inline]
fn equal<const SLOTS: usize>(bucket: &[u8; BUCKET], wanted: u16) -> u32 {
    let mut found = 0;
    for slot in 0..SLOTS {
        let here = u16::from_le_bytes([bucket[slot * 2], bucket[slot * 2 + 1]]);
        found |= u32::from(here == wanted) << slot;
    }
    found
}

/// Inserts an n-gram. False if another n-gram with the same fingerprint stands where this one would be looked for; that one
/// answers for both then.
pub(crate) fn insert(table: &mut [u8], shape: Shape, key: u64, probability: u8, backoff: u8) -> bool {
    let (lines, _) = table.as_chunks_mut::<BUCKET>();
    let wanted = fingerprint(key);
    let slots = shape.slots();
    let buckets = lines.len();
    let mut at = place(key, buckets as u32) as usize;
    loop {
        let bucket = &mut lines[at];
        for slot in 0..slots {
            let here = u16::from_le_bytes([bucket[slot * 2], bucket[slot * 2 + 1]]);
            if here == wanted {
                return false;
            }
            if here == 0 {
                bucket[slot * 2..slot * 2 + 2].copy_from_slice(&wanted.to_le_bytes());
                bucket[slots * 2 + slot] = probability;
                if shape == Shape::Middle {
                    bucket[slots * 3 + slot] = backoff;
                }
                return true;
            }
        }
        at = if at + 1 == buckets { 0 } else { at + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::{first_key, longer_key};
    use super::*;

    fn check(shape: Shape) {
        let keys: Vec<u64> = (0..30_000).map(|i| longer_key(first_key(i % 200), i)).collect();
        let buckets = shape.buckets(keys.len());
        let mut table = vec![0; buckets * BUCKET];
        let (mut shared, mut false_hits) = (0, 0);
        let inserted: Vec<bool> =
            keys.iter().enumerate().map(|(i, &key)| insert(&mut table, shape, key, i as u8, (i / 7) as u8)).collect();
        for (i, (&key, &own)) in keys.iter().zip(&inserted).enumerate() {
            let found = match shape {
                Shape::Middle => find_middle(&table, buckets as u32, key),
                Shape::Highest => find_highest(&table, buckets as u32, key).map(|p| (p, (i / 7) as u8)),
            };
            if own {
                assert_eq!(found, Some((i as u8, (i / 7) as u8)));
            } else {
                assert!(found.is_some());
                shared += 1;
            }
        }
        for i in 0..30_000 {
            let key = longer_key(first_key(i % 200 + 1000), i);
            let found = match shape {
                Shape::Middle => find_middle(&table, buckets as u32, key).is_some(),
                Shape::Highest => find_highest(&table, buckets as u32, key).is_some(),
            };
            false_hits += u32::from(found);
        }
        assert!(shared < 30, "{shared} n-grams share a fingerprint");
        assert!(false_hits < 30, "{false_hits} false hits");
    }

    #[test]
    fn every_ngram_is_found_and_few_others() {
        check(Shape::Middle);
        check(Shape::Highest);
    }
}
