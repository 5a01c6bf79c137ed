//! Several spinners at once: which of them explains a document best.
//!
//! Each dialect has a channel of its own, and of each a document is scored as in [`swap_rate`](super::swap_rate). The words of
//! all their tables are joined in one vocabulary, so that a text is walked once, with one look-up a word, however many
//! dialects there are; a word that none of them knows costs nothing more.

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, OnceLock};

use super::Channel;
use super::parts::{Parts, PieceEvidence};
use super::swap_rate::{Estimate, Evidence, SwapRate};
use super::threshold::{Suspicion, Threshold, threshold};
use crate::swaps::hashed::Hashed;

/// Opens channels, once.
type Open = Box<dyn FnOnce() -> Vec<Channel> + Send>;

/// The channels of all dialects, the commonest first. The others are opened when a text is first met that the commonest does not
/// surely explain: they cost more time than an article does.
pub struct Dialects {
    first: Vocabulary,
    /// How many there are in all.
    count: usize,
    open: Mutex<Option<Open>>,
    channels: OnceLock<Vec<Channel>>,
    channel: Channel,
    all: OnceLock<Vocabulary>,
}

impl fmt::Debug for Dialects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialects").field("count", &self.count).finish_non_exhaustive()
    }
}

/// The words of the tables of several dialects, with their evidence for each.
#[derive(Debug)]
pub struct Vocabulary {
    evidence: Vec<Evidence>,
    /// Of the dialects that are looked for in parts, by their places.
    piece_evidence: Vec<(usize, PieceEvidence)>,
    asked: Vec<Threshold>,
    words: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
}

/// The dialect that explains a document best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Its place among the [channels](Dialects::channels).
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

impl Dialects {
    /// The dialect of `first`, and `others` more, which `open` opens.
    ///
    /// # Panics
    ///
    /// Later, when `open` gives more or fewer than `others`.
    #[must_use]
    pub fn new(first: Channel, others: usize, open: impl FnOnce() -> Vec<Channel> + Send + 'static) -> Self {
        Self {
            first: Vocabulary::new([&first].into_iter()),
            count: others + 1,
            open: Mutex::new(Some(Box::new(open))),
            channels: OnceLock::new(),
            channel: first,
            all: OnceLock::new(),
        }
    }

    /// How many dialects there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The channel at this place, in the order given.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn channel(&self, place: usize) -> &Channel {
        match place.checked_sub(1) {
            None => &self.channel,
            Some(place) => &self.others()[place],
        }
    }

    /// All channels, in the order given; opens them.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        std::iter::once(&self.channel).chain(self.others())
    }

    fn others(&self) -> &[Channel] {
        self.channels.get_or_init(|| {
            let open = self.open.lock().ok().and_then(|mut open| open.take());
            let channels = open.map_or_else(Vec::new, |open| open());
            assert_eq!(channels.len() + 1, self.count, "as many dialects as were told");
            channels
        })
    }

    /// The vocabulary to count a text's words in first: that of all dialects where they are open, else that of the first.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        self.all.get().unwrap_or(&self.first)
    }

    /// The vocabulary of all dialects; opens them.
    #[must_use]
    pub fn whole_vocabulary(&self) -> &Vocabulary {
        if self.count == 1 { &self.first } else { self.all.get_or_init(|| Vocabulary::new(self.channels())) }
    }
}

impl Vocabulary {
    fn new<'c>(channels: impl Iterator<Item = &'c Channel>) -> Self {
        let channels: Vec<&Channel> = channels.collect();
        let mut words: HashMap<u64, u32, _> = HashMap::default();
        let mut changes: Vec<Vec<f32>> = vec![Vec::new(); channels.len()];
        for (place, channel) in channels.iter().enumerate() {
            for (hash, word) in channel.table().word_hashes() {
                let change = channel.evidence().of(word.index());
                // A word of hardly any evidence is as good as unknown: a fifth of those that a text holds.
                if change.abs() >= SLIGHT {
                    let next = words.len() as u32;
                    let joined = *words.entry(hash).or_insert(next) as usize;
                    for of_dialect in &mut changes {
                        of_dialect.resize(of_dialect.len().max(joined + 1), 0.0);
                    }
                    changes[place][joined] = change;
                }
            }
        }
        let evidence: Vec<Evidence> = changes.into_iter().map(Evidence::from_clamped).collect();
        let asked: Vec<Threshold> = channels.iter().map(|channel| threshold(channel.table().dialect())).collect();
        let in_parts = (0..asked.len()).filter(|&place| asked[place].in_parts.is_finite());
        let piece_evidence = in_parts.map(|place| (place, PieceEvidence::new(&evidence[place]))).collect();
        Self { evidence, piece_evidence, asked, words }
    }

    /// Counts the words of one piece of a document, given by the hashes of their normal forms.
    pub fn count(&self, piece: impl Iterator<Item = u64>, counts: &mut Counts) {
        counts.parts.resize_with(self.piece_evidence.len(), Parts::default);
        for hash in piece {
            // A word that no dialect knows tells nothing.
            let word = self.words.get(&hash).map(|&word| word as usize);
            counts.rate.count(word);
            if let Some(word) = word {
                for (parts, (_, evidence)) in counts.parts.iter_mut().zip(&self.piece_evidence) {
                    parts.read(word, evidence);
                }
            }
        }
        counts.parts.iter_mut().for_each(Parts::end_piece);
    }

    /// The dialect that explains the words counted in `counts` best: the first where that is sure, else that whose ratio is
    /// farthest beyond what is [asked](threshold) of it; of equals the first. Behind it come the others that are suspicious, too.
    /// `None` where other dialects should be asked.
    #[must_use]
    pub fn best(&self, counts: &mut Counts, dialects: usize) -> Option<Vec<Best>> {
        let Counts { rate, parts } = counts;
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

/// Evidence below this counts as none: all the words of an article that have so little come to a tenth of a nat at most.
const SLIGHT: f32 = 0.01;

/// Log-likelihood ratio by the words alone from which the first dialect is taken without asking the others: in nats, and in nats a
/// word on top. All documents of the development set reach it, and 18 of the 20 at half rate.
const SURE: (f64, f64) = (10.0, 0.03);
