//! Hash tables of n-grams: buckets of one cache line, four bytes or three for an n-gram.
//!
//! An n-gram stands in its own bucket or, where that overflowed, in one other (cuckoo filters: Fan, Andersen, Kaminsky and Mitzenmacher
//! 2014), so a look-up reads one bucket, seldom two, and compares its fingerprints side by side.
//!
//! | order | slots | fingerprint | has a longer one | code of probability | of backoff |
//! |---|---|---|---|---|---|
//! | below the highest | 16 | 16 + 3 bits | 1 bit | 7 bits | 5 bits |
//! | highest | 21 | 16 + 2 bits | | 6 bits | |
//!
//! The first 16 bits of all fingerprints stand together at the front of the bucket, so that eight are compared at once;
//! the others stand with the codes. A bucket that overflowed has the greater of its first two fingerprints in front, any other the
//! smaller. An n-gram that is not in the table is found there nevertheless, by an equal fingerprint, about once in 28,000 look-ups, or
//! 10,000 at the highest order: that is the price of so few bytes.

use wide::u16x8;

use super::format::{BUCKET, place};
use crate::memory::prefetch;

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

/// The 3 bits of a key that stand with the codes; the highest order uses two of them.
#[inline]
fn rest(key: u64) -> u16 {
    (key >> 16) as u16 & 7
}

/// What is known of an n-gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codes {
    /// The code of its probability.
    pub(crate) probability: u8,
    /// The code of its backoff; none at the highest order.
    pub(crate) backoff: u8,
    /// Whether a longer n-gram ends with it: where none does, none need be looked for. Not at the highest order.
    pub(crate) extended: bool,
}

/// Of the n-gram with this key, of an order below the highest.
#[inline]
pub(crate) fn find_middle(table: &[[u8; BUCKET]], key: u64) -> Option<Codes> {
    let codes = find::<MIDDLE, u16>(table, key, |bucket, slot| {
        let at = MIDDLE * 2 + slot * 2;
        let codes = u16::from_le_bytes([bucket[at], bucket[at + 1]]);
        (codes >> 13 == rest(key)).then_some(codes)
    })?;
    Some(Codes { probability: (codes >> 5) as u8 & 0x7f, backoff: codes as u8 & 0x1f, extended: codes & EXTENDED != 0 })
}

const EXTENDED: u16 = 1 << 12;

/// Probability code of the n-gram with this key.
#[inline]
pub(crate) fn find_highest(table: &[[u8; BUCKET]], key: u64) -> Option<u8> {
    find::<HIGHEST, u8>(table, key, |bucket, slot| {
        let code = bucket[HIGHEST * 2 + slot];
        (u16::from(code >> 6) == rest(key) & 3).then_some(code & 0x3f)
    })
}

/// Asks the memory for what will be read of the n-gram with this key.
#[inline]
pub(crate) fn send_for(table: &[[u8; BUCKET]], key: u64) {
    let own = place(key, table.len() as u32) as usize;
    prefetch(&table[own]);
    prefetch(&table[other(own, fingerprint(key), table.len())]);
}

#[inline]
fn find<const SLOTS: usize, C>(
    table: &[[u8; BUCKET]],
    key: u64,
    codes: impl Fn(&[u8; BUCKET], usize) -> Option<C>,
) -> Option<C> {
    let wanted = fingerprint(key);
    let within = |bucket: &[u8; BUCKET]| {
        let mut matches = equal::<SLOTS>(bucket, wanted);
        while matches != 0 {
            let found = codes(bucket, matches.trailing_zeros() as usize);
            if found.is_some() {
                return found;
            }
            matches &= matches - 1;
        }
        None
    };
    let own = place(key, table.len() as u32) as usize;
    let bucket = &table[own];
    within(bucket).or_else(|| {
        let overflowed = fingerprint_at(bucket, 0) > fingerprint_at(bucket, 1);
        if overflowed { within(&table[other(own, wanted, table.len())]) } else { None }
    })
}

#[inline]
fn fingerprint_at(bucket: &[u8; BUCKET], slot: usize) -> u16 {
    u16::from_le_bytes([bucket[slot * 2], bucket[slot * 2 + 1]])
}

/// The other of the two buckets, of so many, in which an n-gram with this fingerprint may stand that may stand in the bucket `one`.
#[inline]
fn other(one: usize, fingerprint: u16, buckets: usize) -> usize {
    // The two add up to a number that the fingerprint tells, modulo the number of buckets: so each leads to the other.
    let sum = place(u64::from(fingerprint).wrapping_mul(0x9e37_79b9_7f4a_7c15), buckets as u32) as usize;
    if sum >= one { sum - one } else { sum + buckets - one }
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

/// A table being filled.
#[derive(Debug)]
pub(crate) struct Filling<'t> {
    table: &'t mut [[u8; BUCKET]],
    shape: Shape,
    /// Whether an n-gram that belongs to the bucket had to go to its other one.
    overflowed: Vec<bool>,
}

/// An n-gram as its slot holds it: fingerprint and codes, those of the highest order in the low byte.
#[derive(Clone, Copy)]
struct Entry {
    fingerprint: u16,
    codes: u16,
}

/// Moves of n-grams after which the last one is left out. At the load of these tables three are many.
const MOST_MOVES: usize = 1000;

impl<'t> Filling<'t> {
    /// Of the empty table `bytes`.
    pub(crate) fn new(bytes: &'t mut [u8], shape: Shape) -> Self {
        let (table, _) = bytes.as_chunks_mut();
        let overflowed = vec![false; table.len()];
        Self { table, shape, overflowed }
    }

    /// Inserts an n-gram. False if another n-gram with the same fingerprint stands where this one would be looked for; that one
    /// answers for both then.
    pub(crate) fn insert(&mut self, key: u64, Codes { probability, backoff, extended }: Codes) -> bool {
        let codes = match self.shape {
            Shape::Middle => {
                let extended = if extended { EXTENDED } else { 0 };
                rest(key) << 13 | extended | u16::from(probability) << 5 | u16::from(backoff)
            }
            Shape::Highest => (rest(key) & 3) << 6 | u16::from(probability),
        };
        let own = place(key, self.table.len() as u32) as usize;
        let mut entry = Entry { fingerprint: fingerprint(key), codes };
        if self.holds(own, entry) {
            return false;
        }
        if self.put(own, entry) {
            return true;
        }
        self.overflowed[own] = true;
        let mut at = self.other(own, entry);
        if self.holds(at, entry) {
            return false;
        }
        for turn in 0..MOST_MOVES {
            if self.put(at, entry) {
                return true;
            }
            // Another n-gram makes room, and goes to its own other bucket.
            self.overflowed[at] = true;
            let Some(slot) = self.movable(at, turn) else { return false };
            let moved = self.entry(at, slot);
            self.set(at, slot, entry);
            entry = moved;
            at = self.other(at, entry);
        }
        false
    }

    /// The slot of an n-gram in the bucket that can be moved, by `turn` another one each time: there is none in its other bucket that
    /// nothing tells from it.
    fn movable(&self, at: usize, turn: usize) -> Option<usize> {
        let slots = self.shape.slots();
        (0..slots).map(|slot| (slot + turn) % slots).find(|&slot| {
            let entry = self.entry(at, slot);
            !self.holds(self.other(at, entry), entry)
        })
    }

    /// Marks the buckets that overflowed.
    pub(crate) fn finish(mut self) {
        for at in 0..self.table.len() {
            let overflowed = self.overflowed[at];
            let wrong = |table: &Self, slot: usize| {
                let (first, second) = (table.entry(at, 0).fingerprint, table.entry(at, slot).fingerprint);
                if overflowed { first <= second } else { first > second }
            };
            // A full bucket of sixteen equal fingerprints does not occur.
            if wrong(&self, 1)
                && let Some(slot) = (1..self.shape.slots())
                    .find(|&slot| self.entry(at, 0).fingerprint != self.entry(at, slot).fingerprint)
            {
                self.swap(at, 1, slot);
                if wrong(&self, 1) {
                    self.swap(at, 0, 1);
                }
            }
        }
    }

    fn swap(&mut self, at: usize, one: usize, two: usize) {
        let (first, second) = (self.entry(at, one), self.entry(at, two));
        self.set(at, one, second);
        self.set(at, two, first);
    }

    fn other(&self, at: usize, entry: Entry) -> usize {
        other(at, entry.fingerprint, self.table.len())
    }

    /// Whether the bucket holds an n-gram that nothing tells from `wanted`.
    fn holds(&self, at: usize, wanted: Entry) -> bool {
        let told_by = match self.shape {
            Shape::Middle => 0xe000,
            Shape::Highest => 0x00c0,
        };
        (0..self.shape.slots())
            .map(|slot| self.entry(at, slot))
            .any(|entry| entry.fingerprint == wanted.fingerprint && (entry.codes ^ wanted.codes) & told_by == 0)
    }

    /// Puts an n-gram into an empty slot of the bucket, if there is one.
    fn put(&mut self, at: usize, entry: Entry) -> bool {
        let empty = (0..self.shape.slots()).find(|&slot| self.entry(at, slot).fingerprint == 0);
        empty.map(|slot| self.set(at, slot, entry)).is_some()
    }

    fn entry(&self, at: usize, slot: usize) -> Entry {
        let bucket = &self.table[at];
        let codes = match self.shape {
            Shape::Middle => u16::from_le_bytes([bucket[MIDDLE * 2 + slot * 2], bucket[MIDDLE * 2 + slot * 2 + 1]]),
            Shape::Highest => u16::from(bucket[HIGHEST * 2 + slot]),
        };
        Entry { fingerprint: fingerprint_at(bucket, slot), codes }
    }

    fn set(&mut self, at: usize, slot: usize, Entry { fingerprint, codes }: Entry) {
        let bucket = &mut self.table[at];
        bucket[slot * 2..slot * 2 + 2].copy_from_slice(&fingerprint.to_le_bytes());
        match self.shape {
            Shape::Middle => bucket[MIDDLE * 2 + slot * 2..][..2].copy_from_slice(&codes.to_le_bytes()),
            Shape::Highest => bucket[HIGHEST * 2 + slot] = codes as u8,
        }
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
        let middle = shape == Shape::Middle;
        let codes = |i: u32| Codes {
            probability: i as u8 & 0x3f,
            backoff: if middle { (i / 7) as u8 & 0x1f } else { 0 },
            extended: middle && i.is_multiple_of(3),
        };
        let buckets = shape.buckets(NGRAMS as usize);
        let mut table = vec![0; buckets * BUCKET];
        let mut filling = Filling::new(&mut table, shape);
        let own: Vec<bool> = (0..NGRAMS).map(|i| filling.insert(key(i, 0), codes(i))).collect();
        filling.finish();
        let find = |key| match shape {
            Shape::Middle => find_middle(table.as_chunks().0, key),
            Shape::Highest => find_highest(table.as_chunks().0, key).map(|probability| Codes {
                probability,
                backoff: 0,
                extended: false,
            }),
        };
        for (i, own) in (0..).zip(&own) {
            let found = find(key(i, 0));
            assert!(found.is_some());
            assert!(!own || found == Some(codes(i)), "{found:?} is not {:?}", codes(i));
        }
        let shared = own.iter().filter(|&&own| !own).count();
        let false_hits = (0..NGRAMS).filter(|&i| find(key(i, 1000)).is_some()).count();
        let most = if middle { 8 } else { 20 };
        assert!(shared <= most, "{shared} n-grams share a fingerprint");
        assert!(false_hits <= most, "{false_hits} false hits");
    }

    #[test]
    fn every_ngram_is_found_and_few_others() {
        check(Shape::Middle);
        check(Shape::Highest);
    }
}
