//! The name in a piece: where it ends, and what of it is kept.

use crate::intent::Reason;

use super::guard;
use super::lexicon;
use super::piece::closing;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Verb, Words};
use super::split::is_other;
use super::token::{Form, Kind, Number};

/// A name being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// As said, in lower case, single spaces.
    pub(super) text: String,
    /// How many words it has.
    pub(super) words: usize,
    /// Words that no name of goods has: "my", "is", "how".
    pub(super) talk: bool,
    /// A word that is nothing that is kept in a shop.
    pub(super) vague: bool,
    /// Nothing is known of any of its words: most likely goods.
    pub(super) plain: bool,
    /// It holds a number that may be another quantity.
    pub(super) odd: bool,
    /// More than adjectives has come.
    noun: bool,
    /// Its last word is what goods come in, or who brings them.
    pub(super) carrier: bool,
    /// It names what comes in sizes: a number behind it is one.
    sized: bool,
    /// Nothing but what is short for other words: "wats d".
    pub(super) short: bool,
    /// It is a sum of money.
    pub(super) money: bool,
    /// It names something of the shop.
    pub(super) known: bool,
    last: usize,
}

impl Name {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where its last word stands.
    pub(super) fn last_at(&self) -> Option<usize> {
        (!self.is_empty()).then_some(self.last)
    }

    /// Takes the token at `at` into the name and says where to go on; `None` where the name has ended.
    pub(super) fn step(&mut self, scan: Scan<'_>, at: usize, counted: bool) -> Option<usize> {
        let token = scan.get(at);
        let begun = !self.is_empty();
        if self.known && !goes_on(scan, at) {
            return None;
        }
        if begun && let Some((_, next)) = price::price(scan, at) {
            let money = matches!(token.kind, Kind::Money(_));
            // "r10 airtime" is a name, "R3 600" is none.
            let thousands = next > at + 1 && scan.get(at + 1).number().is_some();
            if counted || !money || thousands {
                return None;
            }
        }
        if !begun {
            self.plain = true;
            self.text.reserve(32);
        }
        match token.kind {
            Kind::Mark(b'(' | b'[') => return Some(closing(scan, at) + 1),
            Kind::Mark(b',') if self.noun && kind_end(scan, at + 1) > at + 1 => {
                return Some(self.kind(scan, at + 1));
            }
            Kind::Mark(b',') => return Some(at + 1),
            Kind::Mark(b'"' | b'*' | b'\'') | Kind::Symbol => return Some(at + 1),
            Kind::Mark(b'.') if !begun => return Some(at + 1),
            Kind::Mark(b'/' | b'-' | b'.' | b'+' | b'&' | b'#')
                if token.glued && scan.get(at + 1).glued && begun => {}
            Kind::Mark(b'#' | b'&') => {}
            // "10 dresses - M": part of the name, unless a comment follows.
            Kind::Mark(b'-') if begun && counted && belongs(scan, at + 1) => return Some(at + 1),
            Kind::Mark(_) | Kind::Line | Kind::Phone | Kind::Moment => return None,
            Kind::Word if begun && self.ends(scan, at) => return None,
            Kind::Word if self.noun && comments(scan, at) => return None,
            Kind::Word if begun && !counted && token.is(Flags::THE) => self.talk = true,
            Kind::Word => {
                // "3 coke x2" could be six.
                self.odd |= counted
                    && begun
                    && !token.glued
                    && token.is(Flags::TIMES)
                    && scan.get(at + 1).number().is_some();
                self.look(scan, at);
            }
            Kind::Number(number) => self.odd |= begun && !self.sized && odd(scan, at, number),
            Kind::Money(_) => self.money = true,
        }
        self.push(scan, at);
        Some(at + 1)
    }

    /// "butter, unsalted" is "butter (unsalted)": it may be the name of an item, or go without saying.
    fn kind(&mut self, scan: Scan<'_>, from: usize) -> usize {
        let end = kind_end(scan, from);
        for at in from..end {
            self.text.push_str(if at == from { " (" } else { " " });
            self.text.push_str(scan.said(at));
        }
        self.text.push(')');
        end
    }

    fn push(&mut self, scan: Scan<'_>, at: usize) {
        let glued = scan.get(at).glued && self.last + 1 == at;
        if !self.is_empty() && !glued {
            self.text.push(' ');
        }
        if scan.word(at) || self.is_empty() {
            self.words += 1;
        }
        self.text.push_str(scan.said(at));
        self.last = at;
    }

    /// Whether the name has ended before this word.
    fn ends(&self, scan: Scan<'_>, at: usize) -> bool {
        let sense = scan.get(at).sense;
        if sense.nothing() {
            return false;
        }
        if sense.says(Words::COSTS) && price::price(scan, at + 1).is_some() {
            return true;
        }
        let link = Flags::OR
            .or(Flags::FOR)
            .or(Flags::TO)
            .or(Flags::BY)
            .or(Flags::AT);
        if sense.is(link) && !sense.is(Flags::OF) {
            // "freshly grated or prepared horseradish"
            if sense.is(Flags::OR) && !self.noun {
                return false;
            }
            // "small to medium potatoes"
            let size = |at: usize| scan.is(at, Flags::BEFORE_UNIT);
            return !(sense.is(Flags::TO) && size(at - 1) && size(at + 1));
        }
        // "bread since 6"
        let since = sense.is(Flags::CLAUSE) && scan.get(at + 1).number().is_some();
        if sense.is(Flags::THIRD) || sent_back(scan, at) || since {
            return true;
        }
        if sense.is(Flags::PERSON) {
            // "5 bread i will pay": but "it" and "you" may be names.
            let next = scan.get(at + 1);
            let does = Flags::AUXILIARY.or(Flags::BE).or(guard::ALL);
            return next.is(does) || next.sense.verb.is_some() || at + 1 == scan.len() && at > 1;
        }
        if sense.is(Flags::FROM) {
            // "beans from a can" is a name, "bread from makro" is bread.
            return !scan.is(at + 1, Flags::ARTICLE);
        }

        if sense.is(Flags::IN.or(Flags::WITH)) && sense.verb.is_none() {
            let next = scan.get(at + 1);
            // "lamb on the bone" is a name, "lamb on the menu" is lamb.
            let the = next.is(Flags::THE) && !scan.says(at + 2, Words::PART);
            let where_it_is = sense.is(Flags::IN) && (the || next.is(Flags::OWN));
            return !next.word() || next.is(Flags::TIME) || where_it_is;
        }
        let somebody = sense.is(Flags::CUSTOMER) && scan.word(at + 1);
        if is_clause(scan, at) || somebody || denies(scan, at) {
            return true;
        }
        if sense.is(Flags::FUTURE.or(Flags::CONDITION).or(Flags::REMARK)) {
            return true;
        }
        let behind = tail_like(scan, at + 1);
        if sense.is(Flags::BE) && scan.get(at + 1).sense.verb_after().is_some() {
            return tail_like(scan, at + 2);
        }
        if sense.verb_after().is_some() || sense.is(Flags::RETURN) {
            let links = Flags::FROM
                .or(Flags::TO)
                .or(Flags::BY)
                .or(Flags::FOR)
                .or(Flags::IN)
                .or(Flags::REMARK);
            let certain = !sense.is(Flags::WEAK.or(Flags::COMMENT).or(Flags::RETURN));
            return behind || certain || scan.is(at + 1, links) || is_clause(scan, at + 1);
        }
        sense.is(Flags::TIME
            .or(Flags::FILLER)
            .or(Flags::AUXILIARY)
            .or(Flags::WISH))
            && behind
    }

    fn look(&mut self, scan: Scan<'_>, at: usize) {
        let sense = scan.get(at).sense;
        if sense.nothing() && !self.vague {
            (self.noun, self.carrier, self.money) = (true, false, false);
            self.short = false;
            return;
        }
        // "34 degrees and the aircon is broken" counts nothing.
        let other = Flags::ABSTRACT.or(Flags::SOMEBODY).or(Flags::CUSTOMER);
        if self.is_empty()
            && (sense.says(Words::AROUND) || sense.is(other))
            && scan.is(at + 1, Flags::AND)
            && scan.is(at + 2, Flags::THE)
        {
            self.talk = true;
        }
        self.short = (self.short || self.is_empty()) && sense.says(Words::SHORT);
        let talk = Flags::OWN
            .or(Flags::PERSON)
            .or(Flags::BE)
            .or(Flags::QUESTION)
            .or(Flags::RAND);
        let goods = sense.is(Flags::UNIT.or(Flags::BEFORE_UNIT)) || scan.says(at, Words::NAMES_TOO);
        let asks = sense.is(Flags::HOW_MANY) && scan.said(at).contains(' ');
        let all = sense.is(Flags::LIST)
            && (scan.said(at).contains(' ') || scan.said(at).starts_with("every"));
        if (sense.is(talk) && !goods) || asks || all {
            self.talk = true;
        }
        if sense.is(Flags::NEGATIVE) && self.is_empty() {
            self.talk = true;
        }
        let link = Flags::AT
            .or(Flags::TO)
            .or(Flags::FOR)
            .or(Flags::FROM)
            .or(Flags::BY)
            .or(Flags::WITH);
        let place = sense.is(link) || (sense.is(Flags::IN) && !sense.unknown());
        // "8 behind the counter" names nothing.
        let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let place = place || sense.is(Flags::REMARK) && scan.is(at + 1, the);
        if self.is_empty()
            && !sense.is(Flags::OF)
            && (place
                || sense.says(Words::AFTER)
                || (sense.is(Flags::TIME) && tail_like(scan, at + 1)))
        {
            self.talk = true;
        }
        let adjective = Flags::ADJECTIVE.or(Flags::BEFORE_UNIT).or(Flags::COMMENT);
        self.noun |= !sense.is(adjective);
        self.known |= sense.is(Flags::KNOWN);
        self.sized |= sense.is(Flags::SIZED);
        self.carrier = sense.is(Flags::CARRIER);
        // "kids hoodies" are hoodies, but "people waiting" are people.
        let of = sense.is(Flags::OF) || scan.is(at.wrapping_sub(1), Flags::OF);
        let told = self.vague && (of || scan.said(at).ends_with("ing"));
        self.vague = told || sense.is(Flags::ABSTRACT);
        self.money = false;
        self.plain &= sense.unknown()
            || sense.is(Flags::SIZE
                .or(Flags::UNIT)
                .or(Flags::BEFORE_UNIT)
                .or(Flags::NUMBERED)
                .or(Flags::COMMENT)
                .or(Flags::COMPOUND)
                .or(Flags::OF));
    }

    /// Takes off what it comes in, where that stands behind the name: "11 jelly babies packets".
    pub(super) fn take_container(&mut self, scan: Scan<'_>) -> &'static str {
        let unit = container(scan, self.last);
        if !unit.is_empty()
            && let Some((name, _)) = self.text.rsplit_once(' ')
        {
            self.text.truncate(name.len());
            return unit;
        }
        ""
    }

    /// Takes the unit off the end: "4 garlic cloves".
    pub(super) fn take_unit(&mut self, scan: Scan<'_>) -> Option<&'static str> {
        let last = scan.get(self.last);
        if (self.words < 2 && !scan.said(self.last).contains(' ')) || !last.is(Flags::NOUN_UNIT) {
            return None;
        }
        let (name, unit) = self.text.rsplit_once(' ')?;
        let unit = lexicon::look_up(unit).unit();
        let little = Flags::BEFORE_UNIT.or(Flags::COMMENT).or(Flags::WITH);
        let noun = name
            .split(' ')
            .any(|word| !lexicon::look_up(word).is(little));
        if unit.is_empty() || !noun || name.ends_with(" with") {
            return None;
        }
        self.text.truncate(name.len());
        Some(unit)
    }
}

/// What the words behind the name of something of the shop come in, if that is all they say: "jelly babies packets"; but
/// "bread rolls" are something else.
pub(super) fn container(scan: Scan<'_>, at: usize) -> &'static str {
    let token = scan.get(at);
    let goods = token.is(Flags::GOODS) && !token.sense.says(Words::VESSEL);
    let holds = token.is(Flags::UNIT) && !goods && !token.is(Flags::MEASURE.or(Flags::BEFORE_UNIT));
    let known = at > 0 && scan.is(at - 1, Flags::KNOWN);
    if holds && known && !goes_on(scan, at + 1) {
        token.sense.unit()
    } else {
        ""
    }
}

/// Whether a phrase stands here in which somebody or something else does something: "it was".
pub(super) fn is_clause(scan: Scan<'_>, at: usize) -> bool {
    let said = scan.said(at);
    scan.seen.has_phrase() && said.contains(' ') && is_other(said)
}

/// "didnt like the colour": what did not happen, told behind what did.
pub(in crate::parse) fn denies(scan: Scan<'_>, at: usize) -> bool {
    if !scan.is(at, Flags::NEGATIVE) {
        return false;
    }
    if scan.says(at + 1, Words::HAPPENS) {
        return false;
    }
    let said = scan.said(at);
    // "3 milk expired, nobody bought them"
    let lost = |at: usize| scan.get(at).sense.verb.is_some_and(Verb::loses);
    let behind = at + 1 + usize::from(scan.is(at + 1, Flags::PERSON));
    if said.starts_with("no") && said.contains(' ') && (0..at).any(lost) && !scan.word(behind) {
        return true;
    }
    let verb = said.ends_with("nt") || said.ends_with("n't") || said.ends_with(" not");
    let next = scan.get(at + 1);
    let back = next.is(Flags::RETURN)
        || ["come back", "came back", "brought back", "returned", "paid"]
            .contains(&scan.said(at + 1));
    // "cant sell it" says why something was thrown out; "did not sell 2" is what it says.
    let it = ["it", "them", "this", "these", "those"].contains(&scan.said(at + 2));
    let broken = || (0..scan.len()).any(|at| scan.get(at).sense.verb.is_some_and(Verb::loses));
    let sells = ["sell", "use"].contains(&scan.said(at + 1));
    let back = back || sells && (it || at + 2 >= scan.len() && broken());
    // "never sold, thrown out"
    let sold = next
        .sense
        .verb
        .is_some_and(|verb| verb.reason == Reason::Sale);
    let last = at + 2 >= scan.len() || it || !scan.word(at + 2);
    let used = next
        .sense
        .verb
        .is_some_and(|verb| verb.reason == Reason::Use);
    let gone = last && (0..at).any(lost);
    let unsold = sold && (at + 2..scan.len()).any(lost) || (sold || used) && gone;
    // "couldnt find 3 soap in the fridge"
    let counted = scan.get(at + 2).number().is_some() && !(0..at).any(|at| scan.get(at).counts());
    let quiet = verb && next.sense.verb.is_none() && !counted || back || unsold;
    next.word() && quiet
}

/// Whether a word right behind the name of something of the shop may make another thing of it: "coke light", "bread
/// rolls".
pub(super) fn goes_on(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    let of_names = Flags::UNIT
        .or(Flags::SIZE)
        .or(Flags::BEFORE_UNIT)
        .or(Flags::ADJECTIVE)
        .or(Flags::NUMBERED)
        .or(Flags::COMPOUND)
        .or(Flags::ABSTRACT);
    let little = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::BE)
        .or(Flags::IN)
        .or(Flags::CUSTOMER)
        .or(Flags::SUPPLIER)
        .or(guard::ALL);
    let unopened = scan.says(at, Words::UNTOUCHED) && !token.is(Flags::BEFORE_UNIT);
    let other = unopened
        || scan.says(at, Words::HERE) && scan.said(at).contains(' ')
        || scan.says(at, Words::SWAPS.or(Words::SAID).or(Words::ASIDE))
        || token.is(Flags::CLAUSE)
        || scan.said(at).starts_with("back");
    let word = !other && (token.sense.unknown() || token.is(of_names) && !token.is(little));
    let sign = matches!(token.kind, Kind::Mark(b'(' | b'['));
    if sent_back(scan, at) || occasion(scan, at) {
        return false;
    }
    // "a handbag wearing it"
    if scan.said(at).ends_with("ing")
        && scan.is(at + 1, Flags::PERSON.or(Flags::THE).or(Flags::OWN))
    {
        return false;
    }
    sign || token.word() && word && !token.is(Flags::KNOWN) && token.sense.verb.is_none()
}

/// "sent 2 shocks back", "brought 1 rail back": the verb goes on here.
fn sent_back(scan: Scan<'_>, at: usize) -> bool {
    let sent = Words::SENDS.or(Words::BRINGS).or(Words::GIVES);
    scan.says(at, Words::BACK) && (0..at).any(|at| scan.says(at, sent))
}

/// "200 forks wedding sat": what they were for.
fn occasion(scan: Scan<'_>, at: usize) -> bool {
    let when = scan.is(at + 1, Flags::TIME) || scan.says(at + 1, Words::DAY);
    scan.says(at, Words::OCCASION) && (when || !scan.word(at + 1))
}

/// Where the words that tell which kind end, if nothing of a name follows them; otherwise `from`.
fn kind_end(scan: Scan<'_>, from: usize) -> usize {
    let mut end = from;
    while scan.is(end, Flags::KIND) {
        end += 1;
    }
    if scan.word(end) { from } else { end }
}

/// Whether one or two words behind a dash name a kind: a size, a colour.
fn belongs(scan: Scan<'_>, at: usize) -> bool {
    let kind = |at: usize| {
        let token = scan.get(at);
        token.word() && scan.said(at).len() < 4
    };
    let end = |at: usize| at >= scan.len() || scan.mark(at, b',');
    kind(at) && (end(at + 1) || (kind(at + 1) && end(at + 2)))
}

/// Whether a comment begins without a comma: "potatoes cut into chunks", "yolk beaten with milk".
pub(in crate::parse) fn comments(scan: Scan<'_>, at: usize) -> bool {
    let next = scan.get(at + 1);
    let links = Flags::WITH
        .or(Flags::IN)
        .or(Flags::AND)
        .or(Flags::BY)
        .or(Flags::TO);
    let how = scan.is(at, Flags::COMMENT)
        && !scan.is(at, Flags::BEFORE_UNIT)
        && !scan.is(at, Flags::WITH.or(Flags::AND).or(Flags::IN))
        && !scan.get(at).sense.is_unit();
    let how_too = next.is(Flags::COMMENT) && scan.said(at + 1).contains(' ');
    how && (next.is(links) || next.number().is_some() || how_too)
        && !scan.says(at, Words::NO_COMMENT)
}

/// Whether a number in a name may be meant as another quantity: "sold 3 coke 2", but not "size 10" or "castle 750".
fn odd(scan: Scan<'_>, at: usize, number: Number) -> bool {
    let next = scan.get(at + 1);
    let small = number.form == Form::Whole && number.millionths < 100_000_000;
    let size =
        next.is(Flags::MEASURE.or(Flags::SIZE).or(Flags::UNIT)) || next.glued || scan.get(at).glued;
    small && !size && !scan.is(at.wrapping_sub(1), Flags::NUMBERED)
}

/// Whether nothing but what may stand behind a name comes from here on, as far as the next words tell.
pub(super) fn tail_like(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    match token.kind {
        Kind::Word => {
            token.is(Flags::TIME
                .or(Flags::FILLER)
                .or(Flags::AUXILIARY)
                .or(Flags::FUTURE)
                .or(Flags::CONDITION)
                .or(Flags::NEGATIVE)
                .or(Flags::WISH)
                .or(Flags::TO)
                .or(Flags::FOR)
                .or(Flags::BY)
                .or(Flags::AT))
                || (token.sense.verb_after().is_some() && at + 1 >= scan.len())
                || price::price(scan, at).is_some()
        }
        Kind::Number(_) => price::price(scan, at).is_some(),
        Kind::Mark(b',') => tail_like(scan, at + 1),
        Kind::Money(_) | Kind::Moment | Kind::Phone | Kind::Mark(_) | Kind::Line | Kind::Symbol => {
            true
        }
    }
}
