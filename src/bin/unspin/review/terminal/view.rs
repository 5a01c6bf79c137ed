//! What is seen: the row under review in its context, its candidates, and how far the review is.
//!
//! Everything of a document goes through [`shown`] first: no control character or direction mark reaches the terminal raw.
//! Colour is never the only cue: what goes is struck out, what comes is underlined, and an arrow stands between them.

mod candidates;
mod help;

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Gauge, Padding, Paragraph, Wrap};
use tui_input::Input;
use unspin::review::display::visible;
use unspin::review::{Decision, Row};

use super::session::{Mode, Session};
use super::shown::Sort;

/// The smallest terminal in which a row can be judged: nobody should decide on what cannot be seen.
const SMALLEST: (u16, u16) = (24, 8);

/// From this size on there is room for frames.
const ROOMY: (u16, u16) = (60, 18);

const OUT: Style = Style::new().fg(Color::Red).add_modifier(Modifier::CROSSED_OUT);
const IN: Style = Style::new().fg(Color::Green).add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED));
const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);

/// The keys of the last lines, the most needed first; as many are shown as fit.
const KEYS: [(&str, &str); 12] = [
    ("y", "accept"),
    ("n", "reject"),
    ("space", "skip"),
    ("q", "save, quit"),
    ("?", "help"),
    ("1-9", "alternative"),
    ("e", "type"),
    ("Y N", "pair everywhere"),
    ("D", "rest of document"),
    ("u", "undo"),
    ("/", "filter"),
    ("g", "sort"),
];

/// Whether a terminal of this size shows enough to judge by.
pub fn is_big_enough(width: u16, height: u16) -> bool {
    width >= SMALLEST.0 && height >= SMALLEST.1
}

/// Text of a document as one line that a terminal takes for nothing but text.
fn shown(text: &str) -> String {
    let line = text.replace("\r\n", "\n").replace(['\n', '\u{2028}', '\u{2029}'], "⏎").replace('\t', " ");
    visible(&line).into_owned()
}

/// Draws the session.
pub fn draw(frame: &mut Frame<'_>, name: &str, session: &Session) {
    let area = frame.area();
    if !is_big_enough(area.width, area.height) {
        let (width, height) = SMALLEST;
        let text = format!("Too small: {width} by {height} at least. q saves and quits.");
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
        return;
    }
    if matches!(session.mode(), Mode::Help) {
        help::draw(frame, area);
        return;
    }
    let roomy = area.width >= ROOMY.0 && area.height >= ROOMY.1;
    let keys = key_lines(area.width, if roomy { 2 } else { 1 });
    let candidates = session.current().map_or(0, |row| candidates::height(row) + if roomy { 2 } else { 0 });
    let rows = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(u16::from(roomy)),
        Constraint::Min(2),
        Constraint::Max(candidates),
        Constraint::Length(1),
        Constraint::Length(keys.len() as u16),
    ]);
    let [head, _, context, candidates, prompt, foot] = rows.areas(area);
    draw_head(frame, head, name, session);
    match session.current() {
        Some(row) => {
            draw_context(frame, context, row, roomy);
            candidates::draw(frame, candidates, session, row, roomy);
        }
        None => {
            let text = format!(
                "No substitution passes the filter “{}”. / changes it.",
                shown(session.shown().filter().typed())
            );
            frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), context);
        }
    }
    draw_prompt(frame, prompt, session);
    frame.render_widget(Paragraph::new(keys), foot);
}

/// What is under review and how far it is; below, the progress as a bar.
fn draw_head(frame: &mut Frame<'_>, area: Rect, name: &str, session: &Session) {
    let tally = session.review().tally();
    let all = session.review().rows().len();
    let decided = all - tally.undecided;
    let other = if tally.other > 0 { format!(" · ✎ {}", tally.other) } else { String::new() };
    let counts = format!("✓ {} · ✗ {}{other} · {} left", tally.accepted, tally.rejected, tally.undecided);
    let (place, count) = session.shown().place();
    let mut place = vec![format!("{} of {count}", place.min(count))];
    if !session.shown().filter().typed().is_empty() {
        place.push(format!("filter “{}”", shown(session.shown().filter().typed())));
    }
    match session.shown().sort() {
        Sort::List => {}
        Sort::Doubtful => place.push("doubtful first".to_owned()),
        Sort::Certain => place.push("certain first".to_owned()),
    }
    let [top, bar] = Layout::vertical([Constraint::Length(1), Constraint::Length(1)]).areas(area);
    let title =
        Line::from(vec![Span::styled(shown(name), STRONG), Span::styled(format!("  {}", place.join(" · ")), QUIET)]);
    let [left, right] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(1 + Span::raw(&counts).width() as u16)]).areas(top);
    frame.render_widget(Paragraph::new(title), left);
    frame.render_widget(Paragraph::new(counts).alignment(Alignment::Right), right);
    let ratio = if all == 0 { 1.0 } else { decided as f64 / all as f64 };
    let gauge = Gauge::default()
        .ratio(ratio)
        .use_unicode(true)
        .gauge_style(Style::new().fg(Color::Cyan).bg(Color::DarkGray))
        .label(Span::raw(format!("{decided} of {all} decided")));
    frame.render_widget(gauge, bar);
}

/// A frame with a title where there is room, else the title as a line of its own; returns what is left inside.
fn framed(frame: &mut Frame<'_>, area: Rect, title: Line<'static>, roomy: bool) -> Rect {
    if roomy {
        let block = Block::bordered().border_type(BorderType::Rounded).border_style(QUIET).title(title);
        let block = block.padding(Padding::horizontal(1));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        return inner;
    }
    let [top, rest] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    frame.render_widget(Paragraph::new(title.style(QUIET)), top);
    rest
}

fn draw_context(frame: &mut Frame<'_>, area: Rect, row: &Row, roomy: bool) {
    let title = Line::from(format!(" {}, line {} ", shown(&row.document), row.line));
    let inner = framed(frame, area, title, roomy);
    let (before, after) = row.around();
    let [old, new] = match &row.decision {
        Decision::Undecided | Decision::Accept => {
            [Span::styled(shown(&row.spun), OUT), Span::styled(shown(&row.original), IN)]
        }
        Decision::Other(other) => [Span::styled(shown(&row.spun), OUT), Span::styled(shown(other), IN)],
        Decision::Reject => {
            [Span::styled(shown(&row.spun), STRONG), Span::styled(shown(&row.original), QUIET.patch(OUT))]
        }
    };
    let line = Line::from(vec![Span::raw(shown(before)), old, Span::raw(" → "), new, Span::raw(shown(after))]);
    frame.render_widget(Paragraph::new(line).wrap(Wrap { trim: false }), inner);
}

/// The line in which something is typed or asked, or told about the last key.
fn draw_prompt(frame: &mut Frame<'_>, area: Rect, session: &Session) {
    match session.mode() {
        Mode::Type(input) => draw_input(frame, area, "Original: ", input),
        Mode::Filter(input) => draw_input(frame, area, "Filter: ", input),
        Mode::Rest(rows) => {
            let question =
                format!("Rest of this document, {} undecided: y accepts, n rejects, Esc drops it", rows.len());
            frame.render_widget(Paragraph::new(question).style(STRONG), area);
        }
        Mode::Judge | Mode::Help => {
            frame.render_widget(Paragraph::new(shown(session.notice())).style(STRONG), area);
        }
    }
}

/// What is being typed, scrolled so that the cursor is seen.
fn draw_input(frame: &mut Frame<'_>, area: Rect, label: &str, input: &Input) {
    let prompt = Span::styled(label, STRONG).width() as u16;
    let room = area.width.saturating_sub(prompt + 1);
    let scroll = input.visual_scroll(room.into()) as u16;
    let [left, right] = Layout::horizontal([Constraint::Length(prompt), Constraint::Min(0)]).areas(area);
    frame.render_widget(Paragraph::new(Span::styled(label, STRONG)), left);
    // Control characters cannot be typed, and a paste loses them; marks of direction are left to be spelt out.
    frame.render_widget(Paragraph::new(visible(input.value())).scroll((0, scroll)), right);
    let column = (input.visual_cursor() as u16).saturating_sub(scroll).min(room);
    frame.set_cursor_position((right.x + column, right.y));
}

/// The keys, in at most `most` lines.
fn key_lines(width: u16, most: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    for (key, does) in KEYS {
        let item = [Span::styled(key, STRONG), Span::styled(format!(" {does}  "), QUIET)];
        let length: usize = item.iter().map(Span::width).sum();
        if lines.last().is_some_and(|line| line.width() + length > usize::from(width) + 2) {
            if lines.len() == most {
                break;
            }
            lines.push(Line::default());
        }
        lines.last_mut().expect("there is a line").spans.extend(item);
    }
    lines
}

#[cfg(test)]
mod tests;
