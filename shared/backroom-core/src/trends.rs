//! [`Trends`]: how a shop's sales go. Four weeks against the four before them: what they brought, what grows and falls,
//! the busiest weekday, the margin, and what to order. Arithmetic only, made of what the reports count too
//! ([`Usage`], [`Takings`]); the words are in [`crate::reply::trends`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::business::{Business, Feature};
use crate::ids::ItemId;
use crate::inventory::{Item, LedgerRecord, Standing};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::reorder::Purchase;
use crate::takings::{Sold, Takings};
use crate::unit::Unit;
use crate::usage::{Due, Flow, Span as DueSpan, Tense, Usage};

/// How many weeks are compared with as many before.
pub const WEEKS: i64 = 4;
/// For how many days what to order is to last.
pub const ORDER_DAYS: i64 = 14;
/// What was sold less often says too little.
const OFTEN: u64 = 5;
/// What there has been for fewer days, too.
const DAYS_LEAST: i64 = 7;

/// Some weeks of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// How often what moved.
    pub usage: Usage,
    /// What that brought.
    pub takings: Takings,
}

/// How sales go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trends {
    /// The weeks up to the last day.
    pub now: Stretch,
    /// As many before.
    pub before: Stretch,
    /// The first day of both that anything is known of, if that is not the first there is.
    pub since: Option<Date>,
    days: BTreeMap<Date, Takings>,
    /// Since when there has been any of an item, where that is not since before.
    any_since: BTreeMap<ItemId, Option<Date>>,
}

/// How an item's sales changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Its name at last.
    pub name: &'a str,
    /// Its unit.
    pub unit: Option<&'a Unit>,
    /// How much was sold before.
    pub before: Quantity,
    /// How much is sold now.
    pub now: Quantity,
    worth: u64,
}

/// What to order of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToOrder<'a> {
    /// What.
    pub item: &'a Item,
    /// On hand, divided by what is sold and used in a day: whole days.
    pub days_left: i64,
    /// So much that it lasts [`ORDER_DAYS`] days.
    pub buy: Purchase<'a>,
}

/// Counts the ledger of both stretches.
#[derive(Debug)]
pub struct TrendsTally<'a> {
    zone: &'a TimeZone,
    standing: Standing,
    trends: Trends,
}

impl<'a> TrendsTally<'a> {
    /// Of nothing yet, up to this day; `None` at the ends of the calendar.
    pub fn until(last: Date, zone: &'a TimeZone) -> Option<Self> {
        let before = |day: Date, days: i64| day.checked_sub(Span::new().days(days)).ok();
        let stretch = |last: Date| {
            Some(Stretch {
                first: before(last, WEEKS * 7 - 1)?,
                last,
                usage: Usage::default(),
                takings: Takings::default(),
            })
        };
        Some(Self {
            zone,
            standing: Standing::default(),
            trends: Trends {
                now: stretch(last)?,
                before: stretch(before(last, WEEKS * 7)?)?,
                since: None,
                days: BTreeMap::new(),
                any_since: BTreeMap::new(),
            },
        })
    }

    /// From when the ledger is wanted: the first moment of the first day.
    pub fn from(&self) -> Timestamp {
        let midnight = self
            .trends
            .before
            .first
            .to_zoned_datetime(self.zone.clone());
        midnight.map_or(Timestamp::MIN, |midnight| midnight.timestamp())
    }

    /// Takes the next record, oldest first and until now, `undone` if a later one has taken it back.
    pub fn record(&mut self, record: LedgerRecord, undone: bool) {
        if let Some(record) = self.standing.sift(record, undone) {
            self.trends.stands(&record, self.zone);
        }
    }

    /// What it comes to.
    pub fn trends(mut self) -> Trends {
        // They may be older than what came before them; nothing here goes by their order but since when there was any.
        for record in self.standing.rest() {
            self.trends.stands(&record, self.zone);
        }
        self.trends
    }
}

impl Trends {
    fn stands(&mut self, record: &LedgerRecord, zone: &TimeZone) {
        let day = record.happened().to_zoned_datetime(zone.clone()).date();
        if day < self.before.first || day > self.now.last {
            return;
        }
        let first = self.since.map_or(day, |since| since.min(day));
        self.since = Some(first);
        for moved in &record.movements {
            let none_before = moved.on_hand == moved.delta;
            let since = none_before.then_some(day);
            self.any_since.entry(moved.item.clone()).or_insert(since);
        }
        let stretch = if day >= self.now.first {
            &mut self.now
        } else {
            &mut self.before
        };
        stretch.usage.moved_by(record, day);
        stretch.takings.record(record);
        self.days.entry(day).or_default().record(record);
    }

    /// Whether too little was sold to say anything.
    pub fn says_little(&self) -> bool {
        self.now.times_sold() + self.before.times_sold() < OFTEN
    }

    /// Whether there is anything to compare with: a whole week at least of the weeks before.
    pub fn compares(&self) -> bool {
        let week = Span::new().days(7);
        let known = self.now.first.checked_sub(week);
        known.is_ok_and(|known| self.since.is_some_and(|since| since <= known))
    }

    /// The first day that is known, if some of the weeks before are not.
    pub fn known_since(&self) -> Option<Date> {
        let week = Span::new().days(7);
        let whole = self.before.first.checked_add(week).ok()?;
        self.since.filter(|since| *since >= whole)
    }

    /// What each week of a stretch brought, the first first.
    pub fn by_week(&self, stretch: &Stretch) -> Vec<Money> {
        let days = stretch.days().collect::<Vec<_>>();
        let taken = |days: &[Date]| days.iter().map(|day| self.taken_on(*day)).sum();
        days.chunks(7).map(|week| Money(taken(week))).collect()
    }

    /// How often something was sold in each week of a stretch.
    pub fn times_by_week(&self, stretch: &Stretch) -> Vec<u64> {
        let days = stretch.days().collect::<Vec<_>>();
        let times = |days: &[Date]| days.iter().map(|day| stretch.usage.sold_on(*day).0).sum();
        days.chunks(7).map(times).collect()
    }

    /// The weekday that brought the most in the weeks up to now, and what; where no price is known, `None`.
    pub fn best_weekday(&self) -> Option<(Weekday, Money)> {
        let best = self.weekday(|day| self.taken_on(day))?;
        Some((best.0, Money(best.1)))
    }

    /// The weekday on which something was sold most often, and how often.
    pub fn busiest_weekday(&self) -> Option<(Weekday, u64)> {
        let times = |day| i64::try_from(self.now.usage.sold_on(day).0).unwrap_or(i64::MAX);
        let (weekday, times) = self.weekday(times)?;
        Some((weekday, times.unsigned_abs()))
    }

    /// The weekday with the most; the earlier one of two with as much.
    fn weekday(&self, of: impl Fn(Date) -> i64) -> Option<(Weekday, i64)> {
        let mut sums = [0_i64; 7];
        for day in self.now.days() {
            let at = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
            sums[at] = sums[at].saturating_add(of(day));
        }
        let weekdays = (0..).map_while(|at| Weekday::from_monday_zero_offset(at).ok());
        let sums = weekdays.zip(sums).filter(|(_, sum)| *sum > 0);
        sums.max_by_key(|(weekday, sum)| (*sum, Reverse(weekday.to_monday_zero_offset())))
    }

    fn taken_on(&self, day: Date) -> i64 {
        self.days.get(&day).map_or(0, |taken| taken.revenue().0)
    }

    /// What sells more than before, what that is worth the most first.
    pub fn growing(&self) -> Vec<Change<'_>> {
        self.changed(|change| change.now > change.before)
    }

    /// What sells less than before, likewise.
    pub fn falling(&self) -> Vec<Change<'_>> {
        self.changed(|change| change.now < change.before)
    }

    fn changed(&self, way: impl Fn(&Change<'_>) -> bool) -> Vec<Change<'_>> {
        let (now, before) = (&self.now.takings.items, &self.before.takings.items);
        let mut changes: Vec<Change<'_>> = Vec::new();
        for (item, sold) in now.by_item() {
            let other = match before.of(item).find(|other| other.unit == sold.unit) {
                Some(other) => Some(other),
                None if before.of(item).next().is_none() => None,
                // In another unit: not to be compared.
                None => continue,
            };
            changes.extend(self.change(item, other, Some(sold)));
        }
        for (item, sold) in before.by_item() {
            if now.of(item).next().is_none() {
                changes.extend(self.change(item, Some(sold), None));
            }
        }
        changes.retain(way);
        changes.sort_by_key(|change| (Reverse(change.worth), change.name));
        changes
    }

    fn change<'a>(
        &self,
        item: &ItemId,
        before: Option<&'a Sold>,
        now: Option<&'a Sold>,
    ) -> Option<Change<'a>> {
        let known = now.or(before)?;
        let times =
            self.now.usage.times(item, Flow::Sold) + self.before.usage.times(item, Flow::Sold);
        let quantity = |sold: Option<&Sold>| sold.map_or(Quantity::ZERO, |sold| sold.quantity);
        let revenue = |sold: Option<&Sold>| sold.map_or(0, |sold| sold.revenue.0);
        (times >= OFTEN).then(|| Change {
            name: &known.name,
            unit: known.unit.as_ref(),
            before: quantity(before),
            now: quantity(now),
            worth: revenue(now).abs_diff(revenue(before)),
        })
    }

    /// What to order of these items, what is gone the soonest first: of those that went out often enough.
    pub fn to_order<'a>(&self, items: &'a [Item]) -> Vec<ToOrder<'a>> {
        let mut to_order: Vec<ToOrder<'a>> =
            items.iter().filter_map(|item| self.order(item)).collect();
        to_order.sort_by_cached_key(|order| (order.days_left, order.item.name.to_lowercase()));
        to_order
    }

    fn order<'a>(&self, item: &'a Item) -> Option<ToOrder<'a>> {
        let usage = &self.now.usage;
        let since = self.any_since.get(&item.id).copied().flatten();
        let first = since.unwrap_or(self.now.first).max(self.now.first);
        let days = i64::from(first.until(self.now.last).ok()?.get_days()) + 1;
        let often = usage.times(&item.id, Flow::Sold) + usage.times(&item.id, Flow::Used);
        if often < OFTEN || days < DAYS_LEAST {
            return None;
        }
        let gone = usage.gone(item)?;
        let there = item.on_hand.max(Quantity::ZERO);
        let days_left = there.scale(days, 1)?.millionths() / gone.millionths();
        let short = gone.scale(ORDER_DAYS, days)?.checked_sub(item.on_hand)?;
        Some(ToOrder {
            item,
            days_left,
            buy: item.purchase(short)?,
        })
    }
}

impl Stretch {
    /// Its days.
    fn days(&self) -> impl Iterator<Item = Date> {
        let last = self.last;
        let days = self.first.series(Span::new().days(1));
        days.take_while(move |day| *day <= last)
    }

    /// How often something was sold.
    pub fn times_sold(&self) -> u64 {
        self.days().map(|day| self.usage.sold_on(day).0).sum()
    }

    /// What of a hundred is earned of what is paid, where price and cost are known.
    pub fn margin(&self) -> Option<i64> {
        let (revenue, cost) = (self.takings.known_revenue(), self.takings.known_cost());
        percent(revenue.0 - cost.0, revenue.0)
    }
}

/// Whether a business's report has how sales go in it: that on a month that is over, for plans that have it.
pub fn in_report(business: &Business, due: &Due) -> bool {
    let over = due.span == DueSpan::Month && due.tense != Tense::SoFar;
    over && business.plan.has(Feature::Analytics)
}

/// So much of a hundred, rounded; `None` of nothing.
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let twice = i128::from(whole) * 2;
    let rounded = (i128::from(part) * 200 + i128::from(whole)).div_euclid(twice);
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests;
