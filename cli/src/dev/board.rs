//! The stock beside the phones: read from the table for whoever's phone it is.

use std::sync::Arc;

use backroom_core::business::Standing;
use backroom_core::intent::Reason;
use backroom_core::inventory::{LedgerRecord, Movement, RecordKind};
use backroom_core::message::Sender;
use backroom_core::unit::Unit;
use backroom_io::clock::Clock;
use backroom_io::store::{Store, StoreError};
use backroom_local::whatsapp::{MovementRow, Person, ShowStock, StockBoard, StockRow};

/// As many movements as fit beside a phone.
const MOVEMENTS_MAX: usize = 12;

/// Reads the board from this table.
pub(crate) fn of(store: Store) -> ShowStock {
    Arc::new(move |person| {
        let store = store.clone();
        Box::pin(async move {
            read(&store, &person).await.map_err(|error| {
                tracing::error!(%error, "the stock can't be shown");
                "The stock can't be read just now.".to_owned()
            })
        })
    })
}

async fn read(store: &Store, person: &Person) -> Result<Option<StockBoard>, StoreError> {
    let sender = Sender {
        phone: person.phone.clone(),
        user_id: person.user_id.clone(),
        profile_name: None,
    };
    let standing = store.find_standing(&person.number, &sender).await?;
    let Standing::Member(person) = standing else {
        return Ok(None);
    };
    let Some(business) = store.load_business(&person.here.member.business).await? else {
        return Ok(None);
    };
    let mut items = store.list_items(&business.id, false).await?;
    items.sort_by(|one, other| one.name.cmp(&other.name));
    let now = Clock::system().now();
    let mut latest = store
        .latest_records(&business.id, now, MOVEMENTS_MAX)
        .await?;
    // The ledger's order knows whole seconds only; a sale and its undo may share one.
    latest.sort_by_key(|kept| std::cmp::Reverse(kept.record.decided_at));
    Ok(Some(StockBoard {
        business: business.name,
        items: items
            .into_iter()
            .map(|item| StockRow {
                name: item.name,
                on_hand: item.on_hand.to_string(),
                unit: word(item.unit.as_ref()),
            })
            .collect(),
        movements: latest
            .iter()
            .flat_map(|kept| {
                kept.record
                    .movements
                    .iter()
                    .rev()
                    .map(|movement| row(&kept.record, movement))
            })
            .take(MOVEMENTS_MAX)
            .collect(),
    }))
}

fn row(record: &LedgerRecord, movement: &Movement) -> MovementRow {
    let sign = if movement.delta.is_negative() {
        ""
    } else {
        "+"
    };
    MovementRow {
        at: record.key.sent_at.to_string(),
        member: record.member_name.clone(),
        name: movement.name.clone(),
        delta: format!("{sign}{}", movement.delta),
        on_hand: movement.on_hand.to_string(),
        unit: word(movement.unit.as_ref()),
        why: why(record, movement).to_owned(),
    }
}

fn why(record: &LedgerRecord, movement: &Movement) -> &'static str {
    match record.kind {
        RecordKind::Undo { .. } => return "undone",
        RecordKind::Opening => return "opening",
        RecordKind::Fix { .. } => return "corrected",
        RecordKind::Change | RecordKind::Edit | RecordKind::Refusal => {}
    }
    match movement.reason {
        Reason::Receipt => "received",
        Reason::Sale => "sold",
        Reason::Use => "used",
        Reason::Damage => "damaged",
        Reason::Expiry => "expired",
        Reason::Theft => "stolen",
        Reason::Return => "returned",
        Reason::Count => "counted",
        Reason::Correction => "corrected",
        Reason::WriteOff => "deleted",
        Reason::Transfer => "merged",
        Reason::Conversion => "another unit",
    }
}

fn word(unit: Option<&Unit>) -> String {
    unit.map(|unit| unit.as_str().to_owned())
        .unwrap_or_default()
}
