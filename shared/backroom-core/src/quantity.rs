//! Exact decimal quantities: a signed number of millionths.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A quantity of something, exact to a millionth. Signed: a movement out is negative.
///
/// Written and read as a decimal ("12", "0.5", "-3.25"); a third is 0.333333. Arithmetic is checked: anything past
/// [`Quantity::MAX`] is refused rather than wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

const MILLIONTHS: i64 = 1_000_000;

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// Not digits with at most one decimal point.
    NotANumber,
    /// More than six decimals, or more than [`Quantity::MAX`].
    OutOfRange,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(MILLIONTHS);
    /// A billion less one: more than a shop holds of anything, and far from where the arithmetic would overflow.
    pub const MAX: Self = Self(999_999_999 * MILLIONTHS);

    /// From millionths.
    pub const fn from_millionths(millionths: i64) -> Option<Self> {
        if millionths.unsigned_abs() > Self::MAX.0 as u64 {
            None
        } else {
            Some(Self(millionths))
        }
    }

    /// In millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// A whole number of something.
    pub const fn whole(number: i64) -> Option<Self> {
        match number.checked_mul(MILLIONTHS) {
            Some(millionths) => Self::from_millionths(millionths),
            None => None,
        }
    }

    /// The sum, or `None` past [`Quantity::MAX`].
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::from_millionths)
    }

    /// The difference, or `None` past [`Quantity::MAX`].
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::from_millionths)
    }

    /// The product, rounded half away from zero to a millionth, or `None` past [`Quantity::MAX`].
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.scale(other.0, MILLIONTHS)
    }

    /// This times `numerator / denominator`, rounded half away from zero to a millionth.
    pub fn scale(self, numerator: i64, denominator: i64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let half = denominator.abs() / 2;
        let towards = if (product < 0) == (denominator < 0) {
            half
        } else {
            -half
        };
        let rounded = (product + if denominator < 0 { -towards } else { towards }) / denominator;
        i64::try_from(rounded).ok().and_then(Self::from_millionths)
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// With the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Whether it is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / MILLIONTHS as u64;
        let part = self.0.unsigned_abs() % MILLIONTHS as u64;
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let decimals = format!("{part:06}");
        write!(f, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + decimals.len() == 0 || !numeric(whole) || !numeric(decimals) {
            return Err(QuantityError::NotANumber);
        }
        let (kept, beyond) = decimals.split_at(decimals.len().min(6));
        if beyond.bytes().any(|byte| byte != b'0') {
            return Err(QuantityError::OutOfRange);
        }
        let millionths = format!("{}{kept:0<6}", if whole.is_empty() { "0" } else { whole })
            .parse::<i64>()
            .map_err(|_| QuantityError::OutOfRange)?;
        Self::from_millionths(if negative { -millionths } else { millionths })
            .ok_or(QuantityError::OutOfRange)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom("not a quantity"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_written_the_same() {
        for text in [
            "0",
            "12",
            "0.5",
            "-3.25",
            "999999999",
            "0.333333",
            "-0.000001",
        ] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
        assert_eq!(".5".parse::<Quantity>().unwrap().to_string(), "0.5");
        assert_eq!("1.50".parse::<Quantity>().unwrap().to_string(), "1.5");
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in ["", ".", "-", "1,5", "1e3", "٣", "1.2.3"] {
            assert_eq!(
                text.parse::<Quantity>(),
                Err(QuantityError::NotANumber),
                "{text}"
            );
        }
        for text in ["1000000000", "0.0000001", "99999999999999999999"] {
            assert_eq!(
                text.parse::<Quantity>(),
                Err(QuantityError::OutOfRange),
                "{text}"
            );
        }
    }

    #[test]
    fn scaling_rounds_half_away_from_zero() {
        let scaled = |q: i64, n, d| {
            Quantity::from_millionths(q)
                .unwrap()
                .scale(n, d)
                .unwrap()
                .millionths()
        };
        assert_eq!(scaled(1_000_000, 2, 3), 666_667);
        assert_eq!(scaled(-1_000_000, 2, 3), -666_667);
        assert_eq!(scaled(1_000_000, -2, 3), -666_667);
        assert_eq!(scaled(1_000_000, -2, -3), 666_667);
        assert_eq!(scaled(1, 1, 2), 1);
    }
}
