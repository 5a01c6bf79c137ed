//! What a table holds, in figures.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::source::{Dialect, LONGEST, Row, normal_phrase};

/// The figures of one dialect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// Rows: pairs of a spun phrase and an original.
    pub rows: usize,
    /// Different spun phrases.
    pub spun: usize,
    /// Different originals, by their normal forms.
    pub originals: usize,
    /// Spun phrases by their number of words, 1 first.
    pub lengths: [usize; LONGEST],
    /// Pairs of which both directions are rows, counted once.
    pub two_way: usize,
    /// Rows by the first word of their note, which says where they came from.
    pub provenance: BTreeMap<String, usize>,
}

impl Stats {
    /// The figures of `rows`, by dialect.
    #[must_use]
    pub fn by_dialect(rows: &[Row]) -> BTreeMap<Dialect, Self> {
        let mut groups: BTreeMap<Dialect, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            groups.entry(row.dialect).or_default().push(row);
        }
        groups.into_iter().map(|(dialect, rows)| (dialect, Self::of(&rows))).collect()
    }

    fn of(rows: &[&Row]) -> Self {
        let keys: Vec<String> = rows.iter().map(|row| normal_phrase(&row.original)).collect();
        let spun: BTreeSet<&str> = rows.iter().map(|row| row.spun.as_str()).collect();
        let originals: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        let pairs: HashSet<(&str, &str)> =
            rows.iter().zip(&keys).map(|(row, key)| (row.spun.as_str(), key.as_str())).collect();
        let mut stats = Self { rows: rows.len(), spun: spun.len(), originals: originals.len(), ..Self::default() };
        for phrase in spun {
            stats.lengths[phrase.split(' ').count().clamp(1, LONGEST) - 1] += 1;
        }
        stats.two_way = pairs.iter().filter(|&&(spun, key)| spun < key && pairs.contains(&(key, spun))).count();
        for row in rows {
            let first = row.note.split([' ', ',', ';', ':']).next().filter(|first| !first.is_empty());
            *stats.provenance.entry(first.unwrap_or("unknown").to_owned()).or_insert(0) += 1;
        }
        stats
    }

    /// Originals per spun phrase, on average; 0 for an empty table.
    #[must_use]
    pub fn originals_per_spun(&self) -> f64 {
        self.rows as f64 / self.spun.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_counted_by_dialect() {
        let own: Dialect = "own".parse().unwrap();
        let row = |spun: &str, original: &str, dialect, note: &str| Row {
            spun: spun.into(),
            original: original.into(),
            weight: 0.5,
            dialect,
            note: note.into(),
        };
        let rows = [
            row("boat", "ship", own, "learnt 1/2"),
            row("ship", "Boat", own, "learnt 3/9"),
            row("ship", "vessel", own, "written"),
            row("the big ship", "liner", own, ""),
            row("boat", "ship", Dialect::GENERAL, "wordnet"),
        ];
        let stats = Stats::by_dialect(&rows);
        let own = &stats[&own];
        assert_eq!((own.rows, own.spun, own.originals, own.two_way), (4, 3, 4, 1));
        assert_eq!(own.lengths[..4], [2, 0, 1, 0]);
        assert!((own.originals_per_spun() - 4.0 / 3.0).abs() < 1e-9);
        let provenance: Vec<_> = own.provenance.iter().map(|(note, n)| (note.as_str(), *n)).collect();
        assert_eq!(provenance, [("learnt", 2), ("unknown", 1), ("written", 1)]);
        assert_eq!(stats[&Dialect::GENERAL].two_way, 0);
    }
}
