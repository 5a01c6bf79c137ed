//! One thread's buffers, and the verbs that use them.

use std::ops::Range;

use super::decode::{ANYTHING, Asked, Decoder};
use super::explanation::{self, Explanation};
use super::piece::Piece;
use super::sections::{Section, sections};
use super::surface::Apostrophe;
use super::{Detection, FEWEST_WORDS, Restored, Restorer, Verdict};
use crate::channel::Channel;
use crate::channel::threshold::{Suspicion, threshold};
use crate::channel::vocabulary::{Best, Counts};
use crate::substitution::{Substitution, apply};

/// Restores one document after the other with the same buffers; each thread takes its own from [`Restorer::worker`].
#[derive(Debug)]
pub struct Worker<'r> {
    restorer: &'r Restorer,
    counts: Counts,
    decoder: Decoder,
}

impl<'r> Worker<'r> {
    pub(super) fn new(restorer: &'r Restorer) -> Self {
        Self { restorer, counts: Counts::default(), decoder: Decoder::default() }
    }

    /// As [`Restorer::detect`].
    pub fn detect(&mut self, text: &str) -> Detection {
        self.judge(text, false, &mut |_, _| {})
    }

    /// As [`Restorer::suggest`], with what the document looked like.
    pub fn suggest(&mut self, text: &str) -> (Vec<Substitution>, Detection) {
        let mut all = Vec::new();
        let detection = self.suggest_in_parts(text, true, &mut |mut some| all.append(&mut some));
        (all, detection)
    }

    /// As [`suggest`](Self::suggest), but the substitutions are given to `take` a paragraph or so at a time, in order, so that those of
    /// a long text are never held all at once; with `alternatives` or, sooner, without.
    pub fn suggest_in_parts(
        &mut self,
        text: &str,
        alternatives: bool,
        take: &mut dyn FnMut(Vec<Substitution>),
    ) -> Detection {
        let least = self.restorer.settings().min_confidence;
        // Honest text, which is most, is not asked for its apostrophes.
        let mut apostrophe = None;
        self.judge(text, true, &mut |piece, channel| {
            if piece.is_honest() {
                return;
            }
            let apostrophe = *apostrophe.get_or_insert_with(|| Apostrophe::of(text));
            let mut substitutions = Vec::new();
            for (arc, candidate, confidence) in piece.chosen() {
                if confidence >= least {
                    let mut substitution = piece.substitution(channel, text, apostrophe, candidate, confidence);
                    if alternatives {
                        substitution.alternatives = piece.alternatives(channel, text, apostrophe, arc, candidate);
                    }
                    if substitution.original != substitution.spun {
                        substitutions.push(substitution);
                    }
                }
            }
            if !substitutions.is_empty() {
                take(substitutions);
            }
        })
    }

    /// As [`Restorer::restore`].
    pub fn restore(&mut self, text: &str) -> Restored {
        let (substitutions, detection) = self.suggest(text);
        Restored { text: apply(text, &substitutions), substitutions, detection }
    }

    /// As [`Restorer::explain`].
    pub fn explain(&mut self, text: &str, lines: Range<usize>) -> Vec<Explanation> {
        let line_start = |line: usize| match line.checked_sub(1) {
            None => 0,
            Some(breaks) => text.match_indices('\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1),
        };
        let range = line_start(lines.start)..line_start(lines.end);
        let dialects = self.restorer.dialects();
        let apostrophe = Apostrophe::of(text);
        let mut explanations = Vec::new();
        for section in sections(dialects, text, &mut self.counts) {
            if section.range.end <= range.start || section.range.start >= range.end {
                continue;
            }
            let (best, _) = self.settle(text, &section, false);
            let channel = dialects.channel(best.channel);
            let unsuspected = Suspicion { swap_rate: best.estimate.swap_rate, in_parts: false };
            let suspicion = best.suspicion.unwrap_or(unsuspected);
            self.decoder.decode(channel, text, &section, suspicion, ANYTHING);
            self.decoder.choose(channel, self.restorer.chooser());
            for piece in self.decoder.pieces() {
                explanation::explain(piece, channel, text, apostrophe, &range, &mut explanations);
            }
        }
        explanations
    }

    /// The dialect that explains `section` best, over all readings where its words are suspicious, and its log-likelihood ratio;
    /// leaves the section decoded, `wholly` or not, where that is as much as is asked.
    fn settle(&mut self, text: &str, section: &Section, wholly: bool) -> (Best, f64) {
        let Section { words, suspects, .. } = section;
        let dialects = self.restorer.dialects();
        let mut settled: Option<(f64, Best, f64)> = None;
        for &best in suspects {
            let channel = dialects.channel(best.channel);
            let threshold = threshold(channel.table().dialect());
            let mut ratio = best.estimate.log_likelihood_ratio;
            let least = threshold.least(*words);
            if *words >= FEWEST_WORDS
                && let Some(suspicion) = best.suspicion
            {
                let asked = Asked {
                    of_all: if wholly { least } else { f64::NEG_INFINITY },
                    of_passes: if wholly && suspects.len() == 1 { least } else { f64::INFINITY },
                };
                ratio = self.decoder.decode(channel, text, section, suspicion, asked);
            }
            if settled.is_none_or(|(farthest, ..)| ratio - least > farthest) {
                settled = Some((ratio - least, best, ratio));
            }
        }
        let (beyond, best, ratio) = settled.expect("some dialect explains a section best");
        if wholly
            && suspects.len() > 1
            && beyond >= 0.0
            && let Some(suspicion) = best.suspicion
        {
            let channel = dialects.channel(best.channel);
            self.decoder.decode(channel, text, section, suspicion, ANYTHING);
        }
        (best, ratio)
    }

    /// Judges `text` section by section; decodes those that look spun by their words, and visits the pieces of those that are
    /// spun over all readings, if `visits`.
    fn judge(&mut self, text: &str, visits: bool, visit: &mut dyn FnMut(&Piece, &Channel)) -> Detection {
        let dialects = self.restorer.dialects();
        let mut whole =
            Detection { words: 0, swap_rate: 0.0, log_likelihood_ratio: 0.0, verdict: Verdict::Honest, dialect: None };
        let mut swapped = vec![0.0; dialects.count()];
        for section in sections(dialects, text, &mut self.counts) {
            let words = section.words;
            let (best, ratio) = self.settle(text, &section, visits);
            let channel = dialects.channel(best.channel);
            let threshold = threshold(channel.table().dialect());
            let suspicious = best.suspicion.is_some();
            if words >= FEWEST_WORDS && suspicious && ratio >= threshold.least(words) {
                if visits {
                    self.decoder.choose(channel, self.restorer.chooser());
                    self.decoder.pieces().iter().for_each(|piece| visit(piece, channel));
                }
                whole.verdict = Verdict::Spun;
                swapped[best.channel] += best.estimate.swap_rate * words as f64;
            }
            whole.words += words;
            whole.log_likelihood_ratio += ratio;
        }
        if whole.words > 0 {
            whole.swap_rate = swapped.iter().sum::<f64>() / whole.words as f64;
        }
        if whole.words < FEWEST_WORDS {
            whole.verdict = Verdict::TooShort;
        }
        if whole.verdict == Verdict::Spun {
            let most = (0..swapped.len()).max_by(|&a, &b| swapped[a].total_cmp(&swapped[b]));
            whole.dialect = most.map(|place| dialects.channel(place).table().dialect());
        }
        whole
    }
}
