//! The customers of the credit book: each found by the folded name, all of them by one query.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::catalogue::fold;
use backroom_core::credit::Customer;
use backroom_core::ids::{BusinessId, CustomerId};
use backroom_core::money::Money;

use super::attributes::{Attributes, Row, number, text};
use super::error::StoreError;
use super::keys;
use super::read::Range;
use super::transact::{delete, put, put_new};
use super::{PlaceWrite, Store};

impl Store {
    /// The customer of this name, strongly consistent: one read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_customer(
        &self,
        business: &BusinessId,
        name: &str,
    ) -> Result<Option<Customer>, StoreError> {
        let key = keys::customer(business, &fold(name));
        let found = self.get("find customer", &key, true).await?;
        found.as_ref().map(read).transpose()
    }

    /// All customers, by name, strongly consistent: one read unit for each 4 KB.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn list_customers(&self, business: &BusinessId) -> Result<Vec<Customer>, StoreError> {
        let range = Range::beginning("list customers", keys::business(business), keys::CUSTOMER);
        let range = Range {
            consistent: true,
            ..range
        };
        let records = self.all_pages(&range).await?;
        records.iter().map(read).collect()
    }

    /// The customer under another name, if they are still as they were read.
    pub fn rename_customer(
        &self,
        business: &BusinessId,
        was: &Customer,
        now: &Customer,
    ) -> PlaceWrite {
        let key = keys::customer(business, &was.folded()).attributes();
        PlaceWrite {
            actions: vec![
                delete(&self.table, key, Some(AS_READ), as_read(was)),
                put_new(&self.table, record(business, now)),
            ],
            voids: None,
        }
    }
}

/// Writes a customer as they will be, if they are still as they were read.
pub(super) fn write(table: &str, business: &BusinessId, customer: &Customer) -> TransactWriteItem {
    let record = record(business, customer);
    if customer.version == 0 {
        return put_new(table, record);
    }
    put(table, record, Some(AS_READ), as_read(customer))
}

const AS_READ: &str = "version = :read";

fn as_read(customer: &Customer) -> Attributes {
    Attributes::from([(":read".to_owned(), number(customer.version))])
}

fn record(business: &BusinessId, customer: &Customer) -> Attributes {
    let mut record = keys::customer(business, &customer.folded()).attributes();
    record.extend([
        ("customer_id".to_owned(), text(customer.id.as_str())),
        ("customer_name".to_owned(), text(&customer.name)),
        ("balance".to_owned(), number(customer.balance.0)),
        ("version".to_owned(), number(customer.version + 1)),
    ]);
    record
}

fn read(record: &Attributes) -> Result<Customer, StoreError> {
    let row = Row::new("customer", record);
    Ok(Customer {
        id: CustomerId::new(row.text("customer_id")?),
        name: row.text("customer_name")?.to_owned(),
        balance: Money(row.number("balance")?),
        version: row.number("version")?,
    })
}
