//! The words of all languages, read once from `lexicon/*.txt` into one table.
//!
//! A language is a file; a word that two languages share is what either says it is. The files are read when the
//! first message comes (a fraction of a millisecond), which a cold start does not notice.

use std::sync::LazyLock;

use crate::intent::{Action, Reason};
use crate::quantity::Quantity;

use super::hash::Hash;
use super::sense::{CLASSES, Flags, Place, SECTIONS, Sense, UnitName, Verb, Words};

const LANGUAGES: [&str; 2] = [
    include_str!("../../lexicon/en.txt"),
    include_str!("../../lexicon/af.txt"),
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
const NOTHING: Sense = Sense {
    flags: Flags(0),
    verb: None,
    number: None,
    measures: UnitName(0),
    next: 0,
    words: Words::NONE,
};
static UNKNOWN: Sense = NOTHING;
static NAME: Sense = Sense {
    flags: Flags::KNOWN,
    ..NOTHING
};

/// The sense of words that name something of the shop.
pub(super) fn name() -> &'static Sense {
    &NAME
}

/// What the word or phrase can be. Lower case, single spaces.
pub(super) fn look_up(words: &str) -> &'static Sense {
    LEXICON.get(words).unwrap_or(&UNKNOWN)
}

/// The sense of a word that is not in the lexicon.
pub(super) const fn unknown() -> &'static Sense {
    &UNKNOWN
}

/// What the word is short for on a phone: "what" for "wat".
pub(super) fn in_full(word: &str) -> Option<&'static str> {
    // Most are not short, which a look-up tells sooner.
    let shorts = &LEXICON.shorts;
    let at = Some(shorts)
        .filter(|_| look_up(word).says(Words::SHORT))?
        .binary_search_by_key(&word, |(short, _)| short)
        .ok()?;
    shorts.get(at).map(|(_, full)| *full)
}

/// The unit in the singular; empty if it is none.
pub(super) fn unit(unit: UnitName) -> &'static str {
    let at = usize::from(unit.0);
    LEXICON.units.get(at).copied().unwrap_or_default()
}

/// Verbs that are known with a slip in them.
pub(super) fn spellings() -> &'static [String] {
    &LEXICON.spellings
}

/// All words and phrases, in no order.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let lexicon = &*LEXICON;
    let filled = lexicon.slots.iter().filter(|slot| slot.words != 0);
    filled.map(|slot| {
        let start = (slot.words >> 8) as usize;
        &lexicon.text[start..start + (slot.words & 255) as usize]
    })
}

/// What the word or phrase can be, if anything is known of it.
pub(super) fn is_known(words: &str) -> Option<&'static Sense> {
    LEXICON.get(words).filter(|sense| !sense.empty())
}

/// The longest phrase that starts with the word from `at` to `end`, or the word; `next` says where the word that starts
/// at a place ends.
pub(super) fn longest(
    text: &str,
    at: usize,
    end: usize,
    next: impl Fn(usize) -> usize,
) -> (usize, &'static Sense) {
    let lexicon = &*LEXICON;
    let mut hash = Hash::new().and(&text[at..end]);
    let Some(mut sense) = lexicon.find(hash, &text[at..end]) else {
        return (end, &UNKNOWN);
    };
    let mut longest = (end, sense);
    let mut to = end;
    while let Some([b' ', first, ..]) = text.as_bytes().get(to..)
        && sense.goes_on(*first)
    {
        let more = next(to + 1);
        hash = hash.and(&text[to..more]);
        let Some(found) = lexicon.find(hash, &text[at..more]) else {
            break;
        };
        sense = found;
        to = more;
        if !found.empty() || found.words != Words::NONE {
            longest = (to, found);
        }
    }
    longest
}

/// An open-addressing table: no hashing crate, no order to leak, and one comparison for most words. The beginnings of a
/// phrase are entries too, so that a look-up of the longest ends at the first words that lead nowhere. What one message
/// needs of it lies close together: a look-up waits for memory more than for anything else.
struct Lexicon {
    slots: Vec<Slot>,
    /// All words and phrases, one behind the other.
    text: String,
    /// Each once: most words are of one kind alone, as many others are. While the files are read, one for each word.
    senses: Vec<Sense>,
    /// The units, in the singular; the first is none.
    units: Vec<&'static str>,
    spellings: Vec<String>,
    /// Short forms and what they are short for, in their order.
    shorts: Vec<(&'static str, &'static str)>,
}

/// A word or phrase; eight bytes, so that one cache line holds what most look-ups need.
#[derive(Clone, Copy)]
struct Slot {
    /// Where its words stand in the text, and in the last eight bits how long they are. None is empty.
    words: u32,
    /// A part of the hash: where it differs, the words are not compared.
    tag: u16,
    /// Its place among the senses.
    sense: u16,
}

/// The files fill two fifths of them.
const SLOTS: usize = 1 << 14;
const EMPTY: Slot = Slot {
    words: 0,
    tag: 0,
    sense: 0,
};

impl Lexicon {
    fn read() -> Self {
        let mut lexicon = Self {
            slots: vec![EMPTY; SLOTS],
            text: String::with_capacity(LANGUAGES.iter().map(|language| language.len()).sum()),
            senses: Vec::with_capacity(SLOTS / 2),
            units: vec![""],
            spellings: Vec::new(),
            shorts: Vec::new(),
        };
        for language in LANGUAGES {
            let mut known = None;
            for line in language.lines().map(str::trim) {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                match line
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                {
                    Some(name) => {
                        known = section(name);
                        debug_assert!(known.is_some(), "no section [{name}]");
                    }
                    None => lexicon.line(known, line),
                }
            }
        }
        lexicon.shorts.sort_unstable();
        lexicon.share_senses();
        lexicon
    }

    /// Keeps each sense once.
    fn share_senses(&mut self) {
        let all = std::mem::take(&mut self.senses);
        let mixed = all.iter().map(Sense::mixed);
        let mut order: Vec<(u64, usize)> = mixed.zip(0..).collect();
        order.sort_unstable();
        let mut shared = vec![0; all.len()];
        for (_, at) in order {
            if self.senses.last() != Some(&all[at]) {
                self.senses.push(all[at]);
            }
            shared[at] = place(self.senses.len() - 1);
        }
        for slot in self.slots.iter_mut().filter(|slot| slot.words != 0) {
            slot.sense = shared[usize::from(slot.sense)];
        }
    }

    fn line(&mut self, section: Option<Section>, line: &'static str) {
        let words = line.split(',').map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        match section {
            None => {}
            Some(Section::Number(flags)) => self.number(flags, line),
            Some(Section::Unit(flags)) => self.unit(flags, line),
            Some(Section::Short) => self.short(line),
            Some(Section::Spelling) => self.spellings.extend(words.map(str::to_owned)),
            Some(Section::Class(class)) => words.for_each(|word| {
                let sense = self.entry(word);
                sense.words = sense.words.or(class);
            }),
            Some(Section::Kind { verb, flags }) => words.for_each(|word| {
                let sense = self.entry(word);
                sense.verb = merged(sense.verb, verb);
                sense.flags = sense.flags.or(flags);
                if flags == Flags::NOUN_UNIT {
                    let plural = self.entry(&format!("{word}s"));
                    plural.flags = plural.flags.or(flags);
                }
            }),
        }
    }

    fn short(&mut self, line: &'static str) {
        let Some((short, full)) = line.split_once(": ") else {
            return;
        };
        self.shorts.push((short, full));
        let sense = self.entry(short);
        sense.words = sense.words.or(Words::SHORT);
    }

    fn number(&mut self, flags: Flags, line: &'static str) {
        let Some((word, value)) = line.split_once(": ") else {
            return;
        };
        let sense = self.entry(word);
        let value = value.parse().ok().map(Quantity::millionths);
        sense.number = value.and_then(|value| i32::try_from(value).ok());
        debug_assert!(sense.number.is_some(), "no number: {line}");
        sense.flags = sense.flags.or(flags);
    }

    fn unit(&mut self, flags: Flags, line: &'static str) {
        let (singular, others) = line.split_once(": ").unwrap_or((line, ""));
        // "tubes" are no tubs.
        let hisses = ["s", "x", "z", "ch", "sh", "o"]
            .iter()
            .any(|end| singular.ends_with(end));
        self.units.push(singular);
        let measures = UnitName(place(self.units.len() - 1));
        let mut plurals = vec![format!("{singular}s")];
        plurals.extend(hisses.then(|| format!("{singular}es")));
        plurals.extend(singular.strip_suffix('y').map(|stem| format!("{stem}ies")));
        let others = others.split(',').map(|other| other.trim().to_owned());
        // A single letter has no plural: "cs" is nothing.
        plurals.retain(|_| singular.len() > 1);
        for form in std::iter::once(singular.to_owned())
            .chain(others)
            .chain(plurals)
        {
            if !form.is_empty() {
                let sense = self.entry(&form);
                sense.flags = sense.flags.or(flags);
                if !sense.is_unit() {
                    sense.measures = measures;
                }
            }
        }
    }

    /// The entry of a word or phrase, made if need be; what it begins with learns that a phrase goes on from there.
    fn entry(&mut self, words: &str) -> &mut Sense {
        if let Some((beginning, last)) = words.rsplit_once(' ') {
            let first = last.bytes().next().unwrap_or_default();
            self.entry(beginning).next |= 1 << (first & 31);
        }
        let hash = Hash::new().and(words);
        let at = self.slot(hash, words);
        if self.slots[at].words == 0 {
            debug_assert!(words.len() < 1 << 8, "too long: {words}");
            let start = u32::try_from(self.text.len()).unwrap_or_default();
            self.slots[at] = Slot {
                words: start << 8 | u32::from(words.len() as u8),
                tag: hash.tag(),
                sense: place(self.senses.len()),
            };
            self.text.push_str(words);
            self.senses.push(Sense::default());
        }
        &mut self.senses[usize::from(self.slots[at].sense)]
    }

    fn get(&self, words: &str) -> Option<&Sense> {
        self.find(Hash::new().and(words), words)
    }

    fn find(&self, hash: Hash, words: &str) -> Option<&Sense> {
        let slot = self.slots[self.slot(hash, words)];
        if slot.words == 0 {
            return None;
        }
        self.senses.get(usize::from(slot.sense))
    }

    /// The slot that holds the words, or the empty one where they would go.
    fn slot(&self, hash: Hash, words: &str) -> usize {
        let mut at = hash.slot(SLOTS);
        loop {
            let slot = self.slots[at];
            let same = || {
                let (start, length) = ((slot.words >> 8) as usize, (slot.words & 255) as usize);
                self.text.as_bytes()[start..start + length] == *words.as_bytes()
            };
            if slot.words == 0 || slot.tag == hash.tag() && same() {
                return at;
            }
            at = (at + 1) % SLOTS;
        }
    }
}

/// A place among the senses or the units, of which there are no more than slots.
fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or_default()
}

/// A word listed both as standing before and as standing after can stand in either place.
fn merged(known: Option<Verb>, new: Option<Verb>) -> Option<Verb> {
    match (known, new) {
        (Some(known), Some(new)) if known.place != new.place && known.action == new.action => {
            Some(Verb {
                place: Place::Either,
                ..known
            })
        }
        (known, new) => known.or(new),
    }
}

/// What a section says of its words.
#[derive(Clone, Copy)]
enum Section {
    Number(Flags),
    Unit(Flags),
    /// Verbs that are known with a slip in them.
    Spelling,
    Short,
    Class(Words),
    Kind {
        verb: Option<Verb>,
        flags: Flags,
    },
}

fn section(name: &str) -> Option<Section> {
    match name {
        "number" => return Some(Section::Number(Flags::default())),
        "scale" => return Some(Section::Number(Flags::SCALE)),
        "unit" => return Some(Section::Unit(Flags::UNIT)),
        "measure" => return Some(Section::Unit(Flags::UNIT.or(Flags::MEASURE))),
        "spelling" => return Some(Section::Spelling),
        "short for" => return Some(Section::Short),
        _ => {}
    }
    if let Some((_, class)) = CLASSES.iter().find(|(section, _)| *section == name) {
        return Some(Section::Class(*class));
    }
    let verb = verb(name);
    let flags = SECTIONS.iter().find(|(section, _)| *section == name);
    let flags = flags.map(|(_, flags)| *flags);
    (verb.is_some() || flags.is_some()).then(|| Section::Kind {
        verb,
        flags: flags.unwrap_or_default(),
    })
}

/// The verb that a section gives its words.
fn verb(section: &str) -> Option<Verb> {
    let (kind, place) = if let Some(kind) = section.strip_suffix(" before") {
        (kind, Place::Before)
    } else if let Some(kind) = section.strip_suffix(" after") {
        (kind, Place::After)
    } else {
        (section, Place::Either)
    };
    let (action, reason) = match kind {
        "receipt" => (Action::Add, Reason::Receipt),
        "sale" => (Action::Remove, Reason::Sale),
        "use" => (Action::Remove, Reason::Use),
        "damage" => (Action::Remove, Reason::Damage),
        "expiry" => (Action::Remove, Reason::Expiry),
        "theft" => (Action::Remove, Reason::Theft),
        "customer return" => (Action::Add, Reason::Return),
        // Out, unless the line says that a customer brought it.
        "supplier return" => (Action::Remove, Reason::Return),
        "count" => (Action::Set, Reason::Count),
        _ => return None,
    };
    Some(Verb {
        action,
        reason,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_sections_and_phrases_that_the_grammar_knows() {
        for language in LANGUAGES {
            for line in language.lines() {
                if let Some(name) = line.strip_prefix('[') {
                    assert!(section(name.trim_end_matches(']')).is_some(), "{line}");
                    continue;
                }
                // A phrase stands in one line: a comma parts it from the next, and nothing from the line below.
                let phrase = |words: &str| words.split(' ').filter(|word| !word.is_empty()).count();
                let plain = !line.starts_with('#');
                assert!(
                    !plain || line.split(',').all(|words| phrase(words) <= 10),
                    "{line}"
                );
            }
        }
    }
}
