//! Templates. Their wording is at Meta, so the phone shows their name and what was filled in.

use serde_json::Value;

use super::required;
use crate::whatsapp::graph::GraphError;
use crate::whatsapp::log::{Bubble, Choice};

pub(super) fn read(part: &Value) -> Result<Bubble, GraphError> {
    let name = required(part, "name", "template.name")?;
    required(&part["language"], "code", "template.language.code")?;
    let mut bubble = Bubble {
        template: Some(name.to_owned()),
        header: Some(name.replace('_', " ")),
        ..Bubble::default()
    };
    let mut lines = Vec::new();
    for component in part["components"].as_array().into_iter().flatten() {
        let parameters = component["parameters"].as_array().into_iter().flatten();
        match component["type"].as_str() {
            Some("body") => {
                for parameter in parameters {
                    lines.push(filled_in(parameter)?);
                }
            }
            Some("button") => {
                let payload = parameters
                    .filter_map(|parameter| parameter["payload"].as_str())
                    .next()
                    .ok_or_else(|| GraphError::code(132_000, "a button has no payload"))?;
                bubble.choices.push(Choice {
                    id: payload.to_owned(),
                    title: payload.to_lowercase().replace('_', " "),
                    description: None,
                });
            }
            Some("header") => {}
            _ => return Err(GraphError::not_valid("component.type is not known")),
        }
    }
    bubble.text = lines.join("\n");
    Ok(bubble)
}

/// One parameter, with its name where it has one.
fn filled_in(parameter: &Value) -> Result<String, GraphError> {
    let text = required(parameter, "text", "parameter.text")?;
    if text.contains(['\n', '\t']) || text.contains("     ") {
        return Err(GraphError::code(
            132_018,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
        ));
    }
    Ok(match parameter["parameter_name"].as_str() {
        Some(name) => format!("{name}: {text}"),
        None => text.to_owned(),
    })
}
