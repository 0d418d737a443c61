//! The key with which other programs read the business's stock. It stands nowhere: the profile says which of its keys is
//! good, and the key itself is made when it is sent.

use backroom_core::api::{ApiAccess, ApiWish, KeyHolder, PLACE};
use backroom_core::business::{Business, Feature, Right};
use backroom_core::reply::{Reply, api as words, refuse};

use crate::commit::{Plan, record, refused};
use crate::turn::{Outcome, Turn};
use crate::{Failure, manage};

/// Does what a member wants with the key.
pub(crate) async fn api(turn: &Turn<'_>, wish: ApiWish) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::HoldApiKey) {
        return refused(turn, refuse::not_allowed(Right::HoldApiKey)).await;
    }
    let business = manage::to_change(turn).await?;
    let access = business.settings.api;
    if wish == ApiWish::Stop {
        return if access.on {
            save(turn, business, access.stopped(), words::stopped()).await
        } else {
            Ok(words::none().into())
        };
    }
    let Some(api) = &turn.to.config.api else {
        return Ok(words::not_offered().into());
    };
    if !business.plan.has(Feature::Api) {
        let reply = words::not_in_plan(&business, &turn.to.config.plans.prices);
        return match wish {
            ApiWish::Show if access.on => Ok(reply.into()),
            // They would have made a key.
            ApiWish::Show | ApiWish::Renew | ApiWish::Stop => refused(turn, reply).await,
        };
    }
    let address = api.url.as_deref();
    match wish {
        ApiWish::Renew if access.on => {
            let access = access.renewed();
            let reply = words::renewed(&business.name, access, address);
            save(turn, business, access, reply).await
        }
        ApiWish::Show if access.on => Ok(words::key(&business.name, access, address).into()),
        ApiWish::Show | ApiWish::Renew | ApiWish::Stop => {
            let access = access.renewed();
            let reply = words::key(&business.name, access, address);
            save(turn, business, access, reply).await
        }
    }
}

async fn save(
    turn: &Turn<'_>,
    before: Business,
    access: ApiAccess,
    reply: Reply,
) -> Result<Outcome, Failure> {
    let change = manage::change(before, |after| after.settings.api = access);
    record(turn, || Plan::profile(&change, reply.clone())).await
}

/// What is sent: with the key in it, if it is an answer that tells a key.
pub(crate) fn with_key(turn: &Turn<'_>, outcome: Outcome) -> Outcome {
    let Some(generation) = outcome.reply.api_key else {
        return outcome;
    };
    let holder = KeyHolder {
        business: turn.business().clone(),
        generation,
    };
    // Without the secret there is no key: it was taken out since.
    let api = turn.to.config.api.as_ref();
    let key = api.map_or_else(String::new, |api| api.keys.key(&holder));
    let reply = Reply {
        body: outcome.reply.body.replace(PLACE, &key),
        ..outcome.reply
    };
    Outcome { reply, ..outcome }
}
