//! The files in order, as numbered jobs of some records each.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use unspin::Error;
use unspin::corpus::tree::Entry;
use unspin::corpus::{Batch, Source};
use xxhash_rust::xxh3::Xxh3Default;

use super::Run;
use super::marker;

/// One piece of work.
pub enum Job {
    /// Some records of a file.
    Records(Box<Batch>),
    /// Nothing more of a file.
    End(End),
}

/// How a file ended.
pub enum End {
    /// It was read to the end; its size and hash where they are known.
    Read(Option<(u64, u64)>),
    /// It could not be read, or not to the end.
    Broken(Error),
    /// Its format is not known.
    Unknown,
    /// An earlier run finished it.
    Finished,
}

/// The files being read.
pub struct Feed<'r> {
    run: &'r Run,
    file: usize,
    source: Option<Source>,
    left: u64,
    number: u64,
}

impl<'r> Feed<'r> {
    pub fn new(run: &'r Run) -> Self {
        Self { run, file: 0, source: None, left: run.limit.unwrap_or(u64::MAX), number: 0 }
    }

    /// The next job with its number and its file's; none when all is read.
    pub fn next(&mut self) -> Option<(u64, usize, Job)> {
        let file = self.file;
        let entry = self.run.files.get(file)?;
        if self.source.is_none() && self.left == 0 {
            return None;
        }
        let job = match self.read(entry) {
            Ok(Some(batch)) => Job::Records(Box::new(batch)),
            Ok(None) => {
                let digest = self.source.take().and_then(|source| source.digest());
                Job::End(End::Read(digest))
            }
            Err(end) => {
                self.source = None;
                Job::End(end)
            }
        };
        if matches!(job, Job::End(_)) {
            self.file += 1;
        }
        let number = self.number;
        self.number += 1;
        Some((number, file, job))
    }

    fn read(&mut self, entry: &Entry) -> Result<Option<Batch>, End> {
        if self.source.is_none() {
            if self.run.resume && marker::is_finished(self.run, entry) {
                return Err(End::Finished);
            }
            let (format, compression) = entry.kind.ok_or(End::Unknown)?;
            let source = Source::open(&entry.path, format, compression, &self.run.options).map_err(End::Broken)?;
            self.source = Some(source);
        }
        if self.left == 0 {
            return Ok(None);
        }
        let source = self.source.as_mut().expect("opened above");
        let Some(mut batch) = source.next_batch().map_err(End::Broken)? else { return Ok(None) };
        batch.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        // Of a row with a list of texts all are taken.
        self.left = self.left.saturating_sub(batch.documents() as u64);
        Ok(Some(batch))
    }
}

/// Size and hash of the file at `path`.
pub fn digest(path: &Path) -> std::io::Result<(u64, u64)> {
    let mut file = File::open(path)?;
    let (mut hash, mut size, mut buffer) = (Xxh3Default::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hash.digest()));
        }
        size += read as u64;
        hash.update(&buffer[..read]);
    }
}
