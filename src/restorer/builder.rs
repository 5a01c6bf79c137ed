//! Choosing the parts of a restorer.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Restorer, Settings};
use crate::channel::Channel;
use crate::channel::dialects::{Dialects, Open};
use crate::channel::vocabulary::Vocabulary;
use crate::chooser::Chooser;
use crate::error::Error;
use crate::language_model::LanguageModel;
use crate::swaps::merge::{by_dialect, merge};
use crate::swaps::shipped::{self, Shipped};
use crate::swaps::{Dialect, Row, SwapTable};

/// Chooses the parts of a [`Restorer`].
///
/// ```
/// use unspin::swaps::{Dialect, Row};
/// // A spinner of one's own, beside those that ship.
/// let spinbot: Dialect = "spinbot".parse()?;
/// let row = Row {
///     spun: "mammoth rodent".into(), original: "capybara".into(),
///     weight: 0.9, dialect: spinbot, note: String::new(),
/// };
/// let restorer = unspin::Restorer::builder().dictionary([row]).build()?;
/// assert_eq!(restorer.dialects().count(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct RestorerBuilder {
    model: Option<LanguageModel>,
    tables: Vec<SwapTable>,
    rows: Vec<Row>,
    dialects: BTreeSet<Dialect>,
    chooser: Option<Option<Chooser>>,
    min_confidence: Option<f64>,
}

/// Least confidence of a substitution that is made unless another is asked for: likelier right than not. On the development set 0.42 undoes
/// 0.887 of the damage, 0.5 0.881 and 0.6 0.870, at an F0.5 of 0.922, 0.925 and 0.929.
pub const MIN_CONFIDENCE: f64 = 0.5;

impl RestorerBuilder {
    /// Takes `model` in place of the embedded language model.
    #[must_use]
    pub fn language_model(mut self, model: LanguageModel) -> Self {
        self.model = Some(model);
        self
    }

    /// Looks for this dialect only; called again, for that one too. Without it, for all that ship and all that were added.
    #[must_use]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialects.insert(dialect);
        self
    }

    /// Adds rows, each to the table of its dialect: beside the shipped ones, over which they win, or as a table of their own
    /// where no shipped one has that dialect. See [`merge`](crate::swaps::merge).
    #[must_use]
    pub fn dictionary(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Adds a compiled table, as [`dictionary`](Self::dictionary) adds its rows; where no other has its dialect, it is taken as it
    /// is and costs no compiling.
    #[must_use]
    pub fn swap_table(mut self, table: SwapTable) -> Self {
        self.tables.push(table);
        self
    }

    /// Takes `chooser` in place of the embedded one, or none.
    #[must_use]
    pub fn chooser(mut self, chooser: Option<Chooser>) -> Self {
        self.chooser = Some(chooser);
        self
    }

    /// Makes no substitution of a confidence below `least`, 0 to 1.
    #[must_use]
    pub fn min_confidence(mut self, least: f64) -> Self {
        self.min_confidence = Some(least);
        self
    }

    /// Joins the parts.
    ///
    /// # Errors
    ///
    /// When an embedded artefact does not open: the program was built from mismatched files. When a dialect was asked for
    /// that has no table.
    pub fn build(self) -> Result<Restorer, Error> {
        let is_embedded = self.model.is_none();
        let model = Arc::new(self.model.map_or_else(LanguageModel::embedded, Ok)?);
        let wanted = |dialect: &Dialect| self.dialects.is_empty() || self.dialects.contains(dialect);
        let mut known: BTreeSet<Dialect> = shipped::TABLES.iter().map(|shipped| shipped.dialect).collect();
        let mut tables: Vec<Table> = Vec::new();
        for shipped in shipped::TABLES.into_iter().filter(|shipped| wanted(&shipped.dialect)) {
            tables.push(Table::Shipped(shipped));
        }
        for table in self.tables {
            known.insert(table.dialect());
            if wanted(&table.dialect()) {
                match tables.iter_mut().find(|other| other.dialect() == table.dialect()) {
                    Some(other) => other.replace(|other| other.with_table(&table)),
                    None => tables.push(Table::Own(Box::new(table))),
                }
            }
        }
        for (dialect, rows) in by_dialect(self.rows) {
            known.insert(dialect);
            if wanted(&dialect) {
                match tables.iter_mut().find(|other| other.dialect() == dialect) {
                    Some(other) => other.replace(|other| other.with_rows(&rows)),
                    None => tables.push(Table::Own(Box::new(SwapTable::from_rows(dialect, &merge(Vec::new(), rows))))),
                }
            }
        }
        if let Some(unknown) = self.dialects.iter().find(|dialect| !known.contains(dialect)) {
            let known = known.iter().map(Dialect::name).collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownDialect { dialect: unknown.to_string(), known });
        }
        let dialects = joined(&model, is_embedded, tables);
        let settings = Settings { min_confidence: self.min_confidence.unwrap_or(MIN_CONFIDENCE) };
        let chooser = self.chooser.map_or_else(|| Chooser::embedded().map(Some), Ok)?;
        Ok(Restorer { dialects, chooser, settings })
    }
}

/// A table, yet to be opened or open.
enum Table {
    Shipped(Shipped),
    Own(Box<SwapTable>),
}

impl Table {
    fn dialect(&self) -> Dialect {
        match self {
            Self::Shipped(shipped) => shipped.dialect,
            Self::Own(table) => table.dialect(),
        }
    }

    /// Puts what `made` makes of the table in its place.
    fn replace(&mut self, made: impl FnOnce(&SwapTable) -> SwapTable) {
        *self = Self::Own(Box::new(match self {
            Self::Shipped(shipped) => made(&shipped.table()),
            Self::Own(table) => made(table),
        }));
    }

    /// Its channel; `is_embedded` tells whether `model` is the embedded one.
    fn join(self, model: &Arc<LanguageModel>, is_embedded: bool) -> Channel {
        let model = Arc::clone(model);
        match self {
            Self::Shipped(shipped) if is_embedded => Channel::shipped(model, &shipped),
            Self::Shipped(shipped) => Channel::new(model, shipped.table()),
            Self::Own(table) => Channel::new(model, *table),
        }
    }
}

/// The channels of `tables`, each opened when it is needed.
fn joined(model: &Arc<LanguageModel>, is_embedded: bool, tables: Vec<Table>) -> Dialects {
    let as_shipped = is_embedded
        && tables.len() == shipped::TABLES.len()
        && tables.iter().all(|table| matches!(table, Table::Shipped(_)));
    let dialects = shipped::TABLES.map(|shipped| shipped.dialect);
    let all = if as_shipped { Vocabulary::from_bytes(shipped::VOCABULARY, &dialects) } else { None };
    let open = |table: Table| {
        let model = Arc::clone(model);
        Box::new(move || table.join(&model, is_embedded)) as Open
    };
    Dialects::new(tables.into_iter().map(open), all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(spun: &str, original: &str, weight: f32, dialect: &str) -> Row {
        let dialect = dialect.parse().unwrap();
        Row { spun: spun.into(), original: original.into(), weight, dialect, note: String::new() }
    }

    fn names(restorer: &Restorer) -> Vec<String> {
        restorer.dialects().channels().map(|channel| channel.table().dialect().to_string()).collect()
    }

    fn weight(restorer: &Restorer, dialect: Dialect, spun: &str, original: &str) -> Option<f32> {
        let channels = restorer.dialects().channels();
        let table = channels.into_iter().map(Channel::table).find(|table| table.dialect() == dialect)?;
        let phrase = table.phrase(spun);
        let postings = table.originals_of(&phrase);
        postings.iter().find(|posting| table.original(posting.original).text == original).map(|posting| posting.weight)
    }

    #[test]
    fn rows_of_a_shipped_dialect_are_merged_and_others_are_dialects_of_their_own() {
        let rows = [row("glimmerwood", "forest", 0.5, "spinbot"), row("glimmerwood", "forest", 0.25, "autoblog")];
        let restorer = Restorer::builder().dictionary(rows).build().unwrap();
        assert_eq!(names(&restorer), ["autoblog", "academic", "general", "spinbot"]);
        assert_eq!(weight(&restorer, Dialect::AUTOBLOG, "glimmerwood", "forest"), Some(0.25));
        assert_eq!(weight(&restorer, "spinbot".parse().unwrap(), "glimmerwood", "forest"), Some(0.5));
        assert_eq!(weight(&restorer, Dialect::GENERAL, "glimmerwood", "forest"), None);
        let plain = Restorer::builder().dialect(Dialect::AUTOBLOG).build().unwrap();
        let known = weight(&plain, Dialect::AUTOBLOG, "12 months", "year");
        assert!(known.is_some());
        assert_eq!(weight(&restorer, Dialect::AUTOBLOG, "12 months", "year"), known, "what shipped is still there");
    }

    #[test]
    fn compiled_tables_are_added_like_their_rows() {
        let table = |dialect: &str| {
            SwapTable::from_rows(dialect.parse().unwrap(), &[row("glimmerwood", "forest", 0.5, dialect)])
        };
        let builder = Restorer::builder().swap_table(table("spinbot")).swap_table(table("general"));
        let restorer = builder.dictionary([row("gleamwood", "forest", 0.75, "spinbot")]).build().unwrap();
        assert_eq!(names(&restorer), ["autoblog", "academic", "general", "spinbot"]);
        assert_eq!(weight(&restorer, Dialect::GENERAL, "glimmerwood", "forest"), Some(0.5));
        let spinbot: Dialect = "spinbot".parse().unwrap();
        assert_eq!(weight(&restorer, spinbot, "gleamwood", "forest"), Some(0.75));
        assert_eq!(weight(&restorer, spinbot, "glimmerwood", "forest"), Some(0.25), "the later row wins");
    }

    #[test]
    fn dialects_are_restricted_and_unknown_ones_refused() {
        let restorer = Restorer::builder().dialect(Dialect::GENERAL).dialect(Dialect::ACADEMIC).build().unwrap();
        assert_eq!(names(&restorer), ["academic", "general"]);
        let own = Restorer::builder().dialect("own".parse().unwrap());
        let refused = own.build().unwrap_err().to_string();
        assert!(refused.contains("\"own\"") && refused.contains("academic, autoblog, general"), "{refused}");
    }
}
