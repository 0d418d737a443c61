//! What plainly answers a question of ours that was asked last, though by itself it would say something else: "R20" to what
//! one sells for, "3 coke" to how many coke, "3 bread" to three of what, "coke, 24" to what a case of it holds.
//!
//! What may as well be a new message is one: another number, another item, another verb. Only typed words are looked at:
//! what was heard is asked back first.

use backroom_core::catalogue::fold;
use backroom_core::import::Beside;
use backroom_core::intent::{Action, Intent, Line, Note, Noted, Parsed, Problem, Reason, Thing};
use backroom_core::message::Content;
use backroom_core::money::{Money, Price};
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Question, Settled};
use backroom_core::reply::answer::Checked;
use backroom_core::reply::ask::{self, Press};
use backroom_core::reply::{Reply, credit as credit_words};
use backroom_core::unit::Unit;
use backroom_core::{business::Right, parse};

use crate::change::change_settled;
use crate::named::load;
use crate::question::{asked_last, asked_since, not_by_answer, open, settle};
use crate::turn::{Outcome, Turn};
use crate::which::{fits, pick};
use crate::{Failure, packs};

/// Who writes more than this says more than an answer.
const LONGEST: usize = 60;
/// Nor does what the grammar doesn't know by itself have more words than "@ R20 per bottle": the question is not read for it.
const WORDS_MOST: usize = 5;

/// What an answer comes to.
enum Told {
    /// These lines, with what is settled about them.
    Lines(Vec<Line>, Box<Settled>),
    /// One of the buttons.
    Press(Press),
    /// What a pack holds.
    Holds(Quantity, Option<Unit>),
    /// None that could be taken: what is asked for once more.
    Unclear(Reply),
}

impl Told {
    fn line(line: Line) -> Self {
        Self::Lines(vec![line], Box::default())
    }
}

/// Does what the message answers; `None` if it is no such answer.
pub(crate) async fn answer(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    if body.contains('?') || body.chars().count() > LONGEST {
        return Ok(None);
    }
    let parsed = turn.asking.parsed(body);
    let Some(said) = Said::of(&parsed) else {
        return Ok(None);
    };
    if matches!(said, Said::Other) && body.split_whitespace().count() > WORDS_MOST {
        return Ok(None);
    }
    let Some(mut question) = open(turn).await? else {
        return answered_before(turn).await;
    };
    let Some(told) = told(turn, &mut question, body, said).await? else {
        return Ok(None);
    };
    if asked_since(turn, &question) || !asked_last(turn, &question).await? {
        return Ok(None);
    }
    if let Some(outcome) = not_by_answer(turn, &question.asks).await? {
        return Ok(Some(outcome));
    }
    // On the heap: what an answer does is much to hold in here, where it seldom is one.
    Box::pin(done(turn, question, told)).await.map(Some)
}

async fn done(turn: &Turn<'_>, question: Question, told: Told) -> Result<Outcome, Failure> {
    match told {
        Told::Lines(lines, known) => change_settled(turn, &lines, &known, Some(&question.id)).await,
        Told::Unclear(reply) => Ok(reply.into()),
        Told::Press(press) => settle(turn, question, press).await,
        Told::Holds(quantity, unit) => packs::answered(turn, question, quantity, unit).await,
    }
}

/// An answer that comes again is answered as the first time: its question is closed by then.
async fn answered_before(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    if !turn.asking.came_before(turn.message) {
        return Ok(None);
    }
    let store = &turn.to.store;
    let record = store.find_record(turn.business(), &turn.key()).await?;
    Ok(record.map(|record| Outcome::kept(record.reply)))
}

/// What the grammar makes of such an answer by itself.
#[derive(Clone, Copy)]
enum Said<'a> {
    /// "3 coke".
    Thing(&'a Thing),
    /// "sold 3".
    Amount(Action, Reason, &'a Thing),
    /// "price coke 20": of what, how much, for one of what.
    Price(&'a str, Money, Option<&'a Unit>),
    /// "R20", "3 of them", "the bread".
    Other,
}

impl<'a> Said<'a> {
    fn of(parsed: &'a Parsed) -> Option<Self> {
        match parsed {
            Parsed::Unrecognised => Some(Self::Other),
            Parsed::Incomplete(Problem::NoName {
                action,
                reason,
                thing,
            }) => Some(Self::Amount(*action, *reason, thing)),
            Parsed::Incomplete(Problem::NoAction { things }) => match things.as_slice() {
                [thing] => Some(Self::Thing(thing)),
                _ => None,
            },
            Parsed::Understood(Intent::Note(notes)) => match notes.as_slice() {
                [
                    Note {
                        name,
                        what: Noted::Price(each, unit),
                    },
                ] => Some(Self::Price(name, *each, unit.as_ref())),
                _ => None,
            },
            Parsed::Incomplete(
                Problem::NoQuantity { .. }
                | Problem::OnlyAction { .. }
                | Problem::Line { .. }
                | Problem::BadQuantity { .. }
                | Problem::Credit
                | Problem::NotYet
                | Problem::Negated
                | Problem::TooManyLines { .. },
            )
            | Parsed::Understood(_)
            | Parsed::Unsure(_) => None,
        }
    }
}

async fn told(
    turn: &Turn<'_>,
    question: &mut Question,
    body: &str,
    said: Said<'_>,
) -> Result<Option<Told>, Failure> {
    Ok(match &question.asks {
        Asks::Price { lines, at, known } => priced(turn, (lines, *at, known), body, said).await?,
        Asks::HowMany {
            action,
            reason,
            name,
        } => how_many(turn, (*action, *reason, name), body, said).await?,
        Asks::OfWhat {
            action,
            reason,
            thing: asked,
        } => name_of(turn, asked, body, said).await?.map(|name| {
            let thing = match said {
                Said::Thing(thing) => together(asked, thing),
                Said::Amount(..) | Said::Price(..) | Said::Other => asked.clone(),
            };
            Told::line(Thing { name, ..thing }.line(*action, *reason))
        }),
        Asks::WhichWay { things, .. } => match (things.as_slice(), said) {
            ([asked], Said::Amount(action, reason, thing)) => same_amount(asked, thing)
                .then(|| Told::line(together(asked, thing).line(action, reason))),
            _ => None,
        },
        Asks::HowManyIn { item, .. } => match said {
            Said::Thing(thing) => found(turn, &thing.name)
                .await?
                .filter(|named| named.id == *item)
                .map(|_| Told::Holds(thing.quantity, thing.unit.clone())),
            Said::Amount(..) | Said::Price(..) | Said::Other => None,
        },
        Asks::WhichItem {
            lines, said: asked, ..
        } => {
            let asked = lines.iter().find(|line| fold(&line.name) == fold(asked));
            let name = match asked {
                Some(line) => name_of(turn, &of_line(line), body, said).await?,
                None => None,
            };
            match name {
                Some(name) => pick(turn, question, &[&name]).await?.map(Told::Press),
                None => None,
            }
        }
        Asks::Confirm { .. }
        | Asks::Fix { .. }
        | Asks::Undo { .. }
        | Asks::Credit { .. }
        | Asks::Team(_)
        | Asks::Delete { .. }
        | Asks::Merge { .. }
        | Asks::Currency { .. }
        | Asks::WhichTrade
        | Asks::Starter { .. } => None,
    })
}

/// "R20", "20 each", "bottle R20"; and "price coke 20", which is a price for good.
async fn priced(
    turn: &Turn<'_>,
    (lines, at, known): (&[Line], usize, &Settled),
    body: &str,
    said: Said<'_>,
) -> Result<Option<Told>, Failure> {
    let Some(line) = lines.get(at) else {
        return Ok(None);
    };
    let (for_good, price) = match said {
        Said::Price(name, each, unit) => (Some(name), Some((each, unit.cloned()))),
        Said::Thing(_) | Said::Amount(..) | Said::Other => (None, parse::only_a_price(body)),
    };
    let Some((each, unit)) = price.filter(|(each, _)| *each > Money::ZERO && *each <= Money::MAX)
    else {
        return Ok(None);
    };
    let item = found(turn, &line.name).await?;
    let own = item.as_ref().and_then(|item| item.unit.as_ref());
    // One of what was sold is asked about; a price for one of anything else is no answer.
    let one = line.unit.as_ref().or(own);
    let same = |unit: &Unit| one.is_some_and(|one| one.canonical() == unit.canonical());
    if !unit.as_ref().is_none_or(same) {
        return Ok(match for_good {
            Some(_) => None,
            None => Some(Told::Unclear(credit_words::just_the_price())),
        });
    }
    let (mut lines, mut known) = (lines.to_vec(), known.clone());
    if let Some(name) = for_good {
        let it = found(turn, name).await?;
        let is_it = it.is_some() && it.map(|it| it.id) == item.as_ref().map(|item| item.id.clone());
        let whole = unit.is_some() || line.unit.is_none();
        if !is_it || !whole || !turn.member.role.may(Right::SetPrices) {
            return Ok(None);
        }
        let beside = Beside {
            unit,
            price: Some(each),
            ..Beside::default()
        };
        known.beside.push((fold(&line.name), beside));
    }
    if let Some(line) = lines.get_mut(at) {
        line.price = Some(Price::Each(each));
    }
    Ok(Some(Told::Lines(lines, Box::new(known))))
}

/// "3 coke", "sold 3", "3 of them", "only 3".
async fn how_many(
    turn: &Turn<'_>,
    (action, reason, name): (Action, Reason, &str),
    body: &str,
    said: Said<'_>,
) -> Result<Option<Told>, Failure> {
    let line = |thing: &Thing, name: &str| {
        let name = name.to_owned();
        let thing = thing.clone();
        Some(Told::line(Thing { name, ..thing }.line(action, reason)))
    };
    Ok(match said {
        Said::Amount(way, why, thing) if way == action && why == reason => line(thing, name),
        Said::Thing(thing) if of_that(turn, name, &thing.name).await? => line(thing, &thing.name),
        Said::Amount(..) | Said::Thing(_) | Said::Price(..) => None,
        Said::Other => match parse::parse(&format!("{} {body}", verb(action))) {
            Parsed::Incomplete(Problem::NoName { thing, .. }) => line(&thing, name),
            Parsed::Understood(_)
            | Parsed::Unsure(_)
            | Parsed::Incomplete(_)
            | Parsed::Unrecognised => {
                about(action, body, name).then(|| Told::Unclear(ask::just_the_number()))
            }
        },
    })
}

/// "about 3", "3 or 4".
fn about(action: Action, body: &str, name: &str) -> bool {
    let whole = parse::parse(&format!("{} {body} {name}", verb(action)));
    matches!(whole, Parsed::Incomplete(Problem::BadQuantity { .. }))
}

/// Whether what is named now is what was asked about: the same item, or one of those that the name asked about may mean.
async fn of_that(turn: &Turn<'_>, asked: &str, named: &str) -> Result<bool, Failure> {
    if fold(asked) == fold(named) {
        return Ok(true);
    }
    let both = load(turn, &[asked, named]).await?;
    Ok(match both.as_slice() {
        [Checked::Found(asked), Checked::Found(named)] => asked.id == named.id,
        [Checked::Close(..), Checked::Found(named)] => fits(named, asked),
        _ => false,
    })
}

/// The name in "3 bread", "the bread" or "of bread", as an answer to what so much was of: with the same number, or with no
/// number and one of the shop's.
async fn name_of(
    turn: &Turn<'_>,
    asked: &Thing,
    body: &str,
    said: Said<'_>,
) -> Result<Option<String>, Failure> {
    match said {
        Said::Thing(thing) => {
            return Ok(same_amount(asked, thing).then(|| thing.name.clone()));
        }
        Said::Amount(..) | Said::Price(..) => return Ok(None),
        Said::Other => {}
    }
    let Parsed::Understood(Intent::Change(lines)) = parse::parse(&format!("sold 1 {body}")) else {
        return Ok(None);
    };
    let [line] = lines.as_slice() else {
        return Ok(None);
    };
    let plain = line.quantity == Quantity::ONE && line.unit.is_none() && line.price.is_none();
    Ok(match plain && found(turn, &line.name).await?.is_some() {
        true => Some(line.name.clone()),
        false => None,
    })
}

async fn found(
    turn: &Turn<'_>,
    name: &str,
) -> Result<Option<Box<backroom_core::inventory::Item>>, Failure> {
    Ok(match load(turn, &[name]).await?.into_iter().next() {
        Some(Checked::Found(item)) => Some(item),
        Some(Checked::Close(..) | Checked::Unknown(_)) | None => None,
    })
}

fn of_line(line: &Line) -> Thing {
    Thing {
        quantity: line.quantity,
        unit: line.unit.clone(),
        name: line.name.clone(),
        price: line.price,
        together: line.together,
        expires: None,
    }
}

/// Whether the two say as much, and nothing that the other says otherwise.
fn same_amount(asked: &Thing, now: &Thing) -> bool {
    let unit = |unit: &Unit| match &asked.unit {
        Some(asked) => asked.canonical() == unit.canonical(),
        None => true,
    };
    let price = now.price.is_none() || asked.price.is_none() || now.price == asked.price;
    asked.quantity == now.quantity && now.unit.as_ref().is_none_or(unit) && price
}

/// What both of them say, under the first's name.
fn together(asked: &Thing, now: &Thing) -> Thing {
    Thing {
        quantity: asked.quantity,
        unit: asked.unit.as_ref().or(now.unit.as_ref()).cloned(),
        name: asked.name.clone(),
        price: asked.price.or(now.price),
        together: asked.together.or(now.together),
        expires: asked.expires.or(now.expires),
    }
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Add => "got",
        Action::Remove => "sold",
        Action::Set => "count",
    }
}
