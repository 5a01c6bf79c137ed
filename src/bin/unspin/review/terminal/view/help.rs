//! What the keys do.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::STRONG;

const HELP: [(&str, &str); 14] = [
    ("y", "accept the proposed original"),
    ("n", "reject it: the text stays as it stands"),
    ("1-9", "take the alternative of that number"),
    ("e", "type another original"),
    ("Y N", "accept or reject this pair wherever it is undecided"),
    ("D", "accept or reject what is undecided in this document from here on, as filtered"),
    ("u", "take the last verdict back"),
    ("space", "skip to the next undecided one"),
    ("← →", "go to any other one, ↑ ↓, Home and End too"),
    ("/", "show only some: words of the pair or the document, <0.9 or >0.9 for the confidence"),
    ("g", "sort: least confident first, most confident first, as in the list"),
    ("q", "save the verdicts into the list and quit"),
    ("Ctrl-C", "quit only: the journal keeps the verdicts for the next time"),
    ("?", "this help"),
];

/// Fills the screen with it.
pub fn draw(frame: &mut Frame<'_>, area: Rect) {
    let line = |(key, does)| Line::from(vec![Span::styled(format!("{key:<7}"), STRONG), Span::raw(does)]);
    let mut lines = vec![Line::styled("Every verdict is on the disk before the next key. Any key goes back.", STRONG)];
    lines.extend(HELP.map(line));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), area);
}
