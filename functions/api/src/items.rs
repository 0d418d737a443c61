//! `/v1/items`: what there is of each item, and what it sells for and cost.

use backroom_core::business::Business;
use backroom_core::inventory::Item;
use backroom_core::money::SellingPrice;
use backroom_core::reorder::Alert;
use backroom_core::unit::Unit;
use serde_json::{Value, json};

use crate::Api;
use crate::answer::{Refusal, money};
use crate::query::{Query, item_id, read_item_id};

/// A page of them, by id.
pub(crate) async fn list(api: &Api, business: &Business, query: &Query) -> Result<Value, Refusal> {
    query.allow(&["limit", "cursor"])?;
    let limit = query.limit()?;
    let after = match query.get("cursor") {
        None => None,
        Some(cursor) => Some(read_item_id(cursor).ok_or(Refusal::Query("That is no cursor."))?),
    };
    let page = api.store.items_behind(&business.id, after.as_ref(), limit);
    let (items, more) = page.await?;
    let next = items.last().filter(|_| more).map(|last| item_id(&last.id));
    let items: Vec<Value> = items
        .iter()
        .map(|item| shown(item, &business.currency))
        .collect();
    Ok(json!({"items": items, "next_cursor": next}))
}

/// One.
pub(crate) async fn one(api: &Api, business: &Business, id: &str) -> Result<Value, Refusal> {
    let id = read_item_id(id).ok_or(Refusal::NotFound)?;
    let item = api.store.find_item(&business.id, &id).await?;
    let item = item.ok_or(Refusal::NotFound)?;
    Ok(shown(&item, &business.currency))
}

fn shown(item: &Item, currency: &str) -> Value {
    json!({
        "id": item_id(&item.id),
        "name": item.name,
        "unit": item.unit.as_ref().map(Unit::as_str),
        "on_hand": item.on_hand.to_string(),
        "price": item.price.as_ref().map(|price| priced(price, currency)),
        "cost": cost(item, currency),
        "low": item.alert.map(|alert| json!({
            "level": alert.level().to_string(),
            "when": match alert {
                Alert::At(_) => "at_or_below",
                Alert::Below(_) => "below",
            },
            "now": item.is_low(),
        })),
        "supplier": item.supplier,
    })
}

/// What one sells for: one of the unit in `per`, or of the item's own.
fn priced(price: &SellingPrice, currency: &str) -> Value {
    let mut shown = money(price.each, currency);
    shown["per"] = json!(price.per.as_ref().map(Unit::as_str));
    shown
}

/// What so much of what is on hand cost in all; nothing where no cost is known.
fn cost(item: &Item, currency: &str) -> Option<Value> {
    if item.worth.quantity.is_zero() {
        return None;
    }
    let mut shown = money(item.worth.cost, currency);
    shown["of"] = json!(item.worth.quantity.to_string());
    Some(shown)
}
