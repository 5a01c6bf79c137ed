//! Learning the weights, one piece of text after the other.
//!
//! The gradient of a conditional random field: of each reading, whether it is right, less its posterior under the weights as they are.
//! Stochastic gradient ascent with a step for each weight that shrinks with the gradients it has seen (Adagrad; Duchi, Hazan and
//! Singer 2011).

use super::Weigh;
use super::compiled::{Parts, compile, slot};
use super::features::{Feature, Reading};
use super::topic::{Bag, DIMENSIONS, ORIGINAL_BITS, Topic, WORD_BITS, original_row, vector};
use crate::language_model::Cost;

/// Step of the first gradient of a weight. Of 0.05, 0.1 and 0.2 the least does best at half rate, the second at full rate.
const RATE: f32 = 0.07;

/// Step of the first gradient of the vectors. 0.02 and 0.2 choose fewer places right.
const TOPIC_RATE: f32 = 0.05;

/// Step of the share of the language model.
const SHARE_RATE: f32 = 0.02;

/// Errors below this teach nothing.
const NEGLIGIBLE: f32 = 1e-3;

/// Vectors of words begin anywhere up to this from zero; those of originals at zero.
const SPREAD: f32 = 0.3;

/// Numbers with the sum of the squared gradients of each.
#[derive(Debug)]
struct Weights {
    values: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    /// One step along `gradient`.
    fn step(&mut self, at: usize, gradient: f32, rate: f32) {
        self.squares[at] += gradient * gradient;
        self.values[at] += rate * gradient / self.squares[at].sqrt();
    }
}

/// Learns from one piece at a time. Takes four gigabytes of memory.
#[derive(Debug)]
pub struct Learner {
    weights: Weights,
    words: Weights,
    originals: Weights,
    share: f32,
    share_squares: f32,
}

impl Learner {
    /// Knows nothing yet; `random` gives numbers from 0 to 1.
    #[must_use]
    pub fn new(mut random: impl FnMut() -> f32) -> Self {
        let numbers = |count: usize, square: f32| Weights { values: vec![0.0; count], squares: vec![square; count] };
        let mut words = numbers(DIMENSIONS << WORD_BITS, 1.0);
        words.values.fill_with(|| (2.0 * random() - 1.0) * SPREAD);
        Self {
            weights: numbers(1 << Feature::BITS, 1.0),
            words,
            originals: numbers(DIMENSIONS << ORIGINAL_BITS, 0.1),
            share: 1.0,
            share_squares: 1e4,
        }
    }

    /// Learns from a reading in a document on `topic`; `error` is 1 if it is right, else 0, less its posterior. Adds to `pull` where
    /// it would have the topic.
    pub fn learn(&mut self, reading: Reading<'_>, error: f32, topic: &Topic, pull: &mut Topic) {
        if error.abs() < NEGLIGIBLE {
            return;
        }
        for feature in reading.features {
            self.weights.step(feature.0 as usize, error, RATE);
        }
        let first = original_row(reading.original) as usize * DIMENSIONS;
        for (at, (topic, pull)) in topic.iter().zip(pull).enumerate() {
            *pull += error * self.originals.values[first + at];
            self.originals.step(first + at, error * topic, TOPIC_RATE);
        }
    }

    /// Learns from what the readings of a document of these words wanted of its topic.
    pub fn learn_topic(&mut self, bag: &Bag, pull: &Topic) {
        for &(row, weight) in &bag.words {
            for (at, pull) in pull.iter().enumerate() {
                self.words.step(row as usize * DIMENSIONS + at, pull * weight, TOPIC_RATE);
            }
        }
    }

    /// Learns how much the language model is to be believed: `gradient` is how much likelier the right path gets when its share
    /// rises, in nats.
    pub fn learn_share(&mut self, gradient: f64) {
        let gradient = gradient as f32;
        self.share_squares += gradient * gradient;
        self.share = (self.share + SHARE_RATE * gradient / self.share_squares.sqrt()).clamp(0.0, 1.0);
    }

    /// The weights that matter, as the bytes of a [`Chooser`](super::Chooser).
    ///
    /// Where features contend for a slot of the table the one that moved the most has it: weight times the root of its squared
    /// gradients. `source_hash` names the text that was learnt from.
    #[must_use]
    pub fn compile(&self, source_hash: u64) -> Vec<u8> {
        let mut best: Vec<(f32, Option<Feature>)> = Vec::new();
        for (index, (weight, squares)) in self.weights.values.iter().zip(&self.weights.squares).enumerate() {
            let feature = Feature(index as u32);
            let importance = weight.abs() * squares.sqrt();
            let slot = slot(feature);
            if slot >= best.len() {
                best.resize(slot + 1, (0.0, None));
            }
            if importance > best[slot].0 {
                best[slot] = (importance, Some(feature));
            }
        }
        let kept = best.into_iter().filter_map(|(_, feature)| feature);
        compile(
            Parts { share: self.share, words: &self.words.values, originals: &self.originals.values },
            kept.map(|feature| (feature, self.weights.values[feature.0 as usize])),
            source_hash,
        )
    }
}

impl Weigh for Learner {
    fn share(&self) -> Cost {
        (self.share * 1024.0) as Cost
    }

    fn topic(&self, bag: &Bag) -> Topic {
        let mut topic = [0.0; DIMENSIONS];
        for &(row, weight) in &bag.words {
            topic.iter_mut().zip(vector(&self.words.values, row)).for_each(|(sum, value)| *sum += weight * value);
        }
        topic
    }

    fn cost(&self, reading: Reading<'_>, topic: &Topic) -> Cost {
        let weights: f32 = reading.features.iter().map(|feature| self.weights.values[feature.0 as usize]).sum();
        let original = vector(&self.originals.values, original_row(reading.original));
        let agreement: f32 = topic.iter().zip(original).map(|(one, other)| one * other).sum();
        (-1000.0 * (weights + agreement)).round() as Cost
    }
}
