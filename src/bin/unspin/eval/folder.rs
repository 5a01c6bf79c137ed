//! A folder of pairs: which files belong together, by their names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use unspin::Error;

use super::pair::Paths;

/// What a file is to its pair, by the end of its name. The first that fits counts.
const ROLES: [(&str, Role); 6] = [
    (".edits.tsv", Role::Edits),
    (".docs.tsv", Role::Docs),
    (".orig.txt", Role::Original),
    (".original.txt", Role::Original),
    (".spun.txt", Role::Spun),
    (".txt", Role::Spun),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Spun,
    Original,
    Edits,
    Docs,
}

/// The pairs of a folder by name, in the order of the names: NAME.spun.txt or NAME.txt with NAME.orig.txt or NAME.original.txt, and
/// NAME.edits.tsv and NAME.docs.tsv where they are. Other files and hidden ones are none of it, nor are folders within.
///
/// # Errors
///
/// When the folder cannot be read or holds no pair, and for every file without its partner.
pub fn pairs(folder: &Path) -> Result<Vec<(String, Paths)>, Vec<Error>> {
    let fault = |path: &Path, fault: String| Error::Document { path: path.to_owned(), fault };
    let io = |source| vec![Error::Io { path: folder.to_owned(), source }];
    let mut found: BTreeMap<String, BTreeMap<Role, PathBuf>> = BTreeMap::new();
    let mut faults = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        files.push(entry.map_err(io)?.path());
    }
    files.sort();
    for path in files {
        let Some((name, role)) = path.file_name().and_then(|name| role(&name.to_string_lossy())) else { continue };
        if !path.is_file() {
            continue;
        }
        if let Some(other) = found.entry(name).or_default().insert(role, path.clone()) {
            faults.push(fault(&path, format!("is a second text beside {}; keep one of the two", other.display())));
        }
    }
    let mut pairs = Vec::new();
    for (name, mut files) in found {
        match (files.remove(&Role::Spun), files.remove(&Role::Original)) {
            (Some(spun), Some(original)) => {
                let (edits, docs) = (files.remove(&Role::Edits), files.remove(&Role::Docs));
                pairs.push((name, Paths { spun, original, edits, docs }));
            }
            (Some(spun), None) => faults.push(fault(
                &spun,
                format!("has no original beside it; name it {name}.orig.txt or {name}.original.txt"),
            )),
            (None, Some(original)) => faults
                .push(fault(&original, format!("has no spun text beside it; name it {name}.spun.txt or {name}.txt"))),
            (None, None) => faults.extend(files.values().map(|table| {
                fault(table, format!("has no texts beside it; name them {name}.spun.txt and {name}.orig.txt"))
            })),
        }
    }
    if pairs.is_empty() && faults.is_empty() {
        faults.push(fault(folder, "has no pairs; name them NAME.spun.txt and NAME.orig.txt".to_owned()));
    }
    if faults.is_empty() { Ok(pairs) } else { Err(faults) }
}

/// The name of the pair that a file belongs to, and what it is to it.
fn role(file: &str) -> Option<(String, Role)> {
    let (end, role) = ROLES.into_iter().find(|(end, _)| file.ends_with(end))?;
    let name = file.strip_suffix(end)?;
    (!name.is_empty() && !name.starts_with('.')).then(|| (name.to_owned(), role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is() {
        let known = |file: &str| role(file).map(|(name, role)| format!("{name} {role:?}")).unwrap_or_default();
        for (file, expected) in [
            ("dev.spun.txt", "dev Spun"),
            ("dev.txt", "dev Spun"),
            ("v1.2.txt", "v1.2 Spun"),
            ("dev.orig.txt", "dev Original"),
            ("dev.original.txt", "dev Original"),
            ("dev.edits.tsv", "dev Edits"),
            ("dev.docs.tsv", "dev Docs"),
            ("dev.tsv", ""),
            ("score.py", ""),
            (".dev.txt", ""),
            (".txt", ""),
        ] {
            assert_eq!(known(file), expected, "{file}");
        }
    }
}
