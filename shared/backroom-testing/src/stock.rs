//! Stock put in and looked at without words.

use backroom_core::business::{Role, Standing};
use backroom_core::catalogue::fold;
use backroom_core::ids::{ItemId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{LedgerKey, LedgerRecord, Order, RecordKind, Stock, Target, decide};
use backroom_core::reply::Reply;
use backroom_core::unit::Unit;
use backroom_io::store::{Commit, Committed};

use crate::Shop;
use crate::shop::sender;

impl Shop {
    /// Puts in an opening stock such as `"coke 50 bottle, bread 10"`.
    pub async fn open_with(&self, stock: &str) {
        let members = self
            .store
            .list_members(&self.business)
            .await
            .expect("a table");
        let owner = members
            .iter()
            .find(|member| member.role == Role::Owner)
            .expect("an owner");
        for (number, part) in stock
            .split(", ")
            .filter(|part| !part.is_empty())
            .enumerate()
        {
            let message = MessageId::new(format!("wamid.opening.{}.{number}", self.business));
            let mut words: Vec<&str> = part.split(' ').collect();
            let at = words
                .iter()
                .position(|word| word.parse::<f64>().is_ok())
                .expect("a quantity");
            let rest = words.split_off(at);
            let name = words.join(" ");
            let order = Order {
                expires: None,
                target: Target::New(ItemId::new(fold(&name)), name),
                action: Action::Set,
                quantity: rest[0].parse().expect("a quantity"),
                unit: rest.get(1).map(|unit| Unit::new(*unit)),
                price: None,
                together: None,
                reason: Reason::Count,
            };
            let decision = decide(&Stock::default(), &[order], false).expect("an opening stock");
            let record = LedgerRecord {
                happened_at: None,
                answers: None,
                sets: false,
                credit: Vec::new(),
                key: LedgerKey::of(&message, self.clock.now()),
                decided_at: self.clock.now(),
                member: owner.id.clone(),
                member_name: owner.name.clone(),
                kind: RecordKind::Opening,
                movements: decision.movements,
                reply: Reply::text("Opening stock"),
            };
            let commit = Commit {
                items: &decision.items,
                ..Commit::of(&self.business, &record)
            };
            assert_eq!(
                self.store.commit(&commit).await.expect("a table"),
                Committed::Done
            );
        }
    }

    /// What is on hand in the business where Thandi is, by name: `"bread 10, coke 47"`.
    pub async fn stock(&self) -> String {
        let person = self.person("Thandi");
        let sender = sender(&person);
        let standing = self.store.find_standing(&person.number, &sender).await;
        let Standing::Member(person) = standing.expect("a table") else {
            return "nobody's".to_owned();
        };
        let items = self
            .store
            .list_items(&person.here.member.business, true)
            .await;
        let mut lines: Vec<String> = items
            .expect("a table")
            .iter()
            .map(|item| format!("{} {}", item.name, item.on_hand))
            .collect();
        lines.sort();
        lines.join(", ")
    }
}
