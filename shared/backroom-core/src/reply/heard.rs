//! What is said to voice notes and photos: the words that were made out, so that a person sees what was misheard, and
//! what to do where there are none.

use super::{BODY_MAX, BODY_MAX_WITH_BUTTONS, Reply, fit};
use crate::gemini::{Medium, Transcript};

/// The most of a voice note's words that a reply repeats, in characters.
const ECHO_MAX: usize = 300;

/// Why there are no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// WhatsApp can't give it.
    Gone,
    /// It is larger than what is read.
    TooLarge,
    /// It is of a type that is not read.
    OtherType,
    /// Gemini can't be asked now.
    NotNow,
    /// There are no words, or no list of stock, in it.
    Nothing,
}

/// The reply, under the words that it answers: `I heard: "sold 3 coke"`. A photo's lines stand in the reply itself; only
/// those that could not be read are told. It is the words that are cut where both don't fit.
pub fn under_words(heard: &Transcript, reply: Reply) -> Reply {
    let most = if reply.buttons.is_empty() {
        BODY_MAX - 1
    } else {
        BODY_MAX_WITH_BUTTONS - 1
    };
    let room = most.saturating_sub(reply.body.chars().count() + 1);
    let above = match (heard.medium, heard.unread) {
        (Medium::Voice, _) => {
            let words = heard.words.split_whitespace().collect::<Vec<_>>().join(" ");
            let frame = "I heard: \"\"".chars().count();
            let words = fit(words, ECHO_MAX.min(room.saturating_sub(frame)));
            format!("I heard: \"{words}\"")
        }
        (Medium::Photo, 0) => return reply,
        (Medium::Photo, 1) => "1 line of the photo I couldn't read, so it is left out.".to_owned(),
        (Medium::Photo, unread) => {
            format!("{unread} lines of the photo I couldn't read, so they are left out.")
        }
    };
    if above.chars().count() > room {
        return reply;
    }
    Reply {
        body: format!("{above}\n{}", reply.body),
        ..reply
    }
}

/// To "undo", "yes" and the like, spoken: one misheard word would do harm.
pub fn type_it() -> Reply {
    Reply::text("Please type or tap that one: I don't do it on a voice note, in case I misheard.")
}

/// To a photo whose words are no lines of stock.
pub fn no_lines(heard: &Transcript) -> Reply {
    Reply::text(format!(
        "I can't make stock of this. Copy it, mend it and send it, with got, sold or count in front:\n{}",
        heard.words
    ))
}

/// To a voice note or photo that can't be put into words.
pub fn trouble(medium: Medium, trouble: Trouble) -> Reply {
    Reply::text(match (medium, trouble) {
        (Medium::Voice, Trouble::Gone) => {
            "I can't get that voice note from WhatsApp. Send it again, or type it, for example: sold 3 coke"
        }
        (Medium::Voice, Trouble::TooLarge) => {
            "That voice note is too long for me. Send a shorter one, or type it, for example: sold 3 coke"
        }
        (Medium::Voice, Trouble::OtherType) => {
            "I can't listen to that kind of file. Record a voice note, or type it, for example: sold 3 coke"
        }
        (Medium::Voice, Trouble::NotNow) => {
            "I can't listen to voice notes right now. Please type it, for example: sold 3 coke"
        }
        (Medium::Voice, Trouble::Nothing) => {
            "I couldn't make out any words. Say it again, or type it, for example: sold 3 coke"
        }
        (Medium::Photo, Trouble::Gone) => {
            "I can't get that photo from WhatsApp. Send it again, or type it, for example: got 10 bread"
        }
        (Medium::Photo, Trouble::TooLarge) => {
            "That photo is too large for me. Send a smaller one, or type it, for example: got 10 bread"
        }
        (Medium::Photo, Trouble::OtherType) => {
            "I can't read that kind of picture. Send a photo, or type it, for example: got 10 bread"
        }
        (Medium::Photo, Trouble::NotNow) => {
            "I can't read photos right now. Please type it, for example: got 10 bread"
        }
        (Medium::Photo, Trouble::Nothing) => {
            "Nice photo, but I see no list of stock in it. I read delivery notes and lists. Or type it, for example: \
             got 10 bread"
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(medium: Medium, words: &str, unread: usize) -> Transcript {
        Transcript {
            medium,
            words: words.to_owned(),
            unread,
        }
    }

    #[test]
    fn the_words_stand_above_and_the_whole_fits() {
        let heard = transcript(Medium::Voice, "sold 3\ncoke", 0);
        let reply = under_words(&heard, Reply::text("47 left."));
        assert_eq!(reply.body, "I heard: \"sold 3 coke\"\n47 left.");
        let long = transcript(Medium::Voice, &"é".repeat(4_000), 0);
        for length in [10, 900, 1_000, 1_010, 1_023, 2_000] {
            let yes = [("yes:q1".to_owned(), "Yes".to_owned())];
            let question = Reply::with_buttons("x".repeat(length), yes);
            let reply = under_words(&long, question.clone());
            assert!(
                reply.body.chars().count() < BODY_MAX_WITH_BUTTONS,
                "{length}"
            );
            assert!(reply.body.ends_with(&question.body), "{length}");
            assert_eq!(reply.buttons, question.buttons);
        }
    }

    #[test]
    fn a_photo_tells_what_it_left_out() {
        let reply = || Reply::text("I understood");
        let whole = transcript(Medium::Photo, "12 x coke", 0);
        assert_eq!(under_words(&whole, reply()), reply());
        let parts = transcript(Medium::Photo, "12 x coke", 2);
        assert_eq!(
            under_words(&parts, reply()).body,
            "2 lines of the photo I couldn't read, so they are left out.\nI understood"
        );
    }
}
