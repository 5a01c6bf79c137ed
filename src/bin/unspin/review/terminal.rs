//! `unspin review` in the terminal: one substitution after the other, a key for each verdict.
//!
//! | module | purpose |
//! |---|---|
//! | `session` | what keys do, without terminal or file |
//! | `shown`, `filter` | which rows are shown, in which order, and where the reviewer is |
//! | `line_editor` | keys of a line that is being typed |
//! | `journal` | every verdict on the disk before the next key |
//! | `raw_mode` | the terminal taken over, and given back whatever happens |
//! | `view` | what is seen |

mod filter;
mod journal;
mod line_editor;
mod raw_mode;
mod session;
mod shown;
mod view;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unspin::Error;
use unspin::corpus::atomic;
use unspin::review::Review;

use crate::inputs::is_stdin;
use crate::{USAGE, tell};
use journal::Journal;
use raw_mode::RawMode;
use session::{Outcome, Session};

/// Exit status when the review was interrupted, as shells have it for Ctrl-C.
const INTERRUPTED: u8 = 130;

/// How long a signal may wait to be noticed.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whether a signal asked for the end.
static ENDED: AtomicBool = AtomicBool::new(false);

/// Reviews the list at `list`, and writes the verdicts into it.
///
/// # Errors
///
/// When the list cannot be read or written, its journal cannot be kept, or the terminal fails. What was decided is then in the
/// journal, for the next time.
pub fn run(list: &Path) -> Result<ExitCode, Error> {
    if is_stdin(list) || !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        tell_commands(list);
        return Ok(ExitCode::from(USAGE));
    }
    let bytes = read(list)?;
    let review = Review::read(&bytes[..], list)?;
    if review.rows().is_empty() {
        tell(&format!("{}: no substitutions, nothing to review", list.display()));
        return Ok(ExitCode::SUCCESS);
    }
    atomic::check(list)?;
    let (mut journal, entries) = Journal::open(list, review.rows())?;
    let mut session = Session::new(review);
    let mut is_changed = !entries.is_empty();
    if is_changed {
        session.tell(format!("{} keys of an earlier session were taken up again; u takes them back.", entries.len()));
    }
    entries.into_iter().for_each(|entry| session.apply(entry));
    session.go_to_first_undecided();

    // Where a handler is there already, the journal has all that matters.
    let _ = ctrlc::set_handler(|| ENDED.store(true, Ordering::Relaxed));
    let outcome = judge(&list.to_string_lossy(), &mut session, &mut journal, &mut is_changed);
    if !is_changed {
        journal.remove()?;
        outcome?;
        return Ok(ExitCode::SUCCESS);
    }
    let saved = outcome
        .and_then(|is_over| if is_over { save(list, &bytes, session.review()).map(|()| true) } else { Ok(false) });
    if let Ok(true) = saved {
        journal.remove()?;
        tell_verdicts(list, session.review());
        return Ok(ExitCode::SUCCESS);
    }
    let kept = journal::beside(list);
    tell(&format!("verdicts are kept in {}; `unspin review {}` goes on", kept.display(), quoted(list)));
    saved.map(|_| ExitCode::from(INTERRUPTED))
}

/// Key after key until the end; whether the verdicts are to be saved.
fn judge(name: &str, session: &mut Session, journal: &mut Journal, is_changed: &mut bool) -> Result<bool, Error> {
    let failed = |source| Error::Io { path: "terminal".into(), source };
    let mut terminal = RawMode::enter().map_err(failed)?;
    loop {
        let area = terminal.draw(|frame| view::draw(frame, name, session)).map_err(failed)?.area;
        let event = loop {
            if ENDED.load(Ordering::Relaxed) {
                return Ok(false);
            }
            if event::poll(PATIENCE).map_err(failed)? {
                break event::read().map_err(failed)?;
            }
        };
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if !view::is_big_enough(area.width, area.height) && !leaves(key) {
                    continue;
                }
                match session.press(key) {
                    Outcome::Draw => {}
                    Outcome::Record(entry) => {
                        journal.append(&entry, session.review().rows())?;
                        *is_changed = true;
                    }
                    Outcome::Save => return Ok(true),
                    Outcome::Leave => return Ok(false),
                }
            }
            Event::Paste(text) => session.paste(&text),
            _ => {}
        }
    }
}

/// Whether `key` is one that may be pressed blindly.
fn leaves(key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    key.code == KeyCode::Char(if control { 'c' } else { 'q' })
}

fn read(list: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(list).map_err(|source| Error::Io { path: list.to_owned(), source })
}

/// Writes the verdicts into the list, unless it is no longer the one that was read: `bytes`.
fn save(list: &Path, bytes: &[u8], review: &Review) -> Result<(), Error> {
    if read(list)? != bytes {
        let fault = "was changed by another program meanwhile, and is left as it is".to_owned();
        return Err(Error::Document { path: list.to_owned(), fault });
    }
    let mut reviewed = Vec::new();
    review.write(&mut reviewed, list, review.layout())?;
    atomic::write(list, &reviewed)
}

fn tell_verdicts(list: &Path, review: &Review) {
    let tally = review.tally();
    let other = if tally.other > 0 { format!(", {} another original", tally.other) } else { String::new() };
    tell(&format!(
        "{}: {} accepted, {} rejected{other}, {} undecided; `unspin apply {} --out DIR` makes the substitutions",
        list.display(),
        tally.accepted,
        tally.rejected,
        tally.undecided,
        quoted(list)
    ));
}

/// What does the same without a terminal.
fn tell_commands(list: &Path) {
    let list = quoted(list);
    tell("unspin: a review key by key needs a terminal; without one, judge in a spreadsheet or a browser:");
    for (command, does) in [
        (format!("unspin review --pairs {list}"), "one row for each pair, and one verdict for all its hits"),
        (format!("unspin review {list} --html report.html"), "a page to judge in a browser"),
        (
            format!("unspin apply {list} --out checked"),
            "makes the substitutions whose verdict is accept or another original",
        ),
        (format!("unspin apply {list} --out checked --blank 0.9"), "and the undecided ones of this confidence"),
    ] {
        tell(&format!("  {command}  # {does}"));
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        path.into_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_for_shells() {
        for (path, shown) in
            [("a/swaps.csv", "a/swaps.csv"), ("my swaps.csv", "'my swaps.csv'"), ("it's", r"'it'\''s'")]
        {
            assert_eq!(quoted(Path::new(path)), shown);
        }
    }
}
