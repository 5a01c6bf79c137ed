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

#[cfg(test)]
mod tests {
    use super::super::external_sort::Sorter;
    use super::super::ngrams::pack;
    use super::*;

    #[test]
    fn counts_agree_with_those_by_hand() {
        // <s> a b c and <s> x b c, with a = 4, b = 5, c = 6, x = 7.
        let scratch = || tempfile::tempfile();
        let mut sorter = Sorter::new(1 << 10, &scratch);
        for ngram in [[4, BEGIN, 0], [5, 4, BEGIN], [6, 5, 4], [7, BEGIN, 0], [5, 7, BEGIN], [6, 5, 7]] {
            sorter.push(pack(ngram)).expect("memory enough");
        }
        let mut found = Vec::new();
        each_counted(&mut sorter.finish(), 3, |counted| found.push(counted)).expect("no scratch file");
        let of = |words: &[u32]| {
            let key = pack(words.iter().copied());
            let counted = found.iter().find(|counted| counted.key == key && counted.order == words.len());
            counted.map(|counted| (counted.raw, counted.adjusted))
        };
        // "c" comes twice, but after "b" only; "b c" after "a" and after "x".
        assert_eq!(of(&[6]), Some((2, 1)));
        assert_eq!(of(&[5]), Some((2, 2)));
        assert_eq!(of(&[6, 5]), Some((2, 2)));
        assert_eq!(of(&[6, 5, 4]), Some((1, 1)));
        assert_eq!(of(&[4, BEGIN]), Some((1, 1)));
        assert_eq!(of(&[4, BEGIN, 0]), None);
        assert_eq!(found.len(), 4 + 5 + 4);
    }
}
