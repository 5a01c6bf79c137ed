//! Learning the weights: logistic regression over the readings of a place, one example after the other.
//!
//! Stochastic gradient descent with a step for each feature that shrinks with the gradients it has seen (Adagrad; Duchi, Hazan and
//! Singer 2011). One pass is enough: a second one made held-out text no likelier.

use super::compiled::{compile, slot};
use super::features::Feature;

/// Step of the first gradient. 0.05 and 0.1 do equally well on the learning pairs.
const RATE: f32 = 0.1;

/// Step of the lattice's share.
const SHARE_RATE: f32 = 0.02;

/// Errors below this teach nothing.
const NEGLIGIBLE: f32 = 1e-3;

/// One reading of a place: its features, and the lattice's word on it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its features.
    pub features: Vec<Feature>,
    /// Logarithm of its posterior under the lattice, nats.
    pub log_posterior: f32,
}

/// Learns one example at a time. Takes a gigabyte of memory.
#[derive(Debug)]
pub struct Learner {
    weights: Vec<f32>,
    /// Sum of the squared gradients of each weight, from 1.
    squares: Vec<f32>,
    share: f32,
    share_squares: f32,
    /// Reused from example to example.
    probabilities: Vec<f32>,
}

impl Default for Learner {
    fn default() -> Self {
        let size = 1 << Feature::BITS;
        Self {
            weights: vec![0.0; size],
            squares: vec![1.0; size],
            share: 1.0,
            share_squares: 100.0,
            probabilities: Vec::new(),
        }
    }
}

impl Learner {
    /// Learns that of `readings` the one at `right` is right. Returns the loss before: minus the logarithm of the
    /// probability it was given, nats.
    ///
    /// # Panics
    ///
    /// When there is no reading at `right`.
    pub fn learn(&mut self, readings: &[Reading], right: usize) -> f32 {
        self.probabilities.clear();
        self.probabilities.extend(readings.iter().map(|reading| {
            let weights: f32 = reading.features.iter().map(|feature| self.weights[feature.0 as usize]).sum();
            self.share * reading.log_posterior + weights
        }));
        let highest = self.probabilities.iter().copied().fold(f32::MIN, f32::max);
        self.probabilities.iter_mut().for_each(|score| *score = (*score - highest).exp());
        let sum: f32 = self.probabilities.iter().sum();
        let mut share_gradient = 0.0;
        for (index, reading) in readings.iter().enumerate() {
            let probability = self.probabilities[index] / sum;
            let error = f32::from(u8::from(index == right)) - probability;
            share_gradient += error * reading.log_posterior;
            if error.abs() < NEGLIGIBLE {
                continue;
            }
            for feature in &reading.features {
                let (weight, squares) = (&mut self.weights[feature.0 as usize], &mut self.squares[feature.0 as usize]);
                *squares += error * error;
                *weight += RATE * error / squares.sqrt();
            }
        }
        self.share_squares += share_gradient * share_gradient;
        self.share += SHARE_RATE * share_gradient / self.share_squares.sqrt();
        -(self.probabilities[right] / sum).ln()
    }

    /// The share of the lattice's word, learnt with the weights.
    #[must_use]
    pub fn share(&self) -> f32 {
        self.share
    }

    /// The weights that matter, as the bytes of a [`Chooser`](super::Chooser).
    ///
    /// Where features contend for a slot of the table the one that moved the most has it: weight times the root of its squared
    /// gradients. `source_hash` names the text that was learnt from.
    #[must_use]
    pub fn compile(&self, source_hash: u64) -> Vec<u8> {
        let mut best: Vec<(f32, Option<Feature>)> = Vec::new();
        for (index, (weight, squares)) in self.weights.iter().zip(&self.squares).enumerate() {
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
        compile(self.share, kept.map(|feature| (feature, self.weights[feature.0 as usize])), source_hash)
    }
}
