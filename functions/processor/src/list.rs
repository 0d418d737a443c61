//! A whole list put in at once, by somebody who kept their stock elsewhere: pasted, or as a CSV file. Asked about as one,
//! and counted on a yes.

use std::collections::BTreeSet;

use backroom_core::business::Right;
use backroom_core::catalogue::fold;
use backroom_core::import::number::Evidence;
use backroom_core::import::{Beside, Columns, Entry, Fault, Reading, delimiter};
use backroom_core::intent::{Action, Line, Reason, Thing};
use backroom_core::inventory::{Decision, Order};
use backroom_core::message::{Content, MediaKind};
use backroom_core::money::Price;
use backroom_core::question::{Asks, Settled};
use backroom_core::reply::{ask, list as words, refuse};
use backroom_io::whatsapp::MediaError;
use csv::{ReaderBuilder, StringRecord};

use crate::Failure;
use crate::change::counted;
use crate::commit::{Plan, record, refused};
use crate::turn::{Outcome, Turn};

/// How many items a file puts in at once.
const ITEMS: usize = 50;
/// The largest file that is read, in bytes.
const FILE_MAX: usize = 200_000;
/// In how many rows from the top a heading is looked for.
const HEADING_ROWS: usize = 10;

/// Several things without a word for which way, in a shop that has nothing yet: its list. `None` for any other shop.
pub(crate) async fn pasted(turn: &Turn<'_>, things: &[Thing]) -> Result<Option<Outcome>, Failure> {
    if things.len() < 2 || !turn.member.role.may(Right::MoveStock) {
        return Ok(None);
    }
    let items = turn.to.store.list_items(turn.business(), true).await?;
    if items.iter().any(|item| !item.on_hand.is_zero()) {
        return Ok(None);
    }
    let counted = |thing: &Thing| thing.clone().line(Action::Set, Reason::Count);
    let lines: Vec<Line> = things.iter().map(counted).collect();
    let all = lines.len();
    offer(turn, (lines, Vec::new()), all).await.map(Some)
}

/// Answers a file that may be a list.
pub(crate) async fn sent(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Content::Media {
        kind: MediaKind::Document,
        media_id,
        mime_type,
        filename,
        ..
    } = &turn.message.content
    else {
        return Ok(None);
    };
    let name = filename.as_deref().unwrap_or("list.csv");
    match File::of(name, mime_type) {
        File::Other => Ok(None),
        _ if !turn.member.role.may(Right::MoveStock) => {
            let no = refused(turn, refuse::not_allowed(Right::MoveStock));
            no.await.map(Some)
        }
        File::Workbook => Ok(Some(words::workbook().into())),
        File::Text => {
            let first = turn
                .to
                .store
                .find_record(turn.business(), &turn.key())
                .await?;
            match first {
                Some(first) => Ok(Some(Outcome::kept(first.reply))),
                None => put_in(turn, name, media_id).await.map(Some),
            }
        }
    }
}

/// What kind of file somebody sent.
enum File {
    Text,
    Workbook,
    Other,
}

impl File {
    /// Phones give a CSV all sorts of types: its name counts for more.
    fn of(name: &str, mime_type: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match (ending.to_ascii_lowercase().as_str(), mime_type) {
            ("csv" | "tsv" | "txt", _) | ("", "text/csv") => Self::Text,
            ("xlsx" | "xls" | "ods" | "numbers", _) => Self::Workbook,
            _ => Self::Other,
        }
    }
}

async fn put_in(turn: &Turn<'_>, name: &str, media_id: &str) -> Result<Outcome, Failure> {
    let number = &turn.message.number;
    let content = match turn.to.whatsapp.fetch(number, media_id, FILE_MAX).await {
        Ok(content) => content,
        Err(MediaError::NotAsked(error)) => return Err(Failure::Media(error)),
        Err(error) => {
            tracing::warn!(message_digest = turn.message.id.digest(), %error, "list not fetched");
            let reply = match error {
                MediaError::TooLarge => words::too_large(),
                MediaError::NotAsked(_)
                | MediaError::Gone
                | MediaError::Elsewhere
                | MediaError::NotGiven { .. }
                | MediaError::Altered => words::gone(),
            };
            return refused(turn, reply).await;
        }
    };
    match read(&content) {
        Err(Unread::NoColumns) => refused(turn, words::no_columns(name)).await,
        Err(Unread::Faults(faults)) => refused(turn, words::at_fault(name, &faults)).await,
        Ok((entries, all)) => {
            let told = entries
                .iter()
                .filter_map(|entry| Some((entry.id.as_str().to_owned(), entry.beside()?)));
            let told = told.collect();
            let lines = entries.into_iter().map(line).collect();
            offer(turn, (lines, told), all).await
        }
    }
}

/// Why a file is no list.
#[derive(Debug, PartialEq, Eq)]
enum Unread {
    NoColumns,
    /// Lines that can't be taken.
    Faults(Vec<(u64, Fault)>),
}

/// The first entries of a table, and how many it has.
fn read(content: &[u8]) -> Result<(Vec<Entry>, usize), Unread> {
    let text = match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        // What Windows writes in the west.
        Err(_) => content.iter().map(|byte| char::from(*byte)).collect(),
    };
    // A row's line is counted by line feeds.
    let text = text.replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let rows = rows(text.trim_start_matches('\u{feff}'));
    let headed = rows
        .iter()
        .take(HEADING_ROWS)
        .enumerate()
        .find_map(|(at, (_, cells))| Some((Columns::headed(cells)?, at + 1)));
    let (columns, from) = headed.unwrap_or((Columns::plain(), 0));
    let rows = &rows[from..];
    let mut evidence = Evidence::default();
    for (_, row) in rows {
        columns.see(row, &mut evidence);
    }
    let reading = Reading {
        columns,
        decimal: evidence.decimal(),
        units: Default::default(),
    };
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for (line, row) in rows {
        match reading.entry(row) {
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) => {}
            Err(fault) => faults.push((*line, fault)),
        }
    }
    if entries.is_empty() && (headed.is_none() || faults.is_empty()) {
        return Err(Unread::NoColumns);
    }
    if !faults.is_empty() {
        return Err(Unread::Faults(faults));
    }
    let all = entries.len();
    entries.truncate(ITEMS);
    Ok((entries, all))
}

/// The rows of a table, each with the line that it begins in.
fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text.as_bytes()))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).unwrap_or(false) {
        // Where it ends, the reader knows; where it began, it forgets the empty lines before.
        let within: usize = row.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = reader.position().line().saturating_sub(1 + within as u64);
        rows.push((line, row.iter().map(str::to_owned).collect()));
    }
    rows
}

fn line(entry: Entry) -> Line {
    Line {
        action: Action::Set,
        quantity: entry.quantity,
        unit: entry.unit,
        name: entry.name,
        price: entry.cost.map(Price::Each),
        together: None,
        reason: Reason::Count,
        expires: None,
    }
}

/// Asks about all of it at once. A name that the shop does not have is something new, however much it looks like another.
/// What is told beside the numbers is noted with them, if its sender may set that.
async fn offer(
    turn: &Turn<'_>,
    (lines, told): (Vec<Line>, Vec<(String, Beside)>),
    all: usize,
) -> Result<Outcome, Failure> {
    let mut seen = BTreeSet::new();
    if let Some(again) = lines.iter().find(|line| !seen.insert(fold(&line.name))) {
        return refused(turn, words::twice(&again.name)).await;
    }
    let may_note = turn.member.role.may(Right::SetPrices);
    let reply = ask::put_in(&turn.question_id(), (&lines, all), (&told, may_note));
    let mut known = Settled {
        new: seen.into_iter().collect(),
        beside: if may_note { told } else { Vec::new() },
        ..Settled::default()
    };
    known.told = counted(turn, &lines, &known).await?;
    record(turn, || {
        let (lines, known) = (lines.clone(), known.clone());
        Plan::question(turn.question(Asks::Confirm { lines, known }), reply.clone())
    })
    .await
}

/// The decision, with what a list tells of its items beside the numbers.
pub(crate) fn noted(
    mut decision: Decision,
    orders: &[Order],
    lines: &[Line],
    known: &Settled,
) -> Decision {
    for (line, order) in lines.iter().zip(orders) {
        let name = fold(&line.name);
        let told = known.beside.iter().find(|(told, _)| *told == name);
        let mut items = decision.items.iter_mut();
        let item = items.find(|item| item.id == *order.target.id());
        if let (Some((_, beside)), Some(item)) = (told, item) {
            beside.note(item);
        }
    }
    decision
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(content: &str) -> String {
        match read(content.as_bytes()) {
            Ok((entries, all)) => {
                let names: Vec<String> = entries
                    .iter()
                    .map(|entry| format!("{} {}", entry.name, entry.quantity))
                    .collect();
                format!("{} of {all}", names.join(", "))
            }
            Err(Unread::NoColumns) => "no columns".to_owned(),
            Err(Unread::Faults(faults)) => {
                let faults = faults
                    .iter()
                    .map(|(line, fault)| format!("{line}: {fault}"));
                faults.collect::<Vec<_>>().join("; ")
            }
        }
    }

    #[test]
    fn a_table_is_read_with_or_without_a_heading() {
        assert_eq!(
            names("Item;Qty\nCoke;24\nSugar;2,5\n"),
            "Coke 24, Sugar 2.5 of 2"
        );
        assert_eq!(names("coke,24\nbread,10\n"), "coke 24, bread 10 of 2");
        assert_eq!(
            names("My shop\n\nItem,Qty\r\nCoke,lots"),
            "4: quantity \"lots\" is not a number"
        );
        assert_eq!(names("Dear Thandi, how are you?\n"), "no columns");
        assert_eq!(names("Item,Qty\n"), "no columns");
        // The prices tell what the quantities are written with.
        assert_eq!(
            names("Item;Qty;Price\nRice;1.250;3\nCoke;24;12,50\n"),
            "Rice 1250, Coke 24 of 2"
        );
        assert_eq!(
            names("Item,Qty,Price\nEggs,30,R40 per tray\n"),
            "2: price \"R40 per tray\" is not a number"
        );
        let many: String = (0..60).map(|n| format!("thing {n}x{n},{n}\n")).collect();
        assert!(names(&many).ends_with("of 60"));
    }
}
