//! The lists of phrases, by the names that they have in the files.

/// What a reader asks for in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct List(u8);

macro_rules! lists {
    ($($name:ident $section:literal,)*) => {
        /// Their numbers.
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the lists are")]
        enum Number { $($name,)* }
        impl List { $(pub(in crate::parse) const $name: Self = Self(Number::$name as u8);)* }
        /// The sections of the files.
        const SECTIONS: &[&str] = &[$($section,)*];
    };
}

lists! {
    WORDS_POLITE "words: polite at the end",
    WORDS_ARTICLE "words: before a name",
    WORDS_SINGLE "words: one by one",
    NAMING_OPENS "naming: opens",
    NAMING_OTHER "naming: other",
    HELP "help: help",
    HELP_IDLE "help: between",
    HELP_PASTE "help: paste",
    HELP_STOCK "help: stock",
    HELP_ITEMS "help: items",
    HELP_MONEY "help: money",
    HELP_REPORTS "help: reports",
    HELP_TEAM "help: team",
    EXPORT_STARTS "export: starts",
    EXPORT_SENDS "export: sends",
    EXPORT_EXCEL "export: excel",
    EXPORT_CSV "export: csv",
    EXPORT_FILE "export: behind a kind",
    EXPORT_STOCK "export: stock",
    EXPORT_SALES "export: sales",
    EXPORT_MOVEMENTS "export: movements",
    EXPORT_IDLE "export: between",
    EXPORT_TODAY "export: today",
    EXPORT_YESTERDAY "export: yesterday",
    EXPORT_LAST_WEEK "export: last week",
    EXPORT_THIS_WEEK "export: this week",
    EXPORT_LAST_MONTH "export: last month",
    EXPORT_THIS_MONTH "export: this month",
    EXPORT_LAST_YEAR "export: last year",
    EXPORT_THIS_YEAR "export: this year",
    SETTING_BEFORE "setting: before",
    SETTING_BETWEEN "setting: between",
    SETTING_QUIET_HOURS "setting: quiet hours",
    SETTING_TIME_ZONE "setting: time zone",
    SETTING_CURRENCY "setting: currency",
    SETTING_OFF "setting: off",
    SETTING_UNTIL "setting: until",
    SHEET_IDLE "sheet: idle",
    SHEET_AROUND "sheet: around a link",
    SHEET "sheet: sheet",
    SHEET_WHOSE "sheet: whose",
    SHEET_STOP "sheet: stop",
    SHEET_WRITE "sheet: write",
    SHEET_SHOW "sheet: show",
    CONFIRM_SILENCE "confirm: silence",
    CONFIRM_WORDS "confirm: words",
    CONFIRM_REACTION "confirm: reaction",
    CONFIRM_DIGEST "confirm: digest",
    JANUARY "date: january",
    FEBRUARY "date: february",
    MARCH "date: march",
    APRIL "date: april",
    MAY "date: may",
    JUNE "date: june",
    JULY "date: july",
    AUGUST "date: august",
    SEPTEMBER "date: september",
    OCTOBER "date: october",
    NOVEMBER "date: november",
    DECEMBER "date: december",
    MONDAY "date: monday",
    TUESDAY "date: tuesday",
    WEDNESDAY "date: wednesday",
    THURSDAY "date: thursday",
    FRIDAY "date: friday",
    SATURDAY "date: saturday",
    SUNDAY "date: sunday",
    PACKS_ONE "packs: one",
    PACKS_OF "packs: of",
    PACKS_HOLDS "packs: holds",
    PACKS_IS "packs: is",
    PACKS_COMES_IN "packs: comes in",
    PACKS_THERE_ARE "packs: there are",
    PACKS_IN "packs: in",
    PACKS_PER "packs: per",
    PACKS_ARE "packs: are",
    PACKS_KEEP "packs: keep",
    PACKS_FROM_NOW "packs: from now on",
    PACKS_KEEP_IN "packs: keep in",
    PACKS_SINGLE "packs: single",
    PACKS_NO_NAME "packs: behind, and no name",
    ITEMS_NOW_CALLED "items: now called",
    ITEMS_NAME_OF "items: the name of",
    ITEMS_CHANGES_TO "items: changes to",
    ITEMS_CHANGE_NAME_OF "items: change the name of",
    ITEMS_CHANGE_NAME "items: change the name",
    ITEMS_RENAME "items: rename",
    ITEMS_CALL "items: call",
    ITEMS_CHANGE "items: change",
    ITEMS_CHANGE_TO "items: change to",
    ITEMS_TO "items: to",
    ITEMS_MERGE "items: merge",
    ITEMS_INTO "items: into",
    ITEMS_AND "items: and",
    ITEMS_ARE_THE_SAME "items: are the same",
    ITEMS_NO_LONGER "items: no longer means",
    ITEMS_DROP "items: drop",
    ITEMS_UNALIAS "items: unalias",
    ITEMS_OTHER_NAME "items: other name",
    ITEMS_FROM_LIST "items: from the list",
    ITEMS_REMOVE_ITEM "items: remove item",
    ITEMS_DELETE "items: delete",
    ITEMS_REMOVE "items: remove",
    ITEMS_EVERYTHING "items: no item",
    ITEMS_ALIAS "items: alias",
    ITEMS_MEANS_ALIAS "items: alias, means",
    ITEMS_ALIAS_OF "items: alias, of",
    ITEMS_WHEN_SAID "items: when i say",
    ITEMS_IT_MEANS "items: i mean",
    ITEMS_MEANS "items: means",
    ITEMS_CORRECTS "items: i mean, corrects",
    ITEMS_CALLED "items: called, turned round",
    TEAM_OWNER "team: owner",
    TEAM_MANAGER "team: manager",
    TEAM_STAFF "team: staff",
    TEAM_VIEWER "team: viewer",
    TEAM_AS "team: as",
    TEAM_MAKE "team: make",
    TEAM_IS_NOW "team: is now",
    TEAM_NOW "team: now",
    TEAM_INVITE "team: invite",
    TEAM_INVITES "team: invite, a name behind",
    TEAM_WHOM "team: whom",
    TEAM_ONTO "team: onto the team",
    TEAM_AS_ROLE "team: as, before a role",
    TEAM_ANOTHER "team: another",
    TEAM "team: team",
    TEAM_REMOVE_BARE "team: remove, and nothing behind",
    TEAM_MANY "team: many",
    TEAM_FIRE "team: fire",
    TEAM_OUT "team: out",
    TEAM_REMOVE "team: remove",
    TEAM_FROM "team: from",
    TEAM_UPGRADE "team: upgrade",
    TEAM_THE "team: the",
    TEAM_PLAN "team: plan",
    TEAM_SWITCH "team: switch to",
    TEAM_THE_SHOP "team: the shop",
    TEAM_OPEN "team: open",
    TEAM_NEW "team: new",
    TEAM_SHOP "team: shop",
    TEAM_CALLED "team: called",
    TEAM_SWITCHES "team: switch alone",
    TEAM_LEAVES "team: leave alone",
    TEAM_SHOPS "team: shops alone",
    TEAM_PLANS "team: plan alone",
    TEAM_UPGRADES "team: upgrade alone",
    ENTRY_UNDO "entry: undo",
    EXPIRY_MARKS "expiry: marks",
    EXPIRY_LINKS "expiry: links",
    EXPIRY_LEADS "expiry: leads",
    EXPIRY_TO_COME "expiry: to come",
    EXPIRY_PASSED "expiry: passed",
    EXPIRY_DATE_OF "expiry: date of",
    EXPIRY_WHEN "expiry: when",
    EXPIRY_ASKING "expiry: asking",
    EXPIRY_LITTLE "expiry: little",
    EXPIRY_TODAY "expiry: today",
    EXPIRY_TOMORROW "expiry: tomorrow",
    EXPIRY_THIS_WEEK "expiry: this week",
    EXPIRY_THIS_MONTH "expiry: this month",
    EXPIRY_WITHIN "expiry: within",
    EXPIRY_DAYS "expiry: days",
    EXPIRY_WEEKS "expiry: weeks",
    EXPIRY_MONTHS "expiry: months",
    DATE_OF "date: of",
    DATE_NTH "date: behind a number",
    DATE_END_OF "date: end of",
    DATE_LED "date: led by",
    DATE_ON "date: on",
    DATE_DAY_BEFORE "date: the day before yesterday",
    DATE_AGO "date: days ago",
    DATE_LAST "date: last",
    DATE_TODAY "date: today",
    DATE_TOMORROW "date: tomorrow",
    DATE_IN "date: in",
    DATE_DAYS "date: days",
    DATE_WEEKS "date: weeks",
    PRICE_HOW_MUCH_IS "price: how much is",
    PRICE_WHAT_DOES "price: what does",
    PRICE_COST "price: cost",
    PRICE_ARTICLE "price: article",
    PRICE_OTHERWISE "price: asks otherwise",
    PRICE_PAST "price: past",
    ALERT_OFF "alert: off",
    PRICE_SOLD "price: sold",
    CREDIT_ON_CREDIT "credit: on credit",
    CREDIT_ACCOUNTS "credit: accounts",
    CREDIT_FOR "credit: for",
    CREDIT_TOOK "credit: took",
    CREDIT_WHENCE "credit: where they are from",
    CREDIT_THEY_OWE "credit: they owe for it",
    CREDIT_GAVE "credit: gave",
    CREDIT_WHO_OWES "credit: who owes",
    CREDIT_FORGET "credit: forget",
    CREDIT_OWES_SUM "credit: owes so much",
    CREDIT_MORE "credit: so much more",
    CREDIT_SINCE "credit: since when",
    CREDIT_STILL "credit: still",
    CREDIT_IN_ALL "credit: in all",
    CREDIT_OWES_ASKED "credit: owes, behind the name",
    CREDIT_NOW "credit: now",
    CREDIT_DOES "credit: does, before the name",
    CREDIT_OWES_ALL "credit: owes, told",
    CREDIT_SHOW "credit: show",
    CREDIT_BALANCE_OF "credit: balance of",
    CREDIT_BALANCE "credit: balance",
    CREDIT_ON "credit: on",
    CREDIT_OWES_FOR "credit: owes for",
    CREDIT_OWES "credit: owes",
    CREDIT_CREDIT "credit: credit",
    CREDIT_PUT "credit: put",
    CREDIT_PAID "credit: paid",
    CREDIT_PAID_BEFORE "credit: paid, before the sum",
    CREDIT_PAID_BEHIND "credit: paid, behind the sum",
    CREDIT_PAID_ALL "credit: paid all",
    CREDIT_SETTLED "credit: settled",
    CREDIT_PAID_PART "credit: paid a part",
    CREDIT_NO "credit: no",
    CREDIT_PAYMENT "credit: payment",
    CREDIT_PAID_BY "credit: by",
    CREDIT_HAS "credit: has",
    CREDIT_HET "credit: has, with paid behind it",
    CREDIT_BETAAL "credit: paid, at the end",
    CREDIT_PROMISES "credit: promises",
    CREDIT_TO_COME "credit: to come",
    CREDIT_UNPAID "credit: not paid",
    CREDIT_LINKS "credit: before a promise",
    CREDIT_NOBODY "credit: nobody",
    CREDIT_GREETINGS "credit: greetings",
    CREDIT_NAME_ENDS "credit: ends a name",
    CREDIT_UNTIL "credit: until",
    CREDIT_THE "credit: the",
    CREDIT_SE "credit: whose",
    CREDIT_POLITE "credit: polite",
}

impl List {
    pub(super) const COUNT: usize = SECTIONS.len();

    /// The list of this name. The files are mostly in our order, so it is likely the one behind the last.
    pub(super) fn named(section: &str, last: Option<Self>) -> Option<Self> {
        let from = last.map_or(0, |last| last.place() + 1);
        let places = (from..SECTIONS.len()).chain(0..from);
        let place = places.into_iter().find(|at| SECTIONS[*at] == section)?;
        u8::try_from(place).ok().map(Self)
    }

    pub(super) fn place(self) -> usize {
        usize::from(self.0)
    }

    #[cfg(test)]
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        SECTIONS.iter().copied()
    }
}

/// A set of lists.
#[derive(Clone, Copy)]
pub(super) struct Lists([u64; 4]);

/// Each has its bit.
const _: () = assert!(List::COUNT <= 4 * 64);

impl Lists {
    pub(super) const NONE: Self = Self([0; 4]);

    pub(super) const fn have(&self, list: List) -> bool {
        self.0[list.0 as usize / 64] >> (list.0 % 64) & 1 == 1
    }

    pub(super) fn insert(&mut self, list: List) {
        self.0[list.place() / 64] |= 1 << (list.0 % 64);
    }
}
