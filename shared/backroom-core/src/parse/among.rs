//! A message read with the names of the shop at hand, where it can't be settled without them: what names something of the
//! shop ends where that name ends, so that the words around it may be anything.

mod code;
mod ellipsis;
mod left_out;
mod renamed;
mod shortened;
mod unmoved;

use crate::catalogue::{Catalogue, Mention, Resolution};
use crate::intent::{Fix, Intent, Parsed, Problem, Query};

use super::address;
use super::asked;
use super::change;
use super::credit;
use super::exchange;
use super::expiry;
use super::fix;
use super::islands;
use super::label;
use super::lexicon;
use super::note;
use super::parse;
use super::query;
use super::reword;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::text;
use super::token::{self, Kind, Token, Tokens};

/// The most tokens of one name.
const NAME_MOST: usize = 8;
/// A message of more tokens is read without the names.
const LONGEST: usize = 400;

/// Understands one message of a shop that has these items. What the words say by themselves goes first, as far as its names
/// are the shop's.
pub fn parse_among(text: &str, names: &Catalogue) -> Parsed {
    let mut parsed = whole(text, names);
    if parsed == Parsed::Incomplete(Problem::Credit) {
        parsed = on_credit(text, names).unwrap_or(parsed);
    }
    if is_settled(&parsed, names) {
        return parsed;
    }
    let clearer =
        |full: String| Some(whole(&full, names)).filter(|told| clears(told, &parsed, names));
    let full =
        text::plain(text.trim()).and_then(|plain| reword::reworded(&plain, &token::tokens(&plain)));
    full.and_then(clearer)
        .or_else(|| shortened::read(text, &parsed, names))
        .unwrap_or(parsed)
}

/// "Joyce took 2 voda 10 on credit": what was taken is known where the shop has that.
fn on_credit(text: &str, names: &Catalogue) -> Option<Parsed> {
    let text = text.trim();
    let plain = text::plain(text)?;
    let tokens = token::tokens(&plain);
    credit::read_by(text, tokens.scan(&plain), &|rest| Some(whole(rest, names)))
}

/// Whether the message written in full leaves nothing open; what is not so, or not yet, stays so.
fn clears(full: &Parsed, first: &Parsed, names: &Catalogue) -> bool {
    let doubted = matches!(
        first,
        Parsed::Incomplete(Problem::NotYet | Problem::Negated)
    );
    // "will buy 10 cloths 2moro"
    let waits = matches!(full, Parsed::Incomplete(Problem::NotYet | Problem::Negated));
    if waits {
        return *first == Parsed::Unrecognised;
    }
    let (Parsed::Understood(intent) | Parsed::Unsure(intent)) = full else {
        return false;
    };
    let moves = matches!(intent, Intent::Change(_));
    is_settled(full, names) && !(doubted && moves)
}

/// What the words say as they stand, with nothing left out.
fn whole(text: &str, names: &Catalogue) -> Parsed {
    let parsed = settled(text, names);
    let Some(problem) = left_out::left_out(text, &parsed, names) else {
        return parsed;
    };
    // "made 10 kg sausage with 8 kg steak"
    let made_with = |word| lexicon::look_up(word).is(Flags::WITH);
    if text.to_lowercase().split(' ').any(made_with) && !left_out::takes_more(text) {
        return problem;
    }
    // "counted: bread 11, 32gb 7": with the names marked nothing may be left out.
    let whole = again(text, names).filter(|second| {
        let Parsed::Understood(intent @ Intent::Change(_)) = second else {
            return false;
        };
        said(intent).all(|name| is_item(name, names))
            && left_out::left_out(text, second, names).is_none()
    });
    whole.unwrap_or(problem)
}

fn settled(text: &str, names: &Catalogue) -> Parsed {
    let first = code::by_name(parse(text), text, names);
    let coded = code::counts_code(text, names);
    let named = code::counts_name(&first, text, names) || code::names_unit(&first, text, names);
    if is_settled(&first, names) && !coded && !named {
        return first;
    }
    match again(text, names) {
        Some(second) if named || is_better(&second, &first, names) => second,
        _ if coded && matches!(first, Parsed::Understood(Intent::Change(_))) => {
            Parsed::Incomplete(Problem::BadQuantity {
                text: text.to_owned(),
            })
        }
        _ => first,
    }
}

/// Whether it tells of work on what is no stock.
fn works(scan: Scan<'_>) -> bool {
    (0..scan.len()).any(|at| scan.says(at, Words::WORK))
}

/// Whether the name is surely one thing of the shop.
fn is_item(name: &str, names: &Catalogue) -> bool {
    matches!(names.resolve(name), Resolution::Item(_))
}

/// Whether the names of the shop can't make it any clearer.
fn is_settled(parsed: &Parsed, names: &Catalogue) -> bool {
    match parsed {
        Parsed::Understood(intent) | Parsed::Unsure(intent) => {
            said(intent).all(|name| matches!(names.resolve(name), Resolution::Item(_)))
        }
        Parsed::Incomplete(problem) => {
            matches!(problem, Problem::Credit | Problem::TooManyLines { .. })
        }
        Parsed::Unrecognised => false,
    }
}

/// The names that it says of things of the shop.
fn said(intent: &Intent) -> Box<dyn Iterator<Item = &str> + '_> {
    if let Intent::Change(lines) = intent {
        return Box::new(lines.iter().map(|line| line.name.as_str()));
    }
    if let Intent::Ask(Query::Check { names }) = intent {
        return Box::new(names.iter().map(String::as_str));
    }
    if let Intent::Ask(
        Query::History {
            name: Some(name), ..
        }
        | Query::Price { name }
        | Query::Cost { name },
    )
    | Intent::Fix(Fix::Name(name) | Fix::Both(_, _, name) | Fix::Of(_, _, name)) = intent
    {
        return Box::new(std::iter::once(name.as_str()));
    }
    Box::new(std::iter::empty())
}

/// Whether the second reading is to be believed rather than the first.
fn is_better(second: &Parsed, first: &Parsed, names: &Catalogue) -> bool {
    let found = |name: &str| names.resolve(name) != Resolution::Unknown;
    let certain = |name: &str| matches!(names.resolve(name), Resolution::Item(_));
    let moves = |parsed: &Parsed| {
        matches!(
            parsed,
            Parsed::Understood(Intent::Change(_)) | Parsed::Unsure(Intent::Change(_))
        )
    };
    let told = moves(first) || matches!(first, Parsed::Understood(_));
    // What is not so, or not yet, is believed unless something else has moved for certain.
    if matches!(
        first,
        Parsed::Incomplete(Problem::NotYet | Problem::Negated)
    ) {
        return unmoved::is_believed(second, names);
    }
    match second {
        Parsed::Understood(intent) | Parsed::Unsure(intent) if told => {
            moves(second) >= moves(first) && said(intent).all(certain)
        }
        Parsed::Understood(intent) | Parsed::Unsure(intent) => said(intent).all(found),
        Parsed::Incomplete(Problem::NotYet | Problem::Negated) => !told,
        Parsed::Incomplete(Problem::NoQuantity { name, .. })
            if matches!(first, Parsed::Incomplete(Problem::NoQuantity { .. })) =>
        {
            certain(name)
        }
        // "stock cubes 3 boxes" asks nothing.
        Parsed::Incomplete(Problem::NoAction { .. })
            if matches!(first, Parsed::Understood(Intent::Ask(Query::Check { .. }))) =>
        {
            !said_all(first, &found)
        }
        Parsed::Incomplete(_) => matches!(
            first,
            Parsed::Unrecognised
                | Parsed::Incomplete(
                    Problem::Line { .. } | Problem::BadQuantity { .. } | Problem::NoName { .. }
                )
        ),
        Parsed::Unrecognised => false,
    }
}

/// Whether all names that it says are such.
fn said_all(parsed: &Parsed, such: &dyn Fn(&str) -> bool) -> bool {
    let Parsed::Understood(intent) = parsed else {
        return false;
    };
    said(intent).all(such)
}

/// Reads it with the names marked; `None` if there are none, or nothing comes of it.
fn again(raw: &str, names: &Catalogue) -> Option<Parsed> {
    let raw = raw.trim();
    let mut plain = text::plain(raw)?;
    let mut tokens = token::tokens(&plain);
    if let Some(full) = reword::of_verbs(&plain, &tokens) {
        tokens = token::tokens(&full);
        plain = full.into();
    }
    if tokens.list.len() > LONGEST || note::is_negative(tokens.scan(&plain)) {
        return None;
    }
    let marked = marked(tokens.scan(&plain), names)?;
    let scan = marked.scan(&plain);
    let address = address::without(scan);
    let scan = scan.less(address.as_deref());
    let plain_note = label::without(scan);
    let scan = scan.less(plain_note.as_deref());
    // Nobody is asked in words that they did not say.
    if let Some(full) = ellipsis::spelled_out(scan, names)
        && let Some(parsed) = again(&full, names)
        && matches!(
            parsed,
            Parsed::Understood(_)
                | Parsed::Unsure(_)
                | Parsed::Incomplete(Problem::NoAction { .. })
        )
    {
        return Some(parsed);
    }
    let known = |name: &str| is_item(name, names);
    query::of_wanted(scan)
        .or_else(|| fix::fix(scan))
        .or_else(|| asked::asked(raw, scan, &known))
        .map(Parsed::Understood)
        .or_else(|| query::about_known(scan).map(Parsed::Understood))
        .or_else(|| exchange::exchange(scan))
        .or_else(|| note::price_of_known(scan).map(Parsed::Understood))
        .or_else(|| renamed::renamed(raw, scan, names))
        .or_else(|| moved(raw, scan, names))
        .or_else(|| query::query(scan).map(Parsed::Understood))
        .or_else(|| change::not_yet(scan))
        .or_else(|| unmoved::denied(scan))
        .or_else(|| unmoved::waits(scan))
}

/// Whether this is the sign of a number, as in "sold -3 coke".
fn negative(scan: Scan<'_>, at: usize) -> bool {
    let number = scan.get(at + 1);
    scan.mark(at, b'-') && !scan.get(at).glued && number.glued && number.number().is_some()
}

/// As movements: piece by piece, or else as islands.
fn moved(raw: &str, scan: Scan<'_>, names: &Catalogue) -> Option<Parsed> {
    let pieces = change::change(raw, scan);
    let told = change::without_told(scan);
    let scan = scan.less(told.as_deref());
    let bare = change::without_model(scan);
    let scan = scan.less(bare.as_deref());
    let meant = change::by_whom(scan);
    let scan = meant.as_ref().map_or(scan, |meant| meant.scan(scan.text));
    let dated = || expiry::without_dates(scan).is_some();
    let only_dated =
        matches!(pieces, Some(Parsed::Incomplete(Problem::NoAction { .. }))) && dated();
    let negative = || (0..scan.len()).any(|at| negative(scan, at));
    if only_dated || negative() || change::doubted(scan) {
        return pieces;
    }
    match &pieces {
        None
        | Some(Parsed::Incomplete(
            Problem::Line { .. }
            | Problem::NoAction { .. }
            | Problem::NoQuantity { .. }
            | Problem::NoName { .. }
            | Problem::BadQuantity { .. }
            | Problem::NotYet
            | Problem::Negated,
        )) => islands::islands(scan).or(pieces),
        Some(parsed @ Parsed::Understood(intent))
            if !said(intent).all(|name| is_item(name, names)) && works(scan) =>
        {
            // "did 2 services, 2 filters used": what is no item may be no stock.
            let told = islands::islands(scan).filter(|told| is_better(told, parsed, names));
            told.or(pieces)
        }
        Some(_) => pieces,
    }
}

/// The tokens, those that name something of the shop joined to one; `None` if nothing does.
fn marked(scan: Scan<'_>, names: &Catalogue) -> Option<Tokens> {
    let mut list = Vec::with_capacity(scan.len());
    let mut seen = *scan.seen;
    let mut found = false;
    let mut at = 0;
    while at < scan.len() {
        let token = scan.get(at);
        // "carrots 10kg" where there is "rice 10kg": so many carrots.
        let before = list
            .last()
            .is_some_and(|token: &Token| token.is(Flags::KNOWN));
        let kilos = before && token.number().is_some() && scan.get(at + 1).sense.unit() == "kg";
        let size = |end: &usize| kilos && *end == at + 2;
        match named_until(scan, at, names).filter(|end| !size(end)) {
            Some(end) => {
                found = true;
                let name = Token {
                    kind: Kind::Word,
                    end: scan.get(end - 1).end,
                    sense: lexicon::name(),
                    glued: false,
                    hyphened: false,
                    ..token
                };
                seen.take(&name, end > at + 1);
                list.push(name);
                at = end;
            }
            None => {
                list.push(token);
                at += 1;
            }
        }
    }
    found.then_some(Tokens { list, seen })
}

/// Where the longest name that starts at this token ends.
fn named_until(scan: Scan<'_>, at: usize, names: &Catalogue) -> Option<usize> {
    let first = scan.get(at);
    let glued = scan.get(at + 1).glued;
    let begins = match first.kind {
        Kind::Word => !first.glued || at > 0 && opens(scan, at - 1),
        // "2l coke": a size; "2 coke" are two.
        Kind::Number(_) => {
            let sized = glued && scan.is(at + 1, Flags::MEASURE.or(Flags::SIZE));
            return match sized {
                true => longest_name(scan, at, names),
                false => code::coded(scan, at, names),
            };
        }
        Kind::Money(_) => true,
        // "195/65/15" is a day in other shops.
        Kind::Moment => {
            let named = names.mention(scan.said(at)) == Some(Mention::Whole);
            return named.then_some(at + 1);
        }
        Kind::Phone | Kind::Mark(_) | Kind::Line | Kind::Symbol => false,
    };
    begins.then(|| longest_name(scan, at, names)).flatten()
}

/// Whether a name may begin right behind this: a new row, a bracket, "x" as in "3xcoke".
fn opens(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    token.is(Flags::TIMES)
        || matches!(
            token.kind,
            Kind::Line | Kind::Symbol | Kind::Mark(b'(' | b'[' | b'"' | b'*' | b':' | b',')
        )
}

fn longest_name(scan: Scan<'_>, at: usize, names: &Catalogue) -> Option<usize> {
    let parts = |length: &usize| match scan.get(at + length - 1).kind {
        Kind::Mark(mark) => !matches!(mark, b'-' | b'/' | b'&' | b'.' | b'\'' | b':' | b'%'),
        Kind::Line | Kind::Phone | Kind::Symbol => true,
        Kind::Word | Kind::Number(_) | Kind::Money(_) | Kind::Moment => false,
    };
    let longest = NAME_MOST.min(scan.len() - at);
    let most = (1..=longest)
        .find(parts)
        .map_or(longest, |length| length - 1);
    (at + 1..=at + most)
        .rev()
        .find(|end| is_name(scan, at, *end, names))
}

fn is_name(scan: Scan<'_>, from: usize, end: usize, names: &Catalogue) -> bool {
    let last = scan.get(end - 1);
    // "3 bags of coke": the unit first, where what it holds is named too.
    // "the bread guy", "the milk truck"
    if scan.is(end, Flags::SOMEBODY) || scan.says(end, Words::VEHICLE) {
        return false;
    }
    let counted = from > 0
        && (scan.get(from - 1).number().is_some() || scan.get(from - 1).sense.number.is_some());
    let of = from + 2;
    let unit = scan.is(from, Flags::UNIT) && scan.is(from + 1, Flags::OF);
    if counted && unit && of < end && is_name(scan, of, end, names) {
        return false;
    }
    // "coke 2l": the size goes with its unit.
    let cut = scan.get(end).glued && last.number().is_some() && scan.word(end);
    if cut || matches!(last.kind, Kind::Mark(_)) {
        return false;
    }
    // "helmet m and helmet l" are two.
    let first = scan.said(from);
    if first.len() > 2 && (from + 1..end).any(|at| scan.said(at) == first) {
        return false;
    }
    // So are "a roller and a tray", of which there are roller trays.
    let and = |at: usize| scan.is(at, Flags::AND) || scan.mark(at, b'&');
    if (from + 1..end).any(|at| and(at) && scan.is(at + 1, Flags::ARTICLE)) {
        return false;
    }
    let text = &scan.text[scan.get(from).start..last.end];
    let Some(mention) = names.mention(text) else {
        return false;
    };
    let unknown = |at: usize| scan.get(at).sense.unknown() || !scan.word(at);
    match mention {
        Mention::Whole if end == from + 1 => {
            let token = scan.get(from);
            let one = from > 0 && scan.is(from - 1, Flags::ARTICLE) && !scan.word(from + 1);
            // "20 kg chuck"
            let measured = from > 1 && scan.is(from - 1, Flags::MEASURE);
            let measured = measured && scan.get(from - 2).number().is_some();
            token.sense.unknown()
                || one && token.is(Flags::FILLER)
                || measured && token.sense.verb_before().is_some()
                || token.sense.verb.is_none() && !little(token) && !is_unit(scan, from)
        }
        Mention::Whole => true,
        // One word of a longer name may be any word of the language.
        Mention::Part if end == from + 1 => {
            let token = scan.get(from);
            token.sense.empty() && token.word() && token.end - token.start > 2
        }
        Mention::Part => {
            (from..end).any(unknown) && (from..end).all(|at| !little(scan.get(at)) || at > from)
        }
    }
}

/// "bottle", where what is in it follows.
fn is_unit(scan: Scan<'_>, at: usize) -> bool {
    scan.is(at, Flags::UNIT)
        && (scan.is(at + 1, Flags::OF) || scan.get(at + 1).sense.unknown() && scan.word(at + 1))
}

/// A word that is more likely one of the language than a name.
fn little(token: Token) -> bool {
    let little = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::BE)
        .or(Flags::THE)
        .or(Flags::OF)
        .or(Flags::AND)
        .or(Flags::TO)
        .or(Flags::FROM)
        .or(Flags::FOR)
        .or(Flags::AT)
        .or(Flags::WITH)
        .or(Flags::IN)
        .or(Flags::BY)
        .or(Flags::OWN)
        .or(Flags::QUESTION)
        .or(super::guard::ALL);
    token.is(little) || token.sense.verb.is_some() || token.sense.number.is_some()
}
