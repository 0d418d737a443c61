//! The numbers that stand in a text, however they are written. It checks what Gemini says, so it is written apart from
//! the grammar: what both read the same way is right.

use std::sync::LazyLock;

use regex::Regex;

use crate::quantity::Quantity;

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What it can mean: "1,500" is 1500 or 1.5.
    pub(super) readings: Vec<Quantity>,
    /// Whether it can only be a number: "a" and "one" can be other things.
    pub(super) certain: bool,
}

static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<money> (?:\br|[@$€£])\s*\d[\d.,]* )
      | (?P<fraction> \d{1,3}/\d{1,3} )
      | (?P<digits> \d{1,3}(?:[\ ]\d{3})+\b | \d+(?:[.,]\d+)* )
      | (?P<word> [^\W\d_]+ )",
    )
    .expect("the expression is fixed and tested")
});

#[derive(Clone, Debug)]
enum Piece {
    /// An amount of money.
    Money(Vec<Quantity>),
    Digits(Vec<Quantity>),
    Fraction(Quantity),
    /// A number word below a hundred.
    Word(i64),
    /// Dozen, hundred, thousand.
    Scale(i64),
    /// "half".
    Half,
    /// "a", "an", "'n".
    Article,
    And,
    Other,
}

/// All numbers in the text, in order. Amounts of money are none.
pub(super) fn numbers(text: &str) -> Vec<Found> {
    let pieces = pieces(&plain(text));
    let mut found = Vec::new();
    let mut rest = pieces.as_slice();
    while !rest.is_empty() {
        let (number, used) = number(rest);
        found.extend(number);
        rest = &rest[used.max(1)..];
    }
    found
}

/// All amounts of money in the text, in order, each as what it can mean.
pub(super) fn amounts(text: &str) -> Vec<Vec<Quantity>> {
    let pieces = pieces(&plain(text)).into_iter();
    let amount = |piece| {
        if let Piece::Money(readings) = piece {
            Some(readings)
        } else {
            None
        }
    };
    pieces.filter_map(amount).collect()
}

/// The number at the front, and how many pieces it takes.
fn number(pieces: &[Piece]) -> (Option<Found>, usize) {
    let one = Quantity::ONE;
    let half = one.scale(1, 2).unwrap_or_default();
    let (readings, used, certain) = match pieces {
        [Piece::Half, Piece::Article, Piece::Scale(scale), ..] => (times(&[half], *scale), 3, true),
        [Piece::Half, Piece::Scale(scale), ..] => (times(&[half], *scale), 2, true),
        [Piece::Article, Piece::Half, ..] => (vec![half], 2, true),
        [Piece::Half, ..] => (vec![half], 1, false),
        [Piece::Article, Piece::Scale(scale), ..] => (times(&[one], *scale), 2, true),
        [Piece::Article, ..] => (vec![one], 1, false),
        [Piece::Fraction(fraction), ..] => (vec![*fraction], 1, true),
        [Piece::Digits(readings), ..] => with_part(readings.clone(), &pieces[1..], 1),
        [Piece::Word(_) | Piece::Scale(_), ..] => {
            let (value, used) = words(pieces);
            let certain = used > 1 || value > 1;
            let (readings, used, _) = with_part(
                Quantity::whole(value).into_iter().collect(),
                &pieces[used..],
                used,
            );
            (readings, used, certain)
        }
        _ => return (None, 1),
    };
    (Some(Found { readings, certain }), used)
}

/// What may follow a whole number and belongs to it: "2 1/2", "2 and a half", "2 dozen".
fn with_part(readings: Vec<Quantity>, next: &[Piece], used: usize) -> (Vec<Quantity>, usize, bool) {
    let half = Quantity::ONE.scale(1, 2).unwrap_or_default();
    match next {
        [Piece::Fraction(part), ..] if *part < Quantity::ONE => {
            (plus(&readings, *part), used + 1, true)
        }
        [Piece::And, Piece::Article, Piece::Half, ..] => (plus(&readings, half), used + 3, true),
        [Piece::And, Piece::Half, ..] => (plus(&readings, half), used + 2, true),
        [Piece::Scale(scale), ..] => (times(&readings, *scale), used + 1, true),
        _ => (readings, used, true),
    }
}

fn plus(readings: &[Quantity], part: Quantity) -> Vec<Quantity> {
    readings
        .iter()
        .filter_map(|whole| whole.checked_add(part))
        .collect()
}

fn times(readings: &[Quantity], scale: i64) -> Vec<Quantity> {
    readings
        .iter()
        .filter_map(|number| number.scale(scale, 1))
        .collect()
}

/// "twenty five", "two hundred and twelve", "three dozen": a run of number words, and how many pieces it takes.
fn words(pieces: &[Piece]) -> (i64, usize) {
    let (mut total, mut part, mut used) = (0_i64, 0_i64, 0);
    let mut last = i64::MAX;
    while let Some(piece) = pieces.get(used) {
        match piece {
            Piece::Word(value)
                if *value < last && (part % 100 == 0 || (part % 10 == 0 && *value < 10)) =>
            {
                part += value;
                last = *value;
            }
            Piece::Scale(1000) => {
                total += part.max(1).saturating_mul(1000);
                (part, last) = (0, i64::MAX);
            }
            Piece::Scale(scale) => {
                part = part.max(1).saturating_mul(*scale);
                last = i64::MAX;
            }
            Piece::And
                if used > 0
                    && part % 100 == 0
                    && matches!(pieces.get(used + 1), Some(Piece::Word(_))) => {}
            Piece::Money(_)
            | Piece::Digits(_)
            | Piece::Fraction(_)
            | Piece::Word(_)
            | Piece::Half
            | Piece::Article
            | Piece::And
            | Piece::Other => break,
        }
        used += 1;
    }
    (total.saturating_add(part), used)
}

fn pieces(text: &str) -> Vec<Piece> {
    PIECES
        .captures_iter(text)
        .map(|captures| {
            if let Some(money) = captures.name("money") {
                let digits = |c: char| !c.is_ascii_digit();
                let amount = money.as_str().trim_start_matches(digits);
                let amount = amount.trim_end_matches(digits);
                Piece::Money(digit_readings(amount))
            } else if let Some(digits) = captures.name("digits") {
                Piece::Digits(digit_readings(digits.as_str()))
            } else if let Some(fraction) = captures.name("fraction") {
                ratio(fraction.as_str()).map_or(Piece::Other, Piece::Fraction)
            } else {
                captures
                    .name("word")
                    .map_or(Piece::Other, |word| piece(word.as_str()))
            }
        })
        .collect()
}

/// "12", "2.5", "2,5", "1,500.25"; two readings: "1,500", "1 500".
fn digit_readings(digits: &str) -> Vec<Quantity> {
    let plain: String = digits.chars().filter(|c| *c != ' ').collect();
    let grouped = || {
        let mut groups = plain
            .split('.')
            .next()
            .unwrap_or_default()
            .split(',')
            .skip(1)
            .peekable();
        groups.peek().is_some() && groups.all(|group| group.len() == 3)
    };
    let mut readings = Vec::new();
    if grouped() {
        readings.extend(plain.replace(',', "").parse::<Quantity>().ok());
    }
    readings.extend(plain.replace(',', ".").parse::<Quantity>().ok());
    // "3 500 ml coke" may be three of 500 ml.
    readings.extend(
        digits
            .split_once(' ')
            .and_then(|(first, _)| first.parse::<Quantity>().ok()),
    );
    readings
}

fn ratio(text: &str) -> Option<Quantity> {
    let (over, under) = text.split_once('/')?;
    Quantity::ONE.scale(over.parse().ok()?, under.parse().ok()?)
}

/// English and Afrikaans; what is in neither is no number, and a guess about it is not believed.
fn piece(word: &str) -> Piece {
    let value = match word {
        "a" | "an" | "n" | "’n" => return Piece::Article,
        "and" | "en" => return Piece::And,
        "half" | "halwe" => return Piece::Half,
        "dozen" | "dozens" | "dosyn" | "doz" => return Piece::Scale(12),
        "hundred" | "honderd" => return Piece::Scale(100),
        "thousand" | "duisend" => return Piece::Scale(1000),
        "zero" | "none" | "nil" | "nul" | "geen" => 0,
        "one" | "een" | "single" => 1,
        "two" | "twee" | "couple" | "pair" | "paar" => 2,
        "three" | "drie" => 3,
        "four" | "vier" => 4,
        "five" | "vyf" => 5,
        "six" | "ses" => 6,
        "seven" | "sewe" => 7,
        "eight" | "agt" => 8,
        "nine" | "nege" => 9,
        "ten" | "tien" => 10,
        "eleven" | "elf" => 11,
        "twelve" | "twaalf" => 12,
        "thirteen" | "dertien" => 13,
        "fourteen" | "veertien" => 14,
        "fifteen" | "vyftien" => 15,
        "sixteen" | "sestien" => 16,
        "seventeen" | "sewentien" => 17,
        "eighteen" | "agttien" | "agtien" => 18,
        "nineteen" | "negentien" => 19,
        "twenty" | "twintig" => 20,
        "thirty" | "dertig" => 30,
        "forty" | "fourty" | "veertig" => 40,
        "fifty" | "vyftig" => 50,
        "sixty" | "sestig" => 60,
        "seventy" | "sewentig" => 70,
        "eighty" | "tagtig" => 80,
        "ninety" | "negentig" => 90,
        _ => return Piece::Other,
    };
    Piece::Word(value)
}

/// Lower case, ASCII digits, and fractions that are one character written out.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            '٠'..='٩' => push_digit(&mut plain, character, '٠'),
            '۰'..='۹' => push_digit(&mut plain, character, '۰'),
            '०'..='९' => push_digit(&mut plain, character, '०'),
            '０'..='９' => push_digit(&mut plain, character, '０'),
            '½' => plain.push_str(" 1/2"),
            '¼' => plain.push_str(" 1/4"),
            '¾' => plain.push_str(" 3/4"),
            '⅓' => plain.push_str(" 1/3"),
            '⅔' => plain.push_str(" 2/3"),
            '⅛' => plain.push_str(" 1/8"),
            '⁄' => plain.push('/'),
            '\u{a0}' | '\u{202f}' => plain.push(' '),
            _ => plain.push(character),
        }
    }
    plain
}

fn push_digit(plain: &mut String, digit: char, zero: char) {
    let value = u32::from(digit) - u32::from(zero);
    plain.extend(char::from_digit(value, 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        for (text, expected) in [
            ("sold 3 coke", "3"),
            ("50coke and 2,5 kg rice", "50 | 2.5"),
            ("1,500 bricks", "1500 or 1.5"),
            ("1 500 bricks, 1,500,000 pins", "1500 or 1 | 1500000"),
            ("half a dozen eggs", "6"),
            ("2 dozen eggs, a dozen buns", "24 | 12"),
            ("two and a half kg", "2.5"),
            ("1 1/2 bags, 1½ tins, ¾ l", "1.5 | 1.5 | 0.75"),
            ("twenty-five coke", "25"),
            ("two hundred and twelve nails", "212"),
            ("three thousand five hundred", "3500"),
            ("three coke and four bread", "3 | 4"),
            ("five six", "5 | 6"),
            ("three dozen and 2", "36 | 2"),
            ("coke 3 @ R18, bread for R200.50", "3"),
            ("twee brode en ’n halwe sak", "2 | 0.5"),
            ("٣ coke", "3"),
            ("a couple of cokes", "1? | 2"),
            ("nobody came", ""),
            ("1234567890123 coke", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn amounts_of_money_are_found() {
        let shown = |text: &str| -> Vec<String> {
            let readings = |amount: Vec<Quantity>| {
                let readings = amount.iter().map(ToString::to_string);
                readings.collect::<Vec<_>>().join(" or ")
            };
            amounts(text).into_iter().map(readings).collect()
        };
        assert_eq!(shown("3 coke @ R18, bread for R 200.50."), ["18", "200.5"]);
        assert_eq!(shown("$1,500 or €2,5"), ["1500 or 1.5", "2.5"]);
        assert!(shown("3 coke").is_empty());
    }

    fn shown(text: &str) -> String {
        let number = |found: &Found| {
            let readings: Vec<String> = found.readings.iter().map(ToString::to_string).collect();
            format!(
                "{}{}",
                readings.join(" or "),
                if found.certain { "" } else { "?" }
            )
        };
        let found: Vec<String> = numbers(text).iter().map(number).collect();
        found.join(" | ")
    }
}
