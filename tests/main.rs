//! Tests of the whole: the library from outside, the real binary, and the repository itself.
#![allow(missing_docs, reason = "nobody imports a test")]

/// Missing, binary, read-only and otherwise unfit files: a clear message, and nothing lost.
mod bad_input;
/// Running the real binary: its own texts, input and output.
mod binary;
/// The HTML report in a headless Chromium.
mod browser;
/// `unspin bulk`: whole corpora through the real binary.
mod bulk;
/// `unspin detect` and `unspin explain`.
mod detect;
/// `unspin dict`, and spinners of the user's own.
mod dict;
/// `unspin eval`: the figures of the script that its scorer replaces, folders of pairs, and whether confidences are true.
mod evaluation;
/// `unspin fix` and its options.
mod fix;
/// Whole spun documents through the real binary: how much of the damage is undone.
mod golden;
/// The rules of the house: who imports whom, who opens files, how files are named and how long they get.
mod house;
/// Restoring a restored document changes nothing.
mod idempotence;
/// `fix --html` and `review --html`: the file itself.
mod page;
/// Every command that README.md shows.
mod readme;
/// `unspin review` and `unspin apply`: decisions made, applied and replayed.
mod review;
/// `unspin review` in a pseudo-terminal, seen through a terminal emulator.
mod terminal;
/// Honest documents through the real binary: they come back byte for byte.
mod untouched;

/// The repository root.
fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The real binary, run in the repository root.
fn unspin(arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_unspin"));
    command.current_dir(root()).args(arguments).output().expect("the binary that Cargo built starts")
}
