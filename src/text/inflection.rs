//! The forms of English words: plurals, the five forms of a verb, comparatives.
//!
//! Rules of spelling, and a list of exceptions for each part of speech. Everything is made from a lemma; nothing is analysed,
//! so no form is ever taken for another word's. American spelling where the rules differ (`traveled`, `canceled`).

use std::collections::HashMap;
use std::sync::LazyLock;

/// Irregular verbs: base, past, past participle.
const VERBS: &str = include_str!("inflection/verbs.tsv");

/// Irregular nouns: singular, plural.
const NOUNS: &str = include_str!("inflection/nouns.tsv");

/// Irregular adjectives: positive, comparative, superlative.
const ADJECTIVES: &str = include_str!("inflection/adjectives.tsv");

/// Words of several syllables whose last one is stressed, so that its consonant is doubled before a vowel.
const STRESSED: &str = " abet abhor abut acquit admit allot annul befit beget begin beset commit compel concur confer control defer demur deter \
    dispel emit enrol equip excel expel extol forbid forget handicap incur infer kidnap offset omit outbid outfit outrun outwit overrun patrol permit prefer \
    program propel rebel rebut recap recur refer regret remit repel rerun reset submit transfer transmit undercut unplug upset ";

/// Nouns in -o with a plural in -oes.
const OES: &str = " buffalo cargo domino echo embargo hero mango mosquito potato tomato tornado torpedo veto volcano ";

/// Words in -ch that sound as -k.
const HARD_CH: &str = " epoch eunuch matriarch monarch patriarch stomach tech ";

/// Words in -man that are no men.
const NO_MEN: &str = " ataman caiman german human norman ottoman roman shaman talisman ";

/// What kind of word a lemma is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOfSpeech {
    /// Singular and plural, and the possessives of both.
    Noun,
    /// Base, third person, past, past participle and present participle.
    Verb,
    /// Positive, comparative and superlative.
    Adjective,
}

impl PartOfSpeech {
    /// The part of speech of that name: `noun`, `verb` or `adjective`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "noun" => Some(Self::Noun),
            "verb" => Some(Self::Verb),
            "adjective" => Some(Self::Adjective),
            _ => None,
        }
    }
}

/// All forms of `phrase`, the lemma itself first, always in the same order for a part of speech.
///
/// A noun phrase is inflected at its last word, a verb phrase at its first, an adjective phrase as a whole when it is one
/// word and with `more` and `most` when it is longer. The lengths are 4 (singular, plural, and their possessives), 5 (base,
/// third person, past, past participle, present participle) and 3 (positive, comparative, superlative).
#[must_use]
pub fn forms(phrase: &str, part: PartOfSpeech) -> Vec<String> {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    match part {
        PartOfSpeech::Noun => {
            let at = phrase.rfind(' ').map_or(0, |space| space + 1);
            let many = format!("{}{}", &phrase[..at], plural(&phrase[at..]));
            let owners = if many.ends_with('s') { format!("{many}'") } else { format!("{many}'s") };
            vec![phrase.to_owned(), many, format!("{phrase}'s"), owners]
        }
        PartOfSpeech::Verb => {
            let [third, past, participle, present] = conjugated(first);
            [first.to_owned(), third, past, participle, present]
                .map(|form| if rest.is_empty() { form } else { format!("{form} {rest}") })
                .into()
        }
        PartOfSpeech::Adjective => {
            let [more, most] = if rest.is_empty() { compared(phrase) } else { periphrastic(phrase) };
            vec![phrase.to_owned(), more, most]
        }
    }
}

/// The plural of a noun.
///
/// ```
/// assert_eq!(unspin::text::inflection::plural("goose"), "geese");
/// ```
#[must_use]
pub fn plural(noun: &str) -> String {
    static IRREGULAR: LazyLock<HashMap<&str, &str>> =
        LazyLock::new(|| NOUNS.lines().filter_map(|line| line.split_once('\t')).collect());
    if let Some(&plural) = IRREGULAR.get(noun) {
        return plural.to_owned();
    }
    let lower = noun.to_lowercase();
    if let Some(stem) = noun.strip_suffix("man").filter(|_| !lists(NO_MEN, &lower)) {
        return format!("{stem}men");
    }
    match noun.strip_suffix("sis") {
        Some(stem) if !stem.is_empty() => format!("{stem}ses"),
        _ => with_s(noun, lists(OES, &lower)),
    }
}

/// Third person, past, past participle and present participle of a verb.
///
/// ```
/// assert_eq!(unspin::text::inflection::conjugated("lie"), ["lies", "lay", "lain", "lying"]);
/// ```
#[must_use]
pub fn conjugated(verb: &str) -> [String; 4] {
    static IRREGULAR: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
        let rows = VERBS.lines().filter_map(|line| line.split_once('\t'));
        rows.filter_map(|(base, rest)| Some((base, rest.split_once('\t')?))).collect()
    });
    let third = match verb {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        _ => with_s(verb, true),
    };
    let (past, participle) = match IRREGULAR.get(verb) {
        Some(&(past, participle)) => (past.to_owned(), participle.to_owned()),
        None => {
            let past = before_vowel(verb, "ed");
            (past.clone(), past)
        }
    };
    [third, past, participle, present_participle(verb)]
}

/// Comparative and superlative of an adjective.
///
/// ```
/// assert_eq!(unspin::text::inflection::compared("big"), ["bigger", "biggest"]);
/// ```
#[must_use]
pub fn compared(adjective: &str) -> [String; 2] {
    static IRREGULAR: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
        let rows = ADJECTIVES.lines().filter_map(|line| line.split_once('\t'));
        rows.filter_map(|(base, rest)| Some((base, rest.split_once('\t')?))).collect()
    });
    if let Some(&(more, most)) = IRREGULAR.get(adjective) {
        return [more.to_owned(), most.to_owned()];
    }
    let ends_y = adjective.ends_with('y') && !ends_in_vowel(&adjective[..adjective.len() - 1]);
    let takes_er = match syllables(adjective) {
        0 | 1 => !adjective.ends_with("ed"),
        2 => ends_y,
        // unhappy, unlikely
        3 => ends_y && adjective.starts_with("un"),
        _ => false,
    };
    if !takes_er || !adjective.is_ascii() {
        return periphrastic(adjective);
    }
    [before_vowel(adjective, "er"), before_vowel(adjective, "est")]
}

fn periphrastic(adjective: &str) -> [String; 2] {
    [format!("more {adjective}"), format!("most {adjective}")]
}

/// The -s of nouns and verbs; `oes` for words in a consonant and -o that take -es.
fn with_s(word: &str, oes: bool) -> String {
    let stem = &word[..word.len() - word.chars().last().map_or(0, char::len_utf8)];
    let hisses = word.ends_with(['s', 'x', 'z']) || word.ends_with("sh") || word.ends_with("ch");
    if word.ends_with('y') && !ends_in_vowel(stem) && !stem.is_empty() {
        format!("{stem}ies")
    } else if hisses && !lists(HARD_CH, &word.to_lowercase()) || oes && word.ends_with('o') && !ends_in_vowel(stem) {
        if matches!(word, "quiz" | "whiz") { format!("{word}zes") } else { format!("{word}es") }
    } else {
        format!("{word}s")
    }
}

fn present_participle(verb: &str) -> String {
    match verb.strip_suffix('e') {
        Some(_) if matches!(verb, "be" | "singe" | "dye" | "tinge") => format!("{verb}ing"),
        Some(stem) if stem.ends_with('i') => format!("{}ying", &stem[..stem.len() - 1]),
        Some(stem) if stem.ends_with(['e', 'o', 'y']) => format!("{verb}ing"),
        Some(stem) => format!("{stem}ing"),
        None => format!("{}ing", doubled(verb)),
    }
}

/// Joins an ending that begins with e.
fn before_vowel(word: &str, ending: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !ends_in_vowel(stem) && !stem.is_empty());
    match (word.strip_suffix('e'), stem) {
        (Some(stem), _) => format!("{stem}{ending}"),
        (_, Some(stem)) => format!("{stem}i{ending}"),
        _ => format!("{}{ending}", doubled(word)),
    }
}

/// The word with its last consonant doubled where spelling asks for it before a vowel: stop, admit, panic.
fn doubled(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let [.., last] = letters[..] else { return word.to_owned() };
    if last == 'c' && letters.len() > 3 {
        return format!("{word}k");
    }
    let vowel = |at: usize| is_vowel(letters[at]) && !(letters[at] == 'u' && at > 0 && letters[at - 1] == 'q');
    let n = letters.len();
    let shape = n >= 3
        && !is_vowel(last)
        && !matches!(last, 'w' | 'x' | 'y' | 'h')
        && (vowel(n - 2) || letters[n - 2] == 'y')
        && !vowel(n - 3)
        && last.is_ascii_lowercase();
    if shape && (syllables(word) == 1 || lists(STRESSED, word)) { format!("{word}{last}") } else { word.to_owned() }
}

/// Groups of vowels, without a silent e at the end.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().collect();
    let vowel = |at: usize| {
        let quiet_u = letters[at] == 'u' && at > 0 && letters[at - 1] == 'q';
        (is_vowel(letters[at]) || letters[at] == 'y' && at > 0) && !quiet_u
    };
    let groups = (0..letters.len()).filter(|&at| vowel(at) && (at == 0 || !vowel(at - 1))).count();
    let n = letters.len();
    // The e of "-le" after a consonant is heard.
    let silent =
        n >= 2 && letters[n - 1] == 'e' && !vowel(n - 2) && !(letters[n - 2] == 'l' && n >= 3 && !vowel(n - 3));
    groups - usize::from(silent && groups > 1)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

fn ends_in_vowel(stem: &str) -> bool {
    stem.chars().last().is_some_and(is_vowel)
}

fn lists(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn verbs(all: &[(&str, [&str; 4])]) {
        for (base, forms) in all {
            assert_eq!(conjugated(base), *forms, "{base}");
        }
    }

    #[test]
    fn verbs_take_their_irregular_forms() {
        verbs(&[
            ("fight", ["fights", "fought", "fought", "fighting"]),
            ("be", ["is", "was", "been", "being"]),
            ("have", ["has", "had", "had", "having"]),
            ("go", ["goes", "went", "gone", "going"]),
            ("lie", ["lies", "lay", "lain", "lying"]),
            ("begin", ["begins", "began", "begun", "beginning"]),
            ("put", ["puts", "put", "put", "putting"]),
            ("pay", ["pays", "paid", "paid", "paying"]),
            ("read", ["reads", "read", "read", "reading"]),
            ("see", ["sees", "saw", "seen", "seeing"]),
        ]);
    }

    #[test]
    fn verbs_are_spelt_by_rule() {
        verbs(&[
            ("stop", ["stops", "stopped", "stopped", "stopping"]),
            ("carry", ["carries", "carried", "carried", "carrying"]),
            ("play", ["plays", "played", "played", "playing"]),
            ("die", ["dies", "died", "died", "dying"]),
            ("agree", ["agrees", "agreed", "agreed", "agreeing"]),
            ("dye", ["dyes", "dyed", "dyed", "dyeing"]),
            ("refer", ["refers", "referred", "referred", "referring"]),
            ("offer", ["offers", "offered", "offered", "offering"]),
            ("visit", ["visits", "visited", "visited", "visiting"]),
            ("equip", ["equips", "equipped", "equipped", "equipping"]),
            ("seem", ["seems", "seemed", "seemed", "seeming"]),
            ("fix", ["fixes", "fixed", "fixed", "fixing"]),
            ("panic", ["panics", "panicked", "panicked", "panicking"]),
            ("travel", ["travels", "traveled", "traveled", "traveling"]),
            ("echo", ["echoes", "echoed", "echoed", "echoing"]),
            ("woo", ["woos", "wooed", "wooed", "wooing"]),
            ("queue", ["queues", "queued", "queued", "queuing"]),
            ("use", ["uses", "used", "used", "using"]),
            ("quiz", ["quizzes", "quizzed", "quizzed", "quizzing"]),
        ]);
    }

    #[test]
    fn nouns_take_their_plurals() {
        for (one, many) in [
            ("war", "wars"),
            ("child", "children"),
            ("goose", "geese"),
            ("city", "cities"),
            ("boy", "boys"),
            ("church", "churches"),
            ("stomach", "stomachs"),
            ("box", "boxes"),
            ("hero", "heroes"),
            ("photo", "photos"),
            ("studio", "studios"),
            ("knife", "knives"),
            ("belief", "beliefs"),
            ("policeman", "policemen"),
            ("woman", "women"),
            ("German", "Germans"),
            ("analysis", "analyses"),
            ("series", "series"),
            ("American", "Americans"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn adjectives_are_compared() {
        for (adjective, forms) in [
            ("big", ["bigger", "biggest"]),
            ("good", ["better", "best"]),
            ("large", ["larger", "largest"]),
            ("happy", ["happier", "happiest"]),
            ("unhappy", ["unhappier", "unhappiest"]),
            ("gray", ["grayer", "grayest"]),
            ("cheap", ["cheaper", "cheapest"]),
            ("new", ["newer", "newest"]),
            ("simple", ["simpler", "simplest"]),
            ("important", ["more important", "most important"]),
            ("useful", ["more useful", "most useful"]),
            ("pleased", ["more pleased", "most pleased"]),
            ("free", ["freer", "freest"]),
        ] {
            assert_eq!(compared(adjective), forms);
        }
    }

    #[test]
    fn phrases_are_inflected_at_their_head() {
        assert_eq!(forms("give up", PartOfSpeech::Verb), ["give up", "gives up", "gave up", "given up", "giving up"]);
        assert_eq!(
            forms("financial institution", PartOfSpeech::Noun),
            ["financial institution", "financial institutions", "financial institution's", "financial institutions'"]
        );
        assert_eq!(forms("child", PartOfSpeech::Noun), ["child", "children", "child's", "children's"]);
        assert_eq!(forms("well known", PartOfSpeech::Adjective), ["well known", "more well known", "most well known"]);
    }

    #[test]
    fn odd_words_do_no_harm() {
        for word in ["", "a", "y", "o", "é", "Zürich", "q", "u.s.", "3"] {
            for part in [PartOfSpeech::Noun, PartOfSpeech::Verb, PartOfSpeech::Adjective] {
                assert_eq!(forms(word, part)[0], word);
            }
        }
        for list in [VERBS, NOUNS, ADJECTIVES] {
            let bases: Vec<&str> = list.lines().map(|line| line.split('\t').next().unwrap()).collect();
            assert!(bases.windows(2).all(|pair| pair[0] < pair[1]), "sorted, none twice");
        }
    }
}
