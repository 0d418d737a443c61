//! Words to [`Parsed`]: the grammar.

mod amount;
mod change;
mod fix;
mod guard;
mod lexicon;
mod manage;
mod name;
mod number;
mod piece;
mod price;
mod query;
mod scan;
mod sense;
mod short;
mod spelling;
mod split;
mod text;
mod token;

use crate::intent::Parsed;

use scan::Scan;

/// Understands one message. Pure, and quick enough (microseconds) to be run on everything.
pub fn parse(text: &str) -> Parsed {
    let Some(plain) = text::plain(text) else {
        return Parsed::Unrecognised;
    };
    let tokens = token::tokens(&plain);
    let scan = Scan {
        text: &plain,
        tokens: &tokens,
    };
    understood(text, scan).unwrap_or(Parsed::Unrecognised)
}

fn understood(text: &str, scan: Scan<'_>) -> Option<Parsed> {
    if let Some(intent) = short::short(scan).or_else(|| manage::manage(text, scan)) {
        return Some(Parsed::Understood(intent));
    }
    fix::fix(scan)
        .map(Parsed::Understood)
        .or_else(|| change::change(text, scan))
        .or_else(|| query::query(scan).map(Parsed::Understood))
}
