//! A person's or a business's data as one table: comma-separated, a row for each thing that is kept, readable by a
//! spreadsheet and by a program. Words that a spreadsheet would run as a formula are made harmless.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};

use crate::business::{Business, Member};
use crate::credit::Customer;
use crate::intent::{Action, Reason};
use crate::inventory::{Batch, Item, LedgerKey, LedgerRecord, Movement, TakenBack, Worth};
use crate::message::Sender;
use crate::money::Price;
use crate::quantity::Quantity;
use crate::reply::team::role_name;
use crate::unit::Unit;

/// The first line. A spreadsheet takes the mark before it as a sign that letters are UTF-8.
pub const HEADER: &str =
    "\u{feff}kind,time,member,item,action,quantity,unit,change,on_hand,price,text\r\n";

/// One row, by column; what does not apply is left empty.
#[derive(Clone, Debug, Default)]
struct Row<'a> {
    kind: &'a str,
    time: String,
    member: &'a str,
    item: &'a str,
    action: &'a str,
    quantity: Option<Quantity>,
    unit: Option<&'a Unit>,
    change: Option<Quantity>,
    on_hand: Option<Quantity>,
    price: String,
    text: String,
}

/// Before the kind of what was taken back and stands no more.
const UNDONE: &str = "undone ";

/// Writes rows into a text.
#[derive(Debug)]
pub struct Rows {
    zone: TimeZone,
    text: String,
    taken_back: TakenBack,
    /// Where in the text a row begins of a record that was taken back: what comes later says whether it stands.
    marked: Vec<(usize, LedgerKey)>,
}

impl Rows {
    /// None yet; times are written in this zone.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            text: HEADER.to_owned(),
            taken_back: TakenBack::default(),
            marked: Vec::new(),
        }
    }

    /// How long the text is by now, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.text == HEADER
    }

    /// All of it.
    pub fn into_text(self) -> String {
        let mut told = String::with_capacity(self.text.len() + self.marked.len() * UNDONE.len());
        let mut from = 0;
        for (at, key) in &self.marked {
            if self.taken_back.is_undone(key) {
                told.push_str(&self.text[from..*at]);
                told.push_str(UNDONE);
                from = *at;
            }
        }
        told + &self.text[from..]
    }

    /// The business and its settings.
    pub fn business(&mut self, business: &Business) {
        let oversell = if business.settings.oversell {
            "on"
        } else {
            "off"
        };
        let text = format!(
            "{}; time zone {}; currency {}; oversell {}; reports {}",
            business.name,
            business.time_zone,
            business.currency,
            oversell,
            business.settings.reports.word(),
        );
        self.push(&Row {
            kind: "business",
            text,
            ..Row::default()
        });
    }

    /// A member; with the number and id that they are known by, if it is the person who asked.
    pub fn member(&mut self, member: &Member, address: Option<&Sender>) {
        let phone = address.and_then(|address| address.phone.as_ref());
        let user_id = address.and_then(|address| address.user_id.as_ref());
        let mut text = role_name(member.role).to_owned();
        if let Some(phone) = phone {
            text.push_str(&format!("; phone {}", phone.as_str()));
        }
        if let Some(user_id) = user_id {
            text.push_str(&format!("; WhatsApp id {}", user_id.as_str()));
        }
        self.push(&Row {
            kind: "member",
            member: &member.name,
            text,
            ..Row::default()
        });
    }

    /// An item.
    pub fn item(&mut self, item: &Item) {
        let price = item.price.as_ref().map(|price| {
            let per = price.per.as_ref().map(Unit::as_str).unwrap_or_default();
            format!("{} {per}", price.each.decimal())
                .trim_end()
                .to_owned()
        });
        self.push(&Row {
            kind: "item",
            item: &item.name,
            unit: item.unit.as_ref(),
            on_hand: Some(item.on_hand),
            price: price.unwrap_or_default(),
            text: remembered(item).join("; "),
            ..Row::default()
        });
    }

    /// Somebody in the credit book, and what they owe.
    pub fn customer(&mut self, customer: &Customer) {
        self.push(&Row {
            kind: "customer",
            price: customer.balance.decimal(),
            text: customer.name.clone(),
            ..Row::default()
        });
    }

    /// A day on which somebody wrote, and how often.
    pub fn wrote(&mut self, day: Date, messages: Option<u64>) {
        let messages = messages.and_then(|messages| i64::try_from(messages).ok());
        self.push(&Row {
            kind: "wrote",
            time: day.to_string(),
            quantity: messages.and_then(Quantity::whole),
            ..Row::default()
        });
    }

    /// Takes a record into account that has no rows: it may tell of another that it stands.
    pub fn note(&mut self, record: &LedgerRecord, undone: bool) {
        self.taken_back.note(record, undone);
    }

    /// Whether a record was taken back, and may stand after all: that, later records tell.
    pub fn has_open(&self) -> bool {
        let known = |(_, key): &(usize, LedgerKey)| self.taken_back.is_settled(key);
        !self.marked.iter().all(known)
    }

    /// A message: what it moved, and what was answered.
    pub fn record(&mut self, record: &LedgerRecord, undone: bool) {
        self.note(record, undone);
        let time = self.time(record.decided_at);
        for movement in &record.movements {
            if undone {
                self.marked.push((self.text.len(), record.key.clone()));
            }
            self.push(&Row {
                kind: "movement",
                time: time.clone(),
                member: &record.member_name,
                item: &movement.name,
                action: reason(movement),
                quantity: Some(movement.said),
                unit: movement.said_unit.as_ref().or(movement.unit.as_ref()),
                change: Some(movement.delta),
                on_hand: Some(movement.on_hand),
                price: movement.price.map(price).unwrap_or_default(),
                text: movement
                    .expires()
                    .map(|day| format!("good until {day}"))
                    .unwrap_or_default(),
            });
        }
        for entry in &record.credit {
            self.push(&Row {
                kind: "credit",
                time: time.clone(),
                member: &record.member_name,
                price: entry.amount.decimal(),
                text: format!("{}; owes {}", entry.name, entry.balance.decimal()),
                ..Row::default()
            });
        }
        self.push(&Row {
            kind: "answer",
            time,
            member: &record.member_name,
            text: record.reply.body.clone(),
            ..Row::default()
        });
    }

    fn time(&self, at: Timestamp) -> String {
        let local = at.to_zoned_datetime(self.zone.clone());
        local.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn push(&mut self, row: &Row<'_>) {
        let number = |number: Option<Quantity>| number.map_or_else(String::new, |n| n.to_string());
        let cells = [
            cell(row.kind),
            cell(&row.time),
            cell(row.member),
            cell(row.item),
            cell(row.action),
            number(row.quantity),
            cell(row.unit.map(Unit::as_str).unwrap_or_default()),
            number(row.change),
            number(row.on_hand),
            cell(&row.price),
            cell(&row.text),
        ];
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }
}

/// Words as a cell. What begins like a formula gets a quote in front, which a spreadsheet shows as words and does not run.
pub(crate) fn cell(words: &str) -> String {
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '＠'];
    let guard = if words.trim_start_matches(' ').starts_with(FORMULA) {
        "'"
    } else {
        ""
    };
    if words.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{guard}{}\"", words.replace('"', "\"\""))
    } else {
        format!("{guard}{words}")
    }
}

/// What is known of an item beside its name, unit, price and quantity.
fn remembered(item: &Item) -> Vec<String> {
    let mut known = Vec::new();
    known.extend(item.deleted.then(|| "deleted".to_owned()));
    known.extend(item.aliases.iter().map(|alias| format!("also {alias}")));
    known.extend(item.packs.iter().map(|pack| {
        let (unit, of) = (pack.unit.as_str(), pack.of.as_str());
        format!("{unit} of {} {of}", pack.holds)
    }));
    known.extend(item.alert.map(|alert| format!("alert {}", alert.level())));
    known.extend(item.supplier.iter().map(|name| format!("from {name}")));
    known.extend(item.batches.iter().map(|batch| {
        let Batch { expires, quantity } = batch;
        format!("{quantity} good until {expires}")
    }));
    if !item.worth.is_none() {
        let Worth { quantity, cost } = item.worth;
        known.push(format!("{quantity} of it cost {}", cost.decimal()));
    }
    known
}

fn price(price: Price) -> String {
    match price {
        Price::Each(each) => format!("{} each", each.decimal()),
        Price::Total(total) | Price::AtRate(total) => format!("{} in all", total.decimal()),
    }
}

/// The reason, in the word it has in the ledger; for a plain movement by its way.
pub(crate) fn reason(movement: &Movement) -> &'static str {
    match (movement.reason, movement.action) {
        (Reason::Receipt, _) => "received",
        (Reason::Sale, _) => "sold",
        (Reason::Use, _) => "used",
        (Reason::Damage, _) => "damaged",
        (Reason::Expiry, _) => "expired",
        (Reason::Theft, _) => "stolen",
        (Reason::Return, Action::Remove) => "sent back",
        (Reason::Return, Action::Add | Action::Set) => "taken back",
        (Reason::Count, _) => "counted",
        (Reason::Correction, _) => "corrected",
        (Reason::WriteOff, _) => "written off",
        (Reason::Transfer, _) => "merged",
        (Reason::Conversion, _) => "kept in another unit",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_becomes_a_formula_and_no_comma_a_cell() {
        for (words, expected) in [
            ("Coke", "Coke"),
            ("=1+1", "'=1+1"),
            (" =cmd|'/c calc'!A0", "' =cmd|'/c calc'!A0"),
            ("+27820000001", "'+27820000001"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=a,b", "\"'=a,b\""),
        ] {
            assert_eq!(cell(words), expected);
        }
    }
}
