//! Amounts of money in words: "R36.00", "$1,200.50", "MZN 12.00".

use crate::money::Money;

/// How money is written where a shopkeeper would not write the code.
const SYMBOLS: [(&str, &str); 11] = [
    ("ZAR", "R"),
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("NGN", "₦"),
    ("KES", "KSh"),
    ("GHS", "GH₵"),
    ("BWP", "P"),
    ("NAD", "N$"),
    ("ZMW", "K"),
    ("INR", "₹"),
];

/// "R1,236.00", "-R12.50": the currency is an ISO 4217 code.
pub(super) fn money(amount: Money, currency: &str) -> String {
    let symbol = SYMBOLS
        .iter()
        .find(|(code, _)| *code == currency)
        .map_or_else(
            || format!("{currency} "),
            |(_, symbol)| (*symbol).to_owned(),
        );
    let sign = if amount.0 < 0 { "-" } else { "" };
    let minor = amount.0.unsigned_abs();
    format!("{sign}{symbol}{}.{:02}", grouped(minor / 100), minor % 100)
}

/// "1,234,567".
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_a_shopkeeper_writes_them() {
        for (minor, currency, expected) in [
            (3_600, "ZAR", "R36.00"),
            (-5, "ZAR", "-R0.05"),
            (123_456_789, "USD", "$1,234,567.89"),
            (100_000, "KES", "KSh1,000.00"),
            (1_200, "MZN", "MZN 12.00"),
        ] {
            assert_eq!(money(Money(minor), currency), expected);
        }
    }
}
