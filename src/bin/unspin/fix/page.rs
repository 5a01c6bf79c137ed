//! `--html`: the documents with their substitutions marked, as a page to read and judge in a browser.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::{Document, atomic};
use unspin::restorer::Restored;
use unspin::review::{Review, Row, rows};

use crate::review::page;

/// A page in the making; held in memory, so that the file is a whole one or the old one.
pub struct Page {
    rows: Vec<Row>,
    /// The texts by the names of their documents; one given twice is shown once.
    texts: HashMap<String, String>,
    path: PathBuf,
}

impl Page {
    /// Begins a page that [`Page::finish`] writes to `path`.
    ///
    /// # Errors
    ///
    /// When `path` cannot be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        atomic::check(path)?;
        Ok(Self { rows: Vec::new(), texts: HashMap::new(), path: path.to_owned() })
    }

    /// Adds a document and its substitutions.
    pub fn add(&mut self, document: &Document, restored: &Restored) {
        let name = document.path.to_string_lossy();
        if self.texts.insert(name.clone().into_owned(), document.text.clone()).is_none() {
            self.rows.extend(rows(&name, &document.text, &restored.substitutions));
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self) -> Result<(), Error> {
        let title = match self.texts.keys().next() {
            Some(name) if self.texts.len() == 1 => format!("Review of {name}"),
            _ => format!("Review of {} documents", self.texts.len()),
        };
        page::write(&self.path, &title, &Review::new(self.rows), &self.texts)
    }
}
