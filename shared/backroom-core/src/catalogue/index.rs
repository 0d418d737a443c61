//! The names of the items, taken apart into words.

use super::afrikaans;
use super::distance::letters;
use super::fold::fold;
use super::singular::singular;
use super::vocabulary::{KINDS, Kind};
use crate::ids::ItemId;

/// Whether all letters of `part` stand in the word, in that order.
pub(crate) fn has_in_order(word: &str, part: &str) -> bool {
    let mut letters = word.chars();
    part.chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// All names and aliases, and for each word where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// In the order given.
    pub(super) items: Vec<ItemId>,
    pub(super) forms: Vec<Form>,
    /// The numbers of the forms, sorted by their squeezed text.
    by_squeezed: Vec<u32>,
    /// Each word once, sorted.
    words: Vec<Word>,
    /// Where words stand: the numbers of forms, in ranges that the words point to.
    postings: Vec<u32>,
}

/// One way to call an item.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The number of the item.
    pub(super) item: u32,
    /// Its name, or else an alias.
    pub(super) is_name: bool,
    pub(super) folded: String,
    /// The same without spaces.
    pub(super) squeezed: String,
    /// The letters of the squeezed text.
    pub(super) letters: u32,
    /// How many words of each kind it has; the descriptive ones are core words where there is nothing else.
    pub(super) counts: [u8; KINDS],
}

/// A word that stands in some form.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) letters: u32,
    first: u32,
    end: u32,
}

impl Index {
    /// Adds an item's names. [`Self::arrange`] must follow.
    pub(super) fn add<A>(&mut self, id: ItemId, name: &str, aliases: A)
    where
        A: IntoIterator<Item: AsRef<str>>,
    {
        let item = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let name = fold(name);
        let first = fold(id.as_str());
        let mut others = vec![first];
        others.extend(aliases.into_iter().map(|alias| fold(alias.as_ref())));
        others.sort();
        others.dedup();
        others.retain(|other| *other != name);
        self.add_form(item, true, name);
        for other in others {
            self.add_form(item, false, other);
        }
        self.items.push(id);
    }

    fn add_form(&mut self, item: u32, is_name: bool, folded: String) {
        if folded.is_empty() {
            return;
        }
        let squeezed = folded.replace(' ', "");
        self.forms.push(Form {
            item,
            is_name,
            letters: letters(&squeezed),
            squeezed,
            folded,
            counts: [0; KINDS],
        });
    }

    /// Whether some word begins with the same letter and has all of these in this order.
    pub(super) fn has_letters(&self, said: &str) -> bool {
        let first = said.chars().next();
        let begins = |word: &&Word| word.text.chars().next() == first;
        let mut alike = self.words.iter().filter(begins);
        alike.any(|word| has_in_order(&word.text, said))
    }

    /// Sorts what was added.
    pub(super) fn arrange(&mut self) {
        let mut places: Vec<(&str, u32)> = Vec::with_capacity(self.forms.len() * 3);
        for (number, form) in (0..).zip(&self.forms) {
            places.extend(form.folded.split(' ').map(|word| (word, number)));
        }
        places.sort_unstable();
        places.dedup();
        for (text, form) in places {
            if self.words.last().is_none_or(|word| word.text != text) {
                let first = self.postings.len() as u32;
                self.words.push(Word {
                    text: text.to_owned(),
                    kind: Kind::of(text),
                    letters: letters(text),
                    first,
                    end: first,
                });
            }
            if let Some(word) = self.words.last_mut()
                && word.kind != Kind::Filler
            {
                self.postings.push(form);
                word.end += 1;
            }
        }
        for word in &self.words {
            let Some(place) = word.kind.place() else {
                continue;
            };
            for form in &self.postings[word.first as usize..word.end as usize] {
                let count = &mut self.forms[*form as usize].counts[place];
                *count = count.saturating_add(1);
            }
        }
        for form in &mut self.forms {
            form.counts = if_all_describe_then_core(form.counts);
        }
        let forms = &self.forms;
        self.by_squeezed = (0..).take(forms.len()).collect();
        self.by_squeezed
            .sort_by_key(|form| forms[*form as usize].squeezed.as_str());
    }

    /// The forms that are this, but for the spaces.
    pub(super) fn spaced_otherwise(&self, squeezed: &str) -> impl Iterator<Item = &Form> {
        let form = |number: &u32| &self.forms[*number as usize];
        let first = self
            .by_squeezed
            .partition_point(|number| form(number).squeezed.as_str() < squeezed);
        self.by_squeezed[first..]
            .iter()
            .map(form)
            .take_while(move |form| form.squeezed == squeezed)
    }

    /// The number of the word, if it stands in some form.
    pub(super) fn word(&self, text: &str) -> Option<u32> {
        let at = self
            .words
            .binary_search_by(|word| word.text.as_str().cmp(text));
        at.ok().map(|at| at as u32)
    }

    /// The number of the word, or of its other number in Afrikaans.
    pub(super) fn word_in_either_number(&self, text: &str) -> Option<u32> {
        let others = || {
            let mut others = afrikaans::singulars(text).chain(afrikaans::plurals(text));
            others.find_map(|other| self.word(&singular(&other)))
        };
        self.word(text).or_else(others)
    }

    /// The number of the word, or of the only one that goes on with letters where a code ends: "175/70" of "175/70r13",
    /// "650" of "650ml", "2.5" of "2.5mm".
    pub(super) fn word_or_code(&self, text: &str) -> Option<u32> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let exact = self.word_in_either_number(text);
        let code = digits >= 3 || text.contains('.');
        if exact.is_some() || !code || !text.ends_with(|last: char| last.is_ascii_digit()) {
            return exact;
        }
        let goes_on = |word: &&Word| {
            let rest = word.text.strip_prefix(text);
            rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphabetic()))
        };
        let first = self.words.partition_point(|word| word.text.as_str() < text);
        let mut longer = self.words[first..]
            .iter()
            .take_while(|word| word.text.starts_with(text))
            .filter(goes_on);
        let (one, other) = (longer.next()?, longer.next());
        self.word(&one.text).filter(|_| other.is_none())
    }

    /// The two words that this is, written apart in some name: "tshirt" of "t-shirt".
    pub(super) fn apart(&self, text: &str) -> Option<(&str, &str)> {
        if text.len() < 5 || self.word(text).is_some() || !text.is_ascii() {
            return None;
        }
        (1..text.len() - 1).find_map(|at| {
            let (first, second) = text.split_at(at);
            let (one, other) = (self.word(first)?, self.word(second)?);
            let apart = format!("{first} {second}");
            let adjoin = |form: &&u32| self.forms[**form as usize].folded.contains(&apart);
            self.forms_with(one).iter().find(adjoin)?;
            let word = |number: u32| self.words[number as usize].text.as_str();
            Some((word(one), word(other)))
        })
    }

    /// All words, in alphabetical order: a word's number is its place.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The numbers of the forms in which the word stands.
    pub(super) fn forms_with(&self, word: u32) -> &[u32] {
        let word = &self.words[word as usize];
        &self.postings[word.first as usize..word.end as usize]
    }
}

/// Where there are only descriptive words ("large"), they are the name.
pub(super) fn if_all_describe_then_core(counts: [u8; KINDS]) -> [u8; KINDS] {
    if counts[0] + counts[1] > 0 {
        return counts;
    }
    let mut core = [0; KINDS];
    core[0] = counts
        .iter()
        .fold(0_u8, |sum, count| sum.saturating_add(*count));
    core
}
