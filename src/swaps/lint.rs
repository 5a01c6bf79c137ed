//! The checks a table must pass before it is compiled: `unspin dict check`, the build script and the tests run them.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use super::cycles::cycles;
use super::source::{self, Dialect, Fault, LONGEST, MOST_BYTES, Row, normal_phrase};

/// How far the rounded weights of one original may sum above 1.
const ROUNDING: f32 = 0.005;

/// Checks a whole table and returns its rows; `file` is the name used in faults.
///
/// # Errors
///
/// All the faults of all the lines, in their order.
pub fn check(mut reader: impl Read, file: &str) -> Result<Vec<Row>, Vec<Fault>> {
    let text = source::read_text(&mut reader, file)?;
    let (rows, mut faults) = source::parse(&text, file);
    check_file(&text, file, &mut faults);
    check_order(&rows, file, &mut faults);
    for (line, row) in &rows {
        for (what, remedy) in row_faults(row) {
            faults.push(Fault { file: file.to_owned(), line: *line, what, remedy: remedy.to_owned() });
        }
    }
    check_sums(&rows, file, &mut faults);
    check_cycles(&rows, file, &mut faults);
    if faults.is_empty() {
        return Ok(rows.into_iter().map(|(_, row)| row).collect());
    }
    faults.sort_by_key(|fault| fault.line);
    Err(faults)
}

/// Line ends: `lines()` forgives what other readers of the file would not.
pub(crate) fn check_file(text: &str, file: &str, faults: &mut Vec<Fault>) {
    let mut fault = |line, what: &str, remedy: &str| {
        faults.push(Fault { file: file.to_owned(), line, what: what.to_owned(), remedy: remedy.to_owned() });
    };
    if let Some(line) = text.split('\n').position(|line| line.ends_with('\r')) {
        fault(line + 1, "the line ends in a carriage return", "save the file with plain line feeds");
    }
    if !text.is_empty() && !text.ends_with('\n') {
        fault(text.lines().count(), "the last line has no line feed", "end the file with a line feed");
    }
}

fn check_order(rows: &[(usize, Row)], file: &str, faults: &mut Vec<Fault>) {
    for pair in rows.windows(2) {
        let ((_, before), (line, row)) = (&pair[0], &pair[1]);
        let (what, remedy) = match source::sort_key(before).cmp(&source::sort_key(row)) {
            std::cmp::Ordering::Less => continue,
            std::cmp::Ordering::Greater => {
                (format!("{:?} stands behind {:?}", row.spun, before.spun), "sort the rows by their bytes")
            }
            std::cmp::Ordering::Equal => {
                (format!("{:?} = {:?} stands here twice", row.spun, row.original), "keep one of the two rows")
            }
        };
        faults.push(Fault { file: file.to_owned(), line: *line, what, remedy: remedy.to_owned() });
    }
}

fn row_faults(row: &Row) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    for (column, text) in [("spun", &row.spun), ("original", &row.original), ("note", &row.note)] {
        if text.is_empty() && column != "note" {
            faults.push((format!("the {column} phrase is empty"), "fill it in or delete the row"));
        } else if text.trim() != text {
            faults.push((format!("the {column} column {text:?} is padded"), "delete the space around it"));
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    let (spun, original) = (normal_phrase(&row.spun), normal_phrase(&row.original));
    if spun == original {
        faults.push((format!("{:?} is swapped for itself", row.spun), "delete the row"));
    } else if spun != row.spun {
        faults.push((format!("{:?} is not in normal form", row.spun), "write its tokens in lower case, spaced singly"));
        if let Some((_, remedy)) = faults.last_mut().filter(|_| spun.is_empty()) {
            *remedy = "delete the row: nothing of it is a token";
        }
    }
    if original.is_empty() {
        faults.push((format!("nothing of the original {:?} is a token", row.original), "delete the row"));
    }
    for (column, phrase) in [("spun", &spun), ("original", &original)] {
        let words = phrase.split(' ').count();
        if words > LONGEST {
            faults.push((format!("the {column} phrase has {words} words"), "keep to 8 words at most"));
        }
    }
    if row.original.len() > MOST_BYTES {
        faults.push((format!("the original has {} bytes", row.original.len()), "keep to 65535 bytes at most"));
    }
    if row.original.contains(['\u{2018}', '\u{2019}']) {
        faults.push((format!("{:?} has a typographic apostrophe", row.original), "write ' instead"));
    }
    if !(row.weight > 0.0 && row.weight <= 1.0) {
        faults.push((format!("the weight {} is no share", row.weight), "write a number above 0, at most 1"));
    }
    faults
}

fn check_sums(rows: &[(usize, Row)], file: &str, faults: &mut Vec<Fault>) {
    let mut sums: HashMap<(&str, Dialect), (f32, usize)> = HashMap::new();
    for (line, row) in rows.iter().filter(|(_, row)| row.weight > 0.0 && row.weight <= 1.0) {
        let (sum, last) = sums.entry((&row.original, row.dialect)).or_insert((0.0, 0));
        *sum += row.weight;
        *last = *line;
    }
    // By line, so that the report does not depend on the order of a hash table.
    let over: BTreeMap<usize, (&str, f32)> = sums
        .into_iter()
        .filter(|(_, (sum, _))| *sum > 1.0 + ROUNDING)
        .map(|((original, _), (sum, line))| (line, (original, sum)))
        .collect();
    for (line, (original, sum)) in over {
        faults.push(Fault {
            file: file.to_owned(),
            line,
            what: format!("the weights of {original:?} sum to {sum:.3}"),
            remedy: "lower them until the sum is at most 1: each is a share of its occurrences".to_owned(),
        });
    }
}

fn check_cycles(rows: &[(usize, Row)], file: &str, faults: &mut Vec<Fault>) {
    let all: Vec<&Row> = rows.iter().map(|(_, row)| row).collect();
    faults.extend(cycles(&all).into_iter().map(|(place, phrases)| Fault {
        file: file.to_owned(),
        line: rows[place].0,
        what: format!("{} are swapped for each other, each almost always", quoted(&phrases)),
        remedy: "lower this weight or delete the row: nothing could tell which of them stood there".to_owned(),
    }));
}

fn quoted(phrases: &[&str]) -> String {
    phrases.iter().map(|phrase| format!("{phrase:?}")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rows: &str) -> Vec<String> {
        let text = format!("{}\n{rows}", source::HEADER);
        match check(text.as_bytes(), "t.tsv") {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[track_caller]
    fn one(rows: &str, begin: &str) {
        let all = faults(rows);
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].starts_with(begin), "{all:?}");
    }

    #[test]
    fn a_sound_table_passes() {
        let rows = "p.c\tpercent\t0.1\tautoblog\t\nthe united states\tthe U.S.\t1\tautoblog\tlearnt 9/9\n";
        assert_eq!(faults(rows), Vec::<String>::new());
    }

    #[test]
    fn order_and_duplicates() {
        one("b\tx\t1\tgeneral\t\na\tx y\t1\tgeneral\t\n", "t.tsv:3: \"a\" stands behind \"b\"; sort");
        one("a\tx\t0.2\tgeneral\t\na\tx\t0.2\tacademic\t\n", "t.tsv:3: \"a\" = \"x\" stands here twice; keep one");
    }

    #[test]
    fn self_swaps_padding_and_empty_cells() {
        one("home\tHome\t1\tgeneral\t\n", "t.tsv:2: \"home\" is swapped for itself; delete");
        one(" a\tx\t1\tgeneral\t\n", "t.tsv:2: the spun column \" a\" is padded");
        one("a\tx \t1\tgeneral\t\n", "t.tsv:2: the original column \"x \" is padded");
        one("a\t\t1\tgeneral\t\n", "t.tsv:2: the original phrase is empty");
        one("a\t\u{200b}\t1\tgeneral\t\n", "t.tsv:2: nothing of the original \"\\u{200b}\" is a token; delete");
    }

    #[test]
    fn normal_form_and_length() {
        one("A  b\tx\t1\tgeneral\t\n", "t.tsv:2: \"A  b\" is not in normal form");
        one("a b c d e f g h i\tx\t1\tgeneral\t\n", "t.tsv:2: the spun phrase has 9 words; keep to 8");
        let long = format!("a\t{}\t1\tgeneral\t\n", "x".repeat(65_536));
        one(&long, "t.tsv:2: the original has 65536 bytes; keep to 65535");
        one("a\tit\u{2019}s\t1\tgeneral\t\n", "t.tsv:2: \"it\u{2019}s\" has a typographic apostrophe");
    }

    #[test]
    fn weights_are_shares() {
        one("a\tx\t0\tgeneral\t\n", "t.tsv:2: the weight 0 is no share");
        one("a\tx\t1.5\tgeneral\t\n", "t.tsv:2: the weight 1.5 is no share");
        one("a\tx\tNaN\tgeneral\t\n", "t.tsv:2: the weight NaN is no share");
        one("a\tx\t0.6\tgeneral\t\nb\tx\t0.6\tgeneral\t\n", "t.tsv:3: the weights of \"x\" sum to 1.200; lower");
    }

    #[test]
    fn cycles_that_nothing_decides() {
        let rows = "a\tx\t0.99\tgeneral\t\nx\ta\t0.99\tgeneral\t\n";
        one(rows, "t.tsv:3: \"a\" and \"x\" are swapped for each other, each almost always; lower");
        assert_eq!(
            faults(&rows.replacen("general", "academic", 1)),
            Vec::<String>::new(),
            "each in a dialect of its own"
        );
    }

    #[test]
    fn line_ends_are_plain() {
        one("a\tx\t1\tgeneral\t", "t.tsv:2: the last line has no line feed");
        let all = faults("a\tx\t1\tgeneral\tn\r\n");
        assert!(all.iter().any(|f| f.contains("carriage return")), "{all:?}");
    }

    #[test]
    fn all_faults_are_reported_in_order() {
        let all = faults("b\tx\t2\tgeneral\t\na\ta\t1\tgeneral\t\nc\tx\n");
        assert_eq!(all.len(), 4, "{all:?}");
        assert!(all.is_sorted_by_key(|fault| fault[..7].to_owned()), "{all:?}");
    }
}
