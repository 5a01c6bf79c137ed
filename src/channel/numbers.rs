//! Numbers that a spinner spelled out in part: `zero.6` for `0.6`, `three,300` for `3,300`, `16percent` for `16%`.
//!
//! The language model knows `0.6` as one number and says nothing of its halves. But nobody writes them like that.

use super::Channel;
use super::document::Word;
use crate::language_model::Cost;
use crate::swaps::TableWord;
use crate::text::Kind;

/// Cost of leaving such a word as it stands, milli-nats: as much as that of a slip of the pen. Of 78 numbers with a point or a comma in
/// 150 learning articles 19 were left without it, and 13 of 81 of what had been a percent sign.
pub(crate) const LEFT: Cost = 9_000;

const SIGN: &str = "%";

/// Marks those of `words`, which are words of `text`, that are part of a number: a point or a comma and nothing else between them and
/// digits, or between two of them a point; or nothing at all between them and what stands for a percent sign, and that, too.
pub(crate) fn mark(channel: &Channel, text: &str, words: &mut [Word]) {
    for place in 1..words.len() {
        let token = &text[words[place].span.clone()];
        if !are_glued(words, place) {
            words[place].spelled |= token == SIGN && words[place - 1].kind == Kind::Number;
        } else if words[place].kind == Kind::Word {
            let before = Part::of(channel, words, place - 1);
            let is_sign = before != Part::Other && may_be(channel, &words[place..=place], is_sign);
            words[place - 1].spelled |= is_sign && before == Part::Spelled;
            words[place].spelled |= is_sign;
        } else if matches!(token, "." | ",") && place + 1 < words.len() && are_glued(words, place + 1) {
            let both = [place - 1, place + 1].map(|place| Part::of(channel, words, place));
            let is_number = !both.contains(&Part::Other) && (token == "." || both.contains(&Part::Digits));
            words[place - 1].spelled |= is_number && both[0] == Part::Spelled;
            words[place + 1].spelled |= is_number && both[1] == Part::Spelled;
        }
    }
}

/// Whether nothing stands between the word at `place` and the one before it.
fn are_glued(words: &[Word], place: usize) -> bool {
    words[place - 1].span.end == words[place].span.start
}

/// Whether the word at `place` of `words`, which are words of `text`, may have been `original` where one of them is a percent sign: a sign
/// is written right behind its number, a word with a space between, and a spinner leaves the space as it was.
pub(crate) fn spacing_allows(text: &str, words: &[Word], place: usize, original: &str) -> bool {
    let (is_sign, was_sign) = (&text[words[place].span.clone()] == SIGN, original == SIGN);
    is_sign == was_sign || was_sign == (place > 0 && are_glued(words, place))
}

/// What a word may be in a number.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Digits,
    Spelled,
    Other,
}

impl Part {
    fn of(channel: &Channel, words: &[Word], place: usize) -> Self {
        // The spinner swaps `to 2` for `to two`, but not every `2`.
        let with_word_before = || place > 0 && may_be(channel, &words[place - 1..=place], is_number);
        match words[place].kind {
            Kind::Number => Self::Digits,
            Kind::Word if may_be(channel, &words[place..=place], is_number) || with_word_before() => Self::Spelled,
            _ => Self::Other,
        }
    }
}

/// Whether the spinner puts these words for a phrase of which the last word is as asked.
fn may_be(channel: &Channel, words: &[Word], asked: fn(&str) -> bool) -> bool {
    let table = channel.table();
    let phrase: Vec<TableWord> = words.iter().map(|word| word.table).collect();
    let original = |id| table.original(id).text.rsplit(' ').next().unwrap_or_default();
    table.originals_of(&phrase).iter().any(|posting| asked(original(posting.original)))
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_sign(word: &str) -> bool {
    word == SIGN
}
