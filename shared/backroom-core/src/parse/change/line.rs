//! What one piece says by itself: its line, or why it makes none.

use crate::intent::{Action, Line, Reason, Thing};
use crate::quantity::Quantity;
use crate::unit::Unit;

use crate::parse::amount::{Count, MILLIONTHS};
use crate::parse::guard::Guard;
use crate::parse::lexicon;
use crate::parse::name::Name;
use crate::parse::piece::Piece;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};

/// The longest name, in words, that is taken for goods.
const LONGEST_NAME: usize = 9;

/// The most words of a name in a message that is ours only if it names goods.
pub(super) const SHORT_NAME: usize = 3;

/// Why a number can't be used.
pub(super) enum Unread {
    Vague,
    Bad,
}

/// The verb of a piece, unless two of them disagree.
pub(super) fn verb(piece: &Piece<'_>) -> Option<Verb> {
    match (piece.front, piece.back) {
        (Some(front), Some(back)) if front.action != back.action => None,
        // "removed 3 expired": the one behind says why.
        (Some(front), Some(back)) if front.reason == Reason::Use => Some(back),
        (Some(front), Some(_)) => Some(front),
        (front, back) => front.or(back),
    }
}

/// Whether the name could be something that a shop keeps.
pub(super) fn goods(piece: &Piece<'_>) -> bool {
    let received = verb(piece).is_some_and(|verb| verb.reason == Reason::Receipt);
    // "zest of 2 oranges and the juice of 3": of what, stands somewhere else.
    let whole = !piece.name.text.ends_with(" of");
    !piece.stray
        && whole
        && !piece.name.talk
        && !piece.name.short
        && piece.name.words <= LONGEST_NAME
        && !(piece.name.vague && (piece.weak || received))
}

/// "got 10 bread and milk": a name of its own, or milk without a number? What comes in may be made a new item, so it
/// is asked; what is sold has to be known under that name.
pub(super) fn two_things(piece: &Piece<'_>, verb: Option<Verb>) -> bool {
    let comes_in = verb.is_some_and(|verb| verb.action != Action::Remove);
    if !comes_in || piece.name.known {
        return false;
    }
    let mut words = piece.name.text.split(' ');
    let (_, and) = (words.next(), words.next().unwrap_or_default());
    let pair = words.next().is_some() && words.next().is_none();
    pair && is_and(and)
}

fn is_and(word: &str) -> bool {
    word == "&" || lexicon::look_up(word).is(Flags::AND)
}

/// Whether a message in doubt is about stock for certain.
pub(super) fn about_stock(piece: &Piece<'_>, verb: Option<Verb>, count: Count) -> bool {
    let exact = matches!(count, Count::Exact(_));
    let sold = verb.is_some_and(|verb| verb.reason == Reason::Sale);
    let told = verb.is_some() && !piece.weak || sold;
    if piece.name.is_empty() {
        return exact && sold;
    }
    (exact || told) && !piece.name.vague && piece.name.words <= SHORT_NAME && piece.name.plain
}

/// The line of a piece that has all of one.
pub(super) fn readable(piece: &Piece<'_>) -> Option<Line> {
    let verb = verb(piece)?;
    let count = piece.count?;
    if price::may_be_paid(piece.scan) {
        return None;
    }
    let quantity = quantity(count, Some(verb.action)).ok()?;
    // "used a silicone and 1 tape": one of what the shop has.
    let others = Flags::RETURN
        .or(Flags::THIRD)
        .or(Flags::CUSTOMER)
        .or(Flags::SOMEBODY);
    let by_us = !piece.scan.seen.is(others);
    let stolen = verb.reason == Reason::Theft;
    let gone = piece.name.known && verb.action == Action::Remove && (by_us || stolen);
    let article = count == Count::Article && piece.unit.is_empty();
    let article = article && verb.reason != Reason::Sale && !gone;
    let sure = !piece.name.is_empty() && !piece.name.odd && !two_things(piece, Some(verb));
    let sure = sure && (piece.name.known || !only_describes(&piece.name.text));
    (goods(piece) && sure && !article).then(|| line(piece, verb, quantity, piece.name.text.clone()))
}

/// "sold the tailgate for R3200", "2 chairs and the gennie": one, where a single thing of the shop is named so.
pub(super) fn count_the_one(piece: &mut Piece<'_>) {
    let single = !piece.name.text.ends_with('s') && piece.name.known;
    let bare = piece.count.is_none() && piece.guard.is_none() && !piece.run_out;
    if piece.the && single && bare && !piece.question && !piece.stray {
        piece.count = Some(Count::Exact(MILLIONTHS));
    }
}

/// "sold the tailgate for R3200", "the lady returned the closure", "somebody stole the kettle": one of it, unless it comes in no
/// pieces.
pub(super) fn count_single(piece: &mut Piece<'_>, verb: Option<Verb>) {
    let sold = verb.is_some_and(|verb| verb.reason == Reason::Sale);
    let back = |verb: Verb| verb.action == Action::Add && verb.reason == Reason::Return;
    // "the ladder fell over", "the fan is not working": that may be the shop's own.
    let broke = piece
        .front
        .is_some_and(|verb| verb.reason == Reason::Damage);
    let lost = |verb: Verb| verb.reason == Reason::Theft || broke;
    let one = piece.price.is_some() && sold || verb.is_some_and(|verb| back(verb) || lost(verb));
    if one && !is_mass(piece) {
        count_the_one(piece);
    }
}

/// Whether it comes in no pieces: "sold the milk for R300" may be any number of them.
pub(super) fn is_mass(piece: &Piece<'_>) -> bool {
    let last = piece.name.text.rsplit(' ').next().unwrap_or_default();
    lexicon::look_up(last).says(Words::MASS)
}

/// "sold the last stoney", "used my last DB board": one; but of "the last coats" and "the last flour" there may be more.
pub(super) fn count_the_last(pieces: &mut [Piece<'_>], scan: Scan<'_>) {
    if !scan.seen.says(Words::LAST) {
        return;
    }
    if let [.., named, last] = pieces {
        last_of(named, last);
    }
    for piece in pieces {
        let open = piece.count.is_none() && piece.guard.is_none() && !piece.stray;
        let verb = verb(piece).filter(|verb| verb.action == Action::Remove && open);
        let used = verb.is_some_and(|verb| verb.reason != Reason::Sale);
        let more = piece.name.text.ends_with('s') || used && is_mass(piece);
        let the = Flags::THE.or(Flags::OWN);
        let said = |at: &usize| {
            // "last bread sold" may ask; "last tyre sold for R395" tells.
            let the = match at.checked_sub(1) {
                Some(before) => piece.scan.is(before, the),
                None => piece.price.is_some(),
            };
            piece.scan.says(*at, Words::LAST) && (the || one_of(piece, *at))
        };
        let at = (0..piece.scan.len()).find(said);
        let Some(next) = at.filter(|_| verb.is_some()).map(|at| at + 1) else {
            continue;
        };
        // "mom jeans, last one sold"
        if piece.name.known && one_of(piece, next - 1) {
            let named = piece
                .name
                .text
                .find(" last ")
                .unwrap_or(piece.name.text.len());
            piece.name.text.truncate(named);
            piece.count = Some(Count::Exact(MILLIONTHS));
            piece.run_out = false;
            continue;
        }
        // "the last bottle of richelieu"
        let unit = piece.scan.get(next).sense.unit();
        let of = !unit.is_empty() && piece.scan.is(next + 1, Flags::OF);
        let first = piece.scan.said(if of { next + 2 } else { next });
        if of && piece.name.text.ends_with(first) {
            piece.unit = unit;
            piece.name.text = first.to_owned();
            piece.count = Some(Count::Exact(MILLIONTHS));
        } else if !more && !first.is_empty() && piece.name.text.starts_with(first) {
            piece.count = Some(Count::Exact(MILLIONTHS));
            piece.run_out = false;
        }
    }
}

/// "mom jeans, last one sold"
fn last_of(named: &mut Piece<'_>, last: &mut Piece<'_>) {
    let says = |at: usize| last.scan.says(at, Words::LAST) && one_of(last, at);
    let bare = last.count.is_none() && !last.name.known && last.guard.is_none();
    let gone = verb(last).filter(|verb| verb.action == Action::Remove && bare);
    let open = named.name.known && named.count.is_none() && named.guard.is_none();
    if open && gone.is_some() && (0..last.scan.len()).any(says) {
        named.count = Some(Count::Exact(MILLIONTHS));
        named.back = named.back.or(gone);
        (last.front, last.back, last.name) = (gone, None, Name::default());
        (last.stray, last.run_out) = (false, false);
    }
}

/// "last one": of what was named before it.
fn one_of(piece: &Piece<'_>, last: usize) -> bool {
    piece.scan.said(last).contains(' ')
}

/// Whether a name only tells how ("40 g grated", of "135 g chocolate, plus 40 g, grated").
fn only_describes(name: &str) -> bool {
    let describes = Flags::COMMENT.or(Flags::ADJECTIVE).or(Flags::BEFORE_UNIT);
    name.split(' ')
        .all(|word| lexicon::look_up(word).is(describes))
}

/// Whether a piece without a number says that there is none left of what it names: "bread finished", "no sand left".
pub(super) fn runs_out(piece: &Piece<'_>) -> bool {
    let said = piece.run_out || piece.none || piece.guard.is_some();
    if !said || piece.count.is_some() || piece.third {
        return false;
    }
    let left = |verb: Option<Verb>| verb.is_some_and(|verb| verb.action == Action::Set);
    let denied = match piece.guard {
        None => false,
        Some(Guard::NotYet) => return false,
        Some(Guard::Negated) => true,
    };
    let none_left = denied && (left(piece.back) || left(piece.front) && piece.weak);
    let none = if denied {
        piece.none || none_left
    } else {
        piece.run_out
    };
    let mut names = emptied(piece).peekable();
    let named = piece.name.known || names.peek().is_some() && names.all(is_name);
    none && named && goods(piece) && !piece.name.vague
}

/// "Sold out:" in a row of its own: there is none left of what stands below.
pub(super) fn heads_emptied(pieces: &[Piece<'_>]) -> bool {
    let [first, rest @ ..] = pieces else {
        return false;
    };
    let none_left = |piece: &Piece<'_>| runs_out(piece) && !piece.name.is_empty();
    first.header() && first.run_out && !rest.is_empty() && rest.iter().all(none_left)
}

/// What there is none left of: "milk and bread" are two things.
pub(super) fn emptied<'p>(piece: &'p Piece<'_>) -> impl Iterator<Item = &'p str> {
    let text = piece.name.text.as_str();
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let name = rest?;
        let and = name.match_indices(' ').find_map(|(at, _)| {
            let behind = &name[at + 1..];
            let word = behind.split(' ').next().unwrap_or_default();
            is_and(word).then(|| (at, behind.get(word.len() + 1..).unwrap_or_default()))
        });
        match and {
            Some((end, behind)) => {
                rest = Some(behind);
                Some(&name[..end])
            }
            None => {
                rest = None;
                Some(name.strip_suffix("'s").unwrap_or(name))
            }
        }
    })
}

/// Whether nothing is known of the words but what names are made of.
fn is_name(name: &str) -> bool {
    let made_of = Flags::SIZE
        .or(Flags::UNIT)
        .or(Flags::BEFORE_UNIT)
        .or(Flags::NUMBERED)
        .or(Flags::COMMENT)
        .or(Flags::COMPOUND);
    let mut words = 0;
    let plain = name.split(' ').all(|word| {
        words += 1;
        let sense = lexicon::look_up(word);
        sense.unknown() || sense.is(made_of) || (words > 1 && sense.number.is_some())
    });
    plain && words <= SHORT_NAME && !name.is_empty()
}

/// "fridge 2 was off": where it happened, and not what.
pub(super) fn of_a_place(piece: &Piece<'_>) -> bool {
    let first = (0..piece.scan.len()).find(|at| !piece.scan.is(*at, Flags::THE.or(Flags::OWN)));
    first.is_some_and(|at| {
        let numbered = piece.scan.get(at + 1).number().is_some();
        let lost = verb(piece).is_none_or(Verb::loses);
        piece.scan.is(at, Flags::PLACE) && numbered && lost && !piece.name.known
    })
}

/// "did not sell".
pub(super) fn denies_sale(scan: Scan<'_>) -> bool {
    let sells = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Sale)
    };
    scan.seen.is(Flags::NEGATIVE)
        && (0..scan.len()).any(|at| scan.is(at, Flags::NEGATIVE) && sells(at + 1))
}

/// The quantity that a count is.
pub(super) fn quantity(count: Count, action: Option<Action>) -> Result<Quantity, Unread> {
    let quantity = match count {
        Count::Vague => return Err(Unread::Vague),
        Count::Exact(_) | Count::Article | Count::Unclear => count.quantity().ok_or(Unread::Bad)?,
    };
    if quantity.is_zero() && action != Some(Action::Set) {
        return Err(Unread::Bad);
    }
    Ok(quantity)
}

/// What the piece says, but for the way.
pub(super) fn thing(piece: &Piece<'_>, quantity: Quantity) -> Thing {
    thing_called(piece, quantity, piece.name.text.clone())
}

fn thing_called(piece: &Piece<'_>, quantity: Quantity, name: String) -> Thing {
    let unit = match (piece.unit, piece.pack) {
        ("", _) => None,
        (unit, 0) => Some(Unit::new(unit)),
        (unit, pieces) => Some(Unit::pack_of(unit, pieces)),
    };
    Thing {
        quantity,
        unit,
        name,
        price: piece.price,
        together: None,
        expires: piece.expires,
    }
}

/// What the piece says, of what is called so.
pub(super) fn line(piece: &Piece<'_>, verb: Verb, quantity: Quantity, name: String) -> Line {
    let mut line = thing_called(piece, quantity, name).line(verb.action, verb.reason);
    // What was used is on something: "oil on the corolla".
    if verb.reason == Reason::Use
        && let Some(on) = line
            .name
            .as_bytes()
            .windows(4)
            .position(|four| four == b" on ")
    {
        line.name.truncate(on);
    }
    line
}
