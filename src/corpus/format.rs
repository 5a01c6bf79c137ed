//! The formats: how a file is cut into records, and where the text of a record is.
//!
//! | format | a record is | its text |
//! |---|---|---|
//! | `txt` | the file; of a large one, a block of paragraphs | all of it |
//! | `md` | the file | prose; not code, links, HTML or front matter |
//! | `html` | the file; of a large one, a block of paragraphs | text nodes; not scripts, styles, `pre` and `code` |
//! | `jsonl` | a line | the string at a key |
//! | `csv`, `tsv` | a row | the field of a column |
//! | `parquet` | a row | the value of a column |
//! | `warc` | a WARC record | the body of a response that is HTML or plain text |
//!
//! A record is read whole, since a document is judged and restored as one: memory grows with the longest record and not with the file,
//! and is bounded by [`Options::max_document`](super::Options::max_document), above which a record streams through unread. Plain text
//! and HTML are cut where they are long, into documents of some hundred kilobytes and of a megabyte or two, so a file of these has any length.

pub(super) mod cut;
pub(super) mod delimited;
pub(super) mod html;
pub(super) mod json;
pub(super) mod markdown;
#[cfg(feature = "parquet")]
pub mod parquet;
pub(super) mod plain;
pub(super) mod warc;

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use super::compression::Compression;
use super::record::{Fault, Record, Text};

/// A format of a file, its compression aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, as CommonMark and GitHub define it.
    Markdown,
    /// HTML.
    Html,
    /// One JSON object per line.
    Jsonl,
    /// Rows of fields with commas between them, the first row their names.
    Csv,
    /// Rows of fields with tabs between them, the first row their names.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// Web archive.
    Warc,
}

/// Every format, with its name and the file name extensions it goes by.
const NAMES: [(Format, &[&str]); 8] = [
    (Format::Text, &["txt", "text"]),
    (Format::Markdown, &["md", "markdown"]),
    (Format::Html, &["html", "htm", "xhtml"]),
    (Format::Jsonl, &["jsonl", "ndjson"]),
    (Format::Csv, &["csv"]),
    (Format::Tsv, &["tsv"]),
    (Format::Parquet, &["parquet"]),
    (Format::Warc, &["warc", "wet"]),
];

impl Format {
    /// The format and compression that a file's name tells; `None` for a format that is not known.
    #[must_use]
    pub fn of(path: &Path) -> Option<(Self, Compression)> {
        let compression = Compression::of(path);
        let name = if compression == Compression::None { path.as_os_str() } else { path.file_stem()? };
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        let (format, _) = NAMES.iter().find(|(_, extensions)| extensions.contains(&extension.as_str()))?;
        Some((*format, compression))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, names) = NAMES.iter().find(|(format, _)| format == self).expect("every format has a name");
        f.pad(names[0])
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = NAMES.iter().find(|(_, names)| names.contains(&name));
        found.map(|(format, _)| *format).ok_or_else(|| {
            let names: Vec<_> = NAMES.iter().map(|(_, names)| names[0]).collect();
            format!("formats are {}", names.join(", "))
        })
    }
}

/// How the text of a record is found; made once per file.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Plain,
    Markdown,
    Html,
    /// A part of a page.
    HtmlBlock(Arc<html::Block>),
    Json {
        key: Arc<str>,
    },
    Delimited {
        column: usize,
        delimiter: u8,
    },
    Warc,
}

impl Reading {
    /// The record of `bytes`; `begins_off` when restoring was switched off before them.
    pub(super) fn record<'b>(&self, number: Option<u64>, bytes: &'b [u8], begins_off: bool) -> Record<'b> {
        let mut envelope = None;
        let text = match self {
            Self::Plain => plain::text(bytes, begins_off).map(Some),
            Self::Markdown => markdown::text(bytes).map(Some),
            Self::Html => html::text(bytes, 0).map(Some),
            Self::HtmlBlock(block) => html::block(bytes, block).map(Some),
            Self::Json { key } => json::text(bytes, key),
            Self::Delimited { column, delimiter } => delimited::text(bytes, *column, *delimiter),
            Self::Warc => warc::text(bytes).map(|found| {
                let (text, found) = found.unzip();
                envelope = found;
                text
            }),
        };
        Record { number, bytes, text, envelope }
    }
}

/// `bytes` as UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    if let Some(nul) = memchr::memchr(0, bytes) {
        return Err(Fault::skipped(format!(
            "byte {nul} is NUL, so this is not text; if it is UTF-16, name it with --encoding"
        )));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        Fault::skipped(format!("byte {} is not UTF-8; name the encoding with --encoding", error.valid_up_to()))
    })
}

/// The texts between `ranges`, which are sorted and disjoint, up to `length`.
pub(super) fn between(ranges: &[std::ops::Range<usize>], length: usize) -> Vec<std::ops::Range<usize>> {
    let starts = std::iter::once(0).chain(ranges.iter().map(|range| range.end));
    let ends = ranges.iter().map(|range| range.start).chain(std::iter::once(length));
    starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect()
}

/// A text without any of it.
pub(super) fn empty() -> Text<'static> {
    Text::plain("", 0..0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_format_and_compression() {
        let of = |name: &str| Format::of(Path::new(name));
        assert_eq!(of("a/b.TXT"), Some((Format::Text, Compression::None)));
        assert_eq!(of("b.jsonl.gz"), Some((Format::Jsonl, Compression::Gzip)));
        assert_eq!(of("b.warc.zst"), Some((Format::Warc, Compression::Zstd)));
        assert_eq!(of("b.warc.wet.gz"), Some((Format::Warc, Compression::Gzip)));
        assert_eq!(of("b.gz"), None);
        assert_eq!(of("README"), None);
        assert_eq!("parquet".parse(), Ok(Format::Parquet));
        assert!("docx".parse::<Format>().unwrap_err().contains("jsonl"));
    }
}
