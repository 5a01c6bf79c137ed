//! Texts of which some pieces were spun and others not: the evidence for that from the words alone, before anything is decoded.
//!
//! As [`swap_rate`](super::swap_rate) has it, a piece spun at the share ρ of the full rate is likelier than an honest one by
//! L(ρ) = Σ ln(1 + ρ c(w)). If a piece was spun at that rate with the odds e^T, and is honest otherwise, a text is likelier by
//!
//! ```text
//! Σ ln(1 + e^(T + L(ρ))) - ln(1 + e^T)  over its pieces
//! ```
//!
//! One honest paragraph more takes little from that, where it takes its whole share from what the words of all the text say together:
//! of articles in which one paragraph in seven is spun, that finds 77%, this 95%, while it suspects fewer honest ones.

use super::swap_rate::Evidence;

/// The rate ρ. 0.65 finds a few more of the pieces that are spun at half rate, and suspects half as many honest texts again.
const SHARE: f64 = 0.8;

/// The log-odds T that a piece was spun, in nats: one in twenty. Of -4 to 2 this tells the two kinds of text apart best.
const SPUN: f64 = -3.0;

/// What each word of a vocabulary says for its piece having been spun.
#[derive(Debug)]
pub struct PieceEvidence {
    by_word: Vec<f32>,
}

impl PieceEvidence {
    /// From the evidence c(w) of words.
    #[must_use]
    pub fn new(evidence: &Evidence) -> Self {
        Self { by_word: evidence.iter().map(|c| (SHARE * f64::from(c)).ln_1p() as f32).collect() }
    }
}

/// Reads one text piece by piece; reusable.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    piece: f64,
    pieces: f64,
}

impl Parts {
    /// Reads a word of a piece, by its index in the vocabulary.
    #[inline]
    pub fn read(&mut self, word: usize, evidence: &PieceEvidence) {
        self.piece += f64::from(evidence.by_word.get(word).copied().unwrap_or(0.0));
    }

    /// Ends the piece.
    pub fn end_piece(&mut self) {
        self.pieces += evidence_of_piece(std::mem::take(&mut self.piece), SPUN);
    }

    /// Log-likelihood ratio of the pieces that were ended, some of them spun against all of them honest, in nats.
    #[must_use]
    pub fn log_likelihood_ratio(&self) -> f64 {
        self.pieces
    }
}

/// What a piece says for a text of which each piece was spun at these log-odds, and else is honest, against an honest text, in nats;
/// `ratio` is the log-likelihood ratio of the piece itself, spun against honest.
#[must_use]
pub fn evidence_of_piece(ratio: f64, log_odds: f64) -> f64 {
    softplus(log_odds + ratio) - softplus(log_odds)
}

/// ln(1 + e^x).
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(pieces: &[&[usize]]) -> f64 {
        let evidence = PieceEvidence::new(&Evidence::new([-0.9, 4.0]));
        let mut parts = Parts::default();
        for piece in pieces {
            piece.iter().for_each(|&word| parts.read(word, &evidence));
            parts.end_piece();
        }
        parts.log_likelihood_ratio()
    }

    #[test]
    fn one_spun_piece_among_honest_ones_is_seen() {
        let (spun, honest): (&[usize], &[usize]) = (&[1, 1, 1, 1, 1, 1], &[0, 0, 0, 0, 0, 0]);
        let alone = ratio(&[spun]);
        // L is 6 ln(1 + 0.8 · 4) = 8.61.
        assert!((alone - (5.6105f64 - 0.0486 + 0.0036)).abs() < 1e-3, "{alone}");
        let among = ratio(&[honest, spun, honest, honest]);
        assert!(among < alone && among > alone - 3.0 * 0.05, "{among}");
        assert!(ratio(&[&[spun, honest].concat()]) < 0.1, "in one piece they speak against each other");
    }

    #[test]
    fn words_of_no_evidence_say_nothing() {
        assert!(ratio(&[&[2, 7], &[]]).abs() < 1e-12);
    }
}
