//! The team: who is in, roles given, members removed, and leaving. What can't be taken back is asked about first, and a
//! business always keeps an owner.

use backroom_core::business::{Business, Member, Role};
use backroom_core::catalogue::fold;
use backroom_core::ids::{MemberId, QuestionId};
use backroom_core::question::{Asks, Deed, TeamQuestion};
use backroom_core::reply::ask::{self, Press};
use backroom_core::reply::{Reply, plan as plan_words, team as words};
use backroom_io::store::{Contact, Leaving};

use crate::Failure;
use crate::commit::{Plan, commit, record, refused};
use crate::manage::business;
use crate::turn::{Outcome, Turn};
use crate::{credit, named, place, plan, privacy, question};

/// How many people a question offers.
const CHOICES_MAX: usize = 3;
/// How many digits at the end of a number tell people apart.
const DIGITS: usize = 4;

/// "team".
pub(crate) async fn list(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let business = business(turn).await?;
    let members = turn.to.store.list_members(turn.business()).await?;
    Ok(words::list(&business.name, &members).into())
}

/// Does something with the member who goes by this name.
pub(crate) async fn named(turn: &Turn<'_>, name: &str, deed: Deed) -> Result<Outcome, Failure> {
    let contacts = turn.to.store.list_contacts(turn.business()).await?;
    let found = called(&contacts, name);
    match found.as_slice() {
        [] => {
            let removed = deed == Deed::Remove;
            question::unless_answered(turn, words::nobody(name, removed)).await
        }
        [one] => propose(turn, one, deed, None).await,
        several if several.len() > CHOICES_MAX => Ok(words::too_many_called(name, deed).into()),
        several => {
            record(turn, || {
                let choices = several.iter().map(|one| one.member.id.clone()).collect();
                let asks = TeamQuestion::WhichMember { choices, deed };
                let question = turn.question(Asks::Team(asks));
                let people: Vec<(&Member, Option<&str>)> = several
                    .iter()
                    .map(|one| (&one.member, digits(one)))
                    .collect();
                let reply = words::which_member(&question.id, &people);
                Plan::question(question, reply)
            })
            .await
        }
    }
}

/// "leave".
pub(crate) async fn leave(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let store = &turn.to.store;
    let own = store.find_contact(turn.business(), &turn.member.id).await?;
    match own {
        Some(own) => propose(turn, &own, Deed::Remove, None).await,
        None => Err(Failure::NoBusiness),
    }
}

/// The answer to a question about members or businesses.
pub(crate) async fn settle(
    turn: &Turn<'_>,
    asked: &TeamQuestion,
    question: &QuestionId,
    press: Press,
) -> Result<Outcome, Failure> {
    match (asked, press) {
        (TeamQuestion::WhichMember { choices, deed }, Press::Pick(number)) => {
            let Some(member) = choices.get(usize::from(number) - 1) else {
                return Ok(ask::pick_one().into());
            };
            let store = &turn.to.store;
            match store.find_contact(turn.business(), member).await? {
                Some(contact) => propose(turn, &contact, *deed, Some(question)).await,
                None => Ok(ask::gone().into()),
            }
        }
        (TeamQuestion::Sure { member, deed }, Press::Yes) => {
            let business = business(turn).await?;
            carry_out(turn, &business, member, *deed, Some(question)).await
        }
        (TeamQuestion::Forget, Press::Yes) => privacy::forget(turn, question).await,
        (TeamQuestion::ForgetCustomer { name }, Press::Yes) => {
            credit::forget(turn, name, question).await
        }
        (TeamQuestion::Close, Press::Yes) => privacy::close(turn, question).await,
        (TeamQuestion::WhichBusiness { choices }, Press::Pick(number)) => {
            match choices.get(usize::from(number) - 1) {
                Some(business) => place::go(turn, business, Some(question))
                    .await
                    .map(Outcome::of_named),
                None => Ok(ask::pick_one().into()),
            }
        }
        (
            TeamQuestion::WhichMember { .. }
            | TeamQuestion::Sure { .. }
            | TeamQuestion::Forget
            | TeamQuestion::Close
            | TeamQuestion::ForgetCustomer { .. }
            | TeamQuestion::WhichBusiness { .. },
            Press::Yes
            | Press::No
            | Press::Pick(_)
            | Press::New
            | Press::Sold
            | Press::Got
            | Press::Counted,
        ) => Ok(ask::pick_one().into()),
    }
}

/// Asks whether it is to be done, or where it can be taken back as easily, does it.
async fn propose(
    turn: &Turn<'_>,
    contact: &Contact,
    deed: Deed,
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    let business = business(turn).await?;
    let member = &contact.member;
    if let Err(why) = allowed(turn, &business, member, deed).await? {
        return refused(turn, why).await;
    }
    let reply: fn(&QuestionId, &str, &Member) -> Reply = match deed {
        Deed::Appoint(Role::Owner) if member.role != Role::Owner => words::sure_to_make_owner,
        Deed::Appoint(_) => return carry_out(turn, &business, &member.id, deed, closes).await,
        Deed::Remove if member.id == turn.member.id => {
            |question, business, _| words::sure_to_leave(question, business)
        }
        Deed::Remove => words::sure_to_remove,
    };
    record(turn, || {
        let asks = TeamQuestion::Sure {
            member: member.id.clone(),
            deed,
        };
        let question = turn.question(Asks::Team(asks));
        let reply = reply(&question.id, &business.name, member);
        Plan {
            closes: closes.cloned(),
            ..Plan::question(question, reply)
        }
    })
    .await
}

/// Does it, if it may still be done.
async fn carry_out(
    turn: &Turn<'_>,
    business: &Business,
    member: &MemberId,
    deed: Deed,
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    commit(turn, async || {
        let plan = plan(turn, business, member, deed).await?;
        Ok(Plan {
            closes: closes.cloned(),
            ..plan
        })
    })
    .await
}

async fn plan(
    turn: &Turn<'_>,
    business: &Business,
    member: &MemberId,
    deed: Deed,
) -> Result<Plan, Failure> {
    let store = &turn.to.store;
    let Some(contact) = store.find_contact(&business.id, member).await? else {
        return Ok(Plan::refusal(ask::gone()));
    };
    let another_owner = match allowed(turn, business, &contact.member, deed).await? {
        Ok(another) => another,
        Err(why) => return Ok(Plan::refusal(why)),
    };
    let another_owner = another_owner.as_ref();
    let since = turn.message.sent_at;
    let own = contact.member.id == turn.member.id;
    let (places, reply) = match deed {
        Deed::Appoint(role) if role == contact.member.role => {
            return Ok(Plan::refusal(words::has_role(&contact.member, role, true)));
        }
        Deed::Appoint(role) => (
            store.appoint(&contact, role, another_owner, since).await?,
            words::has_role(&contact.member, role, false),
        ),
        Deed::Remove if own => (
            store
                .take_out(
                    &contact,
                    Leaving::Left,
                    another_owner,
                    place::after(turn.message),
                )
                .await?,
            words::left(&business.name, next_business(turn).await?.as_deref()),
        ),
        Deed::Remove => {
            let told = Leaving::Removed(&business.name);
            (
                store.take_out(&contact, told, another_owner, since).await?,
                words::removed(&business.name, &contact.member),
            )
        }
    };
    Ok(Plan {
        places: Some(places),
        ..Plan::refusal(reply)
    })
}

/// Whether it may be done. Where it takes an owner away, the other one who makes that possible.
async fn allowed(
    turn: &Turn<'_>,
    business: &Business,
    member: &Member,
    deed: Deed,
) -> Result<Result<Option<MemberId>, Reply>, Failure> {
    let role = turn.member.role;
    let leaves = member.id == turn.member.id && deed == Deed::Remove;
    if !leaves && !role.appoints(member.role) {
        return Ok(Err(words::above_you(member.role)));
    }
    if let Deed::Appoint(to) = deed
        && !role.appoints(to)
    {
        return Ok(Err(words::above_you(to)));
    }
    if let Deed::Appoint(to) = deed
        && to.takes_place()
        && !member.role.takes_place()
        && plan::is_full(turn.to, business).await?
    {
        return Ok(Err(plan_words::no_more_members(business)));
    }
    let stays_owner = deed == Deed::Appoint(Role::Owner);
    if member.role != Role::Owner || stays_owner {
        return Ok(Ok(None));
    }
    Ok(match another_owner(turn, &member.id).await? {
        Some(another) => Ok(Some(another)),
        None => Err(words::last_owner(&business.name)),
    })
}

/// Somebody else who is an owner of the business.
pub(crate) async fn another_owner(
    turn: &Turn<'_>,
    than: &MemberId,
) -> Result<Option<MemberId>, Failure> {
    let members = turn.to.store.list_members(turn.business()).await?;
    let another = members
        .into_iter()
        .find(|other| other.role == Role::Owner && other.id != *than);
    Ok(another.map(|another| another.id))
}

/// Where the member is once they have left.
pub(crate) async fn next_business(turn: &Turn<'_>) -> Result<Option<String>, Failure> {
    let person = turn.person.clone();
    let Some(left) = person.left(turn.business(), turn.message.sent_at) else {
        return Ok(None);
    };
    let next = turn.to.store.load_business(&left.here.member.business);
    Ok(next.await?.map(|business| business.name))
}

/// Those who go by this name: exactly, or else with these words in theirs; and with the end of their number, if it is said
/// behind the name.
fn called<'a>(contacts: &'a [Contact], said: &str) -> Vec<&'a Contact> {
    let (name, end) = match said.rsplit_once(' ') {
        Some((name, end)) if end.len() >= 2 && end.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, Some(end))
        }
        _ => (said, None),
    };
    let ends = |contact: &&Contact| {
        end.is_none_or(|end| {
            let phone = contact.address.phone.as_ref();
            phone.is_some_and(|phone| phone.as_str().ends_with(end))
        })
    };
    let ending: Vec<&Contact> = contacts.iter().filter(ends).collect();
    let mut called: Vec<&Contact> = named::called(&ending, name, |contact| &contact.member.name)
        .into_iter()
        .copied()
        .collect();
    called.sort_by_key(|contact| fold(&contact.member.name));
    called
}

/// The end of their number.
fn digits(contact: &Contact) -> Option<&str> {
    let phone = contact.address.phone.as_ref()?.as_str();
    phone.get(phone.len().saturating_sub(DIGITS)..)
}
