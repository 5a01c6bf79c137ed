//! `unspin review` in a real terminal: a pseudo-terminal, and a terminal emulator that reads what is drawn.
#![cfg(unix)]

pub mod picture;
/// The progress of `unspin bulk`.
mod progress;
mod pty;

use std::fs;

use unspin::review::{Decision, Review};

use crate::binary::Place;
use pty::Terminal;

/// The substitutions of `fixtures/spun/article.txt`, as a run once found them: kept, so that the pictures change only with what
/// draws them.
const LIST: &str = "fixtures/review/article.csv";

const ROWS: usize = 24;

fn place() -> Place {
    let place = Place::new();
    place.file("swaps.csv", fs::read(crate::root().join(LIST)).unwrap());
    place
}

fn review(place: &Place) -> Review {
    Review::read(&place.read("swaps.csv")[..], "swaps.csv".as_ref()).unwrap()
}

/// The verdicts by a letter each.
fn verdicts(place: &Place) -> String {
    let letter = |decision: &Decision| match decision {
        Decision::Undecided => '.',
        Decision::Accept => 'y',
        Decision::Reject => 'n',
        Decision::Other(_) => 'o',
    };
    review(place).rows().iter().map(|row| letter(&row.decision)).collect()
}

#[test]
fn keys_decide_and_q_writes_the_verdicts_into_the_list() {
    let place = place();
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("swaps.csv  1 of 24");
    terminal.press("yn ");
    terminal.wait_for("2 of 24 decided");
    terminal.press("e\x15proofs\r");
    terminal.wait_for("3 of 24 decided");
    terminal.press("uu");
    terminal.wait_for("1 of 24 decided");
    terminal.press("q");
    let left = terminal.end();
    assert_eq!(left.status, 0, "{}", left.screen);
    assert!(left.screen.contains("swaps.csv: 1 accepted, 0 rejected, 23 undecided"), "{}", left.screen);
    assert_eq!(verdicts(&place), format!("y{}", ".".repeat(ROWS - 1)));
    assert_eq!(place.names(), ["swaps.csv"]);
}

#[test]
fn nothing_decided_is_lost_when_the_program_is_killed() {
    let place = place();
    let before = place.read("swaps.csv");
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("0 of 24 decided");
    terminal.press("yn");
    terminal.wait_for("2 of 24 decided");
    terminal.press("e\x15no\r");
    terminal.wait_for("3 of 24 decided");
    terminal.kill("-KILL");
    assert_eq!(terminal.end().status, 1);
    assert_eq!(place.read("swaps.csv"), before);

    // Once more, to be killed after a key that was taken back.
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("3 keys of an earlier session were taken up again");
    terminal.press("y");
    terminal.wait_for("4 of 24 decided");
    terminal.press("u");
    terminal.wait_for("3 of 24 decided");
    terminal.kill("-KILL");
    terminal.end();

    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("3 of 24 decided");
    terminal.press("q");
    assert_eq!(terminal.end().status, 0);
    assert_eq!(verdicts(&place), format!("yno{}", ".".repeat(ROWS - 3)));
    assert_eq!(review(&place).rows()[2].decision, Decision::Other("no".to_owned()));
    assert_eq!(place.names(), ["swaps.csv"]);
}

#[test]
fn signals_and_ctrl_c_keep_the_verdicts_and_give_the_terminal_back() {
    let place = place();
    for (end, decided) in [("-TERM", 1), ("-HUP", 2), ("ctrl-c", 3)] {
        let program = "sh -c 'echo $$ > process; exec \"$UNSPIN\" review swaps.csv'";
        let script = format!("{program}; echo status $?; stty -a; echo that is all; sleep 60");
        let mut terminal = Terminal::start_shell(&place, &script, (80, 40));
        terminal.wait_for("left");
        assert!(terminal.is_taken_over());
        terminal.press("y");
        terminal.wait_for(&format!("{decided} of 24 decided"));
        match end {
            "ctrl-c" => terminal.press("\x03"),
            signal => pty::kill(signal, std::str::from_utf8(&place.read("process")).unwrap()),
        }
        terminal.wait_for("status 130");
        terminal.wait_for("that is all");
        let screen = terminal.screen();
        assert!(screen.contains(" icanon") && screen.contains(" echo "), "{screen}");
        assert!(screen.contains("verdicts are kept in swaps.csv.journal"), "{screen}");
        assert!(!terminal.is_taken_over(), "{screen}");
    }
    assert_eq!(place.names(), ["process", "swaps.csv", "swaps.csv.journal"]);
}

#[test]
fn pastes_are_no_keys() {
    let place = place();
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("0 of 24 decided");
    terminal.press("\x1b[200~yyy\nq\x1b[201~");
    terminal.press("n");
    terminal.wait_for("1 of 24 decided");
    terminal.press("q");
    assert_eq!(terminal.end().status, 0);
    assert_eq!(verdicts(&place), format!("n{}", ".".repeat(ROWS - 1)));
}

#[test]
fn terminals_may_be_resized_and_nobody_decides_blindly() {
    let place = place();
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (120, 40));
    terminal.wait_for("space skip");
    terminal.resize((30, 10));
    terminal.wait_for("y accept  n reject  space skip");
    terminal.resize((80, 24));
    terminal.wait_for("0 of 24 decided");
    terminal.resize((20, 5));
    terminal.wait_for("Too small");
    terminal.press("yyyq");
    assert_eq!(terminal.end().status, 0);
    assert_eq!(verdicts(&place), ".".repeat(ROWS));
}

#[test]
fn documents_cannot_drive_the_terminal() {
    let place = place();
    let evil = "\x1b]0;taken\x07\x1b[2J\u{202e}";
    let text = String::from_utf8(place.read("swaps.csv")).unwrap();
    let first = review(&place).rows()[0].spun.clone();
    place.file("swaps.csv", text.replace(&first, &format!("{first}{evil}")).replace("article", &format!("a{evil}")));
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    terminal.wait_for("\\u{1b}]0;taken\\u{7}\\u{1b}[2J\\u{202e}");
    terminal.press("q");
    let left = terminal.end();
    assert!(!left.bytes.contains("\x1b]0;taken") && !left.bytes.contains('\u{202e}'), "{:?}", left.bytes);
}

#[test]
fn two_reviews_of_one_list_are_refused() {
    let place = place();
    let first = Terminal::start(&place, &["review", "swaps.csv"], (80, 24));
    first.wait_for("left");
    let left = Terminal::start(&place, &["review", "swaps.csv"], (80, 24)).end();
    assert!(left.status == 1 && left.screen.contains("another review of this list is under way"), "{}", left.screen);
}

#[test]
fn a_list_that_was_changed_meanwhile_is_left_as_it_is() {
    let place = place();
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (120, 24));
    terminal.wait_for("left");
    terminal.press("y");
    terminal.wait_for("1 of 24 decided");
    let changed = String::from_utf8(place.read("swaps.csv")).unwrap().replacen('\n', "\r\n", 1);
    place.file("swaps.csv", &changed);
    terminal.press("q");
    let left = terminal.end();
    assert!(left.status == 1 && left.screen.contains("changed by another program"), "{}", left.screen);
    assert_eq!(place.read("swaps.csv"), changed.as_bytes());
    assert_eq!(place.names(), ["swaps.csv", "swaps.csv.journal"]);
}

#[test]
fn without_a_terminal_the_commands_are_told() {
    let place = place();
    let run = place.unspin(&["review", "swaps.csv"]);
    assert_eq!((run.status, run.text()), (64, ""));
    for command in ["unspin review --pairs swaps.csv", "unspin review swaps.csv --html", "unspin apply swaps.csv"] {
        assert!(run.stderr.contains(command), "{}", run.stderr);
    }
    assert_eq!(place.names(), ["swaps.csv"]);
}

#[test]
fn the_picture_in_the_readme_is_what_is_drawn() {
    let place = place();
    let mut terminal = Terminal::start(&place, &["review", "swaps.csv"], (88, 19));
    terminal.wait_for("1 of 24");
    terminal.press(&format!("{}n{}", "y".repeat(9), "y".repeat(7)));
    terminal.wait_for("17 of 24 decided");
    picture::assert_current("fixtures/review/terminal.svg", &terminal.svg());
}
