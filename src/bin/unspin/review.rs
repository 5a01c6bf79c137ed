//! `unspin review`: the substitutions of a report, to be judged.

use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;

pub mod page;
mod terminal;

/// What was typed after `review`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Substitutions to judge, as `fix --report` or `bulk --report` wrote them
    #[arg(value_name = "CSV")]
    list: PathBuf,
    /// Write them to FILE as a page to judge in a browser
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Shows them.
///
/// # Errors
///
/// When the list cannot be read, or a file cannot be written.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    match &args.html {
        Some(path) => page::write_list(&args.list, path),
        None => terminal::run(&args.list),
    }
}
