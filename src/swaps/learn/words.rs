//! Tokens as numbers, so that phrases compare and hash quickly.

use std::collections::HashMap;

use crate::text::{Casing, Kind, normalise_with_digits, tokens};

/// One token of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// The number of its form.
    pub(super) id: u32,
    /// Byte offsets in the line.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether spinners leave it alone wherever it stands: hyphenated, or all capitals without periods.
    pub(super) untouchable: bool,
    /// Whether it is a mark that no swap reaches across: any but `%`, `/`, `$` and `&`.
    pub(super) mark: bool,
    /// Whether it opens a sentence or a quotation.
    pub(super) initial: bool,
}

/// Numbers for word forms.
#[derive(Default)]
pub(super) struct Words {
    ids: HashMap<String, u32>,
    forms: Vec<String>,
    form: String,
}

impl Words {
    /// The words of a line.
    pub(super) fn of(&mut self, line: &str) -> Vec<Word> {
        let mut initial = true;
        let mut words = Vec::with_capacity(line.len() / 5);
        for token in tokens(line) {
            let letters = token.text.chars().filter(|c| c.is_alphabetic()).count();
            let capitals = letters > 1 && Casing::of(token.text) == Casing::Upper && !token.text.contains('.');
            words.push(Word {
                id: self.id(token.text),
                start: token.start,
                end: token.end(),
                untouchable: token.text.contains('-') && token.text.len() > 1 || capitals,
                mark: token.kind == Kind::Symbol && !matches!(token.text, "%" | "/" | "$" | "&"),
                initial,
            });
            initial =
                token.kind == Kind::Symbol && !matches!(token.text, "," | ";" | "%" | "$" | "/" | "&" | "'" | "-");
        }
        words
    }

    /// The numbers of a phrase's words.
    pub(super) fn phrase(&mut self, phrase: &str) -> Vec<u32> {
        tokens(phrase).map(|token| self.id(token.text)).collect()
    }

    /// The number of a token's form, which is its normal form with all digits.
    fn id(&mut self, token: &str) -> u32 {
        normalise_with_digits(token, &mut self.form);
        if let Some(&id) = self.ids.get(&self.form) {
            return id;
        }
        let id = u32::try_from(self.forms.len()).expect("fewer than 2^32 word forms");
        self.ids.insert(self.form.clone(), id);
        self.forms.push(self.form.clone());
        id
    }
}
