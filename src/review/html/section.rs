//! One document: its text where it is known, and its rows.

use std::io::{self, Write};

use crate::review::list::DocumentRows;
use crate::review::{Decision, Review, Row};

use super::escape::text;
use super::{Report, counted};

/// Writes a section for each document.
pub(super) fn write_all(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    for document in report.review.documents() {
        let whole = report.texts.get(&document.name).map(String::as_str);
        write(out, report.review, document, whole)?;
    }
    for name in report.honest() {
        let name = text(name);
        writeln!(out, "<section><h2><bdi>{name}</bdi> <small>nothing to restore</small></h2></section>")?;
    }
    Ok(())
}

fn write(out: &mut impl Write, review: &Review, document: &DocumentRows, whole: Option<&str>) -> io::Result<()> {
    let count = counted(document.rows.len(), "substitution");
    let class = if whole.is_some() { "whole" } else { "contexts" };
    writeln!(out, "<section class=\"{class}\"><h2><bdi>{}</bdi> <small>{count}</small></h2>", text(&document.name))?;
    // The rows that stand in the text, in order.
    let mut standing = Vec::new();
    if let Some(whole) = whole {
        let mut end = 0;
        for &place in &document.rows {
            let row = &review.rows()[place];
            if row.span.start >= end && row.stands_in(whole) {
                standing.push(place);
                end = row.span.end;
            }
        }
        write_text(out, whole, review.rows(), &standing)?;
    }
    writeln!(out, "<ol>")?;
    let mut standing = standing.into_iter().peekable();
    for &place in &document.rows {
        let is_in_text = standing.next_if_eq(&place).is_some();
        write_row(out, &review.rows()[place], place, review.pair_of(place), is_in_text)?;
    }
    writeln!(out, "</ol></section>")
}

/// The whole text, a paragraph for each line, the rows at `places` marked and linked.
fn write_text(out: &mut impl Write, whole: &str, rows: &[Row], places: &[usize]) -> io::Result<()> {
    write!(out, "<div class=\"text\" dir=\"auto\"><p>")?;
    let mut copied = 0;
    for (place, row) in places.iter().map(|&place| (place, &rows[place])) {
        write_lines(out, &whole[copied..row.span.start])?;
        write!(out, "<a class=\"s\" id=\"t{place}\" href=\"#r{place}\"{}>", verdict(&row.decision))?;
        write_change(out, row)?;
        write!(out, "</a>")?;
        copied = row.span.end;
    }
    write_lines(out, &whole[copied..])?;
    writeln!(out, "</p></div>")
}

fn write_lines(out: &mut impl Write, lines: &str) -> io::Result<()> {
    for (i, line) in lines.split('\n').enumerate() {
        if i > 0 {
            write!(out, "</p>\n<p>")?;
        }
        write!(out, "{}", text(line.strip_suffix('\r').unwrap_or(line)))?;
    }
    Ok(())
}

/// What goes and what comes.
fn write_change(out: &mut impl Write, row: &Row) -> io::Result<()> {
    let ins = match &row.decision {
        Decision::Other(other) => other,
        _ => &row.original,
    };
    write!(out, "<del>{}</del>", text(&row.spun))?;
    if let Decision::Other(_) = row.decision {
        write!(out, "<ins data-proposed=\"{}\">{}</ins>", text(&row.original), text(ins))
    } else {
        write!(out, "<ins>{}</ins>", text(ins))
    }
}

/// The attribute that tells a verdict, to style sheet and script.
fn verdict(decision: &Decision) -> &'static str {
    match decision {
        Decision::Undecided => "",
        Decision::Accept => " data-v=\"accept\"",
        Decision::Reject => " data-v=\"reject\"",
        Decision::Other(_) => " data-v=\"other\"",
    }
}

/// A row with its boxes; one that stands in the text is linked to it, and needs no context.
fn write_row(out: &mut impl Write, row: &Row, place: usize, pair: usize, is_in_text: bool) -> io::Result<()> {
    let Row { line, confidence, .. } = row;
    let verdict = verdict(&row.decision);
    write!(
        out,
        "<li id=\"r{place}\" data-c=\"{confidence:.4}\" data-p=\"{pair}\"{verdict}><p class=\"line-text\" dir=\"auto\">"
    )?;
    let (before, after) = if is_in_text { ("", "") } else { row.around() };
    let line = if is_in_text { format!("<a href=\"#t{place}\">line {line}</a>") } else { format!("line {line}") };
    write!(out, "{}<span class=\"s\">", text(before))?;
    write_change(out, row)?;
    writeln!(
        out,
        "</span>{}</p><div class=\"head\"><span class=\"line\">{line}</span>\
         <meter value=\"{confidence:.2}\"></meter><span>{:.0}%</span><span class=\"verdict\"></span></div>\
         <div class=\"choice\">",
        text(after),
        confidence * 100.0
    )?;
    for (value, label) in [("accept", "accept"), ("reject", "reject")] {
        write!(out, "<label><input type=\"checkbox\" value=\"{value}\">{label}</label>")?;
    }
    // The spun phrase itself, where it is among them, is what rejecting means.
    for (i, alternative) in row.alternatives.iter().enumerate().filter(|(_, one)| one.original != row.spun) {
        let percent = alternative.confidence * 100.0;
        let original = text(&alternative.original);
        write!(out, "<button type=\"button\" data-a=\"{i}\">{original} <small>{percent:.0}%</small></button>")?;
    }
    writeln!(out, "<button type=\"button\" class=\"another\">another…</button></div></li>")
}
