//! Names to items, where a name that is not exact needs no question: what is asked, and what is only noted.

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::ItemId;
use backroom_core::inventory::Stock;
use backroom_core::reply::answer::Checked;

use crate::Failure;
use crate::turn::Turn;

/// What each name is, in their order, for an answer that nothing is decided on: half a read for each exact name.
pub(crate) async fn look_up(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
) -> Result<Vec<Checked>, Failure> {
    let ids = ids(names);
    let exact = turn.to.store.look_up_items(turn.business(), &ids).await?;
    find(turn, names, &ids, &exact).await
}

/// The same, to be written: a read for each.
pub(crate) async fn load(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
) -> Result<Vec<Checked>, Failure> {
    let ids = ids(names);
    let exact = turn.to.store.load_items(turn.business(), &ids).await?;
    find(turn, names, &ids, &exact).await
}

fn ids(names: &[impl AsRef<str>]) -> Vec<ItemId> {
    names
        .iter()
        .map(|name| ItemId::new(fold(name.as_ref())))
        .collect()
}

/// Only if a name is not exact is the whole list read.
async fn find(
    turn: &Turn<'_>,
    names: &[impl AsRef<str>],
    ids: &[ItemId],
    exact: &Stock,
) -> Result<Vec<Checked>, Failure> {
    let found: Option<Vec<Checked>> = ids
        .iter()
        .map(|id| exact.find(id.as_str()).cloned().map(Checked::Found))
        .collect();
    if let Some(found) = found {
        return Ok(found);
    }
    let all = All::read(turn).await?;
    Ok(names.iter().map(|name| all.find(name.as_ref())).collect())
}

/// All items of the business, to find names among.
pub(crate) struct All {
    pub(crate) stock: Stock,
    catalogue: Catalogue,
}

impl All {
    pub(crate) async fn read(turn: &Turn<'_>) -> Result<Self, Failure> {
        let items = turn.to.store.list_items(turn.business(), true).await?;
        let catalogue = Catalogue::of(&items);
        let stock = Stock::new(items);
        Ok(Self { stock, catalogue })
    }

    /// What this name is.
    pub(crate) fn find(&self, name: &str) -> Checked {
        let found = |id| self.stock.get(id).cloned();
        match self.catalogue.resolve(name) {
            Resolution::Item(id) => {
                found(&id).map_or_else(|| Checked::Unknown(name.to_owned()), Checked::Found)
            }
            Resolution::Close(near) => {
                Checked::Close(name.to_owned(), near.iter().filter_map(found).collect())
            }
            Resolution::Unknown => Checked::Unknown(name.to_owned()),
        }
    }
}
