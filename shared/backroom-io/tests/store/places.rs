//! Places in businesses: switched, given a role, taken away; and that a business is never without an owner.

use backroom_core::business::{Business, Member, Person, Role, Standing};
use backroom_core::ids::{BusinessId, MemberId, MessageId};
use backroom_core::message::Sender;
use backroom_core::question::{Asks, Question, Settled};
use backroom_io::store::{Commit, Committed, Contact, Founded, Leaving, PlaceWrite};
use jiff::Timestamp;

use crate::support::{Shop, at, both, id_only, member, number, phone_only, refusal, shop};

const OWNER: &str = "27820000001";
const SIPHO: &str = "27820000002";

/// Adds somebody to the shop.
async fn add(shop: &Shop, name: &str, role: Role, sender: &Sender) -> Member {
    let member = member(
        shop.id(),
        name,
        role,
        &MessageId::new(format!("add {name}")),
    );
    let added = shop.store.add_member(&member, &number(), sender).await;
    assert!(added.unwrap());
    member
}

/// Founds one more business of this sender.
async fn second(shop: &Shop, sender: &Sender, sent_at: Timestamp) -> Business {
    let message = MessageId::new("wamid.second");
    let business = Business {
        id: BusinessId::founded_by(&message),
        name: "Second".to_owned(),
        ..shop.business.clone()
    };
    let owner = member(&business.id, "Sipho", Role::Owner, &message);
    let record = refusal(&owner, "second", sent_at, "");
    let founded = shop
        .store
        .found_business(&business, &owner, &number(), sender, &record)
        .await;
    assert_eq!(founded.unwrap(), Founded::Done);
    business
}

async fn contact(shop: &Shop, member: &MemberId) -> Contact {
    let found = shop.store.find_contact(shop.id(), member).await;
    found.unwrap().unwrap()
}

/// Writes it with the record of a message of the owner.
async fn write(shop: &Shop, message: &str, places: PlaceWrite) -> Committed {
    let record = refusal(&shop.owner, message, at(100), "");
    let commit = Commit {
        places: Some(&places),
        ..Commit::of(shop.id(), &record)
    };
    shop.store.commit(&commit).await.unwrap()
}

async fn stands(shop: &Shop, sender: &Sender) -> Standing {
    let standing = shop.store.find_standing(&number(), sender).await;
    standing.unwrap()
}

async fn person(shop: &Shop, sender: &Sender) -> Person {
    let Standing::Member(person) = stands(shop, sender).await else {
        panic!("they are in no business");
    };
    person
}

#[tokio::test]
async fn a_role_changes_at_both_identities_and_the_open_question_is_void() {
    let shop = shop().await;
    let sipho = both(SIPHO, "ZA.2");
    let member = add(&shop, "Sipho", Role::Staff, &sipho).await;
    let question = Question {
        id: backroom_core::ids::QuestionId::new("q1"),
        about: MessageId::new("wamid.q"),
        expires_at: at(1000),
        asks: Asks::Confirm {
            lines: Vec::new(),
            known: Settled::default(),
        },
    };
    shop.store
        .ask(shop.id(), &member.id, &question)
        .await
        .unwrap();
    let of = contact(&shop, &member.id).await;
    let places = shop.store.appoint(&of, Role::Viewer, None, at(100)).await;
    assert_eq!(
        write(&shop, "demote", places.unwrap()).await,
        Committed::Done
    );
    for sender in [&sipho, &phone_only(SIPHO), &id_only("ZA.2")] {
        assert_eq!(
            person(&shop, sender).await.here.member.role,
            Role::Viewer,
            "and they still know each other"
        );
    }
    let open = shop.store.find_question(shop.id(), &member.id, at(0)).await;
    assert_eq!(open.unwrap(), None);
    // What was decided on the old role is not written.
    let places = shop.store.appoint(&of, Role::Manager, None, at(100)).await;
    assert_eq!(
        write(&shop, "promote", places.unwrap()).await,
        Committed::StockChanged
    );
}

#[tokio::test]
async fn who_is_removed_has_no_access_and_keeps_their_other_business() {
    let shop = shop().await;
    let sipho = both(SIPHO, "ZA.2");
    let staff = add(&shop, "Sipho", Role::Staff, &sipho).await;
    let own = second(&shop, &sipho, at(50)).await;
    let back = (&number(), &sipho);
    let switch = shop.store.switch(back, shop.id(), at(60)).await.unwrap();
    assert_eq!(write(&shop, "back", switch.unwrap()).await, Committed::Done);
    let of = contact(&shop, &staff.id).await;
    let told = Leaving::Removed("Thandi's Spaza");
    let places = shop.store.take_out(&of, told, None, at(100)).await;
    let places = places.unwrap();
    assert_eq!(write(&shop, "remove", places).await, Committed::Done);

    for sender in [&sipho, &phone_only(SIPHO), &id_only("ZA.2")] {
        let Standing::Removed { from, still } = stands(&shop, sender).await else {
            panic!("they are told first");
        };
        assert_eq!(from, "Thandi's Spaza");
        assert_eq!(still.unwrap().here.member.business, own.id);
    }
    let there = shop.store.list_members(shop.id()).await.unwrap();
    assert_eq!(there, std::slice::from_ref(&shop.owner));
    let told = shop.store.told_of_removal(back, at(110)).await.unwrap();
    assert_eq!(write(&shop, "told", told.unwrap()).await, Committed::Done);
    let now = person(&shop, &sipho).await;
    assert_eq!(now.here.member.business, own.id);
    assert_eq!((now.elsewhere.len(), now.here.since), (0, at(110)));
}

#[tokio::test]
async fn two_owners_who_go_at_once_leave_one_behind() {
    let shop = shop().await;
    let other = add(&shop, "Zola", Role::Owner, &phone_only("27820000003")).await;
    let (first, second) = (
        contact(&shop, &shop.owner.id).await,
        contact(&shop, &other.id).await,
    );
    let one = shop
        .store
        .take_out(&first, Leaving::Left, Some(&other.id), at(100));
    let one = one.await.unwrap();
    let role = Role::Staff;
    let two = shop
        .store
        .appoint(&second, role, Some(&shop.owner.id), at(100));
    let two = two.await.unwrap();
    assert_eq!(write(&shop, "one", one).await, Committed::Done);
    assert_eq!(write(&shop, "two", two).await, Committed::StockChanged);
    let there = shop.store.list_members(shop.id()).await.unwrap();
    assert_eq!(there, [other]);
}

#[tokio::test]
async fn a_number_change_takes_all_businesses_along() {
    let shop = shop().await;
    let sipho = both(SIPHO, "ZA.2");
    add(&shop, "Sipho", Role::Staff, &sipho).await;
    let own = second(&shop, &sipho, at(50)).await;
    let new = both("27825555555", "ZA.9");
    let moved = shop.store.relink(&number(), &sipho, &new, at(70)).await;
    assert_eq!(moved.unwrap(), backroom_io::store::Relinked::Moved);
    let there = person(&shop, &new).await;
    assert_eq!(there.here.member.business, own.id);
    assert_eq!(there.elsewhere.len(), 1);
    assert_eq!(stands(&shop, &sipho).await, Standing::Unknown);
    for business in [shop.id(), &own.id] {
        let contacts = shop.store.list_contacts(business).await.unwrap();
        assert!(contacts.iter().any(|contact| contact.address == new));
    }
}

#[tokio::test]
async fn a_number_that_a_person_no_longer_shows_is_theirs_no_more() {
    let shop = shop().await;
    stands(&shop, &both(OWNER, "ZA.1")).await;
    let now = both("27825555555", "ZA.1");
    assert_eq!(person(&shop, &now).await.here.member, shop.owner);
    assert_eq!(stands(&shop, &phone_only(OWNER)).await, Standing::Unknown);
    assert_eq!(
        person(&shop, &phone_only("27825555555")).await.here.member,
        shop.owner
    );
}
