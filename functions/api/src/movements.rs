//! `/v1/movements`: what came in and went out, the newest first. Who it was is not told: that is for the people in the shop.

use backroom_core::business::Business;
use backroom_core::ids::ItemId;
use backroom_core::inventory::{LedgerKey, Movement, TakenBack};
use backroom_core::unit::Unit;
use backroom_io::store::Kept;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::Api;
use crate::answer::{Refusal, money};
use crate::query::{Place, Query, item_id, read_item_id};

/// How many records a call looks through, at some six to a read unit. A page may so have fewer than were asked for, or none,
/// and there are more all the same.
const LOOK_BACK: usize = 500;
/// How many records after those of a page are looked through for whether what was taken back there stands again, in pages
/// of so many rows: what is corrected is so soon, or never.
const LOOK_AHEAD: usize = 500;
const LATER_PAGE: i32 = 50;
/// How far ahead of ours the clock of phones may be.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Which are wanted.
struct Wanted {
    item: Option<ItemId>,
    from: Timestamp,
    /// Not this moment itself.
    to: Timestamp,
    /// No record is of after this.
    latest: Timestamp,
    /// Those before this one.
    before: Option<Place>,
    limit: usize,
}

impl Wanted {
    fn read(query: &Query, now: Timestamp) -> Result<Self, Refusal> {
        query.allow(&["item", "from", "to", "limit", "cursor"])?;
        let item = query.get("item").map(|id| {
            let id = read_item_id(id);
            id.ok_or(Refusal::Query(
                "item is the id of one, as /v1/items gives it.",
            ))
        });
        let latest = now.checked_add(AHEAD).unwrap_or(now);
        // No phone has sent anything before there were any, or will.
        let possible = |at: Timestamp| at.clamp(Timestamp::UNIX_EPOCH, latest);
        let before = query.get("cursor").map(|cursor| {
            let place = Place::read(cursor);
            let place = place.filter(|place| possible(place.key.sent_at) == place.key.sent_at);
            place.ok_or(Refusal::Query("That is no cursor."))
        });
        Ok(Self {
            item: item.transpose()?,
            from: query.moment("from")?.unwrap_or(Timestamp::MIN),
            to: query.moment("to")?.map_or(latest, possible),
            latest,
            before: before.transpose()?,
            limit: query.limit()?,
        })
    }

    fn is_of_item(&self, movement: &Movement) -> bool {
        self.item.as_ref().is_none_or(|item| *item == movement.item)
    }

    /// Those of a record that come next, the last of it first.
    fn of<'k>(&self, kept: &'k Kept) -> impl Iterator<Item = (usize, &'k Movement)> {
        let before = self
            .before
            .as_ref()
            .filter(|place| place.key == kept.record.key);
        let movements = kept.record.movements.iter().enumerate();
        let movements = movements.take(before.map_or(usize::MAX, |place| place.at));
        let wanted: Vec<_> = movements
            .filter(|(_, movement)| self.is_of_item(movement))
            .collect();
        wanted.into_iter().rev()
    }
}

/// A page of them.
pub(crate) async fn list(api: &Api, business: &Business, query: &Query) -> Result<Value, Refusal> {
    let wanted = Wanted::read(query, api.clock.now())?;
    let mut found: Vec<(Place, Movement)> = Vec::new();
    let mut taken_back = TakenBack::default();
    let mut newest: Option<LedgerKey> = None;
    let mut next: Option<Place> = None;
    let mut last: Option<Place> = None;
    let mut seen = 0;
    let look = |kept: Kept| {
        let key = &kept.record.key;
        if key.sent_at < wanted.from {
            return false;
        }
        taken_back.note(&kept.record, kept.undone);
        newest.get_or_insert_with(|| key.clone());
        seen += 1;
        if key.sent_at < wanted.to {
            for (at, movement) in wanted.of(&kept) {
                if found.len() == wanted.limit {
                    next = last.clone();
                    return false;
                }
                let place = Place {
                    key: key.clone(),
                    at,
                };
                found.push((place.clone(), movement.clone()));
                last = Some(place);
            }
        }
        // All of this record was looked at: what comes next is before its first movement.
        let done = Place {
            key: key.clone(),
            at: 0,
        };
        if seen == LOOK_BACK {
            next = Some(done);
            return false;
        }
        true
    };
    let store = &api.store;
    match &wanted.before {
        Some(place) => store.look_back_from(&business.id, &place.key, look).await?,
        None => store.look_back(&business.id, wanted.to, look).await?,
    }
    if let Some(newest) = newest {
        let stretch = (&newest, wanted.latest);
        see_what_came_later(api, business, stretch, (&found, &mut taken_back)).await?;
    }
    let shown = found.iter().map(|(place, movement)| {
        let undone = taken_back.is_undone(&place.key);
        shown(place, movement, undone, &business.currency)
    });
    let found: Vec<Value> = shown.collect();
    let next = next.map(|place| place.id());
    Ok(json!({"movements": found, "next_cursor": next}))
}

/// Looks at what came after these, as far as it is needed to say of each whether it is undone.
async fn see_what_came_later(
    api: &Api,
    business: &Business,
    (newest, latest): (&LedgerKey, Timestamp),
    (found, taken_back): (&[(Place, Movement)], &mut TakenBack),
) -> Result<(), Refusal> {
    let is_open = |taken_back: &TakenBack| {
        let known = |(place, _): &(Place, Movement)| taken_back.is_settled(&place.key);
        !found.iter().all(known)
    };
    let stretch = (newest.sent_at, latest);
    let later = api.store.records_after(&business.id, Some(newest), stretch);
    let mut later = later.at_most(LATER_PAGE);
    let mut seen = 0;
    while seen < LOOK_AHEAD
        && is_open(taken_back)
        && let Some(page) = later.next().await?
    {
        seen += page.len();
        for kept in &page {
            taken_back.note(&kept.record, kept.undone);
        }
    }
    Ok(())
}

fn shown(place: &Place, movement: &Movement, undone: bool, currency: &str) -> Value {
    json!({
        "id": place.id(),
        "at": place.key.sent_at.to_string(),
        "item": item_id(&movement.item),
        "name": movement.name,
        "reason": movement.reason,
        "change": movement.delta.to_string(),
        "on_hand": movement.on_hand.to_string(),
        "unit": movement.unit.as_ref().map(Unit::as_str),
        "total": movement.total.map(|total| money(total, currency)),
        "undone": undone,
    })
}
