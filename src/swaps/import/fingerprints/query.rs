//! Search queries: phrases joined by AND and OR, in parentheses where both occur.

#[derive(Debug, PartialEq)]
enum Part<'q> {
    Phrase(&'q str),
    And,
    Or,
    Open,
    Close,
}

/// The conditions of a query, all of which must hold, each a list of alternative phrases.
///
/// # Errors
///
/// With what is not understood.
pub(super) fn conditions(query: &str) -> Result<Vec<Vec<String>>, &'static str> {
    let parts = parts(query)?;
    let (mut conditions, mut current): (Vec<Vec<String>>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut inside, mut has_or) = (false, false);
    let mut wants_phrase = true;
    for part in &parts {
        match part {
            Part::Phrase(phrase) if wants_phrase => {
                current.push((*phrase).to_owned());
                wants_phrase = false;
            }
            Part::Open if wants_phrase && !inside && current.is_empty() => inside = true,
            Part::Close if inside && !wants_phrase => inside = false,
            Part::Or if !wants_phrase => {
                has_or |= !inside;
                wants_phrase = true;
            }
            Part::And if !wants_phrase && !inside => {
                conditions.push(std::mem::take(&mut current));
                wants_phrase = true;
            }
            _ => return Err("its query is not understood"),
        }
    }
    if wants_phrase || inside || (has_or && !conditions.is_empty()) {
        return Err("its query is not understood");
    }
    conditions.push(current);
    Ok(conditions)
}

fn parts(query: &str) -> Result<Vec<Part<'_>>, &'static str> {
    let mut parts = Vec::new();
    let mut rest = query.trim();
    if !rest.contains('"') && !rest.contains(" AND ") && !rest.contains(" OR ") && !rest.contains(['(', ')']) {
        return if rest.is_empty() { Err("no phrase") } else { Ok(vec![Part::Phrase(rest)]) };
    }
    while let Some(first) = rest.chars().next() {
        let (part, length) = match first {
            '"' | '\u{201c}' => {
                let inside = &rest[first.len_utf8()..];
                let end = inside.find(['"', '\u{201d}']).ok_or("a quotation mark is missing")?;
                let close = inside[end..].chars().next().map_or(1, char::len_utf8);
                (Part::Phrase(inside[..end].trim()), first.len_utf8() + end + close)
            }
            '(' => (Part::Open, 1),
            ')' => (Part::Close, 1),
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{201c}' | '(' | ')'));
                let word = &rest[..end.unwrap_or(rest.len())];
                match word {
                    "AND" => (Part::And, 3),
                    "OR" => (Part::Or, 2),
                    "NOT" => return Err("it excludes others (NOT)"),
                    _ => return Err("words outside the quotation marks"),
                }
            }
        };
        parts.push(part);
        rest = rest[length..].trim_start();
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_by_and_alternatives_by_or() {
        let all = |query| conditions(query).map(|all| all.iter().map(|any| any.join("/")).collect::<Vec<_>>());
        assert_eq!(all("leaf hut").unwrap(), ["leaf hut"]);
        assert_eq!(all(r#""leaf hut""#).unwrap(), ["leaf hut"]);
        assert_eq!(all(r#""leaf hut" AND "tree house""#).unwrap(), ["leaf hut", "tree house"]);
        assert_eq!(
            all(r#"("leaf hut" OR "leaf huts") AND "tree house""#).unwrap(),
            ["leaf hut/leaf huts", "tree house"]
        );
        assert_eq!(all(r#"“leaf hut” OR "leaf huts""#).unwrap(), ["leaf hut/leaf huts"]);
        for wrong in [
            "",
            r#""a" "b""#,
            r#""a" AND"#,
            r#""a" NOT "b""#,
            r#""a" OR "b" AND "c""#,
            r#"("a" AND "b") OR "c""#,
            r#"("a""#,
            r#""a"#,
            r#""a" near "b""#,
        ] {
            assert!(conditions(wrong).is_err(), "{wrong}");
        }
    }
}
