//! Pairs for unknown spinners, chosen from WordNet by sense, frequency and context.
//!
//! A thesaurus spinner puts a synonym in the place of a common word. A pair becomes a row where the two words share a sense
//! ([`wordnet`]), the spun one is the rarer, and they stand between the same neighbours in a corpus ([`contexts`]).
//! The weight of a pair is
//!
//! `P(spun | original) = mass * fit * (sum over the common senses of P(sense | original) * P(spun | sense))`:
//!
//! - `P(sense | original)` comes from the times each sense was tagged in WordNet's texts, plus one half, over all parts of
//!   speech;
//! - `P(spun | sense)` is in proportion to `nearness * (count(spun) + 10)^(1/4)` over all the words of that sense, with a
//!   nearness of 1 in the same synset and of 1/3 for adjectives of a similar one;
//! - `fit` is three times the cosine of the neighbours, at most 1; for phrases [`Options::phrase_similarity`] is taken.

pub mod contexts;
pub mod wordnet;

use std::collections::{BTreeMap, HashSet};

use super::source::{Dialect, Row};
use contexts::{Frequencies, Vectors};
use wordnet::{PartOfSpeech, Senses, WordNet};

/// What a pair must be like.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Fewest occurrences of an original in the corpus.
    pub min_original: u32,
    /// Fewest occurrences of a spun word in the corpus; phrases need none.
    pub min_spun: u32,
    /// How many times commoner than the original the spun word may be.
    pub ratio: f32,
    /// The first senses of a word that are considered, for each part of speech.
    pub senses: usize,
    /// Least similarity of the neighbours.
    pub min_similarity: f32,
    /// What is taken as the similarity of phrases, whose neighbours are not counted.
    pub phrase_similarity: f32,
    /// Most pairs of one original.
    pub per_original: usize,
    /// What the weights of one original sum to at most.
    pub mass: f32,
    /// Least weight.
    pub min_weight: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_original: 100,
            min_spun: 5,
            ratio: 2.0,
            senses: 5,
            min_similarity: 0.06,
            phrase_similarity: 0.1,
            per_original: 12,
            mass: 0.5,
            min_weight: 0.001,
        }
    }
}

/// Words that spinners leave alone or that mean too many things to be told from their neighbours: function words,
/// auxiliaries and numbers.
const CLOSED: &str = "a about above across after against all along also although always am among an and another any anybody \
    anyone anything are around as at away be because been before behind being below beneath beside between beyond both but \
    by can cannot could did do does doing done down during each eight eighteen eighty either eleven else ever every \
    everybody everyone everything fifteen fifth fifty first five for forty four fourteen fourth from get gets getting go \
    goes going gone got had half has have having he her here hers herself him himself his how however hundred i if in \
    inside into is it its itself just last least less let like made make makes making many may me might million more most \
    much must my myself near never next nine nineteen ninety no nobody none nor not nothing now of off on once one only \
    onto or other others our ours ourselves out outside over own per quite rather same second seven seventeen seventy \
    shall she should since six sixteen sixty so some somebody someone something still such take ten than that the their \
    theirs them themselves then there these they third thirteen thirty this those though thousand three through \
    throughout to together too toward towards twelve twenty two under until up upon us very was we well were what when \
    where whether which while who whom whose why will with within without would yes yet you your yours yourself zero \
    billion trillion dozen";

/// A gloss that holds one of these tells of a word that is not to be put into anybody's text.
const OFFENSIVE: [&str; 9] =
    ["slur", "offensive", "obscen", "vulgar", "derogat", "disparag", "taboo", "copulat", "genital"];

/// Words with such a stem are not to be put there either, though their glosses do not say so.
const OFFENSIVE_STEMS: [&str; 16] = [
    "arse", "bastard", "bitch", "bullshit", "cocksuck", "crap", "damn", "fuck", "goddamn", "homo", "negro", "pissed",
    "rape", "shit", "slut", "whore",
];

/// The pairs of `wordnet`, before they are chosen by context: what [`Contexts::new`](contexts::Contexts::new) must know.
///
/// In the order of the originals, then of the spun words.
#[must_use]
pub fn pairs(wordnet: &WordNet, frequencies: &Frequencies, options: &Options) -> Vec<Pair> {
    let closed: HashSet<&str> = CLOSED.split_ascii_whitespace().collect();
    let words = wordnet.words();
    let mut pairs = Vec::new();
    for entries in words.chunk_by(|a, b| a.1 == b.1) {
        let original = entries[0].1;
        let count = frequencies.of(original);
        if !plain(original) || original.contains(' ') || closed.contains(original) || count < options.min_original {
            continue;
        }
        // Many words are tagged in one part of speech only, so the untagged senses share what half a time each gives.
        let tagged = |senses: &Senses| senses.tagged.iter().map(|&n| n as f32 + 0.5).sum::<f32>();
        let total: f32 = entries.iter().map(|(_, _, senses)| tagged(senses)).sum();
        let mut found: BTreeMap<String, Pair> = BTreeMap::new();
        for &(part, _, senses) in entries {
            for (&offset, &times) in senses.synsets.iter().zip(&senses.tagged).take(options.senses) {
                let synonyms: Vec<(String, f32)> = synonyms(wordnet, part, offset)
                    .filter(|(word, _)| word != original)
                    .map(|(word, nearness)| {
                        let share = nearness * (frequencies.of(&word) as f32 + 10.0).powf(0.25);
                        (word, share)
                    })
                    .collect();
                let all: f32 = synonyms.iter().map(|(_, share)| share).sum();
                for (spun, share) in synonyms {
                    let seen = frequencies.of(&spun);
                    let rare = seen >= options.min_spun || spun.contains(' ');
                    let common = seen as f32 > options.ratio * count as f32;
                    if closed.contains(&spun[..]) || !rare || common || alike(&spun, original) {
                        continue;
                    }
                    let share = (times as f32 + 0.5) / total * share / all;
                    let pair =
                        || Pair { spun: spun.clone(), original: original.to_owned(), part, best: 0.0, share: 0.0 };
                    let pair = found.entry(spun.clone()).or_insert_with(pair);
                    pair.share += share;
                    // The forms of a verb include those of a noun; else the part of speech of the likeliest sense.
                    if part == PartOfSpeech::Verb || (pair.part != PartOfSpeech::Verb && share > pair.best) {
                        (pair.part, pair.best) = (part, share);
                    }
                }
            }
        }
        pairs.extend(found.into_values());
    }
    pairs
}

/// A pair of words that share a sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The rarer word.
    pub spun: String,
    /// The commoner word.
    pub original: String,
    /// The part of speech in which they are synonyms.
    pub part: PartOfSpeech,
    /// The share of the likeliest common sense in that part of speech.
    best: f32,
    /// P(spun | original) before mass and fit.
    share: f32,
}

/// The rows of the pairs that `vectors` allow, sorted as a table is.
#[must_use]
pub fn rows(pairs: &[Pair], vectors: &Vectors, options: &Options) -> Vec<Row> {
    let mut rows = Vec::new();
    for of_one in pairs.chunk_by(|a, b| a.original == b.original) {
        let mut scored: Vec<(f32, &Pair)> = Vec::new();
        for pair in of_one {
            let similarity = vectors.similarity(&pair.spun, &pair.original).unwrap_or(options.phrase_similarity);
            if similarity >= options.min_similarity {
                scored.push((options.mass * pair.share * (3.0 * similarity).min(1.0), pair));
            }
        }
        scored.retain(|&(weight, _)| weight >= options.min_weight);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored.truncate(options.per_original);
        rows.extend(scored.into_iter().map(|(weight, pair)| Row {
            spun: pair.spun.clone(),
            original: pair.original.clone(),
            weight,
            dialect: Dialect::GENERAL,
            note: format!("wordnet, {}", pair.part.name()),
        }));
    }
    rows.sort_by(|a, b| super::source::sort_key(a).cmp(&super::source::sort_key(b)));
    rows
}

/// The words of a synset, then those of the similar adjectives, each with its nearness; no names, nothing offensive.
fn synonyms(wordnet: &WordNet, part: PartOfSpeech, offset: u32) -> impl Iterator<Item = (String, f32)> {
    let decent = move |offset| {
        wordnet.synset(part, offset).filter(|synset| !OFFENSIVE.iter().any(|mark| synset.gloss.contains(mark)))
    };
    let own = decent(offset);
    let similar = own.into_iter().flat_map(|synset| &synset.similar).filter_map(move |&offset| decent(offset));
    let near = own.into_iter().map(|synset| (synset, 1.0)).chain(similar.map(|synset| (synset, 1.0 / 3.0)));
    near.flat_map(|(synset, nearness)| synset.words.iter().map(move |word| (word.clone(), nearness)))
        .filter(|(word, _)| plain(word) && !offensive(word))
}

fn offensive(word: &str) -> bool {
    // Whole words and their forms, so that "arsenic", "homogeneous" and "scrape" stay.
    const ENDINGS: [&str; 11] = ["", "s", "d", "ed", "er", "ers", "ing", "ty", "py", "sexual", "sexuality"];
    word.split(' ').any(|part| {
        OFFENSIVE_STEMS.iter().any(|stem| part.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending)))
    })
}

/// Three letters or more, all of them a to z, in at most three words.
fn plain(word: &str) -> bool {
    word.len() >= 3
        && word.bytes().all(|b| b.is_ascii_lowercase() || b == b' ')
        && word.bytes().filter(|&b| b == b' ').count() <= 2
}

/// Two spellings or derivations of one word: `gray` and `grey`, `organise` and `organize`, `metal` and `metallic`.
fn alike(a: &str, b: &str) -> bool {
    if strsim::levenshtein(a, b) <= if a.len().min(b.len()) >= 5 { 2 } else { 1 } {
        return true;
    }
    // A phrase with the original in it is no swap that a spinner would make for the word alone.
    a.contains(b) || b.contains(a)
}

#[cfg(test)]
mod tests {
    use super::contexts::Contexts;
    use super::*;

    const INDEX: &str =
        "big a 1 1 & 1 1 00000010\nlarge a 1 1 & 1 1 00000010\nhuge a 1 1 & 1 0 00000020\nten a 1 0 1 0 00000030\n";
    const DATA: &str = "00000010 00 a 04 big 0 large 0 bulky 0 bigger 0 001 & 00000020 a 0000 | of great size\n\
        00000020 00 s 03 huge 0 Brobdingnagian 0 damned 0 001 & 00000010 a 0000 | very big\n\
        00000030 00 s 01 ten 0 000 | a number\n";
    const CORPUS: [&str; 6] = [
        "a big house by the sea",
        "a big dog by the sea",
        "a big car by the road",
        "a large house by the road",
        "a huge house by the road",
        "bulky",
    ];

    fn chosen(options: &Options) -> Vec<Row> {
        let mut wordnet = WordNet::default();
        wordnet.read(PartOfSpeech::Adjective, INDEX.as_bytes(), DATA.as_bytes()).unwrap();
        let mut frequencies = Frequencies::default();
        CORPUS.iter().for_each(|line| frequencies.add(line));
        let pairs = pairs(&wordnet, &frequencies, options);
        let words = pairs.iter().flat_map(|pair| [&pair.spun[..], &pair.original[..]]);
        // Words of other places, without which all places would be alike.
        let mut contexts = Contexts::new(words.chain(["by", "the"]), &frequencies);
        CORPUS.iter().for_each(|line| contexts.add(line));
        rows(&pairs, &contexts.vectors(), options)
    }

    fn names(rows: &[Row]) -> Vec<(&str, &str)> {
        rows.iter().map(|row| (&row.spun[..], &row.original[..])).collect()
    }

    #[test]
    fn the_rarer_word_of_the_same_places_stands_for_the_commoner() {
        let options = Options { min_original: 2, min_spun: 1, ratio: 1.0, ..Options::default() };
        // "bulky" stands nowhere; "bigger" is a form of "big"; "damned" and the name are left out.
        let rows = chosen(&options);
        assert_eq!(names(&rows), [("huge", "big"), ("large", "big")]);
        assert!(rows[1].weight > 2.0 * rows[0].weight, "the same synset is nearer than a similar one");
        assert!(rows.iter().map(|row| row.weight).sum::<f32>() <= options.mass);
        assert_eq!(rows[0].note, "wordnet, adjective");
    }

    #[test]
    fn how_common_and_how_many() {
        let options = Options { min_original: 1, min_spun: 1, ratio: 1.0, ..Options::default() };
        let rows = chosen(&options);
        assert!(names(&rows).contains(&("huge", "large")) && names(&rows).contains(&("large", "huge")));
        assert!(!names(&rows).contains(&("big", "large")), "three times as common");
        assert_eq!(
            chosen(&Options { per_original: 1, ..options }).iter().filter(|row| row.original == "big").count(),
            1
        );
        assert!(chosen(&Options { min_original: 4, ..options }).is_empty());
    }

    #[test]
    fn words_that_are_left_out() {
        assert!(alike("grey", "gray") && alike("organise", "organize") && !alike("huge", "vast"));
        assert!(offensive("damned") && offensive("take a crap") && !offensive("arsenic") && !offensive("homogeneous"));
        assert!(plain("give way") && !plain("Paris") && !plain("vitamin b12") && !plain("ox"));
    }
}
