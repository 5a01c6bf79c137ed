//! Casing of words and phrases: read from a spun phrase, given back to its original.

/// How a word is cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Casing {
    /// No capital letter.
    Lower,
    /// A capital first letter, the rest without.
    Capital,
    /// Two letters or more, all capitals.
    Upper,
    /// Anything else: `McDonald`, `iPhone`.
    Mixed,
}

impl Casing {
    /// The casing of `word`. A single capital letter, such as `I`, is [`Casing::Capital`]; no letters at all are
    /// [`Casing::Lower`].
    #[must_use]
    pub fn of(word: &str) -> Self {
        let (mut letters, mut capitals) = (0usize, 0usize);
        let mut first = false;
        for c in word.chars().filter(|c| c.is_alphabetic()) {
            if letters == 0 {
                first = c.is_uppercase();
            }
            letters += 1;
            capitals += usize::from(c.is_uppercase());
        }
        match (capitals, first) {
            (0, _) => Self::Lower,
            (1, true) => Self::Capital,
            _ if capitals == letters => Self::Upper,
            _ => Self::Mixed,
        }
    }
}

/// `phrase` with its first letter made a capital.
///
/// ```
/// assert_eq!(unspin::text::casing::capitalise("the interior"), "The interior");
/// ```
#[must_use]
pub fn capitalise(phrase: &str) -> String {
    let mut chars = phrase.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casings_are_told_apart() {
        assert_eq!(Casing::of("fighting"), Casing::Lower);
        assert_eq!(Casing::of("Interior"), Casing::Capital);
        assert_eq!(Casing::of("I"), Casing::Capital);
        assert_eq!(Casing::of("U.S."), Casing::Upper);
        assert_eq!(Casing::of("McDonald"), Casing::Mixed);
        assert_eq!(Casing::of("2,500"), Casing::Lower);
    }
}
