//! How phrases begin, and where they may end: a Bloom filter of one hash, asked before a phrase is looked for.
//!
//! Most words of a text begin some longer phrase, but few of those go on as the text does. A look at one bit of a small table tells.

/// Bits for each beginning, so that of the word sequences that begin no phrase one in sixteen is taken for one that does.
const BITS: usize = 16;

/// The hash of a word sequence, made longer word by word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning(u64);

impl Beginning {
    /// That of one word, by its number.
    #[inline]
    pub(crate) fn new(word: u32) -> Self {
        Self(u64::from(word) ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// That of `words`, of which there is one at least.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[inline]
    pub(crate) fn of(words: impl IntoIterator<Item = u32>) -> Self {
        let mut words = words.into_iter();
        let first = Self::new(words.next().expect("a phrase has words"));
        words.fold(first, Self::with)
    }

    /// That with one word more.
    #[inline]
    #[must_use]
    pub(crate) fn with(self, word: u32) -> Self {
        let product = u128::from(self.0 ^ u64::from(word) << 32) * 0xd6e8_feb8_6659_fd93;
        Self((product >> 64) as u64 ^ product as u64)
    }

    /// What stands for a phrase that ends here.
    #[inline]
    #[must_use]
    pub(crate) fn ended(self) -> Self {
        self.with(u32::MAX)
    }

    /// Its place among so many: the high half of the hash, mapped evenly (Lemire 2019).
    #[inline]
    pub(crate) fn place(self, places: usize) -> usize {
        (((self.0 >> 32) * places as u64) >> 32) as usize
    }

    /// The hash itself.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        self.0
    }
}

/// The filter of all beginnings of two words or more of these phrases, the whole ones included, and of where they [end](Beginning::ended).
pub(crate) fn filter<P: IntoIterator<Item = u32>>(phrases: impl Iterator<Item = P>) -> Vec<u8> {
    let mut beginnings = Vec::new();
    for phrase in phrases {
        let mut words = phrase.into_iter();
        let Some(mut beginning) = words.next().map(Beginning::new) else { continue };
        for word in words {
            beginning = beginning.with(word);
            beginnings.push(beginning.0);
        }
        beginnings.push(beginning.ended().0);
    }
    beginnings.sort_unstable();
    beginnings.dedup();
    let mut filter = vec![0; (beginnings.len() * BITS).next_power_of_two() / 8 + 1];
    let bits = filter.len() * 8;
    for place in beginnings.into_iter().map(|hash| Beginning(hash).place(bits)) {
        filter[place / 8] |= 1 << (place % 8);
    }
    filter
}

/// Whether a phrase may begin so; certainly none does where this is false. Of two words or more.
#[inline]
pub(crate) fn may_hold(filter: &[u8], beginning: Beginning) -> bool {
    let place = beginning.place(filter.len() * 8);
    filter[place / 8] >> (place % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_held_and_few_others() {
        let phrases = || (0..1000).map(|n| [n * 7, n % 40, 3]);
        let filter = filter(phrases());
        let held = |words: &[u32]| {
            let first = Beginning::new(words[0]);
            may_hold(&filter, words[1..].iter().fold(first, |beginning, &word| beginning.with(word)))
        };
        assert!(phrases().all(|phrase| held(&phrase[..2]) && held(&phrase)));
        let ends = |words: &[u32]| held(&[words, &[u32::MAX]].concat());
        assert!(phrases().all(|phrase| ends(&phrase)) && phrases().filter(|phrase| ends(&phrase[..2])).count() < 150);
        let others = phrases().filter(|&[first, second, _]| held(&[first, second + 100])).count();
        assert!(others < 150, "{others}");
        assert!(phrases().filter(|&[first, second, _]| held(&[first, second, 4])).count() < 150);
        assert!(!may_hold(&super::filter([[1; 0]].into_iter()), Beginning::new(1).with(2)));
    }
}
