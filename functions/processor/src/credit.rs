//! The credit book: sold and owed, paid, asked about; each entry in one transaction with what moved.

use backroom_core::business::Right;
use backroom_core::credit::{self, Credit, CreditEntry, Customer};
use backroom_core::ids::QuestionId;
use backroom_core::intent::{Action, Line};
use backroom_core::inventory::{Decision, LedgerRecord, Movement, RecordKind};
use backroom_core::money::{Money, Price};
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Settled, TeamQuestion};
use backroom_core::reply::ask::{Press, pick_one};
use backroom_core::reply::change::on_its_day;
use backroom_core::reply::{Reply, credit as words, refuse};
use backroom_core::task::Work;

use crate::change::change_settled;
use crate::commit::{Plan, commit, record, refused};
use crate::history::place;
use crate::turn::{Outcome, Turn};
use crate::{Failure, account, day, task};

/// Does what is said about the credit book. Who moves stock may sell on credit and take a payment, and nobody else gets here.
pub(crate) async fn credit(turn: &Turn<'_>, what: &Credit) -> Result<Outcome, Failure> {
    let role = turn.member.role;
    match what {
        Credit::Sale { lines, customer } => {
            let known = Settled {
                customer: Some(customer.clone()),
                ..day::told(turn, lines).await?
            };
            change_settled(turn, lines, &known, None).await
        }
        Credit::Paid { customer, amount } => {
            commit(turn, || pay(turn, what, customer, *amount)).await
        }
        Credit::Corrected { customer, amount } => {
            commit(turn, || account::correct(turn, what, customer, *amount)).await
        }
        Credit::Returned {
            lines, customer, ..
        } => account::returned(turn, what, (lines, customer), None).await,
        Credit::Rename { from, to } => account::rename(turn, (from, to)).await,
        Credit::Owes {
            customer,
            amount,
            more,
        } => commit(turn, || owes(turn, customer, *amount, *more)).await,
        Credit::Forget(_) if !role.may(Right::ChangeTeam) => {
            refused(turn, refuse::not_allowed(Right::ChangeTeam)).await
        }
        Credit::Forget(name) => ask_to_forget(turn, name).await,
    }
}

/// The answer to a question about it: a press that picks who is meant, or says yes.
pub(crate) async fn settled(
    turn: &Turn<'_>,
    (what, choices): (Credit, &[String]),
    press: Press,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    let picked = match press {
        Press::Pick(number) => usize::from(number)
            .checked_sub(1)
            .and_then(|at| choices.get(at)),
        Press::Yes if choices.len() == 1 => choices.first(),
        Press::Yes | Press::No | Press::New | Press::Sold | Press::Got | Press::Counted => None,
    };
    if picked.is_none() && !choices.is_empty() {
        return Ok(pick_one().into());
    }
    let what = match picked {
        Some(name) => what.of(name.clone()),
        None => what,
    };
    let closed = |plan: Plan| Plan {
        closes: Some(closes.clone()),
        ..plan
    };
    Ok(match &what {
        Credit::Paid { customer, amount } => {
            commit(turn, async || {
                pay(turn, &what, customer, *amount).await.map(closed)
            })
            .await?
        }
        Credit::Corrected { customer, amount } => {
            let correct = async || account::correct(turn, &what, customer, *amount).await;
            commit(turn, async || correct().await.map(closed)).await?
        }
        Credit::Returned { lines, .. } if press == Press::Got => {
            let known = day::told(turn, lines).await?;
            change_settled(turn, lines, &known, Some(closes)).await?
        }
        Credit::Returned {
            lines, customer, ..
        } => account::returned(turn, &what, (lines, customer), Some(closes)).await?,
        Credit::Rename { from, to } if picked.is_none() => {
            account::join(turn, (from, to), closes).await?
        }
        Credit::Rename { .. } | Credit::Sale { .. } | Credit::Owes { .. } | Credit::Forget(_) => {
            return Ok(pick_one().into());
        }
    })
}

/// "who owes me?", "what does Thandi owe?": all of the book is for those who see money, one account for those who sell.
pub(crate) async fn ask(turn: &Turn<'_>, name: Option<&str>) -> Result<Reply, Failure> {
    let role = turn.member.role;
    let may_see = role.may(Right::SeeMoney) || name.is_some() && role.may(Right::MoveStock);
    if !may_see {
        return Ok(refuse::not_allowed(Right::SeeMoney));
    }
    let currency = place(turn).await?.currency;
    Ok(match name {
        None => {
            let customers = turn.to.store.list_customers(turn.business()).await?;
            words::who_owes(&customers, &currency)
        }
        Some(name) => match find(turn, name).await? {
            Ok(customer) => words::owes(&customer, &currency),
            Err(unknown) => unknown,
        },
    })
}

/// The customer, or, where nobody of this name is in the book, the question who is meant, or that there is none.
pub(crate) async fn who(
    turn: &Turn<'_>,
    name: &str,
    what: &Credit,
) -> Result<Result<Customer, Plan>, Failure> {
    let store = &turn.to.store;
    if let Some(customer) = store.find_customer(turn.business(), name).await? {
        return Ok(Ok(customer));
    }
    let customers = store.list_customers(turn.business()).await?;
    let meant = credit::meant(name, &customers);
    if meant.is_empty() {
        return Ok(Err(Plan::refusal(words::not_in_the_book(name, &[]))));
    }
    let currency = place(turn).await?.currency;
    let question = turn.question(Asks::Credit {
        what: what.clone(),
        choices: meant.iter().map(|customer| customer.name.clone()).collect(),
    });
    let reply = words::which_customer(&question.id, name, &meant, &currency);
    Ok(Err(Plan::question(question, reply)))
}

/// The customer, or that there is none.
pub(crate) async fn find(turn: &Turn<'_>, name: &str) -> Result<Result<Customer, Reply>, Failure> {
    let store = &turn.to.store;
    Ok(match store.find_customer(turn.business(), name).await? {
        Some(customer) => Ok(customer),
        None => {
            let customers = store.list_customers(turn.business()).await?;
            Err(words::not_in_the_book(
                name,
                &credit::meant(name, &customers),
            ))
        }
    })
}

async fn pay(
    turn: &Turn<'_>,
    what: &Credit,
    name: &str,
    amount: Option<Money>,
) -> Result<Plan, Failure> {
    let customer = match who(turn, name, what).await? {
        Ok(customer) => customer,
        Err(plan) => return Ok(plan),
    };
    let known = day::told(turn, &[]).await?;
    let currency = place(turn).await?.currency;
    let amount = amount.unwrap_or(customer.balance);
    if amount <= Money::ZERO {
        return Ok(Plan::refusal(words::nothing_to_pay(&customer, &currency)));
    }
    Ok(match customer.enter(amount.negated()) {
        Some((entry, customer)) => {
            let reply = words::paid(&entry, &currency);
            let reply = on_its_day(reply, day::noted(turn, &known).await?);
            Plan {
                happened_at: known.happened_at,
                ..Plan::of_credit(entry, customer, reply)
            }
        }
        None => Plan::refusal(words::too_much()),
    })
}

/// What somebody owes beside what the book knows of. Where that knows of something, it has to be said whether it is so much more.
async fn owes(turn: &Turn<'_>, name: &str, amount: Money, more: bool) -> Result<Plan, Failure> {
    let (customer, others) = found_or_new(turn, name).await?;
    let currency = place(turn).await?.currency;
    if !more && !customer.balance.is_zero() {
        return Ok(Plan::refusal(words::owes_already(
            &customer, amount, &currency,
        )));
    }
    let Some((entry, customer)) = customer.enter(amount) else {
        return Ok(Plan::refusal(words::too_much()));
    };
    let others = credit::near(name, &others);
    let reply = words::entered(&entry, &others, &currency);
    Ok(Plan::of_credit(entry, customer, reply))
}

/// Who goes by this name, or somebody new, and then the others in the book.
async fn found_or_new(turn: &Turn<'_>, name: &str) -> Result<(Customer, Vec<Customer>), Failure> {
    let store = &turn.to.store;
    Ok(match store.find_customer(turn.business(), name).await? {
        Some(customer) => (customer, Vec::new()),
        None => (
            Customer::new(name, &turn.message.id),
            store.list_customers(turn.business()).await?,
        ),
    })
}

impl Plan {
    /// The entry, and its customer as they will be.
    fn with_credit(self, entry: CreditEntry, customer: Customer) -> Self {
        Self {
            credit: vec![entry],
            customers: vec![customer],
            ..self
        }
    }

    /// That alone: no goods.
    fn of_credit(entry: CreditEntry, customer: Customer, reply: Reply) -> Self {
        Self {
            kind: RecordKind::Change,
            ..Self::refusal(reply)
        }
        .with_credit(entry, customer)
    }
}

/// The same sale, owed by its customer.
pub(crate) async fn owed(
    turn: &Turn<'_>,
    sold: Plan,
    name: &str,
    currency: &str,
) -> Result<Plan, Failure> {
    // What comes back is owed no longer.
    let owed = |moved: &Movement| match moved.action {
        Action::Add => moved.total.map(Money::negated),
        Action::Remove | Action::Set => moved.total,
    };
    let mut totals = sold.movements.iter().filter_map(owed);
    let total = totals.try_fold(Money::ZERO, |sum: Money, total| sum.checked_add(total));
    let (customer, customers) = found_or_new(turn, name).await?;
    let Some((entry, customer)) = total.and_then(|total| customer.enter(total)) else {
        return Ok(Plan::refusal(words::too_much()));
    };
    let others = credit::near(name, &customers);
    let reply = words::on_credit(&sold.reply, &entry, &others, currency);
    Ok(Plan { reply, ..sold }.with_credit(entry, customer))
}

/// What a sale on credit needs to know and nobody has said: what the first thing without a price costs.
pub(crate) fn wants_price(
    turn: &Turn<'_>,
    decision: &Decision,
    lines: &[Line],
    known: &Settled,
) -> Option<Plan> {
    let at = decision
        .movements
        .iter()
        .position(|moved| moved.action != Action::Set && moved.total.is_none())?;
    let question = turn.question(Asks::Price {
        lines: lines.to_vec(),
        at,
        known: known.clone(),
    });
    let moved = &decision.movements[at];
    // A bare number is in the item's unit, and so is its price.
    let said = lines.get(at).and_then(|line| line.unit.as_ref());
    let for_good = turn.member.role.may(Right::SetPrices);
    let reply = words::which_price(&moved.name, said.or(moved.unit.as_ref()), for_good);
    Some(Plan::question(question, reply))
}

/// The answer to that: a bare number.
pub(crate) async fn price_told(
    turn: &Turn<'_>,
    (mut lines, at): (Vec<Line>, usize),
    known: &Settled,
    (number, question): (Quantity, &QuestionId),
) -> Result<Outcome, Failure> {
    let (minor, rest) = (number.millionths() / 10_000, number.millionths() % 10_000);
    let price = Money(minor);
    match lines.get_mut(at) {
        Some(line) if rest == 0 && Money::ZERO < price && price <= Money::MAX => {
            line.price = Some(Price::Each(price));
        }
        _ => return Ok(words::just_the_price().into()),
    }
    change_settled(turn, &lines, known, Some(question)).await
}

/// The same undo, with the opposite of the entries of what is taken back. Who was forgotten meanwhile has them under
/// another name.
pub(crate) async fn undone(
    turn: &Turn<'_>,
    plan: Plan,
    records: &[&LedgerRecord],
) -> Result<Plan, Failure> {
    let was: Vec<&CreditEntry> = records
        .iter()
        .flat_map(|record| record.entered_credit())
        .collect();
    if was.is_empty() {
        return Ok(plan);
    }
    let Some(back) = credit::reversed(records) else {
        return Ok(Plan::refusal(words::too_much()));
    };
    let customers = turn.to.store.list_customers(turn.business()).await?;
    let (mut entries, mut after) = (Vec::new(), Vec::new());
    for entry in back {
        let own = customers.iter().find(|own| own.id == entry.customer);
        let Some((entry, customer)) = own.and_then(|own| own.enter(entry.amount)) else {
            return Ok(Plan::refusal(words::too_much()));
        };
        entries.push(entry);
        after.push(customer);
    }
    let currency = place(turn).await?.currency;
    let moved = (!plan.movements.is_empty()).then_some(&plan.reply);
    Ok(Plan {
        reply: words::undone(moved, &was, &entries, &currency),
        credit: entries,
        customers: after,
        ..plan
    })
}

async fn ask_to_forget(turn: &Turn<'_>, name: &str) -> Result<Outcome, Failure> {
    let customer = match find(turn, name).await? {
        Ok(customer) => customer,
        Err(unknown) => return Ok(unknown.into()),
    };
    let currency = place(turn).await?.currency;
    record(turn, || {
        let asked = TeamQuestion::ForgetCustomer {
            name: customer.name.clone(),
        };
        let question = turn.question(Asks::Team(asked));
        let reply = words::sure_to_forget(&question.id, &customer, &currency);
        Plan::question(question, reply)
    })
    .await
}

/// A yes to that: the name goes from the book now, and from the records in a [task].
pub(crate) async fn forget(
    turn: &Turn<'_>,
    name: &str,
    question: &QuestionId,
) -> Result<Outcome, Failure> {
    let customer = match find(turn, name).await? {
        Ok(customer) => customer,
        Err(unknown) => return crate::question::unless_answered(turn, unknown).await,
    };
    let work = Work::ForgetCustomer {
        customer: customer.id.clone(),
        name: customer.name.clone(),
        after: None,
    };
    task::start(turn, work).await?;
    let plan = async || {
        let customer = match find(turn, name).await? {
            Ok(customer) => customer,
            Err(unknown) => return Ok(Plan::refusal(unknown)),
        };
        let forgotten = customer.forgotten();
        let store = &turn.to.store;
        Ok(Plan {
            places: Some(store.rename_customer(turn.business(), &customer, &forgotten)),
            closes: Some(question.clone()),
            ..Plan::refusal(words::forgotten(&forgotten.name))
        })
    };
    commit(turn, plan).await
}
