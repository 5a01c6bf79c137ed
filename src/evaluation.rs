//! How much of the damage is undone, and how much harm is done.
//!
//! A spun text, its original and a restored output, aligned by lines, are scored line by line into a [`Tally`]:
//!
//! 1. The spun line becomes a row of segments: text to keep, and the edits that the spinner made. The edits are known (a table
//!    of gold edits, see [`read_edits`]) or are the word differences between the spun line and its original.
//! 2. The output line is aligned with the segments at the least cost in words; an edit may be read as any of its originals or,
//!    half a word dearer, as its spun words.
//! 3. Every edit is then *restored* (one of its originals, exactly), *missed* (still spun) or *wrong* (something else), and
//!    what changed in the text to keep is *harm*.
//!
//! Beside that, [`judge_line`] tells of every substitution that the restorer proposed, made or not, whether it is right;
//! [`Calibration`] compares that with the confidences, and [`reliability_diagram`] draws it.
//!
//! Words and punctuation marks are the tokens and case counts; white space does not, and typographic quotes and dashes equal
//! their ASCII forms. These tokens differ from those of [`crate::text`] on purpose: the figures must stay comparable when the
//! tokeniser of the restorer changes, so the scorer shares nothing with what it judges.
//!
//! ```
//! use unspin::evaluation::{Tally, score_line};
//! let mut tally = Tally::default();
//! let (spun, original) = ("It left dozens useless on either side.", "It left dozens dead on both sides.");
//! score_line(spun, original, None, "It left dozens dead on either side.", &mut tally, &mut |_| ());
//! assert_eq!((tally.edits, tally.restored, tally.missed, tally.harm), (2, 1, 1, 0));
//! assert_eq!(tally.precision(), 1.0);
//! assert_eq!(tally.recall(), 0.5);
//! ```

mod alignment;
mod calibration;
mod documents;
mod edits;
mod matching_blocks;
mod proposals;
mod reliability;
mod score;
mod segments;
mod tally;
mod tokens;

pub use calibration::{AtLeast, BINS, Bin, Calibration, THRESHOLDS};
pub use documents::read_documents;
pub use edits::{GoldEdit, read_edits};
pub use proposals::judge_line;
pub use reliability::reliability_diagram;
pub use score::{Event, Verdict, score_line};
pub use tally::Tally;
