//! The `verdict` column: what a reviewer made of a substitution, and how it is typed.
//!
//! | cell | decision |
//! |---|---|
//! | `accept`, in any case | the proposed original is applied |
//! | `reject`, in any case | the text is left as it stands |
//! | nothing | undecided |
//! | any other text | applied in place of the proposed original |
//! | a text in double quotes | the same, whatever it reads like: `"accept"`, `"no"`; `""` deletes the phrase |
//!
//! A slip must not end up in somebody's prose. So words that are meant as a verdict more often than as an original
//! (`yes`, `ok`, `n`, `accepted`), misspellings of the two verdicts (`acept`), and what spreadsheets put into a cell by themselves
//! (`TRUE`, `#NAME?`) are refused until they stand in double quotes.

/// What a reviewer made of a substitution: the `verdict` column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet; a blank cell.
    #[default]
    Undecided,
    /// Apply the proposed original.
    Accept,
    /// Leave the text as it stands.
    Reject,
    /// Put this instead, typed by the reviewer; nothing deletes the phrase.
    Other(String),
}

/// Words that may mean a verdict, in lower case.
const AMBIGUOUS: [&str; 34] = [
    "a",
    "agree",
    "agreed",
    "apply",
    "approve",
    "approved",
    "blank",
    "correct",
    "disagree",
    "f",
    "false",
    "keep",
    "n",
    "nein",
    "no",
    "none",
    "nope",
    "ok",
    "okay",
    "original",
    "r",
    "right",
    "skip",
    "t",
    "true",
    "undecided",
    "unsure",
    "x",
    "y",
    "yeah",
    "yep",
    "yes",
    "0",
    "1",
];

/// The verdicts, and forms of them that are no verdicts.
const VERDICTS: [&str; 6] = ["accept", "reject", "accepted", "rejected", "accepts", "rejects"];

/// Quotation marks around an original; some programs turn straight ones into the others.
const QUOTES: [(char, char); 3] = [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{201e}', '\u{201c}')];

/// The cell that [`read`] reads as `decision`.
///
/// ```
/// use unspin::review::{Decision, verdict::write};
/// assert_eq!(write(&Decision::Accept), "accept");
/// assert_eq!(write(&Decision::Other("defunct".into())), "defunct");
/// assert_eq!(write(&Decision::Other("no".into())), "\"no\"");
/// ```
#[must_use]
pub fn write(decision: &Decision) -> String {
    match decision {
        Decision::Undecided => String::new(),
        Decision::Accept => "accept".to_owned(),
        Decision::Reject => "reject".to_owned(),
        Decision::Other(original) if read(original).as_ref() == Ok(decision) => original.clone(),
        Decision::Other(original) => format!("\"{original}\""),
    }
}

/// The decision that a verdict cell holds; letter case and blanks around it do not matter.
///
/// ```
/// use unspin::review::{Decision, verdict::read};
/// assert_eq!(read(" Accept "), Ok(Decision::Accept));
/// assert_eq!(read("defunct"), Ok(Decision::Other("defunct".into())));
/// assert_eq!(read("\"accept\""), Ok(Decision::Other("accept".into())));
/// assert!(read("acept").is_err());
/// ```
///
/// # Errors
///
/// With the remedy, for a word that may be meant as a verdict and is none.
pub fn read(cell: &str) -> Result<Decision, String> {
    let cell = cell.trim();
    let unquoted = |(open, close): &(char, char)| cell.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
    if let Some(original) = QUOTES.iter().find_map(unquoted) {
        return Ok(Decision::Other(original.to_owned()));
    }
    let word = cell.to_lowercase();
    match word.as_str() {
        "" => Ok(Decision::Undecided),
        "accept" => Ok(Decision::Accept),
        "reject" => Ok(Decision::Reject),
        _ if is_doubtful(&word) => Err(format!(
            "verdict `{cell}` is not known; write accept or reject, leave the cell blank, or, if `{cell}` is the original, \
             write it in double quotes"
        )),
        _ => Ok(Decision::Other(cell.to_owned())),
    }
}

/// Whether `word` may be meant as a verdict.
fn is_doubtful(word: &str) -> bool {
    AMBIGUOUS.contains(&word)
        // What a formula that failed leaves, and marks such as `?`, `+` or a tick.
        || word.starts_with('#')
        || !word.contains(char::is_alphanumeric)
        || VERDICTS.iter().any(|verdict| strsim::osa_distance(word, verdict) <= 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_are_refused() {
        for slip in ["acept", "accpet", "Rejct", "rejected", "YES", "n", "ok", "TRUE", "1", "#NAME?", "?", "\u{2713}"] {
            let refusal = read(slip).unwrap_err();
            assert!(refusal.contains(&format!("`{slip}`")) && refusal.contains("accept or reject"), "{refusal}");
            assert_eq!(read(&format!("\"{slip}\"")), Ok(Decision::Other(slip.to_owned())));
        }
    }

    #[test]
    fn originals_are_taken() {
        for original in ["dead", "no one", "an", "expected", "yes men", "respect", "it's", "5"] {
            assert_eq!(read(original), Ok(Decision::Other(original.to_owned())));
        }
        assert_eq!(read("\u{201c}no\u{201d}"), Ok(Decision::Other("no".to_owned())));
        assert_eq!(read("\"\""), Ok(Decision::Other(String::new())));
    }

    proptest! {
        #[test]
        fn typed_originals_come_back(original in "accept|Reject|yes|acept|[\"\u{201c}\u{201d} a]{0,4}|.{0,5}") {
            let decision = Decision::Other(original);
            prop_assert_eq!(read(&write(&decision)), Ok(decision));
        }
    }
}
