//! A review in the terminal as a state machine: a key goes in, and what must be written down comes out.
//!
//! Nothing here knows a terminal or a file, so what keys do is tested key by key.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use unspin::review::{Decision, Review, Row};

use super::filter::Filter;
use super::line_editor;
use super::shown::{Shown, Sort, is_open};

/// What a key decided, to be journalled before anything else happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// These rows, by their place in the list, got these verdicts.
    Decide(Vec<(usize, Decision)>),
    /// The last of the former was taken back.
    Undo,
}

/// What is to be done after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing but to draw.
    Draw,
    /// Write this down.
    Record(Entry),
    /// Write the verdicts into the list, and end.
    Save,
    /// End; the journal stays.
    Leave,
}

/// What the next key means.
#[derive(Clone, Debug)]
pub enum Mode {
    /// A verdict, or one of the other keys.
    Judge,
    /// Part of another original.
    Type(Input),
    /// Part of a filter.
    Filter(Input),
    /// The verdict on these rows, the rest of a document.
    Rest(Vec<usize>),
    /// The end of the help.
    Help,
}

/// The list under review.
pub struct Session {
    review: Review,
    shown: Shown,
    mode: Mode,
    /// What each key that decided something replaced.
    history: Vec<Vec<(usize, Decision)>>,
    notice: String,
}

impl Session {
    /// Begins with the first undecided row of the list.
    pub fn new(review: Review) -> Self {
        let shown = Shown::all(review.rows());
        Self { review, shown, mode: Mode::Judge, history: Vec::new(), notice: String::new() }
    }

    /// What happens at `key`.
    pub fn press(&mut self, key: KeyEvent) -> Outcome {
        self.notice.clear();
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
            return Outcome::Leave;
        }
        match std::mem::replace(&mut self.mode, Mode::Judge) {
            Mode::Judge => self.judge(key),
            Mode::Type(input) => self.edit(key, input, Mode::Type, Self::take_typed),
            Mode::Filter(input) => self.edit(key, input, Mode::Filter, Self::take_filter),
            Mode::Rest(rows) => match key.code {
                KeyCode::Char('y') => self.decide(&rows, &Decision::Accept),
                KeyCode::Char('n') => self.decide(&rows, &Decision::Reject),
                _ => Outcome::Draw,
            },
            Mode::Help => Outcome::Draw,
        }
    }

    /// Text from the clipboard: part of what is being typed, and never keys.
    pub fn paste(&mut self, text: &str) {
        if let Mode::Type(input) | Mode::Filter(input) = &mut self.mode {
            line_editor::paste(input, text);
        }
    }

    fn judge(&mut self, key: KeyEvent) -> Outcome {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return Outcome::Draw;
        }
        match key.code {
            KeyCode::Char('q') => return Outcome::Save,
            KeyCode::Char('u') => return self.undo(),
            KeyCode::Char('g') => self.sort_otherwise(),
            KeyCode::Char('?') => self.mode = Mode::Help,
            KeyCode::Char('/') => self.mode = Mode::Filter(Input::new(self.shown.filter().typed().to_owned())),
            code => {
                if let Some(current) = self.shown.current() {
                    return self.judge_row(code, current);
                }
            }
        }
        Outcome::Draw
    }

    /// A key that concerns the row the reviewer is at.
    fn judge_row(&mut self, code: KeyCode, current: usize) -> Outcome {
        match code {
            KeyCode::Char('y') => return self.decide(&[current], &Decision::Accept),
            KeyCode::Char('n') => return self.decide(&[current], &Decision::Reject),
            KeyCode::Char('Y') => return self.decide(&self.same_pair(current), &Decision::Accept),
            KeyCode::Char('N') => return self.decide(&self.same_pair(current), &Decision::Reject),
            KeyCode::Char(digit @ '1'..='9') => {
                let number = digit as usize - '1' as usize;
                match self.review.rows()[current].alternatives.get(number) {
                    Some(alternative) => return self.decide_as(current, &alternative.original.clone()),
                    None => self.notice = format!("There is no alternative {digit}."),
                }
            }
            KeyCode::Char('e') => self.mode = Mode::Type(Input::new(self.review.rows()[current].original.clone())),
            KeyCode::Char('D') => {
                let rest = self.rest_of_document(current);
                if rest.is_empty() {
                    self.notice = "From here on, this document has nothing undecided.".to_owned();
                } else {
                    self.mode = Mode::Rest(rest);
                }
            }
            KeyCode::Char(' ') => self.go_to_next_undecided(),
            KeyCode::Right | KeyCode::Down | KeyCode::Char('j') => self.shown.step(1),
            KeyCode::Left | KeyCode::Up | KeyCode::Char('k') => self.shown.step(-1),
            KeyCode::Home => self.shown.step(isize::MIN),
            KeyCode::End => self.shown.step(isize::MAX),
            _ => {}
        }
        Outcome::Draw
    }

    /// A key in a line that is being typed: Enter takes it, Escape drops it.
    fn edit(
        &mut self,
        key: KeyEvent,
        mut input: Input,
        mode: fn(Input) -> Mode,
        take: fn(&mut Self, &str) -> Outcome,
    ) -> Outcome {
        match key.code {
            KeyCode::Enter => take(self, input.value()),
            KeyCode::Esc => Outcome::Draw,
            _ => {
                line_editor::press(&mut input, key);
                self.mode = mode(input);
                Outcome::Draw
            }
        }
    }

    fn take_typed(&mut self, typed: &str) -> Outcome {
        let Some(current) = self.shown.current() else { return Outcome::Draw };
        if typed.trim().is_empty() {
            self.notice = "Nothing was typed; n leaves the text as it stands.".to_owned();
            return Outcome::Draw;
        }
        self.decide_as(current, typed)
    }

    fn take_filter(&mut self, typed: &str) -> Outcome {
        self.shown.filter_by(Filter::new(typed), self.review.rows());
        Outcome::Draw
    }

    /// The verdict that puts `text` in the place of a spun phrase, whatever it is called.
    fn decide_as(&mut self, row: usize, text: &str) -> Outcome {
        let decision = match &self.review.rows()[row] {
            Row { original, .. } if original == text => Decision::Accept,
            Row { spun, .. } if spun == text => Decision::Reject,
            _ => Decision::Other(text.to_owned()),
        };
        self.decide(&[row], &decision)
    }

    fn decide(&mut self, rows: &[usize], decision: &Decision) -> Outcome {
        let changes: Vec<_> = rows
            .iter()
            .filter(|&&row| self.review.rows()[row].decision != *decision)
            .map(|&row| (row, decision.clone()))
            .collect();
        let entry = (!changes.is_empty()).then_some(Entry::Decide(changes));
        if let Some(entry) = &entry {
            self.apply(entry.clone());
        }
        if rows.len() > 1 {
            let did = if *decision == Decision::Accept { "Accepted" } else { "Rejected" };
            self.notice = format!("{did} at {} places.", rows.len());
        }
        self.go_to_next_undecided();
        entry.map_or(Outcome::Draw, Outcome::Record)
    }

    fn undo(&mut self) -> Outcome {
        let Some(first) = self.history.last().and_then(|change| change.first()).map(|&(row, _)| row) else {
            self.notice = "There is nothing to take back.".to_owned();
            return Outcome::Draw;
        };
        self.apply(Entry::Undo);
        self.shown.go_to(first);
        Outcome::Record(Entry::Undo)
    }

    /// Makes the changes of `entry`, of a key or of a journal.
    pub fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Decide(changes) => {
                let replace = |(row, decision)| (row, self.review.decide(row, decision));
                let replaced = changes.into_iter().map(replace).collect();
                self.history.push(replaced);
            }
            Entry::Undo => {
                for (row, decision) in self.history.pop().unwrap_or_default() {
                    self.review.decide(row, decision);
                }
            }
        }
    }

    /// The row, and all undecided rows of its pair, wherever they are.
    fn same_pair(&self, current: usize) -> Vec<usize> {
        let pair = &self.review.pairs()[self.review.pair_of(current)];
        pair.rows.iter().copied().filter(|&row| row == current || is_open(&self.review.rows()[row])).collect()
    }

    /// The undecided rows of the document of `current` that are shown from here on.
    fn rest_of_document(&self, current: usize) -> Vec<usize> {
        let rows = self.review.rows();
        let in_rest = |row: &usize| rows[*row].document == rows[current].document && is_open(&rows[*row]);
        self.shown.rest().iter().copied().filter(in_rest).collect()
    }

    fn sort_otherwise(&mut self) {
        self.shown.sort_otherwise(self.review.rows());
        self.notice = match self.shown.sort() {
            Sort::List => "In the order of the list.",
            Sort::Doubtful => "Least confident first.",
            Sort::Certain => "Most confident first.",
        }
        .to_owned();
    }

    /// Goes to the first row that is shown and undecided, else to the first.
    pub fn go_to_first_undecided(&mut self) {
        self.shown.go_to_first_undecided(self.review.rows());
    }

    fn go_to_next_undecided(&mut self) {
        if !self.shown.go_to_next_undecided(self.review.rows()) {
            self.notice = match self.review.tally().undecided {
                0 => "All is decided: q saves and quits.",
                _ => "No other of those shown is undecided.",
            }
            .to_owned();
        }
    }

    /// The list with its verdicts.
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// What is shown of it.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// The row the reviewer is at; none where the filter lets none pass.
    pub fn current(&self) -> Option<&Row> {
        self.shown.current().map(|row| &self.review.rows()[row])
    }

    /// How many rows have the pair of the current one, and how many of them are undecided.
    pub fn pair_counts(&self) -> (usize, usize) {
        let Some(current) = self.shown.current() else { return (0, 0) };
        let rows = &self.review.pairs()[self.review.pair_of(current)].rows;
        (rows.len(), rows.iter().filter(|&&row| is_open(&self.review.rows()[row])).count())
    }

    /// What the next key means.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// What there is to tell about the last key, or nothing.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// Tells `notice` until the next key.
    pub fn tell(&mut self, notice: String) {
        self.notice = notice;
    }
}

#[cfg(test)]
pub mod tests;
