//! What is right of `corpus/shop_messages.txt`, asked back and wrong: for the test, and for `examples/accuracy`.

use backroom_core::catalogue::{Catalogue, Resolution};
use backroom_core::ids::ItemId;
use backroom_core::intent::{Action, Answer, Counting, Fix, Intent, Line, Parsed, Problem, Query};
use backroom_core::money::{Money, Price};
use backroom_core::parse::{parse, parse_among};
use backroom_core::quantity::Quantity;
use backroom_core::unit::Unit;

/// What became of one message.
enum Outcome {
    Right,
    /// Nothing was written that should not be, but the shop is asked, or told that it was not understood.
    Asked(String),
    /// Stock would have moved that should not, or otherwise than it should.
    WrongWrite(String),
}

fn shop(line: &str) -> Catalogue {
    let (_, items) = line.split_once(':').expect("a name before the items");
    let items = items.trim_end_matches(']').split(',').map(|item| {
        let mut names = item.split('=').map(str::trim);
        let name = names.next().expect("a first part");
        (ItemId::new(name), name, names.collect::<Vec<_>>())
    });
    Catalogue::new(items)
}

/// `"Coke"`, `ask "Coke"` or `new "coke"`.
fn item(shop: &Catalogue, name: &str) -> String {
    match shop.resolve(name) {
        Resolution::Item(item) => format!("{item:?}").replace("ItemId(", "").replace(')', ""),
        Resolution::Close(items) => format!("ask \"{}\"", items[0]),
        Resolution::Unknown => format!("new \"{name}\""),
    }
}

/// A line as the corpus writes it. Price and reason are shown if `like` shows them.
fn written(shop: &Catalogue, line: &Line, like: &str) -> String {
    let action = match line.action {
        Action::Add => "add",
        Action::Remove => "remove",
        Action::Set => "set",
    };
    let mut text = format!("{action} {}", line.quantity);
    if let Some(unit) = &line.unit {
        // "sak" and "bag" are one.
        let like = like.split(' ').nth(2).unwrap_or_default();
        let same = Unit::new(like).canonical() == unit.canonical();
        text.push_str(&format!(" {}", if same { like } else { unit.as_str() }));
    }
    let item = item(shop, &line.name);
    // "3 reams" of "Bond paper ream": said once or twice, it is as many.
    if line.unit.is_none()
        && let Some(unit) = like.split(' ').nth(2)
        && !["ask", "new"].contains(&unit)
        && !unit.starts_with('"')
        && item
            .to_lowercase()
            .split(['"', ' '])
            .any(|word| word == unit)
    {
        text.push_str(&format!(" {unit}"));
    }
    text.push_str(&format!(" {item}"));
    let shown = like.rsplit('"').next().unwrap_or_default();
    let reason = format!("{:?}", line.reason).to_lowercase();
    let reason_shown = shown.split(' ').any(|word| {
        word.len() > 2
            && word.chars().all(char::is_alphabetic)
            && !["each", "total"].contains(&word)
    });
    if reason_shown {
        text.push_str(&format!(" {reason}"));
    }
    let one = line.quantity == Quantity::ONE;
    if shown.contains("each") || shown.contains("total") {
        text.push_str(&match line.price {
            Some(Price::Each(Money(cents))) => format!(" each {}.{:02}", cents / 100, cents % 100),
            // Of one, each is all.
            Some(Price::Total(Money(cents)) | Price::AtRate(Money(cents)))
                if one && shown.contains("each") =>
            {
                format!(" each {}.{:02}", cents / 100, cents % 100)
            }
            Some(Price::Total(Money(cents)) | Price::AtRate(Money(cents))) => {
                format!(" total {}.{:02}", cents / 100, cents % 100)
            }
            None => " no price".to_owned(),
        });
    }
    text.replace(".00", "")
}

fn names(shop: &Catalogue, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| item(shop, name)).collect();
    names.join(" ; ")
}

/// What is asked back, as the corpus writes it.
fn asked(shop: &Catalogue, problem: &Problem) -> String {
    match problem {
        Problem::NotYet => "not yet".to_owned(),
        Problem::Negated => "denied".to_owned(),
        Problem::NoQuantity { name, .. } => format!("how many {}", item(shop, name)),
        Problem::NoAction { .. } => "in or out".to_owned(),
        Problem::NoName { .. }
        | Problem::OnlyAction { .. }
        | Problem::Line { .. }
        | Problem::BadQuantity { .. }
        | Problem::Credit
        | Problem::TooManyLines { .. } => "incomplete".to_owned(),
    }
}

/// Everything but a change, as the corpus writes it.
fn other(shop: &Catalogue, parsed: &Parsed) -> String {
    let intent = match parsed {
        Parsed::Understood(intent) | Parsed::Unsure(intent) => intent,
        Parsed::Incomplete(problem) => return asked(shop, problem),
        Parsed::Unrecognised => return "nothing".to_owned(),
    };
    match intent {
        Intent::Change(_) => "a change".to_owned(),
        Intent::Ask(Query::Check { names: said }) => format!("check {}", names(shop, said)),
        Intent::Ask(Query::List) => "list".to_owned(),
        Intent::Ask(Query::Low | Query::Reorder) => "low".to_owned(),
        Intent::Ask(
            Query::History { name: None, .. }
            | Query::Sales(_)
            | Query::Unsold(_)
            | Query::Report(_),
        ) => "history".to_owned(),
        Intent::Ask(Query::Profit(_) | Query::Value | Query::Trends) => "money".to_owned(),
        Intent::Ask(Query::Prices) => "prices".to_owned(),
        Intent::Ask(Query::Alerts) => "alerts".to_owned(),
        Intent::Ask(Query::Price { name } | Query::Cost { name }) => {
            format!("price {}", item(shop, name))
        }
        Intent::Ask(Query::Owes(_) | Query::Account(_)) | Intent::Credit(_) => "credit".to_owned(),
        Intent::Ask(Query::Expiring { .. }) => "expiring".to_owned(),
        Intent::Stocktake(Counting::Left) => "list".to_owned(),
        Intent::Stocktake(_) => "stocktake".to_owned(),
        Intent::Note(notes) => match notes.as_slice() {
            [note] => format!("note {}", item(shop, &note.name)),
            _ => "notes".to_owned(),
        },
        Intent::Ask(Query::History {
            name: Some(name), ..
        }) => format!("history {}", item(shop, name)),
        Intent::Undo(_) => "undo".to_owned(),
        Intent::Fix(Fix::Quantity(quantity, _) | Fix::OfKind(quantity, ..)) => {
            format!("fix {quantity}")
        }
        Intent::Fix(Fix::Price(..)) => "fix price".to_owned(),
        Intent::Fix(Fix::Name(name)) => format!("fix {}", item(shop, name)),
        Intent::Fix(Fix::Both(quantity, _, name) | Fix::Of(quantity, _, name)) => {
            format!("fix {quantity} {}", item(shop, name))
        }
        Intent::Help | Intent::HelpWith(_) => "help".to_owned(),
        Intent::Courtesy => "nothing".to_owned(),
        Intent::Answer(Answer::Yes) => "yes".to_owned(),
        Intent::Answer(Answer::No) => "no".to_owned(),
        Intent::Answer(Answer::Number(..)) => "nothing".to_owned(),
        Intent::Manage(_) => "manage".to_owned(),
        Intent::Edit(_) => "edit".to_owned(),
    }
}

fn outcome(shop: &Catalogue, message: &str, expected: &str) -> Outcome {
    let parsed = parse_among(message, shop);
    let asks_first = matches!(parsed, Parsed::Unsure(_));
    let (Parsed::Understood(Intent::Change(lines)) | Parsed::Unsure(Intent::Change(lines))) =
        &parsed
    else {
        let got = other(shop, &parsed);
        // What is not ours may be taken for a message with something missing: nothing moves either way.
        let back = matches!(parsed, Parsed::Incomplete(_));
        let harmless = back && ["nothing", "incomplete"].contains(&expected);
        let settled = got == expected || harmless;
        let asks = ["ask \"", "new \""].iter().any(|part| got.contains(part));
        let writes = got.starts_with("undo") || got.starts_with("fix") && !asks;
        return match (settled, writes) {
            (true, _) => Outcome::Right,
            (false, true) => Outcome::WrongWrite(got),
            (false, false) => Outcome::Asked(format!("{got}  ({parsed:?})")),
        };
    };
    let plain = expected.trim_start_matches("confirm ");
    let likes = plain
        .split(" ; ")
        .map(|like| like.trim_start_matches("confirm "));
    let likes: Vec<&str> = likes.collect();
    let got: Vec<String> = (0..)
        .zip(lines)
        .map(|(place, line)| written(shop, line, likes.get(place).unwrap_or(&"")))
        .collect();
    let text = got.join(" ; ");
    let asks = lines.iter().any(|line| match shop.resolve(&line.name) {
        Resolution::Item(_) => false,
        Resolution::Close(_) => true,
        // What is not there can't go out; what comes in would be made a new item.
        Resolution::Unknown => line.action == Action::Remove,
    });
    if got == likes && asks_first == (plain != expected) {
        Outcome::Right
    } else if asks || asks_first {
        Outcome::Asked(text)
    } else {
        Outcome::WrongWrite(text)
    }
}

/// Whether Gemini is not asked: the grammar alone says what it is or what is missing, or knows it with the names of the shop.
pub(crate) fn is_settled(shop: &Catalogue, message: &str) -> bool {
    parse(message) != Parsed::Unrecognised || parse_among(message, shop).is_clear()
}

/// Of the messages of a corpus: how many are right, and what became of the others.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) right: usize,
    pub(crate) asked: Vec<String>,
    pub(crate) wrong: Vec<String>,
    /// How many are about the shop's stock, and how many of these need no Gemini.
    pub(crate) ours: usize,
    pub(crate) settled: usize,
}

pub(crate) fn measure(corpus: &str) -> Figures {
    let mut catalogue = Catalogue::default();
    let mut figures = Figures::default();
    for line in corpus.lines() {
        if line.starts_with('[') {
            catalogue = shop(line);
        }
        let Some((message, expected)) = line.split_once(" => ") else {
            continue;
        };
        let message = message.trim().replace("\\n", "\n");
        let ours = expected.trim() != "nothing";
        figures.ours += usize::from(ours);
        figures.settled += usize::from(ours && is_settled(&catalogue, &message));
        let missed = |got: &str| format!("{message:?} => {got}\n    expected {expected}");
        match outcome(&catalogue, &message, expected.trim()) {
            Outcome::Right => figures.right += 1,
            Outcome::Asked(got) => figures.asked.push(missed(&got)),
            Outcome::WrongWrite(got) => figures.wrong.push(missed(&got)),
        }
    }
    figures
}

impl Figures {
    pub(crate) fn all(&self) -> usize {
        self.right + self.asked.len() + self.wrong.len()
    }

    pub(crate) fn summary(&self) -> String {
        format!(
            "{} shop messages: {} right, {} asked back, {} wrong writes",
            self.all(),
            self.right,
            self.asked.len(),
            self.wrong.len()
        )
    }
}
