//! The HTML report in a real browser.
#![cfg(unix)]

mod chromium;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;
use unspin::review::{Decision, Review};

use crate::binary::{HONEST, Place, SPUN};
use chromium::Chromium;

/// A name and a text that would run a script in a careless page.
const EVIL_NAME: &str = "<img src=x onerror=window.taken=1>.txt";
const EVIL: &str = "</script><script>window.taken=1</script><img src=x onerror=\"window.taken=1\">\u{202e}";

/// How many rows are shown.
const SHOWN: &str = "document.querySelectorAll('li:not([hidden])').length";

/// A document, a hostile and an honest one, their substitutions, and the page about them.
fn place() -> Place {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place
        .file(EVIL_NAME, SPUN.replace("Officers", &format!("{EVIL} Officers")).replace("\n\n", &format!("\n{EVIL}\n")));
    place.file("honest.txt", HONEST);
    let fixed = place.unspin(&["fix", "a.txt", EVIL_NAME, "honest.txt", "--check", "--report", "swaps.csv"]);
    assert_eq!(fixed.status, 2, "{fixed:?}");
    let page = place.unspin(&["review", "swaps.csv", "--html", "page.html"]);
    assert_eq!(page.status, 0, "{page:?}");
    place
}

fn review(place: &Place, name: &str) -> Review {
    Review::read(&place.read(name)[..], name.as_ref()).unwrap()
}

/// A browser with the page, its downloads going to the place.
fn opened(place: &Place, page: &str) -> Option<Chromium> {
    let mut browser = Chromium::start()?;
    let downloads = json!({"behavior": "allow", "downloadPath": place.path(""), "eventsEnabled": true});
    browser.call("Browser.setDownloadBehavior", &downloads);
    browser.open(&place.path(page));
    Some(browser)
}

/// Sets a control and lets the page know, as a user's hand would.
fn set(browser: &mut Chromium, id: &str, value: &str) {
    let script = "(id, value) => { const control = document.getElementById(id); control.value = value; \
                  for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, { bubbles: true })); }";
    browser.value(&format!("({script})({}, {})", json!(id), json!(value)));
}

/// Presses the download button and waits for the file.
fn download(browser: &mut Chromium) {
    browser.events.clear();
    browser.value("document.getElementById('save').click()");
    browser.wait_for(|event| event["method"] == "Browser.downloadProgress" && event["params"]["state"] == "completed");
}

#[test]
fn the_page_loads_whole_and_runs_nothing_of_a_document() {
    let place = place();
    let rows = review(&place, "swaps.csv").rows().len();
    let Some(mut browser) = opened(&place, "page.html") else { return };
    assert_eq!(browser.value(SHOWN), rows);
    assert_eq!(browser.value("document.querySelectorAll('script').length"), 2);
    assert_eq!(browser.value("document.querySelectorAll('img, iframe, object, embed, link').length"), 0);
    assert_eq!(browser.value("typeof window.taken"), "undefined");
    let text = browser.value("document.querySelector('main').textContent");
    let text = text.as_str().unwrap();
    assert!(text.contains(EVIL_NAME) && text.contains("<script>window.taken=1</script>"), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_slipped_into_the_page_would_not_run_either() {
    let place = place();
    let page = String::from_utf8(place.read("page.html")).unwrap();
    place.file("page.html", page.replace("</main>", &format!("{}</main>", EVIL.trim_start_matches("</script>"))));
    let Some(mut browser) = opened(&place, "page.html") else { return };
    assert_eq!(browser.value("document.querySelectorAll('script').length"), 3);
    assert_eq!(browser.value("typeof window.taken"), "undefined");
    assert_eq!(browser.value("document.documentElement.className"), "live", "its own script runs");
}

#[test]
fn filters_leave_what_they_say() {
    let place = place();
    let review = review(&place, "swaps.csv");
    let count =
        |is_shown: &dyn Fn(&unspin::review::Row) -> bool| review.rows().iter().filter(|row| is_shown(row)).count();
    let Some(mut browser) = opened(&place, "page.html") else { return };
    set(&mut browser, "from", "0.9");
    let confident = count(&|row| row.confidence >= 0.9);
    assert!(confident > 0 && confident < review.rows().len());
    assert_eq!(browser.value(SHOWN), confident);
    set(&mut browser, "to", "0.95");
    assert_eq!(browser.value(SHOWN), count(&|row| (0.9..=0.95).contains(&row.confidence)));
    set(&mut browser, "from", "0");
    set(&mut browser, "to", "1");
    let pair = &review.pairs()[0];
    browser.value("document.querySelector('[data-does=show]').click()");
    assert_eq!(browser.value(SHOWN), pair.rows.len());
    set(&mut browser, "pair", "onerror");
    assert_eq!(browser.value(SHOWN), count(&|row| row.document == EVIL_NAME));
    set(&mut browser, "pair", "no such pair");
    assert_eq!(browser.value(SHOWN), 0);
    assert_eq!(browser.value("document.getElementById('nothing').hidden"), false);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn verdicts_are_downloaded_as_a_list_that_applies() {
    let place = place();
    let before = review(&place, "swaps.csv");
    let Some(mut browser) = opened(&place, "page.html") else { return };
    let another = "(i, text) => { document.querySelector(`#r${i} .another`).click(); \
                   const input = document.querySelector(`#r${i} input[type=text]`); input.value = text; \
                   input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); }";
    browser.value("document.getElementById('accept-shown').click()");
    browser.value("document.querySelector('#r1 [value=reject]').click()");
    browser.value("document.querySelector('#r2 [value=accept]').click()");
    for (row, typed) in [(3, "=1+1"), (4, "no"), (5, "a \"b\"; c, \\d"), (6, &before.rows()[6].spun)] {
        browser.value(&format!("({another})({row}, {})", json!(typed)));
    }
    browser.value("document.querySelector('#r7 [value=reject]').click(); document.getElementById('undo').click()");
    let counts = browser.value("document.getElementById('counts').textContent");
    assert!(counts.as_str().unwrap().ends_with("2 rejected, 3 another original, 1 undecided"), "{counts}");
    download(&mut browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());

    let after = review(&place, "page-verdicts.csv");
    let other = |text: &str| Decision::Other(text.to_owned());
    for (at, (old, new)) in before.rows().iter().zip(after.rows()).enumerate() {
        let decision = match at {
            1 | 6 => Decision::Reject,
            2 => Decision::Undecided,
            3 => other("=1+1"),
            4 => other("no"),
            5 => other("a \"b\"; c, \\d"),
            _ => Decision::Accept,
        };
        assert_eq!(*new, unspin::review::Row { decision, ..old.clone() });
    }
    let applied = place.unspin(&["apply", "page-verdicts.csv", "--out", "out"]);
    assert_eq!(applied.status, 0, "{applied:?}");
    let mut expected = SPUN.to_owned();
    for row in after.rows().iter().filter(|row| row.document == "a.txt").rev() {
        match &row.decision {
            Decision::Accept => expected.replace_range(row.span.clone(), &row.original),
            Decision::Other(other) => expected.replace_range(row.span.clone(), other),
            Decision::Reject | Decision::Undecided => {}
        }
    }
    assert_eq!(fs::read_to_string(place.path("out/a.txt")).unwrap(), expected);
}

#[test]
fn verdicts_outlive_the_page() {
    let place = place();
    let Some(mut browser) = opened(&place, "page.html") else { return };
    browser.value("document.querySelector('#r0 [value=accept]').click()");
    browser.open(&place.path("page.html"));
    assert_eq!(browser.value("document.querySelector('#r0 [value=accept]').checked"), true);
    download(&mut browser);
    assert_eq!(review(&place, "page-verdicts.csv").rows()[0].decision, Decision::Accept);
}

#[test]
fn the_page_is_readable_without_scripts_and_in_the_dark() {
    let place = place();
    let review = review(&place, "swaps.csv");
    let Some(mut browser) = opened(&place, "page.html") else { return };
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = browser.value(paper);
    browser
        .call("Emulation.setEmulatedMedia", &json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]}));
    assert_ne!(browser.value(paper), light);
    browser.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.open(&place.path("page.html"));
    // What is on the screen has text once it was drawn, which a busy machine puts off.
    let row = &review.rows()[0];
    let pair = format!("{}{}", row.spun, row.original);
    let begun = Instant::now();
    loop {
        let text = browser.value("document.body.innerText");
        if text.as_str().unwrap().contains(&pair) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{text}");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(browser.value("document.getElementById('controls').offsetHeight"), 0, "controls that do nothing");
    assert_eq!(browser.value("document.querySelector('.choice label').offsetHeight"), 0, "boxes that do nothing");
}

#[test]
fn two_columns_show_before_and_after() {
    let place = place();
    let row = review(&place, "swaps.csv").rows()[0].clone();
    let Some(mut browser) = opened(&place, "page.html") else { return };
    set(&mut browser, "view", "side");
    let [left, right] =
        ["first", "last"].map(|half| format!("document.querySelector('#r0 .line-text > :{half}-child').innerText"));
    let (left, right) = (browser.value(&left), browser.value(&right));
    let (left, right) = (left.as_str().unwrap(), right.as_str().unwrap());
    assert!(left.contains(&row.spun) && !left.contains(&row.original), "{left}");
    assert!(right.contains(&row.original) && !right.contains(&row.spun), "{right}");
    // Both are kept up to date.
    browser.value("document.querySelector('#r0 [value=reject]').click()");
    assert_eq!(browser.value("document.querySelectorAll('#r0 .s[data-v=reject]').length"), 2);
    set(&mut browser, "view", "inline");
    assert_eq!(browser.value("document.querySelectorAll('.two').length"), 0);
}

#[test]
fn ten_thousand_substitutions_stay_usable() {
    let place = Place::new();
    let text = "They left useless men, and it was stated so.\n".repeat(5_000);
    let mut csv = String::from(
        "document,line,start,end,spun,original,confidence,gain,alternatives,context,source_hash,verdict,pair_count\n",
    );
    for line in 0..5_000 {
        for (at, spun, original) in [(10, "useless", "dead"), (34, "stated", "said")] {
            let start = line * 45 + at;
            csv += &format!(
                "a{}.txt,{},{start},{},{spun},{original},0.{:04},1.0,vain=0.012,…They left [{spun}] men.,{},,5000\n",
                line / 1_000,
                line + 1,
                start + spun.len(),
                line * 2,
                unspin::review::source_hash(&text)
            );
        }
    }
    place.file("swaps.csv", csv);
    assert_eq!(place.unspin(&["review", "swaps.csv", "--html", "page.html"]).status, 0);
    let Some(mut browser) = opened(&place, "page.html") else { return };
    assert_eq!(browser.value(SHOWN), 10_000);
    set(&mut browser, "pair", "useless \u{2192} dead");
    assert_eq!(browser.value(SHOWN), 5_000);
    browser.value("document.getElementById('accept-shown').click()");
    set(&mut browser, "pair", "");
    set(&mut browser, "state", "open");
    assert_eq!(browser.value(SHOWN), 5_000);
    download(&mut browser);
    assert_eq!(review(&place, "page-verdicts.csv").tally().accepted, 5_000);
}

#[test]
fn a_page_about_documents_shows_their_whole_text() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place.file("honest.txt", HONEST);
    let run = place.unspin(&["fix", "a.txt", "honest.txt", "--html", "page.html", "--report", "swaps.csv"]);
    assert_eq!(run.status, 0, "{run:?}");
    let review = review(&place, "swaps.csv");
    let Some(mut browser) = opened(&place, "page.html") else { return };
    assert_eq!(browser.value(SHOWN), review.rows().len());
    let without = |tag: &str| {
        format!(
            "(() => {{ const text = document.querySelector('.text').cloneNode(true); \
             text.querySelectorAll('{tag}').forEach((element) => element.remove()); return text.textContent; }})()"
        )
    };
    let [before, after] = ["ins", "del"].map(|tag| browser.value(&without(tag)));
    // Line ends are ends of paragraphs there.
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(letters(before.as_str().unwrap()), letters(SPUN));
    assert_eq!(letters(after.as_str().unwrap()), letters(run.text().split(HONEST).next().unwrap()));
    assert!(
        browser.value("document.querySelector('main').textContent").as_str().unwrap().contains("nothing to restore")
    );
    browser.value("document.querySelector('#r0 [value=accept]').click()");
    assert_eq!(browser.value("document.getElementById('t0').dataset.v"), "accept");
    browser.value("document.querySelector('#t1').click()");
    assert_eq!(browser.value("document.querySelectorAll('.current').length"), 3, "place, row and its phrase");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    download(&mut browser);
    assert_eq!(self::review(&place, "page-verdicts.csv").tally().accepted, 1);
}

#[test]
fn the_picture_in_the_readme_can_be_taken() {
    let place = Place::new();
    place.file("article.txt", fs::read(crate::root().join("fixtures/spun/article.txt")).unwrap());
    assert_eq!(place.unspin(&["fix", "article.txt", "--check", "--html", "page.html"]).status, 2);
    let Some(mut browser) = opened(&place, "page.html") else { return };
    let size = json!({"width": 1280, "height": 640, "deviceScaleFactor": 1, "mobile": false});
    browser.call("Emulation.setDeviceMetricsOverride", &size);
    browser.value("for (const row of [0, 1, 2]) document.querySelector(`#r${row} [value=accept]`).click()");
    browser.value("document.querySelector('#r3 [value=reject]').click(); document.querySelector('#t4').click()");
    // A frame later, everything has been scrolled to where it belongs.
    browser.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    let picture = browser.call("Page.captureScreenshot", &json!({"format": "png"}));
    let picture = data_encoding::BASE64.decode(picture["data"].as_str().unwrap().as_bytes()).unwrap();
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{} bytes", picture.len());
    if std::env::var_os(crate::terminal::picture::UPDATE).is_some() {
        fs::write(crate::root().join("fixtures/review/page.png"), picture).unwrap();
    }
}
