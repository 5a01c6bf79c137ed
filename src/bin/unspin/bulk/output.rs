//! The files written: batches are appended in order, and a file appears under its final name when it is whole.

use std::fs::File;
use std::io::Write;

use unspin::Error;
use unspin::corpus::atomic::Staged;
use unspin::corpus::{Compression, Fault, Format};

use super::feed::{End, digest};
use super::marker::{self, Ledger};
use super::work::Done;
use super::{Findings, Run};

/// A file in the making.
pub struct Output<'r> {
    run: &'r Run,
    file: usize,
    body: Body,
    ledger: Ledger,
}

enum Body {
    /// Nothing is written: findings only, or a copy at the end.
    Nothing,
    Bytes(Box<Staged>),
    #[cfg(feature = "parquet")]
    Parquet(Box<unspin::corpus::format::parquet::Rewriter<Staged>>),
    /// The input proved broken where only writing it anew shows it.
    #[cfg(feature = "parquet")]
    Broken(Error),
}

impl<'r> Output<'r> {
    /// Begins the output of file number `file`.
    pub fn create(run: &'r Run, file: usize, end: Option<&End>) -> Result<Self, Error> {
        let entry = &run.files[file];
        if !matches!(end, Some(End::Finished)) {
            marker::remove(run, entry);
        }
        let body = match (&run.out, end, entry.kind) {
            (None, ..) | (_, Some(End::Broken(_) | End::Unknown | End::Finished), _) | (_, _, None) => Body::Nothing,
            #[cfg(feature = "parquet")]
            (_, _, Some((Format::Parquet, _))) => {
                let staged = Staged::create(&run.scratch)?;
                unspin::corpus::format::parquet::Rewriter::new(&entry.path, &run.options, staged)
                    .map_or_else(Body::Broken, |rewriter| Body::Parquet(Box::new(rewriter)))
            }
            _ => Body::Bytes(Box::new(Staged::create(&run.scratch)?)),
        };
        Ok(Self { run, file, body, ledger: Ledger::new(&run.scratch) })
    }

    /// Appends a batch.
    pub fn append(&mut self, done: &mut Done) -> Result<(), Error> {
        let io = |source| Error::Io { path: self.run.scratch.clone(), source };
        self.ledger.add(&mut done.findings).map_err(io)?;
        match &mut self.body {
            Body::Nothing => Ok(()),
            Body::Bytes(staged) => staged.write_all(&done.bytes).map_err(io),
            #[cfg(feature = "parquet")]
            Body::Parquet(rewriter) => {
                if let Err(error) = rewriter.append(&done.batch, &done.bytes, &done.ends) {
                    self.body = Body::Broken(error);
                }
                Ok(())
            }
            #[cfg(feature = "parquet")]
            Body::Broken(_) => Ok(()),
        }
    }

    /// Lets the file appear, and its marker after it. Slow: the disk is waited for.
    pub fn finish(mut self, end: End) -> Result<(), Error> {
        let (run, entry) = (self.run, &self.run.files[self.file]);
        let io = |source| Error::Io { path: entry.path.clone(), source };
        let (body, end) = match (self.body, end) {
            #[cfg(feature = "parquet")]
            (Body::Broken(error), _) if run.strict => return Err(error),
            #[cfg(feature = "parquet")]
            (Body::Broken(error), _) => (Body::Nothing, End::Broken(error)),
            #[cfg(feature = "parquet")]
            (Body::Parquet(rewriter), End::Read(digest)) => match rewriter.finish() {
                Ok(staged) => (Body::Bytes(Box::new(staged)), End::Read(digest)),
                Err(error) if run.strict => return Err(error),
                Err(error) => (Body::Nothing, End::Broken(error)),
            },
            unchanged => unchanged,
        };
        let mut input = None;
        let fault = match end {
            End::Finished => return Ok(()),
            End::Read(digest) => {
                input = digest;
                None
            }
            End::Unknown => Some(Fault { skipped: true, message: "of no format that is known; copied".to_owned() }),
            End::Broken(error) => {
                let is_encoding = matches!(&error, Error::Io { source, .. }
                    if source.kind() == std::io::ErrorKind::InvalidData && source.to_string().starts_with("this is not "));
                // The name is a column of its own.
                let message = error.to_string();
                let prefix = format!("{}: ", entry.path.display());
                let message = message.strip_prefix(&prefix).unwrap_or(&message);
                Some(Fault { skipped: is_encoding, message: format!("{message}; the file is passed through") })
            }
        };
        let mut copied = fault.is_some();
        if let Some(fault) = fault {
            // What was found before the file proved broken is not in the output.
            let mut findings = Findings::new(&run.scratch);
            findings.fail(&entry.path.to_string_lossy(), &fault);
            self.ledger = Ledger::new(&run.scratch);
            self.ledger.add(&mut findings).map_err(io)?;
        }
        // A compressed file is not compressed anew for nothing.
        let is_plain = matches!(entry.kind, Some((format, Compression::None)) if format != Format::Parquet);
        copied |= self.ledger.counts.substitutions == 0 && !is_plain && run.limit.is_none();
        let mut output_bytes = 0;
        if let Some(out) = &run.out {
            let target = out.join(&entry.relative);
            let staged = match body {
                _ if copied => {
                    let mut staged = Staged::create(&run.scratch)?;
                    std::io::copy(&mut File::open(&entry.path).map_err(io)?, &mut staged).map_err(io)?;
                    staged
                }
                Body::Bytes(staged) => *staged,
                _ => Staged::create(&run.scratch)?,
            };
            output_bytes = staged.length();
            staged.persist(&target)?;
        }
        let input = match input {
            Some(input) => input,
            None => digest(&entry.path).unwrap_or_default(),
        };
        self.ledger.finish(run, entry, input, output_bytes)
    }
}
