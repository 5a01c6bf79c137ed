//! Pairs: what was put in the place of what. A reviewer who has judged one hit of a pair has mostly judged them all.

use std::collections::HashMap;

use super::row::Row;
use super::verdict::Decision;
use crate::text::casing::capitalise;

/// A spun phrase and its original, whatever their case, their apostrophes and their white space.
///
/// ```
/// use unspin::review::Pair;
/// assert_eq!(Pair::of("Useless", "Dead"), Pair::of("useless", "dead"));
/// assert_eq!(Pair::of("no\nperson", "it’s"), Pair::of("no person", "it's"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    spun: String,
    original: String,
}

impl Pair {
    /// The pair of two phrases as they stand in a text.
    #[must_use]
    pub fn of(spun: &str, original: &str) -> Self {
        Self { spun: folded(spun), original: folded(original) }
    }

    /// The spun phrase in lower case, as pairs are compared.
    #[must_use]
    pub fn spun(&self) -> &str {
        &self.spun
    }

    /// The original in lower case, as pairs are compared.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }
}

fn folded(phrase: &str) -> String {
    // Most phrases are as they are compared.
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'\'');
    if phrase.split(' ').all(|word| !word.is_empty() && word.bytes().all(is_plain)) {
        return phrase.to_owned();
    }
    let words: Vec<&str> = phrase.split_whitespace().collect();
    words.join(" ").to_lowercase().replace(['\u{2018}', '\u{2019}'], "'")
}

/// The hits of one pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairHits {
    /// What they have in common.
    pub pair: Pair,
    /// The spun phrase as shown: as in the first hit that does not begin with a capital, else as in the first.
    pub spun: String,
    /// The original as shown, of the same hit.
    pub original: String,
    /// Places of the hits in the list of rows, in order; never empty.
    pub rows: Vec<usize>,
}

/// The pairs of `rows`, the commonest first, those of equal count in alphabetical order; and for each row the place of its pair
/// among them.
#[must_use]
pub fn group(rows: &[Row]) -> (Vec<PairHits>, Vec<usize>) {
    let mut places: HashMap<Pair, usize> = HashMap::new();
    let mut pairs: Vec<PairHits> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let pair = Pair::of(&row.spun, &row.original);
        let place = *places.entry(pair).or_insert_with_key(|pair| {
            let (spun, original) = (row.spun.clone(), row.original.clone());
            pairs.push(PairHits { pair: pair.clone(), spun, original, rows: Vec::new() });
            pairs.len() - 1
        });
        let hits = &mut pairs[place];
        hits.rows.push(at);
        if begins_with_capital(&hits.spun) && !begins_with_capital(&row.spun) {
            (hits.spun, hits.original) = (row.spun.clone(), row.original.clone());
        }
    }
    pairs.sort_by(|one, other| (other.rows.len(), &one.pair).cmp(&(one.rows.len(), &other.pair)));
    let mut pair_of = vec![0; rows.len()];
    for (place, hits) in pairs.iter().enumerate() {
        hits.rows.iter().for_each(|&row| pair_of[row] = place);
    }
    (pairs, pair_of)
}

/// `decision` about a pair, for one hit of it that reads `spun`: a typed original gets the capital that the hit begins with.
///
/// ```
/// use unspin::review::{Decision, pair::for_hit};
/// let typed = Decision::Other("no one".into());
/// assert_eq!(for_hit(&typed, "No person"), Decision::Other("No one".into()));
/// assert_eq!(for_hit(&typed, "no person"), typed);
/// ```
#[must_use]
pub fn for_hit(decision: &Decision, spun: &str) -> Decision {
    match decision {
        Decision::Other(original) if begins_with_capital(spun) => Decision::Other(capitalise(original)),
        other => other.clone(),
    }
}

fn begins_with_capital(phrase: &str) -> bool {
    phrase.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    #[test]
    fn phrases_are_compared_without_case_white_space_and_kind_of_apostrophe() {
        for phrase in ["no person", " no person", "no  person", "no\tperson ", "No Person", "NO PERSON"] {
            assert_eq!(folded(phrase), "no person");
        }
        for phrase in ["it’s", "IT'S", "it‘s"] {
            assert_eq!(folded(phrase), "it's");
        }
        assert_eq!(["", " ", "Élan", "e-mail", "4 PERCENT"].map(folded), ["", "", "élan", "e-mail", "4 percent"]);
    }

    #[test]
    fn pairs_are_grouped_whatever_their_case() {
        let rows = [row("Useless", "Dead"), row("vain", "idle"), row("useless", "dead"), row("fond", "dear")];
        let (pairs, pair_of) = group(&rows);
        let shown: Vec<_> = pairs.iter().map(|hits| (&hits.spun[..], &hits.original[..], &hits.rows[..])).collect();
        assert_eq!(shown, [("useless", "dead", &[0, 2][..]), ("fond", "dear", &[3]), ("vain", "idle", &[1])]);
        assert_eq!(pair_of, [0, 2, 0, 1]);
    }
}
