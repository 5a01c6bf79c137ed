//! What was substituted, for people to judge: one list of rows, every face of it, and what was decided.
//!
//! Separate because a review outlives the run that made it: the rows hold all that is needed to show a substitution
//! without its document, and to notice later that the document has changed.
//!
//! | module | purpose |
//! |---|---|
//! | [`row`] | one substitution as a row, with its context and verdict |
//! | [`list`] | the rows under review, by pair and by document |
//! | [`pair`] | what was put in the place of what, and all hits of it |
//! | [`verdict`], [`cells`] | how decisions and other cells are written and read |
//! | [`rules`] | verdicts on pairs that outlive their texts, and the CSV of pairs |
//! | [`settle`] | what is to become of each row in a text, and of the text |
//! | [`report`] | the rows in any form: [`csv`], [`json`], [`sarif`] |
//! | [`csv`] | the rows as a CSV file that survives spreadsheets |
//! | [`html`] | the rows as one HTML file, to judge in a browser |
//! | [`diff`] | two texts as a unified diff |
//! | [`display`] | text of a document made safe for a terminal |

pub mod cells;
pub mod csv;
pub mod diff;
pub mod display;
pub mod html;
pub mod json;
pub mod list;
pub mod pair;
pub mod report;
pub mod row;
pub mod rules;
pub mod sarif;
pub mod settle;
pub mod verdict;

pub use list::Review;
pub use pair::Pair;
pub use report::{Form, Report};
pub use row::{Row, Rows, rows, source_hash};
pub use rules::Rules;
pub use verdict::Decision;
