//! The words of all dialects in one: how a document is scored for each of them.
//!
//! The words of all their tables are joined, so that a text is walked once, with one look-up a word, however many dialects there are; a
//! word that none of them knows costs nothing more.

use std::borrow::Cow;

use super::lexicon::Lexicon;
use super::parts::{Parts, PieceEvidence};
use super::swap_rate::{Estimate, Evidence, SwapRate};
use super::threshold::{Suspicion, Threshold, threshold};
use crate::language_model::LanguageModel;
use crate::swaps::hashed::Numbers;
use crate::swaps::{Dialect, SwapTable};

/// The words of the tables of several dialects, with their evidence for each.
#[derive(Debug)]
pub struct Vocabulary {
    evidence: Vec<Evidence>,
    /// Of the dialects that are looked for in parts, by their places.
    piece_evidence: Vec<(usize, PieceEvidence)>,
    asked: Vec<Threshold>,
    words: Numbers<Cow<'static, [u8]>>,
}

/// The dialect that explains a document best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Its place among the [channels](super::dialects::Dialects::channels).
    pub channel: usize,
    /// The swap rate of the document, if it was spun in that dialect.
    pub estimate: Estimate,
    /// What the document is suspected of; `None` where it is honest by the words alone.
    pub suspicion: Option<Suspicion>,
}

/// What was counted of one document; reusable.
#[derive(Debug, Default)]
pub struct Counts {
    rate: SwapRate,
    /// In the order of the vocabulary's dialects that are looked for in parts; none before the first piece.
    parts: Vec<Parts>,
    /// Buffer: the words of a piece.
    hashes: Vec<u64>,
}

impl Counts {
    /// Forgets the document.
    pub fn clear(&mut self) {
        self.rate.clear();
        self.parts.clear();
    }

    /// Words counted.
    #[must_use]
    pub fn words(&self) -> usize {
        self.rate.words()
    }
}

impl Vocabulary {
    /// The words of several tables, each with its lexicon for `model`.
    #[must_use]
    pub fn new(model: &LanguageModel, tables: &[(&SwapTable, &Lexicon)]) -> Self {
        let most = tables.iter().map(|(_, lexicon)| lexicon.words().len()).sum();
        let (mut common, mut rare) = (Vec::new(), Vec::with_capacity(most));
        for (place, (table, lexicon)) in (0u32..).zip(tables) {
            let words = table.word_hashes().zip(lexicon.words()).zip(lexicon.evidence().iter());
            for (((hash, _), &word), change) in words {
                // A word of hardly any evidence is as good as unknown: a fifth of those that a text holds.
                if change.abs() >= SLIGHT {
                    let is_common = model.frequency(word) >= COMMON;
                    (if is_common { &mut common } else { &mut rare }).push((hash, change, place));
                }
            }
        }
        let all = common.len() + rare.len();
        let mut words = Numbers::with_capacity(all);
        let mut changes: Vec<Vec<f32>> = tables.iter().map(|_| Vec::with_capacity(all)).collect();
        let mut count = 0;
        for (hash, change, place) in common.into_iter().chain(rare) {
            let joined = words.insert(hash, count);
            if joined == count {
                count += 1;
                changes.iter_mut().for_each(|of_dialect| of_dialect.push(0.0));
            }
            changes[place as usize][joined as usize] = change;
        }
        let evidence = changes.into_iter().map(Evidence::from_clamped).collect();
        let words = Numbers::open(Cow::Owned(words.into_bytes())).expect("half of it is empty");
        Self::of(evidence, tables.iter().map(|(table, _)| table.dialect()), words)
    }

    fn of(
        evidence: Vec<Evidence>,
        dialects: impl Iterator<Item = Dialect>,
        words: Numbers<Cow<'static, [u8]>>,
    ) -> Self {
        let asked: Vec<Threshold> = dialects.map(threshold).collect();
        let in_parts = (0..asked.len()).filter(|&place| asked[place].in_parts.is_finite());
        let piece_evidence = in_parts.map(|place| (place, PieceEvidence::new(&evidence[place]))).collect();
        Self { evidence, piece_evidence, asked, words }
    }

    /// What [`to_bytes`](Self::to_bytes) wrote of the vocabulary of these dialects; `None` where it cannot be one.
    #[must_use]
    pub fn from_bytes(bytes: &'static [u8], dialects: &[Dialect]) -> Option<Self> {
        let (length, bytes) = bytes.split_first_chunk()?;
        let column = u32::from_le_bytes(*length) as usize * size_of::<f32>();
        let (columns, slots) = bytes.split_at_checked(column * dialects.len())?;
        let column = |place: usize| columns[place * column..][..column].as_chunks().0.iter();
        let evidence = (0..dialects.len()).map(|place| column(place).map(|&c| f32::from_le_bytes(c)).collect());
        let words = Numbers::open(Cow::Borrowed(slots))?;
        Some(Self::of(evidence.map(Evidence::from_clamped).collect(), dialects.iter().copied(), words))
    }

    /// All of it, for [`from_bytes`](Self::from_bytes): the number of words, their evidence, dialect by dialect, and where they are found.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.evidence.first().map_or(0, |evidence| evidence.iter().count());
        let mut bytes = u32::try_from(words).expect("numbered by 32 bits").to_le_bytes().to_vec();
        bytes.extend(self.evidence.iter().flat_map(Evidence::iter).flat_map(f32::to_le_bytes));
        bytes.extend(self.words.as_bytes());
        bytes
    }

    /// Counts the words of one piece of a document, given by the hashes of their normal forms.
    pub fn count(&self, piece: impl Iterator<Item = u64>, counts: &mut Counts) {
        let Counts { rate, parts, hashes } = counts;
        parts.resize_with(self.piece_evidence.len(), Parts::default);
        hashes.clear();
        hashes.extend(piece.inspect(|&hash| self.words.send_for(hash)));
        for &hash in &*hashes {
            // A word that no dialect knows tells nothing.
            let word = self.words.get(hash).map(|word| word as usize);
            rate.count(word);
            if let Some(word) = word {
                for (parts, (_, evidence)) in parts.iter_mut().zip(&self.piece_evidence) {
                    parts.read(word, evidence);
                }
            }
        }
        parts.iter_mut().for_each(Parts::end_piece);
    }

    /// The dialect that explains the words counted in `counts` best: the first where that is sure, else that whose ratio is
    /// farthest beyond what is [asked](threshold) of it; of equals the first. Behind it come the others that are suspicious, too.
    /// `None` where other dialects should be asked.
    #[must_use]
    pub fn best(&self, counts: &mut Counts, dialects: usize) -> Option<Vec<Best>> {
        let Counts { rate, parts, .. } = counts;
        let mut ranked: Vec<(f64, Best)> = Vec::with_capacity(dialects);
        for (channel, evidence) in self.evidence.iter().enumerate() {
            let estimate = rate.estimate(evidence);
            let parts = parts.iter().zip(&self.piece_evidence).find(|&(_, &(place, _))| place == channel);
            let in_parts = parts.map_or(0.0, |(parts, _)| parts.log_likelihood_ratio());
            let asked = &self.asked[channel];
            let best = Best { channel, estimate, suspicion: asked.suspicion(rate.words(), &estimate, in_parts) };
            if channel == 0 && estimate.log_likelihood_ratio >= SURE.0 + SURE.1 * rate.words() as f64 {
                return Some(vec![best]);
            }
            ranked.push((asked.beyond_suspicion(rate.words(), &estimate, in_parts), best));
        }
        if self.evidence.len() != dialects {
            return None;
        }
        ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let suspects = ranked.iter().enumerate().filter(|&(place, &(score, _))| place == 0 || score >= 0.0);
        Some(suspects.map(|(_, &(_, best))| best).collect())
    }
}

/// Words of this relative frequency and above get the first numbers: what is kept of them by number lies close together, and stays in the
/// cache.
const COMMON: f64 = 1e-5;

/// Evidence below this counts as none: all the words of an article that have so little come to a tenth of a nat at most.
const SLIGHT: f32 = 0.01;

/// Log-likelihood ratio by the words alone from which the first dialect is taken without asking the others: in nats, and in nats a
/// word on top. All documents of the development set reach it, and 18 of the 20 at half rate.
const SURE: (f64, f64) = (10.0, 0.03);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swaps::shipped::{TABLES, VOCABULARY};

    #[test]
    fn what_ships_is_what_would_be_found_out() {
        let model = LanguageModel::embedded().unwrap();
        let tables = TABLES.map(|shipped| (shipped.table(), Lexicon::from_bytes(shipped.lexicon)));
        let tables: Vec<_> = tables.iter().map(|(table, lexicon)| (table, lexicon)).collect();
        assert_eq!(Vocabulary::new(&model, &tables).to_bytes(), VOCABULARY);
        let read = Vocabulary::from_bytes(VOCABULARY, &TABLES.map(|shipped| shipped.dialect)).unwrap();
        assert_eq!(read.to_bytes(), VOCABULARY);
        assert!(Vocabulary::from_bytes(&VOCABULARY[..9999], &[Dialect::GENERAL]).is_none());
    }
}
