//! The Google Sheet in which stock is kept.

use backroom_core::ids::MemberId;
use backroom_core::reply::sheet;
use backroom_core::sheet::{KeptSheet, SheetId, SheetState, SheetTrouble};
use jiff::tz::TimeZone;

use crate::Sentences;

const ACCOUNT: &str = "stock@the-backroom.iam.gserviceaccount.com";

pub(crate) fn kept() -> KeptSheet {
    KeptSheet {
        id: SheetId::new("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms").unwrap(),
        since: "2026-11-24T06:00:00Z".parse().unwrap(),
        by: MemberId::new("m1"),
    }
}

pub(crate) fn say(say: &mut Sentences) {
    let (kept, zone) = (kept(), TimeZone::get("Africa/Johannesburg").unwrap());
    let at = "2026-11-24T07:05:00Z".parse().unwrap();
    let fresh = SheetState::new(&kept);
    let written = fresh.clone().written("d".to_owned(), at);
    let failed = written.clone().failed(SheetTrouble::NotShared, at);
    say.reply("sheet::not_offered", sheet::not_offered());
    say.reply("sheet::how_to", sheet::how_to(ACCOUNT));
    say.reply("sheet::kept", sheet::kept(ACCOUNT));
    say.reply("sheet::writing", sheet::writing());
    say.reply("sheet::stopped", sheet::stopped());
    say.reply("sheet::none", sheet::none());
    for state in [None, Some(&written), Some(&failed)] {
        say.reply("sheet::shown", sheet::shown(&kept, state, ACCOUNT, &zone));
    }
    for why in [
        SheetTrouble::NotShared,
        SheetTrouble::Gone,
        SheetTrouble::Refused,
        SheetTrouble::Orphaned,
    ] {
        say.reply("sheet::trouble", sheet::trouble(why, ACCOUNT));
    }
}
