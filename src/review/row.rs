//! One substitution as a row of a review.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::cells::{CARRIAGE_RETURN, LINE_FEED};
use super::verdict::Decision;
use crate::substitution::{Alternative, Substitution};

/// Characters of context shown on each side of a spun phrase.
const CONTEXT_CHARS: usize = 60;

/// Most characters of a gap between paragraphs.
const GAP_CHARS: usize = 4;

/// One substitution with all that is needed to judge it, and to apply it later.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Path of the document, `-` for standard input.
    pub document: String,
    /// Line on which the spun phrase begins, the first being 1.
    pub line: usize,
    /// Byte offsets of the spun phrase in the decoded text, as UTF-8 and without byte order mark.
    pub span: Range<usize>,
    /// The spun phrase, as it stands in the text.
    pub spun: String,
    /// The proposed original.
    pub original: String,
    /// Posterior probability of `original`, 0 to 1.
    pub confidence: f64,
    /// How much more probable the text is with the substitution, in nats.
    pub gain: f64,
    /// Other candidates, most probable first.
    pub alternatives: Vec<Alternative>,
    /// The words around the spun phrase, which stands in `[` and `]`; begins with an ellipsis, line breaks shown as `⏎`. For the
    /// eye: see [`context`].
    pub context: String,
    /// [`source_hash`] of the text the offsets belong to.
    pub source_hash: String,
    /// What the reviewer made of it.
    pub decision: Decision,
}

impl Row {
    /// Whether the spun phrase still stands at the offsets in `text`.
    ///
    /// Compare [`source_hash`] too: the phrase may stand there by chance in a text that has changed elsewhere.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        text.get(self.span.clone()) == Some(self.spun.as_str())
    }

    /// The context before and after the spun phrase and its brackets; all of it before, where the phrase does not stand in it.
    #[must_use]
    pub fn around(&self) -> (&str, &str) {
        self.context.split_once(&format!("[{}]", on_one_line(&self.spun))).unwrap_or((&self.context, ""))
    }
}

/// XXH3 (64 bits) of a decoded text, in hexadecimal behind `xxh3:`, without which a spreadsheet would take a hash of
/// digits, or of digits and one `e`, for a number and round it.
///
/// ```
/// assert_eq!(unspin::review::source_hash(""), "xxh3:2d06800538d394c2");
/// ```
#[must_use]
pub fn source_hash(text: &str) -> String {
    format!("xxh3:{:016x}", xxh3_64(text.as_bytes()))
}

/// Makes undecided rows of the substitutions in one text, some at a time. Linear, however many there are.
#[derive(Clone, Debug)]
pub struct Rows<'t> {
    document: &'t str,
    text: &'t str,
    source_hash: String,
    /// The line at byte `counted`.
    line: usize,
    counted: usize,
}

impl<'t> Rows<'t> {
    /// Of `text`, the document of that name.
    #[must_use]
    pub fn new(document: &'t str, text: &'t str) -> Self {
        Self { document, text, source_hash: source_hash(text), line: 1, counted: 0 }
    }

    /// The row of `substitution`, which is cut from this very text.
    ///
    /// # Panics
    ///
    /// When its span is out of range, splits a character, or begins before the one before it.
    pub fn row(&mut self, substitution: &Substitution) -> Row {
        let span = substitution.span.clone();
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.counted..span.start]).count();
        self.counted = span.start;
        Row {
            document: self.document.to_owned(),
            line: self.line,
            context: context(self.text, &span),
            span,
            spun: substitution.spun.clone(),
            original: substitution.original.clone(),
            confidence: substitution.confidence,
            gain: substitution.gain,
            alternatives: substitution.alternatives.clone(),
            source_hash: self.source_hash.clone(),
            decision: Decision::Undecided,
        }
    }
}

/// The undecided rows of `substitutions`, which must be sorted by span and cut from this very `text`. Linear.
///
/// # Panics
///
/// As [`Rows::row`].
#[must_use]
pub fn rows(document: &str, text: &str, substitutions: &[Substitution]) -> Vec<Row> {
    let mut rows = Rows::new(document, text);
    substitutions.iter().map(|substitution| rows.row(substitution)).collect()
}

/// The text around `span`, which stands in `[` and `]`: some 60 characters on each side, cut between words where there are
/// any, and never beyond an empty line. It begins with an ellipsis wherever it was cut, so that no spreadsheet runs it as a
/// formula; line breaks are shown as `⏎`, other white space as a blank.
///
/// ```
/// use unspin::review::row::context;
/// assert_eq!(context("A vain\nhope.", &(2..6)), "…A [vain]⏎hope.");
/// ```
///
/// # Panics
///
/// When `span` is out of range or splits a character.
#[must_use]
pub fn context(text: &str, span: &Range<usize>) -> String {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    // Bounded steps from the phrase outwards: a document may be one line of megabytes.
    let begins_char = |&(_, byte): &(usize, u8)| byte & 0xc0 != 0x80;
    let back = |most: usize| {
        let first = before.bytes().rev().enumerate().filter(begins_char).nth(most - 1);
        first.map_or(before.len(), |(at, _)| at + 1)
    };
    let forth = |most: usize| {
        let next = after.bytes().enumerate().filter(begins_char).nth(most);
        next.map_or(after.len(), |(at, _)| at)
    };
    let ends_at_blank = |text: &str| text.chars().next_back().is_none_or(char::is_whitespace);

    // A gap that reaches into the window ends it, so what stands in the next paragraph makes no difference.
    let (start, near) = (before.len() - back(CONTEXT_CHARS), before.len() - back(CONTEXT_CHARS + GAP_CHARS));
    let gap = |gap: &&str| before[near..].rfind(*gap).map(|at| near + at + gap.len()).filter(|&end| end >= start);
    let left = match gaps(&before[near..], &["\n\n", "\n\r\n"]).iter().filter_map(gap).max() {
        Some(end) => &before[end..],
        None if ends_at_blank(&before[..start]) => &before[start..],
        None => before[start..].split_once(char::is_whitespace).map_or(&before[start..], |(_, whole)| whole),
    };
    let (end, far) = (forth(CONTEXT_CHARS), forth(CONTEXT_CHARS + GAP_CHARS));
    let gap = |gap: &&str| after[..far].find(*gap).filter(|&start| start <= end);
    let is_last = far == after.len() && after[end..].trim().is_empty();
    let (right, tail) = match gaps(&after[..far], &["\n\n", "\r\n\r\n"]).iter().filter_map(gap).min() {
        Some(start) => (&after[..start], ""),
        None if is_last => (after, ""),
        None if after[end..].starts_with(char::is_whitespace) => (&after[..end], "…"),
        None => (after[..end].rsplit_once(char::is_whitespace).map_or(&after[..end], |(whole, _)| whole), "…"),
    };
    let mut shown = String::with_capacity(left.len() + span.len() + right.len() + 8);
    shown.push('…');
    push_on_one_line(left.trim_start(), &mut shown);
    shown.push('[');
    push_on_one_line(&text[span.clone()], &mut shown);
    shown.push(']');
    push_on_one_line(right.trim_end(), &mut shown);
    shown.push_str(tail);
    shown
}

/// Of the `gaps` between paragraphs those worth looking for in `text`: none where no line ends.
fn gaps<'g>(text: &str, gaps: &'g [&'g str]) -> &'g [&'g str] {
    if memchr::memchr(b'\n', text.as_bytes()).is_some() { gaps } else { &[] }
}

/// `text` with its line breaks and white space shown as one character each.
fn on_one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    push_on_one_line(text, &mut shown);
    shown
}

/// Appends to `shown` what [`on_one_line`] shows.
fn push_on_one_line(text: &str, shown: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c != ' ' && c.is_whitespace()) {
        shown.push_str(&rest[..at]);
        rest = rest[at..].strip_prefix('\r').filter(|rest| rest.starts_with('\n')).unwrap_or(&rest[at..]);
        let mut chars = rest.chars();
        shown.push(match chars.next() {
            Some('\n') => LINE_FEED,
            Some('\r') => CARRIAGE_RETURN,
            _ => ' ',
        });
        rest = chars.as_str();
    }
    shown.push_str(rest);
}

#[cfg(test)]
pub(super) mod tests {
    use crate::substitution::Source;

    use super::*;

    /// A row of `letter.txt`, undecided.
    pub(in crate::review) fn row(spun: &str, original: &str) -> Row {
        Row {
            document: "letter.txt".to_owned(),
            line: 3,
            span: 10..10 + spun.len(),
            spun: spun.to_owned(),
            original: original.to_owned(),
            confidence: 0.9876,
            gain: -1.25,
            alternatives: vec![Alternative { original: "vain".to_owned(), confidence: 0.012 }],
            context: format!("…They left [{spun}] men, and women."),
            source_hash: "xxh3:0011223344556677".to_owned(),
            decision: Decision::Undecided,
        }
    }

    fn substitution(text: &str, spun: &str) -> Substitution {
        let start = text.find(spun).unwrap();
        Substitution {
            span: start..start + spun.len(),
            spun: spun.to_owned(),
            original: "dead".to_owned(),
            confidence: 0.9,
            gain: 2.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn lines_are_counted_from_one_across_rows() {
        let text = "An useless tree.\r\nNothing.\nA vain hope, a fond dream.";
        let found: Vec<_> = ["useless", "vain", "fond"].map(|spun| substitution(text, spun)).into();
        let rows = rows("a.txt", text, &found);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 3, 3]);
        assert_eq!(rows[0].context, "…An [useless] tree.⏎Nothing.⏎A vain hope, a fond dream.");
        assert_eq!(rows[1].context, "…An useless tree.⏎Nothing.⏎A [vain] hope, a fond dream.");
        assert!(rows.iter().all(|row| row.stands_in(text) && row.decision == Decision::Undecided));
        assert!(!rows[0].stands_in(&text[1..]));
        assert!(!rows[2].stands_in("short"));
    }

    #[test]
    fn contexts_end_with_their_paragraph() {
        let text = "Before.\r\n\r\nA vain\r\nhope.\r\n\r\nAfter.";
        let start = text.find("vain").unwrap();
        assert_eq!(context(text, &(start..start + 4)), "…A [vain]⏎hope.");
        assert_eq!(context("One.\n\nvain\n\nTwo.", &(6..10)), "…[vain]");
        assert_eq!(context("=A1\tvain", &(4..8)), "…=A1 [vain]");
        assert_eq!(context("a\rb\u{a0}no\r\nman “c”\u{2009}d\ne", &(5..12)), "…a␍b [no⏎man] “c” d⏎e");
    }

    #[test]
    fn paragraphs_around_make_no_difference() {
        for length in 50..70 {
            let paragraph = format!("{} vain{}", "a".repeat(length), " b".repeat(length / 2));
            let start = length + 1;
            let alone = context(&paragraph, &(start..start + 4));
            for (before, after) in [("One.\n\n", "\n\nTwo."), ("One.\r\n\r\n", "\r\n\r\nTwo."), ("", "\n"), ("\n", "")]
            {
                let text = format!("{before}{paragraph}{after}");
                let start = start + before.len();
                assert_eq!(context(&text, &(start..start + 4)), alone, "{length} {before:?}");
            }
        }
    }

    #[test]
    fn long_contexts_are_cut_between_words() {
        let text = format!("{}useless{}", "alpha ".repeat(50), " omega".repeat(50));
        let context = context(&text, &(300..307));
        assert!(context.starts_with("…alpha "), "{context}");
        assert!(context.ends_with(" omega…"), "{context}");
        assert!(context.contains(" [useless] "), "{context}");
        assert!(context.chars().count() <= 2 * CONTEXT_CHARS + 11, "{context}");
    }

    #[test]
    fn a_context_without_spaces_is_cut_all_the_same() {
        let text = format!("{}useless{}", "é".repeat(100), "é".repeat(100));
        assert_eq!(context(&text, &(200..207)).chars().count(), 2 * CONTEXT_CHARS + 11);
    }
}
