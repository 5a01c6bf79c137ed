//! Rows as a log of the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), for code hosts.
//!
//! Each row is a result of the rule `spun-phrase`. A document that is a file has its line; a record of a file, such as
//! `a.jsonl#12`, has a logical location instead, since its lines are not the file's. Rejected rows are suppressed results.

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::display::visible;
use super::json::{alternatives, round, to_string};
use super::row::Row;
use super::verdict::{self, Decision};

/// The log up to its first result.
pub(super) fn head() -> String {
    let driver = json!({
        "name": "unspin",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": [{
            "id": "spun-phrase",
            "shortDescription": { "text": "A phrase that a content spinner probably put in" },
            "fullDescription": { "text": "The phrase was probably put in the place of another by a machine. \
                The message names the most probable original, the properties its confidence and others." },
            "defaultConfiguration": { "level": "warning" },
        }],
    });
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    let driver = to_string(&driver);
    format!(
        "{{\"$schema\":\"{schema}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\"results\":["
    )
}

/// The log behind its last result.
pub(super) const TAIL: &str = "\n]}]}\n";

/// One result.
pub(super) fn result(row: &Row, pair_count: usize) -> String {
    let message =
        format!("“{}” was probably “{}” (confidence {:.2})", row.spun, row.original, round(row.confidence, 4));
    let place = [&row.document, &row.spun, &row.original, &row.context].map(String::as_str).join("\0");
    let mut result = json!({
        "ruleId": "spun-phrase",
        "ruleIndex": 0,
        "level": "warning",
        "message": { "text": plain(&message) },
        "locations": [location(row)],
        "partialFingerprints": { "unspinPlace/v1": format!("{:016x}", xxh3_64(place.as_bytes())) },
        "properties": {
            "start": row.span.start,
            "end": row.span.end,
            "spun": row.spun,
            "original": row.original,
            "confidence": round(row.confidence, 4),
            "gain": round(row.gain, 3),
            "alternatives": alternatives(row),
            "context": row.context,
            "sourceHash": row.source_hash,
            "verdict": verdict::write(&row.decision),
            "pairCount": pair_count,
        },
    });
    if row.decision == Decision::Reject {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted" }]);
    }
    to_string(&result)
}

fn location(row: &Row) -> Value {
    let numbered = row.document.rsplit_once('#').filter(|(_, number)| number.parse::<u64>().is_ok());
    match numbered {
        _ if row.document == "-" => json!({
            "physicalLocation": {
                "artifactLocation": { "description": { "text": "standard input" } },
                "region": { "startLine": row.line },
            },
        }),
        Some((file, _)) => json!({
            "physicalLocation": { "artifactLocation": { "uri": uri(file) } },
            "logicalLocations": [{ "fullyQualifiedName": row.document, "kind": "element" }],
        }),
        None => json!({
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&row.document) },
                "region": { "startLine": row.line },
            },
        }),
    }
}

/// `path` as a URI, relative where it is relative (RFC 3986).
fn uri(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for b in path.trim_start_matches("./").bytes() {
        if b.is_ascii_alphanumeric() || b"/-._~".contains(&b) {
            uri.push(char::from(b));
        } else {
            uri.push_str(&format!("%{b:02X}"));
        }
    }
    uri
}

/// `text` so that no bracket in it is taken for a link, on one line.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in visible(&text.replace(['\n', '\r'], " ")).chars() {
        if matches!(c, '[' | ']' | '\\') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::row::tests::row;
    use super::super::{Form, Review};
    use super::*;

    fn log(rows: Vec<Row>) -> Value {
        let mut bytes = Vec::new();
        Review::new(rows).render(&mut bytes, Path::new("x"), Form::Sarif, Default::default()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn a_log_is_json_and_says_where() {
        assert_eq!(log(Vec::new())["runs"][0]["results"], json!([]));
        let record = Row { document: "a b.jsonl#12".into(), decision: Decision::Reject, ..row("vain", "idle") };
        let log = log(vec![row("use[less", "dead"), record]);
        assert_eq!(log["version"], "2.1.0");
        let results = &log["runs"][0]["results"];
        assert_eq!(results[0]["message"]["text"], "“use\\[less” was probably “dead” (confidence 0.99)");
        let place = |at: usize| &results[at]["locations"][0]["physicalLocation"];
        assert_eq!(place(0)["region"]["startLine"], 3);
        assert_eq!((&place(1)["artifactLocation"]["uri"], &place(1)["region"]), (&json!("a%20b.jsonl"), &Value::Null));
        assert_eq!(results[1]["suppressions"][0]["kind"], "external");
        assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./a/é:#.txt"), "a/%C3%A9%3A%23.txt");
        assert_eq!(uri("/tmp/a.txt"), "file:///tmp/a.txt");
    }
}
