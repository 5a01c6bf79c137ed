//! The keep list: phrases that are never touched, each with the reason.
//!
//! Tab-separated, sorted by phrase, with the header `phrase  reason`.

use std::collections::HashMap;
use std::io::Read;

use super::lint::check_file;
use super::source::{Fault, LONGEST, Row, normal_phrase, read_text};

/// The first line of a keep list.
pub const HEADER: &str = "phrase\treason";

/// A phrase that is never touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The phrase as it is usually cased; every casing of it is kept.
    pub phrase: String,
    /// Why it is kept.
    pub reason: String,
}

/// The keep list that ships with the library.
///
/// # Panics
///
/// Never: the tests check the list.
#[must_use]
pub fn embedded() -> Vec<Kept> {
    const LIST: &str = include_str!("../../dictionaries/keep.tsv");
    check(LIST.as_bytes(), "keep.tsv").expect("the shipped keep list was checked")
}

/// Reads and checks a keep list; `file` is the name used in faults.
///
/// # Errors
///
/// All the faults of all the lines, in their order.
pub fn check(mut reader: impl Read, file: &str) -> Result<Vec<Kept>, Vec<Fault>> {
    let text = read_text(&mut reader, file)?;
    let (mut list, mut faults) = (Vec::<Kept>::new(), Vec::new());
    check_file(&text, file, &mut faults);
    let mut fault = |line: usize, what: String, remedy: &str| {
        faults.push(Fault { file: file.to_owned(), line, what, remedy: remedy.to_owned() });
    };
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(first, _)| first != HEADER) {
        fault(1, "the header is missing".to_owned(), "begin the file with phrase and reason, separated by a tab");
    }
    for (line, number) in lines {
        let Some((phrase, reason)) = line.split_once('\t').filter(|(_, reason)| !reason.contains('\t')) else {
            fault(number, "not two columns".to_owned(), "separate phrase and reason by one tab");
            continue;
        };
        let words = normal_phrase(phrase).split_whitespace().count();
        if words == 0 || reason.is_empty() {
            fault(number, "the phrase or its reason is empty".to_owned(), "fill it in or delete the row");
        } else if phrase.trim() != phrase || reason.trim() != reason {
            fault(number, format!("{phrase:?} or its reason is padded"), "delete the space around it");
        } else if words > LONGEST {
            fault(number, format!("the phrase has {words} words"), "keep to 8 words at most");
        }
        if let Some(before) = list.last().map(|kept| kept.phrase.as_str()) {
            if before == phrase {
                fault(number, format!("{phrase:?} stands here twice"), "keep one of the two rows");
            } else if before > phrase {
                fault(number, format!("{phrase:?} stands behind {before:?}"), "sort the rows by their bytes");
            }
        }
        list.push(Kept { phrase: phrase.to_owned(), reason: reason.to_owned() });
    }
    if faults.is_empty() {
        return Ok(list);
    }
    faults.sort_by_key(|fault| fault.line);
    Err(faults)
}

/// The kept phrases that a table swaps: rows that could never be applied, since a kept phrase is not touched.
///
/// `list` and `rows` are as [`check`] and [`lint::check`](super::lint::check) returned them for the files of these names: line
/// by line.
#[must_use]
pub fn contradictions((list, file): (&[Kept], &str), (rows, table): (&[Row], &str)) -> Vec<Fault> {
    let padded = |phrase: &str| format!(" {} ", normal_phrase(phrase));
    // By the first word, so that a long list costs no more than a look at each word of a row.
    let mut kept: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    for (line, phrase) in (2..).zip(list.iter().map(|kept| padded(&kept.phrase))) {
        let first = phrase.split_whitespace().next().unwrap_or_default().to_owned();
        kept.entry(first).or_default().push((line, phrase));
    }
    let mut faults = Vec::new();
    for (row_line, row) in (2..).zip(rows) {
        let spun = format!(" {} ", row.spun);
        for (line, phrase) in row.spun.split(' ').filter_map(|word| kept.get(word)).flatten() {
            if spun.contains(phrase.as_str()) {
                faults.push(Fault {
                    file: file.to_owned(),
                    line: *line,
                    what: format!(
                        "{:?} is kept, but {table}:{row_line} swaps {:?} for {:?}",
                        phrase.trim(),
                        row.original,
                        row.spun
                    ),
                    remedy: "delete the one that is wrong: what is kept is never restored".to_owned(),
                });
            }
        }
    }
    faults.sort_by_key(|fault| fault.line);
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rows: &str) -> Vec<String> {
        let text = format!("{HEADER}\n{rows}");
        match check(text.as_bytes(), "keep.tsv") {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn rows_that_a_list_keeps_are_told() {
        let kept = |phrase: &str| Kept { phrase: phrase.into(), reason: "name".into() };
        let row = |spun: &str| Row {
            spun: spun.into(),
            original: "house".into(),
            weight: 0.5,
            dialect: super::super::Dialect::GENERAL,
            note: String::new(),
        };
        let list = [kept("Home Depot"), kept("Lake House")];
        let rows = [row("home"), row("the home depot"), row("lake houses")];
        let faults = contradictions((&list, "keep.tsv"), (&rows, "t.tsv"));
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 1);
        let begin = "keep.tsv:2: \"home depot\" is kept, but t.tsv:3 swaps \"house\" for \"the home depot\"; delete";
        assert!(shown[0].starts_with(begin), "{shown:?}");
    }

    #[test]
    fn a_sound_list_passes() {
        assert_eq!(faults("Bank of Elsewhere\ta proper name\n"), Vec::<String>::new());
    }

    #[test]
    fn every_fault_is_told() {
        let all = faults("b\tname\na\tname\na\tname\nc\n\tname\nd \tname\na b c d e f g h i\tname\n");
        let expected = [
            "3: \"a\" stands behind \"b\"",
            "4: \"a\" stands here twice",
            "5: not two columns",
            "6: the phrase or its reason is empty",
        ];
        for (fault, part) in all.iter().zip(expected) {
            assert!(fault.contains(part), "{fault}");
        }
        assert!(all.iter().any(|f| f.contains(":7: \"d \" or its reason is padded")), "{all:?}");
        assert!(all.iter().any(|f| f.contains(":8: the phrase has 9 words")), "{all:?}");
    }
}
