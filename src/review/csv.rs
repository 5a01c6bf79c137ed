//! The substitution CSV: what a run found, for a spreadsheet, and back again with the reviewer's verdicts.
//!
//! The header is always there and its order fixed:
//! `document,line,start,end,spun,original,confidence,gain,alternatives,context,source_hash,verdict`.
//! Reading asks for the names only: columns may be moved, and columns of the reviewer's own are passed over. A byte order
//! mark and semicolons, which spreadsheets put in, are understood.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Error;

use super::cells::{guard, read_alternatives, read_decision, unguard, write_alternatives, write_decision};
use super::row::Row;

/// The columns, in order.
pub const COLUMNS: [&str; 12] = [
    "document",
    "line",
    "start",
    "end",
    "spun",
    "original",
    "confidence",
    "gain",
    "alternatives",
    "context",
    "source_hash",
    "verdict",
];

/// The cells of one row: guarded text, and numbers, which need no guard.
#[derive(Serialize, Deserialize)]
struct Cells {
    document: String,
    line: usize,
    start: usize,
    end: usize,
    spun: String,
    original: String,
    confidence: String,
    gain: String,
    alternatives: String,
    context: String,
    source_hash: String,
    verdict: String,
}

impl From<&Row> for Cells {
    fn from(row: &Row) -> Self {
        Self {
            document: guard(&row.document),
            line: row.line,
            start: row.span.start,
            end: row.span.end,
            spun: guard(&row.spun),
            original: guard(&row.original),
            confidence: format!("{:.4}", row.confidence),
            gain: format!("{:.3}", row.gain),
            alternatives: guard(&write_alternatives(&row.alternatives)),
            context: guard(&row.context),
            source_hash: guard(&row.source_hash),
            verdict: guard(&write_decision(&row.decision)),
        }
    }
}

impl TryFrom<Cells> for Row {
    type Error = String;

    fn try_from(cells: Cells) -> Result<Self, String> {
        if cells.start > cells.end {
            return Err(format!("start {} lies behind end {}", cells.start, cells.end));
        }
        Ok(Self {
            document: unguard(&cells.document).to_owned(),
            line: cells.line,
            span: cells.start..cells.end,
            spun: unguard(&cells.spun).to_owned(),
            original: unguard(&cells.original).to_owned(),
            confidence: number("confidence", &cells.confidence)?,
            gain: number("gain", &cells.gain)?,
            alternatives: read_alternatives(unguard(&cells.alternatives))?,
            context: unguard(&cells.context).to_owned(),
            source_hash: unguard(&cells.source_hash).to_owned(),
            decision: read_decision(unguard(&cells.verdict)),
        })
    }
}

fn number(column: &str, cell: &str) -> Result<f64, String> {
    cell.trim().parse().map_err(|_| format!("{column} `{cell}` is no number; write it as 0.5"))
}

/// Writes rows as a substitution CSV.
pub struct Writer<W: Write> {
    csv: csv::Writer<W>,
    path: PathBuf,
}

impl<W: Write> Writer<W> {
    /// Begins a CSV with its header; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when `writer` fails.
    pub fn new(writer: W, path: &Path) -> Result<Self, Error> {
        let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(writer);
        csv.write_record(COLUMNS).map_err(|error| io_error(error, path))?;
        Ok(Self { csv, path: path.to_owned() })
    }

    /// Writes one row.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn write(&mut self, row: &Row) -> Result<(), Error> {
        self.csv.serialize(Cells::from(row)).map_err(|error| io_error(error, &self.path))
    }

    /// Flushes what is left and gives the writer back.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when the writer fails.
    pub fn finish(self) -> Result<W, Error> {
        let Self { csv, path } = self;
        csv.into_inner()
            .map_err(|error| Error::Io { path, source: io::Error::new(error.error().kind(), error.to_string()) })
    }
}

/// Reads a substitution CSV; `path` names it in errors.
///
/// # Errors
///
/// [`Error::Io`] when `reader` fails, [`Error::SubstitutionCsv`] with the line when a column is missing or a cell is not
/// what its column needs.
pub fn read(mut reader: impl Read, path: &Path) -> Result<Vec<Row>, Error> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let fault = |line, fault| Error::SubstitutionCsv { path: path.to_owned(), line, fault };

    let header = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b';') && !header.contains(&b',') { b';' } else { b',' };
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let headers = csv.headers().map_err(|error| fault(1, error.to_string()))?.clone();
    if let Some(missing) = COLUMNS.into_iter().find(|column| !headers.iter().any(|name| name == *column)) {
        return Err(fault(1, format!("column `{missing}` is missing; the header must be {}", COLUMNS.join(","))));
    }

    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = csv.position().line();
        match csv.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => {}
            Err(error) => return Err(fault(error.position().map_or(line, csv::Position::line), error.to_string())),
        }
        let line = record.position().map_or(line, csv::Position::line);
        let cells: Cells = record.deserialize(Some(&headers)).map_err(|error| fault(line, error.to_string()))?;
        rows.push(cells.try_into().map_err(|what| fault(line, what))?);
    }
}

fn io_error(error: csv::Error, path: &Path) -> Error {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    };
    Error::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::review::Decision;
    use crate::substitution::Alternative;

    use super::*;

    fn written(rows: &[Row]) -> String {
        let mut writer = Writer::new(Vec::new(), Path::new("x.csv")).unwrap();
        rows.iter().for_each(|row| writer.write(row).unwrap());
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    fn parsed(csv: &str) -> Result<Vec<Row>, Error> {
        read(csv.as_bytes(), Path::new("x.csv"))
    }

    fn row() -> Row {
        Row {
            document: "letter.txt".to_owned(),
            line: 3,
            span: 10..17,
            spun: "useless".to_owned(),
            original: "dead".to_owned(),
            confidence: 0.9876,
            gain: -1.25,
            alternatives: vec![Alternative { original: "vain".to_owned(), confidence: 0.012 }],
            context: "They left [useless] men, and women.".to_owned(),
            source_hash: "xxh3:0011223344556677".to_owned(),
            decision: Decision::Undecided,
        }
    }

    #[test]
    fn the_form_is_the_documented_one() {
        let header = "document,line,start,end,spun,original,confidence,gain,alternatives,context,source_hash,verdict\n";
        assert_eq!(written(&[]), header);
        assert_eq!(
            written(&[row()]),
            header.to_owned()
                + "letter.txt,3,10,17,useless,dead,0.9876,-1.250,vain=0.012,\"They left [useless] men, and women.\",\
                   xxh3:0011223344556677,\n"
        );
    }

    #[test]
    fn what_spreadsheets_do_to_it_is_understood() {
        let csv = written(&[Row { context: "[useless]".to_owned(), ..row() }]);
        let saved = format!("\u{feff}{}", csv.replace(',', ";").replace('\n', "\r\n"));
        assert_eq!(parsed(&saved).unwrap(), parsed(&csv).unwrap());
        let moved = csv.replacen("document,line", "line,document", 1).replacen("letter.txt,3", "3,letter.txt", 1);
        assert_eq!(parsed(&moved).unwrap(), parsed(&csv).unwrap());
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let fault = |csv: &str| match parsed(csv) {
            Err(Error::SubstitutionCsv { line, fault, .. }) => (line, fault),
            other => panic!("{other:?}"),
        };
        let good = written(&[row(), row()]);
        assert_eq!(fault(&good.replacen(",gain,", ",profit,", 1)).0, 1);
        assert!(fault("").1.contains("`document`"));
        let (line, what) = fault(&good.replace("0.9876", "high"));
        assert!(line == 2 && what.contains("confidence `high`"), "{line}: {what}");
        let second = good.rfind(",10,17,").unwrap();
        assert_eq!(fault(&format!("{},17,10,{}", &good[..second], &good[second + 7..])).0, 3);
        assert_eq!(fault(&good.replacen("letter.txt,3,", "letter.txt,", 1)).0, 2);
    }

    fn text() -> impl Strategy<Value = String> {
        "'?[=+@\t\r-]?[a ,;\"'\n\r|=é]{0,6}"
    }

    proptest! {
        #[test]
        fn rows_come_back(
            texts in prop::collection::vec(text(), 5),
            (line, start, length) in (1..9usize, 0..99usize, 0..99usize),
            (confidence, gain, other) in (0..10_000u32, -9999..9999i32, 0..1000u32),
            decision in 0..4u8,
        ) {
            let row = Row {
                document: texts[0].clone(),
                line,
                span: start..start + length,
                spun: texts[1].clone(),
                original: texts[2].clone(),
                confidence: f64::from(confidence) / 10_000.0,
                gain: f64::from(gain) / 1000.0,
                alternatives: vec![Alternative { original: texts[3].clone(), confidence: f64::from(other) / 1000.0 }],
                context: texts[4].clone(),
                source_hash: "xxh3:0011223344556677".to_owned(),
                decision: match decision {
                    0 => Decision::Undecided,
                    1 => Decision::Accept,
                    2 => Decision::Reject,
                    _ => Decision::Other(texts[2].clone()),
                },
            };
            prop_assert_eq!(parsed(&written(std::slice::from_ref(&row))).unwrap(), [row]);
        }
    }
}
