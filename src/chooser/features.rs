//! Features: what is known about a reading, as numbers.

/// Words to either side of which the rarer ones count wherever they stand.
const REACH: usize = 9;

/// A feature of a reading: the first 29 bits of a hash, few enough to index an array while learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feature(pub(super) u32);

impl Feature {
    /// How many there are at most, as a power of two.
    pub(super) const BITS: u32 = 29;
}

/// One reading of a place.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'r> {
    /// Hash of the original it stands for.
    pub original: u64,
    /// Its features.
    pub features: &'r [Feature],
}

/// The readings of a piece that are still open, one after the other; reusable from piece to piece.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    features: Vec<Feature>,
    /// Original of each reading, and where its features end.
    readings: Vec<(u64, u32)>,
}

impl Readings {
    /// Forgets all readings.
    pub fn clear(&mut self) {
        self.features.clear();
        self.readings.clear();
    }

    /// Adds to the reading added last that it would be part of a longer key, which a spinner would have taken first: one that begins
    /// before it, and one that begins with it, each a number that says how surely, 0 for none.
    pub fn add_longer(&mut self, [before, behind]: [u64; 2], fate: Fate) {
        let left = u64::from(fate != Fate::Swapped);
        for (kind, longer) in [(Kind::LongerBefore, before), (Kind::LongerBehind, behind)] {
            if longer > 0 {
                self.features.push(feature(ANY, kind, mix(left, longer)));
            }
        }
        if let Some((_, end)) = self.readings.last_mut() {
            *end = self.features.len() as u32;
        }
    }

    /// All readings, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = Reading<'_>> {
        let mut start = 0;
        self.readings.iter().map(move |&(original, end)| {
            let features = &self.features[start..end as usize];
            start = end as usize;
            Reading { original, features }
        })
    }
}

/// What becomes of the words under a reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// They are taken for a spun phrase.
    Swapped,
    /// They are left standing, though a key begins here of which this share is swapped; 0 where none does.
    Left(f32),
}

/// The words of a piece as they stand, by the hashes of their normal forms.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The swap rate of the document, in a few steps.
    rate: u64,
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
    Swapped,
    Left,
    LongerBefore,
    LongerBehind,
}

/// Upper bounds of the steps of the swap rate, as shares of the full rate.
const RATES: [f64; 6] = [0.3, 0.45, 0.6, 0.75, 0.85, 0.92];

/// What stands for the original in features that are the same for all of them.
const ANY: u64 = 77;

impl Surroundings {
    /// Takes the swap rate of the document, as a share of the full rate.
    pub fn set_rate(&mut self, share: f64) {
        self.rate = RATES.iter().filter(|&&bound| share >= bound).count() as u64;
    }

    /// Replaces the words by those of another piece: the hash of each one's normal form, and whether it is a rarer one.
    pub fn read(&mut self, words: impl Iterator<Item = (u64, bool)>) {
        self.words.clear();
        self.telling.clear();
        for (hash, telling) in words {
            self.words.push(hash);
            self.telling.push(telling);
        }
    }

    /// Adds to `readings` that of the words `start..end` as the phrase with the hash `original`, of one word that word's own;
    /// `capital` tells whether the first of them begins with a capital.
    pub fn add(&self, (start, end): (usize, usize), original: u64, capital: bool, fate: Fate, readings: &mut Readings) {
        let before = |steps: usize| start.checked_sub(steps).map_or(OUTSIDE[0], |at| self.words[at]);
        let behind = |steps: usize| self.words.get(end + steps - 1).copied().unwrap_or(OUTSIDE[1]);
        let features = &mut readings.features;
        let mut add = |kind: Kind, value: u64| features.push(feature(original, kind, value));
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
        features.push(match fate {
            Fate::Swapped => feature(ANY, Kind::Swapped, mix(self.rate, 0)),
            Fate::Left(swapped) => feature(ANY, Kind::Left, mix(self.rate, (swapped * 10.0) as u64)),
        });
        readings.readings.push((original, features.len() as u32));
    }
}

fn feature(original: u64, kind: Kind, value: u64) -> Feature {
    let hash = mix(mix(original, kind as u64), value);
    Feature((hash >> (64 - Feature::BITS)) as u32)
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
        let mut readings = Readings::default();
        surroundings.add((start, end), original, false, Fate::Swapped, &mut readings);
        readings.iter().next().unwrap().features.to_vec()
    }

    #[test]
    fn every_reading_has_ten_features_and_one_for_each_telling_word_near_it() {
        assert_eq!(features(&[3], 0, 1, 7).len(), 10);
        // 6 and 8 stand next to the place and are features already; 7 and 9 are near it.
        assert_eq!(features(&[7, 6, 3, 8, 9], 2, 3, 7).len(), 10 + 2);
        assert_eq!(features(&[9; 40], 20, 22, 7).len(), 10 + 2 * (REACH - 1));
    }

    #[test]
    fn originals_and_surroundings_are_told_apart() {
        let here = features(&[1, 2, 3], 1, 2, 7);
        assert_eq!(here, features(&[1, 2, 3], 1, 2, 7));
        let other = features(&[1, 2, 3], 1, 2, 8);
        assert!(here[..9].iter().zip(&other).all(|(one, other)| one != other));
        assert_eq!(here[9], other[9], "the rate is the same for all originals");
        let shared = features(&[4, 2, 3], 1, 2, 7);
        assert_eq!(
            here.iter().filter(|feature| shared.contains(feature)).count(),
            7,
            "all but three that see the word before"
        );
    }

    #[test]
    fn what_becomes_of_a_key_goes_with_the_rate() {
        let last = |share: f64, fate: Fate| {
            let mut surroundings = Surroundings::default();
            surroundings.set_rate(share);
            surroundings.read([(7, false)].into_iter());
            let mut readings = Readings::default();
            surroundings.add((0, 1), 7, false, fate, &mut readings);
            readings.iter().next().unwrap().features.last().copied()
        };
        assert_eq!(last(0.95, Fate::Left(0.98)), last(1.0, Fate::Left(0.96)));
        assert_ne!(last(0.95, Fate::Left(0.98)), last(0.95, Fate::Left(0.0)));
        assert_ne!(last(0.95, Fate::Left(0.98)), last(0.5, Fate::Left(0.98)));
        assert_ne!(last(0.95, Fate::Left(0.0)), last(0.95, Fate::Swapped));
    }
}
