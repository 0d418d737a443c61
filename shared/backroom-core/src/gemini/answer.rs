//! The answer's shape: the types that read it and the schema that asks for it, side by side. A test holds them together.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::GeminiAnswerError;
use crate::intent::{Action, Period, Reason};

/// The most lines that a message may have.
const LINES_MOST: usize = 40;

/// What Gemini says about one message.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    /// Which message, counted from one.
    pub(super) n: usize,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) lines: Vec<AnswerLine>,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) action: Option<Action>,
    #[serde(default)]
    pub(super) period: Option<Period>,
}

/// One line of a change.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerLine {
    pub(super) action: Action,
    pub(super) quantity: String,
    #[serde(default)]
    pub(super) unit: Option<String>,
    pub(super) name: String,
    pub(super) reason: Reason,
}

/// What a message may be. Members, settings and answers to open questions are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Change,
    Check,
    List,
    Low,
    History,
    Undo,
    Help,
    Thanks,
    Other,
}

const KINDS: [Kind; 9] = [
    Kind::Change,
    Kind::Check,
    Kind::List,
    Kind::Low,
    Kind::History,
    Kind::Undo,
    Kind::Help,
    Kind::Thanks,
    Kind::Other,
];
const ACTIONS: [Action; 3] = [Action::Add, Action::Remove, Action::Set];
/// All but [`Reason::Correction`], which is ours to give.
const REASONS: [Reason; 8] = [
    Reason::Receipt,
    Reason::Sale,
    Reason::Use,
    Reason::Damage,
    Reason::Expiry,
    Reason::Theft,
    Reason::Return,
    Reason::Count,
];
const PERIODS: [Period; 5] = [
    Period::Today,
    Period::Yesterday,
    Period::Week,
    Period::Month,
    Period::Latest,
];

/// The JSON Schema of an answer, in the few keywords that Gemini takes.
pub(super) fn schema() -> Value {
    let text = json!({"type": "string"});
    let line = object(
        &json!({
            "action": {"type": "string", "enum": ACTIONS},
            "quantity": text,
            "unit": {"type": ["string", "null"]},
            "name": text,
            "reason": {"type": "string", "enum": REASONS},
        }),
        &["action", "quantity", "unit", "name", "reason"],
    );
    let reading = object(
        &json!({
            "n": {"type": "integer", "minimum": 1},
            "kind": {"type": "string", "enum": KINDS},
            "lines": {"type": "array", "items": line, "maxItems": LINES_MOST},
            "names": {"type": "array", "items": text, "maxItems": LINES_MOST},
            "action": or_null(&json!({"type": "string", "enum": ACTIONS})),
            "period": or_null(&json!({"type": "string", "enum": PERIODS})),
        }),
        &["n", "kind", "lines", "names", "action", "period"],
    );
    object(
        &json!({"messages": {"type": "array", "items": reading}}),
        &["messages"],
    )
}

pub(super) fn object(properties: &Value, order: &[&str]) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": order,
        "propertyOrdering": order,
    })
}

fn or_null(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// The reading of each of `count` messages, in their order, out of the body of a 200 answer.
pub(super) fn readings(
    body: &Value,
    count: usize,
) -> Result<Vec<Result<Reading, GeminiAnswerError>>, GeminiAnswerError> {
    let answer: Value =
        serde_json::from_str(&text(body)?).map_err(|_| GeminiAnswerError::Malformed)?;
    let entries = answer["messages"]
        .as_array()
        .ok_or(GeminiAnswerError::Malformed)?;
    Ok((1..=count).map(|n| reading(entries, n)).collect())
}

/// One bad entry spoils only itself.
fn reading(entries: &[Value], n: usize) -> Result<Reading, GeminiAnswerError> {
    let mut about = entries.iter().filter(|entry| entry["n"] == json!(n));
    match (about.next(), about.next()) {
        (Some(entry), None) => {
            let reading = Reading::deserialize(entry).map_err(|_| GeminiAnswerError::Malformed)?;
            if reading.lines.len() > LINES_MOST || reading.names.len() > LINES_MOST {
                return Err(GeminiAnswerError::Malformed);
            }
            Ok(reading)
        }
        _ => Err(GeminiAnswerError::Missing),
    }
}

/// The text of the first candidate, without the model's thoughts.
pub(super) fn text(body: &Value) -> Result<String, GeminiAnswerError> {
    let candidate = &body["candidates"][0];
    match candidate["finishReason"].as_str() {
        Some("STOP") => {}
        Some("MAX_TOKENS") => return Err(GeminiAnswerError::CutShort),
        // A prompt that was blocked is answered with 200 and no candidates.
        Some(_) => return Err(GeminiAnswerError::Blocked),
        None if body["promptFeedback"].is_object() => return Err(GeminiAnswerError::Blocked),
        None => return Err(GeminiAnswerError::Malformed),
    }
    let parts = candidate["content"]["parts"].as_array();
    let text: String = parts
        .into_iter()
        .flatten()
        .filter(|part| part["thought"] != json!(true))
        .filter_map(|part| part["text"].as_str())
        .collect();
    if text.is_empty() {
        return Err(GeminiAnswerError::Malformed);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value of every type with every field, as the types write it.
    fn full() -> Value {
        json!({"messages": [Reading {
            n: 1,
            kind: Kind::History,
            lines: vec![AnswerLine {
                action: Action::Add,
                quantity: "1".into(),
                unit: Some("kg".into()),
                name: "rice".into(),
                reason: Reason::Receipt,
            }],
            names: vec!["rice".into()],
            action: Some(Action::Set),
            period: Some(Period::Today),
        }]})
    }

    #[test]
    fn the_schema_asks_for_exactly_the_fields_of_the_types() {
        same_fields(&full(), &schema());
    }

    #[test]
    fn each_word_that_the_schema_allows_is_read() {
        let schema = schema();
        let reading = &schema["properties"]["messages"]["items"]["properties"];
        let line = &reading["lines"]["items"]["properties"];
        for (at, words) in [
            ("/kind", &reading["kind"]["enum"]),
            ("/lines/0/action", &line["action"]["enum"]),
            ("/lines/0/reason", &line["reason"]["enum"]),
            ("/action", &reading["action"]["anyOf"][0]["enum"]),
            ("/period", &reading["period"]["anyOf"][0]["enum"]),
        ] {
            for word in words.as_array().unwrap() {
                let mut entry = full()["messages"][0].clone();
                *entry.pointer_mut(at).unwrap() = word.clone();
                assert!(reading_of(entry).is_ok(), "{at} {word}");
            }
            let mut entry = full()["messages"][0].clone();
            *entry.pointer_mut(at).unwrap() = json!("burn");
            assert!(reading_of(entry).is_err(), "{at}");
        }
    }

    #[test]
    fn what_the_schema_does_not_know_is_refused() {
        let mut entry = full()["messages"][0].clone();
        entry["tool"] = json!("delete_table");
        assert!(reading_of(entry).is_err());
    }

    fn reading_of(entry: Value) -> Result<Reading, GeminiAnswerError> {
        reading(&[entry], 1)
    }

    fn same_fields(value: &Value, schema: &Value) {
        match value {
            Value::Object(fields) => {
                let properties = schema["properties"].as_object().unwrap();
                let asked: Vec<&String> = properties.keys().collect();
                assert_eq!(fields.keys().collect::<Vec<_>>(), asked);
                assert_eq!(
                    schema["required"].as_array().unwrap().len(),
                    properties.len()
                );
                for (name, field) in fields {
                    same_fields(field, &properties[name]);
                }
            }
            Value::Array(items) => same_fields(&items[0], &schema["items"]),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
