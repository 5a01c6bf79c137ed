//! Interpolated modified Kneser-Ney smoothing (Chen & Goodman 1998), in the variant that KenLM's `lmplz` computes.
//!
//! For an n-gram *hw* with adjusted count *a*, the discount *D* of that count, and the context one word shorter *h'*:
//!
//! ```text
//! P(w | h) = (a(hw) - D(a(hw))) / sum_x a(hx)  +  gamma(h) P(w | h')
//! gamma(h) = (sum of the discounts of the kept hx + sum of the counts of the cut hx) / sum_x a(hx)
//! ```
//!
//! Order 1 is interpolated with the uniform distribution over the vocabulary, `<unk>` and `</s>` included. N-grams whose raw
//! count is at most the cutoff of their order are cut; their mass goes to gamma.

use std::io;

use super::MAX_ORDER;
use super::counts::each_counted;
use super::external_sort::Sorted;
use super::ngrams::{Index, Order, context, pack, word_at};
use super::vocabulary::{BEGIN, END, UNKNOWN};

/// Discounts of the adjusted counts 1, 2, and 3 or more; of 0 there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discounts(pub [f64; 4]);

impl Discounts {
    /// Used where the counts of counts admit no estimate, as in a tiny text; the same as `lmplz --discount_fallback`.
    pub const FALLBACK: Self = Self([0.0, 0.5, 1.0, 1.5]);

    /// Chen & Goodman's estimate from `n`, where `n[i]` types have the adjusted count i.
    #[must_use]
    pub fn estimate(n: [u64; 5]) -> Self {
        let n = n.map(|types| types as f64);
        if n[1..].contains(&0.0) {
            return Self::FALLBACK;
        }
        let y = n[1] / (n[1] + 2.0 * n[2]);
        let discount = |i: usize| i as f64 - (i + 1) as f64 * y * n[i + 1] / n[i];
        let found = [0.0, discount(1), discount(2), discount(3)];
        if found.iter().zip([0.0, 1.0, 2.0, 3.0]).all(|(&d, most)| (0.0..=most).contains(&d)) {
            Self(found)
        } else {
            Self::FALLBACK
        }
    }

    #[inline]
    fn of(&self, adjusted: u64) -> f64 {
        self.0[adjusted.min(3) as usize]
    }
}

/// Smoothed probabilities and backoffs of all orders.
#[derive(Debug)]
pub struct Smoothed {
    /// `orders[k - 1]` holds order k; order 1 is indexed by word id.
    pub orders: Vec<Order>,
    /// The discounts of each order.
    pub discounts: Vec<Discounts>,
    /// How many n-grams of each order the text has, cut ones included.
    pub seen: Vec<u64>,
    /// Number of predictions in the text: words and ends of paragraphs.
    pub predictions: u64,
}

/// Counts, cuts and smooths.
///
/// `cutoffs[k - 1]` is the raw count up to which n-grams of order k are cut; falling cutoffs would orphan n-grams, so they
/// must not fall. `words` is the number of word ids, `paragraphs` the raw count of `<s>`. Memory is bounded by the n-grams
/// that survive the cutoffs, at most 120 bytes each; the counts themselves are streamed.
///
/// # Errors
/// When a scratch file cannot be read.
pub fn smooth(sorted: &mut Sorted, cutoffs: &[u64], words: usize, paragraphs: u64) -> io::Result<Smoothed> {
    let order = cutoffs.len();
    let mut orders: Vec<Order> = (0..order).map(|_| Order::default()).collect();
    for id in 0..words {
        orders[0].push(pack([id as u32]), 0, 0);
    }
    orders[0].raw[BEGIN as usize] = u32::try_from(paragraphs).unwrap_or(u32::MAX);
    let mut counts_of_counts = [[0u64; 5]; MAX_ORDER];
    let mut seen = vec![0u64; order];
    let mut predictions = 0;
    each_counted(sorted, order, |gram| {
        let k = gram.order;
        seen[k - 1] += 1;
        if gram.adjusted < 5 {
            counts_of_counts[k - 1][gram.adjusted as usize] += 1;
        }
        if k == 1 {
            let id = word_at(gram.key, 0) as usize;
            orders[0].raw[id] = u32::try_from(gram.raw).unwrap_or(u32::MAX);
            orders[0].adjusted[id] = u32::try_from(gram.adjusted).unwrap_or(u32::MAX);
            predictions += gram.raw;
        } else if gram.raw > cutoffs[k - 1] {
            orders[k - 1].push(gram.key, gram.raw, gram.adjusted);
        }
    })?;
    let discounts: Vec<Discounts> = counts_of_counts[..order].iter().map(|&n| Discounts::estimate(n)).collect();

    // Only n-grams below the highest order are contexts.
    let indexes: Vec<Index> = orders[..order - 1].iter().map(|grams| Index::new(&grams.keys)).collect();
    for k in 2..=order {
        let (below, here) = orders.split_at_mut(k - 1);
        here[0].link(k, &below[k - 2], &indexes[k - 2]);
    }
    let mut sums: Vec<Vec<Sums>> = orders.iter().map(|grams| vec![Sums::default(); grams.len()]).collect();
    let mut root = Sums::default();
    each_counted(sorted, order, |gram| {
        let k = gram.order;
        let kept = k == 1 || gram.raw > cutoffs[k - 1];
        let freed = if kept { discounts[k - 1].of(gram.adjusted) } else { gram.adjusted as f64 };
        let before = context(gram.key);
        let sum = match k {
            1 => Some(&mut root),
            2 => Some(&mut sums[0][word_at(before, 0) as usize]),
            _ => indexes[k - 2].get(&orders[k - 2].keys, before).map(|i| &mut sums[k - 2][i as usize]),
        };
        if let Some(sum) = sum {
            sum.counts += gram.adjusted as f64;
            sum.freed += freed;
        }
    })?;
    interpolate(&mut orders, &discounts, &sums, root, words);
    Ok(Smoothed { orders, discounts, seen, predictions })
}

/// Sums over the n-grams of one context.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// All adjusted counts.
    counts: f64,
    /// Discounts of the kept, counts of the cut.
    freed: f64,
}

impl Sums {
    fn gamma(self) -> f64 {
        if self.counts > 0.0 { self.freed / self.counts } else { 1.0 }
    }
}

fn interpolate(orders: &mut [Order], discounts: &[Discounts], sums: &[Vec<Sums>], root: Sums, words: usize) {
    // Neither "no word" nor `<s>` is ever predicted.
    let uniform = root.gamma() / (words - 2) as f64;
    let unigrams = &mut orders[0];
    unigrams.probability = (0..words as u32)
        .map(|id| match id {
            0 | BEGIN => 0.0,
            _ => {
                let a = u64::from(unigrams.adjusted[id as usize]);
                if root.counts > 0.0 { (a as f64 - discounts[0].of(a)) / root.counts + uniform } else { uniform }
            }
        })
        .collect();
    debug_assert!(words > END as usize && words > UNKNOWN as usize);
    for k in 2..=orders.len() {
        let (below, here) = orders.split_at_mut(k - 1);
        let (below, here) = (&below[k - 2], &mut here[0]);
        here.probability = (0..here.len())
            .map(|i| {
                let sum = sums[k - 2][here.context[i] as usize];
                let a = u64::from(here.adjusted[i]);
                (a as f64 - discounts[k - 1].of(a)) / sum.counts
                    + sum.gamma() * below.probability[here.suffix[i] as usize]
            })
            .collect();
    }
    for (grams, sums) in orders.iter_mut().zip(sums) {
        grams.backoff = sums.iter().map(|sum| sum.gamma()).collect();
    }
}
