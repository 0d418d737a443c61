//! Voice notes and photos: fetched, put into words by Gemini, and read as if they had been typed. But a word may be
//! misheard, so what would move stock is always asked back first, and what takes something back has to be typed.
//!
//! Each answer is kept with the message: a redelivered one is not paid for again.

use std::time::Duration;

use backroom_core::gemini::{Medium, Transcript};
use backroom_core::intent::{Action, Counting, Intent, Line, Parsed, Problem};
use backroom_core::message::Content;
use backroom_core::parse::parse;
use backroom_core::reply::heard::{self, Trouble};
use backroom_core::reply::{Reply, refuse};
use backroom_io::gemini::About;
use backroom_io::metrics::{self, Metric};
use backroom_io::whatsapp::MediaError;

use crate::budget::{answered, failed, spend};
use crate::commit::{Plan, record};
use crate::process::fulfil;
use crate::turn::{Outcome, Turn};
use crate::understand::{Meaning, words};
use crate::{Failure, change, free_question, incomplete};

/// The longest that a voice note or photo may take, but for its reply: see [`crate::batch`].
const IN_ALL: Duration = Duration::from_secs(11);

/// A voice note or photo that is to be read.
struct Sent<'a> {
    medium: Medium,
    media_id: &'a str,
    mime_type: &'a str,
    caption: &'a str,
    /// The largest that is read, in bytes.
    most: usize,
}

/// Answers a voice note or photo, if such are read here and its caption does not say all.
pub(crate) async fn answer(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Some(sent) = sent(turn) else {
        return Ok(None);
    };
    let key = turn.key();
    if let Some(first) = turn.to.store.find_record(turn.business(), &key).await? {
        return Ok(Some(Outcome::kept(first.reply)));
    }
    match tokio::time::timeout(IN_ALL, read_and_act(turn, &sent)).await {
        Ok(outcome) => outcome.map(Some),
        Err(late) => {
            not_read(turn, &late);
            let reply = heard::trouble(sent.medium, Trouble::NotNow);
            keep(turn, reply).await.map(Some)
        }
    }
}

async fn read_and_act(turn: &Turn<'_>, sent: &Sent<'_>) -> Result<Outcome, Failure> {
    let heard = match read(turn, sent).await? {
        Ok(heard) => heard,
        Err(trouble) => return keep(turn, heard::trouble(sent.medium, trouble)).await,
    };
    let turn = Turn {
        heard: Some(&heard),
        ..*turn
    };
    let outcome = match sent.medium {
        Medium::Voice => act_on_voice(&turn, &heard.words).await?,
        Medium::Photo => act_on_photo(&turn, &heard, sent.caption).await?,
    };
    if outcome.kept {
        Ok(outcome)
    } else {
        keep(&turn, outcome.reply).await
    }
}

async fn keep(turn: &Turn<'_>, reply: Reply) -> Result<Outcome, Failure> {
    record(turn, || Plan::refusal(reply.clone())).await
}

fn sent<'a>(turn: &Turn<'a>) -> Option<Sent<'a>> {
    let Content::Media {
        kind,
        media_id,
        mime_type,
        caption,
        ..
    } = &turn.message.content
    else {
        return None;
    };
    let medium = Medium::of(*kind)?;
    let most = match medium {
        Medium::Voice => turn.to.config.media.voice_note_most?,
        Medium::Photo => turn.to.config.media.photo_most?,
    };
    let caption = caption.as_deref().unwrap_or_default();
    (!says_all(caption)).then_some(Sent {
        medium,
        media_id,
        mime_type,
        caption,
        most,
    })
}

/// Whether the words under a picture are a message of their own, which the picture only adorns.
fn says_all(caption: &str) -> bool {
    match parse(caption) {
        // "coke" is a name on the picture, and "stock" a heading.
        Parsed::Understood(Intent::Ask(_)) => caption.contains('?'),
        Parsed::Understood(
            Intent::Help
            | Intent::HelpWith(_)
            | Intent::Courtesy
            | Intent::Stocktake(Counting::Start),
        )
        | Parsed::Unrecognised => false,
        Parsed::Understood(
            Intent::Change(_)
            | Intent::Stocktake(Counting::Uncounted | Counting::Left | Counting::End)
            | Intent::Undo(_)
            | Intent::Fix(_)
            | Intent::Answer(_)
            | Intent::Manage(_)
            | Intent::Edit(_)
            | Intent::Credit(_)
            | Intent::Note(_),
        )
        | Parsed::Unsure(_) => true,
        Parsed::Incomplete(problem) => way(&problem).is_none(),
    }
}

/// "sold these": which way the lines of the picture go.
fn way(problem: &Problem) -> Option<Action> {
    match problem {
        Problem::OnlyAction { action } => Some(*action),
        Problem::NoQuantity { way, .. } => way.map(|(action, _)| action),
        Problem::NoName { .. }
        | Problem::NoAction { .. }
        | Problem::Line { .. }
        | Problem::BadQuantity { .. }
        | Problem::Credit
        | Problem::NotYet
        | Problem::Negated
        | Problem::TooManyLines { .. } => None,
    }
}

/// The words, or why there are none. A failure only where WhatsApp itself can't be asked: then it would not take the
/// answer either.
async fn read(turn: &Turn<'_>, sent: &Sent<'_>) -> Result<Result<Transcript, Trouble>, Failure> {
    let Some(mime_type) = sent.medium.mime_type(sent.mime_type) else {
        return Ok(Err(Trouble::OtherType));
    };
    let number = &turn.message.number;
    let fetched = turn.to.whatsapp.fetch(number, sent.media_id, sent.most);
    Ok(match fetched.await {
        Ok(content) => transcribe(turn, sent.medium, mime_type, &content).await,
        Err(MediaError::NotAsked(error)) => return Err(Failure::Media(error)),
        Err(error) => {
            not_read(turn, &error);
            Err(trouble(&error))
        }
    })
}

async fn transcribe(
    turn: &Turn<'_>,
    medium: Medium,
    mime_type: &str,
    content: &[u8],
) -> Result<Transcript, Trouble> {
    let Some(gemini) = &turn.to.gemini else {
        return Err(Trouble::NotNow);
    };
    let of = (gemini.config().model.as_str(), About::Medium);
    if !spend(turn.to, gemini, of, turn.business()).await {
        return Err(Trouble::NotNow);
    }
    let transcribed = match gemini.transcribe(medium, mime_type, content).await {
        Ok(transcribed) => transcribed,
        Err(error) => {
            failed(&error);
            not_read(turn, &error);
            return Err(Trouble::NotNow);
        }
    };
    let asked_for = [(turn.business(), turn.message.sent_at)];
    answered(turn.to, &asked_for, transcribed.tokens).await;
    match transcribed.transcript {
        Ok(Some(heard)) => {
            metrics::record(Metric::MediaRead, 1);
            Ok(heard)
        }
        Ok(None) => {
            not_read(turn, &"there are no words in it");
            Err(Trouble::Nothing)
        }
        Err(why) => {
            not_read(turn, &format_args!("the answer is not believed: {why:?}"));
            Err(Trouble::Nothing)
        }
    }
}

fn trouble(error: &MediaError) -> Trouble {
    match error {
        MediaError::TooLarge => Trouble::TooLarge,
        MediaError::NotAsked(_)
        | MediaError::Gone
        | MediaError::Elsewhere
        | MediaError::NotGiven { .. }
        | MediaError::Altered => Trouble::Gone,
    }
}

fn not_read(turn: &Turn<'_>, why: &dyn std::fmt::Display) {
    metrics::record(Metric::MediaNotRead, 1);
    tracing::warn!(
        message_digest = turn.message.id.digest(),
        kind = turn.message.content.kind(),
        %why,
        "voice note or photo not read"
    );
}

/// What is said is done only if it moves nothing; a change is asked back first, and the rest is to be typed.
async fn act_on_voice(turn: &Turn<'_>, said: &str) -> Result<Outcome, Failure> {
    let intent = match words(turn, said).await? {
        Meaning::Intent(intent) | Meaning::Guess(intent) | Meaning::Unsure(intent) => intent,
        // It may answer an open question, and its answer would move stock.
        Meaning::Incomplete(problem @ Problem::OnlyAction { .. }) => {
            return Ok(refuse::incomplete(&problem).into());
        }
        Meaning::Incomplete(problem) => return incomplete::complete(turn, &problem).await,
        Meaning::Question(question) => {
            return Ok(free_question::answer(turn, &question).await?.into());
        }
        Meaning::Say(reply) => return Ok(reply.into()),
        Meaning::Press(..) | Meaning::Withdrawn { .. } | Meaning::Silence => {
            return Ok(heard::type_it().into());
        }
    };
    match intent {
        Intent::Change(lines) => change::confirm(turn, &lines).await,
        Intent::Ask(_)
        | Intent::Help
        | Intent::HelpWith(_)
        | Intent::Courtesy
        | Intent::Stocktake(Counting::Uncounted | Counting::Left) => fulfil(turn, intent).await,
        Intent::Undo(_)
        | Intent::Fix(_)
        | Intent::Answer(_)
        | Intent::Manage(_)
        | Intent::Edit(_)
        | Intent::Credit(_)
        | Intent::Note(_)
        | Intent::Stocktake(Counting::Start | Counting::End) => Ok(heard::type_it().into()),
    }
}

/// The lines of a picture have no verb: they came in, unless its caption says otherwise.
async fn act_on_photo(
    turn: &Turn<'_>,
    heard: &Transcript,
    caption: &str,
) -> Result<Outcome, Failure> {
    let under = |heading: &str| format!("{heading}:\n{}", heard.words);
    let heading = match parse(caption) {
        Parsed::Incomplete(problem) => way(&problem),
        Parsed::Understood(Intent::Stocktake(_)) => Some(Action::Set),
        Parsed::Understood(_) | Parsed::Unsure(_) | Parsed::Unrecognised => None,
    };
    let heading = match heading {
        Some(Action::Remove) => "sold",
        Some(Action::Set) => "counted",
        Some(Action::Add) | None => "received",
    };
    let lines = [caption, heading]
        .into_iter()
        .find_map(|heading| changed(parse(&under(heading))));
    let lines = match lines {
        Some(lines) => Some(lines),
        None => guessed(words(turn, &under(heading)).await?),
    };
    match lines {
        Some(lines) => change::confirm(turn, &lines).await,
        None => Ok(heard::no_lines(heard).into()),
    }
}

fn changed(parsed: Parsed) -> Option<Vec<Line>> {
    match parsed {
        Parsed::Understood(Intent::Change(lines)) | Parsed::Unsure(Intent::Change(lines)) => {
            Some(lines)
        }
        Parsed::Understood(_)
        | Parsed::Unsure(_)
        | Parsed::Incomplete(_)
        | Parsed::Unrecognised => None,
    }
}

fn guessed(meaning: Meaning) -> Option<Vec<Line>> {
    match meaning {
        Meaning::Intent(Intent::Change(lines))
        | Meaning::Guess(Intent::Change(lines))
        | Meaning::Unsure(Intent::Change(lines)) => Some(lines),
        Meaning::Intent(_)
        | Meaning::Guess(_)
        | Meaning::Unsure(_)
        | Meaning::Question(_)
        | Meaning::Incomplete(_)
        | Meaning::Press(..)
        | Meaning::Say(_)
        | Meaning::Withdrawn { .. }
        | Meaning::Silence => None,
    }
}
