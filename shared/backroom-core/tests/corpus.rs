//! Every line of `corpus/parse/*.txt` is understood as it says there.
//!
//! A line that starts with `=` says what the messages under it mean, up to the next one; `⏎` is a line end within a
//! message, `#` a comment. To add a phrase, write it under its meaning and run this test. After a change of the
//! grammar that is meant, `UPDATE_CORPUS=1 cargo test -p backroom-core --test corpus` writes what is understood now;
//! read the difference before keeping it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use backroom_core::api::ApiWish;
use backroom_core::business::Role;
use backroom_core::credit::Credit;
use backroom_core::expiry::SaidDate;
use backroom_core::export::{Format, Table, Wanted, When};
use backroom_core::intent::{
    Action, Answer, Counting, Edit, Fix, Intent, Line, Manage, Note, Noted, Parsed, Period,
    Problem, Query, Reason, Thing, Undo,
};
use backroom_core::money::{Money, Price};
use backroom_core::parse::parse;
use backroom_core::quantity::Quantity;
use backroom_core::sheet::SheetWish;
use backroom_core::unit::Unit;

#[test]
fn every_line_of_the_corpus_is_understood_as_it_says() {
    let update = std::env::var_os("UPDATE_CORPUS").is_some();
    let mut wrong = String::new();
    let mut lines = 0;
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let read = check(&path, &text, &mut wrong);
        lines += read.messages;
        if update {
            std::fs::write(&path, read.updated).unwrap();
        }
    }
    assert!(lines > 500, "only {lines} lines of corpus");
    assert!(update || wrong.is_empty(), "\n{wrong}");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/parse");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

struct Read {
    messages: usize,
    updated: String,
}

fn check(path: &Path, text: &str, wrong: &mut String) -> Read {
    let name = path.file_name().unwrap().to_string_lossy();
    let mut expected = String::new();
    let mut written = String::new();
    let mut read = Read {
        messages: 0,
        updated: String::new(),
    };
    for (number, line) in text.lines().enumerate() {
        if let Some(meaning) = line.strip_prefix('=') {
            expected = meaning.trim().to_owned();
            continue;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            writeln!(read.updated, "{line}").unwrap();
            continue;
        }
        let understood = meaning(&parse(&line.replace('⏎', "\n")));
        read.messages += 1;
        if understood != expected {
            writeln!(
                wrong,
                "{name}:{}: {line}\n  expected   {expected}\n  understood {understood}",
                number + 1
            )
            .unwrap();
        }
        if understood != written {
            writeln!(read.updated, "= {understood}").unwrap();
            written = understood;
        }
        writeln!(read.updated, "{line}").unwrap();
    }
    read
}

/// A parse in the words of the corpus.
fn meaning(parsed: &Parsed) -> String {
    match parsed {
        Parsed::Understood(intent) => understood(intent),
        Parsed::Unsure(intent) => format!("ask first: {}", understood(intent)),
        Parsed::Incomplete(problem) => format!("incomplete: {}", incomplete(problem)),
        Parsed::Unrecognised => "unrecognised".to_owned(),
    }
}

fn understood(intent: &Intent) -> String {
    match intent {
        Intent::Change(lines) => lines.iter().map(line).collect::<Vec<_>>().join("; "),
        Intent::Ask(query) => asked(query),
        Intent::Undo(Undo::Last) => "undo".to_owned(),
        Intent::Undo(Undo::Latest(count)) => format!("undo {count}"),
        Intent::Undo(Undo::LastOf(kind)) => format!("undo {kind:?}").to_lowercase(),
        Intent::Fix(Fix::Quantity(quantity, unit)) => {
            format!("fix: {}", amount(*quantity, unit.as_ref()))
        }
        Intent::Fix(Fix::Name(name)) => format!("fix: {name}"),
        Intent::Fix(Fix::Price(said, price)) => {
            let quantity = |(quantity, unit): &(Quantity, Option<Unit>)| {
                format!("{} for ", amount(*quantity, unit.as_ref()))
            };
            let said = said.as_ref().map_or_else(String::new, quantity);
            let price = match price {
                Price::Each(price) => format!("{} each", money(*price)),
                Price::Total(price) | Price::AtRate(price) => format!("{} in all", money(*price)),
            };
            format!("fix: {said}{price}")
        }
        Intent::Fix(Fix::OfKind(quantity, unit, kind)) => {
            format!("fix {kind:?}: {}", amount(*quantity, unit.as_ref())).to_lowercase()
        }
        Intent::Fix(Fix::Of(quantity, unit, name)) => {
            format!("fix: {} of {name}", amount(*quantity, unit.as_ref()))
        }
        Intent::Fix(Fix::Both(quantity, unit, name)) => {
            format!("fix: {}: {name}", amount(*quantity, unit.as_ref()))
        }
        Intent::Help => "help".to_owned(),
        Intent::HelpWith(topic) => format!("help with {topic:?}").to_lowercase(),
        Intent::Courtesy => "courtesy".to_owned(),
        Intent::Answer(Answer::Yes) => "yes".to_owned(),
        Intent::Answer(Answer::No) => "no".to_owned(),
        Intent::Answer(Answer::Number(quantity, unit)) => {
            format!("answer {}", amount(*quantity, unit.as_ref()))
        }
        Intent::Manage(manage) => managed(manage),
        Intent::Stocktake(Counting::Start) => "start count".to_owned(),
        Intent::Stocktake(Counting::Uncounted) => "uncounted".to_owned(),
        Intent::Stocktake(Counting::Left) => "uncounted or list".to_owned(),
        Intent::Stocktake(Counting::End) => "end count".to_owned(),
        Intent::Edit(edit) => edited(edit),
        Intent::Credit(what) => credit(what),
        Intent::Note(notes) => notes.iter().map(noted).collect::<Vec<_>>().join("; "),
    }
}

fn credit(what: &Credit) -> String {
    match what {
        Credit::Sale { lines, customer } => {
            let lines: Vec<String> = lines.iter().map(line).collect();
            format!("on credit for {customer}: {}", lines.join("; "))
        }
        Credit::Paid { customer, amount } => {
            let amount = amount.map_or_else(|| "all".to_owned(), money);
            format!("{customer} paid {amount}")
        }
        Credit::Owes {
            customer,
            amount,
            more,
        } => {
            let more = if *more { " more" } else { "" };
            format!("{customer} owes {}{more}", money(*amount))
        }
        Credit::Corrected { customer, amount } => {
            format!("no, {customer} paid {}", money(*amount))
        }
        Credit::Returned {
            lines, customer, ..
        } => {
            let lines: Vec<String> = lines.iter().map(line).collect();
            format!("back on credit from {customer}: {}", lines.join("; "))
        }
        Credit::Rename { from, to } => format!("rename customer {from} to {to}"),
        Credit::Forget(customer) => format!("forget customer {customer}"),
    }
}

/// "price bread: 18.00", "no price bread"
fn noted(note: &Note) -> String {
    let name = &note.name;
    match &note.what {
        Noted::Price(each, None) => format!("price {name}: {}", money(*each)),
        Noted::Price(each, Some(unit)) => {
            format!("price {name}: {} per {}", money(*each), unit.as_str())
        }
        Noted::Alert {
            below,
            quantity,
            unit,
        } => {
            let level = if *below { "below" } else { "at" };
            format!("alert {name}: {level} {}", amount(*quantity, unit.as_ref()))
        }
        Noted::NoAlert => format!("no alert {name}"),
        Noted::Supplier(supplier) => format!("{name} from {supplier}"),
        Noted::SupplierBehind => format!("supplier in: {name}"),
        Noted::NoSupplier => format!("no supplier {name}"),
        Noted::NoPrice => format!("no price {name}"),
    }
}

fn edited(edit: &Edit) -> String {
    match edit {
        Edit::Rename { from, to } => format!("item {from} is called {to}"),
        Edit::Call(words) => format!("call {words}"),
        Edit::Merge { from, into, told } => {
            format!(
                "merge {from} {} {into}",
                if *told { "into" } else { "with" }
            )
        }
        Edit::Alias { alias, of } => format!("alias {alias}: {of}"),
        Edit::Forget(alias) => format!("forget {alias}"),
        Edit::Delete(name) => format!("delete {name}"),
        Edit::Pack {
            name,
            pack,
            holds,
            of,
        } => format!(
            "a {} of {name} is {}",
            pack.as_str(),
            amount(*holds, of.as_ref())
        ),
        Edit::KeepIn { name, unit } => format!("keep {name} in {}", unit.as_str()),
    }
}

fn managed(manage: &Manage) -> String {
    match manage {
        Manage::Invite(role) => format!("invite {}", role_named(*role)),
        Manage::Join(code) => format!("join {code}"),
        Manage::Oversell(on) => format!("oversell {}", if *on { "on" } else { "off" }),
        Manage::Reports(wanted) => format!("reports {}", wanted.word()),
        Manage::Confirm(how) => format!("confirm: {}", how.word()),
        Manage::RenameBusiness(name) => format!("rename {name}"),
        Manage::Team => "team".to_owned(),
        Manage::Appoint { name, role } => format!("make {name} {}", role_named(*role)),
        Manage::Remove(name) => format!("remove member {name}"),
        Manage::Leave => "leave".to_owned(),
        Manage::Switch(None) => "switch".to_owned(),
        Manage::Switch(Some(name)) => format!("switch to {name}"),
        Manage::Businesses => "my shops".to_owned(),
        Manage::Export => "export my data".to_owned(),
        Manage::ExportTable(wanted) => exported(*wanted),
        Manage::Forget => "delete my data".to_owned(),
        Manage::Close => "delete my shop".to_owned(),
        Manage::Found(None) => "new shop".to_owned(),
        Manage::Plan => "plan".to_owned(),
        Manage::Settings => "settings".to_owned(),
        Manage::QuietHours(hours) => format!("quiet hours {} to {}", hours.from, hours.until),
        Manage::TimeZone(name) => format!("time zone {name}"),
        Manage::Currency(code) => format!("currency {code}"),
        Manage::Sheet(SheetWish::Show) => "sheet?".to_owned(),
        Manage::Sheet(SheetWish::Keep(id)) => format!("sheet: {}", id.as_str()),
        Manage::Sheet(SheetWish::Write) => "sheet now".to_owned(),
        Manage::Sheet(SheetWish::Stop) => "sheet off".to_owned(),
        Manage::Api(ApiWish::Show) => "api key".to_owned(),
        Manage::Api(ApiWish::Renew) => "new api key".to_owned(),
        Manage::Api(ApiWish::Stop) => "api off".to_owned(),
        Manage::Upgrade(None) => "upgrade".to_owned(),
        Manage::Upgrade(Some(plan)) => format!("upgrade to {}", plan.name()),
        Manage::Found(Some(name)) => format!("new shop {name}"),
    }
}

fn role_named(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Staff => "staff",
        Role::Manager => "manager",
        Role::Owner => "owner",
    }
}

/// "out 2 case: coke (sale, 18.00 each)"
fn line(line: &Line) -> String {
    let action = way(line.action);
    let amount = amount(line.quantity, line.unit.as_ref());
    let price = match line.price {
        Some(Price::Each(price)) => format!(", {} each", money(price)),
        Some(Price::Total(price) | Price::AtRate(price)) => format!(", {} in all", money(price)),
        None => String::new(),
    };
    let together = line
        .together
        .map_or_else(String::new, |sum| format!(", {} together", money(sum)));
    let expires = line
        .expires
        .map_or_else(String::new, |date| format!(", until {}", until(date)));
    format!(
        "{action} {amount}: {} ({}{price}{together}{expires})",
        line.name,
        reason(line.reason)
    )
}

/// "30/11/2026", "30/11", "11/2026", "in 1 days", "weekday 0"
fn until(date: SaidDate) -> String {
    let year = |year: Option<i16>| year.map_or_else(String::new, |year| format!("/{year}"));
    match date {
        SaidDate::Day {
            day,
            month,
            year: said,
        } => format!("{day}/{month}{}", year(said)),
        SaidDate::Month { month, year: said } => format!("month {month}{}", year(said)),
        SaidDate::InDays(days) => format!("in {days} days"),
        SaidDate::Weekday(weekday) => format!("weekday {weekday}"),
    }
}

fn way(action: Action) -> &'static str {
    match action {
        Action::Add => "in",
        Action::Remove => "out",
        Action::Set => "count",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Receipt => "receipt",
        Reason::Sale => "sale",
        Reason::Use => "use",
        Reason::Damage => "damage",
        Reason::Expiry => "expiry",
        Reason::Theft => "theft",
        Reason::Return => "return",
        Reason::Count => "count",
        Reason::Correction => "correction",
        Reason::WriteOff => "write-off",
        Reason::Transfer => "transfer",
        Reason::Conversion => "conversion",
    }
}

fn amount(quantity: Quantity, unit: Option<&Unit>) -> String {
    match unit {
        Some(unit) => format!("{quantity} {}", unit.as_str()),
        None => quantity.to_string(),
    }
}

fn money(Money(cents): Money) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn asked(query: &Query) -> String {
    match query {
        Query::Check { names } => format!("how many: {}", names.join(" + ")),
        Query::List => "list".to_owned(),
        Query::Low => "low".to_owned(),
        Query::Reorder => "reorder".to_owned(),
        Query::Alerts => "alerts".to_owned(),
        Query::Prices => "prices".to_owned(),
        Query::Sales(period) => format!("sales{}", since(*period)),
        Query::Profit(period) => format!("profit{}", since(*period)),
        Query::Report(period) => format!("report{}", since(*period)),
        Query::Unsold(period) => format!("unsold{}", since(*period)),
        Query::Value => "stock value".to_owned(),
        Query::Trends => "trends".to_owned(),
        Query::Price { name } => format!("price of {name}"),
        Query::Cost { name } => format!("cost of {name}"),
        Query::Owes(None) => "who owes".to_owned(),
        Query::Account(name) => format!("account of {name}"),
        Query::Owes(Some(name)) => format!("what {name} owes"),
        Query::Expiring { name, within } => {
            let of = name
                .as_ref()
                .map_or_else(String::new, |name| format!(": {name}"));
            format!("expiring {within:?}{of}").to_lowercase()
        }
        Query::History {
            name,
            action,
            period,
        } => {
            let mut history = "history".to_owned();
            if let Some(action) = action {
                write!(history, " {}", way(*action)).unwrap();
            }
            history.push_str(&since(*period));
            if let Some(name) = name {
                write!(history, ": {name}").unwrap();
            }
            history
        }
    }
}

/// " today"; nothing where no period was said.
fn since(period: Period) -> String {
    match period {
        Period::Latest => String::new(),
        Period::Named(named) => format!(" {named:?}").to_lowercase(),
        Period::On(day) | Period::In(day) => format!(" {day}"),
        Period::Today
        | Period::Yesterday
        | Period::Week
        | Period::Month
        | Period::LastWeek
        | Period::LastMonth => format!(" {period:?}").to_lowercase(),
    }
}

fn incomplete(problem: &Problem) -> String {
    let said = |thing: &Thing| amount(thing.quantity, thing.unit.as_ref());
    match problem {
        Problem::NoQuantity { way: told, name } => {
            let told = told.map_or("in or out", |(action, _)| way(action));
            format!("how many {name}, {told}")
        }
        Problem::NoName { action, thing, .. } => {
            format!("{} of what, {}", said(thing), way(*action))
        }
        Problem::NoAction { things } => {
            let named = things
                .iter()
                .map(|thing| format!("{}: {}", said(thing), thing.name));
            format!("{} in or out", named.collect::<Vec<_>>().join("; "))
        }
        Problem::OnlyAction { action } => format!("what and how many, {}", way(*action)),
        Problem::Line { number, text } => format!("line {number} [{text}]"),
        Problem::BadQuantity { text } => format!("which number [{text}]"),
        Problem::Credit => "credit".to_owned(),
        Problem::NotYet => "not yet".to_owned(),
        Problem::Negated => "negated".to_owned(),
        Problem::TooManyLines { most } => format!("more than {most} lines"),
    }
}

/// "export sales of month 6 as csv".
fn exported(Wanted { table, format }: Wanted) -> String {
    let what = match table {
        Table::Stock => "stock",
        Table::Sales(_) => "sales",
        Table::Movements(_) => "movements",
    };
    let when = match table.when() {
        None => String::new(),
        Some(When::Today) => " of today".to_owned(),
        Some(When::Yesterday) => " of yesterday".to_owned(),
        Some(When::ThisWeek) => " of this week".to_owned(),
        Some(When::LastWeek) => " of last week".to_owned(),
        Some(When::ThisMonth) => " of this month".to_owned(),
        Some(When::LastMonth) => " of last month".to_owned(),
        Some(When::Month { month, year: None }) => format!(" of month {month}"),
        Some(When::Month {
            month,
            year: Some(year),
        }) => format!(" of month {month} in {year}"),
        Some(When::ThisYear) => " of this year".to_owned(),
        Some(When::LastYear) => " of last year".to_owned(),
        Some(When::Year(year)) => format!(" of {year}"),
    };
    let format = match format {
        Format::Xlsx => "",
        Format::Csv => " as csv",
    };
    format!("export {what}{when}{format}")
}
