//! An existing table and new texts: the counts of both, added up.
//!
//! The notes of counted rows, `learnt 37/40`, hold their counts, so that nothing of what was learnt before is lost. Every key of
//! the table is looked for in the new texts, where it may stand unswapped. Rows of the table without counts keep their weight
//! until their pair is seen; then counts replace it.

use std::collections::{BTreeMap, HashMap};

use super::count::{Key, keys, note, rows_of, weight};
use super::{Options, Pair};
use crate::swaps::merge::merge;
use crate::swaps::source::{Row, normal_phrase};

/// The rows of `table`, of the dialect of `options`, improved by the swaps in `lines`; rows of other dialects stay.
pub(super) fn improve(lines: &[Pair], table: Vec<Row>, options: Options) -> Vec<Row> {
    let (table, others): (Vec<Row>, Vec<Row>) = table.into_iter().partition(|row| row.dialect == options.dialect);
    let known: Vec<&str> = table.iter().map(|row| row.original.as_str()).collect();
    let (keys, capitals, paths) = keys(lines, &known);
    // By normal form: the counts of the table, which all rows of a key share.
    let mut before: HashMap<String, u32> = HashMap::new();
    for row in &table {
        if let Some((_, all)) = row.counts() {
            before.insert(normal_phrase(&row.original), all);
        }
    }
    let all_of = |original: &str, key: Option<&Key>| {
        before.get(&normal_phrase(original)).copied().unwrap_or(0) + key.map_or(0, Key::occurrences)
    };
    // By spun phrase and normal form of the original: the counts of both, and the note and weight they make.
    let mut old: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut counted: Vec<Row> = Vec::new();
    let mut written: Vec<Row> = Vec::new();
    for (row, path) in table.into_iter().zip(&paths) {
        let key = keys.get(path);
        let seen = key.and_then(|key| key.swapped.get(&row.spun)).copied().unwrap_or(0);
        let learnt = row.counts().map(|(count, _)| count);
        old.insert((row.spun.clone(), normal_phrase(&row.original)), learnt.unwrap_or(0));
        if learnt.is_none() && seen == 0 {
            written.push(row);
            continue;
        }
        let (count, all) = (learnt.unwrap_or(0) + seen, all_of(&row.original, key));
        counted.push(Row { weight: weight(count, all), note: note(count, all), ..row });
    }
    for (path, key) in &keys {
        for row in rows_of(path, key, &capitals, options) {
            if !old.contains_key(&(row.spun.clone(), normal_phrase(&row.original))) {
                let (count, all) = (key.swapped[&row.spun], all_of(&row.original, Some(key)));
                counted.push(Row { weight: weight(count, all), note: note(count, all), ..row });
            }
        }
    }
    // Written weights give way to what was counted.
    let mut rows = merge(written, counted);
    rows.extend(others);
    rows.sort_by(|a, b| (&a.spun, &a.original, a.dialect).cmp(&(&b.spun, &b.original, b.dialect)));
    rows
}
