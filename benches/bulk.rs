//! Speed of reading and writing corpora: bytes a second of each reader with nothing restored, and of filters with words replaced.
//!
//! `cargo bench --bench bulk`; the texts are the shipped fixtures, repeated. The whole program is timed over a corpus of
//! one's own with `time unspin bulk PATH --out DIR --threads N`.

use std::io::Cursor;

use divan::Bencher;
use divan::counter::BytesCount;
use unspin::Restorer;
use unspin::corpus::{Compression, Fault, Format, Options, Protection, Source, Text, Visitor};
use unspin::restorer::Worker;
use unspin::substitution::Substitution;

const SPUN: &str = include_str!("../fixtures/spun/article.txt");
const HONEST: &str = include_str!("../fixtures/spun/article.original.txt");

fn main() {
    divan::main();
}

/// Restores, or only reads.
struct Pass<'r> {
    worker: Option<Worker<'r>>,
    protection: Protection,
}

impl Visitor for Pass<'_> {
    fn text(&mut self, _: Option<u64>, text: &Text<'_>) -> Vec<Substitution> {
        let substitutions = self.worker.as_mut().map(|worker| worker.suggest(&text.without_code()).0);
        self.protection.keep(text, substitutions.unwrap_or_default())
    }

    fn fault(&mut self, _: Option<u64>, fault: &Fault) {
        panic!("{fault:?}");
    }
}

/// One document of ten spun, a megabyte of them.
fn corpus(format: Format) -> String {
    let texts = (0..250).map(|at| if at % 10 == 0 { SPUN } else { HONEST });
    match format {
        Format::Jsonl => texts.map(|text| format!("{}\n", serde_json::json!({ "id": 1.5, "text": text }))).collect(),
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(["id", "text"]).expect("memory");
            texts.for_each(|text| csv.write_record(["1", text]).expect("memory"));
            String::from_utf8(csv.into_inner().expect("memory")).expect("text")
        }
        Format::Html => texts.map(|text| format!("<p class=a>{}</p>\n", text.replace('\n', "</p><p>"))).collect(),
        _ => texts.collect(),
    }
}

fn run(bencher: Bencher<'_, '_>, format: Format, restorer: Option<&Restorer>) {
    let corpus = corpus(format);
    let mut pass = Pass { worker: restorer.map(Restorer::worker), protection: Protection::default() };
    bencher
        .counter(BytesCount::of_str(&corpus))
        .with_inputs(|| Cursor::new(corpus.clone().into_bytes()))
        .bench_local_values(|bytes| {
            let mut source =
                Source::read(Box::new(bytes), "x".as_ref(), format, Compression::None, &Options::default())
                    .expect("memory");
            let mut out = Vec::new();
            while let Some(batch) = source.next_batch().expect("memory") {
                batch.rewrite(&mut pass, &mut out);
            }
            out
        });
}

const FORMATS: [Format; 5] = [Format::Text, Format::Markdown, Format::Html, Format::Jsonl, Format::Csv];

#[divan::bench(args = FORMATS, sample_count = 20)]
fn read_and_write(bencher: Bencher<'_, '_>, format: Format) {
    run(bencher, format, None);
}

#[divan::bench(args = FORMATS, sample_count = 10)]
fn restore(bencher: Bencher<'_, '_>, format: Format) {
    let restorer = Restorer::embedded().expect("embedded artefacts open");
    run(bencher, format, Some(&restorer));
}
