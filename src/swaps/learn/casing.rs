//! How an original is usually cased inside a sentence, by majority.

use std::collections::{BTreeMap, HashMap};

use crate::text::casing::capitalise;

/// A surface form beside the commonest one is kept from this share and this count on.
const COMMON_SHARE: f64 = 0.2;
const COMMON_COUNT: u32 = 3;

/// From this share on the lower-case first letter is the usual one: capitals there come from titles, and a spinner hands
/// them on to what it puts in.
const LOWER_SHARE: f64 = 0.02;

/// How often each word was seen with and without a capital first letter where nothing asks for one.
#[derive(Default)]
pub(super) struct Capitals(HashMap<u32, (u32, u32)>);

impl Capitals {
    /// Counts one word that opens no sentence.
    pub(super) fn see(&mut self, word: u32, text: &str) {
        let (lower, capital) = self.0.entry(word).or_default();
        *(if text.starts_with(char::is_uppercase) { capital } else { lower }) += 1;
    }

    /// Whether the word is usually written with a capital.
    pub(super) fn usual(&self, word: u32) -> bool {
        self.0.get(&word).is_some_and(|(lower, capital)| capital > lower)
    }
}

/// The surface forms seen of one key.
#[derive(Default)]
pub(super) struct Surfaces {
    inside: BTreeMap<String, u32>,
    opening: BTreeMap<String, u32>,
}

impl Surfaces {
    /// Counts one occurrence; `initial` when it opens a sentence.
    pub(super) fn see(&mut self, text: &str, initial: bool) {
        let text = text.replace(['\u{2018}', '\u{2019}', '\u{201b}'], "'");
        let counts = if initial { &mut self.opening } else { &mut self.inside };
        *counts.entry(text).or_default() += 1;
    }

    /// The usual surface forms, the commonest first; `first` is the first word. At least one when any was seen.
    pub(super) fn usual(&self, first: u32, capitals: &Capitals) -> Vec<String> {
        if self.inside.is_empty() {
            let commonest = self.opening.iter().max_by_key(|(_, count)| **count).map(|(text, _)| text.clone());
            let keeps = |text: &str| capitals.usual(first) || matches!(text.split(['\'', ' ']).next(), Some("I"));
            return commonest.into_iter().map(|text| if keeps(&text) { text } else { lower_first(&text) }).collect();
        }
        // Forms that differ in their first letter only are one; it is lower where it ever really is.
        let mut groups: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for (text, &count) in &self.inside {
            let lower = lower_first(text);
            let (of_group, of_lower) = groups.entry(lower.clone()).or_default();
            *of_group += count;
            *of_lower += if *text == lower { count } else { 0 };
        }
        let all: u32 = groups.values().map(|(count, _)| count).sum();
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let common = |count: u32| count >= COMMON_COUNT && f64::from(count) >= COMMON_SHARE * f64::from(all);
        let kept = groups.iter().enumerate().filter(|(place, (_, (count, _)))| *place == 0 || common(*count));
        kept.map(
            |(_, (text, (count, lower)))| {
                if f64::from(*lower) >= LOWER_SHARE * f64::from(*count) { text.clone() } else { capitalise(text) }
            },
        )
        .collect()
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual(inside: &[(&str, u32)], opening: &[(&str, u32)]) -> Vec<String> {
        let mut surfaces = Surfaces::default();
        for (texts, initial) in [(inside, false), (opening, true)] {
            for (text, count) in texts {
                (0..*count).for_each(|_| surfaces.see(text, initial));
            }
        }
        let mut capitals = Capitals::default();
        capitals.see(7, "Monday");
        surfaces.usual(if opening.iter().any(|(text, _)| text.starts_with("Monday")) { 7 } else { 0 }, &capitals)
    }

    #[test]
    fn the_usual_form_is_the_majority_inside_sentences() {
        assert_eq!(usual(&[("the House", 9), ("the house", 1)], &[("The House", 5)]), ["the House"]);
        assert_eq!(usual(&[("the House", 5), ("the house", 3)], &[]), ["the House", "the house"]);
        assert_eq!(usual(&[("American", 9)], &[]), ["American"]);
        assert_eq!(usual(&[("House", 40), ("house", 1)], &[]), ["house"]);
        assert_eq!(usual(&[("it\u{2019}s", 1)], &[]), ["it's"]);
    }

    #[test]
    fn a_form_seen_only_at_sentence_starts_loses_its_capital_unless_the_word_owns_it() {
        assert_eq!(usual(&[], &[("However", 2)]), ["however"]);
        assert_eq!(usual(&[], &[("I am", 2)]), ["I am"]);
        assert_eq!(usual(&[], &[("Monday night", 2)]), ["Monday night"]);
    }
}
