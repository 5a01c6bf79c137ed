//! Hashes of hashes: the hasher of maps whose keys are hashes already, and one hash for two.

use std::hash::Hasher;

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
