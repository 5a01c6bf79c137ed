//! `unspin fix`: restored text, or what would change.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::{Document, Format, Text, atomic};
use unspin::restorer::{Restored, Worker};
use unspin::review::csv::Layout;
use unspin::review::diff;
use unspin::substitution::apply;

use crate::args::{Colour, ReportForm, RestorerArgs, confidence};
use crate::choice::Choice;
use crate::inputs::{self, Inputs, is_stdin};
use crate::reading::{IgnoreArgs, ReadingArgs};
use crate::rules::RulesArgs;
use crate::screen::Screen;
use crate::{FOUND, complain, restorer, tell};

mod filter;
mod output;
mod page;
mod report;
mod stream;
mod summary;

use output::Stdout;
use page::Page;
use report::Report;
use stream::Target;
use summary::Summary;

/// What was typed after `fix`.
#[derive(clap::Args)]
pub struct Args {
    /// Documents to restore: UTF-8, or UTF-16 with a byte order mark; none, or `-`, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the restored text to FILE
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["in_place", "diff", "check"])]
    output: Option<PathBuf>,
    /// Write each restored text over its document
    #[arg(short, long, conflicts_with_all = ["diff", "check"])]
    in_place: bool,
    /// Show what would change as a unified diff, and write no text
    #[arg(short, long)]
    diff: bool,
    /// Write no text; exit with status 2 when there are substitutions
    #[arg(long)]
    check: bool,
    /// Write every substitution to FILE, to review and apply
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Form of the report
    #[arg(long, value_name = "FORM", default_value = "csv", requires = "report")]
    report_format: ReportForm,
    /// Begin the CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long, requires = "report")]
    bom: bool,
    /// Write the documents with their substitutions marked to FILE, as a page to read and judge in a browser
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Make only substitutions of this confidence and above, from 0 to 1
    #[arg(long, value_name = "NUMBER", value_parser = confidence)]
    min_confidence: Option<f64>,
    /// Print no summary
    #[arg(short, long)]
    quiet: bool,
    /// Colour the changed words
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    /// Restore the records of FILE, record by record: txt, md, html, jsonl, csv, tsv or warc
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["output", "in_place", "diff", "check", "report", "html"])]
    format: Option<Format>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    ignore: IgnoreArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    restorer: RestorerArgs,
}

impl Args {
    /// The rule that what was typed breaks, if any.
    pub fn broken_rule(&self) -> Option<&'static str> {
        if self.in_place && (self.files.is_empty() || self.files.iter().any(|file| is_stdin(file))) {
            return Some("--in-place needs files: standard input cannot be written over");
        }
        if self.output.is_some() && self.files.len() > 1 {
            return Some("--output takes the text of one document; for several use --in-place");
        }
        if self.files.iter().filter(|file| is_stdin(file)).count() > 1 {
            return Some("standard input can be read only once");
        }
        if let Some(report) = &self.report
            && self.files.iter().chain(&self.output).any(|file| output::are_same(file, report))
        {
            return Some("--report would write over a document or its restored text");
        }
        if let Some(page) = &self.html
            && self.files.iter().chain(&self.output).chain(&self.report).any(|file| output::are_same(file, page))
        {
            return Some("--html would write over a document, its restored text or the report");
        }
        None
    }
}

/// Restores every document that can be read, and fails if there was another.
///
/// # Errors
///
/// When an output or the restorer fails; what fails with one document only is told, and the others are done.
pub fn run(args: Args) -> Result<ExitCode, Error> {
    let config = args.ignore.config()?;
    let options = args.reading.options(&config)?;
    let protection = args.ignore.protection(&config)?;
    let choice = Choice { protection, rules: args.rules.open(args.min_confidence.or(config.min_confidence))? };
    if let Some(path) = &args.output
        && !output::is_stdout(path)
    {
        atomic::check(path)?;
    }
    let layout = Layout { mark: args.bom, ..Layout::default() };
    let mut report =
        args.report.as_deref().map(|path| Report::create(path, args.report_format.into(), layout)).transpose()?;
    let mut page = args.html.as_deref().map(Page::create).transpose()?;
    let inputs = Inputs::check(&args.files, |path| if args.in_place { atomic::check(path) } else { Ok(()) });
    let (mut failed, mut found) = (inputs.any_bad, false);
    if inputs.good.is_empty() {
        return Ok(ExitCode::FAILURE);
    }

    let restorer = restorer::build(&args.restorer, choice.rules.to_propose())?;
    let mut worker = restorer.worker();
    if let Some(format) = args.format {
        let done = filter::run(&inputs.good, format, &options, &mut worker, &choice)?;
        return Ok(if failed { ExitCode::FAILURE } else { done });
    }
    let mut stdout = Stdout::new(Screen::new(args.color));
    for path in &inputs.good {
        let document = match inputs::open(path) {
            Ok(document) => document,
            Err(error) => {
                complain(&error);
                failed = true;
                continue;
            }
        };
        let done = match args.target(stdout.screen()).filter(|_| report.is_none() && page.is_none()) {
            Some(target) => stream::restore(&mut worker, &choice, &document, target, &mut stdout),
            None => {
                let lists = (report.as_mut(), page.as_mut());
                args.restore(&mut worker, &choice, &document, lists, &mut stdout).map(Some)
            }
        };
        match done {
            Ok(summary) => {
                found |= summary.as_ref().is_some_and(|summary| summary.substitutions > 0);
                if let Some(summary) = summary.filter(|_| !args.quiet) {
                    tell(&summary.to_string());
                }
            }
            // Of this document only; the others are done.
            Err(error) if args.in_place => {
                complain(&error);
                failed = true;
            }
            Err(error) => return Err(error),
        }
        if stdout.is_closed() && report.is_none() && page.is_none() && !args.check {
            break;
        }
    }
    if let Some(report) = report {
        report.finish()?;
    }
    if let Some(page) = page {
        page.finish()?;
    }
    Ok(match (failed, args.check && found) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::from(FOUND),
        (false, false) => ExitCode::SUCCESS,
    })
}

impl Args {
    /// Where the restored text goes, where it is all that is wanted of a document; a report aside.
    fn target(&self, screen: Screen) -> Option<Target<'_>> {
        match &self.output {
            _ if self.diff => None,
            _ if self.check => Some(Target::Nowhere),
            _ if self.in_place => Some(Target::Over),
            Some(path) if !output::is_stdout(path) => Some(Target::File(path)),
            _ => (!screen.is_shown()).then_some(Target::Stdout),
        }
    }

    /// Restores `document` as a whole, for those who want to see more than the text.
    fn restore(
        &self,
        worker: &mut Worker<'_>,
        choice: &Choice,
        document: &Document,
        (report, page): (Option<&mut Report>, Option<&mut Page>),
        stdout: &mut Stdout,
    ) -> Result<Summary, Error> {
        let (substitutions, detection) = worker.suggest(&document.text);
        let substitutions = choice.of(&Text::whole(&document.text)).keep(substitutions);
        let restored = Restored { text: apply(&document.text, &substitutions), substitutions, detection };
        // A document without substitutions is not touched: its time of change stays.
        if self.in_place && !restored.substitutions.is_empty() {
            atomic::write(&document.path, &document.encode(&restored.text))?;
        }
        if let Some(report) = report {
            report.add(document, &restored);
        }
        if let Some(page) = page {
            page.add(document, &restored);
        }
        self.print(stdout, document, &restored)?;
        Ok(Summary::new(document, restored.substitutions.len(), &restored.detection))
    }

    /// What goes to standard output, or to `--output`.
    fn print(&self, stdout: &mut Stdout, document: &Document, restored: &Restored) -> Result<(), Error> {
        let screen = stdout.screen();
        if self.diff {
            let name = document.path.to_string_lossy();
            return stdout.write(|out| diff::unified(out, &name, &document.text, &restored.text, screen.look()));
        }
        if self.check || self.in_place {
            return Ok(());
        }
        match &self.output {
            Some(path) if !output::is_stdout(path) => atomic::write(path, &document.encode(&restored.text)),
            _ if screen.is_shown() => {
                stdout.write(|out| screen.write_restored(out, &document.text, &restored.substitutions))
            }
            _ => stdout.write(|out| out.write_all(&document.encode(&restored.text))),
        }
    }
}
