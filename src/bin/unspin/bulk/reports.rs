//! The findings of all files, together, in the order of the files: the same bytes however many threads and runs it took.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use serde::Serialize;
use unspin::Error;
use unspin::corpus::atomic::Staged;
use unspin::review::csv::Layout;
use unspin::review::csv::stored::Stored;
use unspin::review::{Pair, Report};
use xxhash_rust::xxh3::xxh3_64;

use super::marker::{self, Marker, Part};
use super::work::{Counts, DOCUMENT_COLUMNS, csv_line};
use super::{Run, make_directory};
use crate::args::ReportForm;

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
    let begun = Begun::new(run)?;
    let failures = csv_line(&["document", "kind", "fault"]);
    gather(run, &markers, Part::Failures, &failures, begun.file()?, &failures_path(run))?;
    if let Some(report) = &run.report {
        let documents = csv_line(&DOCUMENT_COLUMNS);
        gather(run, &markers, Part::Documents, &documents, begun.file()?, &report.join("documents.csv"))?;
        substitutions(run, &markers, begun.file()?, report)?;
        let target = report.join("summary.json");
        let mut json = begun.file()?;
        let written =
            serde_json::to_writer_pretty(&mut json, &summary).map_err(Into::into).and_then(|()| writeln!(json));
        written.map_err(|source| Error::Io { path: target.clone(), source })?;
        json.persist(&target)?;
    }
    Ok(summary)
}

/// Where reports are begun: on the file system they go to, in a directory of their own, so that what a killed run left there is found
/// and removed.
struct Begun(PathBuf);

impl Begun {
    fn new(run: &Run) -> Result<Self, Error> {
        let directory = run.report.as_ref().unwrap_or(&run.scratch).join(".begun");
        let _ = std::fs::remove_dir_all(&directory);
        make_directory(&directory)?;
        Ok(Self(directory))
    }

    fn file(&self) -> Result<Staged, Error> {
        Staged::create(&self.0)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Writes one part of every marker to `target`, below `header`.
fn gather(
    run: &Run,
    markers: &[Marker],
    part: Part,
    header: &[u8],
    mut staged: Staged,
    target: &Path,
) -> Result<(), Error> {
    let io = |source| Error::Io { path: target.to_owned(), source };
    staged.write_all(header).map_err(io)?;
    for (entry, marker) in run.files.iter().zip(markers).filter(|(_, marker)| marker.has(part)) {
        let (_, reader) = marker::open(run, entry)?;
        std::io::copy(&mut marker.part(part, reader).map_err(io)?, &mut staged).map_err(io)?;
    }
    staged.persist(target)
}

/// Writes the substitutions of every marker below `report`, in the form asked for. What is kept of them are the pairs.
fn substitutions(run: &Run, markers: &[Marker], staged: Staged, report: &Path) -> Result<(), Error> {
    let name = match run.report_form {
        ReportForm::Csv => "substitutions.csv",
        ReportForm::Jsonl => "substitutions.jsonl",
        ReportForm::Sarif => "substitutions.sarif",
    };
    let target = report.join(name);
    let mut counts: HashMap<Pair, usize> = HashMap::new();
    each_row(run, markers, |row| {
        *counts.entry(row.pair()).or_default() += 1;
        Ok(())
    })?;
    let layout = Layout { mark: run.bom, ..Layout::default() };
    let mut out = Report::new(staged, &target, run.report_form.into(), layout, &[])?;
    each_row(run, markers, |row| out.pass_on(row, counts[&row.pair()]))?;
    out.finish()?.persist(&target)
}

/// Calls `visit` with every row of every marker, in order; with those of a text that a Parquet column of lists has twice in one row
/// once.
fn each_row(
    run: &Run,
    markers: &[Marker],
    mut visit: impl FnMut(&Stored<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut document, mut seen, mut record) = (String::new(), HashSet::new(), StringRecord::new());
    for (entry, marker) in run.files.iter().zip(markers).filter(|(_, marker)| marker.has(Part::Substitutions)) {
        let broken = |fault: String| Error::Document { path: entry.path.clone(), fault: format!("{fault}; run again") };
        let (_, reader) = marker::open(run, entry)?;
        let part = marker.part(Part::Substitutions, reader).map_err(|error| broken(error.to_string()))?;
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(part);
        while csv.read_record(&mut record).map_err(|error| broken(error.to_string()))? {
            let row = Stored::new(&record).ok_or_else(|| broken("a row was cut short".to_owned()))?;
            let [name, start, source_hash] = row.place();
            if name != document {
                name.clone_into(&mut document);
                seen.clear();
            }
            if seen.insert([start, source_hash].map(|cell| xxh3_64(cell.as_bytes()))) {
                visit(&row)?;
            }
        }
    }
    Ok(())
}
