//! Text of a document made safe for a terminal.
//!
//! A document may hold escape sequences that move the cursor or rename the window, and marks that turn the direction of
//! writing so that what is read is not what is there. On a screen they are spelt out.

use std::borrow::Cow;

/// `text` with control characters and direction marks spelt out as `\u{1b}`. Line feeds, carriage returns before them
/// and tabs stay.
///
/// ```
/// use unspin::review::display::visible;
/// assert_eq!(visible("one\ttwo\r\n"), "one\ttwo\r\n");
/// assert_eq!(visible("\x1b[31mred\r"), "\\u{1b}[31mred\\u{d}");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        if is_unsafe(c) && !(c == '\r' && text[at + 1..].starts_with('\n')) {
            out.push_str(&text[copied..at]);
            out.extend(c.escape_unicode());
            copied = at + c.len_utf8();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Whether a terminal must not get `c`.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_direction_marks_are_spelt_out() {
        assert_eq!(visible("a\u{202e}b\u{9b}c\u{7f}"), "a\\u{202e}b\\u{9b}c\\u{7f}");
        assert_eq!(visible("\r\r\n"), "\\u{d}\r\n");
    }

    #[test]
    fn plain_text_is_not_even_copied() {
        assert!(matches!(visible("Zoë’s café — \u{200d}\n"), Cow::Borrowed(_)));
    }
}
