//! Messages that are one phrase of the lexicon: "undo", "thanks", "yes", "stock", "reports on"; and a bare number.

use crate::api::ApiWish;
use crate::business::{Reports, Role};
use crate::intent::{Answer, Counting, Intent, Manage, Period, Query, Topic, Undo};
use crate::unit::Unit;

use super::amount::{self, Count};
use super::lexicon;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::{Kind, Token};

/// The message as one phrase.
pub(super) fn short(scan: Scan<'_>) -> Option<Intent> {
    if scan.len() == 0 || scan.len() > 16 {
        return None;
    }
    if scan
        .tokens
        .iter()
        .all(|token| matches!(token.kind, Kind::Symbol | Kind::Mark(_)))
    {
        return symbols(scan);
    }
    let words = scan.trimmed();
    // Nothing is looked up twice.
    let shorter = |scan: Scan<'_>| (scan.len() < words.len()).then(|| phrase(scan)).flatten();
    number(words)
        .or_else(|| phrase(words))
        .or_else(|| shorter(polite(words, false)))
        .or_else(|| shorter(polite(words, true)))
        .or_else(|| undo_because(words))
        .or_else(|| asked_twice(words))
}

/// "what is low, what must i order": the last of two questions says it all.
fn asked_twice(scan: Scan<'_>) -> Option<Intent> {
    let lists = Flags::LOW.or(Flags::REORDER).or(Flags::LIST);
    let parts = |at: &usize| {
        matches!(scan.get(*at).kind, Kind::Mark(b',' | b'?' | b'.')) || scan.is(*at, Flags::AND)
    };
    let mut asked = None;
    let mut from = 0;
    for at in 0..=scan.len() {
        if at < scan.len() && !parts(&at) {
            continue;
        }
        if at > from {
            let one = at == from + 1 && scan.is(from, lists);
            asked = phrase(scan.part(from, at)).filter(|_| one);
            asked.as_ref()?;
        }
        from = at + 1;
    }
    asked
}

/// "undo pls, that was for the other shop", "oops delete that last entry": why is no part of it. What may be the better
/// number or name ("undo that, it was bread") is left to be asked about.
fn undo_because(scan: Scan<'_>) -> Option<Intent> {
    if !scan.seen.is(Flags::UNDO) {
        return None;
    }
    let before = Flags::FILLER.or(Flags::FIX).or(Flags::COURTESY);
    let leads = |at: usize| !scan.word(at) || scan.is(at, before.or(Flags::NO));
    let undo = (0..scan.len()).find(|at| scan.is(*at, Flags::UNDO) || !leads(*at))?;
    if !scan.is(undo, Flags::UNDO) || scan.mark(scan.len() - 1, b'?') {
        return None;
    }
    let mut at = undo + 1;
    while scan.word(at) && scan.is(at, Flags::FILLER) {
        at += 1;
    }
    let parts = matches!(
        scan.get(at).kind,
        Kind::Mark(b',' | b'.' | b'-' | b'!' | b';') | Kind::Line
    ) || scan.is(at, Flags::CLAUSE);
    let other = Flags::HOW_MANY
        .or(Flags::NEGATIVE)
        .or(Flags::CONDITION)
        .or(Flags::NOT_BUT);
    // "undo, what did i sell": two things at once; but "kids were playing with it" asks nothing.
    let asks = (at..scan.len())
        .find(|at| scan.word(*at))
        .is_some_and(|at| scan.is(at, Flags::QUESTION) && !scan.is(at, Flags::BE));
    let idle = Flags::FOR
        .or(Flags::BE)
        .or(Flags::NO)
        .or(Flags::FIX)
        .or(Flags::ARTICLE)
        .or(Flags::COURTESY);
    let why = |at: usize| {
        let token = scan.get(at);
        // "kids were" says why; "it was bread", where it begins a thought, says what is right.
        let begins = !scan.word(at - 1) || scan.is(at - 1, before);
        let better = token.is(Flags::FIX)
            && begins
            && !scan.said(at).ends_with("wrong")
            && at + 1 < scan.len()
            && !scan.is(at + 1, idle);
        let told = token.sense.verb_before().is_some() && !token.is(Flags::AUXILIARY);
        amount::numeral(scan, at).is_none_or(|numeral| numeral.count == Count::Article)
            && !matches!(token.kind, Kind::Money(_) | Kind::Phone)
            && !token.is(other)
            && !better
            && !told
    };
    (parts && !asks && (at..scan.len()).all(why)).then_some(Intent::Undo(Undo::Last))
}

/// "please", "now", emoji and marks around a phrase say nothing.
fn polite(scan: Scan<'_>, front: bool) -> Scan<'_> {
    let idle = |token: &Token| {
        matches!(token.kind, Kind::Mark(_) | Kind::Symbol | Kind::Line)
            || token.is(Flags::FILLER.or(Flags::PERSON))
    };
    let mut from = 0;
    let mut to = scan.len();
    while front && from + 1 < to && idle(&scan.tokens[from]) {
        from += 1;
    }
    while to > from + 1 && idle(&scan.tokens[to - 1]) {
        to -= 1;
    }
    scan.part(from, to)
}

fn phrase(scan: Scan<'_>) -> Option<Intent> {
    let mut end = scan.tokens.len();
    while end > 0
        && matches!(
            scan.tokens[end - 1].kind,
            Kind::Mark(_) | Kind::Symbol | Kind::Line
        )
    {
        end -= 1;
    }
    let question = end > 0 && scan.mark(scan.len() - 1, b'?');
    let sense = match end {
        0 => return None,
        1 => scan.get(0).sense,
        // Words alone would be one token by now.
        _ if scan.get(0).sense.next != 0 && parted(scan, end) => {
            lexicon::is_known(&joined(scan, end))?
        }
        _ => return None,
    };
    let said = |flags| sense.is(flags);
    // The order matters where a phrase is in several sections: what is asked goes before what is only polite.
    let intent = match () {
        () if said(Flags::UNDO) => Intent::Undo(Undo::Last),
        () if said(Flags::STOCKTAKE_START) => Intent::Stocktake(Counting::Start),
        () if said(Flags::STOCKTAKE_END) => Intent::Stocktake(Counting::End),
        () if said(Flags::UNCOUNTED) => Intent::Stocktake(Counting::Uncounted),
        () if said(Flags::WHAT_IS_LEFT) => Intent::Stocktake(Counting::Left),
        () if said(Flags::LIST) => Intent::Ask(Query::List),
        () if said(Flags::REORDER) => Intent::Ask(Query::Reorder),
        () if said(Flags::LOW) => Intent::Ask(Query::Low),
        () if sense.says(Words::TRENDS) => Intent::Ask(Query::Trends),
        () if said(Flags::HISTORY) => {
            Intent::Ask(super::query::history(sense, None, Period::Latest))
        }
        () if said(Flags::INVITE) => Intent::Manage(Manage::Invite(Role::Staff)),
        () if said(Flags::TEAM) => Intent::Manage(Manage::Team),
        () if said(Flags::SHOPS) => Intent::Manage(Manage::Businesses),
        () if said(Flags::SWITCH) => Intent::Manage(Manage::Switch(None)),
        () if said(Flags::LEAVE) => Intent::Manage(Manage::Leave),
        () if said(Flags::EXPORT) => Intent::Manage(Manage::Export),
        () if said(Flags::FORGET) => Intent::Manage(Manage::Forget),
        () if said(Flags::CLOSE) => Intent::Manage(Manage::Close),
        () if said(Flags::OVERSELL_ON) => Intent::Manage(Manage::Oversell(true)),
        () if said(Flags::OVERSELL_OFF) => Intent::Manage(Manage::Oversell(false)),
        () if said(Flags::REPORTS_ON) => Intent::Manage(Manage::Reports(Reports::Daily)),
        () if said(Flags::REPORTS_WEEKLY) => Intent::Manage(Manage::Reports(Reports::Weekly)),
        () if said(Flags::REPORTS_MONTHLY) => Intent::Manage(Manage::Reports(Reports::Monthly)),
        () if said(Flags::REPORTS_OFF) => Intent::Manage(Manage::Reports(Reports::Off)),
        () if said(Flags::PASTE) => Intent::HelpWith(Topic::Paste),
        () if said(Flags::SETTINGS) => Intent::Manage(Manage::Settings),
        () if said(Flags::PLAN) => Intent::Manage(Manage::Plan),
        () if sense.says(Words::NEW_API_KEY) => Intent::Manage(Manage::Api(ApiWish::Renew)),
        () if sense.says(Words::API_OFF) => Intent::Manage(Manage::Api(ApiWish::Stop)),
        () if sense.says(Words::API_KEY) => Intent::Manage(Manage::Api(ApiWish::Show)),
        () if said(Flags::UPGRADE) => Intent::Manage(Manage::Upgrade(None)),
        () if said(Flags::YES) && !question => Intent::Answer(Answer::Yes),
        () if said(Flags::NO) && !question => Intent::Answer(Answer::No),
        () if said(Flags::TODAY) => period(Period::Today),
        () if said(Flags::YESTERDAY) => period(Period::Yesterday),
        () if said(Flags::WEEK) => period(Period::Week),
        () if said(Flags::MONTH) => period(Period::Month),
        () if said(Flags::LAST_WEEK) => period(Period::LastWeek),
        () if said(Flags::LAST_MONTH) => period(Period::LastMonth),
        () if said(Flags::HELP) => Intent::Help,
        () if said(Flags::COURTESY) => Intent::Courtesy,
        () => return None,
    };
    Some(intent)
}

/// Whether words and marks, and nothing else, stand there.
fn parted(scan: Scan<'_>, end: usize) -> bool {
    let tokens = &scan.tokens[..end];
    let mark = |token: &Token| matches!(token.kind, Kind::Mark(_) | Kind::Symbol);
    tokens.iter().any(mark) && tokens.iter().all(|token| token.word() || mark(token))
}

/// The words with single spaces, for a phrase written with commas: "no, thanks".
fn joined(scan: Scan<'_>, end: usize) -> String {
    let mut joined = String::new();
    for at in (0..end).filter(|at| scan.word(*at)) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(scan.said(at));
    }
    joined
}

fn period(period: Period) -> Intent {
    Intent::Ask(Query::History {
        name: None,
        action: None,
        period,
    })
}

/// "👍", "?", "🙏".
fn symbols(scan: Scan<'_>) -> Option<Intent> {
    let (start, end) = scan.range();
    let text = scan.text.get(start..end)?;
    if text.chars().all(|character| character == '?') {
        return Some(Intent::Help);
    }
    let first = text.chars().find(|character| !character.is_ascii())?;
    Some(match first {
        '👍' | '✅' | '✔' | '👌' | '🆗' | '☑' => Intent::Answer(Answer::Yes),
        '👎' | '❌' | '✖' | '🚫' | '⛔' => Intent::Answer(Answer::No),
        '👋' => Intent::Help,
        _ => Intent::Courtesy,
    })
}

/// "12", "12 kg", "two".
fn number(scan: Scan<'_>) -> Option<Intent> {
    let amount = amount::amount(scan, 0).filter(|amount| amount.count != Count::Article)?;
    if amount.next < scan.len()
        && !(amount.next + 1 == scan.len() && scan.is(amount.next, Flags::FILLER))
    {
        return None;
    }
    let quantity = amount.count.quantity()?;
    let unit = (!amount.unit.is_empty()).then(|| Unit::new(amount.unit));
    Some(Intent::Answer(Answer::Number(quantity, unit)))
}
