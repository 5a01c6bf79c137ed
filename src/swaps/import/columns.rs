//! Two columns, spun and original.

use super::gather::Gathered;

/// Names of the columns that a header may give.
const SPUN: [&str; 5] = ["spun", "synonym", "replacement", "tortured", "tortured phrase"];
const ORIGINAL: [&str; 5] = ["original", "key", "expected", "expected text", "standard"];

/// Reads every row; fields are separated by what the first line holds: a tab, else a semicolon, else a comma.
pub(super) fn read(text: &str, into: &mut Gathered) {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = match first {
        _ if first.contains('\t') => b'\t',
        _ if first.contains(';') && !first.contains(',') => b';',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    // Which columns hold spun and original, once a header has told.
    let mut named = None;
    for (place, record) in reader.records().enumerate() {
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, |position| position.line() as usize);
        if place == 0 {
            let find =
                |names: &[&str]| record.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
            if let (Some(spun), Some(original)) = (find(&SPUN), find(&ORIGINAL)) {
                named = Some((spun, original));
                continue;
            }
        }
        let (spun, original) = named.unwrap_or((0, 1));
        match (record.get(spun), record.get(original)) {
            (Some(spun), Some(original)) if named.is_some() || record.len() == 2 => {
                into.list(line, spun, original, 1.0)
            }
            _ => into.skip(line, format!("{} columns instead of 2", record.len())),
        }
    }
}
