//! Parquet: the values of one text column.
//!
//! Values are read and written with their definition and repetition levels, so that nulls and nesting come back as they were.

mod rewriter;

use std::fs::File;
use std::path::Path;

use parquet::basic::Type;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::ByteArrayType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};

pub use rewriter::Rewriter;

use crate::Error;
use crate::corpus::batch::Batch;
use crate::corpus::source::Options;

/// Rows read at a time.
const ROWS: usize = 64;

/// What some rows' column is besides its values.
#[derive(Clone, Debug, Default)]
pub(in crate::corpus) struct Rows {
    definition: Vec<i16>,
    repetition: Vec<i16>,
    /// The definition level of a value; a lower one is a null, or a list without items.
    defined: i16,
    count: u64,
    /// Whether the row group ends with them.
    end_group: bool,
}

impl Rows {
    /// Leaves out all rows behind the one with value number `values`, of `all`; how many values are left. A row is not cut, so a list may
    /// have more.
    pub(in crate::corpus) fn truncate(&mut self, values: usize, all: usize) -> usize {
        let levels = self.definition.len().max(self.repetition.len()).max(all);
        let (mut kept, mut rows) = (0, 0);
        for at in 0..levels {
            if self.repetition.get(at).is_none_or(|&level| level == 0) {
                if kept >= values {
                    self.definition.truncate(at);
                    self.repetition.truncate(at);
                    (self.count, self.end_group) = (rows, false);
                    break;
                }
                rows += 1;
            }
            kept += usize::from(self.definition.get(at).is_none_or(|&level| level == self.defined));
        }
        kept
    }

    /// Takes in the rows that follow.
    fn append(&mut self, next: &Self) {
        self.definition.extend(&next.definition);
        self.repetition.extend(&next.repetition);
        self.count += next.count;
    }
}

/// The row groups of a file being read.
pub(in crate::corpus) struct Groups {
    file: SerializedFileReader<File>,
    column: usize,
    batch: usize,
    longest: usize,
    group: usize,
    open: Option<Open>,
    /// Rows before the row group that is open.
    before: u64,
}

struct Open {
    reader: ColumnReaderImpl<ByteArrayType>,
    rows: u64,
    read: u64,
}

fn broken(path: &Path, error: &ParquetError) -> Error {
    Error::Document { path: path.to_owned(), fault: format!("broken Parquet: {error}; write or fetch the file again") }
}

/// The place of the column `name`, by its dotted path.
fn column(metadata: &ParquetMetaData, name: &str, path: &Path) -> Result<usize, Error> {
    let schema = metadata.file_metadata().schema_descr();
    let fault = |fault| Error::Document { path: path.to_owned(), fault };
    let Some(at) = schema.columns().iter().position(|column| column.path().string() == name) else {
        let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
        return Err(fault(format!("no column `{name}`; name one of `{}` with --column", names.join("`, `"))));
    };
    match schema.column(at).physical_type() {
        Type::BYTE_ARRAY => Ok(at),
        other => Err(fault(format!("column `{name}` is of type {other}, not text; name another with --column"))),
    }
}

impl Groups {
    pub(in crate::corpus) fn open(file: File, path: &Path, options: &Options) -> Result<Self, Error> {
        let file = SerializedFileReader::new(file).map_err(|error| broken(path, &error))?;
        let column = column(file.metadata(), &options.column, path)?;
        let (batch, longest) = (options.batch, options.max_document);
        Ok(Self { file, column, batch, longest, group: 0, open: None, before: 0 })
    }

    pub(in crate::corpus) fn next_batch(&mut self, path: &Path) -> Result<Option<Batch>, Error> {
        // A broken file must not take the program with it, and the decoders of some pages panic.
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.read()));
        let read = read.unwrap_or_else(|_| Err(ParquetError::General("a page cannot be decoded".to_owned())));
        read.map_err(|error| broken(path, &error))
    }

    fn read(&mut self) -> Result<Option<Batch>, ParquetError> {
        if self.open.is_none() {
            if self.group == self.file.num_row_groups() {
                return Ok(None);
            }
            let group = self.file.get_row_group(self.group)?;
            let ColumnReader::ByteArrayColumnReader(reader) = group.get_column_reader(self.column)? else {
                return Err(ParquetError::General("the column's pages are of another type".to_owned()));
            };
            let rows = u64::try_from(group.metadata().num_rows()).unwrap_or(0);
            self.open = Some(Open { reader, rows, read: 0 });
        }
        let open = self.open.as_mut().expect("opened above");
        let descriptor = self.file.metadata().file_metadata().schema_descr().column(self.column);
        let (mut bytes, mut ends, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = Rows { defined: descriptor.max_def_level(), ..Rows::default() };
        while open.read < open.rows && bytes.len() < self.batch {
            let (mut values, mut definition, mut repetition) = (Vec::new(), Vec::new(), Vec::new());
            let (rows, ..) =
                open.reader.read_records(ROWS, Some(&mut definition), Some(&mut repetition), &mut values)?;
            if rows == 0 {
                return Err(ParquetError::General("the row group is shorter than it says".to_owned()));
            }
            let levels = definition.len().max(repetition.len()).max(values.len());
            let mut row = self.before + open.read;
            for at in 0..levels {
                row += u64::from(repetition.get(at).is_none_or(|&level| level == 0));
                if definition.get(at).is_none_or(|&level| level == all.defined) {
                    numbers.push(row);
                }
            }
            for value in values {
                bytes.extend_from_slice(value.data());
                ends.push(bytes.len());
            }
            all.definition.append(&mut definition);
            all.repetition.append(&mut repetition);
            all.count += rows as u64;
            open.read += rows as u64;
        }
        if open.read >= open.rows {
            self.before += open.rows;
            self.group += 1;
            self.open = None;
            all.end_group = true;
        }
        Ok(Some(Batch::of_values(bytes, ends, numbers, self.longest, all)))
    }
}

#[cfg(test)]
mod tests;
