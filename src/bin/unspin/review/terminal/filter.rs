//! Which rows are shown: what is typed after `/`.

use unspin::review::Row;

/// Conditions that must all hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    typed: String,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// `<0.9`: confidence below this.
    Below(f64),
    /// `>0.9`: confidence above this.
    Above(f64),
    /// In lower case: part of the spun phrase, the original or the name of the document.
    Holds(String),
}

impl Filter {
    /// The filter that was typed: words, and confidences behind `<` or `>`. Nothing typed lets every row pass.
    pub fn new(typed: &str) -> Self {
        let condition = |word: &str| {
            let number = |sign| word.strip_prefix(sign).and_then(|number: &str| number.parse().ok());
            match (number('<'), number('>')) {
                (Some(number), _) => Condition::Below(number),
                (_, Some(number)) => Condition::Above(number),
                _ => Condition::Holds(word.to_lowercase()),
            }
        };
        Self { typed: typed.trim().to_owned(), conditions: typed.split_whitespace().map(condition).collect() }
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether `row` is shown.
    pub fn passes(&self, row: &Row) -> bool {
        self.conditions.iter().all(|condition| match condition {
            Condition::Below(number) => row.confidence < *number,
            Condition::Above(number) => row.confidence > *number,
            Condition::Holds(word) => {
                [&row.spun, &row.original, &row.document].iter().any(|text| text.to_lowercase().contains(word))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::row;
    use super::*;

    #[test]
    fn words_and_confidences_must_all_hold() {
        let row = row("Letter.txt", 0, "useless", "dead", 0.8);
        for passing in ["", " ", "useless", "DEAD", "letter", "use dead <0.9", ">0.7 <0.81"] {
            assert!(Filter::new(passing).passes(&row), "{passing}");
        }
        for failing in ["vain", "useless vain", "<0.8", ">0.8", "<high"] {
            assert!(!Filter::new(failing).passes(&row), "{failing}");
        }
    }
}
