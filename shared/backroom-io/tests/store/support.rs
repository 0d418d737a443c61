//! A shop on a table of its own in this process, and trouble on the way to that table.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use backroom_core::business::{Agreed, Business, Member, Plan, Role, Settings};
use backroom_core::catalogue::fold;
use backroom_core::ids::{
    BusinessId, BusinessNumberId, ItemId, MemberId, MessageId, PhoneNumber, ScopedUserId,
};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, Order, RecordKind, Target, decide,
};
use backroom_core::message::Sender;
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_io::store::{Commit, Committed, Founded, Store, StoreError};
use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;

/// A shop with its owner.
pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) faults: Faults,
    pub(crate) business: Business,
    pub(crate) owner: Member,
}

/// Trouble with one call, in the order in which it is to happen.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The call is carried out, its answer lost.
    LostAnswer,
    /// The call does not arrive.
    NoConnection,
    /// The call is refused with this code.
    Refused(&'static str),
    /// A transaction is cancelled with these codes, by position.
    Cancelled(&'static [&'static str]),
    /// A batch leaves all its keys over.
    LeftOver,
}

/// The trouble that waits for the operation of this name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Mutex<VecDeque<(&'static str, Fault)>>>);

impl Faults {
    pub(crate) fn next(&self, operation: &'static str, fault: Fault) {
        self.0.lock().unwrap().push_back((operation, fault));
    }

    pub(crate) fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn take(&self, request: &HttpRequest) -> Option<Fault> {
        let mut waiting = self.0.lock().unwrap();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let is_next = waiting
            .front()
            .is_some_and(|(operation, _)| target.ends_with(operation));
        if is_next {
            waiting.pop_front().map(|(_, fault)| fault)
        } else {
            None
        }
    }
}

/// An empty table, reached over loopback, with the given number of attempts for each call.
pub(crate) async fn table(attempts: u32) -> (Store, Client, Faults) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let database = Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_with_shutdown(
        listener,
        database,
        std::future::pending(),
    ));
    let faults = Faults::default();
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url)
        .http_client(troubled(faults.clone()))
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(attempts)
                .with_initial_backoff(std::time::Duration::from_millis(1)),
        )
        .build();
    let client = Client::from_conf(config);
    let store = Store::new(client.clone(), "backroom");
    store.create_table().await.unwrap();
    (store, client, faults)
}

pub(crate) async fn shop() -> Shop {
    let (store, _, faults) = table(1).await;
    found(store, faults, "Thandi's Spaza", "27820000001").await
}

/// A shop whose client repeats calls by itself, as the Lambdas' does.
pub(crate) async fn shop_with_retries() -> Shop {
    let (store, _, faults) = table(3).await;
    found(store, faults, "Thandi's Spaza", "27820000001").await
}

pub(crate) async fn found(store: Store, faults: Faults, name: &str, phone: &str) -> Shop {
    let message = MessageId::new(format!("wamid.founding.{name}"));
    let business = Business {
        id: BusinessId::founded_by(&message),
        name: name.to_owned(),
        plan: Plan::Free,
        agreed: Agreed::default(),
        without_place: Vec::new(),
        number: number(),
        time_zone: "Africa/Johannesburg".to_owned(),
        currency: "ZAR".to_owned(),
        settings: Settings::default(),
    };
    let owner = member(&business.id, "Thandi", Role::Owner, &message);
    let record = refusal(&owner, "founding", at(-3600), "Welcome!");
    let sender = phone_only(phone);
    let founded = store
        .found_business(&business, &owner, &number(), &sender, &record)
        .await;
    assert_eq!(founded.unwrap(), Founded::Done);
    Shop {
        store,
        faults,
        business,
        owner,
    }
}

impl Shop {
    pub(crate) fn id(&self) -> &BusinessId {
        &self.business.id
    }

    /// One message through load, decide and commit, decided again while the stock moves. The reply tells the result.
    pub(crate) async fn says(
        &self,
        message: &str,
        action: Action,
        count: i64,
        name: &str,
    ) -> String {
        self.try_to_say(message, action, count, name).await.unwrap()
    }

    /// The same, where the table may be in trouble.
    pub(crate) async fn try_to_say(
        &self,
        message: &str,
        action: Action,
        count: i64,
        name: &str,
    ) -> Result<String, StoreError> {
        loop {
            let decision = self.try_to_decide(action, count, name).await?;
            let record = self.record(message, &decision);
            let commit = Commit {
                items: &decision.items,
                ..Commit::of(&self.business.id, &record)
            };
            match self.store.commit(&commit).await? {
                Committed::Done => return Ok(record.reply.body),
                Committed::Already(kept) => return Ok(kept.reply.body),
                Committed::StockChanged => {}
                other @ (Committed::AlreadyUndone
                | Committed::QuestionGone
                | Committed::NameTaken) => panic!("{other:?}"),
            }
        }
    }

    /// Nothing at all if the decision refuses.
    pub(crate) async fn decide(&self, action: Action, count: i64, name: &str) -> Decision {
        self.try_to_decide(action, count, name).await.unwrap()
    }

    pub(crate) async fn try_to_decide(
        &self,
        action: Action,
        count: i64,
        name: &str,
    ) -> Result<Decision, StoreError> {
        let id = ItemId::new(fold(name));
        let stock = self
            .store
            .load_items(self.id(), std::slice::from_ref(&id))
            .await?;
        let target = match stock.find(id.as_str()) {
            Some(item) => Target::Item(item.id.clone()),
            None => Target::New(id, name.to_owned()),
        };
        let order = Order {
            expires: None,
            target,
            action,
            quantity: Quantity::whole(count).unwrap(),
            unit: None,
            price: None,
            together: None,
            reason: Reason::Sale,
        };
        Ok(decide(&stock, &[order], false).unwrap_or_default())
    }

    /// The record of a message that was sent at noon, with a reply that tells what is left.
    pub(crate) fn record(&self, message: &str, decision: &Decision) -> LedgerRecord {
        let left: Vec<String> = decision
            .movements
            .iter()
            .map(|movement| format!("{} {} left.", movement.on_hand, movement.name))
            .collect();
        let reply = if left.is_empty() {
            "Not enough.".to_owned()
        } else {
            left.join(" ")
        };
        let mut record = refusal(&self.owner, message, at(0), &reply);
        record.movements.clone_from(&decision.movements);
        if !record.movements.is_empty() {
            record.kind = RecordKind::Change;
        }
        record
    }

    pub(crate) async fn on_hand(&self, name: &str) -> String {
        let id = ItemId::new(fold(name));
        let stock = self
            .store
            .load_items(self.id(), std::slice::from_ref(&id))
            .await
            .unwrap();
        stock
            .find(id.as_str())
            .map_or_else(|| "none".to_owned(), |item| item.on_hand.to_string())
    }

    /// The ledger adds up to the items.
    pub(crate) async fn assert_sound(&self) {
        let verification = self.store.verify(self.id(), at(0), |_| ()).await.unwrap();
        assert_eq!(
            (
                verification.drift,
                verification.broken,
                verification.unsettled
            ),
            (vec![], vec![], vec![])
        );
    }
}

/// So many seconds after noon.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-11-24T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn key(message: &str, sent_at: Timestamp) -> LedgerKey {
    LedgerKey::of(&MessageId::new(message), sent_at)
}

/// A record in which nothing moved.
pub(crate) fn refusal(by: &Member, message: &str, sent_at: Timestamp, reply: &str) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: key(message, sent_at),
        decided_at: sent_at + SignedDuration::from_millis(1234),
        member: by.id.clone(),
        member_name: by.name.clone(),
        kind: RecordKind::Refusal,
        movements: Vec::new(),
        reply: Reply {
            body: reply.to_owned(),
            ..Reply::default()
        },
    }
}

pub(crate) fn member(business: &BusinessId, name: &str, role: Role, by: &MessageId) -> Member {
    Member {
        id: MemberId::joined_by(by),
        business: business.clone(),
        name: name.to_owned(),
        role,
    }
}

/// An item that is not in the table yet, with nothing on hand.
pub(crate) fn new_item(id: &str) -> Item {
    Item::new(ItemId::new(id), id)
}

pub(crate) fn number() -> BusinessNumberId {
    BusinessNumberId::new("106540352242922")
}

pub(crate) fn phone_only(phone: &str) -> Sender {
    Sender {
        phone: Some(PhoneNumber::new(phone)),
        user_id: None,
        profile_name: None,
    }
}

pub(crate) fn id_only(user_id: &str) -> Sender {
    Sender {
        phone: None,
        user_id: Some(ScopedUserId::new(user_id)),
        profile_name: None,
    }
}

pub(crate) fn both(phone: &str, user_id: &str) -> Sender {
    Sender {
        user_id: Some(ScopedUserId::new(user_id)),
        ..phone_only(phone)
    }
}

/// An HTTP client over loopback on which the faults happen.
fn troubled(faults: Faults) -> impl HttpClient + 'static {
    let client = backroom_io::http::client().expect("TLS is there");
    let loopback = backroom_io::aws::http_client(&client);
    http_client_fn(move |settings, components| {
        let connector = loopback.http_connector(settings, components);
        SharedHttpConnector::new(Troubled {
            connector,
            faults: faults.clone(),
        })
    })
}

#[derive(Debug)]
struct Troubled {
    connector: SharedHttpConnector,
    faults: Faults,
}

impl HttpConnector for Troubled {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(fault) = self.faults.take(&request) else {
            return self.connector.call(request);
        };
        let connector = self.connector.clone();
        HttpConnectorFuture::new(async move {
            match fault {
                Fault::LostAnswer => {
                    connector.call(request).await?;
                    Err(ConnectorError::timeout("the answer is lost".into()))
                }
                Fault::NoConnection => Err(ConnectorError::io("connection refused".into())),
                Fault::Refused(code) => Ok(answer(400, format!(r#"{{"__type":"{code}"}}"#))),
                Fault::Cancelled(codes) => Ok(answer(400, cancelled(codes))),
                Fault::LeftOver => {
                    let body = request.body().bytes().unwrap_or_default();
                    let asked: serde_json::Value = serde_json::from_slice(body).unwrap();
                    let keys = &asked["RequestItems"];
                    let left = serde_json::json!({"Responses": {}, "UnprocessedKeys": keys});
                    Ok(answer(200, left.to_string()))
                }
            }
        })
    }
}

fn cancelled(codes: &[&str]) -> String {
    let reasons: Vec<_> = codes
        .iter()
        .map(|code| serde_json::json!({ "Code": code }))
        .collect();
    serde_json::json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled",
        "CancellationReasons": reasons,
    })
    .to_string()
}

fn answer(status: u16, body: String) -> HttpResponse {
    HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body))
}
