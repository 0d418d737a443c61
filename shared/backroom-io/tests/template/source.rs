//! Reads sources as far as it takes to see which function calls which. No compiler: names that are alike are taken for
//! the same, so that it sees rather too many calls than too few.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A function with a body.
#[derive(Debug, Default)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The type that it is a method of; empty, none.
    pub(crate) owner: String,
    /// The module that it is in, without those below it: `store` of `store/keys.rs`.
    pub(crate) module: String,
    pub(crate) body: Vec<String>,
}

/// A call, as far as can be seen.
pub(crate) enum Call<'a> {
    /// `of.name(`
    Method { of: &'a str, name: &'a str },
    /// `of::name(`
    In { of: &'a str, name: &'a str },
    /// `name(`
    Free { name: &'a str },
}

impl Function {
    /// What it calls.
    pub(crate) fn calls(&self) -> impl Iterator<Item = Call<'_>> {
        let body = &self.body;
        let named = (1..body.len()).filter(|at| body[*at] == "(" && is_name(&body[at - 1]));
        named.map(|at| {
            let name = body[at - 1].as_str();
            let before = |back: usize| at.checked_sub(back).map_or("", |at| body[at].as_str());
            match (before(2), before(3)) {
                (".", of) => Call::Method { of, name },
                (":", ":") => Call::In {
                    of: before(4),
                    name,
                },
                _ => Call::Free { name },
            }
        })
    }

    /// The types that it makes: names in front of a brace.
    pub(crate) fn makes(&self) -> BTreeSet<&str> {
        let pairs = self.body.windows(2);
        let made = pairs.filter(|two| two[1] == "{" && two[0].starts_with(char::is_uppercase));
        made.map(|two| two[0].as_str()).collect()
    }
}

/// All functions of the Rust files in a folder of the repository, without those of tests.
pub(crate) fn functions(folder: &str) -> Vec<Function> {
    let folder = root().join(folder);
    let mut files = Vec::new();
    rust_files(&folder, &mut files);
    assert!(!files.is_empty(), "{} has no sources", folder.display());
    let mut functions = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source is readable");
        let within = file.strip_prefix(&folder).expect("it was found there");
        let module = within
            .components()
            .next()
            .map(|part| Path::new(part.as_os_str()).with_extension(""));
        let module = module.unwrap_or_default().display().to_string();
        find_functions(&module, &tokens(shipped(&source)), &mut functions);
    }
    functions
}

fn find_functions(module: &str, tokens: &[String], functions: &mut Vec<Function>) {
    let mut owner: Option<(String, usize)> = None;
    for (at, token) in tokens.iter().enumerate() {
        owner.take_if(|(_, end)| *end <= at);
        if token == "impl"
            && owner.is_none()
            && (at == 0 || !matches!(&*tokens[at - 1], "(" | ":" | ">" | "," | "&"))
        {
            let open = at + position(&tokens[at..], |token| token == "{");
            owner = Some((type_of(&tokens[at + 1..open]), closing(tokens, open)));
        }
        let Some(name) = tokens
            .get(at + 1)
            .filter(|name| token == "fn" && is_name(name))
        else {
            continue;
        };
        let begins = at + position(&tokens[at..], |token| token == "{" || token == ";");
        if tokens.get(begins).is_some_and(|token| token == "{") {
            functions.push(Function {
                name: name.clone(),
                module: module.to_owned(),
                owner: owner
                    .as_ref()
                    .map_or_else(String::new, |(owner, _)| owner.clone()),
                body: tokens[begins..closing(tokens, begins)].to_vec(),
            });
        }
    }
}

/// What `impl<'a> Trait for Type<'a>` is for.
fn type_of(head: &[String]) -> String {
    let from = head
        .iter()
        .position(|token| token == "for")
        .map_or(0, |at| at + 1);
    let mut names = head[from..]
        .iter()
        .filter(|token| token.starts_with(char::is_uppercase));
    names.next().cloned().unwrap_or_default()
}

/// The place behind the brace that closes the one that opens here.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn position(tokens: &[String], wanted: impl Fn(&String) -> bool) -> usize {
    tokens.iter().position(wanted).unwrap_or(tokens.len())
}

/// Names and single signs; no comments, no texts.
fn tokens(source: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(sign) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = text_length(rest) {
            length
        } else if sign.is_alphanumeric() || sign == '_' {
            let length = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            if !sign.is_whitespace() {
                tokens.push(sign.to_string());
            }
            sign.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the text or character that begins here.
fn text_length(rest: &str) -> Option<usize> {
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(1 + hashes + 1 + inside.find(&end)? + end.len());
    }
    let quote = rest
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == quote => return Some(at + 1),
            // A lifetime, no character.
            _ if quote == '\'' && at > 1 && !rest[1..].starts_with('\\') => return Some(1),
            _ => {}
        }
    }
    None
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && !path.ends_with("tests.rs")
        {
            files.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A source without its tests.
pub(crate) fn shipped(source: &str) -> &str {
    source
        .split_once("#[cfg(test)]")
        .map_or(source, |(shipped, _)| shipped)
}
