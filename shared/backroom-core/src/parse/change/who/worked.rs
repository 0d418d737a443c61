//! What a verb did depends on what it was done to, and by whom: what is fried is used up, and samoosas are made; what a lady donated
//! came in, and what we donate goes out; what an apprentice cut too short is spoilt. Where that can't be told, it is asked.

use std::ops::Range;

use super::{LONGEST_WHO, Meant, before, clause_start, first_of, row_end, tells_more};
use crate::intent::Reason;
use crate::parse::amount::{self, Amount, Count, MILLIONTHS};
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// Nobody drops so many bags.
const MANY: i64 = 10 * MILLIONTHS;

/// Such verbs, and who "got" something.
pub(super) const TELLS: Words = Words::COOKS
    .or(Words::FINISHES)
    .or(Words::DONATED)
    .or(Words::DROPPED)
    .or(Words::CUTS)
    .or(Words::PREDATOR)
    .or(Words::BRINGS_IN);

/// What the verb at this place means; `None` where it means what it says.
pub(super) fn meant(scan: Scan<'_>, at: usize) -> Option<Meant> {
    if at > 0 && scan.says(at - 1, Words::PREDATOR) {
        return caught_by(scan, at, "ruined");
    }
    // "shoplifters got 2 perfume"
    if at > 0 && scan.is(at - 1, Flags::THIEF) && scan.get(at - 1).sense.verb.is_none() {
        return caught_by(scan, at, "stole");
    }
    if scan.says(at, Words::COOKS) {
        return makes(scan, at, Words::DISH).then(|| Meant::of("made", at..at));
    }
    if scan.says(at, Words::FINISHES) {
        return finished(scan, at);
    }
    if scan.says(at, Words::DONATED) {
        return donated(scan, at).or_else(|| donated_to(scan, at));
    }
    if scan.says(at, Words::BRINGS_IN) {
        return brought_in(scan, at);
    }
    if scan.says(at, Words::DROPPED) {
        return dropped(scan, at);
    }
    if scan.says(at, Words::CUTS) {
        return cut_wrong(scan, at);
    }
    None
}

/// "Jackal got 3 hens"
fn caught_by(scan: Scan<'_>, at: usize, what: &str) -> Option<Meant> {
    let got = scan.get(at).sense.verb;
    let got = got.is_some_and(|verb| verb.reason == Reason::Receipt);
    let animal = !scan.is(at - 1, Flags::KNOWN) && exact(scan, at + 1).is_some();
    let first = first_of(scan, clause_start(scan, at), at)?;
    (got && animal).then(|| Meant::of(what, first..at))
}

fn exact(scan: Scan<'_>, at: usize) -> Option<Amount> {
    amount::amount(scan, at).filter(|amount| matches!(amount.count, Count::Exact(_)))
}

/// Where the sentence, or what stands between commas, ends.
fn clause_end(scan: Scan<'_>, at: usize) -> usize {
    (at + 1..scan.len())
        .find(|at| super::parts(scan, *at) && !scan.is(*at, Flags::AND))
        .unwrap_or(scan.len())
}

/// Whether what is counted here, or named before a colon, is called by such a word, at the end of its name.
fn makes(scan: Scan<'_>, at: usize, what: Words) -> bool {
    let called = |at: usize| {
        let last = scan.said(at).rsplit(' ').next().unwrap_or_default();
        let goes_on = scan.word(at + 1) && scan.get(at + 1).sense.empty();
        let said = [last, scan.said(at)];
        let such = said.iter().any(|said| lexicon::look_up(said).says(what));
        (scan.says(at, what) || such) && !goes_on
    };
    let headed = at > 1 && scan.mark(at - 1, b':') && called(at - 2);
    let from = exact(scan, at + 1).map(|amount| amount.next);
    headed || from.is_some_and(|from| (from..clause_end(scan, at)).any(called))
}

/// "finished 6 more chairs": made, if somebody makes such things; of other things more may be made or used up.
fn finished(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let idle = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY);
    let from = clause_start(scan, at);
    let ours = (from..at).all(|at| !scan.word(at) || scan.is(at, idle));
    let amount = exact(scan, at + 1).filter(|amount| ours && amount.unit.is_empty())?;
    if makes(scan, at, Words::CRAFTED) {
        return Some(Meant::of("made", at..at));
    }
    let more = (at + 1..=amount.next).any(|at| scan.says(at, Words::AGAIN));
    more.then(|| Meant::in_doubt(None))
}

/// Where who did it stands, if it was not one of us.
fn others(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let from = clause_start(scan, at);
    let first = first_of(scan, from, at)?;
    let ours = |at: usize| scan.is(at, Flags::PERSON) && !scan.is(at, Flags::THIRD);
    let told = (first..at)
        .all(|at| tells_more(scan, at) || scan.is(at, Flags::OWN.or(Flags::THIRD)) && !ours(at));
    (told && at - first <= LONGEST_WHO && !ours(first)).then_some(first..at)
}

/// Whether somebody is told of who is none of us: a customer, a church, "Mrs Nel", "my neighbour".
fn is_other(scan: Scan<'_>, who: &Range<usize>) -> bool {
    who.clone().any(|at| {
        let words = Words::BUYER
            .or(Words::MISTER)
            .or(Words::TITLE)
            .or(Words::INSTITUTION);
        scan.says(at, words) || scan.is(at, Flags::CUSTOMER.or(Flags::SOMEBODY))
    })
}

/// "a lady donated 19 books": to us, unless it is said to whom. Who is only called by a name may be one of us.
fn donated(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let who = others(scan, at)?;
    let end = row_end(scan, at);
    let away = (at..end).any(|at| scan.is(at, Flags::TO) && !scan.is(at, Flags::FILLER));
    exact(scan, at + 1).filter(|_| !away)?;
    Some(match is_other(scan, &who) {
        true => Meant::of("received", who),
        false => Meant::in_doubt(None),
    })
}

/// "a parent donated 24 to the shop" came in; what somebody else gave, to whom is not said, is asked.
fn donated_to(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    let other = Flags::CUSTOMER.or(Flags::SOMEBODY);
    let who = Words::BUYER.or(Words::INSTITUTION).or(Words::MISTER);
    let somebody = (first..to).any(|at| scan.is(at, other) || scan.says(at, who));
    let ours = scan.is(first, Flags::PERSON) || !(first..to).all(|at| tells_more(scan, at));
    if !somebody || ours || to < at {
        return None;
    }
    let shop = |at: usize| {
        let link = Flags::TO.or(Flags::FOR);
        let place = at + 1 + usize::from(scan.is(at + 1, Flags::THE.or(Flags::OWN)));
        let said = scan.said(at);
        let told = scan.is(at, Flags::FILLER)
            && (said == "to us" || said.starts_with("to ") && said.ends_with("shop"));
        told || scan.is(at, link) && (scan.is(place, Flags::PLACE) || scan.said(place) == "us")
    };
    Some(match (at + 1..scan.len()).any(shop) {
        true => Meant::of("received", first..to),
        false => Meant::in_doubt(Some(first..to)),
    })
}

/// "Ouma Bets brought in 11 novels": for the shop, where nothing is to be mended or changed.
fn brought_in(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let who = others(scan, at)?;
    let end = row_end(scan, at);
    let other = Flags::RETURN
        .or(Flags::FOR)
        .or(Flags::TO)
        .or(Flags::WISH)
        .or(guard::ALL);
    let doubt = (at..end).any(|at| scan.is(at, other) && !scan.is(at, Flags::FILLER));
    let swaps =
        (at..end).any(|at| scan.says(at, Words::EXCHANGES.or(Words::SWAPS).or(Words::WORK)));
    let brings = who
        .clone()
        .any(|at| scan.is(at, Flags::CARRIER.or(Flags::SUPPLIER)));
    exact(scan, at + 1).filter(|_| !doubt && !swaps && !brings)?;
    is_other(scan, &who).then(|| Meant::of("received", who))
}

/// "hatchery just dropped 200 chicks", "NOVA dropped 30 bags starter": so many were brought.
fn dropped(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let amount = exact(scan, at + 1)?;
    let visited = visited(scan, at);
    let came = visited.is_some();
    let who = match visited {
        Some(who) => who,
        None => others(scan, at)?,
    };
    let brings = who.clone().any(|at| {
        let carrier = scan.is(at, Flags::CARRIER.or(Flags::SUPPLIER).or(Flags::DELIVERS));
        // "the bread guy"
        let named = came && at > who.start && scan.word(at - 1) && scan.get(at - 1).sense.unknown();
        carrier || scan.says(at, Words::VEHICLE) || named && scan.is(at, Flags::SOMEBODY)
    });
    let broken = (at + 1..row_end(scan, at)).any(|at| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.loses()) || scan.says(at, Words::ON_THE_FLOOR)
    });
    let packed = !amount.unit.is_empty() && !lexicon::look_up(amount.unit).is(Flags::MEASURE);
    let many = scan
        .get(at + 1)
        .number()
        .is_some_and(|number| number.millionths >= MANY);
    let named = !is_other(scan, &who) && packed && many;
    match () {
        () if (brings || named) && !broken => Some(Meant::of("delivered", who)),
        // "the boy was here, dropped 4 eggs": brought them, or broke them.
        () => came.then(|| Meant::in_doubt(Some(who))),
    }
}

/// "albany truck was here, dropped 24": who had come stands before the comma.
fn visited(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let from = clause_start(scan, at);
    let idle = |at: usize| scan.is(at, Flags::THIRD.or(Flags::AND).or(Flags::FILLER));
    let end = from.checked_sub(1).filter(|_| (from..at).all(idle))?;
    let first = first_of(scan, clause_start(scan, end), end)?;
    let comes = |at: usize| {
        let came = Flags::ARRIVES.or(Flags::DELIVERS);
        scan.is(at, came) || scan.says(at, Words::VISITS)
    };
    let came = (first..end).find(|at| comes(*at))?;
    let other = guard::ALL.or(Flags::PERSON);
    let plain = (first..came).all(|at| scan.word(at) && !scan.is(at, other));
    (plain && end - first <= LONGEST_WHO).then_some(first..at)
}

/// "the apprentice cut 3 planks too short"
fn cut_wrong(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let from = exact(scan, at + 1)?.next;
    let wrong = (from..clause_end(scan, at)).any(|at| scan.says(at, Words::CUT_WRONG));
    let first = first_of(scan, clause_start(scan, at), at).unwrap_or(at);
    wrong.then(|| Meant::of("ruined", first..at))
}
