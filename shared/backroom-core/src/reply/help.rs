//! What can be said, with the shop's own items for examples.

use super::{Reply, echo};
use crate::intent::Topic;
use crate::inventory::Item;

/// Examples of what can be said: in short, or all about one thing.
pub fn help(items: &[Item], topic: Option<Topic>) -> Reply {
    let (one, other) = examples(items);
    Reply::text(match topic {
        None => short(&one, &other),
        Some(Topic::Stock) => stock(&one, &other),
        Some(Topic::Items) => of_items(&one, &other),
        Some(Topic::Money) => money(&one, &other),
        Some(Topic::Reports) => reports(&one),
        Some(Topic::Team) => team(),
        Some(Topic::Paste) => paste(),
    })
}

/// What is said to a bare "help", and the name to say it with.
struct Example {
    name: String,
    /// "bottles of coke", "coke".
    some: String,
}

/// The two items that change most often, and where there are none, what any shop has.
fn examples(items: &[Item]) -> (Example, Example) {
    let mut items: Vec<&Item> = items.iter().collect();
    items.sort_by_key(|item| (std::cmp::Reverse(item.version), &item.name));
    let example = |at: usize, name: &str, some: &str| match items.get(at) {
        None => Example {
            name: name.to_owned(),
            some: some.to_owned(),
        },
        Some(item) => {
            let name = echo(&item.name).to_lowercase();
            let some = match &item.unit {
                Some(unit) => format!("{} of {name}", unit.plural()),
                None => name.clone(),
            };
            Example { name, some }
        }
    };
    (
        example(0, "coke", "bottles of coke"),
        example(1, "bread", "bread"),
    )
}

fn short(one: &Example, other: &Example) -> String {
    let (name, some, other) = (&one.name, &one.some, &other.name);
    format!(
        "Tell me what moves, and I keep count:\n\
         • got 50 {some}\n\
         • sold 3 {name}\n\
         • used 2 {other}, broke 1 {name}\n\
         • count: 40 {name}, 10 {other} (the whole shop: start count)\n\
         Ask me:\n\
         • how many {name}?\n\
         • stock\n\
         • today\n\
         Made a mistake? undo, or: no, 15\n\
         To be told in time: alert {other} 10. What to buy: reorder\n\
         More: help stock, help items, help money, help reports, help team"
    )
}

fn stock(one: &Example, other: &Example) -> String {
    let (name, some, other) = (&one.name, &one.some, &other.name);
    format!(
        "Stock in and out:\n\
         • got 50 {some}\n\
         • sold 3 {name}, 2 {other}\n\
         • used 2 {other}, broke 1 {name}\n\
         • got 20 {other} exp 30 nov, and then: expiring\n\
         • sold 2 {other} on friday (up to 7 days back)\n\
         What there is:\n\
         • how many {name}?\n\
         • stock\n\
         Counting:\n\
         • count: 40 {name}, 10 {other}\n\
         • the whole shop: start count, uncounted, end count\n\
         All of it at once: paste my list\n\
         Made a mistake? undo, or: no, 15. Reply \"undo\" to an older message to take that back.\n\
         To sell more than there is: oversell on"
    )
}

fn of_items(one: &Example, other: &Example) -> String {
    let (name, other) = (&one.name, &other.name);
    format!(
        "Names:\n\
         • rename {name} to …\n\
         • … = {name} (another name for it), forget alias …\n\
         • merge {name} and {other} (to one item)\n\
         • delete {other}\n\
         Packs and units:\n\
         • 1 case {name} = 24, or: a tray of eggs is 30\n\
         • keep {other} in kg\n\
         Who it is bought from: {other} from …"
    )
}

fn money(one: &Example, other: &Example) -> String {
    let (name, other) = (&one.name, &other.name);
    format!(
        "Prices:\n\
         • bought 10 {other} @ 12\n\
         • sold 2 {name} @ 18\n\
         • price {name} 18, price of {name}, cost of {name}, price list\n\
         What it comes to (profit and stock value for the owner and managers):\n\
         • sales today\n\
         • profit this week\n\
         • stock value\n\
         On credit:\n\
         • 2 {other} on credit for Thandi\n\
         • Thandi owes 50, Thandi paid 50\n\
         • who owes me?, history Thandi\n\
         • no, Thandi paid 60\n\
         • Thandi returned 1 {other} on credit\n\
         • rename customer Thandi to …"
    )
}

fn reports(one: &Example) -> String {
    let name = &one.name;
    format!(
        "What happened:\n\
         • today, yesterday, sales friday, profit october\n\
         • history {name}, who sold {name}\n\
         • report week. Each morning: reports on. None: reports off\n\
         • trends (what grows, what falls, what to order; from Pro on)\n\
         In time:\n\
         • alert {name} 10, no alert {name}, my alerts\n\
         • low\n\
         • reorder (what to buy, by supplier)\n\
         • expiring\n\
         As a file (from Starter on):\n\
         • export stock, export sales last month, export june\n\
         Kept in a sheet of yours:\n\
         • google sheet, sheet now, sheet off\n\
         Read by other programs (from Pro on):\n\
         • api key, new api key, api off"
    )
}

fn team() -> String {
    "Your people:\n\
     • team\n\
     • invite, invite manager\n\
     • make Sipho manager, remove Sipho\n\
     Your shops:\n\
     • my shops, new shop, switch, leave\n\
     • call my shop …\n\
     Fewer replies: quiet on, or: confirm with reactions, or: confirm hourly. All of them: quiet off\n\
     When reports come: quiet hours 21 to 6. Where you are: timezone Africa/Lagos, currency NGN\n\
     How it is set: settings. Your plan: plan, upgrade\n\
     Your data: export my data, delete my data, delete my shop"
        .to_owned()
}

/// How a shop that kept its stock elsewhere puts all of it in.
fn paste() -> String {
    "Send me all of it in one message, a line for each item:\n\
     coke 24\n\
     bread 10\n\
     rice 12.5 kg\n\
     I ask once, and put it in. A CSV file is fine too: send it here. 50 items at a time."
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;
    use crate::intent::{Parsed, Problem};
    use crate::parse::parse;
    use crate::unit::Unit;

    const TOPICS: [Option<Topic>; 7] = [
        None,
        Some(Topic::Stock),
        Some(Topic::Items),
        Some(Topic::Money),
        Some(Topic::Reports),
        Some(Topic::Team),
        Some(Topic::Paste),
    ];

    #[test]
    fn the_examples_are_what_the_shop_has() {
        let item = |name: &str, unit: Option<&str>, version: u64| Item {
            unit: unit.map(Unit::new),
            version,
            ..Item::new(ItemId::new(name), name)
        };
        let items = [
            item("Panel", None, 3),
            item("Cable", Some("m"), 9),
            item("Nut", None, 1),
        ];
        let told = help(&items, None).body;
        assert!(
            told.contains("• got 50 m of cable\n• sold 3 cable\n• used 2 panel"),
            "{told}"
        );
    }

    #[test]
    fn a_list_as_it_says_is_one() {
        let told = help(&[], Some(Topic::Paste)).body;
        let list: Vec<&str> = told.lines().skip(1).take(3).collect();
        let Parsed::Incomplete(Problem::NoAction { things }) = parse(&list.join("\n")) else {
            panic!("{told}");
        };
        assert_eq!(things.len(), 3);
    }

    #[test]
    fn what_it_says_is_understood() {
        for topic in TOPICS {
            let told = help(&[], topic).body;
            for line in told.lines().filter_map(|line| line.strip_prefix("• ")) {
                let example = line.split(" (").next().unwrap_or(line);
                let example = example.split(". ").next().unwrap_or(example);
                if example.contains('…') || example.starts_with("the whole shop") {
                    continue;
                }
                let all = matches!(parse(example), Parsed::Understood(_));
                let parts = || {
                    example.split(", ").all(|part| {
                        let part = part
                            .trim_start_matches("and then: ")
                            .trim_start_matches("or: ");
                        matches!(parse(part), Parsed::Understood(_))
                    })
                };
                assert!(all || parts(), "{topic:?}: {example}");
            }
        }
    }
}
