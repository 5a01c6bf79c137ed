//! What phrases begin with a word, for each word of a table: a column of numbers, read in place.
//!
//! Most words of a text begin no phrase; one read tells.

use super::format::column;

/// What is known of the phrases that begin with a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct First {
    /// The value of the phrase that is this word alone; below 2 to the 62.
    pub(crate) alone: Option<u64>,
    /// Whether phrases go on behind the word.
    pub(crate) goes_on: bool,
}

/// Bytes of each.
const BYTES: usize = 8;

/// The column for so many `words`, of `phrases` with their values.
pub(crate) fn table(words: usize, phrases: &[(Vec<u32>, u64)]) -> Vec<u8> {
    let mut firsts = vec![First::default(); words];
    for (phrase, value) in phrases {
        match phrase[..] {
            [word] => firsts[word as usize].alone = Some(*value),
            [word, ..] => firsts[word as usize].goes_on = true,
            [] => {}
        }
    }
    column(firsts.iter().map(|first| {
        let alone = first.alone.map_or(0, |value| value + 1);
        (alone << 1 | u64::from(first.goes_on)).to_le_bytes()
    }))
}

/// Whether `table` has one for each of so many words.
pub(crate) fn is_table(table: &[u8], words: usize) -> bool {
    table.len() == words * BYTES
}

/// What begins with the word of that number; nothing where there is no such word.
#[inline]
pub(crate) fn find(table: &[u8], word: usize) -> First {
    let code = table.as_chunks::<BYTES>().0.get(word).map_or(0, |&code| u64::from_le_bytes(code));
    First { alone: (code >> 1).checked_sub(1), goes_on: code & 1 == 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_what_begins_with_them() {
        let table = table(4, &[(vec![0], 0), (vec![1, 0], 7), (vec![2], 1 << 40), (vec![2, 3], 9)]);
        assert!(is_table(&table, 4) && !is_table(&table, 5));
        let found = [0, 1, 2, 3, 4].map(|word| find(&table, word)).map(|First { alone, goes_on }| (alone, goes_on));
        assert_eq!(found, [(Some(0), false), (None, true), (Some(1 << 40), true), (None, false), (None, false)]);
    }
}
