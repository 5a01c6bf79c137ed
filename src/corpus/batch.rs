//! Some whole records of a file: what a thread works on, and what is compressed by itself.

use encoding_rs::Encoding;

use super::format::Reading;
use super::record::{Fault, Make, Record, Text};
use super::transcode;

/// Some records that follow each other in a file.
#[derive(Clone, Debug)]
pub struct Batch {
    pub(super) bytes: Vec<u8>,
    /// Where each record ends.
    pub(super) ends: Vec<usize>,
    /// Number of the first record, `None` where the file is one document.
    pub(super) first: Option<u64>,
    /// The number of each record where they do not follow each other.
    pub(super) numbers: Vec<u64>,
    /// Bytes above which a record is passed through.
    pub(super) longest: usize,
    pub(super) reading: Reading,
    /// Whether restoring is switched off where the batch begins.
    pub(super) begins_off: bool,
    /// The first record is a row of column names.
    pub(super) has_header: bool,
    /// Part of a record that is too long; whether it is the last part.
    pub(super) oversize: Option<bool>,
    pub(super) encoding: &'static Encoding,
    /// The byte order mark, in the file's first batch.
    pub(super) mark: &'static [u8],
    #[cfg(feature = "parquet")]
    pub(super) rows: Option<super::format::parquet::Rows>,
}

/// What is done with the records of a batch.
pub trait Visitor {
    /// Gives `make` the substitutions to make in the text of a record, some at a time, as a
    /// [`Guard`](super::protection::Guard) allowed them.
    ///
    /// # Errors
    ///
    /// What is wrong: [`Visitor::fault`] is told, and nothing is made in the record.
    fn text(&mut self, number: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault>;

    /// A record that is passed through.
    fn fault(&mut self, number: Option<u64>, fault: &Fault);
}

impl Batch {
    /// A batch of values that stand for themselves.
    #[cfg(feature = "parquet")]
    pub(super) fn of_values(
        bytes: Vec<u8>,
        ends: Vec<usize>,
        numbers: Vec<u64>,
        longest: usize,
        rows: super::format::parquet::Rows,
    ) -> Self {
        Self {
            bytes,
            ends,
            first: Some(1),
            numbers,
            longest,
            reading: Reading::Plain,
            begins_off: false,
            has_header: false,
            oversize: None,
            encoding: encoding_rs::UTF_8,
            mark: b"",
            rows: Some(rows),
        }
    }

    /// How many records are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many of them are documents, and not column names or the beginning of what is too long.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.ends.len() - usize::from(self.has_header || self.oversize == Some(false))
    }

    /// How many bytes the records have.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Leaves out all documents behind the first `documents`; of Parquet, all rows behind them.
    pub fn truncate(&mut self, documents: usize) {
        #[cfg(feature = "parquet")]
        let documents = match &mut self.rows {
            Some(rows) => rows.truncate(documents, self.ends.len()),
            None => documents,
        };
        self.ends.truncate(documents.saturating_add(usize::from(self.has_header)));
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).enumerate().map(|(at, (start, &end))| {
            let number = self.numbers.get(at).copied().or_else(|| self.first.map(|first| first + at as u64));
            let bytes = &self.bytes[start..end];
            let passed = |text| Record { number, bytes, text, envelope: None };
            let too_long = || passed(Err(Fault::skipped("longer than --max-document; passed through unread")));
            match self.oversize {
                Some(true) => return too_long(),
                None if bytes.len() > self.longest => return too_long(),
                Some(false) => return passed(Ok(None)),
                None if self.has_header && at == 0 => return passed(Ok(None)),
                None => {}
            }
            let mut record = self.reading.record(number, bytes, self.begins_off);
            if let Ok(Some(text)) = &mut record.text {
                text.encoding = Some(self.encoding);
                text.file = number.is_none().then_some(bytes);
            }
            record
        })
    }

    /// Appends to `out` the bytes of the batch, as the file is encoded, with the substitutions made that `visitor` tells;
    /// returns where in `out` each record ends.
    pub fn rewrite(&self, visitor: &mut impl Visitor, out: &mut Vec<u8>) -> Vec<usize> {
        out.extend_from_slice(self.mark);
        let mut ends = Vec::with_capacity(self.ends.len());
        let mut utf8 = Vec::new();
        for record in self.records() {
            let edit = |text: &Text<'_>, make: Make<'_>| visitor.text(record.number, text, make);
            let rewritten = if self.encoding == encoding_rs::UTF_8 {
                record.rewrite(edit, out)
            } else {
                utf8.clear();
                let rewritten = record.rewrite(edit, &mut utf8);
                let text = std::str::from_utf8(&utf8).expect("decoded before");
                let fits = transcode::encode(text, self.encoding, out);
                assert!(fits, "came from there, or was found to fit");
                rewritten
            };
            if let Err(fault) = rewritten {
                visitor.fault(record.number, &fault);
            }
            ends.push(out.len());
        }
        ends
    }
}
