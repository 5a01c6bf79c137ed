use std::fs::read_to_string;

/// What the README shows, and how it is checked.
enum Check {
    /// Run as written; standard output must hold this.
    Prints(&'static str),
    /// Run in a directory of its own, in which the commands before it were run, and `article.txt` was to begin with; this file
    /// must be there then.
    Makes(&'static str),
    /// Not run, for this reason.
    Shown(#[expect(dead_code, reason = "for the reader")] &'static str),
}
use Check::{Makes, Prints, Shown};

/// Every command line in the README's fenced blocks, in order.
const COMMANDS: &[(&str, Check)] = &[
    ("unspin fix --diff fixtures/spun/article.txt", Prints("Harrow")),
    ("cargo run --release -- fix fixtures/spun/article.txt", Prints("Harrow")),
    ("cargo test --release", Shown("this is it")),
    ("cargo install --path .", Shown("installs")),
    ("unspin fix article.txt -o restored.txt", Makes("restored.txt")),
    ("unspin fix article.txt --report swaps.csv", Makes("swaps.csv")),
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
    ("unspin review swaps.csv", Shown("needs a terminal: tests/terminal.rs")),
    ("unspin fix article.txt --html report.html", Makes("report.html")),
    ("unspin review swaps.csv --html report.html", Makes("report.html")),
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
fn commands_make_what_they_say() {
    let place = crate::binary::Place::new();
    place.file("article.txt", read_to_string(crate::root().join("fixtures/spun/article.txt")).unwrap());
    for (command, check) in COMMANDS {
        let Makes(file) = check else { continue };
        // Whatever an earlier command may have left.
        let _ = std::fs::remove_file(place.path(file));
        let run = place.unspin(&arguments(command));
        assert_eq!(run.status, 0, "{command}: {run:?}");
        assert!(place.path(file).exists(), "{command} makes no {file}");
    }
}
