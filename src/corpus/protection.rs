//! What is never touched: addresses, handles, code and hashes, what the user names, and what stands between
//! `unspin:off` and `unspin:on`.
//!
//! Nothing is looked for until there is a substitution to drop, so honest text costs nothing.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::record::Text;
use super::transcode;
use crate::Error;
use crate::substitution::Substitution;

/// Web and e-mail addresses, @handles, #tags, code in backticks or with underscores, calls, hashes and other identifiers.
const ADDRESSES: &str = r"(?x)
    \b(?:https?|ftp|file)://[^\s<>\x22]+ | \bwww\.[^\s<>\x22]+ | \bmailto:[^\s<>\x22]+
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | \B[@\#]\w[\w.-]*
    | (?s:```.*?```) | `[^`\n]+`
    | \b\w+_\w+\b | \b[A-Za-z]\w*(?:\.\w+)*\(\)
    | \b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|info|io|co|uk|de|eu|us|int)\b(?:/[^\s<>\x22]*)?
    | \b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b";

/// Numbers in base 16, of the length of a shortened hash and more.
static HASH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-fA-F]{7,}\b").expect("tested"));

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(ADDRESSES).expect("tested"));

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
        if substitutions.is_empty() {
            return substitutions;
        }
        let mut protected = self.ranges(text.as_str());
        protected.extend(text.untouched.iter().chain(&text.code).cloned());
        if let Some(switches) = text.switches {
            protected.extend(switched_off(text.as_str(), switches.begins_off));
        }
        let protected = merged(protected);
        substitutions.retain(|substitution| {
            let fits =
                text.encoding.is_none_or(|encoding| transcode::encode(&substitution.original, encoding).is_some());
            fits && text.holds(&substitution.span) && !overlaps(&substitution.span, &protected)
        });
        substitutions
    }

    /// What is protected in a text wherever it stands.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let found = |regex: &Regex| regex.find_iter(text).map(|found| found.range()).collect::<Vec<_>>();
        let mut ranges: Vec<_> = std::iter::once(&*ADDRESS).chain(&self.asked).flat_map(found).collect();
        // "Effaced" is a word.
        let is_hash = |range: &Range<usize>| text[range.clone()].bytes().any(|b| b.is_ascii_digit());
        ranges.extend(found(&HASH).into_iter().filter(is_hash));
        ranges
    }
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
