//! What the script needs to write the CSV.

use std::io::{self, Write};

use serde::Serialize;

use crate::review::cells::mark_breaks;
use crate::review::{Decision, source_hash};

use super::escape::json;
use super::{Report, histogram};

#[derive(Serialize)]
struct Data<'a> {
    /// Name of the file that the verdicts are saved as.
    file: &'a str,
    /// Tells reports apart in what the browser remembers.
    key: String,
    /// The first line of the CSV.
    header: String,
    /// Each line of the CSV, before and after the cell of its verdict.
    rows: Vec<[String; 2]>,
    /// The verdicts there are, as [`verdict`] writes them.
    verdicts: Vec<String>,
    /// The alternatives of each row, as the verdicts that take them.
    alternatives: Vec<Vec<String>>,
    /// Spun phrase and original of each pair.
    pairs: Vec<[&'a str; 2]>,
    documents: Vec<&'a str>,
    /// Rows in the tallest bar of the histogram, and its height.
    tallest: usize,
    height: usize,
}

/// Writes all of it as JSON.
pub(super) fn write(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let (header, rows) = report.review.lines_around_verdicts();
    let all = report.review.rows();
    let taken = |original: &str| verdict(&Decision::Other(original.to_owned()));
    let data = Data {
        file: report.file,
        key: source_hash(&rows.concat().concat()),
        header,
        rows,
        verdicts: all.iter().map(|row| verdict(&row.decision)).collect(),
        alternatives: all.iter().map(|row| row.alternatives.iter().map(|one| taken(&one.original)).collect()).collect(),
        pairs: report.review.pairs().iter().map(|hits| [hits.pair.spun(), hits.pair.original()]).collect(),
        documents: report.review.documents().iter().map(|document| document.name.as_str()).collect(),
        tallest: histogram::bins(all).into_iter().max().unwrap_or(0),
        height: histogram::HEIGHT,
    };
    write!(out, "{}", json(&data))
}

/// A verdict as its cell has it, another original always in double quotes, so that the script need not know which words could be
/// mistaken. What begins with a quote is no formula either.
fn verdict(decision: &Decision) -> String {
    match decision {
        Decision::Undecided => String::new(),
        Decision::Accept => "accept".to_owned(),
        Decision::Reject => "reject".to_owned(),
        Decision::Other(original) => mark_breaks(&format!("\"{original}\"")),
    }
}
