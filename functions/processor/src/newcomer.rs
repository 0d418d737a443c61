//! First contact: a stranger is welcomed, names a business or brings an invitation, and is a member.

use backroom_core::business::{Agreed, Business, Member, Role, Settings, Standing};
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::intent::{Intent, Manage, Parsed};
use backroom_core::inventory::{LedgerKey, LedgerRecord, RecordKind};
use backroom_core::message::{Content, InboundMessage, Sender, SystemEvent};
use backroom_core::parse::{Naming, business_name, names_business, parse};
use backroom_core::question::{Asks, Question};
use backroom_core::reply::{
    Reply, plan as plan_words, privacy as privacy_words, starter, team, welcome,
};
use backroom_core::starter::Trade;
use backroom_io::store::{Founded, Joined};
use jiff::SignedDuration;

use crate::{Failure, Processor, place, plan, privacy};

/// What was sent before that may have been delivered before.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(2);
/// The longest name of a person, in characters.
const NAME_MAX: usize = 60;

/// What is said to somebody who is in no business; `None` where silence is right.
pub(crate) async fn answer(
    to: &Processor,
    message: &InboundMessage,
    standing: &Standing,
) -> Result<Option<Reply>, Failure> {
    if let Content::Edit { .. } | Content::Revoke { .. } = &message.content {
        return Ok(None);
    }
    let words = if let Content::Text { body } = &message.content {
        body.trim()
    } else {
        ""
    };
    let parsed = parse(words);
    if let Parsed::Understood(Intent::Manage(Manage::Join(code))) = &parsed {
        let reply = join(to, message, code, welcome::joined, welcome::bad_code());
        return Ok(Some(reply.await?));
    }
    match &parsed {
        Parsed::Understood(Intent::Manage(Manage::Forget)) => {
            return privacy::forget_stranger(to, message).await.map(Some);
        }
        Parsed::Understood(Intent::Manage(Manage::Export)) => {
            return Ok(Some(privacy_words::nothing_to_export()));
        }
        Parsed::Understood(_)
        | Parsed::Unsure(_)
        | Parsed::Incomplete(_)
        | Parsed::Unrecognised => {}
    }
    if let Some(reply) = place::said_where_they_left(to, message).await? {
        return Ok(Some(reply));
    }
    if to.store.number_owner(&message.number).await?.is_some() {
        return Ok(Some(welcome::invitation_needed()));
    }
    // The yes of who has been forgotten by it may come again, and so may what they said first: nothing is written of them.
    let again = to.clock.now().duration_since(message.sent_at) > AT_ONCE;
    if *standing == Standing::Unknown && again && place::is_yes(message) {
        return Ok(Some(welcome::stranger()));
    }
    let naming = match standing {
        Standing::Naming => business_name(words, &parsed),
        // Who says it at once need not be asked.
        Standing::Unknown if !again => {
            names_business(words, &parsed).map_or(Naming::Other, Naming::Name)
        }
        Standing::Unknown | Standing::Removed { .. } | Standing::Member(_) => Naming::Other,
    };
    if let Naming::Name(name) = &naming {
        let welcome = welcome::founded(name);
        return Ok(Some(found(to, message, name, welcome).await?));
    }
    to.store
        .start_naming(&message.number, &message.from, to.clock.now())
        .await?;
    Ok(Some(match (standing, &naming) {
        (Standing::Removed { from, .. }, _) => team::you_were_removed(from),
        (Standing::Naming, Naming::Perhaps(name)) => welcome::perhaps_its_name(name),
        (Standing::Naming, _) => welcome::name_first(),
        (Standing::Unknown | Standing::Member(_), _) => welcome::stranger(),
    }))
}

/// Founds a business of this name, with these words for a welcome.
pub(crate) async fn found(
    to: &Processor,
    message: &InboundMessage,
    name: &str,
    welcome: Reply,
) -> Result<Reply, Failure> {
    let business = Business {
        id: BusinessId::founded_by(&message.id),
        name: name.to_owned(),
        plan: to.config.plans.newcomers,
        agreed: Agreed::default(),
        without_place: Vec::new(),
        number: message.number.clone(),
        time_zone: to.config.time_zone.clone(),
        currency: to.config.currency.clone(),
        settings: Settings::default(),
    };
    let owner = member(message, business.id.clone(), Role::Owner);
    let trade = Trade::named_in(name);
    let asks = trade.map_or(Asks::WhichTrade, |trade| Asks::Starter { trade });
    let question = Question::caused_by(&message.id, to.clock.now(), asks);
    let welcome = starter::offered(welcome, &question.id, trade);
    let record = record(to, message, &owner, welcome);
    // First, so that nobody is asked what can't be answered; until the business is there, nobody can answer.
    to.store.ask(&business.id, &owner.id, &question).await?;
    let founded = to
        .store
        .found_business(&business, &owner, &message.number, &message.from, &record)
        .await?;
    to.known.people_changed();
    Ok(match founded {
        Founded::Done => record.reply,
        Founded::Already(first) => first.reply,
        Founded::NumberOwned => welcome::invitation_needed(),
    })
}

/// Lets somebody in who has an invitation, with these words for a welcome to its business, or for a code that is no
/// good.
pub(crate) async fn join(
    to: &Processor,
    message: &InboundMessage,
    code: &str,
    welcome: impl FnOnce(&str) -> Reply,
    bad_code: Reply,
) -> Result<Reply, Failure> {
    let Some(invite) = to.store.find_invite(code, to.clock.now()).await? else {
        return Ok(bad_code);
    };
    if invite.role.takes_place()
        && let Some(business) = to.store.load_business(&invite.business).await?
        && plan::is_full(to, &business).await?
    {
        return Ok(plan_words::team_is_full(&business));
    }
    let member = member(message, invite.business.clone(), invite.role);
    let record = record(to, message, &member, welcome(&invite.business_name));
    let joined = to
        .store
        .join(&invite, &member, &message.number, &message.from, &record)
        .await?;
    to.known.people_changed();
    Ok(match joined {
        Joined::Done => record.reply,
        Joined::Already(first) => first.reply,
        Joined::InviteGone => bad_code,
        Joined::AlreadyMember => welcome::already_member(&invite.business_name),
    })
}

fn member(message: &InboundMessage, business: BusinessId, role: Role) -> Member {
    let name = message.from.profile_name.as_deref().map_or("", str::trim);
    let name = if name.is_empty() { "Someone" } else { name };
    let name = name.chars().take(NAME_MAX).collect();
    Member {
        id: MemberId::joined_by(&message.id),
        business,
        name,
        role,
    }
}

fn record(to: &Processor, message: &InboundMessage, member: &Member, reply: Reply) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        key: LedgerKey::of(&message.id, message.sent_at),
        decided_at: to.clock.now(),
        member: member.id.clone(),
        member_name: member.name.clone(),
        kind: RecordKind::Refusal,
        movements: Vec::new(),
        credit: Vec::new(),
        reply,
    }
}

/// Who somebody was and who they are now.
pub(crate) fn moved(from: &Sender, event: &SystemEvent) -> Option<(Sender, Sender)> {
    let sender = |phone, user_id| Sender {
        phone,
        user_id,
        profile_name: None,
    };
    match event {
        SystemEvent::ChangedNumber { phone, user_id } => {
            Some((from.clone(), sender(phone.clone(), user_id.clone())))
        }
        SystemEvent::ChangedUserId { previous, user_id } => {
            let old = sender(
                from.phone.clone(),
                previous.clone().or(from.user_id.clone()),
            );
            Some((old, sender(from.phone.clone(), user_id.clone())))
        }
        SystemEvent::Other { .. } => None,
    }
}
