//! Rows from what a spreadsheet made of a substitution CSV.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use crate::Error;
use crate::review::cells::{read_alternatives, unguard, unmark_breaks};
use crate::review::row::Row;
use crate::review::verdict;

use super::spreadsheet;
use super::{COLUMNS, Layout};

/// The columns that must be there: all but `pair_count`, which follows from the others.
const NEEDED: usize = COLUMNS.len() - 1;

/// A substitution CSV as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// How it was laid out.
    pub layout: Layout,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// For each row, the line it begins on, the header being line 1.
    pub lines: Vec<u64>,
    /// Names of the reviewer's own columns.
    pub own_columns: Vec<String>,
    /// For each row, the cells of the reviewer's own columns.
    pub own_cells: Vec<Vec<String>>,
}

/// Reads a substitution CSV; `path` names it in errors.
///
/// # Errors
///
/// [`Error::Io`] when `reader` fails, [`Error::SubstitutionCsv`] with the line when a column is missing, a cell is not what its
/// column needs, a verdict is not known, or two rows are of the same place.
pub fn read(mut reader: impl Read, path: &Path) -> Result<Sheet, Error> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let fault = |(line, fault)| Error::SubstitutionCsv { path: path.to_owned(), line, fault };
    let table = spreadsheet::read(&bytes, &COLUMNS[..NEEDED], &COLUMNS[NEEDED..]).map_err(fault)?;
    let (mut rows, mut lines, mut own_cells) = (Vec::new(), Vec::new(), Vec::new());
    for cells in table.rows {
        rows.push(row(&cells.cells).map_err(|what| fault((cells.line, what)))?);
        own_cells.push(cells.own);
        lines.push(cells.line);
    }
    check(&rows, &lines).map_err(fault)?;
    Ok(Sheet { layout: table.layout, rows, lines, own_columns: table.own, own_cells })
}

/// The row that [`cells`](super::cells) made cells of.
///
/// # Errors
///
/// With what is wrong with which cell.
///
/// # Panics
///
/// When there are not as many cells as columns.
pub fn row(cells: &[impl AsRef<str>]) -> Result<Row, String> {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    let &[document, line, start, end, spun, original, confidence, gain, alternatives, context, source_hash, verdict, _] =
        cells.as_slice()
    else {
        panic!("a cell for each column")
    };
    let span = offset("start", start)?..offset("end", end)?;
    if span.start > span.end {
        return Err(format!("start {} lies behind end {}", span.start, span.end));
    }
    if document.is_empty() {
        return Err("there is no document; name it as the other rows do".to_owned());
    }
    for (column, cell) in [("spun", spun), ("original", original)] {
        if cell.is_empty() {
            return Err(format!(
                "{column} is blank; restore it (to delete a phrase, write two double quotes for the verdict)"
            ));
        }
    }
    Ok(Row {
        document: unguard(document).to_owned(),
        line: offset("line", line)?,
        span,
        spun: text(spun),
        original: text(original),
        confidence: number("confidence", confidence)?,
        gain: number("gain", gain)?,
        alternatives: read_alternatives(&text(alternatives))?,
        context: unguard(context).to_owned(),
        source_hash: unguard(source_hash).trim().to_owned(),
        decision: verdict::read(&text(verdict))?,
    })
}

/// The text that a cell was made of.
pub(super) fn text(cell: &str) -> String {
    unmark_breaks(unguard(cell))
}

/// A whole number, be it written as `5.0`.
fn offset(column: &str, cell: &str) -> Result<usize, String> {
    let digits = cell.trim();
    let whole = digits.split_once(['.', ',']).map_or(digits, |(whole, rest)| match rest.trim_matches('0') {
        "" => whole,
        _ => digits,
    });
    whole.parse().map_err(|_| format!("{column} `{cell}` is no whole number"))
}

/// A number, be it with a decimal comma.
fn number(column: &str, cell: &str) -> Result<f64, String> {
    let number = cell.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("{column} `{cell}` is no number; write it as 0.5"))
}

/// No two rows may be of one place in one text.
fn check(rows: &[Row], lines: &[u64]) -> Result<(), (u64, String)> {
    let mut places: HashMap<(&str, &str, usize, usize), usize> = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let Row { document, source_hash, span, .. } = row;
        if let Some(earlier) = places.insert((document, source_hash, span.start, span.end), at) {
            let what = if *row == rows[earlier] { "repeats" } else { "contradicts" };
            let (first, start, end) = (lines[earlier], span.start, span.end);
            let fault = format!("{what} line {first} (bytes {start} to {end} of {document}); leave one of them");
            return Err((lines[at], fault));
        }
    }
    Ok(())
}
