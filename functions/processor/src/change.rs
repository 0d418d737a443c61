//! A change: names to items, lines to movements, all of them or none.

use std::collections::BTreeSet;

use backroom_core::business::{Business, Right};
use backroom_core::catalogue::{as_typed, fold};
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Action, Intent, Line, Parsed, Problem, Reason};
use backroom_core::inventory::{
    ALIASES_MAX, Decision, Doubt, Item, LINES_SURE, Movement, Order, RecordKind, Rejection, Stock,
    Target, decide, doubts, moved_since, share_out, then,
};
use backroom_core::message::Content;
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Settled, Waiting};
use backroom_core::reorder;
use backroom_core::reply::answer::Checked;
use backroom_core::reply::reorder::with_alerts;
use backroom_core::reply::{Reply, ask, change as words, chat, items, plan as plan_words, refuse};
use backroom_core::unit::Dimension;
use backroom_io::store::{Alias, ITEMS_MAX};

use crate::commit::{Plan, commit, record, refused};
use crate::history::{currency, place};
use crate::named::{All, read_again};
use crate::turn::{Outcome, Turn};
use crate::which::Near;
use crate::{Failure, account, credit, day, expiry, list, packs, which};

/// The longest name of an item, in characters.
pub(crate) const NAME_MAX: usize = 80;

/// Moves the stock as the lines say.
pub(crate) async fn change(turn: &Turn<'_>, lines: &[Line]) -> Result<Outcome, Failure> {
    let back = |line: &Line| (line.action, line.reason) == (Action::Add, Reason::Return);
    if lines.iter().all(back)
        && let Some(asked) = account::may_be_owed(turn).await?
    {
        return Ok(asked);
    }
    let known = day::told(turn, lines).await?;
    change_settled(turn, lines, &known, None).await
}

/// Moves the stock as the lines say, once questions about them are settled; `closes` is the one that is answered now.
pub(crate) async fn change_settled(
    turn: &Turn<'_>,
    lines: &[Line],
    known: &Settled,
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    if lines.len() > ITEMS_MAX {
        return Ok(refuse::incomplete(&Problem::TooManyLines { most: ITEMS_MAX }).into());
    }
    // Of signs alone: nothing that could be found again.
    if lines.iter().any(|line| fold(&line.name).is_empty()) {
        return Ok(refuse::nameless().into());
    }
    if let Some(line) = lines
        .iter()
        .find(|line| line.name.chars().count() > NAME_MAX)
    {
        return Ok(refuse::name_too_long(&line.name).into());
    }
    commit(turn, async || {
        Ok(Plan {
            closes: closes.cloned(),
            ..plan(turn, lines, known).await?
        })
    })
    .await
}

/// A change as Gemini guesses it: done at once where all of it is known items in or out, asked back otherwise.
pub(crate) async fn guessed(turn: &Turn<'_>, lines: &[Line]) -> Result<Outcome, Failure> {
    let names: Vec<ItemId> = lines
        .iter()
        .map(|line| ItemId::new(fold(&line.name)))
        .collect();
    let stock = turn.to.store.load_items(turn.business(), &names).await?;
    let known = names.iter().all(|name| stock.find(name.as_str()).is_some());
    let in_or_out = lines.iter().all(|line| line.action != Action::Set);
    if known && in_or_out && turn.member.role.may(Right::MoveStock) {
        return change(turn, lines).await;
    }
    confirm(turn, lines).await
}

/// A change that is understood, but not surely: asked back first.
pub(crate) async fn confirm(turn: &Turn<'_>, lines: &[Line]) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::MoveStock) {
        return refused(turn, refuse::not_allowed(Right::MoveStock)).await;
    }
    let is_none = |line: &Line| line.action == Action::Set && line.quantity.is_zero();
    if turn.heard.is_none() && lines.iter().all(is_none) {
        return none_left(turn, lines).await;
    }
    let priced = |line: &Line| line.price.is_some() || line.together.is_some();
    let currency = match lines.iter().any(priced) {
        true => place(turn).await?.currency,
        false => String::new(),
    };
    let Some(reply) = ask::confirm(&turn.question_id(), lines, &currency) else {
        return Ok(chat::too_long().into());
    };
    let known = Settled {
        told: counted(turn, lines, &Settled::default()).await?,
        ..day::told(turn, lines).await?
    };
    let mut lines = lines.to_vec();
    expiry::fix(turn, lines.iter_mut().map(|line| &mut line.expires)).await?;
    record(turn, || {
        let question = turn.question(Asks::Confirm {
            lines: lines.clone(),
            known: known.clone(),
        });
        Plan::question(question, reply.clone())
    })
    .await
}

/// How much there is now of what the lines count, to be kept with a question about them. Nothing is read if none of them
/// does.
pub(crate) async fn counted(
    turn: &Turn<'_>,
    lines: &[Line],
    known: &Settled,
) -> Result<Vec<(ItemId, Quantity)>, Failure> {
    if lines.iter().all(|line| line.action != Action::Set) {
        return Ok(Vec::new());
    }
    Ok(match find(turn, lines, known).await? {
        Found::All(stock, orders) => on_hand(&stock, &orders),
        Found::Unknown(_) | Found::Close(..) | Found::NoRoom(..) => Vec::new(),
    })
}

fn on_hand(stock: &Stock, orders: &[Order]) -> Vec<(ItemId, Quantity)> {
    let counts = orders.iter().filter(|order| order.action == Action::Set);
    let items = counts.map(|order| order.target.id());
    items.map(|id| (id.clone(), stock.on_hand(id))).collect()
}

/// "Bolts are finished": of something that the shop has, a count of none, which is asked back where the book says otherwise.
async fn none_left(turn: &Turn<'_>, lines: &[Line]) -> Result<Outcome, Failure> {
    if let Found::All(_, orders) = find(turn, lines, &Settled::default()).await? {
        let new = orders.iter().zip(lines);
        let new = new.filter(|(order, _)| matches!(order.target, Target::New(..)));
        let new: Vec<&str> = new.map(|(_, line)| line.name.as_str()).collect();
        if !new.is_empty() {
            return refused(turn, refuse::unknown_items(&new)).await;
        }
    }
    change(turn, lines).await
}

async fn plan(turn: &Turn<'_>, lines: &[Line], known: &Settled) -> Result<Plan, Failure> {
    let found = find(turn, lines, known).await?;
    if found.is_doubtful()
        && known.is_fresh()
        && let Some(clearer) = read_with_names(turn, lines).await?
    {
        let found = find(turn, &clearer, known).await?;
        return planned(turn, &clearer, known, found).await;
    }
    planned(turn, lines, known, found).await
}

/// The lines of a typed message as the names of the shop make them clearer: "3 coke next to the till" is coke.
async fn read_with_names(turn: &Turn<'_>, lines: &[Line]) -> Result<Option<Vec<Line>>, Failure> {
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    let first = turn.asking.parsed(body);
    let typed = matches!(&*first, Parsed::Understood(Intent::Change(typed)) if typed == lines);
    let again = match typed {
        true => read_again(turn, body, &first).await?,
        false => None,
    };
    Ok(match again {
        Some(Parsed::Understood(Intent::Change(clearer))) => Some(clearer),
        _ => None,
    })
}

async fn planned(
    turn: &Turn<'_>,
    lines: &[Line],
    known: &Settled,
    found: Found,
) -> Result<Plan, Failure> {
    let mut lines = lines.to_vec();
    expiry::fix(turn, lines.iter_mut().map(|line| &mut line.expires)).await?;
    Ok(match found {
        Found::All(stock, mut orders) => match expiry::date(turn, &lines, &mut orders).await? {
            None => decided(turn, &stock, &orders, &lines, known).await?,
            Some(reply) => Plan::refusal(reply),
        },
        Found::Unknown(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Plan::refusal(refuse::unknown_items(&names))
        }
        Found::Close(near) => which::ask(turn, lines, known, near),
        Found::NoRoom(business, items) => {
            let allowance = business.allowance();
            Plan::refusal(plan_words::no_more_items(business.plan, &allowance, items))
        }
    })
}

/// What the names of a change turned out to be.
enum Found {
    /// Items there are or are to be.
    All(Stock, Vec<Order>),
    /// Names that stand for nothing that could go out.
    Unknown(Vec<String>),
    /// The first name that may stand for several, or for none.
    Close(Near),
    /// Something new, and the business's plan has no room for it beside so many items.
    NoRoom(Box<Business>, usize),
}

impl Found {
    /// Whether a name is not one of the shop's.
    fn is_doubtful(&self) -> bool {
        match self {
            Self::All(_, orders) => orders
                .iter()
                .any(|order| matches!(order.target, Target::New(..))),
            Self::Unknown(_) | Self::Close(..) | Self::NoRoom(..) => true,
        }
    }
}

/// The business, if something is new and its plan has no room for that beside the stock there is. Two new items that
/// come in the same moment may both get the last place.
async fn no_room(
    turn: &Turn<'_>,
    stock: &Stock,
    targets: &[Target],
) -> Result<Option<Business>, Failure> {
    let new = targets.iter().filter_map(|target| match target {
        Target::New(id, _) => Some(id),
        Target::Item(_) => None,
    });
    let new: BTreeSet<&ItemId> = new.collect();
    if new.is_empty() {
        return Ok(None);
    }
    let Some(business) = turn.to.profile(turn.business()).await? else {
        return Ok(None);
    };
    let most = usize::try_from(business.allowance().items).unwrap_or(usize::MAX);
    Ok((stock.kept().count() + new.len() > most).then_some(business))
}

/// Finds the items. The exact names cost one read each; only if one is missing is the whole list read.
async fn find(turn: &Turn<'_>, lines: &[Line], known: &Settled) -> Result<Found, Failure> {
    let store = &turn.to.store;
    let id_of = |line: &Line| {
        let folded = fold(&line.name);
        let settled = known.names.iter().find(|(name, _)| *name == folded);
        settled.map_or_else(|| ItemId::new(folded), |(_, item)| item.clone())
    };
    let ids: Vec<ItemId> = lines.iter().map(id_of).collect();
    let exact = store.load_items(turn.business(), &ids).await?;
    if let Some(targets) = ids
        .iter()
        .map(|id| exact.find(id.as_str()).map(target))
        .collect()
    {
        return Ok(Found::All(exact, orders(lines, targets)));
    }
    let all = All::read(turn).await?;
    let mut targets = Vec::with_capacity(lines.len());
    let mut unknown = Vec::new();
    for (line, id) in lines.iter().zip(&ids) {
        let comes_in = line.action != Action::Remove;
        let new = || Target::New(ItemId::new(fold(&line.name)), name_of_new(turn, line));
        if let Some(item) = all.stock.find(id.as_str()) {
            targets.push(target(item));
            continue;
        }
        if known.new.iter().any(|name| *name == id.as_str()) {
            targets.push(new());
            continue;
        }
        match all.find(&line.name) {
            Checked::Found(item) => targets.push(target(&item)),
            Checked::Close(said, choices) => {
                let more = all.has_more(&said, &choices);
                return Ok(Found::Close(Near {
                    said,
                    choices,
                    or_new: comes_in,
                    more,
                }));
            }
            Checked::Unknown(_) if comes_in => targets.push(new()),
            Checked::Unknown(name) => unknown.push(name),
        }
    }
    if !unknown.is_empty() {
        return Ok(Found::Unknown(unknown));
    }
    if let Some(business) = no_room(turn, &all.stock, &targets).await? {
        return Ok(Found::NoRoom(Box::new(business), all.stock.kept().count()));
    }
    Ok(Found::All(all.stock, orders(lines, targets)))
}

/// What something new is called: as they typed it, if it was typed.
fn name_of_new(turn: &Turn<'_>, line: &Line) -> String {
    if let Content::Text { body } = &turn.message.content {
        return as_typed(body, &line.name).to_owned();
    }
    line.name.clone()
}

fn target(item: &Item) -> Target {
    Target::Item(item.id.clone())
}

fn orders(lines: &[Line], targets: Vec<Target>) -> Vec<Order> {
    lines
        .iter()
        .zip(targets)
        .map(|(line, target)| Order::of(line, target))
        .collect()
}

/// Decides the orders. A pack that has to be known first is asked for.
async fn decided(
    turn: &Turn<'_>,
    stock: &Stock,
    orders: &[Order],
    lines: &[Line],
    known: &Settled,
) -> Result<Plan, Failure> {
    let (stock, learnt) = match packs::taught(stock, &known.packs) {
        Ok(taught) => taught,
        Err(reply) => return Ok(Plan::refusal(reply)),
    };
    let (orders, unshared) = share_out(&stock, orders);
    let orders = orders.as_ref();
    let decision = as_owner_allows(turn, |oversell| decide(&stock, orders, oversell)).await?;
    Ok(match decision {
        Ok(decision) => {
            let decision = list::noted(decision, orders, lines, known);
            if let Some(doubts) = risks(&stock, &decision, lines, known) {
                let known = Settled {
                    told: on_hand(&stock, orders),
                    ..known.clone()
                };
                let asks = Asks::Confirm {
                    lines: lines.to_vec(),
                    known,
                };
                return Ok(ask_first(turn, asks, lines, &doubts));
            }
            let on_credit = known.customer.as_deref();
            let unpriced =
                on_credit.and_then(|_| credit::wants_price(turn, &decision, lines, known));
            if let Some(question) = unpriced {
                return Ok(question);
            }
            let currency = match unshared {
                Some(_) => place(turn).await?.currency,
                None => currency(turn, &decision.movements).await?,
            };
            let days = day::beside(turn, known, orders).await?;
            let told = |movements: &[Movement]| {
                let reply = words::changed(movements, &currency);
                let reply = words::without_price(reply, unshared, &currency);
                days.told(reply)
            };
            let plan = Plan {
                happened_at: known.happened_at,
                learns: learnt_names(known, &decision.items),
                learns_if_free: true,
                ..moved(then(learnt, decision), told).with_hint()
            };
            match on_credit {
                Some(customer) => credit::owed(turn, plan, customer, &currency).await?,
                None => plan,
            }
        }
        Err(rejections) => match packs::wanted(&stock, orders, &rejections) {
            Some((item, pack, of)) => {
                let (lines, known) = (lines.to_vec(), known.clone());
                packs::ask(turn, &item, &pack, &of, Waiting::Change { lines, known })
            }
            None => Plan::refusal(refuse::not_moved(&rejections, orders.len())),
        },
    })
}

/// What is doubtful about it, if it is asked about before it is done: after a yes, only what has moved since.
fn risks<'a>(
    stock: &Stock,
    decision: &'a Decision,
    lines: &[Line],
    known: &Settled,
) -> Option<Vec<Doubt<'a>>> {
    let doubts = match known.sure {
        true => moved_since(&known.told, stock, decision),
        false => doubts(stock, decision),
    };
    let many = !known.sure && lines.len() > LINES_SURE;
    (many || !doubts.is_empty()).then_some(doubts)
}

/// Asks this about the lines before it is done.
pub(crate) fn ask_first(turn: &Turn<'_>, asks: Asks, lines: &[Line], doubts: &[Doubt<'_>]) -> Plan {
    let question = turn.question(asks);
    match ask::sure(&question.id, lines, doubts) {
        Some(reply) => Plan::question(question, reply),
        None => Plan::refusal(ask::too_much_to_check()),
    }
}

impl Plan {
    /// Something new that came in packs is counted in packs: how to count single ones is told once.
    fn with_hint(self) -> Self {
        let [item] = self.items.as_slice() else {
            return self;
        };
        let pack = item.unit.as_ref().filter(|unit| {
            let first = item.version == 0 && item.packs.is_empty();
            first && unit.dimension() == Dimension::Pack
        });
        match pack {
            Some(pack) => Self {
                reply: items::tell_what_is_in(self.reply, item, pack),
                ..self
            },
            None => self,
        }
    }
}

/// A decision, and the words for its movements.
pub(crate) fn moved(mut decision: Decision, words: impl FnOnce(&[Movement]) -> Reply) -> Plan {
    reorder::mark(&decision.items, &mut decision.movements);
    let reply = words(&decision.movements);
    let reply = with_alerts(reply, &decision.items, &decision.movements);
    Plan {
        kind: RecordKind::Change,
        movements: decision.movements,
        items: decision.items,
        ..Plan::refusal(reply)
    }
}

/// Decides without overselling; where that falls short and the owner allows it, once more with. The business's settings
/// are read only then.
pub(crate) async fn as_owner_allows<T>(
    turn: &Turn<'_>,
    decide: impl Fn(bool) -> Result<T, Vec<Rejection>>,
) -> Result<Result<T, Vec<Rejection>>, Failure> {
    let decision = decide(false);
    if decision.as_ref().is_err_and(|why| falls_short(why)) && may_oversell(turn).await? {
        return Ok(decide(true));
    }
    Ok(decision)
}

fn falls_short(rejections: &[Rejection]) -> bool {
    rejections
        .iter()
        .any(|rejection| matches!(rejection, Rejection::NotEnough { .. }))
}

/// Whether the owner allows stock below zero.
async fn may_oversell(turn: &Turn<'_>) -> Result<bool, Failure> {
    let business: Option<Business> = turn.to.profile(turn.business()).await?;
    Ok(business.is_some_and(|business| business.settings.oversell))
}

/// Each name that a question settled is another name of its item from now on, but for one that several items share, and
/// for as many as the item has room for.
fn learnt_names(known: &Settled, items: &[Item]) -> Vec<Alias> {
    let own = known
        .names
        .iter()
        .filter(|(folded, _)| !known.shared.contains(folded));
    let mut learnt: Vec<Alias> = Vec::new();
    for (folded, id) in own {
        let item = items.iter().find(|item| item.id == *id);
        let names = item.map_or(0, |item| item.aliases.len());
        let more = learnt.iter().filter(|alias| alias.item == *id).count();
        if names + more < ALIASES_MAX {
            learnt.push(Alias {
                folded: folded.clone(),
                item: id.clone(),
            });
        }
    }
    learnt
}
