//! A business's profile, the questions to its members, its usage and its reports.

use backroom_core::api::ApiAccess;
use backroom_core::business::{Agreed, Business, Confirm, Plan, QuietHours, Reports, Settings};
use backroom_core::ids::{MemberId, MessageId, QuestionId};
use backroom_core::question::{Asks, Question};
use backroom_core::sheet::{KeptSheet, SheetId, SheetState, SheetTrouble};
use backroom_io::store::{Commit, Committed, ProfileChange, Recipient, StoreError};

use crate::support::{at, found, refusal, shop, table};

fn changing(before: &Business, after: &Business) -> ProfileChange {
    ProfileChange {
        before: before.clone(),
        after: after.clone(),
    }
}

#[tokio::test]
async fn two_who_change_two_settings_at_the_same_time_both_have_their_way() {
    let shop = shop().await;
    let mut quiet = shop.business.clone();
    quiet.settings.quiet_hours = QuietHours { from: 21, until: 6 };
    let mut renamed = shop.business.clone();
    renamed.name = "Thandi & Sons".to_owned();
    for after in [&quiet, &renamed] {
        let change = changing(&shop.business, after);
        assert!(shop.store.save_business(&change).await.unwrap());
    }
    let both = Business {
        name: renamed.name,
        ..quiet
    };
    let known = shop.store.load_business_to_change(shop.id()).await.unwrap();
    assert_eq!(known, Some(both));
}

#[tokio::test]
async fn the_profile_changes_with_its_message_once() {
    let shop = shop().await;
    assert_eq!(
        shop.store.load_business(shop.id()).await.unwrap(),
        Some(shop.business.clone())
    );
    let mut changed = shop.business.clone();
    changed.name = "Thandi & Sons".to_owned();
    changed.settings = Settings {
        oversell: true,
        reports: Reports::Weekly,
        confirm: Confirm::Reaction,
        quiet_hours: QuietHours { from: 21, until: 6 },
        sheet: Some(KeptSheet {
            id: SheetId::new("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms").unwrap(),
            since: at(0),
            by: shop.owner.id.clone(),
        }),
        api: ApiAccess {
            generation: 3,
            on: true,
        },
    };
    let record = refusal(&shop.owner, "oversell on", at(0), "On.");
    let change = changing(&shop.business, &changed);
    let commit = Commit {
        profile: Some(&change),
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    assert_eq!(
        shop.store.load_business(shop.id()).await.unwrap(),
        Some(changed.clone())
    );
    let back = changing(&changed, &shop.business);
    assert!(shop.store.save_business(&back).await.unwrap());
    assert!(matches!(
        shop.store.commit(&commit).await.unwrap(),
        Committed::Already(_)
    ));
    assert_eq!(
        shop.store.load_business(shop.id()).await.unwrap(),
        Some(shop.business.clone())
    );

    let mut unknown = shop.business.clone();
    unknown.id = backroom_core::ids::BusinessId::new("none");
    let unknown = changing(&unknown, &unknown);
    assert!(!shop.store.save_business(&unknown).await.unwrap());
    let commit = Commit {
        profile: Some(&unknown),
        ..Commit::of(shop.id(), &record)
    };
    assert!(matches!(
        shop.store.commit(&commit).await,
        Err(StoreError::Unsound(_))
    ));
}

#[tokio::test]
async fn what_is_known_of_a_sheet_is_kept() {
    let shop = shop().await;
    let (store, id) = (&shop.store, shop.id());
    assert_eq!(store.load_sheet_state(id).await.unwrap(), None);
    let kept = KeptSheet {
        id: SheetId::new("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms").unwrap(),
        since: at(0),
        by: shop.owner.id.clone(),
    };
    let state = SheetState::new(&kept).failed(SheetTrouble::NotShared, at(5));
    for state in [state.clone(), state.written("digest".to_owned(), at(9))] {
        store.save_sheet_state(id, &state).await.unwrap();
        assert_eq!(store.load_sheet_state(id).await.unwrap(), Some(state));
    }
}

#[tokio::test]
async fn all_businesses_are_listed() {
    let (store, _, faults) = table(1).await;
    let mut founded = Vec::new();
    for n in 0..5 {
        let shop = found(
            store.clone(),
            faults.clone(),
            &format!("s{n}"),
            &format!("278{n}"),
        )
        .await;
        founded.push(shop.business.id);
    }
    founded.sort();
    let mut pages = store.businesses();
    assert_eq!(pages.next().await.unwrap(), Some(founded));
    assert_eq!(pages.next().await.unwrap(), None);
}

#[tokio::test]
async fn a_question_waits_until_it_expires_or_is_closed() {
    let shop = shop().await;
    let (store, id, member) = (&shop.store, shop.id(), &shop.owner.id);
    let question = |id: &str| Question {
        id: QuestionId::new(id),
        about: MessageId::new("wamid.1"),
        expires_at: at(60),
        asks: Asks::HowMany {
            action: backroom_core::intent::Action::Remove,
            reason: backroom_core::intent::Reason::Sale,
            name: "coke".to_owned(),
        },
    };
    assert_eq!(store.find_question(id, member, at(0)).await.unwrap(), None);
    store.ask(id, member, &question("first")).await.unwrap();
    store.ask(id, member, &question("second")).await.unwrap();
    assert_eq!(
        store.find_question(id, member, at(59)).await.unwrap(),
        Some(question("second"))
    );
    assert_eq!(
        store.find_question(id, member, at(60)).await.unwrap(),
        None,
        "expired"
    );
    assert_eq!(
        store
            .find_question(id, &MemberId::new("other"), at(0))
            .await
            .unwrap(),
        None
    );
    let close = |id: &str| QuestionId::new(id);
    assert!(
        !store
            .close_question(id, member, &close("first"))
            .await
            .unwrap()
    );
    assert!(
        store
            .close_question(id, member, &close("second"))
            .await
            .unwrap()
    );
    assert!(
        !store
            .close_question(id, member, &close("second"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_report_is_claimed_once_for_its_period() {
    let shop = shop().await;
    let recipients = [Recipient::Business(shop.id()), Recipient::Operator];
    let store = &shop.store;
    for to in recipients {
        for (kind, period) in [
            ("day", "2026-11-24"),
            ("day", "2026-11-25"),
            ("week", "2026-W48"),
        ] {
            assert!(store.claim_report(to, kind, period, at(0)).await.unwrap());
            assert!(!store.claim_report(to, kind, period, at(9)).await.unwrap());
        }
        store.release_report(to, "day", "2026-11-24").await.unwrap();
        assert!(
            store
                .claim_report(to, "day", "2026-11-24", at(0))
                .await
                .unwrap()
        );
    }
}

#[tokio::test]
async fn the_plan_is_the_operators_and_no_message_changes_it() {
    let shop = shop().await;
    let operators = Business {
        plan: Plan::Pro,
        agreed: Agreed {
            messages_a_day: Some(300),
            items: Some(0),
            ..Agreed::default()
        },
        without_place: vec![shop.owner.id.clone()],
        ..shop.business.clone()
    };
    assert!(shop.store.set_plan(&operators).await.unwrap());
    let known = async || shop.store.load_business(shop.id()).await.unwrap().unwrap();
    assert_eq!(known().await, operators);
    let before = Business {
        name: "Thandi & Sons".to_owned(),
        ..shop.business.clone()
    };
    let renamed = changing(&shop.business, &before);
    assert!(shop.store.save_business(&renamed).await.unwrap());
    let after = known().await;
    assert_eq!((&*after.name, after.plan), ("Thandi & Sons", Plan::Pro));
    assert_eq!(after.agreed, operators.agreed);
    let nobody = Business {
        id: backroom_core::ids::BusinessId::new("nobody"),
        ..operators
    };
    assert!(!shop.store.set_plan(&nobody).await.unwrap());
}
