//! Which form the table's records have, and how an older form becomes today's.
//!
//! Code reads what older code wrote, so that both can run side by side during a deployment; a migration then writes it
//! anew, and a later version of the code may forget the older form. Forward only: [`Store::migrate`] never undoes.
//!
//! To add one: raise [`SCHEMA`], add a [`Migration`] with a pure function from a row to its change, and a file of rows in
//! the older form to `tests/store/schema`. If code from before can't live with what it writes, `readable_from` says so, and
//! such code refuses to start.

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::business::Reports;

use super::Store;
use super::attributes::{Attributes, Row, number, word};
use super::error::StoreError;
use super::keys::{self, Key, PK, SK};

/// The form that this code writes. A table without a word about it has the first.
pub const SCHEMA: u32 = 2;

/// A step from one form to the next.
struct Migration {
    /// The form that it leads to.
    to: u32,
    /// The oldest code, by the form it writes, that can work on a table of this form.
    readable_from: u32,
    /// What is to be changed of a row; pure, and nothing where there is nothing to do.
    change: fn(&Attributes) -> Option<Change>,
}

/// A change of one row.
struct Change {
    expression: &'static str,
    /// Holds until it is made.
    condition: &'static str,
    values: Attributes,
}

/// All of them, in order.
const MIGRATIONS: [Migration; 1] = [Migration {
    to: 2,
    readable_from: 1,
    change: reports_have_a_choice,
}];

const _: () = assert!(MIGRATIONS[MIGRATIONS.len() - 1].to == SCHEMA);

/// Profiles from before there was a choice have a flag whether reports are sent: daily ones.
fn reports_have_a_choice(row: &Attributes) -> Option<Change> {
    let is_profile = |sk: &AttributeValue| sk.as_s().is_ok_and(|sk| sk == keys::PROFILE);
    if !row.get(SK).is_some_and(is_profile) || row.contains_key("report_every") {
        return None;
    }
    let daily = row.get("reports") == Some(&AttributeValue::Bool(true));
    let every = if daily { Reports::Daily } else { Reports::Off };
    Some(Change {
        expression: "SET report_every = :every REMOVE reports",
        condition: "attribute_exists(PK) AND attribute_not_exists(report_every)",
        values: Attributes::from([(":every".to_owned(), word(every))]),
    })
}

impl Store {
    /// Which form the table has. Half a read unit.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] if it is one that this code must not touch; as every call to the table.
    pub async fn check_schema(&self) -> Result<u32, StoreError> {
        let Some(record) = self.get("check schema", &keys::schema(), false).await? else {
            return Ok(1);
        };
        let row = Row::new("schema", &record);
        let version = row.number("version")?;
        if row.number::<u32>("readable_from")? > SCHEMA {
            return Err(StoreError::NewerSchema {
                version,
                ours: SCHEMA,
            });
        }
        Ok(version)
    }

    /// For the start of a function: refuses a table of a form that it must not touch, and opens the connection on the way.
    /// A table that can't be reached is left to the first message. Half a read unit.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`], or if the table refuses.
    pub async fn open(&self) -> Result<(), StoreError> {
        match self.check_schema().await {
            Ok(form) if form < SCHEMA => {
                tracing::info!(
                    form,
                    ours = SCHEMA,
                    "the table waits for `backroom migrate`"
                );
                Ok(())
            }
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, "the form of the table is not known yet");
                Ok(())
            }
            checked => checked.map(drop),
        }
    }

    /// Brings the table to [`SCHEMA`], while messages come in or not; from which form. After a failure it can be run again.
    /// `read` is told after each page how many rows it held.
    ///
    /// # Errors
    /// As [`Store::check_schema`].
    pub async fn migrate(&self, mut read: impl FnMut(usize)) -> Result<u32, StoreError> {
        let from = self.check_schema().await?;
        for migration in MIGRATIONS.iter().filter(|migration| migration.to > from) {
            let mut pages = self.rows();
            while let Some(rows) = pages.next_rows().await? {
                read(rows.len());
                for row in rows {
                    self.migrate_row(migration, &row.0).await?;
                }
            }
            let mut record = keys::schema().attributes();
            record.insert("version".to_owned(), number(migration.to));
            let readable_from = number(migration.readable_from);
            record.insert("readable_from".to_owned(), readable_from);
            let before = Some("attribute_not_exists(PK) OR version < :to");
            let values = Attributes::from([(":to".to_owned(), number(migration.to))]);
            self.put_if("migrate", record, before, values).await?;
        }
        Ok(from)
    }

    async fn migrate_row(&self, migration: &Migration, row: &Attributes) -> Result<(), StoreError> {
        let Some(change) = (migration.change)(row) else {
            return Ok(());
        };
        let row = Row::new("row", row);
        let key = Key {
            pk: row.text(PK)?.to_owned(),
            sk: row.text(SK)?.to_owned(),
        };
        let condition = Some(change.condition);
        // Where the condition does not hold any more, somebody was there meanwhile.
        self.update_if("migrate", &key, change.expression, condition, change.values)
            .await?;
        Ok(())
    }
}
