//! Back from a compiled table to rows.

use std::collections::BTreeMap;

use super::SwapTable;
use crate::swaps::source::{Row, sort_key};

/// What a sum of weights may be off when it is added up in another order.
const ROUNDING: f32 = 1e-5;

impl SwapTable {
    /// The originals that are swapped more often than their weights say, since they were counted: by surface form, the share
    /// swapped, 0 to 1. With it the [`rows`](Self::rows), whose notes are lost, say all that the table says.
    #[must_use]
    pub fn counted(&self) -> BTreeMap<String, f32> {
        let mut listed = vec![0.0; self.originals.len()];
        self.postings.iter().for_each(|posting| listed[posting.original.index()] += posting.weight);
        let originals = self.originals().zip(&listed);
        let counted = originals.filter(|((_, original), listed)| original.swapped > **listed + ROUNDING);
        counted.map(|((_, original), _)| (original.text.to_owned(), original.swapped)).collect()
    }

    /// The rows the table was compiled from, sorted, without their notes.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut normal = vec![String::new(); self.vocabulary_size()];
        self.words().for_each(|(word, form)| normal[word.index()] = form);
        let mut rows = Vec::with_capacity(self.postings.len());
        self.for_each_spun_phrase(|phrase, postings| {
            let spun = phrase.iter().map(|word| normal[word.index()].as_str()).collect::<Vec<_>>().join(" ");
            rows.extend(postings.iter().map(|posting| Row {
                spun: spun.clone(),
                original: self.original(posting.original).text.to_owned(),
                weight: posting.weight,
                dialect: self.dialect,
                note: String::new(),
            }));
        });
        rows.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        rows
    }
}
