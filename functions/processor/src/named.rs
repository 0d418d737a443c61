//! Names to items, where a name that is not exact needs no question: what is asked, and what is only noted.

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::ItemId;
use backroom_core::intent::Parsed;
use backroom_core::inventory::{Item, Stock};
use backroom_core::parse::parse_among;
use backroom_core::reply::answer::Checked;
use backroom_core::reply::{Reply, items as words};

use crate::Failure;
use crate::turn::Turn;

/// A question offers as many items as there are buttons.
pub(crate) const OFFERED: usize = 3;

/// The message as the names of the shop make it clearer; for half a read of the list. `None` if they don't.
pub(crate) async fn read_again(
    turn: &Turn<'_>,
    words: &str,
    first: &Parsed,
) -> Result<Option<Parsed>, Failure> {
    let items = turn.to.items_read(turn.business()).await?;
    let parsed = parse_among(words, &Catalogue::of(items.iter()));
    Ok((parsed != *first).then_some(parsed))
}

/// What each name is, in their order, as it is now: a read for each exact name. A question may come in one batch with what
/// was sold right before it.
pub(crate) async fn load(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
) -> Result<Vec<Checked>, Failure> {
    let ids = ids(names);
    let exact = turn.to.store.load_items(turn.business(), &ids).await?;
    find(turn, names, &ids, &exact).await
}

/// Those that go by this name: exactly, or else with these words in theirs.
pub(crate) fn called<'a, T>(all: &'a [T], said: &str, name: impl Fn(&T) -> &str) -> Vec<&'a T> {
    let said = fold(said);
    let exact: Vec<&T> = all.iter().filter(|one| fold(name(one)) == said).collect();
    if !exact.is_empty() || said.is_empty() {
        return exact;
    }
    let has_words = |one: &&T| {
        let own = fold(name(one));
        let has = |word: &str| own.split(' ').any(|other| other == word);
        said.split(' ').all(has)
    };
    all.iter().filter(has_words).collect()
}

/// The item that is meant for certain, to be written; or what to say.
pub(crate) async fn certain(turn: &Turn<'_>, name: &str) -> Result<Result<Item, Reply>, Failure> {
    let found = load(turn, &[name]).await?.into_iter().next();
    Ok(match found {
        Some(Checked::Found(item)) => Ok(*item),
        Some(Checked::Close(said, near)) => Err(words::did_you_mean(&said, &near)),
        Some(Checked::Unknown(_)) | None => Err(words::unknown(name)),
    })
}

/// The item of exactly this name, to be written.
pub(crate) async fn exactly(turn: &Turn<'_>, name: &str) -> Result<Option<Item>, Failure> {
    let folded = fold(name);
    let ids = [ItemId::new(folded.as_str())];
    let stock = turn.to.store.load_items(turn.business(), &ids).await?;
    Ok(stock.find(&folded).cloned())
}

/// The item that was deleted under exactly this name.
pub(crate) async fn deleted(turn: &Turn<'_>, name: &str) -> Result<Option<Item>, Failure> {
    let id = ItemId::new(fold(name));
    let ids = std::slice::from_ref(&id);
    let stock = turn.to.store.load_items(turn.business(), ids).await?;
    Ok(stock.get(&id).filter(|item| item.deleted).cloned())
}

fn ids(names: &[impl AsRef<str>]) -> Vec<ItemId> {
    names
        .iter()
        .map(|name| ItemId::new(fold(name.as_ref())))
        .collect()
}

/// Only if a name is not exact, nor is known to be another name of something, is the whole list read.
async fn find(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
    ids: &[ItemId],
    exact: &Stock,
) -> Result<Vec<Checked>, Failure> {
    let found: Option<Vec<Checked>> = ids
        .iter()
        .map(|id| {
            exact
                .find(id.as_str())
                .cloned()
                .map(|item| Checked::Found(Box::new(item)))
        })
        .collect();
    if let Some(found) = found {
        return Ok(found);
    }
    if let Some(found) = by_known_names(turn, names).await? {
        return Ok(found);
    }
    let all = All::read(turn).await?;
    Ok(names.iter().map(|name| all.find(name.as_ref())).collect())
}

/// The items, if the names known from a while ago say which they are; each read fresh, and still going by its name. What is
/// new, close or unknown since is looked for among all.
async fn by_known_names(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
) -> Result<Option<Vec<Checked>>, Failure> {
    let (store, business) = (&turn.to.store, turn.business());
    let Some(known) = turn.to.items_known(business) else {
        return Ok(None);
    };
    let meant = meant(&Catalogue::of(known.iter()), names);
    let Some(ids) = meant else { return Ok(None) };
    let fresh = store.load_items(business, &ids).await?;
    if self::meant(&Catalogue::of(fresh.kept()), names).as_ref() != Some(&ids) {
        return Ok(None);
    }
    let found = ids.iter().map(|id| {
        let item = fresh.get(id).cloned()?;
        Some(Checked::Found(Box::new(item)))
    });
    Ok(found.collect())
}

/// The items of these names, if each is one's for certain.
fn meant(catalogue: &Catalogue, names: &[impl AsRef<str>]) -> Option<Vec<ItemId>> {
    let meant = names
        .iter()
        .map(|name| match catalogue.resolve(name.as_ref()) {
            Resolution::Item(id) => Some(id),
            Resolution::Close(_) | Resolution::Unknown => None,
        });
    meant.collect()
}

/// All items of the business, to find names among. Those that were deleted go by no name, and are there to be decided on: one
/// that comes in again goes on where it ended.
pub(crate) struct All {
    pub(crate) stock: Stock,
    catalogue: Catalogue,
}

impl All {
    pub(crate) async fn read(turn: &Turn<'_>) -> Result<Self, Failure> {
        let stock = Stock::new(turn.to.all_items_now(turn.business()).await?);
        let catalogue = Catalogue::of(stock.kept());
        Ok(Self { stock, catalogue })
    }

    /// Whether the name may mean still others than these.
    pub(crate) fn has_more(&self, name: &str, than: &[Item]) -> bool {
        let other = |item: &&Item| than.iter().all(|known| known.id != item.id);
        let others = Catalogue::of(self.stock.kept().filter(other));
        than.len() >= OFFERED && others.resolve(name) != Resolution::Unknown
    }

    /// What this name is.
    pub(crate) fn find(&self, name: &str) -> Checked {
        let found = |id| self.stock.get(id).cloned();
        match self.catalogue.resolve(name) {
            Resolution::Item(id) => match found(&id) {
                Some(item) => Checked::Found(Box::new(item)),
                None => Checked::Unknown(name.to_owned()),
            },
            Resolution::Close(near) => {
                Checked::Close(name.to_owned(), near.iter().filter_map(found).collect())
            }
            Resolution::Unknown => Checked::Unknown(name.to_owned()),
        }
    }
}
