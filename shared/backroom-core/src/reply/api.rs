//! What is said about reading the stock with other programs. The key itself is in none of it: see [`crate::api::PLACE`].

use super::plan::comes_with;
use super::{Reply, echo};
use crate::api::{ApiAccess, PLACE};
use crate::business::{Business, Feature, Prices};

/// The key, and how it is used. `address` is where the API is, if we were told.
pub fn key(business: &str, access: ApiAccess, address: Option<&str>) -> Reply {
    said(
        &format!("The API key of {}:", echo(business)),
        access,
        address,
    )
}

/// A new key, in the place of the one before.
pub fn renewed(business: &str, access: ApiAccess, address: Option<&str>) -> Reply {
    said(
        &format!(
            "The new API key of {}; the one before is good no more:",
            echo(business)
        ),
        access,
        address,
    )
}

fn said(heading: &str, access: ApiAccess, address: Option<&str>) -> Reply {
    let used = match address {
        Some(address) => format!(
            "To try it: curl -H \"Authorization: Bearer {PLACE}\" {}/v1/items\nAlso /v1/shop and /v1/movements.",
            address.trim_end_matches('/')
        ),
        None => "Programs send it as: Authorization: Bearer, and the key. Where to: ask whoever gave you this number."
            .to_owned(),
    };
    Reply {
        api_key: Some(access.generation),
        ..Reply::text(format!(
            "{heading}\n{PLACE}\n\nWith it a program reads your stock and what moved; it can change nothing. Give it only \
             to whom you trust with that.\n{used}\n\nAnother one: new api key. None: api off"
        ))
    }
}

/// There is none any more.
pub fn stopped() -> Reply {
    Reply::text("The API key is good no more. To have another: api key")
}

/// There was none.
pub fn none() -> Reply {
    Reply::text("You have no API key. To have one: api key")
}

/// Nobody set it up here.
pub fn not_offered() -> Reply {
    Reply::text(
        "Reading your stock with other programs is not set up here. Ask whoever gave you this number.",
    )
}

/// The plan has no API.
pub fn not_in_plan(business: &Business, prices: &Prices) -> Reply {
    Reply::text(comes_with(
        "Other programs that read your stock",
        Feature::Api,
        business,
        prices,
    ))
}
