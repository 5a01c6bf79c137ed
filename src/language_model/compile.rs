//! From a trained model to the bytes of the compiled form.

use super::format::{BUCKET, Header, RESERVED_IDS, find_slot, first_key, longer_key, word_fingerprint};
use super::kneser_ney::Smoothed;
use super::ngrams::{Order, word_at};
use super::quantise::{CODES, CodeBook};
use super::table::{Codes, Filling, Shape};
use super::vocabulary::{BEGIN, END, UNKNOWN, Vocabulary};
use super::{Cost, MAX_ORDER, word_hash};
use crate::text::Casing;

/// Slots of the vocabulary per word: room for short probes.
const SLOTS_PER_WORD: f64 = 1.4;

/// How much the frequency of an n-gram, as a power, counts when costs are quantised: at 0 all n-grams would matter alike, at
/// 1 the rare ones, of which there are most, would hardly matter.
const WEIGHT: f32 = 0.5;

/// Cost of what cannot happen; far above every true cost, and far from overflow when summed over a text.
const IMPOSSIBLE: f64 = 100_000.0;

/// Length in bytes of a compiled model with `ngrams[k - 1]` n-grams of order k, the first being the word ids.
#[must_use]
pub fn compiled_len(ngrams: &[usize]) -> usize {
    header(ngrams, 0, 0).layout().len
}

fn header(ngrams: &[usize], source_hash: u64, training_words: u64) -> Header {
    let words = ngrams[0] as u32;
    let mut header = Header {
        order: ngrams.len(),
        source_hash,
        training_words,
        words,
        slots: (f64::from(words) * SLOTS_PER_WORD) as u32 + 1,
        ngrams: [0; MAX_ORDER - 1],
        buckets: [0; MAX_ORDER - 1],
    };
    for (i, &count) in ngrams[1..].iter().enumerate() {
        header.ngrams[i] = count as u32;
        header.buckets[i] = shape(i + 2, ngrams.len()).buckets(count) as u32;
    }
    header
}

fn shape(order: usize, highest: usize) -> Shape {
    if order == highest { Shape::Highest } else { Shape::Middle }
}

fn cost(probability: f64) -> f64 {
    if probability > 0.0 { -1000.0 * probability.ln() } else { IMPOSSIBLE }
}

/// Which n-grams of each order are parts of longer ones, by the `link` of those.
fn linked(model: &Smoothed, link: impl Fn(&Order) -> &[u32]) -> Vec<Vec<bool>> {
    let mut linked: Vec<Vec<bool>> = model.orders.iter().map(|grams| vec![false; grams.len()]).collect();
    for (k, grams) in model.orders.iter().enumerate().skip(1) {
        for &part in link(grams) {
            linked[k - 1][part as usize] = true;
        }
    }
    linked
}

/// Compiles a model.
#[must_use]
pub(crate) fn compile(model: &Smoothed, vocabulary: &Vocabulary, source_hash: u64) -> Vec<u8> {
    let order = model.orders.len();
    let sizes: Vec<usize> = model.orders.iter().map(super::ngrams::Order::len).collect();
    let training_words: u64 = vocabulary.counts.iter().sum();
    let header = header(&sizes, source_hash, training_words);
    let layout = header.layout();
    let mut bytes = vec![0; layout.len];
    let (contexts, suffixes) = (linked(model, |grams| &grams.context), linked(model, |grams| &grams.suffix));
    let mut ids = Vec::new();
    let mut book_at = layout.books;
    for k in 1..=order {
        let grams = &model.orders[k - 1];
        // `<s>` is never predicted and must not take part in fitting.
        let predicted = grams.probability.iter().enumerate().filter(|&(_, &p)| p > 0.0);
        let weight = |i: usize| f32::powf(grams.raw[i].max(1) as f32, WEIGHT);
        let (probability_codes, backoff_codes) = if k == 1 { (CODES, CODES) } else { shape(k, order).codes() };
        let probabilities =
            CodeBook::fit(predicted.map(|(i, &p)| (cost(p) as f32, weight(i))).collect(), probability_codes, 0);
        book_at = put_costs(&mut bytes, book_at, &probabilities.costs);
        let backoffs = (k < order).then(|| {
            let used = grams.backoff.iter().enumerate().filter(|&(i, _)| contexts[k - 1][i]);
            let book = CodeBook::fit(used.map(|(i, &b)| (cost(b) as f32, weight(i))).collect(), backoff_codes, 1);
            book_at = put_costs(&mut bytes, book_at, &book.costs);
            book
        });
        let codes = |i: usize| {
            // 0 says that no longer n-gram has this context.
            let backoff =
                backoffs.as_ref().filter(|_| contexts[k - 1][i]).map_or(0, |b| b.code(cost(grams.backoff[i])));
            (probabilities.code(cost(grams.probability[i])), backoff)
        };
        if k == 1 {
            let frequencies = frequency_book(training_words);
            for (i, frequency) in frequencies.iter().enumerate() {
                bytes[layout.frequencies + i * 8..][..8].copy_from_slice(&frequency.to_le_bytes());
            }
            ids = place_words(&mut bytes, &header, vocabulary);
            for (i, &id) in ids.iter().enumerate().skip(1) {
                let (probability, backoff) = codes(i);
                // The count of all unknown words together says nothing about one of them.
                let count = if i == UNKNOWN as usize { 1 } else { vocabulary.counts[i] };
                let frequency = frequency_code(&frequencies, count, training_words);
                let record = [probability, backoff, frequency, casing_code(vocabulary.casings[i])];
                bytes[layout.codes + id as usize * 4..][..4].copy_from_slice(&record);
            }
        } else {
            let from = layout.tables[k - 2];
            let table = &mut bytes[from..from + header.buckets[k - 2] as usize * BUCKET];
            let mut filling = Filling::new(table, shape(k, order));
            for (i, &packed) in grams.keys.iter().enumerate() {
                let word = |position| ids[word_at(packed, position) as usize];
                let key = (1..k).fold(first_key(word(0)), |key, position| longer_key(key, word(position)));
                let (probability, backoff) = codes(i);
                filling.insert(key, Codes { probability, backoff, extended: suffixes[k - 1][i] });
            }
            filling.finish();
        }
    }
    header.seal(&mut bytes);
    bytes
}

fn put_costs(bytes: &mut [u8], mut at: usize, costs: &[Cost; CODES]) -> usize {
    for cost in costs {
        bytes[at..at + 4].copy_from_slice(&cost.to_le_bytes());
        at += 4;
    }
    at
}

/// Puts every word into its slot; gives the compiled id of each training id.
fn place_words(bytes: &mut [u8], header: &Header, vocabulary: &Vocabulary) -> Vec<u32> {
    let layout = header.layout();
    let fingerprints = &mut bytes[layout.fingerprints..layout.codes];
    (0u32..)
        .zip(&vocabulary.words)
        .map(|(id, word)| match id {
            0 | UNKNOWN => super::WordId::UNKNOWN.0,
            BEGIN => super::WordId::BEGIN.0,
            END => super::WordId::END.0,
            _ => {
                let hash = word_hash(word);
                let (slot, _) = find_slot(fingerprints, header.slots, hash);
                fingerprints[slot as usize * 4..][..4].copy_from_slice(&word_fingerprint(hash).to_le_bytes());
                slot + RESERVED_IDS as u32
            }
        })
        .collect()
}

/// Relative frequencies, evenly spaced in their logarithms between one in the whole text and all of it.
fn frequency_book(training_words: u64) -> [f64; CODES] {
    let lowest = -(training_words.max(2) as f64).ln();
    std::array::from_fn(|code| (lowest * (1.0 - code as f64 / (CODES - 1) as f64)).exp())
}

fn frequency_code(book: &[f64; CODES], count: u64, training_words: u64) -> u8 {
    let lowest = book[0].ln();
    let frequency = (count.max(1) as f64 / training_words.max(2) as f64).ln();
    ((1.0 - frequency / lowest) * (CODES - 1) as f64).round() as u8
}

fn casing_code(casing: Casing) -> u8 {
    match casing {
        Casing::Lower => 0,
        Casing::Capital => 1,
        Casing::Upper => 2,
        Casing::Mixed => 3,
    }
}
