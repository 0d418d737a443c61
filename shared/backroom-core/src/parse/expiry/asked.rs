//! Questions about dates: "expiring", "what expires this week?", "when does the milk expire?".

use crate::expiry::{SOON_DAYS, Within};
use crate::intent::{Intent, Query};
use crate::parse::hints::Hints;
use crate::parse::phrases::{self, List, Word};
use crate::parse::scan::Scan;

/// A message of more words asks something else.
const WORDS_MAX: usize = 12;
/// The question, if all of the message is one.
pub(in crate::parse) fn asked(scan: Scan<'_>) -> Option<Intent> {
    if !scan.hints(Hints::EXPIRING) {
        return None;
    }
    let text = scan.text;
    let apart = |c: char| !c.is_alphanumeric() && c != '\'';
    let words: Vec<&str> = text.split(apart).filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS_MAX {
        return None;
    }
    let known: Vec<&'static Word> = words.iter().map(|word| phrases::look_up(word)).collect();
    let any = |list: List| known.iter().any(|word| word.is(list));
    let asks = text.contains('?') || any(List::EXPIRY_ASKING);
    let is_when =
        |word: Option<&&'static Word>| word.is_some_and(|word| word.is(List::EXPIRY_WHEN));
    // "when does milk expire", "milk expires when"
    let last = is_when(known.last());
    let when = is_when(known.first()) || last;
    let mut within = None;
    let mut passed = None;
    let mut name: Vec<&str> = Vec::new();
    let known = &known[..known.len() - usize::from(last)];
    let mut at = usize::from(when && !last);
    while let Some(word) = known.get(at) {
        if let Some((stretch, next)) = stretch(&words[at..], &known[at..]) {
            within = Some(stretch);
            at += next;
            continue;
        }
        match word {
            word if word.is(List::EXPIRY_TO_COME) && passed.is_none() => passed = Some(false),
            word if word.is(List::EXPIRY_PASSED) && passed.is_none() => passed = Some(true),
            word if word.is(List::EXPIRY_ASKING) || word.is(List::EXPIRY_LITTLE) => {}
            _ => name.push(words[at]),
        }
        at += 1;
    }
    let passed = passed?;
    let about = when || any(List::EXPIRY_DATE_OF);
    let number = name
        .iter()
        .any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if !name.is_empty() && (!about || passed || number || within.is_some()) {
        return None;
    }
    let within = match within {
        None if passed && !asks => return None,
        None if passed => Within::Past,
        Some(_) if passed => return None,
        Some(within) => within,
        None if !name.is_empty() || when => Within::Ever,
        None => Within::Days(SOON_DAYS),
    };
    let name = (!name.is_empty()).then(|| name.join(" "));
    Some(Intent::Ask(Query::Expiring { name, within }))
}

/// "today", "this week", "in the next 3 days": how far it looks, and how many words that takes. `known` is what is known of
/// each word.
fn stretch(words: &[&str], known: &[&'static Word]) -> Option<(Within, usize)> {
    let past = |list: List| phrases::longest(list, known.iter().copied());
    let named = [
        (List::EXPIRY_TODAY, Within::Days(0)),
        (List::EXPIRY_TOMORROW, Within::Days(1)),
        (List::EXPIRY_THIS_WEEK, Within::Week),
        (List::EXPIRY_THIS_MONTH, Within::Month),
    ];
    let mut named = named.into_iter();
    if let Some(named) = named.find_map(|(list, within)| Some((within, past(list)?))) {
        return Some(named);
    }
    let at = past(List::EXPIRY_WITHIN)?;
    let count: Option<u16> = words.get(at).and_then(|word| word.parse().ok());
    let at = at + usize::from(count.is_some());
    let units = [
        (List::EXPIRY_DAYS, 1),
        (List::EXPIRY_WEEKS, 7),
        (List::EXPIRY_MONTHS, 30),
    ];
    let unit = known.get(at)?;
    let (_, each) = units.into_iter().find(|(list, _)| unit.is(*list))?;
    Some((Within::Days(count.unwrap_or(1).min(366) * each), at + 1))
}
