//! Reads WordNet's database files (`index.*`, `data.*`, `cntlist.rev`, as `wndb(5WN)` and `cntlist(5WN)` describe them).

use std::collections::HashMap;
use std::io::{self, BufRead};

/// A part of speech of WordNet. Satellite adjectives count as adjectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOfSpeech {
    /// `index.noun`, `data.noun`.
    Noun,
    /// `index.verb`, `data.verb`.
    Verb,
    /// `index.adj`, `data.adj`.
    Adjective,
    /// `index.adv`, `data.adv`.
    Adverb,
}

impl PartOfSpeech {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Noun, Self::Verb, Self::Adjective, Self::Adverb];

    /// How WordNet's file names end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::Verb => "verb",
            Self::Adjective => "adj",
            Self::Adverb => "adv",
        }
    }

    /// The word at the end of a lemma row's note.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::Verb => "verb",
            Self::Adjective => "adjective",
            Self::Adverb => "adverb",
        }
    }

    /// The part of speech of a sense key's type digit.
    fn of_sense_type(digit: &str) -> Option<Self> {
        match digit {
            "1" => Some(Self::Noun),
            "2" => Some(Self::Verb),
            "3" | "5" => Some(Self::Adjective),
            "4" => Some(Self::Adverb),
            _ => None,
        }
    }
}

/// One meaning and the words that have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synset {
    /// The words as WordNet writes them, with spaces: `take a chance`, `Paris`.
    pub words: Vec<String>,
    /// Adjectives: the offsets of the synsets of similar meaning.
    pub similar: Vec<u32>,
    /// What it means, with examples.
    pub gloss: String,
}

/// The senses of a word and how often each was tagged, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Senses {
    /// Offsets of its synsets.
    pub synsets: Vec<u32>,
    /// Times each sense was tagged in WordNet's own texts; as long as `synsets`.
    pub tagged: Vec<u32>,
}

/// WordNet, as far as synonyms need it.
#[derive(Clone, Debug, Default)]
pub struct WordNet {
    senses: HashMap<(PartOfSpeech, String), Senses>,
    synsets: HashMap<(PartOfSpeech, u32), Synset>,
}

impl WordNet {
    /// Reads one part of speech: its index and its data file.
    ///
    /// # Errors
    ///
    /// When a reader fails, or with [`io::ErrorKind::InvalidData`] when a line is none of WordNet's.
    pub fn read(&mut self, part: PartOfSpeech, index: impl BufRead, data: impl BufRead) -> io::Result<()> {
        for line in index.lines() {
            let line = line?;
            if !line.starts_with(' ') {
                let (word, synsets) = index_line(&line).ok_or_else(|| malformed(&line))?;
                let tagged = vec![0; synsets.len()];
                self.senses.insert((part, word), Senses { synsets, tagged });
            }
        }
        for line in data.lines() {
            let line = line?;
            if !line.starts_with(' ') {
                let (offset, synset) = data_line(&line).ok_or_else(|| malformed(&line))?;
                self.synsets.insert((part, offset), synset);
            }
        }
        Ok(())
    }

    /// Reads how often each sense was tagged (`cntlist.rev`); to be called after [`read`](Self::read).
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_tagged(&mut self, cntlist: impl BufRead) -> io::Result<()> {
        for line in cntlist.lines() {
            let line = line?;
            let (part, word, sense, count) = cntlist_line(&line).ok_or_else(|| malformed(&line))?;
            let tagged = self.senses.get_mut(&(part, word)).and_then(|senses| senses.tagged.get_mut(sense));
            if let Some(tagged) = tagged {
                *tagged = count;
            }
        }
        Ok(())
    }

    /// Every word with its senses, in the order of the words.
    #[must_use]
    pub fn words(&self) -> Vec<(PartOfSpeech, &str, &Senses)> {
        let mut words: Vec<_> =
            self.senses.iter().map(|((part, word), senses)| (*part, word.as_str(), senses)).collect();
        words.sort_by_key(|&(part, word, _)| (word, part));
        words
    }

    /// The synset at an offset.
    #[must_use]
    pub fn synset(&self, part: PartOfSpeech, offset: u32) -> Option<&Synset> {
        self.synsets.get(&(part, offset))
    }
}

fn malformed(line: &str) -> io::Error {
    let begin: String = line.chars().take(40).collect();
    io::Error::new(io::ErrorKind::InvalidData, format!("no line of a WordNet 3 database: {begin:?}"))
}

/// `lemma pos synset_cnt p_cnt [symbol...] sense_cnt tagsense_cnt offset...`
fn index_line(line: &str) -> Option<(String, Vec<u32>)> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let count: usize = fields.get(2)?.parse().ok()?;
    let offsets = fields.len().checked_sub(count).filter(|&at| at >= 6)?;
    let synsets = fields[offsets..].iter().map(|offset| offset.parse().ok()).collect::<Option<_>>()?;
    Some((fields[0].replace('_', " "), synsets))
}

/// `offset lex_filenum ss_type w_cnt (word lex_id)... p_cnt (symbol offset pos source/target)... | gloss`
fn data_line(line: &str) -> Option<(u32, Synset)> {
    let (data, gloss) = line.split_once('|')?;
    let mut fields = data.split_ascii_whitespace();
    let offset = fields.next()?.parse().ok()?;
    let count = u32::from_str_radix(fields.nth(2)?, 16).ok()?;
    let mut words = Vec::new();
    for _ in 0..count {
        // Adjectives may end in a syntactic marker such as `(a)`.
        words.push(fields.next()?.split('(').next()?.replace('_', " "));
        fields.next()?;
    }
    let pointers: u32 = fields.next()?.parse().ok()?;
    let mut similar = Vec::new();
    for _ in 0..pointers {
        let (symbol, to) = (fields.next()?, fields.next()?);
        if symbol == "&" {
            similar.push(to.parse().ok()?);
        }
        fields.nth(1)?;
    }
    Some((offset, Synset { words, similar, gloss: gloss.trim().to_owned() }))
}

/// `lemma%type:... sense_number count`
fn cntlist_line(line: &str) -> Option<(PartOfSpeech, String, usize, u32)> {
    let mut fields = line.split_ascii_whitespace();
    let (word, key) = fields.next()?.split_once('%')?;
    let part = PartOfSpeech::of_sense_type(key.split(':').next()?)?;
    let sense: usize = fields.next()?.parse().ok()?;
    let count = fields.next()?.parse().ok()?;
    Some((part, word.replace('_', " "), sense.checked_sub(1)?, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database of one word, in WordNet's format but with made-up numbers.
    fn tiny() -> WordNet {
        let mut wordnet = WordNet::default();
        let index = "  1 a notice\nglad a 2 2 & ! 2 1 00000010 00000020  \n";
        let data = "  1 a notice\n\
            00000010 00 a 02 glad(p) 0 merry_hearted 0 001 & 00000020 a 0000 | in good spirits\n\
            00000020 00 s 01 Glad 0 000 | a name\n";
        wordnet.read(PartOfSpeech::Adjective, index.as_bytes(), data.as_bytes()).unwrap();
        wordnet.read_tagged("glad%3:00:00:: 1 7\nunheard%1:00:00:: 1 7\n".as_bytes()).unwrap();
        wordnet
    }

    #[test]
    fn words_senses_and_similar_meanings() {
        let wordnet = tiny();
        let words = wordnet.words();
        assert_eq!(words.len(), 1);
        assert_eq!(*words[0].2, Senses { synsets: vec![10, 20], tagged: vec![7, 0] });
        let synset = wordnet.synset(PartOfSpeech::Adjective, 10).unwrap();
        assert_eq!(synset.words, ["glad", "merry hearted"]);
        assert_eq!((&synset.similar[..], &synset.gloss[..]), (&[20][..], "in good spirits"));
    }

    #[test]
    fn what_is_no_wordnet_is_refused() {
        let mut wordnet = WordNet::default();
        let fault = wordnet.read(PartOfSpeech::Noun, "hello there\n".as_bytes(), "".as_bytes()).unwrap_err();
        assert_eq!(fault.kind(), io::ErrorKind::InvalidData);
        assert!(wordnet.read_tagged("no key\n".as_bytes()).is_err());
    }
}
