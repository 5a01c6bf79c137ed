//! The candidates of a row: what stands there, what is proposed, and the alternatives by number.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unspin::review::{Decision, Row};

use super::super::session::Session;
use super::{IN, OUT, QUIET, STRONG, framed, shown};

/// Alternatives that have a key.
const MOST: usize = 9;

/// Cells of a bar of confidence 1.
const BAR: f64 = 20.0;

/// Lines that the candidates of `row` take.
pub fn height(row: &Row) -> u16 {
    2 + row.alternatives.len().min(MOST) as u16
}

/// Draws them; where lines are short, those of the least probable alternatives.
pub fn draw(frame: &mut Frame<'_>, area: Rect, session: &Session, row: &Row, roomy: bool) {
    let (all, open) = session.pair_counts();
    let pair = match (all, open) {
        (1, _) => "this pair: once".to_owned(),
        _ => format!("this pair: {all} times, {open} undecided"),
    };
    let verdict = match &row.decision {
        Decision::Undecided => Span::styled("undecided", STRONG),
        Decision::Accept => Span::styled("✓ accepted", STRONG.fg(Color::Green)),
        Decision::Reject => Span::styled("✗ rejected", STRONG.fg(Color::Red)),
        Decision::Other(_) => Span::styled("✎ another original", STRONG.fg(Color::Cyan)),
    };
    let title = Line::from(vec![Span::raw(" "), verdict, Span::raw(format!(" · {pair} "))]);
    let inner = framed(frame, area, title, roomy);

    let alternatives = row.alternatives.iter().take(MOST);
    let texts: Vec<String> = [&row.spun, &row.original]
        .into_iter()
        .chain(alternatives.clone().map(|one| &one.original))
        .map(|text| shown(text))
        .collect();
    let widest = texts.iter().map(|text| Span::raw(text).width()).max().unwrap_or(0);
    // The bars stand in one column, and never push it out of sight.
    let column = widest.min(usize::from(inner.width.saturating_sub(8)));
    let line = |key: String, text: &str, style: Style, confidence: Option<f64>| {
        let padding = " ".repeat(column.saturating_sub(Span::raw(text).width()));
        let mut spans =
            vec![Span::styled(format!("{key} "), STRONG), Span::styled(text.to_owned(), style), Span::raw(padding)];
        if let Some(confidence) = confidence {
            let bar = "▆".repeat((confidence * BAR).round() as usize);
            spans.push(Span::raw(format!(" {:>3.0}% ", confidence * 100.0)));
            spans.push(Span::styled(bar, QUIET.fg(Color::Cyan)));
        }
        Line::from(spans)
    };
    let mut lines =
        vec![line("−".to_owned(), &texts[0], OUT, None), line("+".to_owned(), &texts[1], IN, Some(row.confidence))];
    for (number, (text, alternative)) in texts[2..].iter().zip(alternatives).enumerate() {
        let chosen = row.decision == Decision::Other(alternative.original.clone());
        let style = if chosen { IN } else { Style::new() };
        lines.push(line((number + 1).to_string(), text, style, Some(alternative.confidence)));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
