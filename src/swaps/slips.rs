//! Slips of the hand: whether some spun word may be one away, in a few look-ups.
//!
//! Two words that differ by one letter added, dropped, changed or swapped with its neighbour have a form in common once each has lost
//! at most one letter, its deletion neighbourhood (Mor and Fraenkel, 1982). Building a Levenshtein automaton and running it over the
//! table takes 2.8 ms, asking here first about a microsecond, and nearly every unknown word of a text is near nothing.

use super::format::column;

/// The forms that these words have with one letter dropped, and the words themselves: the upper halves of their hashes, sorted. Of a
/// million words that are near nothing some hundreds are taken for one that may be.
pub(crate) fn table<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<u8> {
    let mut halves: Vec<u32> = words.into_iter().flat_map(forms).map(half).collect();
    halves.sort_unstable();
    halves.dedup();
    column(halves.into_iter().map(u32::to_le_bytes))
}

/// Whether `word` may be one slip away from one of the words of `table`; certainly not where this is false.
pub(crate) fn may_hold(table: &[u8], word: &str) -> bool {
    let (halves, _) = table.as_chunks();
    forms(word).map(half).any(|form| halves.binary_search_by_key(&form, |&half| u32::from_le_bytes(half)).is_ok())
}

fn half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Hashes of `word` and of its forms with one letter dropped.
///
/// The hash is that of Rabin and Karp modulo 2 to the 64, then mixed: of `left` and `right` joined it is
/// `hash(left) * BASE^(bytes of right) + hash(right)`, so that all forms together cost one walk over the word.
fn forms(word: &str) -> impl Iterator<Item = u64> {
    let whole = sum(word);
    let mut left = 0u64;
    // Hash of what is not yet walked over, and the power of its length.
    let mut rest = whole;
    let mut power = BASE.wrapping_pow(word.len() as u32);
    let dropped = word.split_inclusive(|_: char| true).map(move |letter| {
        let shrunk = power.wrapping_mul(INVERSE.wrapping_pow(letter.len() as u32));
        rest = rest.wrapping_sub(sum(letter).wrapping_mul(shrunk));
        let form = left.wrapping_mul(shrunk).wrapping_add(rest);
        left = left.wrapping_mul(BASE.wrapping_pow(letter.len() as u32)).wrapping_add(sum(letter));
        power = shrunk;
        form
    });
    std::iter::once(whole).chain(dropped).map(mixed)
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The inverse of [`BASE`] modulo 2 to the 64.
const INVERSE: u64 = inverse(BASE);

/// The inverse of an odd number modulo 2 to the 64, by Newton's method: each round doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut round = 0;
    while round < 5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
}

/// The hash before it is mixed. A byte counts from 1, so that length tells.
fn sum(text: &str) -> u64 {
    text.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1))
}

/// `sum` with its bits spread: the low ones hang on little else than the last letters.
fn mixed(sum: u64) -> u64 {
    let folded = (sum ^ sum >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    folded ^ folded >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_slip_is_held() {
        let near = table(["attainable", "naïve"]);
        for slip in ["attainable", "atainable", "attainablle", "attaimable", "attainalbe", "naive", "nïave"] {
            assert!(may_hold(&near, slip), "{slip}");
        }
        assert_eq!(BASE.wrapping_mul(INVERSE), 1);
        let joined = |parts: &[&str]| mixed(sum(&parts.concat()));
        let dropped = [
            joined(&["naïve"]),
            joined(&["aïve"]),
            joined(&["nïve"]),
            joined(&["nave"]),
            joined(&["naïe"]),
            joined(&["naïv"]),
        ];
        assert_eq!(forms("naïve").collect::<Vec<_>>(), dropped);
        for far in ["attanble", "obtainable", "native"] {
            assert!(!may_hold(&near, far), "{far}");
        }
    }
}
