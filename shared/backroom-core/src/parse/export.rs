//! Files to take away: "export stock", "export june as csv", "send me last month's sales in excel".

use crate::export::{Format, Table, Wanted, When};
use crate::intent::{Intent, Manage};

use super::expiry::MONTHS;
use super::phrases::{self, List};
use super::words::Words;

const FORMATS: [(Format, List); 2] = [
    (Format::Xlsx, List::EXPORT_EXCEL),
    (Format::Csv, List::EXPORT_CSV),
];
const WHENS: [(When, List); 8] = [
    (When::Today, List::EXPORT_TODAY),
    (When::Yesterday, List::EXPORT_YESTERDAY),
    (When::LastWeek, List::EXPORT_LAST_WEEK),
    (When::ThisWeek, List::EXPORT_THIS_WEEK),
    (When::LastMonth, List::EXPORT_LAST_MONTH),
    (When::ThisMonth, List::EXPORT_THIS_MONTH),
    (When::LastYear, List::EXPORT_LAST_YEAR),
    (When::ThisYear, List::EXPORT_THIS_YEAR),
];

/// The file that is asked for.
pub(super) fn export(words: &Words<'_>) -> Option<Intent> {
    let exports = words.past(0, List::EXPORT_STARTS);
    let kinds = |at| FORMATS.iter().any(|(_, names)| words.is(at, *names));
    if exports.is_none() && !(0..words.len()).any(kinds) {
        return None;
    }
    let sends = words.past(0, List::EXPORT_SENDS);
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
        words.is(at, List::EXPORT_IDLE).then_some(at + 1)
    }
}

fn format(words: &Words<'_>, at: usize) -> Option<(Format, usize)> {
    let named = |(format, names): &(Format, List)| words.is(at, *names).then_some(*format);
    let format = FORMATS.iter().find_map(named)?;
    Some((
        format,
        at + 1 + usize::from(words.is(at + 1, List::EXPORT_FILE)),
    ))
}

fn what(words: &Words<'_>, at: usize) -> Option<(What, usize)> {
    // The longer ones go first: "stock movements" is not the stock.
    let movements = words
        .past(at, List::EXPORT_MOVEMENTS)
        .map(|next| (What::Movements, next));
    let sales = || {
        words
            .past(at, List::EXPORT_SALES)
            .map(|next| (What::Sales, next))
    };
    let stock = || {
        words
            .past(at, List::EXPORT_STOCK)
            .map(|next| (What::Stock, next))
    };
    movements.or_else(sales).or_else(stock)
}

/// "last month", "june's", "nov 2025", "2025".
fn when(words: &Words<'_>, at: usize) -> Option<(When, usize)> {
    let named = |(when, phrases): &(When, List)| Some((*when, past_owner(words, at, *phrases)?));
    if let Some(found) = WHENS.iter().find_map(named) {
        return Some(found);
    }
    if let Some(year) = year(words, at) {
        return Some((When::Year(year), at + 1));
    }
    let month = MONTHS
        .iter()
        .position(|names| past_owner(words, at, *names).is_some())?;
    let month = i8::try_from(month + 1).ok()?;
    let year = year(words, at + 1);
    let next = at + 1 + usize::from(year.is_some());
    Some((When::Month { month, year }, next))
}

/// Past one of these phrases, the last word perhaps with "'s" behind it.
fn past_owner(words: &Words<'_>, at: usize, list: List) -> Option<usize> {
    phrases::of(list).find_map(|phrase| {
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
        let formats = FORMATS
            .into_iter()
            .flat_map(|(_, names)| phrases::of(names));
        for phrase in phrases::of(List::EXPORT_STARTS).chain(formats) {
            assert!(hints::of(phrase).any(Hints::EXPORT), "{phrase}");
        }
    }
}
