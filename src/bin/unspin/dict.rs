//! `unspin dict`: check, look up and learn swap tables.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use unspin::Error;
use unspin::swaps::learn::{Options, Pairs};
use unspin::swaps::{Dialect, Fault, Row, SwapTable, inflect, keep, lint, source};

/// What can be done with swap tables.
#[derive(Debug, Subcommand)]
pub enum Dict {
    /// Check swap tables and keep lists: order, duplicates, normal forms, weights
    Check {
        /// Tables (TSV); those that begin with the columns phrase and reason are keep lists
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Show the originals of a spun phrase, and what the phrase is itself swapped for
    Lookup {
        /// The phrase, in any casing
        #[arg(required = true)]
        phrase: Vec<String>,
        /// Tables (TSV) to search; the built-in one when none is given
        #[arg(long = "table", value_name = "TSV")]
        tables: Vec<PathBuf>,
    },
    /// Count a swap table from a spun text and its original, line by line
    Learn {
        /// What the spinner made of it
        spun: PathBuf,
        /// The original, with the same lines
        original: PathBuf,
        /// The swaps, where they are known: line, char, spun, original (TSV)
        #[arg(long, value_name = "TSV")]
        edits: Option<PathBuf>,
        /// Where to write the table; to standard output when not given
        #[arg(short, long, value_name = "TSV")]
        output: Option<PathBuf>,
        /// The dialect written into the rows: autoblog, academic or general
        #[arg(long, default_value = "autoblog", value_parser = dialect)]
        dialect: Dialect,
        /// Leave out swaps seen fewer times
        #[arg(long, default_value_t = 1, value_name = "N")]
        min_count: u32,
    },
}

fn dialect(name: &str) -> Result<Dialect, String> {
    Dialect::named(name).ok_or_else(|| "write autoblog, academic or general".to_owned())
}

/// Does what `dict` says.
///
/// # Errors
///
/// When a file cannot be read or written, or is malformed.
pub fn run(dict: Dict) -> Result<ExitCode, Error> {
    match dict {
        Dict::Check { files } => check(&files),
        Dict::Lookup { phrase, tables } => lookup(&phrase.join(" "), &tables),
        Dict::Learn { spun, original, edits, output, dialect, min_count } => {
            let mut pairs = Pairs::read((open(&spun)?, &label(&spun)), (open(&original)?, &label(&original)))?;
            match edits {
                Some(edits) => pairs.read_edits(open(&edits)?, &label(&edits))?,
                None => pairs.mine(),
            }
            let rows = pairs.rows(Options { dialect, min_count });
            write_table(output.as_deref(), &rows)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(files: &[PathBuf]) -> Result<ExitCode, Error> {
    let mut out = io::stdout().lock();
    let mut sound = true;
    for file in files {
        let (label, text) = (label(file), read(file)?);
        let faults: Vec<Fault> = if text.starts_with(keep::HEADER.as_bytes()) {
            keep::check(&text[..], &label).err().unwrap_or_default()
        } else {
            lint::check(&text[..], &label).err().unwrap_or_default()
        };
        sound &= faults.is_empty();
        for fault in faults {
            writeln!(out, "{fault}").map_err(to_stdout)?;
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn lookup(phrase: &str, tables: &[PathBuf]) -> Result<ExitCode, Error> {
    let normal = source::normal_phrase(phrase);
    let mut out = io::stdout().lock();
    let mut found = false;
    let rows = if tables.is_empty() {
        embedded()
    } else {
        tables.iter().try_fold(Vec::new(), |rows, file| more_rows(rows, file))?
    };
    let mut show = |heading: &str, mut rows: Vec<&Row>, column: fn(&Row) -> &str| {
        rows.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        found |= !rows.is_empty();
        for (place, row) in rows.iter().enumerate() {
            if place == 0 {
                writeln!(out, "{heading}")?;
            }
            let note = [row.dialect.name(), &row.note].join(" ");
            writeln!(out, "  {:<32} {:.4}  {}", column(row), row.weight, note.trim_end())?;
        }
        Ok(())
    };
    let of_spun = rows.iter().filter(|row| row.spun == normal).collect();
    show(&format!("{normal}: put in the place of"), of_spun, |row| &row.original).map_err(to_stdout)?;
    let of_original = rows.iter().filter(|row| source::normal_phrase(&row.original) == normal).collect();
    show(&format!("{normal}: swapped for"), of_original, |row| &row.spun).map_err(to_stdout)?;
    if !found {
        writeln!(out, "{normal}: in no table, neither as a spun phrase nor as an original").map_err(to_stdout)?;
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rows of the built-in table, lemma rows in all their forms.
fn embedded() -> Vec<Row> {
    let read = |(file, text): (&str, &str)| lint::check(text.as_bytes(), file).unwrap_or_default();
    inflect::expand(&SwapTable::SOURCES.into_iter().flat_map(read).collect::<Vec<_>>())
}

fn more_rows(mut rows: Vec<Row>, file: &Path) -> Result<Vec<Row>, Error> {
    rows.extend(source::read(open(file)?, &label(file)).map_err(|mut faults| faults.swap_remove(0))?);
    Ok(rows)
}

/// Writes a table to a temporary file beside `output` and renames it, or to standard output.
fn write_table(output: Option<&Path>, rows: &[Row]) -> Result<(), Error> {
    let Some(output) = output else {
        return source::write(io::stdout().lock(), rows).map_err(to_stdout);
    };
    let partial = output.with_extension(format!("{}.partial", std::process::id()));
    let written = File::create(&partial).and_then(|file| {
        let mut to = BufWriter::new(file);
        source::write(&mut to, rows)?;
        to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&partial, output)
    });
    written.map_err(|source| {
        // The error that counts is the first one; a left-over temporary file is only untidy.
        let _ = std::fs::remove_file(&partial);
        Error::Io { path: output.to_owned(), source }
    })
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    File::open(path).map(BufReader::new).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn label(path: &Path) -> String {
    path.display().to_string()
}

fn to_stdout(source: io::Error) -> Error {
    Error::Io { path: "standard output".into(), source }
}
