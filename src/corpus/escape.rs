//! How text is written inside its surroundings, one character at a time, so that offsets in the text lead to offsets in
//! the bytes around it and what is not replaced keeps the very escapes it came with.

/// How a stretch of text is written in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// As it is.
    None,
    /// Inside a JSON string.
    Json,
    /// Inside a quoted field of CSV: quotes are doubled.
    Quoted,
    /// An unquoted field of CSV with this delimiter: as it is, unless something is put there that needs quotes.
    Unquoted(u8),
    /// Character data of HTML.
    Html,
}

/// Longest named character reference that is looked for, `&` and `;` included.
const LONGEST_REFERENCE: usize = 34;

impl Escape {
    /// The first character of `source`, which must not be empty, and the bytes it is written in.
    pub(super) fn first(self, source: &str) -> (char, usize) {
        let plain = || {
            let c = source.chars().next().expect("there is a character");
            (c, c.len_utf8())
        };
        match self {
            Self::Json if source.starts_with('\\') => json_escape(source.as_bytes()).unwrap_or(('\u{fffd}', 1)),
            Self::Quoted if source.starts_with("\"\"") => ('"', 2),
            Self::Html if source.starts_with('&') => reference(source).unwrap_or_else(plain),
            _ => plain(),
        }
    }

    /// The text that `source` stands for; `None` for a JSON string with half a surrogate pair, which is no text.
    pub(super) fn decode(self, source: &str) -> Option<String> {
        let mut text = String::with_capacity(source.len());
        self.decode_into(source, &mut text).map(|()| text)
    }

    /// What every escape begins with; all else stands for itself. `None` where there are no escapes.
    fn special(self) -> Option<u8> {
        match self {
            Self::None | Self::Unquoted(_) => None,
            Self::Json => Some(b'\\'),
            Self::Quoted => Some(b'"'),
            Self::Html => Some(b'&'),
        }
    }

    /// How many of the first `most` bytes of `source` stand for themselves.
    pub(super) fn plain(self, source: &str, most: usize) -> usize {
        let head = &source.as_bytes()[..source.len().min(most)];
        self.special().and_then(|special| memchr::memchr(special, head)).unwrap_or(head.len())
    }

    /// As [`Escape::decode`], appended to `text`.
    pub(super) fn decode_into(self, source: &str, text: &mut String) -> Option<()> {
        let mut rest = source;
        while let Some(at) = self.special().and_then(|special| memchr::memchr(special, rest.as_bytes())) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if self == Self::Json {
                json_escape(rest.as_bytes())?;
            }
            let (c, length) = self.first(rest);
            text.push(c);
            rest = &rest[length..];
        }
        text.push_str(rest);
        Some(())
    }

    /// Whether `source` has its characters beyond ASCII escaped. Looks through all of it: ask once, not for each word.
    pub(super) fn is_ascii(self, source: &str) -> bool {
        self == Self::Json && source.is_ascii() && source.contains("\\u")
    }

    /// Writes `text`, characters beyond ASCII escaped where `as_ascii` and the format has escapes for them.
    pub(super) fn encode(self, text: &str, as_ascii: bool, out: &mut Vec<u8>) {
        // Most words that are put in are plain everywhere.
        if text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-' | b'\'')) {
            out.extend_from_slice(text.as_bytes());
            return;
        }
        let mut utf8 = [0; 4];
        for c in text.chars() {
            match (self, c) {
                (Self::Json, '"' | '\\') => out.extend([b'\\', c as u8]),
                (Self::Json, c) if c < ' ' || (as_ascii && !c.is_ascii()) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        out.extend(format!("\\u{unit:04x}").bytes());
                    }
                }
                (Self::Quoted, '"') => out.extend(b"\"\""),
                (Self::Html, '&') => out.extend(b"&amp;"),
                (Self::Html, '<') => out.extend(b"&lt;"),
                (Self::Html, '>') => out.extend(b"&gt;"),
                (_, c) => out.extend(c.encode_utf8(&mut utf8).bytes()),
            }
        }
    }
}

/// The character that the JSON escape at the start of `source` stands for, and its length.
fn json_escape(source: &[u8]) -> Option<(char, usize)> {
    let c = match source.get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => {
            let unit = |at: usize| {
                let digits = std::str::from_utf8(source.get(at..at + 4)?).ok()?;
                u16::from_str_radix(digits, 16).ok()
            };
            let first = unit(2)?;
            if let Some(c) = char::from_u32(first.into()) {
                return Some((c, 6));
            }
            let second = (source.get(6..8)? == b"\\u").then(|| unit(8))??;
            return Some((char::decode_utf16([first, second]).next()?.ok()?, 12));
        }
        &c => char::from(c),
    };
    Some((c, 2))
}

/// The one character that the HTML character reference at the start of `source` stands for, and its length.
fn reference(source: &str) -> Option<(char, usize)> {
    let head = &source.as_bytes()[..source.len().min(LONGEST_REFERENCE)];
    let length = 1 + memchr::memchr(b';', head)?;
    let decoded = html_escape::decode_html_entities(source.get(..length)?);
    let mut characters = decoded.chars();
    match (characters.next(), characters.next()) {
        (Some(c), None) => Some((c, length)),
        // Not a reference, or one of the few that stand for two characters: those are left as they are written.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_understood() {
        assert_eq!(Escape::Json.decode(r#"a\"\\\/\n\u00e9\ud83d\ude00"#).unwrap(), "a\"\\/\né😀");
        assert_eq!(Escape::Json.decode(r"half \ud83d of it"), None);
        assert_eq!(Escape::Quoted.decode(r#"say ""no"""#).unwrap(), "say \"no\"");
        assert_eq!(Escape::Html.decode("don&#8217;t&nbsp;R&amp;D &c; AT&T").unwrap(), "don’t\u{a0}R&D &c; AT&T");
    }

    #[test]
    fn replacements_are_written_as_their_neighbours_are() {
        let encoded = |escape: Escape, text, source| {
            let mut out = Vec::new();
            escape.encode(text, escape.is_ascii(source), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(encoded(Escape::Json, "“é”\n", r"caf\u00e9"), r"\u201c\u00e9\u201d\u000a");
        assert_eq!(encoded(Escape::Json, "é\"", "café"), "é\\\"");
        assert_eq!(encoded(Escape::Html, "R&D <b>", ""), "R&amp;D &lt;b&gt;");
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(text: String, which in 0..4usize, ascii: bool) {
            let escape = [Escape::None, Escape::Json, Escape::Quoted, Escape::Html][which];
            let mut out = Vec::new();
            escape.encode(&text, ascii, &mut out);
            prop_assert_eq!(escape.decode(std::str::from_utf8(&out).unwrap()), Some(text));
        }

        #[test]
        fn decoding_and_walking_agree(source: String, html: bool) {
            let escape = if html { Escape::Html } else { Escape::None };
            let (mut walked, mut at) = (String::new(), 0);
            while at < source.len() {
                let (c, length) = escape.first(&source[at..]);
                walked.push(c);
                at += length;
            }
            prop_assert_eq!(escape.decode(&source), Some(walked));
        }
    }
}
