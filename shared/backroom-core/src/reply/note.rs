//! What is said when something is remembered about items.

use super::money::money;
use super::plural::agreeing;
use super::{Reply, amount, title};
use crate::intent::Noted;
use crate::inventory::Item;
use crate::money::SellingPrice;
use crate::reorder::Alert;
use crate::unit::Unit;

/// "Bread sells for R18.00 each. I count that where a sale says no price.": the items as they are now.
pub fn noted(notes: &[(Item, Noted)], currency: &str) -> Reply {
    match notes {
        [(item, what)] => Reply::text(format!("{}.{}", line(item, what, currency), hint(what))),
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|(item, what)| format!("• {}", line(item, what, currency)))
                .collect();
            Reply::list("OK:", &lines, "")
        }
    }
}

fn line(item: &Item, what: &Noted, currency: &str) -> String {
    let name = title(&item.name);
    match what {
        Noted::Price(..) | Noted::NoPrice => match &item.price {
            Some(price) => sells_for(item, price, currency),
            None => format!("{name} {} no price now", agreeing(&name, "has", "have")),
        },
        Noted::Alert { .. } | Noted::NoAlert => match item.alert {
            Some(alert) => format!("{name}: {}", alert_at(alert, item)),
            None => format!("{name}: no alert"),
        },
        Noted::Supplier(_) | Noted::SupplierBehind | Noted::NoSupplier => match &item.supplier {
            Some(supplier) => {
                let comes = agreeing(&name, "comes", "come");
                format!("{name} {comes} from {}", title(supplier))
            }
            None => format!("{name} {} no supplier now", agreeing(&name, "has", "have")),
        },
    }
}

fn hint(what: &Noted) -> &'static str {
    match what {
        Noted::Price(..) => " I count that where a sale says no price.",
        Noted::Supplier(_) | Noted::SupplierBehind => " What to buy, by supplier: reorder",
        Noted::NoPrice | Noted::Alert { .. } | Noted::NoAlert | Noted::NoSupplier => "",
    }
}

/// "alert below 10 loaves (you have 12 loaves)".
fn alert_at(alert: Alert, item: &Item) -> String {
    let level = amount(alert.level(), item.unit.as_ref());
    let at = match alert {
        Alert::At(_) => "at",
        Alert::Below(_) => "below",
    };
    let on_hand = amount(item.on_hand, item.unit.as_ref());
    let now = if item.is_low() {
        ", so it is low already"
    } else {
        ""
    };
    format!("alert {at} {level} (you have {on_hand}{now})")
}

/// "Bread sells for R18.00 each", "Rice sells for R25.00 per kg".
pub(super) fn sells_for(item: &Item, price: &SellingPrice, currency: &str) -> String {
    let each = if price.per.is_none() { " each" } else { "" };
    let price = priced(price, currency);
    let (name, sells) = (title(&item.name), agreeing(&item.name, "sells", "sell"));
    format!("{name} {sells} for {price}{each}")
}

/// "R18.00", "R25.00 per kg".
pub(super) fn priced(price: &SellingPrice, currency: &str) -> String {
    let each = money(price.each, currency);
    match &price.per {
        None => each,
        Some(unit) => format!("{each} per {}", unit.as_str()),
    }
}

/// A price that can't be turned into one for the item's unit.
pub fn price_of_another_unit(item: &Item, said: &Unit) -> Reply {
    let unit = item.unit.as_ref().map_or("piece", Unit::as_str);
    Reply::text(format!(
        "{} {} kept in {}, and I can't tell what one {unit} sells for from the price of one {}. Nothing was changed: send the price of one {unit}.",
        title(&item.name),
        agreeing(&item.name, "is", "are"),
        item.unit.as_ref().map_or("pieces".into(), Unit::plural),
        said.as_str()
    ))
}

/// A sum past what can be counted.
pub fn too_much() -> Reply {
    Reply::text("That is more money than I can count. Check the number. Nothing was changed.")
}

/// "supplier brown bread albany", where no item is called like its beginning.
pub fn whose_supplier() -> Reply {
    Reply::text(
        "I don't know which item you mean. Say it like: bread from albany. Nothing was changed.",
    )
}
