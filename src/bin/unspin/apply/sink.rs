//! A file in the making, and one that is ready to appear.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::atomic::{Ready, Staged};

use crate::screen::write_stdout;

/// What is to be written, once all files are done.
#[derive(Debug)]
pub enum Output {
    /// Nothing: the file is as it should be.
    Nothing,
    File(Ready),
    Stdout(Vec<u8>),
}

impl Output {
    /// Lets it appear.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn appear(self) -> Result<(), Error> {
        match self {
            Self::Nothing => Ok(()),
            Self::File(ready) => ready.appear(),
            Self::Stdout(bytes) => write_stdout(&bytes),
        }
    }
}

/// What is written to meanwhile.
pub struct Sink {
    body: Body,
    failed: bool,
}

enum Body {
    File(Staged, PathBuf),
    Stdout(Vec<u8>),
}

impl Sink {
    /// For the file at `path`.
    ///
    /// # Errors
    ///
    /// When no file can be made there.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let (staged, target) = Staged::replacing(path)?;
        Ok(Self { body: Body::File(staged, target), failed: false })
    }

    /// For standard output.
    pub fn stdout() -> Self {
        Self { body: Body::Stdout(Vec::new()), failed: false }
    }

    /// Whether writing has failed, and not reading.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// `error` with the name of what was written to.
    pub fn error(&self, source: io::Error) -> Error {
        let path = match &self.body {
            Body::File(_, target) => target.clone(),
            Body::Stdout(_) => PathBuf::from("standard output"),
        };
        Error::Io { path, source }
    }

    /// Makes it ready. Slow: the disk is waited for.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn finish(self) -> Result<Output, Error> {
        match self.body {
            Body::File(staged, target) => staged.ready(target).map(Output::File),
            Body::Stdout(bytes) => Ok(Output::Stdout(bytes)),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.body {
            Body::File(staged, _) => staged.write(bytes),
            Body::Stdout(memory) => memory.write(bytes),
        };
        self.failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::File(staged, _) => staged.flush(),
            Body::Stdout(_) => Ok(()),
        }
    }
}
