//! `unspin dict`: swap tables checked, searched, counted, imported, compiled and learnt.

mod check;
mod compile;
mod import;
mod learn;
mod lookup;
mod stats;
mod thesaurus;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use unspin::Error;
use unspin::corpus::atomic;
use unspin::swaps::inflect::expand;
use unspin::swaps::{self, Dialect, Row, source};

use crate::screen::stdout_error;

/// What can be done with swap tables.
#[derive(Subcommand)]
pub enum Dict {
    /// Check swap tables and keep lists: order, duplicates, normal forms, weights, cycles, contradictions
    Check(check::Args),
    /// Show the originals of a spun phrase, and what the phrase is itself swapped for
    Lookup(lookup::Args),
    /// Count what tables hold: rows, phrases, where they came from
    Stats(stats::Args),
    /// Make a table of a spinner's thesaurus, of spintax, of two columns, or of a list of tortured phrases
    Import(import::Args),
    /// Compile a table for --dictionary, which then opens it at once
    Compile(compile::Args),
    /// Count a swap table from a spun text and its original, line by line
    Learn(learn::Args),
    /// Make a table for unknown spinners from WordNet and a corpus
    Thesaurus(thesaurus::Args),
}

/// Does what `dict` says.
///
/// # Errors
///
/// When a file cannot be read or written, or is malformed.
pub fn run(dict: Dict) -> Result<ExitCode, Error> {
    match dict {
        Dict::Check(args) => check::run(&args),
        Dict::Lookup(args) => lookup::run(&args),
        Dict::Stats(args) => stats::run(&args),
        Dict::Import(args) => import::run(&args),
        Dict::Compile(args) => compile::run(&args),
        Dict::Learn(args) => learn::run(args),
        Dict::Thesaurus(args) => thesaurus::run(&args),
    }
}

/// Whether a table of that name is to be written compiled.
fn is_compiled_name(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|extension| matches!(extension, "swaps" | "bin"))
}

/// Writes a table: compiled, for `dialect`, where the name of `output` says so, else as TSV; to standard output without one.
fn write_table(output: Option<&Path>, dialect: Dialect, rows: &[Row]) -> Result<(), Error> {
    match output {
        None => source::write(io::stdout().lock(), rows).map_err(stdout_error),
        Some(path) if is_compiled_name(path) => atomic::write(path, &swaps::compile(dialect, &expand(rows))),
        Some(path) => {
            let mut bytes = Vec::new();
            source::write(&mut bytes, rows).expect("memory takes everything");
            atomic::write(path, &bytes)
        }
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    File::open(path).map(BufReader::new).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn label(path: &Path) -> String {
    path.display().to_string()
}
