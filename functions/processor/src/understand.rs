//! What a member's message means: buttons by their id, words by the grammar, and only what the grammar does not know
//! by Gemini, whose answer is a guess.

use backroom_core::gemini::Guess;
use backroom_core::ids::{MessageId, QuestionId};
use backroom_core::intent::{Fix, Intent, Parsed, Problem, Query};
use backroom_core::message::{Content, InboundMessage, MediaKind};
use backroom_core::parse::parse;
use backroom_core::reply::ask::Press;
use backroom_core::reply::{Reply, chat};

use crate::Failure;
use crate::named::read_again;
use crate::turn::Turn;
use crate::which::title_typed;
use crate::{miss, stocktake, takings};

/// What is to be done about a message.
pub(crate) enum Meaning {
    /// As the grammar knows it.
    Intent(Intent),
    /// Ours, with something missing.
    Incomplete(Problem),
    /// As Gemini guesses it, plainly.
    Guess(Intent),
    /// As the grammar or Gemini guesses it, to be asked back first.
    Unsure(Intent),
    /// As Gemini guesses it, a free question about the business's own stock, in these words.
    Question(String),
    /// A button under a question.
    Press(Press, QuestionId),
    /// An earlier message was edited or deleted.
    Withdrawn {
        /// Which.
        original: MessageId,
        /// Not deleted.
        edited: bool,
    },
    /// Nothing but this reply.
    Say(Reply),
    /// Nothing at all.
    Silence,
}

/// Understands a message of a member.
pub(crate) async fn understand(turn: &Turn<'_>) -> Result<Meaning, Failure> {
    Ok(match &turn.message.content {
        Content::Text { body } => match title_typed(turn, body).await? {
            Some((press, question)) => Meaning::Press(press, question),
            None => return words(turn, body).await,
        },
        Content::Choice { id, title } => match Press::read(id) {
            Some((press, question)) => Meaning::Press(press, question),
            None => match takings::opened(turn, id).await? {
                Some(report) => Meaning::Say(report),
                None => return words(turn, title).await,
            },
        },
        Content::Media {
            kind: kind @ (MediaKind::Image | MediaKind::Document),
            caption: Some(words),
            ..
        } => caption(*kind, words),
        Content::Media { kind, .. } => Meaning::Say(chat::media(*kind)),
        Content::Edit { original, .. } => Meaning::Withdrawn {
            original: original.clone(),
            edited: true,
        },
        Content::Revoke { original } => Meaning::Withdrawn {
            original: original.clone(),
            edited: false,
        },
        Content::TooLong { .. } => Meaning::Say(chat::too_long()),
        Content::Form { .. }
        | Content::Location { .. }
        | Content::Contacts { .. }
        | Content::Order { .. }
        | Content::Unsupported { .. }
        | Content::Unknown { .. } => Meaning::Say(chat::unreadable()),
        Content::Reaction { .. } | Content::System(_) => Meaning::Silence,
    })
}

/// Understands words: by the grammar, and what it does not know by Gemini.
pub(crate) async fn words(turn: &Turn<'_>, words: &str) -> Result<Meaning, Failure> {
    let parsed = turn.asking.parsed(words).into_owned();
    let may_be_counts = matches!(
        parsed,
        Parsed::Unrecognised | Parsed::Incomplete(Problem::NoAction { .. } | Problem::Line { .. })
    );
    if may_be_counts && let Some(lines) = stocktake::counted(turn, words).await? {
        return Ok(Meaning::Intent(Intent::Change(lines)));
    }
    let again = match wants_names(&parsed) {
        true => read_again(turn, words, &parsed).await?,
        false => None,
    };
    // Gemini's guess costs less than a question back.
    let problem = match (&parsed, &again) {
        (Parsed::Unrecognised, Some(again @ Parsed::Incomplete(problem))) if !again.is_clear() => {
            Some(problem.clone())
        }
        _ => None,
    };
    if problem.is_none()
        && let Some(meaning) = known(again.unwrap_or(parsed))
    {
        return Ok(meaning);
    }
    let meaning = match (guess(turn, words).await, problem) {
        (Some(meaning), _) => meaning,
        (None, Some(problem)) => Meaning::Incomplete(problem),
        (None, None) => Meaning::Say(nearest(turn).await?),
    };
    miss::keep(turn, words, &meaning).await;
    Ok(meaning)
}

/// Whether the names of the shop may make it clearer. A change looks for its names itself, and only then for more.
fn wants_names(parsed: &Parsed) -> bool {
    let long = |name: &String| name.split(' ').count() > 2;
    match parsed {
        Parsed::Unrecognised => true,
        Parsed::Incomplete(problem) => match problem {
            Problem::Line { .. }
            | Problem::NoAction { .. }
            | Problem::NoQuantity { .. }
            | Problem::NoName { .. }
            | Problem::BadQuantity { .. }
            // "need to buy sugar, its down to 3": and a word of a name may be one of doubt.
            | Problem::NotYet
            | Problem::Negated => true,
            Problem::OnlyAction { .. }
            | Problem::Credit
            | Problem::TooManyLines { .. } => false,
        },
        Parsed::Understood(Intent::Ask(Query::Check { names })) => names.iter().any(long),
        Parsed::Understood(
            Intent::Ask(
                Query::History {
                    name: Some(name), ..
                }
                | Query::Price { name }
                | Query::Cost { name },
            )
            | Intent::Fix(Fix::Name(name) | Fix::Both(_, _, name) | Fix::Of(_, _, name)),
        ) => long(name),
        Parsed::Understood(_) | Parsed::Unsure(_) => false,
    }
}

/// What the grammar knows it to mean; `None` if it doesn't.
fn known(parsed: Parsed) -> Option<Meaning> {
    Some(match parsed {
        Parsed::Understood(intent) => Meaning::Intent(intent),
        Parsed::Unsure(intent) => Meaning::Unsure(intent),
        Parsed::Incomplete(problem) => Meaning::Incomplete(problem),
        Parsed::Unrecognised => return None,
    })
}

/// The words that a message says by itself.
pub(crate) fn own_words(message: &InboundMessage) -> Option<&str> {
    match &message.content {
        Content::Text { body } => Some(body),
        Content::Choice { id, title } if Press::read(id).is_none() && !takings::opens(id) => {
            Some(title)
        }
        Content::Choice { .. }
        | Content::Media { .. }
        | Content::Form { .. }
        | Content::Location { .. }
        | Content::Contacts { .. }
        | Content::Order { .. }
        | Content::Reaction { .. }
        | Content::Edit { .. }
        | Content::Revoke { .. }
        | Content::System(_)
        | Content::TooLong { .. }
        | Content::Unsupported { .. }
        | Content::Unknown { .. } => None,
    }
}

/// What Gemini guesses. Where it can't help, the shopkeeper gets what we do know, never an error.
async fn guess(turn: &Turn<'_>, words: &str) -> Option<Meaning> {
    Some(match turn.asking.guess(turn, words).await? {
        Guess::Plain(intent) => Meaning::Guess(intent),
        Guess::AskFirst(intent) => Meaning::Unsure(intent),
        Guess::Question => Meaning::Question(words.to_owned()),
        Guess::Unrecognised => return None,
    })
}

/// The nearest thing we know: an example with one of the shop's own items.
pub(crate) async fn nearest(turn: &Turn<'_>) -> Result<Reply, Failure> {
    let items = turn.to.items_lately(turn.business()).await?;
    let item = items
        .iter()
        .max_by_key(|item| item.version)
        .map(|item| item.name.as_str());
    Ok(chat::not_understood(item))
}

/// Words under a picture or file are read like a message; if they are none of ours, it is the picture that was meant.
fn caption(kind: MediaKind, words: &str) -> Meaning {
    known(parse(words)).unwrap_or_else(|| Meaning::Say(chat::media(kind)))
}
