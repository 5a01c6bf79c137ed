//! What is told and kept in the end: counts, what was refused, and the CSV of what remains.

use std::path::Path;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::review::Review;
use unspin::review::settle::{Fate, Refusal};

use crate::tell;

/// Refused rows that are told one by one; all of them are in the CSV of what remains.
const TOLD: usize = 20;

/// Writes what remains, laid out as the CSV was.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write(left: &Review, path: &Path) -> Result<(), Error> {
    let mut bytes = Vec::new();
    left.write(&mut bytes, path, left.layout())?;
    atomic::write(path, &bytes)
}

/// Tells which rows of the CSV at `path` were refused, and why; returns whether there are any.
pub fn tell_refused(review: &Review, fates: &[(usize, Fate)], path: &Path) -> bool {
    let mut refused: Vec<(usize, &Refusal)> = fates
        .iter()
        .filter_map(|(at, fate)| match fate {
            Fate::Refused(refusal) => Some((*at, refusal)),
            _ => None,
        })
        .collect();
    refused.sort_by_key(|(at, _)| *at);
    for (at, refusal) in refused.iter().take(TOLD) {
        let (line, row) = (review.line_of(*at), &review.rows()[*at]);
        tell(&format!("unspin: {}: line {line}: {}, `{}`: {refusal}", path.display(), row.document, row.spun));
    }
    if refused.len() > TOLD {
        tell(&format!("unspin: {}: {} more rows are refused", path.display(), refused.len() - TOLD));
    }
    !refused.is_empty()
}

/// The counts, in a line.
pub fn counts(fates: &[(usize, Fate)], remaining: Option<&Path>) -> String {
    let (mut applied, mut rejected, mut undecided, mut refused) = (0, 0, 0, 0);
    for (_, fate) in fates {
        *match fate {
            Fate::Applied => &mut applied,
            Fate::Rejected => &mut rejected,
            Fate::Undecided => &mut undecided,
            Fate::Refused(_) => &mut refused,
        } += 1;
    }
    let rest = match remaining {
        Some(path) if undecided + refused > 0 => format!("; what remains is in {}", path.display()),
        _ => String::new(),
    };
    format!("applied {applied}, rejected {rejected}, undecided {undecided}, refused {refused}{rest}")
}
