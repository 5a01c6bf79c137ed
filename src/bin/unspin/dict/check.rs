//! `unspin dict check`: every fault with file, line and remedy.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::swaps::keep::{self, Kept};
use unspin::swaps::{Fault, Row, lint};

use super::label;
use crate::screen::stdout_error;

/// What was typed after `dict check`.
#[derive(clap::Args)]
pub struct Args {
    /// Tables (TSV); those that begin with the columns phrase and reason are keep lists, held against the tables
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Checks the files one by one, then each keep list against each table.
///
/// # Errors
///
/// When a file cannot be read.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let mut tables: Vec<(Vec<Row>, String)> = Vec::new();
    let mut lists: Vec<(Vec<Kept>, String)> = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    for path in &args.files {
        let text = std::fs::read(path).map_err(|source| Error::Io { path: path.clone(), source })?;
        let label = label(path);
        if text.starts_with(keep::HEADER.as_bytes()) {
            match keep::check(&text[..], &label) {
                Ok(list) => lists.push((list, label)),
                Err(more) => faults.extend(more),
            }
        } else {
            match lint::check(&text[..], &label) {
                Ok(rows) => tables.push((rows, label)),
                Err(more) => faults.extend(more),
            }
        }
    }
    for (list, file) in &lists {
        for (rows, table) in &tables {
            faults.extend(keep::contradictions((list, file), (rows, table)));
        }
    }
    let mut out = io::stdout().lock();
    faults.iter().try_for_each(|fault| writeln!(out, "{fault}")).map_err(stdout_error)?;
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
