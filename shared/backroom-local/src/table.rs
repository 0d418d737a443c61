//! The embedded DynamoDB: an engine in this process, with SQLite under it, that answers DynamoDB's JSON operations.
//!
//! One thread owns the calls: the engine serves one at a time anyway, and a call may wait for the disk. (A simulation asks
//! for none, so that nothing depends on when the system lets a thread run.) The table has no stream: with one, each write
//! would scan all stream records.

mod tokens;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use bytes::Bytes;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use self::tokens::Tokens;
use crate::aws::Answer;

/// The name of the one table on this machine.
pub const TABLE_NAME: &str = "backroom";

/// Why the table can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file can't be opened, is no table, or is in use in another way.
    #[error("the table's file can't be opened")]
    Open(#[source] DynoxideError),
    /// Expired items can't be deleted.
    #[error("expired items can't be deleted")]
    Sweep(#[source] DynoxideError),
    /// The system gives no thread.
    #[error("the table's thread can't be started")]
    Thread(#[source] std::io::Error),
}

/// The embedded DynamoDB. Clones share it; the file is closed with the last of them.
#[derive(Clone, Debug)]
pub struct Table {
    /// The engine's thread; without one, calls are answered where they are made.
    calls: Option<mpsc::Sender<Call>>,
    engine: Engine,
}

/// One operation on its way to the engine's thread.
struct Call {
    operation: String,
    body: Bytes,
    answer: oneshot::Sender<Answer>,
}

#[derive(Clone)]
struct Engine {
    database: Database,
    tokens: Arc<Mutex<Tokens>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Table {
    /// Opens the file, or makes it.
    ///
    /// A write survives the end of the process once it is answered, and a power cut once the file named by
    /// [`log_of`] is synced. The queue does that before it forgets a message, for many messages at a time: a sync for
    /// each write would allow a hundred a second on a slow disk.
    ///
    /// # Errors
    /// See [`TableError`].
    pub fn open(file: &Path) -> Result<Self, TableError> {
        let database = Database::new(&file.to_string_lossy()).map_err(TableError::Open)?;
        // "Normal settings" are SQLite's but for one: a commit does not wait for the disk.
        database.disable_bulk_loading().map_err(TableError::Open)?;
        Self::start(database)
    }

    /// An empty engine that is gone with the process.
    ///
    /// # Errors
    /// See [`TableError`].
    pub fn in_memory() -> Result<Self, TableError> {
        Self::start(Database::memory().map_err(TableError::Open)?)
    }

    /// As [`Table::in_memory`], but without a thread: each call is done before its caller goes on.
    ///
    /// # Errors
    /// See [`TableError`].
    pub fn in_step() -> Result<Self, TableError> {
        let database = Database::memory().map_err(TableError::Open)?;
        Ok(Self {
            calls: None,
            engine: Engine::of(database),
        })
    }

    fn start(database: Database) -> Result<Self, TableError> {
        let (calls, queue) = mpsc::channel::<Call>();
        let engine = Engine::of(database);
        let its_own = engine.clone();
        std::thread::Builder::new()
            .name("table".to_owned())
            .spawn(move || {
                while let Ok(call) = queue.recv() {
                    // Nobody waits any more if the caller was cancelled: the operation is done all the same.
                    let _ = call
                        .answer
                        .send(its_own.operate(&call.operation, &call.body));
                }
            })
            .map_err(TableError::Thread)?;
        Ok(Self {
            calls: Some(calls),
            engine,
        })
    }

    /// Answers one operation of DynamoDB's JSON protocol, such as `GetItem`.
    pub async fn answer(&self, operation: &str, body: Bytes) -> Answer {
        let Some(calls) = &self.calls else {
            return self.engine.operate(operation, &body);
        };
        let (answer, answered) = oneshot::channel();
        let call = Call {
            operation: operation.to_owned(),
            body,
            answer,
        };
        if calls.send(call).is_err() {
            return stopped();
        }
        answered.await.unwrap_or_else(|_| stopped())
    }

    /// Deletes the items whose time has come, and tells how many. DynamoDB does it by itself; here somebody has to ask.
    ///
    /// # Errors
    /// [`TableError::Sweep`].
    pub async fn sweep(&self) -> Result<usize, TableError> {
        let database = self.engine.database.clone();
        tokio::task::spawn_blocking(move || database.sweep_ttl().map_err(TableError::Sweep))
            .await
            .unwrap_or(Ok(0))
    }
}

/// Where the latest writes to a table's file are: SQLite's write-ahead log.
pub fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

impl Engine {
    fn of(database: Database) -> Self {
        Self {
            database,
            tokens: Arc::default(),
        }
    }

    fn operate(&self, operation: &str, body: &[u8]) -> Answer {
        let database = &self.database;
        match operation {
            "BatchGetItem" => run(body, |request| database.batch_get_item(request)),
            "BatchWriteItem" => run(body, |request| database.batch_write_item(request)),
            "CreateTable" => run(body, |request| database.create_table(request)),
            "DeleteItem" => run(body, |request| database.delete_item(request)),
            "DescribeTable" => run(body, |request| database.describe_table(request)),
            "DescribeTimeToLive" => run(body, |request| database.describe_time_to_live(request)),
            "GetItem" => run(body, |request| database.get_item(request)),
            "ListTables" => run(body, |request| database.list_tables(request)),
            "PutItem" => run(body, |request| database.put_item(request)),
            "Query" => run(body, |request| database.query(request)),
            "Scan" => run(body, |request| database.scan(request)),
            "TransactGetItems" => run(body, |request| database.transact_get_items(request)),
            "TransactWriteItems" => self.transact(body),
            "UpdateItem" => run(body, |request| database.update_item(request)),
            "UpdateTimeToLive" => run(body, |request| database.update_time_to_live(request)),
            _ => Answer::error(
                400,
                "com.amazon.coral.service#UnknownOperationException",
                "This table on one machine does not know the operation.",
            ),
        }
    }

    /// Writes all or nothing, and a transaction whose token is known not again: see [`tokens`].
    fn transact(&self, body: &[u8]) -> Answer {
        let mut request = match read::<TransactWriteItemsRequest>(body) {
            Ok(request) => request,
            Err(refusal) => return refusal,
        };
        let token = request.client_request_token.take();
        // Held meanwhile, so that the same transaction can't be under way twice.
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = token.as_deref().and_then(|token| tokens.answer(token)) {
            return Answer::ok(known.to_owned());
        }
        let answer = written(self.database.transact_write_items(request));
        if let Some(token) = token
            && answer.status == 200
        {
            tokens.keep(token, answer.body.clone());
        }
        answer
    }
}

fn run<Request: DeserializeOwned, Response: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Request) -> Result<Response, DynoxideError>,
) -> Answer {
    match read(body) {
        Ok(request) => written(operation(request)),
        Err(refusal) => refusal,
    }
}

fn read<Request: DeserializeOwned>(body: &[u8]) -> Result<Request, Answer> {
    serde_json::from_slice(body).map_err(|problem| {
        Answer::error(
            400,
            "com.amazon.coral.service#SerializationException",
            &problem.to_string(),
        )
    })
}

fn written<Response: Serialize>(outcome: Result<Response, DynoxideError>) -> Answer {
    match outcome {
        Ok(response) => match serde_json::to_string(&response) {
            Ok(body) => Answer::ok(body),
            Err(problem) => Answer::error(500, INTERNAL, &problem.to_string()),
        },
        Err(error) => Answer {
            status: error.status_code(),
            body: error.to_json(),
            query_error: None,
        },
    }
}

fn stopped() -> Answer {
    Answer::error(500, INTERNAL, "The table has stopped.")
}

const INTERNAL: &str = "com.amazonaws.dynamodb.v20120810#InternalServerError";
