//! Speed of a review: a list read, settled in its text, and found again in a text that has changed.
//!
//! `cargo bench --bench review`; the text is a shipped fixture, repeated. Twice the text should take twice the time.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use unspin::Restorer;
use unspin::review::csv::Layout;
use unspin::review::settle::{Blank, Policy, settle};
use unspin::review::{Review, Row, rows};

const SPUN: &str = include_str!("../fixtures/spun/article.txt");

/// How often the fixture is repeated.
const SIZES: [usize; 3] = [50, 100, 200];

fn main() {
    divan::main();
}

/// The fixture `times` over, each time under a number, and the rows of it.
fn sample(times: usize) -> (String, Vec<Row>) {
    let text: String = (0..times).map(|number| format!("Report {number}.\n\n{SPUN}\n")).collect();
    let substitutions = Restorer::embedded().expect("embedded artefacts open").suggest(&text);
    let rows = rows("a.txt", &text, &substitutions);
    (text, rows)
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_list(bencher: Bencher<'_, '_>, times: usize) {
    let (_, rows) = sample(times);
    let items = ItemsCount::new(rows.len());
    let mut csv = Vec::new();
    Review::new(rows).write(&mut csv, Path::new("memory"), Layout::default()).expect("memory takes everything");
    bencher.counter(items).bench_local(|| Review::read(&csv[..], Path::new("memory")));
}

fn settled(bencher: Bencher<'_, '_>, text: &str, rows: &[Row], rebase: bool) {
    let rows: Vec<&Row> = rows.iter().collect();
    let policy = Policy { blank: Blank::Accept, rebase };
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| settle(text, &rows, policy));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn settle_list(bencher: Bencher<'_, '_>, times: usize) {
    let (text, rows) = sample(times);
    settled(bencher, &text, &rows, false);
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn rebase_list(bencher: Bencher<'_, '_>, times: usize) {
    let (text, rows) = sample(times);
    settled(bencher, &format!("Added.\n\n{text}"), &rows, true);
}
