//! Costs as 8-bit codes: bins of equal mass, each standing for its mean (Federico & Bertoldi 2006).

use super::Cost;

/// Codes in a code book.
pub(crate) const CODES: usize = 256;

/// 256 costs, the first `reserved` of them 0 and never assigned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CodeBook {
    pub(crate) costs: [Cost; CODES],
    reserved: usize,
}

impl CodeBook {
    /// Fits a code book to `values`, in milli-nats.
    pub(crate) fn fit(mut values: Vec<f32>, reserved: usize) -> Self {
        values.sort_unstable_by(f32::total_cmp);
        let bins = CODES - reserved;
        let mut centres: Vec<Cost> = if values.chunk_by(|a, b| a == b).count() <= bins {
            values.chunk_by(|a, b| a == b).map(|same| same[0].round() as Cost).collect()
        } else {
            (0..bins)
                .map(|bin| &values[bin * values.len() / bins..(bin + 1) * values.len() / bins])
                .filter(|bin| !bin.is_empty())
                .map(|bin| (bin.iter().map(|&v| f64::from(v)).sum::<f64>() / bin.len() as f64).round() as Cost)
                .collect()
        };
        let last = centres.last().copied().unwrap_or(0);
        centres.resize(bins, last);
        let mut costs = [0; CODES];
        costs[reserved..].copy_from_slice(&centres);
        Self { costs, reserved }
    }

    /// The code whose cost is nearest.
    pub(crate) fn code(&self, cost: f64) -> u8 {
        let centres = &self.costs[self.reserved..];
        let above = centres.partition_point(|&centre| f64::from(centre) < cost).min(centres.len() - 1);
        let below = above.saturating_sub(1);
        let distance = |i: usize| (f64::from(centres[i]) - cost).abs();
        let nearest = if distance(below) <= distance(above) { below } else { above };
        u8::try_from(nearest + self.reserved).unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_exact_and_reserved_codes_unused() {
        let book = CodeBook::fit(vec![700.0, -20.0, 700.0, 31.0], 1);
        for cost in [-20, 31, 700] {
            let code = book.code(f64::from(cost));
            assert!(code >= 1);
            assert_eq!(book.costs[usize::from(code)], cost);
        }
    }

    #[test]
    fn many_values_are_near() {
        let book = CodeBook::fit((0..20_000u16).map(f32::from).collect(), 0);
        for cost in (0..20_000).map(f64::from) {
            assert!((f64::from(book.costs[usize::from(book.code(cost))]) - cost).abs() <= 40.0);
        }
    }
}
