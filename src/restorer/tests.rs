//! The restorer with the embedded tables, on the shipped fixtures.

use proptest::prelude::*;

use super::{Restorer, Verdict};
use crate::substitution::{Substitution, apply};

const SPUN: &str = include_str!("../../fixtures/spun/article.txt");
const ORIGINAL: &str = include_str!("../../fixtures/spun/article.original.txt");

fn restorer() -> Restorer {
    Restorer::embedded().unwrap()
}

fn assert_sound(text: &str, substitutions: &[Substitution]) {
    let mut behind = 0;
    for substitution in substitutions {
        assert!(substitution.span.start >= behind, "sorted and disjoint: {substitution:?}");
        behind = substitution.span.end;
        assert_eq!(&text[substitution.span.clone()], substitution.spun);
        assert_ne!(substitution.original, substitution.spun);
        assert!((0.0..=1.0).contains(&substitution.confidence));
        assert!(substitution.alternatives.is_sorted_by(|a, b| a.confidence >= b.confidence));
    }
}

#[test]
fn substitutions_are_sorted_disjoint_and_cut_from_the_text() {
    let restored = restorer().restore(SPUN);
    assert_eq!(restored.detection.verdict, Verdict::Spun);
    assert!(restored.substitutions.len() > 150);
    assert_sound(SPUN, &restored.substitutions);
    assert_eq!(restored.text, apply(SPUN, &restored.substitutions));
}

#[test]
fn in_parts_the_same_is_suggested_with_alternatives_or_without() {
    let restorer = restorer();
    let (mut whole, detection) = restorer.worker().suggest(SPUN);
    for alternatives in [true, false] {
        if !alternatives {
            whole.iter_mut().for_each(|substitution| substitution.alternatives.clear());
        }
        let mut parts = Vec::new();
        let told = restorer.worker().suggest_in_parts(SPUN, alternatives, &mut |some| parts.push(some));
        assert_eq!(told, detection);
        assert!(parts.len() > 1);
        assert_eq!(parts.concat(), whole);
    }
}

#[test]
fn a_higher_confidence_asks_for_a_subset() {
    let all = restorer().suggest(SPUN);
    let sure = Restorer::builder().min_confidence(0.95).build().unwrap().suggest(SPUN);
    assert!(sure.len() < all.len() && sure.iter().all(|s| all.contains(s) && s.confidence >= 0.95));
}

#[test]
fn what_is_hardly_likelier_than_the_words_as_they_stand_is_not_proposed() {
    let all = Restorer::builder().min_confidence(0.0).build().unwrap().suggest(SPUN);
    assert!(all.len() > 200 && all.iter().all(|s| s.gain > 0.4), "e to the 0.4 is 1.49");
}

#[test]
fn the_explanation_chooses_what_is_substituted() {
    let restorer = restorer();
    let line_two = SPUN.match_indices('\n').next().unwrap().0..SPUN.match_indices('\n').nth(1).unwrap().0;
    let substituted: Vec<_> = restorer.suggest(SPUN).into_iter().filter(|s| line_two.contains(&s.span.start)).collect();
    let explanations = restorer.explain(SPUN, 1..2);
    assert!(!substituted.is_empty());
    for Substitution { span, original, .. } in substituted {
        let explained = explanations.iter().find(|e| e.span == span).expect("every substitution is explained");
        assert!(explained.candidates.iter().any(|c| c.chosen && c.original == original), "{explained:?}");
    }
}

#[test]
fn a_long_honest_stretch_beside_a_spun_one_is_left_alone() {
    let honest = ORIGINAL.repeat(14);
    let text = format!("{honest}{}{honest}", SPUN.repeat(14));
    let restored = restorer().restore(&text);
    assert_eq!(restored.detection.verdict, Verdict::Spun);
    assert!(restored.detection.swap_rate < 0.8, "{:?}", restored.detection);
    // Sections are cut by length, not at the seam: all but the nearest ten thousand words are sure to be honest.
    let untouched = honest.len() - 70_000.min(honest.len());
    assert_eq!(restored.text[..untouched], honest[..untouched]);
    assert!(restored.substitutions.len() > 1000);
}

#[test]
fn honest_paragraphs_of_a_partly_spun_article_are_left_alone() {
    let paragraphs = SPUN.lines().zip(ORIGINAL.lines()).enumerate();
    let mixed: Vec<&str> = paragraphs.map(|(n, (spun, honest))| if n % 4 < 2 { spun } else { honest }).collect();
    let restored = restorer().restore(&mixed.join("\n"));
    let mut paragraphs_restored = 0;
    for (n, (line, before)) in restored.text.lines().zip(&mixed).enumerate() {
        if n % 4 < 2 {
            paragraphs_restored += usize::from(line != *before);
        } else {
            assert_eq!(line, *before, "paragraph {n}");
        }
    }
    assert_eq!(paragraphs_restored, mixed.len().div_ceil(4) * 2, "every spun paragraph is restored");
}

#[test]
fn what_is_left_unread_would_have_changed_no_verdict() {
    let restorer = restorer();
    let mut partial = 0;
    // A synonym here and there makes an honest text suspicious, and many of them a spun one.
    for step in 1..120 {
        let mut words: Vec<&str> = ORIGINAL.split_inclusive([' ', '\n']).collect();
        for (place, word) in words.iter_mut().enumerate().filter(|(place, _)| place % step == 0) {
            *word = ["subsequent ", "remaining ", "combating "][place / step % 3];
        }
        let mixed = words.concat();
        let (whole, made) = (restorer.detect(&mixed), restorer.suggest(&mixed));
        let verdict = restorer.restore(&mixed).detection;
        assert_eq!(verdict.verdict, whole.verdict, "{step}");
        assert_eq!(made.is_empty(), whole.verdict == Verdict::Honest, "{step}");
        partial += usize::from(verdict.log_likelihood_ratio != whole.log_likelihood_ratio);
    }
    assert!(partial > 0, "some were left before their end");
}

#[test]
fn one_spun_paragraph_of_an_honest_article_is_found() {
    let (spun, honest): (Vec<&str>, Vec<&str>) = (SPUN.lines().collect(), ORIGINAL.lines().collect());
    let restorer = restorer();
    let (mut found, mut asked) = (0, 0);
    for at in 0..spun.len() {
        let mut mixed = honest.clone();
        mixed[at] = spun[at];
        let restored = restorer.restore(&mixed.join("\n"));
        asked += 1;
        found += usize::from(restored.detection.verdict == Verdict::Spun);
        for (n, (line, before)) in restored.text.lines().zip(&mixed).enumerate() {
            assert!(n == at || line == *before, "paragraph {n}, where {at} is spun: {line}");
        }
    }
    assert!(asked > 10 && found * 5 >= asked * 4, "{found} of {asked}");
}

#[test]
fn the_length_of_a_line_does_not_matter() {
    let one_line = SPUN.repeat(3).replace('\n', " ");
    let restored = restorer().restore(&one_line);
    assert_sound(&one_line, &restored.substitutions);
    let by_lines = restorer().restore(&SPUN.repeat(3)).substitutions.len();
    assert!(restored.substitutions.len().abs_diff(by_lines) * 20 < by_lines, "within one in twenty");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_text_is_restored_soundly(pieces in prop::collection::vec("\\PC{0,12}|[a-z]{1,8}[ -]|stated |\n|’|U.S. ", 0..80)) {
        let restorer = restorer();
        let text = pieces.concat() + SPUN;
        let restored = restorer.restore(&text);
        assert_sound(&text, &restored.substitutions);
        prop_assert_eq!(&restored.text, &apply(&text, &restored.substitutions));
        let bare = pieces.concat();
        let (substitutions, _) = restorer.worker().suggest(&bare);
        assert_sound(&bare, &substitutions);
    }
}
