//! The cells of the substitution CSV that need a notation of their own, each with its way back.

use crate::substitution::Alternative;

/// What a spreadsheet would run as a formula when a cell starts with it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What a line feed is shown as.
pub const LINE_FEED: char = '⏎';

/// What a carriage return is shown as.
pub const CARRIAGE_RETURN: char = '␍';

/// `cell` with an apostrophe before it if a spreadsheet would run it as a formula, or would read it as a truth value or a
/// date and write it back otherwise.
///
/// A cell that already looks guarded is guarded once more, so that [`unguard`] always gives back the very same cell.
///
/// ```
/// use unspin::review::cells::{guard, unguard};
/// assert_eq!(guard("=1+1"), "'=1+1");
/// assert_eq!(unguard("'=1+1"), "=1+1");
/// assert_eq!(guard("1/2"), "'1/2");
/// assert_eq!(guard("'tis"), "'tis");
/// ```
#[must_use]
pub fn guard(cell: &str) -> String {
    if is_unsafe(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// What [`guard`] was given.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_unsafe(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_unsafe(cell: &str) -> bool {
    cell.starts_with(FORMULA) || is_value(cell)
}

/// Whether a spreadsheet would take `cell` for a number, a date or a truth value.
fn is_value(cell: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_digit() || b".,:/-%eE ".contains(&b);
    (cell.bytes().all(is_part) && cell.starts_with(|c: char| c == '.' || c.is_ascii_digit()))
        || ["true", "false"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Alternatives as `text=0.123|text=0.045`; `\`, `|` and `=` in a text stand behind a `\`.
#[must_use]
pub fn write_alternatives(alternatives: &[Alternative]) -> String {
    let mut cell = String::new();
    for (i, alternative) in alternatives.iter().enumerate() {
        if i > 0 {
            cell.push('|');
        }
        for c in alternative.original.chars() {
            if matches!(c, '\\' | '|' | '=') {
                cell.push('\\');
            }
            cell.push(c);
        }
        cell.push_str(&format!("={:.3}", alternative.confidence));
    }
    cell
}

/// The alternatives that [`write_alternatives`] wrote.
///
/// # Errors
///
/// With what is wrong, when the cell is not of that form.
pub fn read_alternatives(cell: &str) -> Result<Vec<Alternative>, String> {
    let mut alternatives = Vec::new();
    let mut chars = cell.chars().peekable();
    while chars.peek().is_some() {
        let mut original = String::new();
        loop {
            match chars.next() {
                Some('=') => break,
                Some('\\') => original.extend(chars.next()),
                Some('|') | None => return Err(format!("alternative `{original}` has no `=` and confidence")),
                Some(c) => original.push(c),
            }
        }
        let mut number = String::new();
        // Takes the `|` with it.
        for c in chars.by_ref().take_while(|&c| c != '|') {
            number.push(c);
        }
        let confidence = number
            .trim()
            .parse()
            .map_err(|_| format!("confidence `{number}` of alternative `{original}` is no number"))?;
        alternatives.push(Alternative { original, confidence });
    }
    Ok(alternatives)
}

/// `text` on one line: a line feed as `⏎`, a carriage return as `␍`, and these two and `\` behind a `\`.
///
/// Programs that rewrite line ends, and those that read line by line, would otherwise change the phrase.
#[must_use]
pub fn mark_breaks(text: &str) -> String {
    if !text.contains(['\n', '\r', '\\', LINE_FEED, CARRIAGE_RETURN]) {
        return text.to_owned();
    }
    let mut cell = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => cell.push(LINE_FEED),
            '\r' => cell.push(CARRIAGE_RETURN),
            '\\' | LINE_FEED | CARRIAGE_RETURN => cell.extend(['\\', c]),
            _ => cell.push(c),
        }
    }
    cell
}

/// What [`mark_breaks`] was given.
///
/// ```
/// use unspin::review::cells::{mark_breaks, unmark_breaks};
/// assert_eq!(mark_breaks("no\nperson"), "no⏎person");
/// assert_eq!(unmark_breaks("no⏎person"), "no\nperson");
/// ```
#[must_use]
pub fn unmark_breaks(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            LINE_FEED => text.push('\n'),
            CARRIAGE_RETURN => text.push('\r'),
            '\\' => text.extend(chars.next()),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_words_are_not() {
        for formula in ["=A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guard(formula), format!("'{formula}"));
        }
        for value in ["True", "false", "1/2", "007", "1.50", "3-4", "1e5"] {
            assert_eq!(guard(value), format!("'{value}"));
        }
        for word in ["", "dead", "'tis", "1=1", "a-b", "12 months", "true or false", "e"] {
            assert_eq!(guard(word), word);
        }
    }

    #[test]
    fn alternatives_are_written_as_documented() {
        let alternatives = [("dead", 0.1234), ("a|b=c\\", 0.045)]
            .map(|(original, confidence)| Alternative { original: original.to_owned(), confidence });
        assert_eq!(write_alternatives(&alternatives), r"dead=0.123|a\|b\=c\\=0.045");
        assert!(read_alternatives("dead").is_err());
        assert!(read_alternatives("dead=much").is_err());
    }

    proptest! {
        #[test]
        fn guarded_cells_come_back(cell in "'{0,2}([=+@\t\r-]?.{0,4}|true|[0-9/.]{0,4})") {
            let guarded = guard(&cell);
            prop_assert!(!guarded.starts_with(FORMULA));
            prop_assert_eq!(unguard(&guarded), cell);
        }

        #[test]
        fn alternatives_come_back(originals in prop::collection::vec((r"[a\\|=' ]{0,5}", 0..1000u16), 0..4)) {
            let alternatives: Vec<_> = originals
                .into_iter()
                .map(|(original, mille)| Alternative { original, confidence: f64::from(mille) / 1000.0 })
                .collect();
            prop_assert_eq!(read_alternatives(&write_alternatives(&alternatives)).unwrap(), alternatives);
        }

        #[test]
        fn marked_breaks_come_back(text in "[a\r\n⏎␍\\\\]{0,8}") {
            let marked = mark_breaks(&text);
            prop_assert!(!marked.contains(['\r', '\n']));
            prop_assert_eq!(unmark_breaks(&marked), text);
        }
    }
}
