//! A business's profile, the directory of all businesses, and which business owns a WhatsApp number.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::api::ApiAccess;
use backroom_core::business::{Agreed, Business, Confirm, QuietHours, Reports, Settings};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId};
use backroom_core::sheet::{KeptSheet, SheetId};
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, number, seconds, text, word};
use super::error::StoreError;
use super::keys::{self, Key};
use super::read::Range;
use super::transact::put;

/// A business's name and settings, as they were when a message was decided and as it wants them. Its number, its plan and
/// when it was founded never change so.
#[derive(Clone, Debug)]
pub struct ProfileChange {
    /// As they were read.
    pub before: Business,
    /// As they will be.
    pub after: Business,
}

/// The operator's part of a profile, which no message changes.
const SET_PLAN: &str =
    "SET business_plan = :business_plan, agreed = :agreed, without_place = :without_place";

impl Store {
    /// The profile. Half a read unit, eventually consistent: a setting may take a moment to count.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn load_business(&self, id: &BusinessId) -> Result<Option<Business>, StoreError> {
        let record = self.get("load business", &keys::profile(id), false).await?;
        record.map(|record| read(id, &record)).transpose()
    }

    /// The profile as it was written last, for whoever is about to change it. One read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn load_business_to_change(
        &self,
        id: &BusinessId,
    ) -> Result<Option<Business>, StoreError> {
        let record = self.get("load business", &keys::profile(id), true).await?;
        record.map(|record| read(id, &record)).transpose()
    }

    /// When it was founded, to the second.
    ///
    /// # Errors
    /// As every call to the table.
    pub(super) async fn founded_at(
        &self,
        id: &BusinessId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let record = self.get("load business", &keys::profile(id), false).await?;
        record
            .map(|record| Row::new("profile", &record).moment("founded_at"))
            .transpose()
    }

    /// Writes what the change makes otherwise; false if there is no such business. For a message, let
    /// [`super::Commit::profile`] write it together with its record.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn save_business(&self, change: &ProfileChange) -> Result<bool, StoreError> {
        let key = keys::profile(&change.after.id);
        let (set, values) = changed(change);
        let condition = Some("attribute_exists(PK)");
        self.update_if("save business", &key, &set, condition, values)
            .await
    }

    /// Writes its plan, what was agreed beside it, and who has no place in it, as they stand in `business`; false if
    /// there is no such business. What it has more of than that stays.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn set_plan(&self, business: &Business) -> Result<bool, StoreError> {
        let key = keys::profile(&business.id);
        let values = plan_values(business).map(|(name, value)| (format!(":{name}"), value));
        let there = Some("attribute_exists(PK)");
        self.update_if("set plan", &key, SET_PLAN, there, values.into())
            .await
    }

    /// Several profiles, each with its id, as they can be read; those that are not there are left out. Half a read unit
    /// each, and one call.
    ///
    /// # Errors
    /// As every call to the table; that of one profile is its own.
    pub async fn load_businesses(
        &self,
        ids: &[BusinessId],
    ) -> Result<Vec<(BusinessId, Result<Business, StoreError>)>, StoreError> {
        let wanted: BTreeMap<String, &BusinessId> =
            ids.iter().map(|id| (keys::profile(id).pk, id)).collect();
        let keys: Vec<Key> = wanted.values().map(|id| keys::profile(id)).collect();
        let records = self.get_all("load businesses", &keys, false).await?;
        let read = |record: &Attributes| {
            let pk = Row::new("profile", record).text(keys::PK).ok()?;
            let id = *wanted.get(pk)?;
            Some((id.clone(), self::read(id, record)))
        };
        Ok(records.iter().filter_map(read).collect())
    }

    /// So many businesses at the most behind this one by id, or the first; and whether there are more.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn businesses_behind(
        &self,
        after: Option<&BusinessId>,
        most: usize,
    ) -> Result<(Vec<BusinessId>, bool), StoreError> {
        let range = Range {
            limit: Some(i32::try_from(most).unwrap_or(i32::MAX)),
            ..directory()
        };
        let from = after.map(|after| keys::directory(after).attributes());
        let page = self.page(&range, from).await?;
        let ids = page.records.iter().map(listed).collect::<Result<_, _>>()?;
        Ok((ids, page.next.is_some()))
    }

    /// All businesses by id, a page at a time.
    pub fn businesses(&self) -> BusinessPages {
        BusinessPages {
            store: self.clone(),
            from: None,
            ended: false,
        }
    }

    /// The business that owns this WhatsApp number of ours; without one, anyone may found a business there.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn number_owner(
        &self,
        number: &BusinessNumberId,
    ) -> Result<Option<BusinessId>, StoreError> {
        let record = self
            .get("number owner", &keys::number(number), false)
            .await?;
        record
            .map(|record| {
                Row::new("number", &record)
                    .text("business")
                    .map(BusinessId::new)
            })
            .transpose()
    }

    /// Gives the WhatsApp number to this business alone; false if it is another's.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn own_number(
        &self,
        business: &BusinessId,
        number: &BusinessNumberId,
    ) -> Result<bool, StoreError> {
        let mut record = keys::number(number).attributes();
        record.insert("business".to_owned(), text(business.as_str()));
        let condition = "attribute_not_exists(PK) OR business = :business";
        let values = Attributes::from([(":business".to_owned(), text(business.as_str()))]);
        Ok(self
            .put_if("own number", record, Some(condition), values)
            .await?
            .is_yes())
    }
}

/// The directory of businesses, read a page at a time.
#[derive(Debug)]
pub struct BusinessPages {
    store: Store,
    from: Option<Attributes>,
    ended: bool,
}

impl BusinessPages {
    /// The next ids, up to some ten thousand; `None` after the last.
    ///
    /// # Errors
    /// As every call to the table; the same page can then be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<BusinessId>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let page = self.store.page(&directory(), self.from.clone()).await?;
        self.ended = page.next.is_none();
        self.from = page.next;
        let ids = page.records.iter().map(listed);
        ids.collect::<Result<_, _>>().map(Some)
    }
}

/// The whole directory.
fn directory() -> Range {
    Range {
        condition: "",
        values: Vec::new(),
        ..Range::beginning("list businesses", keys::DIRECTORY.to_owned(), "")
    }
}

fn listed(record: &Attributes) -> Result<BusinessId, StoreError> {
    let row = Row::new("directory", record);
    row.text("business").map(BusinessId::new)
}

/// A new profile.
pub(super) fn profile(business: &Business, founded_at: Timestamp) -> Attributes {
    let mut record = keys::profile(&business.id).attributes();
    record.extend(settings(business).map(|(name, value)| (name.to_owned(), value)));
    record.extend(plan_values(business).map(|(name, value)| (name.to_owned(), value)));
    record.insert("number_id".to_owned(), text(business.number.as_str()));
    record.insert("founded_at".to_owned(), seconds(founded_at));
    record
}

/// The update that writes what a change makes otherwise, and its values. Two members may change two settings at the same
/// time: neither writes what the other changed.
pub(super) fn changed(change: &ProfileChange) -> (String, Attributes) {
    let both = settings(&change.before)
        .into_iter()
        .zip(settings(&change.after));
    let values: Attributes = both
        .filter(|(before, after)| before != after)
        .map(|(_, (name, value))| (format!(":{name}"), value))
        .collect();
    let sets: Vec<String> = values
        .keys()
        .map(|value| format!("{} = {value}", value.trim_start_matches(':')))
        .collect();
    let set = match sets.as_slice() {
        // An update has to set something.
        [] => "SET business_name = business_name".to_owned(),
        sets => format!("SET {}", sets.join(", ")),
    };
    (set, values)
}

/// The attributes that a member may change.
fn settings(business: &Business) -> [(&'static str, AttributeValue); 11] {
    let Settings {
        oversell,
        reports,
        confirm,
        quiet_hours,
        sheet: kept,
        api,
    } = &business.settings;
    [
        ("business_name", text(&business.name)),
        ("time_zone", text(&business.time_zone)),
        ("currency", text(&business.currency)),
        ("oversell", AttributeValue::Bool(*oversell)),
        ("report_every", word(*reports)),
        ("confirm", word(*confirm)),
        ("quiet_from", number(quiet_hours.from)),
        ("quiet_until", number(quiet_hours.until)),
        ("sheet", sheet(kept.as_ref())),
        ("api_generation", number(api.generation)),
        ("api_on", AttributeValue::Bool(api.on)),
    ]
}

/// The sheet in which the stock is kept: one, or none.
fn sheet(kept: Option<&KeptSheet>) -> AttributeValue {
    let one = kept.map(|kept| {
        AttributeValue::M(Attributes::from([
            ("id".to_owned(), text(kept.id.as_str())),
            ("since".to_owned(), seconds(kept.since)),
            ("by".to_owned(), text(kept.by.as_str())),
        ]))
    });
    AttributeValue::L(one.into_iter().collect())
}

fn read_sheet(row: Row<'_>) -> Result<KeptSheet, StoreError> {
    Ok(KeptSheet {
        id: SheetId::new(row.text("id")?).ok_or_else(|| row.corrupt("id"))?,
        since: row.moment("since")?,
        by: MemberId::new(row.text("by")?),
    })
}

/// The operator's part.
fn plan_values(business: &Business) -> [(&'static str, AttributeValue); 3] {
    let Agreed {
        messages_a_day,
        messages_an_hour,
        items,
        members,
    } = business.agreed;
    let agreed = [
        ("messages_a_day", messages_a_day),
        ("messages_an_hour", messages_an_hour),
        ("items", items),
        ("members", members),
    ];
    let agreed = agreed
        .into_iter()
        .filter_map(|(name, most)| Some((name.to_owned(), number(most?))));
    let without_place = business.without_place.iter();
    let without_place = without_place.map(|member| text(member.as_str()));
    [
        ("business_plan", word(business.plan)),
        (
            "agreed",
            AttributeValue::L(vec![AttributeValue::M(agreed.collect())]),
        ),
        ("without_place", AttributeValue::L(without_place.collect())),
    ]
}

fn read_agreed(row: Row<'_>) -> Result<Agreed, StoreError> {
    Ok(Agreed {
        messages_a_day: row.number_if("messages_a_day")?,
        messages_an_hour: row.number_if("messages_an_hour")?,
        items: row.number_if("items")?,
        members: row.number_if("members")?,
    })
}

/// Puts the business into the directory.
pub(super) fn put_directory(table: &str, business: &BusinessId) -> TransactWriteItem {
    let mut record = keys::directory(business).attributes();
    record.insert("business".to_owned(), text(business.as_str()));
    put(table, record, None, Attributes::new())
}

fn read(id: &BusinessId, record: &Attributes) -> Result<Business, StoreError> {
    let row = Row::new("profile", record);
    Ok(Business {
        id: id.clone(),
        name: row.text("business_name")?.to_owned(),
        plan: row.word("business_plan")?,
        agreed: row
            .rows("agreed")?
            .first()
            .map_or(Ok(Agreed::default()), |row| read_agreed(*row))?,
        without_place: row
            .texts("without_place")?
            .into_iter()
            .map(MemberId::new)
            .collect(),
        number: BusinessNumberId::new(row.text("number_id")?),
        time_zone: row.text("time_zone")?.to_owned(),
        currency: row.text("currency")?.to_owned(),
        settings: Settings {
            oversell: row.flag("oversell")?,
            reports: reports(row)?,
            // Profiles from before there was a choice have none.
            confirm: if row.has("confirm") {
                row.word("confirm")?
            } else {
                Confirm::default()
            },
            quiet_hours: quiet_hours(row)?,
            sheet: row
                .rows("sheet")?
                .first()
                .map(|row| read_sheet(*row))
                .transpose()?,
            // Profiles from before there was an API have none.
            api: ApiAccess {
                generation: row.number_if("api_generation")?.unwrap_or(0),
                on: row.flag("api_on")?,
            },
        },
    })
}

/// Profiles from before there was a choice have none.
fn quiet_hours(row: Row<'_>) -> Result<QuietHours, StoreError> {
    let (from, until) = (row.number_if("quiet_from")?, row.number_if("quiet_until")?);
    match (from, until) {
        (Some(from), Some(until)) => {
            QuietHours::new(from, until).ok_or_else(|| row.corrupt("quiet hours"))
        }
        (None, _) | (_, None) => Ok(QuietHours::default()),
    }
}

/// Profiles from before there was a choice have a flag.
fn reports(row: Row<'_>) -> Result<Reports, StoreError> {
    if row.has("report_every") {
        return row.word("report_every");
    }
    Ok(if row.flag("reports")? {
        Reports::Daily
    } else {
        Reports::Off
    })
}
