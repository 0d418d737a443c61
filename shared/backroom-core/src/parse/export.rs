//! Files to take away: "export stock", "export june as csv", "send me last month's sales in excel".

use crate::export::{Format, Table, Wanted, When};
use crate::intent::{Intent, Manage};

use super::expiry::MONTHS;
use super::words::Words;

/// Without one of these, no file is asked for.
pub(super) const HINTS: [&str; 8] = [
    "export", "download", "mail", "voer", "excel", "xls", "sheet", "csv",
];
/// These want a file, whatever is behind them.
const EXPORT: [&str; 12] = [
    "export",
    "download",
    "email me",
    "e-mail me",
    "mail me",
    "email",
    "please export",
    "can you export",
    "can i export",
    "i want to export",
    "voer",
    "uitvoer",
];
/// These do where a kind of file is named too.
const SEND: [&str; 12] = [
    "send me",
    "send",
    "give me",
    "get me",
    "i want",
    "i need",
    "can i have",
    "can i get",
    "may i have",
    "make",
    "stuur my",
    "gee my",
];
/// The kinds of file, with what may stand before them.
const FORMATS: [(Format, &[&str]); 2] = [
    (
        Format::Xlsx,
        &["excel", "xlsx", "xls", "spreadsheet", "sheet"],
    ),
    (Format::Csv, &["csv"]),
];
const STOCK: [&str; 12] = [
    "stock list",
    "stock sheet",
    "stock items",
    "stock",
    "inventory list",
    "inventory",
    "items",
    "item list",
    "products",
    "product list",
    "voorraad",
    "price list",
];
const SALES: [&str; 4] = ["sales report", "sales history", "sales", "verkope"];
const MOVEMENTS: [&str; 9] = [
    "stock movements",
    "stock history",
    "movements",
    "history",
    "ledger",
    "transactions",
    "changes",
    "bewegings",
    "geskiedenis",
];
const IDLE: [&str; 16] = [
    "the", "my", "our", "all", "of", "for", "from", "in", "a", "an", "as", "to", "die", "vir",
    "van", "uit",
];
const WHENS: [(When, &[&str]); 9] = [
    (When::Today, &["today", "vandag"]),
    (When::Yesterday, &["yesterday", "gister"]),
    (
        When::LastWeek,
        &["last week", "previous week", "verlede week"],
    ),
    (When::ThisWeek, &["this week", "week", "hierdie week"]),
    (
        When::LastMonth,
        &["last month", "previous month", "verlede maand"],
    ),
    (When::ThisMonth, &["this month", "month", "hierdie maand"]),
    (
        When::LastYear,
        &["last year", "previous year", "verlede jaar"],
    ),
    (When::ThisYear, &["this year", "year", "hierdie jaar"]),
    (When::ThisMonth, &["so far this month"]),
];

/// The file that is asked for.
pub(super) fn export(words: &Words<'_>) -> Option<Intent> {
    let exports = words.past(0, &EXPORT);
    let kinds = |at| FORMATS.iter().any(|(_, names)| words.is(at, names));
    if exports.is_none() && !(0..words.len()).any(kinds) {
        return None;
    }
    let sends = words.past(0, &SEND);
    let mut said = Said::default();
    let mut at = exports.or(sends).unwrap_or(0);
    while at < words.len() {
        at = said.next(words, at)?;
    }
    if exports.is_none() && said.format.is_none() {
        return None;
    }
    let table = match (said.what, said.when) {
        (Some(What::Stock), None) => Table::Stock,
        (Some(What::Sales), when) => Table::Sales(when.unwrap_or(When::ThisMonth)),
        (Some(What::Movements), when) => Table::Movements(when.unwrap_or(When::ThisMonth)),
        (None, Some(when)) => Table::Movements(when),
        (Some(What::Stock), Some(_)) | (None, None) => return None,
    };
    Some(Intent::Manage(Manage::ExportTable(Wanted {
        table,
        format: said.format.unwrap_or_default(),
    })))
}

#[derive(Clone, Copy)]
enum What {
    Stock,
    Sales,
    Movements,
}

/// What has been read, each once.
#[derive(Default)]
struct Said {
    what: Option<What>,
    when: Option<When>,
    format: Option<Format>,
}

impl Said {
    /// Past what stands here; `None` if it does not belong to such a sentence.
    fn next(&mut self, words: &Words<'_>, at: usize) -> Option<usize> {
        if let Some((format, next)) = format(words, at) {
            return self.format.replace(format).is_none().then_some(next);
        }
        if let Some((when, next)) = when(words, at) {
            return self.when.replace(when).is_none().then_some(next);
        }
        if let Some((what, next)) = what(words, at) {
            return self.what.replace(what).is_none().then_some(next);
        }
        words.is(at, &IDLE).then_some(at + 1)
    }
}

fn format(words: &Words<'_>, at: usize) -> Option<(Format, usize)> {
    let named = |(format, names): &(Format, &[&str])| words.is(at, names).then_some(*format);
    let format = FORMATS.iter().find_map(named)?;
    Some((
        format,
        at + 1 + usize::from(words.is(at + 1, &["file", "format"])),
    ))
}

fn what(words: &Words<'_>, at: usize) -> Option<(What, usize)> {
    // The longer ones go first: "stock movements" is not the stock.
    let movements = words
        .past(at, &MOVEMENTS)
        .map(|next| (What::Movements, next));
    let sales = || words.past(at, &SALES).map(|next| (What::Sales, next));
    let stock = || words.past(at, &STOCK).map(|next| (What::Stock, next));
    movements.or_else(sales).or_else(stock)
}

/// "last month", "june's", "nov 2025", "2025".
fn when(words: &Words<'_>, at: usize) -> Option<(When, usize)> {
    let named = |(when, phrases): &(When, &[&str])| Some((*when, past_owner(words, at, phrases)?));
    if let Some(found) = WHENS.iter().find_map(named) {
        return Some(found);
    }
    if let Some(year) = year(words, at) {
        return Some((When::Year(year), at + 1));
    }
    let month = MONTHS
        .iter()
        .position(|names| past_owner(words, at, names).is_some())?;
    let month = i8::try_from(month + 1).ok()?;
    let year = year(words, at + 1);
    let next = at + 1 + usize::from(year.is_some());
    Some((When::Month { month, year }, next))
}

/// Past one of these phrases, the last word perhaps with "'s" behind it.
fn past_owner(words: &Words<'_>, at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| {
        let count = phrase.split(' ').count();
        let same = phrase
            .split(' ')
            .zip(at..)
            .enumerate()
            .all(|(n, (word, at))| {
                let said = words.text(at);
                let owner = said.strip_suffix("'s").or(said.strip_suffix('s'));
                said == word || n + 1 == count && owner == Some(word)
            });
        same.then_some(at + count)
    })
}

fn year(words: &Words<'_>, at: usize) -> Option<i16> {
    let year: i16 = words.text(at).parse().ok()?;
    (2000..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_file_is_hinted_at() {
        let formats = FORMATS.into_iter().flat_map(|(_, names)| names);
        for phrase in EXPORT.iter().chain(formats) {
            assert!(hints::of(phrase).any(Hints::EXPORT), "{phrase}");
        }
    }
}
