//! The name of a family of spinners. The library and its build script share this file.

use std::fmt;
use std::str::FromStr;

/// Bytes of the longest name.
const LONGEST_NAME: usize = 32;

/// A family of spinners, by name: lower-case letters, digits and hyphens, a letter first, 32 at most.
///
/// Three are shipped; any other name is a spinner of the user's own. Copied like a number.
///
/// ```
/// use unspin::swaps::Dialect;
/// let own: Dialect = "spinbot-2".parse()?;
/// assert_eq!(own.name(), "spinbot-2");
/// assert_eq!("autoblog".parse(), Ok(Dialect::AUTOBLOG));
/// assert!("Spin Bot".parse::<Dialect>().is_err());
/// # Ok::<(), unspin::swaps::MalformedDialect>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialect {
    /// ASCII, filled up with zeros.
    name: [u8; LONGEST_NAME],
}

/// What is said of a name that names no dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedDialect;

impl Dialect {
    /// News spinners that walk an article and swap every phrase they know.
    pub const AUTOBLOG: Self = Self::shipped(b"autoblog");

    /// Paper mills: "tortured phrases" in place of technical terms.
    pub const ACADEMIC: Self = Self::shipped(b"academic");

    /// Pairs of any thesaurus.
    pub const GENERAL: Self = Self::shipped(b"general");

    const fn shipped(written: &[u8]) -> Self {
        let mut name = [0; LONGEST_NAME];
        let mut at = 0;
        while at < written.len() {
            name[at] = written[at];
            at += 1;
        }
        Self { name }
    }

    /// The name used in tables and on the command line.
    #[must_use]
    pub fn name(&self) -> &str {
        let length = self.name.iter().position(|&byte| byte == 0).unwrap_or(LONGEST_NAME);
        std::str::from_utf8(&self.name[..length]).unwrap_or_default()
    }
}

impl FromStr for Dialect {
    type Err = MalformedDialect;

    fn from_str(name: &str) -> Result<Self, MalformedDialect> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let bytes = name.as_bytes();
        let begins = bytes.first().is_some_and(u8::is_ascii_lowercase);
        if begins && bytes.len() <= LONGEST_NAME && bytes.iter().all(|&byte| allowed(byte)) {
            return Ok(Self::shipped(bytes));
        }
        Err(MalformedDialect)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dialect").field(&self.name()).finish()
    }
}

impl MalformedDialect {
    /// How a name is to be written.
    pub const REMEDY: &'static str =
        "write a name of lower-case letters, digits and hyphens, a letter first, 32 characters at most";
}

impl fmt::Display for MalformedDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::REMEDY)
    }
}

impl std::error::Error for MalformedDialect {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        assert_eq!("general".parse(), Ok(Dialect::GENERAL));
        let longest = "a".repeat(LONGEST_NAME);
        assert_eq!(longest.parse::<Dialect>().unwrap().name(), longest);
        for wrong in ["", "Spinbot", "spin bot", "2spin", "-spin", "spin\0", "spín", &"a".repeat(LONGEST_NAME + 1)] {
            assert_eq!(wrong.parse::<Dialect>(), Err(MalformedDialect), "{wrong:?}");
        }
    }

    #[test]
    fn names_sort_as_text() {
        let sorted = ["a", "a-b", "a2", "ab", "b"].map(|name| name.parse::<Dialect>().unwrap());
        assert!(sorted.is_sorted());
        assert_eq!(format!("{:>10}|{:?}", Dialect::GENERAL, Dialect::GENERAL), "   general|Dialect(\"general\")");
    }
}
