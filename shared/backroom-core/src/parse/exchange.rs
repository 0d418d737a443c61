//! "customer exchanged jeans 32 for jeans 34": the one comes in, and the other goes out.

use crate::intent::{Action, Intent, Line, Parsed, Reason, Thing};
use crate::quantity::Quantity;
use crate::unit::Unit;

use super::amount::{self, Count};
use super::guard;
use super::scan::Scan;
use super::sense::{Flags, Words};

/// More tokens than this are a story.
const LONGEST: usize = 24;

/// What leads to the other thing.
const LINK: Flags = Flags::FOR.or(Flags::TO).or(Flags::WITH);

/// The exchange that the message tells of, where it names both things and nothing else of the shop.
pub(super) fn exchange(scan: Scan<'_>) -> Option<Parsed> {
    if !scan.seen.says(Words::EXCHANGES) {
        return None;
    }
    let scan = scan.trimmed();
    let at = (0..scan.len()).find(|at| scan.says(*at, Words::EXCHANGES))?;
    let names: Vec<usize> = (0..scan.len())
        .filter(|at| scan.is(*at, Flags::KNOWN))
        .collect();
    let came = *names.first()?;
    let went = match names.as_slice() {
        [_] => size_behind(scan, came)?,
        [_, went] => *went,
        _ => return None,
    };
    let parts = (came + 1..went).find(|at| scan.is(*at, LINK))?;
    if at > parts || scan.len() > LONGEST || (0..scan.len()).any(|at| doubtful(scan, at)) {
        return None;
    }
    // "customer het 2 gumboots 8 omgeruil vir 2 gumboots 9"
    let (leads, until) = if at < came {
        (at + 1, at + 1)
    } else {
        (0, came)
    };
    let (leads, first) =
        (leads..=until).find_map(|from| Some((from, counted(scan, from, came)?)))?;
    let second = match scan.is(went, Flags::KNOWN) {
        true => counted(scan, parts + 1, went)?,
        false => first.clone(),
    };
    let little = Flags::THE.or(Flags::FILLER).or(Flags::OWN);
    let joined = (came + 1..parts).all(|next| next == at || scan.is(next, little.or(Flags::BE)));
    let rest = |at: usize| {
        let token = scan.get(at);
        token.number().is_none() && (token.sense.verb.is_none() || token.is(Flags::AUXILIARY))
    };
    let before = if at < came { at } else { leads };
    let with = (went..scan.len()).find(|at| scan.is(*at, Flags::WITH));
    let ours = with.is_some_and(|with| with_somebody(scan, with));
    let quiet = (with.is_none() || ours) && (0..before).chain(went + 1..scan.len()).all(rest);
    // "sneakers 7 for 8"
    let second_name = match scan.is(went, Flags::KNOWN) {
        true => scan.said(went).to_owned(),
        false => format!(
            "{} {}",
            scan.said(came).rsplit_once(' ')?.0,
            scan.said(went)
        ),
    };
    if !joined || !quiet || scan.said(came) == scan.said(went) {
        return None;
    }
    let first_name = scan.said(came).to_owned();
    if ours {
        return Some(Parsed::Understood(Intent::Change(vec![
            line(first, first_name, Action::Remove, Reason::Sale),
            line(second, second_name, Action::Add, Reason::Receipt),
        ])));
    }
    Some(Parsed::Understood(Intent::Change(vec![
        line(first, first_name, Action::Add, Reason::Return),
        line(second, second_name, Action::Remove, Reason::Sale),
    ])))
}

fn line(
    (quantity, unit): (Quantity, Option<Unit>),
    name: String,
    action: Action,
    reason: Reason,
) -> Line {
    let thing = Thing {
        quantity,
        unit,
        name,
        price: None,
        together: None,
        expires: None,
    };
    thing.line(action, reason)
}

/// "swapped 2 novels for 3 thrillers with the student": it was we who gave the first.
fn with_somebody(scan: Scan<'_>, with: usize) -> bool {
    let whom = with + 1 + usize::from(scan.is(with + 1, Flags::THE.or(Flags::ARTICLE)));
    let somebody =
        |at: usize| scan.says(at, Words::BUYER) || scan.is(at, Flags::CUSTOMER.or(Flags::SOMEBODY));
    (with + 1..=whom).any(somebody) && whom + 1 >= scan.len()
}

/// Whether it may be no exchange with a customer, or none yet: with whom a shop exchanges what it bought, the other way comes in.
fn doubtful(scan: Scan<'_>, at: usize) -> bool {
    let other = Flags::SUPPLIER.or(Flags::CARRIER).or(Flags::QUESTION);
    scan.mark(at, b'?')
        || scan.is(at, other) && !scan.is(at, Flags::BE.or(Flags::AUXILIARY))
        || scan.says(at, Words::MARKET)
        || guard::of(scan.get(at).sense).is_some()
}

/// Where the other size stands, of "sneakers 7 for 8" and "sandals size 5 for a size 6": the last word, and as short.
fn size_behind(scan: Scan<'_>, came: usize) -> Option<usize> {
    let little = Flags::THE
        .or(Flags::ARTICLE)
        .or(Flags::FILLER)
        .or(Flags::NUMBERED);
    let parts = (came + 1..scan.len()).find(|at| scan.is(*at, Flags::FOR))?;
    let size = (parts + 1..scan.len()).find(|at| !scan.is(*at, little))?;
    let short = |said: &str| said.len() <= 3 || said.bytes().all(|byte| byte.is_ascii_digit());
    let last = scan.said(came).rsplit(' ').next().unwrap_or_default();
    let alike = short(scan.said(size)) && short(last) && size + 1 == scan.len();
    let numbers =
        scan.get(size).number().is_some() == last.bytes().all(|byte| byte.is_ascii_digit());
    (alike && numbers && last != scan.said(came)).then_some(size)
}

/// How many of the name at `name`: one, if nothing but little words stands between.
fn counted(scan: Scan<'_>, from: usize, name: usize) -> Option<(Quantity, Option<Unit>)> {
    // "n geyser" is one: "n" is short for "and" as well.
    let little = Flags::THE
        .or(Flags::FILLER)
        .or(Flags::OWN)
        .or(Flags::PERSON)
        .or(Flags::BEFORE_UNIT);
    let mut at = from;
    while at < name && (scan.is(at, little) || scan.said(at) == "n") {
        at += 1;
    }
    if at == name {
        return Some((Quantity::ONE, None));
    }
    let amount = amount::amount(scan, at)?;
    let exact = matches!(amount.count, Count::Exact(_) | Count::Article);
    let next = amount.next + usize::from(scan.is(amount.next, Flags::OF));
    let unit = (!amount.unit.is_empty()).then(|| Unit::new(amount.unit));
    let quantity = amount
        .count
        .quantity()
        .filter(|quantity| !quantity.is_zero())?;
    (exact && next == name).then_some((quantity, unit))
}
