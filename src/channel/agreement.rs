//! Agreement within a document: a spinner uses one synonym per key throughout an article.
//!
//! Each key of a document has one state: left standing, or swapped for one synonym. After a first decoding the expected
//! number of times each key was left, and swapped for each synonym, is known; [`Agreement`] then prices one occurrence by what
//! the *others* say about the state, so that no occurrence is its own witness.

use super::candidates::Candidate;
use super::cost;
use super::swap_rate::REPETITION;
use crate::language_model::Cost;
use crate::swaps::OriginalId;

/// Share of the occurrences that do not follow their key's state. Within an article 78 of 79 repeated keys agree and one
/// swapped key in fifty is left standing somewhere; decoding errors add to that. 0.02 and 0.08 do as well on the learning
/// pairs.
const STRAY: f64 = 0.05;

/// Expected occurrences elsewhere below which a key counts as standing alone: most keys do, and need no exponentials.
const NOTHING: f64 = 0.02;

/// What became of one key in one document, in expected counts.
#[derive(Clone, Debug, Default)]
struct Fate {
    left: f32,
    swapped: Vec<(u64, f32)>,
}

/// The fate of every key of one document, as far as decoded.
#[derive(Debug, Default)]
pub struct Agreement {
    /// By original, where among the fates its own is, counted from 1; 0 where it has none. A document has few keys, so their fates stay
    /// in the cache.
    places: Vec<u32>,
    fates: Vec<Fate>,
    /// The keys that have a fate, in the order of the fates.
    seen: Vec<OriginalId>,
    keys: f64,
    swaps: f64,
}

impl Agreement {
    /// Forgets the document.
    pub fn clear(&mut self) {
        for (key, fate) in self.seen.drain(..).zip(&mut self.fates) {
            self.places[key.index()] = 0;
            fate.left = 0.0;
            fate.swapped.clear();
        }
        (self.keys, self.swaps) = (0.0, 0.0);
    }

    fn fate(&mut self, key: OriginalId) -> &mut Fate {
        if key.index() >= self.places.len() {
            self.places.resize(key.index() + 1, 0);
        }
        let place = &mut self.places[key.index()];
        if *place == 0 {
            self.seen.push(key);
            *place = self.seen.len() as u32;
            if self.fates.len() < self.seen.len() {
                self.fates.push(Fate::default());
            }
        }
        &mut self.fates[*place as usize - 1]
    }

    fn known(&self, key: OriginalId) -> Option<&Fate> {
        let place = self.places.get(key.index())?.checked_sub(1)?;
        Some(&self.fates[place as usize])
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Notes that `key` was left standing, with this probability; `swapped` is the share of it that is swapped at full rate.
    pub fn left(&mut self, key: OriginalId, swapped: f32, probability: f64) {
        self.fate(key).left += probability as f32;
        self.keys += probability * f64::from(swapped);
    }

    /// Notes that `candidate` was swapped, with this probability.
    pub fn swapped(&mut self, candidate: &Candidate, probability: f64) {
        let fate = self.fate(candidate.original);
        match fate.swapped.iter_mut().find(|(phrase, _)| *phrase == candidate.phrase) {
            Some((_, count)) => *count += probability as f32,
            None => fate.swapped.push((candidate.phrase, probability as f32)),
        }
        self.keys += probability;
        self.swaps += probability;
    }

    /// The share ρ of the full rate that the decoded counts speak for: an expectation-maximisation step from `share`.
    #[must_use]
    pub fn share(&self, share: f64) -> f64 {
        // Ten keys' worth of the estimate from the words alone keep a short document steady.
        ((self.swaps + 10.0 * share) / (self.keys + 10.0)).clamp(0.0, 1.0)
    }

    /// Independent witnesses among the swaps, as a share of all of them, 0 to 1: n of one phrase for one key are no more than n to the
    /// power of 0.6, as of words. A text that says `hyperlink` a dozen times is about them.
    #[must_use]
    pub fn breadth(&self) -> f64 {
        let swaps = self.fates[..self.seen.len()].iter().flat_map(|fate| &fate.swapped);
        let (witnesses, all) = swaps.fold((0.0, 0.0), |(witnesses, all), &(_, count)| {
            let count = f64::from(count);
            (witnesses + if count > 1.0 { count.powf(REPETITION) } else { count }, all + count)
        });
        if all > 0.0 { witnesses / all } else { 1.0 }
    }

    /// Cost of `candidate` at the share `share` of the full rate; `own` is the probability it was noted with.
    #[must_use]
    pub fn swap_cost(&self, candidate: &Candidate, swapped: f32, share: f64, own: f64) -> Cost {
        let weight = f64::from(candidate.weight);
        let prior = share * weight;
        let Some(fate) = self.known(candidate.original) else { return cost(prior) };
        let (mut same, mut other) = (0.0, 0.0);
        for &(phrase, count) in &fate.swapped {
            if phrase == candidate.phrase { same = f64::from(count) - own } else { other += f64::from(count) }
        }
        let (same, left) = (same.max(0.0), f64::from(fate.left));
        if same + other + left < NOTHING {
            return cost(prior);
        }
        let swapped = f64::from(swapped).max(weight);
        // Likelihood of the other occurrences under each state of the key.
        let stray = STRAY.ln();
        let agree = (prior / swapped).ln() + (other + left) * stray;
        let disagree = (share * (1.0 - weight / swapped)).max(1e-4).ln() + (same + left) * stray;
        let standing = (1.0 - share).max(1e-4).ln() + (same + other) * stray;
        let top = agree.max(disagree).max(standing);
        let [agree, disagree, standing] = [agree, disagree, standing].map(|nats| (nats - top).exp());
        let follows = swapped * agree;
        let strays = STRAY * share * weight * (disagree + standing);
        cost((follows + strays) / (agree + disagree + standing))
    }

    /// Cost of leaving `key` standing at the share `share`; `own` is the probability it was noted with.
    #[must_use]
    pub fn copy_cost(&self, key: OriginalId, swapped: f32, share: f64, own: f64) -> Cost {
        let swapped = f64::from(swapped);
        let Some(fate) = self.known(key) else { return cost(1.0 - share * swapped) };
        let left = (f64::from(fate.left) - own).max(0.0);
        let swaps: f64 = fate.swapped.iter().map(|&(_, count)| f64::from(count)).sum();
        if left + swaps < NOTHING {
            return cost(1.0 - share * swapped);
        }
        let stray = STRAY.ln();
        let spun = share.max(1e-4).ln() + left * (1.0 - swapped).max(STRAY).ln();
        let standing = (1.0 - share).max(1e-4).ln() + swaps * stray;
        let top = spun.max(standing);
        let [spun, standing] = [spun, standing].map(|nats| (nats - top).exp());
        cost((spun * (1.0 - swapped) + standing) / (spun + standing))
    }
}
