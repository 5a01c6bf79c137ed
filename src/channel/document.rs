//! A text as both tables see it: each token with its place, its language-model word and its swap-table word.

use std::ops::Range;

use crate::language_model::{LanguageModel, WordId, word_hash};
use crate::swaps::{SwapTable, TableWord};
use crate::text::{Casing, Kind, Token, has_shape, normalise_with_digits};

/// One token of a text, looked up in both tables.
#[derive(Clone, Debug)]
pub struct Word {
    /// Byte offsets in the text.
    pub span: Range<usize>,
    /// [Hash](word_hash) of its normal form, long numbers being reduced to their shape.
    pub hash: u64,
    /// The word of the language model.
    pub model: WordId,
    /// The word of the swap table, or [`TableWord::NONE`].
    pub table: TableWord,
    /// What the token is made of.
    pub kind: Kind,
    /// Whether the token begins with a capital letter.
    pub capital: bool,
    /// Whether a spinner leaves the token alone whatever it is: words in capitals.
    pub shielded: bool,
    /// Whether it is a word of letters that the language model does not know.
    pub unknown: bool,
    /// Whether it is half of a token: glued to its neighbour where mark-up was lost.
    pub glued: bool,
    /// Whether it is part of a number that a spinner spelled out in part, such as the `zero` of `zero.6`.
    pub spelled: bool,
}

/// Looks tokens up in both tables, nearly always with one hash; keeps its buffers between calls.
#[derive(Debug)]
pub struct Reader<'r> {
    model: &'r LanguageModel,
    table: &'r SwapTable,
    normal: String,
    hashes: Vec<u64>,
}

impl<'r> Reader<'r> {
    /// A reader over both tables.
    #[must_use]
    pub fn new(model: &'r LanguageModel, table: &'r SwapTable) -> Self {
        Self { model, table, normal: String::new(), hashes: Vec::new() }
    }

    /// `token` looked up in both tables.
    pub fn word(&mut self, token: &Token<'_>) -> Word {
        let hash = word_hash(token.normal(&mut self.normal));
        self.look_up(hash, token, 0)
    }

    /// Replaces `words` by `tokens` looked up, as [`word`](Self::word) does, but cut from behind the byte `offset` of a text: all are sent
    /// for before the first is read.
    pub fn words(&mut self, tokens: &[Token<'_>], offset: usize, words: &mut Vec<Word>) {
        let Self { model, table, normal, hashes } = self;
        hashes.clear();
        hashes.extend(tokens.iter().map(|token| {
            let hash = word_hash(token.normal(normal));
            model.send_for_word(hash);
            table.send_for_word(hash);
            hash
        }));
        words.clear();
        words.extend(tokens.iter().zip(&self.hashes).map(|(token, &hash)| self.look_up(hash, token, offset)));
    }

    fn look_up(&self, hash: u64, token: &Token<'_>, offset: usize) -> Word {
        let model = self.model.word_by_hash(hash);
        let table = if token.kind == Kind::Number && has_shape(token.text) {
            let mut digits = String::new();
            normalise_with_digits(token.text, &mut digits);
            self.table.word(&digits)
        } else {
            self.table.word_by_hash(hash)
        };
        Word {
            span: token.start + offset..token.end() + offset,
            hash,
            model,
            table,
            kind: token.kind,
            capital: !token.plain && token.text.chars().next().is_some_and(char::is_uppercase),
            shielded: !token.plain && Casing::of(token.text) == Casing::Upper,
            unknown: model == WordId::UNKNOWN && token.kind == Kind::Word,
            glued: false,
            spelled: false,
        }
    }
}
