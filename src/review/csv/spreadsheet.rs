//! Tables as spreadsheets leave them: in UTF-8 or UTF-16, with commas, semicolons or tabs, with columns moved and added, and with
//! blank rows.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Layout;

/// A table read: the columns asked for, and the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How it was laid out; UTF-16 counts as UTF-8 with byte order mark.
    pub layout: Layout,
    /// Names of the columns that were not asked for, in order.
    pub own: Vec<String>,
    /// The rows that are not blank.
    pub rows: Vec<Cells>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The line it begins on, the first line of the file being 1.
    pub line: u64,
    /// A cell for each column asked for, in the order asked.
    pub cells: Vec<String>,
    /// A cell for each of the other columns.
    pub own: Vec<String>,
}

/// Reads a table that has `columns`, and those of `optional` or not; absent ones give empty cells. Their names may be in any
/// case and order.
///
/// # Errors
///
/// With the line, and what is wrong: a column is missing or there twice, or the bytes are no text.
pub fn read(bytes: &[u8], columns: &[&str], optional: &[&str]) -> Result<Table, (u64, String)> {
    let (text, mark) = decode(bytes).map_err(|fault| (1, fault))?;
    let (text, asked) = match text.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")) {
        // What Excel is told by, and some programs leave in.
        Some(_) => (text.split_once('\n').map_or("", |(_, rest)| rest), text.as_bytes().get(4).copied()),
        None => (&*text, None),
    };
    let before = u64::from(asked.is_some());
    let is_known = |name: &&str| columns.iter().chain(optional).any(|column| name.eq_ignore_ascii_case(column));
    let known = |delimiter: u8| header(text, delimiter).iter().map(str::trim).filter(is_known).count();
    let delimiter = asked.unwrap_or_else(|| *b",;\t".iter().rev().max_by_key(|&&b| known(b)).expect("three of them"));

    let names = header(text, delimiter);
    let mut places = Vec::new();
    for column in columns.iter().chain(optional) {
        let mut found = (0..names.len()).filter(|&at| names[at].trim().eq_ignore_ascii_case(column));
        let place = found.next();
        if found.next().is_some() {
            return Err((1 + before, format!("column `{column}` is there twice; leave one of them")));
        }
        if place.is_none() && columns.contains(column) {
            return Err((
                1 + before,
                format!("column `{column}` is missing; the header must have {}", columns.join(",")),
            ));
        }
        places.push(place);
    }
    // Columns without a name or a cell are what spreadsheets fill up with.
    let own: Vec<usize> =
        (0..names.len()).filter(|at| !places.contains(&Some(*at)) && !names[*at].trim().is_empty()).collect();

    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    // Past the header.
    let _ = reader.headers();
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let (mut line, mut counted) = (1 + before, 0);
    loop {
        // Not by the reader's own count, which is behind where a line feed follows a carriage return.
        let at = usize::try_from(reader.position().byte()).map_or(text.len(), |at| at.min(text.len()));
        let start = at + text[at..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..start]).count() as u64;
        counted = start;
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err((line, error.to_string())),
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        rows.push(Cells {
            line,
            cells: places.iter().map(|place| place.map(cell).unwrap_or_default()).collect(),
            own: own.iter().map(|&at| cell(at)).collect(),
        });
    }
    let own = own.into_iter().map(|at| names[at].to_owned()).collect();
    Ok(Table { layout: Layout { mark, delimiter }, own, rows })
}

/// The names in the first row, as `delimiter` cuts them.
fn header(text: &str, delimiter: u8) -> csv::StringRecord {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    let mut header = csv::StringRecord::new();
    let _ = reader.read_record(&mut header);
    header
}

/// The text, and whether it had a byte order mark.
fn decode(bytes: &[u8]) -> Result<(String, bool), String> {
    let (encoding, mark) = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, length)), _) => (encoding, length),
        // A header is ASCII, so without a mark the zeros tell.
        (None, [0, b, ..]) if *b != 0 => (UTF_16BE, 0),
        (None, [b, 0, ..]) if *b != 0 => (UTF_16LE, 0),
        _ => (UTF_8, 0),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    let text = text.ok_or_else(|| format!("this is not {}; save it as CSV in UTF-8", encoding.name()))?;
    Ok((text.into_owned(), mark > 0 || encoding != UTF_8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes, &["one", "two"], &["three"]).unwrap().rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn every_form_gives_the_same_cells() {
        let plain = "one,two\n\"a;b\",c\n";
        let expected = [["a;b", "c", ""]];
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for bytes in [
            plain.as_bytes().to_vec(),
            b"\xef\xbb\xbfTwo ;one\r\nc;\"a;b\"\r\n;\r\n".to_vec(),
            b"one\ttwo\tthree\t\na;b\tc\t\t\n\t\t\t\n".to_vec(),
            b"sep=|\r\none|two\r\na;b|c\r\n".to_vec(),
            utf16(&format!("\u{feff}{plain}"), u16::to_le_bytes),
            utf16(&format!("\u{feff}{plain}"), u16::to_be_bytes),
            utf16(plain, u16::to_le_bytes),
        ] {
            assert_eq!(cells(&bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn own_columns_are_kept_and_lines_counted() {
        let table = read(b"note,one,two\nwhy,\"a\nb\",c\n\n,d,\n", &["one", "two"], &[]).unwrap();
        assert_eq!(table.own, ["note"]);
        let rows: Vec<_> = table.rows.iter().map(|row| (row.line, &row.cells[0][..], &row.own[0][..])).collect();
        assert_eq!(rows, [(2, "a\nb", "why"), (5, "d", "")]);
        let table = read(b"one,two\r\na,b\r\n\r\nc,d\r\n", &["one", "two"], &[]).unwrap();
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let fault = |bytes: &[u8]| read(bytes, &["one", "two"], &[]).unwrap_err();
        assert!(fault(b"one,three\n").1.contains("`two` is missing"));
        assert!(fault(b"").1.contains("`one` is missing"));
        assert!(fault(b"one,two,One\n").1.contains("twice"));
        assert!(fault(b"one,two\n\xe9,b\n").1.contains("UTF-8"));
    }
}
