//! A Google Sheet in which a shop's stock is kept: which one, what stands in our tab of it, and when it is written next.
//! The calls are in `backroom-io/src/sheets.rs`.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::export::Cell;
use crate::ids::MemberId;
use crate::inventory::Item;

/// What our tab is called. It is known by a number of its own, so that another of this name is left alone.
pub const TAB: &str = "Backroom";
/// What stands over its columns.
pub const COLUMNS: [&str; 6] = ["Item", "On hand", "Unit", "Low at", "Value", "Last moved"];
/// The most items that are written: some 2 MB of a request, which is what Google asks for. A shop with more gets so many,
/// by name, and a line that says so.
pub const ITEMS_MAX: usize = 10_000;

/// The shortest and longest id that is taken for one. Google's have 44 letters.
const ID_LENGTHS: std::ops::RangeInclusive<usize> = 20..=200;
/// The longest wait before a sheet that could not be written is tried again, in hours.
const WAIT_MAX: i64 = 24;

/// Google's id of a spreadsheet: letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetId(String);

/// The sheet that a shop keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSheet {
    /// Which.
    pub id: SheetId,
    /// When it was given to us. What is known of an earlier one counts no more.
    pub since: Timestamp,
    /// Who gave it: they are told when it can't be written.
    pub by: MemberId,
}

/// What somebody wants with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetWish {
    /// "google sheet": which one it is, and how it is doing.
    Show,
    /// `sheet https://docs.google.com/…`.
    Keep(SheetId),
    /// "sheet now".
    Write,
    /// "sheet off".
    Stop,
}

/// Why a sheet can't be written, where it is the shop that can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetTrouble {
    /// It is not shared with us, or only to be looked at.
    NotShared,
    /// There is none of that id.
    Gone,
    /// Our tab can't be made or written: it is protected, or lacks columns; or the file is no Google Sheet.
    Refused,
    /// Who gave it to us is no longer somebody who may: what they see in it is not for them any more.
    Orphaned,
}

/// What is known of the last writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetState {
    /// [`KeptSheet::since`] of the sheet that it was.
    pub since: Timestamp,
    /// [`digest`] of what stands in it; `None` if it was never written.
    pub digest: Option<String>,
    /// When it was written last.
    pub written_at: Option<Timestamp>,
    /// What was wrong at the last try, if something was.
    pub trouble: Option<SheetTrouble>,
    /// How often it has been so, one after the other, and when last.
    pub tries: u32,
    /// When it was tried last.
    pub tried_at: Timestamp,
}

impl SheetId {
    /// The id in a link to a spreadsheet; `None` if it is none.
    pub fn in_link(link: &str) -> Option<Self> {
        let rest = link.trim().strip_prefix("https://")?;
        let path = rest.strip_prefix("docs.google.com/spreadsheets/")?;
        // Somebody with several accounts has "u/1/" in between.
        let path = match path.strip_prefix("u/") {
            Some(rest) => rest.split_once('/')?.1,
            None => path,
        };
        let id = path.strip_prefix("d/")?.split(['/', '?', '#']).next()?;
        Self::new(id)
    }

    /// The id, if it may be one.
    pub fn new(id: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = ID_LENGTHS.contains(&id.len()) && id.bytes().all(plain);
        fits.then(|| Self(id.to_owned()))
    }

    /// As it stands in links.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where a browser finds it.
    pub fn link(&self) -> String {
        format!("https://docs.google.com/spreadsheets/d/{}/edit", self.0)
    }
}

impl SheetTrouble {
    /// One word for logs and the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotShared => "not_shared",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Orphaned => "orphaned",
        }
    }
}

impl SheetState {
    /// Nothing is known of it yet.
    pub fn new(of: &KeptSheet) -> Self {
        Self {
            since: of.since,
            digest: None,
            written_at: None,
            trouble: None,
            tries: 0,
            tried_at: of.since,
        }
    }

    /// Whether it is to be tried now. While it can't be written the wait doubles, from an hour to a day.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let Some(doubled) = self.tries.checked_sub(1) else {
            return true;
        };
        let hours = (1_i64 << doubled.min(5)).min(WAIT_MAX);
        // The schedule does not fire to the second.
        let wait = SignedDuration::from_mins(hours * 60 - 10);
        now.duration_since(self.tried_at) >= wait
    }

    /// It was written.
    #[must_use]
    pub fn written(self, digest: String, now: Timestamp) -> Self {
        Self {
            digest: Some(digest),
            written_at: Some(now),
            trouble: None,
            tries: 0,
            tried_at: now,
            ..self
        }
    }

    /// Google did not take it, for a reason that is not the shop's.
    #[must_use]
    pub fn not_taken(self, now: Timestamp) -> Self {
        Self {
            tries: self.tries.saturating_add(1),
            tried_at: now,
            ..self
        }
    }

    /// It could not be written.
    #[must_use]
    pub fn failed(self, trouble: SheetTrouble, now: Timestamp) -> Self {
        Self {
            trouble: Some(trouble),
            tries: self.tries.saturating_add(1),
            tried_at: now,
            ..self
        }
    }
}

/// What is to stand under the columns: a row for each item, by name. Times are told in this zone.
pub fn rows(mut items: Vec<Item>, zone: &TimeZone) -> Vec<Vec<Cell>> {
    items.sort_by_cached_key(|item| (item.name.to_lowercase(), item.id.as_str().to_owned()));
    let more = items.len().saturating_sub(ITEMS_MAX);
    let mut rows: Vec<Vec<Cell>> = items
        .iter()
        .take(ITEMS_MAX)
        .map(|item| row(item, zone))
        .collect();
    if more > 0 {
        rows.push(vec![Cell::Text(format!("… and {more} more items"))]);
    }
    rows
}

fn row(item: &Item, zone: &TimeZone) -> Vec<Cell> {
    let moved = item.moved_at.map(|at| at.to_zoned_datetime(zone.clone()));
    let alert = item.alert.map(|alert| Cell::Number(alert.level()));
    let cost = (!item.worth.is_none()).then_some(Cell::Money(item.worth.cost));
    vec![
        Cell::Text(item.name.clone()),
        Cell::Number(item.on_hand),
        match &item.unit {
            Some(unit) => Cell::Text(unit.as_str().to_owned()),
            None => Cell::Empty,
        },
        alert.unwrap_or(Cell::Empty),
        cost.unwrap_or(Cell::Empty),
        moved.map_or(Cell::Empty, |at| Cell::Moment(at.datetime())),
    ]
}

/// Tells whether other rows are to be written than those that stand there.
pub fn digest(rows: &[Vec<Cell>]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update(format!("{row:?}\n"));
    }
    let hash = hash.finalize();
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;
    use crate::inventory::Worth;
    use crate::money::Money;
    use crate::quantity::Quantity;
    use crate::reorder::Alert;
    use crate::unit::Unit;

    const ID: &str = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms";

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn kept() -> KeptSheet {
        KeptSheet {
            id: SheetId::new(ID).unwrap(),
            since: at("2026-11-24T06:00:00Z"),
            by: MemberId::new("m1"),
        }
    }

    #[test]
    fn an_id_is_taken_from_links_to_spreadsheets_alone() {
        for link in [
            format!("https://docs.google.com/spreadsheets/d/{ID}/edit#gid=7"),
            format!(" https://docs.google.com/spreadsheets/d/{ID}?usp=sharing "),
            format!("https://docs.google.com/spreadsheets/u/1/d/{ID}/edit"),
            format!("https://docs.google.com/spreadsheets/d/{ID}"),
        ] {
            assert_eq!(SheetId::in_link(&link).unwrap().as_str(), ID, "{link}");
        }
        for link in [
            format!("http://docs.google.com/spreadsheets/d/{ID}/edit"),
            format!("https://docs.google.com.evil.example/spreadsheets/d/{ID}"),
            format!("https://docs.google.com/document/d/{ID}/edit"),
            format!("https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml"),
            format!("https://docs.google.com/spreadsheets/d/{ID}%2f..%2fx/edit"),
            "https://docs.google.com/spreadsheets/d/short/edit".to_owned(),
        ] {
            assert_eq!(SheetId::in_link(&link), None, "{link}");
        }
    }

    #[test]
    fn what_can_not_be_written_is_left_alone_for_longer_and_longer() {
        let mut state = SheetState::new(&kept());
        let mut now = at("2026-11-24T06:00:00Z");
        let mut waits = Vec::new();
        for _ in 0..8 {
            state = state.failed(SheetTrouble::NotShared, now);
            let mut hours = 0;
            while !state.is_due(now) {
                now = now.checked_add(SignedDuration::from_hours(1)).unwrap();
                hours += 1;
            }
            waits.push(hours);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 24, 24, 24]);
        let state = state.written("d".to_owned(), now);
        assert!(state.is_due(now) && state.trouble.is_none());
    }

    #[test]
    fn a_row_says_what_is_known() {
        let plain = Item::new(ItemId::new("bread"), "bread");
        let full = Item {
            unit: Some(Unit::new("bottle")),
            on_hand: "47.5".parse().unwrap(),
            alert: Some(Alert::At(Quantity::whole(10).unwrap())),
            worth: Worth {
                quantity: Quantity::ONE,
                cost: Money(1234),
            },
            moved_at: Some(at("2026-11-24T06:05:07Z")),
            ..Item::new(ItemId::new("coke"), "=Coke")
        };
        let zone = TimeZone::get("Africa/Johannesburg").unwrap();
        let rows = rows(vec![plain, full], &zone);
        let shown: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        let moved = jiff::civil::date(2026, 11, 24).at(8, 5, 7, 0);
        let expected = vec![
            Cell::Text("=Coke".to_owned()),
            Cell::Number("47.5".parse().unwrap()),
            Cell::Text("bottle".to_owned()),
            Cell::Number("10".parse().unwrap()),
            Cell::Money(Money(1234)),
            Cell::Moment(moved),
        ];
        assert_eq!(rows[0], expected, "{shown:?}");
        assert_eq!(rows[1].len(), COLUMNS.len());
        assert_eq!(rows[1][3..], [Cell::Empty, Cell::Empty, Cell::Empty]);
        assert_eq!(digest(&rows), digest(&rows));
        assert_ne!(digest(&rows), digest(&rows[..1]));
    }

    #[test]
    fn a_large_shop_gets_so_many_rows_and_a_word_about_the_rest() {
        let item = |n: usize| Item::new(ItemId::new(format!("i{n}")), format!("i{n:06}"));
        let rows = rows((0..ITEMS_MAX + 5).map(item).collect(), &TimeZone::UTC);
        assert_eq!(rows.len(), ITEMS_MAX + 1);
        let last = Cell::Text("… and 5 more items".to_owned());
        assert_eq!(rows.last().unwrap(), &vec![last]);
    }
}
