//! `unspin explain`: every candidate on some lines of a document, with its cost terms.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use unspin::Error;
use unspin::restorer::Explanation;
use unspin::review::display::visible;

use crate::args::RestorerArgs;
use crate::screen::stdout_error;
use crate::{inputs, restorer, tell};

/// What was typed after `explain`.
#[derive(clap::Args)]
pub struct Args {
    /// A document and a line of it, the first being 1, or a range of lines: `a.txt:12`, `a.txt:12-14`, `-:3`
    #[arg(value_name = "FILE:LINE")]
    place: Place,
    #[command(flatten)]
    restorer: RestorerArgs,
}

/// Lines of a document, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    lines: RangeInclusive<usize>,
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, &'static str> {
        let form = "write FILE:LINE or FILE:FIRST-LAST, lines counted from 1";
        let (path, lines) = typed.rsplit_once(':').filter(|(path, _)| !path.is_empty()).ok_or(form)?;
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last => Ok(Self { path: path.into(), lines: first..=last }),
            _ => Err(form),
        }
    }
}

/// Prints the candidates.
///
/// # Errors
///
/// When the document, the restorer or standard output fails.
pub fn run(args: Args) -> Result<ExitCode, Error> {
    let Place { path, lines } = args.place;
    let document = inputs::open(&path)?;
    let restorer = restorer::build(&args.restorer, None)?;
    let count = document.text.lines().count();
    if *lines.start() > count {
        let plural = if count == 1 { "" } else { "s" };
        tell(&format!("unspin: {}: has {count} line{plural}; there is no line {}", path.display(), lines.start()));
        return Ok(ExitCode::FAILURE);
    }
    // The library counts lines from 0.
    let explanations = restorer.explain(&document.text, lines.start() - 1..(*lines.end()).min(count));
    if explanations.is_empty() {
        tell("unspin: no candidates there");
    }
    io::stdout().lock().write_all(table(&document.text, &explanations).as_bytes()).map_err(stdout_error)?;
    Ok(ExitCode::SUCCESS)
}

/// One block per phrase, columns aligned over all of them; `*` marks what was chosen.
fn table(text: &str, explanations: &[Explanation]) -> String {
    let shown = |text: &str| visible(text).replace('\n', " ");
    let candidates = || explanations.iter().flat_map(|explanation| &explanation.candidates);
    let width = candidates().map(|candidate| shown(&candidate.original).chars().count()).max().unwrap_or(0).max(9);
    let mut out = String::new();
    let (mut line, mut counted) = (1, 0);
    for Explanation { span, spun, candidates } in explanations {
        line += text[counted..span.start].matches('\n').count();
        counted = span.start;
        let heading = format!("line {line}, bytes {}-{}: {}", span.start, span.end, shown(spun));
        let columns = "model   channel      edit    around     total  confidence";
        let _ = writeln!(out, "{heading}\n    {:width$}  {columns:>60}", "candidate");
        for c in candidates {
            let _ = writeln!(
                out,
                "  {} {}{:pad$}  {:>8.2}  {:>8.2}  {:>8.2}  {:>8.2}  {:>8.2}  {:>10.4}",
                if c.chosen { '*' } else { ' ' },
                shown(&c.original),
                "",
                c.language_model,
                c.channel,
                c.edit,
                c.surroundings,
                c.total,
                c.confidence,
                pad = width - shown(&c.original).chars().count(),
            );
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use unspin::restorer::CandidateCost;

    use super::*;

    #[test]
    fn places_are_parsed() {
        let place = |path: &str, lines| Ok(Place { path: path.into(), lines });
        assert_eq!("a.txt:12".parse(), place("a.txt", 12..=12));
        assert_eq!("C:\\a.txt:2-4".parse(), place("C:\\a.txt", 2..=4));
        assert_eq!("-:1".parse(), place("-", 1..=1));
        for wrong in ["a.txt", "a.txt:", "a.txt:0", "a.txt:4-2", ":3", "a.txt:x"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn columns_are_aligned() {
        let candidate = |original: &str, chosen| CandidateCost {
            original: original.to_owned(),
            language_model: 12.5,
            channel: 0.25,
            edit: 0.0,
            surroundings: 0.0,
            total: 12.75,
            confidence: 0.875,
            chosen,
        };
        let explanation = Explanation {
            span: 4..11,
            spun: "useless".to_owned(),
            candidates: vec![candidate("dead", true), candidate("no longer of use", false)],
        };
        let table = table("One\nuseless", &[explanation]);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines[0], "line 2, bytes 4-11: useless");
        assert!(lines[1].starts_with("    candidate ") && lines[2].starts_with("  * dead "), "{table}");
        assert_eq!(lines[1].len(), lines[2].len(), "{table}");
        assert_eq!(lines[2].len(), lines[3].len(), "{table}");
    }
}
