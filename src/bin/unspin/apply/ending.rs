//! What is told and kept in the end: counts, what was refused, and the CSV of what remains.

use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::atomic;
use unspin::review::Review;
use unspin::review::settle::{Fate, Refusal};

use super::Args;
use crate::inputs::is_stdin;
use crate::tell;

/// Refused rows that are told one by one; all of them are in the CSV of what remains.
const TOLD: usize = 20;

/// Where the rows that remain go to.
pub enum Remaining {
    /// To the file that was asked for.
    Asked(PathBuf),
    /// Beside the list, and beside what remained of it before, which may have verdicts by now.
    Beside(PathBuf),
}

impl Remaining {
    /// What was asked for, else beside the list where documents are written: the list no longer fits them then.
    pub fn of(args: &Args) -> Option<Self> {
        if let Some(path) = &args.remaining {
            return Some(Self::Asked(path.clone()));
        }
        let list = if is_stdin(&args.csv) { Path::new("list.csv") } else { &args.csv };
        (args.in_place || args.out.is_some()).then(|| Self::Beside(numbered(list, 1)))
    }

    /// The file, or the first of those that it may be.
    pub fn path(&self) -> &Path {
        match self {
            Self::Asked(path) | Self::Beside(path) => path,
        }
    }

    /// Writes what remains, laid out as the list was; returns where to.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(self, left: &Review) -> Result<PathBuf, Error> {
        let mut bytes = Vec::new();
        left.write(&mut bytes, self.path(), left.layout())?;
        let path = match self {
            Self::Asked(path) => path,
            Self::Beside(first) => {
                let list = first.with_extension("").with_extension("csv");
                let is_free = |path: &PathBuf| !path.exists() || std::fs::read(path).is_ok_and(|old| old == bytes);
                (1..).map(|number| numbered(&list, number)).find(is_free).expect("numbers do not end")
            }
        };
        atomic::write(&path, &bytes)?;
        Ok(path)
    }
}

/// `subs.csv` as `subs.remaining.csv`, `subs.remaining-2.csv` and so on.
fn numbered(list: &Path, number: usize) -> PathBuf {
    let mut name = list.file_stem().unwrap_or_default().to_owned();
    name.push(if number == 1 { ".remaining.csv".to_owned() } else { format!(".remaining-{number}.csv") });
    list.with_file_name(name)
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
