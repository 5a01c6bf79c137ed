//! A record: some bytes of a file, and the text in them that may be restored.
//!
//! The text is what a reader sees, and offsets count in it; its *segments* say which bytes of the record it came from. Putting
//! substitutions back touches the bytes of the substituted phrases and no others.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::Escape;
use super::splice::Splicer;
use crate::substitution::Substitution;

/// Makes some substitutions in a text, behind those made before.
pub type Make<'m> = &'m mut dyn FnMut(&[Substitution]);

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

    /// Counts lines of the file, where the file is one document, else of the text.
    #[must_use]
    pub fn lines(&self) -> Lines<'_> {
        Lines { text: self, segments: &self.segments, file_line: 1, counted: 0, line: 1, at: 0 }
    }

    /// Whether the bytes of `span` lie together in the record, so that it can be replaced.
    pub(super) fn holds(&self, span: &Range<usize>) -> bool {
        let at = self.segments.partition_point(|segment| segment.text.end < span.end);
        self.segments.get(at).is_some_and(|segment| segment.text.start <= span.start)
    }
}

/// Finds the lines of offsets in a text. Linear in the text, however many are asked for.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t Text<'t>,
    segments: &'t [Segment],
    /// The line at byte `counted` of the file, and the line at `at` of the text, in the segment that begins there.
    file_line: usize,
    counted: usize,
    line: usize,
    at: usize,
}

impl Lines<'_> {
    /// The line of `offset` in the text, the first being 1; not before the one asked for last.
    pub fn line(&mut self, offset: usize) -> usize {
        let breaks = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        let text = self.text.as_str().as_bytes();
        if let Some(file) = self.text.file {
            while let Some((passed, rest)) = self.segments.split_first().filter(|(first, _)| first.text.end <= offset) {
                self.segments = rest;
                self.file_line += breaks(&file[self.counted..passed.source.end]);
                self.counted = passed.source.end;
                self.line = self.file_line;
            }
            let Some(segment) = self.segments.first().filter(|segment| segment.text.start <= offset) else {
                return self.line;
            };
            if self.counted < segment.source.start {
                self.file_line += breaks(&file[self.counted..segment.source.start]);
                self.counted = segment.source.start;
                self.line = self.file_line;
            }
            // Within a segment the text has the line breaks of the file.
            self.at = self.at.max(segment.text.start);
        }
        self.line += breaks(&text[self.at..offset]);
        self.at = offset;
        self.line
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
    /// Appends the record to `out` with the substitutions made that `edit` gives, some at a time, in its text: sorted, disjoint, each
    /// one that a [`Guard`](super::protection::Guard) allowed.
    ///
    /// # Errors
    ///
    /// Those of `edit`, and what is wrong with the record: it is then appended as it was.
    ///
    /// # Panics
    ///
    /// When a substitution is not of this text.
    pub fn rewrite(
        &self,
        edit: impl FnOnce(&Text<'_>, Make<'_>) -> Result<(), Fault>,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let start = out.len();
        let text = match &self.text {
            Ok(Some(text)) => text,
            other => {
                out.extend_from_slice(self.bytes);
                return other.as_ref().map(drop).map_err(Fault::clone);
            }
        };
        let (mut splicer, mut any) = (Splicer::new(self.bytes, text), false);
        let edited = edit(text, &mut |substitutions| {
            any |= !substitutions.is_empty();
            splicer.make(substitutions, out);
        });
        if edited.is_err() || !any {
            out.truncate(start);
            out.extend_from_slice(self.bytes);
            return edited;
        }
        splicer.finish(out);
        if let Some(envelope) = &self.envelope {
            envelope.correct(self.bytes.len(), start, out);
        }
        Ok(())
    }
}
