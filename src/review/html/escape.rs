//! Text of a document made safe for HTML, and for JSON within HTML.

use std::fmt::Write;

use crate::review::display::visible;

/// `text` as HTML, for element content and for attribute values in double quotes: markup characters as references, control
/// characters and direction marks spelt out.
pub(super) fn text(text: &str) -> String {
    html_escape::encode_quoted_attribute(&visible(text)).into_owned()
}

/// `value` as JSON that may stand in a `script` element: without `<`, which could end the element, and with nothing in it but
/// printable ASCII, so that it reads as what it is.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).expect("strings and numbers are always JSON");
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, ' '..='~') && !matches!(c, '<' | '>' | '&') {
            safe.push(c);
        } else {
            // Outside strings JSON is plain ASCII without these, so all of them stand where an escape may.
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").expect("a string takes everything");
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(text("<b a=\"'&\u{202e}"), "&lt;b a=&quot;&#x27;&amp;\\u{202e}");
    }

    #[test]
    fn a_script_element_cannot_be_left() {
        let json = json(&"</script><!--\u{2028}\u{202e}é😀\u{7f}");
        assert!(json.bytes().all(|b| b.is_ascii_graphic()) && !json.contains(['<', '>', '&']), "{json}");
        assert!(json.contains("\\ud83d\\ude00"), "{json}");
    }

    proptest! {
        #[test]
        fn json_comes_back(value in ".{0,20}") {
            prop_assert_eq!(serde_json::from_str::<String>(&json(&value)).unwrap(), value);
        }

        #[test]
        fn html_has_no_markup(value in "[<>&\"a]{0,20}") {
            let html = text(&value);
            prop_assert!(!html.contains(['<', '>', '"']));
            prop_assert_eq!(html_escape::decode_html_entities(&html), value);
        }
    }
}
