//! `unspin tune`: a chooser, from honest text that is spun by our own table.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;
use unspin::channel::spinner::Spinner;
use unspin::chooser::{Learner, Weigh};
use unspin::language_model::{LanguageModel, Options, Trainer};
use unspin::restorer::examples::{Examples, Tally};
use unspin::swaps::Dialect;
use unspin::{Error, Restorer};
use xxhash_rust::xxh3::Xxh3;

use crate::train::{bytes, each_line, write_whole};

/// Bytes of text that go to one half before the other has its turn: a near copy of an article mostly stands close by.
const BLOCK: usize = 1 << 20;

/// Bytes after which the paragraphs read make up a document.
const DOCUMENT: usize = 3000;

/// Share of the documents that are spun at half rate, and that rate; the others at the full one.
const HALF: (f64, f64) = (0.35, 0.5);

/// Learn which reading the surroundings of a place speak for
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Honest text, one paragraph a line: .txt, .gz or .zst
    #[arg(required = true)]
    corpus: Vec<PathBuf>,
    /// Where to write the chooser
    #[arg(short, long, value_name = "CHOOSER")]
    output: PathBuf,
    /// More text for the language models, not to learn from; may be given several times
    #[arg(long, value_name = "FILE")]
    also: Vec<PathBuf>,
    /// Spin as spinners of this dialect do
    #[arg(long, default_value = "autoblog", value_name = "NAME")]
    dialect: Dialect,
    /// How many times over the text is spun, each time otherwise
    #[arg(long, default_value_t = 2, value_name = "N")]
    rounds: u32,
    /// Where the drawing of random numbers begins
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Most memory for sorting while the language models are trained
    #[arg(long, default_value = "4GiB", value_parser = bytes)]
    memory: usize,
    /// Directory for temporary files [default: the system's]
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// Cuts the corpus in two; spins each half, decodes it with a language model of the other, and learns from both.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let bar = ProgressBar::new_spinner();
    let (mut halves, source_hash) = cut(args)?;
    let mut restorers = Vec::new();
    for half in &mut halves {
        bar.set_message("training a language model on each half");
        bar.tick();
        let model = language_model(args, half)?;
        restorers.push(Restorer::builder().language_model(model).dialect(args.dialect).chooser(None).build()?);
    }
    let mut random = fastrand::Rng::with_seed(args.seed);
    let mut learner = Learner::new(|| random.f32());
    let mut learnt = Tally::default();
    for _ in 0..args.rounds {
        for (half, restorer) in halves.iter_mut().zip(restorers.iter().rev()) {
            let channel = restorer.dialects().channel(0);
            let (spinner, mut examples) = (Spinner::new(channel), Examples::new(restorer));
            each_document(half, &mut |document| {
                let rate = if random.f64() < HALF.0 { HALF.1 } else { 1.0 };
                let spun = spinner.spin(document, rate, || random.f64());
                examples.learn(channel, &spun, &mut learner);
                let Tally { readings, loss } = examples.tally();
                bar.set_message(format!("{readings} words and phrases, loss {:.4}", loss / readings.max(1) as f64));
                bar.tick();
            })?;
            learnt.readings += examples.tally().readings;
            learnt.loss += examples.tally().loss;
        }
    }
    bar.finish_and_clear();
    let bytes = learner.compile(source_hash);
    write_whole(&args.output, |file| file.write_all(&bytes))?;
    writeln!(
        io::stdout().lock(),
        "{} words and phrases, mean loss {:.4} nats, share of the language model {:.3}, {} bytes",
        learnt.readings,
        learnt.loss / learnt.readings.max(1) as f64,
        f64::from(learner.share()) / 1024.0,
        bytes.len()
    )
    .map_err(|source| Error::Io { path: "standard output".into(), source })?;
    Ok(ExitCode::SUCCESS)
}

fn scratch(args: &Args) -> io::Result<File> {
    match &args.scratch {
        Some(directory) => tempfile::tempfile_in(directory),
        None => tempfile::tempfile(),
    }
}

fn failed(source: io::Error) -> Error {
    Error::Io { path: "temporary file".into(), source }
}

/// The corpus in two temporary files, block by block, and its hash.
fn cut(args: &Args) -> Result<([File; 2], u64), Error> {
    let open = || scratch(args).map(BufWriter::new).map_err(failed);
    let mut halves = [open()?, open()?];
    let mut hash = Xxh3::new();
    let (mut here, mut written, mut result) = (0, 0, Ok(()));
    for path in &args.corpus {
        each_line(path, |line| {
            hash.update(line.as_bytes());
            if result.is_ok() {
                result = halves[here].write_all(line.as_bytes()).and_then(|()| halves[here].write_all(b"\n"));
            }
            written += line.len();
            if written >= BLOCK {
                (here, written) = (1 - here, 0);
            }
        })?;
    }
    result.map_err(failed)?;
    let [one, other] = halves.map(|half| half.into_inner().map_err(|error| failed(error.into_error())));
    Ok(([one?, other?], hash.digest()))
}

/// A language model of one half and of the other texts.
fn language_model(args: &Args, half: &mut File) -> Result<LanguageModel, Error> {
    let open = || scratch(args);
    let options = Options { order: 4, cutoffs: vec![0, 1, 1, 2], size: 32 << 20, min_count: 5, memory: args.memory };
    let mut trainer = Trainer::new(options, &open)?;
    half.rewind().map_err(failed)?;
    trainer.read("half of the corpus".as_ref(), BufReader::new(&*half))?;
    for path in &args.also {
        trainer.read(path, crate::train::open(path)?)?;
    }
    LanguageModel::open(trainer.train()?.compile())
}

/// Calls `each` with every document of `half`.
fn each_document(half: &mut File, each: &mut dyn FnMut(&str)) -> Result<(), Error> {
    half.rewind().map_err(failed)?;
    let mut document = String::new();
    for line in BufReader::new(&*half).lines() {
        document.push_str(&line.map_err(failed)?);
        document.push('\n');
        if document.len() >= DOCUMENT {
            each(&document);
            document.clear();
        }
    }
    Ok(())
}
