//! Questions about money, and reports: "sales today", "this week's profit", "what is my stock worth", "report week".

use crate::intent::{Intent, Period, Query};

use super::query::period_of;
use super::scan::Scan;
use super::sense::Flags;

/// The question, if the message is one of these phrases with nothing but a period and politeness around it.
pub(super) fn money(scan: Scan<'_>) -> Option<Intent> {
    let asks = Flags::SALES
        .or(Flags::PROFIT)
        .or(Flags::REPORT)
        .or(Flags::STOCK_VALUE);
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
