//! One message, from queue to reply.

use std::pin::pin;
use std::sync::OnceLock;
use std::time::Duration;

use backroom_core::business::{Member, Person, Right, Role, Standing};
use backroom_core::catalogue::fold;
use backroom_core::ids::MessageId;
use backroom_core::intent::{Counting, Intent, Manage, Parsed, Query, Topic};
use backroom_core::message::{Content, InboundMessage, SystemEvent};
use backroom_core::reply::{Reply, chat, help as help_words, plan as plan_words, refuse};
use backroom_core::sheet::SheetWish;
use backroom_core::usage::Account;
use backroom_io::metrics::{self, Metric};
use backroom_io::throttled;
use backroom_io::whatsapp::{Shown, WhatsAppError};
use futures::future::join;
use tokio::time::timeout;

use crate::asking::Asking;
use crate::burst::Answered;
use crate::commit::refused;
use crate::confirm::confirmed;
use crate::heap::on_heap;
use crate::limit::Admission;
use crate::meter::Bill;
use crate::place::Meant;
use crate::turn::{Outcome, Turn};
use crate::understand::{Meaning, understand};
use crate::{
    Failure, Processor, api, change, credit, fix, free_question, history, incomplete, items, limit,
    list, manage, media, newcomer, note, place, plainly, plan, question, stocktake, undo,
    withdrawn,
};

/// Who waits longer is shown that an answer is being written: where Gemini is asked, mostly. Before that it would only
/// hold up the reply, which it must not overtake.
const TYPING_AFTER: Duration = Duration::from_millis(250);

/// Acts on one message, and says what is to be answered. Safe to call again with the same message: the second call changes
/// nothing and gives the first call's reply.
///
/// # Errors
/// When trying again may help. Whatever the shopkeeper can mend is a reply.
pub(crate) async fn process_message<'a>(
    to: &Processor,
    message: &'a InboundMessage,
    asking: &Asking<'_>,
) -> Result<Answered<'a>, Failure> {
    let bill = OnceLock::new();
    // On the heap: all that a message may cause is one large future.
    let work = Box::pin(outcome(to, message, asking, &bill));
    let ((outcome, used), throttled) = throttled::counted(to.store.measured(work)).await;
    let answered = |outcome| Answered {
        message,
        outcome,
        bill: bill.into_inner(),
        units: used.write_halves / 2,
        throttled,
    };
    match outcome {
        Ok(outcome) => Ok(answered(outcome)),
        Err(failure) => {
            answered(None).failed(to);
            Err(failure)
        }
    }
}

/// What is said to anything that may come in a message; `None` where silence is right.
async fn outcome(
    to: &Processor,
    message: &InboundMessage,
    asking: &Asking<'_>,
    bill: &OnceLock<Bill>,
) -> Result<Option<Outcome>, Failure> {
    if let Content::System(event) = &message.content {
        return follow(to, message, event).await.map(|()| None);
    }
    if message.content.is_probe() {
        return probe(to, message).await.map(|()| None);
    }
    // A reaction opens no question, and nobody waits for an answer to it.
    if let Content::Reaction { .. } = &message.content {
        return Ok(None);
    }
    let mut answering = pin!(answer(to, message, asking, bill));
    match timeout(TYPING_AFTER, answering.as_mut()).await {
        Ok(outcome) => outcome,
        Err(_) => join(show(to, message, Shown::Typing), answering).await.1,
    }
}

/// Shows the sender that the message is seen to. Nothing is lost if that fails.
async fn show(to: &Processor, message: &InboundMessage, what: Shown) {
    let shown = to.whatsapp.show(&message.number, &message.id, what).await;
    if let Err(error) = shown {
        tracing::debug!(message_digest = message.id.digest(), %error, "read receipt not shown");
    }
}

/// What is said to the message; `None` where silence is right.
async fn answer(
    to: &Processor,
    message: &InboundMessage,
    asking: &Asking<'_>,
    bill: &OnceLock<Bill>,
) -> Result<Option<Outcome>, Failure> {
    let standing = if is_small_talk(message, asking) {
        to.standing_lately(message).await?
    } else {
        to.standing(message).await?
    };
    match standing {
        Standing::Member(person) => of_member(to, message, &person, asking, bill).await,
        Standing::Removed {
            from,
            still: Some(person),
        } => place::told_of_removal(to, message, &from, &person, asking)
            .await
            .map(Some),
        standing @ (Standing::Removed { still: None, .. }
        | Standing::Naming
        | Standing::Unknown) => of_stranger(to, message, &standing).await,
    }
}

/// Whether it wants nothing of the stock: help, a greeting, thanks.
fn is_small_talk(message: &InboundMessage, asking: &Asking<'_>) -> bool {
    let Content::Text { body } = &message.content else {
        return false;
    };
    matches!(
        *asking.parsed(body),
        Parsed::Understood(Intent::Help | Intent::HelpWith(_) | Intent::Courtesy)
    )
}

/// What is said to somebody who is in no business, unless they send too many messages.
async fn of_stranger(
    to: &Processor,
    message: &InboundMessage,
    standing: &Standing,
) -> Result<Option<Outcome>, Failure> {
    let now = to.clock.now();
    let may = to.store.count_stranger(
        &message.number,
        &message.from,
        (to.day_of(now), now),
        limit::STRANGER_MESSAGES_A_DAY,
    );
    if !may.await? {
        metrics::record(Metric::StrangersSilenced, 1);
        return Ok(None);
    }
    let reply = newcomer::answer(to, message, standing).await?;
    Ok(reply.map(Outcome::from))
}

/// What is said to a member's message.
async fn of_member(
    to: &Processor,
    message: &InboundMessage,
    person: &Person,
    asking: &Asking<'_>,
    bill: &OnceLock<Bill>,
) -> Result<Option<Outcome>, Failure> {
    let (member, said) = match place::meant(to, message, person).await? {
        Meant::Here(member) => (member, None),
        Meant::Said(member, reply) => (member, Some(reply)),
    };
    let profile = to.profile(&member.business).await?;
    let without_place = plan::without_place(to, profile.as_ref(), &member.id).await?;
    let only_asks = without_place.map(|_| Member {
        role: Role::Viewer,
        ..member.clone()
    });
    let turn = Turn {
        to,
        message,
        person,
        member: only_asks.as_ref().unwrap_or(member),
        without_place,
        now: to.clock.now(),
        heard: None,
        asking,
    };
    let said = match (said, &profile) {
        (Some(reply), _) => Some(Outcome::kept(reply)),
        (None, Some(business)) => match limit::admit(&turn, business, bill).await? {
            Admission::In => on_heap(|| act(&turn)).await?,
            Admission::Say(outcome) => Some(outcome),
            Admission::Silent => None,
        },
        (None, None) => on_heap(|| act(&turn)).await?,
    };
    let Some(outcome) = said else {
        return Ok(None);
    };
    let outcome = place::with_name(&turn, outcome).await?;
    let outcome = api::with_key(&turn, outcome);
    let confirmed = confirmed(&turn, profile.as_ref(), outcome).await?;
    if confirmed.is_none() {
        // Two blue ticks are all that tells who wants no words that it was done; they cost nothing.
        show(to, message, Shown::Read).await;
    }
    Ok(confirmed)
}

/// Understands a member's message and does what it asks.
async fn act(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    if let Some(outcome) = place::names_another(turn).await? {
        return Ok(Some(outcome));
    }
    if let Some(outcome) = media::answer(turn).await? {
        return Ok(Some(outcome));
    }
    if let Some(outcome) = list::sent(turn).await? {
        return Ok(Some(outcome));
    }
    if let Some(outcome) = on_heap(|| plainly::answer(turn)).await? {
        return Ok(Some(outcome));
    }
    Ok(match understand(turn).await? {
        Meaning::Silence => None,
        Meaning::Say(reply) => Some(reply.into()),
        Meaning::Press(press, id) => Some(on_heap(|| question::pressed(turn, press, &id)).await?),
        Meaning::Withdrawn { original, edited } => {
            on_heap(|| withdrawn::ask(turn, &original, edited)).await?
        }
        Meaning::Incomplete(problem) => {
            Some(on_heap(|| incomplete::complete(turn, &problem)).await?)
        }
        Meaning::Intent(intent) => Some(on_heap(|| fulfil(turn, intent)).await?),
        Meaning::Guess(Intent::Change(lines)) => {
            Some(on_heap(|| change::guessed(turn, &lines)).await?)
        }
        Meaning::Unsure(Intent::Change(lines)) => {
            Some(on_heap(|| change::confirm(turn, &lines)).await?)
        }
        Meaning::Guess(
            intent @ (Intent::Ask(_) | Intent::Help | Intent::HelpWith(_) | Intent::Courtesy),
        )
        | Meaning::Unsure(
            intent @ (Intent::Ask(_) | Intent::Help | Intent::HelpWith(_) | Intent::Courtesy),
        ) => Some(on_heap(|| fulfil(turn, intent)).await?),
        Meaning::Question(words) => Some(
            on_heap(|| free_question::answer(turn, &words))
                .await?
                .into(),
        ),
        // What takes something back or changes the business is never done on a guess: say it plainly.
        Meaning::Guess(_) | Meaning::Unsure(_) => Some(chat::say_it_plainly().into()),
    })
}

/// Whether it changes something of the business.
fn changes(intent: &Intent) -> bool {
    match intent {
        Intent::Change(_)
        | Intent::Undo(_)
        | Intent::Fix(_)
        | Intent::Note(_)
        | Intent::Credit(_)
        | Intent::Edit(_) => true,
        Intent::Stocktake(what) => matches!(what, Counting::Start | Counting::End),
        Intent::Manage(what) => matches!(
            what,
            Manage::Invite(_)
                | Manage::Appoint { .. }
                | Manage::Remove(_)
                | Manage::Oversell(_)
                | Manage::Reports(_)
                | Manage::Confirm(_)
                | Manage::QuietHours(_)
                | Manage::TimeZone(_)
                | Manage::Currency(_)
                | Manage::Sheet(SheetWish::Keep(_) | SheetWish::Stop)
                | Manage::RenameBusiness(_)
                | Manage::Api(_)
        ),
        Intent::Ask(_)
        | Intent::Answer(_)
        | Intent::Help
        | Intent::HelpWith(_)
        | Intent::Courtesy => false,
    }
}

/// Does what a member wants.
pub(crate) async fn fulfil(turn: &Turn<'_>, intent: Intent) -> Result<Outcome, Failure> {
    if let Some(business) = turn.without_place
        && changes(&intent)
    {
        return refused(turn, plan_words::only_asks(business)).await;
    }
    let moves = matches!(
        intent,
        Intent::Change(_)
            | Intent::Undo(_)
            | Intent::Fix(_)
            | Intent::Credit(_)
            | Intent::Stocktake(Counting::Start | Counting::End)
    );
    if moves && !turn.member.role.may(Right::MoveStock) {
        return refused(turn, refuse::not_allowed(Right::MoveStock)).await;
    }
    Ok(match intent {
        Intent::Change(lines) => on_heap(|| change::change(turn, &lines)).await?,
        Intent::Undo(which) => on_heap(|| undo::undo(turn, which)).await?,
        Intent::Fix(fix) => on_heap(|| fix::fix(turn, &fix)).await?,
        Intent::Ask(query) => on_heap(|| ask(turn, &query)).await?,
        Intent::Answer(answer) => on_heap(|| question::answered(turn, &answer)).await?,
        Intent::Manage(what) => on_heap(|| manage::manage(turn, &what)).await?,
        Intent::Stocktake(what) => on_heap(|| stocktake::stocktake(turn, what)).await?,
        Intent::Credit(what) => on_heap(|| credit::credit(turn, &what)).await?,
        Intent::Note(notes) => on_heap(|| note::note(turn, &notes)).await?,
        Intent::Edit(what) => on_heap(|| items::edit(turn, &what)).await?,
        Intent::Help => help(turn, None).await?.into(),
        Intent::HelpWith(topic) => help(turn, Some(topic)).await?.into(),
        Intent::Courtesy => chat::courtesy().into(),
    })
}

/// What can be said, in the names of the shop's own items.
async fn help(turn: &Turn<'_>, topic: Option<Topic>) -> Result<Reply, Failure> {
    let items = turn.to.items_lately(turn.business()).await?;
    Ok(help_words::help(&items, topic))
}

/// Answers a question about the stock, unless it is itself the answer to one of ours.
async fn ask(turn: &Turn<'_>, query: &Query) -> Result<Outcome, Failure> {
    if let Query::Check { names } = query
        && let [name] = names.as_slice()
        && let Content::Text { body } = &turn.message.content
        && !body.contains('?')
        && fold(body) == fold(name)
        && turn.member.role.may(Right::MoveStock)
        && let Some(outcome) = question::named(turn, name).await?
    {
        return Ok(outcome);
    }
    Ok(history::ask(turn, query).await?.into())
}

/// Sends the reply to these messages of one person, on this account; whether WhatsApp took it. What it will never take is let
/// go: the stock is right, and the record keeps the reply.
///
/// # Errors
/// When trying again may help.
pub(crate) async fn send(
    to: &Processor,
    (messages, account): (&[&InboundMessage], Option<&Account>),
    outcome: &Outcome,
) -> Result<bool, Failure> {
    let Some(message) = messages.last() else {
        return Ok(false);
    };
    let (number, from, reply) = (&message.number, &message.from, &outcome.reply);
    let charged = account.map(|account| to.whatsapp.on_account(account));
    let whatsapp = charged.as_ref().unwrap_or(&to.whatsapp);
    let sending = async {
        match (&outcome.file, outcome.reaction) {
            (Some(file), _) => whatsapp.send_document(number, from, file, reply).await,
            (None, Some(emoji)) => whatsapp.react(number, from, &message.id, emoji).await,
            (None, None) => whatsapp.send_reply(number, from, reply).await,
        }
    };
    // The read receipt goes beside the reply, which need not wait for it.
    let (sent, ()) = join(sending, show(to, message, Shown::Read)).await;
    let taken = taken(sent, &message.id.digest())?;
    if let Some(id) = &taken {
        // Who quotes an answer to several means the last of them.
        to.sent.note(id, &message.id);
    }
    Ok(taken.is_some())
}

/// WhatsApp's id of what was sent in answer to the message of this digest. What it will never take is logged and let go, and so
/// is what may have arrived: WhatsApp takes no idempotency key, and a second message would cost and confuse.
///
/// # Errors
/// When trying again may help.
pub(crate) fn taken(
    sent: Result<MessageId, WhatsAppError>,
    message_digest: &str,
) -> Result<Option<MessageId>, Failure> {
    match sent {
        Ok(id) => Ok(Some(id)),
        Err(error) if error.is_transient() || error.needs_operator() => Err(error.into()),
        Err(error) => {
            tracing::error!(message_digest, %error, "reply refused for good");
            Ok(None)
        }
    }
}

/// Nobody sent it and nobody is answered: that it is in the table is what it is for.
async fn probe(to: &Processor, message: &InboundMessage) -> Result<(), Failure> {
    to.store.note_probe(&message.id, to.clock.now()).await?;
    metrics::record(Metric::ProbesAnswered, 1);
    Ok(())
}

/// Follows a person to a new number or id.
async fn follow(
    to: &Processor,
    message: &InboundMessage,
    event: &SystemEvent,
) -> Result<(), Failure> {
    let Some((old, new)) = newcomer::moved(&message.from, event) else {
        return Ok(());
    };
    let relinked = to
        .store
        .relink(&message.number, &old, &new, to.clock.now())
        .await?;
    to.known.people_changed();
    tracing::info!(message_digest = message.id.digest(), outcome = ?relinked, "identity changed");
    Ok(())
}
