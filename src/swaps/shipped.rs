//! The tables that ship with the library: their rows as they stand in its repository, and compiled by its build script.

use super::source::{self, Dialect, Row, sort_key};
use super::table::SwapTable;

/// A table that ships with the library.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The dialect of all its rows.
    pub dialect: Dialect,
    /// Its file in the repository.
    pub file: &'static str,
    /// What stands there.
    pub source: &'static str,
    compiled: &'static [u8],
}

macro_rules! shipped {
    ($dialect:expr, $name:literal) => {
        Shipped {
            dialect: $dialect,
            file: concat!("dictionaries/", $name, ".tsv"),
            source: include_str!(concat!("../../dictionaries/", $name, ".tsv")),
            compiled: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".swaps")),
        }
    };
}

/// All of them.
pub const TABLES: [Shipped; 3] = [
    shipped!(Dialect::AUTOBLOG, "autoblog"),
    shipped!(Dialect::ACADEMIC, "academic"),
    shipped!(Dialect::GENERAL, "general"),
];

impl Shipped {
    /// The rows of the table: those of the file with their notes, and those that the build derived from them.
    ///
    /// # Panics
    ///
    /// Never: the build checks the file.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let written = source::read(self.source.as_bytes(), self.file).expect("the build checked the file");
        let mut rows = self.table().rows();
        let mut written = written.into_iter().peekable();
        for row in &mut rows {
            while written.next_if(|before| sort_key(before) < sort_key(row)).is_some() {}
            row.note = match written.next_if(|same| sort_key(same) == sort_key(row)) {
                Some(same) => same.note,
                None => "derived".to_owned(),
            };
        }
        rows
    }

    /// The table, opened.
    ///
    /// # Panics
    ///
    /// Never: the bytes were compiled with the library.
    #[must_use]
    pub fn table(&self) -> SwapTable {
        SwapTable::open(self.compiled).expect("the embedded table was compiled by the same code that opens it")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{keep, lint};
    use super::*;

    #[test]
    fn the_shipped_tables_are_sound() {
        for Shipped { dialect, file, source, .. } in TABLES {
            let rows = match lint::check(source.as_bytes(), file) {
                Ok(rows) => rows,
                Err(faults) => panic!("{} faults, the first: {}", faults.len(), faults[0]),
            };
            assert!(rows.iter().all(|row| row.dialect == dialect), "{file} holds rows of another dialect");
        }
        let keep = include_str!("../../dictionaries/keep.tsv");
        let list = keep::check(keep.as_bytes(), "keep.tsv").unwrap();
        assert!(!list.is_empty());
        for Shipped { file, source, .. } in TABLES {
            let rows = lint::check(source.as_bytes(), file).unwrap();
            let faults = keep::contradictions((&list, "keep.tsv"), (&rows, file));
            assert!(faults.is_empty(), "{} faults, the first: {}", faults.len(), faults[0]);
        }
    }

    #[test]
    fn the_embedded_tables_hold_the_shipped_rows() {
        for shipped in TABLES {
            let table = shipped.table();
            assert_eq!(table.dialect(), shipped.dialect);
            let embedded = table.rows();
            for row in lint::check(shipped.source.as_bytes(), shipped.file).unwrap() {
                let place = embedded.partition_point(|e| (&e.spun, &e.original) < (&row.spun, &row.original));
                let found = embedded.get(place).filter(|e| e.spun == row.spun && e.original == row.original);
                assert!(found.is_some_and(|found| found.weight >= row.weight), "{row:?}: not compiled in");
            }
        }
    }
}
