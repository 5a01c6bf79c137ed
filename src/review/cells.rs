//! The cells of the substitution CSV that need a notation of their own, each with its way back.

use crate::substitution::Alternative;

use super::row::Decision;

/// What a spreadsheet would run as a formula when a cell starts with it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// `cell` with an apostrophe before it if a spreadsheet would run it as a formula.
///
/// A cell that already looks guarded is guarded once more, so that [`unguard`] always gives back the very same cell.
///
/// ```
/// use unspin::review::cells::{guard, unguard};
/// assert_eq!(guard("=1+1"), "'=1+1");
/// assert_eq!(unguard("'=1+1"), "=1+1");
/// assert_eq!(guard("'tis"), "'tis");
/// ```
#[must_use]
pub fn guard(cell: &str) -> String {
    if cell.trim_start_matches('\'').starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// What [`guard`] was given.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
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

/// A verdict as typed: `accept`, `reject`, nothing, or another original.
///
/// An original that would read as something else, such as the word *accept* itself, stands in double quotes.
#[must_use]
pub fn write_decision(decision: &Decision) -> String {
    match decision {
        Decision::Undecided => String::new(),
        Decision::Accept => "accept".to_owned(),
        Decision::Reject => "reject".to_owned(),
        Decision::Other(original) if read_decision(original) == *decision => original.clone(),
        Decision::Other(original) => format!("\"{original}\""),
    }
}

/// The decision that a verdict cell holds; letter case and blanks around it do not matter.
///
/// ```
/// use unspin::review::{Decision, cells::read_decision};
/// assert_eq!(read_decision(" Accept "), Decision::Accept);
/// assert_eq!(read_decision("defunct"), Decision::Other("defunct".into()));
/// assert_eq!(read_decision("\"accept\""), Decision::Other("accept".into()));
/// ```
#[must_use]
pub fn read_decision(cell: &str) -> Decision {
    let cell = cell.trim();
    let quoted = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match (quoted, cell.to_lowercase().as_str()) {
        (Some(original), _) => Decision::Other(original.to_owned()),
        (None, "") => Decision::Undecided,
        (None, "accept") => Decision::Accept,
        (None, "reject") => Decision::Reject,
        (None, _) => Decision::Other(cell.to_owned()),
    }
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
        for word in ["", "dead", "'tis", "1=1", "a-b"] {
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
        fn guarded_cells_come_back(cell in "'{0,2}[=+@\t\r-]?.{0,4}") {
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
        fn typed_originals_come_back(original in "accept|Reject|[\" a]{0,4}|.{0,5}") {
            let decision = Decision::Other(original);
            prop_assert_eq!(read_decision(&write_decision(&decision)), decision);
        }
    }
}
