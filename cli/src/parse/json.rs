//! A parse as a JSON line.
//!
//! `kind` is one of change, ask, undo, fix, help, incomplete and unrecognised. What has nothing to do with stock
//! (a thank-you, a bare "yes", "invite staff", "rename coke to cola") is "unrecognised" too: nothing moves, nothing is
//! asked; `detail` tells. A change that is asked back before it is done ("bread finished") has the detail "ask_first".

use backroom_core::credit::Credit;
use backroom_core::expiry::SaidDate;
use backroom_core::intent::{Action, Counting, Intent, Line, Parsed, Problem, Query, Reason, Undo};
use backroom_core::money::{Money, Price};
use backroom_core::quantity::Quantity;
use backroom_core::unit::Unit;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Found, Items};

/// The answer to one message.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    id: Option<&'a RawValue>,
    kind: &'static str,
    /// Empty but for a change.
    lines: Vec<LineAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Where more than one thing is asked about.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    names: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qty: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
}

/// One line of a change.
#[derive(Serialize)]
struct LineAnswer<'a> {
    action: Action,
    qty: Quantity,
    unit: Option<Unit>,
    /// How many go into one of the unit, if said: 24 for a "case of 24".
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<u32>,
    name: &'a str,
    price: Option<Price>,
    /// What the lines that say the same sum come to together, if one was said for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    together: Option<Money>,
    reason: Reason,
    /// When it expires, as it was said, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<SaidDate>,
    /// With `--items` only: the item as the file names it, or null.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Option<&'a str>>,
    /// With `--items` only: what would be asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    close: Vec<&'a str>,
}

/// The answer to what is no message.
#[derive(Serialize)]
pub(super) struct Failure<'a> {
    pub(super) id: Option<&'a RawValue>,
    pub(super) error: String,
}

impl<'a> Answer<'a> {
    pub(super) fn new(
        id: Option<&'a RawValue>,
        parsed: &'a Parsed,
        items: Option<&'a Items>,
    ) -> Self {
        let mut answer = Self {
            id,
            kind: kind(parsed),
            lines: Vec::new(),
            query: None,
            name: None,
            names: &[],
            action: None,
            qty: None,
            unit: None,
            detail: None,
        };
        match parsed {
            Parsed::Understood(intent) => answer.take_intent(intent, items),
            Parsed::Unsure(intent) => {
                answer.take_intent(intent, items);
                answer.detail = Some("ask_first");
            }
            Parsed::Incomplete(problem) => answer.take_problem(problem),
            Parsed::Unrecognised => {}
        }
        answer
    }

    fn take_intent(&mut self, intent: &'a Intent, items: Option<&'a Items>) {
        match intent {
            Intent::Change(lines) => {
                self.lines = lines.iter().map(|line| line_answer(line, items)).collect();
            }
            Intent::Ask(query) => self.take_query(query),
            Intent::Undo(Undo::Last | Undo::LastOf(_)) | Intent::Help | Intent::HelpWith(_) => {}
            Intent::Undo(Undo::Latest(changes)) => self.qty = Quantity::whole((*changes).into()),
            Intent::Fix(fix) => {
                if let Some((quantity, unit)) = fix.quantity() {
                    (self.qty, self.unit) = (Some(quantity), unit);
                }
                self.name = fix.name();
            }
            Intent::Courtesy => self.detail = Some("courtesy"),
            Intent::Answer(_) => self.detail = Some("answer"),
            Intent::Manage(_) => self.detail = Some("manage"),
            Intent::Stocktake(Counting::Left) => self.query = Some("list"),
            Intent::Stocktake(_) => self.detail = Some("stocktake"),
            Intent::Note(notes) => {
                self.detail = Some("note");
                self.name = notes.first().map(|note| note.name.as_str());
            }
            Intent::Edit(_) => self.detail = Some("edit"),
            Intent::Credit(what) => {
                self.detail = Some("credit");
                match what {
                    Credit::Sale { lines, customer }
                    | Credit::Returned {
                        lines, customer, ..
                    } => {
                        self.name = Some(customer);
                        self.lines = lines.iter().map(|line| line_answer(line, items)).collect();
                    }
                    Credit::Paid { customer, .. }
                    | Credit::Owes { customer, .. }
                    | Credit::Corrected { customer, .. }
                    | Credit::Rename { from: customer, .. }
                    | Credit::Forget(customer) => {
                        self.name = Some(customer);
                    }
                }
            }
        }
    }

    fn take_query(&mut self, query: &'a Query) {
        self.query = Some(match query {
            Query::Check { names } => {
                self.name = names.first().map(String::as_str);
                if names.len() > 1 {
                    self.names = names;
                }
                "check"
            }
            Query::List => "list",
            Query::Low => "low",
            Query::Reorder => {
                self.detail = Some("reorder");
                "low"
            }
            Query::Sales(_) => {
                (self.action, self.detail) = (Some(Action::Remove), Some("sales"));
                "history"
            }
            Query::Profit(_) => "profit",
            Query::Report(_) | Query::Unsold(_) => {
                self.detail = Some("report");
                "history"
            }
            Query::Value => "stock_value",
            Query::Trends => "trends",
            Query::Prices => "prices",
            Query::Alerts => "alerts",
            Query::Price { name } => {
                self.name = Some(name);
                "price"
            }
            Query::Cost { name } => {
                (self.name, self.detail) = (Some(name.as_str()), Some("cost"));
                "price"
            }
            Query::Owes(name) => {
                self.name = name.as_deref();
                "owes"
            }
            Query::Account(name) => {
                self.name = Some(name.as_str());
                "account"
            }
            Query::Expiring { name, .. } => {
                self.name = name.as_deref();
                "expiring"
            }
            Query::History { name, action, .. } => {
                (self.name, self.action) = (name.as_deref(), *action);
                "history"
            }
        });
    }

    fn take_problem(&mut self, problem: &'a Problem) {
        self.detail = Some(match problem {
            Problem::NoQuantity { way, name } => {
                (self.action, self.name) = (way.map(|(action, _)| action), Some(name.as_str()));
                "no_quantity"
            }
            Problem::NoName { action, thing, .. } => {
                (self.action, self.qty) = (Some(*action), Some(thing.quantity));
                self.unit = thing.unit.as_ref();
                "no_name"
            }
            Problem::NoAction { things } => {
                if let [thing] = things.as_slice() {
                    (self.qty, self.name) = (Some(thing.quantity), Some(thing.name.as_str()));
                    self.unit = thing.unit.as_ref();
                }
                "no_action"
            }
            Problem::OnlyAction { action } => {
                self.action = Some(*action);
                "only_action"
            }
            Problem::Line { .. } => "line",
            Problem::BadQuantity { .. } => "bad_quantity",
            Problem::Credit => "credit",
            Problem::NotYet => "not_yet",
            Problem::Negated => "negated",
            Problem::TooManyLines { .. } => "too_many_lines",
        });
    }
}

/// The seven kinds.
pub(super) fn kind(parsed: &Parsed) -> &'static str {
    match parsed {
        Parsed::Understood(intent) | Parsed::Unsure(intent) => match intent {
            Intent::Change(_) | Intent::Credit(Credit::Sale { .. }) => "change",
            Intent::Ask(_) | Intent::Stocktake(Counting::Left) => "ask",
            Intent::Undo(_) => "undo",
            Intent::Fix(_) => "fix",
            Intent::Help | Intent::HelpWith(_) => "help",
            Intent::Courtesy
            | Intent::Answer(_)
            | Intent::Manage(_)
            | Intent::Edit(_)
            | Intent::Note(_)
            | Intent::Credit(_)
            | Intent::Stocktake(_) => "unrecognised",
        },
        Parsed::Incomplete(_) => "incomplete",
        Parsed::Unrecognised => "unrecognised",
    }
}

fn line_answer<'a>(line: &'a Line, items: Option<&'a Items>) -> LineAnswer<'a> {
    let (item, close) = match items.map(|items| items.resolve(&line.name)) {
        None => (None, Vec::new()),
        Some(Found::Item(name)) => (Some(Some(name)), Vec::new()),
        Some(Found::Close(names)) => (Some(None), names),
        Some(Found::Unknown) => (Some(None), Vec::new()),
    };
    let (unit, pack) = match line.unit.as_ref().and_then(Unit::pack) {
        Some((word, pieces)) => (Some(word), Some(pieces)),
        None => (line.unit.clone(), None),
    };
    LineAnswer {
        action: line.action,
        qty: line.quantity,
        unit,
        pack,
        name: &line.name,
        price: line.price,
        together: line.together,
        reason: line.reason,
        expires: line.expires,
        item,
        close,
    }
}

#[cfg(test)]
mod tests {
    use backroom_core::intent::Fix;

    use super::*;

    fn line() -> Line {
        Line {
            action: Action::Add,
            quantity: "12".parse().unwrap(),
            unit: Some(Unit::new("kg")),
            name: "maize meal".to_owned(),
            price: None,
            together: None,
            reason: Reason::Receipt,
            expires: None,
        }
    }

    fn check(parsed: &Parsed, expected: &str) {
        let answer = Answer::new(None, parsed, None);
        assert_eq!(serde_json::to_string(&answer).unwrap(), expected);
    }

    #[test]
    fn a_change_shows_its_lines() {
        check(
            &Parsed::Understood(Intent::Change(vec![line()])),
            r#"{"id":null,"kind":"change","lines":[{"action":"add","qty":"12","unit":"kg","name":"maize meal","price":null,"reason":"receipt"}]}"#,
        );
    }

    #[test]
    fn a_pack_shows_its_unit_and_how_many_are_in_it() {
        let line = Line {
            unit: Some(Unit::pack_of("case", 24)),
            name: "coke".to_owned(),
            ..line()
        };
        check(
            &Parsed::Unsure(Intent::Change(vec![line])),
            r#"{"id":null,"kind":"change","lines":[{"action":"add","qty":"12","unit":"case","pack":24,"name":"coke","price":null,"reason":"receipt"}],"detail":"ask_first"}"#,
        );
    }

    #[test]
    fn the_rest_shows_what_it_knows() {
        let names = vec!["coke".to_owned(), "bread".to_owned()];
        check(
            &Parsed::Understood(Intent::Ask(Query::Check { names })),
            r#"{"id":null,"kind":"ask","lines":[],"query":"check","name":"coke","names":["coke","bread"]}"#,
        );
        check(
            &Parsed::Understood(Intent::Fix(Fix::Name("bread".to_owned()))),
            r#"{"id":null,"kind":"fix","lines":[],"name":"bread"}"#,
        );
        check(
            &Parsed::Understood(Intent::Courtesy),
            r#"{"id":null,"kind":"unrecognised","lines":[],"detail":"courtesy"}"#,
        );
        check(
            &Parsed::Incomplete(Problem::NotYet),
            r#"{"id":null,"kind":"incomplete","lines":[],"detail":"not_yet"}"#,
        );
    }
}
