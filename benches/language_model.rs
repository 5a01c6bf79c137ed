//! How long one score and one word take.
//!
//! A real model and a real text give real figures, since nearly all the time goes into waiting for memory:
//! `UNSPIN_MODEL=english.lm UNSPIN_TEXT=news.txt cargo bench --bench language_model`. Without them a tiny model is trained
//! on the spot, which shows the time without that waiting.

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use unspin::language_model::{LanguageModel, Options, Trainer, WordId};
use unspin::text::{normalise, tokens};

const TINY: &str = include_str!("../fixtures/tiny.txt");

fn main() {
    divan::main();
}

fn model() -> LanguageModel {
    let bytes = match std::env::var_os("UNSPIN_MODEL") {
        Some(path) => std::fs::read(path).expect("UNSPIN_MODEL can be read"),
        None => {
            let scratch = || tempfile::tempfile();
            let options = Options { min_count: 1, cutoffs: vec![0], ..Options::default() };
            let mut trainer = Trainer::new(options, &scratch).expect("sound options");
            trainer.read(Path::new("tiny"), TINY.as_bytes()).expect("readable text");
            trainer.train().expect("trainable text").compile()
        }
    };
    LanguageModel::open(bytes).expect("a sound model")
}

fn normals() -> Vec<String> {
    let text = match std::env::var_os("UNSPIN_TEXT") {
        Some(path) => std::fs::read_to_string(path).expect("UNSPIN_TEXT can be read"),
        None => TINY.to_owned(),
    };
    let mut normal = String::new();
    let normal_of = |token: unspin::text::Token<'_>| {
        normalise(token.text, &mut normal);
        normal.clone()
    };
    tokens(&text).map(normal_of).collect()
}

#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let (model, normals) = (model(), normals());
    bencher
        .counter(ItemsCount::new(normals.len()))
        .bench_local(|| normals.iter().filter(|normal| model.word(normal) == WordId::UNKNOWN).count());
}

/// Each word after the words before it.
#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    let model = model();
    let words: Vec<WordId> = normals().iter().map(|normal| model.word(normal)).collect();
    bencher.counter(ItemsCount::new(words.len())).bench_local(|| {
        words.iter().fold((0, model.begin()), |(sum, context), &word| {
            let (cost, next) = model.score(&context, word);
            (sum + i64::from(cost), next)
        })
    });
}

/// Eight words after each context, as a lattice asks for them: the next one and seven from elsewhere in the text.
#[divan::bench]
fn candidates(bencher: Bencher<'_, '_>) {
    let model = model();
    let words: Vec<WordId> = normals().iter().map(|normal| model.word(normal)).collect();
    bencher.counter(ItemsCount::new(words.len() * 8)).bench_local(|| {
        let (mut sum, mut context) = (0, model.begin());
        for (i, &word) in words.iter().enumerate() {
            for other in 1..8 {
                sum += i64::from(model.score(&context, words[(i * 31 + other * 7919) % words.len()]).0);
            }
            let (cost, next) = model.score(&context, word);
            (sum, context) = (sum + i64::from(cost), next);
        }
        sum
    });
}
