//! Rows of the user's own beside those of a table.

use std::collections::{BTreeMap, HashMap};

use super::source::{Dialect, Row, normal_phrase, sort_key};

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

    #[test]
    fn rows_are_grouped() {
        let own = Row { dialect: "spinbot".parse().unwrap(), ..row("a", "b", 0.5) };
        let groups = by_dialect([row("c", "d", 0.5), own, row("e", "f", 0.5)]);
        assert_eq!(groups.values().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
