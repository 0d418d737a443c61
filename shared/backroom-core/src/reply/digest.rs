//! Several things said in one message: answers to a burst of messages, and an hour's changes that nobody waited for.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::change::told;
use super::{BODY_MAX, Reply};
use crate::inventory::Movement;

/// Answers to several messages of one person as one, if they are words alone and fit.
pub fn joined<'a>(replies: impl IntoIterator<Item = &'a Reply> + Clone) -> Option<Reply> {
    let plain = |reply: &Reply| reply.buttons.is_empty() && reply.chart.is_none();
    if !replies.clone().into_iter().all(plain) {
        return None;
    }
    let bodies: Vec<&str> = replies
        .into_iter()
        .map(|reply| reply.body.as_str())
        .collect();
    let parted = bodies.iter().any(|body| body.contains('\n'));
    let body = bodies.join(if parted { "\n\n" } else { "\n" });
    (body.chars().count() < BODY_MAX).then(|| Reply {
        body,
        ..Reply::default()
    })
}

/// The reply to a change, with those before it that were not answered: when, and each of their movements on a line.
pub fn with_earlier(
    reply: Reply,
    earlier: &[(Timestamp, Vec<Movement>)],
    zone: &TimeZone,
    currency: &str,
) -> Reply {
    let (Some((first, _)), Some((last, _))) = (earlier.first(), earlier.last()) else {
        return reply;
    };
    let clock = |at: &Timestamp| {
        at.to_zoned_datetime(zone.clone())
            .strftime("%a %H:%M")
            .to_string()
    };
    let when = match (clock(first), clock(last)) {
        (first, last) if first == last => format!("at {first}"),
        (first, last) => format!("from {first} to {last}"),
    };
    let lines: Vec<String> = earlier
        .iter()
        .flat_map(|(_, movements)| told(movements, currency))
        .collect();
    let heading = format!("{}\n\nDone before that, {when}:", reply.body);
    Reply {
        body: Reply::list(&heading, &lines, "").body,
        ..reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_message_where_they_are_words_alone_and_fit() {
        let [one, two, long] = [
            "Sold 3 Coke. 47 left.",
            "Coke: 47.",
            "You have:\n• Coke: 47",
        ]
        .map(Reply::text);
        let said = |replies: &[Reply]| joined(replies).map(|reply| reply.body);
        assert_eq!(
            said(&[one.clone(), two.clone()]).unwrap(),
            "Sold 3 Coke. 47 left.\nCoke: 47."
        );
        assert_eq!(
            said(&[one.clone(), long]).unwrap(),
            "Sold 3 Coke. 47 left.\n\nYou have:\n• Coke: 47"
        );
        let asks = Reply::with_buttons("Which?", [("yes:q1".to_owned(), "Yes".to_owned())]);
        assert_eq!(said(&[one.clone(), asks]), None);
        assert_eq!(
            said(&[Reply::text("x".repeat(4_000)), Reply::text("y".repeat(96))]),
            None
        );
    }
}
