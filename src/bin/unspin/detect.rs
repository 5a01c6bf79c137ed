//! `unspin detect`: per document its swap rate, the dialect and a verdict, as CSV or as JSON lines.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use unspin::Error;
use unspin::restorer::{Detection, Worker};
use unspin::review::cells::guard;
use unspin::review::display::visible;
use unspin::swaps::Dialect;

use crate::args::RestorerArgs;
use crate::inputs::{self, Inputs};
use crate::screen::stdout_error;
use crate::{complain, restorer};

/// What was typed after `detect`.
#[derive(clap::Args)]
pub struct Args {
    /// Documents to measure; none, or `-`, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object per line instead of CSV
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    restorer: RestorerArgs,
}

/// Measures every document that can be read, and fails if there was another.
///
/// # Errors
///
/// When standard output or the restorer fails.
pub fn run(args: Args) -> Result<ExitCode, Error> {
    let inputs = Inputs::check(&args.files, |_| Ok(()));
    let mut failed = inputs.any_bad;
    if inputs.good.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    let restorer = restorer::build(&args.restorer, None)?;
    let mut worker = restorer.worker();
    let mut out = io::stdout().lock();
    if !args.json {
        out.write_all(&csv_line(["document", "words", "swap_rate", "log_likelihood_ratio", "dialect", "verdict"]))
            .map_err(stdout_error)?;
    }
    for path in &inputs.good {
        match measure(&mut worker, path) {
            Ok(detection) => {
                let line = if args.json { json(path, &detection) } else { csv(path, &detection) };
                // Line by line, so that a long run can be followed.
                out.write_all(&line).and_then(|()| out.flush()).map_err(stdout_error)?;
            }
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn measure(worker: &mut Worker<'_>, path: &Path) -> Result<Detection, Error> {
    Ok(worker.detect(&inputs::open(path)?.text))
}

fn csv(path: &Path, detection: &Detection) -> Vec<u8> {
    let name = path.to_string_lossy();
    let name = if io::stdout().is_terminal() { visible(&name) } else { Cow::Borrowed(&*name) };
    csv_line([
        guard(&name).as_str(),
        &detection.words.to_string(),
        &format!("{:.4}", detection.swap_rate),
        &format!("{:.2}", detection.log_likelihood_ratio),
        detection.dialect.as_ref().map_or("", Dialect::name),
        &detection.verdict.to_string(),
    ])
}

fn csv_line(cells: [&str; 6]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cells).and_then(|()| Ok(csv.flush()?)).expect("memory takes everything");
    csv.into_inner().expect("flushed before")
}

/// One line of `--json`; keys in the order of the CSV's columns.
#[derive(Serialize)]
struct Object<'d> {
    document: Cow<'d, str>,
    words: usize,
    swap_rate: f64,
    log_likelihood_ratio: f64,
    dialect: Option<&'d str>,
    verdict: String,
}

fn json(path: &Path, detection: &Detection) -> Vec<u8> {
    let object = Object {
        document: path.to_string_lossy(),
        words: detection.words,
        swap_rate: detection.swap_rate,
        log_likelihood_ratio: detection.log_likelihood_ratio,
        dialect: detection.dialect.as_ref().map(Dialect::name),
        verdict: detection.verdict.to_string(),
    };
    let mut line = serde_json::to_vec(&object).expect("strings and numbers are JSON");
    line.push(b'\n');
    line
}
