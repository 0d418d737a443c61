//! `backroom parse`: what the grammar makes of messages. Grammar only: no table, no network, no Gemini.

mod json;
mod show;
mod stream;

use std::fs;
use std::io::{self, BufReader, BufWriter, ErrorKind, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use backroom_core::catalogue::{Catalogue, Resolution};
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
}

impl Items {
    fn read(path: &PathBuf) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        let text = String::from_utf8_lossy(&text);
        let names = text
            .lines()
            .map(|line| line.trim_start_matches('\u{feff}').trim());
        // Here an item is known by its name as written, which is what the answer has to show.
        let items = names
            .filter(|name| !name.is_empty())
            .map(|name| (ItemId::new(name), name, [] as [&str; 0]));
        Ok(Self {
            catalogue: Catalogue::new(items),
        })
    }

    /// The names of the item, or of those that are close.
    pub(crate) fn resolve(&self, name: &str) -> Resolution {
        self.catalogue.resolve(name)
    }
}

/// Runs it.
///
/// # Errors
/// The items can't be read, or standard input or output fails; a reader that went away is no error.
pub(crate) fn run(args: &ParseArgs) -> anyhow::Result<()> {
    let items = args.items.as_ref().map(Items::read).transpose()?;
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
