//! A message with the names of the shop marked, read as islands: names, amounts and verbs, and whatever else between them.
//! Tried last. Every number has to go with a name, every name with a number, and the verbs have to agree; otherwise it is
//! not ours to say what moved.

mod clause;
mod converted;
mod done;
mod open;
mod several;
mod told;
mod unsaid;

use crate::intent::{Action, Intent, Line, Parsed, Problem, Reason, Thing};
use crate::money::Price;
use crate::quantity::Quantity;
use crate::unit::Unit;

use super::amount::{self, Amount, Count};
use super::change::{estimate, for_somebody, paid, stays_within, total};
use super::guard;
use super::lexicon;
use super::name::{self, denies, goes_on};
use super::piece::and_more;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Place, Verb, Words};
use super::token::Kind;
use clause::names_more;
pub(super) use converted::converts;
use done::agreed;

/// More tokens than this are a story.
const LONGEST: usize = 120;

/// What the islands say together.
pub(super) fn islands(scan: Scan<'_>) -> Option<Parsed> {
    let scan = scan.trimmed();
    let first = (0..scan.len()).find(|at| scan.word(*at) && !scan.is(*at, Flags::FILLER))?;
    // "did 4 heads"
    let counted = scan.get(first + 1).number().is_some() || scan.is(first + 1, Flags::ARTICLE);
    let works = scan.says(first, Words::WORK) && counted;
    let asks = scan.is(
        first,
        Flags::FIX.or(Flags::UNDO).or(Flags::NO).or(Flags::HOW_MANY),
    ) || scan.is(first, Flags::QUESTION) && !works
        || (0..scan.len()).any(|at| scan.mark(at, b'?'));
    let more = (0..scan.len()).any(|at| and_more(scan, at));
    let ordered =
        |at: usize| scan.is(at, Flags::ORDER) && scan.is(at + 1, Flags::OWN.or(Flags::PERSON));
    let unchanged = (0..scan.len()).any(|at| scan.says(at, Words::UNCHANGED))
        || stays_within(scan)
        || for_somebody(scan);
    if asks
        || unchanged
        || more
        || names_more(scan)
        || scan.len() > LONGEST
        || (0..scan.len()).any(ordered)
    {
        return None;
    }
    let whole = scan;
    let scan = paid::without_cost(scan);
    let chart = Chart::of(scan)?;
    if let Some(problem) = chart.worth() {
        return Some(Parsed::Incomplete(problem));
    }
    if let Some(lines) = chart.of_several() {
        return Some(Parsed::Understood(Intent::Change(lines)));
    }
    if converts(scan) {
        return None;
    }
    let parts = total::without_total(scan);
    let scan = scan.less(parts.as_deref());
    let chart = if parts.is_some() {
        Chart::of(scan)?
    } else {
        chart
    };
    if chart.amounts.is_empty()
        && let Some(none) = chart.none_left()
    {
        return Some(none);
    }
    if let Some(problem) = chart.doubt() {
        let told = chart.told();
        return Some(told.map_or(Parsed::Incomplete(problem), |lines| {
            Parsed::Understood(Intent::Change(lines))
        }));
    }
    // "1 paint set swapped because it was dried up": what came for it is not said.
    let verbs = chart.verbs(0, scan.len());
    if chart.says(Words::SWAPS) && !verbs.iter().any(|verb| verb.action == Action::Add) {
        return chart.open().map(Parsed::Incomplete);
    }
    match chart.lines().or_else(|| chart.told()) {
        Some(mut lines) => Some({
            total::give_prices(&mut lines, scan);
            paid::told_apart(&mut lines, whole);
            Parsed::Understood(Intent::Change(lines))
        }),
        None => chart
            .only_about()
            .or_else(|| chart.open())
            .map(Parsed::Incomplete),
    }
}

/// An amount, where it stands, and the name behind it if one stands there.
struct Counted {
    at: usize,
    amount: Amount,
}

/// Where what stands in the message.
struct Chart<'t> {
    scan: Scan<'t>,
    names: Vec<usize>,
    amounts: Vec<Counted>,
    /// Numbers of something else.
    others: Vec<usize>,
}

impl<'t> Chart<'t> {
    /// `None` if a number stands there that may be anything.
    fn of(scan: Scan<'t>) -> Option<Self> {
        let mut chart = Self {
            scan,
            names: Vec::new(),
            amounts: Vec::new(),
            others: Vec::new(),
        };
        let mut at = 0;
        while at < scan.len() {
            let token = scan.get(at);
            if token.is(Flags::KNOWN) {
                if !chart.tells_of(at) {
                    chart.names.push(at);
                }
                at += 1;
                continue;
            }
            if let Some(next) = priced(scan, at) {
                at = next;
                continue;
            }
            match token.kind {
                Kind::Phone => return None,
                Kind::Number(_) | Kind::Word => at = chart.amount(at)?,
                Kind::Money(_) | Kind::Moment | Kind::Mark(_) | Kind::Line | Kind::Symbol => {
                    at += 1
                }
            }
        }
        (!chart.names.is_empty()).then_some(chart)
    }

    /// Takes the amount at this place, if one stands there; the next place.
    fn amount(&mut self, at: usize) -> Option<usize> {
        let scan = self.scan;
        let numeral = amount::numeral(scan, at);
        let idle = scan.is(at, Flags::FILLER.or(Flags::AUXILIARY));
        // "to table 6"
        if at > 0 && scan.is(at - 1, Flags::NUMBERED) && scan.get(at).number().is_some() {
            return Some(at + 1);
        }
        let Some(amount) = amount::amount(scan, at).filter(|_| numeral.is_some() && !idle) else {
            return scan.get(at).number().is_none().then_some(at + 1);
        };
        // "2 ladies", of "braided 2 ladies"; and "another one" is of what was named before.
        let later = (amount.next + 1..scan.len()).any(|at| scan.get(at).number().is_some());
        let known = scan.is(amount.next, Flags::KNOWN);
        let served = later && at > 0 && scan.get(at - 1).sense.verb.is_none();
        let works = at > 0 && scan.says(at - 1, Words::WORK) && (!known || served);
        if works && scan.word(amount.next) {
            self.others.push(at);
            return Some(amount.next + 1);
        }
        // "did 5 heads"
        let measured = lexicon::look_up(amount.unit).is(Flags::MEASURE);
        if works && !amount.unit.is_empty() && !measured {
            self.others.push(at);
            return Some(amount.next);
        }
        // "it was the wrong one"
        let of_no_name = |before: Words| at > 0 && scan.says(at - 1, before);
        if scan.word(at) && (of_no_name(Words::WHICH_ONE) || self.had_one(at)) {
            return Some(at + 1);
        }
        // "serviced a hilux"
        if at > 0 && scan.says(at - 1, Words::WORK) && amount.count == Count::Article {
            return Some(at + 1);
        }
        let another = scan.said(at) == "one" && at > 0 && scan.is(at - 1, Flags::BEFORE_UNIT);
        if another {
            return None;
        }
        match amount.count {
            Count::Article if scan.is(amount.next, Flags::KNOWN) => {}
            Count::Article | Count::Vague => return Some(at + 1),
            Count::Unclear => return None,
            Count::Exact(_) if self.counts_other(amount.next) => {
                self.others.push(at);
                return Some(amount.next + 1);
            }
            Count::Exact(_) => {}
        }
        let next = amount.next.max(at + 1);
        self.amounts.push(Counted { at, amount });
        Some(next)
    }

    /// "2 days", "4 people", "2 cages": something, but nothing of the shop.
    fn counts_other(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        let other = Flags::ABSTRACT
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER)
            .or(Flags::SOMEBODY)
            .or(Flags::RAND);
        let said = self.scan.said(at);
        let here = self.scan.says(at, Words::HERE.or(Words::TOTAL));
        let noun =
            token.word() && token.sense.empty() && said != "back" && !said.ends_with("ed") && !here;
        !token.is(Flags::KNOWN) && (noun || token.is(other))
    }

    /// "the bread guy", "for the cakes": named, but not what moved.
    fn tells_of(&self, at: usize) -> bool {
        let who = Flags::CARRIER.or(Flags::CUSTOMER).or(Flags::SUPPLIER);
        let whose = self.scan.is(at + 1, who.or(Flags::SOMEBODY));
        let mut before = at;
        while before > 0 && self.scan.is(before - 1, Flags::THE.or(Flags::OWN)) {
            before -= 1;
        }
        let swapped = self.says(Words::SWAPS);
        let purpose = !swapped
            && before > 0
            && self
                .scan
                .is(before - 1, Flags::FOR.or(Flags::IN).or(Flags::WITH));
        whose || purpose && !self.names.is_empty()
    }

    /// Whether it speaks of what is not, or not yet. "cant sell it", "didnt like it" only say why.
    fn doubt(&self) -> Option<Problem> {
        (0..self.scan.len()).find_map(|at| {
            let token = self.scan.get(at);
            let why = denies(self.scan, at) || guard::on_the_way(self.scan, at);
            let low = self.scan.said(at) == "low" && self.amounts.is_empty();
            if low {
                return Some(Problem::NotYet);
            }
            let guard = guard::of(token.sense).filter(|_| token.sense.verb.is_none() && !why)?;
            // "she didn't buy it"
            let denied = token.is(Flags::WISH) && at > 0 && self.scan.is(at - 1, Flags::NEGATIVE);
            Some(if denied {
                Problem::Negated
            } else {
                guard.problem()
            })
        })
    }

    /// Each amount with its name.
    fn pairs(&self) -> Option<Vec<(usize, &Counted)>> {
        if self.amounts.is_empty() || !self.others.is_empty() {
            return None;
        }
        let single = self.names.len() == 1 && self.amounts.len() == 1;
        // "made 10 kg sausage with 8 kg steak": what went in and what came out.
        let with = |counted: &Counted| counted.at > 0 && self.scan.is(counted.at - 1, Flags::WITH);
        if self.amounts.iter().skip(1).any(with) {
            return None;
        }
        let mut pairs: Vec<(usize, &Counted)> = Vec::with_capacity(self.amounts.len());
        if single {
            pairs.push((self.names[0], &self.amounts[0]));
        } else {
            let first = self.amounts[0].at < self.names[0];
            if self.names.len() != self.amounts.len() {
                return None;
            }
            for (name, counted) in self.names.iter().zip(&self.amounts) {
                let together = match first {
                    true => counted.amount.next == *name,
                    false => self.linked(*name, counted.at),
                };
                if !together {
                    return None;
                }
                pairs.push((*name, counted));
            }
        }
        Some(pairs)
    }

    /// All of them as lines.
    fn lines(&self) -> Option<Vec<Line>> {
        let pairs = self.pairs()?;
        let single = pairs.len() == 1;
        if self.lost_twice(&pairs) {
            return None;
        }
        if self.leaves(0, self.range().0.max(self.amounts.first()?.at)) {
            return None;
        }
        let mut all: Vec<Verb> = self.verbs(0, self.scan.len());

        if all.is_empty() && self.stands() {
            all.push(Verb {
                action: Action::Set,
                reason: Reason::Count,
                place: Place::After,
            });
        }
        if all.is_empty() {
            all.extend(self.unsaid());
        }
        let line = |(name, counted): &(usize, &Counted)| {
            let (from, to) = self.clause(counted.at);
            let near = if single {
                self.verbs(from, to)
            } else {
                Vec::new()
            };
            let told = agreed(&near).or_else(|| agreed(&all))?;
            // "relaxer past its date, 3 out": why they are out is said before.
            // "4 breakers out for Van Wyk, sold"
            let sold = |why: &Verb| why.reason == Reason::Sale && self.says(Words::OUT);
            let lost = |why: &Verb| why.loses() && !self.befell_another(counted.at);
            let why =
                agreed(&all).filter(|why| told.reason == Reason::Use && (lost(why) || sold(why)));
            let verb = self.done_by(why.unwrap_or(told));
            // "there should be 4 more"
            let next = counted.amount.next;
            let more = |at| self.scan.says(at, Words::BY_HOW_MUCH);
            if verb.action == Action::Set && (next..next + 2).any(more) {
                return None;
            }
            let left =
                verb.action == Action::Set && all.iter().any(|other| other.action != verb.action);
            // "1 battery came back, sent to willard": here, or gone?
            let back = verb.action == Action::Add && verb.reason == Reason::Return;
            // "a child bought 3 coke but his mom brought them back"
            let returned =
                |other: &Verb| other.reason == Reason::Return && other.action != verb.action;
            let sent_on = |other: &Verb| back && returned(other);
            // "2 came with flat tyres, writing them off": here, or gone?
            let gone = verb.reason == Reason::Receipt && self.written_off();
            let left = left
                || gone
                || self.is_estimate(counted, verb)
                || back && self.says(Words::SENDS)
                || all.iter().any(sent_on)
                || verb.reason != Reason::Return && all.iter().any(returned);
            let part = counted
                .amount
                .count
                .quantity()
                .is_some_and(|quantity| quantity < Quantity::ONE)
                && !lexicon::look_up(counted.amount.unit).is(Flags::MEASURE);
            if left || part {
                return None;
            }
            let quantity = counted
                .amount
                .count
                .quantity()
                .filter(|quantity| !quantity.is_zero() || verb.action == Action::Set)?;
            Some(self.line(*name, counted, quantity, verb))
        };
        pairs.iter().map(line).collect()
    }

    /// Whether nothing but a sign stands between name and amount: "coke: 3", "coke x 3".
    fn linked(&self, name: usize, amount: usize) -> bool {
        (name + 1..amount).all(|at| {
            matches!(self.scan.get(at).kind, Kind::Mark(b':' | b'-' | b'='))
                || self.scan.is(at, Flags::TIMES)
        }) && amount > name
    }

    /// "sold 30 or so": which way is known, and the number is what is asked.
    fn only_about(&self) -> Option<Problem> {
        let verb = agreed(&self.verbs(0, self.scan.len()))?;
        let rough = |counted: &&Counted| self.is_estimate(counted, verb);
        let counted = self.amounts.iter().find(rough)?;
        let (start, end) = self
            .scan
            .part(counted.at.saturating_sub(1), self.scan.len())
            .range();
        let text = self.scan.text.get(start..end)?.to_owned();
        Some(Problem::BadQuantity { text })
    }

    /// "sold about 10 of those chips": how many exactly is asked.
    fn is_estimate(&self, counted: &Counted, verb: Verb) -> bool {
        let said = |flags: Flags| (0..self.scan.len()).any(|at| self.scan.is(at, flags));
        self.scan.seen.says(Words::ABOUT)
            && estimate::is_rough(self.scan, counted.at)
            && estimate::is_known(verb)
            && !said(Flags::RUN_OUT)
    }

    fn line(&self, name: usize, counted: &Counted, quantity: Quantity, verb: Verb) -> Line {
        self.thing(name, counted, quantity)
            .line(verb.action, verb.reason)
    }

    fn thing(&self, name: usize, counted: &Counted, quantity: Quantity) -> Thing {
        let apart = (name + 1..counted.at).any(|at| self.ends_clause(at));
        let behind = match apart {
            true => "",
            false => name::container(self.scan, name + 1),
        };
        let unit = match (counted.amount.unit, counted.amount.pack) {
            ("", _) if !behind.is_empty() => Some(Unit::new(behind)),
            ("", _) => None,
            (unit, 0) => Some(Unit::new(unit)),
            (unit, pieces) => Some(Unit::pack_of(unit, pieces)),
        };
        let paid = match self.names.len() {
            1 => (0..self.scan.len()).find_map(|at| price::price(self.scan, at)),
            _ => self.each_price(name, counted),
        };
        Thing {
            quantity,
            unit,
            name: self.name(name),
            price: paid.map(|(price, _)| {
                price::beside(self.scan, price, counted.amount.count, counted.amount.unit)
            }),
            together: None,
            expires: None,
        }
    }

    /// "3 coke @15 2 fanta @12": what stands right behind one of several.
    fn each_price(&self, name: usize, counted: &Counted) -> Option<(Price, usize)> {
        let end = counted.amount.next.max(name + 1);
        let verb = self.scan.get(end).sense.verb_after();
        let sold = verb.is_some_and(|verb| verb.reason == Reason::Sale);
        let found = price::price(self.scan, end + usize::from(sold))?;
        // "2 pads sold R480 each, 1 fuse for R95": a sum is all of one where each has its own.
        let sums = (0..self.scan.len())
            .filter(|at| matches!(self.scan.get(*at).kind, Kind::Money(_)))
            .count();
        let own = sums == self.names.len() && sums == self.amounts.len();
        (own || matches!(found.0, Price::Each(_))).then_some(found)
    }

    /// From the first name or number to the last.
    fn range(&self) -> (usize, usize) {
        let places = || {
            self.names
                .iter()
                .copied()
                .chain(self.amounts.iter().map(|counted| counted.at))
        };
        (places().min().unwrap_or(0), places().max().unwrap_or(0))
    }

    /// The name with words right beside it, which may make another thing of it: "gas cylinder", "2 diet coke".
    fn name(&self, at: usize) -> String {
        let scan = self.scan;
        let mut end = at + 1;
        while end < scan.len()
            && goes_on(scan, end)
            && scan.word(end)
            && name::container(scan, end).is_empty()
        {
            end += 1;
        }
        let mut from = at;
        if at > 1 && scan.word(at - 1) && scan.get(at - 1).sense.empty() {
            let counted = scan.get(at - 2).number().is_some()
                || scan.is(at - 2, Flags::ARTICLE.or(Flags::UNIT).or(Flags::OF));
            from -= usize::from(counted);
        }
        scan.text[scan.get(from).start..scan.get(end - 1).end].to_owned()
    }
}

/// Past "R18 each", "@ 18", "3 for R20".
fn priced(scan: Scan<'_>, at: usize) -> Option<usize> {
    if price::perhaps_paid(scan, at) {
        return Some(at + 1);
    }
    let number = scan.get(at).number().is_some();
    let so_many = number && scan.is(at + 1, Flags::FOR);
    match price::price(scan, at) {
        Some((_, next)) => Some(next),
        None if so_many => price::price(scan, at + 1).map(|(_, next)| next),
        None => None,
    }
}
