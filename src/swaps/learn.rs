//! New rows for a swap table, counted from texts and what a spinner made of them.
//!
//! 1. [`Pairs::read`]: the two texts, line by line;
//! 2. the swaps in each line, either given ([`Pairs::read_edits`]) or found ([`Pairs::mine`]);
//! 3. [`Pairs::rows`]: every key's occurrences counted, swapped and standing, which gives the weights; [`Pairs::improve`] adds
//!    them to those of a table.

mod candidates;
mod casing;
mod count;
mod edits;
mod improve;
mod mine;
mod words;

use std::io::Read;
use std::ops::Range;

use super::source::{Dialect, Row};
use crate::Error;

/// One swap in a pair of lines, in bytes of either line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The spun phrase in the spun line.
    pub spun: Range<usize>,
    /// Its original in the original line.
    pub original: Range<usize>,
}

/// A line, what the spinner made of it, and the swaps that lead from one to the other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The spun line.
    pub spun: String,
    /// The original line.
    pub original: String,
    /// The swaps, in order.
    pub edits: Vec<Edit>,
}

/// How to count.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The dialect written into the rows.
    pub dialect: Dialect,
    /// Swaps seen fewer times than this make no row.
    pub min_count: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { dialect: Dialect::AUTOBLOG, min_count: 1 }
    }
}

/// A text and what a spinner made of it, line by line.
#[derive(Clone, Debug)]
pub struct Pairs {
    lines: Vec<Pair>,
}

impl Pairs {
    /// Reads two texts whose lines correspond. No swap is known yet.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when a reader fails or its text is no UTF-8, with the name given to it;
    /// [`Error::Misaligned`] when the texts have different numbers of lines.
    pub fn read(spun: (impl Read, &str), original: (impl Read, &str)) -> Result<Self, Error> {
        let (spun, original) = (text(spun)?, text(original)?);
        let (spuns, originals) = (spun.lines().count(), original.lines().count());
        if spuns != originals {
            return Err(Error::Misaligned { spun: spuns, original: originals });
        }
        let pair = |(spun, original): (&str, &str)| Pair {
            spun: spun.to_owned(),
            original: original.to_owned(),
            edits: Vec::new(),
        };
        Ok(Self { lines: spun.lines().zip(original.lines()).map(pair).collect() })
    }

    /// The lines, with the swaps known so far.
    #[must_use]
    pub fn lines(&self) -> &[Pair] {
        &self.lines
    }

    /// Takes the swaps from a table with the columns `line` (from 1), `char` (offset in the spun line, in characters),
    /// `spun` and `original`, in any order.
    ///
    /// # Errors
    ///
    /// [`Error::Row`] for the first row that is malformed or does not fit the lines.
    pub fn read_edits(&mut self, reader: impl Read, file: &str) -> Result<(), Error> {
        edits::read(&mut self.lines, reader, file)
    }

    /// Finds the swaps by comparing the lines, replacing those known before.
    pub fn mine(&mut self) {
        mine::mine(&mut self.lines);
    }

    /// The rows of a table, sorted.
    #[must_use]
    pub fn rows(&self, options: Options) -> Vec<Row> {
        count::rows(&self.lines, options)
    }

    /// The rows of `table` improved by these texts, sorted: counts that its notes hold (`learnt 37/40`) and new ones are added
    /// up. Its rows without counts stay as they are until their pair is seen; those of other dialects stay in any case.
    ///
    /// A pair that the table does not hold needs [`Options::min_count`] sightings here.
    #[must_use]
    pub fn improve(&self, table: Vec<Row>, options: Options) -> Vec<Row> {
        improve::improve(&self.lines, table, options)
    }
}

fn text((mut reader, name): (impl Read, &str)) -> Result<String, Error> {
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|source| Error::Io { path: name.into(), source })?;
    Ok(text)
}

#[cfg(test)]
mod tests;
