//! The command line.

mod dict;
mod train;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Undo machine article spinning.
#[derive(Debug, Parser)]
enum Command {
    /// Train a language model.
    Train(train::Args),
    /// Check, look up and learn swap tables
    #[command(subcommand)]
    Dict(dict::Dict),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Train(args) => train::run(&args),
        Command::Dict(args) => dict::run(args),
    };
    done.unwrap_or_else(|error| {
        // Nothing is left to do when even standard error fails.
        let _ = writeln!(std::io::stderr(), "unspin: {error}");
        ExitCode::FAILURE
    })
}
