//! What a word can be: the grammar's view of one entry of the lexicon.

use crate::intent::{Action, Reason};

use super::lexicon;

/// Everything one word or phrase can be. A word can be several things ("can", "set", "half"); the place decides.
/// It lies in memory by itself, so that reading it waits for one cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Sense {
    /// The kinds of word it is.
    pub(super) flags: Flags,
    /// The movement it tells of.
    pub(super) verb: Option<Verb>,
    /// The number it is, in millionths.
    pub(super) number: Option<i32>,
    /// The unit it is, if any.
    pub(super) measures: UnitName,
    /// Whether some phrase starts with it, and with which letters it goes on: a set of the low five bits of their bytes.
    pub(super) next: u32,
    /// What single words have to be told apart for. It makes no word less likely a name.
    pub(super) words: Words,
}

/// A unit of the lexicon by its number there, which takes less room than its name. None is nought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct UnitName(pub(super) u16);

/// A word that moves stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verb {
    pub(super) action: Action,
    pub(super) reason: Reason,
    pub(super) place: Place,
}

/// Reading a sense waits for one cache line.
const _: () = assert!(size_of::<Sense>() == 64);

impl Verb {
    /// Whether what it tells of is lost to the shop: broken, gone off, stolen.
    pub(super) fn loses(self) -> bool {
        matches!(self.reason, Reason::Damage | Reason::Expiry | Reason::Theft)
    }
}

/// Where a verb can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Either,
    Before,
    After,
}

impl Sense {
    pub(super) const fn is(&self, flags: Flags) -> bool {
        self.flags.0 & flags.0 != 0
    }

    pub(super) const fn says(&self, words: Words) -> bool {
        self.words.any(words)
    }

    /// Whether it is a unit.
    pub(super) const fn is_unit(&self) -> bool {
        self.measures.0 != 0
    }

    /// The unit it is, in the singular; empty if none.
    pub(super) fn unit(&self) -> &'static str {
        lexicon::unit(self.measures)
    }

    /// Nothing is known of it but what names are made of: most likely part of a name.
    pub(super) const fn unknown(&self) -> bool {
        let of_names = Flags::ADJECTIVE
            .or(Flags::KIND)
            .or(Flags::SIZED)
            .or(Flags::CARRIER)
            .or(Flags::KNOWN)
            .or(Flags::PLACE)
            .or(Flags::PEST)
            .or(Flags::SOMEBODY);
        self.without(of_names)
    }

    /// Nothing at all is known of it.
    pub(super) const fn empty(&self) -> bool {
        self.without(Flags(0))
    }

    /// It is in no list of the lexicon.
    pub(super) const fn nothing(&self) -> bool {
        self.empty() && !self.words.any(Words::EVERY)
    }

    const fn without(&self, kinds: Flags) -> bool {
        self.flags.0 & !kinds.0 == 0
            && self.verb.is_none()
            && self.number.is_none()
            && !self.is_unit()
    }

    /// A number that is the same for equal senses, and seldom for others.
    pub(super) fn mixed(&self) -> u64 {
        let mix =
            |sum: u64, part: u64| (sum.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
        let unit = u64::from(self.measures.0);
        let number = u64::from(self.number.unwrap_or(-1).unsigned_abs());
        let [low, high] = [self.flags.0 as u64, (self.flags.0 >> 64) as u64];
        let next = u64::from(self.next);
        [low, high, number, unit, next]
            .into_iter()
            .chain(self.words.0)
            .fold(0, mix)
    }

    /// Whether some phrase starts with it and a word that begins so.
    pub(super) const fn goes_on(&self, first: u8) -> bool {
        self.next >> (first & 31) & 1 == 1
    }

    /// The whole number or fraction it is: not a scale.
    pub(super) fn sense_number(&self) -> Option<i64> {
        let number = self.number.filter(|_| !self.is(Flags::SCALE));
        number.map(i64::from)
    }

    pub(super) fn verb_before(&self) -> Option<Verb> {
        self.verb.filter(|verb| verb.place != Place::After)
    }

    pub(super) fn verb_after(&self) -> Option<Verb> {
        self.verb.filter(|verb| verb.place != Place::Before)
    }
}

/// A set of small classes of words, as [`Flags`] is one of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Words([u64; 3]);

macro_rules! words {
    ($($name:ident $section:literal,)*) => {
        /// Their places among the bits.
        #[expect(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "named as the classes are"
        )]
        enum Bit { $($name,)* }
        impl Words { $(pub(super) const $name: Self = Self::bit(Bit::$name as u8);)* }
        /// The sections of the lexicon that give a class of words and nothing else.
        pub(super) const CLASSES: &[(&str, Words)] = &[$(($section, Words::$name),)*];
    };
}

words! {
    WORK "work",
    MARKET "market",
    CUTS "cuts",
    TITLE "title",
    DISPOSAL "disposal",
    VERB_LAST "verb last",
    DAY "day",
    DISASTER "disaster",
    MAKES "makes",
    VESSEL "vessel",
    TAKES_BACK "takes back",
    WORTH "worth",
    AFTER "after",
    REACHED "reached",
    PAID "paid",
    VEHICLE "vehicle",
    AGAIN "as many more",
    FILLED "how full",
    TAKEN_OFF "taken off",
    TYPED "typed",
    BUT "but",
    NOT_LAST "not, said twice",
    ALL "all of it",
    OUT "out",
    PART "part of an animal or plant",
    UNTOUCHED "new, and so on",
    OPENED "opened",
    DROPPED "dropped",
    HAVE "have",
    DONATED "donated",
    BY_HOW_MUCH "by how much",
    SENDS "sends",
    BRINGS "brings",
    GIVES "gives",
    SO "so",
    TRENDS "trends",
    API_KEY "api key",
    NEW_API_KEY "new api key",
    API_OFF "api off",
    KITCHEN "kitchen measure",
    OUNCE "ounce",
    OTHER "somebody else",
    INSTEAD "or another",
    STOCK "stock",
    ANY "any",
    SAID "said",
    WAY "on the way",
    WAS "was",
    NO_COMMENT "no comment alone",
    NAMES_TOO "names as well",
    PUTS_IN "put in",
    SITE "site",
    BUYS "buys",
    BUYER "buyer",
    MISTER "mister",
    LEAVES "leaves",
    PICKS "picks",
    GROWN "grown",
    FIELD "field",
    BACK "back",
    CAR "car",
    OCCASION "occasion",
    EXCHANGES "exchanges",
    TELLS_ME "tells me",
    PUTS "puts",
    SHORT "short for",
    LOADS "loads",
    LEAVES_WITH "leaves with",
    UNCHANGED "nothing has changed",
    PRIVATELY "for himself",
    SWAPS "exchanged",
    TOTAL "total",
    ONLY "only",
    GOES "went to",
    ONE_MORE "one more",
    WHICH_ONE "which one",
    LEFT "left",
    HERE "here",
    NOTHING "nothing",
    INSTEAD_OF "instead of",
    MONTH "month name",
    RISES "goes up",
    COMES "come",
    SHOULD_BE "should be",
    TENDER "tender",
    SELLS "sells",
    CHARGES "charges",
    US "us",
    STILL "still",
    SETS "sets",
    MUST "must",
    OFF_THE_BOOKS "off the books",
    LOSES "loses",
    CARRIES "carries",
    SHIFTS "shifts",
    INSIDE "inside the shop",
    ELSEWHERE "elsewhere",
    LOT "a lot of goods",
    AND_ONE "and one",
    STAFF_MEAL "staff meal",
    LEADS_TO_ONE "leads to one",
    FALLS_SHORT "falls short",
    ON_THE_FLOOR "on the floor",
    BACK_FROM "came back from",
    THEIRS "what they have",
    COMPARES "compares",
    TRADES "trades",
    GOES_ON "goes on",
    UNDOES "undoes",
    POINTS "points at it",
    ENTRY "entry",
    ONE "one of them",
    ASIDE "aside",
    MISTAKEN "by mistake",
    ASKS_IF "asks whether",
    COSTS "costs",
    LOOKS "looks",
    LITTLE "little",
    ABOUT "about so many",
    LAST "the last",
    MASS "in no pieces",
    INSTITUTION "institution",
    LABEL "label",
    AROUND "told around it",
    SLIP "slip",
    STREET "street",
    WHEN "when",
    GOT_FOR "got for somebody",
    BETWEEN "between",
    COLLECTS "collects",
    AS_NEW "as new",
    GRABS "grabs",
    KIN "kin",
    COOKS "cooks",
    DISH "what is cooked",
    FINISHES "finishes",
    CRAFTED "what is made by hand",
    CUT_WRONG "cut wrong",
    PREDATOR "predator",
    BRINGS_IN "brings in",
    TAKES_APART "takes apart",
    PACKS "packs",
    COMES_OF "comes of it",
    FINDS "finds",
    MIXES "mixes",
    INTO "into",
    FAULT "what is wrong with it",
    RANGE "between two numbers",
    REDUCED "at less than its price",
    TAKES_OFF "takes off the price",
    GIVES_US "gives to us",
    ONES "single ones",
    NONE_OF_IT "none of it",
    SUPPOSES "supposes",
    COSTS_NOW "costs now",
    VISITS "visits",
    DONE "done with work",
    HAPPENS "happens",
    THEIR "their",
    USES "uses it for something",
    NOT_EVEN "not even so late",
    BEFORE_AN_HOUR "before an hour",
    PERIOD "how long",
    WITHIN "within",
}

impl Words {
    pub(super) const NONE: Self = Self([0; 3]);
    const EVERY: Self = Self([u64::MAX; 3]);

    const fn bit(bit: u8) -> Self {
        let mut words = Self::NONE;
        words.0[bit as usize / 64] = 1 << (bit % 64);
        words
    }

    pub(super) const fn any(self, other: Self) -> bool {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        a & x | b & y | c & z != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Self([a | x, b | y, c | z])
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(pub(super) u128);

macro_rules! flags {
    ($($name:ident $section:literal,)*) => {
        flags!(@number 0; $($name)*);
        /// The sections of the lexicon that give a kind and nothing else.
        pub(super) const SECTIONS: &[(&str, Flags)] = &[$(($section, Flags::$name),)*];
    };
    (@number $at:expr; $name:ident $($rest:ident)*) => {
        impl Flags { pub(super) const $name: Self = Self(1 << $at); }
        flags!(@number $at + 1; $($rest)*);
    };
    (@number $at:expr;) => {};
}

flags! {
    SCALE "scale",
    ARTICLE "article",
    VAGUE "vague",
    MEASURE "measure",
    SIZE "size",
    UNIT "unit",
    NOUN_UNIT "unit after the noun",
    BEFORE_UNIT "before unit",
    OF "of",
    AND "and",
    OR "or",
    TIMES "times",
    TO "to",
    FROM "from",
    FOR "for",
    EACH "each",
    AT "at",
    WITH "with",
    IN "in",
    BY "by",
    RAND "rand",
    PERSON "person",
    OWN "own",
    THE "the",
    BE "be",
    AUXILIARY "auxiliary",
    FILLER "filler",
    TIME "time",
    NEGATIVE "negative",
    FUTURE "future",
    CONDITION "condition",
    WISH "wish",
    HOW_MANY "how many",
    HOW_MANY_AFTER "how many after",
    LIST "list",
    LOW "low",
    HISTORY "history",
    HISTORY_SOLD "history sold",
    HISTORY_RECEIVED "history received",
    HISTORY_AFTER "history after",
    HISTORY_AFTER_RECEIVED "history after received",
    QUESTION "question",
    TODAY "today",
    YESTERDAY "yesterday",
    WEEK "week",
    MONTH "month",
    LAST_WEEK "last week",
    LAST_MONTH "last month",
    YES "yes",
    NO "no answer",
    UNDO "undo",
    HELP "help",
    COURTESY "courtesy",
    FIX "fix",
    NOT_BUT "not but",
    INVITE "invite",
    JOIN "join",
    OVERSELL_ON "oversell on",
    OVERSELL_OFF "oversell off",
    REPORTS_ON "reports on",
    REPORTS_WEEKLY "reports weekly",
    REPORTS_MONTHLY "reports monthly",
    REPORTS_OFF "reports off",
    SETTINGS "settings",
    PASTE "paste my list",
    PLAN "plan",
    UPGRADE "upgrade",
    RENAME "rename",
    TEAM "team",
    SHOPS "shops",
    SWITCH "switch",
    LEAVE "leave",
    EXPORT "export my data",
    FORGET "delete my data",
    CLOSE "delete my shop",
    COMMENT "comment",
    ABSTRACT "abstract",
    RETURN "return",
    COMPOUND "after a container a name",
    WEAK "weak",
    THIRD "third person",
    ORDER "order",
    GOODS "goods too",
    ADJECTIVE "adjective",
    KIND "kind",
    RUN_OUT "run out",
    NONE "none",
    NUMBERED "numbered",
    SIZED "sized",
    CUSTOMER "customer",
    SUPPLIER "supplier",
    STOCKTAKE_START "stocktake start",
    STOCKTAKE_END "stocktake end",
    UNCOUNTED "uncounted",
    WHAT_IS_LEFT "what is left",
    SALES "sales",
    PROFIT "profit",
    REPORT "report",
    STOCK_VALUE "stock value",
    PRICE "price",
    PRICE_AFTER "price after",
    NO_PRICE "no price",
    DELIVERS "delivers",
    CARRIER "carrier",
    NOW "now",
    CLAUSE "clause",
    REORDER "reorder",
    ALERT "alert",
    NO_ALERT "no alert",
    BELOW "below",
    DOWN_TO "down to",
    SUPPLIER_OF "supplier of",
    NO_SUPPLIER "no supplier",
    SUPPLIED "supplied",
    COMES_FROM "comes from",
    REMARK "remark",
    PLACE "place",
    THIEF "thief",
    PEST "pest",
    ARRIVES "arrives",
    SOMEBODY "somebody",
    // No section: words of the message that name something of the shop.
    KNOWN "known name",
}

impl Flags {
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
