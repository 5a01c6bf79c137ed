//! The command line.

mod dict;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "unspin", version, about)]
enum Args {
    /// Check, look up and learn swap tables
    #[command(subcommand)]
    Dict(dict::Dict),
}

fn main() -> ExitCode {
    let Args::Dict(dict) = Args::parse();
    match dict::run(dict) {
        Ok(code) => code,
        Err(error) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "unspin: {error}");
            ExitCode::FAILURE
        }
    }
}
