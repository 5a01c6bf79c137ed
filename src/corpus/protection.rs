//! What is never touched: addresses, handles, code and hashes, what the user names, and what stands between
//! `unspin:off` and `unspin:on`.
//!
//! Nothing is looked for until there is a substitution to drop, so honest text costs nothing.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, bytes};

use super::record::Text;
use super::transcode;
use crate::Error;
use crate::substitution::Substitution;

/// Web and e-mail addresses, @handles, #tags, names with underscores, calls, and identifiers in base 16. In ASCII, where a
/// pattern with word boundaries is searched many times faster.
const ADDRESSES: &str = r"(?x-u)
    \b(?:https?|ftp|file)://\S+ | \bwww\.\S+ | \bmailto:\S+
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?:^|\W)[@\#]\w[\w.-]*
    | \b\w+_\w+\b | \b[A-Za-z]\w*(?:\.\w+)*\(\)
    | \b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|info|io|co|uk|de|eu|us|int)\b(?:/\S*)?
    | \b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b";

static ADDRESS: LazyLock<bytes::Regex> = LazyLock::new(|| bytes::Regex::new(ADDRESSES).expect("tested"));

/// Numbers in base 16, of the length of a shortened hash and more.
static HASH: LazyLock<bytes::Regex> = LazyLock::new(|| bytes::Regex::new(r"(?-u)\b[0-9a-fA-F]{7,}\b").expect("tested"));

/// Bytes on each side of a substitution in which an address is looked for.
const LONGEST_ADDRESS: usize = 1024;

/// Code between backticks.
static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s:```.*?```)|`[^`\n]+`").expect("tested"));

/// A comment, of Markdown and HTML or on a line of its own, that switches restoring off or on.
static SWITCH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)<!--\s*unspin:(on|off)\b[^\n]*?-->|^[ \t]*(?:#|//|;|%|--|/\*)[ \t]*unspin:(on|off)\b.*$")
        .expect("tested")
});

/// What every switch holds.
const SWITCH_WORD: &[u8] = b"unspin:o";

/// Stretches that no substitution may touch.
#[derive(Clone, Debug, Default)]
pub struct Protection {
    asked: Vec<Regex>,
}

impl Protection {
    /// Protects, besides what always is, every occurrence of `phrases`, whatever their case and white space, and of `regexes`.
    ///
    /// # Errors
    ///
    /// [`Error::Regex`] for one that is none.
    pub fn new<P: AsRef<str>, R: AsRef<str>>(phrases: &[P], regexes: &[R]) -> Result<Self, Error> {
        let of_phrase = |phrase: &str| {
            let words: Vec<_> = phrase.split_whitespace().map(regex::escape).collect();
            let edge = |c: Option<char>| if c.is_some_and(|c| c.is_alphanumeric() || c == '_') { r"\b" } else { "" };
            let trimmed = phrase.trim();
            let (before, after) = (edge(trimmed.chars().next()), edge(trimmed.chars().next_back()));
            format!("(?i){before}{}{after}", words.join(r"\s+"))
        };
        let phrases = phrases.iter().map(AsRef::as_ref).filter(|phrase| !phrase.trim().is_empty()).map(of_phrase);
        let asked = phrases
            .chain(regexes.iter().map(|regex| regex.as_ref().to_owned()))
            .map(|pattern| {
                Regex::new(&pattern)
                    .map_err(|error| Error::Regex { pattern: pattern.clone(), fault: error.to_string() })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { asked })
    }

    /// Of the substitutions proposed for `text`, those that can be made: nothing protected is touched, and what is written fits
    /// the record and its encoding.
    #[must_use]
    pub fn keep(&self, text: &Text<'_>, mut substitutions: Vec<Substitution>) -> Vec<Substitution> {
        if !substitutions.is_empty() {
            let guard = self.guard(text);
            substitutions.retain(|substitution| guard.allows(substitution));
        }
        substitutions
    }

    /// What is protected in `text`, looked for once for many substitutions.
    #[must_use]
    pub fn guard<'t>(&self, text: &'t Text<'t>) -> Guard<'t> {
        let mut protected = self.ranges(text.as_str());
        protected.extend(text.untouched.iter().chain(&text.code).cloned());
        if let Some(switches) = text.switches {
            protected.extend(switched_off(text.as_str(), switches.begins_off));
        }
        Guard { text, protected: merged(protected) }
    }

    /// What is protected in a text wherever it stands, addresses aside.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let code = memchr::memchr(b'`', text.as_bytes()).map(|_| &*CODE);
        code.into_iter().chain(&self.asked).flat_map(|regex| regex.find_iter(text).map(|found| found.range())).collect()
    }
}

/// What is protected in one text.
#[derive(Clone, Debug)]
pub struct Guard<'t> {
    text: &'t Text<'t>,
    protected: Vec<Range<usize>>,
}

impl Guard<'_> {
    /// Whether a substitution that is proposed for the text can be made.
    #[must_use]
    pub fn allows(&self, Substitution { span, original, .. }: &Substitution) -> bool {
        let fits = self.text.encoding.is_none_or(|encoding| transcode::fits(original, encoding));
        fits && self.text.holds(span) && !overlaps(span, &self.protected) && !is_in_address(self.text.as_str(), span)
    }
}

/// Whether `span` touches an address, a handle, a name from code or a hash. These have no white space in them, so only what
/// stands around the span up to the next white space is looked at.
fn is_in_address(text: &str, span: &Range<usize>) -> bool {
    let text = text.as_bytes();
    let before = &text[span.start.saturating_sub(LONGEST_ADDRESS)..span.start];
    let after = &text[span.end..text.len().min(span.end + LONGEST_ADDRESS)];
    let start = span.start - before.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
    let end = span.end + after.iter().take_while(|b| !b.is_ascii_whitespace()).count();
    let bytes = &text[start..end];
    let is_odd = |(at, b): (usize, &u8)| match b {
        b'@' | b'#' | b'_' | b'/' | b':' | b'(' => true,
        b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
        b => b.is_ascii_digit(),
    };
    if !bytes.iter().enumerate().any(is_odd) {
        return false;
    }
    let touches = |range: Range<usize>| start + range.start < span.end && span.start < start + range.end;
    // "Effaced" is a word.
    let is_hash = |range: &Range<usize>| bytes[range.clone()].iter().any(u8::is_ascii_digit);
    ADDRESS.find_iter(bytes).any(|found| touches(found.range()))
        || HASH.find_iter(bytes).any(|found| is_hash(&found.range()) && touches(found.range()))
}

/// Whether `comment` switches restoring off or on.
pub(super) fn switch_in(comment: &str) -> Option<bool> {
    match comment.trim().strip_prefix("unspin:")?.split(|c: char| !c.is_alphanumeric()).next()? {
        "off" => Some(true),
        "on" => Some(false),
        _ => None,
    }
}

/// Whether restoring is off behind `bytes`; `None` when they do not say.
pub(super) fn last_switch(bytes: &[u8]) -> Option<bool> {
    memchr::memmem::find(bytes, SWITCH_WORD)?;
    switches(std::str::from_utf8(bytes).ok()?).last().map(|(_, off)| off)
}

/// Where the text is switched off and on.
fn switches(text: &str) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
    SWITCH.captures_iter(text).map(|found| {
        let word = found.get(1).or_else(|| found.get(2)).expect("one of the two");
        (found.get(0).expect("the whole").range(), word.as_str() == "off")
    })
}

fn switched_off(text: &str, begins_off: bool) -> Vec<Range<usize>> {
    if !begins_off && memchr::memmem::find(text.as_bytes(), SWITCH_WORD).is_none() {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut off_since = begins_off.then_some(0);
    for (comment, off) in switches(text) {
        ranges.push(comment.clone());
        match (off, off_since) {
            (true, None) => off_since = Some(comment.start),
            (false, Some(start)) => {
                ranges.push(start..comment.end);
                off_since = None;
            }
            _ => {}
        }
    }
    ranges.extend(off_since.map(|start| start..text.len()));
    ranges
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn overlaps(span: &Range<usize>, sorted: &[Range<usize>]) -> bool {
    let at = sorted.partition_point(|range| range.end <= span.start);
    sorted.get(at).is_some_and(|range| range.start < span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::substitution::Source;

    /// The words of `text` that may be substituted.
    fn touched<'t>(protection: &Protection, text: &'t str) -> Vec<&'t str> {
        let words = crate::text::tokens(text).map(|token| Substitution {
            span: token.start..token.end(),
            spun: token.text.to_owned(),
            original: "x".to_owned(),
            confidence: 1.0,
            gain: 0.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        });
        let text_of = crate::corpus::format::plain::text(text.as_bytes(), false).unwrap();
        let kept = protection.keep(&text_of, words.collect());
        kept.into_iter().map(|substitution| &text[substitution.span]).collect()
    }

    #[test]
    fn addresses_are_never_touched() {
        let text = "see https://a.example/dead?x=1 or news.example.com/dead mail dead@mail.example to @dead_one #dead \
                    `dead` dead_line dead() deadbeef1 end";
        assert_eq!(touched(&Protection::default(), text), ["see", "or", "mail", "to", "end"]);
    }

    #[test]
    fn what_is_asked_for_is_left_alone() {
        let protection = Protection::new(&["Dead  Sea"], &["[0-9]+ men"]).unwrap();
        assert_eq!(
            touched(&protection, "the dead\nsea and 12 men of the undead sea"),
            ["the", "and", "of", "the", "undead", "sea"]
        );
        assert!(matches!(Protection::new(&[""; 0], &["("]), Err(Error::Regex { .. })));
    }

    #[test]
    fn comments_switch_off_and_on() {
        let text =
            "one <!-- unspin:off --> two <!-- unspin:on --> three\n# unspin:off\nfour unspin:on\n# unspin:on\nfive";
        assert_eq!(touched(&Protection::default(), text), ["one", "three", "five"]);
        assert_eq!(last_switch(text.as_bytes()), Some(false));
        assert_eq!(last_switch(b"// unspin:off"), Some(true));
        assert_eq!(last_switch(b"they wrote unspin:off there"), None);
    }
}
