//! Lists of tortured phrases, as kept by those who look for them in papers.
//!
//! Each row is a search query (`"huge information" AND "big data"`: phrases in quotation marks, joined by AND and OR), the text
//! that was expected, and the number of papers the query finds. Taken is what is safe: queries of which one condition is left
//! when those that repeat the expected text are set aside. What doubts (`?`), excludes (NOT) or leaves open (`*`) is skipped.

mod query;

use self::query::conditions;
use super::gather::Gathered;
use crate::swaps::source::normal_phrase;

/// How the names of the columns begin.
const COLUMNS: [&str; 3] = ["fingerprint", "expected", "nb"];

/// Reads every row, or tells which column is missing. The number of papers is optional.
pub(super) fn read(text: &str, into: &mut Gathered) -> Result<(), &'static str> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let column = |name: &str| headers.iter().position(|header| header.trim().to_lowercase().starts_with(name));
    let fingerprint = column(COLUMNS[0]).ok_or(COLUMNS[0])?;
    let expected = column(COLUMNS[1]).ok_or(COLUMNS[1])?;
    let papers = column(COLUMNS[2]);
    for record in reader.records().flatten() {
        let line = record.position().map_or(0, |position| position.line() as usize);
        let cell = |place: usize| record.get(place).unwrap_or_default().trim();
        let papers: f64 = papers.and_then(|papers| cell(papers).parse().ok()).unwrap_or(0.0);
        let read =
            originals(cell(expected)).and_then(|originals| Ok((phrases(cell(fingerprint), &originals)?, originals)));
        match read {
            Ok((phrases, originals)) => {
                let count = (papers.max(0.0) + 1.0) / originals.len() as f64;
                for original in &originals {
                    phrases.iter().for_each(|phrase| into.list(line, phrase, original, count));
                }
            }
            Err(why) => into.skip(line, format!("{} = {}: {why}", cell(fingerprint), cell(expected))),
        }
    }
    Ok(())
}

/// The tortured phrases of a query: the alternatives of its only condition beside the expected text.
fn phrases(query: &str, originals: &[String]) -> Result<Vec<String>, &'static str> {
    if query.contains('?') {
        return Err("doubtful");
    }
    if query.contains('*') {
        return Err("it leaves words open (*)");
    }
    let is_original = |phrase: &String| originals.iter().any(|o| normal_phrase(o) == normal_phrase(phrase));
    let mut conditions = conditions(query)?;
    conditions.retain(|alternatives| !alternatives.iter().all(is_original));
    match &mut conditions[..] {
        // Read to the letter it would be a phrase with parentheses in it, which no spinner prints.
        [only] if only.iter().any(|phrase| phrase.contains(['(', ')'])) => Err("parentheses within a phrase"),
        [only] => Ok(std::mem::take(only)),
        [] => Err("it repeats the expected text"),
        _ => Err("several conditions"),
    }
}

/// The originals of an expected text: alternatives stand in parentheses behind it, or are separated by ` / `, `;` or ` or `.
fn originals(expected: &str) -> Result<Vec<String>, &'static str> {
    if expected.contains('?') {
        return Err("doubtful");
    }
    let (main, inside) = match expected.split_once('(') {
        None => (expected, None),
        Some((main, rest)) => match rest.split_once(')') {
            Some((inside, behind)) if behind.trim().is_empty() && !inside.contains('(') => (main, Some(inside)),
            _ => return Err("its parentheses are not alternatives of the whole"),
        },
    };
    // "artificial intelligence (AI)": an abbreviation is no alternative to be put in its place.
    let inside = inside.filter(|inside| inside.chars().any(char::is_lowercase));
    let separated = |text: &str| -> Vec<String> {
        let text = text.replace(" / ", ";").replace(" or ", ";");
        text.split(';')
            .map(|part| part.trim().trim_matches('"').trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    let mut all = separated(main);
    if all.is_empty() {
        return Err("no expected text");
    }
    let words = all[0].split(' ').count();
    // One word in parentheses behind three is a remark, or replaces one of them: which, is not told.
    let whole = |part: &String| part.split(' ').count().abs_diff(words) <= 1;
    all.extend(inside.map(separated).unwrap_or_default().into_iter().filter(whole));
    Ok(all)
}
