//! What is said about the Google Sheet in which a shop's stock is kept.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Reply;
use crate::sheet::{KeptSheet, SheetState, SheetTrouble, TAB};

/// Whoever runs this has no account at Google for it.
pub fn not_offered() -> Reply {
    Reply::text(
        "I can't keep a Google Sheet here: whoever gave you this number hasn't set it up. A file of all of it: export stock",
    )
}

/// There is none yet. `account` is the e-mail address that it is to be shared with.
pub fn how_to(account: &str) -> Reply {
    Reply::text(format!(
        "I can keep your stock in a Google Sheet of yours. Share it with {account} as an editor, then send me: sheet and \
         its link, in one message."
    ))
}

/// It will be written.
pub fn kept(account: &str) -> Reply {
    Reply::text(format!(
        "OK. I keep your stock in that sheet, in a tab called {TAB} that is mine: put your own things in another one. It is \
         written now, and each hour in which something moved. I need to be let in: share it with {account} as an editor. \
         To stop: sheet off"
    ))
}

/// It is written at once.
pub fn writing() -> Reply {
    Reply::text(format!(
        "OK, I'm writing your stock into the tab {TAB} of your sheet."
    ))
}

/// It is written no more.
pub fn stopped() -> Reply {
    Reply::text(
        "OK. I no longer write into your sheet; what is in it stays. You can stop sharing it with me.",
    )
}

/// There is none, and they speak of it.
pub fn none() -> Reply {
    Reply::text("I don't keep a sheet for you. To begin: google sheet")
}

/// Which one it is, and how it is doing.
pub fn shown(
    sheet: &KeptSheet,
    state: Option<&SheetState>,
    account: &str,
    zone: &TimeZone,
) -> Reply {
    let state = state.filter(|state| state.since == sheet.since);
    let at = |moment: Timestamp| {
        let local = moment.to_zoned_datetime(zone.clone());
        local.strftime("%a %-d %b, %H:%M").to_string()
    };
    let written = match state.and_then(|state| state.written_at) {
        Some(moment) => format!("Written last on {}.", at(moment)),
        None => "Not written yet.".to_owned(),
    };
    let trouble = state.and_then(|state| state.trouble).map_or_else(
        || "It is written each hour in which something moved.".to_owned(),
        |why| what_to_do(why, account),
    );
    Reply::text(format!(
        "Your stock is kept in the tab {TAB} of {}\n{written} {trouble}\nAt once: sheet now. To stop: sheet off",
        sheet.id.link()
    ))
}

/// It can't be written: told to who gave it to us, once.
pub fn trouble(why: SheetTrouble, account: &str) -> Reply {
    let then = match why {
        SheetTrouble::NotShared | SheetTrouble::Refused => " Then say: sheet now.",
        SheetTrouble::Gone | SheetTrouble::Orphaned => "",
    };
    Reply::text(format!(
        "I can't write your stock into your Google Sheet. {}{then} To stop it: sheet off",
        what_to_do(why, account)
    ))
}

fn what_to_do(why: SheetTrouble, account: &str) -> String {
    match why {
        SheetTrouble::NotShared => {
            format!("It is not shared with me: share it with {account} as an editor.")
        }
        SheetTrouble::Gone => {
            "There is no sheet behind that link any more: send me another one (sheet and its link)."
                .to_owned()
        }
        SheetTrouble::Orphaned => {
            "Who gave me that sheet is no longer an owner or manager here, so I leave it alone: send me the link again, or \
             another one (sheet and its link)."
                .to_owned()
        }
        SheetTrouble::Refused => format!(
            "Google doesn't let me change the tab {TAB}: delete that tab, or its protection, and I make a new one. A file \
             of Excel has to be saved as a Google Sheet first."
        ),
    }
}
