//! The name in a piece: where it ends, and what of it is kept.

use super::piece::closing;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Verb};
use super::token::Kind;

/// A name being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// As said, in lower case, single spaces.
    pub(super) text: String,
    /// How many words it has.
    pub(super) words: usize,
    /// Words that no name of goods has: "my", "is", "how".
    pub(super) talk: bool,
    /// The last word is nothing that is kept in a shop.
    pub(super) vague: bool,
    unit: &'static str,
    last: usize,
}

impl Name {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The unit that stood behind the noun: "garlic cloves".
    pub(super) fn unit_behind(&self) -> Option<&'static str> {
        Some(self.unit).filter(|unit| !unit.is_empty())
    }

    /// Takes the token at `at` into the name and says where to go on; `None` where the name has ended.
    pub(super) fn step(&mut self, scan: Scan<'_>, at: usize, front: Option<Verb>) -> Option<usize> {
        let token = scan.get(at);
        let begun = !self.is_empty();
        if begun && price::price(scan, at).is_some() {
            return None;
        }
        match token.kind {
            Kind::Mark(b'(' | b'[') => return Some(closing(scan, at) + 1),
            Kind::Mark(b'"' | b'*' | b'\'') | Kind::Symbol => return Some(at + 1),
            Kind::Mark(b'.') if !begun => return Some(at + 1),
            Kind::Mark(b'/' | b'-' | b'.' | b'+' | b'&' | b'#')
                if token.glued && scan.get(at + 1).glued && begun => {}
            Kind::Mark(b'#') => {}
            Kind::Mark(_) | Kind::Line | Kind::Phone | Kind::Moment => return None,
            Kind::Word if begun && self.ends(scan, at) => return None,
            Kind::Word => self.look(scan, at, front),
            Kind::Number(_) | Kind::Money(_) => {}
        }
        self.push(scan, at);
        Some(at + 1)
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
        if sense.is(Flags::OR.or(Flags::FOR).or(Flags::TO).or(Flags::BY)) && !sense.is(Flags::OF) {
            return true;
        }
        if sense.is(Flags::FROM) {
            // "beans from a can" is a name, "bread from makro" is bread.
            return !scan.is(at + 1, Flags::ARTICLE);
        }
        if sense.is(Flags::FUTURE.or(Flags::CONDITION)) {
            return true;
        }
        let behind = tail_like(scan, at + 1);
        if sense.verb_after().is_some() || sense.is(Flags::RETURN) {
            return behind
                || scan.is(
                    at + 1,
                    Flags::FROM
                        .or(Flags::TO)
                        .or(Flags::BY)
                        .or(Flags::FOR)
                        .or(Flags::IN),
                );
        }
        sense.is(Flags::TIME
            .or(Flags::FILLER)
            .or(Flags::AUXILIARY)
            .or(Flags::WISH))
            && behind
    }

    fn look(&mut self, scan: Scan<'_>, at: usize, front: Option<Verb>) {
        let sense = scan.get(at).sense;
        let talk = Flags::OWN
            .or(Flags::PERSON)
            .or(Flags::BE)
            .or(Flags::QUESTION);
        if sense.is(talk) && !sense.is(Flags::UNIT) && scan.said(at) != "can" {
            self.talk = true;
        }
        if sense.is(Flags::NEGATIVE) && self.is_empty() {
            self.talk = true;
        }
        self.vague = sense.is(Flags::ABSTRACT);
        let _ = front;
    }

    /// Takes the unit off the end: "4 garlic cloves".
    pub(super) fn finish(&mut self, scan: Scan<'_>) {
        let last = scan.get(self.last);
        if self.words < 2 && !scan.said(self.last).contains(' ') || !last.is(Flags::NOUN_UNIT) {
            return;
        }
        let Some((name, unit)) = self.text.rsplit_once(' ') else {
            return;
        };
        let unit = super::lexicon::look_up(unit).unit;
        if unit.is_empty() {
            return;
        }
        self.unit = unit;
        self.text.truncate(name.len());
    }
}

/// Whether nothing but what may stand behind a name comes from here on, as far as the next words tell.
fn tail_like(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    match token.kind {
        Kind::Word => {
            token.is(Flags::TIME
                .or(Flags::FILLER)
                .or(Flags::AUXILIARY)
                .or(Flags::FUTURE)
                .or(Flags::CONDITION))
                || price::price(scan, at).is_some()
        }
        Kind::Number(_) => price::price(scan, at).is_some(),
        Kind::Money(_) | Kind::Moment | Kind::Phone | Kind::Mark(_) | Kind::Line | Kind::Symbol => {
            true
        }
    }
}
