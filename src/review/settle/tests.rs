use proptest::prelude::*;

use super::*;
use crate::review::{Decision, rows};

const TEXT: &str = "An useless tree.\nA vain hope, a vain wish.\n";

fn substitution(span: Range<usize>, spun: &str, original: &str) -> Substitution {
    Substitution {
        span,
        spun: spun.to_owned(),
        original: original.to_owned(),
        confidence: 0.9,
        gain: 2.0,
        source: Source::Exact,
        alternatives: Vec::new(),
    }
}

/// Rows of [`TEXT`] with these decisions: on `useless`, and on `vain` twice.
fn sample(decisions: [Decision; 3]) -> Vec<Row> {
    let found = [(3..10, "useless", "dead"), (19..23, "vain", "idle"), (32..36, "vain", "idle")];
    let found = found.map(|(span, spun, original)| substitution(span, spun, original));
    let rows = rows("a.txt", TEXT, &found).into_iter().zip(decisions);
    rows.map(|(row, decision)| Row { decision, ..row }).collect()
}

fn settled(text: &str, rows: &[Row], policy: Policy) -> Settled {
    settle(text, &rows.iter().collect::<Vec<_>>(), policy)
}

fn remaining(settled: &Settled, text: &str, rows: &[Row]) -> Vec<Row> {
    let left = settled.remaining(text, &rows.iter().collect::<Vec<_>>(), "out.txt");
    left.into_iter().map(|(_, row)| row).collect()
}

#[test]
fn accepted_rows_are_applied_and_undecided_ones_move_along() {
    let rows = sample([Decision::Other("lifeless\nold".into()), Decision::Reject, Decision::Undecided]);
    let done = settled(TEXT, &rows, Policy::default());
    assert_eq!(done.fates, [Fate::Applied, Fate::Rejected, Fate::Undecided]);
    let after = apply(TEXT, &done.substitutions);
    assert_eq!(after, "An lifeless\nold tree.\nA vain hope, a vain wish.\n");
    let left = remaining(&done, TEXT, &rows);
    assert_eq!(left.len(), 1);
    assert!(left[0].stands_in(&after) && left[0].source_hash == source_hash(&after) && left[0].line == 3);
    assert_eq!(
        (&left[0].document[..], &left[0].context[..]),
        ("out.txt", "…An lifeless⏎old tree.⏎A vain hope, a [vain] wish.")
    );
}

#[test]
fn blank_verdicts_are_read_as_asked() {
    let mut rows = sample([Decision::Undecided, Decision::Undecided, Decision::Reject]);
    rows[1].confidence = 0.4;
    let fates = |blank| settled(TEXT, &rows, Policy { blank, rebase: false }).fates;
    assert_eq!(fates(Blank::Keep), [Fate::Undecided, Fate::Undecided, Fate::Rejected]);
    assert_eq!(fates(Blank::Accept), [Fate::Applied, Fate::Applied, Fate::Rejected]);
    assert_eq!(fates(Blank::Reject), [Fate::Rejected, Fate::Rejected, Fate::Rejected]);
    assert_eq!(fates(Blank::AtLeast(0.5)), [Fate::Applied, Fate::Undecided, Fate::Rejected]);
}

#[test]
fn stale_and_altered_rows_are_refused() {
    let rows = sample([Decision::Accept, Decision::Reject, Decision::Undecided]);
    let changed = TEXT.replace("wish", "wishes");
    let done = settled(&changed, &rows, Policy::default());
    assert_eq!(done.fates, [Fate::Refused(Refusal::Stale), Fate::Rejected, Fate::Undecided]);
    assert!(done.substitutions.is_empty());
    assert_eq!(remaining(&done, &changed, &rows), [rows[0].clone(), rows[2].clone()], "as they were");
    let altered = [Row { spun: "useles".into(), ..rows[0].clone() }];
    assert_eq!(settled(TEXT, &altered, Policy::default()).fates, [Fate::Refused(Refusal::Altered)]);
}

#[test]
fn a_row_is_found_again_by_its_context() {
    let policy = Policy { rebase: true, ..Policy::default() };
    let rows = sample([Decision::Accept, Decision::Accept, Decision::Undecided]);
    let moved = format!("A paragraph before.\n\n{TEXT}");
    let done = settled(&moved, &rows, policy);
    assert_eq!(done.fates, [Fate::Applied, Fate::Applied, Fate::Undecided]);
    let after = apply(&moved, &done.substitutions);
    assert_eq!(after, "A paragraph before.\n\nAn dead tree.\nA idle hope, a vain wish.\n");
    assert!(remaining(&done, &moved, &rows)[0].stands_in(&after));
    let twice = format!("{TEXT}\n{TEXT}");
    assert_eq!(settled(&twice, &rows, policy).fates[0], Fate::Refused(Refusal::Found(2)));
    assert_eq!(settled("Gone.", &rows, policy).fates[0], Fate::Refused(Refusal::Found(0)));
}

#[test]
fn overlapping_rows_are_refused_unless_one_is_rejected() {
    let mut rows = sample([Decision::Accept, Decision::Accept, Decision::Accept]);
    rows[1] = Row { span: 3..15, spun: "useless tree".into(), ..rows[0].clone() };
    let overlap = |at| Fate::Refused(Refusal::Overlaps(at));
    assert_eq!(settled(TEXT, &rows, Policy::default()).fates, [overlap(1), overlap(0), Fate::Applied]);
    rows[0].decision = Decision::Undecided;
    assert_eq!(settled(TEXT, &rows, Policy::default()).fates, [Fate::Undecided, overlap(0), Fate::Applied]);
    rows[0].decision = Decision::Reject;
    assert_eq!(settled(TEXT, &rows, Policy::default()).fates, [Fate::Rejected, Fate::Applied, Fate::Applied]);
}

#[test]
fn what_was_applied_before_is_known_again() {
    let rows = sample([Decision::Accept, Decision::Other(String::new()), Decision::Undecided]);
    let after = apply(TEXT, &settled(TEXT, &rows, Policy::default()).substitutions);
    let again = settled(&after, &rows, Policy::default());
    assert_eq!(again.fates, [Fate::Applied, Fate::Applied, Fate::Undecided]);
    assert!(again.substitutions.is_empty());
    assert!(remaining(&again, &after, &rows)[0].stands_in(&after));
    let touched = settled(&format!("{after}."), &rows, Policy::default());
    assert_eq!(touched.fates[0], Fate::Refused(Refusal::Stale));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let rows = sample([Decision::Accept, Decision::Accept, Decision::Accept]);
    let mut done = settled(TEXT, &rows, Policy::default());
    let kept = vec![done.substitutions[0].clone(), done.substitutions[2].clone()];
    done.keep(kept.clone());
    assert_eq!(done.fates, [Fate::Applied, Fate::Refused(Refusal::Unwritable), Fate::Applied]);
    assert_eq!(done.substitutions, kept);
    let after = apply(TEXT, &kept);
    assert!(remaining(&done, TEXT, &rows)[0].stands_in(&after));
}

proptest! {
    /// Whatever is decided, in two rounds or in one: the text is the same.
    #[test]
    fn two_rounds_make_what_one_makes(
        words in prop::collection::vec("[a-cé]{1,4}", 1..12),
        decisions in prop::collection::vec((0..4u8, any::<bool>()), 12),
    ) {
        let text = words.join(" ");
        let (mut found, mut at) = (Vec::new(), 0);
        for word in &words {
            found.push(substitution(at..at + word.len(), word, "lé"));
            at += word.len() + 1;
        }
        let decision = |which: u8| match which {
            0 => Decision::Undecided,
            1 => Decision::Accept,
            2 => Decision::Reject,
            _ => Decision::Other("other".to_owned()),
        };
        let mut all = rows("a", &text, &found);
        all.iter_mut().zip(&decisions).for_each(|(row, (which, _))| row.decision = decision(*which));
        let once = apply(&text, &settled(&text, &all, Policy::default()).substitutions);
        let mut first = all.clone();
        for (row, (_, late)) in first.iter_mut().zip(&decisions) {
            if *late {
                row.decision = Decision::Undecided;
            }
        }
        let done = settled(&text, &first, Policy::default());
        let between = apply(&text, &done.substitutions);
        let refs: Vec<&Row> = first.iter().collect();
        let left: Vec<Row> = done
            .remaining(&text, &refs, "a")
            .into_iter()
            .map(|(at, row)| Row { decision: all[at].decision.clone(), ..row })
            .collect();
        prop_assert!(left.iter().all(|row| row.stands_in(&between)));
        let twice = apply(&between, &settled(&between, &left, Policy::default()).substitutions);
        prop_assert_eq!(twice, once);
    }
}
