//! One tab of a spreadsheet, and what a `batchUpdate` does to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

/// A tab: cells by row and column.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    title: String,
    rows: u64,
    columns: u64,
    cells: BTreeMap<(u64, u64), Value>,
}

impl Tab {
    pub(super) fn new(title: &str, rows: u64, columns: u64) -> Self {
        Self {
            title: title.to_owned(),
            rows,
            columns,
            cells: BTreeMap::new(),
        }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands in it, row by row, up to the last that has something: as it would be read, a string between quotes.
    pub fn lines(&self) -> Vec<String> {
        let last = self.cells.keys().map(|(row, _)| *row).max();
        let width = self.cells.keys().map(|(_, column)| *column).max();
        let (Some(last), Some(width)) = (last, width) else {
            return Vec::new();
        };
        let shown = |at| self.cells.get(&at).map_or(String::new(), Value::to_string);
        (0..=last)
            .map(|row| {
                let row: Vec<String> = (0..=width).map(|column| shown((row, column))).collect();
                row.join(" | ")
            })
            .collect()
    }

    pub(super) fn write(&mut self, at: (u64, u64), words: &str) {
        self.cells.insert(at, words.into());
    }

    pub(super) fn to_html(&self) -> String {
        let mut html = format!("<h1>{}</h1><table>", escaped(&self.title));
        let rows = self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        let columns = self
            .cells
            .keys()
            .map(|(_, column)| column + 1)
            .max()
            .unwrap_or(0);
        for row in 0..rows {
            html.push_str("<tr>");
            for column in 0..columns {
                let tag = if row == 0 { "th" } else { "td" };
                let text = match self.cells.get(&(row, column)) {
                    Some(Value::String(text)) => escaped(text),
                    Some(value) => escaped(&value.to_string()),
                    None => String::new(),
                };
                let _ = write!(html, "<{tag}>{text}</{tag}>");
            }
            html.push_str("</tr>");
        }
        html.push_str("</table>");
        html
    }

    fn resize(&mut self, grid: &Value) {
        if let Some(rows) = grid["rowCount"].as_u64() {
            self.rows = rows;
        }
        let rows = self.rows;
        self.cells.retain(|(row, _), _| *row < rows);
    }

    fn update(&mut self, cells: &Value) -> Result<(), String> {
        let range = &cells["range"];
        let from = |name: &str| range[name].as_u64().unwrap_or(0);
        let (top, left) = (from("startRowIndex"), from("startColumnIndex"));
        let right = range["endColumnIndex"].as_u64().unwrap_or(self.columns);
        if right > self.columns {
            return Err("range exceeds grid limits".to_owned());
        }
        self.cells
            .retain(|(row, column), _| *row < top || *column < left || *column >= right);
        let rows = cells["rows"].as_array().into_iter().flatten();
        for (row, values) in (top..).zip(rows) {
            if row >= self.rows {
                return Err("range exceeds grid limits".to_owned());
            }
            let values = values["values"].as_array().into_iter().flatten();
            for (column, cell) in (left..).zip(values) {
                let entered = &cell["userEnteredValue"];
                let value = match entered.as_object().and_then(|value| value.iter().next()) {
                    None => continue,
                    Some((kind, value)) if kind == "stringValue" || kind == "numberValue" => value,
                    Some((kind, _)) => return Err(format!("{kind} is none of ours")),
                };
                self.cells.insert((row, column), value.clone());
            }
        }
        Ok(())
    }
}

/// Does one request; its reply, or why not.
pub(super) fn apply(tabs: &mut BTreeMap<u64, Tab>, request: &Value) -> Result<Value, String> {
    let request = request.as_object().ok_or("no request")?;
    let (kind, what) = request.iter().next().ok_or("no request")?;
    let number = |of: &Value| of["sheetId"].as_u64().ok_or("no sheetId");
    let missing = |number: u64| format!("No grid with id: {number}");
    match kind.as_str() {
        "addSheet" => {
            let properties = &what["properties"];
            let number = number(properties)?;
            let title = properties["title"].as_str().ok_or("no title")?;
            if tabs.contains_key(&number) || tabs.values().any(|tab| tab.title == title) {
                return Err(format!("A sheet with the name \"{title}\" already exists"));
            }
            let count = |name: &str, or| properties["gridProperties"][name].as_u64().unwrap_or(or);
            let tab = Tab::new(title, count("rowCount", 1_000), count("columnCount", 26));
            tabs.insert(number, tab);
            Ok(json!({ "addSheet": { "properties": properties } }))
        }
        "updateSheetProperties" => {
            let number = number(&what["properties"])?;
            let tab = tabs.get_mut(&number).ok_or_else(|| missing(number))?;
            tab.resize(&what["properties"]["gridProperties"]);
            Ok(json!({}))
        }
        "updateCells" => {
            let number = number(&what["range"])?;
            let tab = tabs.get_mut(&number).ok_or_else(|| missing(number))?;
            tab.update(what)?;
            Ok(json!({}))
        }
        other => Err(format!("unknown request {other}")),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
