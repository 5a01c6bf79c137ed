//! One job: the records of a batch restored, and what was found written down.

use std::io::{self, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;
use unspin::corpus::documents::document_name;
use unspin::corpus::{Batch, Compression, Fault, Lines, Make, Text, Visitor};
use unspin::restorer::{Detection, Restorer, Verdict, Worker};
use unspin::review::Rows;
use unspin::review::cells::guard;
use unspin::review::csv::cells;
use unspin::substitution::Substitution;

use super::Run;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub documents: u64,
    pub words: u64,
    pub spun: u64,
    pub honest: u64,
    pub too_short: u64,
    pub substitutions: u64,
    pub skipped: u64,
    pub failed: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.words += other.words;
        self.spun += other.spun;
        self.honest += other.honest;
        self.too_short += other.too_short;
        self.substitutions += other.substitutions;
        self.skipped += other.skipped;
        self.failed += other.failed;
    }
}

/// Bytes of findings kept in memory before they go to a scratch file.
pub const SPOOL: usize = 1 << 20;

/// What was found, as lines of the reports.
pub struct Findings {
    pub documents: Vec<u8>,
    pub substitutions: SpooledTempFile,
    pub failures: Vec<u8>,
    pub counts: Counts,
    /// The first failure, for `--strict`.
    pub first_failure: Option<String>,
    /// Why the findings cannot be kept.
    pub error: Option<io::Error>,
}

/// A batch that is done.
pub struct Done {
    /// What goes into the output.
    pub bytes: Vec<u8>,
    /// Where in it each record ends; Parquet needs to know.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet asks"))]
    pub ends: Vec<usize>,
    pub findings: Findings,
    pub batch: Box<Batch>,
}

/// Restores `batch`, which is of the file `name`.
pub fn restore<'r>(
    run: &Run,
    restorer: &'r Restorer,
    worker: &mut Worker<'r>,
    name: &str,
    compression: Compression,
    batch: Box<Batch>,
) -> Done {
    let mut pass = Pass { run, restorer, worker, name, findings: Findings::new(&run.scratch) };
    let mut bytes = Vec::with_capacity(batch.bytes() + batch.bytes() / 16);
    let ends = batch.rewrite(&mut pass, &mut bytes);
    let findings = pass.findings;
    if run.out.is_none() {
        bytes.clear();
    }
    Done { bytes: compression.compress(bytes), ends, findings, batch }
}

struct Pass<'p, 'r> {
    run: &'p Run,
    restorer: &'r Restorer,
    worker: &'p mut Worker<'r>,
    name: &'p str,
    findings: Findings,
}

impl Visitor for Pass<'_, '_> {
    fn text(&mut self, number: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        let name = document_name(self.name, number);
        let read = text.without_code();
        let choice = self.run.choice.of(text);
        let has_report = self.run.report.is_some();
        let begun = self.findings.begun();
        let (worker, findings) = (&mut *self.worker, &mut self.findings);
        let (mut substitutions, mut listing) = (0, None);
        let mut take = |proposed: Vec<Substitution>| {
            let made = choice.keep(proposed);
            substitutions += made.len();
            if has_report && !made.is_empty() {
                let (rows, lines) = listing.get_or_insert_with(|| (Rows::new(&name, text.as_str()), text.lines()));
                findings.list(&made, rows, lines);
            }
            make(&made);
        };
        // A defect that shows in one document must not take the others with it.
        let suggested = catch_unwind(AssertUnwindSafe(|| worker.suggest_in_parts(&read, has_report, &mut take)));
        let Ok(detection) = suggested else {
            *self.worker = self.restorer.worker();
            self.findings.take_back(begun);
            return Err(Fault { skipped: false, message: "the program is at fault; please report it".to_owned() });
        };
        self.count(&detection, substitutions);
        if has_report {
            self.findings.documents.extend(document_row(&name, &detection, substitutions));
        }
        Ok(())
    }

    fn fault(&mut self, number: Option<u64>, fault: &Fault) {
        self.findings.fail(&document_name(self.name, number), fault);
        self.findings.counts.documents += 1;
    }
}

impl Pass<'_, '_> {
    fn count(&mut self, detection: &Detection, substitutions: usize) {
        let counts = &mut self.findings.counts;
        counts.documents += 1;
        counts.words += detection.words as u64;
        counts.substitutions += substitutions as u64;
        *match detection.verdict {
            Verdict::Spun => &mut counts.spun,
            Verdict::Honest => &mut counts.honest,
            Verdict::TooShort => &mut counts.too_short,
        } += 1;
    }
}

impl Findings {
    /// None yet; they go to `scratch` when they are many.
    pub fn new(scratch: &Path) -> Self {
        Self {
            documents: Vec::new(),
            substitutions: tempfile::spooled_tempfile_in(SPOOL, scratch),
            failures: Vec::new(),
            counts: Counts::default(),
            first_failure: None,
            error: None,
        }
    }

    /// Adds the rows of substitutions in one text, behind those added before.
    fn list(&mut self, substitutions: &[Substitution], rows: &mut Rows<'_>, lines: &mut Lines<'_>) {
        let mut csv = csv::Writer::from_writer(&mut self.substitutions);
        let mut write = |substitution: &Substitution| {
            let mut row = rows.row(substitution);
            row.line = lines.line(substitution.span.start);
            // Pairs are yet to be counted.
            csv.write_record(cells(&row, 0))
        };
        let written = substitutions.iter().try_for_each(&mut write).and_then(|()| Ok(csv.flush()?));
        if let Err(error) = written {
            self.error.get_or_insert(error.into());
        }
    }

    /// How many bytes of substitutions there are, to come back to.
    fn begun(&mut self) -> u64 {
        self.substitutions.stream_position().expect("a file that is written to has a position")
    }

    /// Takes back the substitutions behind the first `length` bytes.
    fn take_back(&mut self, length: u64) {
        let cut = self.substitutions.set_len(length);
        if let Err(error) = cut.and_then(|()| self.substitutions.seek(SeekFrom::Start(length))) {
            self.error.get_or_insert(error);
        }
    }

    /// Adds a failure, or something skipped.
    pub fn fail(&mut self, name: &str, fault: &Fault) {
        let kind = if fault.skipped { "skipped" } else { "failed" };
        self.failures.extend(csv_line(&[&guard(name), kind, &guard(&fault.message)]));
        if fault.skipped {
            self.counts.skipped += 1;
        } else {
            self.counts.failed += 1;
            self.first_failure.get_or_insert_with(|| format!("{name}: {}", fault.message));
        }
    }
}

/// One line of CSV.
pub fn csv_line(cells: &[&str]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cells).and_then(|()| Ok(csv.flush()?)).expect("memory takes everything");
    csv.into_inner().expect("flushed before")
}

/// Columns of `documents.csv`.
pub const DOCUMENT_COLUMNS: [&str; 7] =
    ["document", "words", "swap_rate", "log_likelihood_ratio", "dialect", "verdict", "substitutions"];

fn document_row(name: &str, detection: &Detection, substitutions: usize) -> Vec<u8> {
    csv_line(&[
        &guard(name),
        &detection.words.to_string(),
        &format!("{:.4}", detection.swap_rate),
        &format!("{:.2}", detection.log_likelihood_ratio),
        &detection.dialect.map_or_else(String::new, |dialect| dialect.to_string()),
        &detection.verdict.to_string(),
        &substitutions.to_string(),
    ])
}
