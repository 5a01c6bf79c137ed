//! Parquet: the values of one text column; all other column chunks are copied as they are, with schema and metadata.
//!
//! Values are read and written with their definition and repetition levels, so that nulls and nesting come back as they were.
//! A row group is written once its last value is there; memory grows with the text column of the largest row group.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Type;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;

use crate::Error;
use crate::corpus::batch::Batch;
use crate::corpus::source::Options;

/// Rows read at a time.
const ROWS: usize = 64;

/// What a row group's column is besides its values.
#[derive(Debug)]
pub(in crate::corpus) struct Group {
    definition: Vec<i16>,
    repetition: Vec<i16>,
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
    levels: Group,
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
            let levels = Group { definition: Vec::new(), repetition: Vec::new() };
            self.open = Some(Open { reader, rows, read: 0, levels });
        }
        let open = self.open.as_mut().expect("opened above");
        let descriptor = self.file.metadata().file_metadata().schema_descr().column(self.column);
        let (mut bytes, mut ends, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
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
                if definition.get(at).is_none_or(|&level| level == descriptor.max_def_level()) {
                    numbers.push(row);
                }
            }
            for value in values {
                bytes.extend_from_slice(value.data());
                ends.push(bytes.len());
            }
            open.levels.definition.append(&mut definition);
            open.levels.repetition.append(&mut repetition);
            open.read += rows as u64;
        }
        let mut group = None;
        if open.read >= open.rows {
            let open = self.open.take().expect("open until now");
            self.before += open.rows;
            self.group += 1;
            group = Some(Arc::new(open.levels));
        }
        Ok(Some(Batch::of_values(bytes, ends, numbers, self.longest, group)))
    }
}

/// Writes a file anew with other values in its text column.
pub struct Rewriter<W: Write + Send> {
    source: SerializedFileReader<File>,
    /// For copying column chunks.
    chunks: File,
    path: PathBuf,
    column: usize,
    writer: SerializedFileWriter<W>,
    values: Vec<ByteArray>,
    group: usize,
}

impl<W: Write + Send> Rewriter<W> {
    /// Begins a copy of the file at `path` in `out`.
    ///
    /// # Errors
    ///
    /// When the file is broken or has no such column, or `out` cannot be written to.
    pub fn new(path: &Path, options: &Options, out: W) -> Result<Self, Error> {
        let open = || File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source });
        let source = SerializedFileReader::new(open()?).map_err(|error| broken(path, &error))?;
        let metadata = source.metadata();
        let column = column(metadata, &options.column, path)?;
        let file = metadata.file_metadata();
        let mut properties = WriterProperties::builder().set_key_value_metadata(file.key_value_metadata().cloned());
        if let Some(program) = file.created_by() {
            properties = properties.set_created_by(program.to_owned());
        }
        if let Some(group) = metadata.row_groups().first() {
            let chunk = group.column(column);
            properties = properties
                .set_compression(chunk.compression())
                .set_dictionary_enabled(chunk.dictionary_page_offset().is_some())
                .set_sorting_columns(group.sorting_columns().cloned());
        }
        let schema = file.schema_descr().root_schema_ptr();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))
            .map_err(|error| broken(path, &error))?;
        Ok(Self { chunks: open()?, source, path: path.to_owned(), column, writer, values: Vec::new(), group: 0 })
    }

    /// Appends the values of `batch`, as `bytes` cut at `ends`, and the row group that ends with it.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn append(&mut self, batch: &Batch, bytes: &[u8], ends: &[usize]) -> Result<(), Error> {
        let mut start = 0;
        for &end in ends {
            self.values.push(Bytes::copy_from_slice(&bytes[start..end]).into());
            start = end;
        }
        match &batch.group {
            Some(levels) => self.end_group(levels).map_err(|error| broken(&self.path, &error)),
            None => Ok(()),
        }
    }

    fn end_group(&mut self, levels: &Group) -> Result<(), ParquetError> {
        let metadata = self.source.metadata().row_group(self.group);
        let mut group = self.writer.next_row_group()?;
        for (at, chunk) in metadata.columns().iter().enumerate() {
            if at == self.column {
                let mut column = group.next_column()?.expect("as many columns as there were");
                let values = std::mem::take(&mut self.values);
                let typed = column.typed::<ByteArrayType>();
                // A column that cannot be null, or cannot repeat, has no such levels.
                let levels_of = |levels: &'_ [i16]| (!levels.is_empty()).then(|| levels.to_vec());
                let (definition, repetition) = (levels_of(&levels.definition), levels_of(&levels.repetition));
                typed.write_batch(&values, definition.as_deref(), repetition.as_deref())?;
                column.close()?;
                continue;
            }
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                rows_written: u64::try_from(metadata.num_rows()).unwrap_or(0),
                metadata: chunk.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            group.append_column(&self.chunks, close)?;
        }
        group.close()?;
        self.group += 1;
        Ok(())
    }

    /// Writes the end of the file and gives `out` back.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self) -> Result<W, Error> {
        self.writer.into_inner().map_err(|error| broken(&self.path, &error))
    }
}

#[cfg(test)]
mod tests;
