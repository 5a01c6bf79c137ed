//! The substitutions as one HTML file to read and judge in a browser.
//!
//! The file asks for nothing outside itself and runs no script but its own, whatever stands in the documents: their text is
//! escaped, and a content security policy names the one style sheet and the one script by their hashes. It can be read
//! without scripts; with them it filters, takes verdicts, and gives them back as a substitution CSV.
//!
//! | module | purpose |
//! |---|---|
//! | `escape` | text of a document made safe for HTML, and for JSON within HTML |
//! | `section` | one document: its text where it is known, and its rows |
//! | `pairs` | each pair of spun phrase and original, with its count |
//! | `histogram` | how many substitutions there are of each confidence |
//! | `data` | what the script needs to write the CSV |

mod data;
mod escape;
mod histogram;
mod pairs;
mod section;

use std::collections::HashMap;
use std::io::{self, Write};

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::list::Review;
use escape::text;

const TEMPLATE: &str = include_str!("html/report.html");
const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

/// What a report shows.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Its title.
    pub title: &'a str,
    /// Name of the file that the browser saves the verdicts as.
    pub file: &'a str,
    /// The substitutions.
    pub review: &'a Review,
    /// Whole texts of documents by name, as they were before any substitution; of the others the contexts of the rows are
    /// shown. Documents with a text but without a substitution are named as honest.
    pub texts: &'a HashMap<String, String>,
}

impl Report<'_> {
    /// Writes the page. Linear in the length of the texts and the number of rows.
    ///
    /// Rows that do not stand in the text of their document, or overlap one before, are listed with their contexts only.
    ///
    /// # Errors
    ///
    /// When `out` fails.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use unspin::review::{Review, html::Report};
    /// let (review, texts) = (Review::new(Vec::new()), HashMap::from([("a.txt".to_owned(), "<b>".to_owned())]));
    /// let report = Report { title: "swaps.csv", file: "swaps-verdicts.csv", review: &review, texts: &texts };
    /// let mut page = Vec::new();
    /// report.write(&mut page)?;
    /// assert!(String::from_utf8_lossy(&page).contains("<h2><bdi>a.txt</bdi>"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        // What stands before the first marker, and then each marker with what follows it.
        let mut pieces = TEMPLATE.split("{{");
        out.write_all(pieces.next().unwrap_or_default().as_bytes())?;
        for piece in pieces {
            let (marker, rest) = piece.split_once("}}").expect("every marker of the template is closed");
            match marker {
                "policy" => write!(out, "{}", policy())?,
                "title" => write!(out, "{}", text(self.title))?,
                "style" => write!(out, "{STYLE}")?,
                "summary" => write!(out, "{}", self.summary())?,
                "histogram" => histogram::write(out, self.review.rows())?,
                "pairs" => pairs::write(out, self.review)?,
                "documents" => section::write_all(out, self)?,
                "version" => write!(out, "{}", env!("CARGO_PKG_VERSION"))?,
                "data" => data::write(out, self)?,
                "script" => write!(out, "{SCRIPT}")?,
                unknown => unreachable!("the template has no marker {unknown}"),
            }
            out.write_all(rest.as_bytes())?;
        }
        Ok(())
    }

    fn summary(&self) -> String {
        let [rows, pairs, documents] =
            [self.review.rows().len(), self.review.pairs().len(), self.review.documents().len()];
        let [rows, pairs, documents] =
            [counted(rows, "substitution"), counted(pairs, "pair"), counted(documents, "document")];
        let mut summary = format!("{rows} of {pairs} in {documents}");
        let honest = self.honest().len();
        if honest > 0 {
            summary += &format!("; nothing to restore in {honest} more");
        }
        summary
    }

    /// Documents without a substitution, by name.
    fn honest(&self) -> Vec<&str> {
        let touched: std::collections::HashSet<&str> =
            self.review.documents().iter().map(|document| document.name.as_str()).collect();
        let mut honest: Vec<&str> =
            self.texts.keys().map(String::as_str).filter(|name| !touched.contains(name)).collect();
        honest.sort_unstable();
        honest
    }
}

/// Nothing may be loaded, sent or framed; only the style sheet and the script of these hashes count.
fn policy() -> String {
    let [style, script] = [STYLE, SCRIPT].map(|source| BASE64.encode(&Sha256::digest(source)));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// `1 row`, `2 rows`.
fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
