//! Compression: gzip of many members and Zstandard of many frames, read as one stream, and written batch by batch, so that
//! batches are compressed in parallel and the bytes do not depend on how many threads do it.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use flate2::bufread::MultiGzDecoder;
use xxhash_rust::xxh3::Xxh3Default;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one or many members.
    Gzip,
    /// Zstandard, of one or many frames.
    Zstd,
}

/// Zstandard's own default; a better one would take longer than restoring does.
const ZSTD_LEVEL: i32 = 3;

/// Decompressed bytes below which no ratio is alarming.
const SMALL: u64 = 1 << 20;

impl Compression {
    /// What a file's name tells.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// `bytes` as a member or frame of their own.
    #[must_use]
    pub fn compress(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::None => bytes,
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(&bytes).and_then(|()| encoder.finish()).expect("memory takes everything")
            }
            Self::Zstd => zstd::bulk::compress(&bytes, ZSTD_LEVEL).expect("memory takes everything"),
        }
    }

    /// `raw` decompressed; fails where it is cut short, and where it grows more than `max_ratio` times.
    pub(super) fn reader(self, raw: Tally, max_ratio: u64) -> io::Result<Box<dyn Read + Send>> {
        let count = raw.count.clone();
        let raw = BufReader::with_capacity(64 << 10, raw);
        Ok(match self {
            Self::None => Box::new(raw),
            Self::Gzip => {
                Box::new(Inflated { inner: MultiGzDecoder::new(raw), name: "gzip", count, made: 0, max_ratio })
            }
            Self::Zstd => {
                let inner = zstd::stream::read::Decoder::with_buffer(raw)?;
                Box::new(Inflated { inner, name: "Zstandard", count, made: 0, max_ratio })
            }
        })
    }
}

/// Bytes read so far, and their hash.
pub(super) type Count = Arc<Mutex<(u64, Xxh3Default)>>;

/// Counts and hashes what is read from a file, whoever reads it.
pub(super) struct Tally {
    inner: Box<dyn Read + Send>,
    pub(super) count: Count,
}

impl Tally {
    pub(super) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self { inner, count: Arc::default() }
    }
}

impl Read for Tally {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut count = self.count.lock().expect("no panic while counting");
        count.0 += read as u64;
        count.1.update(&buffer[..read]);
        Ok(read)
    }
}

struct Inflated<R> {
    inner: R,
    name: &'static str,
    count: Count,
    made: u64,
    max_ratio: u64,
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|error| {
            let what = match error.kind() {
                io::ErrorKind::UnexpectedEof => "the file is cut short; fetch it again".to_owned(),
                _ => error.to_string(),
            };
            io::Error::new(error.kind(), format!("broken {}: {what}", self.name))
        })?;
        self.made += read as u64;
        let from = self.count.lock().expect("no panic while counting").0;
        if self.made > SMALL && self.made / self.max_ratio > from {
            let (ratio, name) = (self.max_ratio, self.name);
            return Err(io::Error::other(format!(
                "the {name} data grow more than {ratio} times, as those made to fill a disk do; if you trust them, raise --max-ratio"
            )));
        }
        Ok(read)
    }
}
