//! Rows that were written as cells to be gone through again, whose cells are passed on as they are.

use super::COLUMNS;
use super::read;
use crate::review::pair::Pair;
use crate::review::row::Row;

/// The cells of a row, as [`cells`](super::cells) made them; their `pair_count` is not known yet.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'c> {
    cells: [&'c str; COLUMNS.len()],
}

impl<'c> Stored<'c> {
    /// The cells of a record that was read; `None` where it has not one for each column.
    #[must_use]
    pub fn new(record: &'c csv::StringRecord) -> Option<Self> {
        let mut cells = [""; COLUMNS.len()];
        cells.iter_mut().zip(record).for_each(|(cell, read)| *cell = read);
        (record.len() == cells.len()).then_some(Self { cells })
    }

    /// The cells, but for `pair_count`.
    pub(super) fn known(&self) -> impl Iterator<Item = &'c str> {
        self.cells.into_iter().take(COLUMNS.len() - 1)
    }

    /// The cells of document, start and source hash: no two rows of a report have the same.
    #[must_use]
    pub fn place(&self) -> [&'c str; 3] {
        let [document, _, start, .., source_hash, _, _] = self.cells;
        [document, start, source_hash]
    }

    /// The pair of the row.
    #[must_use]
    pub fn pair(&self) -> Pair {
        let [_, _, _, _, spun, original, ..] = self.cells;
        Pair::of(&read::text(spun), &read::text(original))
    }

    /// The row.
    ///
    /// # Errors
    ///
    /// With what is wrong with which cell.
    pub fn row(&self) -> Result<Row, String> {
        read::row(&self.cells)
    }
}
