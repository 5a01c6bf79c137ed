//! Whether a confidence of 0.9 means nine in ten.

use std::ops::RangeInclusive;

/// Bins of equal width that confidences are put into.
pub const BINS: usize = 10;

/// Thresholds at which a report tells what stands at or above them.
pub const THRESHOLDS: [f64; 5] = [0.5, 0.8, 0.9, 0.95, 0.99];

/// Substitutions that were judged, with their confidences; add up lines, documents or files with [`Calibration::add`].
///
/// All that are proposed belong here, not only those confident enough to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    judged: Vec<Judged>,
    swaps: u64,
    uncounted: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Judged {
    confidence: f64,
    right: bool,
    /// Edits of the spinner that it undid.
    undone: u64,
}

/// The substitutions of one stretch of confidences.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    /// From where to where; the upper end belongs to the next bin, 1 to the last.
    pub range: RangeInclusive<f64>,
    /// How many substitutions.
    pub count: usize,
    /// Their mean confidence, 0 to 1; `None` when there are none.
    pub mean_confidence: Option<f64>,
    /// The share of them that are right, 0 to 1; `None` when there are none.
    pub precision: Option<f64>,
}

/// The substitutions at or above a confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtLeast {
    /// The confidence.
    pub confidence: f64,
    /// How many substitutions.
    pub count: usize,
    /// The share of them that are right, 0 to 1; `None` when there are none.
    pub precision: Option<f64>,
    /// The share of all swaps of the spinner that they undo, 0 to 1; `None` when there were no swaps.
    pub share_of_swaps: Option<f64>,
}

impl Calibration {
    /// Counts a wrong substitution of this confidence, 0 to 1.
    pub fn wrong(&mut self, confidence: f64) {
        self.judged.push(Judged { confidence, right: false, undone: 0 });
    }

    /// Counts a right substitution of this confidence, 0 to 1, that undid so many swaps of the spinner.
    pub fn right(&mut self, confidence: f64, undone: u64) {
        self.judged.push(Judged { confidence, right: true, undone });
    }

    /// Counts a substitution that is neither right nor wrong.
    pub fn neither(&mut self) {
        self.uncounted += 1;
    }

    /// Counts swaps of the spinner, undone or not.
    pub fn swapped(&mut self, swaps: u64) {
        self.swaps += swaps;
    }

    /// Adds what `other` counted.
    pub fn add(&mut self, other: &Self) {
        self.judged.extend_from_slice(&other.judged);
        self.swaps += other.swaps;
        self.uncounted += other.uncounted;
    }

    /// Whether each was right, and the swaps that it undid, in the order in which they were counted.
    #[cfg(test)]
    pub(super) fn verdicts(&self) -> Vec<(bool, u64)> {
        self.judged.iter().map(|judged| (judged.right, judged.undone)).collect()
    }

    /// Substitutions that are right or wrong.
    #[must_use]
    pub fn count(&self) -> usize {
        self.judged.len()
    }

    /// Substitutions that are neither: they change no token, or chose another reading of an optional edit.
    #[must_use]
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    /// Swaps that the spinner made, optional ones left out.
    #[must_use]
    pub fn swaps(&self) -> u64 {
        self.swaps
    }

    /// The [`BINS`] bins, of equal width, least confident first.
    #[must_use]
    pub fn bins(&self) -> Vec<Bin> {
        let mut filled = vec![Vec::new(); BINS];
        for judged in &self.judged {
            filled[bin_of(judged.confidence)].push(*judged);
        }
        let bin = |(at, judged): (usize, Vec<Judged>)| Bin {
            range: at as f64 / BINS as f64..=(at + 1) as f64 / BINS as f64,
            count: judged.len(),
            mean_confidence: mean(judged.iter().map(|judged| judged.confidence)),
            precision: mean(judged.iter().map(|judged| f64::from(u8::from(judged.right)))),
        };
        filled.into_iter().enumerate().map(bin).collect()
    }

    /// The expected calibration error, 0 to 1: the mean of |precision - mean confidence| over the [`BINS`] bins, each weighed by
    /// its count (Naeini, Cooper and Hauskrecht 2015). 0 when there are no substitutions.
    #[must_use]
    pub fn expected_error(&self) -> f64 {
        let gap = |bin: &Bin| Some((bin.precision? - bin.mean_confidence?).abs() * bin.count as f64);
        self.bins().iter().filter_map(gap).sum::<f64>() / self.count().max(1) as f64
    }

    /// What stands at or above `confidence`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^53")]
    pub fn at_least(&self, confidence: f64) -> AtLeast {
        let above: Vec<Judged> = self.judged.iter().copied().filter(|judged| judged.confidence >= confidence).collect();
        let undone: u64 = above.iter().map(|judged| judged.undone).sum();
        AtLeast {
            confidence,
            count: above.len(),
            precision: mean(above.iter().map(|judged| f64::from(u8::from(judged.right)))),
            share_of_swaps: (self.swaps > 0).then(|| undone as f64 / self.swaps as f64),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a confidence is from 0 to 1")]
fn bin_of(confidence: f64) -> usize {
    ((confidence * BINS as f64) as usize).min(BINS - 1)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_error() {
        let calibration = Calibration::default();
        assert!(calibration.expected_error().abs() < 1e-12);
        assert!(calibration.bins().iter().all(|bin| bin.count == 0 && bin.precision.is_none()));
        assert_eq!(calibration.at_least(0.5).share_of_swaps, None);
    }

    #[test]
    fn edges_of_bins_belong_to_the_upper_one_but_for_1() {
        let mut calibration = Calibration::default();
        for confidence in [0.0, 0.1, 0.3, 0.6, 0.7, 0.9, 1.0] {
            calibration.wrong(confidence);
        }
        let counts: Vec<usize> = calibration.bins().iter().map(|bin| bin.count).collect();
        assert_eq!(counts, [1, 1, 0, 1, 0, 0, 1, 1, 0, 2]);
    }

    #[test]
    fn the_error_is_weighed_by_count() {
        let mut calibration = Calibration::default();
        // Three of four right at 0.95: off by 0.2. One of one wrong at 0.3: off by 0.3.
        (0..3).for_each(|_| calibration.right(0.95, 1));
        calibration.wrong(0.95);
        calibration.wrong(0.3);
        assert!((calibration.expected_error() - (4.0 * 0.2 + 0.3) / 5.0).abs() < 1e-12);
        let mut twice = calibration.clone();
        twice.add(&calibration);
        assert_eq!(twice.count(), 10);
        assert!((twice.expected_error() - calibration.expected_error()).abs() < 1e-12);
    }

    #[test]
    fn thresholds_take_their_own_confidence_in() {
        let mut calibration = Calibration::default();
        calibration.swapped(4);
        calibration.right(0.99, 2);
        calibration.right(0.5, 1);
        calibration.wrong(0.5);
        calibration.neither();
        let at = |confidence| {
            let AtLeast { count, precision, share_of_swaps, .. } = calibration.at_least(confidence);
            (count, precision, share_of_swaps)
        };
        assert_eq!(at(0.99), (1, Some(1.0), Some(0.5)));
        assert_eq!(at(0.5), (3, Some(2.0 / 3.0), Some(0.75)));
        assert_eq!(at(1.0), (0, None, Some(0.0)));
        assert_eq!((calibration.count(), calibration.uncounted(), calibration.swaps()), (3, 1, 4));
    }
}
