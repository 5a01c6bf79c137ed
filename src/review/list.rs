//! The one list that every face shows: the rows of a report, grouped by pair and by document, with what was decided.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

use super::csv::read::{Sheet, read};
use super::csv::{COLUMNS, Layout, cells};
use super::pair::{self, PairHits};
use super::report::{Form, Report};
use super::row::Row;
use super::verdict::Decision;
use crate::Error;

/// The rows of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRows {
    /// Name of the document, such as `dir/a.jsonl#12`.
    pub name: String,
    /// Places of its rows in the list, sorted by their place in the text; never empty.
    pub rows: Vec<usize>,
}

/// How many rows were decided how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Not yet decided.
    pub undecided: usize,
    /// Accepted as proposed.
    pub accepted: usize,
    /// Rejected.
    pub rejected: usize,
    /// Another original was typed.
    pub other: usize,
}

/// Substitutions under review. Rows keep their order and their places; only decisions change.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    sheet: Sheet,
    pairs: Vec<PairHits>,
    pair_of: Vec<usize>,
    documents: Vec<DocumentRows>,
}

impl Review {
    /// A review of rows that come from a run; see [`rows`](super::rows).
    #[must_use]
    pub fn new(rows: Vec<Row>) -> Self {
        let own_cells = vec![Vec::new(); rows.len()];
        let lines = (2..).take(rows.len()).collect();
        Self::of(Sheet { layout: Layout::default(), rows, lines, own_columns: Vec::new(), own_cells })
    }

    /// Reads a substitution CSV, whatever a spreadsheet did to it; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// Those of [`read()`].
    pub fn read(reader: impl Read, path: &Path) -> Result<Self, Error> {
        read(reader, path).map(Self::of)
    }

    fn of(sheet: Sheet) -> Self {
        let (pairs, pair_of) = pair::group(&sheet.rows);
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut documents: Vec<DocumentRows> = Vec::new();
        for (at, row) in sheet.rows.iter().enumerate() {
            let place = *places.entry(&row.document).or_insert_with(|| {
                documents.push(DocumentRows { name: row.document.clone(), rows: Vec::new() });
                documents.len() - 1
            });
            documents[place].rows.push(at);
        }
        for document in &mut documents {
            document.rows.sort_by_key(|&row| (sheet.rows[row].span.start, sheet.rows[row].span.end));
        }
        Self { sheet, pairs, pair_of, documents }
    }

    /// The rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.sheet.rows
    }

    /// The pairs, the commonest first.
    #[must_use]
    pub fn pairs(&self) -> &[PairHits] {
        &self.pairs
    }

    /// The place among [`Review::pairs`] of the pair of a row.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn pair_of(&self, row: usize) -> usize {
        self.pair_of[row]
    }

    /// The documents, in the order of their first rows.
    #[must_use]
    pub fn documents(&self) -> &[DocumentRows] {
        &self.documents
    }

    /// The line of the CSV on which a row begins, the header being line 1.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn line_of(&self, row: usize) -> u64 {
        self.sheet.lines[row]
    }

    /// How the CSV was laid out: as it should be written back.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.sheet.layout
    }

    /// Decides on one row; returns what was decided before.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    pub fn decide(&mut self, row: usize, decision: Decision) -> Decision {
        std::mem::replace(&mut self.sheet.rows[row].decision, decision)
    }

    /// Decides on all hits of a pair that are undecided, and leaves those that were decided one by one; an original that was typed
    /// gets the capital of each hit. Returns the rows decided now.
    ///
    /// # Panics
    ///
    /// When there is no such pair.
    pub fn decide_pair(&mut self, pair: usize, decision: &Decision) -> Vec<usize> {
        let is_open = |row: &usize| self.sheet.rows[*row].decision == Decision::Undecided;
        let rows: Vec<usize> = self.pairs[pair].rows.iter().copied().filter(is_open).collect();
        for &row in &rows {
            let row = &mut self.sheet.rows[row];
            row.decision = pair::for_hit(decision, &row.spun);
        }
        rows
    }

    /// How many rows were decided how.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in self.rows() {
            *match row.decision {
                Decision::Undecided => &mut tally.undecided,
                Decision::Accept => &mut tally.accepted,
                Decision::Reject => &mut tally.rejected,
                Decision::Other(_) => &mut tally.other,
            } += 1;
        }
        tally
    }

    /// Writes the rows as a substitution CSV, the reviewer's own columns behind the others.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when `writer` fails; `path` names it.
    pub fn write(&self, writer: impl Write, path: &Path, layout: Layout) -> Result<(), Error> {
        self.render(writer, path, Form::Csv, layout)
    }

    /// The first line of the CSV that [`Review::write`] writes, and what each row has on its line before and after the cell of its
    /// verdict, delimiters included.
    #[must_use]
    pub fn lines_around_verdicts(&self) -> (String, Vec<[String; 2]>) {
        let layout = self.layout();
        let mark = if layout.mark { "\u{feff}" } else { "" };
        let delimiter = char::from(layout.delimiter);
        let own = self.sheet.own_columns.iter().map(String::as_str);
        let header = mark.to_owned() + &layout.line(COLUMNS.into_iter().chain(own));
        let verdict = COLUMNS.iter().position(|&column| column == "verdict").expect("there is one");
        let around = |(place, row): (usize, &Row)| {
            let cells = cells(row, self.pairs[self.pair_of[place]].rows.len());
            let own = self.sheet.own_cells[place].iter().map(String::as_str);
            let before = layout.line(cells[..verdict].iter().map(String::as_str));
            let after = layout.line(cells[verdict + 1..].iter().map(String::as_str).chain(own));
            [format!("{before}{delimiter}"), format!("{delimiter}{after}")]
        };
        (header, self.rows().iter().enumerate().map(around).collect())
    }

    /// As [`Review::write`], in any form of report; only a CSV has the reviewer's own columns.
    ///
    /// # Errors
    ///
    /// As [`Review::write`].
    pub fn render(&self, writer: impl Write, path: &Path, form: Form, layout: Layout) -> Result<(), Error> {
        let mut report = Report::new(writer, path, form, layout, &self.sheet.own_columns)?;
        for (at, row) in self.rows().iter().enumerate() {
            report.write(row, self.pairs[self.pair_of[at]].rows.len(), &self.sheet.own_cells[at])?;
        }
        report.finish()?;
        Ok(())
    }

    /// The review of what is left of this one: `rows` in the place of those that the numbers with them name, with their cells of the
    /// reviewer's own columns.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn with_only(&self, rows: Vec<(usize, Row)>) -> Self {
        let Sheet { layout, lines, own_columns, own_cells, .. } = &self.sheet;
        Self::of(Sheet {
            layout: *layout,
            lines: rows.iter().map(|(at, _)| lines[*at]).collect(),
            own_columns: own_columns.clone(),
            own_cells: rows.iter().map(|(at, _)| own_cells[*at].clone()).collect(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    fn review() -> Review {
        let rows = [("Useless", "Dead", 9..16), ("vain", "idle", 3..7), ("useless", "dead", 20..27)];
        let rows = rows.map(|(spun, original, span)| Row { span, ..row(spun, original) });
        Review::new(rows.into())
    }

    #[test]
    fn one_verdict_settles_a_pair_but_not_what_was_decided_before() {
        let mut review = review();
        assert_eq!(review.decide(2, Decision::Reject), Decision::Undecided);
        let pair = review.pair_of(0);
        assert_eq!(review.decide_pair(pair, &Decision::Other("defunct".into())), [0]);
        assert_eq!(review.rows()[0].decision, Decision::Other("Defunct".into()));
        assert_eq!(review.tally(), Tally { undecided: 1, accepted: 0, rejected: 1, other: 1 });
    }

    #[test]
    fn documents_list_their_rows_by_place() {
        let review = review();
        assert_eq!(review.documents(), [DocumentRows { name: "letter.txt".into(), rows: vec![1, 0, 2] }]);
    }

    #[test]
    fn lines_around_verdicts_are_those_that_are_written() {
        let mut sheet = review().sheet;
        (sheet.own_columns, sheet.own_cells) = (vec!["why".into()], vec![vec!["a;b".into()]; 3]);
        for layout in [Layout::default(), Layout { mark: true, delimiter: b';' }] {
            let mut review = Review::of(Sheet { layout, ..sheet.clone() });
            let (header, lines) = review.lines_around_verdicts();
            (0..3).for_each(|row| drop(review.decide(row, Decision::Accept)));
            let joined: String = lines.iter().map(|[before, after]| format!("{before}accept{after}\n")).collect();
            let mut written = Vec::new();
            review.write(&mut written, Path::new("x"), layout).unwrap();
            assert_eq!(format!("{header}\n{joined}"), String::from_utf8(written).unwrap());
        }
    }

    #[test]
    fn what_was_written_is_read_with_the_reviewers_own_columns() {
        let mut bytes = Vec::new();
        let mut reviewed = review();
        reviewed.decide(1, Decision::Accept);
        reviewed.write(&mut bytes, Path::new("x"), Layout { mark: true, delimiter: b';' }).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}document;line;") && text.contains(";accept;1\n"), "{text}");
        let noted = text.replacen("\u{feff}", "\u{feff}why;", 1).replace("\nletter", "\nfor this;letter");
        let read = Review::read(noted.as_bytes(), Path::new("x")).unwrap();
        assert_eq!(read.rows(), reviewed.rows());
        let mut again = Vec::new();
        let left = read.with_only(vec![(1, read.rows()[1].clone())]);
        left.write(&mut again, Path::new("x"), Layout::default()).unwrap();
        let again = String::from_utf8(again).unwrap();
        assert!(again.contains("pair_count,why\n") && again.ends_with(",accept,1,for this\n"), "{again}");
    }
}
