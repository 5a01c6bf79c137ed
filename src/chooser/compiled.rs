//! The compiled weights: a header, and a table of two bytes a slot.
//!
//! A feature's slot follows from its first 21 bits; the other 6 stand beside the weight, so that of the features that were not
//! kept, which are most, one in 64 is taken for another.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::features::Feature;
use crate::Error;
use crate::language_model::Cost;

const MAGIC: &[u8; 16] = b"unspin chooser\n\0";
const VERSION: u32 = 1;

/// Bytes before the table: magic, version, share, hash of the source, checksum of all that follows.
const HEADER: usize = 16 + 4 + 4 + 8 + 8;
const CHECKSUM_AT: usize = HEADER - 8;

/// Slots, as a power of two. With twice as many, 0.1% more of the learning pairs are chosen right.
const SLOT_BITS: u32 = 21;
const CHECK_BITS: u32 = Feature::BITS - SLOT_BITS;

/// Weights are kept in 32nds of a nat; a byte holds those up to four nats.
const STEPS: f32 = 32.0;

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
}

impl Chooser {
    /// The chooser that ships with the library.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), when the library was built with a file of another format.
    pub fn embedded() -> Result<Self, Error> {
        const BYTES: &[u8] = include_bytes!("../../dictionaries/english.chooser");
        Self::open(BYTES)
    }

    /// Opens the bytes that [`Learner::compile`](super::Learner::compile) made. They are checked as a whole, then read in place.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] when the bytes are no chooser, one of another format version, cut short or damaged.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        if bytes.len() < HEADER || &bytes[..16] != MAGIC {
            return Err(fault("not a chooser of unspin, or cut short".to_owned()));
        }
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let version = number(16);
        if version != VERSION {
            return Err(fault(format!("its format is version {version}, this program reads version {VERSION}")));
        }
        let length = HEADER + (2 << SLOT_BITS);
        if bytes.len() != length {
            return Err(fault(format!("it should be {length} bytes long and is {}", bytes.len())));
        }
        if checksum(&bytes).to_le_bytes() != bytes[CHECKSUM_AT..HEADER] {
            return Err(fault("its checksum is wrong: it was damaged after it was written".to_owned()));
        }
        let share = f32::from_bits(number(20));
        Ok(Self { bytes, share })
    }

    /// The share of the lattice's costs in the choice, in 1024ths.
    #[must_use]
    pub fn share(&self) -> Cost {
        (self.share.clamp(0.0, 1.0) * 1024.0) as Cost
    }

    /// What the surroundings cost a reading of these features, milli-nats; below 0 where they speak for it.
    #[must_use]
    pub fn cost(&self, features: &[Feature]) -> Cost {
        let (slots, _) = self.bytes[HEADER..].as_chunks::<2>();
        let steps: Cost = features
            .iter()
            .map(|&feature| {
                let [found, weight] = slots[slot(feature)];
                // No branch: nothing could predict it.
                Cost::from(found == check(feature)) * Cost::from(weight as i8)
            })
            .sum();
        -steps * 1000 / STEPS as Cost
    }
}

/// The bytes of a chooser with these weights, at most one for a slot.
pub(super) fn compile(share: f32, weights: impl Iterator<Item = (Feature, f32)>, source_hash: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + (2 << SLOT_BITS));
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&share.to_bits().to_le_bytes());
    bytes.extend_from_slice(&source_hash.to_le_bytes());
    bytes.resize(HEADER + (2 << SLOT_BITS), 0);
    for (feature, weight) in weights {
        let steps = (weight * STEPS).round().clamp(-127.0, 127.0) as i8;
        let at = HEADER + 2 * slot(feature);
        if steps != 0 {
            bytes[at..at + 2].copy_from_slice(&[check(feature), steps as u8]);
        }
    }
    let checksum = checksum(&bytes);
    bytes[CHECKSUM_AT..HEADER].copy_from_slice(&checksum.to_le_bytes());
    bytes
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
    use super::super::{Learner, Reading};
    use super::*;

    fn chooser(weights: &[(u32, f32)]) -> Vec<u8> {
        compile(0.5, weights.iter().map(|&(feature, weight)| (Feature(feature), weight)), 7)
    }

    #[test]
    fn weights_are_found_again_and_others_are_not() {
        let (kept, neighbour) = (12_345 << CHECK_BITS | 9, 12_345 << CHECK_BITS | 10);
        let chooser = Chooser::open(chooser(&[(kept, 1.5), (3, -9.0)])).unwrap();
        assert_eq!(chooser.share(), 512);
        assert_eq!(chooser.cost(&[Feature(kept)]), -1500);
        assert_eq!(chooser.cost(&[Feature(neighbour)]), 0, "in its slot, but another one");
        assert_eq!(chooser.cost(&[Feature(3), Feature(kept)]), 3968 - 1500, "large weights are cut off");
        assert_eq!(chooser.cost(&[]), 0);
    }

    #[test]
    fn damage_is_found() {
        let sound = chooser(&[(5, 1.0)]);
        let message = |bytes: Vec<u8>| Chooser::open(bytes).unwrap_err().to_string();
        assert!(message(b"Not a chooser at all, but a line of text.".to_vec()).contains("not a chooser"));
        assert!(message(sound[..sound.len() - 1].to_vec()).contains("bytes long"));
        for at in [21, 25, sound.len() - 1] {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            assert!(message(damaged).contains("checksum"), "byte {at}");
        }
        let mut newer = sound;
        newer[16] += 1;
        assert!(message(newer).contains("version 2"));
    }

    #[test]
    fn what_is_learnt_is_chosen() {
        let (bank, river, money) = (1 << CHECK_BITS, 2 << CHECK_BITS, 3 << CHECK_BITS);
        let mut learner = Learner::default();
        let reading = |features: &[u32]| Reading {
            features: features.iter().map(|&f| Feature(f)).collect(),
            log_posterior: -0.7,
        };
        let readings = [reading(&[bank, river]), reading(&[money])];
        let first = learner.learn(&readings, 0);
        assert!((first - 2f32.ln()).abs() < 1e-6, "{first}");
        let last = (0..200).map(|_| learner.learn(&readings, 0)).last().unwrap();
        assert!(last < 0.2, "{last}");
        let chooser = Chooser::open(learner.compile(1)).unwrap();
        assert!(chooser.cost(&readings[0].features) < 0 && chooser.cost(&readings[1].features) > 0);
    }
}
