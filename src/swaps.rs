//! The swap table: what spinners put in the place of what.
//!
//! 1. [`source`]: the rows as people read and edit them, tab-separated;
//! 2. [`lint`] and [`keep`]: the checks they must pass;
//! 3. [`inflect`]: lemma rows in all their forms, learnt rows before written ones;
//! 4. [`compile`](mod@compile): the same rows as finite-state maps, embedded in the library by its build script;
//! 5. [`table`]: exact lookup of spun phrases and of keys; [`fuzzy`]: what is nearly a spun phrase;
//! 6. [`learn`]: new rows counted from texts and what a spinner made of them.

pub mod compile;
pub mod fuzzy;
pub mod inflect;
pub mod keep;
pub mod learn;
pub mod lint;
pub mod source;
pub mod table;

pub use compile::compile;
pub use source::{Dialect, Fault, Row};
pub use table::{Original, OriginalId, Posting, SwapTable, TableWord};

use crate::Error;

impl From<Fault> for Error {
    fn from(Fault { file, line, what, remedy }: Fault) -> Self {
        Self::Row { file, line, fault: what, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_sound() {
        for (file, text) in SwapTable::SOURCES {
            let faults = lint::check(text.as_bytes(), file).err().unwrap_or_default();
            assert!(faults.is_empty(), "{} faults, the first: {}", faults.len(), faults[0]);
        }
        let keep = include_str!("../dictionaries/keep.tsv");
        assert!(keep::check(keep.as_bytes(), "keep.tsv").is_ok_and(|list| !list.is_empty()));
    }

    #[test]
    fn the_embedded_table_is_compiled_from_the_shipped_ones() {
        let rows: Vec<Row> =
            SwapTable::SOURCES.iter().flat_map(|(file, text)| lint::check(text.as_bytes(), file).unwrap()).collect();
        assert_eq!(SwapTable::embedded().source_hash(), compile::source_hash(&inflect::expand(&rows)));
    }
}
