//! Items: those that a message names, or all of them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::ids::{BusinessId, ItemId};
use backroom_core::inventory::{Item, MovementHash, Removals, Stock, Worth};
use backroom_core::money::{Money, SellingPrice};
use backroom_core::quantity::Quantity;
use backroom_core::reorder::Alert;
use backroom_core::unit::Unit;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Store;
use super::attributes::{Attributes, Row, number, seconds, text};
use super::commit::Alias;
use super::error::StoreError;
use super::keys;
use super::read::Range;
use super::transact::update;

impl Store {
    /// Those of the items that there are, strongly consistent: a message must see what the one before it wrote. Names
    /// that are no item, or one that was deleted, are looked up as aliases, and the items behind them are in the answer too
    /// ([`Stock::find`] finds them by either).
    ///
    /// One read unit for each item found; a name that is none costs one more, an alias two.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn load_items(
        &self,
        business: &BusinessId,
        names: &[ItemId],
    ) -> Result<Stock, StoreError> {
        let names: BTreeSet<&ItemId> = names.iter().collect();
        let mut items = self.read_items(business, &names).await?;
        let missing: BTreeSet<&ItemId> = names
            .into_iter()
            .filter(|name| items.iter().all(|item| item.id != **name || item.deleted))
            .collect();
        if !missing.is_empty() {
            let behind = self.read_aliases(business, &missing).await?;
            let more: BTreeSet<&ItemId> = behind
                .values()
                .filter(|id| items.iter().all(|item| item.id != **id))
                .collect();
            items.append(&mut self.read_items(business, &more).await?);
            for (alias, id) in &behind {
                let item = items.iter_mut().find(|item| item.id == *id);
                if let Some(item) = item.filter(|item| !item.aliases.contains(alias)) {
                    item.aliases.push(alias.clone());
                }
            }
        }
        Ok(Stock::new(items))
    }

    /// All items of a business, by id, but for those that were deleted. Eventually consistent is half the price: one read
    /// unit for each 8 KB, some sixty items.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn list_items(
        &self,
        business: &BusinessId,
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = self.all_items(business, consistent).await?;
        items.retain(|item| !item.deleted);
        Ok(items)
    }

    /// As [`Store::list_items`], with those that were deleted: to decide on, and to verify.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn all_items(
        &self,
        business: &BusinessId,
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let range = Range::beginning("list items", keys::business(business), keys::ITEM);
        let records = self
            .all_pages(&Range {
                consistent,
                ..range
            })
            .await?;
        records.iter().map(read).collect()
    }

    /// The items of a business that were not deleted, by id, a page of up to 1 MB at a time: for a shop of any size.
    pub fn item_pages(&self, business: &BusinessId) -> ItemPages {
        ItemPages {
            store: self.clone(),
            range: Range::beginning("list items", keys::business(business), keys::ITEM),
            from: None,
            ended: false,
        }
    }

    async fn read_items(
        &self,
        business: &BusinessId,
        ids: &BTreeSet<&ItemId>,
    ) -> Result<Vec<Item>, StoreError> {
        let keys: Vec<_> = ids.iter().map(|id| keys::item(business, id)).collect();
        let records = self.get_all("load items", &keys, true).await?;
        records.iter().map(read).collect()
    }

    /// Those of the names that are aliases, with their items.
    async fn read_aliases(
        &self,
        business: &BusinessId,
        names: &BTreeSet<&ItemId>,
    ) -> Result<BTreeMap<String, ItemId>, StoreError> {
        let keys: Vec<_> = names
            .iter()
            .map(|name| keys::alias(business, name.as_str()))
            .collect();
        let records = self.get_all("load aliases", &keys, true).await?;
        let found = |name: &&ItemId| {
            let sk = text(keys::alias(business, name.as_str()).sk);
            records
                .iter()
                .find(|record| record.get(keys::SK) == Some(&sk))
        };
        names
            .iter()
            .filter_map(|name| found(name).map(|record| (name, Row::new("alias", record))))
            .map(|(name, row)| Ok((name.as_str().to_owned(), ItemId::new(row.text("item_id")?))))
            .collect()
    }
}

/// Items, read a page at a time.
#[derive(Debug)]
pub struct ItemPages {
    store: Store,
    range: Range,
    from: Option<Attributes>,
    ended: bool,
}

impl ItemPages {
    /// The next items; `None` after the last.
    ///
    /// # Errors
    /// As every call to the table; the same page can then be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<Item>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let page = self.store.page(&self.range, self.from.clone()).await?;
        let mut items: Vec<Item> = page.records.iter().map(read).collect::<Result<_, _>>()?;
        items.retain(|item| !item.deleted);
        self.ended = page.next.is_none();
        self.from = page.next;
        Ok(Some(items))
    }
}

/// Writes an item as it will be, if it is still as it was read: the version that it carries. What is learnt joins its
/// aliases.
pub(super) fn write(
    table: &str,
    business: &BusinessId,
    item: &Item,
    learns: &[Alias],
) -> TransactWriteItem {
    let learnt = learns.iter().filter(|alias| alias.item == item.id);
    let mut aliases: Vec<&str> = item.aliases.iter().map(String::as_str).collect();
    for alias in learnt.map(|alias| alias.folded.as_str()) {
        if !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    let mut values = Attributes::from([
        (":id".to_owned(), text(item.id.as_str())),
        (":name".to_owned(), text(&item.name)),
        (":on_hand".to_owned(), number(item.on_hand)),
        (":version".to_owned(), number(item.version + 1)),
        (
            ":aliases".to_owned(),
            AttributeValue::L(aliases.into_iter().map(text).collect()),
        ),
    ]);
    let mut expression = "SET item_id = :id, item_name = :name, on_hand = :on_hand, \
         version = :version, aliases = :aliases"
        .to_owned();
    let mut absent = Vec::new();
    for (name, value) in optional(item) {
        match value {
            Some(value) => {
                expression.push_str(&format!(", {name} = :{name}"));
                values.insert(format!(":{name}"), value);
            }
            None => absent.push(name),
        }
    }
    if !absent.is_empty() {
        expression.push_str(&format!(" REMOVE {}", absent.join(", ")));
    }
    let condition = if item.version == 0 {
        "attribute_not_exists(PK)"
    } else {
        values.insert(":read".to_owned(), number(item.version));
        "version = :read"
    };
    let key = keys::item(business, &item.id).attributes();
    update(table, key, &expression, Some(condition), values)
}

/// What an item need not have: what is not known takes no room.
fn optional(item: &Item) -> [(&'static str, Option<AttributeValue>); 16] {
    let costed = (!item.worth.is_none()).then_some(item.worth);
    let known = (!item.removals.is_none()).then_some(item.removals);
    let price = item.price.as_ref();
    let (at, below) = match item.alert {
        Some(Alert::At(level)) => (Some(number(level)), None),
        Some(Alert::Below(level)) => (None, Some(number(level))),
        None => (None, None),
    };
    let per = price.and_then(|price| price.per.as_ref());
    [
        (
            "item_unit",
            item.unit.as_ref().map(|unit| text(unit.as_str())),
        ),
        (
            "last_movement",
            item.last_movement.as_ref().map(|last| text(last.as_str())),
        ),
        ("moved_at", item.moved_at.map(seconds)),
        ("packs", json(&item.packs)),
        ("batches", json(&item.batches)),
        (
            "deleted",
            item.deleted.then_some(AttributeValue::Bool(true)),
        ),
        (
            "counted_at",
            item.counted_at.map(|at| number(at.as_millisecond())),
        ),
        ("costed", costed.map(|worth| number(worth.quantity))),
        ("cost", costed.map(|worth| number(worth.cost.0))),
        ("sells_for", price.map(|price| number(price.each.0))),
        ("removals", known.map(|removals| number(removals.times))),
        ("removal_mean", known.map(|removals| number(removals.mean))),
        ("alert_at", at),
        ("alert_below", below),
        ("supplier", item.supplier.as_deref().map(text)),
        ("sells_per", per.map(|unit| text(unit.as_str()))),
    ]
}

/// As one text: short, and read and written as a whole.
fn json(list: &[impl Serialize]) -> Option<AttributeValue> {
    let json = serde_json::to_string(list).ok();
    json.filter(|_| !list.is_empty()).map(text)
}

fn from_json<T: DeserializeOwned>(row: Row<'_>, name: &'static str) -> Result<Vec<T>, StoreError> {
    match row.text_if(name)? {
        None => Ok(Vec::new()),
        Some(list) => serde_json::from_str(list).map_err(|_| row.corrupt(name)),
    }
}

pub(super) fn read(record: &Attributes) -> Result<Item, StoreError> {
    let row = Row::new("item", record);
    let version = row.number("version")?;
    if version == 0 {
        return Err(row.corrupt("version"));
    }
    let id = ItemId::new(row.text("item_id")?);
    if row.text(keys::SK)? != format!("{}{}", keys::ITEM, keys::tail(id.as_str())) {
        return Err(row.corrupt("item_id"));
    }
    Ok(Item {
        id,
        name: row.text("item_name")?.to_owned(),
        unit: row.text_if("item_unit")?.map(Unit::new),
        on_hand: row.number("on_hand")?,
        version,
        aliases: row.texts("aliases")?,
        packs: from_json(row, "packs")?,
        batches: from_json(row, "batches")?,
        deleted: row.flag("deleted")?,
        last_movement: row.text_if("last_movement")?.map(MovementHash::new),
        moved_at: if row.has("moved_at") {
            Some(row.moment("moved_at")?)
        } else {
            None
        },
        counted_at: counted_at(row)?,
        worth: Worth {
            quantity: row.number_if("costed")?.unwrap_or(Quantity::ZERO),
            cost: Money(row.number_if("cost")?.unwrap_or_default()),
        },
        price: price(row)?,
        removals: Removals {
            times: row.number_if("removals")?.unwrap_or_default(),
            mean: row.number_if("removal_mean")?.unwrap_or_default(),
        },
        alert: alert(row)?,
        supplier: row.text_if("supplier")?.map(str::to_owned),
    })
}

fn alert(row: Row<'_>) -> Result<Option<Alert>, StoreError> {
    let at = row.number_if("alert_at")?.map(Alert::At);
    let below = row.number_if("alert_below")?.map(Alert::Below);
    Ok(at.or(below))
}

fn counted_at(row: Row<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = row
        .number_if("counted_at")?
        .map(Timestamp::from_millisecond);
    at.transpose().map_err(|_| row.corrupt("counted_at"))
}

fn price(row: Row<'_>) -> Result<Option<SellingPrice>, StoreError> {
    let per = row.text_if("sells_per")?.map(Unit::new);
    let each = row.number_if("sells_for")?;
    Ok(each.map(|each| SellingPrice {
        each: Money(each),
        per,
    }))
}
