//! `--rules`: verdicts on pairs from earlier reviews, followed on new texts.

use std::path::PathBuf;

use unspin::Error;
use unspin::restorer::MIN_CONFIDENCE;
use unspin::review::Rules;
use unspin::substitution::Substitution;

/// Rules to follow.
#[derive(clap::Args, Debug)]
pub struct RulesArgs {
    /// Follow the verdicts of FILE, as `unspin apply --save-rules` writes it: accepted pairs are made at any confidence, rejected ones
    /// never; may be given again, later files win
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
}

/// The rules, and what they leave to the confidence.
pub struct Ruled {
    rules: Rules,
    min_confidence: Option<f64>,
}

impl RulesArgs {
    /// Reads the rules; `min_confidence` is that of what they do not rule on.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is none of rules.
    pub fn open(&self, min_confidence: Option<f64>) -> Result<Ruled, Error> {
        let mut rules = Rules::default();
        for path in &self.rules {
            let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.clone(), source })?;
            rules.update(Rules::from_toml(&text, path)?);
        }
        Ok(Ruled { rules, min_confidence })
    }
}

impl Ruled {
    /// The least confidence at which the restorer must propose.
    pub fn to_propose(&self) -> Option<f64> {
        if self.rules.is_empty() { self.min_confidence } else { Some(0.0) }
    }

    /// Of what was proposed, what is made.
    pub fn keep(&self, proposed: Vec<Substitution>) -> Vec<Substitution> {
        if self.rules.is_empty() {
            return proposed;
        }
        self.rules.keep(proposed, self.min_confidence.unwrap_or(MIN_CONFIDENCE))
    }
}
