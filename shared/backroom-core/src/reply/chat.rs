//! What is said to everything that is no change and no question: thanks, and what can't be read.

use super::{Reply, echo};
use crate::message::MediaKind;

/// To "thanks".
pub fn courtesy() -> Reply {
    Reply::text("Any time 👍")
}

/// To words that nobody understood, with the nearest thing that is known.
pub fn not_understood(nearest_item: Option<&str>) -> Reply {
    let item = nearest_item.map_or_else(|| "coke".to_owned(), echo);
    Reply::text(format!(
        "Sorry, I didn't get that. I know stock: \"got 10 {item}\", \"sold 3 {item}\", \"how many {item}?\". \
         Say help for more."
    ))
}

/// To words that may mean something that is never done on a guess.
pub fn say_it_plainly() -> Reply {
    Reply::text(
        "I'm not sure what you want. Say it plainly, for example: undo, or: no, 15. Nothing was changed.",
    )
}

/// To a message of more words than one can be.
pub fn too_long() -> Reply {
    Reply::text(
        "That message is too long for me. Please send at most 90 lines at a time. Nothing was changed.",
    )
}

/// To a picture, voice note or file.
pub fn media(kind: MediaKind) -> Reply {
    Reply::text(match kind {
        MediaKind::Voice | MediaKind::Audio => {
            "I can't listen to voice notes yet. Please type it, for example: sold 3 coke"
        }
        MediaKind::Image | MediaKind::Video => {
            "I can't read pictures yet. Please type it, for example: got 10 bread"
        }
        MediaKind::Document => {
            "I can't read that kind of file. Send your list as CSV, or type it here: paste my list"
        }
        MediaKind::Sticker => "👍 Tell me what moves, for example: sold 3 coke",
    })
}

/// To a place, contacts, an order, a form or something WhatsApp itself can't show.
pub fn unreadable() -> Reply {
    Reply::text("I can't read that kind of message. Please type it, for example: sold 3 coke")
}

/// An edit changes nothing.
pub fn edited() -> Reply {
    Reply::text(
        "I saw you edited a message. What it did stays: reply \"undo\" to it, then send it again.",
    )
}

/// A deletion changes nothing.
pub fn revoked() -> Reply {
    Reply::text("You deleted a message, but what it did stays.")
}

/// To a message that could not be dealt with, for a fault of ours: it is kept with the dead letters, and answered from
/// there. Whoever says it again would have it done twice.
pub fn kept_for_later(words: Option<&str>) -> Reply {
    let what = words.map_or_else(
        || "your last message".to_owned(),
        |words| format!("\"{}\"", echo(words)),
    );
    Reply::text(format!(
        "Something is wrong on our side, and I could not do {what} yet. It is kept: you get your answer when that is \
         mended, so don't send it again. What you say next counts as always."
    ))
}
