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
    let items = turn.to.store.list_items(turn.business(), true).await?;
    let catalogue = Catalogue::new(
        items
            .iter()
            .map(|item| (item.id.clone(), &*item.name, &*item.aliases)),
    );
    let all = Stock::new(items.iter().cloned());
    let named = |name: &str| match catalogue.resolve(name) {
        Resolution::Item(id) => match all.get(&id) {
            Some(item) => Checked::Found(item.clone()),
            None => Checked::Unknown(name.to_owned()),
        },
        Resolution::Close(near) => {
            let near = near.iter().filter_map(|id| all.get(id)).cloned().collect();
            Checked::Close(name.to_owned(), near)
        }
        Resolution::Unknown => Checked::Unknown(name.to_owned()),
    };
    Ok(names.iter().map(|name| named(name.as_ref())).collect())
}
