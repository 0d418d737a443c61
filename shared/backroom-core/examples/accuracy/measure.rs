//! What is right, wrong and asked back.

use std::collections::BTreeMap;

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::short_hash;
use backroom_core::intent::{Action, Intent, Line, Parsed};
use backroom_core::parse::{parse, parse_among};
use backroom_core::unit::Unit;

use crate::shop::Names;
use crate::{GoldItem, Message};

/// How many messages got which verdict.
pub(crate) type Tally = BTreeMap<&'static str, u32>;

/// One count of the table that a message adds to.
pub(crate) struct Verdict {
    pub(crate) kind: &'static str,
    /// What was expected or understood.
    pub(crate) detail: String,
}

fn verdict(kind: &'static str, detail: String) -> Verdict {
    Verdict { kind, detail }
}

fn lines(parsed: &Parsed) -> Option<&[Line]> {
    match parsed {
        Parsed::Understood(Intent::Change(lines)) => Some(lines),
        Parsed::Understood(_)
        | Parsed::Unsure(_)
        | Parsed::Incomplete(_)
        | Parsed::Unrecognised => None,
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Add => "add",
        Action::Remove => "remove",
        Action::Set => "set",
    }
}

fn same_quantity(line: &Line, gold: &GoldItem) -> bool {
    (line.quantity.millionths() as f64 - gold.qty * 1e6).abs() < 1.5
}

/// The unit as the labeller wrote it, or another word for the same. A labeller writes no more of a "case of 24" than
/// "case".
fn same_unit(line: &Line, gold: &GoldItem) -> bool {
    let word = |unit: &Unit| unit.pack().map_or_else(|| unit.clone(), |(word, _)| word);
    let said = line.unit.as_ref().map(word);
    let gold = gold.unit.as_deref().map(Unit::new);
    said.as_ref().map(Unit::canonical) == gold.as_ref().map(Unit::canonical)
}

/// Whether the unit is the labeller's letter for letter.
fn unit_as_written(line: &Line, gold: &GoldItem) -> bool {
    line.unit.as_ref().map(Unit::as_str) == gold.unit.as_deref()
}

/// T1: action, quantity, unit and name.
pub(crate) fn word_for_word(message: &Message) -> Vec<Verdict> {
    let parsed = parse(&message.text);
    let gold = &message.gold.items[0];
    let detail = || {
        format!(
            "{parsed:?}, gold {:?} {:?} {:?}",
            gold.qty, gold.unit, gold.name
        )
    };
    let [line] = lines(&parsed).unwrap_or_default() else {
        let kind = if lines(&parsed).is_some() {
            "wrong lines"
        } else {
            "asked back"
        };
        let mut verdicts = vec![verdict(kind, detail())];
        verdicts.extend(for_gemini(&message.text, &parsed));
        return verdicts;
    };
    let mut verdicts = Vec::new();
    if !unit_as_written(line, gold) {
        verdicts.push(verdict("unit not letter for letter", detail()));
    }
    if line.name != gold.name.to_lowercase() {
        verdicts.push(verdict("name not letter for letter", detail()));
    }
    let kind = if action(line.action) != message.gold.action {
        "wrong action"
    } else if !same_quantity(line, gold) {
        "wrong quantity"
    } else if !same_unit(line, gold) {
        "wrong unit"
    } else if fold(&line.name) != fold(&gold.name) {
        "wrong name"
    } else {
        "right"
    };
    verdicts.push(verdict(kind, detail()));
    verdicts
}

/// What the grammar alone does not know, and the names of the shop do not make clear.
fn for_gemini(text: &str, parsed: &Parsed) -> Option<Verdict> {
    let clear = matches!(parsed, Parsed::Understood(_) | Parsed::Unsure(_));
    let asked = parse(text) == Parsed::Unrecognised && !clear;
    asked.then(|| verdict("for Gemini", String::new()))
}

/// T2 and T3: all lines in a shop that stocks what they name.
pub(crate) fn with_shop(message: &Message, names: &Names) -> Vec<Verdict> {
    let golds = &message.gold.items;
    let right: Vec<&str> = golds.iter().map(|gold| gold.name.as_str()).collect();
    let seed = u64::from_str_radix(&short_hash(&[&message.text])[..15], 16).unwrap_or(0);
    let shop = names.shop(&right, 300, seed);
    let parsed = parse_among(&message.text, &shop);
    let detail = |what: &str| {
        let lines = lines(&parsed).unwrap_or_default().iter();
        let lines: Vec<String> = lines
            .map(|line| {
                let unit = line.unit.as_ref().map_or("-", Unit::as_str);
                format!(
                    "{} {} {unit} {:?}",
                    action(line.action),
                    line.quantity,
                    line.name
                )
            })
            .collect();
        let golds: Vec<String> = golds
            .iter()
            .map(|gold| {
                format!(
                    "{} {} {:?}",
                    gold.qty,
                    gold.unit.as_deref().unwrap_or("-"),
                    gold.name
                )
            })
            .collect();
        format!(
            "{what}\n      got {lines:?}\n     gold {} {golds:?}",
            message.gold.action
        )
    };
    let Some(lines) = lines(&parsed) else {
        let mut verdicts = vec![verdict("asked back: no change", format!("{parsed:?}"))];
        verdicts.extend(for_gemini(&message.text, &parsed));
        return verdicts;
    };
    if lines.len() != golds.len() {
        return vec![verdict("wrong: number of lines", detail(""))];
    }
    let mut pairs = lines.iter().zip(golds);
    if !pairs
        .clone()
        .all(|(line, _)| action(line.action) == message.gold.action)
    {
        return vec![verdict("wrong: action", detail(""))];
    }
    if !pairs.clone().all(|(line, gold)| same_quantity(line, gold)) {
        return vec![verdict("wrong: quantity", detail(""))];
    }
    if !pairs.clone().all(|(line, gold)| same_unit(line, gold)) {
        return vec![verdict("wrong: unit", detail(""))];
    }
    let worst = pairs
        .by_ref()
        .map(|(line, gold)| name_verdict(&shop, &line.name, &gold.name))
        .max_by_key(|(rank, _, _)| *rank);
    let (_, kind, what) = worst.unwrap_or((0, "right", String::new()));
    vec![
        verdict("action, quantity and unit right", String::new()),
        verdict(kind, detail(&what)),
    ]
}

fn name_verdict(shop: &Catalogue, said: &str, gold: &str) -> (u8, &'static str, String) {
    let gold = fold(gold);
    match shop.resolve(said) {
        Resolution::Item(item) if item.as_str() == gold => (0, "right", String::new()),
        Resolution::Item(item) => (4, "wrong: item", format!("taken for {:?}", item.as_str())),
        Resolution::Close(items) if items.iter().any(|item| item.as_str() == gold) => {
            (1, "asked back: among the offered", format!("{items:?}"))
        }
        Resolution::Close(items) => (2, "asked back: not offered", format!("{items:?}")),
        Resolution::Unknown => (3, "asked back: unknown item", String::new()),
    }
}

/// NEG: no stock moves.
pub(crate) fn moves_nothing(message: &Message) -> Vec<Verdict> {
    let parsed = parse(&message.text);
    let kind = match &parsed {
        Parsed::Understood(Intent::Change(_)) => "WRONG: moves stock",
        Parsed::Understood(Intent::Ask(_)) => "asks",
        Parsed::Understood(_) => "understood otherwise",
        Parsed::Unsure(_) => "asks first",
        Parsed::Incomplete(_) => "incomplete",
        Parsed::Unrecognised => "unrecognised",
    };
    vec![verdict(kind, format!("{parsed:?}"))]
}
