//! What a reviewer wants of a row, what became of it, and why it could not.

use std::fmt;

use crate::review::row::Row;
use crate::review::verdict::Decision;

/// What becomes of rows without a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Blank {
    /// They stay undecided.
    #[default]
    Keep,
    /// They are applied.
    Accept,
    /// They are rejected.
    Reject,
    /// Those of this confidence and above are applied, the others stay undecided.
    AtLeast(f64),
}

/// How rows are settled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Policy {
    /// What becomes of rows without a verdict.
    pub blank: Blank,
    /// Whether a row whose text has changed is looked for by its context.
    pub rebase: bool,
}

/// Why a row cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The text is not the one the row was found in.
    Stale,
    /// The text is, and the phrase is not there: a cell of the row was changed.
    Altered,
    /// Looked for by its context, the phrase was found so many times.
    Found(usize),
    /// It overlaps the row of this place among those settled together, which is not rejected.
    Overlaps(usize),
    /// It was made, and cannot be written there.
    Unwritable,
    /// There is no such document, or it cannot be read.
    Unread(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("the document has changed since; try --rebase, or make the report anew"),
            Self::Altered => f.write_str("the phrase does not stand there; restore the row's start, end and spun"),
            Self::Found(0) => f.write_str("the document has changed, and the phrase is not found in its context"),
            Self::Found(times) => {
                write!(f, "the document has changed, and the phrase is found {times} times in its context")
            }
            Self::Overlaps(_) => f.write_str("it overlaps another row; reject one of them"),
            Self::Unwritable => {
                f.write_str("what stands there is code or an address, or cannot be written in its encoding")
            }
            Self::Unread(why) => f.write_str(why),
        }
    }
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the text.
    Applied,
    /// The text stays as it stands.
    Rejected,
    /// Nothing was decided.
    Undecided,
    /// It should be applied and cannot be.
    Refused(Refusal),
}

/// What the reviewer wants of `row`.
pub(super) fn wish(row: &Row, blank: Blank) -> Fate {
    match (&row.decision, blank) {
        (Decision::Accept | Decision::Other(_), _) | (Decision::Undecided, Blank::Accept) => Fate::Applied,
        (Decision::Reject, _) | (Decision::Undecided, Blank::Reject) => Fate::Rejected,
        (Decision::Undecided, Blank::AtLeast(least)) if row.confidence >= least => Fate::Applied,
        (Decision::Undecided, _) => Fate::Undecided,
    }
}

/// What `row` puts in.
pub(super) fn replacement(row: &Row) -> &str {
    match &row.decision {
        Decision::Other(original) => original,
        _ => &row.original,
    }
}
