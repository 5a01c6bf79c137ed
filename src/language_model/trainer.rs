//! Training from start to end: readers of text in, a finished model out.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::MAX_ORDER;
use super::compile::{compile, compiled_len};
use super::external_sort::{Scratch, Sorted, Sorter};
use super::kneser_ney::{Discounts, Smoothed, smooth};
use super::ngrams::{MAX_WORDS, pack};
use super::prune::prune;
use super::reference::Reference;
use super::vocabulary::{BEGIN, END, FIRST_WORD, Vocabulary, VocabularyBuilder};
use crate::Error;
use crate::text::normalise;

/// What to train.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Most words of an n-gram, 2 to [`MAX_ORDER`].
    pub order: usize,
    /// Raw counts up to which n-grams are cut, from order 1 up; the last holds for all higher orders. Must not fall; order 1
    /// is never cut, `min_count` is its cutoff.
    pub cutoffs: Vec<u64>,
    /// Most bytes that the compiled model may take.
    pub size: usize,
    /// Types seen less often are `<unk>`.
    pub min_count: u64,
    /// Bytes of memory for sorting. The n-grams that survive the cutoffs take up to 120 bytes each on top.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { order: 4, cutoffs: vec![0, 1, 1, 2], size: 32 << 20, min_count: 5, memory: 4 << 30 }
    }
}

/// Where training has got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading text: so many words so far.
    Reading(u64),
    /// Collecting and sorting n-grams: so many words so far.
    Sorting(u64),
    /// Counting and smoothing.
    Smoothing,
    /// Pruning to the size.
    Pruning,
}

/// Marks the end of a paragraph in the stream of word ids.
const PARAGRAPH_END: u32 = u32::MAX;

/// How often progress is reported, in words.
const REPORT_EVERY: u64 = 1 << 18;

/// Reads text and trains a model. Every line is a paragraph: `<s>`, its tokens, `</s>`. A line seen before is left out, so
/// that boilerplate counts once.
pub struct Trainer<'s> {
    options: Options,
    scratch: &'s Scratch<'s>,
    progress: Box<dyn FnMut(Stage) + 's>,
    vocabulary: VocabularyBuilder,
    always: HashSet<String>,
    ids: BufWriter<std::fs::File>,
    seen: HashSet<u64>,
    hash: Xxh3,
    words: u64,
    reported: u64,
    paragraphs: u64,
}

impl<'s> Trainer<'s> {
    /// A trainer that opens its scratch files with `scratch`: they must be empty, readable, writable and vanish when closed.
    ///
    /// # Errors
    /// [`Error::Training`] when the options contradict themselves, [`Error::Io`] when no scratch file can be opened.
    pub fn new(mut options: Options, scratch: &'s Scratch<'s>) -> Result<Self, Error> {
        if !(2..=MAX_ORDER).contains(&options.order) {
            return Err(Error::Training {
                fault: format!("the order must be 2 to {MAX_ORDER}, not {}", options.order),
            });
        }
        let last = options.cutoffs.last().copied().unwrap_or(0);
        options.cutoffs.resize(options.order, last);
        options.cutoffs[0] = 0;
        if !options.cutoffs.is_sorted() {
            return Err(Error::Training { fault: "the cutoffs must not fall from one order to the next".to_owned() });
        }
        Ok(Self {
            options,
            scratch,
            progress: Box::new(|_| {}),
            vocabulary: VocabularyBuilder::new(),
            always: HashSet::new(),
            ids: BufWriter::with_capacity(1 << 20, scratch().map_err(scratch_error)?),
            seen: HashSet::new(),
            hash: Xxh3::new(),
            words: 0,
            reported: 0,
            paragraphs: 0,
        })
    }

    /// Has `progress` called now and then.
    #[must_use]
    pub fn on_progress(mut self, progress: impl FnMut(Stage) + 's) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Keeps `word` in the vocabulary if it is seen at all.
    pub fn always_keep(&mut self, word: &str) {
        let mut normal = String::new();
        normalise(word, &mut normal);
        self.always.insert(normal);
    }

    /// Reads a text, one paragraph a line; `name` is for messages only.
    ///
    /// # Errors
    /// [`Error::Io`] when `text` cannot be read, is not UTF-8, or no scratch file can be written.
    pub fn read(&mut self, name: &Path, mut text: impl BufRead) -> Result<(), Error> {
        let mut line = String::new();
        let mut ids = Vec::new();
        loop {
            line.clear();
            let length = text.read_line(&mut line).map_err(|source| Error::Io { path: name.to_owned(), source })?;
            if length == 0 {
                return Ok(());
            }
            let paragraph = line.trim();
            if paragraph.is_empty() || !self.seen.insert(xxh3_64(paragraph.as_bytes())) {
                continue;
            }
            self.hash.update(paragraph.as_bytes());
            self.hash.update(b"\n");
            ids.clear();
            self.vocabulary.read(paragraph, &mut ids);
            self.words += ids.len() as u64;
            self.paragraphs += 1;
            ids.push(PARAGRAPH_END);
            for id in &ids {
                self.ids.write_all(&id.to_le_bytes()).map_err(scratch_error)?;
            }
            if self.words - self.reported >= REPORT_EVERY {
                self.reported = self.words;
                (self.progress)(Stage::Reading(self.words));
            }
        }
    }

    /// Trains on what was read.
    ///
    /// # Errors
    /// [`Error::Training`] when nothing was read or the vocabulary is too large, [`Error::Io`] when a scratch file fails.
    pub fn train(self) -> Result<Model, Error> {
        let Self { options, scratch, mut progress, vocabulary, always, ids, seen, hash, words, paragraphs, .. } = self;
        drop(seen);
        if words == 0 {
            return Err(Error::Training { fault: "there is no text".to_owned() });
        }
        let (vocabulary, finals) = vocabulary.finish(options.min_count, &always);
        if vocabulary.len() >= MAX_WORDS {
            return Err(Error::Training { fault: "too many words: raise the least count of a word".to_owned() });
        }
        let mut sorted = sort(ids, &finals, &options, scratch, &mut progress).map_err(scratch_error)?;
        progress(Stage::Smoothing);
        let mut smoothed =
            smooth(&mut sorted, &options.cutoffs, vocabulary.len(), paragraphs).map_err(scratch_error)?;
        drop(sorted);
        progress(Stage::Pruning);
        prune(&mut smoothed, |ngrams| compiled_len(ngrams) <= options.size);
        Ok(Model { smoothed, vocabulary, source_hash: hash.digest() })
    }
}

/// Sorts the n-gram of every word of the text.
fn sort(
    ids: BufWriter<std::fs::File>,
    finals: &[u32],
    options: &Options,
    scratch: &Scratch<'_>,
    progress: &mut dyn FnMut(Stage),
) -> io::Result<Sorted> {
    let mut file = ids.into_inner()?;
    file.rewind()?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut sorter = Sorter::new(options.memory, scratch);
    // Most recent first; 0 is no word.
    let mut window = [0; MAX_ORDER];
    window[0] = BEGIN;
    let mut id = [0; 4];
    let mut done = 0u64;
    loop {
        match reader.read_exact(&mut id) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(e) => return Err(e),
        }
        let provisional = u32::from_le_bytes(id);
        let ends = provisional == PARAGRAPH_END;
        let word = if ends { END } else { finals[provisional as usize] };
        window.copy_within(..MAX_ORDER - 1, 1);
        window[0] = word;
        sorter.push(pack(window[..options.order].iter().copied()))?;
        if ends {
            window = [0; MAX_ORDER];
            window[0] = BEGIN;
        }
        done += 1;
        if done.is_multiple_of(REPORT_EVERY) {
            progress(Stage::Sorting(done));
        }
    }
    Ok(sorter.finish())
}

fn scratch_error(source: io::Error) -> Error {
    Error::Io { path: "scratch file".into(), source }
}

/// A trained, pruned model, not quantised yet.
#[derive(Debug)]
pub struct Model {
    pub(crate) smoothed: Smoothed,
    pub(crate) vocabulary: Vocabulary,
    source_hash: u64,
}

impl Model {
    /// The compiled form, to be opened by [`super::LanguageModel::open`].
    #[must_use]
    pub fn compile(&self) -> Vec<u8> {
        compile(&self.smoothed, &self.vocabulary, self.source_hash)
    }

    /// The reference form. It takes about 100 bytes an n-gram.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference::new(&self.smoothed, &self.vocabulary)
    }

    /// Words in the vocabulary, without the reserved ones.
    #[must_use]
    pub fn words(&self) -> usize {
        self.vocabulary.len() - FIRST_WORD as usize
    }

    /// Words of the training text.
    #[must_use]
    pub fn training_words(&self) -> u64 {
        self.vocabulary.counts.iter().sum()
    }

    /// N-grams of each order that the model keeps, and that the text has.
    #[must_use]
    pub fn ngrams(&self) -> Vec<(usize, u64)> {
        self.smoothed.orders.iter().map(super::ngrams::Order::len).zip(self.smoothed.seen.iter().copied()).collect()
    }

    /// The discounts of each order.
    #[must_use]
    pub fn discounts(&self) -> &[Discounts] {
        &self.smoothed.discounts
    }
}
