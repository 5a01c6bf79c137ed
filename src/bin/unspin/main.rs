//! The command line: undo machine article spinning.
//!
//! `args` is what was typed; one module per subcommand does it. This is the only code that prints or decides on an exit
//! status: 0 done, 1 something failed, 2 `--check` found substitutions, 64 usage.

mod apply;
mod args;
mod bulk;
mod choice;
mod detect;
mod dict;
mod dictionary;
mod eval;
mod explain;
mod fix;
mod inputs;
mod reading;
mod restorer;
mod review;
mod rules;
mod screen;
mod train;
mod tune;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind as UsageKind;
use unspin::Error;
use unspin::review::display::visible;

use args::{Cli, Command};

/// Exit status when a command was typed wrongly, as in sysexits.
const USAGE: u8 = 64;

/// Exit status when `--check` found substitutions.
const FOUND: u8 = 2;

fn main() -> ExitCode {
    let command = match Cli::try_parse().and_then(Cli::checked) {
        Ok(command) => command,
        Err(error) => return usage(&error),
    };
    let done = match command {
        Command::Fix(args) => fix::run(args),
        Command::Bulk(args) => bulk::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Apply(args) => apply::run(&args),
        Command::Detect(args) => detect::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Dict(command) => dict::run(command),
        Command::Train(args) => train::run(&args),
        Command::Tune(args) => tune::run(&args),
        Command::Eval(args) => eval::run(&args),
    };
    done.unwrap_or_else(|error| {
        // The reader of our output, such as `head`, has all it wanted.
        if matches!(&error, Error::Io { source, .. } if source.kind() == ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        complain(&error);
        ExitCode::FAILURE
    })
}

/// Prints help, version or what was typed wrongly.
fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print().and_then(|()| io::stdout().flush());
    match error.kind() {
        UsageKind::DisplayHelp | UsageKind::DisplayVersion => match printed {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(&screen::stdout_error(error));
                ExitCode::FAILURE
            }
            _ => ExitCode::SUCCESS,
        },
        _ => ExitCode::from(USAGE),
    }
}

/// Tells an error on standard error. Where that fails too there is nobody left to tell.
fn complain(error: &Error) {
    tell(&format!("unspin: {error}"));
}

/// One line on standard error; paths in it may hold anything.
fn tell(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(message).replace('\n', "\\n"));
}
