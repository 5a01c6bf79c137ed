use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyCode;
use unspin::review::Review;

use super::super::session::tests::row;
use super::*;

fn session() -> Session {
    Session::new(Review::new(vec![
        row("letter.txt", 10, "useless", "dead", 0.9),
        row("letter.txt", 40, "stated\x1b[2J\u{202e}\nby", "said", 0.5),
    ]))
}

fn screen(session: &Session, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, "swaps.csv", session)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn a_row_is_shown_with_all_that_is_needed_to_judge_it() {
    let screen = screen(&session(), 80, 24);
    for part in [
        "swaps.csv  1 of 2",
        "✓ 0 · ✗ 0 · 2 left",
        "0 of 2 decided",
        "letter.txt, line 1",
        "They left useless → dead men.",
        "undecided · this pair: once",
        "+ dead     90% ▆▆▆",
        "1 vain      1%",
        "y accept  n reject  space skip",
        "g sort",
    ] {
        assert!(screen.contains(part), "`{part}` is missing:\n{screen}");
    }
}

#[test]
fn narrow_and_low_terminals_show_the_row_all_the_same() {
    for (width, height) in [(24, 8), (30, 10), (80, 8), (24, 40), (200, 60)] {
        let screen = screen(&session(), width, height);
        for part in ["useless", "dead", "y accept", "2 left"] {
            assert!(screen.contains(part), "{width} by {height}: `{part}` is missing:\n{screen}");
        }
    }
    let tiny = screen(&session(), 20, 5);
    assert!(tiny.contains("Too small") && !tiny.contains("useless"), "{tiny}");
    screen(&session(), 1, 1);
}

#[test]
fn nothing_of_a_document_reaches_the_terminal_raw() {
    let mut session = session();
    session.press(KeyCode::Down.into());
    let screen = screen(&session, 80, 24);
    assert!(screen.contains("stated\\u{1b}[2J\\u{202e}⏎by → said"), "{screen}");
    assert!(!screen.contains(['\x1b', '\u{202e}']));
}

#[test]
fn verdicts_questions_and_input_are_shown() {
    let mut session = session();
    let mut press = |code: KeyCode| {
        session.press(code.into());
        screen(&session, 80, 24)
    };
    assert!(press(KeyCode::Char('D')).contains("Rest of this document, 2 undecided: y accepts"));
    press(KeyCode::Esc);
    let typing = press(KeyCode::Char('e'));
    assert!(typing.contains("Original: dead"), "{typing}");
    press(KeyCode::Char('x'));
    press(KeyCode::Enter);
    let other = press(KeyCode::Up);
    assert!(other.contains("useless → deadx") && other.contains("✎ another original"), "{other}");
    press(KeyCode::Char('u'));
    press(KeyCode::Char('n'));
    assert!(press(KeyCode::Up).contains("✗ rejected"));
    assert!(press(KeyCode::Char('?')).contains("Any key goes back"));
    press(KeyCode::Esc);
    press(KeyCode::Char('/'));
    press(KeyCode::Char('z'));
    assert!(press(KeyCode::Enter).contains("No substitution passes the filter “z”"));
}
