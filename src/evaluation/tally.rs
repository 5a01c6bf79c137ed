//! Counts over lines, and the figures that follow from them.

/// Counts of edits, harm and words; add up lines, documents or files with [`Tally::add`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Edits that the spinner made, optional ones left out.
    pub edits: u64,
    /// Edits undone exactly.
    pub restored: u64,
    /// Edits left as they were.
    pub missed: u64,
    /// Edits changed into something else.
    pub wrong: u64,
    /// Changed stretches of text that was to be kept.
    pub harm: u64,
    /// Words changed, dropped or added in text that was to be kept.
    pub harm_words: u64,
    /// Words in text that was to be kept.
    pub kept_words: u64,
    /// Word errors of the spun text against its original.
    pub errors_spun: u64,
    /// Word errors of the output against the original.
    pub errors_out: u64,
}

impl Tally {
    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Tally) {
        self.edits += other.edits;
        self.restored += other.restored;
        self.missed += other.missed;
        self.wrong += other.wrong;
        self.harm += other.harm;
        self.harm_words += other.harm_words;
        self.kept_words += other.kept_words;
        self.errors_spun += other.errors_spun;
        self.errors_out += other.errors_out;
    }

    /// Share of all changes that were right: restored / (restored + wrong + harm). 0 when nothing was changed.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.restored, self.restored + self.wrong + self.harm)
    }

    /// Share of the edits that were undone. 0 when there were none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.restored, self.edits)
    }

    /// The F-measure that weighs precision twice as much as recall (van Rijsbergen's with beta = 0.5).
    #[must_use]
    pub fn f05(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 1.25 * precision * recall / (0.25 * precision + recall) } else { 0.0 }
    }

    /// Share of the damage undone: 1 - word errors of the output / word errors of the spun text. Negative when the output is
    /// worse than the spun text; 0 when there was no damage.
    #[must_use]
    pub fn undone(&self) -> f64 {
        if self.errors_spun > 0 { 1.0 - ratio(self.errors_out, self.errors_spun) } else { 0.0 }
    }

    /// Words harmed in a thousand words that were to be kept.
    #[must_use]
    pub fn harm_per_1000(&self) -> f64 {
        ratio(1000 * self.harm_words, self.kept_words)
    }

    /// Every count and figure by its name in reports, in their order, as it is written there: shares to four places, harm per
    /// thousand words to three, ties to even, no trailing zeros beyond the first place.
    #[must_use]
    pub fn named(&self) -> [(&'static str, String); 14] {
        [
            ("edits", self.edits.to_string()),
            ("restored", self.restored.to_string()),
            ("missed", self.missed.to_string()),
            ("wrong", self.wrong.to_string()),
            ("harm", self.harm.to_string()),
            ("harm_words", self.harm_words.to_string()),
            ("kept_words", self.kept_words.to_string()),
            ("errors_spun", self.errors_spun.to_string()),
            ("errors_out", self.errors_out.to_string()),
            ("precision", rounded(self.precision(), 4)),
            ("recall", rounded(self.recall(), 4)),
            ("f05", rounded(self.f05(), 4)),
            ("undone", rounded(self.undone(), 4)),
            ("harm_per_1000_kept_words", rounded(self.harm_per_1000(), 3)),
        ]
    }
}

/// `part / whole`, or 0 when there is no whole.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The shortest decimal form of `value` rounded to `places`, with at least one place: what Python prints for
/// `round(value, places)`.
fn rounded(value: f64, places: usize) -> String {
    let fixed = format!("{value:.places$}");
    let short = fixed.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected values are what Python 3.11 prints for round(value, places).
    #[test]
    fn rounding_is_to_even_on_the_exact_binary_value() {
        for (value, places, expected) in [
            (5.0 / 32.0, 4, "0.1562"),
            (3.0 / 32.0, 4, "0.0938"),
            (1.0 / 32.0, 4, "0.0312"),
            (0.00005, 4, "0.0001"),
            (0.00015, 4, "0.0001"),
            (2.0 / 3.0, 4, "0.6667"),
            (1.0, 4, "1.0"),
            (0.0, 4, "0.0"),
            (-0.00001, 4, "-0.0"),
            (-0.25, 4, "-0.25"),
            (1000.0, 3, "1000.0"),
            (0.0625, 3, "0.062"),
            (12.5, 3, "12.5"),
        ] {
            assert_eq!(rounded(value, places), expected, "{value}");
        }
    }

    #[test]
    fn figures_of_nothing_are_zero() {
        let figures = Tally::default().named();
        assert!(figures[..9].iter().all(|(_, figure)| figure == "0"));
        assert!(figures[9..].iter().all(|(_, figure)| figure == "0.0"));
    }

    #[test]
    fn figures_follow_from_counts() {
        let mut tally = Tally { edits: 6, restored: 3, wrong: 1, missed: 2, harm: 1, ..Tally::default() };
        tally.add(&Tally { errors_spun: 8, errors_out: 10, harm_words: 3, kept_words: 48, ..Tally::default() });
        assert!((tally.precision() - 0.6).abs() < 1e-12);
        assert!((tally.recall() - 0.5).abs() < 1e-12);
        assert!((tally.f05() - 1.25 * 0.3 / 0.65).abs() < 1e-12);
        assert!((tally.undone() + 0.25).abs() < 1e-12);
        assert_eq!(tally.named()[13], ("harm_per_1000_kept_words", "62.5".to_owned()));
    }
}
