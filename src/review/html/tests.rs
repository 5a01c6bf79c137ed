use crate::review::{Decision, Row};
use crate::substitution::Alternative;

use super::*;

fn row(document: &str, start: usize, spun: &str, original: &str) -> Row {
    Row {
        document: document.to_owned(),
        line: 1,
        span: start..start + spun.len(),
        spun: spun.to_owned(),
        original: original.to_owned(),
        confidence: 0.97,
        gain: 1.0,
        alternatives: vec![Alternative { original: "vain".to_owned(), confidence: 0.02 }],
        context: format!("…They left [{spun}] men."),
        source_hash: "xxh3:0011223344556677".to_owned(),
        decision: Decision::Undecided,
    }
}

fn page(rows: Vec<Row>, texts: &[(&str, &str)]) -> String {
    let review = Review::new(rows);
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let report = Report { title: "swaps.csv", file: "swaps-verdicts.csv", review: &review, texts: &texts };
    let mut page = Vec::new();
    report.write(&mut page).unwrap();
    String::from_utf8(page).unwrap()
}

/// The page without its own style sheet and script.
fn body(rows: Vec<Row>, texts: &[(&str, &str)]) -> String {
    page(rows, texts).replace(STYLE, "").replace(SCRIPT, "")
}

#[test]
fn a_document_is_shown_with_its_text_or_its_contexts() {
    let rows = || vec![row("a.txt", 10, "useless", "dead")];
    let whole = body(rows(), &[("a.txt", "They left useless men.\r\nNothing.")]);
    let change = "<del>useless</del><ins>dead</ins>";
    let place = format!("<p>They left <a class=\"s\" id=\"t0\" href=\"#r0\">{change}</a> men.</p>");
    assert!(whole.contains(&place) && whole.contains("<p>Nothing.</p>"), "{whole}");
    let contexts = body(rows(), &[]);
    assert!(!contexts.contains("id=\"t0\""), "{contexts}");
    assert!(
        whole.contains(&format!("<p class=\"line-text\" dir=\"auto\"><span class=\"s\">{change}</span></p>")),
        "{whole}"
    );
    assert!(contexts.contains(&format!("They left <span class=\"s\">{change}</span> men.")), "{contexts}");
    for page in [whole, contexts] {
        assert!(page.contains("1 substitution of 1 pair in 1 document"), "{page}");
        assert!(page.contains("vain <small>2%</small>"), "{page}");
    }
}

#[test]
fn verdicts_are_kept() {
    let mut rows = ["dead", "gone", "lost"].map(|original| row("a.txt", 10, "useless", original));
    rows[0].decision = Decision::Accept;
    rows[1].decision = Decision::Other("killed".to_owned());
    let page = body(rows.into(), &[]);
    assert!(page.contains(r#"<li id="r0" data-c="0.9700" data-p="0" data-v="accept">"#), "{page}");
    assert!(page.contains(r#"<ins data-proposed="gone">killed</ins>"#), "{page}");
    assert!(page.contains(r#""verdicts":["accept","\"killed\"",""]"#), "{page}");
}

#[test]
fn rows_that_do_not_fit_the_text_are_listed_only() {
    let rows =
        vec![row("a.txt", 90, "far", "near"), row("a.txt", 12, "eless", "x"), row("a.txt", 10, "useless", "dead")];
    let page = body(rows, &[("a.txt", "They left useless men.")]);
    assert_eq!(page.matches("<a class=\"s\"").count(), 1, "{page}");
    assert_eq!(page.matches("They left <span").count(), 2, "those with their contexts: {page}");
    let [first, second, third] = ["r2", "r1", "r0"].map(|id| page.find(&format!("<li id=\"{id}\"")).unwrap());
    assert!(first < second && second < third, "by place, with their numbers in the list");
}

#[test]
fn nothing_of_a_document_is_markup() {
    let evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u{202e}{{script}}";
    let mut row = row(evil, 0, evil, evil);
    row.alternatives[0].original = evil.to_owned();
    row.decision = Decision::Other(evil.to_owned());
    let page = body(vec![row], &[(evil, evil), ("<script>", "")]);
    assert_eq!(page.matches("<script").count(), 2, "{page}");
    assert!(!page.contains("<img") && !page.contains('\u{202e}') && page.contains("{{script}}"), "{page}");
}

#[test]
fn honest_documents_are_named() {
    let page = body(Vec::new(), &[("b.txt", "Nothing.")]);
    assert!(page.contains("<bdi>b.txt</bdi> <small>nothing to restore</small>"), "{page}");
    assert!(page.contains("0 substitutions of 0 pairs in 0 documents; nothing to restore in 1 more"), "{page}");
}

#[test]
fn the_policy_names_what_is_there() {
    assert!(!SCRIPT.contains("</") && !STYLE.contains("</"), "they would end their element");
    let page = page(Vec::new(), &[]);
    for (element, source) in [("style", STYLE), ("script", SCRIPT)] {
        assert!(page.contains(&format!("<{element}>{source}</{element}>")), "{element}");
        let hash = BASE64.encode(&Sha256::digest(source));
        assert!(page.contains(&format!("{element}-src 'sha256-{hash}'")), "{element}");
    }
}

#[test]
fn bars_count_every_row() {
    let rows = [0.0, 0.049, 0.05, 1.0].map(|confidence| Row { confidence, ..row("a", 0, "x", "y") });
    let bins = histogram::bins(&rows);
    assert_eq!((bins[0], bins[1], bins[19], bins.iter().sum::<usize>()), (2, 1, 1, 4));
}
