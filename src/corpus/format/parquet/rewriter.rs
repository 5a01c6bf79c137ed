//! A Parquet file written anew with other values in its text column.
//!
//! All other column chunks are copied as they are, with their statistics, page indexes and Bloom filters; so are the schema and the
//! metadata. The text column is encoded anew, compressed as it was. Its pages may be cut elsewhere, and statistics, page index and, where
//! there was one, Bloom filter are those of the new values. What is not kept: checksums of its pages, and a sort order from the text
//! column on, which new values may break.
//!
//! A row group is written once its last value is there; memory grows with the text column of the largest row group.

use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::bloom_filter::Sbbf;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};

use super::{ROWS, Rows, broken, column};
use crate::Error;
use crate::corpus::batch::Batch;
use crate::corpus::source::Options;

/// Writes a file anew with other values in its text column.
pub struct Rewriter<W: Write + Send> {
    /// With the page indexes of the file.
    metadata: ParquetMetaData,
    /// For copying column chunks.
    file: File,
    path: PathBuf,
    column: usize,
    writer: SerializedFileWriter<W>,
    /// What has come of the row group that is next.
    values: Vec<ByteArray>,
    rows: Rows,
    group: usize,
}

impl<W: Write + Send> Rewriter<W> {
    /// Begins a copy of the file at `path` in `out`.
    ///
    /// # Errors
    ///
    /// When the file is broken or has no such column, or `out` cannot be written to.
    pub fn new(path: &Path, options: &Options, out: W) -> Result<Self, Error> {
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
        let metadata = reader.parse_and_finish(&file).map_err(|error| broken(path, &error))?;
        let column = column(&metadata, &options.column, path)?;
        let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
        let properties = properties(&metadata, column);
        let writer =
            SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(|error| broken(path, &error))?;
        let (path, rows) = (path.to_owned(), Rows::default());
        Ok(Self { metadata, file, path, column, writer, values: Vec::new(), rows, group: 0 })
    }

    /// Appends the values of `batch`, as `bytes` cut at `ends`, and the row group that ends with it.
    ///
    /// # Errors
    ///
    /// When the file proves broken, or writing fails.
    pub fn append(&mut self, batch: &Batch, bytes: &[u8], ends: &[usize]) -> Result<(), Error> {
        let mut start = 0;
        for &end in ends {
            self.values.push(Bytes::copy_from_slice(&bytes[start..end]).into());
            start = end;
        }
        let rows = batch.rows.as_ref().expect("a batch of Parquet");
        self.rows.append(rows);
        if rows.end_group { self.end_group() } else { Ok(()) }
    }

    /// Writes the end of the file and gives `out` back. Rows that never came are left out, and so are whole row groups.
    ///
    /// # Errors
    ///
    /// When the file proves broken, or writing fails.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.rows.count > 0 {
            self.end_group()?;
        }
        self.writer.into_inner().map_err(|error| broken(&self.path, &error))
    }

    fn end_group(&mut self) -> Result<(), Error> {
        // As in reading: the decoders of some pages panic.
        let written = catch_unwind(AssertUnwindSafe(|| self.write_group()));
        let written = written.unwrap_or_else(|_| Err(ParquetError::General("a page cannot be decoded".to_owned())));
        written.map_err(|error| broken(&self.path, &error))
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let Self { metadata, file, writer, group, .. } = self;
        let (rows, values) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.values));
        let old = metadata.row_group(*group);
        let is_whole = u64::try_from(old.num_rows()).unwrap_or(0) == rows.count;
        let reader = if is_whole { None } else { Some(SerializedFileReader::new(file.try_clone()?)?) };
        let reader = reader.as_ref().map(|reader| reader.get_row_group(*group)).transpose()?;
        let mut new = writer.next_row_group()?;
        for (at, chunk) in old.columns().iter().enumerate() {
            if at == self.column {
                write(&mut new, |column| {
                    write_values::<ByteArrayType>(column, &values, &rows.definition, &rows.repetition)
                })?;
            } else if let Some(reader) = &reader {
                let reader = reader.get_column_reader(at)?;
                write(&mut new, |column| copy_rows(reader, column, rows.count))?;
            } else {
                let indexes = metadata.page_index_for_row_group(*group);
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                    rows_written: rows.count,
                    metadata: chunk.clone(),
                    bloom_filter: Sbbf::read_from_column_chunk(chunk, file)?,
                    column_index: indexes.column_index(at).cloned(),
                    offset_index: indexes.offset_index(at).cloned(),
                };
                new.append_column(file, close)?;
            }
        }
        new.close()?;
        *group += 1;
        Ok(())
    }
}

/// How the new file is written: as the old one was, as far as it tells.
fn properties(metadata: &ParquetMetaData, text: usize) -> WriterProperties {
    let file = metadata.file_metadata();
    let mut properties = WriterProperties::builder().set_key_value_metadata(file.key_value_metadata().cloned());
    if let Some(program) = file.created_by() {
        properties = properties.set_created_by(program.to_owned());
    }
    if let Some(group) = metadata.row_groups().first() {
        for chunk in group.columns() {
            let path = chunk.column_path();
            properties = properties
                .set_column_compression(path.clone(), chunk.compression())
                .set_column_dictionary_enabled(path.clone(), chunk.dictionary_page_offset().is_some())
                .set_column_bloom_filter_enabled(path.clone(), chunk.bloom_filter_offset().is_some());
        }
        let is_kept = |column: &&parquet::file::metadata::SortingColumn| usize::try_from(column.column_idx) != Ok(text);
        let sorting = group.sorting_columns().map(|columns| columns.iter().take_while(is_kept).cloned().collect());
        properties = properties.set_sorting_columns(sorting.filter(|columns: &Vec<_>| !columns.is_empty()));
    }
    properties.build()
}

/// The next column of `group`, filled by `fill`.
fn write<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    fill: impl FnOnce(&mut SerializedColumnWriter<'_>) -> Result<(), ParquetError>,
) -> Result<(), ParquetError> {
    let mut column = group.next_column()?.expect("as many columns as there were");
    fill(&mut column)?;
    column.close()
}

fn write_values<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    definition: &[i16],
    repetition: &[i16],
) -> Result<(), ParquetError> {
    // A column that cannot be null, or cannot repeat, has no such levels.
    let [definition, repetition] = [definition, repetition].map(|levels| (!levels.is_empty()).then_some(levels));
    column.typed::<T>().write_batch(values, definition, repetition).map(drop)
}

/// Copies the first `rows` of a column of whatever type.
fn copy_rows(reader: ColumnReader, column: &mut SerializedColumnWriter<'_>, rows: u64) -> Result<(), ParquetError> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::Int32ColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::Int64ColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::Int96ColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::FloatColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::DoubleColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::ByteArrayColumnReader(reader) => copy_typed(reader, column, rows),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => copy_typed(reader, column, rows),
    }
}

fn copy_typed<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    column: &mut SerializedColumnWriter<'_>,
    rows: u64,
) -> Result<(), ParquetError> {
    let (mut values, mut definition, mut repetition) = (Vec::new(), Vec::new(), Vec::new());
    let mut left = usize::try_from(rows).unwrap_or(usize::MAX);
    while left > 0 {
        let (read, ..) =
            reader.read_records(left.min(ROWS), Some(&mut definition), Some(&mut repetition), &mut values)?;
        if read == 0 {
            return Err(ParquetError::General("a column is shorter than the row group says".to_owned()));
        }
        left -= read;
    }
    write_values::<T>(column, &values, &definition, &repetition)
}
