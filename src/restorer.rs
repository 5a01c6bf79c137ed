//! A stand-in with the restorer's interface: it knows a dozen words.

use std::ops::Range;

use crate::substitution::{Alternative, Source, Substitution, apply};
use crate::{Error, text};

/// The restorer: shared and immutable.
pub struct Restorer {
    min_confidence: f64,
}

/// Builds a [`Restorer`].
#[derive(Default)]
pub struct RestorerBuilder {
    min_confidence: f64,
}

impl RestorerBuilder {
    /// Makes only substitutions of at least this confidence.
    #[must_use]
    pub fn min_confidence(mut self, confidence: f64) -> Self {
        self.min_confidence = confidence;
        self
    }

    /// Uses another language model.
    #[must_use]
    pub fn language_model(self, _: crate::language_model::LanguageModel) -> Self {
        self
    }

    /// The finished restorer.
    ///
    /// # Errors
    ///
    /// When an embedded artefact is damaged.
    pub fn build(self) -> Result<Restorer, Error> {
        Ok(Restorer { min_confidence: self.min_confidence })
    }
}

/// Whether a document was spun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Spun,
    /// It was not.
    Honest,
    /// Too few words to tell.
    TooShort,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Spun => "spun",
            Self::Honest => "honest",
            Self::TooShort => "too short",
        })
    }
}

/// What the swap rate of a document says.
#[derive(Clone, Copy, Debug)]
pub struct Detection {
    /// Words in the document.
    pub words: usize,
    /// Estimated swap rate, 0 to 1.
    pub swap_rate: f64,
    /// Spun against honest, in nats.
    pub log_likelihood_ratio: f64,
    /// The verdict.
    pub verdict: Verdict,
}

/// A restored document.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The restored text.
    pub text: String,
    /// What was substituted.
    pub substitutions: Vec<Substitution>,
    /// How the document looked.
    pub detection: Detection,
}

/// Every candidate for one spun phrase.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Byte offsets of the phrase in the text.
    pub span: Range<usize>,
    /// The phrase as it stands.
    pub spun: String,
    /// What it may have been.
    pub candidates: Vec<CandidateCost>,
}

/// One candidate with its cost terms, in nats.
#[derive(Clone, Debug)]
pub struct CandidateCost {
    /// The original it stands for.
    pub original: String,
    /// Language model.
    pub language_model: f64,
    /// Channel.
    pub channel: f64,
    /// Edit distance.
    pub edit: f64,
    /// The sum.
    pub total: f64,
    /// Posterior probability.
    pub confidence: f64,
    /// Whether the best path takes it.
    pub chosen: bool,
}

const SWAPS: &[(&str, &str)] = &[
    ("authorities", "government"),
    ("individuals", "people"),
    ("nation", "country"),
    ("stated", "said"),
    ("useless", "dead"),
];

impl Restorer {
    /// The restorer with the embedded tables and model.
    ///
    /// # Errors
    ///
    /// When an embedded artefact is damaged.
    pub fn embedded() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Starts building one.
    #[must_use]
    pub fn builder() -> RestorerBuilder {
        RestorerBuilder::default()
    }

    fn candidates(text: &str) -> Vec<Substitution> {
        text::tokens(text)
            .filter_map(|token| {
                let (_, original) = SWAPS.iter().find(|(spun, _)| *spun == token.text)?;
                Some(Substitution {
                    span: token.start..token.end(),
                    spun: token.text.to_owned(),
                    original: (*original).to_owned(),
                    confidence: 0.9,
                    gain: 4.25,
                    source: Source::Exact,
                    alternatives: vec![Alternative { original: token.text.to_owned(), confidence: 0.1 }],
                })
            })
            .collect()
    }

    /// Proposes substitutions.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Vec<Substitution> {
        let mut all = Self::candidates(text);
        all.retain(|s| s.confidence >= self.min_confidence && all_spun(text));
        all
    }

    /// Restores a text.
    #[must_use]
    pub fn restore(&self, text: &str) -> Restored {
        let substitutions = self.suggest(text);
        Restored { text: apply(text, &substitutions), substitutions, detection: self.detect(text) }
    }

    /// Measures the swap rate.
    #[must_use]
    pub fn detect(&self, text: &str) -> Detection {
        let words = text::tokens(text).filter(|t| t.kind == text::Kind::Word).count();
        let (swap_rate, log_likelihood_ratio, verdict) =
            if all_spun(text) { (0.97, 200.0, Verdict::Spun) } else { (0.0, -50.0, Verdict::Honest) };
        Detection { words, swap_rate, log_likelihood_ratio, verdict }
    }

    /// Explains the candidates of `lines`, counted from 0.
    #[must_use]
    pub fn explain(&self, text: &str, lines: Range<usize>) -> Vec<Explanation> {
        let line_of = |at: usize| text[..at].matches('\n').count();
        Self::candidates(text)
            .into_iter()
            .filter(|s| lines.contains(&line_of(s.span.start)))
            .map(|s| {
                let cost = |original: &str, chosen: bool| CandidateCost {
                    original: original.to_owned(),
                    language_model: 9.5,
                    channel: 1.25,
                    edit: 0.0,
                    total: 10.75,
                    confidence: if chosen { 0.9 } else { 0.1 },
                    chosen,
                };
                let candidates = vec![cost(&s.original, true), cost(&s.spun, false)];
                Explanation { span: s.span, spun: s.spun, candidates }
            })
            .collect()
    }
}

fn all_spun(text: &str) -> bool {
    Restorer::candidates(text).len() >= 3
}
