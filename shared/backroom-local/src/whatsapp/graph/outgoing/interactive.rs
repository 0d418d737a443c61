//! Messages with buttons or a list.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{at_most, required};
use crate::whatsapp::graph::GraphError;
use crate::whatsapp::log::{Bubble, Choice};

const BODY_MAX: usize = 1024;
const HEADER_MAX: usize = 60;
const FOOTER_MAX: usize = 60;
const BUTTONS_MAX: usize = 3;
const BUTTON_ID_MAX: usize = 256;
const BUTTON_TITLE_MAX: usize = 20;
const SECTIONS_MAX: usize = 10;
/// In all sections together.
const ROWS_MAX: usize = 10;
const SECTION_TITLE_MAX: usize = 24;
const ROW_ID_MAX: usize = 200;
const ROW_TITLE_MAX: usize = 24;
const ROW_DESCRIPTION_MAX: usize = 72;

pub(super) fn read(part: &Value) -> Result<Bubble, GraphError> {
    let text = required(&part["body"], "text", "interactive.body.text")?;
    at_most(text, BODY_MAX, "interactive.body.text")?;
    let header = optional(&part["header"]["text"], HEADER_MAX, "interactive.header")?;
    let footer = optional(&part["footer"]["text"], FOOTER_MAX, "interactive.footer")?;
    let (opens, choices) = match part["type"].as_str() {
        Some("button") => (None, buttons(&part["action"])?),
        Some("list") => {
            let opens = required(&part["action"], "button", "interactive.action.button")?;
            at_most(opens, BUTTON_TITLE_MAX, "interactive.action.button")?;
            (Some(opens.to_owned()), rows(&part["action"])?)
        }
        Some(_) => {
            return Err(GraphError::not_valid(
                "interactive.type is not one that is known here",
            ));
        }
        None => return Err(GraphError::missing("interactive.type")),
    };
    unlike(choices.iter().map(|choice| choice.id.as_str()), "id")?;
    if opens.is_none() {
        unlike(choices.iter().map(|choice| choice.title.as_str()), "title")?;
    }
    Ok(Bubble {
        text: text.to_owned(),
        header,
        footer,
        choices,
        opens,
        ..Bubble::default()
    })
}

fn buttons(action: &Value) -> Result<Vec<Choice>, GraphError> {
    let buttons = list(
        &action["buttons"],
        BUTTONS_MAX,
        "interactive.action.buttons",
    )?;
    buttons
        .iter()
        .map(|button| {
            let id = required(&button["reply"], "id", "button.reply.id")?;
            let title = required(&button["reply"], "title", "button.reply.title")?;
            at_most(id, BUTTON_ID_MAX, "button.reply.id")?;
            at_most(title, BUTTON_TITLE_MAX, "button.reply.title")?;
            Ok(Choice {
                id: id.to_owned(),
                title: title.to_owned(),
                description: None,
            })
        })
        .collect()
}

fn rows(action: &Value) -> Result<Vec<Choice>, GraphError> {
    let sections = list(
        &action["sections"],
        SECTIONS_MAX,
        "interactive.action.sections",
    )?;
    let mut choices = Vec::new();
    for section in sections {
        let title = optional(&section["title"], SECTION_TITLE_MAX, "section.title")?;
        if title.is_none() && sections.len() > 1 {
            return Err(GraphError::missing("section.title"));
        }
        for row in list(&section["rows"], ROWS_MAX, "section.rows")? {
            let id = required(row, "id", "row.id")?;
            let title = required(row, "title", "row.title")?;
            at_most(id, ROW_ID_MAX, "row.id")?;
            at_most(title, ROW_TITLE_MAX, "row.title")?;
            choices.push(Choice {
                id: id.to_owned(),
                title: title.to_owned(),
                description: optional(&row["description"], ROW_DESCRIPTION_MAX, "row.description")?,
            });
        }
    }
    if choices.len() > ROWS_MAX {
        return Err(GraphError::not_valid(
            "Total row count exceed max allowed count: 10",
        ));
    }
    Ok(choices)
}

fn list<'a>(value: &'a Value, limit: usize, path: &str) -> Result<&'a [Value], GraphError> {
    match value.as_array() {
        Some(list) if (1..=limit).contains(&list.len()) => Ok(list),
        Some(_) => Err(GraphError::not_valid(format!(
            "{path}: Min: 1, Max: {limit}"
        ))),
        None => Err(GraphError::missing(path)),
    }
}

fn optional(value: &Value, limit: usize, path: &str) -> Result<Option<String>, GraphError> {
    let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    at_most(text, limit, path)?;
    Ok(Some(text.to_owned()))
}

fn unlike<'a>(texts: impl Iterator<Item = &'a str>, what: &str) -> Result<(), GraphError> {
    let mut seen = BTreeSet::new();
    for text in texts {
        if !seen.insert(text) {
            return Err(GraphError::not_valid(format!("Duplicated {what}")));
        }
    }
    Ok(())
}
