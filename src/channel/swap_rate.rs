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

use wide::f32x8;

/// Full rate: what the shares in the swap table were counted at ("keys that survive unswapped: about 2%").
pub const FULL_RATE: f64 = 0.98;

/// Least evidence of one word: even a key that is always swapped may stand in a spun text, quoted or glued.
const LEAST_EVIDENCE: f64 = -0.97;

/// Most evidence of one word: a phrase unheard of in the training text is not proof by itself.
const MOST_EVIDENCE: f64 = 30.0;

/// Repeated words are no independent witnesses, within an article a key has one synonym: n occurrences count as n to this
/// power.
pub(super) const REPETITION: f64 = 0.6;

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

    /// From evidence that was read from others.
    pub(super) fn from_clamped(by_word: Vec<f32>) -> Self {
        Self { by_word }
    }

    /// The evidence of each word, by its index.
    pub fn iter(&self) -> impl Iterator<Item = f32> {
        self.by_word.iter().copied()
    }

    /// The evidence of the word with that index; 0 where there is none.
    #[must_use]
    pub fn of(&self, index: usize) -> f32 {
        self.by_word.get(index).copied().unwrap_or(0.0)
    }

    /// L(ρ) at the share `share` of the full rate, of words given by their indices, each a witness of its own; in nats.
    #[must_use]
    pub fn log_likelihood_ratio(&self, words: impl Iterator<Item = usize>, share: f64) -> f64 {
        // As many factors stay within the range of numbers, whatever they are.
        const FACTORS: usize = 64;
        let (mut ratio, mut product) = (0.0, 1.0);
        for (index, factors) in words.zip((1..=FACTORS).cycle()) {
            product *= 1.0 + share * f64::from(self.of(index));
            if factors == FACTORS {
                ratio += std::mem::replace(&mut product, 1.0).ln();
            }
        }
        ratio + product.ln()
    }
}

/// Counts the words of one document and estimates its swap rate; reusable.
#[derive(Debug, Default)]
pub struct SwapRate {
    counts: Vec<u32>,
    seen: Vec<u32>,
    words: usize,
    /// Buffer.
    terms: Terms,
    /// n to the power of [`REPETITION`], by n.
    powers: Vec<f32>,
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

    /// Counts one word; `index` is the word's index in the evidence, `None` for a word without any.
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
    pub fn estimate(&mut self, evidence: &Evidence) -> Estimate {
        let Self { counts, seen, terms, powers, .. } = self;
        terms.reset(seen.len());
        for &word in &*seen {
            let n = counts[word as usize] as usize;
            (powers.len()..=n).for_each(|n| powers.push((n as f64).powf(REPETITION) as f32));
            terms.push(powers[n], evidence.of(word as usize));
        }
        terms.pad();
        let share = maximise(terms);
        Estimate {
            swap_rate: share * FULL_RATE,
            log_likelihood_ratio: if share > 0.0 { terms.ratio(share).max(0.0) } else { 0.0 },
        }
    }
}

/// n and c of the words seen that are evidence.
#[derive(Debug, Default)]
struct Terms {
    n: Vec<f32>,
    c: Vec<f32>,
    count: usize,
}

/// As many are taken at once.
const LANES: usize = 8;

impl Terms {
    /// Forgets them, and makes room for `most`.
    fn reset(&mut self, most: usize) {
        self.n.resize(most.next_multiple_of(LANES), 0.0);
        self.c.resize(most.next_multiple_of(LANES), 0.0);
        self.count = 0;
    }

    /// Adds a term. One of no evidence is written over by the next: whether a word is evidence cannot be predicted.
    fn push(&mut self, n: f32, c: f32) {
        (self.n[self.count], self.c[self.count]) = (n, c);
        self.count += usize::from(c != 0.0);
    }

    /// Fills them up to whole eights, with terms that add nothing.
    fn pad(&mut self) {
        let whole = self.count.next_multiple_of(LANES);
        for terms in [&mut self.n, &mut self.c] {
            terms[self.count..].fill(0.0);
            terms.truncate(whole);
        }
    }

    /// n and c, eight at a time.
    fn chunks(&self) -> impl Iterator<Item = (f32x8, f32x8)> {
        let chunks = self.n.as_chunks().0.iter().zip(self.c.as_chunks().0);
        chunks.map(|(&n, &c)| (f32x8::new(n), f32x8::new(c)))
    }

    /// L at `share`.
    fn ratio(&self, share: f64) -> f64 {
        let share = f32x8::splat(share as f32);
        let ratio = self.chunks().fold(f32x8::ZERO, |sum, (n, c)| sum + n * (f32x8::ONE + share * c).ln());
        ratio.reduce_add().into()
    }

    /// The first and second derivatives of L at `share`, eight terms at once: the divisions take most of the time.
    fn slopes(&self, share: f64) -> (f64, f64) {
        let (mut slope, mut curve) = (f32x8::ZERO, f32x8::ZERO);
        let share = f32x8::splat(share as f32);
        for (n, c) in self.chunks() {
            let term = c / (f32x8::ONE + share * c);
            slope += n * term;
            curve -= n * term * term;
        }
        (slope.reduce_add().into(), curve.reduce_add().into())
    }
}

/// The share ρ in 0..=1 at which L is greatest: where its falling derivative crosses zero, by Newton's method, kept within
/// the bounds that bisection would have by then.
fn maximise(terms: &Terms) -> f64 {
    let (slope, curve) = terms.slopes(0.0);
    if slope <= 0.0 {
        return 0.0;
    }
    if terms.slopes(1.0).0 >= 0.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    // Of most texts, which are honest, the maximum is near 0.
    let mut share = (slope / -curve).min(0.5);
    for _ in 0..50 {
        let (slope, curve) = terms.slopes(share);
        if slope > 0.0 {
            low = share
        } else {
            high = share
        }
        let next = share - slope / curve;
        let next = if low <= next && next <= high { next } else { f64::midpoint(low, high) };
        let step = (next - share).abs();
        share = next;
        // The error is about the square of the last step.
        if step < CLOSE {
            break;
        }
    }
    share
}

/// Newton's method ends with a step shorter than this.
const CLOSE: f64 = 1e-4;

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
    fn words_one_by_one_say_what_their_factors_say() {
        let evidence = Evidence::new([-0.97, 4.0, 30.0]);
        // As many as overflow when multiplied.
        let words = (0..1000).map(|n| if n % 10 == 0 { 0 } else { 2 }).chain([1, 7]);
        let expected = 100.0 * (1.0f64 - 0.5 * 0.97).ln() + 900.0 * 16f64.ln() + 3f64.ln();
        assert!((evidence.log_likelihood_ratio(words, 0.5) - expected).abs() < 1e-3);
        assert_eq!(evidence.log_likelihood_ratio(std::iter::empty(), 0.5), 0.0);
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
