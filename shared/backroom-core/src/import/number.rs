//! Numbers as sheets show them: "12 900,00", "1.234,50", "R 18.00", "(12)".
//!
//! Which of comma and point parts the cents off is told by the number itself in most cases; where it is not ("1,234"),
//! the other numbers of the sheet tell it, and if none does, it is not guessed.

use crate::money::Money;
use crate::quantity::Quantity;

/// What parts the whole from the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// "1,234.50".
    Point,
    /// "1.234,50".
    Comma,
}

/// Why a text is not read as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in the cell.
    Empty,
    /// Something other than a number.
    NotANumber,
    /// A thousand and some, or one and a bit: "1,234".
    Ambiguous,
    /// More than can be counted, or finer than a millionth.
    OutOfRange,
}

/// Which separators the numbers of a sheet have proven to be what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    point: bool,
    comma: bool,
}

impl Evidence {
    /// Takes one more cell into account, whatever stands around its number.
    pub fn see(&mut self, cell: &str) {
        match Digits::of(number_in(cell)).and_then(|digits| digits.proves()) {
            Some(Decimal::Point) => self.point = true,
            Some(Decimal::Comma) => self.comma = true,
            None => {}
        }
    }

    /// What the sheet writes; `None` where nothing showed it, or both did.
    pub fn decimal(self) -> Option<Decimal> {
        match (self.point, self.comma) {
            (true, false) => Some(Decimal::Point),
            (false, true) => Some(Decimal::Comma),
            (false, false) | (true, true) => None,
        }
    }
}

/// What is a number in "R 12,50", "Rs. 500" and "2,5 kg".
fn number_in(cell: &str) -> &str {
    let beside = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',');
    let cell = cell.trim();
    let number = cell.trim_matches(beside);
    // The point behind a word is that word's.
    match number.strip_prefix('.') {
        Some(rest) if !cell.starts_with('.') => rest.trim_start(),
        _ => number,
    }
}

/// A quantity, and the words behind it: 24 and "bottles" of "24 bottles".
///
/// # Errors
/// See [`Unreadable`].
pub fn quantity(cell: &str, decimal: Option<Decimal>) -> Result<(Quantity, &str), Unreadable> {
    let cell = cell.trim();
    let is_word = |c: char| c.is_alphabetic();
    let (number, words) = match cell.find(is_word) {
        Some(at) if at > 0 => cell.split_at(at),
        _ => (cell, ""),
    };
    let plain = plain(number, decimal)?;
    let quantity = plain.parse().map_err(|_| Unreadable::OutOfRange)?;
    Ok((quantity, words.trim().trim_end_matches('.')))
}

/// What may stand around an amount and says nothing but which money it is, in lower case. "k" is not among them: behind
/// a number it is a thousand as often as kwacha.
const CURRENCIES: &[&str] = &[
    "r",
    "rs",
    "re",
    "rand",
    "rands",
    "zar",
    "$",
    "us$",
    "usd",
    "dollar",
    "dollars",
    "€",
    "eur",
    "euro",
    "euros",
    "£",
    "gbp",
    "₦",
    "ngn",
    "naira",
    "₵",
    "gh₵",
    "ghs",
    "cedi",
    "cedis",
    "₹",
    "inr",
    "rupee",
    "rupees",
    "ksh",
    "kes",
    "tsh",
    "tzs",
    "ush",
    "ugx",
    "sh",
    "shs",
    "shilling",
    "shillings",
    "zmw",
    "zk",
    "kwacha",
    "mwk",
    "mk",
    "bwp",
    "pula",
    "nad",
    "n$",
    "szl",
    "lsl",
    "mzn",
    "mt",
    "meticais",
    "aoa",
    "kz",
    "zwl",
    "zig",
    "z$",
    "etb",
    "birr",
    "rwf",
    "frw",
    "xof",
    "xaf",
    "cfa",
    "fcfa",
    "egp",
    "mad",
    "mur",
    "scr",
];
/// Those that stand before an amount only: a letter that means another thing behind it.
const BEFORE: &[&str] = &["n", "k", "p", "e", "l", "m", "br"];
/// Behind an amount: it is for one, as any price of a list.
const EACH: &[&str] = &["each", "ea", "elk", "stuk"];
/// Behind an amount: hundredths of it.
const CENTS: &[&str] = &["c", "¢", "cent", "cents", "sent"];

/// An amount of money with what it is in before or behind it; rounded half to even to the cent. A word that may change
/// what the number means ("per dozen", "2k") makes it none.
///
/// # Errors
/// See [`Unreadable`].
pub fn money(cell: &str, decimal: Option<Decimal>) -> Result<Money, Unreadable> {
    let cell = cell.trim();
    // "-R 12".
    let (sign, bare) = match cell.strip_prefix(['-', '−']) {
        Some(rest) if rest.contains(|c: char| c.is_ascii_digit()) => ("-", rest.trim_start()),
        _ => ("", cell),
    };
    let is_word =
        |c: char| c.is_alphabetic() || matches!(c, '$' | '€' | '£' | '₦' | '₵' | '₹' | '¢');
    let (before, rest) = bare.split_at(bare.find(|c| !is_word(c)).unwrap_or(bare.len()));
    // The point of "Rs. 50".
    let rest = match rest.strip_prefix('.') {
        Some(rest) if !before.is_empty() => rest,
        _ => rest,
    };
    let (number, behind) = rest.split_at(rest.find(is_word).unwrap_or(rest.len()));
    let known = |word: &str| CURRENCIES.contains(&word);
    let before = before.to_lowercase();
    let mut named = !before.is_empty();
    if named && !known(&before) && !BEFORE.contains(&before.as_str()) {
        return Err(Unreadable::NotANumber);
    }
    let mut hundredths = false;
    for word in behind.split_whitespace().map(str::to_lowercase) {
        let word = word.strip_suffix('.').unwrap_or(&word);
        if CENTS.contains(&word) && !named && !hundredths {
            hundredths = true;
        } else if known(word) && !named && !hundredths {
            named = true;
        } else if !EACH.contains(&word) {
            return Err(Unreadable::NotANumber);
        }
    }
    if number.trim().is_empty() && (named || !behind.is_empty()) {
        return Err(Unreadable::NotANumber);
    }
    let plain = plain(&format!("{sign}{number}"), decimal)?;
    // "0.50c" and "2.50c" are as likely rands: cents are whole.
    if hundredths && plain.contains('.') {
        return Err(Unreadable::NotANumber);
    }
    let money = cents(&plain).ok_or(Unreadable::OutOfRange)?;
    Ok(if hundredths {
        Money(money.0 / 100)
    } else {
        money
    })
}

/// The cents of a plain decimal.
fn cents(plain: &str) -> Option<Money> {
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let kept: String = decimals.chars().chain("00".chars()).take(2).collect();
    let minor: i64 = format!("{whole}{kept}").parse().ok()?;
    let rest = decimals.get(2..).unwrap_or_default();
    let rest = rest.trim_end_matches('0');
    let half = rest == "5";
    let more = rest.as_bytes().first().is_some_and(|digit| *digit >= b'5');
    let up = more && !(half && minor % 2 == 0);
    let away = if plain.starts_with('-') { -1 } else { 1 };
    let minor = if up { minor + away } else { minor };
    (minor.unsigned_abs() <= Money::MAX.0.unsigned_abs()).then_some(Money(minor))
}

/// The number with a point and without groups: "-12900.00".
fn plain(cell: &str, decimal: Option<Decimal>) -> Result<String, Unreadable> {
    // A dash alone is how accounts show that there is nothing.
    if matches!(cell.trim(), "" | "-" | "−" | "–") {
        return Err(Unreadable::Empty);
    }
    let digits = Digits::of(cell).ok_or(Unreadable::NotANumber)?;
    let decimal = match (digits.proves(), decimal) {
        (Some(proven), _) => proven,
        (None, Some(decimal)) => decimal,
        // A comma that may part thousands is not guessed at; a point is the decimal point in most sheets that have no
        // decimal comma anywhere.
        (None, None) if digits.body.contains(',') => return Err(Unreadable::Ambiguous),
        (None, None) => Decimal::Point,
    };
    digits.plain(decimal).ok_or(Unreadable::NotANumber)
}

/// A number taken apart.
struct Digits {
    negative: bool,
    /// Digits, points and commas.
    body: String,
    /// Whether spaces or apostrophes part the thousands.
    spaced: bool,
}

impl Digits {
    /// `None` if it is no number.
    fn of(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let (bracketed, cell) = match cell.strip_prefix('(').and_then(|c| c.strip_suffix(')')) {
            Some(inner) => (true, inner.trim()),
            None => (false, cell),
        };
        let unsigned = cell.strip_prefix(['-', '−', '–']);
        let unsigned = unsigned.or_else(|| cell.strip_suffix('-'));
        let signed = unsigned.is_some();
        let body = unsigned.or(cell.strip_prefix('+')).unwrap_or(cell).trim();
        let is_gap = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
        let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',') || is_gap(c);
        if !body.chars().all(known) || !body.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // "12 5" is no number: behind a gap come three digits.
        let mut groups = body.split(is_gap).skip(1);
        let three = |group: &str| {
            let digits = group.split(['.', ',']).next().unwrap_or_default();
            digits.len() == 3
        };
        if !groups.all(three) {
            return None;
        }
        Some(Self {
            negative: signed || bracketed,
            spaced: body.contains(is_gap),
            body: body.chars().filter(|c| !is_gap(*c)).collect(),
        })
    }

    /// What its own separators say; `None` if it has none, or one that may be either.
    fn proves(&self) -> Option<Decimal> {
        let (points, commas) = (self.count('.'), self.count(','));
        let last = self.body.rfind(['.', ','])?;
        let (before, after) = self.body.split_at(last);
        let after = &after[1..];
        let other = |separator: u8| {
            if separator == b'.' {
                Decimal::Comma
            } else {
                Decimal::Point
            }
        };
        let own = |separator: u8| {
            if separator == b'.' {
                Decimal::Point
            } else {
                Decimal::Comma
            }
        };
        let separator = self.body.as_bytes()[last];
        if points > 0 && commas > 0 {
            return Some(own(separator));
        }
        if points + commas > 1 {
            return Some(other(separator));
        }
        let may_be_a_thousand = after.len() == 3
            && !self.spaced
            && (1..=3).contains(&before.len())
            && !before.starts_with('0');
        (!may_be_a_thousand).then_some(own(separator))
    }

    fn count(&self, separator: char) -> usize {
        self.body.matches(separator).count()
    }

    /// `None` if its groups are none.
    fn plain(&self, decimal: Decimal) -> Option<String> {
        let (point, group) = match decimal {
            Decimal::Point => ('.', ','),
            Decimal::Comma => (',', '.'),
        };
        let (whole, fraction) = match self.body.split_once(point) {
            Some((whole, fraction)) => (whole, fraction),
            None => (self.body.as_str(), ""),
        };
        if fraction.contains(['.', ',']) {
            return None;
        }
        let mut groups = whole.split(group);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        // Lakhs are written in twos, but for the last three.
        let (last, middle) = match rest.split_last() {
            Some((last, middle)) => (Some(*last), middle),
            None => (None, [].as_slice()),
        };
        let grouped = last.is_none_or(|last| {
            last.len() == 3
                && (1..=3).contains(&first.len())
                && middle.iter().all(|group| matches!(group.len(), 2 | 3))
        });
        if !grouped {
            return None;
        }
        let sign = if self.negative { "-" } else { "" };
        let whole: String = std::iter::once(first).chain(rest).collect();
        let whole = if whole.is_empty() { "0" } else { &whole };
        Some(if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, decimal: Option<Decimal>) -> String {
        match quantity(cell, decimal) {
            Ok((quantity, "")) => quantity.to_string(),
            Ok((quantity, words)) => format!("{quantity} {words}"),
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn numbers_are_read_as_each_country_writes_them() {
        for (cell, expected) in [
            ("12", "12"),
            (" 12 900,00 ", "12900"),
            ("12\u{a0}900,50", "12900.5"),
            ("12\u{202f}900", "12900"),
            ("1,234.50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("1'234.50", "1234.5"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1,23,456.5", "123456.5"),
            ("0,500", "0.5"),
            ("0.125", "0.125"),
            ("1.250", "1.25"),
            ("12,5", "12.5"),
            (",5", "0.5"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("3-", "-3"),
            ("(3)", "-3"),
            ("+3", "3"),
            ("24 bottles", "24 bottles"),
            ("2,5kg", "2.5 kg"),
            ("24 btl.", "24 btl"),
            ("1,234", "Ambiguous"),
            ("", "Empty"),
            ("\u{a0}", "Empty"),
            ("lots", "NotANumber"),
            ("12 5", "NotANumber"),
            ("1,23,4", "NotANumber"),
            ("1.2.3,4,5", "NotANumber"),
            ("50%", "NotANumber"),
            ("1/2", "NotANumber"),
            ("#REF!", "NotANumber"),
            ("2026-11-29", "NotANumber"),
            ("٣", "NotANumber"),
            ("1234567890123", "OutOfRange"),
            ("0.0000001", "OutOfRange"),
        ] {
            assert_eq!(read(cell, None), expected, "{cell:?}");
        }
    }

    #[test]
    fn the_rest_of_the_sheet_tells_what_a_number_leaves_open() {
        assert_eq!(read("1,234", Some(Decimal::Point)), "1234");
        assert_eq!(read("1,234", Some(Decimal::Comma)), "1.234");
        assert_eq!(read("1.234", Some(Decimal::Comma)), "1234");
        assert_eq!(read("12.50", Some(Decimal::Comma)), "12.5", "no thousand");
        let mut evidence = Evidence::default();
        for cell in ["Coke", "1,234", "7", "12,50"] {
            evidence.see(cell);
        }
        assert_eq!(evidence.decimal(), Some(Decimal::Comma));
        evidence.see("12.50");
        assert_eq!(evidence.decimal(), None, "both");
        for (cell, shown) in [
            ("R 12,50", Some(Decimal::Comma)),
            ("2,5 kg", Some(Decimal::Comma)),
            ("Rs. 500", None),
            (".5", Some(Decimal::Point)),
        ] {
            let mut evidence = Evidence::default();
            evidence.see(cell);
            assert_eq!(evidence.decimal(), shown, "{cell}");
        }
    }

    #[test]
    fn money_is_told_from_its_currency_and_rounded_to_the_cent() {
        for (cell, expected) in [
            ("R 12 900,00", Ok(1_290_000)),
            ("R12.5", Ok(1250)),
            ("ZAR 18", Ok(1800)),
            ("KSh 1,200.00", Ok(120_000)),
            ("Rs. 50", Ok(5000)),
            ("18,00 €", Ok(1800)),
            ("$0.99", Ok(99)),
            ("-R 3", Ok(-300)),
            ("12.345", Ok(1234)),
            ("12.3451", Ok(1235)),
            ("12.355", Ok(1236)),
            ("0.005", Ok(0)),
            ("", Err(Unreadable::Empty)),
            (" - ", Err(Unreadable::Empty)),
            ("50c", Ok(50)),
            ("50 cents", Ok(50)),
            ("35c each", Ok(35)),
            ("R18 each", Ok(1800)),
            ("18 rand ea.", Ok(1800)),
            ("K50", Ok(5000)),
            ("(R 3)", Err(Unreadable::NotANumber)),
            ("0.50c", Err(Unreadable::NotANumber)),
            ("R2.50c", Err(Unreadable::NotANumber)),
            ("2k", Err(Unreadable::NotANumber)),
            ("R18 per dozen", Err(Unreadable::NotANumber)),
            ("R120 a case", Err(Unreadable::NotANumber)),
            ("about 12", Err(Unreadable::NotANumber)),
            ("R5 R6", Err(Unreadable::NotANumber)),
            ("-", Err(Unreadable::Empty)),
            ("R", Err(Unreadable::NotANumber)),
            ("ask", Err(Unreadable::NotANumber)),
            ("R 1,234", Err(Unreadable::Ambiguous)),
            ("999999999999999", Err(Unreadable::OutOfRange)),
        ] {
            assert_eq!(money(cell, None).map(|money| money.0), expected, "{cell}");
        }
    }
}
