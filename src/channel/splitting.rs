//! Tokens that hold several words: what lost the space between them, compounds of abbreviations, and abbreviations that end a sentence.

use std::ops::Range;

use super::Channel;
use super::document::{Reader, Word};
use crate::language_model::WordId;
use crate::swaps::source::LONGEST;
use crate::swaps::{TableWord, fuzzy};
use crate::text::{Kind, Token};

/// Splits those of `words`, which are words of `text`.
pub(crate) fn split(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
    split_glued(channel, reader, text, words);
    split_compounds(channel, reader, text, words);
    split_full_stops(channel, reader, text, words);
}

/// Splits tokens that are two known words glued together, where one of them belongs to a spun phrase ("objectsfinish of
/// listing" holds "finish of listing"). Text that lost its mark-up is full of them. Those with a capital are left: most are names.
fn split_glued(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
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

/// Splits the period off abbreviations that a spinner writes without one: what ends in `38 p.c.` is a sentence.
fn split_full_stops(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
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
/// leaves `the us-led`.
fn split_compounds(channel: &Channel, reader: &mut Reader<'_>, text: &str, words: &mut Vec<Word>) {
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
        if channel.table().is_in_spun(first.table) && (1..LONGEST.min(place + 1)).any(was_abbreviated) {
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
