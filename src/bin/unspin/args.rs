//! What was typed: the subcommands, and the options that several of them share.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use unspin::review::Form;
use unspin::swaps::Dialect;

use crate::{apply, bulk, detect, dict, eval, explain, fix, review, train, tune};

/// Undo machine article spinning: restore the words a content spinner swapped, leave honest prose alone.
#[derive(Parser)]
#[command(
    name = "unspin",
    version,
    subcommand_required = true,
    after_help = "Exit status: 0 done, 1 something failed, 2 --check found substitutions, 64 wrong usage."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The subcommands.
#[derive(Subcommand)]
pub enum Command {
    /// Restore documents
    Fix(fix::Args),
    /// Restore a corpus: many files or huge ones, in parallel
    Bulk(Box<bulk::Args>),
    /// Judge a list of substitutions: in the terminal, in a browser, pair by pair
    Review(review::Args),
    /// Apply the accepted substitutions of a list
    Apply(Box<apply::Args>),
    /// Measure whether documents were spun
    Detect(detect::Args),
    /// Show every candidate for the lines of a document, with its costs
    Explain(explain::Args),
    /// Check, search, count, import, compile and learn swap tables
    #[command(subcommand)]
    Dict(dict::Dict),
    /// Train a language model from a corpus
    Train(train::Args),
    /// Learn the chooser from honest text, spun by the swap table
    Tune(tune::Args),
    /// Measure how much damage is undone, and how much harm done
    Eval(eval::Args),
}

impl Cli {
    /// The command, once the rules that span several options hold.
    ///
    /// # Errors
    ///
    /// With the rule that was broken.
    pub fn checked(self) -> Result<Command, clap::Error> {
        let broken = match &self.command {
            Command::Fix(args) => args.broken_rule().map(|rule| ("fix", rule)),
            Command::Eval(args) => args.broken_rule().map(|rule| ("eval", rule)),
            _ => None,
        };
        let Some((name, rule)) = broken else { return Ok(self.command) };
        let mut cli = Self::command();
        // So that the usage line is the subcommand's, with its full name.
        cli.build();
        let command = cli.find_subcommand_mut(name).expect("the subcommand was just parsed");
        Err(command.error(ErrorKind::ArgumentConflict, rule))
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Even into a pipe
    Always,
    /// Nowhere
    Never,
}

/// Form of a report of substitutions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// The substitution CSV, to review and apply
    #[default]
    Csv,
    /// One JSON object per line
    #[value(alias = "json")]
    Jsonl,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

impl From<ReportForm> for Form {
    fn from(form: ReportForm) -> Self {
        match form {
            ReportForm::Csv => Self::Csv,
            ReportForm::Jsonl => Self::Jsonl,
            ReportForm::Sarif => Self::Sarif,
        }
    }
}

/// What the restorer is built from.
#[derive(clap::Args, Debug)]
pub struct RestorerArgs {
    /// Language model to use instead of the embedded one, as made by `unspin train`
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Chooser to use instead of the embedded one, as made by `unspin tune`
    #[arg(long, value_name = "FILE")]
    pub chooser: Option<PathBuf>,
    /// Look for this dialect only: autoblog, academic, general, or one of a --dictionary; may be given again
    #[arg(long = "dialect", value_name = "NAME")]
    pub dialects: Vec<Dialect>,
    /// Swap table to add to the built-in ones: TSV, or compiled by `unspin dict import` or `compile`; may be given again
    #[arg(long = "dictionary", value_name = "FILE")]
    pub dictionaries: Vec<PathBuf>,
}

/// A confidence: a number from 0 to 1.
///
/// # Errors
///
/// With what is wrong with it.
pub fn confidence(typed: &str) -> Result<f64, String> {
    match typed.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("a confidence is a number from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn confidences_lie_between_0_and_1() {
        assert_eq!(confidence("0.85"), Ok(0.85));
        for wrong in ["1.01", "-0.1", "NaN", "inf", "high", ""] {
            assert!(confidence(wrong).is_err(), "{wrong}");
        }
    }
}
