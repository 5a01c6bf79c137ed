//! `pairs.csv`: each pair once, the commonest first, with examples, for a verdict on all its hits.

use std::io::Write;
use std::path::Path;

use crate::Error;
use crate::review::cells::{guard, mark_breaks};
use crate::review::csv::Layout;
use crate::review::pair::PairHits;
use crate::review::verdict;
use crate::review::{Decision, Review, Rules};

/// The columns, in order.
pub const COLUMNS: [&str; 8] =
    ["spun", "original", "count", "mean_confidence", "example_1", "example_2", "example_3", "verdict"];

/// Writes the pairs of `review`; `path` names `writer` in errors. A pair of which every hit is decided alike has its verdict.
///
/// # Errors
///
/// [`Error::Io`] when `writer` fails.
pub fn write(review: &Review, writer: impl Write, path: &Path, layout: Layout) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let rules = Rules::of(review);
    let mut csv = layout.begin(writer).map_err(io)?;
    let fault = |error: csv::Error| io(error.into());
    csv.write_record(COLUMNS).map_err(fault)?;
    for hits in review.pairs() {
        let [one, two, three] = examples(review, hits);
        let decision = rules.decision(&hits.spun, &hits.original).unwrap_or(Decision::Undecided);
        csv.write_record([
            guard(&mark_breaks(&hits.spun)),
            guard(&mark_breaks(&hits.original)),
            hits.rows.len().to_string(),
            format!("{:.4}", mean_confidence(review, hits)),
            guard(one),
            guard(two),
            guard(three),
            guard(&mark_breaks(&verdict::write(&decision))),
        ])
        .map_err(fault)?;
    }
    csv.flush().map_err(io)
}

/// The mean confidence of the hits, 0 to 1.
fn mean_confidence(review: &Review, hits: &PairHits) -> f64 {
    let sum: f64 = hits.rows.iter().map(|&row| review.rows()[row].confidence).sum();
    sum / hits.rows.len() as f64
}

/// Contexts of the least confident hit, of the median one and of the most confident one, each once; blank where there are fewer.
fn examples<'r>(review: &'r Review, hits: &PairHits) -> [&'r str; 3] {
    let mut rows = hits.rows.clone();
    rows.sort_by(|&one, &other| review.rows()[one].confidence.total_cmp(&review.rows()[other].confidence));
    let mut examples = [""; 3];
    let mut count = 0;
    for at in [0, rows.len() / 2, rows.len() - 1] {
        let context = review.rows()[rows[at]].context.as_str();
        if !examples[..count].contains(&context) {
            examples[count] = context;
            count += 1;
        }
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Row;
    use crate::review::row::tests::row;

    #[test]
    fn a_verdict_typed_there_settles_all_hits() {
        let hit = |start: usize, spun: &str, original: &str, confidence: f64| Row {
            span: start..start + spun.len(),
            confidence,
            context: format!("…[{spun}] at {start}"),
            ..row(spun, original)
        };
        let mut review = Review::new(vec![
            hit(0, "vain", "idle", 0.5),
            hit(10, "Useless", "Dead", 0.9),
            hit(20, "useless", "dead", 0.3),
        ]);
        let mut bytes = Vec::new();
        write(&review, &mut bytes, Path::new("pairs.csv"), Layout::default()).unwrap();
        let csv = String::from_utf8(bytes).unwrap();
        assert_eq!(
            csv,
            "spun,original,count,mean_confidence,example_1,example_2,example_3,verdict\n\
             useless,dead,2,0.6000,…[useless] at 20,…[Useless] at 10,,\nvain,idle,1,0.5000,…[vain] at 0,,,\n"
        );
        let judged = csv.replace("at 10,,\n", "at 10,,late\n").replace(',', ";").replace('\n', "\r\n");
        let rules = Rules::from_pairs_csv(judged.as_bytes(), Path::new("pairs.csv")).unwrap();
        assert_eq!(rules.decide(&mut review), 1);
        let verdicts: Vec<_> = review.rows().iter().map(|row| verdict::write(&row.decision)).collect();
        assert_eq!(verdicts, ["", "Late", "late"]);
        let slip = judged.replace(";late\r", ";yes\r");
        let refused = Rules::from_pairs_csv(slip.as_bytes(), Path::new("pairs.csv")).unwrap_err().to_string();
        assert!(refused.starts_with("pairs.csv: line 2: verdict `yes`"), "{refused}");
    }
}
