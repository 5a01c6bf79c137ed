//! Pruning to a size by relative entropy.
//!
//! Each n-gram is scored by how much the model would change without it (Stolcke 1998). History probabilities are relative
//! frequencies in the text: Kneser-Ney's lower orders are no history probabilities, and pruning by them spoils the model
//! (Chelba et al. 2010). Weighted difference (Seymore & Rosenfeld 1996), which is simpler, is as good on a small text but 1 to
//! 4% worse in perplexity on a hundred million words.

use super::kneser_ney::Smoothed;
use super::ngrams::{NONE, Order};

/// Keeps the n-grams of orders 2 and up whose score is highest, as many as `fits` allows, then recomputes the backoffs.
///
/// `fits` gets the number of n-grams of every order and says whether a model with that many is small enough. An n-gram
/// stays as long as a longer one needs it as suffix or context. Probabilities of kept n-grams do not change.
pub fn prune(model: &mut Smoothed, fits: impl Fn(&[usize]) -> bool) {
    let scores = closed_scores(model);
    let sizes = |threshold: f32| -> Vec<usize> {
        let longer = scores.iter().map(|scores| scores.iter().filter(|&&score| score >= threshold).count());
        std::iter::once(model.orders[0].len()).chain(longer).collect()
    };
    if fits(&sizes(0.0)) {
        return;
    }
    // Positive floats are ordered as their bits are.
    let (mut too_low, mut enough) = (0, f32::INFINITY.to_bits());
    while enough - too_low > 1 {
        let middle = too_low + (enough - too_low) / 2;
        if fits(&sizes(f32::from_bits(middle))) { enough = middle } else { too_low = middle }
    }
    let threshold = f32::from_bits(enough);
    let mut moved: Vec<u32> = Vec::new();
    for (k, scores) in (2..).zip(&scores) {
        let grams = &mut model.orders[k - 1];
        let keep: Vec<bool> = scores.iter().map(|&score| score >= threshold).collect();
        let here = grams.retain(&keep);
        if k > 2 {
            for link in grams.suffix.iter_mut().chain(&mut grams.context) {
                *link = moved[*link as usize];
                debug_assert_ne!(*link, NONE, "pruning broke the closure");
            }
        }
        moved = here;
    }
    normalise_backoffs(&mut model.orders);
}

/// Backoff where rounding leaves nothing over.
const LEAST: f64 = 1e-9;

/// What the kept n-grams of one context leave over: 1 − Σ P(w | h), and 1 − Σ P(w | h') over the same words.
#[derive(Clone, Copy, Debug)]
struct Left {
    here: f64,
    below: f64,
}

impl Left {
    fn backoff(self) -> f64 {
        if self.here <= 0.0 || self.below <= 0.0 { LEAST } else { self.here / self.below }
    }
}

fn left_over(contexts: usize, grams: &Order, below: &Order) -> Vec<Left> {
    let mut left = vec![Left { here: 1.0, below: 1.0 }; contexts];
    for i in 0..grams.len() {
        let left = &mut left[grams.context[i] as usize];
        left.here -= grams.probability[i];
        left.below -= below.probability[grams.suffix[i] as usize];
    }
    left
}

/// Makes the probabilities after every context sum to one.
fn normalise_backoffs(orders: &mut [Order]) {
    for k in 2..=orders.len() {
        let (below, here) = orders.split_at_mut(k - 1);
        let below = &mut below[k - 2];
        let left = left_over(below.len(), &here[0], below);
        below.backoff = left.into_iter().map(Left::backoff).collect();
    }
}

/// Scores of orders 2 and up; none is lower than the score of a longer n-gram that needs it.
fn closed_scores(model: &Smoothed) -> Vec<Vec<f32>> {
    let mut scores: Vec<Vec<f32>> = (2..=model.orders.len()).map(|k| own_scores(model, k)).collect();
    for k in (3..=model.orders.len()).rev() {
        let (shorter, longer) = scores.split_at_mut(k - 2);
        let (shorter, longer) = (&mut shorter[k - 3], &longer[0]);
        let grams = &model.orders[k - 1];
        for (i, &score) in longer.iter().enumerate() {
            for needed in [grams.suffix[i], grams.context[i]] {
                let needed = &mut shorter[needed as usize];
                *needed = needed.max(score);
            }
        }
    }
    scores
}

fn own_scores(model: &Smoothed, order: usize) -> Vec<f32> {
    let (grams, below) = (&model.orders[order - 1], &model.orders[order - 2]);
    let left = left_over(below.len(), grams, below);
    (0..grams.len())
        .map(|i| {
            let context = grams.context[i] as usize;
            let history = f64::from(below.raw[context]) / model.predictions as f64;
            let (p, shorter) = (grams.probability[i], below.probability[grams.suffix[i] as usize]);
            let left = left[context];
            let without = Left { here: left.here + p, below: left.below + shorter };
            let (now, then) = (left.backoff().ln(), without.backoff().ln());
            let change = p * (shorter.ln() + then - p.ln()) + left.here.max(0.0) * (then - now);
            (-history * change).max(f64::from(f32::MIN_POSITIVE)) as f32
        })
        .collect()
}
