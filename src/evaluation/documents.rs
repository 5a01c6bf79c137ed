//! Which lines of a text make one document: a document is restored as a whole, so the figures depend on it.

use std::io::Read;
use std::ops::Range;

use crate::error::Error;

const COLUMNS: &str = "doc\tfirst_line\tlast_line";

/// Reads a table of documents: tab-separated, with the header `doc first_line last_line`, lines counted from 1 and both
/// included. Answers each document's lines counted from 0, the end left out, as Rust does.
///
/// Documents must be in order and disjoint, and end within `lines`, the number of lines of the text; lines between documents
/// belong to none. `label` names the table in errors.
///
/// # Errors
///
/// When the table cannot be read, is not UTF-8, or a row is not of that form.
pub fn read_documents(mut reader: impl Read, label: &str, lines: usize) -> Result<Vec<Range<usize>>, Error> {
    let mut table = String::new();
    reader.read_to_string(&mut table).map_err(|source| Error::Io { path: label.into(), source })?;
    let malformed = |row: usize, fault: String| Error::Row {
        file: label.to_owned(),
        line: row,
        fault,
        remedy: "write doc, first_line and last_line separated by tabs, in the order of the lines".to_owned(),
    };
    let mut rows = table.lines().zip(1..);
    if rows.next().is_none_or(|(header, _)| header != COLUMNS) {
        return Err(malformed(1, "no header".to_owned()));
    }
    let mut documents: Vec<Range<usize>> = Vec::new();
    for (text, row) in rows {
        let fields: Vec<&str> = text.split('\t').collect();
        let [_, first, last] = fields[..] else {
            return Err(malformed(row, format!("{} fields, not 3", fields.len())));
        };
        let number = |field: &str| field.parse().map_err(|_| malformed(row, format!("`{field}` is no line number")));
        let (first, last): (usize, usize) = (number(first)?, number(last)?);
        let before = documents.last().map_or(0, |document| document.end);
        if first <= before || last < first || last > lines {
            return Err(malformed(
                row,
                format!("lines {first} to {last} overlap, run backwards or end beyond {lines}"),
            ));
        }
        documents.push(first - 1..last);
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_count_from_one() {
        let table = "doc\tfirst_line\tlast_line\nfirst\t1\t3\nsecond\t5\t5\n";
        assert_eq!(read_documents(table.as_bytes(), "docs.tsv", 5).unwrap(), [0..3, 4..5]);
    }

    #[test]
    fn malformed_tables_are_refused() {
        for rows in ["", "a\t0\t1", "a\t2\t1", "a\t1\t6", "a\t1\t2\nb\t2\t3", "a\t1", "a\tx\t1"] {
            let table = format!("doc\tfirst_line\tlast_line\n{rows}\n");
            assert!(read_documents(table.as_bytes(), "docs.tsv", 5).is_err(), "{rows}");
        }
        assert!(read_documents(&b"a\t1\t2"[..], "docs.tsv", 5).is_err());
    }
}
