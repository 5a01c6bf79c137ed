//! Costs as codes: a scalar quantiser of least squared error (Lloyd 1982).

use super::Cost;

/// Places in a code book; a book may use fewer.
pub(crate) const CODES: usize = 256;

/// Rounds of Lloyd's algorithm; the error hardly falls after half as many.
const ROUNDS: usize = 60;

/// Up to 256 costs, the first `reserved` of them 0 and never assigned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CodeBook {
    pub(crate) costs: [Cost; CODES],
    reserved: usize,
    used: usize,
}

/// A cost, in milli-nats, and how much its error matters.
pub(crate) type Weighted = (f32, f32);

impl CodeBook {
    /// Fits a book of `codes` codes to `values`.
    pub(crate) fn fit(mut values: Vec<Weighted>, codes: usize, reserved: usize) -> Self {
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut centres = centres(&values, codes - reserved);
        centres.dedup();
        if centres.is_empty() {
            centres.push(0);
        }
        let used = reserved + centres.len();
        let mut costs = [0; CODES];
        costs[reserved..used].copy_from_slice(&centres);
        Self { costs, reserved, used }
    }

    /// The code whose cost is nearest.
    pub(crate) fn code(&self, cost: f64) -> u8 {
        let centres = &self.costs[self.reserved..self.used];
        let above = centres.partition_point(|&centre| f64::from(centre) < cost).min(centres.len() - 1);
        let below = above.saturating_sub(1);
        let distance = |i: usize| (f64::from(centres[i]) - cost).abs();
        let nearest = if distance(below) <= distance(above) { below } else { above };
        u8::try_from(nearest + self.reserved).unwrap_or(u8::MAX)
    }
}

fn centres(sorted: &[Weighted], bins: usize) -> Vec<Cost> {
    let distinct = sorted.chunk_by(|a, b| a.0 == b.0);
    if distinct.clone().count() <= bins {
        return distinct.map(|same| same[0].0.round() as Cost).collect();
    }
    // Sums over every prefix, so that the mean of a bin is two subtractions.
    let mut sums = Vec::with_capacity(sorted.len() + 1);
    sums.push((0.0f64, 0.0f64));
    for &(value, weight) in sorted {
        let (mass, moment) = sums[sums.len() - 1];
        sums.push((mass + f64::from(weight), moment + f64::from(weight) * f64::from(value)));
    }
    // Half of the centres by mass, half by range: Lloyd's algorithm moves centres only a little way, and the tail of rare
    // costs needs some to begin with.
    let (lowest, highest) = (f64::from(sorted[0].0), f64::from(sorted[sorted.len() - 1].0));
    let total = sums[sorted.len()].0;
    let mut centres: Vec<f64> = (0..bins)
        .map(|i| {
            let share = (i / 2) as f64 / (bins / 2) as f64;
            if i % 2 == 0 {
                lowest + (highest - lowest) * share
            } else {
                let at = sums.partition_point(|&(mass, _)| mass < total * share);
                f64::from(sorted[at.min(sorted.len() - 1)].0)
            }
        })
        .collect();
    centres.sort_unstable_by(f64::total_cmp);
    for _ in 0..ROUNDS {
        let mut from = 0;
        for i in 0..bins {
            let to = match centres.get(i + 1) {
                Some(next) => {
                    let border = f64::midpoint(centres[i], *next);
                    from + sorted[from..].partition_point(|&(value, _)| f64::from(value) < border)
                }
                None => sorted.len(),
            };
            let (mass, moment) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
            if mass > 0.0 {
                centres[i] = moment / mass;
            }
            from = to;
        }
        centres.sort_unstable_by(f64::total_cmp);
    }
    centres.into_iter().map(|centre| centre.round() as Cost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_exact_and_reserved_codes_unused() {
        let book = CodeBook::fit(vec![(700.0, 1.0), (-20.0, 2.0), (700.0, 1.0), (31.0, 1.0)], 32, 1);
        for cost in [-20, 31, 700] {
            let code = book.code(f64::from(cost));
            assert!(code >= 1);
            assert_eq!(book.costs[usize::from(code)], cost);
        }
    }

    #[test]
    fn many_values_are_near() {
        let book = CodeBook::fit((0..20_000u16).map(|v| (f32::from(v), 1.0)).collect(), 256, 0);
        for cost in (0..20_000).map(f64::from) {
            let error = (f64::from(book.costs[usize::from(book.code(cost))]) - cost).abs();
            assert!(error <= 90.0, "{error} at {cost}");
        }
    }

    #[test]
    fn weight_buys_precision() {
        let values =
            |heavy: f32| (0..10_000u16).map(|v| (f32::from(v), if v < 100 { heavy } else { 1.0 })).collect::<Vec<_>>();
        let error = |book: &CodeBook| {
            (0..100)
                .map(|v| (f64::from(book.costs[usize::from(book.code(f64::from(v)))]) - f64::from(v)).abs())
                .sum::<f64>()
        };
        let (even, uneven) = (CodeBook::fit(values(1.0), 64, 0), CodeBook::fit(values(1000.0), 64, 0));
        assert!(error(&uneven) < error(&even) / 2.0);
    }
}
