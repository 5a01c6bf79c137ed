//! How well a model predicts a text that it was not trained on.

use super::{LanguageModel, Reference};
use crate::text::{normalise, tokens};

/// Sums over the predictions of a text. Lower perplexity is better.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Perplexity {
    /// Words and ends of paragraphs, unknown words not counted.
    pub known: u64,
    /// Words outside the vocabulary.
    pub unknown: u64,
    /// Sum of −ln P over the known.
    pub known_nats: f64,
    /// Sum of −ln P over the unknown, all of them predicted as one class.
    pub unknown_nats: f64,
}

impl Perplexity {
    /// Perplexity over known words and ends of paragraphs.
    #[must_use]
    pub fn of_known(&self) -> f64 {
        (self.known_nats / self.known as f64).exp()
    }

    /// Perplexity over everything.
    #[must_use]
    pub fn of_all(&self) -> f64 {
        ((self.known_nats + self.unknown_nats) / (self.known + self.unknown) as f64).exp()
    }

    /// Share of the words that are outside the vocabulary, 0 to 1.
    #[must_use]
    pub fn unknown_share(&self) -> f64 {
        self.unknown as f64 / (self.known + self.unknown) as f64
    }

    fn add(&mut self, nats: f64, known: bool) {
        if known {
            self.known += 1;
            self.known_nats += nats;
        } else {
            self.unknown += 1;
            self.unknown_nats += nats;
        }
    }

    /// Adds one paragraph, predicted by a compiled model.
    pub fn add_compiled(&mut self, model: &LanguageModel, paragraph: &str) {
        let mut context = model.begin();
        let mut normal = String::new();
        let words = tokens(paragraph).map(|token| {
            normalise(token.text, &mut normal);
            model.word(&normal)
        });
        for word in words.chain([super::WordId::END]) {
            let (cost, next) = model.score(&context, word);
            self.add(f64::from(cost) / 1000.0, word != super::WordId::UNKNOWN);
            context = next;
        }
    }

    /// Adds one paragraph, predicted by a reference model.
    pub fn add_reference(&mut self, model: &Reference, paragraph: &str) {
        let mut history = vec![Reference::BEGIN];
        let mut normal = String::new();
        let words = tokens(paragraph).map(|token| {
            normalise(token.text, &mut normal);
            model.word(&normal)
        });
        for word in words.chain([Reference::END]) {
            self.add(-model.ln_probability(&history, word), word != Reference::UNKNOWN);
            history.push(word);
        }
    }
}
