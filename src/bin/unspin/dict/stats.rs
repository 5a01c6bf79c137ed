//! `unspin dict stats`: what tables hold, in figures.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::review::display::visible;
use unspin::swaps::stats::Stats;
use unspin::swaps::{Dialect, Row, shipped};

use crate::dictionary::Dictionary;
use crate::screen::stdout_error;

/// What was typed after `dict stats`.
#[derive(clap::Args)]
pub struct Args {
    /// Tables, TSV or compiled; the built-in ones when none is given
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Prints the figures of each dialect.
///
/// # Errors
///
/// When a table cannot be read, or standard output fails.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let mut rows: Vec<Row> = Vec::new();
    if args.files.is_empty() {
        shipped::TABLES.iter().for_each(|table| rows.extend(table.rows()));
    }
    for path in &args.files {
        rows.extend(Dictionary::open(path)?.into_rows());
    }
    let mut out = io::stdout().lock();
    for (place, (dialect, stats)) in Stats::by_dialect(&rows).iter().enumerate() {
        if place > 0 {
            writeln!(out).map_err(stdout_error)?;
        }
        write(&mut out, *dialect, stats).map_err(stdout_error)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(out: &mut impl Write, dialect: Dialect, stats: &Stats) -> io::Result<()> {
    let mut line = |name: &str, figure: String| writeln!(out, "  {:<28} {figure:>8}", visible(name));
    // The heading is a line without a figure.
    line(dialect.name(), String::new())?;
    line("rows", stats.rows.to_string())?;
    line("spun phrases", stats.spun.to_string())?;
    line("originals", stats.originals.to_string())?;
    line("originals per spun phrase", format!("{:.2}", stats.originals_per_spun()))?;
    line("two-way pairs", stats.two_way.to_string())?;
    for (words, &phrases) in (1..).zip(&stats.lengths).filter(|(_, phrases)| **phrases > 0) {
        let plural = if words == 1 { "" } else { "s" };
        line(&format!("spun phrases of {words} word{plural}"), phrases.to_string())?;
    }
    for (note, rows) in &stats.provenance {
        line(&format!("rows {note}"), rows.to_string())?;
    }
    Ok(())
}
