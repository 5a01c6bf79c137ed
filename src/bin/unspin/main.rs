//! The command line.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

mod train;

/// Undo machine article spinning.
#[derive(Debug, Parser)]
enum Command {
    /// Train a language model.
    Train(train::Args),
}

fn main() -> ExitCode {
    let Command::Train(args) = Command::parse();
    train::run(&args).unwrap_or_else(|error| {
        // Nothing is left to do when even standard error fails.
        let _ = writeln!(std::io::stderr(), "unspin: {error}");
        ExitCode::FAILURE
    })
}
