//! `unspin review`: a list of substitutions shown for judging.
//!
//! | module | face |
//! |---|---|
//! | `terminal` | one substitution after the other, a key for each verdict |
//! | `page` | a page to judge in a browser |
//! | `pairs` | `pairs.csv`, a verdict for all hits of a pair |

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use unspin::Error;
use unspin::review::{Form, Review};

use crate::inputs::is_stdin;
use crate::screen::stdout_error;

pub mod page;
mod pairs;
mod terminal;

/// What was typed after `review`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Substitution CSV, as `fix --report` or `bulk --report` writes it; `-` is standard input
    #[arg(value_name = "CSV")]
    csv: PathBuf,
    /// Write each pair once, with its count and examples, to judge all its hits at once with `unspin apply --pairs`
    #[arg(long, group = "face")]
    pairs: bool,
    /// Write the list to FILE as a page to read and judge in a browser
    #[arg(long, value_name = "FILE", group = "face")]
    html: Option<PathBuf>,
    /// Print the list in this form
    #[arg(long, value_name = "FORM", group = "face")]
    format: Option<ListForm>,
    /// Where --pairs writes to; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "pairs.csv", conflicts_with_all = ["format", "html"])]
    output: PathBuf,
    /// Begin the CSV of pairs with a byte order mark, by which Excel knows UTF-8
    #[arg(long, requires = "pairs")]
    bom: bool,
}

/// Form of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ListForm {
    /// One JSON object per line
    #[value(alias = "jsonl")]
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

/// Shows the list as asked; in the terminal, unless another face is.
///
/// # Errors
///
/// When the CSV cannot be read or an output not be written.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    if args.pairs {
        return pairs::run(&open(&args.csv)?, &args.output, args.bom);
    }
    if let Some(path) = &args.html {
        return page::write_list(&args.csv, path);
    }
    let Some(form) = args.format else { return terminal::run(&args.csv) };
    let form = match form {
        ListForm::Json => Form::Jsonl,
        ListForm::Sarif => Form::Sarif,
    };
    let review = open(&args.csv)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    review.render(&mut out, Path::new("standard output"), form, review.layout())?;
    out.flush().map_err(stdout_error)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the substitution CSV at `path`.
///
/// # Errors
///
/// Those of [`Review::read`].
pub fn open(path: &Path) -> Result<Review, Error> {
    if is_stdin(path) {
        return Review::read(std::io::stdin().lock(), Path::new("standard input"));
    }
    let file = std::fs::File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    Review::read(file, path)
}
