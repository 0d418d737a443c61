//! What the operator reads: what each business used, what that costs and brings, who has outgrown their plan, and what
//! goes wrong. Arithmetic only; the words are in [`crate::reply::operator`].
//!
//! Costs are counters times the operator's own rates: which replies WhatsApp charges for is known from its receipts, what for is
//! on its invoice.

use serde::{Serialize, Serializer};

use crate::business::{Business, Plan, Prices};
use crate::export::{Cell, Csv};
use crate::ids::BusinessId;
use crate::money::Money;
use crate::quantity::Quantity;
use crate::usage::{DayUsage, Due, Meter};

/// Of so many in a hundred messages of its plan's day a business is told of as near its end.
const NEAR: u64 = 80;
/// More errors, or slow replies, than so many in a hundred messages are a warning.
const PERCENT_MOST: u64 = 5;

/// Millionths of the currency's unit: a reply costs less than a cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Micros(pub i64);

/// What things cost the operator, in the currency in which plans are paid. Rates age: they are configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// One reply, or one message by template, that WhatsApp charges for.
    pub reply: Micros,
    /// A million tokens that Gemini is asked with; those that come from its cache cost a tenth.
    pub tokens_asked: Micros,
    /// A million tokens that it answers.
    pub tokens_answered: Micros,
    /// A million write units of the table.
    pub write_units: Micros,
}

/// What a business used in some days, and what that comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Which.
    pub business: BusinessId,
    /// What its members call it.
    pub name: String,
    /// What it pays for.
    pub plan: Plan,
    /// Messages of its members that were let through.
    pub messages: u64,
    /// How many of them wrote.
    pub people: u64,
    /// The most messages on one day, and how many its plan and what was agreed let through.
    pub busiest_day: u64,
    /// See `busiest_day`.
    pub messages_a_day: u32,
    /// Members for whom its plan has no place.
    pub without_place: usize,
    /// What else was counted.
    #[serde(flatten, serialize_with = "counts")]
    pub meter: Meter,
    /// What that costs.
    pub cost: Micros,
    /// What it pays for these days; `None` where that is agreed with it.
    pub income: Option<Micros>,
    /// Whether it should have more than its plan gives.
    pub outgrown: bool,
}

/// All clients, the dearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Each that could be counted.
    pub clients: Vec<Client>,
    /// How many could not be.
    pub uncounted: u64,
    /// How many texts Gemini was asked about today, by all of them.
    pub gemini_today: u64,
    /// How many it may be; `None` where it is not told.
    pub gemini_daily_limit: Option<u64>,
}

/// All of them together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// How many there are, with those that could not be counted.
    pub businesses: u64,
    /// In how many somebody wrote.
    pub active: u64,
    /// Messages of all.
    pub messages: u64,
    /// Who wrote; a person in two businesses is two.
    pub people: u64,
    /// What else was counted.
    #[serde(flatten, serialize_with = "counts")]
    pub meter: Meter,
    /// What it costs.
    pub cost: Micros,
    /// What they pay, but for those with whom that is agreed.
    pub income: Micros,
}

/// What the operator should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// So many of so many texts that Gemini may be asked about in a day.
    GeminiNearItsLimit(u64, u64),
    /// So many attempts failed in a hundred messages.
    Errors(u64),
    /// So many messages in a hundred were answered too late.
    Slow(u64),
    /// So many calls were throttled.
    Throttled(u64),
    /// So many messages were over a limit.
    Refused(u64),
}

impl Rates {
    /// What so much costs.
    pub fn cost(&self, meter: &Meter) -> Micros {
        let million = |rate: Micros, count: i64| i128::from(rate.0) * i128::from(count) / 1_000_000;
        let all = i128::from(self.reply.0) * i128::from(meter.paid)
            + million(self.tokens_asked, meter.tokens_asked)
            - million(self.tokens_asked, meter.tokens_cached) * 9 / 10
            + million(self.tokens_answered, meter.tokens_answered)
            + million(self.write_units, meter.write_units);
        Micros(i64::try_from(all).unwrap_or(i64::MAX))
    }
}

impl Micros {
    /// In minor units, rounded to the nearest.
    pub fn to_money(self) -> Money {
        Money(self.0.saturating_add(5_000 * self.0.signum()) / 10_000)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Client {
    /// What the business used in the days of the report.
    pub fn of(
        business: &Business,
        days: &[DayUsage],
        due: &Due,
        prices: &Prices,
        rates: &Rates,
    ) -> Self {
        let days = days
            .iter()
            .filter(|day| (due.first..=due.last).contains(&day.day));
        let (mut messages, mut busiest_day, mut meter) = (0, 0, Meter::default());
        let mut people = std::collections::BTreeSet::new();
        for day in days {
            let of_day = day.messages + day.unrecorded;
            messages += of_day;
            busiest_day = busiest_day.max(of_day);
            meter = meter.plus(&day.meter);
            people.extend(day.members.keys());
        }
        let messages_a_day = business.allowance().messages_a_day;
        let client = Self {
            business: business.id.clone(),
            name: business.name.clone(),
            plan: business.plan,
            messages,
            people: people.len() as u64,
            busiest_day,
            messages_a_day,
            without_place: business.without_place.len(),
            meter,
            cost: rates.cost(&meter),
            income: prices.of(business.plan).map(|price| income(price, due)),
            outgrown: false,
        };
        Self {
            outgrown: client.near_its_limit() || meter.refused > 0 || client.without_place > 0,
            ..client
        }
    }

    /// Whether one of its days came near the most that its plan lets through.
    pub fn near_its_limit(&self) -> bool {
        self.busiest_day * 100 >= u64::from(self.messages_a_day) * NEAR
    }

    /// What it brings beyond what it costs.
    pub fn margin(&self) -> Option<Micros> {
        let Micros(income) = self.income?;
        Some(Micros(income.saturating_sub(self.cost.0)))
    }
}

/// A month's price, for these days.
fn income(Money(monthly): Money, due: &Due) -> Micros {
    let mut all = 0;
    let mut day = due.first;
    while day <= due.last {
        all += monthly.saturating_mul(10_000) / i64::from(day.days_in_month());
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Micros(all)
}

impl Survey {
    /// Puts the dearest first.
    pub fn sort(&mut self) {
        self.clients.sort_by(|one, other| {
            let order = |client: &Client| (std::cmp::Reverse(client.cost), client.business.clone());
            order(one).cmp(&order(other))
        });
    }

    /// All of them together.
    pub fn sum(&self) -> Sum {
        let mut sum = Sum {
            businesses: self.uncounted,
            ..Sum::default()
        };
        for client in &self.clients {
            sum.businesses += 1;
            sum.active += u64::from(client.messages > 0);
            sum.messages += client.messages;
            sum.people += client.people;
            sum.meter = sum.meter.plus(&client.meter);
            sum.cost = sum.cost.plus(client.cost);
            sum.income = sum.income.plus(client.income.unwrap_or_default());
        }
        sum
    }

    /// Those that should have more than their plan gives.
    pub fn outgrown(&self) -> impl Iterator<Item = &Client> {
        self.clients.iter().filter(|client| client.outgrown)
    }

    /// What should be looked at.
    pub fn warnings(&self) -> Vec<Warning> {
        let sum = self.sum();
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        let in_hundred = |counted: i64| count(counted) * 100 / sum.messages.max(1);
        let often = |counted: i64| count(counted) * 100 > sum.messages * PERCENT_MOST;
        let mut warnings = Vec::new();
        if let Some(limit) = self.gemini_daily_limit.filter(|limit| *limit > 0)
            && self.gemini_today * 100 >= limit * NEAR
        {
            warnings.push(Warning::GeminiNearItsLimit(self.gemini_today, limit));
        }
        if often(sum.meter.errors) {
            warnings.push(Warning::Errors(in_hundred(sum.meter.errors)));
        }
        if often(sum.meter.slow) {
            warnings.push(Warning::Slow(in_hundred(sum.meter.slow)));
        }
        if sum.meter.throttled > 0 {
            warnings.push(Warning::Throttled(count(sum.meter.throttled)));
        }
        if sum.meter.refused > 0 {
            warnings.push(Warning::Refused(count(sum.meter.refused)));
        }
        warnings
    }

    /// A row for each client, as comma-separated text. Amounts are in the currency of the plans.
    pub fn to_csv(&self) -> String {
        let mut columns = vec![
            "business",
            "name",
            "plan",
            "messages",
            "people",
            "busiest_day",
            "messages_a_day",
            "without_place",
        ];
        let counts = Meter::default().counts();
        columns.extend(counts.iter().map(|(name, _)| *name));
        columns.extend(["cost", "income", "margin", "outgrown"]);
        let mut csv = Csv::new(&columns);
        for client in &self.clients {
            csv.row(&row(client));
        }
        csv.into_text()
    }
}

fn row(client: &Client) -> Vec<Cell> {
    let words = |words: &str| Cell::Text(words.to_owned());
    let number = |number: Option<Quantity>| number.map_or(Cell::Empty, Cell::Number);
    let whole = |count: i64| number(Quantity::whole(count));
    let count = |count: u64| whole(i64::try_from(count).unwrap_or(i64::MAX));
    let micros = |amount: Option<Micros>| {
        number(amount.and_then(|Micros(amount)| Quantity::from_millionths(amount)))
    };
    let mut row = vec![
        words(client.business.as_str()),
        words(&client.name),
        words(client.plan.name()),
        count(client.messages),
        count(client.people),
        count(client.busiest_day),
        count(client.messages_a_day.into()),
        count(client.without_place as u64),
    ];
    row.extend(client.meter.counts().map(|(_, count)| whole(count)));
    row.extend([
        micros(Some(client.cost)),
        micros(client.income),
        micros(client.margin()),
        words(if client.outgrown { "yes" } else { "" }),
    ]);
    row
}

/// The counts by their names.
fn counts<S: Serializer>(meter: &Meter, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(meter.counts())
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::business::{Agreed, Reports, Settings};
    use crate::ids::{BusinessNumberId, MemberId};

    fn business(plan: Plan) -> Business {
        Business {
            id: BusinessId::new("b1"),
            name: "=Shop".to_owned(),
            plan,
            agreed: Agreed::default(),
            without_place: Vec::new(),
            number: BusinessNumberId::new("105"),
            time_zone: "UTC".to_owned(),
            currency: "ZAR".to_owned(),
            settings: Settings::default(),
        }
    }

    fn day(day: i8, messages: u64, meter: Meter) -> DayUsage {
        DayUsage {
            day: Date::constant(2026, 11, day),
            messages,
            unrecorded: 0,
            members: [(MemberId::new("m1"), messages)].into(),
            last: Default::default(),
            meter,
        }
    }

    fn client(plan: Plan, days: &[DayUsage]) -> Client {
        let monday = "2026-11-23T08:00:00Z".parse().unwrap();
        let due = Due::at(monday, &TimeZone::UTC, Reports::Daily).unwrap();
        let prices = Prices {
            currency: "USD".to_owned(),
            starter: Money(500),
            pro: Money(1_500),
        };
        let rates = Rates {
            reply: Micros(7_600),
            tokens_asked: Micros(300_000),
            tokens_answered: Micros(2_500_000),
            write_units: Micros(625_000),
        };
        Client::of(&business(plan), days, &due, &prices, &rates)
    }

    fn used() -> Meter {
        Meter {
            replies: 150,
            templates: 2,
            paid: 102,
            write_units: 400,
            tokens_asked: 10_000,
            tokens_cached: 5_000,
            tokens_answered: 1_000,
            ..Meter::default()
        }
    }

    #[test]
    fn a_week_costs_and_brings_so_much() {
        let outside = day(23, 70, used());
        let client = client(
            Plan::Pro,
            &[day(16, 60, used()), day(22, 40, Meter::default()), outside],
        );
        assert_eq!(
            (client.messages, client.busiest_day, client.people),
            (100, 60, 1)
        );
        assert_eq!(client.cost, Micros(775_200 + 1_650 + 2_500 + 250));
        assert_eq!(client.income, Some(Micros(3_500_000)), "7 of 30 days of 15");
        assert_eq!(client.margin(), Some(Micros(3_500_000 - 779_600)));
        assert!(!client.outgrown);
        assert_eq!(client.cost.to_money(), Money(78));
    }

    #[test]
    fn who_is_near_the_end_of_a_plan_has_outgrown_it() {
        let messages =
            |messages| client(Plan::Free, &[day(16, messages, Meter::default())]).outgrown;
        assert!(!messages(39) && messages(40));
        let refused = Meter {
            refused: 1,
            ..Meter::default()
        };
        assert!(client(Plan::Free, &[day(16, 1, refused)]).outgrown);
        assert_eq!(client(Plan::Enterprise, &[]).margin(), None);
    }

    #[test]
    fn what_goes_wrong_is_told() {
        let meter = Meter {
            errors: 6,
            refused: 3,
            slow: 7,
            throttled: 2,
            ..Meter::default()
        };
        let mut survey = Survey {
            clients: vec![client(Plan::Pro, &[day(16, 100, meter)])],
            uncounted: 1,
            gemini_today: 80,
            gemini_daily_limit: Some(100),
        };
        assert_eq!(
            survey.warnings(),
            [
                Warning::GeminiNearItsLimit(80, 100),
                Warning::Errors(6),
                Warning::Slow(7),
                Warning::Throttled(2),
                Warning::Refused(3)
            ]
        );
        assert_eq!(survey.sum().businesses, 2);
        survey.clients.clear();
        survey.gemini_today = 79;
        assert!(survey.warnings().is_empty());
    }

    #[test]
    fn each_client_is_a_row_and_a_line_of_json() {
        let survey = Survey {
            clients: vec![client(Plan::Starter, &[day(16, 3, used())])],
            ..Survey::default()
        };
        let csv = survey.to_csv();
        let row = csv.lines().nth(1).unwrap();
        assert!(
            row.starts_with("b1,'=Shop,Starter,3,1,3,200,0,150,2,102,"),
            "{row}"
        );
        assert!(row.ends_with(",0.7796,1.166662,0.387062,"), "{row}");
        let loss = Survey {
            clients: vec![client(Plan::Free, &[day(16, 3, used())])],
            ..Survey::default()
        };
        let csv = loss.to_csv();
        assert!(csv.ends_with(",0.7796,0,-0.7796,\r\n"), "{csv}");
        let json = serde_json::to_value(&survey.clients[0]).unwrap();
        assert_eq!(
            (&json["replies"], &json["cost"]),
            (&150.into(), &779_600.into())
        );
    }
}
