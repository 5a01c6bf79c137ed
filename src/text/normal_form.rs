//! The normal form under which tokens are looked up and counted.
//!
//! Lower case; typographic quotes, apostrophes and dashes as their ASCII forms; numbers of three digits and more reduced to
//! their shape (`1,250` and `4,821` are both `0,000`), since their value says nothing about the words beside them.

/// Numbers with fewer digits than this keep their value: spinners swap `two` and `2`, `thirty` and `30`.
const SHAPED_DIGITS: usize = 3;

/// Writes the normal form of one token into `into`, replacing what was there.
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
    let digits = if token.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        token.bytes().filter(u8::is_ascii_digit).count()
    } else {
        0
    };
    let shaped = digits >= SHAPED_DIGITS;
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
    }
}
