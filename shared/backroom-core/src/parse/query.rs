//! Questions about stock: how many, what is left, what happened.

mod remark;

use crate::intent::{Action, Intent, Period, Query};

use super::lexicon;
use super::piece::closing;
use super::scan::Scan;
use super::sense::{Flags, Sense, Words};
use super::token::Kind;
pub(super) use remark::without_remark;
use remark::{is_for, without_wish};

/// The longest name, in words, that a question may ask for.
const LONGEST_NAME: usize = 5;

/// The question that the message asks, if it is one about stock.
pub(super) fn query(scan: Scan<'_>) -> Option<Intent> {
    let scan = scan.trimmed();
    if scan.len() == 0 || scan.len() > 24 {
        return None;
    }
    let from = start(scan);
    listed(scan)
        .or_else(|| last_entries(scan))
        .or_else(|| history_within(scan))
        .or_else(|| history_of(scan, from))
        .or_else(|| history_behind(scan, from))
        .or_else(|| check(scan, from))
        .map(Intent::Ask)
}

/// Whether there is any of what somebody wants: "a man wants 15 pavers, do we have?".
pub(super) fn of_wanted(scan: Scan<'_>) -> Option<Intent> {
    let names = remark::wanted(scan)?;
    Some(Intent::Ask(Query::Check { names }))
}

/// A question about something of the shop, whatever else is said around it: "tomatoes how many boxes", "is there enough
/// charcoal for tomorrow".
pub(super) fn about_known(scan: Scan<'_>) -> Option<Intent> {
    let scan = without_wish(scan);
    let known: Vec<String> = (0..scan.len())
        .filter(|at| scan.is(*at, Flags::KNOWN))
        .map(|at| scan.said(at).to_owned())
        .collect();
    let tokens = 0..scan.len();
    let any = |flags: Flags| tokens.clone().any(|at| scan.is(at, flags));
    let money = asks_price(scan);
    let number = |at: usize| scan.get(at).number().is_some() && !is_for(scan, at);
    let counted = tokens.clone().any(number);
    let asks = any(Flags::HOW_MANY) || tokens.clone().any(|at| scan.mark(at, b'?'));
    let first = (0..scan.len()).find(|at| scan.word(*at) && !scan.is(*at, Flags::FILLER))?;
    let asks = asks
        || scan.is(first, Flags::QUESTION)
        || scan.says(first, Words::ANY)
        || tokens.clone().any(|at| asks_if(scan, at));
    if !asks || money || counted || known.is_empty() || scan.len() > 24 {
        return None;
    }
    let doubt = Flags::NEGATIVE
        .or(Flags::FUTURE)
        .or(Flags::CONDITION)
        .or(Flags::NONE);
    // "for tomorrow": what it is for.
    let purpose = |at: usize| at > 0 && scan.is(at - 1, Flags::FOR) || asks_if(scan, at);
    // "when last did we get coke"
    let when = |at: usize| {
        at == first && scan.is(at, Flags::QUESTION) && scan.is(at + 1, Flags::AUXILIARY)
    };
    if tokens
        .clone()
        .any(|at| scan.is(at, doubt) && !purpose(at) && !when(at))
    {
        return None;
    }
    let verb = tokens.clone().find_map(|at| {
        let token = scan.get(at);
        let little = Flags::HOW_MANY_AFTER
            .or(Flags::AUXILIARY)
            .or(Flags::RUN_OUT);
        // "is gripe water in?", "do we have any roses in?": there, or not.
        let whether = scan.is(first, Flags::BE) || asks_whether(scan, first);
        let there =
            token.is(Flags::IN) && (whether || scan.word(at + 1) && !scan.is(at + 1, Flags::TIME));
        token
            .sense
            .verb
            .filter(|verb| verb.action != Action::Set && !token.is(little) && !there)
    });
    let historic = any(Flags::HISTORY
        .or(Flags::HISTORY_AFTER)
        .or(Flags::HISTORY_AFTER_RECEIVED));
    let [name] = known.as_slice() else {
        return (verb.is_none() && !historic).then_some(Intent::Ask(Query::Check { names: known }));
    };
    let period = tokens
        .clone()
        .find_map(|at| period_of(scan.get(at).sense))
        .unwrap_or(Period::Latest);
    let action = verb.map(|verb| verb.action);
    let name = Some(name.clone());
    Some(Intent::Ask(match historic || action.is_some() {
        true => Query::History {
            name,
            action,
            period,
        },
        false => Query::Check { names: known },
    }))
}

/// "see if there is any milk": whether there is, is what is asked.
fn asks_if(scan: Scan<'_>, at: usize) -> bool {
    scan.is(at, Flags::CONDITION) && scan.says(at.wrapping_sub(1), Words::ASKS_IF)
}

/// "do we have any roses in?": whether there is any, and not how many came.
fn asks_whether(scan: Scan<'_>, at: usize) -> bool {
    let counts = ["how", "hw", "hoe"]
        .iter()
        .any(|how| scan.said(at).starts_with(how));
    scan.is(at, Flags::HOW_MANY) && !counts
}

/// Whether it speaks of money; "how much is left" does not.
fn asks_price(scan: Scan<'_>) -> bool {
    let priced = ["price", "cost", "prys", "much is", "much are", "much for"];
    let left = ["much is left", "much is there", "much is in stock"];
    let stock = left.iter().any(|words| scan.text.contains(words));
    let sum = |at| scan.is(at, Flags::RAND) || matches!(scan.get(at).kind, Kind::Money(_));
    !stock && priced.iter().any(|word| scan.text.contains(word)) || (0..scan.len()).any(sum)
}

/// What the history phrase asks for.
pub(super) fn history(sense: &Sense, name: Option<String>, period: Period) -> Query {
    let action = if sense.is(Flags::HISTORY_SOLD.or(Flags::HISTORY_AFTER)) {
        Some(Action::Remove)
    } else if sense.is(Flags::HISTORY_RECEIVED.or(Flags::HISTORY_AFTER_RECEIVED)) {
        Some(Action::Add)
    } else {
        None
    };
    Query::History {
        name,
        action,
        period,
    }
}

/// Past "hi", "please", "and".
fn start(scan: Scan<'_>) -> usize {
    let mut at = 0;
    while at + 1 < scan.len()
        && (!scan.word(at) || scan.is(at, Flags::FILLER))
        && !scan.is(at, Flags::HOW_MANY.or(Flags::HISTORY))
    {
        at += 1;
    }
    at
}

/// "tell me what i must buy when i go to town", "what is low in the shop": a question that is one phrase, with who is asked in
/// front and what it is for behind.
fn listed(scan: Scan<'_>) -> Option<Query> {
    let leads = |at: usize| {
        let told = scan.is(at, Flags::FILLER) || scan.says(at, Words::TELLS_ME);
        !scan.word(at) || told || shows(scan, at)
    };
    let whole = Flags::LIST
        .or(Flags::LOW)
        .or(Flags::REORDER)
        .or(Flags::HISTORY);
    let phrase = |at: usize| scan.is(at, whole) && scan.said(at).contains(' ');
    let at = (0..scan.len()).find(|at| phrase(*at) || !leads(*at))?;
    let sense = scan.get(at).sense;
    if let Some(kind) = listed_kind(scan, at) {
        return Some(kind);
    }
    let opens = Flags::FOR
        .or(Flags::AT)
        .or(Flags::FROM)
        .or(Flags::IN)
        .or(Flags::TO)
        .or(Flags::CONDITION)
        .or(Flags::REMARK);
    let idle = Flags::TIME
        .or(Flags::FILLER)
        .or(Flags::HOW_MANY_AFTER)
        .or(Flags::FUTURE);
    let mut period = Period::Latest;
    let mut purpose = false;
    for at in at + 1..scan.len() {
        let token = scan.get(at);
        // "whats running out, going to town now"
        purpose |= scan.mark(at - 1, b',') && token.is(Flags::FUTURE);
        period = period_of(token.sense).unwrap_or(period);
        purpose |= token.is(opens) && scan.said(at) != "to";
        if token.is(Flags::ABSTRACT.or(Flags::OWN)) {
            return None;
        }
        let quiet = !token.word() && token.number().is_none();
        let stock = token.is(Flags::KNOWN) || token.number().is_some();
        if !phrase(at) && stock
            || !(quiet || purpose || token.is(idle) || period_of(token.sense).is_some())
        {
            return None;
        }
    }
    let alone = at + 1 == scan.len() && at == 0;
    let shown = (0..at).any(|at| shows(scan, at) && !scan.says(at, Words::TELLS_ME));
    match () {
        () if shown && !sense.is(Flags::HISTORY) => None,
        () if !phrase(at) || alone => None,
        () if sense.is(Flags::LIST) => Some(Query::List),
        () if sense.is(Flags::REORDER) => Some(Query::Reorder),
        () if sense.is(Flags::LOW) => Some(Query::Low),
        () if period == Period::Latest && purpose => None,
        () => Some(history(sense, None, period)),
    }
}

/// "what have we got in varnish?": not all of the list.
fn listed_kind(scan: Scan<'_>, list: usize) -> Option<Query> {
    let of = scan.is(list, Flags::LIST) && scan.is(list + 1, Flags::IN);
    let end = scan.trimmed().len();
    let goods = |at: usize| scan.word(at) && scan.get(at).sense.nothing();
    let last = end - usize::from(scan.mark(end - 1, b'?'));
    if !of || last < list + 3 || !(list + 2..last).all(goods) {
        return None;
    }
    let names = names(scan, list + 2, last)?;
    Some(Query::Check { names })
}

/// "give me everything that was sold", "list what came in": what is to be shown follows.
fn shows(scan: Scan<'_>, at: usize) -> bool {
    let wish = Flags::ORDER.or(Flags::PERSON).or(Flags::WISH);
    let one = !scan.said(at).contains(' ') && scan.is(at, Flags::LIST);
    one || scan.said(at) == "me" || scan.is(at, wish) || scan.said(at).starts_with("show")
}

/// "show me the last 5 entries".
fn last_entries(scan: Scan<'_>) -> Option<Query> {
    if !scan.any_says(Words::ENTRY) || !scan.any_says(Words::POINTS) {
        return None;
    }
    let little = Flags::FILLER.or(Flags::THE).or(Flags::OWN);
    let told = Words::TELLS_ME.or(Words::ENTRY).or(Words::POINTS);
    let numbers = (0..scan.len()).filter(|at| scan.get(*at).number().is_some());
    let quiet = |at: usize| {
        let counts = scan.get(at).number().is_some();
        !scan.word(at) || counts || scan.is(at, little) || scan.says(at, told) || shows(scan, at)
    };
    let one = numbers.count() == 1 && (0..scan.len()).all(quiet);
    one.then_some(Query::History {
        name: None,
        action: None,
        period: Period::Latest,
    })
}

/// "wat het ons vandag verkoop?", "wat moet ek môre bestel?": the phrase without the day in it.
fn history_within(scan: Scan<'_>) -> Option<Query> {
    let when = |at: usize| {
        period_of(scan.get(at).sense).is_some() || scan.is(at, Flags::FUTURE.or(Flags::TIME))
    };
    let at = (1..scan.len() - 1).find(|at| when(*at))?;
    let words = |from: usize, to: usize| (from..to).filter(|at| scan.word(*at));
    let mut phrase = String::new();
    for at in words(0, at).chain(words(at + 1, scan.len())) {
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(scan.said(at));
    }
    let sense = lexicon::is_known(&phrase)?;
    match () {
        () if sense.is(Flags::REORDER) => Some(Query::Reorder),
        () if sense.is(Flags::LOW) => Some(Query::Low),
        () if sense.is(Flags::HISTORY) => {
            Some(history(sense, None, period_of(scan.get(at).sense)?))
        }
        () => None,
    }
}

/// "history bread", "did we sell any coke today?", "how many coke did we sell?".
fn history_of(scan: Scan<'_>, from: usize) -> Option<Query> {
    let sense = scan.get(from).sense;
    let leads = sense.is(Flags::HISTORY);
    let counted = sense.is(Flags::HOW_MANY);
    if !leads && !counted {
        return None;
    }
    let mut period = Period::Latest;
    let mut end = scan.len();
    let mut behind = None;
    while end > from + 1 {
        let token = scan.get(end - 1);
        if let Some(found) = period_of(token.sense) {
            period = found;
        } else if counted && token.is(Flags::HISTORY_AFTER.or(Flags::HISTORY_AFTER_RECEIVED)) {
            behind = Some(token.sense);
        } else if token.word()
            && !token.is(Flags::FILLER.or(Flags::TIME))
            // "sales of globes for last week"
            && !(token.is(Flags::FOR) && period != Period::Latest)
        {
            break;
        }
        end -= 1;
    }
    let asked = if leads { sense } else { behind? };
    let names = names(scan, from + 1, end)?;
    match names.as_slice() {
        [] if leads => Some(history(asked, None, period)),
        [name] => Some(history(asked, Some(name.clone()), period)),
        _ => None,
    }
}

/// "coke history", "bread sales".
fn history_behind(scan: Scan<'_>, from: usize) -> Option<Query> {
    let mut end = scan.len();
    while end > from && !scan.word(end - 1) {
        end -= 1;
    }
    let sense = scan.get(end.checked_sub(1)?).sense;
    // "show me saturdays sales"
    let shown = scan.is(from, Flags::HOW_MANY) && scan.said(from).starts_with("show");
    let from = from + usize::from(shown);
    let single = sense.is(Flags::HISTORY) && !scan.said(end - 1).contains(' ');
    let mut to = end - 1;
    let mut period = Period::Latest;
    if to == from + 1
        && let Some(said) = period_of(scan.get(from).sense)
    {
        (to, period) = (from, said);
    }
    let day = to == from + 1 && scan.is(from, Flags::TIME);
    let to = if day { from } else { to };
    match names(scan, from, to)?.as_slice() {
        [] if single && (day || period != Period::Latest) => Some(history(sense, None, period)),
        [name] if single => Some(history(sense, Some(name.clone()), period)),
        _ => None,
    }
}

pub(super) fn period_of(sense: &Sense) -> Option<Period> {
    if sense.is(Flags::TODAY) {
        Some(Period::Today)
    } else if sense.is(Flags::YESTERDAY) {
        Some(Period::Yesterday)
    } else if sense.is(Flags::WEEK) {
        Some(Period::Week)
    } else if sense.is(Flags::MONTH) {
        Some(Period::Month)
    } else if sense.is(Flags::LAST_WEEK) {
        Some(Period::LastWeek)
    } else if sense.is(Flags::LAST_MONTH) {
        Some(Period::LastMonth)
    } else {
        None
    }
}

/// "how many coke?", "milk left?", "coke and bread?", or a bare "coke".
fn check(scan: Scan<'_>, from: usize) -> Option<Query> {
    let mut at = from;
    while scan.is(at, Flags::HOW_MANY) {
        at += 1;
    }
    let leads = at > from;
    let mut end = scan.len();
    let mut asks = false;
    let mut follows = false;
    while end > at {
        let token = scan.get(end - 1);
        if token.mark(b'?') {
            asks = true;
        } else if token.word() && token.is(Flags::HOW_MANY_AFTER) && end > at + 1 {
            follows |= !token.is(Flags::FILLER.or(Flags::TIME));
        } else if (token.word() && !token.is(Flags::FILLER))
            || matches!(token.kind, Kind::Number(_) | Kind::Money(_))
        {
            break;
        }
        end -= 1;
    }
    // "do we have brake pads for a corolla"
    let purpose = (at + 1..end).find(|at| scan.is(*at, Flags::FOR));
    let ours = leads && scan.said(at - 1).split(' ').any(|word| word == "we");
    let end = purpose.filter(|_| ours).unwrap_or(end);
    let names = names(scan, at, end)?;
    let some = scan.get(from).is(Flags::HOW_MANY)
        && !scan.said(from).starts_with("how")
        && !scan.said(from).starts_with("hoe");
    let words = names.iter().map(|name| name.split(' ').count()).max()?;
    let most = if leads && some && !follows && !bare(scan, at, end) {
        2
    } else if leads || follows {
        LONGEST_NAME
    } else if asks {
        3
    } else {
        2
    };
    let plain = leads || follows || asks || bare(scan, at, end);
    (words <= most && plain).then_some(Query::Check { names })
}

/// Whether words that stand alone may be the name of something.
fn bare(scan: Scan<'_>, from: usize, to: usize) -> bool {
    (from..to).all(|at| {
        let token = scan.get(at);
        let of_names = Flags::SIZE
            .or(Flags::BEFORE_UNIT)
            .or(Flags::UNIT)
            .or(Flags::NUMBERED);
        let in_size = token.is(Flags::IN) && scan.is(at + 1, Flags::NUMBERED);
        let a_thing = token.is(Flags::ARTICLE) && at == from;
        let quiet = token.sense.unknown() || token.is(of_names) || a_thing;
        let talk = token.is(Flags::ABSTRACT.or(Flags::COMMENT).or(Flags::QUESTION));
        token.word() && (quiet && !talk || in_size) || token.number().is_some()
    })
}

/// The names between `from` and `to`, cut at commas and "and"; `None` if they can't be names of goods.
fn names(scan: Scan<'_>, from: usize, to: usize) -> Option<Vec<String>> {
    let talk = Flags::OWN
        .or(Flags::PERSON)
        .or(Flags::BE)
        .or(Flags::QUESTION)
        .or(Flags::TO)
        .or(Flags::FOR)
        .or(Flags::FROM)
        .or(Flags::AT)
        .or(Flags::ABSTRACT)
        .or(Flags::NEGATIVE)
        .or(Flags::ARTICLE)
        .or(Flags::WISH);
    let mut names: Vec<String> = Vec::new();
    let mut open = false;
    let mut at = from;
    while at < to {
        let token = scan.get(at);
        match token.kind {
            Kind::Mark(b'(') => at = closing(scan, at),
            Kind::Mark(b',') => open = false,
            Kind::Mark(_) | Kind::Symbol | Kind::Line if !token.glued => {}
            Kind::Word if token.is(Flags::AND) => open = false,
            // "who bought the last kota"
            Kind::Word
                if !open
                    && token.is(Flags::AUXILIARY)
                    && scan.is(at.wrapping_sub(1), Flags::THE) => {}
            // "a red dress in size 12"
            Kind::Word if !open && token.is(Flags::ARTICLE) && scan.word(at + 1) => {}
            Kind::Word
                if !open
                    && token.is(Flags::THE
                        .or(Flags::OF)
                        .or(Flags::VAGUE)
                        .or(Flags::HOW_MANY_AFTER)) => {}
            Kind::Word if period_of(token.sense).is_some() => return None,
            Kind::Word if scan.says(at, Words::PUTS) => return None,
            // "sold 3 coke??" names nothing.
            Kind::Number(_) if at > 0 && scan.get(at - 1).sense.verb.is_some() => return None,
            Kind::Word if !open && at == 0 && token.is(Flags::ORDER) => return None,
            Kind::Word if scan.said(at).contains(' ') && !token.sense.unknown() => return None,
            Kind::Word if token.is(talk) && !token.is(Flags::UNIT.or(Flags::BEFORE_UNIT)) => {
                return None;
            }
            Kind::Word | Kind::Number(_) | Kind::Money(_) | Kind::Mark(_) | Kind::Symbol => {
                match names.last_mut().filter(|_| open) {
                    Some(name) => {
                        if !token.glued {
                            name.push(' ');
                        }
                        name.push_str(scan.said(at));
                    }
                    None => names.push(scan.said(at).to_owned()),
                }
                open = true;
            }
            Kind::Line | Kind::Moment | Kind::Phone => return None,
        }
        at += 1;
    }
    let letters = names
        .iter()
        .all(|name| name.chars().any(char::is_alphabetic));
    (letters && names.len() <= 10).then_some(names)
}
