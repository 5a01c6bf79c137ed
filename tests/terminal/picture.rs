//! A screen as a picture: SVG, so that it is small, sharp, and its changes can be read.

use std::fmt::Write;
use std::fs;

use vt100::{Cell, Color, Screen};

/// Units of the drawing that a cell takes.
const CELL: (f64, f64) = (8.4, 18.0);

/// Around the screen.
const MARGIN: f64 = 14.0;

const PAPER: &str = "#16181d";
const INK: &str = "#d8d6cf";

/// Set to write the pictures instead of comparing them.
pub const UPDATE: &str = "UNSPIN_UPDATE_PICTURES";

/// Asserts that the picture at `path` is `svg`.
#[track_caller]
pub fn assert_current(path: &str, svg: &str) {
    let file = crate::root().join(path);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&file, svg).expect("the picture can be written");
    }
    let is_current = fs::read_to_string(file).is_ok_and(|old| old == svg);
    assert!(is_current, "{path} is not what is drawn now; {UPDATE}=1 cargo test --release picture writes it anew");
}

/// How a run of cells looks.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    ink: &'static str,
    paper: &'static str,
    bold: bool,
    dim: bool,
    underline: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
        if cell.inverse() {
            (ink, paper) = (paper, ink);
        }
        Self { ink, paper, bold: cell.bold(), dim: cell.dim(), underline: cell.underline() }
    }
}

fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Idx(1) => "#ff8f85",
        Color::Idx(2) => "#7fd99a",
        Color::Idx(6) => "#6fc3d6",
        Color::Idx(8) => "#3a3f47",
        _ => default,
    }
}

/// Draws the screen, a run of cells that look the same at a time.
pub fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (f64::from(columns.get()) * CELL.0, f64::from(rows.get()) * CELL.1);
    let (outer_width, outer_height) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {outer_width} {outer_height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\">\n"
    );
    for row in 0..rows.get() {
        let mut cells: Vec<(u16, Look, String)> = Vec::new();
        for column in 0..columns.get() {
            let cell = screen.cell(row, column).expect("a cell of the screen");
            let (look, text) = (Look::of(cell), if cell.has_contents() { cell.contents() } else { " " });
            match cells.last_mut() {
                Some((_, last, run)) if *last == look => run.push_str(text),
                _ => cells.push((column, look, text.to_owned())),
            }
        }
        for (column, look, run) in cells {
            write_run(&mut svg, (column, row), look, &run);
        }
    }
    svg + "</g>\n</svg>\n"
}

fn write_run(svg: &mut String, (column, row): (u16, u16), look: Look, run: &str) {
    let length = run.chars().count() as f64 * CELL.0;
    let (x, y) = (f64::from(column) * CELL.0, f64::from(row) * CELL.1);
    if look.paper != PAPER {
        let (paper, height) = (look.paper, CELL.1);
        writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"{height}\" fill=\"{paper}\"/>")
            .unwrap();
    }
    let baseline = y + CELL.1 * 0.75;
    let mut style = String::new();
    for (is, attribute) in [
        (look.bold, " font-weight=\"bold\""),
        (look.dim, " opacity=\"0.65\""),
        (look.underline, " text-decoration=\"underline\""),
    ] {
        style.push_str(if is { attribute } else { "" });
    }
    // Drawings fold white space, so what it separates is placed by itself.
    let mut before = 0;
    for part in run.split("  ") {
        let (word, ink) = (part.trim(), look.ink);
        let at = before + part.chars().take_while(|c| *c == ' ').count();
        before += part.chars().count() + 2;
        if word.is_empty() {
            continue;
        }
        let (x, length) = (x + at as f64 * CELL.0, word.chars().count() as f64 * CELL.0);
        let word = html_escape::encode_text(word);
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{baseline:.1}\" textLength=\"{length:.1}\" fill=\"{ink}\"{style}>{word}</text>"
        )
        .unwrap();
    }
}
