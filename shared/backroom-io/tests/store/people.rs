//! Who is who: founding, joining, two identities of one person, a new number.

use backroom_core::business::{Business, Invite, Member, Person, Place, Role, Standing};
use backroom_core::ids::MessageId;
use backroom_core::message::Sender;
use backroom_io::store::{Commit, Committed, Founded, Joined, Relinked};
use jiff::Timestamp;

use crate::support::{
    Fault, Shop, at, both, found, id_only, member, number, phone_only, refusal, shop, table,
};

const OWNER: &str = "27820000001";

#[tokio::test]
async fn a_stranger_is_unknown_then_naming_then_a_member() {
    let (store, _, faults) = table(1).await;
    let sender = both("27830000009", "ZA.9");
    assert_eq!(
        store.find_standing(&number(), &sender).await.unwrap(),
        Standing::Unknown
    );
    store.start_naming(&number(), &sender, at(0)).await.unwrap();
    assert_eq!(
        store.find_standing(&number(), &sender).await.unwrap(),
        Standing::Naming
    );
    let shop = found(store.clone(), faults, "Sam's", "27830000009").await;
    let standing = store.find_standing(&number(), &sender).await.unwrap();
    assert_eq!(standing, is(&shop.owner));
    store.start_naming(&number(), &sender, at(1)).await.unwrap();
    let standing = store.find_standing(&number(), &sender).await.unwrap();
    assert_eq!(standing, is(&shop.owner), "who is in stays in");
}

#[tokio::test]
async fn a_sender_without_identity_is_nobody_and_founds_nothing() {
    let shop = shop().await;
    let nobody = Sender {
        phone: None,
        user_id: None,
        profile_name: None,
    };
    for nobody in [nobody, phone_only(""), id_only("")] {
        assert_eq!(stands(&shop, &nobody).await, Standing::Unknown);
        let record = refusal(&shop.owner, "x", at(0), "");
        let (business, owner) = (&shop.business, &shop.owner);
        let founded = shop
            .store
            .found_business(business, owner, &number(), &nobody, &record)
            .await;
        assert!(founded.is_err());
    }
}

#[tokio::test]
async fn a_member_is_found_at_the_number_they_wrote_to_and_at_no_other() {
    let shop = shop().await;
    assert_eq!(stands(&shop, &phone_only(OWNER)).await, is(&shop.owner));
    let other = backroom_core::ids::BusinessNumberId::new("999");
    let there = shop
        .store
        .find_standing(&other, &phone_only(OWNER))
        .await
        .unwrap();
    assert_eq!(there, Standing::Unknown);
}

#[tokio::test]
async fn founding_by_a_redelivered_message_tells_the_first_welcome() {
    let shop = shop().await;
    let record = refusal(&shop.owner, "founding", at(-3600), "another welcome");
    let (business, owner) = (&shop.business, &shop.owner);
    let again = found_again(&shop, business, owner, &record, &phone_only(OWNER)).await;
    let Founded::Already(kept) = again else {
        panic!("{again:?}")
    };
    assert_eq!(kept.reply.body, "Welcome!");
}

#[tokio::test]
async fn a_member_may_found_a_second_business_and_nobody_founds_at_an_owned_number() {
    let shop = shop().await;
    let message = MessageId::new("wamid.second");
    let business = Business {
        id: backroom_core::ids::BusinessId::founded_by(&message),
        ..shop.business.clone()
    };
    let owner = member(&business.id, "T", Role::Owner, &message);
    let record = refusal(&owner, "second", at(0), "");
    let member = found_again(&shop, &business, &owner, &record, &phone_only(OWNER)).await;
    assert_eq!(member, Founded::Done);
    let Standing::Member(person) = stands(&shop, &phone_only(OWNER)).await else {
        panic!("is in both");
    };
    assert_eq!(person.here.member, owner);
    assert_eq!(person.elsewhere[0].member, shop.owner);

    assert_eq!(shop.store.number_owner(&number()).await.unwrap(), None);
    assert!(shop.store.own_number(shop.id(), &number()).await.unwrap());
    assert!(
        !shop
            .store
            .own_number(&business.id, &number())
            .await
            .unwrap()
    );
    assert_eq!(
        shop.store.number_owner(&number()).await.unwrap().as_ref(),
        Some(shop.id())
    );
    let third = Business {
        id: backroom_core::ids::BusinessId::new("third"),
        ..business
    };
    let owner = Member {
        business: third.id.clone(),
        ..owner
    };
    let stranger = found_again(&shop, &third, &owner, &record, &phone_only("2783")).await;
    assert_eq!(stranger, Founded::NumberOwned);
    assert_eq!(shop.store.load_business(&third.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_identity_is_linked_once_and_then_costs_nothing() {
    let shop = shop().await;
    let owner = is(&shop.owner);
    assert_eq!(stands(&shop, &id_only("ZA.1")).await, Standing::Unknown);
    assert_eq!(stands(&shop, &both(OWNER, "ZA.1")).await, owner);
    assert_eq!(
        stands(&shop, &id_only("ZA.1")).await,
        owner,
        "now they may hide the number"
    );
    let before = shop.store.consumed();
    assert_eq!(stands(&shop, &both(OWNER, "ZA.1")).await, owner);
    let used = shop.store.consumed().since(before);
    assert_eq!((used.read_halves, used.write_halves), (1, 0));
    let contacts = shop.store.list_contacts(shop.id()).await.unwrap();
    assert!(
        contacts[0].address == both(OWNER, "ZA.1"),
        "reports reach them by either"
    );
}

#[tokio::test]
async fn if_two_identities_are_two_members_the_user_id_counts() {
    let shop = shop().await;
    let staff = joined(&shop, "JOIN1", "Sam", &id_only("ZA.7")).await;
    for _ in 0..2 {
        let standing = stands(&shop, &both(OWNER, "ZA.7")).await;
        assert_eq!(standing, is(&staff));
    }
    let standing = stands(&shop, &phone_only(OWNER)).await;
    assert_eq!(standing, is(&shop.owner), "nothing was taken over");
    let before = shop.store.consumed();
    stands(&shop, &both(OWNER, "ZA.7")).await;
    assert_eq!(
        shop.store.consumed().since(before).read_halves,
        1,
        "settled once"
    );
}

#[tokio::test]
async fn an_invitation_is_used_once_and_only_while_it_is_open() {
    let shop = shop().await;
    joined(&shop, "ABCD2345", "Sam", &phone_only("27830000002")).await;
    assert_eq!(
        shop.store.find_invite("ABCD2345", at(0)).await.unwrap(),
        None
    );
    let late = member(
        shop.id(),
        "Late",
        Role::Staff,
        &MessageId::new("wamid.late"),
    );
    let record = refusal(&late, "late", at(10), "");
    let sender = phone_only("27830000003");
    let again = shop
        .store
        .join(
            &invite(&shop, "ABCD2345"),
            &late,
            &number(),
            &sender,
            &record,
        )
        .await
        .unwrap();
    assert_eq!(again, Joined::InviteGone);

    let open = invite(&shop, "WXYZ6789");
    assert!(shop.store.create_invite(&open).await.unwrap());
    assert_eq!(
        shop.store.find_invite("WXYZ6789", at(3599)).await.unwrap(),
        Some(open.clone())
    );
    assert_eq!(
        shop.store.find_invite("WXYZ6789", at(3600)).await.unwrap(),
        None
    );
    let record = refusal(&late, "late", at(3600), "");
    let expired = shop
        .store
        .join(&open, &late, &number(), &sender, &record)
        .await
        .unwrap();
    assert_eq!(expired, Joined::InviteGone);
    assert_eq!(stands(&shop, &sender).await, Standing::Unknown);
    assert_eq!(shop.store.list_members(shop.id()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn joining_by_a_redelivered_message_tells_the_first_welcome() {
    let shop = shop().await;
    let sender = phone_only("27830000002");
    let sam = joined(&shop, "ABCD2345", "Sam", &sender).await;
    let record = refusal(&sam, "join ABCD2345", at(5), "another welcome");
    let again = shop
        .store
        .join(
            &invite(&shop, "ABCD2345"),
            &sam,
            &number(),
            &sender,
            &record,
        )
        .await
        .unwrap();
    let Joined::Already(kept) = again else {
        panic!("{again:?}")
    };
    assert_eq!(kept.reply.body, "Hello Sam");
}

#[tokio::test]
async fn someone_in_a_business_does_not_use_up_an_invitation() {
    let shop = shop().await;
    assert!(
        shop.store
            .create_invite(&invite(&shop, "ABCD2345"))
            .await
            .unwrap()
    );
    let twin = member(
        shop.id(),
        "Twin",
        Role::Staff,
        &MessageId::new("wamid.twin"),
    );
    let record = refusal(&twin, "twin", at(0), "");
    let sender = phone_only(OWNER);
    let joined = shop
        .store
        .join(
            &invite(&shop, "ABCD2345"),
            &twin,
            &number(),
            &sender,
            &record,
        )
        .await
        .unwrap();
    assert_eq!(joined, Joined::AlreadyMember);
    assert!(
        shop.store
            .find_invite("ABCD2345", at(0))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn an_invitation_made_by_a_message_does_not_come_back_by_its_redelivery() {
    let shop = shop().await;
    let invite = invite(&shop, "ABCD2345");
    let record = refusal(&shop.owner, "invite", at(0), "Send ABCD2345");
    let commit = Commit {
        invites: Some(&invite),
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    let sam = member(shop.id(), "Sam", Role::Staff, &MessageId::new("wamid.sam"));
    let welcome = refusal(&sam, "sam", at(1), "");
    let sender = phone_only("27830000002");
    let joined = shop
        .store
        .join(&invite, &sam, &number(), &sender, &welcome)
        .await
        .unwrap();
    assert_eq!(joined, Joined::Done);
    let again = shop.store.commit(&commit).await.unwrap();
    assert!(matches!(again, Committed::Already(_)), "{again:?}");
    assert_eq!(
        shop.store.find_invite("ABCD2345", at(0)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn a_new_number_takes_the_membership_along_and_the_old_one_loses_it() {
    let shop = shop().await;
    let owner = is(&shop.owner);
    stands(&shop, &both(OWNER, "ZA.1")).await;
    let (old, new) = (both(OWNER, "ZA.1"), both("27825555555", "ZA.2"));
    assert_eq!(relink(&shop, &old, &new).await, Relinked::Moved);
    assert_eq!(
        relink(&shop, &old, &new).await,
        Relinked::Nothing,
        "a redelivery"
    );
    assert_eq!(stands(&shop, &new).await, owner);
    assert_eq!(stands(&shop, &phone_only("27825555555")).await, owner);
    assert_eq!(stands(&shop, &phone_only(OWNER)).await, Standing::Unknown);
    assert_eq!(stands(&shop, &id_only("ZA.1")).await, Standing::Unknown);
    let contacts = shop.store.list_contacts(shop.id()).await.unwrap();
    assert!(contacts[0].address == new);
}

#[tokio::test]
async fn a_number_change_that_meets_the_first_message_from_it_is_decided_anew() {
    let shop = shop().await;
    shop.faults.next(
        "TransactWriteItems",
        Fault::Cancelled(&["ConditionalCheckFailed"]),
    );
    let (old, new) = (phone_only(OWNER), phone_only("27825555555"));
    assert_eq!(relink(&shop, &old, &new).await, Relinked::Moved);
    assert_eq!(shop.faults.left(), 0);
    assert_eq!(stands(&shop, &new).await, is(&shop.owner));
}

#[tokio::test]
async fn a_number_change_never_takes_over_someone_else() {
    let shop = shop().await;
    let sam = joined(&shop, "JOIN1", "Sam", &phone_only("27830000002")).await;
    let taken = relink(&shop, &phone_only(OWNER), &phone_only("27830000002")).await;
    assert_eq!(taken, Relinked::Taken);
    assert_eq!(stands(&shop, &phone_only("27830000002")).await, is(&sam));
    assert_eq!(stands(&shop, &phone_only(OWNER)).await, is(&shop.owner));
    let nobody = relink(&shop, &phone_only("279"), &phone_only("278")).await;
    assert_eq!(nobody, Relinked::Nothing);
}

#[tokio::test]
async fn a_lost_answer_to_a_founding_is_found_out_by_the_next_try() {
    let (store, _, faults) = table(3).await;
    faults.next("TransactWriteItems", Fault::LostAnswer);
    let shop = found(store, faults, "Lost and found", OWNER).await;
    assert_eq!(shop.faults.left(), 0);
    assert_eq!(stands(&shop, &phone_only(OWNER)).await, is(&shop.owner));
}

/// In this business, and never in another.
fn is(member: &Member) -> Standing {
    Standing::Member(Person::only(Place {
        member: member.clone(),
        since: Timestamp::UNIX_EPOCH,
    }))
}

async fn stands(shop: &Shop, sender: &Sender) -> Standing {
    shop.store.find_standing(&number(), sender).await.unwrap()
}

async fn relink(shop: &Shop, old: &Sender, new: &Sender) -> Relinked {
    shop.store.relink(&number(), old, new, at(0)).await.unwrap()
}

async fn found_again(
    shop: &Shop,
    business: &Business,
    owner: &Member,
    record: &backroom_core::inventory::LedgerRecord,
    sender: &Sender,
) -> Founded {
    shop.store
        .found_business(business, owner, &number(), sender, record)
        .await
        .unwrap()
}

fn invite(shop: &Shop, code: &str) -> Invite {
    Invite {
        code: code.to_owned(),
        business: shop.id().clone(),
        business_name: shop.business.name.clone(),
        role: Role::Staff,
        invited_by: shop.owner.id.clone(),
        expires_at: at(3600),
    }
}

/// A new member by invitation.
async fn joined(shop: &Shop, code: &str, name: &str, sender: &Sender) -> Member {
    assert!(shop.store.create_invite(&invite(shop, code)).await.unwrap());
    let message = format!("join {code}");
    let newcomer = member(
        shop.id(),
        name,
        Role::Staff,
        &MessageId::new(message.as_str()),
    );
    let record = refusal(&newcomer, &message, at(5), &format!("Hello {name}"));
    let joined = shop
        .store
        .join(&invite(shop, code), &newcomer, &number(), sender, &record)
        .await;
    assert_eq!(joined.unwrap(), Joined::Done);
    newcomer
}
