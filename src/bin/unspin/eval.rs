//! `unspin eval`: how much damage is undone, and how much harm is done.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use unspin::Error;
use unspin::evaluation::{Event, GoldEdit, Tally, Verdict, read_documents, read_edits, score_line};
use unspin::restorer::Restorer;

use crate::args::RestorerArgs;
use crate::restorer;

/// Measure the restorer, or any other repair, on a spun text whose original is known
///
/// All texts are UTF-8 and correspond line by line. Case counts, white space does not, and typographic quotes and dashes
/// equal their ASCII forms.
#[derive(clap::Args)]
pub struct Args {
    /// The spun text
    #[arg(value_name = "SPUN")]
    spun: PathBuf,
    /// The same text before it was spun
    #[arg(value_name = "ORIGINAL")]
    original: PathBuf,
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
    /// Print the verdict on every edit and on every change to text that was to be kept
    #[arg(long)]
    show: bool,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    restorer: RestorerArgs,
}

/// Runs the command; the figures go to the standard output.
pub fn run(args: &Args) -> Result<ExitCode, Error> {
    let (spun, original) = (read(&args.spun)?, read(&args.original)?);
    let (spun, original) = (lines(&spun), lines(&original));
    same_length(&args.original, &original, &args.spun, &spun)?;
    let edits = args.edits.as_deref().map(|path| gold_edits(path, &args.spun, &spun)).transpose()?;
    let output = match &args.output {
        Some(path) => read(path)?,
        None => restore(&restorer::build(&args.restorer, None)?, &spun, &documents(args, &spun)?),
    };
    let output = lines_of_output(&output, spun.len());
    let output_path = args.output.as_deref().unwrap_or(Path::new("the restored text"));
    same_length(output_path, &output, &args.spun, &spun)?;

    let mut tally = Tally::default();
    let mut out = io::stdout().lock();
    let written = (|| {
        for (at, ((spun, original), output)) in spun.iter().zip(&original).zip(&output).enumerate() {
            let edits = edits.as_ref().map(|edits| edits.get(&(at + 1)).map_or(&[][..], Vec::as_slice));
            let mut events = Vec::new();
            score_line(spun, original, edits, output, &mut tally, &mut |event| events.push(event));
            if args.show {
                writeln!(out, "line {}", at + 1)?;
                events.iter().try_for_each(|event| write_event(&mut out, event))?;
            }
        }
        write_figures(&mut out, &tally, args.json)
    })();
    written.map_err(|source| Error::Io { path: "standard output".into(), source })?;
    Ok(ExitCode::SUCCESS)
}

/// Restores each document as a whole; lines outside the documents stay as they are.
fn restore(restorer: &Restorer, lines: &[&str], documents: &[Range<usize>]) -> String {
    let mut worker = restorer.worker();
    let mut restored = String::new();
    let mut copied = 0;
    let keep = |restored: &mut String, lines: &[&str]| {
        for line in lines {
            restored.push_str(line);
            restored.push('\n');
        }
    };
    for document in documents {
        keep(&mut restored, &lines[copied..document.start]);
        restored.push_str(&worker.restore(&lines[document.clone()].join("\n")).text);
        restored.push('\n');
        copied = document.end;
    }
    keep(&mut restored, &lines[copied..]);
    restored
}

/// The documents of the spun text, by the table that was named, the table beside it, or as one.
fn documents(args: &Args, spun: &[&str]) -> Result<Vec<Range<usize>>, Error> {
    let beside = table_beside(&args.spun).filter(|path| path.is_file());
    match args.docs.clone().or(beside) {
        Some(path) => read_documents(open(&path)?, &path.to_string_lossy(), spun.len()),
        None => Ok(std::iter::once(0..spun.len()).collect()),
    }
}

/// `NAME.docs.tsv` for `NAME.spun.txt` or `NAME.txt`.
fn table_beside(spun: &Path) -> Option<PathBuf> {
    let name = spun.file_name()?.to_str()?;
    let stem = name.strip_suffix(".txt")?;
    Some(spun.with_file_name(format!("{}.docs.tsv", stem.strip_suffix(".spun").unwrap_or(stem))))
}

/// The gold edits, each of which must stand in the spun text where it says.
fn gold_edits(
    path: &Path,
    spun_path: &Path,
    spun: &[&str],
) -> Result<std::collections::BTreeMap<usize, Vec<GoldEdit>>, Error> {
    let edits = read_edits(open(path)?, &path.to_string_lossy())?;
    for (&line, edits) in &edits {
        let stray = edits.iter().find(|edit| !spun.get(line - 1).is_some_and(|text| edit.fits(text)));
        if let Some(stray) = stray {
            return Err(Error::Row {
                file: spun_path.display().to_string(),
                line,
                fault: format!("no `{}` at character {} as {} says", stray.spun, stray.char_offset, path.display()),
                remedy: "give the table that was made with this text".to_owned(),
            });
        }
    }
    Ok(edits)
}

/// Lines as they are counted everywhere here: by LF alone, empty ones at the end left out.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end_matches('\n').split('\n').collect()
}

/// Lines of an output: as many as `expected`, even where a repair left the last ones empty.
fn lines_of_output(text: &str, expected: usize) -> Vec<&str> {
    let mut lines = lines(text);
    if lines.len() < expected && text.matches('\n').count() >= expected {
        lines.resize(expected, "");
    }
    lines
}

fn same_length(path: &Path, lines: &[&str], spun_path: &Path, spun: &[&str]) -> Result<(), Error> {
    if lines.len() == spun.len() {
        return Ok(());
    }
    Err(Error::Row {
        file: path.display().to_string(),
        line: lines.len().min(spun.len()) + 1,
        fault: format!("{} lines, but {} has {}", lines.len(), spun_path.display(), spun.len()),
        remedy: "give texts that correspond line by line".to_owned(),
    })
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn write_event(out: &mut impl Write, event: &Event) -> io::Result<()> {
    let Event { spun, output, originals, .. } = event;
    let originals = originals.join(" | ");
    match event.verdict {
        Verdict::Restored => writeln!(out, "  OK     {spun} -> {output}"),
        Verdict::Missed => writeln!(out, "  MISSED {spun} ({originals})"),
        Verdict::Wrong => writeln!(out, "  WRONG  {spun} -> {output} ({originals})"),
        Verdict::Harm => writeln!(out, "  HARM   {spun} -> {output}"),
    }
}

fn write_figures(out: &mut impl Write, tally: &Tally, json: bool) -> io::Result<()> {
    let figures = tally.named();
    if json {
        // Names without anything to escape, and numbers: no JSON library is needed for that.
        let members: Vec<String> = figures.iter().map(|(name, figure)| format!("\"{name}\": {figure}")).collect();
        return writeln!(out, "{{{}}}", members.join(", "));
    }
    figures.iter().try_for_each(|(name, figure)| writeln!(out, "{name} {figure}"))
}
