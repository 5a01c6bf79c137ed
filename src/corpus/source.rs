//! A file as a stream of batches: some whole records each, cut alike whoever reads them, so that what is made of a batch does
//! not depend on threads or on how the bytes arrived.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use super::batch::Batch;
use super::compression::{Compression, Count, Tally};
use super::format::cut::{BLOCK, Cutter};
use super::format::{Format, Reading, delimited};
use super::protection::last_switch;
use super::transcode::{self, Decoding};
use crate::Error;

/// How files are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Key of the text in JSON Lines; a dot leads into a nested object.
    pub text_key: String,
    /// Column of the text in CSV, TSV and Parquet: a name, or in CSV and TSV a number counted from 1.
    pub column: String,
    /// Encoding of files without byte order mark.
    pub encoding: &'static Encoding,
    /// Bytes above which a record is passed through unread.
    pub max_document: usize,
    /// How many times a compressed file may grow.
    pub max_ratio: u64,
    /// Bytes of a batch, whole records; 1 for a batch per record, as soon as it is there.
    pub batch: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            text_key: "text".to_owned(),
            column: "text".to_owned(),
            encoding: encoding_rs::UTF_8,
            max_document: 64 << 20,
            max_ratio: 200,
            batch: BLOCK,
        }
    }
}

/// A file being read.
pub struct Source {
    path: PathBuf,
    input: Input,
}

enum Input {
    Stream(Box<Stream>),
    #[cfg(feature = "parquet")]
    Parquet(Box<super::format::parquet::Groups>),
}

struct Stream {
    reader: Box<dyn Read + Send>,
    count: Count,
    options: Options,
    format: Format,
    reading: Option<Reading>,
    cutter: Cutter,
    buffer: Vec<u8>,
    ended: bool,
    /// Number of the next record; `None` until it is known whether records have numbers.
    next: Option<u64>,
    off: bool,
    /// In the middle of a record that is too long.
    passing: bool,
    encoding: &'static Encoding,
    mark: &'static [u8],
}

impl Source {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened; for Parquet, when it is broken or has no such column.
    pub fn open(path: &Path, format: Format, compression: Compression, options: &Options) -> Result<Self, Error> {
        super::check_readable(path)?;
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        match format {
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let groups = super::format::parquet::Groups::open(file, path, options)?;
                Ok(Self { path: path.to_owned(), input: Input::Parquet(Box::new(groups)) })
            }
            _ => Self::read(Box::new(file), path, format, compression, options),
        }
    }

    /// Reads from `reader`; `path` names it in messages.
    ///
    /// # Errors
    ///
    /// When its first bytes cannot be read, and for Parquet, which cannot be read as a stream.
    pub fn read(
        reader: Box<dyn Read + Send>,
        path: &Path,
        format: Format,
        compression: Compression,
        options: &Options,
    ) -> Result<Self, Error> {
        let (cutter, reading) = match format {
            Format::Text => (Cutter::blocks(), Some(Reading::Plain)),
            Format::Markdown => (Cutter::files(), Some(Reading::Markdown)),
            Format::Html => (Cutter::pages(), Some(Reading::Html)),
            Format::Jsonl => (Cutter::lines(), Some(Reading::Json { key: Arc::from(options.text_key.as_str()) })),
            Format::Csv => (Cutter::rows(b','), None),
            Format::Tsv => (Cutter::rows(b'\t'), None),
            Format::Warc => (Cutter::warc(), Some(Reading::Warc)),
            Format::Parquet => {
                let fault = if cfg!(feature = "parquet") {
                    "Parquet is read from files only; use `unspin bulk`"
                } else {
                    "this program was built without Parquet; build it with `--features parquet`"
                };
                return Err(Error::Document { path: path.to_owned(), fault: fault.to_owned() });
            }
        };
        let io = |source| Error::Io { path: path.to_owned(), source };
        let tally = Tally::new(reader);
        let count = tally.count.clone();
        let mut reader = compression.reader(tally, options.max_ratio).map_err(io)?;
        let mut start = Vec::new();
        reader.by_ref().take(3).read_to_end(&mut start).map_err(io)?;
        // WARC is bytes, whatever its pages are encoded in.
        let marked = if format == Format::Warc { Some(None) } else { None };
        let mark = marked.unwrap_or_else(|| transcode::mark(&start));
        let encoding = match mark {
            Some((_, encoding)) => encoding,
            None if format == Format::Warc => encoding_rs::UTF_8,
            None => options.encoding,
        };
        let mark = mark.map_or(&b""[..], |(mark, _)| mark);
        let mut buffer = start.split_off(mark.len());
        if encoding != encoding_rs::UTF_8 {
            let rest = std::io::Cursor::new(std::mem::take(&mut buffer)).chain(reader);
            reader = Box::new(Decoding::new(rest, encoding));
        }
        let mut options = options.clone();
        if format == Format::Warc && compression != Compression::None {
            // Each record of a compressed archive is a member of its own, so that readers can jump to it.
            options.batch = 1;
        }
        let stream = Stream {
            reader,
            count,
            options,
            format,
            reading,
            cutter,
            buffer,
            ended: false,
            next: None,
            off: false,
            passing: false,
            encoding,
            mark,
        };
        Ok(Self { path: path.to_owned(), input: Input::Stream(Box::new(stream)) })
    }

    /// The next records, none at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read any further: it is broken, cut short, or grows too much.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, Error> {
        match &mut self.input {
            Input::Stream(stream) => stream.next_batch(&self.path),
            #[cfg(feature = "parquet")]
            Input::Parquet(groups) => groups.next_batch(&self.path),
        }
    }

    /// Size and XXH3 hash of what was read, when the file was read in order.
    #[must_use]
    pub fn digest(&self) -> Option<(u64, u64)> {
        match &self.input {
            Input::Stream(stream) => {
                let count = stream.count.lock().expect("no panic while counting");
                Some((count.0, count.1.digest()))
            }
            #[cfg(feature = "parquet")]
            Input::Parquet(_) => None,
        }
    }
}

impl Stream {
    /// Reads until the buffer holds `target` bytes or the file ends; for batches of one record, whatever is there.
    fn fill(&mut self, target: usize) -> std::io::Result<()> {
        if self.options.batch == 1 {
            let old = self.buffer.len();
            self.buffer.resize(old + (64 << 10), 0);
            let read = self.reader.read(&mut self.buffer[old..]);
            self.buffer.truncate(old + *read.as_ref().unwrap_or(&0));
            self.ended = read? == 0;
            return Ok(());
        }
        let missing = target.saturating_sub(self.buffer.len()) as u64;
        let read = self.reader.by_ref().take(missing).read_to_end(&mut self.buffer)?;
        self.ended = (read as u64) < missing;
        Ok(())
    }

    fn next_batch(&mut self, path: &Path) -> Result<Option<Batch>, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let limit = self.options.batch;
        if !self.ended && limit > 1 {
            self.fill(limit).map_err(io)?;
        }
        loop {
            if self.ended && self.buffer.is_empty() {
                if std::mem::take(&mut self.passing) {
                    // The part before was the last one.
                    return self.batch(vec![0], Some(true), path).map(Some);
                }
                // Of an empty file the byte order mark is all there is.
                return if self.mark.is_empty() { Ok(None) } else { self.batch(Vec::new(), None, path).map(Some) };
            }
            let mut ends = Vec::new();
            let mut at = 0;
            while at < self.buffer.len() {
                let Some(length) = self.cutter.next(&self.buffer[at..], self.ended) else { break };
                if length > self.options.max_document || self.passing {
                    if ends.is_empty() {
                        self.passing = false;
                        return self.batch(vec![length], Some(true), path).map(Some);
                    }
                    break;
                }
                // A record that does not fit begins the next batch, unless it is alone.
                if at + length > limit && !ends.is_empty() {
                    break;
                }
                at += length;
                ends.push(at);
                if self.format == Format::Html {
                    // Its text nodes go with it.
                    break;
                }
            }
            if !ends.is_empty() {
                return self.batch(ends, None, path).map(Some);
            }
            if self.passing || self.buffer.len() > self.options.max_document {
                self.passing = true;
                if !self.buffer.is_empty() {
                    let length = self.buffer.len();
                    self.cutter.forget(length);
                    return self.batch(vec![length], Some(false), path).map(Some);
                }
            }
            // A little more than is there: what is read of the record behind a long one is held beside it.
            let target = self.buffer.len() + limit.max(self.buffer.len() / 16);
            self.fill(target).map_err(io)?;
        }
    }

    fn batch(&mut self, ends: Vec<usize>, oversize: Option<bool>, path: &Path) -> Result<Batch, Error> {
        let taken = ends.last().copied().unwrap_or(0);
        let rest = self.buffer.split_off(taken);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        if bytes.capacity() - bytes.len() > self.options.batch {
            bytes.shrink_to_fit();
        }
        let (mut has_header, is_first) = (false, self.next.is_none());
        if self.reading.is_none() && oversize.is_none() && taken > 0 {
            let delimiter = if self.format == Format::Tsv { b'\t' } else { b',' };
            let column = delimited::column(&bytes[..ends[0]], &self.options.column, delimiter)
                .map_err(|fault| Error::Document { path: path.to_owned(), fault })?;
            self.reading = Some(Reading::Delimited { column, delimiter });
            has_header = true;
        }
        let is_last = self.ended && self.buffer.is_empty();
        if let Some(block) = self.cutter.take_page(&bytes, is_last) {
            self.reading = Some(Reading::HtmlBlock(Arc::new(block)));
        }
        let is_whole = match self.format {
            Format::Markdown => true,
            Format::Html => !matches!(self.reading, Some(Reading::HtmlBlock(_))),
            Format::Text => is_first && is_last,
            _ => false,
        };
        let first = self.next.unwrap_or(u64::from(!has_header));
        self.next = Some(first + if oversize == Some(false) { 0 } else { ends.len() as u64 });
        let begins_off = self.off;
        if self.format == Format::Text {
            self.off = last_switch(&bytes).unwrap_or(self.off);
        }
        Ok(Batch {
            bytes,
            ends,
            first: (!is_whole).then_some(first),
            numbers: Vec::new(),
            longest: self.options.max_document,
            reading: self.reading.clone().unwrap_or(Reading::Plain),
            begins_off,
            has_header,
            oversize,
            encoding: self.encoding,
            mark: std::mem::take(&mut self.mark),
            #[cfg(feature = "parquet")]
            rows: None,
        })
    }
}
