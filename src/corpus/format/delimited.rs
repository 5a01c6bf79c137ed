//! CSV and TSV: the field of a column, all other bytes as they are.
//!
//! The csv crate gives fields but not where they stand, so rows are walked here by its rules: a field that begins with a quote
//! ends at the next quote that is not doubled, and what follows up to the delimiter belongs to it.

use std::ops::Range;

use super::utf8;
use crate::corpus::escape::Escape;
use crate::corpus::record::{Fault, Text};

/// The fields of `row`, quotes included, without the line end.
pub(in crate::corpus) fn fields(row: &[u8], delimiter: u8) -> Vec<Range<usize>> {
    let row = row.strip_suffix(b"\n").map_or(row, |row| row.strip_suffix(b"\r").unwrap_or(row));
    let mut fields = Vec::new();
    let mut start = 0;
    loop {
        let end = field_end(row, start, delimiter);
        fields.push(start..end);
        if end == row.len() {
            return fields;
        }
        start = end + 1;
    }
}

fn field_end(row: &[u8], start: usize, delimiter: u8) -> usize {
    let mut at = start;
    if row.get(start) == Some(&b'"') {
        at += 1;
        loop {
            // Quotes that are never closed hold the rest of the row.
            let Some(quote) = memchr::memchr(b'"', &row[at..]) else { return row.len() };
            at += quote + 1;
            if row.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
    }
    memchr::memchr(delimiter, &row[at..]).map_or(row.len(), |found| at + found)
}

/// The place of the column `name` in the `header` row: a name, or a number counted from 1.
pub(in crate::corpus) fn column(header: &[u8], name: &str, delimiter: u8) -> Result<usize, String> {
    let names: Vec<String> = fields(header, delimiter)
        .into_iter()
        .map(|field| {
            let name = String::from_utf8_lossy(&header[field]).into_owned();
            let inside = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            inside.map(|inside| inside.replace("\"\"", "\"")).unwrap_or(name)
        })
        .collect();
    names
        .iter()
        .position(|column| column == name)
        .or_else(|| name.parse::<usize>().ok()?.checked_sub(1).filter(|&at| at < names.len()))
        .ok_or_else(|| format!("no column `{name}`; name one of `{}` with --column", names.join("`, `")))
}

/// The text of the field `column` of `row`; none where the row is blank.
pub(in crate::corpus) fn text(row: &[u8], column: usize, delimiter: u8) -> Result<Option<Text<'_>>, Fault> {
    if row.trim_ascii().is_empty() {
        return Ok(None);
    }
    let fields = fields(row, delimiter);
    let Some(field) = fields.get(column).cloned() else {
        return Err(Fault::failed(format!("the row has {} fields, too few for column {}", fields.len(), column + 1)));
    };
    let raw = utf8(&row[field.clone()])?;
    if let Some(quoted) = raw.strip_prefix('"') {
        let Some(inside) = quoted.strip_suffix('"').filter(|inside| is_closed(inside)) else {
            return Err(Fault::failed(format!(
                "the quotes of column {} are not closed where the field ends",
                column + 1
            )));
        };
        return Ok(Text::escaped(inside, field.start + 1, Escape::Quoted));
    }
    Ok(Text::escaped(raw, field.start, Escape::Unquoted(delimiter)))
}

/// Whether every quote inside is doubled.
fn is_closed(inside: &str) -> bool {
    let mut rest = inside.as_bytes();
    while let Some(at) = memchr::memchr(b'"', rest) {
        if rest.get(at + 1) != Some(&b'"') {
            return false;
        }
        rest = &rest[at + 2..];
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(row: &str, column: usize) -> Result<Option<String>, String> {
        text(row.as_bytes(), column, b',')
            .map(|text| text.map(|text| text.as_str().to_owned()))
            .map_err(|fault| fault.message)
    }

    #[test]
    fn fields_are_found() {
        assert_eq!(read("1,\"a, \"\"b\"\"\nc\",2\r\n", 1), Ok(Some("a, \"b\"\nc".to_owned())));
        assert_eq!(read("1,plain,2\r\n", 2), Ok(Some("2".to_owned())));
        assert_eq!(read("\n", 2), Ok(None));
        assert!(read("1,2", 2).unwrap_err().contains("too few"));
        assert!(read("1,\"open", 1).unwrap_err().contains("not closed"));
        assert!(read("1,\"a\"b,2", 1).unwrap_err().contains("not closed"));
    }

    #[test]
    fn columns_have_names_and_numbers() {
        assert_eq!(column(b"id,\"the \"\"text\"\"\"\r\n", "the \"text\"", b','), Ok(1));
        assert_eq!(column(b"id\ttext", "2", b'\t'), Ok(1));
        assert!(column(b"id,body", "text", b',').unwrap_err().contains("`id`, `body`"));
    }

    proptest! {
        #[test]
        fn fields_are_those_of_the_csv_crate(row in "[a\", é]{1,20}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row.as_bytes());
            let expected = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(fields(row.as_bytes(), b',').len(), expected.len());
            for (at, expected) in expected.iter().enumerate() {
                if let Ok(Some(found)) = read(&row, at) {
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}
