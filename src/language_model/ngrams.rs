//! N-grams while training: packed keys, and the arrays of one order.
//!
//! A key holds up to five word ids of 25 bits, the predicted word in the highest bits and the words before it following,
//! most recent first; 0 means no word. Sorting keys therefore sorts n-grams by their suffixes, a suffix is a prefix of the
//! bits, and the orders of one suffix tree lie in one sorted stream (Heafield et al. 2013 call this suffix order).

use super::MAX_ORDER;

/// A packed n-gram.
pub type Key = u128;

const WORD_BITS: usize = 25;
const WORD_MASK: u128 = (1 << WORD_BITS) - 1;
const USED_BITS: usize = WORD_BITS * MAX_ORDER;

/// Most word ids that a key can tell apart.
pub const MAX_WORDS: usize = 1 << WORD_BITS;

/// No n-gram: the link of an n-gram to a suffix or context that does not exist.
pub const NONE: u32 = u32::MAX;

/// Packs word ids, the predicted word first, then the words before it, most recent first.
#[inline]
#[must_use]
pub fn pack(words: impl IntoIterator<Item = u32>) -> Key {
    let (mut key, mut shift) = (0, USED_BITS);
    for word in words {
        shift -= WORD_BITS;
        key |= u128::from(word) << shift;
    }
    key
}

/// The word at `position`: 0 is the predicted word, 1 the one before it. 0 if there is none.
#[inline]
#[must_use]
pub fn word_at(key: Key, position: usize) -> u32 {
    ((key >> (USED_BITS - WORD_BITS * (position + 1))) & WORD_MASK) as u32
}

/// The suffix of `order` words: the predicted word and the `order` − 1 words before it.
#[inline]
#[must_use]
pub fn suffix(key: Key, order: usize) -> Key {
    key & !((1u128 << (USED_BITS - WORD_BITS * order)) - 1)
}

/// The context: all words but the predicted one.
#[inline]
#[must_use]
pub fn context(key: Key) -> Key {
    (key << WORD_BITS) & ((1u128 << USED_BITS) - 1)
}

/// How many words, from the predicted one backwards, two keys share.
#[inline]
#[must_use]
pub fn shared_words(a: Key, b: Key) -> usize {
    ((a ^ b).leading_zeros() as usize - (128 - USED_BITS)) / WORD_BITS
}

/// The n-grams of one order, sorted by key, as parallel arrays. For order 1 the index is the word id.
#[derive(Debug, Default)]
pub struct Order {
    /// Packed n-grams, ascending.
    pub keys: Vec<Key>,
    /// How often each stands in the training text.
    pub raw: Vec<u32>,
    /// Kneser-Ney's adjusted count.
    pub adjusted: Vec<u32>,
    /// Index, one order below, of the n-gram without its first word.
    pub suffix: Vec<u32>,
    /// Index, one order below, of the n-gram without its last word.
    pub context: Vec<u32>,
    /// P(last word | the others).
    pub probability: Vec<f64>,
    /// Weight of the next lower order after this n-gram as a context.
    pub backoff: Vec<f64>,
}

impl Order {
    /// Number of n-grams.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Adds an n-gram whose key is greater than all keys before.
    pub fn push(&mut self, key: Key, raw: u64, adjusted: u64) {
        self.keys.push(key);
        self.raw.push(u32::try_from(raw).unwrap_or(u32::MAX));
        self.adjusted.push(u32::try_from(adjusted).unwrap_or(u32::MAX));
    }

    /// Links every n-gram to its suffix and its context in the order below.
    pub(crate) fn link(&mut self, order: usize, below: &Self, below_index: &Index) {
        let mut at = 0;
        self.suffix = Vec::with_capacity(self.len());
        self.context = Vec::with_capacity(self.len());
        for &key in &self.keys {
            let wanted = suffix(key, order - 1);
            // Both orders are sorted by suffix, so the links only ever grow.
            while at < below.len() && below.keys[at] < wanted {
                at += 1;
            }
            debug_assert_eq!(below.keys.get(at), Some(&wanted), "an n-gram without its suffix");
            self.suffix.push(at as u32);
            self.context.push(below_index.get(&below.keys, context(key)).unwrap_or(NONE));
        }
    }

    /// Keeps the n-grams that `keep` marks; gives the new index of each old one, [`NONE`] where dropped.
    pub(crate) fn retain(&mut self, keep: &[bool]) -> Vec<u32> {
        let mut next = 0;
        let moved = keep
            .iter()
            .map(|&kept| {
                if kept {
                    next += 1;
                    next - 1
                } else {
                    NONE
                }
            })
            .collect();
        retain_marked(&mut self.keys, keep);
        retain_marked(&mut self.raw, keep);
        retain_marked(&mut self.adjusted, keep);
        retain_marked(&mut self.suffix, keep);
        retain_marked(&mut self.context, keep);
        retain_marked(&mut self.probability, keep);
        retain_marked(&mut self.backoff, keep);
        moved
    }
}

fn retain_marked<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut marks = keep.iter();
    values.retain(|_| marks.next().is_some_and(|&kept| kept));
    values.shrink_to_fit();
}

/// A hash index over the sorted keys of one order: open addressing, 4 bytes a slot.
#[derive(Debug)]
pub(crate) struct Index {
    slots: Vec<u32>,
}

impl Index {
    pub(crate) fn new(keys: &[Key]) -> Self {
        let mut slots = vec![NONE; (keys.len() * 2).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        for (i, &key) in keys.iter().enumerate() {
            let mut at = fold(key) as usize & mask;
            while slots[at] != NONE {
                at = (at + 1) & mask;
            }
            slots[at] = i as u32;
        }
        Self { slots }
    }

    #[inline]
    pub(crate) fn get(&self, keys: &[Key], key: Key) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = fold(key) as usize & mask;
        loop {
            let found = self.slots[at];
            if found == NONE {
                return None;
            }
            if keys[found as usize] == key {
                return Some(found);
            }
            at = (at + 1) & mask;
        }
    }
}

#[inline]
fn fold(key: Key) -> u64 {
    let product =
        u128::from((key as u64) ^ 0x9e37_79b9_7f4a_7c15) * u128::from(((key >> 64) as u64) ^ 0xd6e8_feb8_6659_fd93);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_give_back_their_words() {
        let key = pack([5, 4, 3, 2, 1]);
        assert_eq!((0..5).map(|p| word_at(key, p)).collect::<Vec<_>>(), [5, 4, 3, 2, 1]);
        assert_eq!(suffix(key, 2), pack([5, 4]));
        assert_eq!(context(key), pack([4, 3, 2, 1]));
        assert_eq!(shared_words(key, pack([5, 4, 9])), 2);
        assert_eq!(shared_words(pack([7]), pack([8])), 0);
    }

    #[test]
    fn the_index_finds_every_key_and_no_other() {
        let keys: Vec<Key> = (1..500).map(|w| pack([w, w * 3, 1])).collect();
        let index = Index::new(&keys);
        for (i, &key) in keys.iter().enumerate() {
            assert_eq!(index.get(&keys, key), Some(i as u32));
        }
        assert_eq!(index.get(&keys, pack([1, 1, 1])), None);
    }
}
