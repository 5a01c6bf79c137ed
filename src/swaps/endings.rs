//! What the phrases of several words stand for, by the hash of their words: an open-addressed table, read in place.
//!
//! A walk over a phrase in the finite-state map reads some twenty places of memory, a look here mostly one: spun text takes a twentieth
//! less time so. A place and 32 bits tell a phrase, so that no word sequence is taken for another one in practice.

use super::beginnings::Beginning;

/// Bytes of a slot: the lower half of a hash, and the value plus 1, little-endian; 0 in an empty slot.
const SLOT: usize = 12;

/// Slots for each phrase.
const ROOM: f64 = 1.5;

/// The table of these phrases, told by their [ends](Beginning::ended), each with a value.
pub(crate) fn table(phrases: &[(Beginning, u64)]) -> Vec<u8> {
    let slots = (phrases.len() as f64 * ROOM) as usize + 1;
    let mut table = vec![0; slots * SLOT];
    for &(phrase, value) in phrases {
        let (slots, _) = table.as_chunks_mut::<SLOT>();
        let mut at = phrase.place(slots.len());
        while slots[at][4..] != [0; 8] {
            at = if at + 1 == slots.len() { 0 } else { at + 1 };
        }
        slots[at][..4].copy_from_slice(&half(phrase).to_le_bytes());
        slots[at][4..].copy_from_slice(&(value + 1).to_le_bytes());
    }
    table
}

/// Whether `table` can be one by its length.
pub(crate) fn is_table(table: &[u8]) -> bool {
    !table.is_empty() && table.len().is_multiple_of(SLOT)
}

/// The value of the phrase that ends so; `None` where there is none.
///
/// # Panics
///
/// When `table` [is none](is_table).
#[inline]
pub(crate) fn find(table: &[u8], phrase: Beginning) -> Option<u64> {
    let (slots, _) = table.as_chunks::<SLOT>();
    let mut at = phrase.place(slots.len());
    loop {
        let [a, b, c, d, value @ ..] = slots[at];
        let value = u64::from_le_bytes(value).checked_sub(1)?;
        if u32::from_le_bytes([a, b, c, d]) == half(phrase) {
            return Some(value);
        }
        at = if at + 1 == slots.len() { 0 } else { at + 1 };
    }
}

#[inline]
fn half(phrase: Beginning) -> u32 {
    phrase.hash() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_and_others_are_not() {
        let phrase = |n: u32| Beginning::new(n).with(n % 7).ended();
        let phrases: Vec<(Beginning, u64)> = (0..1000).map(|n| (phrase(n), u64::from(n) << 33)).collect();
        let table = table(&phrases);
        for n in 0..2000 {
            assert_eq!(find(&table, phrase(n)), (n < 1000).then_some(u64::from(n) << 33));
        }
        let empty = super::table(&[]);
        assert!(is_table(&empty) && is_table(&table) && !is_table(&table[1..]) && !is_table(&[]));
        assert_eq!(find(&empty, phrase(0)), None);
    }
}
