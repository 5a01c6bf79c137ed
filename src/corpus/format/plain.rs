//! Plain text: all of it may be restored.

use super::utf8;
use crate::corpus::record::{Fault, Switches, Text};

/// The text of a file or of a block of one.
pub(in crate::corpus) fn text(bytes: &[u8], begins_off: bool) -> Result<Text<'_>, Fault> {
    let text = utf8(bytes)?;
    Ok(Text { switches: Some(Switches { begins_off }), ..Text::plain(text, 0..bytes.len()) })
}
