//! "sold 4 hats yesterday, forgot to write it down": what moved the day before the message.

use super::guard;
use super::scan::Scan;
use super::sense::Flags;
use super::{text, token};

/// Other moments: then it is not all of yesterday.
const OTHER: Flags = Flags::TODAY
    .or(Flags::WEEK)
    .or(Flags::MONTH)
    .or(Flags::LAST_WEEK)
    .or(Flags::LAST_MONTH);

/// Whether all that a change tells of happened yesterday. What only says where something is from ("threw out 3 rolls from
/// yesterday", "sold the hats that came yesterday") does not.
pub fn happened_yesterday(message: &str) -> bool {
    let Some(plain) = text::plain(message.trim()) else {
        return false;
    };
    let tokens = token::tokens(&plain);
    told(tokens.scan(&plain))
}

fn told(scan: Scan<'_>) -> bool {
    if !scan.seen.is(Flags::YESTERDAY) || scan.seen.is(OTHER) {
        return false;
    }
    let places = || (0..scan.len()).filter(|at| scan.is(*at, Flags::YESTERDAY));
    let verbs = (0..scan.len()).filter(|at| scan.get(*at).sense.verb.is_some());
    let doubted = (0..scan.len()).any(|at| guard::of(scan.get(at).sense).is_some());
    let origin = |at: usize| {
        let owner = scan.said(at).contains("yesterdays") || scan.said(at).contains("'s");
        let from = Flags::FROM.or(Flags::OF);
        owner || at > 0 && scan.is(at - 1, from)
    };
    places().count() == 1 && !places().any(origin) && verbs.count() == 1 && !doubted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_moved_yesterday_did() {
        for message in [
            "sold 4 hats yesterday",
            "Sold 4 hats yesterday, forgot to write it down",
            "yesterday we sold 3 coke and 2 bread",
            "last night: sold 12 castle @ R20",
            "4 hats sold yesterday",
            "got 20 bread yesterday afternoon",
            "gister 3 brood verkoop",
        ] {
            assert!(happened_yesterday(message), "{message}");
        }
        for message in [
            "sold 4 hats",
            "sold 7 coke today, 3 yesterday",
            "threw out 3 rolls from yesterday",
            "binned 2 of yesterday's pies",
            "sold 2 of the hats that came yesterday",
            "customer returned 1 hat bought yesterday",
            "didn't sell any hats yesterday",
        ] {
            assert!(!happened_yesterday(message), "{message}");
        }
    }
}
