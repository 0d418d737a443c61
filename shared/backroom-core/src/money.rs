//! Money: integer minor units; the currency is the business's.

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;
use crate::unit::Unit;

/// An amount in minor units (hundredths) of the business's currency.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

/// The codes of ISO 4217 in which people pay, as of 2026.
const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
     CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS \
     INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
     MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP \
     SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF \
     YER ZAR ZMW ZWG";

/// Whether it is the code of a currency, in capitals.
pub fn is_currency(code: &str) -> bool {
    CURRENCIES.split_whitespace().any(|known| known == code)
}

/// A price as said in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// "@ R18", "R12,50 each": for one of the unit said.
    Each(Money),
    /// "for R200": for the whole line.
    Total(Money),
    /// "3 dozen @ R60 a dozen", "500 g @ R20 per kg": what the whole line comes to, and twice as much to twice that. Kept and
    /// sent as a total: who does not know it reads it as one.
    #[serde(rename = "total", skip_deserializing)]
    AtRate(Money),
}

/// How a price is kept that may be at a rate: beside it, for who knows that. Used as
/// `#[serde(flatten, with = "crate::money::said")]` for a field `price`.
pub(crate) mod said {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::Price;

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Said {
        #[serde(default)]
        price: Option<Price>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        at_rate: bool,
    }

    pub(crate) fn serialize<S: Serializer>(
        price: &Option<Price>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Said {
            price: *price,
            at_rate: Price::is_at_rate(*price),
        }
        .serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Price>, D::Error> {
        let said = Said::deserialize(deserializer)?;
        Ok(Price::kept(said.price, said.at_rate))
    }
}

/// Nobody asks so much for one of these.
const SMALL: [&str; 5] = ["g", "ml", "mg", "mm", "cm"];

/// What something sells for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellingPrice {
    /// For one.
    pub each: Money,
    /// Of this; `None` is a piece.
    pub per: Option<Unit>,
}

impl Money {
    /// None.
    pub const ZERO: Self = Self(0);
    /// A hundred thousand million: more than a shop holds, and far from where sums of it would overflow.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// The sum, or `None` past [`Money::MAX`].
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::within)
    }

    /// The other way.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Whether it is none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As programs and tables read it exactly: "18.50", "-0.05".
    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", minor / 100, minor % 100)
    }

    /// This much for each of so many, rounded half to even; `None` past [`Money::MAX`].
    pub fn times(self, quantity: Quantity) -> Option<Self> {
        self.scale(quantity.millionths(), Quantity::ONE.millionths())
    }

    /// What falls to a part of the whole, rounded half to even: all of it to all of it. `None` for a part of nothing.
    pub fn share(self, part: Quantity, whole: Quantity) -> Option<Self> {
        self.scale(part.millionths(), whole.millionths())
    }

    /// As much of this as the part is of the whole, rounded half to even. `None` for a part of nothing.
    pub fn part(self, part: Self, whole: Self) -> Option<Self> {
        self.scale(part.0, whole.0)
    }

    fn scale(self, by: i64, of: i64) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(by);
        let divisor = i128::from(of);
        if divisor == 0 {
            return None;
        }
        let (floor, rest) = (product.div_euclid(divisor), product.rem_euclid(divisor));
        // Halves go to the even neighbour, so that many roundings favour neither side.
        let up = match (rest * 2).cmp(&divisor.abs()) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => floor % 2 != 0,
        };
        let towards = if divisor < 0 { -1 } else { 1 };
        let rounded = if up { floor + towards } else { floor };
        i64::try_from(rounded)
            .ok()
            .map(Self)
            .and_then(|money| Self::within(money.0))
    }

    fn within(minor: i64) -> Option<Self> {
        (minor.unsigned_abs() <= Self::MAX.0.unsigned_abs()).then_some(Self(minor))
    }
}

impl Price {
    /// A price that was kept as a total, and beside it whether it is at a rate.
    #[must_use]
    pub fn kept(price: Option<Self>, at_rate: bool) -> Option<Self> {
        match price {
            Some(Self::Total(total)) if at_rate => Some(Self::AtRate(total)),
            price => price,
        }
    }

    /// What is to be kept beside it, for [`Price::kept`].
    pub fn is_at_rate(price: Option<Self>) -> bool {
        matches!(price, Some(Self::AtRate(_)))
    }

    /// What so many come to.
    pub fn total(self, quantity: Quantity) -> Option<Money> {
        match self {
            Self::Each(each) => each.times(quantity),
            Self::Total(total) | Self::AtRate(total) => Money::within(total.0),
        }
    }

    /// What it is for beside so much of this unit: "500 g sugar @ 20" is 20 for all of it.
    #[must_use]
    pub fn beside(self, unit: Option<&Unit>) -> Self {
        let small = unit.is_some_and(|unit| SMALL.contains(&unit.canonical()));
        match self {
            Self::Each(each) if small => Self::Total(each),
            Self::Each(_) | Self::Total(_) | Self::AtRate(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn halves_are_rounded_to_even_on_either_side_of_nothing() {
        let half = |minor| Money(minor).times(quantity("0.5")).unwrap().0;
        assert_eq!(
            [1, 3, 5, -1, -3, -5].map(half),
            [0, 2, 2, 0, -2, -2],
            "0.5, 1.5, 2.5 and the same below nothing"
        );
        assert_eq!(
            Money(100).share(Quantity::ONE, quantity("3")),
            Some(Money(33))
        );
        assert_eq!(
            Money(200).share(Quantity::ONE, quantity("3")),
            Some(Money(67))
        );
        assert_eq!(
            Money(-200).share(Quantity::ONE, quantity("3")),
            Some(Money(-67))
        );
    }

    #[test]
    fn a_decimal_is_exact() {
        for (minor, expected) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (123_456, "1234.56"),
        ] {
            assert_eq!(Money(minor).decimal(), expected);
        }
    }

    #[test]
    fn a_currency_is_known_by_its_code() {
        assert!(["ZAR", "USD", "NGN", "ZWG"].into_iter().all(is_currency));
        assert!(
            !["", "usd", "US", "XXX", "USD NGN"]
                .into_iter()
                .any(is_currency)
        );
    }

    #[test]
    fn what_is_at_a_rate_is_kept_as_a_total() {
        let kept = serde_json::to_string(&Price::AtRate(Money(1850))).unwrap();
        assert_eq!(
            kept,
            serde_json::to_string(&Price::Total(Money(1850))).unwrap()
        );
        let read: Price = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, Price::Total(Money(1850)));
    }

    #[test]
    fn a_price_beside_grams_is_for_all_of_them() {
        let each = Price::Each(Money(2000));
        let beside = |unit: &str| each.beside(Some(&Unit::new(unit)));
        assert_eq!(beside("g"), Price::Total(Money(2000)));
        assert_eq!([beside("kg"), each.beside(None)], [each, each]);
    }

    #[test]
    fn a_price_comes_to_so_much() {
        assert_eq!(
            Price::Each(Money(1850)).total(quantity("2.5")),
            Some(Money(4625))
        );
        assert_eq!(
            Price::Total(Money(1850)).total(quantity("2.5")),
            Some(Money(1850))
        );
        assert_eq!(Price::Each(Money(1_000_000)).total(Quantity::MAX), None);
        assert_eq!(Money(5).share(Quantity::ONE, Quantity::ZERO), None);
    }
}
