//! What is said about a person's data: its file, and its end.

use super::ask::Press;
use super::{Reply, echo};
use crate::ids::QuestionId;

/// Under the file with somebody's data. `part` counts from one; `last` is whether no other follows.
pub fn export(business: &str, all: bool, part: u32, last: bool) -> Reply {
    let what = if all {
        format!("All that is kept for {}", echo(business))
    } else {
        format!("All that is kept about you in {}", echo(business))
    };
    let which = match (part, last) {
        (1, true) => String::new(),
        (part, true) => format!(", part {part}, the last"),
        (part, false) => format!(", part {part}; more follows"),
    };
    Reply::text(format!("{what}{which}. It opens in any spreadsheet."))
}

/// "Delete your data?"
pub fn sure_to_forget(question: &QuestionId, business: &str, elsewhere: bool) -> Reply {
    let business = echo(business);
    let more = if elsewhere {
        " You are in another shop too: switch, and say it there as well."
    } else {
        ""
    };
    Reply::with_buttons(
        format!(
            "Delete your data from {business}? You leave it, and your name and number are deleted. What you sold and \
             received stays in its history, without your name. For a copy first: export my data.{more}"
        ),
        yes_or_no(question, "Delete my data"),
    )
}

/// "Delete the whole shop?", because its only owner asked for it, or for their own data.
pub fn sure_to_close(
    question: &QuestionId,
    business: &str,
    (members, items): (usize, usize),
    own_data: bool,
) -> Reply {
    let business = echo(business);
    let why = if own_data {
        format!("You are the only owner of {business}, so your data goes with the shop. ")
    } else {
        String::new()
    };
    let others = match members {
        0 | 1 => String::new(),
        2 => ", and nobody else can use it any more".to_owned(),
        more => format!(", and {} others can't use it any more", more - 1),
    };
    let items = if items == 1 {
        "1 item".to_owned()
    } else {
        format!("{items} items")
    };
    Reply::with_buttons(
        format!(
            "{why}Delete all of {business}? Its {items} and all its history are gone for good{others}. \
             For a copy first: export my data. To keep the shop: make somebody else owner."
        ),
        yes_or_no(question, "Delete the shop"),
    )
}

/// The same, to somebody who has left other shops lately.
#[must_use]
pub fn also_where_they_left(reply: Reply) -> Reply {
    let body = format!(
        "{}\n\nIn any shop that you left within the last 7 days, your name is being deleted.",
        reply.body
    );
    Reply { body, ..reply }
}

/// Only an owner who is alone may end a business.
pub fn not_the_only_owner(business: &str) -> Reply {
    Reply::text(format!(
        "{} has other owners: only the last one can delete the shop. You can say: leave",
        echo(business)
    ))
}

/// Somebody is being forgotten.
pub fn forgetting(business: &str, now_in: Option<&str>) -> Reply {
    let next = match now_in {
        Some(other) => format!("You're in {} now.", echo(other)),
        None => "Goodbye, and thank you!".to_owned(),
    };
    Reply::text(format!(
        "You have left {}, and your name and number are being deleted there. {next}",
        echo(business)
    ))
}

/// A business is being deleted.
pub fn closing(business: &str) -> Reply {
    Reply::text(format!(
        "{} is being deleted, with all its stock and history. Goodbye, and thank you!",
        echo(business)
    ))
}

/// To somebody who is in no shop, and wants to be forgotten.
pub fn nothing_kept() -> Reply {
    Reply::text(
        "Your number is deleted here, and your name in any shop that you left within the last 7 days. \
         A shop that you left before can still have your name in its history: ask its owner.",
    )
}

/// To somebody who is in no shop, and wants their data.
pub fn nothing_to_export() -> Reply {
    Reply::text(
        "You're in no shop, so I keep nothing about you but your number, for 7 days. To delete it: delete my data",
    )
}

/// In the place of a kept answer that named somebody who has been forgotten.
pub fn about_somebody_forgotten() -> Reply {
    Reply::text("This was about somebody whose data is deleted.")
}

pub(super) fn yes_or_no(question: &QuestionId, yes: &str) -> [(String, String); 2] {
    [
        (Press::Yes.id(question), yes.to_owned()),
        (Press::No.id(question), "No".to_owned()),
    ]
}
