//! The compiled weights: a header, a table of two bytes a slot, and the vectors of words and originals, a byte a number.
//!
//! A feature's slot follows from its first 21 bits; the other 8 stand beside the weight, so that of the features that were not
//! kept, which are most, one in 256 is taken for another.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::Weigh;
use super::features::{Feature, Reading};
use super::topic::{Bag, DIMENSIONS, ORIGINAL_BITS, Topic, WORD_BITS, original_row, vector};
use crate::Error;
use crate::language_model::Cost;
use crate::memory::prefetch;

const MAGIC: &[u8; 16] = b"unspin chooser\n\0";
const VERSION: u32 = 2;

/// Bytes before the table: magic, version, share, steps of the vectors of words and of originals, hash of the source, checksum of all
/// that follows.
const HEADER: usize = 16 + 4 + 4 + 4 + 4 + 8 + 8;
const CHECKSUM_AT: usize = HEADER - 8;

/// Slots, as a power of two. With four times as many, one place in a hundred that is chosen wrong is chosen right.
const SLOT_BITS: u32 = 21;
const CHECK_BITS: u32 = Feature::BITS - SLOT_BITS;

/// Weights are kept in 32nds of a nat; a byte holds those up to four nats.
const STEPS: f32 = 32.0;

/// Where the vectors of words and of originals begin, and where the file ends.
const WORDS_AT: usize = HEADER + (2 << SLOT_BITS);
const ORIGINALS_AT: usize = WORDS_AT + (DIMENSIONS << WORD_BITS);
const END: usize = ORIGINALS_AT + (DIMENSIONS << ORIGINAL_BITS);

/// The numbers of a vector reach from -127 to 127 steps: as far as this many times their root mean square.
const WIDTH: f32 = 8.0;

/// The slot of a feature.
pub(super) fn slot(feature: Feature) -> usize {
    (feature.0 >> CHECK_BITS) as usize
}

fn check(feature: Feature) -> u8 {
    (feature.0 & ((1 << CHECK_BITS) - 1)) as u8
}

/// The weights of a chooser, read in place.
#[derive(Clone, Debug)]
pub struct Chooser {
    bytes: Cow<'static, [u8]>,
    share: f32,
    word_step: f32,
    original_step: f32,
}

impl Chooser {
    /// The chooser that ships with the library.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), when the library was built with a file of another format.
    pub fn embedded() -> Result<Self, Error> {
        // The program's own bytes: reading all of them for a checksum would take a tenth as long as a short article does.
        Self::laid_out(include_bytes!("../../dictionaries/english.chooser").as_slice().into())
    }

    /// Opens the bytes that [`Learner::compile`](super::Learner::compile) made. They are checked as a whole, then read in place.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] when the bytes are no chooser, one of another format version, cut short or damaged.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let chooser = Self::laid_out(bytes.into())?;
        if checksum(&chooser.bytes).to_le_bytes() != chooser.bytes[CHECKSUM_AT..HEADER] {
            return Err(fault("its checksum is wrong: it was damaged after it was written".to_owned()));
        }
        Ok(chooser)
    }

    fn laid_out(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        if bytes.len() < HEADER || &bytes[..16] != MAGIC {
            return Err(fault("not a chooser of unspin, or cut short".to_owned()));
        }
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let version = number(16);
        if version != VERSION {
            return Err(fault(format!("its format is version {version}, this program reads version {VERSION}")));
        }
        if bytes.len() != END {
            return Err(fault(format!("it should be {END} bytes long and is {}", bytes.len())));
        }
        let [share, word_step, original_step] = [20, 24, 28].map(|at| f32::from_bits(number(at)));
        Ok(Self { bytes, share, word_step, original_step })
    }

    /// Check and weight of each slot.
    fn slots(&self) -> &[[u8; 2]] {
        self.bytes[HEADER..WORDS_AT].as_chunks().0
    }

    fn words(&self) -> &[u8] {
        &self.bytes[WORDS_AT..ORIGINALS_AT]
    }

    fn originals(&self) -> &[u8] {
        &self.bytes[ORIGINALS_AT..]
    }
}

impl Weigh for Chooser {
    fn share(&self) -> Cost {
        (self.share.clamp(0.0, 1.0) * 1024.0) as Cost
    }

    fn topic(&self, bag: &Bag) -> Topic {
        bag.words.iter().for_each(|&(row, _)| prefetch(vector(self.words(), row)));
        let mut topic = [0.0; DIMENSIONS];
        for &(row, weight) in &bag.words {
            let steps = vector(self.words(), row).iter().map(|&byte| f32::from(byte as i8));
            topic.iter_mut().zip(steps).for_each(|(sum, steps)| *sum += weight * steps);
        }
        // The step of the originals is in it already, so that a cost needs no more than the sum of products.
        topic.map(|sum| sum * self.word_step * self.original_step * 1000.0)
    }

    fn send_for(&self, reading: Reading<'_>) {
        let slots = self.slots();
        reading.features.iter().for_each(|&feature| prefetch(&slots[slot(feature)]));
        prefetch(vector(self.originals(), original_row(reading.original)));
    }

    fn cost(&self, reading: Reading<'_>, topic: &Topic) -> Cost {
        let slots = self.slots();
        let steps: Cost = reading
            .features
            .iter()
            .map(|&feature| {
                let [found, weight] = slots[slot(feature)];
                // No branch: nothing could predict it.
                Cost::from(found == check(feature)) * Cost::from(weight as i8)
            })
            .sum();
        let original = vector(self.originals(), original_row(reading.original));
        let agreement: f32 = topic.iter().zip(original).map(|(one, &other)| one * f32::from(other as i8)).sum();
        -steps * 1000 / STEPS as Cost - agreement as Cost
    }
}

/// What is compiled beside the weights of features.
#[derive(Clone, Copy)]
pub(super) struct Parts<'p> {
    pub(super) share: f32,
    pub(super) words: &'p [f32],
    pub(super) originals: &'p [f32],
}

/// The bytes of a chooser with these weights, at most one for a slot.
pub(super) fn compile(
    Parts { share, words, originals }: Parts<'_>,
    weights: impl Iterator<Item = (Feature, f32)>,
    source_hash: u64,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(END);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    let steps = [words, originals].map(step);
    for number in [share, steps[0], steps[1]] {
        bytes.extend_from_slice(&number.to_bits().to_le_bytes());
    }
    bytes.extend_from_slice(&source_hash.to_le_bytes());
    bytes.resize(WORDS_AT, 0);
    for (feature, weight) in weights {
        let steps = in_steps(weight, 1.0 / STEPS);
        let at = HEADER + 2 * slot(feature);
        if steps != 0 {
            bytes[at..at + 2].copy_from_slice(&[check(feature), steps as u8]);
        }
    }
    for (numbers, step) in [words, originals].into_iter().zip(steps) {
        bytes.extend(numbers.iter().map(|&number| in_steps(number, step) as u8));
    }
    let checksum = checksum(&bytes);
    bytes[CHECKSUM_AT..HEADER].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// The step in which these numbers are kept.
fn step(numbers: &[f32]) -> f32 {
    // Rows that were never met are zero and say nothing of the others.
    let (sum, count) =
        numbers.iter().filter(|&&n| n != 0.0).fold((0.0, 0.0), |(sum, count), n| (sum + n * n, count + 1.0));
    if count == 0.0 { 1.0 } else { (sum / count).sqrt() * WIDTH / 127.0 }
}

fn in_steps(number: f32, step: f32) -> i8 {
    (number / step).round().clamp(-127.0, 127.0) as i8
}

/// XXH3 of everything but the checksum itself.
fn checksum(bytes: &[u8]) -> u64 {
    xxh3_64(&bytes[HEADER..]) ^ xxh3_64(&bytes[..CHECKSUM_AT])
}

fn fault(fault: String) -> Error {
    Error::Artefact {
        artefact: "chooser".to_owned(),
        fault,
        remedy: "learn it anew with `unspin tune CORPUS... -o CHOOSER`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Learner;
    use super::super::features::{Fate, Readings, Surroundings};
    use super::*;

    const WORDS: usize = DIMENSIONS << WORD_BITS;
    const ORIGINALS: usize = DIMENSIONS << ORIGINAL_BITS;

    fn chooser(weights: &[(u32, f32)]) -> Vec<u8> {
        let parts = Parts { share: 0.5, words: &vec![0.0; WORDS], originals: &vec![0.0; ORIGINALS] };
        compile(parts, weights.iter().map(|&(feature, weight)| (Feature(feature), weight)), 7)
    }

    fn cost(chooser: &impl Weigh, features: &[u32]) -> Cost {
        let features: Vec<Feature> = features.iter().map(|&feature| Feature(feature)).collect();
        chooser.cost(Reading { original: 0, features: &features }, &[0.0; DIMENSIONS])
    }

    #[test]
    fn weights_are_found_again_and_others_are_not() {
        let (kept, neighbour) = (12_345 << CHECK_BITS | 9, 12_345 << CHECK_BITS | 10);
        let chooser = Chooser::open(chooser(&[(kept, 1.5), (3, -9.0)])).unwrap();
        assert_eq!(chooser.share(), 512);
        assert_eq!(cost(&chooser, &[kept]), -1500);
        assert_eq!(cost(&chooser, &[neighbour]), 0, "in its slot, but another one");
        assert_eq!(cost(&chooser, &[3, kept]), 3968 - 1500, "large weights are cut off");
        assert_eq!(cost(&chooser, &[]), 0);
    }

    #[test]
    fn topics_agree_as_their_vectors_do() {
        let (mut words, mut originals) = (vec![0.0; WORDS], vec![0.0; ORIGINALS]);
        let (word, original) = (5 << 48, 11);
        vector_mut(&mut words, 5).fill(0.25);
        vector_mut(&mut originals, original_row(original)).fill(0.5);
        let parts = Parts { share: 0.5, words: &words, originals: &originals };
        let chooser = Chooser::open(compile(parts, [].into_iter(), 7)).unwrap();
        let mut bag = Bag::default();
        bag.add(word, 1e-4);
        bag.weigh();
        let about = chooser.topic(&bag);
        let agreed = chooser.cost(Reading { original, features: &[] }, &about);
        let expected = -1000.0 * 0.25 * 0.5 * DIMENSIONS as f32;
        assert!((agreed as f32 - expected).abs() < 0.1 * expected.abs(), "{agreed} for {expected}");
        assert_eq!(chooser.cost(Reading { original: 12 << 40, features: &[] }, &about), 0, "of which nothing is known");
        assert_eq!(chooser.cost(Reading { original, features: &[] }, &chooser.topic(&Bag::default())), 0);
    }

    fn vector_mut(table: &mut [f32], row: u32) -> &mut [f32] {
        &mut table[row as usize * DIMENSIONS..][..DIMENSIONS]
    }

    #[test]
    fn damage_is_found() {
        let sound = chooser(&[(5, 1.0)]);
        let message = |bytes: Vec<u8>| Chooser::open(bytes).unwrap_err().to_string();
        assert!(message(b"Not a chooser at all, but a line of text.".to_vec()).contains("not a chooser"));
        assert!(message(sound[..sound.len() - 1].to_vec()).contains("bytes long"));
        for at in [21, 25, WORDS_AT, sound.len() - 1] {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            assert!(message(damaged).contains("checksum"), "byte {at}");
        }
        let mut newer = sound;
        newer[16] += 1;
        assert!(message(newer).contains("version 3"));
    }

    #[test]
    fn what_is_learnt_is_chosen() {
        let (river, bank, money) = (1u64 << 50, 2 << 50, 3 << 50);
        let mut surroundings = Surroundings::default();
        surroundings.read([(river, true), (bank, true)].into_iter());
        let mut readings = Readings::default();
        surroundings.add((1, 2), bank, false, Fate::Left(0.0), &mut readings);
        surroundings.add((1, 2), money, false, Fate::Swapped, &mut readings);
        let mut bag = Bag::default();
        bag.add(river, 1e-5);
        bag.weigh();
        let mut learner = Learner::new(|| 0.75);
        let probability = |weigh: &dyn Fn(Reading<'_>) -> Cost| {
            let costs: Vec<f64> = readings.iter().map(|reading| f64::from(weigh(reading)) / 1000.0).collect();
            1.0 / (1.0 + (costs[0] - costs[1]).exp())
        };
        let before = learner.topic(&bag);
        assert!((probability(&|reading| learner.cost(reading, &before)) - 0.5).abs() < 1e-3);
        for _ in 0..100 {
            let (topic, mut pull) = (learner.topic(&bag), [0.0; DIMENSIONS]);
            let right = probability(&|reading| learner.cost(reading, &topic)) as f32;
            for (reading, error) in readings.iter().zip([1.0 - right, right - 1.0]) {
                learner.learn(reading, error, &topic, &mut pull);
            }
            learner.learn_topic(&bag, &pull);
            learner.learn_share(-1.0);
        }
        let chooser = Chooser::open(learner.compile(1)).unwrap();
        let topic = chooser.topic(&bag);
        assert!(probability(&|reading| chooser.cost(reading, &topic)) > 0.9);
        assert_ne!(topic, [0.0; DIMENSIONS]);
        assert!(chooser.share() < 1024);
    }
}
