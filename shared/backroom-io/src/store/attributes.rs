//! Records as DynamoDB's attributes: written by [`Attributes`], read back with checks by [`Row`].

use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;

/// A record, or a request's key or values.
#[expect(clippy::disallowed_types, reason = "what the SDK takes and gives")]
pub(super) type Attributes = std::collections::HashMap<String, AttributeValue>;

pub(super) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn number(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A moment for TTL: unix seconds.
pub(super) fn seconds(at: Timestamp) -> AttributeValue {
    number(at.as_second())
}

/// A value of one of core's enums without fields, in the word it has in JSON.
pub(super) fn word(value: impl Serialize) -> AttributeValue {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => text(word),
        _ => AttributeValue::Null(true),
    }
}

/// A record as read. Each question names what is wrong, never what is there.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) kind: &'static str,
    pub(super) attributes: &'a Attributes,
}

impl<'a> Row<'a> {
    pub(super) fn new(kind: &'static str, attributes: &'a Attributes) -> Self {
        Self { kind, attributes }
    }

    pub(super) fn corrupt(self, what: &'static str) -> StoreError {
        StoreError::Corrupt {
            kind: self.kind,
            what,
        }
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    pub(super) fn text_if(self, name: &'static str) -> Result<Option<&'a str>, StoreError> {
        match self.attributes.get(name) {
            None => Ok(None),
            Some(AttributeValue::S(text)) => Ok(Some(text)),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    pub(super) fn text(self, name: &'static str) -> Result<&'a str, StoreError> {
        self.text_if(name)?.ok_or_else(|| self.corrupt(name))
    }

    pub(super) fn number<N: FromStr>(self, name: &'static str) -> Result<N, StoreError> {
        match self.attributes.get(name) {
            Some(AttributeValue::N(digits)) => digits.parse().map_err(|_| self.corrupt(name)),
            _ => Err(self.corrupt(name)),
        }
    }

    pub(super) fn number_if<N: FromStr>(self, name: &'static str) -> Result<Option<N>, StoreError> {
        self.has(name).then(|| self.number(name)).transpose()
    }

    pub(super) fn moment(self, name: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_second(self.number(name)?).map_err(|_| self.corrupt(name))
    }

    /// Absent is no.
    pub(super) fn flag(self, name: &'static str) -> Result<bool, StoreError> {
        match self.attributes.get(name) {
            None => Ok(false),
            Some(AttributeValue::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    /// A record within the record. Absent is none.
    pub(super) fn row(self, name: &'static str) -> Result<Option<Self>, StoreError> {
        match self.attributes.get(name) {
            None => Ok(None),
            Some(AttributeValue::M(attributes)) => Ok(Some(Self::new(self.kind, attributes))),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    /// A list of records within the record. Absent is empty.
    pub(super) fn rows(self, name: &'static str) -> Result<Vec<Self>, StoreError> {
        let Some(value) = self.attributes.get(name) else {
            return Ok(Vec::new());
        };
        let list = value.as_l().map_err(|_| self.corrupt(name))?;
        list.iter()
            .map(|row| {
                row.as_m()
                    .map(|attributes| Self::new(self.kind, attributes))
            })
            .collect::<Result<_, _>>()
            .map_err(|_| self.corrupt(name))
    }

    /// Absent is empty.
    pub(super) fn texts(self, name: &'static str) -> Result<Vec<String>, StoreError> {
        match self.attributes.get(name) {
            None => Ok(Vec::new()),
            Some(AttributeValue::Ss(texts)) => Ok(texts.clone()),
            Some(AttributeValue::L(values)) => values
                .iter()
                .map(|value| value.as_s().cloned().map_err(|_| self.corrupt(name)))
                .collect(),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    pub(super) fn word<W: DeserializeOwned>(self, name: &'static str) -> Result<W, StoreError> {
        let word = self.text(name)?;
        serde_json::from_value(serde_json::Value::from(word)).map_err(|_| self.corrupt(name))
    }
}
