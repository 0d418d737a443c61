//! Correcting a change: it is taken back and entered anew; the old one stays in the ledger.

use backroom_core::catalogue::fold;
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Fix, Line};
use backroom_core::inventory::{
    Corrected, Decision, Item, LedgerKey, Movement, Order, RecordKind, Stock, Target, correct,
    doubts,
};
use backroom_core::money::Price;
use backroom_core::question::Asks;
use backroom_core::reply::{Reply, change as words, credit as credit_words, refuse};
use backroom_core::unit::Unit;

use crate::change::{as_owner_allows, ask_first, moved};
use crate::commit::{Plan, commit};
use crate::history::currency;
use crate::past::{Past, find_that, load, own_changes};
use crate::turn::{Outcome, Turn};
use crate::{Failure, account, question};

/// Corrects the member's last change, or the one that is meant, if that was a single line: takes it back and enters it anew.
pub(crate) async fn fix(turn: &Turn<'_>, fix: &Fix) -> Result<Outcome, Failure> {
    let last = matches!(
        fix,
        Fix::Quantity(..) | Fix::Name(_) | Fix::Both(..) | Fix::Price(..)
    );
    // "no, 5" to "brown or white?" corrects nothing that was done before.
    if last
        && turn.message.quoted.is_none()
        && let Some(asked) = question::asked_instead(turn).await?
    {
        return Ok(asked);
    }
    commit(turn, || plan_fix(turn, fix, None)).await
}

/// A yes to a correction that was asked about: of that change, if it still stands.
pub(crate) async fn fix_settled(
    turn: &Turn<'_>,
    fix: &Fix,
    of: &LedgerKey,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    commit(turn, async || {
        Ok(Plan {
            closes: Some(closes.clone()),
            ..plan_fix(turn, fix, Some(of)).await?
        })
    })
    .await
}

/// The change that a correction means.
#[derive(Clone, PartialEq)]
struct Meant {
    past: Past,
    /// It is not named, and something else was said since that was refused: that may be meant.
    perhaps: bool,
}

/// Corrects the change that is meant, which is the one that they were `sure` about, if they were asked.
async fn plan_fix(turn: &Turn<'_>, fix: &Fix, sure: Option<&LedgerKey>) -> Result<Plan, Failure> {
    let mut meant = to_mend(turn, fix, sure).await?;
    loop {
        let change = match &meant {
            Ok(change) => change.clone(),
            Err(why) => return Ok(Plan::refusal(why.clone())),
        };
        let plan = fix_that(turn, fix, sure.is_some(), change).await?;
        // As with an undo: before it is refused, whether the change still stands.
        if plan.kind != RecordKind::Refusal || plan.opens.is_some() {
            return Ok(plan);
        }
        let meant_again = to_mend(turn, fix, sure).await?;
        if meant_again == meant {
            return Ok(plan);
        }
        meant = meant_again;
    }
}

/// The change that is to be corrected: the one about which the member was asked, or to which the message replies, or the
/// member's last, of what the correction names if there is one.
async fn to_mend(
    turn: &Turn<'_>,
    fix: &Fix,
    sure: Option<&LedgerKey>,
) -> Result<Result<Meant, Reply>, Failure> {
    let certainly = |past| Meant {
        past,
        perhaps: false,
    };
    // A button that is pressed replies to the question.
    let quoted = || turn.message.quoted.as_ref();
    let replied_to = || quoted().map(|quoted| turn.to.sent.meant_by(quoted));
    if let Some(digest) = sure.map(|sure| sure.digest.clone()).or_else(replied_to) {
        return Ok(find_that(turn, &digest).await?.map(certainly));
    }
    let named = match fix {
        Fix::OfKind(_, _, kind) => {
            let of = |past: &Past| past.stands() && past.is_of(*kind);
            let found = own_changes(turn, 1, of).await?.changes.into_iter().find(of);
            let found = found.map(certainly);
            return Ok(found.ok_or_else(|| refuse::none_to_fix(*kind)));
        }
        Fix::Of(_, _, name) => last_with(turn, name).await?,
        Fix::Quantity(..) | Fix::Name(_) | Fix::Both(..) | Fix::Price(..) => None,
    };
    let meant = match named {
        Some(named) => Some(certainly(named)),
        None => last_standing(turn).await?,
    };
    Ok(meant.ok_or_else(refuse::nothing_to_correct))
}

/// The member's last change that still stands and has a line of this item.
async fn last_with(turn: &Turn<'_>, name: &str) -> Result<Option<Past>, Failure> {
    let id = ItemId::new(fold(name));
    let stock = load(turn, &[], std::slice::from_ref(&id)).await?;
    let Some(item) = stock.find(id.as_str()).map(|item| &item.id) else {
        return Ok(None);
    };
    let of = |past: &Past| past.stands() && past.has(item);
    Ok(own_changes(turn, 1, of).await?.changes.into_iter().find(of))
}

/// The member's last change, if it still stands.
async fn last_standing(turn: &Turn<'_>) -> Result<Option<Meant>, Failure> {
    let own = own_changes(turn, 1, |_| true).await?;
    let last = own.changes.into_iter().next();
    Ok(last.filter(Past::stands).map(|past| Meant {
        past,
        perhaps: own.refused_since,
    }))
}

async fn fix_that(turn: &Turn<'_>, fix: &Fix, sure: bool, meant: Meant) -> Result<Plan, Failure> {
    if !meant.past.record.credit.is_empty() {
        let Some(sum) = account::sum_of(fix) else {
            return Ok(Plan::refusal(credit_words::undo_it_instead()));
        };
        let asks = Some(fix).filter(|_| meant.perhaps && !sure);
        return account::mended(turn, &meant.past, sum, asks).await;
    }
    let Past { record, mark } = meant.past;
    let ([before], RecordKind::Change | RecordKind::Fix { .. }) = (record.entered(), &record.kind)
    else {
        return Ok(Plan::refusal(refuse::nothing_to_fix()));
    };
    let mut line = corrected(before, fix);
    let id = fix
        .name()
        .map_or_else(|| before.item.clone(), |name| ItemId::new(fold(name)));
    let stock = load(turn, &[&record], std::slice::from_ref(&id)).await?;
    let Some(item) = stock.find(id.as_str()).map(|item| item.id.clone()) else {
        return Ok(Plan::refusal(refuse::unknown_items(&[&line.name])));
    };
    in_the_unit_of_then(&mut line, before, &item, &stock);
    let kept = stock.get(&item);
    line.price = kept.and_then(|item| repriced(&line, before, fix, item));
    let order = Order {
        expires: before.expires(),
        ..Order::of(&line, Target::Item(item))
    };
    let decide = |oversell| correct(&stock, &record, &order, oversell);
    let Corrected { decision, between } = match as_owner_allows(turn, decide).await? {
        Ok(corrected) => corrected,
        Err(rejections) => return Ok(Plan::refusal(refuse::rejected(&rejections, 1))),
    };
    let currency = currency(turn, &decision.movements).await?;
    let of = record.key.clone();
    let doubts = doubts(&between, &decision);
    if !sure && !doubts.is_empty() {
        // As unusual as a slip would be.
        let fix = fix.clone();
        let lines = std::slice::from_ref(&line);
        return Ok(ask_first(turn, Asks::Fix { fix, of }, lines, &doubts));
    }
    if !sure && meant.perhaps {
        return Ok(perhaps(turn, (fix, of), before, &decision, &currency));
    }
    Ok(Plan {
        kind: RecordKind::Fix { of },
        happened_at: Some(record.happened()),
        undoes: mark.into_iter().collect(),
        ..moved(decision, |movements| {
            words::fixed(before, movements, &currency)
        })
    })
}

/// Asks first, where something was refused since: the correction may be of that.
fn perhaps(
    turn: &Turn<'_>,
    (fix, of): (&Fix, LedgerKey),
    before: &Movement,
    decision: &Decision,
    currency: &str,
) -> Plan {
    let fix = fix.clone();
    let question = turn.question(Asks::Fix { fix, of });
    let after = decision.movements.last();
    let asks = after.and_then(|after| words::sure_to_fix(&question.id, before, after, currency));
    match asks {
        Some(reply) => Plan::question(question, reply),
        None => Plan::refusal(refuse::nothing_to_correct()),
    }
}

/// A bare number of the same item is in the unit in which it was said, or in which the item was kept then.
fn in_the_unit_of_then(line: &mut Line, before: &Movement, item: &ItemId, stock: &Stock) {
    let now = stock.get(item).and_then(|item| item.unit.as_ref());
    if line.unit.is_none() && before.item == *item && before.unit.as_ref() != now {
        line.unit = Some(before.unit.clone().unwrap_or_else(Unit::piece));
    }
}

/// What the corrected line costs. What so much of one unit cost, so much of another costs in proportion; without a way from
/// the one to the other, nobody has said.
fn repriced(line: &Line, before: &Movement, fix: &Fix, item: &Item) -> Option<Price> {
    if let Fix::Price(said, price) = fix {
        // Beside a unit, the grammar knows what it is for.
        let whole = said.as_ref().is_some_and(|(_, unit)| unit.is_some());
        return Some(match whole {
            true => *price,
            false => price.beside(line.unit.as_ref()),
        });
    }
    let (price, piece) = (before.price?, Unit::piece());
    let was = before.said_unit.as_ref().or(before.unit.as_ref());
    let now = line.unit.as_ref().or(item.unit.as_ref());
    let canonical = |unit: Option<&Unit>| unit.unwrap_or(&piece).canonical().to_owned();
    let same = line.unit == before.said_unit || canonical(was) == canonical(now);
    let (many, of) = match (price, same) {
        (Price::Total(_), _) | (Price::Each(_), true) => return Some(price),
        (Price::AtRate(_), true) => (line.quantity, before.said),
        (Price::Each(_) | Price::AtRate(_), false) => (
            item.measure_about(line.quantity, now)?,
            item.measure_about(before.said, was)?,
        ),
    };
    price.total(before.said)?.share(many, of).map(Price::AtRate)
}

fn corrected(before: &Movement, fix: &Fix) -> Line {
    let mut line = Line {
        action: before.action,
        quantity: before.said,
        unit: before.said_unit.clone(),
        name: before.name.clone(),
        price: None,
        together: None,
        reason: before.reason,
        expires: None,
    };
    if let Some((quantity, unit)) = fix.quantity() {
        line.quantity = quantity;
        line.unit = unit.cloned().or(line.unit);
    }
    if let Some(name) = fix.name() {
        name.clone_into(&mut line.name);
    }
    line
}
