//! What the pieces of a section say together for its being spun, and when that is so little that the rest need not be read.

use super::piece::TOUCHED;
use crate::channel::parts::evidence_of_piece;

/// Log-odds, in nats, that a piece was gone over, of a document suspected in parts, beside [`TOUCHED`]: the likeliest are taken. Of 150
/// articles with one paragraph in seven spun 0.86 of the damage is undone so and 108 phrases are harmed, with -3 alone 0.85 and 125, with
/// none of them 0.72 and 360; with one in three 0.87 and 255, 0.85 and 322, 0.85 and 331.
const PARTLY: [f64; 3] = [0.0, -2.0, -4.0];

/// What is taken from those odds before a piece is changed: an honest one that is takes more than a spun one gives that is not. At half
/// rate, with one paragraph in seven spun, 104 phrases are harmed instead of 133, and as many restored.
const CAUTION: f64 = 2.0;

/// A piece that was not read yet may say this many times as much as its words alone, and all of them together [`MORE`] nats besides. Of
/// 16,000 documents spun at several rates, wholly or in parts, which are called spun when read whole, none is left for that, with 5 nats
/// one. Of the words of honest ones that are suspicious a fifth is read.
const PROMISE: f64 = 2.0;

/// See [`PROMISE`].
const MORE: f64 = 10.0;

/// The evidence of those pieces of a section that were read.
#[derive(Debug)]
pub(super) struct SectionEvidence {
    /// Log-likelihood ratio in nats if each piece was gone over at the log-odds [`TOUCHED`], and behind it at those of [`PARTLY`].
    ratios: [f64; 1 + PARTLY.len()],
    /// How many of these are asked.
    asked: usize,
}

impl SectionEvidence {
    /// That of no piece, for a section that may be spun in parts or not.
    pub(super) fn new(in_parts: bool) -> Self {
        Self { ratios: [0.0; 1 + PARTLY.len()], asked: if in_parts { 1 + PARTLY.len() } else { 1 } }
    }

    /// Adds that of a piece, of which `ratio` is the log-likelihood ratio against being honest, in nats.
    pub(super) fn add(&mut self, ratio: f64) {
        let log_odds = std::iter::once(TOUCHED).chain(PARTLY);
        for (sum, log_odds) in self.ratios[..self.asked].iter_mut().zip(log_odds) {
            *sum += evidence_of_piece(ratio, log_odds);
        }
    }

    /// The log-likelihood ratio, in nats, and the log-odds at which a piece that makes it is to be changed.
    pub(super) fn likeliest(&self) -> (f64, f64) {
        let partly = self.ratios[1..self.asked].iter().zip(PARTLY).map(|(&ratio, partly)| (ratio, partly - CAUTION));
        partly.fold((self.ratios[0], TOUCHED), |likeliest, other| if other.0 > likeliest.0 { other } else { likeliest })
    }

    /// Whether the ratio may still reach `least`, if the words of the pieces that were not added say `suspicion` nats.
    pub(super) fn may_reach(&self, least: f64, suspicion: f64) -> bool {
        self.likeliest().0 + PROMISE * suspicion + MORE >= least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(in_parts: bool, ratios: &[f64]) -> SectionEvidence {
        let mut evidence = SectionEvidence::new(in_parts);
        ratios.iter().for_each(|&ratio| evidence.add(ratio));
        evidence
    }

    #[test]
    fn one_spun_piece_among_honest_ones_is_seen_where_parts_are_looked_for() {
        let pieces = [-20.0, -20.0, 15.0, -20.0, -20.0, -20.0, -20.0, -20.0];
        // Seven to one that a piece was gone over: an honest one takes ln 8.39 nats of that, the other gives ln (7.39/8.39) less than 15.
        let (ratio, odds) = of(false, &pieces).likeliest();
        assert!((ratio - (15.0 - 0.127 - 7.0 * 2.127)).abs() < 0.01, "{ratio}");
        assert_eq!(odds, TOUCHED);
        let (in_parts, odds) = of(true, &pieces).likeliest();
        assert!((in_parts - (13.0 - 8.0 * 0.127)).abs() < 0.01, "{in_parts}");
        assert_eq!(odds, -2.0 - CAUTION);
        assert_eq!(of(true, &[15.0, 15.0]).likeliest().1, TOUCHED);
    }

    #[test]
    fn a_section_is_left_when_its_other_pieces_cannot_make_up_for_those_read() {
        let honest = of(false, &[-20.0; 10]);
        assert!(honest.likeliest().0 < -21.0);
        assert!(honest.may_reach(12.0, 12.0), "{PROMISE} times 12 and {MORE} are more than 33");
        assert!(!honest.may_reach(12.0, 11.0));
        assert!(honest.may_reach(f64::NEG_INFINITY, 0.0), "nothing is asked");
        assert!(of(true, &[-20.0; 10]).may_reach(12.0, 2.0), "what speaks against parts is little");
    }
}
