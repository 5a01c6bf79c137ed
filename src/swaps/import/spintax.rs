//! Spintax: text with groups `{a|b|c}`, of which a spinner prints one member each time.
//!
//! Which member the writer began with is not told; the one that is commonest in honest text is taken for the original, since
//! synonyms are rarer than what they stand for. A group of n members swaps it for each other one in 1/n of the cases.

use super::gather::Gathered;

/// Whether a group stands in `text`.
pub(super) fn holds_group(text: &str) -> bool {
    text.split('{')
        .skip(1)
        .any(|after| after.split('}').next().is_some_and(|group| group.contains('|')) && after.contains('}'))
}

/// Reads the groups, over line ends too. Of nested ones only the innermost are taken.
pub(super) fn read(text: &str, frequency: &dyn Fn(&str) -> f64, into: &mut Gathered) {
    let mut open: Option<(usize, usize)> = None;
    let (mut line, mut depth) = (1, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '\n' => line += 1,
            '{' => {
                if let Some((_, began)) = open {
                    into.skip(began, "a group that holds another: only the inner one is taken");
                }
                open = Some((at + 1, line));
                depth += 1;
            }
            '}' => {
                if let Some((start, began)) = open.take() {
                    group(&text[start..at], began, frequency, into);
                } else if depth == 0 {
                    into.skip(line, "a } without its {");
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    if let Some((_, began)) = open {
        into.skip(began, "a { without its }");
    }
}

fn group(group: &str, line: usize, frequency: &dyn Fn(&str) -> f64, into: &mut Gathered) {
    let all: Vec<&str> = group.split('|').map(str::trim).collect();
    let mut members: Vec<&str> = all.iter().copied().filter(|member| !member.is_empty()).collect();
    if members.len() < all.len() {
        into.skip(line, format!("{{{group}}}: its empty member"));
    }
    let share = 1.0 / all.len() as f64;
    // The first of equals: writers begin with the original.
    let commonest = (0..members.len()).rev().max_by(|&a, &b| frequency(members[a]).total_cmp(&frequency(members[b])));
    let Some(commonest) = commonest.filter(|_| members.len() > 1) else {
        into.skip(line, format!("{{{group}}}: not two members"));
        return;
    };
    let original = members.remove(commonest);
    into.occasion(original);
    members.iter().for_each(|spun| into.see(line, spun, original, share));
}
