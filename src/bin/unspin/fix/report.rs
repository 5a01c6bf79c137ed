//! `--report`: the substitution CSV, written once all documents are done.

use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::{Document, atomic};
use unspin::restorer::Restored;
use unspin::review::csv::Writer;
use unspin::review::rows;

/// A report in the making; held in memory, so that the file is a whole one or the old one.
pub struct Report {
    csv: Writer<Vec<u8>>,
    path: PathBuf,
}

impl Report {
    /// Begins a report that [`Report::finish`] writes to `path`.
    ///
    /// # Errors
    ///
    /// When `path` cannot be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        atomic::check(path)?;
        Ok(Self { csv: Writer::new(Vec::new(), path)?, path: path.to_owned() })
    }

    /// Adds the substitutions of one document.
    ///
    /// # Errors
    ///
    /// None in practice: memory takes everything.
    pub fn add(&mut self, document: &Document, restored: &Restored) -> Result<(), Error> {
        let name = document.path.to_string_lossy();
        rows(&name, &document.text, &restored.substitutions).iter().try_for_each(|row| self.csv.write(row))
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self) -> Result<(), Error> {
        atomic::write(&self.path, &self.csv.finish()?)
    }
}
