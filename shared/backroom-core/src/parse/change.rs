//! Movements of stock: the pieces of a message become its lines, or what is missing.

use crate::intent::{Action, Intent, Line, Parsed, Problem, Reason};
use crate::quantity::Quantity;
use crate::unit::Unit;

use super::amount::Count;
use super::guard::Guard;
use super::lexicon;
use super::piece::Piece;
use super::scan::Scan;
use super::sense::{Flags, Place, Verb};
use super::split;
use super::text;

/// More lines than this are refused: one transaction has room for no more.
const MOST_LINES: usize = 90;

/// The longest name, in words, that is taken for goods.
const LONGEST_NAME: usize = 9;

/// Reads the message as movements; `None` if it does not look like any.
pub(super) fn change(raw: &str, scan: Scan<'_>) -> Option<Parsed> {
    let kept = split::without_brackets(scan);
    let scan = Scan {
        tokens: kept.as_deref().unwrap_or(scan.tokens),
        ..scan
    };
    let parts = split::parts(scan);
    if parts.len() > MOST_LINES + 10 {
        return Some(Parsed::Incomplete(Problem::TooManyLines {
            most: MOST_LINES,
        }));
    }
    let mut pieces: Vec<(Piece<'_>, usize)> = parts
        .iter()
        .map(|part| {
            (
                Piece {
                    extra: part.plus,
                    ..Piece::read(part.scan)
                },
                part.row,
            )
        })
        .collect();
    pieces.retain(|(piece, _)| !blank(piece));
    if pieces.is_empty() || pieces.iter().any(|(piece, _)| piece.question) {
        return None;
    }
    assign(&mut pieces);
    pieces.retain(|(piece, _)| !piece.header());
    let pieces: Vec<Piece<'_>> = pieces.into_iter().map(|(piece, _)| piece).collect();
    match pieces.as_slice() {
        [] => headers_only(scan),
        [piece] => one(raw, piece),
        [..] => many(raw, &pieces),
    }
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

fn headers_only(scan: Scan<'_>) -> Option<Parsed> {
    // Read again: the first reading was spent on looking for lines.
    let parts = split::parts(scan);
    let [part] = parts.as_slice() else {
        return None;
    };
    let piece = Piece::read(part.scan);
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

/// Gives each piece its verb: its own, that of the header or piece before, or that which closes the list.
fn assign(pieces: &mut [(Piece<'_>, usize)]) {
    let mut current: Option<Led> = None;
    let signed = pieces.iter().any(|(piece, _)| piece.plus);
    let dashes = pieces.iter().filter(|(piece, _)| piece.dash).count();
    for at in 0..pieces.len() {
        let signs = dashes == 1 || signed;
        let piece = &mut pieces[at].0;
        let open = current.is_none() || signed;
        if piece.dash && piece.front.is_none() && open && piece.back.is_none() && signs {
            piece.front = Some(Verb {
                action: Action::Remove,
                reason: Reason::Use,
                place: Place::Before,
            });
        }
        if let Some(front) = piece.front {
            current = Some(Led::by(front, piece));
        } else if piece.returned {
            current = None;
        } else if piece.back.is_none() {
            let leads = current.or_else(|| closing_verb(&pieces[at + 1..]));
            if let Some(led) = leads {
                let piece = &mut pieces[at].0;
                if current.is_some() {
                    piece.front = Some(led.verb);
                } else {
                    piece.back = Some(led.verb);
                }
                piece.weak = led.weak;
                piece.guard = piece.guard.or(led.guard);
            }
        }
    }
}

/// What a piece without a verb takes from the one that has it.
#[derive(Clone, Copy)]
struct Led {
    verb: Verb,
    weak: bool,
    /// "did not sell:" is said of all that follows.
    guard: Option<Guard>,
}

impl Led {
    fn by(verb: Verb, piece: &Piece<'_>) -> Self {
        Self {
            verb,
            weak: piece.weak,
            guard: piece.guard,
        }
    }
}

/// "3 coke, 2 bread sold": the verb behind the last of them is everybody's.
fn closing_verb(later: &[(Piece<'_>, usize)]) -> Option<Led> {
    let last = later
        .last()
        .map(|(piece, _)| piece)
        .filter(|piece| piece.header());
    if let Some(last) = last
        && later[..later.len() - 1]
            .iter()
            .all(|(piece, _)| piece.front.is_none() && piece.back.is_none())
    {
        return last.front.map(|verb| Led::by(verb, last));
    }
    let (piece, _) = later
        .iter()
        .find(|(piece, _)| piece.back.is_some() || piece.front.is_some())?;
    if piece.front.is_some() {
        return None;
    }
    piece.back.map(|verb| Led::by(verb, piece))
}

/// The verb of a piece, unless two of them disagree.
fn verb(piece: &Piece<'_>) -> Option<Verb> {
    match (piece.front, piece.back) {
        (Some(front), Some(back)) if front.action != back.action => None,
        // "removed 3 expired": the one behind says why.
        (Some(front), Some(back)) if front.reason == Reason::Use => Some(back),
        (Some(front), Some(_)) => Some(front),
        (front, back) => front.or(back),
    }
}

/// Whether the name could be something that a shop keeps.
fn goods(piece: &Piece<'_>) -> bool {
    let received = verb(piece).is_some_and(|verb| verb.reason == Reason::Receipt);
    !piece.stray
        && !piece.name.talk
        && piece.name.words <= LONGEST_NAME
        && !(piece.name.vague && (piece.weak || received))
}

/// A message of one piece.
fn one(raw: &str, piece: &Piece<'_>) -> Option<Parsed> {
    let incomplete = |problem| Some(Parsed::Incomplete(problem));
    if !goods(piece) {
        return None;
    }
    let verb = verb(piece);
    let action = verb.map(|verb| verb.action);
    let name = || piece.name.text.clone();
    let Some(count) = piece.count else {
        return no_count(piece, verb);
    };
    if let Some(guard) = piece.guard {
        return if about_stock(piece, verb, count) {
            incomplete(guard.problem())
        } else {
            None
        };
    }
    if two_things(piece, verb) {
        let text = said(raw, piece);
        return incomplete(Problem::Line { number: 1, text });
    }
    if piece.name.odd {
        return incomplete(Problem::BadQuantity {
            text: said(raw, piece),
        });
    }
    let quantity = match quantity(count, action) {
        Ok(quantity) => quantity,
        Err(_) if piece.name.is_empty() || piece.name.words > 4 => return None,
        Err(Unread::Vague) if piece.commented || !piece.name.plain => return None,
        Err(Unread::Vague) => {
            return incomplete(Problem::NoQuantity {
                action,
                name: name(),
            });
        }
        Err(Unread::Bad) => {
            return incomplete(Problem::BadQuantity {
                text: said(raw, piece),
            });
        }
    };
    let Some(verb) = verb else {
        return no_verb(piece, quantity, count);
    };
    if piece.name.is_empty() {
        if count == Count::Article {
            return None;
        }
        return incomplete(Problem::NoName { action, quantity });
    }
    if count == Count::Article && piece.unit.is_empty() && verb.reason != Reason::Sale {
        return if piece.weak {
            None
        } else {
            incomplete(Problem::NoQuantity {
                action,
                name: name(),
            })
        };
    }
    Some(Parsed::Understood(Intent::Change(vec![line(
        piece, verb, quantity,
    )])))
}

/// "got 10 bread and milk": a name of its own, or milk without a number? What comes in may be made a new item, so it
/// is asked; what is sold has to be known under that name.
fn two_things(piece: &Piece<'_>, verb: Option<Verb>) -> bool {
    let comes_in = verb.is_some_and(|verb| verb.action != Action::Remove);
    let mut words = piece.name.text.split(' ');
    let (_, and) = (words.next(), words.next().unwrap_or_default());
    let pair = words.next().is_some() && words.next().is_none();
    comes_in && pair && (and == "&" || lexicon::look_up(and).is(Flags::AND))
}

/// Whether a message in doubt is about stock for certain.
fn about_stock(piece: &Piece<'_>, verb: Option<Verb>, count: Count) -> bool {
    let told = verb.is_some_and(|verb| !piece.weak || verb.reason == Reason::Sale);
    let counted = matches!(count, Count::Exact(_)) || told;
    counted
        && !piece.name.is_empty()
        && !piece.name.vague
        && piece.name.words <= 3
        && piece.name.plain
}

/// "sold coke", "coke finished"; or no stock at all.
fn no_count(piece: &Piece<'_>, verb: Option<Verb>) -> Option<Parsed> {
    let verb = verb?;
    let name = &piece.name;
    let coded = name.text.bytes().any(|byte| byte.is_ascii_digit());
    let ends = piece.run_out && name.words <= 2;
    let denied = piece.guard.is_some() && verb.reason == Reason::Sale;
    let sure = !piece.weak || coded || ends || denied;
    let doubtful = name.vague || !name.plain || (piece.commented && piece.weak) || name.money;
    if !sure || name.is_empty() || name.words > 3 || doubtful {
        return None;
    }
    let problem = match piece.guard {
        Some(guard) => guard.problem(),
        None => Problem::NoQuantity {
            action: Some(verb.action),
            name: name.text.clone(),
        },
    };
    Some(Parsed::Incomplete(problem))
}

/// "3 coke": in or out?
fn no_verb(piece: &Piece<'_>, quantity: Quantity, count: Count) -> Option<Parsed> {
    let name = &piece.name;
    let ordered =
        lexicon::look_up(name.text.split(' ').next().unwrap_or_default()).is(Flags::ORDER);
    let doubtful = ordered || !name.plain || name.vague || (piece.commented && !piece.third);
    if count == Count::Article || name.is_empty() || name.words > 3 || doubtful {
        return None;
    }
    Some(Parsed::Incomplete(Problem::NoAction {
        quantity,
        unit: unit(piece),
        name: name.text.clone(),
    }))
}

/// A message of several pieces: all of them are lines, or the first that is not is named.
fn many(raw: &str, pieces: &[Piece<'_>]) -> Option<Parsed> {
    if pieces.len() > MOST_LINES {
        return Some(Parsed::Incomplete(Problem::TooManyLines {
            most: MOST_LINES,
        }));
    }
    let stock = pieces
        .iter()
        .any(|piece| readable(piece).is_some() || (piece.guard.is_some() && piece.count.is_some()));
    if pieces.iter().any(|piece| piece.name.talk) {
        return None;
    }
    if !stock {
        return list(raw, pieces);
    }
    let mut lines = Vec::with_capacity(pieces.len());
    for (number, piece) in pieces.iter().enumerate() {
        if let Some(guard) = piece.guard {
            let stock = piece
                .count
                .is_some_and(|count| about_stock(piece, verb(piece), count));
            return stock.then(|| Parsed::Incomplete(guard.problem()));
        }
        let more =
            number > 0 && piece.extra && alike(&piece.name.text, &pieces[number - 1].name.text);
        match readable(piece).filter(|_| !more) {
            Some(line) => lines.push(line),
            None => {
                let problem = Problem::Line {
                    number: number + 1,
                    text: said(raw, piece),
                };
                return Some(Parsed::Incomplete(problem));
            }
        }
    }
    Some(Parsed::Understood(Intent::Change(lines)))
}

/// Whether two names share a word: "3 eggs, plus 2 egg yolks" may be one thing or two.
fn alike(one: &str, other: &str) -> bool {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    one.split(' ')
        .any(|word| other.split(' ').any(|known| stem(word) == stem(known)))
}

/// No line of it can be read: it is ours all the same if each looks like stock.
fn list(raw: &str, pieces: &[Piece<'_>]) -> Option<Parsed> {
    let like = |piece: &Piece<'_>| {
        goods(piece) && piece.name.plain && piece.name.words <= 3 && !piece.commented
    };
    let counted = pieces
        .iter()
        .all(|piece| matches!(piece.count, Some(Count::Exact(_))));
    let told = pieces
        .iter()
        .all(|piece| verb(piece).is_some() && !piece.weak);
    let first = pieces
        .first()
        .filter(|_| pieces.iter().all(like) && (counted || told))?;
    Some(Parsed::Incomplete(Problem::Line {
        number: 1,
        text: said(raw, first),
    }))
}

fn readable(piece: &Piece<'_>) -> Option<Line> {
    let verb = verb(piece)?;
    let count = piece.count?;
    let quantity = quantity(count, Some(verb.action)).ok()?;
    let article = count == Count::Article && piece.unit.is_empty() && verb.reason != Reason::Sale;
    let sure = !piece.name.is_empty() && !piece.name.odd && !two_things(piece, Some(verb));
    (goods(piece) && sure && !article).then(|| line(piece, verb, quantity))
}

enum Unread {
    Vague,
    Bad,
}

fn quantity(count: Count, action: Option<Action>) -> Result<Quantity, Unread> {
    let quantity = match count {
        Count::Vague => return Err(Unread::Vague),
        Count::Exact(_) | Count::Article | Count::Unclear => count.quantity().ok_or(Unread::Bad)?,
    };
    if quantity.is_zero() && action != Some(Action::Set) {
        return Err(Unread::Bad);
    }
    Ok(quantity)
}

/// As it was written.
fn said(raw: &str, piece: &Piece<'_>) -> String {
    let (start, end) = piece.scan.range();
    text::original(raw, start, end).to_owned()
}

fn unit(piece: &Piece<'_>) -> Option<Unit> {
    (!piece.unit.is_empty()).then(|| Unit::new(piece.unit))
}

/// What was used is on something: "oil on the corolla".
fn used_on(verb: Verb, name: &str) -> &str {
    match name.split_once(" on ") {
        Some((used, _)) if verb.reason == Reason::Use => used,
        _ => name,
    }
}

fn line(piece: &Piece<'_>, verb: Verb, quantity: Quantity) -> Line {
    Line {
        action: verb.action,
        quantity,
        unit: unit(piece),
        name: used_on(verb, &piece.name.text).to_owned(),
        price: piece.price,
        reason: verb.reason,
    }
}
