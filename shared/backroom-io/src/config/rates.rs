//! What things cost the operator. Rates age, so they are configuration; the defaults are list prices of November 2026.

use backroom_core::business::Prices;
use backroom_core::operator::Rates;

use super::read::Reader;
use super::{ConfigError, Settings};

/// What the operator pays and is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyConfig {
    /// What plans cost in a month.
    pub prices: Prices,
    /// What things cost, in the same currency.
    pub rates: Rates,
    /// How many texts Gemini may be asked about in a day.
    pub gemini_daily_limit: u32,
}

impl MoneyConfig {
    /// Reads it.
    ///
    /// # Errors
    /// Names all that is wrong.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(settings);
        let config = Self::from(&mut reader);
        reader.finish(config)
    }

    pub(super) fn from(reader: &mut Reader<'_>) -> Self {
        Self {
            prices: reader.prices(),
            rates: Rates {
                reply: reader.rate("BACKROOM_RATE_REPLY", "0.0076"),
                tokens_asked: reader.rate("BACKROOM_RATE_TOKENS_ASKED", "0.30"),
                tokens_answered: reader.rate("BACKROOM_RATE_TOKENS_ANSWERED", "2.50"),
                write_units: reader.rate("BACKROOM_RATE_WRITE_UNITS", "0.625"),
            },
            gemini_daily_limit: reader.count("GEMINI_DAILY_LIMIT", 5_000),
        }
    }
}
