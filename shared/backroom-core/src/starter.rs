//! Lists to start with, by trade: what most shops of a kind keep, with sensible units, packs and other names, and nothing on
//! hand. One file of `starters/` for each trade; its first line is the words that name it, the others are items:
//!
//! ```text
//! coke | bottle | case 24 bottle | coca cola, cola
//! ```

use serde::{Deserialize, Serialize};

use crate::catalogue::fold;
use crate::ids::ItemId;
use crate::inventory::{Item, Pack};
use crate::unit::Unit;

/// A kind of business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// Groceries, round the corner.
    Spaza,
    /// Cars.
    Mechanic,
    /// Panels, inverters, batteries.
    Solar,
    /// Clothes.
    Boutique,
    /// Food, cooked.
    Caterer,
    /// Hair and nails.
    Salon,
    /// Building materials.
    Hardware,
    /// Drinks.
    Tavern,
    /// Whatever else.
    Other,
}

impl Trade {
    /// All that have a name of their own, as they are offered.
    pub const NAMED: [Self; 8] = [
        Self::Spaza,
        Self::Mechanic,
        Self::Solar,
        Self::Boutique,
        Self::Caterer,
        Self::Salon,
        Self::Hardware,
        Self::Tavern,
    ];

    fn list(self) -> &'static str {
        match self {
            Self::Spaza => include_str!("../starters/spaza.txt"),
            Self::Mechanic => include_str!("../starters/mechanic.txt"),
            Self::Solar => include_str!("../starters/solar.txt"),
            Self::Boutique => include_str!("../starters/boutique.txt"),
            Self::Caterer => include_str!("../starters/caterer.txt"),
            Self::Salon => include_str!("../starters/salon.txt"),
            Self::Hardware => include_str!("../starters/hardware.txt"),
            Self::Tavern => include_str!("../starters/tavern.txt"),
            Self::Other => include_str!("../starters/other.txt"),
        }
    }

    /// Its words, the one that it is called first.
    fn words(self) -> impl Iterator<Item = &'static str> {
        let first = self.list().lines().next().unwrap_or_default();
        first.split(", ")
    }

    /// What it is called: "spaza".
    pub fn name(self) -> &'static str {
        self.words().next().unwrap_or_default()
    }

    /// The trade that is named in these words, if just one is: "Thandi's Spaza", "a tuck shop".
    pub fn named_in(words: &str) -> Option<Self> {
        let said = format!(
            " {} ",
            words
                .to_lowercase()
                .replace(|c: char| !c.is_alphanumeric(), " ")
        );
        let names = |trade: &Self| {
            trade
                .words()
                .any(|word| said.contains(&format!(" {word} ")))
        };
        let mut named = Self::NAMED.into_iter().filter(names);
        named.next().filter(|_| named.next().is_none())
    }

    /// Its items: new ones, with nothing on hand.
    pub fn items(self) -> Vec<Item> {
        self.list().lines().skip(1).map(item).collect()
    }
}

fn item(line: &str) -> Item {
    let mut columns = line.split('|').map(str::trim);
    let mut next = || columns.next().unwrap_or_default();
    let (name, unit, pack, others) = (next(), next(), next(), next());
    let id = fold(name);
    let mut aliases: Vec<String> = others.split(", ").map(fold).collect();
    aliases.retain(|alias| !alias.is_empty() && *alias != id);
    Item {
        unit: (!unit.is_empty()).then(|| Unit::new(unit)),
        packs: self::pack(pack).into_iter().collect(),
        aliases,
        ..Item::new(ItemId::new(id), name)
    }
}

/// "case 24 bottle".
fn pack(text: &str) -> Option<Pack> {
    let mut words = text.split(' ');
    Some(Pack {
        unit: Unit::new(words.next()?),
        holds: words.next()?.parse().ok()?,
        of: Unit::new(words.next()?),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::intent::{Intent, Parsed};
    use crate::parse::parse;
    use crate::quantity::Quantity;

    #[test]
    fn each_list_is_one_that_could_have_been_typed() {
        for trade in Trade::NAMED.into_iter().chain([Trade::Other]) {
            let items = trade.items();
            assert!(
                (4..=15).contains(&items.len()),
                "{trade:?}: {}",
                items.len()
            );
            let mut names = BTreeSet::new();
            for (item, line) in items.iter().zip(trade.list().lines().skip(1)) {
                check(item, line);
                let all = std::iter::once(item.id.as_str());
                for name in all.chain(item.aliases.iter().map(String::as_str)) {
                    assert!(names.insert(name.to_owned()), "{name} twice in {trade:?}");
                }
            }
        }
    }

    fn check(item: &Item, line: &str) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let column = |at: usize| columns.get(at).copied().unwrap_or_default();
        let unit = item.unit.as_ref();
        assert!(
            unit.is_none_or(|unit| Unit::from_word(unit.as_str()).as_ref() == Some(unit)),
            "{line}"
        );
        assert_eq!(item.packs.is_empty(), column(2).is_empty(), "{line}");
        for pack in &item.packs {
            let held = item.measure(Quantity::ONE, Some(&pack.unit));
            assert_eq!(held.unwrap(), pack.holds, "{line}");
        }
        let others = column(3).split(", ").filter(|other| !other.is_empty());
        for name in std::iter::once(column(0)).chain(others) {
            let sold = parse(&format!("sold 3 {name}"));
            let Parsed::Understood(Intent::Change(lines)) = sold else {
                panic!("sold 3 {name}: {sold:?}");
            };
            let folded = fold(&lines[0].name);
            assert!(
                folded == item.id.as_str() || item.aliases.contains(&folded),
                "{line}"
            );
        }
    }

    #[test]
    fn a_trade_is_known_by_its_words() {
        for (words, trade) in [
            ("Thandi's Spaza", Some(Trade::Spaza)),
            ("a tuck shop", Some(Trade::Spaza)),
            ("JOE'S HAIR", Some(Trade::Salon)),
            ("Barclay's", None),
            ("Spaza and Tavern", None),
            ("coke", None),
        ] {
            assert_eq!(Trade::named_in(words), trade, "{words}");
        }
    }
}
