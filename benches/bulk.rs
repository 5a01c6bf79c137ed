//! Speed of reading and writing corpora.
//!
//! | bench | what it tells |
//! |---|---|
//! | `read_and_write`, `restore` | bytes a second of each reader, with nothing restored and with one document of ten spun |
//! | `size` | megabytes of JSON Lines, 9 honest documents to 1 spun: is the time linear in the file? |
//! | `line` | megabytes of one document on one line: is it linear in the document? |
//! | `dense` | megabytes of which 22 words of 100 are substituted: is it linear in the substitutions? |
//! | `program` | threads: the whole program over a folder of 16 MB, 9 honest documents to 1 spun |
//!
//! `cargo bench --bench bulk`, or with the name of a bench behind it; the texts are the shipped fixtures, repeated. Peak memory is what
//! `/usr/bin/time -v unspin bulk PATH --out DIR --threads N` says of a corpus of one's own.

use std::cell::OnceCell;
use std::io::Cursor;
use std::process::Command;

use divan::Bencher;
use divan::counter::BytesCount;
use unspin::Restorer;
use unspin::corpus::{Compression, Fault, Format, Make, Options, Protection, Source, Text, Visitor};
use unspin::restorer::Worker;

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
    fn text(&mut self, _: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        let guard = OnceCell::new();
        if let Some(worker) = &mut self.worker {
            worker.suggest_in_parts(&text.without_code(), false, &mut |mut some| {
                some.retain(|made| guard.get_or_init(|| self.protection.guard(text)).allows(made));
                make(&some);
            });
        }
        Ok(())
    }

    fn fault(&mut self, _: Option<u64>, fault: &Fault) {
        panic!("{fault:?}");
    }
}

/// One document of ten spun, a megabyte of them.
fn corpus(format: Format) -> String {
    let texts = documents(1);
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

/// Megabytes of documents, one of ten spun.
fn documents(megabytes: usize) -> impl Iterator<Item = &'static str> {
    (0..250 * megabytes).map(|at| if at % 10 == 0 { SPUN } else { HONEST })
}

fn jsonl(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    texts.into_iter().map(|text| format!("{}\n", serde_json::json!({ "text": text.as_ref() }))).collect()
}

fn run(bencher: Bencher<'_, '_>, format: Format, restorer: Option<&Restorer>) {
    run_over(bencher, corpus(format), format, restorer);
}

fn run_over(bencher: Bencher<'_, '_>, corpus: String, format: Format, restorer: Option<&Restorer>) {
    let options = Options { max_document: 1 << 30, ..Options::default() };
    let mut pass = Pass { worker: restorer.map(Restorer::worker), protection: Protection::default() };
    bencher
        .counter(BytesCount::of_str(&corpus))
        .with_inputs(|| Cursor::new(corpus.clone().into_bytes()))
        .bench_local_values(|bytes| {
            let mut source =
                Source::read(Box::new(bytes), "x".as_ref(), format, Compression::None, &options).expect("memory");
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

fn restore_jsonl(bencher: Bencher<'_, '_>, texts: impl IntoIterator<Item = impl AsRef<str>>) {
    let restorer = Restorer::embedded().expect("embedded artefacts open");
    run_over(bencher, jsonl(texts), Format::Jsonl, Some(&restorer));
}

#[divan::bench(args = [1, 64], sample_count = 3)]
fn size(bencher: Bencher<'_, '_>, megabytes: usize) {
    restore_jsonl(bencher, documents(megabytes));
}

/// The texts on one line, and so in one document.
#[divan::bench(args = [1, 64], sample_count = 3)]
fn line(bencher: Bencher<'_, '_>, megabytes: usize) {
    restore_jsonl(bencher, [documents(megabytes).collect::<String>().replace('\n', " ")]);
}

#[divan::bench(args = [1, 64], sample_count = 3)]
fn dense(bencher: Bencher<'_, '_>, megabytes: usize) {
    // The article has 223 substitutions in 865 words; of 1014 they are 22 in a hundred.
    let document: String = SPUN.split_inclusive(' ').chain(HONEST.split_inclusive(' ').take(149)).collect();
    restore_jsonl(bencher, std::iter::repeat_n(&document, (megabytes << 20) / document.len()));
}

#[divan::bench(args = [1, 2], sample_count = 3)]
fn program(bencher: Bencher<'_, '_>, threads: usize) {
    let place = tempfile::tempdir().expect("a temporary directory");
    let corpus = jsonl(documents(4));
    std::fs::create_dir(place.path().join("in")).expect("a directory");
    for part in 0..4 {
        std::fs::write(place.path().join(format!("in/{part}.jsonl")), &corpus).expect("a file");
    }
    bencher.counter(BytesCount::new(4 * corpus.len())).bench_local(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unspin"));
        command.args(["bulk", "in", "--out", "out", "-q", "--threads", &threads.to_string()]);
        assert!(command.current_dir(place.path()).status().expect("the program starts").success());
    });
}
