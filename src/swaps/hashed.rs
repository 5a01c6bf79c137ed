//! Hashes of hashes: maps whose keys are hashes already, and one hash for two.

use std::hash::Hasher;

use crate::memory::prefetch;

/// One hash for `hash`, of a phrase or nothing, and that of the word behind it.
#[inline]
#[must_use]
pub fn joined(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(20) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Passes on the 64 bits it is given: the keys are hashes already.
#[derive(Clone, Debug, Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only whole 64-bit hashes are looked up")
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Numbers by hashes of 64 bits, eight bytes each, in an open-addressed table (linear probing) at most half full, so that a look-up
/// reads one cache line.
///
/// What is kept of a hash is its place and 32 bits more, so of a billion hashes that are not there one at most is taken for another
/// among 100,000 that are.
#[derive(Debug)]
pub struct Numbers {
    /// The lower half of a hash, and its number; [`NOTHING`] in empty slots.
    slots: Box<[(u32, u32)]>,
    /// The bits of a hash that tell its place are those above this.
    shift: u32,
}

/// The number that says a slot is empty.
const NOTHING: u32 = u32::MAX;

impl Numbers {
    /// A table for at most so many hashes.
    #[must_use]
    pub fn with_capacity(hashes: usize) -> Self {
        let slots = (hashes * 2).next_power_of_two().max(2);
        Self { slots: vec![(0, NOTHING); slots].into(), shift: 64 - slots.trailing_zeros() }
    }

    /// The slot of `hash`, or the empty one where it would stand.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mut at = (hash >> self.shift) as usize;
        loop {
            let (half, number) = self.slots[at];
            if number == NOTHING || half == hash as u32 {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The number of `hash`, which is `number` now if it had none.
    ///
    /// # Panics
    ///
    /// When the table is full, or `number` is [`u32::MAX`].
    pub fn insert(&mut self, hash: u64, number: u32) -> u32 {
        assert_ne!(number, NOTHING, "that is what empty slots hold");
        let at = self.slot(hash);
        let (half, known) = &mut self.slots[at];
        if *known == NOTHING {
            (*half, *known) = (hash as u32, number);
        }
        *known
    }

    /// The number of `hash`.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        let (_, number) = self.slots[self.slot(hash)];
        (number != NOTHING).then_some(number)
    }

    /// Asks the memory for what [`get`](Self::get) will read.
    #[inline]
    pub fn send_for(&self, hash: u64) {
        prefetch(&self.slots[(hash >> self.shift) as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_keep_their_first_number() {
        let mut numbers = Numbers::with_capacity(100);
        let hash = |n: u32| joined(7, u64::from(n));
        assert_eq!(numbers.get(hash(3)), None);
        for n in 0..100 {
            assert_eq!(numbers.insert(hash(n), n), n);
        }
        assert_eq!(numbers.insert(hash(3), 300), 3);
        for n in 0..200 {
            assert_eq!(numbers.get(hash(n)), (n < 100).then_some(n));
        }
    }

    #[test]
    fn neighbours_at_the_end_go_round() {
        let mut numbers = Numbers::with_capacity(2);
        for n in 0..3 {
            numbers.insert(u64::MAX - n, n as u32);
        }
        assert_eq!([0, 1, 2, 3].map(|n| numbers.get(u64::MAX - n)), [Some(0), Some(1), Some(2), None]);
    }
}
