//! Swap tables in files: as rows or compiled, told apart by how they begin.

use std::path::Path;

use unspin::Error;
use unspin::swaps::{Row, SwapTable, lint};

/// A swap table read from a file.
pub enum Dictionary {
    /// A checked TSV.
    Source(Vec<Row>),
    /// A compiled table.
    Compiled(Box<SwapTable>),
}

impl Dictionary {
    /// Reads the table at `path`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is a compiled table of another version or a damaged one, or has a line that is no row.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        if SwapTable::is_compiled(&bytes) {
            return SwapTable::open(bytes).map(|table| Self::Compiled(Box::new(table))).map_err(|error| match error {
                // The library does not know the file's name.
                Error::Artefact { fault, remedy, .. } => {
                    Error::Artefact { artefact: path.display().to_string(), fault, remedy }
                }
                other => other,
            });
        }
        let rows = lint::check(&bytes[..], &path.display().to_string());
        rows.map(Self::Source).map_err(|mut faults| faults.swap_remove(0).into())
    }

    /// Its rows; those of a compiled one have no notes.
    pub fn into_rows(self) -> Vec<Row> {
        match self {
            Self::Source(rows) => rows,
            Self::Compiled(table) => table.rows(),
        }
    }
}
