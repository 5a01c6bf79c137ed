//! The progress of `unspin bulk` on a terminal.

use super::pty::Terminal;
use crate::binary::Place;
use crate::bulk::corpus::make;

#[test]
fn a_bar_shows_how_far_a_run_is_and_ctrl_c_says_how_to_go_on() {
    let place = Place::new();
    make(&place, 3000);
    let mut terminal = Terminal::start(&place, &["bulk", "in", "--out", "out", "--threads", "1"], (120, 24));
    terminal.wait_for(" left, ");
    for shown in ["iB/", "iB/s", " documents, ", " substitutions, 0 failures"] {
        terminal.wait_for(shown);
    }
    terminal.press("\x03");
    let left = terminal.end();
    assert_eq!(left.status, 130, "{}", left.screen);
    assert!(left.screen.contains("--resume"), "{}", left.screen);
}
