use proptest::prelude::*;
use unspin::review::list::Tally;
use unspin::substitution::Alternative;

use super::*;

pub fn row(document: &str, start: usize, spun: &str, original: &str, confidence: f64) -> Row {
    Row {
        document: document.to_owned(),
        line: 1,
        span: start..start + spun.len(),
        spun: spun.to_owned(),
        original: original.to_owned(),
        confidence,
        gain: 1.0,
        alternatives: ["vain", spun]
            .map(|original| Alternative { original: original.to_owned(), confidence: 0.01 })
            .into(),
        context: format!("They left [{spun}] men."),
        source_hash: "xxh3:0011223344556677".to_owned(),
        decision: Decision::Undecided,
    }
}

fn session() -> Session {
    Session::new(Review::new(vec![
        row("a.txt", 10, "useless", "dead", 0.9),
        row("a.txt", 30, "stated", "said", 0.5),
        row("a.txt", 50, "Useless", "Dead", 0.7),
        row("b.txt", 10, "useless", "dead", 0.6),
    ]))
}

/// Presses keys, `\n` being Enter and `\x1b` Escape; returns what was to be written down.
fn press(session: &mut Session, keys: &str) -> Vec<Entry> {
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\x1b' => KeyCode::Esc,
        c => KeyCode::Char(c),
    };
    let outcomes: Vec<_> = keys.chars().map(|c| session.press(code(c).into())).collect();
    outcomes
        .into_iter()
        .filter_map(|outcome| if let Outcome::Record(entry) = outcome { Some(entry) } else { None })
        .collect()
}

/// The verdicts by a letter each.
fn verdicts(session: &Session) -> String {
    let letter = |row: &Row| match row.decision {
        Decision::Undecided => '.',
        Decision::Accept => 'y',
        Decision::Reject => 'n',
        Decision::Other(_) => 'o',
    };
    session.review().rows().iter().map(letter).collect()
}

#[test]
fn verdicts_lead_to_the_next_undecided_row() {
    let mut session = session();
    assert_eq!(press(&mut session, "y"), [Entry::Decide(vec![(0, Decision::Accept)])]);
    assert_eq!((verdicts(&session).as_str(), session.shown().place()), ("y...", (2, 4)));
    press(&mut session, " n");
    assert_eq!((verdicts(&session).as_str(), session.shown().place()), ("y.n.", (4, 4)));
    press(&mut session, "y");
    assert_eq!((verdicts(&session).as_str(), session.shown().place()), ("y.ny", (2, 4)));
    press(&mut session, "y");
    assert_eq!(session.notice(), "All is decided: q saves and quits.");
    assert_eq!(session.review().tally(), Tally { accepted: 3, rejected: 1, other: 0, undecided: 0 });
}

#[test]
fn alternatives_are_taken_by_number() {
    let mut session = session();
    press(&mut session, "1");
    assert_eq!(session.review().rows()[0].decision, Decision::Other("vain".to_owned()));
    press(&mut session, "2");
    assert_eq!(session.review().rows()[1].decision, Decision::Reject, "the spun phrase itself");
    assert_eq!(press(&mut session, "7"), []);
    assert_eq!(session.notice(), "There is no alternative 7.");
}

#[test]
fn another_original_is_typed() {
    let mut session = session();
    press(&mut session, "e\x7f");
    let Mode::Type(input) = session.mode() else { panic!("{:?}", session.mode()) };
    assert_eq!(input.value(), "dead", "it begins with the proposal, and takes no control character");
    press(&mut session, "ly\n");
    assert_eq!(session.review().rows()[0].decision, Decision::Other("deadly".to_owned()));
    assert_eq!(press(&mut session, "e\n"), [Entry::Decide(vec![(1, Decision::Accept)])], "the proposal itself");
    assert_eq!(press(&mut session, "eqqq\x1b"), []);
    assert_eq!(verdicts(&session), "oy..");
}

#[test]
fn pasted_text_is_typed_and_never_keys() {
    let mut session = session();
    session.paste("yyy");
    assert_eq!(verdicts(&session), "....");
    press(&mut session, "e");
    session.paste(" or\nalive\u{1b}");
    press(&mut session, "\n");
    assert_eq!(session.review().rows()[0].decision, Decision::Other("dead or alive ".to_owned()));
}

#[test]
fn a_pair_is_settled_everywhere_but_where_it_was_decided() {
    let mut session = session();
    session.press(KeyCode::Down.into());
    session.press(KeyCode::Down.into());
    press(&mut session, "n");
    session.press(KeyCode::Home.into());
    assert_eq!(session.pair_counts(), (3, 2));
    let recorded = press(&mut session, "Y");
    assert_eq!(recorded, [Entry::Decide(vec![(0, Decision::Accept), (3, Decision::Accept)])]);
    assert_eq!((verdicts(&session).as_str(), session.notice()), ("y.ny", "Accepted at 2 places."));
    press(&mut session, "u");
    assert_eq!(verdicts(&session), "..n.");
    press(&mut session, "N");
    assert_eq!(verdicts(&session), "n.nn");
}

#[test]
fn the_rest_of_a_document_is_settled_after_a_question() {
    let mut session = session();
    assert_eq!(press(&mut session, " Dx"), [], "any other key is no verdict");
    press(&mut session, "Dn");
    assert_eq!((verdicts(&session).as_str(), session.shown().place()), (".nn.", (4, 4)));
}

#[test]
fn undo_takes_back_key_by_key() {
    let mut session = session();
    press(&mut session, "ynY");
    let entries = press(&mut session, "uu");
    assert_eq!((entries, verdicts(&session).as_str()), (vec![Entry::Undo, Entry::Undo], "y..."));
    assert_eq!(session.shown().place(), (2, 4), "where the verdict was");
    press(&mut session, "uu");
    assert_eq!((verdicts(&session).as_str(), session.notice()), ("....", "There is nothing to take back."));
}

#[test]
fn filters_and_orders_change_what_comes_next() {
    let mut session = session();
    press(&mut session, "/b.txt\n");
    assert_eq!((session.shown().place(), session.current().unwrap().span.start), ((1, 1), 10));
    press(&mut session, "/");
    let Mode::Filter(input) = session.mode() else { panic!("{:?}", session.mode()) };
    assert_eq!(input.value(), "b.txt", "the filter can be changed");
    press(&mut session, "zzz\n");
    assert_eq!((session.current(), session.pair_counts()), (None, (0, 0)));
    assert_eq!(press(&mut session, "yNe D1"), [], "no row, no verdict");
    let mut session = self::session();
    press(&mut session, "g");
    assert_eq!(session.current().unwrap().spun, "stated");
    press(&mut session, "g");
    assert_eq!(session.current().unwrap().confidence, 0.9);
    press(&mut session, "g");
    assert_eq!((session.shown().sort(), session.shown().place()), (Sort::List, (1, 4)));
}

#[test]
fn leaving_is_no_verdict() {
    let mut session = session();
    assert_eq!(session.press(KeyCode::Char('q').into()), Outcome::Save);
    assert_eq!(session.press(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Outcome::Leave);
    assert_eq!(session.press(KeyEvent::new(KeyCode::Char('y'), KeyModifiers::CONTROL)), Outcome::Draw);
    assert_eq!(press(&mut session, "?y"), [], "the key that ends the help does nothing else");
    assert!(matches!(session.mode(), Mode::Judge));
}

proptest! {
    #[test]
    fn what_was_recorded_replays_to_the_same_verdicts(keys in "[ynYN12eDux/g \n\x1b?]{0,40}") {
        let mut live = session();
        let entries = press(&mut live, &keys);
        let mut replayed = session();
        entries.into_iter().for_each(|entry| replayed.apply(entry));
        prop_assert_eq!(live.review().rows(), replayed.review().rows());
        prop_assert_eq!(live.history, replayed.history);
    }
}
