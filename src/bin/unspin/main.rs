//! The command line.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

mod eval;

#[derive(clap::Parser)]
enum Command {
    Eval(eval::Args),
}

fn main() -> ExitCode {
    let Command::Eval(args) = Command::parse();
    eval::run(&args).unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "unspin: {error}");
        ExitCode::FAILURE
    })
}
