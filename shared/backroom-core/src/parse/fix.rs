//! Corrections of the last change: "no, 15", "i meant bread", "*bread".

use crate::intent::{Fix, Intent};
use crate::unit::Unit;

use super::amount::{self, Count};
use super::name::Name;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::Kind;

/// The correction that the message makes.
pub(super) fn fix(scan: Scan<'_>) -> Option<Intent> {
    if let Some(fix) = named_behind(scan) {
        return Some(Intent::Fix(fix));
    }
    let said = scan.len();
    let scan = said_but(scan).unwrap_or(scan);
    if let Some(name) = named_no_other(scan) {
        return Some(Intent::Fix(Fix::Name(name)));
    }
    if let Some(fix) = was(scan) {
        return Some(Intent::Fix(fix));
    }
    if let Some(name) = one_not_other(scan) {
        return Some(Intent::Fix(Fix::Name(name)));
    }
    if let Some(fix) = rather(scan).or_else(|| should_be(scan)) {
        return Some(Intent::Fix(fix));
    }
    let starred = scan.mark(0, b'*') && (1..scan.len()).all(|at| !scan.mark(at, b'*'));
    let mut at = 0;
    let mut sure = starred;
    // "i said 3 spades but only 2"
    sure |= scan.tokens.len() < said && scan.says(0, Words::ONLY);
    let mut no = false;
    let mut twice = false;
    let mut named = starred;
    while at < scan.len() {
        let token = scan.get(at);
        if token.is(Flags::FIX) {
            sure = true;
            let said = scan.said(at);
            named |= ["mea", "ment", "bedoel", "item"]
                .iter()
                .any(|part| said.contains(part));
            // "oops that was brown loaf"; but "it was cold" corrects nothing.
            let was = [
                "was", "its", "it's", "it is", "dis", "dit is", "no no", "wrong",
            ];
            let sorry = no || twice || said.split(' ').count() > 2;
            named |= sorry && was.iter().any(|end| said.ends_with(end));
            twice = true;
        } else if sure
            && scan.said(at) == "one"
            && (scan.mark(at + 1, b',') || scan.is(at + 1, Flags::FIX))
            && scan.said(at - 1).ends_with("wrong")
        {
            // "oops wrong one, it was amoxil": which one follows.
            twice = true;
        } else if token.is(Flags::NO) && at == 0 {
            no = true;
        } else if token.word() && !token.is(Flags::FILLER) && !scan.says(at, Words::ONLY)
            || amount::numeral(scan, at).is_some()
            || price::price(scan, at).is_some()
        {
            break;
        }
        at += 1;
    }
    if !(sure || no) || at >= scan.len() {
        return None;
    }
    if let Some(fix) = priced(scan, at) {
        return Some(Intent::Fix(fix));
    }
    if scan.get(at).sense.verb.is_some() && amount::numeral(scan, at).is_none() {
        return None;
    }
    let known = (at..scan.len()).any(|at| scan.is(at, Flags::KNOWN));
    corrected(scan, at, sure, named || sure && known).map(Intent::Fix)
}

/// "no, @ 15", "it was R90", "no, 4 for R60": a price, perhaps behind a quantity, and nothing else.
fn priced(scan: Scan<'_>, at: usize) -> Option<Fix> {
    let ends =
        |next: usize| (next..scan.len()).all(|at| !scan.word(at) || scan.is(at, Flags::FILLER));
    if let Some((price, next)) = price::price(scan, at) {
        return ends(next).then_some(Fix::Price(None, price));
    }
    let amount =
        amount::amount(scan, at).filter(|amount| matches!(amount.count, Count::Exact(_)))?;
    let (price, next) = price::price(scan, amount.next)?;
    let price = price::beside(scan, price, amount.count, amount.unit);
    let unit = (!amount.unit.is_empty()).then(|| Unit::new(amount.unit));
    let quantity = amount.count.quantity()?;
    ends(next).then_some(Fix::Price(Some((quantity, unit)), price))
}

/// "oops 21kg not 12 for the wors": of what, is said behind.
fn named_behind(scan: Scan<'_>) -> Option<Fix> {
    if !scan.seen.is(Flags::NOT_BUT) {
        return None;
    }
    let scan = scan.trimmed();
    let links = Flags::FOR.or(Flags::OF).or(Flags::AT);
    let link = (1..scan.len()).rev().find(|at| scan.is(*at, links))?;
    let name = link + 1 + usize::from(scan.is(link + 1, Flags::THE));
    // "for the wedding" is no name.
    let goods = |at: usize| {
        let sense = scan.get(at).sense;
        scan.word(at) && sense.unknown() && !sense.says(Words::OCCASION)
    };
    let named = (1..=3).contains(&(scan.len().saturating_sub(name)));
    if !named || !(name..scan.len()).all(goods) {
        return None;
    }
    let Some(Fix::Quantity(quantity, unit)) = rather(scan.part(0, link)) else {
        return None;
    };
    let (start, end) = scan.part(name, scan.len()).range();
    Some(Fix::Of(
        quantity,
        unit,
        scan.text.get(start..end)?.to_owned(),
    ))
}

/// "i said coke but it was fanta": what was meant; the words behind "but".
fn said_but(scan: Scan<'_>) -> Option<Scan<'_>> {
    if !scan.seen.says(Words::BUT) {
        return None;
    }
    let scan = scan.trimmed();
    let but = (2..scan.len()).find(|at| scan.says(*at, Words::BUT))?;
    let told = (0..scan.len().min(3)).any(|at| scan.says(at, Words::TYPED));
    let rest = scan.part(but + 1, scan.len());
    let only = rest.says(0, Words::ONLY) && rest.get(1).number().is_some();
    (told && (rest.is(0, Flags::FIX) || only)).then_some(rest)
}

/// "gran smith no, top red sorry", "no pineapple i said pumpkin": of two things of the shop the one that was meant.
fn named_no_other(scan: Scan<'_>) -> Option<String> {
    if !scan.seen.is(Flags::KNOWN) {
        return None;
    }
    let scan = scan.trimmed();
    let known: Vec<usize> = (0..scan.len())
        .filter(|at| scan.is(*at, Flags::KNOWN))
        .collect();
    let counted = (0..scan.len()).any(|at| amount::numeral(scan, at).is_some());
    let right = *known.last()?;
    let little = Flags::NO
        .or(Flags::FIX)
        .or(Flags::FILLER)
        .or(Flags::COURTESY);
    let says = |at: usize| {
        ["i said", "i meant", "i mean"].contains(&scan.said(at))
            || scan.said(at) == "i"
            || scan.said(at) == "said"
    };
    let idle =
        |at: usize| scan.is(at, Flags::KNOWN) || !scan.word(at) || scan.is(at, little) || says(at);
    let no = (0..right).any(|at| scan.is(at, Flags::NO));
    let said = (0..scan.len()).any(|at| scan.is(at, Flags::FIX) || says(at));
    (no && said && !counted && known.len() <= 2 && scan.len() <= 8 && (0..scan.len()).all(idle))
        .then(|| scan.said(right).to_owned())
}

/// "the 20 was milk not bread", "it was beans that came, not potatoes": of two things of the shop the first.
fn one_not_other(scan: Scan<'_>) -> Option<String> {
    let scan = scan.trimmed();
    let mut known = (0..scan.len()).filter(|at| scan.is(*at, Flags::KNOWN));
    let (right, wrong) = (known.next()?, known.next()?);
    // "not the shampoo, the conditioner", "sorry mistake, not compost its potting soil"
    let beside = Flags::THE.or(LEADS);
    let the = |at: usize| scan.is(at, beside) && !scan.is(at, Flags::NOT_BUT) || !scan.word(at);
    let first = (0..right).find(|at| !the(*at));
    if first.is_some_and(|at| at + 2 >= right && scan.is(at, Flags::NOT_BUT))
        && (right + 1..wrong).all(the)
        && wrong + 1 >= scan.len()
    {
        return Some(scan.said(wrong).to_owned());
    }
    let the = usize::from(scan.is(wrong - 1, Flags::THE.or(Flags::ARTICLE)));
    let not = wrong.checked_sub(1 + the)?;
    let last = wrong + 1 + usize::from(scan.says(wrong + 1, Words::NOT_LAST));
    let little = Flags::FILLER
        .or(Flags::THE)
        .or(Flags::BE)
        .or(Flags::FIX)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::ARRIVES);
    let idle = |at: usize| {
        !scan.word(at) || scan.is(at, little.or(Flags::NO)) || scan.get(at).sense.verb.is_some()
    };
    let was = (0..right).any(|at| scan.is(at, Flags::BE.or(Flags::FIX)));
    let said = (0..right).all(|at| idle(at) || scan.is(at - usize::from(at > 0), Flags::THE));
    let between = (right + 1..not).all(idle);
    let one = known.next().is_none() && last >= scan.len();
    (one && was && said && between && scan.is(not, Flags::NOT_BUT) && right < 5)
        .then(|| scan.said(right).to_owned())
}

/// "no the beef was 6kg not 5", "sorry the mince was 2 kg", "correction: ventolin received was 10, not 12", "mistake, nails sold
/// 4 not 14": so many of what is named.
fn was(scan: Scan<'_>) -> Option<Fix> {
    let scan = scan.trimmed();
    let name = (0..scan.len()).find(|at| scan.is(*at, Flags::KNOWN))?;
    let little = LEADS.or(Flags::THE).or(Flags::OWN);
    let leads = (0..name).all(|at| !scan.word(at) || scan.is(at, little));
    let mends = (0..name).any(|at| scan.is(at, Flags::FIX.or(Flags::NO)));
    // What it was that moved so many.
    let moved = name + 1 + usize::from(scan.get(name + 1).sense.verb.is_some());
    let was = scan.says(moved, Words::WAS);
    let amount = amount::amount(scan, moved + usize::from(was))
        .filter(|amount| matches!(amount.count, Count::Exact(_)))?;
    let mut at = amount.next + usize::from(scan.mark(amount.next, b','));
    let not = scan.is(at, Flags::NOT_BUT);
    if not {
        at = amount::amount(scan, at + 1)?.next;
    }
    let idle = Flags::FILLER.or(Flags::TIME);
    let ends = (at..scan.len()).all(|at| {
        !scan.word(at) && scan.get(at).number().is_none()
            || scan.is(at, idle)
            || scan.says(at, Words::NOT_LAST)
    });
    let unit = (!amount.unit.is_empty()).then(|| Unit::new(amount.unit));
    let fix = Fix::Of(amount.count.quantity()?, unit, scan.said(name).to_owned());
    let sure = match was {
        true => not || mends,
        false => not && mends,
    };
    (leads && ends && sure).then_some(fix)
}

/// What may lead to the better word.
const LEADS: Flags = Flags::NO
    .or(Flags::FIX)
    .or(Flags::FILLER)
    .or(Flags::COURTESY);

/// "5 not 3", "not 3 but 5", "bread not coke", "oh no, my mistake, it was 4 and not 6".
fn rather(scan: Scan<'_>) -> Option<Fix> {
    if !scan.seen.is(Flags::NOT_BUT) {
        return None;
    }
    let scan = scan.trimmed();
    let mends = |at: usize| scan.is(at, Flags::NO.or(Flags::FIX)) && !scan.is(at, Flags::NOT_BUT);
    let leads = |at: &usize| {
        let mark = matches!(
            scan.get(*at).kind,
            Kind::Mark(b',' | b'.' | b'!') | Kind::Symbol | Kind::Line
        );
        mark || scan.is(*at, LEADS) && !scan.is(*at, Flags::NOT_BUT)
    };
    let past = (0..scan.len()).find(|at| !leads(at)).unwrap_or(0);
    let from = match (0..past).any(mends) {
        true => past,
        false => 0,
    };
    let said = |from: usize, to: usize| corrected(scan.part(from, to), 0, true, true);
    if scan.is(from, Flags::NOT_BUT) {
        let parts = |at: &usize| {
            scan.mark(*at, b',')
                || scan.says(*at, Words::BUT)
                || scan.is(*at, Flags::FIX) && scan.get(at + 1).number().is_some()
        };
        let end = (from + 1..scan.len()).find(parts)?;
        let wrong = said(from + 1, end)?;
        let little = |at: &usize| {
            parts(at) || scan.is(*at, Flags::FIX.or(Flags::FILLER)) || scan.says(*at, Words::ONLY)
        };
        let right = said((end..scan.len()).find(|at| !little(at))?, scan.len())?;
        // "not 6 vaseline its 8"
        if let (Fix::Quantity(quantity, unit), Fix::Both(_, other, name)) = (&right, &wrong) {
            return Some(Fix::Of(
                *quantity,
                unit.clone().or(other.clone()),
                name.clone(),
            ));
        }
        let alike = std::mem::discriminant(&right) == std::mem::discriminant(&wrong);
        // "not 12, it was 14 panels"
        let named = matches!((&right, &wrong), (Fix::Both(..), Fix::Quantity(..)));
        return (alike || named).then_some(right);
    }
    // "dit was 6 nie 5 nie"
    let last = scan.len().saturating_sub(1);
    let scan = match scan.says(last, Words::NOT_LAST) {
        true => scan.part(0, last),
        false => scan,
    };
    let not = (from + 1..scan.len()).find(|at| scan.is(*at, Flags::NOT_BUT))?;
    if not > from + 4 || scan.len() > not + 6 {
        return None;
    }
    // "padlock 6 not 4"
    if scan.is(from, Flags::KNOWN) && not > from + 1 {
        // "vicks should be 10 not 12"
        let little = Flags::FIX.or(Flags::BE).or(Flags::CONDITION);
        let start = (from + 1..not).find(|at| !scan.is(*at, little))?;
        let (right, wrong) = (said(start, not)?, said(not + 1, scan.len())?);
        let (Fix::Quantity(quantity, unit), Fix::Quantity(..)) = (right, wrong) else {
            return None;
        };
        return Some(Fix::Of(quantity, unit, scan.said(from).to_owned()));
    }
    let (right, wrong) = (said(from, not)?, said(not + 1, scan.len())?);
    // "sweet paprika not hot" is a name: both sides must be of one kind, and short.
    let alike = std::mem::discriminant(&right) == std::mem::discriminant(&wrong);
    let both = matches!(right, Fix::Both(..)) && matches!(wrong, Fix::Quantity(..));
    match (right, wrong) {
        // "4 not 5 coke"
        (Fix::Quantity(quantity, unit), Fix::Both(_, other, name)) => {
            Some(Fix::Of(quantity, unit.or(other), name))
        }
        (right, _) => (alike || both).then_some(right),
    }
}

/// "oops i put 12, should be 2"
fn should_be(scan: Scan<'_>) -> Option<Fix> {
    if !scan.seen.says(Words::SHOULD_BE) || !scan.seen.says(Words::TYPED) {
        return None;
    }
    let scan = scan.trimmed();
    let at = (2..scan.len()).find(|at| scan.says(*at, Words::SHOULD_BE))?;
    let amount = amount::amount(scan, at + 1)
        .filter(|amount| matches!(amount.count, Count::Exact(_)) && amount.next >= scan.len())?;
    let typed = (0..at).find(|at| scan.says(*at, Words::TYPED))?;
    let wrong = amount::amount(scan, typed + 1)?.next;
    let idle = Flags::PERSON.or(Flags::AUXILIARY);
    let leads = |at: usize| !scan.word(at) || scan.is(at, LEADS.or(idle));
    let plain = (0..typed).all(leads) && (wrong..at).all(leads);
    let unit = (!amount.unit.is_empty()).then(|| Unit::new(amount.unit));
    plain.then_some(Fix::Quantity(amount.count.quantity()?, unit))
}

/// What stands in the place of what was said.
fn corrected(scan: Scan<'_>, at: usize, sure: bool, named: bool) -> Option<Fix> {
    let amount = amount::amount(scan, at).filter(|amount| amount.count != Count::Article);
    let (quantity, unit, from) = match amount {
        Some(amount) => (Some(amount.count.quantity()?), amount.unit, amount.next),
        None => (None, "", at),
    };
    // "it was the red dress L not the M"
    let known = (from..scan.len()).any(|at| scan.is(at, Flags::KNOWN));
    let from = from
        + usize::from(
            quantity.is_none() && scan.is(from, Flags::THE) && (known || scan.len() - from <= 3),
        );
    let name = name(scan, from)?;
    let unit = (!unit.is_empty()).then(|| Unit::new(unit));
    match (quantity, name.is_empty()) {
        (Some(quantity), true) => Some(Fix::Quantity(quantity, unit)),
        // "no 15 of the coke" could be many things; "no, 15 coke" and "no 15 coke" are corrections.
        (Some(quantity), false) if sure || scan.mark(1, b',') || (at == 1 && name.plain) => {
            Some(Fix::Both(quantity, unit, name.text))
        }
        (None, false) if named && name.plain => Some(Fix::Name(name.text)),
        _ => None,
    }
}

/// The rest as a name; `None` if it is none.
fn name(scan: Scan<'_>, from: usize) -> Option<Name> {
    let mut name = Name::default();
    let mut at = from;
    while at < scan.len() {
        // "15 not 3", "bread not coke": what follows is what it was not.
        if scan.is(at, Flags::NOT_BUT) && at > 0 {
            break;
        }
        // "make that 9 pls"
        if name.is_empty()
            && (at..scan.len()).all(|at| !scan.word(at) || scan.is(at, Flags::FILLER))
        {
            break;
        }
        match name.step(scan, at, true) {
            Some(next) => at = next,
            None if scan.is(at, Flags::FILLER) || !scan.word(at) => at += 1,
            None => return None,
        }
    }
    (!name.talk && name.words <= 3 && !name.vague).then_some(name)
}
