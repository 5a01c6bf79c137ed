use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use unspin::Restorer;
use unspin::review::csv::{COLUMNS, Layout};
use unspin::review::settle::{Policy, settle};
use unspin::review::{Decision, Review, Row, rows};
use unspin::substitution::apply;

use crate::binary::{HONEST, Place, SPUN};

static RESTORER: LazyLock<Restorer> =
    LazyLock::new(|| Restorer::builder().min_confidence(0.1).build().expect("the embedded parts"));

/// What a spreadsheet did to a file.
#[derive(Clone, Debug)]
struct Mangling {
    delimiter: u8,
    /// 0 for UTF-8, 1 with a byte order mark, 2 and 3 for UTF-16 of both byte orders.
    encoding: u8,
    carriage_returns: bool,
    decimal_comma: bool,
    /// Sorts rows and columns anew.
    seed: u64,
    extra_columns: bool,
    blank_rows: bool,
}

fn mangling() -> impl Strategy<Value = Mangling> {
    let delimiter = prop::sample::select(b",;\t".to_vec());
    (delimiter, 0..4u8, any::<[bool; 4]>(), any::<u64>()).prop_map(|(delimiter, encoding, flags, seed)| {
        let [carriage_returns, decimal_comma, extra_columns, blank_rows] = flags;
        Mangling { delimiter, encoding, carriage_returns, decimal_comma, seed, extra_columns, blank_rows }
    })
}

impl Mangling {
    fn of(&self, csv: &[u8]) -> Vec<u8> {
        let mut table: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(csv)
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let mut random = fastrand::Rng::with_seed(self.seed);
        if self.decimal_comma {
            for column in ["confidence", "gain"] {
                let at = COLUMNS.iter().position(|name| *name == column).unwrap();
                table[1..].iter_mut().for_each(|row| row[at] = row[at].replace('.', ","));
            }
        }
        if self.extra_columns {
            table.iter_mut().enumerate().for_each(|(at, row)| row.push(format!("note; {at},\"so\"")));
        }
        random.shuffle(&mut table[1..]);
        let mut columns: Vec<usize> = (0..table[0].len()).collect();
        random.shuffle(&mut columns);
        if self.blank_rows {
            let blank = vec![String::new(); columns.len()];
            table.insert(1, blank.clone());
            table.push(blank);
        }
        let terminator = if self.carriage_returns { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter).terminator(terminator).from_writer(Vec::new());
        for row in table {
            writer.write_record(columns.iter().map(|&at| &row[at])).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        match self.encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }
}

/// Sentences, spun and honest, between white space and oddities of all kinds.
fn document() -> impl Strategy<Value = String> {
    let sentences: Vec<&str> = [SPUN, HONEST, SPUN].iter().flat_map(|text| text.split_inclusive(['.', ','])).collect();
    let sentence = prop::sample::select(sentences);
    let between =
        prop::sample::select(vec![" ", "\n", "\r\n", "\n\n", "\t=1+1 ", " \u{202e}é ", " \"so\"; ", " ⏎\\ ", "\u{a0}"]);
    prop::collection::vec((sentence, between), 4..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(sentence, between)| [sentence, between]).collect())
}

fn decision() -> impl Strategy<Value = Decision> {
    prop_oneof![
        2 => Just(Decision::Undecided),
        4 => Just(Decision::Accept),
        2 => Just(Decision::Reject),
        1 => "[-=+@'\"⏎a-z\r\n\t;, é]{0,8}|accept|yes|TRUE|1/2".prop_map(Decision::Other),
    ]
}

/// What the reviewer asked for, made without any of the code under test.
fn directly(text: &str, rows: &[Row]) -> String {
    let mut out = text.to_owned();
    for row in rows.iter().rev() {
        match &row.decision {
            Decision::Accept => out.replace_range(row.span.clone(), &row.original),
            Decision::Other(original) => out.replace_range(row.span.clone(), original),
            Decision::Undecided | Decision::Reject => {}
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_is_applied_is_what_was_accepted(
        documents in prop::collection::vec(document(), 1..3),
        decisions in prop::collection::vec(decision(), 1..40),
        mangling in mangling(),
    ) {
        let mut decisions = decisions.iter().cycle();
        let mut all = Vec::new();
        let mut expected = Vec::new();
        for (number, text) in documents.iter().enumerate() {
            let mut found = rows(&format!("-in/a.jsonl#{number}"), text, &RESTORER.suggest(text));
            found.iter_mut().zip(&mut decisions).for_each(|(row, decision)| row.decision = decision.clone());
            expected.push(directly(text, &found));
            all.extend(found);
        }
        let mut csv = Vec::new();
        Review::new(all).write(&mut csv, Path::new("subs.csv"), Layout::default()).unwrap();
        let review = Review::read(&mangling.of(&csv)[..], Path::new("subs.csv")).unwrap();
        for document in review.documents() {
            let number: usize = document.name.rsplit_once('#').unwrap().1.parse().unwrap();
            let rows: Vec<&Row> = document.rows.iter().map(|&at| &review.rows()[at]).collect();
            let settled = settle(&documents[number], &rows, Policy::default());
            prop_assert_eq!(apply(&documents[number], &settled.substitutions), &expected[number][..]);
        }
    }
}

/// The same once more with the real binary, and with what each spreadsheet does.
#[test]
fn the_binary_applies_what_spreadsheets_saved() {
    let place = Place::new();
    let documents = [("a.txt", SPUN.to_owned()), ("b.md", format!("# Note\r\n\r\n{}", SPUN.replace('\n', "\r\n")))];
    for (name, text) in &documents {
        place.file(name, text);
    }
    let run = place.unspin(&["fix", "a.txt", "b.md", "-q", "--report", "subs.csv"]);
    assert_eq!(run.status, 0, "{run:?}");
    let mut review = Review::read(&place.read("subs.csv")[..], Path::new("subs.csv")).unwrap();
    for row in 0..review.rows().len() {
        let decisions = [
            Decision::Accept,
            Decision::Reject,
            Decision::Undecided,
            Decision::Other("=1+1, \u{201c}no\u{201d}".into()),
        ];
        review.decide(row, decisions[row % 4].clone());
    }
    let mut csv = Vec::new();
    review.write(&mut csv, Path::new("subs.csv"), Layout::default()).unwrap();
    for (delimiter, encoding) in [(b',', 0), (b';', 1), (b'\t', 2), (b',', 3)] {
        let (carriage_returns, decimal_comma) = (encoding > 0, delimiter == b';');
        let (extra_columns, blank_rows) = (encoding == 1, encoding == 2);
        let mangling =
            Mangling { delimiter, encoding, carriage_returns, decimal_comma, seed: 7, extra_columns, blank_rows };
        place.file("saved.csv", mangling.of(&csv));
        let run = place.unspin(&["apply", "saved.csv", "--out", "out"]);
        assert_eq!(run.status, 0, "{run:?}");
        for (name, text) in &documents {
            let rows: Vec<Row> = review.rows().iter().filter(|row| row.document == *name).cloned().collect();
            assert!(rows.len() > 8, "{name}");
            assert_eq!(String::from_utf8(place.read(&format!("out/{name}"))).unwrap(), directly(text, &rows));
        }
    }
}
