//! The findings of all files, together, in the order of the files: the same bytes however many threads and runs it took.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use unspin::Error;
use unspin::corpus::atomic::{self, Staged};
use unspin::review::csv::COLUMNS;

use super::marker::{self, Marker, Part};
use super::work::{Counts, DOCUMENT_COLUMNS, csv_line};
use super::{ReportFormat, Run};

/// `summary.json`.
#[derive(Debug, Serialize)]
pub struct Summary {
    files: usize,
    #[serde(flatten)]
    counts: Counts,
}

impl Summary {
    /// Documents and files that failed.
    pub fn failed(&self) -> u64 {
        self.counts.failed
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { documents, words, spun, substitutions, skipped, failed, .. } = self.counts;
        write!(
            f,
            "{} files, {documents} documents, {words} words: {spun} spun, {substitutions} substitutions, {skipped} skipped, \
             {failed} failed",
            self.files
        )
    }
}

/// Where failures are named.
pub fn failures_path(run: &Run) -> PathBuf {
    run.report.as_ref().unwrap_or(&run.state).join("failures.csv")
}

/// Writes the reports, of the first `count` files.
pub fn write(run: &Run, count: usize) -> Result<Summary, Error> {
    let mut summary = Summary { files: count, counts: Counts::default() };
    let mut markers = Vec::new();
    for entry in &run.files[..count] {
        let (marker, _) = marker::open(run, entry)?;
        summary.counts += marker.counts;
        markers.push(marker);
    }
    let failures = csv_line(&["document", "kind", "fault"]);
    gather(run, &markers, Part::Failures, &failures, &failures_path(run))?;
    if let Some(report) = &run.report {
        let documents = csv_line(&DOCUMENT_COLUMNS);
        gather(run, &markers, Part::Documents, &documents, &report.join("documents.csv"))?;
        let (name, header) = match run.report_format {
            ReportFormat::Csv => ("substitutions.csv", csv_line(&COLUMNS)),
            ReportFormat::Jsonl => ("substitutions.jsonl", Vec::new()),
        };
        gather(run, &markers, Part::Substitutions, &header, &report.join(name))?;
        let mut json = serde_json::to_vec_pretty(&summary).expect("numbers are JSON");
        json.push(b'\n');
        atomic::write(&report.join("summary.json"), &json)?;
    }
    Ok(summary)
}

/// Writes one part of every marker to `target`, below `header`.
fn gather(run: &Run, markers: &[Marker], part: Part, header: &[u8], target: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { path: target.to_owned(), source };
    let directory = target.parent().expect("a file in a directory");
    let mut staged = Staged::create(directory)?;
    staged.write_all(header).map_err(io)?;
    for (entry, marker) in run.files.iter().zip(markers) {
        let (_, reader) = marker::open(run, entry)?;
        marker.copy(part, reader, &mut staged).map_err(io)?;
    }
    staged.persist(target)
}
