//! What was substituted, for people to judge: the substitution CSV, and diffs.
//!
//! Separate because a review outlives the run that made it: the rows hold all that is needed to show a substitution
//! without its document, and to notice later that the document has changed.
//!
//! | module | purpose |
//! |---|---|
//! | [`row`] | one substitution as a row, with its context and verdict |
//! | [`csv`] | the rows as a CSV file that survives spreadsheets |
//! | [`diff`] | two texts as a unified diff |
//! | [`display`] | text of a document made safe for a terminal |

pub mod cells;
pub mod csv;
pub mod diff;
pub mod display;
pub mod row;

pub use row::{Decision, Row, rows, source_hash};
