//! Tables from what others keep: a spinner's thesaurus, spintax, lists of pairs, fingerprints of tortured phrases.
//!
//! A reader goes in; rows come out, and the lines that could not be used, with the reason. The share of an original's
//! occurrences that becomes each spun phrase is seldom known: what is stated as swapped is divided among its spun phrases,
//! by how often each was seen where that is told, else evenly.

mod columns;
mod fingerprints;
mod gather;
mod spintax;
mod thesaurus;

use std::fmt;
use std::io::Read;

use self::gather::Gathered;
use super::source::{self, Dialect, Row};
use crate::Error;

/// What a file to import looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of a key and its synonyms, `key|synonym|synonym`: each synonym is spun, the key its original.
    Thesaurus,
    /// Text with groups such as `{a|b|c}`, of which a spinner prints one member each time.
    Spintax,
    /// Two columns, spun and original, with commas, semicolons or tabs, quoted or not; a header may name them.
    Columns,
    /// The CSV of a list of tortured phrases: a search query, the expected text, the number of papers found.
    Fingerprints,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Thesaurus => "thesaurus",
            Self::Spintax => "spintax",
            Self::Columns => "csv",
            Self::Fingerprints => "fingerprints",
        })
    }
}

impl Format {
    /// The format of `text`, by what it holds; `None` where nothing tells.
    #[must_use]
    pub fn guess(text: &str) -> Option<Self> {
        let lines = || text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let first = lines().next()?.to_ascii_lowercase();
        if first.contains("fingerprint") && first.contains("expected") {
            return Some(Self::Fingerprints);
        }
        if spintax::holds_group(text) {
            return Some(Self::Spintax);
        }
        let sample = lines().take(100).count();
        let with = |mark: &[char]| lines().take(100).filter(|line| line.contains(mark)).count() * 2 > sample;
        if with(&['|']) {
            return Some(Self::Thesaurus);
        }
        with(&['\t', ',', ';']).then_some(Self::Columns)
    }
}

/// How to import.
#[derive(Clone, Copy)]
pub struct Options<'f> {
    /// The dialect written into the rows.
    pub dialect: Dialect,
    /// Share of an original's occurrences that the spinner swaps, above 0, at most 1. Spintax tells it itself.
    pub swapped: f64,
    /// Relative frequency of a phrase in honest text: the commonest member of a spintax group is taken for its original.
    pub frequency: &'f dyn Fn(&str) -> f64,
}

/// Share of the keys that spinners of which it is known swap.
pub const SWAPPED: f64 = 0.98;

/// A line, or a part of one, that made no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line, counted from 1.
    pub line: usize,
    /// Why not, with what stands there.
    pub why: String,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What it was taken for.
    pub format: Format,
    /// A table: sorted, each pair once, sound by [`lint`](super::lint).
    pub rows: Vec<Row>,
    /// What was left out, by line.
    pub skipped: Vec<Skipped>,
}

/// Imports what `reader` yields; `file` is its name in errors. Without a `format` it is [guessed](Format::guess).
///
/// # Errors
///
/// [`Error::Row`] when the text is no UTF-8, is a swap table already, has a header without the columns needed, or when its
/// format cannot be guessed.
pub fn import(
    mut reader: impl Read,
    file: &str,
    format: Option<Format>,
    options: &Options<'_>,
) -> Result<Imported, Error> {
    let text = source::read_text(&mut reader, file).map_err(|mut faults| Error::from(faults.swap_remove(0)))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let refuse = |fault: &str, remedy: &str| {
        Err(Error::Row { file: file.to_owned(), line: 1, fault: fault.to_owned(), remedy: remedy.to_owned() })
    };
    if text.lines().next() == Some(source::HEADER) {
        return refuse("this is a swap table already", "give it with --dictionary, or compile it: unspin dict compile");
    }
    let Some(format) = format.or_else(|| Format::guess(text)) else {
        return refuse(
            "neither a thesaurus (key|synonym), nor spintax ({a|b}), nor columns",
            "name what it is with --format",
        );
    };
    let mut gathered = Gathered::default();
    match format {
        Format::Thesaurus => thesaurus::read(text, &mut gathered),
        Format::Spintax => spintax::read(text, options.frequency, &mut gathered),
        Format::Columns => columns::read(text, &mut gathered),
        Format::Fingerprints => {
            if let Err(missing) = fingerprints::read(text, &mut gathered) {
                return refuse(
                    &format!("no column {missing:?}"),
                    "begin the file with \"Fingerprint - Tortured Phrase\",\"Expected Text\",\"Nb Retrieved Papers\"",
                );
            }
        }
    }
    let share = if format == Format::Spintax { 1.0 } else { options.swapped };
    let (rows, skipped) = gathered.into_rows(options.dialect, share, &format!("imported {format}"));
    Ok(Imported { format, rows, skipped })
}

#[cfg(test)]
mod tests;
