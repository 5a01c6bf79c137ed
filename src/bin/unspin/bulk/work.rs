//! One job: the records of a batch restored, and what was found written down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use unspin::corpus::documents::document_name;
use unspin::corpus::{Batch, Compression, Fault, Text, Visitor};
use unspin::restorer::{Detection, Restorer, Verdict, Worker};
use unspin::review::cells::guard;
use unspin::review::csv::cells;
use unspin::review::{Row, rows};
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

/// What was found, as lines of the reports.
#[derive(Default)]
pub struct Findings {
    pub documents: Vec<u8>,
    pub substitutions: Vec<u8>,
    pub failures: Vec<u8>,
    pub counts: Counts,
    /// The first failure, for `--strict`.
    pub first_failure: Option<String>,
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
    let mut pass = Pass { run, restorer, worker, name, findings: Findings::default() };
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
    fn text(&mut self, number: Option<u64>, text: &Text<'_>) -> Vec<Substitution> {
        let read = text.without_code();
        let worker = &mut *self.worker;
        // A defect that shows in one document must not take the others with it.
        let suggested = catch_unwind(AssertUnwindSafe(|| {
            if self.run.report.is_some() {
                return worker.suggest(&read);
            }
            let mut substitutions = Vec::new();
            let detection = worker.suggest_in_parts(&read, &mut |some| substitutions.extend(some));
            (substitutions, detection)
        }));
        let Ok((substitutions, detection)) = suggested else {
            *self.worker = self.restorer.worker();
            self.fault(
                number,
                &Fault { skipped: false, message: "the program is at fault; please report it".to_owned() },
            );
            return Vec::new();
        };
        let kept = self.run.rules.keep(self.run.protection.keep(text, substitutions));
        self.count(&detection, kept.len());
        if self.run.report.is_some() {
            let name = document_name(self.name, number);
            self.findings.documents.extend(document_row(&name, &detection, kept.len()));
            if !kept.is_empty() {
                let lines = text.lines(&kept.iter().map(|made| made.span.start).collect::<Vec<_>>());
                let mut rows = rows(&name, text.as_str(), &kept);
                rows.iter_mut().zip(lines).for_each(|(row, line)| row.line = line);
                self.findings.substitutions.extend(csv_rows(&rows));
            }
        }
        kept
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
    ["document", "words", "swap_rate", "log_likelihood_ratio", "verdict", "dialect", "substitutions"];

fn document_row(name: &str, detection: &Detection, substitutions: usize) -> Vec<u8> {
    csv_line(&[
        &guard(name),
        &detection.words.to_string(),
        &format!("{:.4}", detection.swap_rate),
        &format!("{:.2}", detection.log_likelihood_ratio),
        &detection.verdict.to_string(),
        &detection.dialect.map_or_else(String::new, |dialect| dialect.to_string()),
        &substitutions.to_string(),
    ])
}

/// The substitution CSV of `rows` without its header, pairs yet to be counted.
fn csv_rows(rows: &[Row]) -> Vec<u8> {
    rows.iter().flat_map(|row| csv_line(&cells(row, 0).each_ref().map(String::as_str))).collect()
}
