//! `backroom parse`: what the grammar makes of messages. Grammar only: no table, no network, no Gemini.

mod json;
mod show;
mod stream;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::ItemId;
use backroom_core::parse::parse;

/// Options of `backroom parse`.
#[derive(clap::Args)]
pub(crate) struct ParseArgs {
    /// The message. Without one, JSON lines {"id","text"} are read from standard input and answered in order.
    text: Vec<String>,
    /// A file with one item name a line: each line of a change then tells which item its name resolves to.
    #[arg(long, value_name = "FILE")]
    items: Option<PathBuf>,
}

/// The items of a shop, as the file names them.
pub(crate) struct Items {
    catalogue: Catalogue,
    /// The names that fold to each id: a list may hold "Onion" and "onions".
    names: BTreeMap<ItemId, Vec<String>>,
}

/// What a name means among the items, in the words of the file.
pub(crate) enum Found<'a> {
    Item(&'a str),
    Close(Vec<&'a str>),
    Unknown,
}

impl Items {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        let text = String::from_utf8_lossy(&text);
        Ok(Self::new(text.trim_start_matches('\u{feff}').lines()))
    }

    fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut names: BTreeMap<ItemId, Vec<String>> = BTreeMap::new();
        for name in lines.map(str::trim).filter(|name| !name.is_empty()) {
            let id = ItemId::new(fold(name));
            names.entry(id).or_default().push(name.to_owned());
        }
        let items = names
            .iter()
            .map(|(id, names)| (id.clone(), &names[0], [] as [&str; 0]));
        Self {
            catalogue: Catalogue::new(items),
            names,
        }
    }

    /// The item or items, each as the file has it; of several ways to write one, the one that was said.
    pub(crate) fn resolve(&self, said: &str) -> Found<'_> {
        let name = |id: &ItemId| {
            let names = &self.names[id];
            let same = |name: &&String| name.to_lowercase() == said.to_lowercase();
            names.iter().find(same).unwrap_or(&names[0]).as_str()
        };
        match self.catalogue.resolve(said) {
            Resolution::Item(id) => Found::Item(name(&id)),
            Resolution::Close(ids) => Found::Close(ids.iter().map(name).collect()),
            Resolution::Unknown => Found::Unknown,
        }
    }
}

/// Runs it.
///
/// # Errors
/// The items can't be read, or standard input or output fails; a reader that went away is no error.
pub(crate) fn run(args: &ParseArgs) -> anyhow::Result<()> {
    let items = args.items.as_deref().map(Items::read).transpose()?;
    let items = items.as_ref();
    let mut output = BufWriter::new(io::stdout().lock());
    let done = if args.text.is_empty() {
        stream::run(BufReader::new(io::stdin().lock()), &mut output, items)
    } else {
        let text = args.text.join(" ");
        show::show(&parse(&text), items, &mut output)
    };
    match done.and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_named_as_the_file_names_it() {
        let items = Items::new("Coke 2L\nOnion\nonions\n\n  Bread  ".lines());
        let item = |said: &str| match items.resolve(said) {
            Found::Item(name) => Some(name),
            Found::Close(_) | Found::Unknown => None,
        };
        assert_eq!(item("2l coke"), Some("Coke 2L"));
        assert_eq!(item("onion"), Some("Onion"));
        assert_eq!(item("onions"), Some("onions"));
        assert_eq!(item("large onions"), Some("Onion"));
        assert_eq!(item("breads"), Some("Bread"));
        assert_eq!(item("coke"), Some("Coke 2L"));
        assert_eq!(item("milk"), None);
    }
}
