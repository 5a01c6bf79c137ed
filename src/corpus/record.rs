//! A record: some bytes of a file, and the text in them that may be restored.
//!
//! The text is what a reader sees, and offsets count in it; its *segments* say which bytes of the record it came from. Putting
//! substitutions back touches the bytes of the substituted phrases and no others.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::Escape;
use crate::substitution::Substitution;

/// A stretch of text and the bytes of the record it is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) text: Range<usize>,
    pub(super) source: Range<usize>,
    pub(super) escape: Escape,
}

/// The text of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'b> {
    pub(super) text: Cow<'b, str>,
    /// Sorted and disjoint in both coordinates. Text between segments, such as the gap between two paragraphs, is nowhere
    /// in the record.
    pub(super) segments: Vec<Segment>,
    /// Stretches of the text that are code: not read, not touched.
    pub(super) code: Vec<Range<usize>>,
    /// Stretches of the text that are read but not touched.
    pub(super) untouched: Vec<Range<usize>>,
    /// Whether comments in the text switch restoring off and on, and whether it begins switched off.
    pub(super) switches: Option<Switches>,
    /// The encoding that what is written must fit.
    pub(super) encoding: Option<&'static encoding_rs::Encoding>,
    /// The bytes of the file, where the text is all its prose.
    pub(super) file: Option<&'b [u8]>,
}

/// Comments `unspin:off` and `unspin:on` count in this text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Switches {
    pub(super) begins_off: bool,
}

impl<'b> Text<'b> {
    /// Text that is written as it is at `source` in its record.
    pub(super) fn plain(text: &'b str, source: Range<usize>) -> Self {
        let segment = Segment { text: 0..text.len(), source, escape: Escape::None };
        Self {
            text: Cow::Borrowed(text),
            segments: vec![segment],
            code: Vec::new(),
            untouched: Vec::new(),
            switches: None,
            encoding: None,
            file: None,
        }
    }

    /// A text that is a document by itself, with comments in it that switch restoring off and on.
    #[must_use]
    pub fn whole(text: &'b str) -> Self {
        Self { switches: Some(Switches { begins_off: false }), ..Self::plain(text, 0..text.len()) }
    }

    /// Text that is written with `escape` as `source`, which stands in its record from byte `start`; `None` when it is no
    /// text.
    pub(super) fn escaped(source: &'b str, start: usize, escape: Escape) -> Option<Self> {
        let is_plain = match escape {
            Escape::Json => memchr::memchr(b'\\', source.as_bytes()).is_none(),
            Escape::Quoted => memchr::memchr(b'"', source.as_bytes()).is_none(),
            _ => false,
        };
        let text = if is_plain { Cow::Borrowed(source) } else { Cow::Owned(escape.decode(source)?) };
        let segment = Segment { text: 0..text.len(), source: start..start + source.len(), escape };
        Some(Self { text, segments: vec![segment], ..Self::plain("", 0..0) })
    }

    /// The text as a reader sees it; the offsets of substitutions count in it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text to restore: as [`Text::as_str`], byte for byte of the same length, code blanked out.
    #[must_use]
    pub fn without_code(&self) -> Cow<'_, str> {
        if self.code.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut text = String::with_capacity(self.text.len());
        let mut copied = 0;
        for code in &self.code {
            text.push_str(&self.text[copied..code.start]);
            text.extend(self.text.as_bytes()[code.clone()].iter().map(|&b| if b == b'\n' { '\n' } else { ' ' }));
            copied = code.end;
        }
        text.push_str(&self.text[copied..]);
        Cow::Owned(text)
    }

    /// For each of `offsets` in the text, which are in ascending order, its line, the first being 1: of the file, where the file is
    /// one document, else of the text. Linear.
    #[must_use]
    pub fn lines(&self, offsets: &[usize]) -> Vec<usize> {
        let breaks = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        let text = self.text.as_bytes();
        let Some(file) = self.file else {
            let (mut line, mut counted) = (1, 0);
            let of_text = |&offset: &usize| {
                line += breaks(&text[counted..offset]);
                counted = offset;
                line
            };
            return offsets.iter().map(of_text).collect();
        };
        let mut segments = self.segments.iter().peekable();
        // The line at byte `counted` of the file, and the line at `at` of the text, in the segment that begins there.
        let (mut file_line, mut counted, mut line, mut at) = (1, 0, 1, 0);
        let of_file = |&offset: &usize| {
            while let Some(passed) = segments.next_if(|segment| segment.text.end <= offset) {
                file_line += breaks(&file[counted..passed.source.end]);
                counted = passed.source.end;
                line = file_line;
            }
            let Some(segment) = segments.peek().filter(|segment| segment.text.start <= offset) else { return line };
            if counted < segment.source.start {
                file_line += breaks(&file[counted..segment.source.start]);
                counted = segment.source.start;
                line = file_line;
            }
            // Within a segment the text has the line breaks of the file.
            at = at.max(segment.text.start);
            line += breaks(&text[at..offset]);
            at = offset;
            line
        };
        offsets.iter().map(of_file).collect()
    }

    /// Whether the bytes of `span` lie together in the record, so that it can be replaced.
    pub(super) fn holds(&self, span: &Range<usize>) -> bool {
        let at = self.segments.partition_point(|segment| segment.text.end < span.end);
        self.segments.get(at).is_some_and(|segment| segment.text.start <= span.start)
    }
}

/// What is wrong with one record; the run goes on and its bytes are passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whether it is the user's choice, such as an encoding that was not asked for, and no failure.
    pub skipped: bool,
    /// What is wrong, and what to do about it.
    pub message: String,
}

impl Fault {
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self { skipped: false, message: message.into() }
    }

    pub(super) fn skipped(message: impl Into<String>) -> Self {
        Self { skipped: true, message: message.into() }
    }
}

/// Some bytes of a file, and the text in them.
#[derive(Clone, Debug)]
pub struct Record<'b> {
    /// Its number in the file, counted from 1; `None` where the file is one document.
    pub number: Option<u64>,
    /// Its bytes, as UTF-8 where the file is encoded otherwise.
    pub bytes: &'b [u8],
    /// The text, if it has one.
    pub text: Result<Option<Text<'b>>, Fault>,
    /// What must be corrected around a changed text.
    pub(super) envelope: Option<super::format::warc::Envelope>,
}

impl Record<'_> {
    /// Appends the record to `out` with `substitutions` made in its text: sorted, disjoint, each one that
    /// [`Protection::keep`](super::Protection::keep) kept.
    ///
    /// # Panics
    ///
    /// When a substitution is not of this text.
    pub fn write_with(&self, substitutions: &[Substitution], out: &mut Vec<u8>) {
        match (&self.text, &self.envelope) {
            (Ok(Some(text)), envelope) if !substitutions.is_empty() => match envelope {
                None => splice(self.bytes, text, substitutions, out),
                Some(envelope) => {
                    let mut block = Vec::with_capacity(self.bytes.len());
                    splice(self.bytes, text, substitutions, &mut block);
                    envelope.correct(self.bytes, &block, out);
                }
            },
            _ => out.extend_from_slice(self.bytes),
        }
    }
}

fn splice(bytes: &[u8], text: &Text<'_>, substitutions: &[Substitution], out: &mut Vec<u8>) {
    let (mut copied, mut rest) = (0, substitutions);
    for segment in &text.segments {
        let count = rest.partition_point(|substitution| substitution.span.end <= segment.text.end);
        let (inside, after) = rest.split_at(count);
        rest = after;
        if inside.is_empty() {
            continue;
        }
        let source = std::str::from_utf8(&bytes[segment.source.clone()]).expect("the text was read from here");
        out.extend_from_slice(&bytes[copied..segment.source.start]);
        splice_segment(source, segment, inside, out);
        copied = segment.source.end;
    }
    assert!(rest.is_empty(), "a substitution behind the text");
    out.extend_from_slice(&bytes[copied..]);
}

fn splice_segment(source: &str, segment: &Segment, substitutions: &[Substitution], out: &mut Vec<u8>) {
    let escape = match segment.escape {
        // Where a new word brings a comma or a quote, the field gets quotes.
        Escape::Unquoted(delimiter) => {
            let special = |b: u8| b == delimiter || matches!(b, b'"' | b'\r' | b'\n');
            let quotes = substitutions.iter().any(|s| s.original.bytes().any(special));
            if quotes {
                let moved: Vec<_> = substitutions
                    .iter()
                    .map(|s| Substitution {
                        span: s.span.start - segment.text.start..s.span.end - segment.text.start,
                        ..s.clone()
                    })
                    .collect();
                out.push(b'"');
                Escape::Quoted.encode(&crate::substitution::apply(source, &moved), false, out);
                out.push(b'"');
                return;
            }
            Escape::None
        }
        other => other,
    };
    let (mut at, mut text_at) = (0, segment.text.start);
    let mut walk_to = |target: usize| {
        if escape == Escape::None {
            at += target - text_at;
            text_at = target;
        }
        while text_at < target {
            let (c, length) = escape.first(&source[at..]);
            at += length;
            text_at += c.len_utf8();
        }
        at
    };
    let (mut copied, as_ascii) = (0, escape.is_ascii(source));
    for substitution in substitutions {
        let start = walk_to(substitution.span.start);
        out.extend_from_slice(&source.as_bytes()[copied..start]);
        escape.encode(&substitution.original, as_ascii, out);
        copied = walk_to(substitution.span.end);
    }
    out.extend_from_slice(&source.as_bytes()[copied..]);
}
