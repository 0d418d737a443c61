//! Sentences about members and businesses: "invite manager", "make Sipho manager", "remove Sipho from the team", "switch
//! to Thandi's Tavern", "new shop Thandi's Tavern". Those without a name are phrases of the lexicon.

use crate::business::{Plan, Role};
use crate::intent::Manage;

use super::lexicon;
use super::phrases::List;
use super::sense::Flags;
use super::words::Words;

const ROLES: [(Role, List); 4] = [
    (Role::Owner, List::TEAM_OWNER),
    (Role::Manager, List::TEAM_MANAGER),
    (Role::Staff, List::TEAM_STAFF),
    (Role::Viewer, List::TEAM_VIEWER),
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
    let from = words.past(0, List::TEAM_REMOVE_BARE)?;
    let many = words.is(from, List::TEAM_MANY);
    let one = words.len() <= from + 3 && !many && !words.says(from, words.len(), NOBODY);
    let name = words.name(from, words.len()).filter(|_| one)?;
    Some(Manage::Remove(name))
}

/// A word alone, which may also stand in the name of something.
fn single(words: &Words<'_>) -> Option<Manage> {
    if words.len() > 1 {
        return None;
    }
    let alone = [
        (List::TEAM_SWITCHES, Manage::Switch(None)),
        (List::TEAM_LEAVES, Manage::Leave),
        (List::TEAM_SHOPS, Manage::Businesses),
        (List::TEAM_PLANS, Manage::Plan),
        (List::TEAM_UPGRADES, Manage::Upgrade(None)),
    ];
    let said = alone.into_iter().find(|(list, _)| words.is(0, *list));
    said.map(|(_, wanted)| wanted)
}

/// "upgrade to pro".
fn upgrade(words: &Words<'_>) -> Option<Manage> {
    let to = words.past(0, List::TEAM_UPGRADE)?;
    let to = words.past(to, List::TEAM_THE).unwrap_or(to);
    Plan::ALL.into_iter().find_map(|plan| {
        let named = words.text(to) == plan.name().to_lowercase();
        let end = words.past(to + 1, List::TEAM_PLAN).unwrap_or(to + 1);
        (named && end == words.len()).then_some(Manage::Upgrade(Some(plan)))
    })
}

/// "invite manager", "invite Sipho as manager".
fn invite(words: &Words<'_>) -> Option<Manage> {
    let mut from = words.past(0, List::TEAM_INVITE)?;
    // "add my cousin to the shop"
    let person = words.is(from, List::TEAM_WHOM)
        && lexicon::look_up(words.text(from + 1)).is(Flags::SOMEBODY.or(Flags::ABSTRACT));
    let to_team = || {
        let to = words.past(from + 2, List::TEAM_ONTO)?;
        (words.past(to, List::TEAM) == Some(words.len())).then_some(Manage::Invite(Role::Staff))
    };
    if person && let Some(invited) = to_team() {
        return Some(invited);
    }
    let (end, role) = role_behind(words)?;
    let named = words
        .find_phrase(from, List::TEAM_AS_ROLE)
        .map(|(at, _)| at);
    if let Some(named) = named.filter(|_| words.is(0, List::TEAM_INVITES)) {
        words.name(from, named)?;
        from = named;
    }
    let rest =
        (from..end).all(|at| words.is(at, List::TEAM_AS) || words.is(at, List::TEAM_ANOTHER));
    rest.then_some(Manage::Invite(role))
}

fn switch(words: &Words<'_>) -> Option<Manage> {
    let from = words.past(0, List::TEAM_SWITCH)?;
    let from = words
        .past(from, List::TEAM_THE_SHOP)
        .filter(|at| *at < words.len())
        .unwrap_or(from);
    words
        .name(from, words.len())
        .map(|name| Manage::Switch(Some(name)))
}

fn found(raw: &str, words: &Words<'_>) -> Option<Manage> {
    let opens = words.past(0, List::TEAM_OPEN);
    let shop = words.past(opens.unwrap_or(0), List::TEAM_NEW)?;
    let mut from = words.past(shop, List::TEAM_SHOP)?;
    if from == words.len() {
        return Some(Manage::Found(None));
    }
    while words.is(from, List::TEAM_CALLED) {
        from += 1;
    }
    words
        .written(raw, from, words.len())
        .map(|name| Manage::Found(Some(name)))
}

/// "remove Sipho from the team", "fire Sipho".
fn remove(words: &Words<'_>) -> Option<Manage> {
    let (from, end) = if let Some(from) = words.past(0, List::TEAM_FIRE) {
        let out = words.find_phrase(from + 1, List::TEAM_OUT);
        (from, out.map_or(words.len(), |(at, _)| at))
    } else {
        let from = words.past(0, List::TEAM_REMOVE)?;
        let (at, team) = words.find_phrase(from + 1, List::TEAM_FROM)?;
        (words.past(team, List::TEAM) == Some(words.len())).then_some((from, at))?
    };
    let name = words.name(from, end)?;
    let person = !words.says(from, end, Flags::OWN.or(Flags::QUESTION));
    person.then_some(Manage::Remove(name))
}

/// "make Sipho manager", "Sipho is now a manager".
fn appoint(words: &Words<'_>) -> Option<Manage> {
    let (role_at, role) = role_behind(words)?;
    let (from, mut end) = match words.past(0, List::TEAM_MAKE) {
        Some(from) => (from, role_at),
        None => (0, words.find_phrase(1, List::TEAM_IS_NOW)?.0),
    };
    while end > from + 1 && words.is(end - 1, List::TEAM_AS) {
        end -= 1;
    }
    let name = words.name(from, end)?;
    let name = name.strip_suffix("'s").unwrap_or(&name).to_owned();
    let person = !words.says(from, end, Flags::QUESTION.or(Flags::NEGATIVE));
    person.then_some(Manage::Appoint { name, role })
}

/// The role that the message ends with, and where it begins.
fn role_behind(words: &Words<'_>) -> Option<(usize, Role)> {
    let last = words.len() - usize::from(words.is(words.len() - 1, List::TEAM_NOW));
    ROLES.into_iter().find_map(|(role, names)| {
        let mut places = last.saturating_sub(2)..last;
        let at = places.find(|at| words.past(*at, names) == Some(last))?;
        Some((at, role))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};
    use crate::parse::phrases;

    #[test]
    fn each_shop_and_team_is_hinted_at() {
        let roles = ROLES.map(|(_, names)| names);
        let lists = [List::TEAM_UPGRADE, List::TEAM_SHOP, List::TEAM];
        for phrase in lists.into_iter().chain(roles).flat_map(phrases::of) {
            assert!(hints::of(phrase).any(Hints::TEAM), "{phrase}");
        }
    }
}
