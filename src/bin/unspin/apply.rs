//! `unspin apply`: what was accepted, made in the documents.
//!
//! | module | purpose |
//! |---|---|
//! | `files` | the rows by the file they are of, and where each file goes |
//! | `sink` | a file in the making, and one that is ready |
//! | `work` | one file: its rows settled, the new file made ready |
//! | `ending` | counts, what was refused, and the CSV of what remains |
//!
//! Every file is made ready before the first one appears: when a disk is full or a document cannot be written, none has changed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;
use unspin::Error;
use unspin::corpus::{Format, Options, atomic};
use unspin::review::settle::{Blank, Policy};
use unspin::review::{Review, Rules};

use crate::reading::{ConfigArgs, ReadingArgs};
use crate::{args, review, tell};

mod ending;
mod files;
mod sink;
mod work;

use ending::Remaining;
use files::{Files, Target};
use work::Done;

/// What was typed after `apply`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Substitution CSV with verdicts; `-` is standard input
    #[arg(value_name = "CSV")]
    csv: PathBuf,
    /// Write the documents to DIR, in the tree they are in; without --out and --in-place, one document goes to standard output
    #[arg(short, long, value_name = "DIR", conflicts_with = "in_place")]
    out: Option<PathBuf>,
    /// Write over the documents
    #[arg(short, long)]
    in_place: bool,
    /// With --out, the directory whose tree is made anew in DIR [default: the working directory]
    #[arg(long, value_name = "DIR", requires = "out")]
    root: Option<PathBuf>,
    /// Take the verdicts of FILE, as `unspin review --pairs` writes it, for rows without one
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// What becomes of rows without a verdict: accept, reject, or a confidence from 0 to 1 at and above which they are accepted; else they
    /// remain
    #[arg(long, value_name = "WHAT", value_parser = blank)]
    blank: Option<Blank>,
    /// Look for the phrases of documents that have changed since by their context
    #[arg(long)]
    rebase: bool,
    /// Write the rows that are undecided or refused to FILE [default: CSV with `.remaining` in its name, with a number where that is there
    /// already]
    #[arg(long, value_name = "FILE")]
    remaining: Option<PathBuf>,
    /// Add the verdicts on pairs of which all hits are decided alike to FILE, for `--rules`
    #[arg(long, value_name = "FILE")]
    save_rules: Option<PathBuf>,
    /// Format of all documents, whatever their names: txt, md, html, jsonl, csv, tsv, parquet or warc
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Print no counts
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What becomes of rows without a verdict.
fn blank(typed: &str) -> Result<Blank, String> {
    match typed {
        "accept" => Ok(Blank::Accept),
        "reject" => Ok(Blank::Reject),
        _ => args::confidence(typed)
            .map(Blank::AtLeast)
            .map_err(|_| "name accept, reject, or a confidence from 0 to 1".to_owned()),
    }
}

/// How the files are read, and their rows settled.
struct How {
    options: Options,
    format: Option<Format>,
    policy: Policy,
    target: Target,
}

/// Applies what was accepted.
///
/// # Errors
///
/// When the CSV, the pairs or the rules cannot be read, or an output cannot be written: no document has changed then.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let config = args.config.read()?;
    let options = args.reading.options(&config)?;
    let mut review = review::open(&args.csv)?;
    if let Some(path) = &args.pairs {
        decide_pairs(&mut review, path)?;
    }
    let target = match (&args.out, args.in_place) {
        (Some(out), _) => Target::Tree { out: out.clone(), root: args.root.clone() },
        (None, true) => Target::InPlace,
        (None, false) => Target::Stdout,
    };
    let files = Files::of(&review, &target)?;
    let remaining = Remaining::of(args);
    for path in remaining.iter().map(Remaining::path).chain(args.save_rules.as_deref()) {
        files.check_other(path)?;
        atomic::check(path)?;
    }
    let rules = args.save_rules.as_deref().map(|path| rules(&review, path)).transpose()?;
    let policy = Policy { blank: args.blank.unwrap_or_default(), rebase: args.rebase };
    let how = How { options, format: args.format, policy, target };

    let done: Vec<Done> = files.list.par_iter().map(|file| work::run(&review, file, &how)).collect::<Result<_, _>>()?;
    let mut left = Vec::new();
    let mut fates = Vec::new();
    for file in done {
        file.output.appear()?;
        left.extend(file.left);
        fates.extend(file.fates);
    }
    left.sort_by_key(|(at, _)| *at);
    let left = review.with_only(left);
    let remaining = remaining.map(|remaining| remaining.write(&left)).transpose()?;
    if let (Some(path), Some(rules)) = (&args.save_rules, rules) {
        atomic::write(path, rules.to_toml().as_bytes())?;
    }
    let refused = ending::tell_refused(&review, &fates, &args.csv);
    if !args.quiet {
        tell(&ending::counts(&fates, remaining.as_deref()));
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Takes the verdicts of a CSV of pairs for the rows without one.
fn decide_pairs(review: &mut Review, path: &Path) -> Result<(), Error> {
    let file = std::fs::File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let rules = Rules::from_pairs_csv(file, path)?;
    let used = rules.decide(review);
    if used < rules.len() {
        tell(&format!(
            "{}: {} of {} pairs with a verdict are not in the list",
            path.display(),
            rules.len() - used,
            rules.len()
        ));
    }
    Ok(())
}

/// The rules in the file at `path`, if there is one, and those of `review`, which win.
fn rules(review: &Review, path: &Path) -> Result<Rules, Error> {
    let mut rules = match std::fs::read_to_string(path) {
        Ok(text) => Rules::from_toml(&text, path)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Rules::default(),
        Err(source) => return Err(Error::Io { path: path.to_owned(), source }),
    };
    rules.update(Rules::of(review));
    Ok(rules)
}
