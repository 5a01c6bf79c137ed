//! Rows of the user's own beside those of a table.

use std::collections::{BTreeMap, HashMap};

use super::compile::compile_knowing;
use super::inflect::expand;
use super::source::{Dialect, Row, normal_phrase, sort_key};
use super::table::SwapTable;

/// Least weight that a row keeps when others leave no room for it.
const LEAST: f32 = 0.0001;

/// The rows by dialect, each dialect's in the order given.
#[must_use]
pub fn by_dialect(rows: impl IntoIterator<Item = Row>) -> BTreeMap<Dialect, Vec<Row>> {
    let mut groups: BTreeMap<Dialect, Vec<Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.dialect).or_default().push(row);
    }
    groups
}

/// `table` with the rows of `added`, all of one dialect, sorted.
///
/// Where both hold a pair, the added row counts, and of two added ones the later. The weights of an original are shares of
/// its occurrences: where they sum to more than 1, those of the table give way in proportion, and where the added ones alone
/// do, so do these.
#[must_use]
pub fn merge(table: Vec<Row>, added: Vec<Row>) -> Vec<Row> {
    let mut pairs: BTreeMap<(String, String), (Row, bool)> = BTreeMap::new();
    for (row, is_added) in table.into_iter().map(|row| (row, false)).chain(added.into_iter().map(|row| (row, true))) {
        pairs.insert((normal_phrase(&row.spun), row.original.clone()), (row, is_added));
    }
    // By original: the sum of the table's weights and that of the added ones.
    let mut sums: HashMap<String, [f32; 2]> = HashMap::new();
    for (row, is_added) in pairs.values() {
        sums.entry(row.original.clone()).or_default()[usize::from(*is_added)] += row.weight;
    }
    let mut rows: Vec<Row> = pairs
        .into_values()
        .map(|(mut row, is_added)| {
            let [of_table, of_added] = sums[&row.original];
            let factor = match is_added {
                true => 1.0 / of_added.max(1.0),
                false => (1.0 - of_added).clamp(0.0, of_table) / of_table,
            };
            // What fits is kept to the last digit.
            if of_table + of_added > 1.0 && (is_added || of_added > 0.0) {
                row.weight = (row.weight * factor).max(LEAST);
            }
            row
        })
        .collect();
    rows.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    rows
}

impl SwapTable {
    /// This table with `added` beside its rows, as [`merge`] puts them, lemma rows in all their forms. What was counted of
    /// its originals stays known; an original of which `added` says nothing keeps all that it had.
    #[must_use]
    pub fn with_rows(&self, added: &[Row]) -> Self {
        self.merged(expand(added), BTreeMap::new())
    }

    /// This table with the rows of `added` beside its own, as [`merge`] puts them. What was counted of either's originals
    /// stays known.
    #[must_use]
    pub fn with_table(&self, added: &Self) -> Self {
        self.merged(added.rows(), added.counted())
    }

    fn merged(&self, added: Vec<Row>, counted: BTreeMap<String, f32>) -> Self {
        let mut swapped = self.counted();
        swapped.extend(counted);
        let rows = merge(self.rows(), added);
        let compiled = compile_knowing(self.dialect(), &rows, &swapped);
        Self::open(compiled).expect("what was just compiled can be opened")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(spun: &str, original: &str, weight: f32) -> Row {
        Row { spun: spun.into(), original: original.into(), weight, dialect: Dialect::GENERAL, note: String::new() }
    }

    fn shown(rows: &[Row]) -> Vec<(&str, &str, f32)> {
        rows.iter().map(|row| (row.spun.as_str(), row.original.as_str(), (row.weight * 1e4).round() / 1e4)).collect()
    }

    #[test]
    fn added_rows_win_and_the_table_gives_way() {
        let table = vec![row("abode", "house", 0.6), row("home", "house", 0.4), row("boat", "ship", 1.0)];
        let merged = merge(table.clone(), vec![row("home", "house", 0.7), row("home", "house", 0.8)]);
        assert_eq!(shown(&merged), [("abode", "house", 0.2), ("boat", "ship", 1.0), ("home", "house", 0.8)]);
        assert_eq!(merge(table.clone(), Vec::new()).len(), 3);
        let crowded = merge(table, vec![row("home", "house", 1.0), row("dwelling", "house", 1.0)]);
        let expected =
            [("abode", "house", 0.0001), ("boat", "ship", 1.0), ("dwelling", "house", 0.5), ("home", "house", 0.5)];
        assert_eq!(shown(&crowded), expected);
    }

    fn learnt(spun: &str, original: &str, weight: f32, note: &str) -> Row {
        Row { note: note.into(), ..row(spun, original, weight) }
    }

    /// Text, swapped share and postings of all originals, by text.
    fn all(table: &SwapTable) -> BTreeMap<String, (f32, Vec<(Row, f32)>)> {
        let mut all: BTreeMap<String, (f32, Vec<(Row, f32)>)> =
            table.originals().map(|(_, original)| (original.text.to_owned(), (original.swapped, Vec::new()))).collect();
        for row in table.rows() {
            all.get_mut(&row.original).unwrap().1.push((row.clone(), row.weight));
        }
        all
    }

    #[test]
    fn what_was_counted_stays_known_beside_added_rows() {
        let rows = [
            learnt("abode", "house", 0.4, "learnt 4/9"),
            learnt("home", "house", 0.3, "learnt 3/9"),
            learnt("boat", "ship", 0.7, "learnt 1/1"),
            row("plane", "aircraft", 0.3),
        ];
        let table = SwapTable::from_rows(Dialect::GENERAL, &rows);
        let before = all(&table);
        assert!(before["ship"].0 > 0.95 && before["house"].0 > 0.8 && before["aircraft"].0 == 0.3, "{before:?}");
        assert_eq!(table.counted().keys().collect::<Vec<_>>(), ["house", "ship"]);
        let mut after = all(&table.with_rows(&[row("woodland", "forest", 0.5)]));
        assert_eq!(after.remove("forest").map(|(swapped, _)| swapped), Some(0.5));
        assert_eq!(after, before, "an unrelated row changes nothing");
        let added = all(&table.with_rows(&[row("vessel", "ship", 0.1), row("airplane", "aircraft", 0.25)]));
        assert_eq!((added["ship"].0, added["aircraft"].0), (before["ship"].0, 0.55));
        assert_eq!(added["house"], before["house"]);
        let other = SwapTable::from_rows(Dialect::GENERAL, &[learnt("timber", "wood", 0.5, "learnt 1/1")]);
        let both = all(&table.with_table(&other));
        assert!(both["wood"].0 > 0.95, "{both:?}");
        assert_eq!(both["house"], before["house"]);
    }

    #[test]
    fn added_lemma_rows_carry_to_every_form() {
        let table = SwapTable::from_rows(Dialect::GENERAL, &[row("home", "house", 0.5)]);
        let merged = table.with_rows(&[learnt("woodland", "forest", 0.5, "written, noun")]);
        assert!(merged.rows().iter().any(|row| row.spun == "woodlands" && row.original == "forests"));
    }

    #[test]
    fn rows_are_grouped() {
        let own = Row { dialect: "spinbot".parse().unwrap(), ..row("a", "b", 0.5) };
        let groups = by_dialect([row("c", "d", 0.5), own, row("e", "f", 0.5)]);
        assert_eq!(groups.values().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
