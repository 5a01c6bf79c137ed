//! Compiles the swap tables into FSTs that are embedded in the library.
//!
//! The tables are read, checked and compiled by the library's own files, included here by path.
#![allow(dead_code, unused_imports, clippy::print_stdout, clippy::print_stderr, clippy::exit)]

use std::path::Path;
use std::{env, fs, process};

#[path = "../src/swaps/beginnings.rs"]
mod beginnings;
#[path = "../src/swaps/compile.rs"]
mod compile;
#[path = "../src/swaps/cycles.rs"]
mod cycles;
#[path = "../src/swaps/dialect.rs"]
mod dialect;
#[path = "../src/swaps/endings.rs"]
mod endings;
#[path = "../src/swaps/inflect.rs"]
mod inflect;
#[path = "../src/text/inflection.rs"]
mod inflection;
#[path = "../src/swaps/lint.rs"]
mod lint;
#[path = "../src/text/normal_form.rs"]
mod normal_form;
#[path = "../src/swaps/source.rs"]
mod source;
#[path = "../src/text/tokens.rs"]
mod tokens;

use dialect::Dialect;

mod text {
    pub(crate) use crate::inflection;
    pub use crate::normal_form::{normalise, normalise_with_digits};
    pub use crate::tokens::{Kind, tokens};
}

/// The dialects that ship, each with its tables.
const DIALECTS: [(Dialect, &[&str]); 3] = [
    (Dialect::AUTOBLOG, &["dictionaries/autoblog.tsv", "dictionaries/autoblog-written.tsv"]),
    (Dialect::ACADEMIC, &["dictionaries/academic.tsv"]),
    (Dialect::GENERAL, &["dictionaries/general.tsv"]),
];

/// The code that decides what the compiled table looks like.
const CODE: [&str; 13] = [
    "dictionaries/build.rs",
    "src/swaps/beginnings.rs",
    "src/swaps/compile.rs",
    "src/swaps/cycles.rs",
    "src/swaps/dialect.rs",
    "src/swaps/endings.rs",
    "src/swaps/inflect.rs",
    "src/swaps/lint.rs",
    "src/swaps/source.rs",
    "src/text/inflection",
    "src/text/inflection.rs",
    "src/text/normal_form.rs",
    "src/text/tokens.rs",
];

fn main() {
    for file in CODE {
        println!("cargo::rerun-if-changed={file}");
    }
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut faults = Vec::new();
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
        let to = Path::new(&out).join(format!("{dialect}.swaps"));
        let bytes = compile::compile(dialect, &inflect::expand(&rows));
        fs::write(&to, bytes).unwrap_or_else(|e| fail(&[format!("{}: {e}", to.display())]));
    }
    if !faults.is_empty() {
        fail(&faults);
    }
}

/// Ends the build with every fault on its own line.
fn fail(faults: &[String]) -> ! {
    for fault in faults {
        println!("cargo::error={fault}");
    }
    process::exit(1)
}
