//! The JSON Schema of an answer, read off the type that the answer is read into: what is asked for is what is read, and
//! neither changes without the other.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, json};

/// The most entries that a list in an answer may have.
pub(super) const LIST_MOST: usize = 40;

/// The schema of a type made of structs, lists, options, texts, whole numbers and enums of plain words, in the few
/// keywords that Gemini takes.
pub(super) fn schema_of<T: DeserializeOwned>() -> Value {
    let mut schema = Value::Null;
    T::deserialize(Shape(&mut schema)).expect("a test makes the schema of each type of answer");
    schema
}

/// Stands in for data: whatever a type asks for, it notes that and gives the least there is.
struct Shape<'a>(&'a mut Value);

impl<'de> Deserializer<'de> for Shape<'_> {
    type Error = Unknown;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unknown> {
        Err(Unknown)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unknown> {
        *self.0 = json!({"type": "string"});
        visitor.visit_str("")
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unknown> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unknown> {
        *self.0 = json!({"type": "integer", "minimum": 0});
        visitor.visit_u64(0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unknown> {
        let mut inner = Value::Null;
        let value = visitor.visit_some(Shape(&mut inner))?;
        *self.0 = json!({"anyOf": [inner, {"type": "null"}]});
        Ok(value)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unknown> {
        let mut items = Value::Null;
        let value = visitor.visit_seq(One(Some(&mut items)))?;
        *self.0 = json!({"type": "array", "items": items, "maxItems": LIST_MOST});
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unknown> {
        let mut properties = Map::new();
        let value = visitor.visit_map(Fields {
            left: fields,
            properties: &mut properties,
        })?;
        *self.0 = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "required": fields,
            "propertyOrdering": fields,
        });
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unknown> {
        *self.0 = json!({"type": "string", "enum": words});
        let first: StrDeserializer<'_, Unknown> = words.first().ok_or(Unknown)?.into_deserializer();
        visitor.visit_enum(first)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct map identifier ignored_any
    }
}

/// A list of one.
struct One<'a>(Option<&'a mut Value>);

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Unknown;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unknown> {
        self.0
            .take()
            .map(|shape| seed.deserialize(Shape(shape)))
            .transpose()
    }
}

/// Each field of a struct, in its order.
struct Fields<'a> {
    left: &'static [&'static str],
    properties: &'a mut Map<String, Value>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Unknown;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unknown> {
        let name: Option<StrDeserializer<'_, Unknown>> =
            self.left.first().map(|name| name.into_deserializer());
        name.map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unknown> {
        let (name, left) = self.left.split_first().ok_or(Unknown)?;
        self.left = left;
        let shape = self.properties.entry(*name).or_insert(Value::Null);
        seed.deserialize(Shape(shape))
    }
}

/// A type that is none of those that an answer is made of.
#[derive(Debug)]
struct Unknown;

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type that an answer is not made of")
    }
}

impl std::error::Error for Unknown {}

impl serde::de::Error for Unknown {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn a_schema_says_what_its_type_reads() {
        #[derive(Deserialize)]
        #[expect(dead_code, reason = "only its shape is looked at")]
        struct Order {
            what: Vec<Thing>,
            count: usize,
            #[serde(default)]
            note: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Thing {
            Coke,
            BrownBread,
        }
        let fields = ["what", "count", "note"];
        assert_eq!(
            schema_of::<Order>(),
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "what": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["coke", "brown_bread"]},
                        "maxItems": 40,
                    },
                    "count": {"type": "integer", "minimum": 0},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": fields,
                "propertyOrdering": fields,
            })
        );
        assert!(serde_json::from_value::<Thing>(json!("brown_bread")).is_ok());
    }
}
