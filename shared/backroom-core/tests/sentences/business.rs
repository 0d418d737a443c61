//! What is said about people, businesses, plans, privacy and reports.

use std::collections::BTreeMap;

use backroom_core::api::ApiAccess;
use backroom_core::business::{
    Business, Confirm, Plan, Prices, QuietHours, Reports, Role, Settings,
};
use backroom_core::export::{Table, When};
use backroom_core::limit::{Full, Period, Whose};
use backroom_core::money::Money;
use backroom_core::operator::{Client, Micros, Rates, Survey};
use backroom_core::question::Deed;
use backroom_core::reply::plan::InUse;
use backroom_core::reply::report::Told;
use backroom_core::reply::{
    Reply, api, digest, export, limit, operator, plan, privacy, report, starter, team, trends,
    welcome,
};
use backroom_core::starter::Trade;
use backroom_core::takings::Takings;
use backroom_core::trends::{Trends, TrendsTally};
use backroom_core::usage::{DayUsage, Due, Meter, Usage};
use jiff::SignedDuration;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::Sentences;
use super::sample::{business, items, member, moved, now, question, record};

const SHOP: &str = "Thandi's Spaza";
const OTHER: &str = "Thandi's Tavern";

pub(crate) fn say(say: &mut Sentences) {
    newcomers(say);
    settings(say);
    where_and_when(say);
    people(say);
    places(say);
    plans(say);
    limits(say);
    files(say);
    private(say);
    reports(say);
    key(say);
}

fn newcomers(say: &mut Sentences) {
    say.reply("welcome::stranger", welcome::stranger());
    say.reply("welcome::invitation_needed", welcome::invitation_needed());
    say.reply("welcome::name_first", welcome::name_first());
    say.reply(
        "welcome::perhaps_its_name",
        welcome::perhaps_its_name("Sell 4 Less"),
    );
    say.reply("welcome::founded", welcome::founded(SHOP));
    say.reply("welcome::joined", welcome::joined(SHOP));
    say.reply("welcome::bad_code", welcome::bad_code());
    say.reply("welcome::already_member", welcome::already_member(SHOP));
    let open = || Reply::text("It is open!");
    for trade in [None, Some(Trade::Spaza)] {
        say.reply(
            "starter::offered",
            starter::offered(open(), &question(), trade),
        );
    }
    say.reply("starter::which_trade", starter::which_trade(&question()));
    for trade in Trade::NAMED.into_iter().chain([Trade::Other]) {
        say.reply("starter::offer", starter::offer(&question(), trade));
    }
    say.reply("starter::added", starter::added(&Trade::Spaza.items()));
    say.reply("starter::nothing_to_add", starter::nothing_to_add());
}

fn settings(say: &mut Sentences) {
    for oversell in [true, false] {
        let settings = Settings {
            oversell,
            ..Settings::default()
        };
        say.reply(
            "welcome::oversell_set",
            welcome::oversell_set(&set_so(settings)),
        );
    }
    for confirm in [
        Confirm::Words,
        Confirm::Reaction,
        Confirm::Digest,
        Confirm::Silence,
    ] {
        let settings = Settings {
            confirm,
            ..Settings::default()
        };
        say.reply(
            "welcome::confirm_set",
            welcome::confirm_set(&set_so(settings)),
        );
    }
    for reports in [
        Reports::Daily,
        Reports::Weekly,
        Reports::Monthly,
        Reports::Off,
    ] {
        let settings = Settings {
            reports,
            ..Settings::default()
        };
        say.reply(
            "welcome::reports_set",
            welcome::reports_set(&set_so(settings)),
        );
    }
    say.reply("welcome::renamed", welcome::renamed(SHOP));
    for (oversell, reports, confirm) in [
        (false, Reports::Off, Confirm::Words),
        (true, Reports::Daily, Confirm::Reaction),
        (false, Reports::Weekly, Confirm::Digest),
        (true, Reports::Monthly, Confirm::Silence),
    ] {
        let settings = Settings {
            oversell,
            reports,
            confirm,
            sheet: oversell.then(crate::sheet::kept),
            ..Settings::default()
        };
        say.reply("welcome::settings", welcome::settings(&set_so(settings)));
    }
}

/// The business with these settings.
fn set_so(settings: Settings) -> Business {
    Business {
        settings,
        ..business()
    }
}

fn where_and_when(say: &mut Sentences) {
    for quiet_hours in [QuietHours::NONE, QuietHours { from: 21, until: 6 }] {
        let settings = Settings {
            quiet_hours,
            ..Settings::default()
        };
        say.reply(
            "welcome::quiet_hours_set",
            welcome::quiet_hours_set(&set_so(settings)),
        );
    }
    let now = "Tue 24 Nov, 09:00";
    say.reply(
        "welcome::time_zone_set",
        welcome::time_zone_set(&business(), now),
    );
    say.reply(
        "welcome::no_such_time_zone",
        welcome::no_such_time_zone("atlantis"),
    );
    say.reply("welcome::currency_set", welcome::currency_set(&business()));
    say.reply(
        "welcome::no_such_currency",
        welcome::no_such_currency("DOLLARS"),
    );
    say.reply(
        "welcome::sure_of_currency",
        welcome::sure_of_currency(&question(), &business(), "USD"),
    );
}

fn people(say: &mut Sentences) {
    let (thandi, sipho) = (
        &member("Thandi", Role::Owner),
        &member("Sipho", Role::Staff),
    );
    let id = &question();
    say.reply(
        "team::list",
        team::list(SHOP, &[thandi.clone(), sipho.clone()]),
    );
    for role in [Role::Staff, Role::Manager] {
        say.reply("team::invitation", team::invitation(SHOP, role, "7W4PS6MF"));
    }
    say.reply("team::above_you", team::above_you(Role::Owner));
    for removed in [true, false] {
        say.reply("team::nobody", team::nobody("Zola", removed));
    }
    let two = [(sipho, Some("…1234")), (thandi, None)];
    say.reply("team::which_member", team::which_member(id, &two));
    for deed in [Deed::Remove, Deed::Appoint(Role::Manager)] {
        say.reply(
            "team::too_many_called",
            team::too_many_called("Sipho", deed),
        );
    }
    say.reply(
        "team::sure_to_remove",
        team::sure_to_remove(id, SHOP, sipho),
    );
    say.reply(
        "team::sure_to_make_owner",
        team::sure_to_make_owner(id, SHOP, sipho),
    );
    say.reply("team::sure_to_leave", team::sure_to_leave(id, SHOP));
    say.reply("team::removed", team::removed(SHOP, sipho));
    for already in [true, false] {
        say.reply(
            "team::has_role",
            team::has_role(sipho, Role::Staff, already),
        );
    }
    say.reply("team::last_owner", team::last_owner(SHOP));
    for now_in in [None, Some(OTHER)] {
        say.reply("team::left", team::left(SHOP, now_in));
    }
    say.reply("team::you_were_removed", team::you_were_removed(SHOP));
    say.reply(
        "team::you_were_removed_but",
        team::you_were_removed_but(SHOP, OTHER),
    );
    say.reply("team::before_you_joined", team::before_you_joined());
}

fn places(say: &mut Sentences) {
    let names = [SHOP.to_owned(), OTHER.to_owned()];
    say.reply("team::switched", team::switched(SHOP));
    say.reply("team::names_another", team::names_another(SHOP, "Alpha"));
    say.reply("team::businesses", team::businesses(&names));
    say.reply("team::businesses", team::businesses(&names[..1]));
    say.reply(
        "team::which_business",
        team::which_business(&question(), &names),
    );
    say.reply("team::no_such_business", team::no_such_business("the moon"));
    say.reply("team::bad_code_but_in", team::bad_code_but_in(SHOP));
    say.reply("team::joined_too", team::joined_too(OTHER, SHOP));
    say.reply("team::founded_too", team::founded_too(OTHER, SHOP));
    say.reply("team::name_the_shop", team::name_the_shop());
    say.reply("team::too_many_businesses", team::too_many_businesses());
}

fn prices() -> Prices {
    Prices {
        currency: "ZAR".to_owned(),
        starter: Money(9_900),
        pro: Money(29_900),
    }
}

fn plans(say: &mut Sentences) {
    let prices = prices();
    let in_use = InUse {
        messages: 12,
        items: 12,
        members: 2,
    };
    for tier in Plan::ALL {
        let business = Business {
            plan: tier,
            ..business()
        };
        say.reply("plan::plan", plan::plan(&business, in_use, &prices));
        let link = (tier == Plan::Free).then_some("https://pay.example/backroom");
        let upgrade = plan::upgrade(&business, tier.next(), &prices, link);
        say.reply("plan::upgrade", upgrade);
    }
    let shop = business();
    let full = plan::no_more_items(shop.plan, &shop.allowance(), 60);
    say.reply("plan::no_more_items", full);
    say.reply("plan::only_asks", plan::only_asks(&shop));
    say.reply("plan::no_more_members", plan::no_more_members(&shop));
    say.reply("plan::team_is_full", plan::team_is_full(&shop));
}

fn limits(say: &mut Sentences) {
    let zone = TimeZone::get("Africa/Johannesburg").expect("a zone");
    let earlier = ["sold 2 bread, 3 coke", "got 5 rice"];
    let at = now() - SignedDuration::from_mins(70);
    let earlier = earlier.map(|said| (at, moved(said).movements));
    let own = || Reply::text("Sold 3 Coke. 47 left.");
    let said = digest::with_earlier(own(), &earlier, &zone, "ZAR");
    say.reply("digest::with_earlier", said);
    let several = [own(), Reply::text("Coke: 47.")];
    let joined = digest::joined(&several).expect("they fit");
    say.reply("digest::joined", joined);
    let again = |hours: i64| now() + SignedDuration::from_hours(hours);
    for (tier, role, whose, period, hours) in [
        (Plan::Free, Role::Owner, Whose::Business, Period::Day, 14),
        (Plan::Starter, Role::Staff, Whose::Member, Period::Day, 14),
        (Plan::Pro, Role::Owner, Whose::Business, Period::Hour, 1),
        (
            Plan::Enterprise,
            Role::Owner,
            Whose::Business,
            Period::Hour,
            1,
        ),
        (Plan::Free, Role::Owner, Whose::Business, Period::Day, -1),
    ] {
        let business = Business {
            plan: tier,
            ..business()
        };
        let full = Full {
            whose,
            period,
            most: 50,
            again: again(hours),
        };
        let said = limit::reached(&business, role, &full, (now(), &zone));
        say.reply("limit::reached", said);
    }
}

fn files(say: &mut Sentences) {
    let day = |month, day| date(2026, month, day);
    let june = (day(6, 1), day(6, 30));
    let tables = [
        (Table::Stock, None),
        (Table::Sales(When::Today), Some((day(6, 1), day(6, 1)))),
        (
            Table::Movements(When::ThisYear),
            Some((day(1, 1), day(6, 30))),
        ),
    ];
    for (table, days) in tables {
        say.reply(
            "export::file",
            export::file(SHOP, table, days, 12, (1, true)),
        );
        say.reply("export::nothing", export::nothing(table, days));
    }
    let sales = Table::Sales(When::LastMonth);
    for (part, last) in [(1, false), (2, true)] {
        let file = export::file(SHOP, sales, Some(june), 20_000, (part, last));
        say.reply("export::file", file);
    }
    let business = Business {
        plan: Plan::Free,
        ..business()
    };
    say.reply(
        "export::not_in_plan",
        export::not_in_plan(&business, &prices()),
    );
    say.reply(
        "trends::not_in_plan",
        trends::not_in_plan(&business, &prices()),
    );
    say.reply("api::not_in_plan", api::not_in_plan(&business, &prices()));
}

fn private(say: &mut Sentences) {
    let id = &question();
    for all in [true, false] {
        say.reply("privacy::export", privacy::export(SHOP, all, 1, all));
        say.reply(
            "privacy::sure_to_forget",
            privacy::sure_to_forget(id, SHOP, all),
        );
        let close = privacy::sure_to_close(id, SHOP, (2, 12), all);
        say.reply("privacy::sure_to_close", close);
        let now_in = all.then_some(OTHER);
        say.reply("privacy::forgetting", privacy::forgetting(SHOP, now_in));
    }
    let both = privacy::also_where_they_left(privacy::sure_to_forget(id, SHOP, false));
    say.reply("privacy::also_where_they_left", both);
    say.reply(
        "privacy::not_the_only_owner",
        privacy::not_the_only_owner(SHOP),
    );
    say.reply("privacy::closing", privacy::closing(SHOP));
    say.reply("privacy::nothing_kept", privacy::nothing_kept());
    say.reply("privacy::nothing_to_export", privacy::nothing_to_export());
    let forgotten = privacy::about_somebody_forgotten();
    say.reply("privacy::about_somebody_forgotten", forgotten);
}

/// Sales of a coke and two loaves a day in the weeks before, and of three loaves since.
fn eight_weeks() -> Trends {
    let zone = TimeZone::UTC;
    let mut tally = TrendsTally::until(date(2026, 11, 23), &zone).unwrap();
    for day in 0..56_i64 {
        let said = if day < 28 {
            "sold 1 coke @ 18, 2 bread @ 17.50"
        } else {
            "sold 3 bread @ 18"
        };
        let mut record = record(said);
        record.key.sent_at = tally.from() + SignedDuration::from_hours(24 * day + 9);
        tally.record(record, false);
    }
    tally.trends()
}

fn key(say: &mut Sentences) {
    let access = ApiAccess::default().renewed();
    for address in [None, Some("https://backroom.example/")] {
        say.reply("api::key", api::key(SHOP, access, address));
    }
    let renewed = api::renewed(SHOP, access.renewed(), Some("https://backroom.example"));
    say.reply("api::renewed", renewed);
    say.reply("api::stopped", api::stopped());
    say.reply("api::none", api::none());
    say.reply("api::not_offered", api::not_offered());
}

fn reports(say: &mut Sentences) {
    let due = Due::at(now(), &TimeZone::UTC, Reports::Daily).unwrap();
    let (mut usage, mut takings) = (Usage::default(), Takings::default());
    for text in ["sold 3 coke", "got 2 bread", "sold 2 bread @ 18"] {
        let record = record(text);
        usage.wrote(&record);
        usage.moved_by(&record, due.first);
        takings.record(&record);
    }
    let items = items();
    let told = Told {
        due: &due,
        today: due.last.tomorrow().unwrap(),
        usage: &usage,
        takings: &takings,
        items: &items,
        currency: "ZAR",
        trends: None,
    };
    say.reply("report::business", report::business(SHOP, &told));
    say.reply("report::asked", report::asked("Spaza", &told));
    let counted = eight_weeks();
    let with_trends = Told {
        trends: Some(&counted),
        ..told
    };
    say.reply("report::asked", report::asked("Spaza", &with_trends));
    say.reply("trends::trends", trends::trends(&counted, &items, "ZAR"));
    say.line("report::business_line", report::business_line(&told));
    let used = |count| Meter {
        replies: count,
        gemini_texts: count / 4,
        refused: count / 50,
        paid: count / 3,
        errors: count / 10,
        slow: count / 12,
        throttled: count / 50,
        ..Meter::default()
    };
    let rates = Rates {
        reply: Micros(7_600),
        ..Rates::default()
    };
    let client = |messages: u64, plan| {
        let day = DayUsage {
            day: due.first,
            messages,
            unrecorded: 0,
            members: BTreeMap::new(),
            last: BTreeMap::new(),
            meter: used(messages.cast_signed()),
        };
        let business = Business { plan, ..business() };
        Client::of(&business, &[day], &due, &prices(), &rates)
    };
    let quiet = Survey {
        clients: vec![client(0, Plan::Pro)],
        ..Survey::default()
    };
    let busy = Survey {
        clients: vec![client(100, Plan::Pro), client(50, Plan::Free)],
        uncounted: 1,
        gemini_today: 4_100,
        gemini_daily_limit: Some(5_000),
    };
    for survey in [&quiet, &busy] {
        say.reply("operator::report", operator::report(&due, survey, "USD"));
        say.line("operator::line", operator::line(&due, survey, "USD"));
    }
}
