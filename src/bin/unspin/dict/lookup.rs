//! `unspin dict lookup`: the originals of a phrase, and what the phrase is itself swapped for.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::review::display::visible;
use unspin::swaps::{Dialect, Row, shipped, source};

use crate::dictionary::Dictionary;
use crate::screen::stdout_error;

/// What was typed after `dict lookup`.
#[derive(clap::Args)]
pub struct Args {
    /// The phrase, in any casing
    #[arg(required = true)]
    phrase: Vec<String>,
    /// Search this dialect only; may be given again
    #[arg(long = "dialect", value_name = "NAME")]
    dialects: Vec<Dialect>,
    /// Search this table too, TSV or compiled; may be given again
    #[arg(long = "dictionary", value_name = "FILE")]
    dictionaries: Vec<PathBuf>,
}

/// Prints what is found; fails when nothing is.
///
/// # Errors
///
/// When a dictionary cannot be read, or standard output fails.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let normal = source::normal_phrase(&args.phrase.join(" "));
    let mut rows: Vec<Row> = Vec::new();
    for table in shipped::TABLES {
        rows.extend(table.rows());
    }
    for path in &args.dictionaries {
        rows.extend(Dictionary::open(path)?.into_rows());
    }
    rows.retain(|row| args.dialects.is_empty() || args.dialects.contains(&row.dialect));
    let of_spun: Vec<&Row> = rows.iter().filter(|row| row.spun == normal).collect();
    let of_original: Vec<&Row> = rows.iter().filter(|row| source::normal_phrase(&row.original) == normal).collect();
    let found = !of_spun.is_empty() || !of_original.is_empty();
    let mut out = io::stdout().lock();
    let shown = visible(&normal);
    (|| {
        show(&mut out, &format!("{shown}: put in the place of"), of_spun, |row| &row.original)?;
        show(&mut out, &format!("{shown}: swapped for"), of_original, |row| &row.spun)?;
        if found { Ok(()) } else { writeln!(out, "{shown}: in no table, neither as a spun phrase nor as an original") }
    })()
    .map_err(stdout_error)?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rows under their heading, heaviest first: phrase, weight, dialect, note.
fn show(out: &mut impl Write, heading: &str, mut rows: Vec<&Row>, column: fn(&Row) -> &str) -> io::Result<()> {
    rows.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    for (place, row) in rows.iter().enumerate() {
        if place == 0 {
            writeln!(out, "{heading}")?;
        }
        let line =
            format!("  {:<32} {:.4}  {:<10} {}", visible(column(row)), row.weight, row.dialect, visible(&row.note));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
