//! Compiles the swap tables, and finds out what the language model knows of their words; both are embedded in the library.
//!
//! All of it is done by the library's own files, included here by path.
#![allow(dead_code, unused_imports, clippy::print_stdout, clippy::print_stderr, clippy::exit)]

use std::path::Path;
use std::{env, fs, process};

#[path = "../src/error.rs"]
mod error;
#[path = "../src/memory.rs"]
mod memory;

#[path = "../src/text"]
mod text {
    pub mod casing;
    pub mod inflection;
    pub mod normal_form;
    pub mod tokens;

    pub use casing::Casing;
    pub use normal_form::{normalise, normalise_with_digits};
    pub use tokens::{Kind, tokens};
}

#[path = "../src/language_model"]
mod language_model {
    pub mod compiled;
    pub mod context;
    mod format;
    mod quantise;
    pub mod scorer;
    mod table;
    mod words;

    pub use compiled::LanguageModel;
    pub use context::Context;
    pub use scorer::{Scorer, Unigram};
    pub use words::{Cost, MAX_ORDER, WordId, word_hash};
}

#[path = "../src/swaps"]
mod swaps {
    pub mod beginnings;
    pub mod compile;
    mod cycles;
    mod dialect;
    pub mod endings;
    mod firsts;
    mod format;
    pub mod hashed;
    mod ids;
    pub mod inflect;
    pub mod lint;
    mod slips;
    pub mod source;
    pub mod table;

    pub use compile::compile;
    pub use ids::{OriginalId, Posting, TableWord};
    pub use source::{Dialect, Fault, MalformedDialect, Row};
    pub use table::{Original, SwapTable};
}

#[path = "../src/channel"]
mod channel {
    pub mod lexicon;
    pub mod parts;
    pub mod swap_rate;
    pub mod threshold;
    pub mod vocabulary;
}

use channel::lexicon::Lexicon;
use channel::vocabulary::Vocabulary;
use error::Error;
use language_model::LanguageModel;
use swaps::{Dialect, SwapTable, compile, inflect, lint};

/// The dialects that ship, each with its tables.
const DIALECTS: [(Dialect, &[&str]); 3] = [
    (Dialect::AUTOBLOG, &["dictionaries/autoblog.tsv", "dictionaries/autoblog-written.tsv"]),
    (Dialect::ACADEMIC, &["dictionaries/academic.tsv"]),
    (Dialect::GENERAL, &["dictionaries/general.tsv"]),
];

/// The code and the model that decide what the compiled tables look like.
const SOURCES: [&str; 12] = [
    "dictionaries/build.rs",
    "dictionaries/english.lm",
    "src/channel/lexicon.rs",
    "src/channel/parts.rs",
    "src/channel/swap_rate.rs",
    "src/channel/threshold.rs",
    "src/channel/vocabulary.rs",
    "src/error.rs",
    "src/language_model",
    "src/memory.rs",
    "src/swaps",
    "src/text",
];

fn main() {
    for file in SOURCES {
        println!("cargo::rerun-if-changed={file}");
    }
    let (mut dialects, mut faults) = (Vec::new(), Vec::new());
    for (dialect, files) in DIALECTS {
        let mut rows = Vec::new();
        for &file in files {
            println!("cargo::rerun-if-changed={file}");
            let table = fs::File::open(file)
                .unwrap_or_else(|e| fail(&[format!("{file}: {e}; restore it from the repository")]));
            match lint::check(table, file) {
                Ok(more) => rows.extend(more),
                Err(more) => faults.extend(more.iter().map(ToString::to_string)),
            }
        }
        dialects.push((dialect, rows));
    }
    if !faults.is_empty() {
        fail(&faults);
    }
    let model = LanguageModel::embedded().unwrap_or_else(|e| fail(&[e.to_string()]));
    let mut tables = Vec::new();
    for (dialect, rows) in dialects {
        let compiled = compile(dialect, &inflect::expand(&rows));
        write(&format!("{dialect}.swaps"), &compiled);
        let table = SwapTable::open(compiled).unwrap_or_else(|e| fail(&[e.to_string()]));
        let lexicon = Lexicon::new(&model, &table);
        write(&format!("{dialect}.lexicon"), &lexicon.to_bytes());
        tables.push((table, lexicon));
    }
    let tables: Vec<_> = tables.iter().map(|(table, lexicon)| (table, lexicon)).collect();
    write("vocabulary", &Vocabulary::new(&model, &tables).to_bytes());
}

/// Writes what the library embeds under this name.
fn write(name: &str, bytes: &[u8]) {
    let to = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    fs::write(&to, bytes).unwrap_or_else(|e| fail(&[format!("{}: {e}", to.display())]));
}

/// Ends the build with every fault on its own line.
fn fail(faults: &[String]) -> ! {
    for fault in faults {
        println!("cargo::error={fault}");
    }
    process::exit(1)
}
