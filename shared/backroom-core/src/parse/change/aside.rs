//! What follows a change in the same message without being part of it: a question about what is left ("sold 3 coke,
//! how many left?"), which the reply answers anyway, or a better number ("sold 3 coke, sorry 4").

use super::line::quantity;
use crate::intent::{Action, Intent, Parsed, Problem, Reason};
use crate::unit::Unit;

use crate::parse::amount::{self, Amount, Count};
use crate::parse::hints::Hints;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Kind, Token};

/// Whether something may be left aside before the rest is read: a date, brackets, what was said first.
pub(super) fn any(scan: Scan<'_>) -> bool {
    let kinds = Flags::FIX.or(Flags::NO).or(Flags::EACH).or(Flags::KNOWN);
    let seen = scan.seen;
    let words = Words::WAS
        .or(Words::UNCHANGED)
        .or(Words::CARRIES)
        .or(Words::MAKES)
        .or(Words::TAKES_APART)
        .or(Words::PACKS)
        .or(Words::FINDS)
        .or(Words::SO)
        .or(Words::TOTAL)
        .or(Words::MONTH)
        .or(Words::LOOKS)
        .or(Words::INSTEAD_OF);
    let sums = seen.marks(b":=");
    seen.is(kinds) || seen.says(words) || sums || seen.marks(b"([") || scan.hints(Hints::DATED)
}

/// Reads the change without what follows it; `None` if nothing does, or no change is left.
pub(super) fn with_aside(
    scan: Scan<'_>,
    read: impl Fn(Scan<'_>) -> Option<Parsed>,
) -> Option<Parsed> {
    if !scan.seen.is(OPENS) {
        return None;
    }
    let at = (1..scan.len()).find(|at| opens(scan, *at))?;
    let rest = scan.part(at, scan.len());
    let change = scan.part(0, at).trimmed();
    if (0..at).all(|at| amount::numeral(scan, at).is_none()) {
        return None;
    }
    if scan.is(at, ASKS) {
        let parsed = asks_the_same(change, rest).then(|| read(change))??;
        return matches!(
            parsed,
            Parsed::Understood(Intent::Change(_)) | Parsed::Unsure(Intent::Change(_))
        )
        .then_some(parsed);
    }
    let amount = better(rest)?;
    let mut parsed = read(change)?;
    if let Parsed::Understood(Intent::Change(lines)) = &mut parsed
        && let [line] = lines.as_mut_slice()
    {
        let Ok(better) = quantity(amount.count, Some(line.action)) else {
            let (start, end) = rest.range();
            let text = rest.text.get(start..end).unwrap_or_default().to_owned();
            return Some(Parsed::Incomplete(Problem::BadQuantity { text }));
        };
        line.quantity = better;
        if !amount.unit.is_empty() {
            line.unit = Some(Unit::new(amount.unit));
        }
        return Some(parsed);
    }
    None
}

const ASKS: Flags = Flags::HOW_MANY.or(Flags::LIST);
/// What a question or a correction begins with.
const OPENS: Flags = ASKS.or(Flags::VAGUE).or(Flags::FIX).or(Flags::NO);

/// Whether a question or a correction may begin here.
fn opens(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    if !token.is(OPENS) {
        return false;
    }
    let said = scan.said(at);
    let whole =
        || said.contains(' ') || ["how", "hoe", "hw"].iter().any(|how| said.starts_with(how));
    let asks = token.is(ASKS) && whole() || scan.says(at, Words::ANY);
    let mended = token.is(Flags::FIX) && !said.starts_with("it") && !said.starts_with("dis");
    let denied = token.is(Flags::NO) && scan.mark(at - 1, b',');
    asks || mended || denied
}

/// "how many left?", "what's left now", "how many coke do we have": nothing is asked but about what was just said.
fn asks_the_same(change: Scan<'_>, question: Scan<'_>) -> bool {
    let little = Flags::HOW_MANY
        .or(Flags::HOW_MANY_AFTER)
        .or(Flags::QUESTION)
        .or(Flags::BE)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::FILLER)
        .or(Flags::TIME);
    let left = question.is(0, Flags::HOW_MANY)
        || question.says(0, Words::ANY)
        || ["left", "oor"]
            .iter()
            .any(|end| question.said(0).ends_with(end));
    let known = |at: usize| (0..change.len()).any(|said| change.said(said) == question.said(at));
    left && (1..question.len()).all(|at| {
        !question.word(at) && question.get(at).number().is_none()
            || question.is(at, little)
            || known(at)
    })
}

/// "sorry 4", "no wait, 2 kg": the amount alone.
fn better(rest: Scan<'_>) -> Option<Amount> {
    let little = Flags::FIX
        .or(Flags::NO)
        .or(Flags::FILLER)
        .or(Flags::COURTESY);
    let mut at = 0;
    while at < rest.len() && amount::numeral(rest, at).is_none() {
        if rest.word(at) && !rest.is(at, little) {
            return None;
        }
        at += 1;
    }
    let amount =
        amount::amount(rest, at).filter(|amount| matches!(amount.count, Count::Exact(_)))?;
    let end = (amount.next..rest.len())
        .find(|at| rest.mark(*at, b',') && takes_back(rest, at + 1))
        .unwrap_or(rest.len());
    (amount.next..end)
        .all(|at| !rest.word(at) || rest.is(at, Flags::FILLER))
        .then_some(amount)
}

/// "one guy changed his mind": why it is fewer.
fn takes_back(rest: Scan<'_>, from: usize) -> bool {
    let who = Flags::SOMEBODY.or(Flags::CUSTOMER).or(Flags::THIRD);
    let one = from + usize::from(rest.get(from).sense.number.is_some());
    let changed = rest.said(one + 1).starts_with("changed ") && one + 2 >= rest.len();
    rest.is(one, who) && changed
}

/// "there was 12, there's 9 now": the tokens without what there was; `None` if only one of the two is said.
pub(super) fn without_before(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.says(Words::WAS) {
        return None;
    }
    let was = |at: &usize| {
        let apart = scan.said(*at) == "there" && scan.says(at + 1, Words::WAS);
        let number = at + 1 + usize::from(apart);
        let told = apart || ["there was", "there were"].contains(&scan.said(*at));
        told && scan.get(number).number().is_some() && scan.mark(number + 1, b',')
    };
    if let Some(tokens) = without_was(scan).or_else(|| named_before(scan)) {
        return Some(tokens);
    }
    let from = (0..scan.len()).find(was)?;
    let to = (from..scan.len()).find(|at| scan.mark(*at, b','))? + 1;
    let counts = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Set) || scan.is(at, Flags::NOW)
    };
    let stays = (to..to + 2).any(counts) && (to..to + 3).any(|at| scan.get(at).number().is_some());
    stays.then(|| [&scan.tokens[..from], &scan.tokens[to..]].concat())
}

/// "there were 22 bandages this morning, now theres 19": so many of what is named before are there.
fn named_before(scan: Scan<'_>) -> Option<Vec<Token>> {
    let apart = scan.said(0) == "there" && scan.says(1, Words::WAS);
    let number = 1 + usize::from(apart);
    if !apart && !["there was", "there were"].contains(&scan.said(0)) {
        return None;
    }
    scan.get(number).number()?;
    let comma = (number + 2..scan.len()).find(|at| scan.mark(*at, b','))?;
    let last = scan.len() - 1;
    let name = number + 1
        ..(number + 1..comma)
            .find(|at| !scan.get(*at).sense.unknown() || !scan.word(*at))
            .unwrap_or(comma);
    let when = |at: usize| scan.is(at, Flags::TIME) || scan.says(at, Words::DAY);
    let little = Flags::NOW
        .or(Flags::FILLER)
        .or(Flags::PERSON)
        .or(Flags::TIME);
    let counts = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Set)
            || [
                "theres",
                "there's",
                "there is",
                "there are",
                "there",
                "is",
                "are",
            ]
            .contains(&scan.said(at))
    };
    let now = scan.is(comma + 1, Flags::NOW) || (comma + 1..last).any(counts);
    let idle = (comma + 1..last).all(|at| scan.is(at, little) || counts(at));
    let whole =
        !name.is_empty() && (name.end..comma).all(when) && scan.get(last).number().is_some();
    (now && idle && whole && last > comma + 1).then(|| {
        let counted = Token {
            sense: lexicon::look_up("counted"),
            ..scan.get(comma + 1)
        };
        [&[counted, scan.get(last)], &scan.tokens[name]].concat()
    })
}

/// "bread was 15 now 9": the tokens without "was 15".
fn without_was(scan: Scan<'_>) -> Option<Vec<Token>> {
    let was = |at: &usize| scan.says(*at, Words::WAS) && scan.get(at + 1).number().is_some();
    let from = (1..scan.len()).find(was)?;
    let to = from + 2 + usize::from(scan.mark(from + 2, b','));
    let now = scan.is(to, Flags::NOW);
    let number = (to + 1..to + 3).find(|at| scan.get(*at).number().is_some())?;
    (now && number + 2 >= scan.len()).then(|| {
        [
            &scan.tokens[..from],
            &scan.tokens[to..=to],
            &scan.tokens[number..],
        ]
        .concat()
    })
}

/// "pork loin 2.2 no sorry 2.4 kg sold": the tokens with the better number alone; `None` if none was mended on the way.
pub(super) fn without_mistake(scan: Scan<'_>) -> Option<Vec<Token>> {
    let mends = Flags::FIX.or(Flags::NO);
    if !scan.seen.is(mends) {
        return None;
    }
    if let Some(mended) = mended_in_words(scan) {
        return Some(mended);
    }
    let from =
        (1..scan.len()).find(|at| scan.is(*at, mends) && scan.get(at - 1).number().is_some())?;
    let little = mends.or(Flags::FILLER).or(Flags::COURTESY);
    let idle = |at: &usize| scan.is(*at, little) || scan.mark(*at, b',');
    let to = (from..scan.len()).find(|at| !idle(at))?;
    let goes_on = to + 1 < scan.len() && scan.get(to).number().is_some();
    goes_on.then(|| [&scan.tokens[..from - 1], &scan.tokens[to..]].concat())
}

/// "sold five, i mean six, fanta": between commas, the number alone.
fn mended_in_words(scan: Scan<'_>) -> Option<Vec<Token>> {
    let numeral = |at: usize| {
        let exact = |numeral: &amount::Numeral| matches!(numeral.count, Count::Exact(_));
        amount::numeral(scan, at).filter(exact)
    };
    let fix = (3..scan.len()).find(|at| scan.is(*at, Flags::FIX) && scan.mark(at - 1, b','))?;
    let first = (1..fix - 1).find(|at| numeral(*at).is_some_and(|it| it.next == fix - 1))?;
    let better = numeral(fix + 1)?.next;
    let named = scan.mark(better, b',') && scan.word(better + 1);
    let verb = scan.get(first - 1).sense.verb.is_some();
    (named && verb).then(|| {
        [
            &scan.tokens[..first],
            &scan.tokens[fix + 1..better],
            &scan.tokens[better + 1..],
        ]
        .concat()
    })
}

/// "sold 3 bread no wait 2 bread": the tokens without what was said first; `None` if nothing is said better.
pub(super) fn without_first_said(scan: Scan<'_>) -> Option<Vec<Token>> {
    let mends = Flags::FIX.or(Flags::NO);
    if !scan.seen.is(mends) {
        return None;
    }
    let little = mends.or(Flags::FILLER);
    let ends = |at: usize| {
        matches!(
            scan.get(at).kind,
            Kind::Mark(b',' | b'.' | b';') | Kind::Line
        ) || scan.is(at, Flags::AND)
    };
    let words = |from: usize, to: usize| {
        let (start, end) = scan.part(from, to).trimmed().range();
        scan.text.get(start..end).unwrap_or_default()
    };
    let fix =
        (2..scan.len()).find(|at| scan.is(*at, mends) && !scan.said(*at).starts_with("it"))?;
    let again = (fix..scan.len()).find(|at| !scan.is(*at, little) && !scan.mark(*at, b','))?;
    let exact = |at: usize| {
        amount::amount(scan, at).filter(|amount| matches!(amount.count, Count::Exact(_)))
    };
    let name = exact(again)?.next;
    let end = (name..scan.len())
        .find(|at| ends(*at))
        .unwrap_or(scan.len());
    let same = words(name, end);
    let first = (fix.saturating_sub(10)..fix).find(|at| {
        let digits = scan.get(*at).number().is_some();
        exact(*at).is_some_and(|amount| digits && words(amount.next, fix) == same)
    })?;
    (!same.is_empty()).then(|| [&scan.tokens[..first], &scan.tokens[again..]].concat())
}

/// "UPD delivery: panado 48, imodium 12": the tokens without who brought them, if that is nothing of the shop and goods of
/// the shop follow.
pub(super) fn without_supplier(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.is(Flags::KNOWN) {
        return None;
    }
    let stranger = |at: &usize| {
        let token = scan.get(*at);
        token.word() && token.sense.empty() && !token.is(Flags::KNOWN)
    };
    if let Some(rows) = without_header(scan) {
        return Some(rows);
    }
    let comes = (0..4).find(|at| !stranger(at))?;
    let token = scan.get(comes);
    let brings = token.is(Flags::DELIVERS.or(Flags::CARRIER))
        && token
            .sense
            .verb
            .is_some_and(|verb| verb.action == Action::Add);
    let dated = (comes + 1..scan.len())
        .find(|at| {
            let day = scan.is(*at, Flags::TIME) || scan.says(*at, Words::DAY);
            scan.get(*at).kind != Kind::Moment && !day
        })
        .unwrap_or(comes + 1);
    let heads = scan.mark(dated, b':') || scan.get(dated).kind == Kind::Line;
    let goods = (comes..scan.len()).any(|at| scan.is(at, Flags::KNOWN));
    (comes > 0 && brings && heads && goods).then(|| scan.tokens[comes..].to_vec())
}

/// "Cashbuild 14/11" in a row of its own, and rows of goods of the shop below: the tokens of these.
fn without_header(scan: Scan<'_>) -> Option<Vec<Token>> {
    let end = (1..scan.len().min(6)).find(|at| scan.get(*at).kind == Kind::Line)?;
    let quiet = |at: usize| {
        let token = scan.get(at);
        let slip = scan.says(at, Words::SLIP);
        let stranger = token.word() && token.sense.empty() && !token.is(Flags::KNOWN) && !slip;
        let slip = token.is(Flags::NUMBERED.or(Flags::TIME)) || scan.says(at, Words::DAY);
        stranger
            || slip
            || token.kind == Kind::Moment
            || matches!(token.kind, Kind::Mark(b':' | b','))
    };
    let named = (0..end).any(|at| scan.word(at));
    if !named || !(0..end).all(quiet) {
        return None;
    }
    let mut rows = 0;
    let mut from = end + 1;
    while from < scan.len() {
        let to = (from..scan.len())
            .find(|at| scan.get(*at).kind == Kind::Line)
            .unwrap_or(scan.len());
        let known = (from..to).any(|at| scan.is(at, Flags::KNOWN));
        let counted = (from..to).any(|at| scan.get(at).number().is_some());
        let idle = (from..to).all(|at| scan.says(at, Words::TOTAL) || !scan.word(at));
        if to > from && !(known && counted || idle) {
            return None;
        }
        rows += usize::from(known);
        from = to + 1;
    }
    (rows > 1).then(|| scan.tokens[end + 1..].to_vec())
}

/// "3 boxes apples came, forty in a box": the tokens without what a box holds.
pub(super) fn without_contents(scan: Scan<'_>) -> Option<Vec<Token>> {
    let last = scan.len().checked_sub(1)?;
    let unit = scan.get(last).sense.unit();
    let each = scan.is(last.wrapping_sub(1), Flags::ARTICLE.or(Flags::EACH));
    if unit.is_empty() || !each || !scan.is(last.wrapping_sub(2), Flags::IN) {
        return None;
    }
    let comma = (1..last).rev().find(|at| scan.mark(*at, b','))?;
    let pieces = amount::numeral(scan, comma + 1)?;
    let before = (0..comma).any(|at| scan.get(at).sense.unit() == unit);
    (before && pieces.next == last - 2).then(|| scan.tokens[..comma].to_vec())
}

/// "used 10 kg beef to make 9 kg mince", "5 kg wors gemaak van 4 kg": not all of it goes the same way.
pub(super) fn turns_into(scan: Scan<'_>) -> bool {
    if !scan.seen.says(Words::MAKES) {
        return false;
    }
    let number = |at: usize| scan.get(at).number().is_some();
    let verb = |at: usize| scan.get(at).sense.verb;
    (1..scan.len()).any(|at| {
        if !scan.says(at, Words::MAKES) {
            return false;
        }
        let into = scan.is(at - 1, Flags::TO) || verb(at).is_none();
        let used = || (0..at).any(|at| verb(at).is_some_and(|verb| verb.reason == Reason::Use));
        let made = verb(at).is_some_and(|verb| verb.action == Action::Add);
        into && number(at + 1) && used() || made && scan.is(at + 1, Flags::OF) && number(at + 2)
    })
}

/// "stock count 30 nov": the tokens without the day.
pub(super) fn without_day(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.says(Words::MONTH) {
        return None;
    }
    let ends = |at: usize| {
        at >= scan.len() || matches!(scan.get(at).kind, Kind::Line | Kind::Mark(b':' | b','))
    };
    let day = |at: &usize| {
        let number = scan.get(*at).number();
        let day = number.is_some_and(|number| number.millionths <= 31_000_000);
        day && scan.says(at + 1, Words::MONTH)
            && (ends(at + 2) || *at == 0 || scan.get(at - 1).kind == Kind::Line)
    };
    let month = (1..scan.len()).find(|at| scan.says(*at, Words::MONTH))?;
    let at = (month - 1..month).find(day)?;
    Some([&scan.tokens[..at], &scan.tokens[at + 2..]].concat())
}

/// "got 10 vicks instead of 12": the tokens without what it is not.
pub(super) fn without_instead(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.says(Words::INSTEAD_OF) {
        return None;
    }
    let ends = |at: usize| {
        at >= scan.len() || matches!(scan.get(at).kind, Kind::Line | Kind::Mark(b',' | b'.'))
    };
    let at = (2..scan.len()).find(|at| scan.says(*at, Words::INSTEAD_OF))?;
    let number = scan.get(at + 1).number().is_some() && ends(at + 2);
    let came = (0..at).any(|at| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Receipt)
    });
    (number && came).then(|| [&scan.tokens[..at], &scan.tokens[at + 2..]].concat())
}
