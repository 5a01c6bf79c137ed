//! `unspin dict learn`: a table counted from texts and what a spinner made of them.

use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::swaps::Dialect;
use unspin::swaps::learn::{Options, Pairs};

use super::{label, open, write_table};
use crate::dictionary::Dictionary;

/// What was typed after `dict learn`.
#[derive(clap::Args)]
pub struct Args {
    /// What the spinner made of it
    spun: PathBuf,
    /// The original, with the same lines
    original: PathBuf,
    /// The swaps, where they are known: line, char, spun, original (TSV)
    #[arg(long, value_name = "TSV")]
    edits: Option<PathBuf>,
    /// Improve this table: its counts and the new ones are added up, rows without counts stay
    #[arg(long, value_name = "TSV")]
    improve: Option<PathBuf>,
    /// Where to write the table: NAME.swaps compiled, any other name as TSV; to standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The dialect written into the rows: a name of your own, or a built-in one
    #[arg(long, value_name = "NAME", default_value_t = Dialect::AUTOBLOG)]
    dialect: Dialect,
    /// Leave out swaps seen fewer times
    #[arg(long, default_value_t = 1, value_name = "N")]
    min_count: u32,
}

/// Counts the table.
///
/// # Errors
///
/// When a file cannot be read or written, or is malformed.
pub fn run(args: Args) -> Result<ExitCode, Error> {
    let Args { spun, original, edits, improve, output, dialect, min_count } = args;
    let known = improve.as_deref().map(Dictionary::open).transpose()?.map(Dictionary::into_rows);
    let mut pairs = Pairs::read((open(&spun)?, &label(&spun)), (open(&original)?, &label(&original)))?;
    match edits {
        Some(edits) => pairs.read_edits(open(&edits)?, &label(&edits))?,
        None => pairs.mine(),
    }
    let options = Options { dialect, min_count };
    let rows = match known {
        Some(known) => pairs.improve(known, options),
        None => pairs.rows(options),
    };
    write_table(output.as_deref(), dialect, &rows)?;
    Ok(ExitCode::SUCCESS)
}
