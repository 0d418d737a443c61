//! A plain-format dump of PostgreSQL (`pg_dump --format=plain`), a row at a time: `COPY … FROM stdin` and `INSERT INTO`.
//!
//! Everything else in it is passed over. Of the tables only the name counts, whatever their schema.

use std::collections::{BTreeMap, VecDeque};
use std::io::BufRead;

use anyhow::{Context as _, bail, ensure};
use backroom_core::import::plain_words;

use super::source::Row;

/// The longest statement up to its first row, and the longest value, in bytes.
const STATEMENT_MAX: usize = 1 << 20;

/// A row of a table.
#[derive(Debug)]
pub(super) struct TableRow<'a> {
    /// The table's name, as [`plain_words`].
    pub(super) table: &'a str,
    /// The names of its columns; empty if the dump does not tell.
    pub(super) columns: &'a [String],
    /// Its values, as text; nothing for NULL.
    pub(super) row: Row,
}

/// Hands over each row of each table.
///
/// # Errors
/// It can't be read, or `on` fails.
pub(super) fn rows(
    mut dump: impl BufRead,
    mut on: impl FnMut(TableRow<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut state = State::default();
    let mut bytes = Vec::new();
    let mut number = 0;
    loop {
        bytes.clear();
        if dump.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        number += 1;
        if number == 1 && bytes.starts_with(b"PGDMP") {
            bail!("it is a dump in PostgreSQL's own format: make it with pg_dump --format=plain");
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\n', '\r']);
        state.line(number, line)?;
        while let Some((line, cells)) = state.rows.pop_front() {
            let row = Row { line, cells };
            let (table, columns) = (state.table.as_str(), state.columns.as_slice());
            on(TableRow {
                table,
                columns,
                row,
            })?;
        }
    }
}

/// Between which statements the reading is.
#[derive(Default)]
struct State {
    within: Within,
    /// Of the statement that is read.
    table: String,
    columns: Vec<String>,
    /// What each table was created with, for inserts that name no columns.
    created: BTreeMap<String, Vec<String>>,
    /// Read and not handed over yet.
    rows: VecDeque<(u64, Vec<String>)>,
}

#[derive(Default)]
enum Within {
    #[default]
    Nothing,
    Copy,
    Create,
    /// An insert whose VALUES has not come yet.
    Insert(String),
    Values(Tuples),
    /// A statement of another kind, until its semicolon.
    Other(Quoted),
}

impl State {
    fn line(&mut self, number: u64, line: &str) -> anyhow::Result<()> {
        self.within = match std::mem::take(&mut self.within) {
            Within::Nothing => self.begin(number, line)?,
            Within::Copy if line == "\\." => Within::Nothing,
            Within::Copy => {
                self.rows
                    .push_back((number, line.split('\t').map(copied).collect()));
                Within::Copy
            }
            Within::Create => self.create(line),
            Within::Insert(before) => self.insert(number, format!("{before}\n{line}"))?,
            Within::Values(tuples) => self.values(number, tuples, line)?,
            Within::Other(quoted) => quoted.other(line),
        };
        Ok(())
    }

    fn begin(&mut self, number: u64, line: &str) -> anyhow::Result<Within> {
        let line = line.trim();
        if let Some(rest) = after(line, "copy") {
            return Ok(self.copy(rest));
        }
        if let Some(rest) = after(line, "create table") {
            let rest = after(rest, "if not exists").unwrap_or(rest);
            let (table, _) = rest.split_once('(').unwrap_or((rest, ""));
            self.table = name_of(table);
            self.columns.clear();
            return Ok(Within::Create);
        }
        if after(line, "insert into").is_some() {
            return self.insert(number, line.to_owned());
        }
        // A comment or an empty line is no statement.
        let statement = !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\');
        Ok(if statement {
            Quoted::default().other(line)
        } else {
            Within::Nothing
        })
    }

    /// "public.inventory (id, item_name) FROM stdin;"
    fn copy(&mut self, rest: &str) -> Within {
        let (table, columns) = head(rest);
        let reads = rest.to_lowercase().trim_end().ends_with("from stdin;");
        self.table = name_of(table);
        self.columns = columns.unwrap_or_else(|| self.created_with());
        if reads { Within::Copy } else { Within::Nothing }
    }

    fn created_with(&self) -> Vec<String> {
        self.created.get(&self.table).cloned().unwrap_or_default()
    }

    /// A line within "CREATE TABLE".
    fn create(&mut self, line: &str) -> Within {
        let line = line.trim();
        if line.starts_with(')') {
            self.created
                .insert(self.table.clone(), std::mem::take(&mut self.columns));
            return Within::Nothing;
        }
        let first = line.split_whitespace().next().unwrap_or_default();
        let constraint = [
            "CONSTRAINT",
            "PRIMARY",
            "UNIQUE",
            "CHECK",
            "FOREIGN",
            "EXCLUDE",
            "--",
        ];
        if !first.is_empty() && !constraint.contains(&first.to_uppercase().as_str()) {
            self.columns.push(unquoted(first));
        }
        Within::Create
    }

    /// "INSERT INTO public.inventory (id, item_name) VALUES (…", perhaps not all of it yet.
    fn insert(&mut self, number: u64, statement: String) -> anyhow::Result<Within> {
        ensure!(
            statement.len() <= STATEMENT_MAX,
            "line {number}: a statement without end"
        );
        let lower = statement.to_ascii_lowercase();
        let Some(at) = lower.find("values") else {
            let ended = statement.trim_end().ends_with(';');
            return Ok(if ended {
                Within::Nothing
            } else {
                Within::Insert(statement)
            });
        };
        let rest = after(statement.trim_start(), "insert into").context("an insert")?;
        let (table, columns) = head(&rest[..rest.len() - (statement.len() - at)]);
        self.table = name_of(table);
        self.columns = columns.unwrap_or_else(|| self.created_with());
        let rest = statement[at + "values".len()..].to_owned();
        self.values(number, Tuples::default(), &rest)
    }

    fn values(&mut self, number: u64, mut tuples: Tuples, line: &str) -> anyhow::Result<Within> {
        for character in line.chars().chain(['\n']) {
            if let Some(cells) = tuples.next(character) {
                self.rows.push_back((number, cells));
            }
        }
        ensure!(
            tuples.value.len() <= STATEMENT_MAX,
            "line {number}: a value without end"
        );
        Ok(if tuples.ended {
            Within::Nothing
        } else {
            Within::Values(tuples)
        })
    }
}

/// What is open at the end of a line of a statement that is passed over: a function's body is quoted, and its semicolons
/// end nothing.
#[derive(Default)]
enum Quoted {
    #[default]
    Not,
    Text,
    /// Between two such as "$$" or "$body$".
    Dollar(String),
}

impl Quoted {
    /// Passes over a line of a statement of another kind.
    fn other(self, line: &str) -> Within {
        match self.behind(line) {
            Self::Not if line.trim_end().ends_with(';') => Within::Nothing,
            open @ (Self::Not | Self::Text | Self::Dollar(_)) => Within::Other(open),
        }
    }

    /// What is open behind this text.
    fn behind(mut self, mut text: &str) -> Self {
        loop {
            let (open, at) = match &self {
                Self::Not => match text.find(['\'', '$', '-']) {
                    Some(at) if text[at..].starts_with("--") => return self,
                    Some(at) => opened(&text[at..], at),
                    None => return self,
                },
                Self::Text => match text.find('\'') {
                    Some(at) => (Self::Not, at + 1),
                    None => return self,
                },
                Self::Dollar(tag) => match text.find(tag.as_str()) {
                    Some(at) => (Self::Not, at + tag.len()),
                    None => return self,
                },
            };
            self = open;
            text = &text[at..];
        }
    }
}

/// What begins here, and where what comes behind that is.
fn opened(text: &str, at: usize) -> (Quoted, usize) {
    if text.starts_with('\'') {
        return (Quoted::Text, at + 1);
    }
    let tag = text.strip_prefix('$').and_then(|rest| rest.split_once('$'));
    let is_name = |tag: &str| {
        let named = tag.chars().all(|c| c.is_alphanumeric() || c == '_');
        named && !tag.starts_with(|c: char| c.is_numeric())
    };
    match tag {
        Some((tag, _)) if is_name(tag) => {
            let tag = format!("${tag}$");
            let behind = at + tag.len();
            (Quoted::Dollar(tag), behind)
        }
        _ => (Quoted::Not, at + 1),
    }
}

/// What comes after these words, whatever their case.
fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let head = text.get(..words.len())?;
    let rest = &text[words.len()..];
    let apart = rest.starts_with(|c: char| c.is_whitespace());
    (head.eq_ignore_ascii_case(words) && apart).then(|| rest.trim_start())
}

/// "public.inventory (id, item_name) …": the table, and its columns if they are named.
fn head(text: &str) -> (&str, Option<Vec<String>>) {
    match text.split_once('(') {
        Some((table, rest)) => {
            let list = rest.split_once(')').map_or(rest, |(list, _)| list);
            (table, Some(list.split(',').map(unquoted).collect()))
        }
        None => (text, None),
    }
}

/// The name of a table without its schema, as plain words.
fn name_of(table: &str) -> String {
    let name = table.split_whitespace().next().unwrap_or_default();
    plain_words(name.rsplit('.').next().unwrap_or_default())
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').to_owned()
}

/// A value of COPY.
fn copied(cell: &str) -> String {
    if cell == "\\N" {
        return String::new();
    }
    let mut text = String::with_capacity(cell.len());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b' | 'f' | 'v') => text.push(' '),
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

/// The rows of "VALUES (…), (…);", a character at a time.
#[derive(Default)]
struct Tuples {
    /// How many brackets are open.
    depth: usize,
    quote: Quote,
    /// The value that is read, and whether any of it was quoted.
    value: String,
    was_quoted: bool,
    values: Vec<String>,
    ended: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Quote {
    #[default]
    None,
    /// Within quotes; with E before them, a backslash escapes.
    In { escapes: bool },
    /// After a backslash.
    Escaped,
    /// After a quote that may be the end, or the first of two.
    Perhaps { escapes: bool },
}

impl Tuples {
    /// Takes a character; gives a row where it ends one.
    fn next(&mut self, character: char) -> Option<Vec<String>> {
        match (self.quote, character) {
            (Quote::In { escapes }, '\'') => self.quote = Quote::Perhaps { escapes },
            (Quote::In { escapes: true }, '\\') => self.quote = Quote::Escaped,
            (Quote::In { .. }, _) => self.value.push(character),
            (Quote::Escaped, _) => {
                let stands_for = if character == 'n' { '\n' } else { character };
                self.value.push(stands_for);
                self.quote = Quote::In { escapes: true };
            }
            (Quote::Perhaps { escapes }, '\'') => {
                self.value.push('\'');
                self.quote = Quote::In { escapes };
            }
            (Quote::Perhaps { .. }, _) => {
                self.quote = Quote::None;
                return self.bare(character);
            }
            (Quote::None, _) => return self.bare(character),
        }
        None
    }

    /// A character outside quotes.
    fn bare(&mut self, character: char) -> Option<Vec<String>> {
        match (character, self.depth) {
            (';', 0) => self.ended = true,
            ('(', _) => {
                self.depth += 1;
                if self.depth > 1 {
                    self.value.push(character);
                }
            }
            (')', 1) => {
                self.depth = 0;
                self.end_value();
                return Some(std::mem::take(&mut self.values));
            }
            (')', 2..) => {
                self.depth -= 1;
                self.value.push(character);
            }
            (',', 1) => self.end_value(),
            ('\'', 1) => {
                let escapes = self.value.trim().eq_ignore_ascii_case("e");
                self.value.clear();
                self.was_quoted = true;
                self.quote = Quote::In { escapes };
            }
            // Behind a quoted value comes at most what it is cast to.
            (_, 1..) if !self.was_quoted => self.value.push(character),
            _ => {}
        }
        None
    }

    fn end_value(&mut self) {
        let value = std::mem::take(&mut self.value);
        let value = if self.was_quoted {
            value
        } else {
            let bare = value.split("::").next().unwrap_or_default().trim();
            let null = bare.eq_ignore_ascii_case("null");
            if null { String::new() } else { bare.to_owned() }
        };
        self.was_quoted = false;
        self.values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dump: &str) -> Vec<String> {
        let mut lines = Vec::new();
        rows(dump.as_bytes(), |row| {
            let TableRow {
                table,
                columns,
                row,
            } = row;
            lines.push(format!(
                "{} {table}({}): {}",
                row.line,
                columns.join(","),
                row.cells.join("|")
            ));
            Ok(())
        })
        .unwrap();
        lines
    }

    #[test]
    fn copies_are_read_with_their_escapes() {
        let dump = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n\
            CREATE TABLE public.inventory (\n    id integer NOT NULL\n);\n\n\
            COPY public.inventory (id, item_name, quantity, unit) FROM stdin;\n\
            1\tCoke\t24\tbottles\n2\tTab\\there \\\\ there\t3.5\t\\N\n\\.\n\nSELECT 1;\n";
        assert_eq!(
            read(dump),
            [
                "12 inventory(id,item_name,quantity,unit): 1|Coke|24|bottles",
                "13 inventory(id,item_name,quantity,unit): 2|Tab\there \\ there|3.5|",
            ]
        );
    }

    #[test]
    fn inserts_are_read_with_their_quotes_over_several_lines() {
        let dump = "CREATE TABLE IF NOT EXISTS inventory (\n  id serial,\n  \"name\" text,\n  quantity numeric(10,2),\n  PRIMARY KEY (id)\n);\n\
            INSERT INTO public.inventory VALUES (1, 'Kellogg''s; (big)', 24, NULL);\n\
            INSERT INTO \"inventory\" (id, \"item_name\", quantity) VALUES\n\
            (2, E'It\\'s', '3'::numeric),\n(3, 'two\nlines', -1.5), (4, 'x', abs(2));\n\
            insert into other select 1;\nINSERT INTO inventory VALUES (5, 'Last', 1);";
        assert_eq!(
            read(dump),
            [
                "7 inventory(id,name,quantity): 1|Kellogg's; (big)|24|",
                "9 inventory(id,item_name,quantity): 2|It's|3",
                "11 inventory(id,item_name,quantity): 3|two\nlines|-1.5",
                "11 inventory(id,item_name,quantity): 4|x|abs(2)",
                "13 inventory(id,name,quantity): 5|Last|1",
            ]
        );
    }

    #[test]
    fn what_a_function_does_is_no_data() {
        let dump = "CREATE FUNCTION public.opens() RETURNS trigger LANGUAGE plpgsql\n    AS $body$\n\
            BEGIN -- it's $$ for the first\n  NEW.unit := '$$';\n\
            INSERT INTO inventory (item_name, id) VALUES (NEW.name, 1);\nRETURN NEW;\nEND;\n$body$;\n\
            COMMENT ON TABLE inventory IS 'worth $5$;\nINSERT INTO inventory VALUES (1);\n it''s ours';\n\
            DO $$ BEGIN PERFORM 1; END $$;\n\
            INSERT INTO inventory (id, item_name) VALUES (1, 'Coke');\n";
        assert_eq!(read(dump), ["13 inventory(id,item_name): 1|Coke"]);
    }

    #[test]
    fn postgresql_s_own_format_is_told() {
        let refused = rows(b"PGDMP\x01\x0e".as_slice(), |_| Ok(())).unwrap_err();
        assert!(refused.to_string().contains("--format=plain"), "{refused}");
    }
}
