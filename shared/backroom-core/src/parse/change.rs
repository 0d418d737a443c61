//! Movements of stock: the pieces of a message become its lines, or what is missing.

mod along;
mod around;
mod aside;
mod chatter;
mod dates;
pub(super) mod estimate;
mod heading;
mod line;
mod looked;
pub(super) mod paid;
mod reduced;
mod several;
mod told;
pub(super) mod total;
mod twice;
mod verbs;
mod where_to;
mod who;
mod why;
mod within;

use crate::expiry::SaidDate;
use crate::intent::{Action, Intent, Line, Parsed, Problem, Reason};
use crate::quantity::Quantity;

use super::amount::Count;
use super::expiry;
use super::guard::{self, Guard};
use super::islands::converts;
use super::lexicon;
use super::piece::Piece;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Verb, Words};
use super::split;
use super::text;
use line::{
    SHORT_NAME, Unread, about_stock, denies_sale, emptied, goods, heads_emptied, line, quantity,
    runs_out, thing, two_things, verb,
};
use several::{many, said};

pub(super) use around::{without_model, without_told};
pub(super) use chatter::not_yet;
pub(super) use heading::for_somebody;
pub(super) use who::by_whom;
pub(super) use within::stays_within;

/// Whether the names of the shop make it no clearer: what was paid, or how many it was, is not known.
pub(super) fn doubted(scan: Scan<'_>) -> bool {
    reduced::is_reduced(scan) || estimate::without_supposing(scan).is_some()
}

/// More lines than this are refused: one transaction has room for no more.
const MOST_LINES: usize = 90;

/// Reads the message as movements; `None` if it does not look like any.
pub(super) fn change(raw: &str, scan: Scan<'_>) -> Option<Parsed> {
    if !may_be(scan) {
        return None;
    }
    if reduced::is_reduced(scan) {
        let text = text::original(raw, 0, scan.range().1).to_owned();
        return Some(Parsed::Incomplete(Problem::Line { number: 1, text }));
    }
    if let Some(rest) = estimate::without_supposing(scan) {
        return change(raw, rest).map(estimate::how_many);
    }
    let told = without_told(scan);
    let scan = scan.less(told.as_deref());
    let meant = by_whom(scan);
    let scan = meant.as_ref().map_or(scan, |meant| meant.scan(scan.text));
    // Of most messages nothing is left aside.
    if !aside::any(scan) {
        return whole(raw, scan, &[]);
    }
    let dated = expiry::without_dates(scan);
    let (tokens, dates) = dated.as_ref().map_or((scan.tokens, &[][..]), |dated| {
        (dated.tokens.as_slice(), dated.dates.as_slice())
    });
    let scan = Scan { tokens, ..scan };
    // "two dead, swapped at the supplier so nothing changes"
    if scan.any_says(Words::UNCHANGED) || stays_within(scan) || around::taken_back(scan) {
        return Some(Parsed::Incomplete(Problem::Negated));
    }
    if for_somebody(scan) {
        return Some(Parsed::Incomplete(Problem::NotYet));
    }
    if aside::turns_into(scan) || converts(scan) || twice::found_more(scan) {
        let (number, text) = (1, text::original(raw, 0, scan.range().1).to_owned());
        return Some(Parsed::Incomplete(Problem::Line { number, text }));
    }
    let once = twice::without_repeated(scan);
    let scan = scan.less(once.as_deref());
    let undated = aside::without_day(scan);
    let scan = scan.less(undated.as_deref());
    let kept = split::without_brackets(scan);
    let scan = scan.less(kept.as_deref());
    let named = aside::without_supplier(scan);
    let scan = scan.less(named.as_deref());
    let headed = heading::headed(scan);
    let scan = scan.less(headed.as_deref());
    let there = looked::what_is_there(scan);
    let scan = scan.less(there.as_deref());
    let now = aside::without_before(scan);
    let scan = scan.less(now.as_deref());
    let spread = split::each_of(scan);
    let scan = scan.less(spread.as_deref());
    let mended = aside::without_mistake(scan);
    let scan = scan.less(mended.as_deref());
    let better = aside::without_first_said(scan);
    let scan = scan.less(better.as_deref());
    let came = aside::without_instead(scan);
    let scan = scan.less(came.as_deref());
    let alone = aside::without_contents(scan);
    let scan = scan.less(alone.as_deref());
    let more = along::with_another(scan);
    let scan = scan.less(more.as_deref());
    let summed = total::without_total(scan);
    whole(raw, scan.less(summed.as_deref()), dates)
}

/// Whether anything stands there that a change of stock, or a doubt about one, is not without.
fn may_be(scan: Scan<'_>) -> bool {
    let kinds = guard::ALL
        .or(Flags::RUN_OUT)
        .or(Flags::RETURN)
        .or(Flags::ARRIVES)
        .or(Flags::VAGUE);
    let seen = scan.seen;
    seen.has_verb() || seen.has_number() || seen.is(kinds) || seen.says(Words::SHIFTS)
}

/// Reads all of what is left.
fn whole(raw: &str, scan: Scan<'_>, dates: &[(usize, SaidDate)]) -> Option<Parsed> {
    let read = |scan: Scan<'_>| movements(raw, paid::without_cost(scan), dates);
    let parsed = aside::with_aside(scan, read).or_else(|| read(scan));
    let mut parsed = match parsed {
        None | Some(Parsed::Incomplete(Problem::Line { .. } | Problem::NoAction { .. })) => {
            chatter::without_chatter(scan, read).or(parsed)
        }
        parsed => parsed,
    };
    if let Some(Parsed::Understood(Intent::Change(lines))) = &mut parsed {
        paid::told_apart(lines, scan);
    }
    parsed
}

fn movements(raw: &str, scan: Scan<'_>, dates: &[(usize, SaidDate)]) -> Option<Parsed> {
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(1);
    let (mut cut, mut question) = (0, false);
    split::cut(scan, &mut |part| {
        cut += 1;
        if cut <= MOST_LINES + 10 && !question {
            let piece = Piece::read(part.scan, part.plus);
            question = piece.question;
            if !blank(&piece) {
                pieces.push(piece);
            }
        }
    });
    if cut > MOST_LINES + 10 {
        return Some(too_many());
    }
    if pieces.is_empty() || question {
        return None;
    }
    if pieces.len() > 1 && scan.seen.is(Flags::KNOWN) {
        heading::drop_titles(&mut pieces);
    }
    verbs::left_by_others(&mut pieces, scan);
    verbs::assign(&mut pieces);
    ones_of_several(&mut pieces);
    line::count_the_last(&mut pieces, scan);
    why::told_before(&mut pieces);
    paid(&mut pieces, scan);
    why::spoilt(&mut pieces, scan);
    settle(&mut pieces, scan, dates);
    if let [_, .., last] = pieces.as_mut_slice() {
        // "3 coke, but they returned it" takes back what was said.
        last.stray |= last.returned && last.header() && last.front.is_none();
    }
    let emptied = heads_emptied(&pieces);
    let header = |piece: &Piece<'_>| piece.header() && (!piece.run_out || emptied);
    // "2 pumps out on trial, not sold": what closes it may take all of it back.
    if let [_, .., last] = pieces.as_slice()
        && header(last)
        && last.scan.is(0, Flags::NOT_BUT)
        && pieces
            .first()
            .and_then(verb)
            .is_none_or(|verb| verb.reason != Reason::Return)
        && let Some(guard) = last.guard
    {
        return Some(Parsed::Incomplete(guard.problem()));
    }
    // "1 battery came back, sent to willard", "6 curry left over, took home": here, or gone?
    if let [came, .., last] = pieces.as_mut_slice() {
        let gone = header(last)
            && last.guard.is_none()
            && last.front.is_some_and(|verb| verb.action == Action::Remove);
        let back =
            verb(came).is_some_and(|verb| verb.action != Action::Remove) && came.count.is_some();
        last.stray |= gone && back;
    }
    match pieces.iter().filter(|piece| !header(piece)).count() {
        0 => return headers_only(&pieces, scan),
        count if count < pieces.len() => pieces.retain(|piece| !header(piece)),
        _ => {}
    }
    match pieces.as_mut_slice() {
        [piece] => one(raw, piece),
        pieces => {
            let mut parsed = many(raw, pieces);
            if let Some(Parsed::Understood(Intent::Change(lines))) = &mut parsed {
                total::give_prices(lines, scan);
                total::price_of_one(lines, scan);
                total::give_units(lines, pieces);
            }
            parsed
        }
    }
}

/// Of what each is, when it expires, and how many it was, if that is known.
fn settle(pieces: &mut [Piece<'_>], scan: Scan<'_>, dates: &[(usize, SaidDate)]) {
    inherit_names(pieces);
    dates::give(pieces, dates);
    estimate::ask(pieces, scan);
    pieces.iter_mut().for_each(dates::expired);
}

/// "loaded 100 chairs and the gennie": "the" is one, beside others that are counted.
fn ones_of_several(pieces: &mut [Piece<'_>]) {
    let counted = pieces
        .iter()
        .any(|piece| matches!(piece.count, Some(Count::Exact(_))));
    if !counted || pieces.len() < 2 {
        return;
    }
    let led = |piece: &&mut Piece<'_>| {
        piece.led && verb(piece).is_some_and(|verb| verb.action == Action::Remove)
    };
    pieces.iter_mut().filter(led).for_each(line::count_the_one);
}

/// "gogo took 1 sugar, she paid": what was paid for is sold.
fn paid(pieces: &mut [Piece<'_>], scan: Scan<'_>) {
    if !scan.any_says(Words::PAID) || scan.any(guard::ALL) {
        return;
    }
    for piece in pieces {
        let sold = |verb: Verb| {
            let reason = match verb.reason == Reason::Use {
                true => Reason::Sale,
                false => verb.reason,
            };
            Verb { reason, ..verb }
        };
        (piece.front, piece.back) = (piece.front.map(sold), piece.back.map(sold));
    }
}

/// "chuck: got 20 kg, sold 12 kg", "500 bricks delivered 23 broken", "sold 7 coke today, 3 yesterday": a number that names
/// nothing is of what was named before, unless both may be one ("a tray fell, lost 14").
fn inherit_names(pieces: &mut [Piece<'_>]) {
    for at in 1..pieces.len() {
        let (before, later) = pieces.split_at_mut(at);
        let (Some(last), Some(piece)) = (before.last_mut(), later.first_mut()) else {
            return;
        };
        let exact = |piece: &Piece<'_>| matches!(piece.count, Some(Count::Exact(_)));
        if piece.name_ones_of(last) {
            continue;
        }
        let nameless = exact(piece) && piece.name.is_empty() && piece.guard.is_none();
        let timed = piece.scan.any(Flags::TIME);
        if timed && piece.front.is_none() && piece.back.is_none() {
            piece.back = verb(last);
        }
        let (Some(one), Some(other)) = (verb(last), verb(piece)) else {
            continue;
        };
        let apart = one.action != other.action || one.reason != other.reason || timed;
        let counted = one.action == Action::Set || other.action == Action::Set;
        // "2 leaking so sent back 2": those two.
        let sent = other.action == Action::Remove && other.reason == Reason::Return;
        let lost = one.loses() && (other.loses() || sent);
        // "used 10 eggs, 3 of them were cracked": three of the ten.
        let parts = one.action == other.action && piece.scan.any(Flags::OF);
        let lost = lost || parts;
        let numbers = (0..piece.scan.len()).filter(|at| piece.scan.get(*at).number().is_some());
        let nameless = nameless && numbers.count() < 2;
        if last.name.known && exact(last) && nameless && apart && !counted && !lost {
            piece.name = last.name.clone();
            piece.stray = false;
        }
    }
}

fn too_many() -> Parsed {
    Parsed::Incomplete(Problem::TooManyLines { most: MOST_LINES })
}

/// Nothing but fillers.
fn blank(piece: &Piece<'_>) -> bool {
    piece.front.is_none()
        && piece.back.is_none()
        && piece.count.is_none()
        && piece.name.is_empty()
        && piece.guard.is_none()
        && !piece.returned
}

fn headers_only(pieces: &[Piece<'_>], scan: Scan<'_>) -> Option<Parsed> {
    // "customer cancelled, we did not sell any bricks"
    if denies_sale(scan) {
        return Some(Parsed::Incomplete(Problem::Negated));
    }
    let [piece] = pieces else {
        return None;
    };
    let verb = piece.front?;
    if let Some(guard) = piece.guard {
        return (verb.reason == Reason::Sale).then(|| Parsed::Incomplete(guard.problem()));
    }
    if piece.weak {
        return None;
    }
    Some(Parsed::Incomplete(Problem::OnlyAction {
        action: verb.action,
    }))
}

/// A message of one piece.
fn one(raw: &str, piece: &mut Piece<'_>) -> Option<Parsed> {
    let incomplete = |problem| Some(Parsed::Incomplete(problem));
    if !goods(piece) {
        return None;
    }
    if runs_out(piece) {
        return Some(Parsed::Unsure(Intent::Change(none_left(piece).collect())));
    }
    let verb = verb(piece);
    line::count_single(piece, verb);
    let Some(count) = piece.count else {
        return no_count(piece, verb);
    };
    if let Some(guard) = piece.guard {
        return about_stock(piece, verb, count).then(|| Parsed::Incomplete(guard.problem()));
    }
    let text = || said(raw, piece);
    if two_things(piece, verb) {
        let (number, text) = (1, text());
        return incomplete(Problem::Line { number, text });
    }
    if piece.name.odd {
        return incomplete(Problem::BadQuantity { text: text() });
    }
    let quantity = match quantity(count, verb.map(|verb| verb.action)) {
        Ok(quantity) => quantity,
        Err(_) if piece.name.is_empty() || piece.name.words > 4 => return None,
        Err(Unread::Vague) if !piece.name.known && (piece.commented || !piece.name.plain) => {
            return None;
        }
        Err(Unread::Vague) => return incomplete(how_many(piece, verb)),
        // A stocktake counts a line that is not clear: "rice 0".
        Err(Unread::Bad) if verb.is_none() && count == Count::Exact(0) => {
            let (number, text) = (1, text());
            return incomplete(Problem::Line { number, text });
        }
        Err(Unread::Bad) => return incomplete(Problem::BadQuantity { text: text() }),
    };
    if price::may_be_paid(piece.scan) {
        return incomplete(how_many(piece, verb));
    }
    let Some(verb) = verb else {
        return no_verb(piece, quantity, count);
    };
    let article = count == Count::Article;
    if piece.name.is_empty() {
        let last = piece.scan.get(piece.scan.len() - 1);
        let idle = article || (piece.weak && last.is(Flags::TIME));
        return (!idle).then(|| of_what(piece, verb, quantity));
    }
    if article && !counts_one(piece, verb) {
        return (!piece.weak).then(|| Parsed::Incomplete(how_many(piece, Some(verb))));
    }
    if perhaps_price(piece, verb, quantity) {
        return no_verb(piece, quantity, count);
    }
    let name = std::mem::take(&mut piece.name.text);
    let lines = vec![line(piece, verb, quantity, name)];
    Some(Parsed::Understood(Intent::Change(lines)))
}

/// "brake pads now 450": so many, or what they cost now.
fn perhaps_price(piece: &Piece<'_>, verb: Verb, quantity: Quantity) -> bool {
    const FEW: i64 = 100;
    let scan = piece.scan;
    let last = scan.len().saturating_sub(1);
    let now = last > 1 && scan.is(last - 1, Flags::NOW) && scan.get(last).number().is_some();
    let many = Quantity::whole(FEW).is_some_and(|few| quantity >= few);
    verb.action == Action::Set && now && many && piece.unit.is_empty()
}

/// Whether "a" counts one: "sold a coke", "opened a new wax"; but "took a nap", "got a job" are no stock.
fn counts_one(piece: &Piece<'_>, verb: Verb) -> bool {
    let sure = piece.name.known || !piece.weak && !piece.name.vague;
    let out = verb.action == Action::Remove && sure;
    !piece.unit.is_empty() || verb.reason == Reason::Sale || out && piece.name.words <= SHORT_NAME
}

fn how_many(piece: &Piece<'_>, verb: Option<Verb>) -> Problem {
    Problem::NoQuantity {
        way: verb.map(|verb| (verb.action, verb.reason)),
        name: piece.name.text.clone(),
    }
}

fn of_what(piece: &Piece<'_>, verb: Verb, quantity: Quantity) -> Parsed {
    Parsed::Incomplete(Problem::NoName {
        action: verb.action,
        reason: verb.reason,
        thing: thing(piece, quantity),
    })
}

/// "bread finished" counts the bread as none.
fn none_left<'p>(piece: &'p Piece<'_>) -> impl Iterator<Item = Line> + use<'p> {
    emptied(piece).map(|name| Line {
        action: Action::Set,
        quantity: Quantity::ZERO,
        unit: None,
        name: name.to_owned(),
        price: None,
        together: None,
        reason: Reason::Count,
        expires: None,
    })
}

/// "sold coke"; or no stock at all.
fn no_count(piece: &Piece<'_>, verb: Option<Verb>) -> Option<Parsed> {
    let name = &piece.name;
    // "we need foil", "biltong almost finished"
    let short = !name.is_empty() && name.words <= SHORT_NAME && name.plain && !name.vague;
    let short = name.known || short && (!piece.commented || piece.purpose);
    if piece.wished && piece.guard == Some(Guard::NotYet) && short && !piece.third {
        return Some(Parsed::Incomplete(Problem::NotYet));
    }
    let verb = verb?;
    // "any hats left", "stock of sugar" ask.
    let asks = (0..piece.scan.len()).find(|at| !piece.scan.is(*at, Flags::FILLER));
    let asks = asks
        .is_some_and(|at| piece.scan.is(at, Flags::HOW_MANY) || piece.scan.says(at, Words::ANY));
    if verb.action == Action::Set && asks {
        return None;
    }
    let coded = name.text.bytes().any(|byte| byte.is_ascii_digit());
    let denied = piece.guard.is_some() && verb.reason == Reason::Sale;
    let sure = !piece.weak || coded || denied;
    // "used flour for the vetkoek"
    let used = verb.reason == Reason::Use && !piece.run_out;
    let named = name.known && (!piece.weak || used);
    let doubtful = name.vague || !name.plain || (piece.commented && piece.weak) || name.money;
    if !named && (!sure || name.is_empty() || name.words > SHORT_NAME || doubtful) {
        return None;
    }
    let problem = match piece.guard {
        Some(guard) => guard.problem(),
        None => how_many(piece, Some(verb)),
    };
    Some(Parsed::Incomplete(problem))
}

/// "3 coke": in or out?
fn no_verb(piece: &Piece<'_>, quantity: Quantity, count: Count) -> Option<Parsed> {
    let doubtful = piece.commented && !piece.third && !piece.name.known;
    let things = vec![thing(piece, quantity)];
    (count != Count::Article && !doubtful && is_stock(piece))
        .then_some(Parsed::Incomplete(Problem::NoAction { things }))
}

/// Whether a name without a verb is that of goods: no order to another assistant, and nothing but unknown words.
fn is_stock(piece: &Piece<'_>) -> bool {
    let name = &piece.name;
    let first = name.text.split(' ').next().unwrap_or_default();
    let ordered = lexicon::look_up(first).is(Flags::ORDER);
    let plain = !ordered && name.plain && !name.vague && !name.is_empty();
    name.known || plain && name.words <= SHORT_NAME
}
