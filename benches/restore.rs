//! Speed of the main job: bytes a second of spun and of honest text on one thread, and what one article costs.
//!
//! `cargo bench --bench restore`; the texts are the shipped fixtures, repeated, which suits the cache, and the same spun anew each time,
//! which suits it less. `UNSPIN_TEXT=spun.txt` takes a text of one's own for the varied one.

use divan::Bencher;
use divan::counter::BytesCount;
use unspin::Restorer;
use unspin::channel::spinner::Spinner;

const SPUN: &str = include_str!("../fixtures/spun/article.txt");
const HONEST: &str = include_str!("../fixtures/spun/article.original.txt");

/// Honest texts of several kinds.
const ORIGINALS: [&str; 4] = [
    HONEST,
    include_str!("../fixtures/spun/advice.original.txt"),
    include_str!("../fixtures/spun/general.original.txt"),
    include_str!("../fixtures/spun/paper.original.txt"),
];

fn main() {
    divan::main();
}

/// `text`, paragraph after paragraph, until there are `bytes` of it.
fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes.div_ceil(text.len()))
}

/// A megabyte of spun text in which no article is twice, each with synonyms of its own.
fn varied(restorer: &Restorer) -> String {
    if let Some(path) = std::env::var_os("UNSPIN_TEXT") {
        return std::fs::read_to_string(path).expect("UNSPIN_TEXT can be read");
    }
    let spinner = Spinner::new(restorer.dialects().channel(0));
    let mut random = fastrand::Rng::with_seed(1);
    let mut text = String::new();
    for original in ORIGINALS.iter().cycle() {
        text.push_str(&spinner.spin(original, 0.98, || random.f64()).text);
        if text.len() >= 1 << 20 {
            break;
        }
    }
    text
}

fn restore(bencher: Bencher<'_, '_>, text: &str) {
    let restorer = Restorer::embedded().expect("embedded artefacts open");
    let mut worker = restorer.worker();
    bencher.counter(BytesCount::of_str(text)).bench_local(|| worker.restore(text));
}

#[divan::bench]
fn spun_article(bencher: Bencher<'_, '_>) {
    restore(bencher, SPUN);
}

#[divan::bench(sample_count = 10)]
fn spun_megabyte(bencher: Bencher<'_, '_>) {
    restore(bencher, &repeated(SPUN, 1 << 20));
}

#[divan::bench(sample_count = 10)]
fn spun_megabyte_varied(bencher: Bencher<'_, '_>) {
    let restorer = Restorer::embedded().expect("embedded artefacts open");
    restore(bencher, &varied(&restorer));
}

/// All on one line: the cost of a byte must not depend on the length of a line.
#[divan::bench(sample_count = 10)]
fn spun_megabyte_on_one_line(bencher: Bencher<'_, '_>) {
    restore(bencher, &repeated(SPUN, 1 << 20).replace('\n', " "));
}

#[divan::bench(sample_count = 10)]
fn honest_megabyte(bencher: Bencher<'_, '_>) {
    restore(bencher, &repeated(HONEST, 1 << 20));
}

#[divan::bench(sample_count = 20)]
fn open_embedded(bencher: Bencher<'_, '_>) {
    bencher.bench_local(Restorer::embedded);
}
