//! A quantity of something that the shop has, of which no line tells: "made 10 kg sausage with 8 kg steak" must not become
//! the sausage alone. Half of what was said, written without a word, is worse than a question.

use crate::catalogue::{Catalogue, Resolution};
use crate::intent::{Action, Intent, Line, Parsed, Problem, Reason};
use crate::parse::amount::{self, Amount, Count};
use crate::parse::change::total;
use crate::parse::lexicon;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::text;
use crate::parse::token::{self, Kind, Token};

/// What is to be asked about, where a line was left out of this reading.
pub(super) fn left_out(raw: &str, parsed: &Parsed, names: &Catalogue) -> Option<Parsed> {
    let (Parsed::Understood(Intent::Change(lines)) | Parsed::Unsure(Intent::Change(lines))) =
        parsed
    else {
        return None;
    };
    let raw = raw.trim();
    if let [line] = lines.as_slice()
        && line.unit.is_none()
        && lexicon::look_up(&line.name).is(Flags::UNIT)
        && let Some(problem) = of_another(raw, line, names)
    {
        return Some(problem);
    }
    let plain = text::plain(raw)?;
    let tokens = token::tokens(&plain);
    // Most messages have one number for each line.
    let number = |token: &&Token| {
        let article = token.is(Flags::ARTICLE) && token.sense.number.is_none();
        token.number().is_some() || token.sense.number.is_some() || article
    };
    let sum = |token: &&Token| matches!(token.kind, Kind::Money(_));
    let few = tokens.list.iter().filter(number).count() <= lines.len();
    if few && tokens.list.iter().filter(sum).count() < 2 {
        return None;
    }
    let marked = super::marked(tokens.scan(&plain), names)?;
    let scan = marked.scan(&plain);
    let parts = total::without_total(scan);
    let scan = scan.less(parts.as_deref());
    let (from, to) = (0..scan.len())
        .filter(|at| scan.is(*at, Flags::KNOWN) && !told(scan.said(*at), lines, names))
        .find_map(|at| {
            let counted = counted(scan, at).or_else(|| priced(scan, at));
            let counted = counted.or_else(|| used_one(scan, at));
            counted.filter(|(from, _)| !explains(scan, *from))
        })?;
    let (start, end) = scan.part(from, to).range();
    Some(Parsed::Incomplete(Problem::Line {
        number: lines.len() + 1,
        text: text::original(raw, start, end).to_owned(),
    }))
}

/// "pastry defrosted, 7 rolls spoilt": rolls of pastry, perhaps, though there are bread rolls.
fn of_another(raw: &str, line: &Line, names: &Catalogue) -> Option<Parsed> {
    let plain = text::plain(raw)?;
    let tokens = token::tokens(&plain);
    let marked = super::marked(tokens.scan(&plain), names)?;
    let scan = marked.scan(&plain);
    let lines = std::slice::from_ref(line);
    let here = (0..scan.len()).find(|at| scan.said(*at) == line.name)?;
    let other = (0..here).any(|at| scan.is(at, Flags::KNOWN) && !told(scan.said(at), lines, names));
    other.then(|| {
        Parsed::Incomplete(Problem::Line {
            number: 1,
            text: line.name.clone(),
        })
    })
}

/// Whether a line tells of what is so named.
fn told(name: &str, lines: &[Line], names: &Catalogue) -> bool {
    let means = names.resolve(name);
    let same = |line: &Line| match (&means, names.resolve(&line.name)) {
        (Resolution::Item(one), Resolution::Item(other)) => *one == other,
        (Resolution::Close(some), Resolution::Item(other)) => some.contains(&other),
        (Resolution::Item(one), Resolution::Close(others)) => others.contains(one),
        (Resolution::Close(some), Resolution::Close(others)) => {
            some.iter().any(|one| others.contains(one))
        }
        (Resolution::Unknown, _) | (_, Resolution::Unknown) => false,
    };
    lines
        .iter()
        .any(|line| line.name.contains(name) || same(line))
}

/// Whether the amount only tells more of what stands before it: "(or 2 eggs)", "beaten with 1 egg", "cut into 4 steaks",
/// and what only a kitchen measures.
fn explains(scan: Scan<'_>, amount: usize) -> bool {
    let open = (0..amount)
        .rev()
        .find(|at| scan.mark(*at, b'(') || scan.mark(*at, b')'));
    let kitchen = amount::amount(scan, amount)
        .is_some_and(|amount| lexicon::look_up(amount.unit).says(Words::KITCHEN.or(Words::OUNCE)));
    let little = Flags::ARTICLE.or(Flags::THE).or(Flags::FILLER);
    let mut before = amount;
    while before > 0 && (scan.is(before - 1, little) || scan.said(before - 1) == "about") {
        before -= 1;
    }
    // "made 10 kg sausage from 8 kg steak"
    let made = (0..amount).any(|at| {
        let verb = scan.get(at).sense.verb;
        scan.says(at, Words::MAKES) && verb.is_some_and(|verb| verb.action == Action::Add)
    });
    let links = Flags::OR.or(Flags::IN).or(Flags::OF);
    let links = if made { links } else { links.or(Flags::FROM) };
    let range =
        before > 1 && scan.mark(before - 1, b'-') && scan.get(before - 2).number().is_some();
    let link = before > 0 && scan.is(before - 1, links) || range;
    let beaten = |at: usize| scan.said(at).ends_with("ed") || scan.said(at).ends_with("en");
    let with = before > 1 && scan.is(before - 1, Flags::WITH) && beaten(before - 2);
    kitchen || link || with || open.is_some_and(|at| scan.mark(at, b'('))
}

/// Where the amount that stands beside this name and the name begin and end.
fn counted(scan: Scan<'_>, name: usize) -> Option<(usize, usize)> {
    let exact = |at: usize| -> Option<Amount> {
        let token = scan.get(at);
        let digits = token.number().is_some() || token.sense.number.is_some();
        let priced = price::price(scan, at).is_some()
            || at > 0 && price::price(scan, at - 1).is_some()
            || at > 0 && scan.is(at - 1, Flags::NUMBERED.or(Flags::FOR).or(Flags::NOT_BUT));
        amount::amount(scan, at)
            .filter(|amount| digits && !priced && matches!(amount.count, Count::Exact(_)))
    };
    let before = (name.saturating_sub(4)..name).find(|at| {
        exact(*at).is_some_and(|amount| {
            let of = scan.is(amount.next, Flags::OF);
            amount.next + usize::from(of) == name
        })
    });
    if let Some(before) = before {
        return Some((before, name + 1));
    }
    let signed =
        scan.is(name + 1, Flags::TIMES) || scan.mark(name + 1, b':') || scan.mark(name + 1, b'=');
    let behind = name + 1 + usize::from(signed);
    let sized = scan.is(behind + 1, Flags::MEASURE.or(Flags::SIZE));
    let amount = exact(behind).filter(|_| !sized)?;
    Some((name, amount.next))
}

/// Where "used an iPhone 11 screen" of "replaced 2 ports and used an iPhone 11 screen" begins and ends.
fn used_one(scan: Scan<'_>, name: usize) -> Option<(usize, usize)> {
    let article = name
        .checked_sub(1)
        .filter(|at| scan.is(*at, Flags::ARTICLE))?;
    let verb = article.checked_sub(1)?;
    let sells = |verb: Verb| verb.reason == Reason::Sale;
    let sold = verb > 0 && scan.get(verb - 1).sense.verb_after().is_some_and(sells);
    // "4 cement sold with a hammer"
    let along = sold && scan.is(verb, Flags::WITH);
    let did = scan.get(verb).sense.verb_before();
    // "using a vegetable peeler"
    let more = scan.word(name + 1) && scan.get(name + 1).sense.unknown();
    let past = !scan.said(verb).ends_with("ing") && !scan.is(verb, Flags::AUXILIARY);
    let sure = (did.is_some() && past || along) && !more;
    sure.then_some((article, name + 1))
}

/// Where "green bar R18" of "6 candles R5 each and green bar R18" begins and ends.
fn priced(scan: Scan<'_>, name: usize) -> Option<(usize, usize)> {
    let sums = (0..scan.len()).filter(|at| matches!(scan.get(*at).kind, Kind::Money(_)));
    let own = matches!(scan.get(name + 1).kind, Kind::Money(_));
    (own && sums.count() > 1).then_some((name, name + 2))
}

/// Whether what stands behind "with" may be one more line: of what was made, or sold.
pub(super) fn takes_more(text: &str) -> bool {
    let sells = |word: &str| {
        let verb = lexicon::look_up(&word.to_lowercase()).verb;
        verb.is_some_and(|verb| verb.reason == Reason::Sale)
    };
    makes(text) || text.split(' ').any(sells)
}

/// "made 10 kg sausage with 8 kg steak", "tinted 2 base with 1 yellow": what went into it was left out.
fn makes(text: &str) -> bool {
    text.split(' ').any(|word| {
        let sense = lexicon::look_up(&word.to_lowercase());
        let verb = sense.verb.is_some_and(|verb| verb.action == Action::Add);
        let mixed = sense.says(Words::MIXES)
            && (text.contains(" for ") || word.eq_ignore_ascii_case("tinted"));
        sense.says(Words::MAKES) && verb || mixed
    })
}
