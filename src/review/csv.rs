//! The substitution CSV: what a run found, for a spreadsheet, and back again with the reviewer's verdicts.
//!
//! The header is always there and its order fixed:
//! `document,line,start,end,spun,original,confidence,gain,alternatives,context,source_hash,verdict,pair_count`.
//! `pair_count` is how many rows of the file have the same [pair](super::pair), so that a spreadsheet can sort by it; it is not
//! read back.
//!
//! | module | purpose |
//! |---|---|
//! | [`read`] | rows from what a spreadsheet made of the file |
//! | [`spreadsheet`] | encodings, delimiters, moved columns and blank rows |
//! | [`stored`] | rows that were written to be gone through again |

pub mod read;
pub mod spreadsheet;
pub mod stored;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Error;

use super::cells::{guard, mark_breaks, write_alternatives};
use super::row::Row;
use super::verdict;
use stored::Stored;

/// The columns, in order.
pub const COLUMNS: [&str; 13] = [
    "document",
    "line",
    "start",
    "end",
    "spun",
    "original",
    "confidence",
    "gain",
    "alternatives",
    "context",
    "source_hash",
    "verdict",
    "pair_count",
];

/// How a CSV is laid out; the default is UTF-8 without byte order mark, with commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Whether it begins with a byte order mark, without which Excel takes UTF-8 for something else.
    pub mark: bool,
    /// What stands between the cells: `,`, `;` or a tab.
    pub delimiter: u8,
}

impl Default for Layout {
    fn default() -> Self {
        Self { mark: false, delimiter: b',' }
    }
}

impl Layout {
    /// A writer of this layout over `writer`, its byte order mark written.
    ///
    /// # Errors
    ///
    /// When `writer` fails.
    pub fn begin<W: Write>(self, mut writer: W) -> io::Result<csv::Writer<W>> {
        if self.mark {
            writer.write_all(b"\xef\xbb\xbf")?;
        }
        Ok(csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(writer))
    }

    /// `cells` as they stand on a line, quoted where they must be; without byte order mark and line feed.
    ///
    /// ```
    /// use unspin::review::csv::Layout;
    /// assert_eq!(Layout::default().line(["a,b", "c"]), "\"a,b\",c");
    /// ```
    #[must_use]
    pub fn line<'c>(self, cells: impl IntoIterator<Item = &'c str>) -> String {
        let mut csv = csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(Vec::new());
        csv.write_record(cells).expect("memory takes everything");
        let mut line = csv.into_inner().expect("memory takes everything");
        line.pop();
        String::from_utf8(line).expect("cells are text")
    }
}

/// The cells of a row, in the order of [`COLUMNS`].
#[must_use]
pub fn cells(row: &Row, pair_count: usize) -> [String; COLUMNS.len()] {
    [
        guard(&row.document),
        row.line.to_string(),
        row.span.start.to_string(),
        row.span.end.to_string(),
        guard(&mark_breaks(&row.spun)),
        guard(&mark_breaks(&row.original)),
        format!("{:.4}", row.confidence),
        format!("{:.3}", row.gain),
        guard(&mark_breaks(&write_alternatives(&row.alternatives))),
        guard(&row.context),
        guard(&row.source_hash),
        guard(&mark_breaks(&verdict::write(&row.decision))),
        pair_count.to_string(),
    ]
}

/// Writes rows as a substitution CSV.
pub struct Writer<W: Write> {
    csv: csv::Writer<W>,
    path: PathBuf,
}

impl<W: Write> Writer<W> {
    /// Begins a CSV with its header, and behind it the names of the reviewer's `own` columns; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when `writer` fails.
    pub fn new(writer: W, path: &Path, layout: Layout, own: &[String]) -> Result<Self, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let mut csv = layout.begin(writer).map_err(io)?;
        let names = COLUMNS.into_iter().chain(own.iter().map(String::as_str));
        csv.write_record(names).map_err(|error| io_error(error, path))?;
        Ok(Self { csv, path: path.to_owned() })
    }

    /// Writes one row, of whose pair the file has `pair_count`, with the cells of the reviewer's `own` columns.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    ///
    /// # Panics
    ///
    /// When there are not as many own cells as own columns.
    pub fn write(&mut self, row: &Row, pair_count: usize, own: &[String]) -> Result<(), Error> {
        self.write_cells(cells(row, pair_count).iter().chain(own))
    }

    /// Writes one row that was stored, of whose pair the file has `pair_count`; there are no columns of the reviewer's own.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn pass_on(&mut self, row: &Stored<'_>, pair_count: usize) -> Result<(), Error> {
        self.write_cells(row.known().chain([pair_count.to_string().as_str()]))
    }

    fn write_cells(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), Error> {
        match self.csv.write_record(cells) {
            Err(error) if matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. }) => {
                panic!("{error}: a cell for each of the reviewer's own columns")
            }
            written => written.map_err(|error| io_error(error, &self.path)),
        }
    }

    /// Flushes what is left and gives the writer back.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn finish(self) -> Result<W, Error> {
        let Self { csv, path } = self;
        csv.into_inner()
            .map_err(|error| Error::Io { path, source: io::Error::new(error.error().kind(), error.to_string()) })
    }
}

fn io_error(error: csv::Error, path: &Path) -> Error {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    };
    Error::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
