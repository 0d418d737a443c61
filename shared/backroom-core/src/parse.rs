//! Words to [`Parsed`]: the grammar.
//!
//! A message is made plain (`text`: lower case, one kind of dash, digit and quote), cut into tokens (`token`,
//! `number`), and each word gets from the lexicon (`lexicon`, one readable file for each language in `lexicon/`)
//! all that it can be (`sense`): a verb, a unit, a number, a polite word, several of them. What it is here, its place
//! decides. What stands anywhere in the message is gathered on the way (`seen`, `hints`), and a reader whose own words are
//! not there is not asked. The first reading that fits wins:
//!
//! 1. `money`: "sales today", "profit this week", "what is my stock worth".
//!    `credit`: "2 bread on credit for Thandi", "who owes me?".
//! 2. `short`: the whole message is one phrase ("undo", "thanks", "stock", "yes") or a bare number.
//!    `confirm`: "quiet on"; `setting`: "quiet hours 21 to 6", "currency USD".
//!    `sheet`: "sheet LINK", "sheet off".
//!    `export`: "export stock", "export june as csv".
//! 3. `manage`: "join CODE", "call my shop NAME", "undo 2"; `team`: "make Sipho manager", "switch to NAME".
//!    `entry`: "ignore my last message, wrong shop", "fix the last one to 30".
//!    `asked`: "what is not selling", "when did we last buy gel", in any of the wordings of `lexicon/asked.txt`.
//! 4. `note`: what is to be remembered about an item: "price bread 18".
//! 5. `packs`, `items`: an item itself: "1 case coke = 24", "rename coke to cola".
//!    `expiry`: "what expires this week?"; the dates in a change are taken out before the rest of it is read.
//! 6. `fix`: "no, 15", "i meant bread", "15 not 3".
//! 7. `change`: movements. `split` cuts the message into pieces and drops comments ("finely chopped"); `piece`
//!    reads each:
//!
//!    ```text
//!    piece   = head (amount name | name amount) tail
//!    head    = (polite | subject | time | verb | sign | doubt)*        "hi, today we sold"
//!    amount  = numeral ["x" size | adjective* unit ["of" [number]]]    "2 heaped tsp", "2 cases of 24", "10 x"
//!    numeral = digits | fraction | words | "a" | range                 "1 1/2", "half a dozen", "2-3" (asked)
//!    name    = word*, up to what can only follow a name
//!    tail    = (verb | price | time | for whom | comment | doubt)*     "sold @ R18 today to thabo"
//!    ```
//!
//!    A verb in front is good for the pieces behind it, one behind for those before it. All pieces become lines, or
//!    none does: then the first that is not clear is asked about. What only asks about the change ("how many left?")
//!    or mends its number ("sorry 4") is read apart (`change/aside`).
//! 8. `query`: "how many coke?", "history bread", or a bare "coke".
//!
//! "bread finished" sets bread to nothing, which is [`Parsed::Unsure`]: asked back before it is done. Whatever is in
//! doubt ("will get", "didn't", "if", "2 or 3", "they bought") is [`Parsed::Incomplete`]: a wrong write
//! costs money, a question costs a message. Whatever has words that fit nowhere is [`Parsed::Unrecognised`].
//!
//! [`parse_among`] reads what this does not settle again, with the names of the shop marked (`among`): a name then ends where
//! it ends. What fits in no piece is read as `islands`: names, amounts and verbs that have to go together; where the verbs differ,
//! clause by clause (`islands/told`). What has more numbers or names than one change is `islands/several`: a count in several
//! places, one thing made of others. Where only the size or colour of something is said ("2 coke 2l and 3 500ml"), its name is
//! spelled out first (`among/ellipsis`).
//! Whatever the reading, an amount beside a name of the shop that no line tells of is asked about (`among/left_out`).
//!
//! To whom a message is said ("good morning my child") is left aside before anything is read (`address`), and so is what is only told
//! around a change ("it was 38 degrees", "when the tray fell", "invoice says 10") before it is read (`change/around`), and with the
//! names marked what only labels a note ("site: Erf 2210": `label`). Who did it may say which way it went (`change/who`): what a
//! customer bought is sold. Of what was sold, used or received only roughly the exact number is asked (`change/estimate`). "Swapped M
//! for L" is one in and one out (`exchange`).
//! What is clear in neither way is read once more in full (`reword`): "wat" is short for "what". What is short for a verb or a
//! denial is read in full at once.
//!
//! To teach it a phrase: a line in `corpus/parse/`, then the word in `lexicon/`. What a reader of whole sentences asks for is a
//! list of its own (`phrases`), in `lexicon/*.phrases.txt`; so is what hints at such a reader.

mod address;
mod among;
mod amount;
mod asked;
mod change;
mod confirm;
mod credit;
mod day;
mod entry;
mod exchange;
mod expiry;
mod export;
mod fix;
mod guard;
mod hash;
mod help;
mod hints;
mod islands;
mod items;
mod label;
mod lexicon;
mod manage;
mod money;
mod name;
mod naming;
mod note;
mod number;
mod packs;
mod period;
mod phrases;
mod piece;
mod price;
mod query;
mod reword;
mod scan;
mod seen;
mod sense;
mod setting;
mod sheet;
mod short;
mod spelling;
mod split;
mod team;
mod text;
mod token;
mod words;

use std::cell::LazyCell;

use crate::intent::{Intent, Parsed, Problem};

use hints::Hints;
use scan::Scan;
use sense::{Flags, Words as Classes};
use token::Tokens;
use words::Words;

pub use among::parse_among;
pub use credit::brought_back;
pub use day::day_told;
pub use naming::{Naming, business_name, names_business};
pub use price::only_a_price;
pub(crate) use text::plain;

/// Understands one message. Pure, and quick enough (microseconds) to be run on everything.
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    let Some(plain) = text::plain(text) else {
        return Parsed::Unrecognised;
    };
    let tokens = token::tokens(&plain);
    if let Some(full) = reword::of_verbs(&plain, &tokens) {
        return in_words(&full, &full, &token::tokens(&full));
    }
    in_words(text, &plain, &tokens)
}

fn in_words(text: &str, plain: &str, tokens: &Tokens) -> Parsed {
    let scan = tokens.scan(plain);
    let address = address::without(scan);
    understood(text, scan.less(address.as_deref()))
        .or_else(|| in_full(plain, tokens))
        .unwrap_or(Parsed::Unrecognised)
}

/// "wat did i sell 2day": what the message says written in full, where it says nothing as it stands.
fn in_full(plain: &str, tokens: &Tokens) -> Option<Parsed> {
    let full = reword::reworded(plain, tokens)?;
    let tokens = token::tokens(&full);
    understood(&full, tokens.scan(&full)).filter(|parsed| matches!(parsed, Parsed::Understood(_)))
}

fn understood(text: &str, scan: Scan<'_>) -> Option<Parsed> {
    if let Some(moved) = at_once(text, scan) {
        return Some(moved);
    }
    if note::is_negative(scan) {
        let text = text.to_owned();
        return Some(Parsed::Incomplete(Problem::BadQuantity { text }));
    }
    // What is left without one period is not looked through for another.
    let within = period::of_named(scan, |rest| plainly(rest, token::tokens(rest).scan(rest)));
    within.or_else(|| plainly(text, scan))
}

/// The same, of a question about no day or month by its name.
fn plainly(text: &str, scan: Scan<'_>) -> Option<Parsed> {
    let words = LazyCell::new(|| Words::of(scan));
    let account = || credit::account(text, scan).map(|asks| Parsed::Understood(Intent::Ask(asks)));
    account()
        .or_else(|| credit::credit(text, scan))
        .or_else(|| intent(text, scan, &words).map(Parsed::Understood))
        .or_else(|| change::change(text, scan))
        .or_else(|| query::query(scan).map(Parsed::Understood))
        .or_else(|| {
            let hinted = scan.hints(Hints::ITEMS);
            let removal = || team::bare_removal((*words).as_ref()?);
            let manage = hinted.then(removal).flatten()?;
            Some(Parsed::Understood(Intent::Manage(manage)))
        })
        .or_else(|| change::not_yet(scan))
}

/// "sold 3 coke", "- 3 coke", "customer bought 3 coke": most messages begin so, and are nothing else.
fn at_once(text: &str, scan: Scan<'_>) -> Option<Parsed> {
    let before = |at: usize| scan.is(at, Flags::PERSON.or(Flags::CUSTOMER));
    let verb = (0..2).find(|at| !before(*at))?;
    let sign = scan.mark(0, b'-') || scan.mark(0, b'+');
    let moves = sign || scan.get(verb).sense.verb_before().is_some();
    let number = verb + 1 + usize::from(scan.mark(verb + 1, b':'));
    if !moves || scan.get(number).number().is_none() {
        return None;
    }
    let moved = credit::credit(text, scan).or_else(|| change::change(text, scan))?;
    let surely = number == 1 && !sign && !scan.is(0, Flags::WEAK);
    let told = || matches!(moved, Parsed::Understood(Intent::Change(_)));
    (surely || told() && !scan.seen.marks(b"?=>")).then_some(moved)
}

/// What is neither a movement nor a question about stock.
fn intent<'t, F: FnOnce() -> Option<Words<'t>>>(
    text: &str,
    scan: Scan<'t>,
    words: &LazyCell<Option<Words<'t>>, F>,
) -> Option<Intent> {
    // Sentences whose own words are few and fixed are only looked for where the text hints at them.
    let told = |hinted: bool, read: &dyn Fn(&Words<'_>) -> Option<Intent>| {
        hinted.then(|| read((**words).as_ref()?)).flatten()
    };
    let hint = |kind: Hints| scan.hints(kind);
    let team = |words: &Words<'_>| team::team(text, words).map(Intent::Manage);
    let packs = |words: &Words<'_>| packs::packs(words).map(Intent::Edit);
    let items = |words: &Words<'_>| items::items(text, words).map(Intent::Edit);
    let named = hint(Hints::ITEMS) || scan.seen.marks(b"=>");
    let points = scan.seen.says(Classes::POINTS.or(Classes::TYPED))
        || scan.seen.is(Flags::UNDO.or(Flags::NO));
    let setting = || hint(Hints::SETTING).then(|| setting::setting(scan.text));
    let sheet = || hint(Hints::SHEET).then(|| sheet::sheet(text));
    money::money(scan)
        .or_else(|| told(hint(Hints::HELP), &help::help))
        .or_else(|| told(hint(Hints::CONFIRM), &confirm::confirm))
        .or_else(|| setting().flatten())
        .or_else(|| sheet().flatten())
        .or_else(|| told(hint(Hints::EXPORT), &export::export))
        .or_else(|| short::short(scan))
        .or_else(|| manage::manage(text, scan))
        .or_else(|| told(hint(Hints::TEAM), &team))
        .or_else(|| told(points, &entry::entry))
        .or_else(|| expiry::asked(scan))
        .or_else(|| asked::asked(text, scan, &|_| false))
        .or_else(|| note::note(scan))
        .or_else(|| told(packs::may_be(scan), &packs))
        .or_else(|| told(named, &items))
        .or_else(|| fix::fix(scan))
}
