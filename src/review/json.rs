//! Rows as JSON. Control characters and direction marks are written as `\u202e`, so that no terminal acts on them.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::display::is_unsafe;
use super::row::Row;
use super::verdict;

/// `value` on one line.
///
/// ```
/// assert_eq!(unspin::review::json::to_string("\u{202e}\n\u{9b}"), r#""\u202e\n\u009b""#);
/// ```
///
/// # Panics
///
/// When `value` is no JSON: its keys are no strings.
#[must_use]
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Visible)).expect("strings for keys");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let c = rest[at..].chars().next().expect("found there");
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[derive(Serialize)]
struct JsonRow<'r> {
    document: &'r str,
    line: usize,
    start: usize,
    end: usize,
    spun: &'r str,
    original: &'r str,
    confidence: f64,
    gain: f64,
    alternatives: Vec<JsonAlternative<'r>>,
    context: &'r str,
    source_hash: &'r str,
    verdict: String,
    pair_count: usize,
}

#[derive(Serialize)]
pub(super) struct JsonAlternative<'r> {
    original: &'r str,
    confidence: f64,
}

/// A row as an object with the columns of the [CSV](super::csv) for keys, in their order. `alternatives` is an array of objects
/// with `original` and `confidence`; phrases stand as in the text, line breaks included; `verdict` is as in the CSV.
#[must_use]
pub fn row(row: &Row, pair_count: usize) -> String {
    to_string(&JsonRow {
        document: &row.document,
        line: row.line,
        start: row.span.start,
        end: row.span.end,
        spun: &row.spun,
        original: &row.original,
        confidence: round(row.confidence, 4),
        gain: round(row.gain, 3),
        alternatives: alternatives(row),
        context: &row.context,
        source_hash: &row.source_hash,
        verdict: verdict::write(&row.decision),
        pair_count,
    })
}

pub(super) fn alternatives(row: &Row) -> Vec<JsonAlternative<'_>> {
    let alternatives = row.alternatives.iter();
    alternatives
        .map(|other| JsonAlternative { original: &other.original, confidence: round(other.confidence, 3) })
        .collect()
}

/// To so many decimal places; to those that the CSV has, so that a number is the same in every form.
pub(super) fn round(number: f64, places: usize) -> f64 {
    format!("{number:.places$}").parse().expect("a number was just written")
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row as sample;

    #[test]
    fn a_row_has_the_columns_for_keys() {
        let json = super::row(&sample("use\u{202e}less", "dead"), 2);
        assert_eq!(
            json,
            "{\"document\":\"letter.txt\",\"line\":3,\"start\":10,\"end\":20,\"spun\":\"use\\u202eless\",\"original\":\"dead\",\
             \"confidence\":0.9876,\"gain\":-1.25,\"alternatives\":[{\"original\":\"vain\",\"confidence\":0.012}],\
             \"context\":\"…They left [use\\u202eless] men, and women.\",\"source_hash\":\"xxh3:0011223344556677\",\
             \"verdict\":\"\",\"pair_count\":2}"
        );
        let keys: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(super::super::csv::COLUMNS.iter().all(|column| keys.get(column).is_some()));
    }
}
