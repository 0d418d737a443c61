//! What is said of the last entry itself, in any of its wordings: that it be taken back ("cancel what i just sent", "ignore that
//! last message, wrong shop", "that was for my other group, delete it"), or that it be mended ("fix the last one to 30").

use crate::intent::{Fix, Intent, Reason, Undo};

use super::lexicon;
use super::phrases::List;
use super::sense::{Flags, Sense, Words as Classes};
use super::words::Words;

/// Where it stands in the words, and how sure it is that it is meant.
struct Entry {
    end: usize,
    /// "entry", "message": no thing of the shop is called so.
    named: bool,
    /// "one", "thing": it may be a thing of the shop.
    thing: bool,
    /// "sale", "delivery": of which kind it is, if that is said.
    kind: Option<Reason>,
}

/// What is wanted with the last entry.
pub(super) fn entry(words: &Words<'_>) -> Option<Intent> {
    mended(words)
        .map(Intent::Fix)
        .or_else(|| taken_back(words).map(Intent::Undo))
}

fn sense(words: &Words<'_>, at: usize) -> &'static Sense {
    lexicon::look_up(words.text(at))
}

fn says(words: &Words<'_>, at: usize, classes: Classes) -> bool {
    at < words.len() && sense(words, at).says(classes)
}

fn is(words: &Words<'_>, at: usize, flags: Flags) -> bool {
    at < words.len() && sense(words, at).is(flags)
}

fn mark(words: &Words<'_>, at: usize) -> bool {
    words.text(at).chars().all(|c| !c.is_alphanumeric())
}

/// The entry that these words point at: "that last message of mine", "what i just sent", "it".
fn pointed_at(words: &Words<'_>, from: usize) -> Option<Entry> {
    let from = from + usize::from(says(words, from, Classes::ASIDE));
    let entry = what_was_sent(words, from).or_else(|| the_last(words, from))?;
    let end = entry.end + usize::from(says(words, entry.end, Classes::ASIDE));
    Some(Entry { end, ..entry })
}

/// "what i just sent", "what i said last".
fn what_was_sent(words: &Words<'_>, from: usize) -> Option<Entry> {
    let asks = is(words, from, Flags::QUESTION) && is(words, from + 1, Flags::PERSON);
    let end = asks.then(|| past_told(words, from + 1)).flatten()?;
    Some(Entry {
        end,
        named: true,
        thing: false,
        kind: None,
    })
}

/// Past "i just sent you".
fn past_told(words: &Words<'_>, from: usize) -> Option<usize> {
    let idle = Flags::PERSON
        .or(Flags::AUXILIARY)
        .or(Flags::TIME)
        .or(Flags::FILLER);
    let told = Classes::TYPED.or(Classes::POINTS);
    let ends = |at: &usize| !says(words, *at, told) && !is(words, *at, idle);
    let end = (from..words.len()).find(ends).unwrap_or(words.len());
    let typed = (from..end).any(|at| says(words, at, Classes::TYPED));
    (typed && is(words, from, Flags::PERSON)).then_some(end)
}

/// "that last one", "my last message to you".
fn the_last(words: &Words<'_>, from: usize) -> Option<Entry> {
    let mut at = from;
    let (mut points, mut named, mut mine, mut thing) = (false, false, false, false);
    let mut kind = None;
    while !(named || thing) {
        let own = is(words, at, Flags::OWN);
        if says(words, at, Classes::POINTS) {
            points = true;
        } else if says(words, at, Classes::ENTRY) {
            named = true;
            kind = kind_of(words, at);
        } else if says(words, at, Classes::ONE) {
            thing = true;
        } else if !own && !is(words, at, Flags::THE) {
            break;
        }
        mine |= own;
        at += 1;
    }
    let end = past_told(words, at).filter(|_| named || thing);
    (points || named && mine).then_some(Entry {
        end: end.unwrap_or(at),
        named,
        thing,
        kind,
    })
}

/// The kind of entry that the word names: "sale", "delivery"; none of "message".
fn kind_of(words: &Words<'_>, at: usize) -> Option<Reason> {
    let back = is(words, at, Flags::RETURN).then_some(Reason::Return);
    back.or(sense(words, at).verb.map(|verb| verb.reason))
}

/// "the sale", "delivery": the entry is named by its kind alone.
fn the_kind(words: &Words<'_>, from: usize) -> Option<Entry> {
    let at = from + usize::from(is(words, from, Flags::THE));
    let kind = Some(kind_of(words, at).filter(|_| says(words, at, Classes::ENTRY))?);
    Some(Entry {
        end: at + 1,
        named: true,
        thing: false,
        kind,
    })
}

/// What is to be taken back, with or without the reason.
fn taken_back(words: &Words<'_>) -> Option<Undo> {
    let entry = (0..words.len()).find_map(|at| taken_back_at(words, at))?;
    let told = || (0..words.len()).find_map(|at| the_last(words, at)?.kind);
    let kind = entry.kind.or_else(told);
    Some(kind.map_or(Undo::Last, Undo::LastOf))
}

fn taken_back_at(words: &Words<'_>, at: usize) -> Option<Entry> {
    let leads = Flags::FILLER
        .or(Flags::COURTESY)
        .or(Flags::NO)
        .or(Flags::FIX)
        .or(Flags::AND)
        .or(Flags::CLAUSE);
    if !says(words, at, Classes::UNDOES) {
        return None;
    }
    let apart = at == 0 || mark(words, at - 1) || is(words, at - 1, leads);
    // "customer came back, undo"
    let alone = Entry {
        end: at + 1,
        named: false,
        thing: false,
        kind: None,
    };
    let undo = words.is(at, List::ENTRY_UNDO);
    let sent = (0..at).any(|at| says(words, at, Classes::TYPED));
    // "i sent that twice remove one"
    let twice = sent && says(words, at + 1, Classes::ONE);
    let one = Entry {
        end: at + 2,
        named: true,
        thing: true,
        kind: None,
    };
    let entry = pointed_at(words, at + 1)
        .or_else(|| the_kind(words, at + 1).filter(|_| undo))
        .or(twice.then_some(one))
        .or(undo.then_some(alone))?;
    let mut end = entry.end;
    while end < words.len() && is(words, end, Flags::FILLER) {
        end += 1;
    }
    // "take it out" may be said of anything.
    let sure = sense(words, at).verb.is_none();
    let others = || (0..at).chain(end..words.len());
    let told = |at: usize| the_last(words, at).is_some_and(|entry| entry.named);
    let mistaken = others().any(|at| says(words, at, Classes::MISTAKEN)) || (0..at).any(told);
    let clear = sure && (entry.named || entry.thing) || mistaken || undo;
    // "they sent the wrong bread, take it back"
    let theirs = Flags::THE
        .or(Flags::THIRD)
        .or(Flags::SUPPLIER)
        .or(Flags::CUSTOMER);
    let of_others = !entry.named
        && !undo
        && (0..at).any(|at| is(words, at, theirs) && !says(words, at, Classes::POINTS));
    let clear = clear && (!of_others || (0..at).any(told));
    let apart = apart || mistaken && (twice || sure && entry.named);
    let begins = Flags::CLAUSE
        .or(Flags::PERSON)
        .or(Flags::BE)
        .or(Flags::FIX)
        .or(Flags::AUXILIARY)
        .or(match entry.named || entry.thing && undo {
            true => Flags::THE.or(Flags::OWN),
            false => Flags::CLAUSE,
        });
    let parted = end >= words.len()
        || mark(words, end)
        || is(words, end, begins)
        || says(words, end, Classes::MISTAKEN);
    // "customer came back, undo"
    let surely = undo || sure && entry.named;
    let why = |at: usize| only_says_why(words, at) || surely && !counts(words, at);
    let parted = parted && !goes_on(words, end);
    (clear && apart && parted && others().all(why)).then_some(entry)
}

/// Whether the word neither moves anything nor says what would have been right.
fn only_says_why(words: &Words<'_>, at: usize) -> bool {
    let sense = sense(words, at);
    let other = Flags::HOW_MANY.or(Flags::CONDITION).or(Flags::NOT_BUT);
    let moves = sense.verb_before().is_some()
        && !sense.is(Flags::AUXILIARY)
        && !sense.says(Classes::TYPED.or(Classes::MISTAKEN));
    // "that message was not for you"
    let denies = sense.is(Flags::NEGATIVE);
    !counts(words, at) && !moves && (denies || !sense.is(other))
}

/// "undo, how many are left", "undo that, it was bread": two things at once, or what would have been right.
fn goes_on(words: &Words<'_>, from: usize) -> bool {
    let Some(first) = (from..words.len()).find(|at| !mark(words, *at)) else {
        return false;
    };
    // "it was for the other shop", "that was my cousin" only say why.
    let why = Flags::FOR.or(Flags::NO).or(Flags::ARTICLE).or(Flags::OWN);
    let better = says(words, first, Classes::POINTS)
        && is(words, first + 1, Flags::BE)
        && !is(words, first + 2, why);
    let wrong = (first..words.len()).any(|at| says(words, at, Classes::MISTAKEN));
    better && !wrong || is(words, first, Flags::QUESTION) && !is(words, first, Flags::BE)
}

/// "one" is no number here.
fn counts(words: &Words<'_>, at: usize) -> bool {
    let digits = words.text(at).starts_with(|c: char| c.is_ascii_digit());
    let counted = sense(words, at).number.is_some() && !says(words, at, Classes::ONE);
    let other = Flags::HOW_MANY.or(Flags::NOT_BUT);
    digits || counted || is(words, at, other) && !is(words, at, Flags::NEGATIVE)
}

/// "fix the last one to 30", "the last entry should be 14 bags", "the last one was 8 not 6".
fn mended(words: &Words<'_>) -> Option<Fix> {
    let wished = says(words, 0, Classes::SETS) || is(words, 0, Flags::FIX);
    let entry =
        pointed_at(words, usize::from(wished)).filter(|entry| entry.named || entry.thing)?;
    let should = (entry.end..entry.end + 2)
        .any(|at| says(words, at, Classes::MUST) || is(words, at, Flags::CONDITION.or(Flags::TO)));
    let link = Flags::TO.or(Flags::BE).or(Flags::CONDITION).or(Flags::FIX);
    let links = |at: &usize| {
        is(words, *at, link) || says(words, *at, Classes::MUST) || words.text(*at) == "="
    };
    let from = (entry.end..words.len()).find(|at| !links(at))?;
    if from == entry.end {
        return None;
    }
    let (quantity, mut at) = words.number(from)?;
    let unit = words.unit(at);
    at += usize::from(unit.is_some());
    let not = is(words, at + usize::from(mark(words, at)), Flags::NOT_BUT);
    if (wished || should || not) && (not || at == words.len()) {
        return Some(match entry.kind {
            Some(kind) => Fix::OfKind(quantity, unit, kind),
            None => Fix::Quantity(quantity, unit),
        });
    }
    let name = words.name(at, words.len()).filter(|_| wished || should)?;
    let goods = (at..words.len()).all(|at| sense(words, at).unknown());
    goods.then_some(Fix::Both(quantity, unit, name))
}
