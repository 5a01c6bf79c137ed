//! Speed of the main job: bytes a second of spun and of honest text on one thread, and what one article costs.
//!
//! `cargo bench --bench restore`; the texts are the shipped fixtures, repeated.

use divan::Bencher;
use divan::counter::BytesCount;
use unspin::Restorer;

const SPUN: &str = include_str!("../fixtures/spun/article.txt");
const HONEST: &str = include_str!("../fixtures/spun/article.original.txt");

fn main() {
    divan::main();
}

/// `text`, paragraph after paragraph, until there are `bytes` of it.
fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes.div_ceil(text.len()))
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
