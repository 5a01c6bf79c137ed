//! The table against brute force over its rows, and what it refuses to open.

use proptest::prelude::*;

use super::super::format::{CHECKSUM_AT, HASH_AT, HEADER_BYTES, LENGTHS_AT};
use super::super::source::Dialect;
use super::*;

fn row(spun: &str, original: &str, weight: f32) -> Row {
    Row { spun: spun.into(), original: original.into(), weight, dialect: Dialect::AUTOBLOG, note: String::new() }
}

fn small() -> SwapTable {
    SwapTable::from_rows(
        Dialect::AUTOBLOG,
        &[
            row("home", "house", 0.9),
            row("the home", "the House", 0.5),
            row("the home", "the house", 0.25),
            row("the united states", "the U.S.", 1.0),
            row("the states", "the U.S.", 0.0001),
            row("12 months", "year", 0.25),
        ],
    )
}

fn matches(table: &SwapTable, text: &str) -> Vec<(usize, Vec<(String, f32)>)> {
    let mut all = Vec::new();
    table.spun_matches(&table.phrase(text), |length, postings| {
        all.push((length, postings.iter().map(|p| (table.original(p.original).text.to_owned(), p.weight)).collect()));
    });
    all
}

fn spun_phrases(table: &SwapTable) -> usize {
    let mut count = 0;
    table.for_each_spun_phrase(|_, _| count += 1);
    count
}

#[test]
fn spun_phrases_are_found_shortest_first_and_originals_heaviest_first() {
    let table = small();
    assert_eq!(matches(&table, "home the"), [(1, vec![("house".into(), 0.9)])]);
    assert_eq!(matches(&table, "The Home is"), [(2, vec![("the House".into(), 0.5), ("the house".into(), 0.25)])]);
    assert_eq!(matches(&table, "the nowhere"), []);
    assert_eq!(matches(&table, ""), []);
    assert_eq!(table.originals_of(&table.phrase("12 months")).len(), 1);
    assert_eq!(table.originals_of(&table.phrase("12")), []);
}

#[test]
fn the_longest_key_is_the_most_often_swapped_surface_form() {
    let table = small();
    let (length, id) = table.longest_key(&table.phrase("the house is")).unwrap();
    assert_eq!((length, table.original(id).text), (2, "the House"));
    let (length, id) = table.longest_key(&table.phrase("house")).unwrap();
    assert_eq!((length, table.original(id).text), (1, "house"));
    assert_eq!(table.longest_key(&table.phrase("home")), None);
    let (id, us) = table.originals().find(|(_, original)| original.text == "the U.S.").unwrap();
    assert_eq!((table.words_of(id), us.swapped), (&*table.phrase("the u.s."), 1.0));
}

#[test]
fn what_is_hardly_a_key_does_not_hide_a_shorter_one() {
    let rows = [row("ladies", "women", 0.9), row("ladies that", "women who", 0.05), row("the home", "the house", 0.05)];
    let table = SwapTable::from_rows(Dialect::AUTOBLOG, &rows);
    let longest = |text: &str| table.longest_key(&table.phrase(text)).map(|(length, _)| length);
    assert_eq!((longest("women who"), longest("the house")), (Some(1), Some(2)));
    let rows = [row("ladies", "women", 0.9), row("ladies that", "women who", 0.5)];
    let table = SwapTable::from_rows(Dialect::AUTOBLOG, &rows);
    assert_eq!(table.longest_key(&table.phrase("women who")).map(|(length, _)| length), Some(2));
}

#[test]
fn words_know_whether_they_stand_in_a_spun_phrase() {
    let table = small();
    assert!(table.is_in_spun(table.word("states")));
    assert!(!table.is_in_spun(table.word("house")) && !table.is_in_spun(table.word("nowhere")));
    assert_eq!(table.word("nowhere"), TableWord::NONE);
    for (id, word) in table.words() {
        assert_eq!(table.word(&word), id);
    }
}

#[test]
fn what_is_no_table_is_refused_with_the_remedy() {
    let refused = |bytes: Vec<u8>| SwapTable::open(bytes).err().unwrap().to_string();
    let sound = super::super::compile(Dialect::AUTOBLOG, &[row("home", "house", 0.9)]);
    assert!(refused(b"spun\toriginal".to_vec()).contains("not a compiled swap table; compile it again"));
    assert!(refused(sound[..30].to_vec()).contains("cut short"));
    assert!(refused(sound[..sound.len() - 1].to_vec()).contains("checksum"));
    let mut newer = sound.clone();
    newer[16] += 1;
    assert!(refused(newer).contains("format 7, but this program reads format 6"));
    let mut flipped = sound;
    *flipped.last_mut().unwrap() ^= 1;
    assert!(refused(flipped).contains("checksum"));
}

#[test]
fn a_damaged_header_is_refused_or_harmless() {
    let sound = super::super::compile(Dialect::AUTOBLOG, &[row("home", "house", 0.9)]);
    for (at, bit) in (0..HEADER_BYTES).flat_map(|at| [(at, 1), (at, 0x80)]) {
        let mut damaged = sound.clone();
        damaged[at] ^= bit;
        let is_source_hash = (HASH_AT..CHECKSUM_AT).contains(&at);
        assert_eq!(SwapTable::open(damaged).is_ok(), is_source_hash, "byte {at}");
    }
}

#[test]
fn what_only_looks_compiled_is_refused_when_it_is_opened() {
    let sound = super::super::compile(Dialect::AUTOBLOG, &[row("home", "house", 0.9)]);
    let refused = |part: Part, byte: u8| {
        let mut bytes = sound.clone();
        let length = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().unwrap()) as usize;
        let before = (0..part as usize).map(|part| length(LENGTHS_AT + 4 * part));
        let start = HEADER_BYTES + before.sum::<usize>();
        bytes[start..start + length(LENGTHS_AT + 4 * part as usize)].fill(byte);
        let checksum = xxh3_64(&bytes[HEADER_BYTES..]);
        bytes[CHECKSUM_AT..LENGTHS_AT].copy_from_slice(&checksum.to_le_bytes());
        SwapTable::open(bytes).err().unwrap().to_string()
    };
    assert!(refused(Part::Dialect, b'!').contains("its dialect is no name"));
    assert!(refused(Part::Postings, 0xff).contains("a posting names no original"));
    assert!(refused(Part::Texts, 0xff).contains("an original is no UTF-8"));
    assert!(refused(Part::Originals, 0xff).contains("the originals are cut short"));
    assert!(refused(Part::OriginalWords, 9).contains("an original has no words"));
    assert!(refused(Part::Numbers, 1).contains("words are missing"));
    assert!(refused(Part::Words, 0).contains("damaged"));
}

#[test]
fn rows_without_a_token_are_left_out() {
    let table = SwapTable::from_rows(
        Dialect::AUTOBLOG,
        &[row("home", "\u{200b}", 0.5), row("\u{200b}", "house", 0.5), row("home", "house", 0.5)],
    );
    assert_eq!(matches(&table, "home"), [(1, vec![("house".into(), 0.5)])]);
    assert_eq!(spun_phrases(&table), 1);
}

#[test]
fn an_empty_table_finds_nothing() {
    let table = SwapTable::from_rows(Dialect::AUTOBLOG, &[]);
    assert_eq!(table.words().count() + table.originals().count() + spun_phrases(&table), 0);
    assert_eq!(table.phrase("some words"), [TableWord::NONE; 2]);
}

proptest! {
    #[test]
    fn lookup_equals_brute_force(
        rows in prop::collection::vec(("[ab]( [abc]){0,3}", "[abx]( [abz]){0,2}", 1u8..=100), 0..40),
        text in prop::collection::vec("[abcdx]", 0..12),
    ) {
        let mut rows: Vec<Row> = rows.iter().map(|(s, o, w)| row(s, o, f32::from(*w) / 100.0)).collect();
        rows.retain(|row| row.spun != row.original);
        let table = SwapTable::from_rows(Dialect::AUTOBLOG, &rows);
        let text = text.join(" ");
        let starts = |phrase: &str| format!("{text} ").starts_with(&format!("{phrase} "));
        let mut expected: Vec<(usize, String)> = rows.iter().filter(|row| starts(&row.spun))
            .map(|row| (row.spun.split(' ').count(), row.original.clone())).collect();
        expected.sort();
        expected.dedup();
        let mut got = Vec::new();
        table.spun_matches(&table.phrase(&text), |length, postings| {
            got.extend(postings.iter().map(|p| (length, table.original(p.original).text.to_owned())));
        });
        got.sort();
        prop_assert_eq!(got, expected);
        let mut begun: Vec<(bool, usize)> = table.originals().filter(|(_, original)| starts(original.text))
            .map(|(id, original)| (table.is_likely_key(id), original.text.split(' ').count())).collect();
        begun.sort_unstable();
        let longest = begun.last().map(|&(_, words)| words);
        prop_assert_eq!(table.longest_key(&table.phrase(&text)).map(|(length, _)| length), longest);
        let mut phrases: Vec<&str> = rows.iter().map(|row| row.spun.as_str()).collect();
        phrases.sort_unstable();
        phrases.dedup();
        prop_assert_eq!(spun_phrases(&table), phrases.len());
    }
}
