//! Cycles of rows between which the channel could not decide.
//!
//! A spinner may well swap *begin* for *start* and *start* for *begin*. What stands in a text is then judged by the language
//! model, against the odds of the channel that it was swapped rather than left standing (at the full rate ρ, with S the sum of
//! the weights of the spun phrase where it is an original itself):
//!
//! ```text
//! odds(spun -> original) = ρ weight / (1 - ρ S(spun))
//! ```
//!
//! As *evidence* of a spinner no cycle can count all the way round: with f the honest frequencies, restoring a -> b raises the
//! likelihood only where f(b) weight(a | b) > f(a) S(a); multiplied round a cycle the frequencies cancel, and the product of
//! the weights would have to exceed that of the sums they are part of. So a restored text is not taken for a spun one, as long
//! as no sum exceeds 1, which is checked elsewhere.
//!
//! Within a spun text the odds decide. Where every step round a cycle has odds beyond [`CERTAIN`], an original that the
//! language model likes no better is replaced whichever member of the cycle it is, and the table must be wrong, for a phrase
//! that is always swapped cannot be what is always found. Only counts can say otherwise: they come from texts in which the
//! spinner did swap both ways, so cycles of rows that are all counted (`learnt`) are let pass. The library and its build script
//! share this file.

use std::collections::HashMap;

use super::source::{Dialect, Row, normal_phrase};

/// Odds from which a step leaves the language model little to decide, in nats: 20 to 1.
const CERTAIN: f64 = 3.0;

/// Share of the keys that are swapped at the full rate.
const FULL_RATE: f64 = 0.98;

/// The row to blame in each cycle of `rows` as its place among them, and the phrases of the cycle. One row may be blamed once.
pub(super) fn cycles<'r>(rows: &[&'r Row]) -> Vec<(usize, Vec<&'r str>)> {
    let mut sums: HashMap<(Dialect, String), f64> = HashMap::new();
    let keys: Vec<String> = rows.iter().map(|row| normal_phrase(&row.original)).collect();
    // A normal form with two casings has a row for each, with the same weight.
    let mut strongest: HashMap<(Dialect, &str), usize> = HashMap::new();
    let mut counted: HashMap<(Dialect, &str, &str), f64> = HashMap::new();
    for (place, (row, key)) in rows.iter().zip(&keys).enumerate() {
        let weight = f64::from(row.weight);
        let known = counted.entry((row.dialect, &row.spun, key)).or_insert(0.0);
        *sums.entry((row.dialect, key.clone())).or_insert(0.0) += (weight - *known).max(0.0);
        *known = known.max(weight);
        let best = strongest.entry((row.dialect, &row.spun)).or_insert(place);
        if row.weight > rows[*best].weight {
            *best = place;
        }
    }
    // Of each phrase the strongest step alone: what it leads to is what is put there.
    let step = |dialect: Dialect, phrase: &str| -> Option<usize> {
        let &place = strongest.get(&(dialect, phrase))?;
        let sum = sums.get(&(dialect, phrase.to_owned())).copied().unwrap_or(0.0).min(1.0);
        let odds = FULL_RATE * f64::from(rows[place].weight) / (1.0 - FULL_RATE * sum);
        (odds.ln() > CERTAIN).then_some(place)
    };
    let mut walked = vec![0_usize; rows.len()];
    let mut found = Vec::new();
    for start in 0..rows.len() {
        let (mut place, walk) = (start, start + 1);
        let mut path = Vec::new();
        while walked[place] == 0 {
            walked[place] = walk;
            path.push(place);
            match step(rows[place].dialect, &keys[place]) {
                Some(next) => place = next,
                None => break,
            }
        }
        // Back on a row of this very walk: what lies between is a cycle.
        let Some(from) = path.iter().position(|&before| before == place).filter(|_| walked[place] == walk) else {
            continue;
        };
        let cycle = &path[from..];
        let closes = step(rows[path[path.len() - 1]].dialect, &keys[path[path.len() - 1]]) == Some(place);
        // A phrase swapped for itself is a fault of its own row, and told as such.
        if closes && cycle.len() > 1 && cycle.iter().any(|&place| !rows[place].note.starts_with("learnt")) {
            let blamed = cycle.iter().copied().filter(|&place| !rows[place].note.starts_with("learnt")).max();
            found.push((blamed.unwrap_or(place), cycle.iter().map(|&place| rows[place].spun.as_str()).collect()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&str, &str, f32, &str)]) -> Vec<(usize, String)> {
        let row = |&(spun, original, weight, note): &(&str, &str, f32, &str)| Row {
            spun: spun.into(),
            original: original.into(),
            weight,
            dialect: Dialect::GENERAL,
            note: note.into(),
        };
        let rows: Vec<Row> = pairs.iter().map(row).collect();
        let rows: Vec<&Row> = rows.iter().collect();
        cycles(&rows).into_iter().map(|(place, phrases)| (place, phrases.join(" > "))).collect()
    }

    #[test]
    fn certain_written_cycles_are_found() {
        let both = [("begin", "start", 0.99, "written"), ("start", "begin", 0.99, "")];
        assert_eq!(found(&both), [(1, "begin > start".to_owned())]);
        let three = [
            ("boat", "ship", 0.99, "learnt 9/9"),
            ("craft", "boat", 0.99, "learnt 9/9"),
            ("ship", "craft", 0.99, "written"),
        ];
        assert_eq!(found(&three), [(2, "boat > ship > craft".to_owned())]);
    }

    #[test]
    fn what_the_channel_can_decide_passes() {
        assert_eq!(found(&[("begin", "start", 0.99, ""), ("start", "begin", 0.4, "")]), [], "one way is not certain");
        assert_eq!(found(&[("begin", "start", 0.99, "learnt 9/9"), ("start", "begin", 0.99, "learnt 9/9")]), []);
        assert_eq!(found(&[("begin", "start", 0.99, ""), ("start", "go", 0.99, "")]), [], "no cycle");
        assert_eq!(found(&[]), []);
    }
}
