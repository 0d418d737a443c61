//! A message in which more is told than one change: read clause by clause. What is named stays named until something else
//! is ("sold 40 scones, 3 fell"), and each clause has a verb of its own or that of the one before.

use super::clause::Clause;
use super::done::agreed;
use super::{Chart, Counted};
use crate::intent::{Action, Line, Reason};
use crate::parse::amount::Count;
use crate::parse::lexicon;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::Kind;
use crate::quantity::Quantity;

/// What a clause says, in the order of its numbers.
struct Told<'c> {
    name: usize,
    counted: &'c Counted,
    verb: Verb,
    /// The name stands in an earlier clause.
    named_before: bool,
    /// It says to whom.
    given: bool,
    /// It says when: another time than before.
    timed: bool,
}

/// That there is so much.
const COUNTED: Verb = Verb {
    action: Action::Set,
    reason: Reason::Count,
    place: Place::After,
};

/// What is carried on from clause to clause.
#[derive(Clone, Copy, Default)]
struct Carried {
    name: Option<usize>,
    verb: Option<Verb>,
    /// The clause before speaks of what has not happened.
    doubted: bool,
}

impl Chart<'_> {
    /// All lines, or `None` where it is not certain what all of them are.
    pub(super) fn told(&self) -> Option<Vec<Line>> {
        let clauses = self.clauses();
        let mut told: Vec<Told<'_>> = Vec::new();
        let mut carried = Carried::default();
        for (at, (from, to)) in clauses.iter().enumerate() {
            let later = clauses.get(at + 1..).unwrap_or_default();
            let clause = self.clause_of(*from, *to);
            self.clause_told(&clause, later, &mut carried, &mut told)?;
        }
        self.without_articles(&mut told);
        self.by_customer(&mut told);
        if told.is_empty() || self.says_twice(&told) {
            return None;
        }
        let line = |one: &Told<'_>| {
            let verb = self.done_by(one.verb);
            let quantity = one.counted.amount.count.quantity()?;
            let none = quantity.is_zero() && verb.action != Action::Set;
            let measured = lexicon::look_up(one.counted.amount.unit).is(Flags::MEASURE);
            let part = quantity < Quantity::ONE && !measured;
            // "there should be 4 more"
            let next = one.counted.amount.next;
            let more = |at| self.scan.says(at, Words::BY_HOW_MUCH);
            let more = verb.action == Action::Set && (next..next + 2).any(more);
            let rough = self.is_estimate(one.counted, verb);
            (!part && !none && !more && !rough)
                .then(|| self.line(one.name, one.counted, quantity, verb))
        };
        let mut lines: Vec<Line> = told.iter().map(line).collect::<Option<_>>()?;
        // "cement 40 bags delivered, 2 burst": bags, too.
        for (at, one) in told.iter().enumerate().skip(1) {
            let (before, later) = lines.split_at_mut(at);
            if let [line, ..] = later
                && line.unit.is_none()
                && one.named_before
                && let Some(same) = before
                    .iter()
                    .find(|other| other.name == line.name && other.unit.is_some())
            {
                line.unit.clone_from(&same.unit);
            }
        }
        Some(lines)
    }

    /// Adds what the clause says; `None` if that is not certain.
    fn clause_told<'c>(
        &'c self,
        clause: &Clause<'c>,
        later: &[(usize, usize)],
        carried: &mut Carried,
        told: &mut Vec<Told<'c>>,
    ) -> Option<()> {
        let Clause {
            names,
            amounts,
            verbs,
            ..
        } = clause;
        let (from, to) = (clause.from, clause.to);
        if self.only_doubts(clause, carried.doubted, !told.is_empty())? {
            carried.doubted = true;
            carried.name = names.last().copied().or(carried.name);
            return Some(());
        }
        let doubted = std::mem::take(&mut carried.doubted);
        if self.is_unclear(clause, told.len()) {
            return None;
        }
        let shared = agreed(&plain(verbs)).filter(|first| {
            amounts.len() < 2 || verbs.iter().all(|(_, verb)| verb.reason == first.reason)
        });
        if amounts.is_empty() {
            if names.is_empty() {
                sent_on(shared, told.last_mut())?;
            }
            self.names_only(clause, shared, carried);
            return Some(());
        }
        let pairs = self.pairs_of(names, amounts, carried.name)?;
        let said: Vec<Verb> = match shared {
            Some(verb) => vec![verb; pairs.len()],
            None if verbs.is_empty() => {
                // "thandi returned 1 jacket, zip broken": which way it went is not said.
                if (from..to).any(|at| self.scan.is(at, Flags::RETURN)) {
                    return None;
                }
                let verb = carried
                    .verb
                    .or_else(|| (self.only(amounts) && (doubted || self.low())).then_some(COUNTED))
                    .or_else(|| self.closing(later))
                    .or_else(|| self.unsaid())?;
                vec![verb; pairs.len()]
            }
            None if pairs.len() > 1 => self.shared_out(&pairs, verbs, to)?,
            None => return None,
        };
        let timed =
            (from..to).any(|at| self.scan.is(at, Flags::TIME) || self.scan.says(at, Words::DAY));
        let given = (clause.range.1..to).any(|at| self.scan.is(at, Flags::TO));
        let several = pairs.len() > 1;
        for ((name, counted), verb) in pairs.iter().zip(&said) {
            let named_before =
                names.is_empty() || several && names.len() == 1 && told_of(told, *name);
            told.push(Told {
                name: *name,
                counted,
                verb: *verb,
                named_before,
                given,
                timed,
            });
        }
        carried.name = names.last().copied().or(carried.name);
        carried.verb = said.last().copied();
        Some(())
    }

    /// "coke almost done, only four": what there is.
    pub(super) fn only(&self, amounts: &[&Counted]) -> bool {
        let only = |counted: &&Counted| {
            counted.at > 0
                && self.scan.says(counted.at - 1, Words::ONLY)
                && self.ends_here(counted.amount.next)
        };
        !amounts.is_empty() && amounts.iter().all(only)
    }

    /// "gel is low only 2"
    fn low(&self) -> bool {
        (0..self.scan.len()).any(|at| self.scan.is(at, Flags::LOW))
    }

    fn ends_here(&self, at: usize) -> bool {
        at >= self.scan.len() || self.ends_clause(at)
    }

    /// What a clause without numbers leaves to the next: what it names, and what it says was done.
    fn names_only(&self, clause: &Clause<'_>, shared: Option<Verb>, carried: &mut Carried) {
        let names = &clause.names;
        // "took stock of the spirits:"
        let counts = shared.filter(|verb| verb.action == Action::Set && names.is_empty());
        carried.verb = counts.or(carried.verb);
        if let [.., last] = names.as_slice() {
            // "a pallet of cooldrink came, 60 cases": how many came is said twice.
            let counted = (clause.from..*last).any(|at| self.scan.is(at, Flags::UNIT));
            carried.name = (names.len() == 1 && !counted).then_some(*last);
            carried.verb = shared.or(carried.verb);
        }
    }

    /// Each amount of a clause with its name.
    fn pairs_of<'c>(
        &'c self,
        names: &[usize],
        amounts: &[&'c Counted],
        before: Option<usize>,
    ) -> Option<Vec<(usize, &'c Counted)>> {
        let of = |name: usize| amounts.iter().map(|counted| (name, *counted)).collect();
        match names {
            [] => {
                let bare = amounts
                    .iter()
                    .all(|counted| !self.names_other(counted.amount.next));
                before.filter(|_| bare).map(of)
            }
            [name] => {
                let other = |counted: &&Counted| {
                    counted.amount.next != *name && self.names_other(counted.amount.next)
                };
                let first = amounts.first()?;
                let fits =
                    amounts.len() == 1 || !amounts.iter().any(other) && self.together(*name, first);
                fits.then(|| of(*name))
            }
            _ => {
                let first = amounts[0].at < names[0];
                let pairs = names.iter().copied().zip(amounts.iter().copied());
                let joined = |(name, counted): &(usize, &Counted)| match first {
                    true => counted.amount.next == *name,
                    false => self.follows(*name, counted.at),
                };
                (names.len() == amounts.len() && pairs.clone().all(|pair| joined(&pair)))
                    .then(|| pairs.collect())
            }
        }
    }

    /// "bananas 4 kg sold 2 kg thrown", "3 coke sold 1 broke": the name stands beside the first number.
    fn together(&self, name: usize, first: &Counted) -> bool {
        first.amount.next == name || self.follows(name, first.at)
    }

    /// Whether nothing but signs, units and verbs stands between a name and the amount behind it.
    fn follows(&self, name: usize, amount: usize) -> bool {
        amount > name
            && (name + 1..amount).all(|at| {
                let token = self.scan.get(at);
                let little = Flags::TIMES
                    .or(Flags::UNIT)
                    .or(Flags::AUXILIARY)
                    .or(Flags::FILLER)
                    .or(Flags::BE);
                matches!(token.kind, Kind::Mark(b':' | b'-' | b'='))
                    || token.is(little)
                    || token.sense.verb.is_some()
            })
    }

    /// "2 spinach" where nothing of the shop is called so: other goods, perhaps.
    fn names_other(&self, at: usize) -> bool {
        // "1 of them was cracked": counted already.
        if self.scan.is(at.wrapping_sub(1), Flags::OF)
            && self.scan.is(at, Flags::PERSON.or(Flags::THE))
        {
            return true;
        }
        let token = self.scan.get(at);
        let said = self.scan.said(at);
        token.word()
            && token.sense.unknown()
            && !token.is(Flags::KNOWN)
            && !said.ends_with("ed")
            && !self.scan.says(at, Words::WORK)
    }

    /// The verb of each number of a clause: all stand behind their numbers, or all before.
    fn shared_out(
        &self,
        pairs: &[(usize, &Counted)],
        verbs: &[(usize, Verb)],
        to: usize,
    ) -> Option<Vec<Verb>> {
        let between = |from: usize, to: usize| {
            let inside = verbs.iter().filter(|(at, _)| (from..to).contains(at));
            let inside: Vec<Verb> = inside.map(|(_, verb)| *verb).collect();
            agreed(&inside)
        };
        let starts: Vec<usize> = pairs.iter().map(|(_, counted)| counted.at).collect();
        let first = *starts.first()?;
        let behind = || {
            let ends = starts.iter().skip(1).copied().chain(std::iter::once(to));
            starts
                .iter()
                .zip(ends)
                .map(|(from, to)| between(*from, to))
                .collect()
        };
        let before = || {
            let begins = std::iter::once(0).chain(starts.iter().copied());
            begins
                .zip(&starts)
                .map(|(from, to)| between(from, *to))
                .collect()
        };
        let leads = verbs.iter().any(|(at, _)| *at < first);
        if leads { before() } else { behind() }
    }

    /// "coke 3, bread 2 sold": the verb of the clause that closes the list.
    fn closing(&self, later: &[(usize, usize)]) -> Option<Verb> {
        later
            .iter()
            .find_map(|(from, to)| agreed(&plain(&self.verbs_at(*from, *to, (0, *to)))))
    }

    /// "a tray of eggs fell, lost 14": the number says how many that were.
    fn without_articles(&self, told: &mut Vec<Told<'_>>) {
        let mut at = 0;
        while at + 1 < told.len() {
            let (one, next) = (&told[at], &told[at + 1]);
            let article = one.counted.amount.count == Count::Article;
            if article
                && next.named_before
                && self.same(next.name, one.name)
                && alike(next.verb, one.verb)
            {
                told[at + 1].verb = one.verb;
                told.remove(at);
            } else {
                at += 1;
            }
        }
    }

    /// "2 coolant leaked, threw away 3 coolant": two of the three, or five?
    pub(super) fn lost_twice(&self, pairs: &[(usize, &Counted)]) -> bool {
        let said = |at: usize| self.scan.said(pairs[at].0);
        let twice = (1..pairs.len()).any(|at| (0..at).any(|before| said(before) == said(at)));
        twice
            && self
                .verbs(0, self.scan.len())
                .iter()
                .all(|verb| verb.loses())
    }

    /// "writing them off", "threw it away"; but "fat removed" loses nothing.
    pub(super) fn written_off(&self) -> bool {
        let off = Words::DISPOSAL.or(Words::OFF_THE_BOOKS);
        let lost = |at: usize| self.scan.get(at).sense.verb.is_some_and(Verb::loses);
        (0..self.scan.len()).any(|at| self.scan.says(at, off) && lost(at))
    }

    fn same(&self, one: usize, other: usize) -> bool {
        self.name(one) == self.name(other)
    }

    /// Whether a number may only repeat one before it ("sold 10 bread, 4 to mama"), or check it ("7 sold, 13 left").
    fn says_twice(&self, told: &[Told<'_>]) -> bool {
        (1..told.len()).any(|at| {
            let one = &told[at];
            let mut before = told[..at]
                .iter()
                .filter(|other| self.same(one.name, other.name));
            let sets = |other: &Told<'_>| other.verb.action == Action::Set;
            before.any(|other| {
                let parts = one.given && other.verb.action == one.verb.action;
                let sent = one.verb.reason == Reason::Return && one.named_before;
                let sent = sent && other.verb.loses();
                let again = alike(one.verb, other.verb) || parts || sent;
                let lost = one.verb.loses() && other.verb.loses();
                sets(one) || sets(other) || again && (one.named_before || lost) && !one.timed
            })
        })
    }

    /// What a customer collects is sold, and so is what they take for what they brought back.
    fn by_customer(&self, told: &mut [Told<'_>]) {
        let exchanged = told
            .iter()
            .any(|one| one.verb.action == Action::Add && one.verb.reason == Reason::Return);
        let brings =
            (0..self.scan.len()).any(|at| self.scan.is(at, Flags::DELIVERS.or(Flags::ARRIVES)));
        let (first, _) = self.range();
        let customer = (0..first).any(|at| self.scan.is(at, Flags::CUSTOMER));
        for one in told {
            let collects = one.verb.reason == Reason::Receipt
                && customer
                && !brings
                && !self.says(Words::MAKES);
            if collects || exchanged && one.verb.reason == Reason::Use {
                one.verb = Verb {
                    action: Action::Remove,
                    reason: Reason::Sale,
                    ..one.verb
                };
            }
        }
    }
}

/// Whether two verbs may tell of the same goods: whatever is lost is lost.
fn alike(one: Verb, other: Verb) -> bool {
    one.action == other.action && (one.reason == other.reason || one.loses() && other.loses())
}

fn told_of(told: &[Told<'_>], name: usize) -> bool {
    told.iter().any(|one| one.name == name)
}

/// The verbs without their places; "have" says little beside another.
fn plain(verbs: &[(usize, Verb)]) -> Vec<Verb> {
    verbs.iter().map(|(_, verb)| *verb).collect()
}

/// What became of what was told before, which a clause without names and numbers says; `None` if that may be either way.
fn sent_on(shared: Option<Verb>, last: Option<&mut Told<'_>>) -> Option<()> {
    let (Some(verb), Some(last)) = (shared, last) else {
        return Some(());
    };
    let returned = verb.reason == Reason::Return;
    // "1 battery came back, sent to willard": here, or gone?
    let back = last.verb.action != Action::Remove;
    let gone = verb.action == Action::Remove && !verb.loses();
    if back && gone || returned && last.verb.action != verb.action {
        return None;
    }
    // "1 kg was off, so sent it back"
    if returned && last.verb.loses() {
        last.verb = verb;
    }
    Some(())
}
