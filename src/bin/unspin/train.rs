//! `unspin train`: a language model from a corpus.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use unspin::Error;
use unspin::language_model::{LanguageModel, Model, Options, Perplexity, Reference, Stage, Trainer};

/// Train a language model.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Text, one paragraph a line: .txt, .gz or .zst
    #[arg(required = true)]
    corpus: Vec<PathBuf>,
    /// Where to write the model
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    /// Most words of an n-gram, 2 to 5
    #[arg(long, default_value_t = 4)]
    order: usize,
    /// Most memory for sorting
    #[arg(long, default_value = "4GiB", value_parser = bytes)]
    memory: usize,
    /// Counts up to which n-grams of each order are cut at once; the last holds for the orders after it
    #[arg(long, value_delimiter = ',', default_value = "0,1,1,2", value_name = "COUNT,...")]
    prune: Vec<u64>,
    /// Size of the model: the least useful n-grams are left out until it fits
    #[arg(long, default_value = "32MiB", value_parser = bytes)]
    size: usize,
    /// Words seen less often are unknown
    #[arg(long, default_value_t = 5)]
    min_count: u64,
    /// Words to keep however rare, one a line
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Also write the model, not quantised, in ARPA format
    #[arg(long, value_name = "FILE")]
    arpa: Option<PathBuf>,
    /// Text to measure the perplexity of the model on; may be given several times
    #[arg(long, value_name = "FILE")]
    held_out: Vec<PathBuf>,
    /// Directory for temporary files [default: the system's]
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// Trains, writes and measures.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let started = Instant::now();
    let bar = ProgressBar::new_spinner();
    let model = train(args, &bar)?;
    bar.set_message("compiling");
    let compiled = model.compile();
    write_whole(&args.output, |file| file.write_all(&compiled))?;
    if let Some(path) = &args.arpa {
        write_whole(path, |file| model.write_arpa(file))?;
    }
    bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    report(args, &model, compiled, seconds)?;
    Ok(ExitCode::SUCCESS)
}

fn train(args: &Args, bar: &ProgressBar) -> Result<Model, Error> {
    let scratch = || match &args.scratch {
        Some(directory) => tempfile::tempfile_in(directory),
        None => tempfile::tempfile(),
    };
    let options = Options {
        order: args.order,
        cutoffs: args.prune.clone(),
        size: args.size,
        min_count: args.min_count,
        memory: args.memory,
    };
    let mut trainer = Trainer::new(options, &scratch)?.on_progress(|stage| {
        bar.set_message(match stage {
            Stage::Reading(words) => format!("reading: {words} words"),
            Stage::Sorting(words) => format!("sorting: {words} words"),
            Stage::Smoothing => "counting and smoothing".to_owned(),
            Stage::Pruning => "pruning".to_owned(),
        });
        bar.tick();
    });
    if let Some(path) = &args.words {
        each_line(path, |word| trainer.always_keep(word.trim()))?;
    }
    for path in &args.corpus {
        trainer.read(path, open(path)?)?;
    }
    trainer.train()
}

/// Writes figures of the model, and its perplexities, to standard output.
fn report(args: &Args, model: &Model, compiled: Vec<u8>, seconds: f64) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    let failed = |source| Error::Io { path: "standard output".into(), source };
    writeln!(out, "{} words of text, {} in the vocabulary", model.training_words(), model.words()).map_err(failed)?;
    for (order, ((kept, seen), discounts)) in (1..).zip(model.ngrams().into_iter().zip(model.discounts())) {
        let [_, one, two, three] = discounts.0;
        writeln!(out, "order {order}: {kept} of {seen} n-grams, discounts {one:.3} {two:.3} {three:.3}")
            .map_err(failed)?;
    }
    writeln!(out, "{} bytes in {seconds:.0} s", compiled.len()).map_err(failed)?;
    if args.held_out.is_empty() {
        return Ok(());
    }
    let compiled = LanguageModel::open(compiled)?;
    let reference: Reference = model.reference();
    for path in &args.held_out {
        let (mut exact, mut coded) = (Perplexity::default(), Perplexity::default());
        each_line(path, |line| {
            exact.add_reference(&reference, line);
            coded.add_compiled(&compiled, line);
        })?;
        writeln!(
            out,
            "{}: perplexity {:.2} ({:.2} with unknown words), not quantised {:.2}, {:.2}% unknown of {}",
            path.display(),
            coded.of_known(),
            coded.of_all(),
            exact.of_known(),
            100.0 * coded.unknown_share(),
            coded.known + coded.unknown,
        )
        .map_err(failed)?;
    }
    Ok(())
}

/// Opens a text, decompressing by its extension.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    let file = BufReader::new(File::open(path).map_err(failed)?);
    Ok(match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Some("zst") => Box::new(BufReader::new(zstd::Decoder::with_buffer(file).map_err(failed)?)),
        _ => Box::new(file),
    })
}

fn each_line(path: &Path, mut each: impl FnMut(&str)) -> Result<(), Error> {
    for line in open(path)?.lines() {
        let line = line.map_err(|source| Error::Io { path: path.to_owned(), source })?;
        if !line.trim().is_empty() {
            each(&line);
        }
    }
    Ok(())
}

/// Writes a file whole or not at all: beside its place first, then renamed.
fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Temporary files are private, but this one is about to be an ordinary file; the process's mask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = BufWriter::new(builder.tempfile_in(directory).map_err(failed)?);
    write(&mut file).map_err(failed)?;
    let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// Reads a number of bytes such as `512MiB`, `4G` or `100000`.
fn bytes(typed: &str) -> Result<usize, String> {
    let digits = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let (number, unit) = typed.split_at(digits);
    let scale = match unit.trim() {
        "" | "B" => 0,
        "K" | "KiB" => 10,
        "M" | "MiB" => 20,
        "G" | "GiB" => 30,
        _ => return Err("the unit must be KiB, MiB or GiB".to_owned()),
    };
    let number: usize = number.parse().map_err(|_| "not a number of bytes".to_owned())?;
    number.checked_mul(1 << scale).ok_or_else(|| "too many bytes".to_owned())
}
