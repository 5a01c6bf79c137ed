//! `unspin eval`: how much damage is undone, how much harm is done, and whether the confidences are true.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::evaluation::{Calibration, Tally, judge_line, reliability_diagram, score_line};
use unspin::restorer::{MIN_CONFIDENCE, Worker};
use unspin::substitution::{Substitution, apply};

use crate::args::{RestorerArgs, confidence};
use crate::screen::stdout_error;
use crate::{complain, restorer};

mod figures;
mod folder;
mod pair;

use pair::{Pair, Paths};

/// Measure the restorer, or any other repair, on spun texts whose originals are known
///
/// All texts are UTF-8 and correspond line by line. Case counts, white space does not, and typographic quotes and dashes
/// equal their ASCII forms.
#[derive(clap::Args)]
pub struct Args {
    /// The spun text; or a folder of pairs: NAME.spun.txt or NAME.txt beside NAME.orig.txt or NAME.original.txt, with NAME.edits.tsv
    /// and NAME.docs.tsv where there are any
    #[arg(value_name = "SPUN|FOLDER")]
    spun: PathBuf,
    /// The same text before it was spun
    #[arg(value_name = "ORIGINAL")]
    original: Option<PathBuf>,
    /// What the spinner did: columns line, char, spun, original (several are separated by `|`), tab-separated, with a header
    ///
    /// Lines count from 1, characters from 0. An edit whose originals include the spun phrase is optional. Without a table
    /// the edits are the word differences between SPUN and ORIGINAL.
    #[arg(long, value_name = "TSV")]
    edits: Option<PathBuf>,
    /// Score this text instead of restoring SPUN
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which lines make one document: columns doc, first_line, last_line, tab-separated, with a header
    ///
    /// A document is restored as a whole. Without this, NAME.docs.tsv is read where it lies beside NAME.spun.txt or NAME.txt;
    /// where there is none, the whole text is one document.
    #[arg(long, value_name = "TSV", conflicts_with = "output")]
    docs: Option<PathBuf>,
    /// Make only substitutions of this confidence and above, from 0 to 1
    #[arg(long, value_name = "NUMBER", value_parser = confidence, conflicts_with = "output")]
    min_confidence: Option<f64>,
    /// Print how often substitutions are right at each confidence
    ///
    /// All that are proposed are judged, also those too unsure to be made. One is right when it turns the edits it touches into one of
    /// their originals exactly and changes nothing else; it counts neither way when it changes no token or chooses between the
    /// originals of an optional edit. The expected calibration error is over 10 bins of equal width, weighed by count.
    #[arg(long, conflicts_with = "output")]
    calibration: bool,
    /// Draw the reliability diagram into FILE, as SVG
    #[arg(long, value_name = "FILE", requires = "calibration")]
    plot: Option<PathBuf>,
    /// Print the verdict on every edit and on every change to text that was to be kept
    #[arg(long)]
    show: bool,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    restorer: RestorerArgs,
}

impl Args {
    /// The rule that what was typed breaks, if any.
    pub fn broken_rule(&self) -> Option<&'static str> {
        let of_one_pair =
            self.original.is_some() || self.edits.is_some() || self.output.is_some() || self.docs.is_some();
        match self.spun.is_dir() {
            true if of_one_pair => {
                Some("a folder of pairs stands alone: ORIGINAL, --edits, --output and --docs are those of one pair")
            }
            false if self.original.is_none() && self.spun.exists() => {
                Some("name SPUN and ORIGINAL, or a folder of pairs: NAME.spun.txt beside NAME.orig.txt")
            }
            _ => None,
        }
    }

    /// The files of the one pair that was named.
    fn paths(&self, original: &Path) -> Paths {
        // Documents matter to the restorer alone.
        let docs = self.docs.clone().or_else(|| pair::docs_beside(&self.spun)).filter(|_| self.output.is_none());
        Paths { spun: self.spun.clone(), original: original.to_owned(), edits: self.edits.clone(), docs }
    }
}

/// Runs the command; the figures go to the standard output.
///
/// # Errors
///
/// When a text, a table or the restorer cannot be read, or an output cannot be written.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let named = match &args.original {
        Some(original) => vec![(String::new(), args.paths(original))],
        None => match folder::pairs(&args.spun) {
            Ok(pairs) => pairs,
            Err(faults) => {
                faults.iter().for_each(complain);
                return Ok(ExitCode::FAILURE);
            }
        },
    };
    if let Some(path) = &args.plot {
        atomic::check(path)?;
        if named.iter().any(|(_, paths)| paths.include(path)) {
            let fault = "is one of the files to measure on; name another one for --plot".to_owned();
            return Err(Error::Document { path: path.clone(), fault });
        }
    }
    // All of them before any work is done.
    let pairs = named.into_iter().map(|(name, paths)| Ok((name, Pair::open(paths)?)));
    let pairs = pairs.collect::<Result<Vec<_>, Error>>()?;

    let mut out = io::stdout().lock();
    let (mut documents, mut total, mut calibration) = (Vec::new(), Tally::default(), Calibration::default());
    let mut measure = |name: String, pair: &Pair, output: &[&str]| -> Result<(), Error> {
        let heading = args.original.is_none().then_some(name.as_str());
        let tally = score(pair, output, args.show.then_some(&mut out), heading).map_err(stdout_error)?;
        total.add(&tally);
        documents.push((name, tally));
        Ok(())
    };
    if let Some(path) = &args.output {
        let output = pair::read(path)?;
        for (name, pair) in pairs {
            measure(name, &pair, &pair.lines_of(&output, path)?)?;
        }
    } else {
        let restorer = restorer::build(&args.restorer, Some(0.0))?;
        let mut worker = restorer.worker();
        let least = args.min_confidence.unwrap_or(MIN_CONFIDENCE);
        for (name, pair) in pairs {
            let output = restore(&mut worker, &pair, least, args.calibration.then_some(&mut calibration));
            measure(name, &pair, &pair.lines_of(&output, Path::new("the restored text"))?)?;
        }
    }

    if let Some(path) = &args.plot {
        atomic::write(path, reliability_diagram(&calibration).as_bytes())?;
    }
    write_figures(&mut out, args, &documents, &total, &calibration).map_err(stdout_error)?;
    Ok(ExitCode::SUCCESS)
}

/// Restores each document as a whole, by its substitutions of confidence `least` and above, and judges all of them where there is a
/// `calibration`; lines outside the documents stay as they are.
fn restore(worker: &mut Worker<'_>, pair: &Pair, least: f64, mut calibration: Option<&mut Calibration>) -> String {
    let lines = pair.spun();
    let mut judge = |line: usize, substitutions: &[Substitution], offset: usize, original: &str| {
        if let Some(calibration) = &mut calibration {
            judge_line(lines[line], original, pair.edits(line), (substitutions, offset), calibration);
        }
    };
    let originals = pair.original();
    let mut restored = String::new();
    let mut copied = 0;
    // One more without lines, so that those behind the last document are copied too.
    for document in pair.documents.iter().cloned().chain(std::iter::once(lines.len()..lines.len())) {
        for line in copied..document.start {
            judge(line, &[], 0, originals[line]);
            restored.push_str(lines[line]);
            restored.push('\n');
        }
        copied = document.end;
        if document.is_empty() {
            continue;
        }
        let text = lines[document.clone()].join("\n");
        let proposed = worker.suggest(&text).0;
        let (mut rest, mut offset) = (&proposed[..], 0);
        for line in document {
            let end = offset + lines[line].len();
            let here;
            (here, rest) = rest.split_at(rest.partition_point(|substitution| substitution.span.end <= end));
            judge(line, here, offset, originals[line]);
            offset = end + 1;
        }
        let made: Vec<Substitution> = proposed.into_iter().filter(|made| made.confidence >= least).collect();
        restored.push_str(&apply(&text, &made));
        restored.push('\n');
    }
    restored
}

/// Scores an output line by line; `shown` hears of every verdict, below the name of the pair where there are several.
fn score(pair: &Pair, output: &[&str], mut shown: Option<&mut impl Write>, name: Option<&str>) -> io::Result<Tally> {
    let mut tally = Tally::default();
    if let (Some(out), Some(name)) = (&mut shown, name) {
        writeln!(out, "{name}")?;
    }
    for (line, ((spun, original), output)) in pair.spun().iter().zip(pair.original()).zip(output).enumerate() {
        let mut events = Vec::new();
        score_line(spun, original, pair.edits(line), output, &mut tally, &mut |event| events.push(event));
        if let Some(out) = &mut shown {
            figures::write_events(out, line + 1, &events)?;
        }
    }
    Ok(tally)
}

fn write_figures(
    out: &mut impl Write,
    args: &Args,
    documents: &[(String, Tally)],
    total: &Tally,
    calibration: &Calibration,
) -> io::Result<()> {
    let one_pair = args.original.is_some();
    if args.json {
        let mut members = if one_pair { total.named().into() } else { figures::table_json(documents, total) };
        if args.calibration {
            members.push(("calibration", figures::calibration_json(calibration)));
        }
        return writeln!(out, "{}", figures::object(members));
    }
    if one_pair { figures::write_lines(out, total) } else { figures::write_table(out, documents, total) }?;
    if args.calibration {
        writeln!(out)?;
        figures::write_calibration(out, calibration)?;
    }
    Ok(())
}
