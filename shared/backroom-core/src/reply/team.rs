//! What is said about members, their roles, and the businesses that a person is in.

use super::ask::Press;
use super::{BODY_MAX_WITH_BUTTONS, Reply, echo, fit};
use crate::business::{Member, PLACES_MAX, Right, Role};
use crate::ids::QuestionId;
use crate::question::Deed;

/// Who is in the business.
pub fn list(business: &str, members: &[Member]) -> Reply {
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by_key(|member| (std::cmp::Reverse(member.role), member.name.to_lowercase()));
    let lines: Vec<String> = members
        .iter()
        .map(|member| format!("• {}, {}", echo(&member.name), role_name(member.role)))
        .collect();
    Reply::list(&format!("{}:", echo(business)), &lines, "")
}

/// A fresh invitation.
pub fn invitation(business: &str, role: Role, code: &str) -> Reply {
    let role = match role {
        Role::Staff => String::new(),
        Role::Viewer | Role::Manager | Role::Owner => format!(" as {}", role_name(role)),
    };
    Reply::text(format!(
        "To join {}{role}, let them text me this within 7 days (it works once):\njoin {code}",
        echo(business)
    ))
}

/// A role that the member may not give, or a member whom they may not touch.
pub fn above_you(role: Role) -> Reply {
    match role {
        Role::Owner | Role::Manager => Reply::text("Only the owner can do that."),
        Role::Viewer | Role::Staff => super::refuse::not_allowed(Right::ChangeTeam),
    }
}

/// A name that nobody has, whoever is to be removed or, if not that, to be something else.
pub fn nobody(said: &str, removed: bool) -> Reply {
    let said = echo(said);
    let or = match removed {
        true => format!("If it is an item: delete {said}"),
        false => "To let somebody in: invite".to_owned(),
    };
    Reply::text(format!(
        "Nobody here is called \"{said}\". Say team to see who is in. {or}"
    ))
}

/// "Which Sipho?": somebody for each button, told apart by role and the end of their number.
pub fn which_member(question: &QuestionId, people: &[(&Member, Option<&str>)]) -> Reply {
    let told: Vec<String> = people
        .iter()
        .zip(1..)
        .map(|((member, digits), number)| {
            let end = digits.map_or_else(
                || "number hidden".to_owned(),
                |digits| format!("number ending {digits}"),
            );
            let (name, role) = (echo(&member.name), role_name(member.role));
            format!("{number}. {name}, {role}, {end}")
        })
        .collect();
    choices(
        question,
        &format!("Which one?\n{}", told.join("\n")),
        people
            .iter()
            .map(|(member, digits)| digits.unwrap_or(role_name(member.role)).to_owned()),
    )
}

/// More of that name than there are buttons.
pub fn too_many_called(said: &str, deed: Deed) -> Reply {
    let said = echo(said);
    let example = match deed {
        Deed::Appoint(role) => format!("make {said} 0123 {}", role_name(role)),
        Deed::Remove => format!("remove {said} 0123 from the team"),
    };
    Reply::text(format!(
        "Several people are called \"{said}\". Add the end of the number, for example: {example}"
    ))
}

/// "Remove Sipho from Thandi's Spaza?"
pub fn sure_to_remove(question: &QuestionId, business: &str, member: &Member) -> Reply {
    yes_or_no(
        question,
        format!(
            "Remove {} ({}) from {}? What they did stays in the history.",
            echo(&member.name),
            role_name(member.role),
            echo(business)
        ),
    )
}

/// "Make Sipho owner?"
pub fn sure_to_make_owner(question: &QuestionId, business: &str, member: &Member) -> Reply {
    let name = echo(&member.name);
    yes_or_no(
        question,
        format!(
            "Make {name} an owner of {}? An owner can change everything, and remove you.",
            echo(business)
        ),
    )
}

/// "Leave Thandi's Spaza?"
pub fn sure_to_leave(question: &QuestionId, business: &str) -> Reply {
    yes_or_no(
        question,
        format!(
            "Leave {}? To come back you need a new invitation.",
            echo(business)
        ),
    )
}

/// Somebody is out.
pub fn removed(business: &str, member: &Member) -> Reply {
    Reply::text(format!(
        "{} is no longer in {}.",
        echo(&member.name),
        echo(business)
    ))
}

/// Somebody has a role, now or already.
pub fn has_role(member: &Member, role: Role, already: bool) -> Reply {
    let now = if already { "already" } else { "now" };
    let role = match role {
        Role::Viewer => "a viewer: they can look, but not change the stock",
        Role::Staff => "staff",
        Role::Manager => "a manager",
        Role::Owner => "an owner",
    };
    Reply::text(format!("{} is {now} {role}.", echo(&member.name)))
}

/// The only owner can't go, be removed or be made something else.
pub fn last_owner(business: &str) -> Reply {
    Reply::text(format!(
        "{} needs an owner, and there is only one. First make somebody else owner, for example: make Sipho owner. \
         To end the shop for good: delete my shop",
        echo(business)
    ))
}

/// A member has left, and is now in another of their businesses, or in none.
pub fn left(business: &str, now_in: Option<&str>) -> Reply {
    let business = echo(business);
    Reply::text(match now_in {
        Some(other) => format!("You have left {business}. You're in {} now.", echo(other)),
        None => format!("You have left {business}. Thank you, and goodbye!"),
    })
}

/// To the next message of somebody who was removed, and is in no other business.
pub fn you_were_removed(from: &str) -> Reply {
    Reply::text(format!(
        "You're no longer in {}, so I did nothing with that. With a new invitation, send: join CODE. \
         To keep stock of your own, tell me what your business is called. \
         To have your name deleted there: delete my data",
        echo(from)
    ))
}

/// To the next message of somebody who was removed from the one, and is still in another business.
pub fn you_were_removed_but(from: &str, now_in: &str) -> Reply {
    let now_in = echo(now_in);
    Reply::text(format!(
        "You're no longer in {}, so I did nothing with that. You're in {now_in} now: send it again if it is for {now_in}.",
        echo(from)
    ))
}

/// A message from before its sender was in the business.
pub fn before_you_joined() -> Reply {
    Reply::text(
        "That message is older than your place in this shop, so I did nothing with it. If it still counts, send it again.",
    )
}

/// The person is in another of their businesses now, or already was.
pub fn switched(business: &str) -> Reply {
    let business = echo(business);
    Reply::text(format!(
        "You're in {business} now. What you tell me is for {business}, until you switch again."
    ))
}

/// The message has the name of another of the person's shops in it than the one they are in.
pub fn names_another(here: &str, there: &str) -> Reply {
    let (here, there) = (echo(here), echo(there));
    Reply::text(format!(
        "You're in {here} now, so I did nothing. To go there: switch to {there}. Then send that again."
    ))
}

/// The businesses of a person, where they are first.
pub fn businesses(names: &[String]) -> Reply {
    match names {
        [one] => Reply::text(format!(
            "You're in {}, and in no other. To join another, send its invitation: join CODE",
            echo(one)
        )),
        several => {
            let lines: Vec<String> = several
                .iter()
                .enumerate()
                .map(|(at, name)| {
                    let here = if at == 0 { " (you're here)" } else { "" };
                    format!("• {}{here}", echo(name))
                })
                .collect();
            let last = several.last().map(|name| echo(name)).unwrap_or_default();
            Reply::list(
                "Your shops:",
                &lines,
                &format!("\nTo go to another: switch to {last}"),
            )
        }
    }
}

/// "Which shop?", with up to three of them as buttons.
pub fn which_business(question: &QuestionId, names: &[String]) -> Reply {
    let told: Vec<String> = names
        .iter()
        .zip(1..)
        .map(|(name, number)| format!("{number}. {}", echo(name)))
        .collect();
    choices(
        question,
        &format!("Which shop?\n{}", told.join("\n")),
        names.iter().map(|name| echo(name)),
    )
}

/// A business that the person isn't in.
pub fn no_such_business(said: &str) -> Reply {
    Reply::text(format!(
        "You're in no shop called \"{}\". Say my shops to see them.",
        echo(said)
    ))
}

/// A member sends an invitation that is unknown, used or too old: most often the one that they have used themselves.
pub fn bad_code_but_in(business: &str) -> Reply {
    Reply::text(format!(
        "That code doesn't work any more. You're in {}.",
        echo(business)
    ))
}

/// A member of a business is now in another one too.
pub fn joined_too(business: &str, before: &str) -> Reply {
    Reply::text(format!(
        "You're in: {}. What you tell me is for it now. To go back: switch to {}",
        echo(business),
        echo(before)
    ))
}

/// One more business of somebody who has one.
pub fn founded_too(business: &str, before: &str) -> Reply {
    let business = echo(business);
    Reply::text(format!(
        "{business} is open, and what you tell me is for it now. Start with: got 50 bottles of coke\n\
         To go back: switch to {}",
        echo(before)
    ))
}

/// "new shop" without a name.
pub fn name_the_shop() -> Reply {
    Reply::text("What is it called? Say it like: new shop Thandi's Tavern")
}

/// One business more than a person can be in.
pub fn too_many_businesses() -> Reply {
    Reply::text(format!(
        "You're in {PLACES_MAX} shops, and that is the most. Leave one first."
    ))
}

/// What a role is called.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Staff => "staff",
        Role::Manager => "manager",
        Role::Owner => "owner",
    }
}

fn yes_or_no(question: &QuestionId, body: String) -> Reply {
    Reply::with_buttons(
        body,
        [
            (Press::Yes.id(question), "Yes".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// A button for each title, two or three of them, numbered: no two may read alike.
fn choices(question: &QuestionId, body: &str, titles: impl Iterator<Item = String>) -> Reply {
    let buttons = titles.zip(1..).map(|(title, number)| super::Button {
        id: Press::Pick(number).id(question),
        title: fit(format!("{number}. {title}"), super::TITLE_MAX),
    });
    Reply {
        body: fit(body.to_owned(), BODY_MAX_WITH_BUTTONS - 1),
        buttons: buttons.take(3).collect(),
        ..Reply::default()
    }
}
