//! `unspin bulk`: a whole corpus, in parallel, its input never at risk.
//!
//! | module | purpose |
//! |---|---|
//! | `feed` | the files in order, as numbered jobs of some records each |
//! | `work` | one job: records restored, findings written down |
//! | `engine` | threads, and results back in order |
//! | `output` | the files written, each under its final name only when it is whole |
//! | `marker` | what was done with a file, for `--resume` and for the reports |
//! | `reports` | the findings of all files, together |
//! | `progress` | what is seen meanwhile |

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::tree::{self, Entry, STATE};
use unspin::corpus::{Format, Options};
use xxhash_rust::xxh3::xxh3_64;

use crate::args::{ReportForm, RestorerArgs, confidence};
use crate::choice::Choice;
use crate::reading::{IgnoreArgs, ReadingArgs};
use crate::rules::RulesArgs;
use crate::{restorer, tell};

mod engine;
mod feed;
mod marker;
mod output;
mod progress;
mod reports;
mod work;

use work::Findings;

/// Exit status when the run was interrupted, as shells have it for Ctrl-C.
const INTERRUPTED: u8 = 130;

/// What was typed after `bulk`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Files and directories to restore
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Directory for the restored files; the tree below each PATH is mirrored there
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["detect_only", "dry_run"])]
    out: Option<PathBuf>,
    /// Write what was found to DIR: substitutions, documents.csv, failures.csv and summary.json
    #[arg(long, value_name = "DIR", required_if_eq("detect_only", "true"))]
    report: Option<PathBuf>,
    /// Form of the substitutions in the report
    #[arg(long, value_name = "FORM", default_value = "csv")]
    report_format: ReportForm,
    /// Begin a CSV of substitutions with a byte order mark, by which Excel knows UTF-8
    #[arg(long, requires = "report")]
    bom: bool,
    /// Write the report only; a document that looks spun by its words is then read to its end, even if it is honest
    #[arg(long, conflicts_with = "out")]
    detect_only: bool,
    /// Tell what would be read and written, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Stop after this many documents, for a trial
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Skip files that an earlier run finished with the same options
    #[arg(long)]
    resume: bool,
    /// Do the I-th of N parts of the files, such as 1/4
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Stop at the first document that fails
    #[arg(long)]
    strict: bool,
    /// Threads [default: as many as there are processors]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Format of all files, whatever their names: txt, md, html, jsonl, csv, tsv, parquet or warc
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Make only substitutions of this confidence and above, from 0 to 1
    #[arg(long, value_name = "NUMBER", value_parser = confidence)]
    min_confidence: Option<f64>,
    /// Show no progress and no summary
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    ignore: IgnoreArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    restorer: RestorerArgs,
}

/// One of several parts of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let parsed = typed.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        parsed
            .filter(|&(index, count)| 1 <= index && index <= count)
            .map(|(index, count)| Self { index, count })
            .ok_or_else(|| "a shard is one part of several, such as 1/4".to_owned())
    }
}

impl Shard {
    /// A name for files of this shard alone.
    fn name(self) -> String {
        format!("{}-of-{}", self.index, self.count)
    }
}

/// What a run is to do, and where.
pub struct Run {
    pub files: Vec<Entry>,
    pub out: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub report_form: ReportForm,
    pub bom: bool,
    /// Where markers are.
    pub state: PathBuf,
    /// Where files are begun.
    pub scratch: PathBuf,
    pub options: Options,
    pub choice: Choice,
    pub limit: Option<u64>,
    pub resume: bool,
    pub strict: bool,
    pub quiet: bool,
    pub threads: usize,
    /// Hash of everything that the output depends on besides the input.
    pub fingerprint: String,
}

/// Restores a corpus.
///
/// # Errors
///
/// When something typed is wrong or an output cannot be written; what is wrong with one file or document is told, and the
/// others are done.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let config = args.ignore.config()?;
    let options = args.reading.options(&config)?;
    let protection = args.ignore.protection(&config)?;
    let outputs: Vec<PathBuf> = args.out.iter().chain(&args.report).cloned().collect();
    let mut files = tree::walk(&args.paths, &outputs, args.format)?;
    if let Some(out) = &args.out {
        check_outputs(&args.paths, &files, out)?;
    }
    if let Some(Shard { index, count }) = args.shard {
        let mut at = 0;
        files.retain(|_| {
            at += 1;
            (at - 1) % count == index - 1
        });
    }
    if args.dry_run {
        return dry_run(&files, args.out.as_deref());
    }
    let home = args.out.as_ref().or(args.report.as_ref()).expect("required by the command line");
    let state = home.join(STATE);
    let part = args.shard.map_or("whole".to_owned(), Shard::name);
    let scratch = state.join(format!("begun-{part}"));
    let min_confidence = args.min_confidence.or(config.min_confidence);
    let rules = args.rules.open(min_confidence)?;
    let fingerprint = fingerprint(args, &config, &options, min_confidence)?;
    make_directory(&state)?;
    let _lock = lock(&state.join(format!("lock-{part}")))?;
    // What a killed run left begun.
    let _ = std::fs::remove_dir_all(&scratch);
    make_directory(&scratch)?;
    let report =
        args.report.as_ref().map(|report| args.shard.map_or(report.clone(), |shard| report.join(shard.name())));
    let run = Run {
        files,
        out: args.out.clone(),
        report,
        report_form: args.report_format,
        bom: args.bom,
        state,
        scratch,
        options,
        choice: Choice { protection, rules },
        limit: args.limit,
        resume: args.resume,
        strict: args.strict,
        quiet: args.quiet,
        threads: args
            .threads
            .map(usize::from)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
        fingerprint,
    };
    for directory in run.report.iter().chain(&run.out) {
        make_directory(directory)?;
    }
    // All at once, not once for each of thousands of small files.
    let parents: BTreeSet<&Path> = run.files.iter().filter_map(|file| file.relative.parent()).collect();
    for parent in parents {
        for tree in run.out.iter().chain([&marker::directory(&run)]) {
            make_directory(&tree.join(parent))?;
        }
    }
    let restorer = restorer::build(&args.restorer, run.choice.rules.to_propose())?;
    let ended = engine::run(&run, &restorer);
    let _ = std::fs::remove_dir_all(&run.scratch);
    match ended? {
        engine::Ended::Interrupted { finished } => {
            tell(&format!(
                "unspin: interrupted; {finished} of {} files are finished. Run the same command with --resume to go on",
                run.files.len()
            ));
            Ok(ExitCode::from(INTERRUPTED))
        }
        engine::Ended::Strict { failure } => {
            tell(&format!("unspin: {failure}; stopped, as --strict asks"));
            Ok(ExitCode::FAILURE)
        }
        engine::Ended::Done { markers } => {
            let summary = reports::write(&run, markers)?;
            if !run.quiet {
                tell(&summary.to_string());
            }
            if summary.failed() > 0 {
                tell(&format!("unspin: {} failed; see {}", summary.failed(), reports::failures_path(&run).display()));
                return Ok(ExitCode::FAILURE);
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// No output may fall on an input, be it another's.
fn check_outputs(paths: &[PathBuf], files: &[Entry], out: &Path) -> Result<(), Error> {
    let fault = "is an input, and inputs are never written over; name another directory with --out";
    let refuse = |path: PathBuf| Err(Error::Document { path, fault: fault.to_owned() });
    // What is yet to be made is none.
    let Ok(real) = out.canonicalize() else { return Ok(()) };
    if paths.iter().any(|path| path.canonicalize().is_ok_and(|path| path == real)) {
        return refuse(out.to_owned());
    }
    let inputs: HashSet<PathBuf> = files.iter().filter_map(|file| file.path.canonicalize().ok()).collect();
    let is_input = |file: &&Entry| out.join(&file.relative).canonicalize().is_ok_and(|path| inputs.contains(&path));
    match files.iter().find(is_input) {
        Some(file) => refuse(out.join(&file.relative)),
        None => Ok(()),
    }
}

fn make_directory(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// Held as long as the run: two at once would take each other's files.
fn lock(path: &Path) -> Result<std::fs::File, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let file = std::fs::File::create(path).map_err(io)?;
    match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::Document {
            path: path.to_owned(),
            fault: "another run is writing here; wait for it, or name another --out".to_owned(),
        }),
        // Where files cannot be locked, the user must take care.
        _ => Ok(file),
    }
}

/// Changes when the same input might give another output.
fn fingerprint(
    args: &Args,
    config: &crate::reading::Config,
    options: &Options,
    min_confidence: Option<f64>,
) -> Result<String, Error> {
    let read = |path: &Path| std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source });
    // Which program it is: the same version may have been built from other tables.
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let program = program.and_then(|found| Ok((found.len(), found.modified()?))).ok();
    let files = args.restorer.model.iter().chain(&args.restorer.dictionaries).chain(&args.rules.rules);
    let files = files.map(|path| Ok(xxh3_64(&read(path)?))).collect::<Result<Vec<u64>, Error>>()?;
    let Args { restorer, ignore, limit, detect_only, format, .. } = args;
    let has_report = args.report.is_some();
    let all = (program, files, options, config, min_confidence, restorer, ignore);
    let rest = (limit, detect_only, format, has_report);
    Ok(format!("{:016x}", xxh3_64(format!("{all:?} {rest:?}").as_bytes())))
}

/// One line per file.
fn dry_run(files: &[Entry], out: Option<&Path>) -> Result<ExitCode, Error> {
    use std::io::Write;
    let mut stdout = std::io::stdout().lock();
    for Entry { path, relative, kind, bytes } in files {
        let kind = kind
            .map_or("copied".to_owned(), |(format, compression)| format!("{format} {compression:?}").to_lowercase());
        let to = out.map(|out| format!(" -> {}", out.join(relative).display())).unwrap_or_default();
        let line = format!("{} ({bytes} bytes, {kind}){to}", path.display());
        writeln!(stdout, "{}", unspin::review::display::visible(&line).replace('\n', "\\n"))
            .map_err(crate::screen::stdout_error)?;
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_parts_of_several() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, count: 4 }));
        for wrong in ["0/4", "5/4", "1", "1/0", "a/b", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
