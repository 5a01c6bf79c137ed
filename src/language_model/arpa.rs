//! The ARPA text format, for exchange with other programs.

use std::io::{self, BufRead, Write};

use super::MAX_ORDER;
use super::ngrams::{pack, word_at};
use super::reference::Reference;
use super::trainer::Model;
use super::vocabulary::{BEGIN, END, UNKNOWN};

/// What stands for log 0.
const NEVER: f64 = -99.0;

impl Model {
    /// Writes the model, as trained and pruned but not quantised, in ARPA format.
    ///
    /// # Errors
    /// When `into` cannot be written.
    pub fn write_arpa(&self, mut into: impl Write) -> io::Result<()> {
        let orders = &self.smoothed.orders;
        writeln!(into, "\\data\\")?;
        for (k, grams) in orders.iter().enumerate() {
            writeln!(into, "ngram {}={}", k + 1, grams.len() - usize::from(k == 0))?;
        }
        for (k, grams) in orders.iter().enumerate() {
            writeln!(into, "\n\\{}-grams:", k + 1)?;
            for i in usize::from(k == 0)..grams.len() {
                let p = grams.probability[i];
                write!(into, "{:.6}\t", if p > 0.0 { p.log10() } else { NEVER })?;
                for position in (0..=k).rev() {
                    let word = &self.vocabulary.words[word_at(grams.keys[i], position) as usize];
                    write!(into, "{word}{}", if position > 0 { " " } else { "" })?;
                }
                if k + 1 < orders.len() {
                    write!(into, "\t{:.6}", grams.backoff[i].log10())?;
                }
                writeln!(into)?;
            }
        }
        writeln!(into, "\n\\end\\")?;
        into.flush()
    }
}

impl Reference {
    /// Reads a model in ARPA format.
    ///
    /// # Errors
    /// When `from` cannot be read, or is not in ARPA format: then of kind [`io::ErrorKind::InvalidData`], with the line
    /// number.
    pub fn read_arpa(from: impl BufRead) -> io::Result<Self> {
        let mut reference = Self::default();
        for (word, id) in [("<unk>", UNKNOWN), ("<s>", BEGIN), ("</s>", END)] {
            reference.words.insert(word.to_owned(), id);
        }
        let mut order = 0;
        let mut ended = false;
        for (number, line) in (1..).zip(from.lines()) {
            let line = line?;
            let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("ARPA line {number}: {what}"));
            if line == "\\end\\" {
                ended = true;
                break;
            }
            if let Some(head) = line.strip_prefix('\\').and_then(|line| line.strip_suffix("-grams:")) {
                order = head.parse().map_err(|_| wrong("no order"))?;
                if !(1..=MAX_ORDER).contains(&order) {
                    return Err(wrong("an order that is not supported"));
                }
                reference.order = reference.order.max(order);
                continue;
            }
            if order == 0 || line.is_empty() {
                continue;
            }
            let mut fields = line.split('\t');
            let number_of = |field: Option<&str>| field.and_then(|field| field.parse::<f64>().ok());
            let probability = number_of(fields.next()).ok_or_else(|| wrong("no probability"))?;
            let mut ids = Vec::with_capacity(order);
            for word in fields.next().unwrap_or_default().split(' ') {
                ids.push(match reference.words.get(word) {
                    Some(&id) => id,
                    None if order == 1 => {
                        let id = reference.words.len() as u32 + 1;
                        reference.words.insert(word.to_owned(), id);
                        id
                    }
                    None => return Err(wrong("a word that is no unigram")),
                });
            }
            if ids.len() != order {
                return Err(wrong("too many or too few words"));
            }
            let backoff = fields.next().map_or(Some(0.0), |field| number_of(Some(field)));
            let backoff = backoff.ok_or_else(|| wrong("no backoff"))?;
            let ln = std::f64::consts::LN_10;
            reference.ngrams.insert(pack(ids.into_iter().rev()), (probability * ln, backoff * ln));
        }
        if !ended {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "ARPA: cut short, there is no \\end\\"));
        }
        Ok(reference)
    }
}
