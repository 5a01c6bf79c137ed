//! `unspin dict import`: a table from what others keep.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use unspin::Error;
use unspin::language_model::LanguageModel;
use unspin::swaps::import::{self, Imported, Options, SWAPPED};
use unspin::swaps::{Dialect, source};

use super::{label, open, write_table};
use crate::tell;

/// What was typed after `dict import`.
#[derive(clap::Args)]
pub struct Args {
    /// The list to import
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the list looks like; found out from what it holds when not given
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The dialect that the table is for: a name of your own, or a built-in one
    #[arg(long, value_name = "NAME", default_value = "own")]
    dialect: Dialect,
    /// Share of the originals' occurrences that the spinner swaps, divided among the spun phrases of each
    #[arg(long, value_name = "SHARE", default_value_t = SWAPPED, value_parser = share)]
    swapped: f64,
    /// Where to write the table: NAME.swaps compiled, any other name as TSV; to standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a list looks like.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Lines of a key and its synonyms: key|synonym|synonym
    Thesaurus,
    /// Text with groups of alternatives: {a|b|c}; the commonest of a group is taken for the original
    Spintax,
    /// Two columns, spun and original, with commas, semicolons or tabs
    Csv,
    /// A list of tortured phrases: "Fingerprint - Tortured Phrase","Expected Text","Nb Retrieved Papers"
    Fingerprints,
}

impl From<Format> for import::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Thesaurus => Self::Thesaurus,
            Format::Spintax => Self::Spintax,
            Format::Csv => Self::Columns,
            Format::Fingerprints => Self::Fingerprints,
        }
    }
}

fn share(typed: &str) -> Result<f64, String> {
    match typed.parse() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("a share is a number above 0, at most 1".to_owned()),
    }
}

/// Imports the list, and tells what was skipped; fails when nothing was left.
///
/// # Errors
///
/// When the list cannot be read or the table not be written.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let model = LanguageModel::embedded()?;
    let options =
        Options { dialect: args.dialect, swapped: args.swapped, frequency: &|phrase| frequency(&model, phrase) };
    let name = label(&args.file);
    let imported = import::import(open(&args.file)?, &name, args.format.map(Into::into), &options)?;
    let Imported { format, rows, skipped } = imported;
    for left_out in &skipped {
        tell(&format!("{name}:{}: skipped: {}", left_out.line, left_out.why));
    }
    tell(&format!("{name}: {format}: {} rows for the dialect {}, {} skipped", rows.len(), args.dialect, skipped.len()));
    if rows.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    write_table(args.output.as_deref(), args.dialect, &rows)?;
    Ok(ExitCode::SUCCESS)
}

/// Relative frequency of a phrase in honest text: that of its first word, times the probabilities of the others behind it.
fn frequency(model: &LanguageModel, phrase: &str) -> f64 {
    let normal = source::normal_phrase(phrase);
    let mut words = normal.split_whitespace().map(|word| model.word(word));
    let Some(first) = words.next() else { return 0.0 };
    let mut context = model.score(&model.empty(), first).1;
    words.fold(model.frequency(first), |frequency, word| {
        let (cost, next) = model.score(&context, word);
        context = next;
        frequency * (-f64::from(cost) / 1000.0).exp()
    })
}
