//! A thing of the shop that gets another name.

use super::is_item;
use crate::catalogue::Catalogue;
use crate::intent::{Edit, Intent, Parsed};
use crate::parse::scan::Scan;
use crate::parse::{items, words};

/// "change brake pads to brake pads front": what is changed is something of the shop.
pub(super) fn renamed(raw: &str, scan: Scan<'_>, names: &Catalogue) -> Option<Parsed> {
    let edit = items::changed(raw, &words::Words::of(scan)?)?;
    let Edit::Rename { from, .. } = &edit else {
        return None;
    };
    is_item(from, names).then_some(Parsed::Understood(Intent::Edit(edit)))
}
