use std::fs::read_to_string;

/// What the README shows, and how it is checked.
enum Check {
    /// Run as written; standard output must hold this.
    Prints(&'static str),
    /// Run as written, after those before it, where the reader's `article.txt` and `next.txt` are the spun article; standard output and
    /// error must hold this.
    Tells(&'static str),
    /// Not run, for this reason.
    Shown(#[expect(dead_code, reason = "for the reader")] &'static str),
}
use Check::{Prints, Shown, Tells};

use crate::binary::Place;

/// Every command line in the README's fenced blocks, in order.
const COMMANDS: &[(&str, Check)] = &[
    ("unspin fix --diff fixtures/spun/article.txt", Prints("Harrow")),
    ("cargo run --release -- fix fixtures/spun/article.txt", Prints("Harrow")),
    ("cargo test --release", Shown("this is it")),
    ("cargo install --path .", Shown("installs")),
    ("unspin fix article.txt -o restored.txt", Shown("a file of the reader's")),
    ("unspin fix article.txt --report swaps.csv", Shown("a file of the reader's")),
    ("unspin fix --check fixtures/untouched/news.txt", Prints("")),
    ("unspin explain fixtures/spun/article.txt:2", Prints("confidence")),
    ("unspin detect fixtures/spun/article.txt fixtures/untouched/news.txt", Prints("fixtures/untouched/news.txt")),
    ("unspin bulk corpus/ --out clean/ --report found/", Shown("a corpus of the reader's")),
    ("unspin bulk corpus/ --out clean/ --resume", Shown("a corpus of the reader's")),
    ("unspin bulk fixtures/spun --dry-run", Prints("fixtures/spun/article.txt (")),
    ("unspin fix --format jsonl --text-key body", Shown("waits for its input")),
    (
        "unspin eval fixtures/spun/article.txt fixtures/spun/article.original.txt --edits fixtures/spun/article.edits.tsv",
        Prints("undone"),
    ),
    ("unspin eval fixtures/spun", Prints("all ")),
    ("unspin eval fixtures/spun --calibration", Prints("expected_calibration_error")),
    ("unspin fix article.txt --report swaps.csv --bom -o draft.txt", Tells("substitutions")),
    ("unspin apply swaps.csv --blank 0.9 --out checked/", Tells("refused 0; what remains is in swaps.remaining.csv")),
    ("unspin review --pairs swaps.csv", Tells("pairs.csv: ")),
    ("unspin apply swaps.csv --pairs pairs.csv --save-rules rules.toml --out checked/", Tells("refused 0")),
    ("unspin fix next.txt --rules rules.toml", Tells("Harrow")),
    ("unspin review swaps.csv --format sarif", Tells("spun-phrase")),
    ("unspin review swaps.csv", Shown("needs a terminal: tests/terminal.rs")),
    ("unspin fix article.txt --html report.html", Tells("substitutions")),
    ("unspin review swaps.csv --html report.html", Tells("open it in a browser")),
    ("unspin dict lookup bosom peril", Prints("breast cancer")),
    ("unspin dict stats", Prints("autoblog")),
    ("unspin dict import thesaurus.txt --dialect my-spinner -o mine.swaps", Shown("a file of the reader's")),
    ("unspin dict learn spun.txt original.txt --dialect my-spinner -o mine.tsv", Shown("files of the reader's")),
    (
        "unspin dict learn spun2.txt original2.txt --improve mine.tsv --dialect my-spinner -o mine.tsv",
        Shown("files of the reader's"),
    ),
    ("unspin fix article.txt --dictionary mine.swaps --dictionary mine.tsv", Shown("files of the reader's")),
    ("unspin dict check mine.tsv", Shown("a file of the reader's")),
];

/// The command lines in fenced blocks, without the comment that may follow.
fn shown() -> Vec<String> {
    let readme = read_to_string(crate::root().join("README.md")).unwrap();
    let blocks = readme.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
    let commands = lines.filter(|line| line.starts_with("cargo ") || line.starts_with("unspin "));
    commands.map(|line| line.split(" #").next().unwrap().trim().to_owned()).collect()
}

#[test]
fn every_command_shown_is_known_here() {
    let known: Vec<&str> = COMMANDS.iter().map(|(command, _)| *command).collect();
    assert_eq!(shown(), known);
}

/// What was typed after `unspin`.
fn arguments(command: &str) -> Vec<&str> {
    command.trim_start_matches("cargo run --release -- ").trim_start_matches("unspin ").split(' ').collect()
}

#[test]
fn commands_do_what_they_say() {
    for (command, check) in COMMANDS {
        let Prints(expected) = check else { continue };
        let output = crate::unspin(&arguments(command));
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains(expected), "{command} prints no `{expected}`:\n{printed}");
    }
}

#[test]
fn a_review_goes_as_it_says() {
    let place = Place::new();
    let article = read_to_string(crate::root().join("fixtures/spun/article.txt")).unwrap();
    for name in ["article.txt", "next.txt"] {
        place.file(name, &article);
    }
    for (command, check) in COMMANDS {
        let Tells(expected) = check else { continue };
        let run = place.unspin(&command.split(' ').skip(1).collect::<Vec<_>>());
        assert_eq!(run.status, 0, "{command}: {run:?}");
        let told = format!("{}{}", run.text(), run.stderr).to_lowercase();
        assert!(told.contains(&expected.to_lowercase()), "{command} tells no `{expected}`:\n{told}");
    }
}

#[test]
fn the_picture_is_what_it_prints() {
    let readme = read_to_string(crate::root().join("README.md")).unwrap();
    let picture =
        readme.split("$ unspin fix --diff fixtures/spun/article.txt\n").nth(1).unwrap().split("[...]").next().unwrap();
    let printed = crate::unspin(&["fix", "--diff", "fixtures/spun/article.txt"]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    let missing: Vec<&str> = picture.lines().filter(|line| !printed.lines().any(|other| other == *line)).collect();
    assert!(picture.lines().count() > 5 && missing.is_empty(), "not printed any more: {missing:#?}");
}
