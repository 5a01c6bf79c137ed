//! `unspin dict compile`: tables compiled for `--dictionary`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::swaps::compile::compile_knowing;
use unspin::swaps::inflect::expand;
use unspin::swaps::merge::{by_dialect, merge};
use unspin::swaps::{Dialect, Row};

use crate::dictionary::Dictionary;
use crate::tell;

/// What was typed after `dict compile`.
#[derive(clap::Args)]
pub struct Args {
    /// Tables to compile into one, TSV or compiled; where two hold a pair, the later one counts
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write it, by custom NAME.swaps
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Compile the rows of this dialect; needed where the tables hold several
    #[arg(long, value_name = "NAME")]
    dialect: Option<Dialect>,
}

/// Compiles the tables.
///
/// # Errors
///
/// When a table cannot be read or the compiled one not be written.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let mut rows: Vec<Row> = Vec::new();
    // By dialect: what the compiled tables among them know beyond their rows.
    let mut counted: BTreeMap<Dialect, BTreeMap<String, f32>> = BTreeMap::new();
    for path in &args.files {
        let dictionary = Dictionary::open(path)?;
        if let Dictionary::Compiled(table) = &dictionary {
            counted.entry(table.dialect()).or_default().extend(table.counted());
        }
        rows = merge_all(rows, dictionary.into_rows());
    }
    let groups = by_dialect(rows);
    let names = || groups.keys().map(Dialect::name).collect::<Vec<_>>().join(", ");
    let dialect = match (args.dialect, groups.len()) {
        (Some(dialect), _) => dialect,
        (None, 1) => groups.keys().next().copied().unwrap_or(Dialect::GENERAL),
        (None, 0) => {
            tell("unspin: the tables hold no row");
            return Ok(ExitCode::FAILURE);
        }
        (None, _) => {
            let names = names();
            tell(&format!("unspin: a compiled table holds one dialect, these hold {names}; choose one with --dialect"));
            return Ok(ExitCode::FAILURE);
        }
    };
    let Some(rows) = groups.get(&dialect) else {
        tell(&format!("unspin: no row is of the dialect {dialect}; the tables hold {}", names()));
        return Ok(ExitCode::FAILURE);
    };
    let counted = counted.remove(&dialect).unwrap_or_default();
    atomic::write(&args.output, &compile_knowing(dialect, &expand(rows), &counted))?;
    tell(&format!("{}: {} rows of the dialect {dialect}", args.output.display(), rows.len()));
    Ok(ExitCode::SUCCESS)
}

/// Both lists of rows, dialect by dialect, the later winning.
fn merge_all(rows: Vec<Row>, later: Vec<Row>) -> Vec<Row> {
    let mut later = by_dialect(later);
    let mut all: Vec<Row> = Vec::new();
    for (dialect, rows) in by_dialect(rows) {
        all.extend(merge(rows, later.remove(&dialect).unwrap_or_default()));
    }
    all.extend(later.into_values().flatten());
    all
}
