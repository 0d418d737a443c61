//! What is said about items themselves: renamed, merged, called otherwise, deleted; their packs and units.

use super::ask::{NO, Press};
use super::plural::agreeing;
use super::{Reply, amount, echo, title, titles};
use crate::ids::QuestionId;
use crate::inventory::{ALIASES_MAX, Item, Movement, PACKS_MAX, Pack};
use crate::unit::{Dimension, Unit};

/// "OK, Coke is called Coca-Cola now."
pub fn renamed(before: &str, after: &str) -> Reply {
    Reply::text(format!(
        "OK, {} is called {} now. The old name still works.",
        title(before),
        title(after)
    ))
}

/// It has that name already.
pub fn called_so_already(name: &str) -> Reply {
    Reply::text(format!("It's called {} already.", title(name)))
}

/// A name that leads to another item.
pub fn means_already(alias: &str, item: &Item) -> Reply {
    let alias = echo(alias);
    Reply::text(format!(
        "\"{alias}\" means {} already, so nothing was changed. To free it: forget alias {alias}",
        title(&item.name)
    ))
}

/// "OK, "loosies" means Cigarettes."
pub fn alias_learnt(alias: &str, item: &Item) -> Reply {
    Reply::text(format!(
        "OK, \"{}\" means {}.",
        echo(alias),
        title(&item.name)
    ))
}

/// A name that was no alias is to be forgotten.
pub fn no_alias(alias: &str) -> Reply {
    Reply::text(format!(
        "\"{}\" is no other name of anything, so nothing was changed.",
        echo(alias)
    ))
}

/// An item's own name is to be forgotten.
pub fn own_name(alias: &str, item: &Item) -> Reply {
    let alias = echo(alias);
    Reply::text(format!(
        "\"{alias}\" is the item's own name. To call it otherwise: rename {} to …",
        echo(&item.name).to_lowercase(),
    ))
}

/// "OK, "loosies" no longer means Cigarettes."
pub fn alias_forgotten(alias: &str, item: &Item) -> Reply {
    Reply::text(format!(
        "OK, \"{}\" no longer means {}.",
        echo(alias),
        title(&item.name)
    ))
}

/// An item has as many other names as it can have.
pub fn too_many_names(item: &Item) -> Reply {
    Reply::text(format!(
        "{} has {ALIASES_MAX} other names already. Forget one first, for example: forget alias {}",
        title(&item.name),
        item.aliases
            .first()
            .map_or_else(String::new, |name| echo(name)),
    ))
}

/// A name that isn't known for certain.
pub fn did_you_mean(said: &str, near: &[Item]) -> Reply {
    let near: Vec<String> = near.iter().map(|item| title(&item.name)).collect();
    Reply::text(format!(
        "I don't have \"{}\". Nearest: {}. Nothing was changed: send it with that name.",
        echo(said),
        near.join(" or ")
    ))
}

/// A name that isn't known.
pub fn unknown(said: &str) -> Reply {
    Reply::text(format!(
        "I don't have \"{}\", so nothing was changed. To see what there is: stock",
        echo(said)
    ))
}

/// Both names are those of one item.
pub fn one_already(item: &Item) -> Reply {
    Reply::text(format!("That is one item already: {}.", title(&item.name)))
}

/// "Merge Coke (12 bottles) into Coca-Cola (30 bottles)?", or which name stays.
pub fn merge(question: &QuestionId, from: &Item, into: &Item, told: bool) -> Reply {
    let no = (Press::No.id(question), NO.to_owned());
    if told {
        return Reply::with_buttons(
            format!(
                "Merge {} into {}? Its stock and names move there. Nothing is changed yet.",
                counted(from),
                counted(into)
            ),
            [(Press::Yes.id(question), "Merge".to_owned()), no],
        );
    }
    let titles = titles::unlike(&[&from.name, &into.name], &[NO]);
    Reply::with_buttons(
        format!(
            "Merge {} and {}: which name stays? Nothing is changed yet.",
            counted(from),
            counted(into)
        ),
        [
            (Press::Pick(1).id(question), titles[0].clone()),
            (Press::Pick(2).id(question), titles[1].clone()),
            no,
        ],
    )
}

/// "Coke (12 bottles)".
fn counted(item: &Item) -> String {
    format!("{} ({})", title(&item.name), on_hand(item))
}

/// By how much more went out than came in.
fn short_by(item: &Item) -> String {
    amount(item.on_hand.abs(), item.unit.as_ref())
}

fn on_hand(item: &Item) -> String {
    amount(item.on_hand, item.unit.as_ref())
}

/// "Merged: Coke is Coca-Cola now. You have 42 bottles."
pub fn merged(from: &Item, into: &Item) -> Reply {
    Reply::text(format!(
        "Merged: {} is {} now. You have {}. To take it back: undo",
        title(&from.name),
        title(&into.name),
        on_hand(into)
    ))
}

/// Items whose stock can't be added up.
pub fn not_mergeable(from: &Item, into: &Item) -> Reply {
    let kept = |item: &Item| {
        let is = agreeing(&item.name, "is", "are");
        format!("{} {is} kept in {}", title(&item.name), unit_of(item))
    };
    Reply::text(format!(
        "{} and {}, so I can't add them up. Nothing was changed. First say: keep {} in {}",
        kept(from),
        kept(into),
        echo(&from.name).to_lowercase(),
        unit_of(into),
    ))
}

/// Together they are more than can be counted.
pub fn too_much_together(into: &Item) -> Reply {
    Reply::text(format!(
        "That is more {} than I can count. Nothing was changed.",
        title(&into.name)
    ))
}

/// Together they have more other names than an item can have.
pub fn too_many_names_together(from: &Item, into: &Item) -> Reply {
    let named = [into, from]
        .into_iter()
        .max_by_key(|item| item.aliases.len());
    let name = named.and_then(|item| item.aliases.first());
    Reply::text(format!(
        "{} and {} have more than {ALIASES_MAX} other names together. Nothing was changed. Forget one first, for example: forget alias {}",
        title(&from.name),
        title(&into.name),
        name.map_or_else(String::new, |name| echo(name)),
    ))
}

/// "Delete Bread? Its 12 on hand will be written off; its history is kept."
pub fn delete(question: &QuestionId, item: &Item) -> Reply {
    let stock = if item.on_hand.is_zero() {
        "None is on hand.".to_owned()
    } else if item.on_hand.is_negative() {
        format!("The book is {} short; that is dropped.", short_by(item))
    } else {
        format!("The {} on hand will be written off.", on_hand(item))
    };
    Reply::with_buttons(
        format!(
            "Delete {}? {stock} Its history is kept. Nothing is changed yet.",
            title(&item.name)
        ),
        [
            (Press::Yes.id(question), "Delete".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// "Deleted Bread; 12 written off."
pub fn deleted(item: &Item) -> Reply {
    let off = if item.on_hand.is_zero() {
        String::new()
    } else if item.on_hand.is_negative() {
        format!("; the book was {} short", short_by(item))
    } else {
        format!("; {} written off", on_hand(item))
    };
    Reply::text(format!(
        "Deleted {}{off}. To take it back: undo",
        title(&item.name)
    ))
}

/// What was asked about is no longer there.
pub fn gone_by_now() -> Reply {
    Reply::text("That item is gone by now. Nothing was changed.")
}

/// "How many bottles are in a case of Coke?"
pub fn how_many_in(item: &Item, pack: &Unit, of: &Unit) -> Reply {
    let name = title(&item.name);
    let inside = matches!(pack.dimension(), Dimension::Pack | Dimension::Count)
        && pack.dimension() != of.dimension()
        || pack.dimension() == Dimension::Pack;
    let asked = match (inside, pack.is_plain(), of.is_plain()) {
        (_, true, _) => format!("How many {} is one {name}?", of.plural()),
        (true, _, true) => format!("How many {name} are in {}?", a(pack)),
        (true, _, false) => format!("How many {} are in {} of {name}?", of.plural(), a(pack)),
        (false, _, true) => format!("How many pieces is one {} of {name}?", pack.as_str()),
        (false, _, false) => {
            format!(
                "How many {} is one {} of {name}?",
                of.plural(),
                pack.as_str()
            )
        }
    };
    Reply::text(format!(
        "{asked} Just send the number. Nothing is changed yet."
    ))
}

/// An answer that is no number of what was asked for.
pub fn only_so_many(of: &Unit) -> Reply {
    Reply::text(format!(
        "How many {}? Just send the number, or say no.",
        plural(of)
    ))
}

/// "OK, a case of Coke is 24 bottles."; with the balance, if the item is counted in what the case holds from now on.
pub fn pack_learnt(item: &Item, pack: &Pack, before: Option<&Pack>, moved: &[Movement]) -> Reply {
    let name = title(&item.name);
    let mut text = format!("OK, {} of {name} is {}.", a(&pack.unit), held(pack));
    if let Some(before) = before {
        text.push_str(&format!(
            " It was {}; what is counted already stays as it is.",
            held(before)
        ));
    }
    if !moved.is_empty() {
        text.push_str(&format!(" You have {}.", on_hand(item)));
    }
    Reply::text(text)
}

/// What is said of a pack is known.
pub fn pack_known(item: &Item, pack: &Pack) -> Reply {
    Reply::text(format!(
        "I know: {} of {} is {}.",
        a(&pack.unit),
        title(&item.name),
        held(pack)
    ))
}

/// "A kg is 3 g": units that need no teaching.
pub fn not_a_pack(pack: &Pack) -> Reply {
    let unit = plural(&pack.of);
    Reply::text(format!(
        "I know how many {unit} {} is, so nothing was changed.",
        a(&pack.unit)
    ))
}

/// An item has as many packs as it can have.
pub fn too_many_packs(item: &Item) -> Reply {
    Reply::text(format!(
        "{} has {PACKS_MAX} packs already: I can't learn one more.",
        title(&item.name)
    ))
}

/// "OK, Coke is kept in bottles now. You have 48 bottles."
pub fn kept_in(item: &Item) -> Reply {
    Reply::text(format!(
        "OK, {} {} kept in {} now. You have {}.",
        title(&item.name),
        agreeing(&item.name, "is", "are"),
        unit_of(item),
        on_hand(item)
    ))
}

/// It is kept in that unit already.
pub fn kept_so_already(item: &Item) -> Reply {
    Reply::text(format!(
        "{} {} kept in {} already. You have {}.",
        title(&item.name),
        agreeing(&item.name, "is", "are"),
        unit_of(item),
        on_hand(item)
    ))
}

/// What is on hand can't be told in that unit exactly.
pub fn comes_out_crooked(item: &Item, unit: &Unit) -> Reply {
    Reply::text(format!(
        "{} on hand can't be told in {} exactly, so nothing was changed.",
        on_hand(item),
        plural(unit)
    ))
}

/// Added to the first receipt of something in packs.
pub fn tell_what_is_in(reply: Reply, item: &Item, pack: &Unit) -> Reply {
    Reply {
        body: format!(
            "{} If you sell single ones, tell me how many are in {}, for example: 1 {} {} = 24",
            reply.body,
            a(pack),
            pack.as_str(),
            echo(&item.name).to_lowercase(),
        ),
        ..reply
    }
}

fn unit_of(item: &Item) -> String {
    item.unit
        .as_ref()
        .map_or_else(|| "pieces".to_owned(), plural)
}

fn plural(unit: &Unit) -> String {
    if unit.is_plain() {
        "pieces".to_owned()
    } else {
        unit.plural().into_owned()
    }
}

/// "24 bottles", "24 pieces": with a unit, so that it is not taken for a price.
fn held(pack: &Pack) -> String {
    amount(pack.holds, Some(&pack.of))
}

/// "a case", "an envelope".
fn a(unit: &Unit) -> String {
    let word = unit.as_str();
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) && !word.starts_with("uni") {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}
