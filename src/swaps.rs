//! The swap table: what spinners put in the place of what.
//!
//! 1. [`source`]: the rows as people read and edit them, tab-separated, each of a [`Dialect`];
//! 2. [`lint`] and [`keep`]: the checks they must pass; [`merge`]: rows of the user's own beside them;
//! 3. [`inflect`]: lemma rows in all their forms; [`compile`](mod@compile): the same rows as finite-state maps; [`shipped`]: those
//!    that the build script embedded;
//! 4. [`table`]: exact lookup of spun phrases and of keys; [`fuzzy`]: what is nearly a spun phrase;
//! 5. [`learn`]: new rows counted from texts and what a spinner made of them; [`import`]: rows from the lists of others;
//!    [`thesaurus`]: rows for unknown spinners, chosen from WordNet;
//! 6. [`stats`]: what a table holds, in figures.

pub(crate) mod beginnings;
pub mod compile;
mod cycles;
mod dialect;
pub(crate) mod endings;
mod firsts;
mod format;
pub mod fuzzy;
pub mod hashed;
mod ids;
pub mod import;
pub mod inflect;
pub mod keep;
pub mod learn;
pub mod lint;
pub mod merge;
pub mod shipped;
mod slips;
pub mod source;
pub mod stats;
pub mod table;
pub mod thesaurus;

pub use compile::compile;
pub use ids::{OriginalId, Posting, TableWord};
pub use source::{Dialect, Fault, MalformedDialect, Row};
pub use table::{Original, SwapTable};

use crate::Error;

impl From<Fault> for Error {
    fn from(Fault { file, line, what, remedy }: Fault) -> Self {
        Self::Row { file, line, fault: what, remedy }
    }
}
