//! Features: what is known about a reading, as numbers.

/// Words to either side of which the rarer ones count wherever they stand.
const REACH: usize = 9;

/// A feature of a reading: the first 27 bits of a hash, few enough to index an array while learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feature(pub(super) u32);

impl Feature {
    /// How many there are at most, as a power of two.
    pub(super) const BITS: u32 = 27;
}

/// The words of a piece as they stand, by the hashes of their normal forms.
#[derive(Debug, Default)]
pub struct Surroundings {
    words: Vec<u64>,
    /// Whether a word is rare enough to tell what a text is about.
    telling: Vec<bool>,
}

/// What stands in for a word before the first and behind the last.
const OUTSIDE: [u64; 2] = [1, 2];

/// Kinds of features; the numbers are part of the hash.
#[derive(Clone, Copy)]
#[repr(u64)]
enum Kind {
    Alone = 1,
    Before,
    Behind,
    SecondBefore,
    SecondBehind,
    Around,
    TwoBefore,
    TwoBehind,
    Capital,
    Near,
}

impl Surroundings {
    /// Replaces the words by those of another piece: the hash of each one's normal form, and whether it is a rarer one.
    pub fn read(&mut self, words: impl Iterator<Item = (u64, bool)>) {
        self.words.clear();
        self.telling.clear();
        for (hash, telling) in words {
            self.words.push(hash);
            self.telling.push(telling);
        }
    }

    /// Appends to `features` those of reading the words `start..end` as the phrase with the hash `original`, of one
    /// word that word's own; `capital` tells whether the first of them begins with a capital.
    pub fn features(&self, start: usize, end: usize, original: u64, capital: bool, features: &mut Vec<Feature>) {
        let before = |steps: usize| start.checked_sub(steps).map_or(OUTSIDE[0], |at| self.words[at]);
        let behind = |steps: usize| self.words.get(end + steps - 1).copied().unwrap_or(OUTSIDE[1]);
        let mut add = |kind: Kind, value: u64| {
            let hash = mix(mix(original, kind as u64), value);
            features.push(Feature((hash >> (64 - Feature::BITS)) as u32));
        };
        add(Kind::Alone, 0);
        add(Kind::Before, before(1));
        add(Kind::Behind, behind(1));
        add(Kind::SecondBefore, before(2));
        add(Kind::SecondBehind, behind(2));
        add(Kind::Around, mix(before(1), behind(1)));
        add(Kind::TwoBefore, mix(before(2), before(1)));
        add(Kind::TwoBehind, mix(behind(1), behind(2)));
        add(Kind::Capital, u64::from(capital));
        let left = start.saturating_sub(REACH)..start.saturating_sub(1);
        let right = (end + 1).min(self.words.len())..(end + REACH).min(self.words.len());
        for at in left.chain(right).filter(|&at| self.telling[at]) {
            add(Kind::Near, self.words[at]);
        }
    }
}

/// One round of a multiplicative hash.
#[inline]
fn mix(hash: u64, value: u64) -> u64 {
    let product = (hash ^ value.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    product ^ product >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(words: &[u64], start: usize, end: usize, original: u64) -> Vec<Feature> {
        let mut surroundings = Surroundings::default();
        surroundings.read(words.iter().map(|&word| (word * 1_000_003, word > 5)));
        let mut features = Vec::new();
        surroundings.features(start, end, original, false, &mut features);
        features
    }

    #[test]
    fn every_reading_has_nine_features_and_one_for_each_telling_word_near_it() {
        assert_eq!(features(&[3], 0, 1, 7).len(), 9);
        // 6 and 8 stand next to the place and are features already; 7 and 9 are near it.
        assert_eq!(features(&[7, 6, 3, 8, 9], 2, 3, 7).len(), 9 + 2);
        assert_eq!(features(&[9; 40], 20, 22, 7).len(), 9 + 2 * (REACH - 1));
    }

    #[test]
    fn originals_and_surroundings_are_told_apart() {
        let here = features(&[1, 2, 3], 1, 2, 7);
        assert_eq!(here, features(&[1, 2, 3], 1, 2, 7));
        assert!(here.iter().zip(features(&[1, 2, 3], 1, 2, 8)).all(|(&one, other)| one != other));
        let shared = features(&[4, 2, 3], 1, 2, 7);
        assert_eq!(
            here.iter().filter(|feature| shared.contains(feature)).count(),
            6,
            "all but three that see the word before"
        );
    }
}
