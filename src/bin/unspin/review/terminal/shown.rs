//! Which rows are shown, in which order, and where among them the reviewer is.

use unspin::review::{Decision, Row};

use super::filter::Filter;

/// In which order rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// As in the list.
    List,
    /// Those first that are least certain.
    Doubtful,
    /// Those first that are most certain.
    Certain,
}

/// The rows shown, by their numbers in the list, and one of them.
pub struct Shown {
    order: Vec<usize>,
    at: usize,
    sort: Sort,
    filter: Filter,
}

impl Shown {
    /// All rows, as in the list, and the first undecided one of them.
    pub fn all(rows: &[Row]) -> Self {
        let mut shown = Self { order: Vec::new(), at: 0, sort: Sort::List, filter: Filter::default() };
        shown.arrange(rows);
        shown
    }

    /// Shows only what passes `filter`, from the first undecided row on.
    pub fn filter_by(&mut self, filter: Filter, rows: &[Row]) {
        self.filter = filter;
        self.arrange(rows);
    }

    /// Goes over to the next order, and to its first undecided row.
    pub fn sort_otherwise(&mut self, rows: &[Row]) {
        self.sort = match self.sort {
            Sort::List => Sort::Doubtful,
            Sort::Doubtful => Sort::Certain,
            Sort::Certain => Sort::List,
        };
        self.arrange(rows);
    }

    fn arrange(&mut self, rows: &[Row]) {
        self.order = (0..rows.len()).filter(|&row| self.filter.passes(&rows[row])).collect();
        let confidence = |row: &usize| rows[*row].confidence;
        match self.sort {
            Sort::List => {}
            Sort::Doubtful => self.order.sort_by(|a, b| confidence(a).total_cmp(&confidence(b))),
            Sort::Certain => self.order.sort_by(|a, b| confidence(b).total_cmp(&confidence(a))),
        }
        self.go_to_first_undecided(rows);
    }

    /// Goes to the first undecided row, else to the first.
    pub fn go_to_first_undecided(&mut self, rows: &[Row]) {
        self.at = self.order.iter().position(|&row| is_open(&rows[row])).unwrap_or(0);
    }

    /// Goes on to the next undecided row, from the last to the first; stays where there is no other, and tells whether there
    /// was one.
    pub fn go_to_next_undecided(&mut self, rows: &[Row]) -> bool {
        let count = self.order.len();
        let mut others = (1..count).map(|step| (self.at + step) % count);
        let next = others.find(|&at| is_open(&rows[self.order[at]]));
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    /// Goes to this row, where it is shown.
    pub fn go_to(&mut self, row: usize) {
        self.at = self.order.iter().position(|&other| other == row).unwrap_or(self.at);
    }

    /// Goes so many rows on, or back, and no further than there are.
    pub fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.order.len().saturating_sub(1));
    }

    /// The row the reviewer is at; none where the filter lets none pass.
    pub fn current(&self) -> Option<usize> {
        self.order.get(self.at).copied()
    }

    /// The rows from there on.
    pub fn rest(&self) -> &[usize] {
        &self.order[self.at..]
    }

    /// Where the reviewer is, counted from 1, and how many rows are shown.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.order.len())
    }

    /// Which rows are shown.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// In which order.
    pub fn sort(&self) -> Sort {
        self.sort
    }
}

/// Whether a row has no verdict.
pub fn is_open(row: &Row) -> bool {
    row.decision == Decision::Undecided
}
