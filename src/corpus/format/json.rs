//! JSON Lines: the string at a key of each line's object.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::corpus::escape::Escape;
use crate::corpus::record::{Fault, Text};

/// The text at `key` of the object that is `line`; a dot leads into a nested object, unless the key itself has one. No
/// text when the line is blank or the value null.
pub(in crate::corpus) fn text<'b>(line: &'b [u8], key: &str) -> Result<Option<Text<'b>>, Fault> {
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    let Some(raw) = value(line.trim_ascii_end(), key)? else {
        return Err(Fault::failed(format!("the object has no key `{key}`; name the key of the text with --text-key")));
    };
    let json = raw.get();
    let Some(inside) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return match json {
            "null" => Ok(None),
            _ => Err(Fault::failed(format!("the value of `{key}` is no string"))),
        };
    };
    // A slice of the line, so the difference of the addresses is its offset.
    let start = inside.as_ptr().addr() - line.as_ptr().addr();
    Text::escaped(inside, start, Escape::Json)
        .map(Some)
        .ok_or_else(|| Fault::failed(format!("the string of `{key}` has half a surrogate pair, so it is no text")))
}

fn value<'b>(json: &'b [u8], key: &str) -> Result<Option<&'b RawValue>, Fault> {
    let (exact, nested) = find(json, key)?;
    if exact.is_some() {
        return Ok(exact);
    }
    match (nested, key.split_once('.')) {
        (Some(object), Some((_, rest))) if object.get().starts_with('{') => value(object.get().as_bytes(), rest),
        _ => Ok(None),
    }
}

/// The values of `key`, and of its part before the first dot.
type Found<'b> = (Option<&'b RawValue>, Option<&'b RawValue>);

fn find<'b>(json: &'b [u8], key: &str) -> Result<Found<'b>, Fault> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let found = Find { key, first: key.split('.').next().filter(|first| *first != key) }
        .deserialize(&mut deserializer)
        .and_then(|found| deserializer.end().map(|()| found));
    found.map_err(|error| Fault::failed(format!("this is no JSON object: {error}")))
}

/// Reads an object, keeping the values that are looked for; of a key given twice the last counts, as in most readers.
struct Find<'k> {
    key: &'k str,
    first: Option<&'k str>,
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = (None, None);
        while let Some(which) = map.next_key_seed(Which(&self))? {
            match which {
                Which::EXACT => found.0 = Some(map.next_value()?),
                Which::FIRST => found.1 = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

/// Compares a key without keeping it.
struct Which<'f, 'k>(&'f Find<'k>);

impl Which<'_, '_> {
    const EXACT: u8 = 0;
    const FIRST: u8 = 1;
    const OTHER: u8 = 2;
}

impl<'de> DeserializeSeed<'de> for Which<'_, '_> {
    type Value = u8;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u8, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Which<'_, '_> {
    type Value = u8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<u8, E> {
        Ok(match key {
            _ if key == self.0.key => Self::EXACT,
            _ if Some(key) == self.0.first => Self::FIRST,
            _ => Self::OTHER,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, key: &str) -> Result<Option<String>, String> {
        let found = text(line.as_bytes(), key).map_err(|fault| fault.message)?;
        Ok(found.map(|text| {
            let source = &line[text.segments[0].source.clone()];
            assert_eq!(Escape::Json.decode(source).unwrap(), text.as_str());
            text.as_str().to_owned()
        }))
    }

    #[test]
    fn strings_are_found_wherever_they_are() {
        let some = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(read(r#" {"id":1e400, "text" : "a\tb" }"#, "text"), some("a\tb"));
        assert_eq!(read(r#"{"text":"x","text":"y"}"#, "text"), some("y"));
        assert_eq!(read(r#"{"a":{"b":{"c":"deep"}}}"#, "a.b.c"), some("deep"));
        assert_eq!(read(r#"{"a":{"b":"deep"},"a.b":"flat"}"#, "a.b"), some("flat"));
        assert_eq!(read(r#"{"te\u0078t":"escaped key"}"#, "text"), some("escaped key"));
        assert_eq!(read(r#"{"text":null}"#, "text"), Ok(None));
        assert_eq!(read(" \r\n", "text"), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, what) in [
            (r#"{"text":"cut"#, "no JSON object"),
            (r#"{"text":"a"} b"#, "no JSON object"),
            ("[1]", "expected an object"),
            (r#"{"body":"a"}"#, "--text-key"),
            (r#"{"text":3}"#, "no string"),
            (r#"{"text":"\ud800"}"#, "surrogate"),
        ] {
            let fault = read(line, "text").unwrap_err();
            assert!(fault.contains(what), "{line}: {fault}");
        }
        assert!(read(r#"{"a":"x"}"#, "a.b").unwrap_err().contains("a.b"));
    }
}
