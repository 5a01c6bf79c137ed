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
//! | [`csv`] | the rows as a CSV file that survives spreadsheets |
//! | [`html`] | the rows as one HTML file, to judge in a browser |
//! | [`diff`] | two texts as a unified diff |
//! | [`display`] | text of a document made safe for a terminal |

pub mod cells;
pub mod csv;
pub mod diff;
pub mod display;
pub mod html;
pub mod list;
pub mod pair;
pub mod row;
pub mod verdict;

pub use list::Review;
pub use pair::Pair;
pub use row::{Row, rows, source_hash};
pub use verdict::Decision;
