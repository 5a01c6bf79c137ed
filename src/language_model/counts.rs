//! Raw and adjusted counts of every order, from one sorted stream of the highest order.

use std::io;

use super::MAX_ORDER;
use super::external_sort::Sorted;
use super::ngrams::{Key, shared_words, suffix, word_at};
use super::vocabulary::BEGIN;

/// One n-gram and its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Number of words.
    pub order: usize,
    /// The n-gram.
    pub key: Key,
    /// How often it stands in the text.
    pub raw: u64,
    /// Kneser-Ney's count: the number of distinct words before it; the raw count at the highest order, and where it begins
    /// with `<s>` and so can have no word before it.
    pub adjusted: u64,
}

/// Calls `each` for every n-gram of orders 1 to `order`, ascending by key within each order.
///
/// `sorted` holds, for every word of the text, the n-gram of that word and the up to `order` − 1 words before it, cut off
/// at `<s>`.
///
/// # Errors
/// When a scratch file cannot be read.
pub fn each_counted(sorted: &mut Sorted, order: usize, mut each: impl FnMut(Counted)) -> io::Result<()> {
    let mut raw = [0u64; MAX_ORDER + 1];
    let mut distinct = [0u64; MAX_ORDER + 1];
    let mut current: Option<Key> = None;
    let mut close = |key: Key, shared: usize, raw: &mut [u64; MAX_ORDER + 1]| {
        for k in (shared + 1..=order).rev() {
            let first = word_at(key, k - 1);
            // The places before `<s>` are empty.
            if first != 0 {
                let adjusted = if k == order || first == BEGIN { raw[k] } else { distinct[k] };
                each(Counted { order: k, key: suffix(key, k), raw: raw[k], adjusted });
            }
            distinct[k - 1] += 1;
            (raw[k], distinct[k]) = (0, 0);
        }
    };
    sorted.for_each(|key, count| {
        if let Some(before) = current {
            close(before, shared_words(before, key), &mut raw);
        }
        for sum in &mut raw[1..=order] {
            *sum += count;
        }
        current = Some(key);
    })?;
    if let Some(last) = current {
        close(last, 0, &mut raw);
    }
    Ok(())
}
