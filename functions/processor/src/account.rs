//! One customer's account in the credit book: what they took and paid, a payment put right, what they brought back, and what they
//! are called.

use backroom_core::business::Right;
use backroom_core::catalogue::fold;
use backroom_core::credit::{Credit, CreditEntry, Customer};
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Action, Fix, Line};
use backroom_core::inventory::{LedgerRecord, RecordKind, TakenBack};
use backroom_core::message::Content;
use backroom_core::money::{Money, Price};
use backroom_core::parse::brought_back;
use backroom_core::question::{Asks, Settled};
use backroom_core::reply::{Reply, credit as words, refuse};
use backroom_io::store::Kept;

use crate::change::change_settled;
use crate::commit::{Plan, commit, record, refused};
use crate::credit::{find, who};
use crate::history::{Place, place};
use crate::past::{Past, own_changes};
use crate::turn::{Outcome, Turn};
use crate::{Failure, day};

/// How many of a business's records are looked through.
const LOOK_BACK: usize = 1_000;
/// How many of a customer's entries are shown.
const LATEST: usize = 10;

/// Who sells on credit may see one account.
pub(crate) fn may_see(turn: &Turn<'_>) -> bool {
    let role = turn.member.role;
    role.may(Right::SeeMoney) || role.may(Right::MoveStock)
}

/// "what did Thandi take?"
pub(crate) async fn ask(turn: &Turn<'_>, name: &str) -> Result<Reply, Failure> {
    if !may_see(turn) {
        return Ok(refuse::not_allowed(Right::SeeMoney));
    }
    match find(turn, name).await? {
        Ok(customer) => told(turn, &customer).await,
        Err(unknown) => Ok(unknown),
    }
}

/// "history Lindiwe", where that is no item: the account of the customer of this name, if there is one.
pub(crate) async fn named(turn: &Turn<'_>, name: &str) -> Result<Option<Reply>, Failure> {
    if !may_see(turn) {
        return Ok(None);
    }
    let store = &turn.to.store;
    match store.find_customer(turn.business(), name).await? {
        Some(customer) => told(turn, &customer).await.map(Some),
        None => Ok(None),
    }
}

async fn told(turn: &Turn<'_>, customer: &Customer) -> Result<Reply, Failure> {
    let Place { zone, currency } = place(turn).await?;
    let (entries, looked_through) = entries(turn, customer, LATEST).await?;
    Ok(words::account(&words::Account {
        customer,
        entries: &entries,
        looked_through,
        zone: &zone,
        currency: &currency,
    }))
}

/// A customer's entries that stand, newest first, so many at most; and where the search ended before the ledger did, after how
/// many messages.
async fn entries(
    turn: &Turn<'_>,
    customer: &Customer,
    most: usize,
) -> Result<(Vec<(LedgerRecord, CreditEntry)>, Option<usize>), Failure> {
    let mut found: Vec<(LedgerRecord, CreditEntry)> = Vec::new();
    let mut taken_back = TakenBack::default();
    let mut seen = 0;
    let look = |kept: Kept| {
        seen += 1;
        taken_back.note(&kept.record, kept.undone);
        let older =
            |(last, _): &(LedgerRecord, CreditEntry)| kept.record.key.sent_at < last.key.sent_at;
        // What was taken back is known by now, but for messages of one second.
        let stands = |(record, _): &&(LedgerRecord, CreditEntry)| taken_back.stands(&record.key);
        if found.last().is_some_and(older) && found.iter().filter(stands).count() >= most {
            return false;
        }
        let record = kept.record;
        let undo = matches!(record.kind, RecordKind::Undo { .. });
        let entered = record.entered_credit().iter();
        let mut own = entered.filter(|entry| entry.customer == customer.id && !undo);
        if let Some(entry) = own.next_back().cloned() {
            found.push((record, entry));
        }
        seen < LOOK_BACK
    };
    let store = &turn.to.store;
    store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    found.retain(|(record, _)| taken_back.stands(&record.key));
    found.sort_by_key(|(record, _)| std::cmp::Reverse((record.happened(), record.decided_at)));
    found.truncate(most);
    Ok((found, (seen >= LOOK_BACK).then_some(seen)))
}

/// The sum that a correction says, if it says one: "no, 16", "it was R16".
pub(crate) fn sum_of(fix: &Fix) -> Option<Money> {
    let sum = match fix {
        Fix::Quantity(number, None) => {
            let (minor, rest) = (number.millionths() / 10_000, number.millionths() % 10_000);
            Money(minor * i64::from(rest == 0))
        }
        Fix::Price(None, Price::Each(sum) | Price::Total(sum)) => *sum,
        Fix::Quantity(..)
        | Fix::Name(_)
        | Fix::Both(..)
        | Fix::Price(..)
        | Fix::Of(..)
        | Fix::OfKind(..) => return None,
    };
    (Money::ZERO < sum && sum <= Money::MAX).then_some(sum)
}

/// The payment or debt of a record without goods, as it was corrected: taken back and entered anew. `asks` is the correction,
/// where it is not sure that this is meant.
pub(crate) async fn mended(
    turn: &Turn<'_>,
    past: &Past,
    sum: Money,
    asks: Option<&Fix>,
) -> Result<Plan, Failure> {
    let Past { record, mark } = past;
    let [was] = record.entered_credit() else {
        return Ok(Plan::refusal(words::undo_it_instead()));
    };
    if !record.movements.is_empty() {
        return Ok(Plan::refusal(words::undo_it_instead()));
    }
    let customers = turn.to.store.list_customers(turn.business()).await?;
    let own = customers.iter().find(|own| own.id == was.customer);
    let amount = match was.amount > Money::ZERO {
        true => sum,
        false => sum.negated(),
    };
    let back = own.and_then(|own| own.enter(was.amount.negated()));
    let again = back.and_then(|(back, own)| Some((back, own.enter(amount)?)));
    let Some((back, (now, customer))) = again else {
        return Ok(Plan::refusal(words::too_much()));
    };
    let currency = place(turn).await?.currency;
    let of = record.key.clone();
    if let Some(fix) = asks {
        let fix = fix.clone();
        let question = turn.question(Asks::Fix { fix, of });
        let reply = words::sure_to_fix(&question.id, was, &now, &currency);
        return Ok(Plan::question(question, reply));
    }
    Ok(Plan {
        kind: RecordKind::Fix { of },
        happened_at: Some(record.happened()),
        undoes: mark.clone().into_iter().collect(),
        reply: words::fixed(was, &now, &currency),
        credit: vec![back, now],
        customers: vec![customer],
        ..Plan::refusal(Reply::text(""))
    })
}

/// "no, bob paid 16": the last payment of Bob's that this member entered.
pub(crate) async fn correct(
    turn: &Turn<'_>,
    what: &Credit,
    name: &str,
    amount: Money,
) -> Result<Plan, Failure> {
    let customer = match who(turn, name, what).await? {
        Ok(customer) => customer,
        Err(plan) => return Ok(plan),
    };
    let paid = |past: &Past| {
        let entered = past.record.entered_credit();
        let theirs = |entry: &CreditEntry| entry.customer == customer.id;
        past.stands()
            && past.record.movements.is_empty()
            && matches!(entered, [entry] if theirs(entry) && entry.amount < Money::ZERO)
    };
    let own = own_changes(turn, 1, paid).await?;
    match own.changes.into_iter().find(paid) {
        Some(past) => mended(turn, &past, amount, None).await,
        None => {
            let currency = place(turn).await?.currency;
            let reply = words::no_payment_to_fix(&customer, amount, &currency);
            Ok(Plan::refusal(reply))
        }
    }
}

/// "Lindiwe returned 1 bread": asked about where Lindiwe owes something. `None` if it is of nobody who does.
pub(crate) async fn may_be_owed(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    let Some(what) = brought_back(body).filter(|_| turn.member.role.may(Right::MoveStock)) else {
        return Ok(None);
    };
    let Credit::Returned {
        lines, customer, ..
    } = &what
    else {
        return Ok(None);
    };
    let store = &turn.to.store;
    let customer = store.find_customer(turn.business(), customer).await?;
    let Some(customer) = customer.filter(|customer| customer.balance > Money::ZERO) else {
        return Ok(None);
    };
    let currency = place(turn).await?.currency;
    let asked = record(turn, || {
        let question = turn.question(Asks::Credit {
            what: what.clone(),
            choices: Vec::new(),
        });
        let reply = words::off_the_debt(&question.id, &customer, lines, &currency);
        Plan::question(question, reply)
    });
    asked.await.map(Some)
}

/// Goods that come back off what a customer owes, at what they took them for.
pub(crate) async fn returned(
    turn: &Turn<'_>,
    what: &Credit,
    (lines, name): (&[Line], &str),
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    let store = &turn.to.store;
    let Some(customer) = store.find_customer(turn.business(), name).await? else {
        return commit(turn, async || match who(turn, name, what).await? {
            Ok(_) => Ok(Plan::refusal(words::say_all())),
            Err(plan) => Ok(Plan {
                closes: closes.cloned(),
                ..plan
            }),
        })
        .await;
    };
    let lines = priced(turn, &customer, lines).await?;
    let known = Settled {
        customer: Some(customer.name),
        ..day::told(turn, &lines).await?
    };
    change_settled(turn, &lines, &known, closes).await
}

/// The lines with what this customer last took the same for.
async fn priced(
    turn: &Turn<'_>,
    customer: &Customer,
    lines: &[Line],
) -> Result<Vec<Line>, Failure> {
    let mut lines = lines.to_vec();
    if lines.iter().all(|line| line.price.is_some()) {
        return Ok(lines);
    }
    let ids: Vec<ItemId> = lines
        .iter()
        .map(|line| ItemId::new(fold(&line.name)))
        .collect();
    let stock = turn.to.store.load_items(turn.business(), &ids).await?;
    let (took, _) = entries(turn, customer, LOOK_BACK).await?;
    let sold = || took.iter().flat_map(|(record, _)| record.entered());
    for (line, id) in lines.iter_mut().zip(&ids) {
        let Some(item) = stock.find(id.as_str()).filter(|_| line.price.is_none()) else {
            continue;
        };
        let same = sold().find(|moved| {
            let unit = line.unit.as_ref().or(item.unit.as_ref());
            let was = moved.said_unit.as_ref().or(moved.unit.as_ref());
            moved.item == item.id && moved.action == Action::Remove && unit == was
        });
        line.price = same.and_then(|moved| {
            let total = moved.total?.share(line.quantity, moved.said)?;
            Some(Price::Total(total))
        });
    }
    Ok(lines)
}

/// "rename customer Lindiwee to Lindiwe", by who sees all of the book: another name, or, where both are in the book, a question
/// whether the debt goes along.
pub(crate) async fn rename(turn: &Turn<'_>, (from, to): (&str, &str)) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return refused(turn, refuse::not_allowed(Right::SeeMoney)).await;
    }
    let was = match find(turn, from).await? {
        Ok(customer) => customer,
        Err(unknown) => return refused(turn, unknown).await,
    };
    let store = &turn.to.store;
    let other = store.find_customer(turn.business(), to).await?;
    let other = other.filter(|other| other.id != was.id);
    let currency = place(turn).await?.currency;
    if let Some(into) = other {
        return record(turn, || {
            let question = turn.question(Asks::Credit {
                what: Credit::Rename {
                    from: was.name.clone(),
                    to: into.name.clone(),
                },
                choices: Vec::new(),
            });
            let reply = words::sure_to_join(&question.id, &was, &into, &currency);
            Plan::question(question, reply)
        })
        .await;
    }
    commit(turn, async || {
        let was = match find(turn, from).await? {
            Ok(customer) => customer,
            Err(unknown) => return Ok(Plan::refusal(unknown)),
        };
        let now = was.called(to);
        let same = fold(to) == was.folded();
        if same {
            return Ok(Plan::refusal(words::owes(&was, &currency)));
        }
        Ok(Plan {
            places: Some(store.rename_customer(turn.business(), &was, &now)),
            ..Plan::refusal(words::renamed(&was, &now, &currency))
        })
    })
    .await
}

/// A yes to that: what the one owes is owed by the other. Undo takes it back, as any entry.
pub(crate) async fn join(
    turn: &Turn<'_>,
    (from, to): (&str, &str),
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return refused(turn, refuse::not_allowed(Right::SeeMoney)).await;
    }
    commit(turn, async || {
        let (from, into) = match (find(turn, from).await?, find(turn, to).await?) {
            (Ok(from), Ok(into)) => (from, into),
            (Err(unknown), _) | (_, Err(unknown)) => return Ok(Plan::refusal(unknown)),
        };
        let owed = from.balance;
        let plan = match (from.enter(owed.negated()), into.enter(owed)) {
            _ if owed.is_zero() => Plan::refusal(words::owes(&into, &place(turn).await?.currency)),
            (Some((gone, from)), Some((come, into))) => {
                let currency = place(turn).await?.currency;
                Plan {
                    kind: RecordKind::Change,
                    reply: words::joined(&gone, &come, &currency),
                    credit: vec![gone, come],
                    customers: vec![from, into],
                    ..Plan::refusal(Reply::text(""))
                }
            }
            (None, _) | (_, None) => Plan::refusal(words::too_much()),
        };
        Ok(Plan {
            closes: Some(closes.clone()),
            ..plan
        })
    })
    .await
}
