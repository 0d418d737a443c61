//! The words of a batch's messages: what the grammar makes of each is found out once.
//!
//! And what they ask Gemini: nothing until one of them needs it, then all of them in one request. Groups that need nothing
//! never wait for it. Only members' words are asked about, and only those that were not asked about before: what Gemini
//! said is kept, and checked anew against the very message each time. Whatever goes wrong, a message is answered as
//! without Gemini.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use backroom_core::business::Standing;
use backroom_core::catalogue::Catalogue;
use backroom_core::gemini::{AnswerKey, Guess, Reading, may_ask};
use backroom_core::ids::{BusinessId, MessageId};
use backroom_core::intent::Parsed;
use backroom_core::message::InboundMessage;
use backroom_core::parse::{parse, parse_among};
use backroom_io::gemini::{About, Gemini};
use backroom_io::metrics::{self, Metric};
use futures::future::join_all;
use jiff::SignedDuration;
use tokio::sync::OnceCell;

use crate::Processor;
use crate::budget::{answered, has_priority, not_believed, spend, unanswered};
use crate::limit::is_over;
use crate::turn::Turn;
use crate::understand::own_words;

/// How long a reading is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long, if its text does not bear it out: another day's may be better.
const NOT_BELIEVED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A batch's questions to Gemini.
pub(crate) struct Asking<'a> {
    to: &'a Processor,
    messages: Vec<&'a InboundMessage>,
    /// Those that the queue has delivered before.
    again: Vec<&'a MessageId>,
    /// The words of those that have any, and what the grammar makes of them, once somebody asked.
    said: Vec<(&'a str, OnceLock<Parsed>)>,
    /// By the digests of the messages, once somebody asked.
    guesses: OnceCell<BTreeMap<String, Guess>>,
}

/// A member's words that the grammar does not know.
struct Doubt<'a> {
    message: &'a InboundMessage,
    text: &'a str,
    business: BusinessId,
    /// Where the reading is that everybody shares, made of this text alone.
    shared: AnswerKey,
    /// Where this business's own is, made in one request with other texts.
    own: AnswerKey,
}

type Readings = BTreeMap<AnswerKey, Reading>;
/// Those who said the same, by the key that they share.
type Questions<'d> = BTreeMap<&'d AnswerKey, Vec<&'d Doubt<'d>>>;

impl<'a> Asking<'a> {
    /// What these messages may ask, from now on; each with whether the queue has delivered it before.
    pub(crate) fn about(to: &'a Processor, delivered: &[(&'a InboundMessage, bool)]) -> Self {
        let again = delivered.iter().filter(|(_, again)| *again);
        let again = again.map(|(message, _)| &message.id).collect();
        let messages: Vec<_> = delivered.iter().map(|(message, _)| *message).collect();
        let words = messages.iter().filter_map(|message| own_words(message));
        Self {
            to,
            said: words.map(|words| (words, OnceLock::new())).collect(),
            messages,
            again,
            guesses: OnceCell::new(),
        }
    }

    /// Whether the queue has delivered the message before.
    pub(crate) fn came_before(&self, message: &InboundMessage) -> bool {
        self.again.contains(&&message.id)
    }

    /// What the grammar makes of words.
    pub(crate) fn parsed(&self, words: &str) -> Cow<'_, Parsed> {
        let said = self.said.iter().find(|(said, _)| *said == words);
        match said {
            Some((_, parsed)) => Cow::Borrowed(parsed.get_or_init(|| parse(words))),
            None => Cow::Owned(parse(words)),
        }
    }

    /// The words of a message that only Gemini may know: those that the grammar does not, and that are worth asking about.
    pub(crate) fn doubtful<'m>(&self, message: &'m InboundMessage) -> Option<&'m str> {
        let words = own_words(message)?;
        (*self.parsed(words) == Parsed::Unrecognised && may_ask(words)).then_some(words)
    }

    /// What Gemini makes of words that the grammar does not know, if anything. The first message of the batch that
    /// needs it asks for all of them; words that are not the message's own text (those of a voice note) are asked about
    /// by themselves.
    pub(crate) async fn guess(&self, turn: &Turn<'_>, words: &str) -> Option<Guess> {
        let gemini = self.to.gemini.as_ref().filter(|_| may_ask(words))?;
        let digest = turn.message.id.digest();
        if self.doubtful(turn.message) == Some(words) {
            let batch = async || self.ask(gemini, &self.doubts(gemini).await).await;
            let guesses = self.guesses.get_or_init(batch).await;
            return guesses.get(&digest).cloned();
        }
        let doubt = Doubt::new(gemini, turn.message, words, turn.business().clone());
        self.ask(gemini, &[doubt]).await.remove(&digest)
    }

    /// The guesses about these, by the digests of their messages.
    async fn ask(&self, gemini: &Gemini, doubts: &[Doubt<'_>]) -> BTreeMap<String, Guess> {
        let mut readings = self.kept(doubts).await;
        let mut open = Questions::new();
        for doubt in doubts {
            if doubt.reading(&readings).is_none() {
                open.entry(&doubt.shared).or_default().push(doubt);
            }
        }
        let open = self.affordable(gemini, open).await;
        if !open.is_empty() {
            readings.append(&mut self.request(gemini, &open).await);
        }
        let guess = |doubt: &Doubt<'_>| {
            let guess = doubt.guess(doubt.reading(&readings)?)?;
            Some((doubt.message.id.digest(), guess))
        };
        doubts.iter().filter_map(guess).collect()
    }

    /// Strangers never cost Gemini. Whose standing can't be read now fails by itself, in its turn.
    async fn doubts(&self, gemini: &Gemini) -> Vec<Doubt<'a>> {
        let doubt = async |message: &'a InboundMessage| {
            let text = self.doubtful(message)?;
            let standing = self.to.standing_lately(message).await;
            let Ok(Standing::Member(person)) = standing else {
                return None;
            };
            let member = &person.at(message.sent_at)?.member;
            let business = member.business.clone();
            // Nor do members over their limit, whose words are not acted on.
            let again = self.came_before(message);
            let profile = self.to.profile(&business).await.ok().flatten();
            if profile.is_some_and(|of| is_over(self.to, &of, &member.id, (message, again))) {
                return None;
            }
            // What the names of the shop make clear needs no guess; should they not be read now, it may cost one.
            // The message that asks has read them right before.
            let items = self.to.items_lately(&business).await.unwrap_or_default();
            if parse_among(text, &Catalogue::of(items.iter())).is_clear() {
                return None;
            }
            Some(Doubt::new(gemini, message, text, business))
        };
        let doubts = join_all(self.messages.iter().map(|message| doubt(message))).await;
        doubts.into_iter().flatten().collect()
    }

    /// The readings that are kept.
    async fn kept(&self, doubts: &[Doubt<'_>]) -> Readings {
        let keys: BTreeSet<&AnswerKey> = doubts
            .iter()
            .flat_map(|doubt| [&doubt.shared, &doubt.own])
            .collect();
        let keys: Vec<AnswerKey> = keys.into_iter().cloned().collect();
        let found = self.to.store.find_answers(&keys, self.to.clock.now()).await;
        let found = found.unwrap_or_else(|error| {
            tracing::warn!(%error, "kept answers not read");
            BTreeMap::new()
        });
        // What is kept under this key was written as it is read here; should it be unreadable, it is asked for again.
        let readings: Readings = found
            .into_iter()
            .filter_map(|(key, text)| Some((key, serde_json::from_str(&text).ok()?)))
            .collect();
        for _ in doubts.iter().filter_map(|doubt| doubt.reading(&readings)) {
            metrics::record(Metric::GeminiAnswersReused, 1);
        }
        readings
    }

    /// Those of the questions that somebody who said it has budget for. Those of businesses with priority take theirs
    /// first, so that what there is does not go to others meanwhile.
    async fn affordable<'d>(&self, gemini: &Gemini, open: Questions<'d>) -> Questions<'d> {
        let goes_first = async |doubts: &[&Doubt<'_>]| {
            let of = doubts
                .iter()
                .map(|doubt| has_priority(self.to, &doubt.business));
            join_all(of).await.contains(&true)
        };
        let go_first = join_all(open.values().map(|doubts| goes_first(doubts))).await;
        let (mut first, mut then) = (Questions::new(), Questions::new());
        for ((question, doubts), goes_first) in open.into_iter().zip(go_first) {
            let of = if goes_first { &mut first } else { &mut then };
            of.insert(question, doubts);
        }
        let mut afforded = self.afforded(gemini, first).await;
        afforded.append(&mut self.afforded(gemini, then).await);
        afforded
    }

    /// Who pays for a question stands first among those who said it.
    async fn afforded<'d>(&self, gemini: &Gemini, open: Questions<'d>) -> Questions<'d> {
        let afforded = async |(key, mut doubts): (&'d AnswerKey, Vec<&'d Doubt<'d>>)| {
            for payer in 0..doubts.len() {
                let business = &doubts[payer].business;
                let of = (gemini.config().model.as_str(), About::Words);
                if spend(self.to, gemini, of, business).await {
                    doubts.swap(0, payer);
                    return Some((key, doubts));
                }
            }
            None
        };
        let afforded = join_all(open.into_iter().map(afforded)).await;
        afforded.into_iter().flatten().collect()
    }

    /// The one request; what comes of it is kept.
    async fn request(&self, gemini: &Gemini, open: &Questions<'_>) -> Readings {
        let texts: Vec<&str> = open.values().map(|doubts| doubts[0].text).collect();
        let asked = match gemini.ask(&texts).await {
            Ok(asked) => asked,
            Err(error) => {
                unanswered(&error);
                return Readings::new();
            }
        };
        let of: Vec<_> = open
            .values()
            .map(|doubts| (&doubts[0].business, doubts[0].message.sent_at))
            .collect();
        answered(self.to, &of, asked.tokens).await;
        let mut readings = Readings::new();
        for ((key, doubts), reading) in open.iter().zip(asked.readings) {
            match reading {
                Ok(reading) => {
                    readings.insert((*key).clone(), reading);
                }
                Err(why) => not_believed(doubts[0].message, why),
            }
        }
        self.keep(open, &readings).await;
        readings
    }

    /// For everybody what was made of a text alone. Among other texts, one may have swayed what was made of the next:
    /// that is kept for the businesses that said it.
    async fn keep(&self, open: &Questions<'_>, readings: &Readings) {
        let now = self.to.clock.now();
        let alone = open.len() == 1;
        let mut puts = Vec::new();
        for (key, doubts) in open {
            let Some(reading) = readings.get(*key) else {
                continue;
            };
            let believed = reading.check(doubts[0].text).is_ok();
            let until = now + if believed { KEPT_FOR } else { NOT_BELIEVED_FOR };
            let own = doubts.iter().map(|doubt| &doubt.own);
            let keys: BTreeSet<&AnswerKey> = if alone {
                BTreeSet::from([*key])
            } else {
                own.collect()
            };
            let Ok(text) = serde_json::to_string(reading) else {
                continue;
            };
            puts.extend(keys.into_iter().map(|key| (key, text.clone(), until)));
        }
        let store = &self.to.store;
        let puts = puts
            .iter()
            .map(|(key, text, until)| store.keep_answer(key, text, *until));
        for error in join_all(puts).await.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "answer not kept");
        }
    }
}

impl<'a> Doubt<'a> {
    fn new(
        gemini: &Gemini,
        message: &'a InboundMessage,
        text: &'a str,
        business: BusinessId,
    ) -> Self {
        let model = &gemini.config().model;
        Self {
            message,
            text,
            shared: AnswerKey::reading(model, text, None),
            own: AnswerKey::reading(model, text, Some(&business)),
            business,
        }
    }

    fn reading<'r>(&self, readings: &'r Readings) -> Option<&'r Reading> {
        readings
            .get(&self.shared)
            .or_else(|| readings.get(&self.own))
    }

    /// The guess, as far as these very words bear it out.
    fn guess(&self, reading: &Reading) -> Option<Guess> {
        let guess = reading.check(self.text);
        guess.map_err(|why| not_believed(self.message, why)).ok()
    }
}
