//! `unspin dict thesaurus`: a table for unknown spinners from WordNet and a corpus.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::swaps::source;
use unspin::swaps::thesaurus::contexts::{Contexts, Frequencies};
use unspin::swaps::thesaurus::wordnet::{PartOfSpeech, WordNet};
use unspin::swaps::thesaurus::{Options, pairs, rows};

use crate::train;

/// Choose pairs of synonyms from WordNet by sense, frequency and context.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// WordNet's database: the folder with index.noun, data.noun and cntlist.rev
    wordnet: PathBuf,
    /// Honest text to count words and their neighbours in, one paragraph a line: .txt, .gz or .zst
    #[arg(long, required = true, num_args = 1.., value_name = "TEXT")]
    corpus: Vec<PathBuf>,
    /// A table whose rows are kept, and kept before others, unless their note begins with "wordnet"
    #[arg(long, value_name = "TSV")]
    keep: Option<PathBuf>,
    /// Where to write the table; to standard output when not given
    #[arg(short, long, value_name = "TSV")]
    output: Option<PathBuf>,
}

/// Reads the corpus twice: for the words, then for the neighbours of those that may make a pair.
///
/// # Errors
///
/// When a file cannot be read or written, or is none of WordNet's.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let options = Options::default();
    let wordnet = read_wordnet(&args.wordnet)?;
    let mut frequencies = Frequencies::default();
    each_line(&args.corpus, |line| frequencies.add(line))?;
    let pairs = pairs(&wordnet, &frequencies, &options);
    let words = pairs.iter().flat_map(|pair| [&pair.spun[..], &pair.original[..]]).filter(|word| !word.contains(' '));
    let mut contexts = Contexts::new(words, &frequencies);
    each_line(&args.corpus, |line| contexts.add(line))?;
    let mut rows = rows(&pairs, &contexts.vectors(), &options);
    if let Some(path) = &args.keep {
        let kept =
            source::read(open(path)?, &path.display().to_string()).map_err(|mut faults| faults.swap_remove(0))?;
        rows.splice(0..0, kept.into_iter().filter(|row| !row.note.starts_with("wordnet")));
        // The sort is stable: of two rows for one pair the kept one is first.
        rows.sort_by(|a, b| source::sort_key(a).cmp(&source::sort_key(b)));
        rows.dedup_by(|next, first| source::sort_key(next) == source::sort_key(first));
    }
    let mut table = Vec::new();
    source::write(&mut table, &rows).expect("memory takes everything");
    match &args.output {
        Some(path) => atomic::write(path, &table)?,
        None => io::copy(&mut &table[..], &mut io::stdout().lock())
            .map(drop)
            .map_err(|source| Error::Io { path: "standard output".into(), source })?,
    }
    Ok(ExitCode::SUCCESS)
}

fn read_wordnet(folder: &Path) -> Result<WordNet, Error> {
    let mut wordnet = WordNet::default();
    for part in PartOfSpeech::ALL {
        let [index, data] = ["index", "data"].map(|kind| folder.join(kind).with_extension(part.extension()));
        let read = wordnet.read(part, open(&index)?, open(&data)?);
        read.map_err(|source| Error::Io { path: data, source })?;
    }
    let tagged = folder.join("cntlist.rev");
    wordnet.read_tagged(open(&tagged)?).map_err(|source| Error::Io { path: tagged, source })?;
    Ok(wordnet)
}

fn open(path: &Path) -> Result<BufReader<File>, Error> {
    File::open(path).map(BufReader::new).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn each_line(paths: &[PathBuf], mut take: impl FnMut(&str)) -> Result<(), Error> {
    for path in paths {
        for line in train::open(path)?.lines() {
            take(&line.map_err(|source| Error::Io { path: path.clone(), source })?);
        }
    }
    Ok(())
}
