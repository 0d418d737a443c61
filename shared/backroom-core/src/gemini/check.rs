//! What of a reading is borne out by the message: numbers, units and names have to stand in it.

use super::answer::{AnswerLine, Kind, PriceFor, Reading};
use super::numbers::{Found, amounts, numbers};
use super::query::Ask;
use super::{GeminiAnswerError, Guess, hostile};
use crate::catalogue::fold;
use crate::intent::{Action, Intent, Line, Reason, Undo};
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::unit::Unit;

/// A quantity from which on a guess is asked back.
const LARGE: i64 = 1000;
/// A hundredth, in millionths.
const MINOR: i64 = 10_000;
/// The longest name that is believed, in characters.
const NAME_MOST: usize = 80;

impl Reading {
    /// The guess, if the text bears the reading out.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn check(&self, text: &str) -> Result<Guess, GeminiAnswerError> {
        if hostile::is_hostile(text) {
            return Err(GeminiAnswerError::Hostile);
        }
        let words = words_of(text);
        let plain = |intent| Ok(Guess::Plain(intent));
        match self.kind {
            Kind::Change => change(&self.lines, text, &words),
            Kind::Check => self.ask(Ask::Check, &words),
            Kind::List => self.ask(Ask::List, &words),
            Kind::Low => self.ask(Ask::Low, &words),
            Kind::History => self.ask(Ask::History, &words),
            Kind::Sales => self.ask(Ask::Sales, &words),
            Kind::Profit => self.ask(Ask::Profit, &words),
            Kind::Report => self.ask(Ask::Report, &words),
            Kind::Value => self.ask(Ask::Value, &words),
            Kind::Price => self.ask(Ask::Price, &words),
            Kind::Question => Ok(Guess::Question),
            // It takes stock back: only after a yes.
            Kind::Undo => Ok(Guess::AskFirst(Intent::Undo(Undo::Last))),
            Kind::Help => plain(Intent::Help),
            Kind::Thanks => plain(Intent::Courtesy),
            Kind::Other => Ok(Guess::Unrecognised),
        }
    }

    fn ask(&self, ask: Ask, words: &[String]) -> Result<Guess, GeminiAnswerError> {
        let names = names(&self.names, words)?;
        let query = ask.query(names, self.action, self.period)?;
        Ok(Guess::Plain(Intent::Ask(query)))
    }
}

fn change(lines: &[AnswerLine], text: &str, words: &[String]) -> Result<Guess, GeminiAnswerError> {
    if lines.is_empty() {
        return Err(GeminiAnswerError::Empty);
    }
    let mut left = numbers(text);
    let mut amounts = amounts(text);
    let mut unusual = false;
    let mut checked: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let reason = reason(line)?;
        let name = name(&line.name, words)?;
        let (quantity, shared) = quantity(&line.quantity, text, &mut left)?;
        // "none of the coke went out": it stands in the text, but only a count may come to nothing.
        if quantity.is_zero() && line.action != Action::Set {
            return Err(GeminiAnswerError::Empty);
        }
        let unit = unit(line.unit.as_deref(), words)?;
        let price = price(line, &mut amounts, &mut left)?;
        let price = price.map(|price| price.beside(unit.as_ref()));
        let same =
            |other: &Line| other.action == line.action && fold(&other.name) == fold(&name.text);
        if shared && checked.iter().any(same) {
            // One "3 coke" in the message became two lines of it.
            return Err(GeminiAnswerError::InventedNumber);
        }
        unusual |= name.mended
            || shared
            || line.action == Action::Set
            || Quantity::whole(LARGE).is_some_and(|large| quantity >= large);
        checked.push(Line {
            expires: None,
            action: line.action,
            quantity,
            unit,
            name: name.text,
            price,
            together: None,
            reason,
        });
    }
    // Money that none of it is for would be lost.
    unusual |= !amounts.is_empty();
    unusual |= left
        .iter()
        .any(|found| found.certain && !in_a_name(found, &checked));
    let intent = Intent::Change(checked);
    Ok(if unusual {
        Guess::AskFirst(intent)
    } else {
        Guess::Plain(intent)
    })
}

/// Why it moved, which has to go with the way: what comes in was not sold. What is counted was counted, whatever came before.
fn reason(line: &AnswerLine) -> Result<Reason, GeminiAnswerError> {
    use Reason::{Count, Receipt, Return};
    match (line.action, line.reason) {
        (_, reason) if !reason.can_be_said() => Err(GeminiAnswerError::Malformed),
        (Action::Set, _) => Ok(Count),
        (Action::Add, reason @ (Receipt | Return)) => Ok(reason),
        (Action::Add, _) | (Action::Remove, Receipt | Count) => Err(GeminiAnswerError::Malformed),
        (Action::Remove, reason) => Ok(reason),
    }
}

/// The quantity, taken off the numbers of the text that are left. `true` if it stands in the text, but other lines
/// have used it up ("3 each of coke and fanta").
fn quantity(
    said: &str,
    text: &str,
    left: &mut Vec<Found>,
) -> Result<(Quantity, bool), GeminiAnswerError> {
    let quantity: Quantity = said
        .trim()
        .parse()
        .map_err(|_| GeminiAnswerError::InventedNumber)?;
    if quantity.is_negative() {
        return Err(GeminiAnswerError::InventedNumber);
    }
    if let Some(at) = left
        .iter()
        .position(|found| found.readings.contains(&quantity))
    {
        left.remove(at);
        return Ok((quantity, false));
    }
    let stands = numbers(text)
        .iter()
        .any(|found| found.readings.contains(&quantity));
    if stands {
        Ok((quantity, true))
    } else {
        Err(GeminiAnswerError::InventedNumber)
    }
}

/// The price, taken off the amounts of money that are left, or off the numbers ("60 rand").
fn price(
    line: &AnswerLine,
    amounts: &mut Vec<Vec<Quantity>>,
    left: &mut Vec<Found>,
) -> Result<Option<Price>, GeminiAnswerError> {
    let Some(said) = &line.price else {
        return Ok(None);
    };
    let invented = GeminiAnswerError::InventedNumber;
    let amount: Quantity = said.trim().parse().map_err(|_| invented)?;
    if let Some(at) = amounts.iter().position(|money| money.contains(&amount)) {
        amounts.remove(at);
    } else {
        let number = |found: &Found| found.certain && found.readings.contains(&amount);
        left.remove(left.iter().position(number).ok_or(invented)?);
    }
    let price = Money(amount.millionths() / MINOR);
    if amount.millionths() % MINOR != 0 || price > Money::MAX {
        return Err(invented);
    }
    match line.price_for {
        Some(PriceFor::Each) => Ok(Some(Price::Each(price))),
        Some(PriceFor::All) => Ok(Some(Price::Total(price))),
        None => Err(GeminiAnswerError::Malformed),
    }
}

/// "2l coke": the two is part of a name that was given.
fn in_a_name(found: &Found, lines: &[Line]) -> bool {
    lines.iter().any(|line| {
        numbers(&line.name).iter().any(|in_name| {
            in_name
                .readings
                .iter()
                .any(|reading| found.readings.contains(reading))
        })
    })
}

fn unit(said: Option<&str>, words: &[String]) -> Result<Option<Unit>, GeminiAnswerError> {
    let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) else {
        return Ok(None);
    };
    if words.contains(&fold(said)) {
        let known = Unit::from_word(&said.to_lowercase());
        Ok(Some(
            known.unwrap_or_else(|| Unit::new(said.to_lowercase())),
        ))
    } else {
        Err(GeminiAnswerError::InventedUnit)
    }
}

/// A name that stands in the message.
struct Name {
    text: String,
    /// Whether one of its words stands there in another spelling.
    mended: bool,
}

fn names(said: &[String], words: &[String]) -> Result<Vec<String>, GeminiAnswerError> {
    said.iter()
        .map(|said| Ok(name(said, words)?.text))
        .collect()
}

fn name(said: &str, words: &[String]) -> Result<Name, GeminiAnswerError> {
    let text = said
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let parts = words_of(&text);
    let letters = parts
        .iter()
        .any(|part| part.chars().any(char::is_alphabetic));
    if !letters || text.chars().count() > NAME_MOST {
        return Err(GeminiAnswerError::InventedName);
    }
    let mut mended = false;
    for part in parts {
        if !words.contains(&part) {
            if !words.iter().any(|word| close(word, &part)) {
                return Err(GeminiAnswerError::InventedName);
            }
            mended = true;
        }
    }
    Ok(Name { text, mended })
}

/// The words of a text as they are compared: folded one by one, with digits apart from letters ("3kg" is "3", "kg")
/// and also as written ("2l").
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        words.push(fold(word));
        let letters = word.trim_start_matches(|c: char| c.is_numeric());
        if letters.len() < word.len() && !letters.is_empty() {
            words.push(fold(letters));
        }
    }
    words
}

/// One letter more, less, other or swapped in a word of four letters or more; two in eight.
fn close(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let allowed = match one.len().min(other.len()) {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    one.len().abs_diff(other.len()) <= allowed && distance(&one, &other) <= allowed
}

/// Insertions, deletions, substitutions and swaps of neighbours.
fn distance(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut rows = vec![vec![0; width]; one.len() + 1];
    for (row, cells) in rows.iter_mut().enumerate() {
        cells[0] = row;
    }
    rows[0] = (0..width).collect();
    for row in 1..=one.len() {
        for column in 1..width {
            let differs = usize::from(one[row - 1] != other[column - 1]);
            let mut best = (rows[row - 1][column] + 1)
                .min(rows[row][column - 1] + 1)
                .min(rows[row - 1][column - 1] + differs);
            if row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1]
            {
                best = best.min(rows[row - 2][column - 2] + 1);
            }
            rows[row][column] = best;
        }
    }
    rows[one.len()][other.len()]
}
