//! Each pair of spun phrase and original, with its count.

use std::io::{self, Write};

use crate::review::Review;

use super::counted;
use super::escape::text;

/// Writes the pairs as a table that is folded up at first.
pub(super) fn write(out: &mut impl Write, review: &Review) -> io::Result<()> {
    if review.pairs().is_empty() {
        return Ok(());
    }
    write!(
        out,
        "<details id=\"pairs\"><summary>{}</summary><table><thead><tr><th>Spun</th><th>Original</th>\
         <th class=\"number\">Count</th><th class=\"number\">Mean confidence</th><th class=\"does\">Of those shown</th></tr>\
         </thead><tbody>",
        counted(review.pairs().len(), "pair")
    )?;
    for (place, pair) in review.pairs().iter().enumerate() {
        let count = pair.rows.len();
        let confidence = pair.rows.iter().map(|&row| review.rows()[row].confidence).sum::<f64>() / count as f64;
        writeln!(
            out,
            "<tr data-p=\"{place}\"><td><del>{}</del></td><td><ins>{}</ins></td><td class=\"number\">{count}</td>\
             <td class=\"number\">{confidence:.2}</td><td><button type=\"button\" data-does=\"show\">show</button> \
             <button type=\"button\" data-does=\"accept\">accept</button> \
             <button type=\"button\" data-does=\"reject\">reject</button></td></tr>",
            text(pair.pair.spun()),
            text(pair.pair.original()),
        )?;
    }
    writeln!(out, "</tbody></table></details>")
}
