//! `key|synonym|synonym`, inverted: what a spinner prints is the synonym, what stood there was the key.

use super::gather::Gathered;

/// Reads every line; empty ones and comments (`#`) say nothing.
pub(super) fn read(text: &str, into: &mut Gathered) {
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut members = line.split('|');
        let key = members.next().unwrap_or_default();
        let mut synonyms = members.filter(|synonym| !synonym.trim().is_empty()).peekable();
        if key.trim().is_empty() || synonyms.peek().is_none() {
            into.skip(number, format!("{:?}: not a key and its synonyms, separated by |", line.trim()));
            continue;
        }
        synonyms.for_each(|synonym| into.list(number, synonym, key, 1.0));
    }
}
