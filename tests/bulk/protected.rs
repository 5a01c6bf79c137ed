//! What is never touched, and what the user says to leave alone.

use super::{Place, SPUN, fs, succeeds};

/// What no run may touch, with words in it that are restored elsewhere.
const UNTOUCHABLE: [&str; 6] = [
    "https://news.example/authorized-specialists/useless?individuals=1",
    "individuals@specialists.example",
    "@authorized_specialists",
    "#individuals",
    "c0ffee1individuals",
    "individuals_count",
];

#[test]
fn addresses_handles_code_and_hashes_are_never_touched() {
    let place = Place::new();
    let plain = format!("{SPUN}\n{SPUN}\nSee {}, they say to individuals.\n", UNTOUCHABLE.join(" and "));
    let code = "Many individuals right here say that authorized specialists want extra proof";
    let paragraphs = |text: &str| text.replace("\n\n", "</p>\n<p>");
    let inside = "<script>x = 'authorized specialists'</script><style>.individuals{}</style>";
    let html = format!(
        "<p class='authorized specialists'>{}</p><pre>{code}</pre><p>and <code>{code}</code></p>{inside}",
        paragraphs(&plain)
    );
    let markdown = format!("{plain}\nand `{code}` and [{code}](http://a.example)\n\n```\n{code}\n```\n\n    {code}\n");
    for (name, text, kept) in [
        ("a.txt", format!("{plain}\nand `{code}`\n"), vec![format!("`{code}`")]),
        (
            "a.md",
            markdown,
            vec![format!("`{code}`"), format!("[{code}]("), format!("```\n{code}\n```\n\n    {code}\n")],
        ),
        (
            "a.html",
            html,
            vec![
                format!("<pre>{code}</pre>"),
                format!("<code>{code}</code>"),
                inside.to_owned(),
                "<p class='authorized specialists'>".to_owned(),
            ],
        ),
    ] {
        place.file(name, &text);
        succeeds(&place.unspin(&["bulk", name, "--out", "out", "-q"]));
        let out = String::from_utf8(place.read(&format!("out/{name}"))).unwrap();
        assert!(!out.contains("employees that the brand new"), "{name} was not restored: {out}");
        for kept in UNTOUCHABLE.into_iter().chain(kept.iter().map(String::as_str)) {
            assert_eq!(out.matches(kept).count(), 1, "{name}: `{kept}` was touched: {out}");
        }
    }
}

#[test]
fn what_is_to_be_ignored_is_left_alone() {
    let place = Place::new();
    let spun = format!("{SPUN}\nSee https://news.example/useless-individuals for more.\n");
    let ignored = ["fix", "-q", "--ignore-phrase", "brand new", "--ignore-regex", "(?i)individuals"];
    let text = place.unspin_with_input(&ignored, spun.as_bytes());
    let kept = text.text();
    assert_eq!(kept.matches("ndividuals").count(), spun.matches("ndividuals").count(), "{kept}");
    assert!(kept.contains("brand new") && !kept.contains("authorized specialists"), "{kept}");

    place.file("unspin.toml", "ignore-phrases = [\"brand new\"]\nignore-regexes = [\"(?i)individuals\"]\n");
    let configured = place.unspin_with_input(&["fix", "-q"], spun.as_bytes());
    assert_eq!(configured.text(), kept);
    place.file("wrong.toml", "ignore-phrases = []\nignore-phrase = 3\n");
    let wrong = place.unspin_with_input(&["fix", "--config", "wrong.toml"], spun.as_bytes());
    wrong.assert_failed(&["wrong.toml", "line 2", "ignore-phrase"]);
}

#[test]
fn runs_over_corpora_leave_alone_what_the_nearest_configuration_names() {
    let place = Place::new();
    fs::create_dir_all(place.path("work/deep")).unwrap();
    place.file("work/deep/a.jsonl", format!("{}\n", serde_json::json!({ "body": SPUN })));
    // The one farther up is not read.
    place.file("unspin.toml", "this is no TOML");
    place.file("work/unspin.toml", "text-key = \"body\"\nignore-phrases = [\"brand new\"]\n");
    let deep = |more: &[&str]| {
        let mut command = place.command(&[&["bulk", "a.jsonl", "--out", "out", "-q"], more].concat());
        succeeds(&crate::binary::finished(
            {
                command.current_dir(place.path("work/deep"));
                command
            },
            b"",
        ));
        String::from_utf8(place.read("work/deep/out/a.jsonl")).unwrap()
    };
    let (configured, typed) =
        (deep(&[]), deep(&["--ignore-phrase", "unlawful commerce", "--ignore-regex", "spec[a-z]+s"]));
    assert!(configured.contains("brand new") && !configured.contains("unlawful commerce"), "{configured}");
    assert!(!configured.contains("specialists"), "{configured}");
    for kept in ["brand new", "unlawful commerce", "specialists"] {
        assert!(typed.contains(kept), "{kept}: {typed}");
    }
    place.file("work/deep/other.toml", "text-key = \"body\"\n");
    assert!(!deep(&["--config", "other.toml"]).contains("brand new"));
}

#[test]
fn regions_that_are_switched_off_are_left_alone() {
    let place = Place::new();
    let (first, second) = SPUN.split_once("\n\n").unwrap();
    let text = format!("{first}\n\n<!-- unspin:off -->\n{second}<!-- unspin:on -->\n");
    let html = format!("<p>{first}</p><!-- unspin:off --><p>{second}</p><!-- unspin:on --><p>{first}</p>");
    for name in ["a.txt", "a.md", "a.html"] {
        place.file(name, if name == "a.html" { &html } else { &text });
        succeeds(&place.unspin(&["bulk", name, "--out", "out", "-q"]));
        let out = String::from_utf8(place.read(&format!("out/{name}"))).unwrap();
        assert!(out.contains(second) && !out.contains(first), "{name}: {out}");
    }
}
