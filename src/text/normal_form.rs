//! The normal forms under which tokens are looked up and counted.
//!
//! Lower case; typographic quotes, apostrophes and dashes as their ASCII forms. For the language model, numbers of three digits and
//! more are reduced to their shape (`1,250` and `4,821` are both `0,000`), since their value says nothing about the words beside them.
//! Swap tables keep the digits: a spinner makes `thousands` into `1000's`, never into `1850's`.

/// Numbers with fewer digits than this keep their value: spinners swap `two` and `2`, `thirty` and `30`.
const SHAPED_DIGITS: usize = 3;

/// Writes the normal form of one token into `into`, replacing what was there; long numbers are reduced to their shape.
///
/// ```
/// let mut normal = String::new();
/// unspin::text::normalise("Didn’t", &mut normal);
/// assert_eq!(normal, "didn't");
/// unspin::text::normalise("1,250", &mut normal);
/// assert_eq!(normal, "0,000");
/// ```
#[inline]
pub fn normalise(token: &str, into: &mut String) {
    into.clear();
    if token.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_digit()) {
        into.push_str(token);
        into.make_ascii_lowercase();
        return;
    }
    push(token, has_shape(token), into);
}

/// Writes the normal form of one token into `into`, replacing what was there; numbers keep all their digits.
///
/// ```
/// let mut normal = String::new();
/// unspin::text::normalise_with_digits("1,000", &mut normal);
/// assert_eq!(normal, "1,000");
/// ```
pub fn normalise_with_digits(token: &str, into: &mut String) {
    into.clear();
    push(token, false, into);
}

/// Whether a token is a number of which the normal form tells the shape only.
pub(crate) fn has_shape(token: &str) -> bool {
    token.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && token.bytes().filter(u8::is_ascii_digit).count() >= SHAPED_DIGITS
}

/// Appends the normal form of `token` to `into`, with digits or their shape.
fn push(token: &str, shaped: bool, into: &mut String) {
    for c in token.chars() {
        match c {
            'A'..='Z' => into.push(c.to_ascii_lowercase()),
            '0'..='9' if shaped => into.push('0'),
            '\0'..='\x7f' => into.push(c),
            '\u{2018}' | '\u{2019}' | '\u{201b}' => into.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201f}' => into.push('"'),
            '\u{2010}'..='\u{2015}' => into.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200d}' => {}
            _ => into.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(token: &str) -> String {
        let mut into = "left over".to_owned();
        normalise(token, &mut into);
        into
    }

    #[test]
    fn letters_fall_and_quotes_straighten() {
        assert_eq!(normal("Élan"), "élan");
        assert_eq!(normal("U.S."), "u.s.");
        assert_eq!(normal("“"), "\"");
        assert_eq!(normal("—"), "-");
        assert_eq!(normal("co\u{ad}operate"), "cooperate");
    }

    #[test]
    fn short_numbers_keep_their_value() {
        assert_eq!(normal("12"), "12");
        assert_eq!(normal("5.5"), "5.5");
        assert_eq!(normal("1980s"), "0000s");
        assert_eq!(normal("b-52s"), "b-52s");
        assert!(has_shape("1980s") && has_shape("0,100") && !has_shape("12") && !has_shape("b-5200"));
    }
}
