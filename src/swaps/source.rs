//! The source of a swap table: tab-separated rows, sorted, with a header.
//!
//! | column | what it holds |
//! |---|---|
//! | `spun` | the spun phrase in normal form, its tokens separated by single spaces |
//! | `original` | the original as it is usually cased inside a sentence: `the U.S.`, `American`, `it's` |
//! | `weight` | P(spun \| original): the share of the original's occurrences that the spinner turns into `spun` |
//! | `dialect` | the family of spinners that makes this swap |
//! | `note` | where the row came from |
//!
//! There is no quoting: a field ends at a tab, a row at a line feed. The library and its build script share this file.

use std::fmt;
use std::io::{self, Read, Write};

pub use super::dialect::{Dialect, MalformedDialect};
use crate::text::{Kind, normalise_with_digits, tokens};

/// The first line of every swap table.
pub const HEADER: &str = "spun\toriginal\tweight\tdialect\tnote";

/// The longest phrase of a table, in words.
pub const LONGEST: usize = 8;

/// Most bytes of an original.
pub(crate) const MOST_BYTES: usize = u16::MAX as usize;

/// One row of a swap table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The spun phrase in normal form.
    pub spun: String,
    /// The original as it is usually cased inside a sentence.
    pub original: String,
    /// P(spun | original) where the spinner swaps at its full rate: above 0, at most 1.
    pub weight: f32,
    /// The family of spinners that makes this swap.
    pub dialect: Dialect,
    /// Where the row came from.
    pub note: String,
}

/// What is wrong with one line of a table, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file's label, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.file, self.line, self.what, self.remedy)
    }
}

/// The normal form of a phrase: its tokens' normal forms [with all digits](normalise_with_digits), separated by single spaces.
#[must_use]
pub fn normal_phrase(phrase: &str) -> String {
    let mut all = String::with_capacity(phrase.len());
    for_each_normal(phrase, |word| {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
    });
    all
}

/// Calls `visit` with the normal form, with all digits, of each token of `phrase` that has one.
pub(crate) fn for_each_normal(phrase: &str, mut visit: impl FnMut(&str)) {
    let mut buffer = String::new();
    for token in tokens(phrase) {
        let normal = if token.kind == Kind::Number {
            normalise_with_digits(token.text, &mut buffer);
            &buffer
        } else {
            token.normal(&mut buffer)
        };
        if !normal.is_empty() {
            visit(normal);
        }
    }
}

/// Reads a table; `file` is the name used in faults.
///
/// Checks what is needed to read the rows at all; [`check`](super::lint::check) checks what they say.
///
/// # Errors
///
/// Every line that cannot be read, or one fault when the reader fails or the text is no UTF-8.
pub fn read(mut reader: impl Read, file: &str) -> Result<Vec<Row>, Vec<Fault>> {
    let text = read_text(&mut reader, file)?;
    let (rows, faults) = parse(&text, file);
    if faults.is_empty() { Ok(rows.into_iter().map(|(_, row)| row).collect()) } else { Err(faults) }
}

/// Reads everything as UTF-8.
pub(crate) fn read_text(reader: &mut impl Read, file: &str) -> Result<String, Vec<Fault>> {
    let fault =
        |line, what: String, remedy: &str| vec![Fault { file: file.to_owned(), line, what, remedy: remedy.to_owned() }];
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|e| fault(1, e.to_string(), "make the file readable"))?;
    String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|&&b| b == b'\n').count();
        fault(line, "this line is no UTF-8".to_owned(), "save the file as UTF-8")
    })
}

/// The rows of `text` that can be read, with their line numbers, and the faults of those that cannot.
pub(crate) fn parse(text: &str, file: &str) -> (Vec<(usize, Row)>, Vec<Fault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut fault = |line: usize, what: String, remedy: &str| {
        faults.push(Fault { file: file.to_owned(), line, what, remedy: remedy.to_owned() });
    };
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(first, _)| first != HEADER) {
        fault(1, "the header is missing".to_owned(), "begin the file with spun, original, weight, dialect, note");
    }
    for (line, number) in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let [spun, original, weight, dialect, note] = fields[..] else {
            let what = format!("{} columns instead of 5", fields.len());
            fault(number, what, "separate spun, original, weight, dialect and note by single tabs");
            continue;
        };
        let Ok(weight) = weight.parse::<f32>() else {
            fault(number, format!("the weight {weight:?} is no number"), "write a share of occurrences such as 0.25");
            continue;
        };
        let Ok(dialect) = dialect.parse::<Dialect>() else {
            fault(number, format!("the dialect {dialect:?} is no name"), MalformedDialect::REMEDY);
            continue;
        };
        let row = Row { spun: spun.to_owned(), original: original.to_owned(), weight, dialect, note: note.to_owned() };
        rows.push((number, row));
    }
    (rows, faults)
}

/// The order of the rows of a table: by the bytes of `spun`, then of `original`.
#[must_use]
pub fn sort_key(row: &Row) -> (&str, &str) {
    (&row.spun, &row.original)
}

/// Writes `rows` as they come, after the header. Weights are written with four decimals at most.
///
/// # Errors
///
/// When the writer fails.
pub fn write(mut writer: impl Write, rows: &[Row]) -> io::Result<()> {
    writeln!(writer, "{HEADER}")?;
    for Row { spun, original, weight, dialect, note } in rows {
        let weight = format!("{:.4}", weight.max(0.0001));
        let weight = weight.trim_end_matches('0').trim_end_matches('.');
        writeln!(writer, "{spun}\t{original}\t{weight}\t{dialect}\t{note}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> String {
        format!("{HEADER}\n{rows}")
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = vec![
            Row {
                spun: "12 months".into(),
                original: "year".into(),
                weight: 0.25,
                dialect: Dialect::AUTOBLOG,
                note: "learnt 1/4".into(),
            },
            Row {
                spun: "woodland".into(),
                original: "forest".into(),
                weight: 1.0,
                dialect: Dialect::ACADEMIC,
                note: String::new(),
            },
        ];
        let mut bytes = Vec::new();
        write(&mut bytes, &rows).unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            table("12 months\tyear\t0.25\tautoblog\tlearnt 1/4\nwoodland\tforest\t1\tacademic\t\n")
        );
        assert_eq!(read(&bytes[..], "t.tsv").unwrap(), rows);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_named() {
        let text = table("a\tb\t1\n\na\tb\tmuch\tgeneral\t\na\tb\t1\tMars\t\n");
        let faults = read(text.as_bytes(), "t.tsv").unwrap_err();
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert!(shown[0].starts_with("t.tsv:2: 3 columns instead of 5; separate"), "{shown:?}");
        assert!(shown[2].contains("\"much\" is no number"), "{shown:?}");
        assert!(shown[3].contains("\"Mars\" is no name; write a name of lower-case"), "{shown:?}");
        assert_eq!(read(&b""[..], "t.tsv").unwrap_err()[0].line, 1);
    }

    #[test]
    fn text_that_is_no_utf_8_is_named_by_its_line() {
        let faults = read(&b"spun\nab\xff\n"[..], "t.tsv").unwrap_err();
        assert_eq!(faults[0].to_string(), "t.tsv:2: this line is no UTF-8; save the file as UTF-8");
    }

    #[test]
    fn phrases_take_their_normal_form() {
        assert_eq!(normal_phrase(" The  U.S. “best”, it’s 25%"), "the u.s. \" best \" , it's 25 %");
        assert_eq!(normal_phrase("Did not"), "did not");
        assert_eq!(normal_phrase("1 / 4"), "1 / 4");
    }
}
