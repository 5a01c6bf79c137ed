//! Gold edits: what the spinner did, as a table.

use std::collections::BTreeMap;
use std::io::Read;

use crate::error::Error;

/// One edit that the spinner made in a line.
///
/// The order (offset, spun, originals) is the order in which edits are applied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldEdit {
    /// Where the spun phrase begins in the spun line, in characters (not bytes).
    pub char_offset: usize,
    /// The spun phrase, as it stands in the line.
    pub spun: String,
    /// What may have stood there, one or more. When the spun phrase is among them the edit is optional: it counts neither way.
    pub originals: Vec<String>,
}

impl GoldEdit {
    /// Whether the spun phrase stands at its offset in `line`.
    #[must_use]
    pub fn fits(&self, line: &str) -> bool {
        let start = match line.char_indices().nth(self.char_offset) {
            Some((byte, _)) => byte,
            None if line.chars().count() == self.char_offset => line.len(),
            None => return false,
        };
        line[start..].starts_with(&self.spun)
    }
}

const COLUMNS: &str = "line\tchar\tspun\toriginal";

/// Reads a table of gold edits: tab-separated, with the header `line char spun original`, by 1-based line of the spun text.
///
/// `original` may hold several originals separated by `|`. Nothing is quoted: a field holds neither tab nor line break.
/// `label` names the table in errors.
///
/// # Errors
///
/// When the table cannot be read, is not UTF-8, or a row is not of that form.
pub fn read_edits(mut reader: impl Read, label: &str) -> Result<BTreeMap<usize, Vec<GoldEdit>>, Error> {
    let mut table = String::new();
    reader.read_to_string(&mut table).map_err(|source| Error::Io { path: label.into(), source })?;
    let malformed = |row: usize, fault: String| Error::Row {
        file: label.to_owned(),
        line: row,
        fault,
        remedy: "write line, char, spun and original separated by tabs, below a header that says so".to_owned(),
    };
    let mut rows = table.trim_end_matches('\n').split('\n').zip(1..);
    if rows.next().is_none_or(|(header, _)| header.trim_end() != COLUMNS) {
        return Err(malformed(1, "no header".to_owned()));
    }
    let mut edits: BTreeMap<usize, Vec<GoldEdit>> = BTreeMap::new();
    for (text, row) in rows {
        let fields: Vec<&str> = text.split('\t').collect();
        let [line, offset, spun, original] = fields[..] else {
            return Err(malformed(row, format!("{} fields, not 4", fields.len())));
        };
        let number = |name: &str, field: &str, least: usize| {
            let parsed = field.parse().ok().filter(|&number| number >= least);
            parsed.ok_or_else(|| malformed(row, format!("`{field}` is no {name}")))
        };
        edits.entry(number("line number", line, 1)?).or_default().push(GoldEdit {
            char_offset: number("character offset", offset, 0)?,
            spun: spun.to_owned(),
            originals: original.trim_end_matches('\r').split('|').map(str::to_owned).collect(),
        });
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_gathered_by_line() {
        let table =
            "line\tchar\tspun\toriginal\n2\t4\tuseless\tdead|lifeless\n1\t0\tAdditionally\tAlso\n2\t0\tthe\t\n\n";
        let edits = read_edits(table.as_bytes(), "edits.tsv").unwrap();
        assert_eq!(edits.keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(edits[&2][0].originals, ["dead", "lifeless"]);
        assert_eq!(edits[&2][1].originals, [""]);
    }

    #[test]
    fn malformed_rows_are_named() {
        for (table, expected) in [
            ("", "edits.tsv:1: no header"),
            ("1\t0\ta\tb", "edits.tsv:1: no header"),
            ("line\tchar\tspun\toriginal\n1\t0\ta", "edits.tsv:2: 3 fields, not 4"),
            ("line\tchar\tspun\toriginal\n0\t0\ta\tb", "edits.tsv:2: `0` is no line number"),
            ("line\tchar\tspun\toriginal\n1\t-1\ta\tb", "edits.tsv:2: `-1` is no character offset"),
        ] {
            let message = read_edits(table.as_bytes(), "edits.tsv").unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn offsets_are_characters() {
        let edit = |char_offset| GoldEdit { char_offset, spun: "aid".to_owned(), originals: vec!["help".to_owned()] };
        assert!(edit(6).fits("Zoë’s aid"));
        assert!(!edit(9).fits("Zoë’s aid"));
        assert!(!edit(10).fits("Zoë’s aid"));
        assert!(GoldEdit { spun: String::new(), ..edit(9) }.fits("Zoë’s aid"));
    }
}
