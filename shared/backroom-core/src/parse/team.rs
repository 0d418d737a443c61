//! Sentences about members and businesses: "invite manager", "make Sipho manager", "remove Sipho from the team", "switch
//! to Thandi's Tavern", "new shop Thandi's Tavern". Those without a name are phrases of the lexicon.

use crate::business::{Plan, Role};
use crate::intent::Manage;

use super::lexicon;
use super::sense::Flags;
use super::words::Words;

/// One of these, or a role, is in each of the sentences.
pub(super) const HINTS: [&str; 21] = [
    "switch",
    "leave",
    "quit",
    "resign",
    "shop",
    "store",
    "business",
    "winkel",
    "plan",
    "limits",
    "upgrade",
    "opgradeer",
    "swop",
    "swap",
    "skakel",
    "fire",
    "dismiss",
    "expel",
    "kick",
    "team",
    "span",
];
pub(super) const ROLES: [(Role, &[&str]); 4] = [
    (
        Role::Owner,
        &["owner", "co-owner", "partner", "co owner", "eienaar"],
    ),
    (
        Role::Manager,
        &["manager", "supervisor", "admin", "bestuurder"],
    ),
    (
        Role::Staff,
        &[
            "staff",
            "worker",
            "employee",
            "cashier",
            "assistant",
            "helper",
            "seller",
            "member",
            "staff member",
            "personeel",
            "werker",
        ],
    ),
    (
        Role::Viewer,
        &[
            "viewer",
            "view-only",
            "view only",
            "read-only",
            "read only",
            "observer",
            "kyker",
        ],
    ),
];
/// Between a name and a role.
const AS: [&str; 14] = [
    "a", "an", "the", "to", "be", "into", "as", "our", "my", "new", "role", "now", "'n", "n",
];
const MAKE: [&str; 8] = [
    "make", "promote", "demote", "appoint", "set", "change", "maak", "bevorder",
];
const IS: [&str; 6] = [
    "is now",
    "must be",
    "should be",
    "can be",
    "will be",
    "is nou",
];
const INVITE: [&str; 6] = [
    "invite",
    "add",
    "get",
    "nooi",
    "invitation for",
    "invite code for",
];
const TEAM: [&str; 12] = [
    "team",
    "the team",
    "my team",
    "our team",
    "the shop",
    "my shop",
    "the business",
    "my business",
    "the staff",
    "my staff",
    "die span",
    "die winkel",
];
/// What stands in no person's name.
const NOBODY: Flags = Flags::OWN
    .or(Flags::QUESTION)
    .or(Flags::NEGATIVE)
    .or(Flags::PERSON)
    .or(Flags::VAGUE)
    .or(Flags::THE)
    .or(Flags::ABSTRACT)
    .or(Flags::UNDO);
const UPGRADE: [&str; 5] = [
    "upgrade to",
    "change plan to",
    "change my plan to",
    "opgradeer na",
    "upgrade",
];
const SHOP: [&str; 4] = ["shop", "store", "business", "winkel"];

/// What is wanted with the team.
pub(super) fn team(raw: &str, words: &Words<'_>) -> Option<Manage> {
    single(words)
        .or_else(|| upgrade(words))
        .or_else(|| invite(words))
        .or_else(|| switch(words))
        .or_else(|| found(raw, words))
        .or_else(|| remove(words))
        .or_else(|| appoint(words))
}

/// "remove Sipho", where it is nothing else.
pub(super) fn bare_removal(words: &Words<'_>) -> Option<Manage> {
    let from = words.past(0, &["remove", "verwyder"])?;
    let many = words.is(from, &["all", "every", "each", "any"]);
    let one = words.len() <= from + 3 && !many && !words.says(from, words.len(), NOBODY);
    let name = words.name(from, words.len()).filter(|_| one)?;
    Some(Manage::Remove(name))
}

/// A word alone, which may also stand in the name of something.
fn single(words: &Words<'_>) -> Option<Manage> {
    if words.len() > 1 {
        return None;
    }
    match words.text(0) {
        "switch" => Some(Manage::Switch(None)),
        "leave" | "quit" | "resign" => Some(Manage::Leave),
        "shops" | "businesses" => Some(Manage::Businesses),
        "plan" | "plans" | "limits" => Some(Manage::Plan),
        "upgrade" => Some(Manage::Upgrade(None)),
        _ => None,
    }
}

/// "upgrade to pro".
fn upgrade(words: &Words<'_>) -> Option<Manage> {
    let to = words.past(0, &UPGRADE)?;
    let to = words.past(to, &["the", "die"]).unwrap_or(to);
    Plan::ALL.into_iter().find_map(|plan| {
        let named = words.past(to, &[&*plan.name().to_lowercase()])?;
        let end = words.past(named, &["plan"]).unwrap_or(named);
        (end == words.len()).then_some(Manage::Upgrade(Some(plan)))
    })
}

/// "invite manager", "invite Sipho as manager".
fn invite(words: &Words<'_>) -> Option<Manage> {
    let mut from = words.past(0, &INVITE)?;
    // "add my cousin to the shop"
    let person = words.is(from, &["my", "our", "a", "another", "my new", "a new"])
        && lexicon::look_up(words.text(from + 1)).is(Flags::SOMEBODY.or(Flags::ABSTRACT));
    let to_team = || {
        let to = words.past(
            from + 2,
            &["to", "onto", "into", "in", "on", "as part of", "by"],
        )?;
        (words.past(to, &TEAM) == Some(words.len())).then_some(Manage::Invite(Role::Staff))
    };
    if person && let Some(invited) = to_team() {
        return Some(invited);
    }
    let (end, role) = role_behind(words)?;
    let named = words.find_phrase(from, &["as", "to be"]).map(|(at, _)| at);
    if let Some(named) = named.filter(|_| words.is(0, &["invite", "nooi"])) {
        words.name(from, named)?;
        from = named;
    }
    let rest = (from..end).all(|at| words.is(at, &AS) || words.is(at, &["another", "one"]));
    rest.then_some(Manage::Invite(role))
}

fn switch(words: &Words<'_>) -> Option<Manage> {
    let to = [
        "switch to",
        "switch over to",
        "switch shop to",
        "switch business to",
        "change shop to",
        "change business to",
        "swop to",
        "swap to",
        "skakel na",
    ];
    let from = words.past(0, &to)?;
    let from = words
        .past(from, &["shop", "the shop", "my shop"])
        .filter(|at| *at < words.len())
        .unwrap_or(from);
    words
        .name(from, words.len())
        .map(|name| Manage::Switch(Some(name)))
}

fn found(raw: &str, words: &Words<'_>) -> Option<Manage> {
    let opens = words.past(0, &["open", "start", "add", "create", "register", "found"]);
    let another = [
        "new", "a new", "another", "a second", "second", "one more", "nuwe", "'n nuwe",
    ];
    let shop = words.past(opens.unwrap_or(0), &another)?;
    let mut from = words.past(shop, &SHOP)?;
    if from == words.len() {
        return Some(Manage::Found(None));
    }
    while words.is(from, &["called", "named", "name", "is", ":", "-"]) {
        from += 1;
    }
    words
        .written(raw, from, words.len())
        .map(|name| Manage::Found(Some(name)))
}

/// "remove Sipho from the team", "fire Sipho".
fn remove(words: &Words<'_>) -> Option<Manage> {
    let goes = ["fire", "dismiss", "expel", "kick out", "kick"];
    let (from, end) = if let Some(from) = words.past(0, &goes) {
        let out = words.find_phrase(from + 1, &["out", "off", "from"]);
        (from, out.map_or(words.len(), |(at, _)| at))
    } else {
        let from = words.past(0, &["remove", "take", "delete", "drop", "verwyder", "haal"])?;
        let from_team = ["from", "off", "out of", "uit", "van"];
        let (at, team) = words.find_phrase(from + 1, &from_team)?;
        (words.past(team, &TEAM) == Some(words.len())).then_some((from, at))?
    };
    let name = words.name(from, end)?;
    let person = !words.says(from, end, Flags::OWN.or(Flags::QUESTION));
    person.then_some(Manage::Remove(name))
}

/// "make Sipho manager", "Sipho is now a manager".
fn appoint(words: &Words<'_>) -> Option<Manage> {
    let (role_at, role) = role_behind(words)?;
    let (from, mut end) = match words.past(0, &MAKE) {
        Some(from) => (from, role_at),
        None => (0, words.find_phrase(1, &IS)?.0),
    };
    while end > from + 1 && words.is(end - 1, &AS) {
        end -= 1;
    }
    let name = words.name(from, end)?;
    let name = name.strip_suffix("'s").unwrap_or(&name).to_owned();
    let person = !words.says(from, end, Flags::QUESTION.or(Flags::NEGATIVE));
    person.then_some(Manage::Appoint { name, role })
}

/// The role that the message ends with, and where it begins.
fn role_behind(words: &Words<'_>) -> Option<(usize, Role)> {
    let last = words.len() - usize::from(words.is(words.len() - 1, &["now", "nou"]));
    let ends = words.text(last.checked_sub(1)?);
    ROLES.iter().find_map(|(role, names)| {
        names
            .iter()
            .filter(|name| name.as_bytes().last() == ends.as_bytes().last())
            .filter(|name| name.ends_with(ends))
            .find_map(|name| {
                let at = last.checked_sub(name.split(' ').count())?;
                (words.past(at, &[name]) == Some(last)).then_some((at, *role))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_shop_and_team_is_hinted_at() {
        let roles = ROLES.into_iter().flat_map(|(_, names)| names);
        for phrase in UPGRADE.iter().chain(&SHOP).chain(&TEAM).chain(roles) {
            assert!(hints::of(phrase).any(Hints::TEAM), "{phrase}");
        }
    }
}
