//! What the business pays for: shown, and held to.

use backroom_core::business::{self, Business, Plan};
use backroom_core::ids::MemberId;
use backroom_core::reply::plan as words;

use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor, limit, manage};

/// "plan".
pub(crate) async fn show(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let business = manage::business(turn).await?;
    let store = &turn.to.store;
    let items = store.list_items(turn.business(), false).await?;
    let members = store.list_members(turn.business()).await?;
    let in_use = words::InUse {
        items: items.len(),
        members: members.iter().filter(|one| one.role.takes_place()).count(),
        messages: limit::today(turn, &business).await?,
    };
    Ok(words::plan(&business, in_use, &turn.to.config.plans.prices).into())
}

/// "upgrade".
pub(crate) async fn upgrade(turn: &Turn<'_>, to: Option<Plan>) -> Result<Outcome, Failure> {
    let business = manage::business(turn).await?;
    let plans = &turn.to.config.plans;
    let link = plans.upgrade_url.as_deref();
    Ok(words::upgrade(&business, to, &plans.prices, link).into())
}

/// Whether the plan has no place for one more who may change something. Two who come in the same moment may both get
/// the last one.
pub(crate) async fn is_full(to: &Processor, business: &Business) -> Result<bool, Failure> {
    let members = to.store.list_members(&business.id).await?;
    let places = usize::try_from(business.allowance().members).unwrap_or(usize::MAX);
    Ok(members.iter().filter(|one| one.role.takes_place()).count() >= places.max(1))
}

/// The business, if its plan has no place for this member, so that they only ask. The list of members is read only for
/// those who had none when the plan changed: somebody may have left since.
pub(crate) async fn without_place<'a>(
    to: &Processor,
    business: Option<&'a Business>,
    member: &MemberId,
) -> Result<Option<&'a Business>, Failure> {
    let listed = |business: &&Business| business.without_place.contains(member);
    let Some(business) = business.filter(listed) else {
        return Ok(None);
    };
    let members = to.store.list_members(&business.id).await?;
    let out = business::without_place(&members, &business.allowance());
    Ok(out.iter().any(|one| one.id == *member).then_some(business))
}
