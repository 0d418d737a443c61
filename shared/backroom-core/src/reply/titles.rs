//! What buttons say where they stand for items: WhatsApp takes no message in which two read alike, and cuts none of them
//! itself. Names of a shop often begin alike and differ in the size at their end.

use super::{TITLE_MAX, fit};

/// How much of a name's end is kept where its middle is cut out, in characters: as little as tells them apart.
const ENDS: [usize; 3] = [6, 9, 14];

/// A title for each name, in their order: none like another, nor like one of those that stand `beside` them.
pub(super) fn unlike(names: &[&str], beside: &[&str]) -> Vec<String> {
    let names: Vec<String> = names.iter().map(|name| super::capital(name)).collect();
    let whole: Vec<String> = names
        .iter()
        .map(|name| fit(name.clone(), TITLE_MAX))
        .collect();
    let told_apart = |titles: &[String]| {
        !alike(
            titles
                .iter()
                .map(String::as_str)
                .chain(beside.iter().copied()),
        )
    };
    if told_apart(&whole) {
        return whole;
    }
    for end in ENDS {
        let titles: Vec<String> = names
            .iter()
            .zip(&whole)
            .map(
                |(name, title)| match whole.iter().filter(|other| *other == title).count() {
                    0 | 1 => title.clone(),
                    _ => without_middle(name, end),
                },
            )
            .collect();
        if told_apart(&titles) {
            return titles;
        }
    }
    let numbered = names
        .iter()
        .zip(1..)
        .map(|(name, number)| fit(format!("{number}. {name}"), TITLE_MAX));
    numbered.collect()
}

/// Whether two of them read alike.
pub(super) fn alike<'a>(titles: impl Iterator<Item = &'a str>) -> bool {
    let mut seen: Vec<String> = titles.map(|title| title.trim().to_lowercase()).collect();
    let all = seen.len();
    seen.sort();
    seen.dedup();
    seen.len() < all
}

/// "Sunfoil cook… 750ml": the last words whole, as far as they have room.
fn without_middle(name: &str, end: usize) -> String {
    let chars: Vec<char> = name.chars().collect();
    if chars.len() <= TITLE_MAX {
        return name.to_owned();
    }
    let last = chars.len() - end;
    let from = (last..chars.len())
        .find(|at| chars[*at].is_whitespace())
        .unwrap_or(last);
    let head: String = chars
        .iter()
        .take(TITLE_MAX - 1 - (chars.len() - from))
        .collect();
    let tail: String = chars[from..].iter().collect();
    format!("{}…{tail}", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(names: &[&str]) -> Vec<String> {
        unlike(names, &["No", "New item"])
    }

    #[test]
    fn names_that_begin_alike_are_told_apart_by_their_ends() {
        assert_eq!(
            titles(&["coke 500ml", "Coke 2l"]),
            ["Coke 500ml", "Coke 2l"]
        );
        assert_eq!(
            titles(&[
                "sunfoil cooking oil 750ml",
                "sunfoil cooking oil 2 l",
                "bread"
            ]),
            ["Sunfoil cooki… 750ml", "Sunfoil cooking… 2 l", "Bread"]
        );
        assert_eq!(
            titles(&[
                "sunfoil cooking oil yellow 750ml",
                "sunfoil cooking oil white 750ml"
            ]),
            ["Sunfoi… yellow 750ml", "Sunfoil… white 750ml"]
        );
    }

    #[test]
    fn those_that_end_alike_too_are_numbered() {
        assert_eq!(
            titles(&[
                "the very long shelf name of one thing",
                "the very long shelf home of one thing"
            ]),
            ["1. The very long sh…", "2. The very long sh…"]
        );
        assert_eq!(titles(&["no", "new item"]), ["1. No", "2. New item"]);
    }
}
