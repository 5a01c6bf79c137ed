//! The tables that ship with the library: their rows as they stand in its repository, and compiled by its build script.

use super::inflect::expand;
use super::source::{self, Dialect, Row, sort_key};
use super::table::SwapTable;

/// A table that ships with the library.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The dialect of all its rows.
    pub dialect: Dialect,
    /// Its files in the repository, and what stands in each.
    pub files: &'static [(&'static str, &'static str)],
    compiled: &'static [u8],
    /// What the build script found out about its words: a [lexicon](crate::channel::lexicon) of the embedded language model.
    pub lexicon: &'static [u8],
}

macro_rules! shipped {
    ($dialect:expr, $name:literal, $($file:literal),+) => {
        Shipped {
            dialect: $dialect,
            files: &[$((
                concat!("dictionaries/", $file, ".tsv"),
                include_str!(concat!("../../dictionaries/", $file, ".tsv")),
            )),+],
            compiled: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".swaps")),
            lexicon: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".lexicon")),
        }
    };
}

/// All of them.
pub static TABLES: [Shipped; 3] = [
    shipped!(Dialect::AUTOBLOG, "autoblog", "autoblog", "autoblog-written"),
    shipped!(Dialect::ACADEMIC, "academic", "academic"),
    shipped!(Dialect::GENERAL, "general", "general"),
];

/// The [vocabulary](crate::channel::vocabulary) of all of them together, for the embedded language model.
pub static VOCABULARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vocabulary"));

impl Shipped {
    /// The rows of its files, as they stand there.
    ///
    /// # Panics
    ///
    /// Never: the build checks the files.
    #[must_use]
    pub fn written(&self) -> Vec<Row> {
        let read =
            |&(file, text): &(&str, &str)| source::read(text.as_bytes(), file).expect("the build checked the file");
        self.files.iter().flat_map(read).collect()
    }

    /// The rows of the table: those of its files, and the forms of the lemma rows among them.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = expand(&self.written());
        rows.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        rows
    }

    /// The table, opened.
    ///
    /// # Panics
    ///
    /// Never: the bytes were compiled with the library.
    #[must_use]
    pub fn table(&self) -> SwapTable {
        SwapTable::open_trusted(self.compiled).expect("the embedded table was compiled by the same code that opens it")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Posting, keep, lint};
    use super::*;

    #[test]
    fn the_shipped_tables_are_sound() {
        let keep = include_str!("../../dictionaries/keep.tsv");
        let list = keep::check(keep.as_bytes(), "keep.tsv").unwrap();
        assert!(!list.is_empty());
        for Shipped { dialect, files, .. } in TABLES {
            for (file, text) in files {
                let rows = match lint::check(text.as_bytes(), file) {
                    Ok(rows) => rows,
                    Err(faults) => panic!("{} faults, the first: {}", faults.len(), faults[0]),
                };
                assert!(rows.iter().all(|row| row.dialect == dialect), "{file} holds rows of another dialect");
                let faults = keep::contradictions((&list, "keep.tsv"), (&rows, file));
                assert!(faults.is_empty(), "{} faults, the first: {}", faults.len(), faults[0]);
            }
        }
    }

    #[test]
    fn the_embedded_tables_hold_the_shipped_rows() {
        for shipped in TABLES {
            assert!(SwapTable::open(shipped.compiled).is_ok(), "what is opened without a check is sound");
            let table = shipped.table();
            assert_eq!(table.dialect(), shipped.dialect);
            let embedded = table.rows();
            for row in shipped.rows() {
                let place = embedded.partition_point(|e| (&e.spun, &e.original) < (&row.spun, &row.original));
                let found = embedded.get(place).filter(|e| e.spun == row.spun && e.original == row.original);
                assert!(found.is_some_and(|found| found.weight >= row.weight), "{row:?}: not compiled in");
            }
        }
    }

    #[test]
    fn the_shipped_table_knows_the_news_spinner() {
        let table = TABLES[0].table();
        for (original, spun) in [
            ("in the past", "prior to now"),
            ("as well as", "in addition to"),
            ("so far", "to date"),
            ("at the same time", "on the identical time"),
            ("health", "well being"),
            ("cancer", "most cancers"),
            ("house", "home"),
            ("court", "courtroom"),
            ("heat", "warmth"),
            ("kept", "stored"),
            ("won", "received"),
            ("game", "sport"),
            ("player", "participant"),
            ("goal", "purpose"),
            ("record", "report"),
            ("force", "drive"),
            ("force", "pressure"),
            ("bank", "financial institution"),
            ("dollar", "greenback"),
            ("club", "membership"),
            ("team", "workforce"),
            ("price", "worth"),
        ] {
            let postings = table.originals_of(&table.phrase(spun));
            let known = |posting: &Posting| table.original(posting.original).text.eq_ignore_ascii_case(original);
            assert!(postings.iter().any(known), "{spun} for {original}");
        }
    }

    #[test]
    fn the_weights_of_an_original_sum_to_1_at_most() {
        let rows = TABLES[0].written();
        let learnt: Vec<&Row> = rows.iter().filter(|row| row.is_learnt()).collect();
        let expanded = expand(&rows);
        assert!(expanded.len() >= 15_000, "{} pairs", expanded.len());
        let mut sums = std::collections::HashMap::new();
        for row in &expanded {
            *sums.entry(&row.original).or_insert(0.0) += row.weight;
        }
        for (original, sum) in sums {
            assert!(sum < 1.006, "{original}: {sum}");
        }
        assert!(learnt.iter().zip(&expanded).all(|(learnt, row)| *learnt == row), "learnt rows are as they were");
    }
}
