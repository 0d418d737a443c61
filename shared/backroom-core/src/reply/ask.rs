//! Questions back, each with buttons that carry the question's id; see [`Press`] for what they send.

use super::change;
use super::money::money;
use super::{BODY_MAX, BODY_MAX_WITH_BUTTONS, Reply, amount, echo, thing, title, titles};
use crate::catalogue::has_words;
use crate::ids::QuestionId;
use crate::import::Beside;
use crate::intent::{Action, Line, Thing};
use crate::inventory::{Doubt, Item, LINES_SURE, LedgerRecord, Movement};
use crate::money::Price;
use crate::quantity::Quantity;

/// What a button under a question says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Do it.
    Yes,
    /// Don't.
    No,
    /// The first, second or third of the items suggested.
    Pick(u8),
    /// Make a new item of the name as said.
    New,
    /// It was sold.
    Sold,
    /// It came in.
    Got,
    /// It was counted.
    Counted,
}

const PRESSES: [(Press, &str); 9] = [
    (Press::Yes, "yes"),
    (Press::No, "no"),
    (Press::Pick(1), "1"),
    (Press::Pick(2), "2"),
    (Press::Pick(3), "3"),
    (Press::New, "new"),
    (Press::Sold, "sold"),
    (Press::Got, "got"),
    (Press::Counted, "counted"),
];

const NEW: &str = "New item";
pub(super) const NO: &str = "No";

/// Room for what a question about many changes begins and ends with, in characters.
const UNDO_ENDS: usize = 100;

/// Room for what a question ends with, in characters.
const LAST_WORDS: usize = 50;

impl Press {
    /// The button's id: `yes:q0123…`.
    pub fn id(self, question: &QuestionId) -> String {
        let word = PRESSES
            .iter()
            .find(|(press, _)| *press == self)
            .map_or("no", |(_, word)| word);
        format!("{word}:{question}")
    }

    /// Reads a button's id; `None` if it is none of ours.
    pub fn read(id: &str) -> Option<(Self, QuestionId)> {
        let (word, question) = id.split_once(':')?;
        let (press, _) = PRESSES.iter().find(|(_, known)| *known == word)?;
        Some((*press, QuestionId::new(question)))
    }
}

/// "I don't have "coek". Did you mean Coke?", "Which bread: Brown bread or Rye bread?": up to three items, and a new one where that makes sense. Where it may mean more
/// than those, or has no room for a button to each, a name is an answer too.
pub fn which_item(
    question: &QuestionId,
    said: &str,
    choices: &[&Item],
    (or_new, more): (bool, bool),
) -> Reply {
    let names: Vec<&str> = choices.iter().map(|item| item.name.as_str()).collect();
    let titles = titles::unlike(&names, &[NEW, NO]);
    let button = |press: Press, title: &str| (press.id(question), title.to_owned());
    let pick = |at: usize| {
        let press = [Press::Pick(1), Press::Pick(2), Press::Pick(3)][at];
        button(press, &titles[at])
    };
    let new = || button(Press::New, NEW);
    let no = || button(Press::No, NO);
    let near: Vec<String> = choices
        .iter()
        .map(|item| {
            format!(
                "{} ({} on hand)",
                title(&item.name),
                amount(item.on_hand, item.unit.as_ref())
            )
        })
        .collect();
    let by_name = match choices {
        _ if more => " Or send the name of another.".to_owned(),
        [_, _, third] if or_new => format!(" For {}, send its name.", title(&third.name)),
        _ => String::new(),
    };
    let near = near.join(" or ");
    let asks = match all_are(said, &names) {
        true => format!("Which {}: {near}?", echo(said)),
        false => format!("I don't have \"{}\". Did you mean {near}?", echo(said)),
    };
    let body = format!("{asks}{by_name} Nothing is changed yet.");
    match (choices.len(), or_new) {
        (0, _) => Reply::text(body),
        (1, false) => Reply::with_buttons(body, [pick(0), no()]),
        (1, true) => Reply::with_buttons(body, [pick(0), new(), no()]),
        (2, false) => Reply::with_buttons(body, [pick(0), pick(1), no()]),
        (_, true) => Reply::with_buttons(body, [pick(0), pick(1), new()]),
        (_, false) => Reply::with_buttons(body, [pick(0), pick(1), pick(2)]),
    }
}

/// Whether each of several is what was said, and something more: "brown bread" and "rye bread" are bread.
fn all_are(said: &str, names: &[&str]) -> bool {
    names.len() > 1 && names.iter().all(|name| has_words(name, said))
}

/// "3 Coke: sold, received or counted?"; `None` for more than one message holds.
pub fn which_way(question: &QuestionId, things: &[Thing]) -> Option<Reply> {
    let said: Vec<String> = things
        .iter()
        .map(|said| thing(said.quantity, said.unit.as_ref(), &said.name))
        .collect();
    let body = format!("{}: sold, received or counted?", said.join(", "));
    let buttons = [
        (Press::Sold.id(question), "Sold".to_owned()),
        (Press::Got.id(question), "Received".to_owned()),
        (Press::Counted.id(question), "Counted".to_owned()),
    ];
    (body.chars().count() < BODY_MAX_WITH_BUTTONS).then(|| Reply::with_buttons(body, buttons))
}

/// "3 of what?"
pub fn of_what(thing: &Thing) -> Reply {
    let amount = amount(thing.quantity, thing.unit.as_ref());
    Reply::text(format!("{amount} of what? Just send the name."))
}

/// "How many Coke did you sell?"
pub fn how_many(action: Action, name: &str) -> Reply {
    let did = match action {
        Action::Add => "came in",
        Action::Remove => "went out",
        Action::Set => "did you count",
    };
    Reply::text(format!(
        "How many {} {did}? Just send the number.",
        title(name)
    ))
}

/// "I understood: sold 3 Coke. Right?" Nobody is to say yes to lines that they can't see: what is too long for buttons
/// is answered with a word, and what is too long for one message is `None`.
pub fn confirm(question: &QuestionId, lines: &[Line], currency: &str) -> Option<Reply> {
    yes_or_no(question, &understood(lines, "", Some(currency)))
}

/// With their prices, where they may be misheard.
fn understood(lines: &[Line], beside: &str, currency: Option<&str>) -> String {
    let said = lines.iter().map(|line| as_said(line, currency));
    let said: Vec<String> = said.collect();
    let said = said.join("\n");
    format!("I understood:\n{said}\n{beside}Is that right?")
}

pub(super) fn yes_or_no(question: &QuestionId, body: &str) -> Option<Reply> {
    let length = body.chars().count();
    let unchanged = "Nothing is changed yet.";
    if length + LAST_WORDS < BODY_MAX_WITH_BUTTONS {
        let yes = (Press::Yes.id(question), "Yes".to_owned());
        let no = (Press::No.id(question), "No".to_owned());
        Some(Reply::with_buttons(
            format!("{body} {unchanged}"),
            [yes, no],
        ))
    } else if length + LAST_WORDS < BODY_MAX {
        Some(Reply::text(format!("{body} Say yes or no. {unchanged}")))
    } else {
        None
    }
}

/// "Sure? Coke: 300 bottles out, usually about 4 at a time." Of many lines, all of them, with what is doubtful among them;
/// `None` for more than one message holds.
pub fn sure(question: &QuestionId, lines: &[Line], doubts: &[Doubt<'_>]) -> Option<Reply> {
    let doubtful: Vec<String> = doubts.iter().map(doubtful).collect();
    let doubtful = match doubtful.as_slice() {
        [one] => format!(" {one}."),
        several => format!("\n• {}\n", several.join("\n• ")),
    };
    if lines.len() > LINES_SURE {
        let twice = if doubts.is_empty() {
            String::new()
        } else {
            format!("Look twice:{}\n", doubtful.trim_end())
        };
        return yes_or_no(question, &understood(lines, &twice, None));
    }
    let all = match (lines.len(), doubts.len()) {
        (1, _) => "",
        (_, 1) => " The rest of your message waits too.",
        _ => "All of it?",
    };
    yes_or_no(question, format!("Sure?{doubtful}{all}").trim_end())
}

/// "Coke: 300 bottles out, usually about 4 at a time".
fn doubtful(doubt: &Doubt<'_>) -> String {
    let book = |moved: &Movement| {
        let book = moved.on_hand.checked_sub(moved.delta).unwrap_or_default();
        amount(book, moved.unit.as_ref())
    };
    match doubt {
        Doubt::ToNothing(moved) => format!(
            "{}: none left, and the book says {}",
            title(&moved.name),
            book(moved)
        ),
        Doubt::Moved(moved) => format!(
            "{}: {} counted, and the book says {} by now",
            title(&moved.name),
            amount(moved.on_hand, moved.unit.as_ref()),
            book(moved)
        ),
        Doubt::FarMore(moved, usual) => format!(
            "{}: {} out, usually about {} at a time",
            title(&moved.name),
            amount(moved.delta.abs(), moved.unit.as_ref()),
            about(*usual)
        ),
    }
}

/// To a whole number, from one on.
fn about(usual: Quantity) -> Quantity {
    let whole = usual.millionths() + 500_000;
    let whole = Quantity::whole(whole.div_euclid(Quantity::ONE.millionths()));
    whole.filter(|_| usual > Quantity::ONE).unwrap_or(usual)
}

/// "Take back your last 12 changes? • sold 3 bottles of Coke …", as many of them as have room.
pub fn undo(question: &QuestionId, changes: &[&LedgerRecord], currency: &str) -> Reply {
    let mut told = String::new();
    let mut left = changes.len();
    for record in changes {
        let line = format!("\n• {}", change::what_it_was(record, currency));
        if told.chars().count() + line.chars().count() + UNDO_ENDS > BODY_MAX_WITH_BUTTONS {
            break;
        }
        told.push_str(&line);
        left -= 1;
    }
    let more = match left {
        0 => String::new(),
        more => format!("\n…and {more} more"),
    };
    Reply::with_buttons(
        format!(
            "Take back your last {} changes?{told}{more}\nNothing is changed yet.",
            changes.len()
        ),
        [
            (Press::Yes.id(question), "Yes".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// More lines than can be shown to be checked.
pub fn too_much_to_check() -> Reply {
    Reply::text(format!(
        "That is too much to check at once. Please send at most {LINES_SURE} lines at a time. Nothing was changed."
    ))
}

fn as_said(line: &Line, currency: Option<&str>) -> String {
    if line.action == Action::Set && line.quantity.is_zero() {
        return format!("• none left: {}", title(&line.name));
    }
    let verb = match line.action {
        Action::Add => "in:",
        Action::Remove => "out:",
        Action::Set => "counted:",
    };
    let price = currency.and_then(|currency| {
        Some(match (line.price, line.together) {
            (Some(Price::Each(each)), _) => format!(" @ {}", money(each, currency)),
            (Some(Price::Total(total) | Price::AtRate(total)), _) => {
                format!(" for {}", money(total, currency))
            }
            (None, together) => format!(" ({} in all)", money(together?, currency)),
        })
    });
    let price = price.unwrap_or_default();
    let thing = thing(line.quantity, line.unit.as_ref(), &line.name);
    format!("• {verb} {thing}{price}")
}

/// An answer that doesn't fit the question.
pub fn pick_one() -> Reply {
    Reply::text("Please tap one of the buttons under my question, or say no.")
}

/// A yes to "of what?".
pub fn just_the_name() -> Reply {
    Reply::text("Of what? Just send the name, or say no.")
}

/// A yes to "how many?".
pub fn just_the_number() -> Reply {
    Reply::text("How many? Just send the number, or say no.")
}

/// A "no" to a question.
pub fn dropped() -> Reply {
    Reply::text("OK, nothing was changed.")
}

/// An answer to a question that waited too long, or in whose place another was asked.
pub fn gone() -> Reply {
    Reply::text("That question is closed, and nothing was done. Please send it again.")
}

/// An answer to a question of which nobody knows any more what came of it.
pub fn closed_long_ago() -> Reply {
    Reply::text("That question is closed. To see what was done: today")
}

/// An answer to a question that was answered before: what came of it then.
pub fn answered_already(reply: &Reply) -> Reply {
    Reply::text(format!("You answered that already: {}", reply.body))
}

/// A bare "yes" with no question open.
pub fn nothing_asked() -> Reply {
    Reply::text("👍 Nothing to do. Tell me what moves, for example: sold 3 coke")
}

/// "Shall I put in these 12 items?": a whole list at once, counted, or as many of its `all` lines as go in at once. Those
/// that one message does not hold are told by their number: their owner has just written them. What the list says beside
/// the numbers goes in too if `may_note`.
pub fn put_in(
    question: &QuestionId,
    (lines, all): (&[Line], usize),
    (beside, may_note): (&[(String, Beside)], bool),
) -> Reply {
    let things = lines.iter();
    let mut things: Vec<String> = things
        .map(|line| {
            let name = title(&line.name);
            format!("• {name}: {}", amount(line.quantity, line.unit.as_ref()))
        })
        .collect();
    let head = match lines.len() {
        1 => "Shall I put in this item?".to_owned(),
        many => format!("Shall I put in these {many} items?"),
    };
    let first = if lines.len() < all {
        format!(
            "These are the first {} of {all}: send the rest in another file. ",
            lines.len()
        )
    } else {
        String::new()
    };
    let beside = super::list::beside(beside, may_note);
    let last = format!("{first}{beside}Nothing is changed yet.");
    let room = BODY_MAX_WITH_BUTTONS - head.chars().count() - last.chars().count() - LAST_WORDS;
    let length = |things: &[String]| {
        things
            .iter()
            .map(|thing| thing.chars().count() + 1)
            .sum::<usize>()
    };
    let all = things.len();
    while length(&things) > room {
        things.pop();
    }
    if things.len() < all {
        things.push(format!("and {} more.", all - things.len()));
    }
    let body = format!("{head}\n{}\n{last}", things.join("\n"));
    Reply::with_buttons(
        body,
        [
            (Press::Yes.id(question), "Yes".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// A bare "no", or "oops", with no question open: something was done that should not have been.
pub fn to_mend() -> Reply {
    Reply::text("To take back your last change: undo. To correct its number: no, 15")
}

/// A bare "no" to a message that is no question.
pub fn to_mend_that() -> Reply {
    Reply::text("To take that back, reply to it: undo. To correct its number, reply: no, 15")
}

/// A bare number with no question open.
pub fn only_a_number(number: &str) -> Reply {
    let number = echo(number);
    Reply::text(format!(
        "{number} by itself tells me too little. Send it with the name and what happened, all in one message."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_says_yes_to_lines_that_are_cut_off() {
        let confirmed = |count: usize| {
            let line = Line {
                expires: None,
                action: Action::Add,
                quantity: Quantity::whole(12).unwrap(),
                unit: None,
                name: "a name of thirty characters in all".to_owned(),
                price: None,
                together: None,
                reason: crate::intent::Reason::Receipt,
            };
            confirm(&QuestionId::new("q0123"), &vec![line; count], "")
        };
        for (count, buttons) in [(1, 2), (20, 2), (30, 0), (85, 0)] {
            let reply = confirmed(count).unwrap();
            assert_eq!(reply.buttons.len(), buttons, "{count}");
            assert!(reply.body.ends_with("Nothing is changed yet."), "{count}");
        }
        assert_eq!(confirmed(100), None);
    }

    #[test]
    fn a_button_s_id_is_read_back() {
        let question = QuestionId::new("q0123");
        for (press, _) in PRESSES {
            assert_eq!(
                Press::read(&press.id(&question)),
                Some((press, question.clone()))
            );
        }
        assert_eq!(Press::read("REPORT_YES"), None);
        assert_eq!(Press::read("maybe:q0123"), None);
    }
}
