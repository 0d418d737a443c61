//! Keys stay as they are, and none reaches into another partition.

use backroom_core::ids::{MessageId, PhoneNumber, ScopedUserId};

use super::*;

/// Data in the table is found by these. A change here is a migration.
#[test]
fn keys_stay_as_they_are() {
    let of = BusinessId::new("b0123456789abcdef");
    let by = MemberId::new("m0123456789abcdef");
    let at: Timestamp = "2026-11-24T11:09:57Z".parse().unwrap();
    let message = LedgerKey {
        sent_at: at,
        digest: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".to_owned(),
    };
    let ours = BusinessNumberId::new("106540352242922");
    let sender = Sender {
        phone: Some(PhoneNumber::new("27820000001")),
        user_id: Some(ScopedUserId::new("ZA.4471")),
        profile_name: None,
    };
    let mut keys = identities(&ours, &sender);
    keys.extend([
        profile(&of),
        member(&of, &by),
        item(&of, &ItemId::new("coke")),
        alias(&of, "cool drink"),
        question(&of, &by),
        stocktake(&of),
        import(&of, "0f1e2d3c"),
        ledger(&of, &message),
        undone(&of, &message),
        usage_day(&of, jiff::civil::date(2026, 11, 24)),
        api_hour(&of, at),
        asked_day(Some(&of), jiff::civil::date(2026, 11, 24)),
        asked_day(None, jiff::civil::date(2026, 11, 24)),
        report(Some(&of), "week", "2026-W48"),
        report(None, "day", "2026-11-24"),
        invite("ABCD2345"),
        invited(&of, "ABCD2345"),
        customer(&of, "mama zola"),
        number(&ours),
        directory(&of),
        miss(Month::of(at), "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        schema(),
    ]);
    let found: Vec<String> = keys
        .iter()
        .map(|key| format!("{} / {}", key.pk, key.sk))
        .collect();
    let expected = [
        "IDENTITY#106540352242922#id:ZA.4471 / STANDING",
        "IDENTITY#106540352242922#wa:27820000001 / STANDING",
        "BUSINESS#b0123456789abcdef / PROFILE",
        "BUSINESS#b0123456789abcdef / MEMBER#m0123456789abcdef",
        "BUSINESS#b0123456789abcdef / ITEM#coke",
        "BUSINESS#b0123456789abcdef / ALIAS#cool drink",
        "BUSINESS#b0123456789abcdef / QUESTION#m0123456789abcdef",
        "BUSINESS#b0123456789abcdef / STOCKTAKE",
        "BUSINESS#b0123456789abcdef / IMPORT#0f1e2d3c",
        "BUSINESS#b0123456789abcdef#LEDGER#2026-11 / 2026-11-24T11:09:57Z#0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "BUSINESS#b0123456789abcdef#LEDGER#2026-11 / 2026-11-24T11:09:57Z#0f1e2d3c4b5a69788796a5b4c3d2e1f0#UNDONE",
        "BUSINESS#b0123456789abcdef#USAGE / 2026-11-24",
        "BUSINESS#b0123456789abcdef#USAGE / API#2026-11-24T11:09:57Z",
        "BUSINESS#b0123456789abcdef#USAGE / GEMINI#2026-11-24",
        "OPERATOR / GEMINI#2026-11-24",
        "BUSINESS#b0123456789abcdef#USAGE / REPORT#week#2026-W48",
        "OPERATOR / REPORT#day#2026-11-24",
        "INVITE#ABCD2345 / INVITE",
        "BUSINESS#b0123456789abcdef / INVITE#ABCD2345",
        "BUSINESS#b0123456789abcdef / CUSTOMER#mama zola",
        "NUMBER#106540352242922 / NUMBER",
        "BUSINESSES / b0123456789abcdef",
        "MISSES#2026-11 / 0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "META / SCHEMA",
    ];
    assert_eq!(found, expected);
    assert_eq!(ledger_key(&ledger(&of, &message).sk), Some(message));
}

#[test]
fn no_id_reaches_into_another_partition() {
    let theirs = ledger_month(
        &BusinessId::new("b1"),
        Month {
            year: 2026,
            month: 11,
        },
    );
    let hostile = profile(&BusinessId::new("b1#LEDGER#2026-11"));
    assert_ne!(hostile.pk, theirs);
    assert_eq!(hostile.pk, "BUSINESS#b1%23LEDGER%232026-11");
    assert_ne!(
        business(&BusinessId::new("a#")),
        business(&BusinessId::new("a%23"))
    );
    let person = |number: &str, phone: &str| {
        let phone = Some(PhoneNumber::new(phone));
        let sender = Sender {
            phone,
            user_id: None,
            profile_name: None,
        };
        identities(&BusinessNumberId::new(number), &sender)
    };
    assert_ne!(person("1#wa:2", "3"), person("1", "2#wa:3"));
}

#[test]
fn long_parts_are_cut_to_what_dynamodb_takes_and_stay_apart() {
    let of = BusinessId::new("b".repeat(5000));
    let long = "🍞".repeat(1000);
    let keys = [
        item(&of, &ItemId::new(long.as_str())),
        item(&of, &ItemId::new(format!("{long}x"))),
        item(&of, &ItemId::new("#".repeat(513))),
        alias(&of, &long),
        invite(&"#".repeat(5000)),
        report(Some(&of), &long, &long),
        ledger(
            &of,
            &LedgerKey::of(&MessageId::new(long.as_str()), Timestamp::UNIX_EPOCH),
        ),
    ];
    for key in &keys {
        assert!(
            key.pk.len() <= 2048 && key.sk.len() <= 1024,
            "{}",
            key.sk.len()
        );
    }
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn months_follow_each_other_over_the_year() {
    let december = Month::of("2026-12-31T23:59:59Z".parse().unwrap());
    assert_eq!(december.to_string(), "2026-12");
    assert_eq!(december.next().to_string(), "2027-01");
    assert_eq!(december.next().previous(), december);
    assert!(december < december.next());
}

#[test]
fn fractions_of_a_second_do_not_move_a_record() {
    let of = BusinessId::new("b");
    let at = |text: &str| LedgerKey {
        sent_at: text.parse().unwrap(),
        digest: "d".to_owned(),
    };
    assert_eq!(
        ledger(&of, &at("2026-11-24T11:09:57.999Z")),
        ledger(&of, &at("2026-11-24T11:09:57Z"))
    );
}
