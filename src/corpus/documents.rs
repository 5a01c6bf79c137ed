//! Documents by name: `dir/a.jsonl#12` is record 12 of a file, `dir/a.txt` a file that is one document.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::batch::Visitor;
use super::compression::Compression;
use super::format::Format;
use super::record::{Fault, Make, Text};
use super::source::{Options, Source};
use crate::Error;
use crate::substitution::Substitution;

/// The name of a record in reports.
#[must_use]
pub fn document_name(file: &str, number: Option<u64>) -> String {
    number.map_or_else(|| file.to_owned(), |number| format!("{file}#{number}"))
}

/// The file and the record that a name means. A file whose own name ends in `#` and a number is told by its being there.
#[must_use]
pub fn parse_document_name(name: &str) -> (PathBuf, Option<u64>) {
    let whole = || (PathBuf::from(name), None);
    match name.rsplit_once('#') {
        Some((file, number)) if !Path::new(name).exists() => match number.parse() {
            Ok(number) => (PathBuf::from(file), Some(number)),
            Err(_) => whole(),
        },
        _ => whole(),
    }
}

/// Writes the file at `path` to `out`, with the substitutions made that `edit` tells for each of its documents, given the
/// record's number and text; every other byte as it was.
///
/// # Errors
///
/// When the file cannot be read or `out` not be written to; a record that cannot be read is passed through.
pub fn rewrite(
    path: &Path,
    kind: (Format, Compression),
    options: &Options,
    edit: &mut dyn FnMut(Option<u64>, &Text<'_>) -> Vec<Substitution>,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    let (format, compression) = kind;
    let mut source = Source::open(path, format, compression, options)?;
    let mut visitor = Edit(edit);
    #[cfg(feature = "parquet")]
    if format == Format::Parquet {
        let mut rewriter = super::format::parquet::Rewriter::new(path, options, out)?;
        while let Some(batch) = source.next_batch()? {
            let mut bytes = Vec::new();
            let ends = batch.rewrite(&mut visitor, &mut bytes);
            rewriter.append(&batch, &bytes, &ends)?;
        }
        return rewriter.finish().map(drop);
    }
    while let Some(batch) = source.next_batch()? {
        let mut bytes = Vec::new();
        batch.rewrite(&mut visitor, &mut bytes);
        let io = |source| Error::Io { path: PathBuf::from("output"), source };
        out.write_all(&compression.compress(bytes)).map_err(io)?;
    }
    Ok(())
}

/// The text of one document, `None` when the file has no such record or the record no text.
///
/// # Errors
///
/// When the file cannot be read.
pub fn text_of(
    path: &Path,
    number: Option<u64>,
    kind: (Format, Compression),
    options: &Options,
) -> Result<Option<String>, Error> {
    let mut source = Source::open(path, kind.0, kind.1, options)?;
    while let Some(batch) = source.next_batch()? {
        if let Some(record) = batch.records().find(|record| record.number == number) {
            return Ok(record.text.ok().flatten().map(|text| text.as_str().to_owned()));
        }
    }
    Ok(None)
}

struct Edit<'e>(&'e mut dyn FnMut(Option<u64>, &Text<'_>) -> Vec<Substitution>);

impl Visitor for Edit<'_> {
    fn text(&mut self, number: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        make(&(self.0)(number, text));
        Ok(())
    }

    fn fault(&mut self, _: Option<u64>, _: &Fault) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_records() {
        assert_eq!(parse_document_name("a/b.jsonl#12"), (PathBuf::from("a/b.jsonl"), Some(12)));
        assert_eq!(parse_document_name("a/b#c.txt"), (PathBuf::from("a/b#c.txt"), None));
        assert_eq!(document_name("a", Some(1)), "a#1");

        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.jsonl#3");
        std::fs::write(&path, "{\"text\":\"one\"}\n{\"text\":\"two\"}\n").unwrap();
        assert_eq!(parse_document_name(path.to_str().unwrap()), (path.clone(), None));
        let kind = (Format::Jsonl, Compression::None);
        let text = |number| text_of(&path, Some(number), kind, &Options::default()).unwrap();
        assert_eq!((text(2).as_deref(), text(3)), (Some("two"), None));
        let mut out = Vec::new();
        let mut seen = Vec::new();
        let mut edit = |number, text: &Text<'_>| {
            seen.push((number, text.as_str().to_owned()));
            Vec::new()
        };
        rewrite(&path, kind, &Options::default(), &mut edit, &mut out).unwrap();
        assert_eq!(out, std::fs::read(&path).unwrap());
        assert_eq!(seen, [(Some(1), "one".to_owned()), (Some(2), "two".to_owned())]);
    }
}
