//! Questions about money, and reports: "sales today", "this week's profit", "what is my stock worth", "report week".

use crate::intent::{Intent, Period, Query};

use super::query::period_of;
use super::scan::Scan;
use super::sense::{Flags, Sense, Words};

const ASKS: Flags = Flags::SALES.or(Flags::PROFIT).or(Flags::REPORT);

/// "how did we do this month vs last month", "compare this week with last week", "are we selling more than last month".
fn compares(scan: Scan<'_>) -> bool {
    if !scan.any_says(Words::COMPARES) {
        return false;
    }
    let scan = scan.trimmed();
    let at = |kinds: Words| (0..scan.len()).find(|at| scan.says(*at, kinds));
    let weeks = |sense: &Sense| {
        let period = period_of(sense);
        !matches!(period, None | Some(Period::Today | Period::Yesterday))
    };
    let periods: Vec<usize> = (0..scan.len())
        .filter(|at| weeks(scan.get(*at).sense))
        .collect();
    // "are we doing better than last month"; but "he was better" is no trade.
    let ours = at(Words::US).is_some() && at(Words::GOES_ON).is_some();
    let trades = scan.any(ASKS) || at(Words::TRADES.or(Words::TRENDS)).is_some() || ours;
    let Some(beside) = at(Words::COMPARES) else {
        return false;
    };
    let little = Flags::FILLER
        .or(Flags::FOR)
        .or(Flags::OF)
        .or(Flags::TIME)
        .or(Flags::WITH)
        .or(Flags::TO)
        .or(Flags::THE)
        .or(Flags::OWN)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::BE)
        .or(Flags::QUESTION)
        .or(ASKS);
    let told = Words::COMPARES
        .or(Words::TRADES)
        .or(Words::GOES_ON)
        .or(Words::TRENDS);
    let quiet = |at: usize| {
        let word = !scan.word(at) && scan.get(at).number().is_none();
        word || scan.is(at, little) || scan.says(at, told) || periods.contains(&at)
    };
    // "this month compared to last"
    let other = usize::from(scan.said(beside).contains(" last"));
    let two = periods.len() + other > 1
        || trades && (other > 0 || periods.last().is_some_and(|last| *last > beside));
    two && (0..scan.len()).all(quiet)
}

/// The question, if the message is one of these phrases with nothing but a period and politeness around it.
pub(super) fn money(scan: Scan<'_>) -> Option<Intent> {
    if compares(scan) {
        return Some(Intent::Ask(Query::Trends));
    }
    let asks = ASKS.or(Flags::STOCK_VALUE);
    if !scan.any(asks) {
        return None;
    }
    let mut period = Period::Latest;
    let mut asked = None;
    for at in 0..scan.len() {
        let sense = scan.get(at).sense;
        if sense.is(asks) && asked.is_none() {
            asked = Some(sense);
        } else if let Some(said) = period_of(sense).filter(|_| period == Period::Latest) {
            period = said;
        } else if scan.word(at) && !sense.is(Flags::FILLER.or(Flags::FOR).or(Flags::TIME))
            || scan.get(at).number().is_some()
        {
            return None;
        }
    }
    let sense = asked?;
    Some(Intent::Ask(match () {
        () if sense.is(Flags::STOCK_VALUE) && period == Period::Latest => Query::Value,
        () if sense.is(Flags::PROFIT) => Query::Profit(period),
        () if sense.is(Flags::REPORT) => Query::Report(period),
        () if sense.is(Flags::SALES) => Query::Sales(period),
        () => return None,
    }))
}
