//! `--report`: the list of substitutions, written once all documents are done.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::{Document, atomic};
use unspin::restorer::Restored;
use unspin::review::csv::Layout;
use unspin::review::{Form, Review, Row, rows};

/// A report in the making; held in memory, so that the file is a whole one or the old one.
pub struct Report {
    rows: Vec<Row>,
    /// Whose rows are there: a document given twice is reported once.
    names: HashSet<String>,
    path: PathBuf,
    form: Form,
    layout: Layout,
}

impl Report {
    /// Begins a report that [`Report::finish`] writes to `path`.
    ///
    /// # Errors
    ///
    /// When `path` cannot be written.
    pub fn create(path: &Path, form: Form, layout: Layout) -> Result<Self, Error> {
        atomic::check(path)?;
        Ok(Self { rows: Vec::new(), names: HashSet::new(), path: path.to_owned(), form, layout })
    }

    /// Adds the substitutions of one document.
    pub fn add(&mut self, document: &Document, restored: &Restored) {
        let name = document.path.to_string_lossy();
        if self.names.insert(name.to_string()) {
            self.rows.extend(rows(&name, &document.text, &restored.substitutions));
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self) -> Result<(), Error> {
        let mut bytes = Vec::new();
        Review::new(self.rows).render(&mut bytes, &self.path, self.form, self.layout)?;
        atomic::write(&self.path, &bytes)
    }
}
