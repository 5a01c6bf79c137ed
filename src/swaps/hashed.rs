//! Hashes of hashes: a map whose keys are hashes already, and one hash for two.

use crate::memory::prefetch;

/// One hash for `hash`, of a phrase or nothing, and that of the word behind it.
#[inline]
#[must_use]
pub fn joined(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(20) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Numbers by hashes of 64 bits, eight bytes each, in an open-addressed table (linear probing) at most half full, so that a look-up
/// reads one cache line. Its bytes may lie in a compiled table.
///
/// What is kept of a hash is its place and 32 bits more, so of a billion hashes that are not there one at most is taken for another
/// among 100,000 that are.
#[derive(Debug)]
pub struct Numbers<B = Box<[u8]>> {
    /// The lower half of a hash, and its number plus 1, little-endian; 0 in empty slots.
    slots: B,
    /// The bits of a hash that tell its place are those above this.
    shift: u32,
}

/// Bytes of a slot.
const SLOT: usize = 8;

impl<B: AsRef<[u8]>> Numbers<B> {
    /// The table that lies in `slots`; `None` where it can be none by its length, or has no empty slot.
    pub fn open(slots: B) -> Option<Self> {
        let (all, rest) = slots.as_ref().as_chunks::<SLOT>();
        let whole = rest.is_empty() && all.len() >= 2 && all.len().is_power_of_two();
        let shift = 64 - all.len().trailing_zeros();
        (whole && all.iter().any(|slot| number(*slot).is_none())).then_some(Self { slots, shift })
    }

    /// Its bytes, for [`open`](Self::open).
    pub fn as_bytes(&self) -> &[u8] {
        self.slots.as_ref()
    }

    #[inline]
    fn slots(&self) -> &[[u8; SLOT]] {
        self.slots.as_ref().as_chunks().0
    }

    /// The slot of `hash`, or the empty one where it would stand.
    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let slots = self.slots();
        let mut at = (hash >> self.shift) as usize;
        loop {
            let [a, b, c, d, ..] = slots[at];
            if number(slots[at]).is_none() || u32::from_le_bytes([a, b, c, d]) == hash as u32 {
                return at;
            }
            at = (at + 1) & (slots.len() - 1);
        }
    }

    /// The number of `hash`.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        number(self.slots()[self.slot(hash)])
    }

    /// Asks the memory for what [`get`](Self::get) will read.
    #[inline]
    pub fn send_for(&self, hash: u64) {
        prefetch(&self.slots()[(hash >> self.shift) as usize]);
    }
}

impl Numbers {
    /// A table for at most so many hashes.
    #[must_use]
    pub fn with_capacity(hashes: usize) -> Self {
        let slots = (hashes * 2).next_power_of_two().max(2);
        Self { slots: vec![0; slots * SLOT].into(), shift: 64 - slots.trailing_zeros() }
    }

    /// The number of `hash`, which is `number` now if it had none.
    ///
    /// # Panics
    ///
    /// When the table is full, or `number` is [`u32::MAX`].
    pub fn insert(&mut self, hash: u64, number: u32) -> u32 {
        let at = self.slot(hash);
        let slot = &mut self.slots.as_chunks_mut::<SLOT>().0[at];
        self::number(*slot).unwrap_or_else(|| {
            slot[..4].copy_from_slice(&(hash as u32).to_le_bytes());
            slot[4..].copy_from_slice(&number.checked_add(1).expect("a number below 2^32 - 1").to_le_bytes());
            number
        })
    }

    /// Its bytes, for [`open`](Self::open).
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.slots.into()
    }
}

/// The number in a slot.
#[inline]
fn number([_, _, _, _, number @ ..]: [u8; SLOT]) -> Option<u32> {
    u32::from_le_bytes(number).checked_sub(1)
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
        let bytes = numbers.into_bytes();
        assert!(
            Numbers::open(&bytes[8..]).is_none() && Numbers::open([1; 16]).is_none() && Numbers::open([]).is_none()
        );
        let numbers = Numbers::open(bytes).unwrap();
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
