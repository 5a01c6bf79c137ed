//! Candidates by edit distance: spun phrases that are misspelt, hyphenated otherwise than listed, or glued to a neighbour.
//!
//! Only for tokens that the language model does not know, or that carry a hyphen, and that are no exact entry: so an exact
//! entry is never overridden, and the cost of an automaton is paid for a few words in a thousand.

use std::ops::Range;

use super::Channel;
use super::candidates::{Candidate, likely, name};
use super::document::{Reader, Word};
use crate::language_model::{Cost, WordId};
use crate::substitution::Source;
use crate::swaps::source::LONGEST;
use crate::swaps::{TableWord, fuzzy};
use crate::text::{Kind, Token, normalise};

/// Cost of one edit, milli-nats: about one word in three hundred of published text is misspelt, and it could be so in a
/// dozen ways. At five nats two more places of the development set were harmed.
const EDIT: Cost = 9_000;

/// Splits tokens that are two known words glued together, where one of them belongs to a spun phrase ("objectsfinish of
/// listing" holds "finish of listing"). Text that lost its mark-up is full of them. Those with a capital are left: most are names.
/// `words` are words of `text`.
pub(crate) fn split_glued(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
    let mut place = 0;
    while let Some(&Word { span: Range { start, end }, kind, unknown, capital, .. }) = words.get(place) {
        let at = if unknown && !capital { glued_at(channel, &text[start..end], words, place) } else { None };
        if let Some(at) = at {
            let halves = [start..start + at, start + at..end].map(|half| {
                let half = Token { text: &text[half.clone()], start: half.start, kind, plain: false };
                Word { glued: true, ..reader.word(&half) }
            });
            words.splice(place..=place, halves);
            place += 1;
        }
        place += 1;
    }
}

/// Splits the period off abbreviations that a spinner writes without one: what ends in `38 p.c.` is a sentence. `words` are words of
/// `text`.
pub(crate) fn split_full_stops(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
    for place in (0..words.len()).rev() {
        let &Word { span: Range { start, end }, kind, table, .. } = &words[place];
        if kind != Kind::Word || table != TableWord::NONE || text.as_bytes()[end - 1] != b'.' {
            continue;
        }
        let word = reader.word(&Token { text: &text[start..end - 1], start, kind, plain: false });
        if channel.table().is_in_spun(word.table) {
            let stop = reader.word(&Token { text: ".", start: end - 1, kind: Kind::Symbol, plain: true });
            words.splice(place..=place, [word, stop]);
        }
    }
}

/// Splits words behind what may have been an abbreviation: a spinner takes the `U.S.` of `the U.S.-led` and `the U.S.'s` for a word, and
/// leaves `the us-led`. `words` are words of `text`.
pub(crate) fn split_compounds(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
    let mut place = 0;
    while place + 1 < words.len() {
        place += 1;
        let &Word { span: Range { start, end }, kind, .. } = &words[place];
        let Some((at, joint)) = text[start..end].char_indices().find(|&(_, c)| matches!(c, '-' | '\'' | '\u{2019}'))
        else {
            continue;
        };
        let behind = start + at + joint.len_utf8();
        if kind != Kind::Word || behind == end {
            continue;
        }
        let mut part = |range: Range<usize>, kind| {
            reader.word(&Token { text: &text[range.clone()], start: range.start, kind, plain: false })
        };
        let first = part(start..start + at, kind);
        let was_abbreviated = |before: usize| {
            let phrase: Vec<TableWord> =
                words[place - before..place].iter().map(|word| word.table).chain([first.table]).collect();
            let postings = channel.table().originals_of(&phrase);
            postings.iter().any(|posting| channel.table().original(posting.original).text.ends_with('.'))
        };
        if channel.table().is_in_spun(first.table) && (1..=place.min(2)).any(was_abbreviated) {
            let rest = [part(start + at..behind, Kind::Symbol), part(behind..end, kind)];
            words.splice(place..=place, [first].into_iter().chain(rest));
            place += 2;
        }
    }
}

/// Where to split the word at `place`, in bytes, if it is glued.
fn glued_at(channel: &Channel, text: &str, words: &[Word], place: usize) -> Option<usize> {
    if !text.is_ascii() {
        return None;
    }
    let around = |words: &[Word]| -> Vec<TableWord> { words.iter().map(|word| word.table).collect() };
    let before = around(&words[place.saturating_sub(LONGEST)..place]);
    let after = around(&words[place + 1..words.len().min(place + 1 + LONGEST)]);
    let known = |part: &str| channel.model().word(part) != WordId::UNKNOWN;
    let found = fuzzy::glued(channel.table(), &before, &text.to_ascii_lowercase(), &after, known);
    // Of a split in front of a phrase the part begins inside the token, of one behind it ends there.
    found.first().map(|found| if found.part.start > 0 { found.part.start } else { found.part.end })
}

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
