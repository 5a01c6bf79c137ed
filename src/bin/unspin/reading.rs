//! How corpora are read and what in them is left alone: the options that `fix` and `bulk` share, and `unspin.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use unspin::Error;
use unspin::corpus::{Options, Protection};

/// Name of the configuration file that is looked for from the working directory upwards.
const CONFIG: &str = "unspin.toml";

/// Where the text is in a file.
#[derive(clap::Args, Debug)]
pub struct ReadingArgs {
    /// Key of the text in JSON Lines; `a.b` is key b of the object at key a [default: text]
    #[arg(long, value_name = "KEY")]
    text_key: Option<String>,
    /// Column of the text in CSV, TSV and Parquet: its name, or in CSV and TSV its number [default: text]
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Encoding of files without byte order mark, such as windows-1252 [default: utf-8]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Pass documents longer than this through unread; memory may grow to four times the longest document [default: 64M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    max_document: Option<usize>,
    /// Take a compressed file that grows more than this many times for broken [default: 200]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    max_ratio: Option<u64>,
}

/// What is left alone.
#[derive(clap::Args, Debug)]
pub struct IgnoreArgs {
    /// Leave this phrase alone, whatever its case; may be given again
    #[arg(long, value_name = "PHRASE")]
    ignore_phrase: Vec<String>,
    /// Leave alone what this regular expression matches; may be given again
    #[arg(long, value_name = "REGEX")]
    ignore_regex: Vec<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Where the configuration is.
#[derive(clap::Args, Debug)]
pub struct ConfigArgs {
    /// Configuration file; without it, the nearest `unspin.toml` upwards
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// `unspin.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    pub min_confidence: Option<f64>,
    text_key: Option<String>,
    column: Option<String>,
    encoding: Option<String>,
    ignore_phrases: Vec<String>,
    ignore_regexes: Vec<String>,
}

impl ConfigArgs {
    /// Reads the configuration that is asked for, or is found.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or has something in it that is not known.
    pub fn read(&self) -> Result<Config, Error> {
        let found = match &self.config {
            Some(path) => Some(path.clone()),
            None => std::env::current_dir().ok().and_then(|directory| {
                directory.ancestors().map(|above| above.join(CONFIG)).find(|path| path.is_file())
            }),
        };
        found.map_or(Ok(Config::default()), |path| read(&path))
    }
}

impl IgnoreArgs {
    /// As [`ConfigArgs::read`].
    ///
    /// # Errors
    ///
    /// As [`ConfigArgs::read`].
    pub fn config(&self) -> Result<Config, Error> {
        self.config.read()
    }

    /// What was typed and what is configured, together.
    ///
    /// # Errors
    ///
    /// When a regular expression is none.
    pub fn protection(&self, config: &Config) -> Result<Protection, Error> {
        let join = |one: &[String], other: &[String]| [one, other].concat();
        Protection::new(
            &join(&self.ignore_phrase, &config.ignore_phrases),
            &join(&self.ignore_regex, &config.ignore_regexes),
        )
    }
}

fn read(path: &Path) -> Result<Config, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let fault = |fault: String| Error::Document { path: path.to_owned(), fault };
    let config: Config = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        fault(format!("line {line}: {}", error.message()))
    })?;
    match config.min_confidence {
        Some(confidence) if !(0.0..=1.0).contains(&confidence) => {
            Err(fault("min-confidence is a number from 0 to 1".to_owned()))
        }
        _ => Ok(config),
    }
}

impl ReadingArgs {
    /// How to read, by what was typed, else configured.
    ///
    /// # Errors
    ///
    /// When an encoding is not known.
    pub fn options(&self, config: &Config) -> Result<Options, Error> {
        let mut options = Options::default();
        if let Some(key) = self.text_key.as_ref().or(config.text_key.as_ref()) {
            options.text_key.clone_from(key);
        }
        if let Some(column) = self.column.as_ref().or(config.column.as_ref()) {
            options.column.clone_from(column);
        }
        if let Some(name) = self.encoding.as_ref().or(config.encoding.as_ref()) {
            options.encoding = encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| Error::Document {
                path: PathBuf::from("--encoding"),
                fault: format!(
                    "`{name}` is no encoding that is known; it is named as on the web, such as windows-1252"
                ),
            })?;
        }
        options.max_document = self.max_document.unwrap_or(options.max_document);
        options.max_ratio = self.max_ratio.unwrap_or(options.max_ratio);
        Ok(options)
    }
}

/// A number of bytes: `500`, `64K`, `16M`, `2G`.
///
/// # Errors
///
/// With what is wrong with it.
pub fn size(typed: &str) -> Result<usize, String> {
    let (digits, shift) = match typed.char_indices().next_back() {
        Some((at, 'K' | 'k')) => (&typed[..at], 10),
        Some((at, 'M' | 'm')) => (&typed[..at], 20),
        Some((at, 'G' | 'g')) => (&typed[..at], 30),
        _ => (typed, 0),
    };
    let number = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
    number.filter(|&bytes| bytes > 0).ok_or_else(|| "a size is a number of bytes, such as 500, 64K or 16M".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("500"), Ok(500));
        assert_eq!(size("64K"), Ok(65_536));
        assert_eq!(size("2g"), Ok(2 << 30));
        for wrong in ["", "M", "-1", "0", "1.5M", "99999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
