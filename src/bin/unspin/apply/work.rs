//! One file: its rows settled, and the new file made ready.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use unspin::Error;
use unspin::corpus::documents::{document_name, rewrite, text_of};
use unspin::corpus::{Compression, Document, Format, Protection, Text, check_readable};
use unspin::review::settle::{Fate, Refusal, Settled, settle};
use unspin::review::{Review, Row, source_hash};
use unspin::substitution::{Substitution, apply};

use super::How;
use super::files::{File, Target};
use super::sink::{Output, Sink};
use crate::inputs::{self, is_stdin};

/// A file that is done.
#[derive(Debug)]
pub struct Done {
    /// What became of each of its rows.
    pub fates: Vec<(usize, Fate)>,
    /// The rows that remain.
    pub left: Vec<(usize, Row)>,
    pub output: Output,
}

/// What was found out about the records of a file.
struct Pass<'p> {
    review: &'p Review,
    file: &'p File,
    how: &'p How,
    /// What became of each row, and those that remain.
    fates: BTreeMap<usize, Fate>,
    left: BTreeMap<usize, Row>,
    /// Whether anything is made.
    any: bool,
}

/// Settles the rows of `file` and makes ready what is to be written. A document that cannot be read has its rows refused.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(review: &Review, file: &File, how: &How) -> Result<Done, Error> {
    let mut pass = Pass { review, file, how, fates: BTreeMap::new(), left: BTreeMap::new(), any: false };
    let kind = match how.format {
        Some(format) => Some((format, Compression::of(&file.path))),
        None => Format::of(&file.path),
    };
    let output = match (pass.plain(kind), kind) {
        (Some(document), _) => pass.document(&document)?,
        (None, Some(kind)) if !is_stdin(&file.path) => pass.records(kind)?,
        (None, _) => Output::Nothing,
    };
    pass.refuse_unread();
    Ok(Done { fates: pass.fates.into_iter().collect(), left: pass.left.into_iter().collect(), output })
}

impl Pass<'_> {
    fn rows(&self, number: Option<u64>) -> Option<Vec<&Row>> {
        Some(self.file.records.get(&number)?.iter().map(|&at| &self.review.rows()[at]).collect())
    }

    /// The file as the one document that `fix` takes it for, if the rows are of that.
    fn plain(&self, kind: Option<(Format, Compression)>) -> Option<Document> {
        let rows = self.rows(None).filter(|_| self.file.records.len() == 1)?;
        let document = inputs::open(&self.file.path).ok()?;
        let hash = source_hash(&document.text);
        let Some(kind) = kind else { return Some(document) };
        if is_stdin(&self.file.path) || rows.iter().any(|row| row.source_hash == hash) {
            return Some(document);
        }
        // The text has changed: of whichever reading more rows are found in.
        let text = text_of(&self.file.path, None, kind, &self.how.options).ok().flatten()?;
        let placed = |text: &str| settle(text, &rows, self.how.policy).placed();
        (placed(&document.text) > placed(&text)).then_some(document)
    }

    /// Settles a file that is one document.
    fn document(&mut self, document: &Document) -> Result<Output, Error> {
        let made = self.settle(None, &Text::whole(&document.text));
        if !self.any && matches!(self.how.target, Target::InPlace) {
            return Ok(Output::Nothing);
        }
        let mut sink = self.sink()?;
        sink.write_all(&document.encode(&apply(&document.text, &made))).map_err(|error| sink.error(error))?;
        sink.finish()
    }

    /// Settles a file record by record.
    fn records(&mut self, kind: (Format, Compression)) -> Result<Output, Error> {
        let (path, options) = (self.file.path.clone(), self.how.options.clone());
        let mut sink = self.sink()?;
        let mut edit = |number: Option<u64>, text: &Text<'_>| self.settle(number, text);
        match rewrite(&path, kind, &options, &mut edit, &mut sink) {
            Err(error) if sink.has_failed() => return Err(error),
            Err(error) => {
                self.refuse_all(&error);
                return Ok(Output::Nothing);
            }
            Ok(()) => {}
        }
        match (self.any, &self.how.target) {
            (true, _) => sink.finish(),
            (false, Target::InPlace) => Ok(Output::Nothing),
            // A compressed file is not compressed anew for nothing.
            (false, _) => {
                let mut sink = self.sink()?;
                let mut file = fs::File::open(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
                io::copy(&mut file, &mut sink).map_err(|error| sink.error(error))?;
                sink.finish()
            }
        }
    }

    /// What is written to.
    fn sink(&self) -> Result<Sink, Error> {
        let Some(path) = &self.file.output else { return Ok(Sink::stdout()) };
        if let (Target::Tree { .. }, Some(parent)) = (&self.how.target, path.parent()) {
            fs::create_dir_all(parent).map_err(|source| Error::Io { path: parent.to_owned(), source })?;
        }
        Sink::file(path)
    }

    /// Settles the rows of one record; returns what is to be made in it. Of a Parquet column of lists several texts have one number:
    /// each takes the rows with its hash.
    fn settle(&mut self, number: Option<u64>, text: &Text<'_>) -> Vec<Substitution> {
        let Some(places) = self.file.records.get(&number) else { return Vec::new() };
        let row = |at: usize| &self.review.rows()[at];
        let hash = source_hash(text.as_str());
        let mut places: Vec<usize> = places.clone();
        if places.iter().any(|&at| row(at).source_hash == hash) {
            places.retain(|&at| row(at).source_hash == hash || !self.fates.contains_key(&at));
        } else {
            places.retain(|at| !self.fates.contains_key(at));
        }
        let rows: Vec<&Row> = places.iter().map(|&at| row(at)).collect();
        let mut settled = settle(text.as_str(), &rows, self.how.policy);
        let made = settled.substitutions.clone();
        settled.keep(Protection::default().keep(text, made));
        let name = document_name(&self.name(), number);
        for &at in &places {
            self.left.remove(&at);
        }
        let left = settled.remaining(text.as_str(), &rows, &name);
        self.left.extend(left.into_iter().map(|(at, row)| (places[at], row)));
        let Settled { fates, substitutions, .. } = settled;
        self.fates.extend(places.into_iter().zip(fates));
        self.any |= !substitutions.is_empty();
        substitutions
    }

    /// What the file is called from now on.
    fn name(&self) -> String {
        match (&self.how.target, &self.file.output) {
            (Target::Tree { .. }, Some(output)) => output.to_string_lossy().into_owned(),
            _ => self.file.path.to_string_lossy().into_owned(),
        }
    }

    /// Refuses the rows of records that were not there.
    fn refuse_unread(&mut self) {
        let mut rows = self.file.records.values().flatten().copied();
        if rows.all(|at| self.fates.contains_key(&at)) {
            return;
        }
        let why = match check_readable(&self.file.path) {
            Err(error) if !is_stdin(&self.file.path) => format!("{error}; run where the list was made"),
            _ => "there is no such document, or none that can be read; name its format with --format".to_owned(),
        };
        self.refuse_rest(&why);
    }

    /// Refuses all rows, whatever became of some: the file proved broken further on.
    fn refuse_all(&mut self, error: &Error) {
        (self.fates, self.left, self.any) = (BTreeMap::new(), BTreeMap::new(), false);
        self.refuse_rest(&error.to_string());
    }

    /// Refuses the rows of which nothing has become yet.
    fn refuse_rest(&mut self, why: &str) {
        for &at in self.file.records.values().flatten() {
            self.fates.entry(at).or_insert_with(|| {
                self.left.insert(at, self.review.rows()[at].clone());
                Fate::Refused(Refusal::Unread(why.to_owned()))
            });
        }
    }
}
