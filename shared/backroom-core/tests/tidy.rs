//! The rules that no lint knows: what a file looks like, what may depend on what, who may spell a key.
//!
//! Each test names the file and the line that breaks its rule. CONTRIBUTING.md has the rules in short.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a source file has at most.
const LINES_MAX: usize = 500;

#[test]
fn a_source_file_is_short_enough_to_read() {
    check(rust_sources(), |file| {
        let lines = file.text.lines().count();
        (lines > LINES_MAX).then(|| format!("has {lines} lines, at most {LINES_MAX}: split it"))
    });
}

#[test]
fn a_source_file_opens_with_what_it_is_for() {
    check(rust_sources(), |file| {
        (!file.text.starts_with("//! ")).then(|| "does not open with a `//!`".to_owned())
    });
}

#[test]
fn a_module_lies_beside_its_folder() {
    check(rust_sources(), |file| {
        file.path
            .ends_with("mod.rs")
            .then(|| "is called mod.rs: name it after its folder, and beside it".to_owned())
    });
}

#[test]
fn only_keys_rs_spells_a_key() {
    const PREFIXES: [&str; 9] = [
        "\"BUSINESS#",
        "\"IDENTITY#",
        "\"INVITE#",
        "\"NUMBER#",
        "\"MEMBER#",
        "\"ITEM#",
        "\"ALIAS#",
        "\"QUESTION#",
        "\"GEMINI#",
    ];
    let elsewhere = rust_sources().filter(|file| !file.path.contains("store/keys"));
    check(elsewhere, |file| {
        shipped_lines(file).find_map(|(number, line)| {
            PREFIXES
                .iter()
                .any(|prefix| line.contains(prefix))
                .then(|| format!("spells a key in line {number}: keys.rs does"))
        })
    });
}

#[test]
fn only_the_configuration_reads_the_environment() {
    // To a build script, the environment is how Cargo tells it what is built.
    let may = ["backroom-io/src/config", "/build.rs"];
    let elsewhere = rust_sources().filter(|file| may.iter().all(|part| !file.path.contains(part)));
    check(elsewhere, |file| {
        shipped_lines(file).find_map(|(number, line)| {
            (line.contains("env::var") && !line.trim_start().starts_with("//")).then(|| {
                format!("reads the environment in line {number}: backroom-io's config does")
            })
        })
    });
}

#[test]
fn the_core_depends_on_nothing_that_could_wait_or_look_outside() {
    const OUTSIDE: [&str; 14] = [
        "async-", "aws", "axum", "backroom", "futures", "hyper", "lambda", "mio", "rand",
        "reqwest", "rusqlite", "rustls", "tokio", "uuid",
    ];
    check(manifest("shared/backroom-core"), |file| {
        dependencies(&file.text, &["dependencies"])
            .find(|name| OUTSIDE.iter().any(|prefix| name.starts_with(prefix)))
            .map(|name| format!("depends on {name}"))
    });
}

#[test]
fn functions_meet_only_on_the_queue_and_in_the_table() {
    const ROOMS: [&str; 6] = [
        "api",
        "processor",
        "usage-report",
        "webhook",
        "backroom-local",
        "backroom-testing",
    ];
    let rooms = ["api", "processor", "usage-report", "webhook"];
    let rooms = rooms.map(|name| format!("functions/{name}"));
    check(rooms.iter().flat_map(|room| manifest(room)), |file| {
        dependencies(&file.text, &["dependencies"])
            .find(|name| ROOMS.contains(&name.as_str()))
            .map(|name| format!("depends on {name}; only a test may"))
    });
}

#[test]
fn io_knows_neither_functions_nor_stand_ins() {
    check(manifest("shared/backroom-io"), |file| {
        dependencies(&file.text, &["dependencies"])
            .find(|name| name.starts_with("backroom-") && name != "backroom-core")
            .map(|name| format!("depends on {name}"))
    });
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // In two halves, so that this file does not name them.
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!(".cargo/", "registry"),
    ];
    check(all_files(), |file| {
        file.text.lines().enumerate().find_map(|(index, line)| {
            let place = places.iter().find(|place| line.contains(*place))?;
            Some(format!("names {place} in line {}", index + 1))
        })
    });
}

#[test]
fn what_a_page_links_to_is_there() {
    let pages = all_files().filter(|file| file.path.ends_with(".md"));
    check(pages, |file| {
        let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
        links(&file.text)
            .find(|link| !root().join(folder).join(link).exists())
            .map(|link| format!("links to {link}, which is not there"))
    });
}

struct File {
    /// From the root of the repository, with `/`.
    path: String,
    text: String,
}

/// Fails with each file that breaks the rule and how.
fn check(files: impl Iterator<Item = File>, broken: impl Fn(&File) -> Option<String>) {
    let mut seen = 0;
    let complaints: Vec<String> = files
        .inspect(|_| seen += 1)
        .filter_map(|file| broken(&file).map(|how| format!("{} {how}", file.path)))
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    assert!(seen > 0, "looked at no file");
}

fn rust_sources() -> impl Iterator<Item = File> {
    all_files().filter(|file| file.path.ends_with(".rs"))
}

/// The lines that are compiled into a program: not those of tests. With their numbers.
fn shipped_lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let is_test = file.path.contains("/tests/") || file.path.contains("/backroom-testing/");
    file.text
        .lines()
        .take_while(move |line| !is_test && line.trim() != "#[cfg(test)]")
        .enumerate()
        .map(|(index, line)| (index + 1, line))
}

fn manifest(room: &str) -> impl Iterator<Item = File> {
    let path = format!("{room}/Cargo.toml");
    let text = fs::read_to_string(root().join(&path)).expect("each room has a manifest");
    std::iter::once(File { path, text })
}

/// The crates that stand under these headings of a manifest.
fn dependencies(manifest: &str, headings: &[&str]) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    let mut heading = "";
    for line in manifest.lines() {
        if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            heading = inner;
        } else if headings.contains(&heading) && !line.starts_with('#') {
            let name: String = line
                .chars()
                .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
                .collect();
            found.extend((!name.is_empty()).then_some(name));
        }
    }
    found.into_iter()
}

/// The relative targets of the `](…)` of a page, without their `#…`.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
        .map(|link| link.split_once('#').map_or(link, |(file, _)| file))
        .filter(|link| !link.is_empty() && !link.contains(':'))
}

/// The files of the project that are text, but for those that others wrote.
fn all_files() -> impl Iterator<Item = File> {
    let mut paths = Vec::new();
    collect(&root(), &mut paths);
    paths.sort();
    paths.into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let path = path
            .strip_prefix(root())
            .ok()?
            .to_string_lossy()
            .replace('\\', "/");
        Some(File { path, text })
    })
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    const NOT_OURS: [&str; 7] = [
        ".aws-sam",
        ".backroom",
        ".git",
        "Cargo.lock",
        "LICENSE",
        "node_modules",
        "target",
    ];
    for entry in fs::read_dir(folder).expect("a folder of the project can be read") {
        let entry = entry.expect("an entry of a folder can be read");
        if NOT_OURS.contains(&&*entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
