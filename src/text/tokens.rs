//! The tokeniser: words, numbers and symbols with their byte offsets.
//!
//! | text | tokens |
//! |---|---|
//! | `don't stop` | `don't`, `stop` |
//! | `well-known` | `well-known`: spinners leave hyphenated words alone, so they are one word |
//! | `the U.S. said` | `the`, `U.S.`, `said` |
//! | `2,500 in the 1980s` | `2,500`, `in`, `the`, `1980s` |
//! | `25percent`, `25p.c` | `25`, `percent`; `25`, `p.c`: a number glued to a word by a spinner that swapped `%` |
//! | `"Yes," he` | `"`, `Yes`, `,`, `"`, `he` |

use wide::u8x16;

use super::normal_form::normalise;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with inner apostrophes and hyphens; or an abbreviation with inner periods, such as `U.S.`.
    Word,
    /// Begins with a digit; may hold inner `,`, `.`, `:` and a short suffix, as `1980s`.
    Number,
    /// One character that is neither a letter, a digit nor white space.
    Symbol,
}

/// One token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// The token's own text.
    pub text: &'t str,
    /// Byte offset of its first byte in the text it was cut from.
    pub start: usize,
    /// What it is made of.
    pub kind: Kind,
    /// Whether it is plainly its own normal form: lower-case ASCII letters, or an ASCII symbol. Not every one that is, is known.
    pub plain: bool,
}

impl Token<'_> {
    /// Its [normal form](normalise), for which `buffer` lends the memory where it is needed.
    #[inline]
    #[must_use]
    pub fn normal<'b>(&'b self, buffer: &'b mut String) -> &'b str {
        if self.plain {
            return self.text;
        }
        normalise(self.text, buffer);
        buffer
    }

    /// Byte offset just behind its last byte.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Cuts `text` into tokens, in order; white space belongs to none. Linear in the length of `text`.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// Iterator over the tokens of a text; made by [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    #[inline]
    fn next(&mut self) -> Option<Token<'t>> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if let Some((end, kind, plain)) = simple(bytes, self.at) {
            let start = std::mem::replace(&mut self.at, end);
            return Some(Token { text: &self.text[start..end], start, kind, plain });
        }
        let first = loop {
            let c = char_at(self.text, self.at)?;
            if !c.is_whitespace() {
                break c;
            }
            self.at += c.len_utf8();
        };
        let start = self.at;
        let (end, kind) = if first.is_ascii_digit() {
            (number_end(self.text, start), Kind::Number)
        } else if is_word_char(first) {
            (word_end(self.text, start), Kind::Word)
        } else {
            (start + first.len_utf8(), Kind::Symbol)
        };
        self.at = end;
        Some(Token { text: &self.text[start..end], start, kind, plain: false })
    }
}

/// End and kind of the token that begins at the byte `start`, and whether it is plain, where it is simple: ASCII letters that
/// nothing joins to what follows, or an ASCII symbol. Nine tokens in ten are.
#[inline]
fn simple(bytes: &[u8], start: usize) -> Option<(usize, Kind, bool)> {
    let (end, lower) = letters_end(bytes, start);
    let next = bytes.get(end).copied();
    if end == start {
        let is_symbol = next.is_some_and(|byte| byte.is_ascii_punctuation() && byte != b'_');
        return is_symbol.then_some((end + 1, Kind::Symbol, true));
    }
    let goes_on = |byte: u8| match byte {
        // `U.S.`: a period belongs to the one letter before it.
        b'.' => end == start + 1,
        b'\'' | b'-' | b'_' | b'0'..=b'9' => true,
        _ => !byte.is_ascii(),
    };
    (!next.is_some_and(goes_on)).then_some((end, Kind::Word, lower))
}

/// End of the run of ASCII letters that begins at the byte `start`, and whether all of them are lower-case.
#[inline]
fn letters_end(bytes: &[u8], start: usize) -> (usize, bool) {
    // The bit that lower-case letters have and capitals have not.
    const LOWER: u8 = 0x20;
    let (mut end, mut lower) = (start, true);
    // Nearly all words are done with the first sixteen bytes.
    while let Some(&next) = bytes.get(end..).and_then(<[u8]>::first_chunk) {
        let next = u8x16::new(next);
        let folded = next | u8x16::splat(LOWER);
        let letters = (folded - u8x16::splat(b'a')).simd_lt(u8x16::splat(26)).to_bitmask().trailing_ones();
        let capitals = folded.simd_ne(next).to_bitmask();
        lower &= capitals & !(u32::MAX << letters) == 0;
        end += letters as usize;
        if letters < 16 {
            return (end, lower);
        }
    }
    while let Some(letter) = bytes.get(end).filter(|byte| byte.is_ascii_alphabetic()) {
        lower &= letter & LOWER != 0;
        end += 1;
    }
    (end, lower)
}

/// Longest letter suffix that still belongs to a number: `th`, `s`, `bn`, `mph`, but not `percent`.
const NUMBER_SUFFIX_LETTERS: usize = 3;

#[inline]
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(&b) if b < 0x80 => Some(char::from(b)),
        Some(_) => text[at..].chars().next(),
        None => None,
    }
}

#[inline]
fn is_word_char(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric() || c == '_',
        // Quotes and dashes, which is nearly all that is not ASCII, without a look into the tables of Unicode.
        '\u{2010}'..='\u{205e}' => false,
        _ => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// Combining marks of decomposed Latin letters, and the zero-width joiners: they never begin or end a word.
fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '-' | '\u{2019}' | '\u{2011}')
}

/// End of the run of word characters at `at`.
#[inline]
fn run_end(text: &str, at: usize) -> usize {
    let (mut at, _) = letters_end(text.as_bytes(), at);
    while let Some(c) = char_at(text, at) {
        if !is_word_char(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn word_end(text: &str, start: usize) -> usize {
    if let Some(end) = abbreviation_end(text, start) {
        return end;
    }
    let mut end = run_end(text, start);
    while let Some(c) = char_at(text, end) {
        let next = end + c.len_utf8();
        if !is_joint(c) || !char_at(text, next).is_some_and(is_word_char) {
            break;
        }
        end = run_end(text, next);
    }
    end
}

/// End of an abbreviation of single letters with periods (`U.S.`, `a.m.`, `p.c`), if one begins at `start`.
fn abbreviation_end(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    let mut letters = 0;
    loop {
        let letter = char_at(text, at).filter(|c| c.is_alphabetic());
        let Some(letter) = letter else { break };
        let behind = at + letter.len_utf8();
        let next = char_at(text, behind);
        if next == Some('.') {
            letters += 1;
            at = behind + 1;
        } else if letters > 0 && !next.is_some_and(is_word_char) {
            return Some(behind);
        } else {
            // `U.Sen`: the last letters begin an ordinary word, so this is no abbreviation.
            return None;
        }
    }
    (letters > 1).then_some(at)
}

fn number_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = start;
    loop {
        while digit(at) {
            at += 1;
        }
        if matches!(bytes.get(at), Some(b',' | b'.' | b':')) && digit(at + 1) {
            at += 1;
        } else {
            break;
        }
    }
    if abbreviation_end(text, at).is_some() {
        return at;
    }
    let suffix = run_end(text, at);
    if suffix == at || text[at..suffix].chars().count() > NUMBER_SUFFIX_LETTERS {
        if let Some(c) = char_at(text, at).filter(|&c| suffix == at && is_joint(c)) {
            let next = at + c.len_utf8();
            if char_at(text, next).is_some_and(is_word_char) {
                return word_end(text, next);
            }
        }
        return at;
    }
    // `1980s-style`, `9-11`: hyphenated like any word.
    let c = char_at(text, suffix);
    match c {
        Some(c) if is_joint(c) && char_at(text, suffix + c.len_utf8()).is_some_and(is_word_char) => {
            word_end(text, suffix + c.len_utf8())
        }
        _ => suffix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).map(|t| t.text).collect()
    }

    #[test]
    fn words_keep_apostrophes_and_hyphens_inside_only() {
        assert_eq!(
            cut("don't ‘stop’ the well-known man- 'tis"),
            ["don't", "‘", "stop", "’", "the", "well-known", "man", "-", "'", "tis"]
        );
        assert_eq!(cut("they’re"), ["they’re"]);
    }

    #[test]
    fn abbreviations_are_one_word() {
        assert_eq!(
            cut("the U.S. said 5 p.c of a.m. A. Smith U.Sen etc."),
            ["the", "U.S.", "said", "5", "p.c", "of", "a.m.", "A", ".", "Smith", "U", ".", "Sen", "etc", "."]
        );
    }

    #[test]
    fn numbers_hold_separators_and_short_suffixes() {
        assert_eq!(
            cut("2,500.5 in 1980s, 25percent 7p.c 9-11 5th. 3-year-old 05:thirteen"),
            [
                "2,500.5",
                "in",
                "1980s",
                ",",
                "25",
                "percent",
                "7",
                "p.c",
                "9-11",
                "5th",
                ".",
                "3-year-old",
                "05",
                ":",
                "thirteen"
            ]
        );
    }

    #[test]
    fn spans_are_bytes_of_the_text() {
        let text = "Café “noir”\u{a0}— d’été, e\u{301}tude…";
        for token in tokens(text) {
            assert_eq!(&text[token.start..token.end()], token.text);
        }
        assert_eq!(cut(text), ["Café", "“", "noir", "”", "—", "d’été", ",", "e\u{301}tude", "…"]);
    }

    #[test]
    fn plain_tokens_are_their_own_normal_form() {
        let text = "a cat, The cat's U.S. e.g. x_y 5th i. \u{130}x caf\u{e9} end";
        let plain: Vec<&str> = tokens(text).filter(|token| token.plain).map(|token| token.text).collect();
        assert_eq!(plain, ["a", "cat", ",", ".", "end"]);
        for token in tokens(text) {
            let mut normal = String::new();
            normalise(token.text, &mut normal);
            assert_eq!(token.normal(&mut String::new()), normal);
            assert!(!token.plain || token.text == normal);
        }
    }

    #[test]
    fn kinds_tell_words_numbers_and_symbols_apart() {
        let kinds: Vec<Kind> = tokens("a 1 %").map(|t| t.kind).collect();
        assert_eq!(kinds, [Kind::Word, Kind::Number, Kind::Symbol]);
    }
}
