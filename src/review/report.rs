//! The rows of a run in any of the forms that programs and people want: one list, every face.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::csv::stored::Stored;
use super::csv::{self, Layout};
use super::row::Row;
use super::{json, sarif};
use crate::Error;

/// Form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// The [substitution CSV](super::csv), to review and apply.
    #[default]
    Csv,
    /// One JSON object per line, as [`json::row`] has it.
    Jsonl,
    /// A log of the Static Analysis Results Interchange Format, as [`sarif`] has it.
    Sarif,
}

/// Writes rows one by one in one of the forms.
pub struct Report<W: Write> {
    out: Out<W>,
    path: PathBuf,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
    Sarif { out: W, any: bool },
}

impl<W: Write> Report<W> {
    /// Begins a report; `path` names it in errors. `layout` and the names of the reviewer's `own` columns count for CSV.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when `writer` fails.
    pub fn new(mut writer: W, path: &Path, form: Form, layout: Layout, own: &[String]) -> Result<Self, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let out = match form {
            Form::Csv => Out::Csv(Box::new(csv::Writer::new(writer, path, layout, own)?)),
            Form::Jsonl => Out::Jsonl(writer),
            Form::Sarif => {
                writer.write_all(sarif::head().as_bytes()).map_err(io)?;
                Out::Sarif { out: writer, any: false }
            }
        };
        Ok(Self { out, path: path.to_owned() })
    }

    /// Writes one row, of whose pair the report has `pair_count`; the reviewer's `own` cells count for CSV.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn write(&mut self, row: &Row, pair_count: usize, own: &[String]) -> Result<(), Error> {
        let written = match &mut self.out {
            Out::Csv(csv) => return csv.write(row, pair_count, own),
            Out::Jsonl(out) => writeln!(out, "{}", json::row(row, pair_count)),
            Out::Sarif { out, any } => {
                let comma = if std::mem::replace(any, true) { "," } else { "" };
                write!(out, "{comma}\n{}", sarif::result(row, pair_count))
            }
        };
        written.map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    /// Writes one row that was stored, of whose pair the report has `pair_count`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails, or a cell is not what its column needs.
    pub fn pass_on(&mut self, row: &Stored<'_>, pair_count: usize) -> Result<(), Error> {
        if let Out::Csv(csv) = &mut self.out {
            return csv.pass_on(row, pair_count);
        }
        let broken = |fault| Error::Document { path: self.path.clone(), fault };
        self.write(&row.row().map_err(broken)?, pair_count, &[])
    }

    /// Writes the end and gives the writer back.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn finish(self) -> Result<W, Error> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        match self.out {
            Out::Csv(csv) => csv.finish(),
            Out::Jsonl(mut out) => out.flush().map(|()| out).map_err(io),
            Out::Sarif { mut out, .. } => {
                out.write_all(sarif::TAIL.as_bytes()).and_then(|()| out.flush()).map(|()| out).map_err(io)
            }
        }
    }
}
