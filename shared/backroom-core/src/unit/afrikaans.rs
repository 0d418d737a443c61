//! Afrikaans words for units, where they differ from the English ones. ("Ons" is not here: it is an ounce far less
//! often than it is "we".)

use super::{Word, word};

/// Singular, plural, other forms, and the measure.
pub(super) const WORDS: &[Word] = &[
    word("desiliter", "desiliter", &[], "dl"),
    word("teelepel", "teelepels", &["teelepelvol"], "tsp"),
    word("eetlepel", "eetlepels", &["eetlepelvol"], "tbsp"),
    word("koppie", "koppies", &["koppievol"], "cup"),
    word("gelling", "gellings", &["gellinge"], "gallon"),
    word("pond", "ponde", &[], "lb"),
    word("sentimeter", "sentimeter", &["sentimeters"], "cm"),
    word("duim", "duim", &["duime"], "inch"),
    word("voet", "voet", &["voete"], "foot"),
    word("stuk", "stukke", &["stuks"], "piece"),
    word("sak", "sakke", &[], "bag"),
    word("sakkie", "sakkies", &[], "bag"),
    word("bottel", "bottels", &[], "bottle"),
    word("botteltjie", "botteltjies", &[], "bottle"),
    word("emmer", "emmers", &[], "bucket"),
    word("bossie", "bossies", &[], "bunch"),
    word("brood", "brode", &[], "loaf"),
    word("pakkie", "pakkies", &[], "packet"),
    word("paar", "paar", &["pare"], "pair"),
    word("rol", "rolle", &[], "roll"),
    word("stel", "stelle", &[], "set"),
    word("sny", "snye", &[], "slice"),
    word("blik", "blikke", &[], "tin"),
    word("blikkie", "blikkies", &[], "tin"),
    word("fles", "flesse", &[], "jar"),
    word("buis", "buise", &[], "tube"),
    word("bakkie", "bakkies", &[], "tub"),
    word("boks", "bokse", &[], "box"),
    word("doos", "dose", &[], "box"),
    word("karton", "kartonne", &[], "carton"),
    word("kas", "kaste", &[], "case"),
    word("krat", "kratte", &[], "crate"),
    word("pak", "pakke", &[], "pack"),
    word("bondel", "bondels", &[], "bundle"),
    word("handvol", "handevol", &[], "handful"),
    word("knippie", "knippies", &[], "pinch"),
];
