//! Google Sheets: the stock of a shop, written into a tab of ours in a sheet that was shared with our service account.
//!
//! All of a writing is one request (`spreadsheets.batchUpdate`): it happens whole or not at all, and is one of the sixty
//! that Google takes from an account in a minute. Words are string values, which Google keeps as they are: none is run as
//! a formula. What stood in our columns below the last row goes with the same request.

mod error;
mod token;

use std::time::Duration;

use backroom_core::export::Cell;
use backroom_core::sheet::{SheetId, TAB};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::SheetsConfig;
use crate::sheet::{fitting, money_number, quantity_number};

pub use error::SheetsError;
pub use token::KeyError;
use token::Tokens;

/// Our tab's number: Google lets who makes a tab choose it. So it is found again if somebody renames it, and a tab of
/// theirs that has its name is not touched.
pub const TAB_NUMBER: u32 = 1_126_112_926;
/// What it is called where its name is taken.
const TAB_OTHERWISE: &str = "Backroom stock";
/// A new tab of Google's has as many rows; it is never made shorter than that.
const ROWS_LEAST: usize = 1_000;
/// The columns that a new tab gets: room for a shop's own beside ours.
const COLUMNS_NEW: usize = 26;
/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(20);

/// Google Sheets. Clones share the token.
#[derive(Clone, Debug)]
pub struct Sheets {
    http: reqwest::Client,
    config: SheetsConfig,
    tokens: Tokens,
    within: Duration,
}

impl Sheets {
    /// Uses the process's HTTP client, see [`crate::http::client`].
    ///
    /// # Errors
    /// If the account's key is none.
    pub fn new(http: reqwest::Client, config: &SheetsConfig) -> Result<Self, KeyError> {
        Ok(Self {
            tokens: Tokens::new(&config.account)?,
            http,
            config: config.clone(),
            within: WITHIN,
        })
    }

    /// Whom sheets have to be shared with.
    pub fn account(&self) -> &str {
        &self.config.account.email
    }

    /// The same, but a request may take this long.
    #[must_use]
    pub fn within(&self, within: Duration) -> Self {
        Self {
            within,
            ..self.clone()
        }
    }

    /// Writes our tab anew: the names of the columns, and the rows under them. Makes it if it is not there.
    ///
    /// # Errors
    /// See [`SheetsError`]. After one that is [`SheetsError::Later`] it may be written.
    pub async fn write(
        &self,
        sheet: &SheetId,
        columns: &[&str],
        rows: &[Vec<Cell>],
        now: Timestamp,
    ) -> Result<(), SheetsError> {
        let content = content(columns, rows);
        let refused = match self.update(sheet, &content, now).await {
            Err(error @ SheetsError::Refused) => error,
            done => return done,
        };
        // Most likely there is no such tab yet. If not that, then this is refused as well.
        for title in [TAB, TAB_OTHERWISE] {
            let mut made = vec![new_tab(title, rows.len())];
            made.extend_from_slice(&content);
            match self.update(sheet, &made, now).await {
                Err(SheetsError::Refused) => {}
                done => return done,
            }
        }
        Err(refused)
    }

    async fn update(
        &self,
        sheet: &SheetId,
        requests: &[Value],
        now: Timestamp,
    ) -> Result<(), SheetsError> {
        let token = self.tokens.get(&self.http, self.within, now).await?;
        let SheetsConfig {
            api_url,
            api_version,
            ..
        } = &self.config;
        let id = sheet.as_str();
        let answer = self
            .http
            .post(format!(
                "{api_url}/{api_version}/spreadsheets/{id}:batchUpdate"
            ))
            .bearer_auth(token.expose())
            .timeout(self.within)
            .json(&json!({ "requests": requests }))
            .send()
            .await
            .map_err(SheetsError::unanswered)?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(SheetsError::unanswered)?;
        if status == 200 {
            return Ok(());
        }
        if status == 401 {
            // Perhaps it was withdrawn: the next one is new.
            self.tokens.forget().await;
        }
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Err(SheetsError::of(status, &body))
    }
}

/// The requests that make the tab what it is to be.
fn content(columns: &[&str], rows: &[Vec<Cell>]) -> Vec<Value> {
    let head = columns.iter().map(|name| {
        json!({
            "userEnteredValue": { "stringValue": name },
            "userEnteredFormat": { "textFormat": { "bold": true } },
        })
    });
    let head = json!({ "values": head.collect::<Vec<_>>() });
    let rows = rows.iter().map(|row| {
        let values: Vec<Value> = row.iter().map(value).collect();
        json!({ "values": values })
    });
    let rows: Vec<Value> = std::iter::once(head).chain(rows).collect();
    let size = json!({
        "properties": {
            "sheetId": TAB_NUMBER,
            "gridProperties": { "rowCount": rows.len().max(ROWS_LEAST), "frozenRowCount": 1 },
        },
        "fields": "gridProperties.rowCount,gridProperties.frozenRowCount",
    });
    // What the rows do not cover of the range is cleared: what is below the last one.
    let cells = json!({
        "range": { "sheetId": TAB_NUMBER, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": columns.len() },
        "rows": rows,
        "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
    });
    vec![
        json!({ "updateSheetProperties": size }),
        json!({ "updateCells": cells }),
    ]
}

fn new_tab(title: &str, rows: usize) -> Value {
    let grid = json!({
        "rowCount": (rows + 1).max(ROWS_LEAST),
        "columnCount": COLUMNS_NEW,
        "frozenRowCount": 1,
    });
    let properties = json!({ "sheetId": TAB_NUMBER, "title": title, "gridProperties": grid });
    json!({ "addSheet": { "properties": properties } })
}

/// Days and moments are words too: as ISO 8601 writes them they sort as they should, in whatever language the sheet is.
fn value(cell: &Cell) -> Value {
    let value = match cell {
        Cell::Empty => return json!({}),
        Cell::Text(words) => json!({ "stringValue": fitting(words) }),
        Cell::Number(quantity) => json!({ "numberValue": quantity_number(*quantity) }),
        Cell::Money(money) => json!({ "numberValue": money_number(*money) }),
        Cell::Day(day) => json!({ "stringValue": day.to_string() }),
        Cell::Moment(at) => json!({ "stringValue": at.strftime("%Y-%m-%d %H:%M").to_string() }),
    };
    json!({ "userEnteredValue": value })
}
