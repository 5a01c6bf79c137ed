//! How much of a document was spun: maximum likelihood from its words alone, before anything is decoded.
//!
//! In honest text the word *w* has the frequency f(w). A spinner that works at the share ρ of its full rate takes away the
//! swapped keys and puts their synonyms there, so that in spun text
//!
//! ```text
//! f'(w) = f(w) - ρ Σ f(o) P(swapped | o)  over keys o that hold w
//!              + ρ Σ f(o) P(s | o)        over spun phrases s that hold w
//!       = f(w) (1 + ρ c(w))
//! ```
//!
//! The *evidence* c(w) is fixed by the two tables. A document's log-likelihood ratio against honest text is then
//! L(ρ) = Σ n(w) ln(1 + ρ c(w)): concave in ρ, one look-up a word, one pass over the text. Its maximum is the estimate; the
//! value there tells spun documents from honest ones.

/// Full rate: what the shares in the swap table were counted at ("keys that survive unswapped: about 2%").
pub const FULL_RATE: f64 = 0.98;

/// Least evidence of one word: even a key that is always swapped may stand in a spun text, quoted or glued.
const LEAST_EVIDENCE: f64 = -0.97;

/// Most evidence of one word: a phrase unheard of in the training text is not proof by itself.
const MOST_EVIDENCE: f64 = 30.0;

/// Repeated words are no independent witnesses, within an article a key has one synonym: n occurrences count as n to this
/// power.
const REPETITION: f64 = 0.6;

/// What was estimated for one document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Share of the keys that were swapped, 0 to [`FULL_RATE`].
    pub swap_rate: f64,
    /// Log-likelihood ratio of the document, spun at that rate against honest, in nats; never negative.
    pub log_likelihood_ratio: f64,
}

/// The evidence c(w) of every word of the swap table.
#[derive(Debug)]
pub struct Evidence {
    by_word: Vec<f32>,
}

impl Evidence {
    /// From the change of each word's frequency at full rate, relative to its honest frequency (unclamped c(w)).
    #[must_use]
    pub fn new(changes: impl IntoIterator<Item = f64>) -> Self {
        let by_word = changes.into_iter().map(|c| c.clamp(LEAST_EVIDENCE, MOST_EVIDENCE) as f32).collect();
        Self { by_word }
    }
}

/// Counts the words of one document and estimates its swap rate; reusable.
#[derive(Debug, Default)]
pub struct SwapRate {
    counts: Vec<u32>,
    seen: Vec<u32>,
    words: usize,
}

impl SwapRate {
    /// Forgets the document counted so far.
    pub fn clear(&mut self) {
        for &word in &self.seen {
            self.counts[word as usize] = 0;
        }
        self.seen.clear();
        self.words = 0;
    }

    /// Counts one word; `index` is the word's index in the swap table, `None` for a word it does not hold.
    #[inline]
    pub fn count(&mut self, index: Option<usize>) {
        self.words += 1;
        if let Some(index) = index {
            if index >= self.counts.len() {
                self.counts.resize(index + 1, 0);
            }
            if self.counts[index] == 0 {
                self.seen.push(index as u32);
            }
            self.counts[index] += 1;
        }
    }

    /// Words counted.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// The estimate for the words counted.
    #[must_use]
    pub fn estimate(&self, evidence: &Evidence) -> Estimate {
        let terms: Vec<(f64, f64)> = self
            .seen
            .iter()
            .filter_map(|&word| {
                let c = f64::from(*evidence.by_word.get(word as usize)?);
                (c != 0.0).then(|| (f64::from(self.counts[word as usize]).powf(REPETITION), c))
            })
            .collect();
        let share = maximise(&terms);
        Estimate { swap_rate: share * FULL_RATE, log_likelihood_ratio: ratio(&terms, share).max(0.0) }
    }
}

fn ratio(terms: &[(f64, f64)], share: f64) -> f64 {
    terms.iter().map(|&(n, c)| n * (share * c).ln_1p()).sum()
}

/// The share ρ in 0..=1 at which L is greatest: where its falling derivative crosses zero, by bisection.
fn maximise(terms: &[(f64, f64)]) -> f64 {
    let slope = |share: f64| -> f64 { terms.iter().map(|&(n, c)| n * c / (1.0 + share * c)).sum() };
    if slope(0.0) <= 0.0 {
        return 0.0;
    }
    if slope(1.0) >= 0.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(counts: &[(usize, usize)]) -> Estimate {
        let evidence = Evidence::new([-0.9, 4.0, 0.0]);
        let mut rate = SwapRate::default();
        rate.count(Some(1));
        rate.clear();
        for &(word, n) in counts {
            (0..n).for_each(|_| rate.count(Some(word)));
        }
        rate.count(None);
        rate.estimate(&evidence)
    }

    #[test]
    fn standing_keys_alone_are_honest() {
        assert_eq!(estimate(&[(0, 20)]), Estimate { swap_rate: 0.0, log_likelihood_ratio: 0.0 });
    }

    #[test]
    fn synonyms_alone_are_spun_at_full_rate() {
        let spun = estimate(&[(1, 20)]);
        assert_eq!(spun.swap_rate, FULL_RATE);
        assert!((spun.log_likelihood_ratio - 20f64.powf(REPETITION) * 5f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_mixture_has_the_rate_at_which_the_slope_vanishes() {
        // n c / (1 + ρ c) of both words cancel: 4 / (1 + 4ρ) = 0.9 / (1 - 0.9ρ), so ρ = 3.1 / 7.2.
        let half = estimate(&[(0, 1), (1, 1)]);
        assert!((half.swap_rate / FULL_RATE - 3.1 / 7.2).abs() < 1e-6, "{half:?}");
    }

    #[test]
    fn an_empty_document_is_honest() {
        assert_eq!(estimate(&[]).log_likelihood_ratio, 0.0);
    }
}
