//! [`Reader`]: takes typed values out of [`Settings`] and collects everything that is wrong, so that one start tells all.

use std::fmt;

use backroom_core::business::{Plan, Prices};
use backroom_core::ids::PhoneNumber;
use backroom_core::money::Money;
use backroom_core::operator::Micros;
use backroom_core::quantity::Quantity;
use jiff::tz::TimeZone;

use super::{Secret, Settings};

/// The largest limit of a file, in thousands of bytes: a request to Gemini may have 20 MB in all, a third of it is
/// added on the way, and the processor holds ten at once.
const KB_MOST: usize = 8_000;

/// All that is missing from or wrong with the configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "configuration: {}", self.0.join("; "))
    }
}

impl std::error::Error for ConfigError {}

/// Reads settings. What it gives out is only good if [`Reader::finish`] succeeds.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    wrong: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        Self {
            settings,
            wrong: Vec::new(),
        }
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.settings.get(name).map(str::to_owned)
    }

    pub(super) fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.wrong.push(format!("{name} is not set"));
            String::new()
        })
    }

    pub(super) fn or(&self, name: &str, default: &str) -> String {
        self.optional(name).unwrap_or_else(|| default.to_owned())
    }

    pub(super) fn secret(&mut self, name: &str) -> Secret {
        Secret::new(self.required(name))
    }

    /// An address without a slash at its end. Plain HTTP is let through: stand-ins on loopback have no certificate.
    pub(super) fn url(&mut self, name: &str, default: &str) -> String {
        let url = self.or(name, default);
        let usable = reqwest::Url::parse(&url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        self.check(usable, name, "is not an http or https address");
        url.trim_end_matches('/').to_owned()
    }

    /// As [`Reader::url`], if there is one.
    pub(super) fn address(&mut self, name: &str) -> Option<String> {
        self.optional(name)?;
        Some(self.url(name, ""))
    }

    /// The name of a time zone that exists.
    pub(super) fn time_zone(&mut self, name: &str, default: &str) -> String {
        let zone = self.or(name, default);
        let known = TimeZone::get(&zone).is_ok();
        self.check(
            known,
            name,
            "is not a time zone such as Africa/Johannesburg",
        );
        zone
    }

    /// Three capitals.
    pub(super) fn currency(&mut self, name: &str, default: &str) -> String {
        let currency = self.or(name, default);
        let code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        self.check(code, name, "is not a currency code such as ZAR");
        currency
    }

    /// The exact id of one of Gemini's models.
    pub(super) fn model(&mut self, name: &str) -> Option<String> {
        let model = self.optional(name)?;
        let plain = model
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        self.check(plain, name, "is not a model such as gemini-3.5-flash-lite");
        Some(model)
    }

    /// A whole number, zero among them.
    pub(super) fn count(&mut self, name: &str, default: u32) -> u32 {
        let count = self.optional(name).map(|text| text.parse());
        let number = !matches!(count, Some(Err(_)));
        self.check(
            number,
            name,
            &format!("is not a whole number such as {default}"),
        );
        count.and_then(Result::ok).unwrap_or(default)
    }

    /// A part of something, in a hundred.
    pub(super) fn percent(&mut self, name: &str, default: u32) -> u32 {
        let given = self.optional(name).map(|text| text.parse().unwrap_or(101));
        let percent = given.unwrap_or(default);
        self.check(percent <= 100, name, "is not a whole number from 0 to 100");
        percent
    }

    /// An amount of money, such as 5 or 4.99.
    pub(super) fn price(&mut self, name: &str, default: &str) -> Money {
        let said = self.or(name, default);
        let (whole, part) = said.split_once('.').unwrap_or((&said, "00"));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let price = (digits(whole) && digits(part) && part.len() == 2 && whole.len() <= 9)
            .then(|| format!("{whole}{part}").parse().ok())
            .flatten();
        self.check(price.is_some(), name, "is not an amount such as 5 or 4.99");
        Money(price.unwrap_or_default())
    }

    /// What plans cost.
    pub(super) fn prices(&mut self) -> Prices {
        Prices {
            currency: self.currency("BACKROOM_PLAN_CURRENCY", "USD"),
            starter: self.price("BACKROOM_PRICE_STARTER", "5"),
            pro: self.price("BACKROOM_PRICE_PRO", "15"),
        }
    }

    /// An amount of up to six decimals, such as 0.0076.
    pub(super) fn rate(&mut self, name: &str, default: &str) -> Micros {
        let rate: Option<Quantity> = self.or(name, default).parse().ok();
        let rate = rate.filter(|rate| !rate.is_negative());
        self.check(rate.is_some(), name, "is not an amount such as 0.0076");
        Micros(rate.unwrap_or_default().millionths())
    }

    /// A link that people are shown.
    pub(super) fn link(&mut self, name: &str) -> Option<String> {
        let link = self.optional(name)?;
        let usable = reqwest::Url::parse(&link.replace("{business}", "b"))
            .is_ok_and(|url| url.scheme() == "https" && url.has_host());
        self.check(usable, name, "is not an https address");
        Some(link)
    }

    /// The name of a plan.
    pub(super) fn plan(&mut self, name: &str) -> Plan {
        let said = self.or(name, Plan::Free.name());
        let plan = Plan::named(&said);
        self.check(
            plan.is_some(),
            name,
            "is not free, starter, pro or enterprise",
        );
        plan.unwrap_or_default()
    }

    /// An international phone number, with or without `+`.
    pub(super) fn phone(&mut self, name: &str) -> Option<PhoneNumber> {
        let phone = self.optional(name)?;
        let digits = phone.strip_prefix('+').unwrap_or(&phone);
        let number =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        self.check(number, name, "is not a phone number such as +27820000001");
        Some(PhoneNumber::new(digits))
    }

    /// Host names with commas between them.
    pub(super) fn hosts(&mut self, name: &str, default: &str) -> Vec<String> {
        let hosts = self.or(name, default);
        let hosts: Vec<String> = hosts
            .split(',')
            .map(|host| host.trim().to_owned())
            .collect();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let named = |host: &String| !host.is_empty() && host.bytes().all(plain);
        self.check(hosts.iter().all(named), name, "is not a list of host names");
        hosts
    }

    /// A limit in bytes, given in thousands of them, if the switch is on.
    pub(super) fn most_if_on(
        &mut self,
        switch: &str,
        limit: &str,
        default_kb: usize,
    ) -> Option<usize> {
        let on = self.or(switch, "off");
        self.check(
            matches!(&*on, "on" | "off"),
            switch,
            "is neither on nor off",
        );
        let given = self.optional(limit).map(|kb| kb.parse().unwrap_or(0));
        let kb = given.unwrap_or(default_kb);
        self.check(
            (1..=KB_MOST).contains(&kb),
            limit,
            &format!("is not a number from 1 to {KB_MOST}"),
        );
        (on == "on").then_some(kb * 1_000)
    }

    pub(super) fn check(&mut self, holds: bool, name: &str, otherwise: &str) {
        if !holds {
            self.wrong.push(format!("{name} {otherwise}"));
        }
    }

    pub(super) fn finish<T>(self, config: T) -> Result<T, ConfigError> {
        if self.wrong.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(self.wrong))
        }
    }
}
