//! What Gemini says about messages: the types that read it, of which the schema that asks for it is made.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::GeminiAnswerError;
use super::schema::{LIST_MOST, schema_of};
use crate::intent::{Action, Period, Reason};

/// All that Gemini says in answer to one request.
#[derive(Debug, Deserialize)]
struct Answer<Entry> {
    messages: Vec<Entry>,
}

/// What Gemini says about one message: a guess, to be believed as far as [`Reading::check`] finds it borne out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Which message of its request, counted from one.
    n: usize,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerLine {
    pub(super) action: Action,
    pub(super) quantity: String,
    #[serde(default)]
    pub(super) unit: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) price: Option<String>,
    #[serde(default)]
    pub(super) price_for: Option<PriceFor>,
    pub(super) reason: Reason,
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PriceFor {
    /// One of the unit said.
    Each,
    /// The whole line.
    All,
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
    Sales,
    Profit,
    Report,
    Value,
    Price,
    Question,
    Undo,
    Help,
    Thanks,
    Other,
}

/// The JSON Schema of an answer.
pub(super) fn schema() -> Value {
    schema_of::<Answer<Reading>>()
}

/// The reading of each of `count` messages, in their order, out of the body of a 200 answer.
pub(super) fn readings(
    body: &Value,
    count: usize,
) -> Result<Vec<Result<Reading, GeminiAnswerError>>, GeminiAnswerError> {
    let answer: Answer<Value> =
        serde_json::from_str(&text(body)?).map_err(|_| GeminiAnswerError::Malformed)?;
    Ok((1..=count).map(|n| reading(&answer.messages, n)).collect())
}

/// One bad entry spoils only itself.
fn reading(entries: &[Value], n: usize) -> Result<Reading, GeminiAnswerError> {
    let mut about = entries.iter().filter(|entry| entry["n"] == json!(n));
    match (about.next(), about.next()) {
        (Some(entry), None) => {
            let reading = Reading::deserialize(entry).map_err(|_| GeminiAnswerError::Malformed)?;
            if reading.lines.len() > LIST_MOST || reading.names.len() > LIST_MOST {
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

    #[test]
    fn the_schema_asks_for_what_is_read() {
        let schema = schema();
        let reading = &schema["properties"]["messages"]["items"];
        assert_eq!(
            reading["required"],
            json!(["n", "kind", "lines", "names", "action", "period"])
        );
        let kinds = reading["properties"]["kind"]["enum"].as_array().unwrap();
        assert!(kinds.contains(&json!("change")) && kinds.contains(&json!("other")));
    }

    #[test]
    fn what_the_schema_does_not_know_is_refused() {
        let whole = json!({
            "n": 1, "kind": "change", "names": [], "action": null, "period": null,
            "lines": [{"action": "add", "quantity": "1", "unit": null, "name": "rice",
                       "price": null, "price_for": null, "reason": "receipt"}],
        });
        assert!(reading_of(whole.clone()).is_ok());
        for (at, other) in [
            ("/kind", "burn"),
            ("/lines/0/action", "burn"),
            ("/lines/0/reason", "boredom"),
            ("/lines/0/price_for", "half"),
            ("/action", "burn"),
            ("/period", "always"),
        ] {
            let mut entry = whole.clone();
            *entry.pointer_mut(at).unwrap() = json!(other);
            assert!(reading_of(entry).is_err(), "{at}");
        }
        let mut entry = whole;
        entry["tool"] = json!("delete_table");
        assert!(reading_of(entry).is_err());
    }

    fn reading_of(entry: Value) -> Result<Reading, GeminiAnswerError> {
        reading(&[entry], 1)
    }
}
