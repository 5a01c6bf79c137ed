//! Verdicts on pairs: for all hits in a review, and for new texts.
//!
//! They come from `pairs.csv`, which [`pairs_csv`] writes, and last in a TOML file:
//!
//! ```toml
//! [[rule]]
//! spun = "useless"
//! original = "dead"
//! verdict = "accept"
//! ```

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Review;
use super::cells::{unguard, unmark_breaks};
use super::csv::spreadsheet;
use super::pair::{Pair, PairHits, for_hit};
use super::verdict::{self, Decision};
use crate::Error;
use crate::substitution::Substitution;

pub mod pairs_csv;

/// What is written above the rules of a file.
const HEAD: &str = "\
# Verdicts on pairs, kept by `unspin apply --save-rules`; `unspin fix --rules` and `unspin bulk --rules` follow them.
# A verdict is accept, reject, or another original.
";

/// Verdicts on pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    rules: BTreeMap<Pair, Rule>,
}

/// One verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    spun: String,
    original: String,
    decision: Decision,
}

/// A file of rules.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    spun: String,
    original: String,
    verdict: String,
}

impl Rules {
    /// Reads the TOML of [`Rules::to_toml`]; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] with the line where it is no such file, and for a pair that is there twice with different verdicts.
    pub fn from_toml(text: &str, path: &Path) -> Result<Self, Error> {
        let fault = |fault: String| Error::Document { path: path.to_owned(), fault };
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            fault(format!("line {line}: {}", error.message()))
        })?;
        let mut rules = Self::default();
        for Entry { spun, original, verdict } in file.rule {
            let pair = format!("the rule on `{spun}` for `{original}`");
            let decision = verdict::read(&verdict).map_err(|what| fault(format!("{pair}: {what}")))?;
            rules.add(Rule { spun, original, decision }).map_err(|what| fault(format!("{pair}: {what}")))?;
        }
        Ok(rules)
    }

    /// Reads the verdicts of a CSV of pairs, as a spreadsheet left it: columns `spun`, `original` and `verdict`, and any others.
    /// Pairs without a verdict are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when `reader` fails, [`Error::SubstitutionCsv`] with the line where a column is missing, a verdict is not known
    /// or a pair is there twice.
    pub fn from_pairs_csv(mut reader: impl Read, path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let fault = |(line, fault)| Error::SubstitutionCsv { path: path.to_owned(), line, fault };
        let table = spreadsheet::read(&bytes, &["spun", "original", "verdict"], &[]).map_err(fault)?;
        let mut rules = Self::default();
        for row in table.rows {
            let [spun, original, verdict] = [0, 1, 2].map(|at| unmark_breaks(unguard(&row.cells[at])));
            let decision = verdict::read(&verdict).map_err(|what| fault((row.line, what)))?;
            rules.add(Rule { spun, original, decision }).map_err(|what| fault((row.line, what)))?;
        }
        rules.rules.retain(|_, rule| rule.decision != Decision::Undecided);
        Ok(rules)
    }

    fn add(&mut self, rule: Rule) -> Result<(), String> {
        match self.rules.get(&Pair::of(&rule.spun, &rule.original)) {
            Some(other) if other.decision != rule.decision => {
                Err("the pair is there already, with another verdict; leave one of them".to_owned())
            }
            Some(_) => Ok(()),
            None => {
                self.rules.insert(Pair::of(&rule.spun, &rule.original), rule);
                Ok(())
            }
        }
    }

    /// The verdicts of a review on its pairs: on those of which every hit is decided, and all alike.
    #[must_use]
    pub fn of(review: &Review) -> Self {
        let decided = |hits: &PairHits| -> Option<Rule> {
            let rows = || hits.rows.iter().map(|&at| &review.rows()[at]);
            let shown = rows().find(|row| row.spun == hits.spun).expect("shown as in one of its hits");
            let decision = shown.decision.clone();
            let alike = |row: &super::Row| row.decision == decision || row.decision == for_hit(&decision, &row.spun);
            (decision != Decision::Undecided && rows().all(alike)).then(|| Rule {
                spun: hits.spun.clone(),
                original: hits.original.clone(),
                decision: decision.clone(),
            })
        };
        let rules = review.pairs().iter().filter_map(|hits| Some((hits.pair.clone(), decided(hits)?)));
        Self { rules: rules.collect() }
    }

    /// Adds the rules of `newer`, which win.
    pub fn update(&mut self, newer: Self) {
        self.rules.extend(newer.rules);
    }

    /// The rules as TOML, in alphabetical order.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let entry = |rule: &Rule| Entry {
            spun: rule.spun.clone(),
            original: rule.original.clone(),
            verdict: verdict::write(&rule.decision),
        };
        let file = File { rule: self.rules.values().map(entry).collect() };
        format!("{HEAD}\n{}", toml::to_string(&file).expect("strings are TOML"))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The verdict on a pair as it stands in a text; `None` where there is no rule.
    #[must_use]
    pub fn decision(&self, spun: &str, original: &str) -> Option<Decision> {
        Some(for_hit(&self.rules.get(&Pair::of(spun, original))?.decision, spun))
    }

    /// Decides on every undecided hit of a pair that has a rule; returns how many pairs of `review` had one.
    pub fn decide(&self, review: &mut Review) -> usize {
        let ruled = |(at, hits): (usize, &PairHits)| Some((at, self.rules.get(&hits.pair)?.decision.clone()));
        let ruled: Vec<_> = review.pairs().iter().enumerate().filter_map(ruled).collect();
        for (pair, decision) in &ruled {
            review.decide_pair(*pair, decision);
        }
        ruled.len()
    }

    /// Of `substitutions` proposed at any confidence, those to make: of accepted pairs all, of rejected pairs none, and of the others
    /// those of confidence `least` and above. Where another original was ruled, that one is made; its confidence is what it has
    /// among the alternatives, else 0.
    ///
    /// ```
    /// use unspin::review::Rules;
    /// let rules = "[[rule]]\nspun = \"useless\"\noriginal = \"dead\"\nverdict = \"reject\"\n";
    /// let rules = Rules::from_toml(rules, "rules.toml".as_ref())?;
    /// let text = std::fs::read_to_string("fixtures/spun/article.txt")?;
    /// let proposed = unspin::Restorer::builder().min_confidence(0.0).build()?.suggest(&text);
    /// let kept = rules.keep(proposed, 0.5);
    /// assert!(kept.iter().all(|made| made.spun != "useless" && made.confidence >= 0.5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keep(&self, substitutions: Vec<Substitution>, least: f64) -> Vec<Substitution> {
        let keep = |mut made: Substitution| match self.decision(&made.spun, &made.original) {
            None | Some(Decision::Undecided) => (made.confidence >= least).then_some(made),
            Some(Decision::Accept) => Some(made),
            Some(Decision::Reject) => None,
            Some(Decision::Other(original)) => {
                let known = made.alternatives.iter().find(|other| other.original == original);
                made.confidence = known.map_or(0.0, |other| other.confidence);
                made.original = original;
                (made.original != made.spun).then_some(made)
            }
        };
        substitutions.into_iter().filter_map(keep).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;
    use crate::review::Row;
    use crate::substitution::{Alternative, Source};

    fn rules(toml: &str) -> Result<Rules, Error> {
        Rules::from_toml(toml, Path::new("rules.toml"))
    }

    fn rule(spun: &str, original: &str, verdict: &str) -> String {
        format!("[[rule]]\nspun = {spun:?}\noriginal = {original:?}\nverdict = {verdict:?}\n")
    }

    fn proposed(spun: &str, original: &str, confidence: f64) -> Substitution {
        Substitution {
            span: 0..spun.len(),
            spun: spun.to_owned(),
            original: original.to_owned(),
            confidence,
            gain: 1.0,
            source: Source::Exact,
            alternatives: vec![Alternative { original: "defunct".to_owned(), confidence: 0.2 }],
        }
    }

    #[test]
    fn rules_come_back_from_their_file() {
        let both = rule("use\"less", "dead", "reject") + &rule("vain", "idle", "lazy");
        let read = rules(&both).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(rules(&read.to_toml()).unwrap(), read);
        assert_eq!(rules(&Rules::default().to_toml()).unwrap(), Rules::default());
    }

    #[test]
    fn faults_of_a_file_are_named() {
        let fault = |toml: &str| rules(toml).unwrap_err().to_string();
        assert!(fault("[[rule]]\nspun = \"a\"\n").contains("rules.toml: line 1"));
        assert!(fault(&rule("a", "b", "acept")).contains("`acept`"));
        let twice = rule("useless", "dead", "accept") + &rule("Useless", "Dead", "reject");
        assert!(fault(&twice).contains("another verdict"));
    }

    #[test]
    fn accepted_pairs_need_no_confidence_and_rejected_ones_have_none() {
        let both =
            rule("useless", "dead", "accept") + &rule("vain", "idle", "reject") + &rule("fond", "dear", "defunct");
        let kept = rules(&both).unwrap().keep(
            vec![
                proposed("Useless", "Dead", 0.1),
                proposed("vain", "idle", 0.99),
                proposed("fond", "dear", 0.1),
                proposed("mere", "pure", 0.6),
                proposed("sore", "painful", 0.4),
            ],
            0.5,
        );
        let kept: Vec<_> = kept.iter().map(|made| (&made.original[..], made.confidence)).collect();
        assert_eq!(kept, [("Dead", 0.1), ("defunct", 0.2), ("pure", 0.6)]);
    }

    #[test]
    fn a_pair_is_ruled_when_every_hit_is_decided_alike() {
        let decided = |spun: &str, original: &str, start: usize, decision: Decision| Row {
            span: start..start + spun.len(),
            decision,
            ..row(spun, original)
        };
        let other = |original: &str| Decision::Other(original.to_owned());
        let review = Review::new(vec![
            decided("Useless", "Dead", 0, other("Late")),
            decided("useless", "dead", 10, other("late")),
            decided("vain", "idle", 20, Decision::Accept),
            decided("vain", "idle", 30, Decision::Reject),
            decided("fond", "dear", 40, Decision::Accept),
            decided("fond", "dear", 50, Decision::Undecided),
        ]);
        let rules = Rules::of(&review);
        assert_eq!((rules.len(), rules.decision("useless", "dead")), (1, Some(other("late"))));
        assert_eq!(rules.decision("Useless", "Dead"), Some(other("Late")));
    }
}
