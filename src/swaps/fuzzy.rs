//! What is nearly a spun phrase: misspelt, hyphenated otherwise than listed, or glued to its neighbour.
//!
//! Pure functions over an open table, for tokens that are no exact entries; none of them returns anything for one that is.
//! All take normal forms. They allocate and are slow beside exact lookup: call them for words that nothing else explains.

use std::ops::Range;

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Streamer};

use super::source::LONGEST;
use super::{SwapTable, TableWord};
use crate::substitution::Source;

/// Words shorter than this have too many neighbours one edit away.
const MISSPELT_LETTERS: usize = 5;

/// Neighbours returned for one misspelt word.
const NEIGHBOURS: usize = 3;

/// Glued words shorter than this are left glued.
const GLUED_LETTERS: usize = 2;

/// Text words that are tried as one joined word.
const JOINED: usize = 3;

/// A spun phrase found near some tokens of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fuzzy {
    /// The spun phrase, an exact entry of the table.
    pub words: Vec<TableWord>,
    /// Whole tokens it covers before the token asked about.
    pub before: usize,
    /// Whole tokens it covers behind the token asked about.
    pub after: usize,
    /// The bytes it covers of the token asked about (of its normal form).
    pub part: Range<usize>,
    /// Edits between the text and the spun phrase: letters, hyphens or spaces added, dropped or changed.
    pub distance: u8,
    /// In which way it is near.
    pub source: Source,
}

/// The words of spun phrases one slip away from `word`, nearest first, at most three: one letter added, dropped, changed, or
/// swapped with its neighbour.
///
/// For words that the caller does not know. To match whole phrases, put each in the place of `word` and look them up.
/// Words of fewer than five letters, and words that stand in spun phrases themselves, have none.
#[must_use]
pub fn misspelt(table: &SwapTable, word: &str) -> Vec<TableWord> {
    let letters = word.chars().count();
    if letters < MISSPELT_LETTERS
        || !word.chars().all(char::is_alphabetic)
        || table.is_in_spun(table.word(word))
        || !table.may_be_slip(word)
    {
        return Vec::new();
    }
    let Ok(automaton) = Levenshtein::new(word, 1) else { return Vec::new() };
    let map = table.words_map();
    let mut near = Vec::new();
    let mut stream = map.search(automaton).into_stream();
    while let Some((found, _)) = stream.next() {
        let Ok(found) = std::str::from_utf8(found) else { continue };
        let known = table.word(found);
        if table.is_in_spun(known) {
            near.push((strsim::jaro_winkler(word, found), known));
        }
    }
    // A swapped pair of letters is one slip of the hand, though two edits to the automaton; one that allows two takes a hundred
    // times as long to build.
    near.extend(swapped_letters(word).filter_map(|swapped| {
        let found = table.word(&swapped);
        table.is_in_spun(found).then(|| (strsim::jaro_winkler(word, &swapped), found))
    }));
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    near.truncate(NEIGHBOURS);
    near.into_iter().map(|(_, word)| word).collect()
}

/// The forms of `word` with two letters side by side swapped.
fn swapped_letters(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    (1..letters.len()).map(move |at| {
        let mut swapped = letters.clone();
        swapped.swap(at - 1, at);
        swapped.into_iter().collect()
    })
}

/// The words of a hyphenated token, if they are a spun phrase that the table spells with spaces, or as one word.
#[must_use]
pub fn hyphenated(table: &SwapTable, token: &str) -> Option<Fuzzy> {
    if !token.contains('-') || is_spun(table, &[table.word(token)]) {
        return None;
    }
    let parts: Vec<TableWord> = token.split('-').map(|part| table.word(part)).collect();
    let hyphens = parts.len() - 1;
    let joined = vec![table.word(&token.replace('-', ""))];
    let words = [parts, joined].into_iter().find(|words| is_spun(table, words))?;
    let distance = u8::try_from(hyphens).unwrap_or(u8::MAX);
    Some(Fuzzy { words, before: 0, after: 0, part: 0..token.len(), distance, source: Source::Hyphenated })
}

/// The spun words that two or three words beginning at `words[0]` make when joined, with hyphens or without.
///
/// Nothing where the words themselves begin a spun phrase as long as what is joined.
#[must_use]
pub fn joined(table: &SwapTable, words: &[&str]) -> Vec<Fuzzy> {
    let mut found = Vec::new();
    for count in 2..=words.len().min(JOINED) {
        let parts = &words[..count];
        let exact: Vec<TableWord> = parts.iter().map(|part| table.word(part)).collect();
        if is_spun(table, &exact) {
            continue;
        }
        for with in ["-", ""] {
            let word = table.word(&parts.join(with));
            if is_spun(table, &[word]) {
                found.push(Fuzzy {
                    words: vec![word],
                    before: 0,
                    after: count - 1,
                    part: 0..words[0].len(),
                    distance: count as u8 - 1,
                    source: Source::Hyphenated,
                });
            }
        }
    }
    found
}

/// The spun phrases that end or begin inside `token`, where it is two known words glued together.
///
/// `before` and `after` are the table words around it, nearest last and nearest first. Longest phrases first, so that the
/// first one of each split explains the most.
pub fn glued(
    table: &SwapTable,
    before: &[TableWord],
    token: &str,
    after: &[TableWord],
    is_known: impl Fn(&str) -> bool,
) -> Vec<Fuzzy> {
    let mut found = Vec::new();
    if !token.chars().all(char::is_alphabetic) || is_spun(table, &[table.word(token)]) || is_known(token) {
        return found;
    }
    let letters = token.chars().count();
    let splits = token
        .char_indices()
        .enumerate()
        .filter(|(n, _)| (GLUED_LETTERS..=letters.saturating_sub(GLUED_LETTERS)).contains(n));
    for (_, (at, _)) in splits {
        let (left, right) = token.split_at(at);
        if !(is_known(left) && is_known(right)) {
            continue;
        }
        let near =
            |words, before, after, part| Fuzzy { words, before, after, part, distance: 1, source: Source::Glued };
        for context in (0..before.len().min(LONGEST - 1) + 1).rev() {
            let mut words = before[before.len() - context..].to_vec();
            words.push(table.word(left));
            if is_spun(table, &words) {
                found.push(near(words, context, 0, 0..at));
            }
        }
        let mut words = vec![table.word(right)];
        words.extend_from_slice(&after[..after.len().min(LONGEST - 1)]);
        table.spun_matches(&words, |length, _| {
            found.push(near(words[..length].to_vec(), 0, length - 1, at..token.len()));
        });
    }
    found.sort_by_key(|near| std::cmp::Reverse(near.words.len()));
    found
}

fn is_spun(table: &SwapTable, words: &[TableWord]) -> bool {
    !table.originals_of(words).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::source::{Dialect, Row};
    use super::*;

    fn table() -> SwapTable {
        let pairs = [
            ("attainable", "possible"),
            ("enterprise", "business"),
            ("finish of", "end of"),
            ("fit", "suit"),
            ("inner metropolis", "inner city"),
            ("longterm", "lasting"),
            ("objects", "items"),
            ("stated", "said"),
            ("the objects", "the items"),
            ("well-being", "health"),
        ];
        let row = |(spun, original): (&str, &str)| Row {
            spun: spun.into(),
            original: original.into(),
            weight: 0.5,
            dialect: Dialect::GENERAL,
            note: String::new(),
        };
        SwapTable::from_rows(Dialect::GENERAL, &pairs.map(row))
    }

    #[test]
    fn misspelt_words_have_near_ones_and_exact_or_short_words_none() {
        let table = table();
        let near = |word: &str| misspelt(&table, word);
        assert_eq!(near("statd"), [table.word("stated")]);
        assert_eq!(near("enterprsie"), [table.word("enterprise")]);
        assert_eq!(near("attanable"), [table.word("attainable")]);
        assert_eq!(near("enterprizes"), [], "two slips");
        assert_eq!(near("stated"), [], "an exact entry");
        assert_eq!(near("fitt"), [], "too short");
        assert_eq!(near("possibl"), [], "near a word of originals only");
    }

    #[test]
    fn hyphens_stand_for_spaces_or_for_nothing() {
        let table = table();
        let phrase = |near: Option<Fuzzy>| near.map(|near| near.words);
        assert_eq!(phrase(hyphenated(&table, "inner-metropolis")), Some(table.phrase("inner metropolis")));
        assert_eq!(phrase(hyphenated(&table, "long-term")), Some(table.phrase("longterm")));
        assert_eq!(phrase(hyphenated(&table, "well-being")), None, "an exact entry");
        assert_eq!(phrase(hyphenated(&table, "inner-city")), None);
    }

    #[test]
    fn neighbours_are_joined() {
        let table = table();
        let near = joined(&table, &["well", "being", "of"]);
        assert_eq!(near.len(), 1);
        assert_eq!((near[0].words.clone(), near[0].after), (table.phrase("well-being"), 1));
        assert_eq!(joined(&table, &["long", "term"])[0].words, table.phrase("longterm"));
        assert_eq!(joined(&table, &["inner", "metropolis"]), [], "an exact entry");
        assert_eq!(joined(&table, &["long"]), []);
    }

    #[test]
    fn glued_words_are_split_where_a_spun_phrase_ends_or_begins() {
        let table = table();
        let known = |word: &str| ["objects", "finish", "of", "fin", "fit", "ness", "fitness"].contains(&word);
        let near = glued(&table, &table.phrase("all the"), "objectsfinish", &table.phrase("of listing"), known);
        let shown: Vec<_> = near.iter().map(|n| (n.words.clone(), n.before, n.after, n.part.clone())).collect();
        assert_eq!(
            shown,
            [
                (table.phrase("the objects"), 1, 0, 0..7),
                (table.phrase("finish of"), 0, 1, 7..13),
                (table.phrase("objects"), 0, 0, 0..7),
            ]
        );
        assert_eq!(glued(&table, &[], "fitness", &[], known), [], "a known word is not glued");
        assert_eq!(glued(&table, &[], "objects", &[], known), [], "an exact entry");
        assert_eq!(glued(&table, &[], "objectsxyz", &[], known), [], "an unknown part");
    }
}
