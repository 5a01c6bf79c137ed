//! Candidates by edit distance: spun phrases that are misspelt, or hyphenated otherwise than listed.
//!
//! Only for tokens that the language model does not know, or that carry a hyphen, and that are no exact entry: so an exact
//! entry is never overridden, and the cost of an automaton is paid for a few words in a thousand.

use super::Channel;
use super::candidates::{Candidate, likely, name};
use super::document::Word;
use crate::language_model::Cost;
use crate::substitution::Source;
use crate::swaps::source::LONGEST;
use crate::swaps::{TableWord, fuzzy};
use crate::text::{Kind, normalise};

/// Cost of one edit, milli-nats: about one word in three hundred of published text is misspelt, and it could be so in a
/// dozen ways. At five nats two more places of the development set were harmed.
const EDIT: Cost = 9_000;

/// Adds the candidates of `words` of `text` that are found by edit distance to `all`; `table_words` are the words
/// as the table knows those that may be touched.
pub(crate) fn find(channel: &Channel, text: &str, words: &[Word], table_words: &[TableWord], all: &mut Vec<Candidate>) {
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place + 1);
        if next.is_some_and(|next| channel.table().may_be_hyphenated(word.hash, next.hash)) && !word.shielded {
            let near = &words[place..words.len().min(place + 3)];
            let normal: Vec<String> = near.iter().map(|word| normal_form(&text[word.span.clone()])).collect();
            let parts: Vec<&str> = normal.iter().map(String::as_str).collect();
            for found in fuzzy::joined(channel.table(), &parts) {
                let (end, cost) = (place + 1 + found.after, Cost::from(found.distance) * EDIT);
                add(channel, all, place, end, &found.words, cost, found.source);
            }
        }
        if word.kind != Kind::Word || word.capital || word.table != TableWord::NONE {
            continue;
        }
        let token = &text[word.span.clone()];
        if !token.is_ascii() {
            continue;
        }
        if token.contains('-') {
            if let Some(found) = fuzzy::hyphenated(channel.table(), token) {
                add(channel, all, place, place + 1, &found.words, Cost::from(found.distance) * EDIT, found.source);
            }
        } else if word.unknown {
            for neighbour in fuzzy::misspelt(channel.table(), token) {
                for_each_window(table_words, place, neighbour, |start, window| {
                    channel.table().spun_matches(window, |length, _| {
                        if start + length > place {
                            add(channel, all, start, start + length, &window[..length], EDIT, Source::Misspelt);
                        }
                    });
                });
            }
        }
    }
}

fn normal_form(token: &str) -> String {
    let mut normal = String::new();
    normalise(token, &mut normal);
    normal
}

/// Calls `visit` with each start and the words from there on in which a phrase may hold `place`, where `instead` stands.
fn for_each_window(words: &[TableWord], place: usize, instead: TableWord, mut visit: impl FnMut(usize, &[TableWord])) {
    let first = (place + 1).saturating_sub(LONGEST);
    let mut window: Vec<TableWord> = words[first..words.len().min(place + LONGEST)].to_vec();
    window[place - first] = instead;
    (first..=place).for_each(|start| visit(start, &window[start - first..]));
}

fn add(
    channel: &Channel,
    all: &mut Vec<Candidate>,
    start: usize,
    end: usize,
    phrase: &[TableWord],
    edit: Cost,
    source: Source,
) {
    let postings = likely(channel.table().originals_of(phrase));
    let phrase = name(phrase);
    all.extend(postings.iter().map(|posting| Candidate::new(start, end, posting, phrase, edit, source)));
}
