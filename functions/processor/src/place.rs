//! In which business a message is meant, for those who are in several; and how they go from one to another.
//!
//! A person speaks in one business at a time. A message belongs to the one they were in when they sent it, so that one
//! that was late, or comes again after they switched, never counts in the other.

use backroom_core::business::{Member, PLACES_MAX, Person};
use backroom_core::catalogue::fold;
use backroom_core::ids::{BusinessId, MemberId, QuestionId};
use backroom_core::intent::{Answer, Intent, Parsed};
use backroom_core::inventory::LedgerKey;
use backroom_core::message::{Content, InboundMessage};
use backroom_core::parse::parse;
use backroom_core::question::{Asks, TeamQuestion};
use backroom_core::reply::{Reply, team as words, welcome};
use jiff::{SignedDuration, Timestamp};

use crate::asking::Asking;
use crate::commit::{Plan, commit, record, refused};
use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor, named, newcomer};

/// How many shops a question offers.
const CHOICES_MAX: usize = 3;

/// Where a message is meant.
pub(crate) enum Meant<'a> {
    /// In the business of this member.
    Here(&'a Member),
    /// It was answered there before, or is not to be acted on: say this.
    Said(&'a Member, Reply),
}

/// Where a message of this person is meant. Only one that may be older than where they are now costs a look.
pub(crate) async fn meant<'a>(
    to: &Processor,
    message: &InboundMessage,
    person: &'a Person,
) -> Result<Meant<'a>, Failure> {
    let key = LedgerKey::of(&message.id, message.sent_at);
    let made = MemberId::joined_by(&message.id);
    for place in person.places() {
        // The message that made them a member comes again; or one that was sent before they came here.
        let old = !person.elsewhere.is_empty() && message.sent_at <= person.here.since;
        if place.member.id != made && !old {
            continue;
        }
        let found = to.store.find_record(&place.member.business, &key).await?;
        if let Some(found) = found {
            return Ok(Meant::Said(&place.member, found.reply));
        }
    }
    Ok(match person.at(message.sent_at) {
        Some(place) => Meant::Here(&place.member),
        None => {
            let said = said_where_they_left(to, message).await?;
            let said = said.unwrap_or_else(words::before_you_joined);
            Meant::Said(&person.here.member, said)
        }
    })
}

/// From when on who leaves is elsewhere: the message by which they leave is meant for no other shop, when it comes again.
pub(crate) fn after(message: &InboundMessage) -> Timestamp {
    message.sent_at + SignedDuration::from_secs(1)
}

/// Whether it answers a question, perhaps the one about leaving.
pub(crate) fn is_yes(message: &InboundMessage) -> bool {
    let yes = Parsed::Understood(Intent::Answer(Answer::Yes));
    let pressed = matches!(message.content, Content::Choice { .. });
    pressed || matches!(&message.content, Content::Text { body } if parse(body.trim()) == yes)
}

/// What was said to the yes by which somebody has left a business.
pub(crate) async fn said_where_they_left(
    to: &Processor,
    message: &InboundMessage,
) -> Result<Option<Reply>, Failure> {
    if !is_yes(message) {
        return Ok(None);
    }
    let key = LedgerKey::of(&message.id, message.sent_at);
    let (number, sender) = (&message.number, &message.from);
    for was in to.store.who_was(number, sender, to.clock.now()).await? {
        if let Some(found) = to.store.find_record(&was.business, &key).await? {
            return Ok(Some(found.reply));
        }
    }
    Ok(None)
}

/// Who is in several businesses is told about which one a reply is.
pub(crate) async fn with_name(turn: &Turn<'_>, outcome: Outcome) -> Result<Outcome, Failure> {
    if outcome.names_business || turn.person.elsewhere.is_empty() {
        return Ok(outcome);
    }
    let business = turn.to.profile(turn.business()).await?;
    Ok(match business {
        Some(business) => Outcome {
            reply: outcome.reply.of_business(&business.name),
            ..outcome
        },
        None => outcome,
    })
}

/// Who speaks in one shop and names another of theirs ("Thandi's Tavern: sold 1 coke") means that one: nothing is done.
pub(crate) async fn names_another(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    let manages = || {
        let parsed = turn.asking.parsed(body);
        matches!(*parsed, Parsed::Understood(Intent::Manage(_)))
    };
    if turn.person.elsewhere.is_empty() || manages() {
        return Ok(None);
    }
    let Some(here) = turn.to.profile(turn.business()).await? else {
        return Ok(None);
    };
    if names(body, &here.name) {
        return Ok(None);
    }
    for place in &turn.person.elsewhere {
        let there = turn.to.profile(&place.member.business).await?;
        if let Some(there) = there.filter(|there| names(body, &there.name)) {
            return Ok(Some(
                refused(turn, words::names_another(&here.name, &there.name)).await?,
            ));
        }
    }
    Ok(None)
}

/// Whether the text has the name of the shop in it: one of a single word, which may be that of a thing, only before a colon.
fn names(text: &str, name: &str) -> bool {
    let name = fold(name);
    let heads = || {
        text.split_once(':')
            .is_some_and(|(head, _)| fold(head) == name)
    };
    let stands = || format!(" {} ", fold(text)).contains(&format!(" {name} "));
    if name.contains(' ') {
        stands()
    } else {
        heads()
    }
}

/// The first message of somebody who was removed from the business they were in, and is still in another one: it was
/// meant for the first, so nothing is done with it.
pub(crate) async fn told_of_removal(
    to: &Processor,
    message: &InboundMessage,
    from: &str,
    person: &Person,
    asking: &Asking<'_>,
) -> Result<Outcome, Failure> {
    let turn = Turn {
        to,
        message,
        person,
        member: &person.here.member,
        without_place: None,
        now: to.clock.now(),
        heard: None,
        asking,
    };
    let here = to.store.load_business(turn.business()).await?;
    let here = here.map_or_else(String::new, |business| business.name);
    commit(&turn, async || {
        let sender = (&message.number, &message.from);
        let places = to.store.told_of_removal(sender, message.sent_at).await?;
        Ok(Plan {
            places,
            ..Plan::refusal(words::you_were_removed_but(from, &here))
        })
    })
    .await
}

/// "my shops".
pub(crate) async fn list(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let names: Vec<String> = with_names(turn)
        .await?
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    Ok(words::businesses(&names).into())
}

/// "switch", "switch to Thandi's Tavern".
pub(crate) async fn switch(turn: &Turn<'_>, name: Option<&str>) -> Result<Outcome, Failure> {
    let places = with_names(turn).await?;
    let names = |places: &[(BusinessId, String)]| -> Vec<String> {
        places.iter().map(|(_, name)| name.clone()).collect()
    };
    let found: Vec<(BusinessId, String)> = match name {
        Some(said) => named::called(&places, said, |(_, name)| name)
            .into_iter()
            .cloned()
            .collect(),
        None => places.iter().skip(1).cloned().collect(),
    };
    match found.as_slice() {
        [] if name.is_none() => Ok(words::businesses(&names(&places)).into()),
        [] => Ok(words::no_such_business(name.unwrap_or_default()).into()),
        [(business, _)] => go(turn, business, None).await,
        several if several.len() > CHOICES_MAX => Ok(words::businesses(&names(&places)).into()),
        several => {
            record(turn, || {
                let choices = several.iter().map(|(id, _)| id.clone()).collect();
                let asks = Asks::Team(TeamQuestion::WhichBusiness { choices });
                let question = turn.question(asks);
                let reply = words::which_business(&question.id, &names(several));
                Plan::question(question, reply)
            })
            .await
        }
    }
}

/// They go on in this business. The record of it is that business's: there a repetition of the message is looked for.
pub(crate) async fn go(
    turn: &Turn<'_>,
    to: &BusinessId,
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    let Some(place) = turn.person.place(to) else {
        return Ok(words::no_such_business("").into());
    };
    let there = Turn {
        member: &place.member,
        ..*turn
    };
    let business = crate::manage::business(&there).await?;
    let outcome = commit(&there, async || {
        let message = turn.message;
        let sender = (&message.number, &message.from);
        let switched = turn.to.store.switch(sender, to, message.sent_at).await?;
        // They may have been removed from it since their standing was read.
        let Some(places) = switched else {
            return Ok(Plan::refusal(words::no_such_business(&business.name)));
        };
        Ok(Plan {
            places: Some(places),
            ..Plan::refusal(words::switched(&business.name))
        })
    })
    .await?;
    if let Some(question) = closes {
        let (store, member) = (&turn.to.store, &turn.member.id);
        store
            .close_question(turn.business(), member, question)
            .await?;
    }
    Ok(outcome)
}

/// "join ABCD2345" of somebody who is in a business.
pub(crate) async fn join(turn: &Turn<'_>, code: &str) -> Result<Outcome, Failure> {
    if turn.person.places().count() >= PLACES_MAX {
        return Ok(words::too_many_businesses().into());
    }
    let before = crate::manage::business(turn).await?.name;
    let welcome = |business: &str| words::joined_too(business, &before);
    let bad_code = words::bad_code_but_in(&before);
    let reply = newcomer::join(turn.to, turn.message, code, welcome, bad_code).await?;
    Ok(Outcome::kept(reply))
}

/// "new shop Thandi's Tavern".
pub(crate) async fn found(turn: &Turn<'_>, name: Option<&str>) -> Result<Outcome, Failure> {
    let Some(name) = name else {
        return Ok(words::name_the_shop().into());
    };
    if turn.person.places().count() >= PLACES_MAX {
        return Ok(words::too_many_businesses().into());
    }
    let number = &turn.message.number;
    if turn.to.store.number_owner(number).await?.is_some() {
        return Ok(welcome::invitation_needed().into());
    }
    let before = crate::manage::business(turn).await?.name;
    let welcome = words::founded_too(name, &before);
    let reply = newcomer::found(turn.to, turn.message, name, welcome).await?;
    Ok(Outcome::kept(reply))
}

/// The person's businesses and their names, where they are first, the others by name.
async fn with_names(turn: &Turn<'_>) -> Result<Vec<(BusinessId, String)>, Failure> {
    let places = turn.person.places();
    let ids: Vec<BusinessId> = places.map(|place| place.member.business.clone()).collect();
    let mut named = Vec::with_capacity(ids.len());
    for (id, business) in turn.to.store.load_businesses(&ids).await? {
        named.push((id, business?.name));
    }
    named.sort_by_cached_key(|(id, name)| (id != turn.business(), name.clone()));
    Ok(named)
}
