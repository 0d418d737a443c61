//! Businesses with owners, phones and a past; and the schedule that fires.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::business::{Agreed, Business, Member, Plan, Reports, Role, Settings, zone};
use backroom_core::ids::{BusinessId, BusinessNumberId, ItemId, MemberId, MessageId, PhoneNumber};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{LedgerKey, LedgerRecord, Order, RecordKind, Target, decide};
use backroom_core::limit::Sent;
use backroom_core::message::Sender;
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_core::usage::Meter;
use backroom_io::clock::Clock;
use backroom_io::config::{Settings as Environment, UsageReportConfig};
use backroom_io::queue::Queue;
use backroom_io::store::{Commit, Committed, Founded, Incoming, Store};
use backroom_io::whatsapp::WhatsApp;
use backroom_local::Local;
use backroom_local::whatsapp::{
    BusinessNumber, NewPerson, Person, PretendWhatsApp, WhatsAppSettings,
};
use jiff::Timestamp;
use usage_report::{Run, UsageReport, begin, handle_within};

/// The operator's phone, where there is one.
pub(crate) const OPERATOR: &str = "27829999999";

/// Everything that the report meets.
pub(crate) struct House {
    pub(crate) local: Local,
    pub(crate) store: Store,
    pub(crate) whatsapp: PretendWhatsApp,
    pub(crate) report: UsageReport,
    config: UsageReportConfig,
    queue: Queue,
    client: WhatsApp,
    pub(crate) clock: Clock,
    /// How many phones there are.
    phones: AtomicU32,
}

/// A business and its owner's phone.
pub(crate) struct Shop {
    pub(crate) business: Business,
    pub(crate) owner: MemberId,
    pub(crate) phone: Person,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With more configuration.
    pub(crate) async fn with(environment: &[(&str, &str)]) -> Self {
        let clock = Clock::stopped_at(at("2026-11-01T00:00:00Z"));
        let local = Local::in_memory_at(clock.clone()).await.unwrap();
        let meta = WhatsAppSettings::default();
        let whatsapp = PretendWhatsApp::in_memory(meta.clone(), clock.clone()).unwrap();
        let address = whatsapp.listen().await.unwrap();
        let settings = Environment::new([
            ("BACKROOM_TABLE", local.table_name()),
            ("BACKROOM_REPORT_QUEUE_URL", &local.report_queue_url()),
            ("WHATSAPP_ACCESS_TOKEN", &meta.access_token),
            ("WHATSAPP_PHONE_NUMBER_ID", meta.number.id.as_str()),
            ("WHATSAPP_API_URL", &format!("http://{address}/graph")),
        ]);
        let settings = environment
            .iter()
            .fold(settings, |settings, (name, value)| {
                settings.set(name, value)
            });
        let config = UsageReportConfig::read(&settings).unwrap();
        let store = Store::new(local.aws.dynamodb(), local.table_name());
        let client = WhatsApp::new(backroom_io::http::client().unwrap(), &config.whatsapp);
        let queue = Queue::new(local.aws.sqs(), local.report_queue_url());
        let report = UsageReport::new(
            config.clone(),
            store.clone(),
            queue.clone(),
            client.clone(),
            clock.clone(),
        );
        Self {
            config,
            queue,
            client,
            local,
            store,
            whatsapp,
            report,
            clock,
            phones: AtomicU32::new(0),
        }
    }

    /// A business that wants reports, with coke, bread and milk in stock.
    pub(crate) async fn shop(&self, name: &str, zone: &str) -> Shop {
        self.shop_with(name, zone, Reports::Daily).await
    }

    pub(crate) async fn shop_with(&self, name: &str, zone: &str, reports: Reports) -> Shop {
        let shop = self.empty_shop(name, zone, reports).await;
        for item in ["coke", "bread", "milk"] {
            let opening = Moves {
                kind: RecordKind::Opening,
                ..Moves::got(100, item)
            };
            self.moves(&shop, "owner", "2026-10-01T00:00:01Z", opening)
                .await;
        }
        shop
    }

    /// A business with nothing in stock.
    pub(crate) async fn empty_shop(&self, name: &str, zone: &str, reports: Reports) -> Shop {
        let founding = MessageId::new(format!("wamid.{name}"));
        let number = WhatsAppSettings::default().number.id;
        let business = Business {
            id: BusinessId::founded_by(&founding),
            name: name.to_owned(),
            plan: Plan::Free,
            agreed: Agreed::default(),
            without_place: Vec::new(),
            number: number.clone(),
            time_zone: zone.to_owned(),
            currency: "ZAR".to_owned(),
            settings: Settings {
                reports,
                ..Settings::default()
            },
        };
        let owner = member(&business, "owner", Role::Owner);
        let phone = self.phone(&format!("{name} owner"));
        let founded = at("2026-10-01T00:00:00Z");
        let record = record(&founding, founded, &owner, RecordKind::Refusal);
        let done = self
            .store
            .found_business(&business, &owner, &number, &sender(&phone), &record)
            .await
            .unwrap();
        assert_eq!(done, Founded::Done);
        Shop {
            business,
            owner: owner.id,
            phone,
        }
    }

    /// Another member, with a phone.
    pub(crate) async fn join(&self, shop: &Shop, name: &str, role: Role) -> Person {
        self.join_at(shop, name, role, &shop.business.number).await
    }

    /// Another member, who writes to this number of ours.
    pub(crate) async fn join_at(
        &self,
        shop: &Shop,
        name: &str,
        role: Role,
        number: &BusinessNumberId,
    ) -> Person {
        let phone = self.phone_at(&format!("{} {name}", shop.business.name), number);
        let member = member(&shop.business, name, role);
        let added = self
            .store
            .add_member(&member, number, &sender(&phone))
            .await;
        assert!(added.unwrap());
        phone
    }

    /// A message of a member that moves stock: a record in the ledger.
    pub(crate) async fn moves(&self, shop: &Shop, who: &str, sent_at: &str, moves: Moves) {
        let business = &shop.business.id;
        let id = ItemId::new(moves.item);
        let stock = self
            .store
            .load_items(business, std::slice::from_ref(&id))
            .await
            .unwrap();
        let target = match stock.get(&id) {
            Some(_) => Target::Item(id),
            None => Target::New(id, moves.item.to_owned()),
        };
        let order = Order {
            expires: None,
            target,
            action: moves.action,
            quantity: Quantity::whole(moves.quantity).unwrap(),
            unit: None,
            price: None,
            together: None,
            reason: moves.reason,
        };
        let decision = decide(&stock, &[order], false).unwrap();
        let message = MessageId::new(format!("{who} {sent_at} {}", moves.item));
        let mut record = record(
            &message,
            at(sent_at),
            &member(&shop.business, who, Role::Staff),
            moves.kind,
        );
        record.movements = decision.movements;
        let commit = Commit {
            items: &decision.items,
            ..Commit::of(business, &record)
        };
        assert_eq!(self.store.commit(&commit).await.unwrap(), Committed::Done);
        if record.kind != RecordKind::Opening {
            self.counts(shop, who, at(sent_at), &message).await;
        }
    }

    /// A message of a member that leaves no record.
    pub(crate) async fn asks(&self, shop: &Shop, who: &str, day: &str) {
        let message = MessageId::new(format!("{who} asks {day}"));
        let noon = at(&format!("{day}T10:00:00Z"));
        self.counts(shop, who, noon, &message).await;
    }

    /// Counts a message in its day, as the processor does with each.
    async fn counts(&self, shop: &Shop, who: &str, sent_at: Timestamp, message: &MessageId) {
        let zone = zone(&shop.business.time_zone);
        let incoming = Incoming {
            business: &shop.business.id,
            member: &member(&shop.business, who, Role::Staff).id,
            message,
            sent_at,
            again: false,
            sent: &Sent::at(sent_at, &zone),
            caps: (u32::MAX, u32::MAX),
            meter: &Meter::default(),
            known: None,
        };
        self.store.count_message(&incoming).await.unwrap();
    }

    /// A day's counters, as the processor leaves them.
    pub(crate) async fn counted(&self, shop: &Shop, day: &str, counts: &[(&str, u64)]) {
        let text = |text: String| AttributeValue::S(text);
        let mut update = self
            .local
            .aws
            .dynamodb()
            .update_item()
            .table_name(self.local.table_name())
            .key("PK", text(format!("BUSINESS#{}#USAGE", shop.business.id)))
            .key("SK", text(day.to_owned()));
        let mut added = Vec::new();
        for (at, (name, count)) in counts.iter().enumerate() {
            added.push(format!("#{at} :{at}"));
            let count = AttributeValue::N(count.to_string());
            update = update
                .expression_attribute_names(format!("#{at}"), *name)
                .expression_attribute_values(format!(":{at}"), count);
        }
        let update = update.update_expression(format!("ADD {}", added.join(", ")));
        update.send().await.unwrap();
    }

    /// Somebody writes on their phone, which opens WhatsApp's window.
    pub(crate) fn writes(&self, phone: &Person, time: &str) {
        self.clock.set(at(time));
        self.whatsapp.say(&phone.id, "hello", None).unwrap();
    }

    /// The schedule fires, and all steps that come of it are taken.
    pub(crate) async fn fires(&self, time: &str) -> Run {
        self.clock.set(at(time));
        begin(&self.report, at(time)).await.unwrap();
        self.steps().await
    }

    /// All steps that are in the queue are taken, and those that come of them.
    pub(crate) async fn steps(&self) -> Run {
        self.steps_within(Duration::from_secs(30)).await
    }

    /// As [`House::steps`], with so long for a step to begin businesses in.
    pub(crate) async fn steps_within(&self, begin_within: Duration) -> Run {
        let run = Mutex::new(Run::default());
        let take = async |event| {
            let (response, did) = handle_within(&self.report, event, begin_within).await;
            run.lock().unwrap().add(&did);
            response
        };
        self.local.report_poller.drain(take).await;
        run.into_inner().unwrap()
    }

    /// What somebody was sent, in order, except what WhatsApp did not deliver.
    pub(crate) fn heard(&self, phone: &Person) -> Vec<String> {
        self.whatsapp
            .sent()
            .unwrap()
            .into_iter()
            .filter(|(person, message)| person.id == phone.id && message.failed.is_none())
            .map(|(_, message)| message.bubble.text)
            .collect()
    }

    /// What the operator was sent.
    pub(crate) fn operator_heard(&self) -> Vec<String> {
        let phone = self.operator();
        phone.map(|phone| self.heard(&phone)).unwrap_or_default()
    }

    /// The operator's phone.
    pub(crate) fn operator_phone(&self) -> Person {
        let person = NewPerson {
            name: "operator".to_owned(),
            phone: Some(PhoneNumber::new(OPERATOR)),
            ..NewPerson::default()
        };
        self.operator()
            .unwrap_or_else(|| self.whatsapp.add_person(person).unwrap())
    }

    fn operator(&self) -> Option<Person> {
        let people = self.whatsapp.people().unwrap();
        people.into_iter().find(|person| {
            let number = person.phone.as_ref();
            number.is_some_and(|number| number.as_str() == OPERATOR)
        })
    }

    /// The same report, with a WhatsApp that is given up soon.
    pub(crate) fn impatient(self) -> Self {
        let whatsapp = self.client.within(Duration::from_millis(500));
        let report = UsageReport::new(
            self.config.clone(),
            self.store.clone(),
            self.queue.clone(),
            whatsapp,
            self.clock.clone(),
        );
        Self { report, ..self }
    }

    fn phone(&self, name: &str) -> Person {
        self.phone_at(name, &WhatsAppSettings::default().number.id)
    }

    fn phone_at(&self, name: &str, ours: &BusinessNumberId) -> Person {
        let number = self.phones.fetch_add(1, Ordering::Relaxed);
        let person = NewPerson {
            name: name.to_owned(),
            // Said, since looking for a free one takes the longer the more there are.
            phone: Some(PhoneNumber::new(format!("2783{number:07}"))),
            number: Some(ours.clone()),
            ..NewPerson::default()
        };
        self.whatsapp.add_person(person).unwrap()
    }
}

/// What a message moves.
#[derive(Clone)]
pub(crate) struct Moves {
    pub(crate) kind: RecordKind,
    action: Action,
    reason: Reason,
    quantity: i64,
    item: &'static str,
}

impl Moves {
    pub(crate) fn sold(quantity: i64, item: &'static str) -> Self {
        Self {
            kind: RecordKind::Change,
            action: Action::Remove,
            reason: Reason::Sale,
            quantity,
            item,
        }
    }

    pub(crate) fn got(quantity: i64, item: &'static str) -> Self {
        Self {
            action: Action::Add,
            reason: Reason::Receipt,
            ..Self::sold(quantity, item)
        }
    }
}

pub(crate) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn member(business: &Business, name: &str, role: Role) -> Member {
    Member {
        id: MemberId::new(format!("{name}-of-{}", business.id)),
        business: business.id.clone(),
        name: name.to_owned(),
        role,
    }
}

/// Another number of ours.
pub(crate) fn another_number(whatsapp: &PretendWhatsApp) -> BusinessNumberId {
    let number = BusinessNumber {
        id: BusinessNumberId::new("105550000000002"),
        digits: "27110000001".to_owned(),
        name: "The Backroom, too".to_owned(),
    };
    whatsapp.add_number(&number).unwrap();
    number.id
}

pub(crate) fn sender(phone: &Person) -> Sender {
    Sender {
        phone: phone.phone.clone(),
        user_id: phone.user_id.clone(),
        profile_name: None,
    }
}

fn record(id: &MessageId, sent_at: Timestamp, by: &Member, kind: RecordKind) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: LedgerKey::of(id, sent_at),
        decided_at: sent_at,
        member: by.id.clone(),
        member_name: by.name.clone(),
        kind,
        movements: Vec::new(),
        reply: Reply::text("Done."),
    }
}
