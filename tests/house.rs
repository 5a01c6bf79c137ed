use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

/// The import ladder: a module imports only from rungs above its own. Neighbours on a rung do not know each other.
const LADDER: &[&[&str]] = &[
    &["error", "memory"],
    &["text"],
    &["substitution"],
    &["swaps", "language_model"],
    &["channel"],
    &["lattice"],
    &["chooser"],
    &["restorer"],
    &["evaluation", "corpus", "review"],
];

/// Only this module, with its parts, opens files.
const OPENS_FILES: &str = "corpus";

/// Names that say nothing about what a file is for.
const NAMELESS: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc", "shared"];

const LONGEST_FILE: usize = 400;

/// Every Rust file below the given folders, by its path from the root.
fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = read_dir(crate::root().join(&folder)) else { continue };
        for entry in entries {
            let path = folder.join(entry.unwrap().file_name());
            if crate::root().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn source(path: &Path) -> String {
    read_to_string(crate::root().join(path)).unwrap()
}

/// The source without its comment lines: what they link to is no import.
fn code(path: &Path) -> String {
    source(path).lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// Library files with the module each belongs to; the crate page and the program are above the ladder.
fn library() -> Vec<(PathBuf, String)> {
    let module = |path: &Path| path.iter().nth(1).unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
    let files = rust_files(&["src"]).into_iter().map(|path| (path.clone(), module(&path)));
    files.filter(|(_, module)| module != "lib" && module != "bin").collect()
}

/// The first name of each path in `tree`, what follows a `use` or a `::`: `a::b` gives `a`, `{a::{b, c}, d}` gives `a` and `d`.
fn first_names(tree: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|&character| character.is_alphanumeric() || character == '_').collect()
    };
    let Some(group) = tree.strip_prefix('{') else { return vec![name(tree)] };
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
            }
            '}' => {
                names.push(name(&group[start..at]));
                break;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What `code` names at the root of the crate: by `crate::`, and, outside its tests, by as many `super::` as it lies deep.
fn names_at_root(code: &str, depth: usize) -> Vec<String> {
    let mut names: Vec<String> = code.split("crate::").skip(1).flat_map(first_names).collect();
    let outside_tests = code.split("#[cfg(test)]").next().unwrap();
    names.extend(outside_tests.split(&"super::".repeat(depth)).skip(1).flat_map(first_names));
    names
}

/// Which module the names that the crate page re-exports come from.
fn reexports() -> BTreeMap<String, String> {
    let page = code(Path::new("src/lib.rs"));
    let mut modules = BTreeMap::new();
    for statement in page.split("pub use ").skip(1) {
        let (module, names) = statement.split(';').next().unwrap().split_once("::").unwrap();
        for name in first_names(names) {
            modules.insert(name, module.to_owned());
        }
    }
    modules
}

fn rung(module: &str) -> Option<usize> {
    LADDER.iter().position(|rung| rung.contains(&module))
}

#[test]
fn imports_climb_the_ladder() {
    let reexports = reexports();
    let mut faults = Vec::new();
    for (path, module) in library() {
        let Some(own) = rung(&module) else {
            faults.push(format!("{}: `{module}` has no rung; give it one in tests/house.rs", path.display()));
            continue;
        };
        for name in names_at_root(&code(&path), path.iter().count() - 1) {
            let imported = reexports.get(&name).unwrap_or(&name);
            if *imported != module && rung(imported).is_some_and(|other| other >= own) {
                faults.push(format!("{}: imports `{imported}`, which is not above `{module}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_are_found_however_they_are_written() {
    assert_eq!(names_at_root("use crate::text::tokens;\nlet a = crate::swaps::Table::new();", 1), ["text", "swaps"]);
    assert_eq!(
        names_at_root("use crate::{\n    Error,\n    text::{tokens, casing},\n    swaps,\n};", 1),
        ["Error", "text", "swaps"]
    );
    assert_eq!(names_at_root("use super::review::Row;", 1), ["review"]);
    assert_eq!(names_at_root("use super::super::review::Row;\nuse super::part::Part;", 2), ["review"]);
    assert_eq!(names_at_root("#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::corpus;\n}", 1), ["corpus"]);
    assert!(rung("review") > rung("restorer") && rung("restorer") > rung("error"));
}

#[test]
fn the_crate_page_reexports_what_exists() {
    for (name, module) in reexports() {
        assert!(rung(&module).is_some(), "src/lib.rs re-exports `{name}` from `{module}`, which has no rung");
    }
}

#[test]
fn only_one_module_opens_files() {
    let opens = ["fs::", "std::fs", "File::open", "File::create", "OpenOptions"];
    for (path, module) in library().iter().filter(|(_, module)| module != OPENS_FILES) {
        // To be handed a file is no opening.
        let code = code(path).replace("std::fs::File", "File");
        let code = code.split("#[cfg(test)]").next().unwrap();
        let found = opens.iter().find(|name| code.contains(**name));
        assert!(found.is_none(), "{} has `{}`; `{module}` takes readers", path.display(), found.unwrap());
    }
}

#[test]
fn files_are_short_and_named_for_what_they_do() {
    let files = rust_files(&["src", "tests", "benches", "dictionaries"]);
    assert!(files.len() > 20, "the search for files is broken: {files:?}");
    for path in files {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(stem != "mod", "{}: name the file after its module", path.display());
        assert!(!NAMELESS.contains(&stem), "{}: name the file after what it does", path.display());
        let lines = source(&path).lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines, at most {LONGEST_FILE}; split it", path.display());
    }
}

#[test]
fn the_change_log_knows_this_version() {
    let log = source(Path::new("CHANGELOG.md"));
    let heading = concat!("## ", env!("CARGO_PKG_VERSION"));
    assert!(log.lines().any(|line| line.starts_with(heading)), "CHANGELOG.md has no heading `{heading}`");
}
