//! SQS's JSON protocol over the queues: the operations that the functions and the operator's tools use.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/>

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{NewMessage, QueueError, QueueName, Queues, Received, Sent};
use crate::aws::Answer;

/// What one request may send, all bodies together.
const REQUEST_BYTES_MAX: usize = 1_048_576;
const ENTRIES_MAX: usize = 10;
const ID_CHARACTERS_MAX: usize = 128;

impl Queues {
    /// Answers one operation of SQS's JSON protocol, such as `SendMessage`.
    pub(crate) async fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let answered = match operation {
            "SendMessage" => self.send_message(body).await,
            "SendMessageBatch" => self.send_message_batch(body).await,
            "ReceiveMessage" => self.receive_message(body).await,
            "DeleteMessage" => self.delete_message(body).await,
            "DeleteMessageBatch" => self.delete_message_batch(body).await,
            "ChangeMessageVisibility" => self.change_message_visibility(body).await,
            "GetQueueAttributes" => self.get_queue_attributes(body).await,
            "GetQueueUrl" => get_queue_url(body),
            _ => Err(Problem::new(
                "UnsupportedOperation",
                "AWS.SimpleQueueService.UnsupportedOperation",
                "The queues on one machine do not know the operation.",
            )),
        };
        match answered {
            Ok(value) => Answer::ok(value.to_string()),
            Err(problem) => problem.into_answer(),
        }
    }

    async fn send_message(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: SendMessage = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        let message = request.message.into_message()?;
        let sum = md5_of(&message.body);
        let sent = self.send(queue, vec![message]).await?;
        let sent = sent.first().ok_or(QueueError::Stopped)?;
        Ok(json!({
            "MessageId": sent.message_id,
            "MD5OfMessageBody": sum,
            "SequenceNumber": sequence_number(sent.sequence),
        }))
    }

    async fn send_message_batch(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: Batch<SendEntry> = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        check_ids(request.entries.iter().map(|entry| entry.id.as_str()))?;
        let bytes: usize = request
            .entries
            .iter()
            .map(|entry| entry.message.message_body.len())
            .sum();
        if bytes > REQUEST_BYTES_MAX {
            return Err(Problem::new(
                "BatchRequestTooLong",
                "AWS.SimpleQueueService.BatchRequestTooLong",
                "The messages of one batch are more than 1 MiB.",
            ));
        }
        let (mut ids, mut sums, mut messages, mut failed) = (vec![], vec![], vec![], vec![]);
        for entry in request.entries {
            match entry.message.into_message() {
                Ok(message) => {
                    ids.push(entry.id);
                    sums.push(md5_of(&message.body));
                    messages.push(message);
                }
                Err(problem) => failed.push(problem.into_entry(&entry.id)),
            }
        }
        let sent = self.send(queue, messages).await?;
        let entry = |((id, sum), sent): ((String, String), Sent)| {
            json!({
                "Id": id,
                "MessageId": sent.message_id,
                "MD5OfMessageBody": sum,
                "SequenceNumber": sequence_number(sent.sequence),
            })
        };
        let successful: Vec<_> = ids.into_iter().zip(sums).zip(sent).map(entry).collect();
        Ok(json!({"Successful": successful, "Failed": failed}))
    }

    async fn receive_message(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: ReceiveMessage = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        let most = request.max_number_of_messages.unwrap_or(1);
        if !(1..=ENTRIES_MAX).contains(&most) {
            return Err(Problem::invalid("MaxNumberOfMessages is 1 to 10."));
        }
        let visibility = request.visibility_timeout.map(Duration::from_secs);
        let wait = Duration::from_secs(request.wait_time_seconds.unwrap_or(0).min(20));
        let mut received = self.receive(queue, most, visibility).await?;
        if received.messages.is_empty() && !wait.is_zero() {
            // Whoever polls in the process takes the wake-ups; a poller from outside looks again now and then.
            let deadline = tokio::time::Instant::now() + wait;
            while received.messages.is_empty() && tokio::time::Instant::now() < deadline {
                tokio::time::sleep(Duration::from_millis(100)).await;
                received = self.receive(queue, most, visibility).await?;
            }
        }
        let messages: Vec<_> = received.messages.iter().map(message_json).collect();
        Ok(json!({"Messages": messages}))
    }

    async fn delete_message(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: ReceiptRequest = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        for deleted in self.delete(queue, vec![request.receipt_handle]).await? {
            deleted?;
        }
        Ok(json!({}))
    }

    async fn delete_message_batch(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: Batch<DeleteEntry> = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        check_ids(request.entries.iter().map(|entry| entry.id.as_str()))?;
        let (ids, receipts): (Vec<_>, Vec<_>) = request
            .entries
            .into_iter()
            .map(|entry| (entry.id, entry.receipt_handle))
            .unzip();
        let (mut successful, mut failed) = (vec![], vec![]);
        for (id, deleted) in ids.iter().zip(self.delete(queue, receipts).await?) {
            match deleted {
                Ok(()) => successful.push(json!({"Id": id})),
                Err(error) => failed.push(Problem::from(error).into_entry(id)),
            }
        }
        Ok(json!({"Successful": successful, "Failed": failed}))
    }

    async fn change_message_visibility(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: ReceiptRequest = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        let seconds = request
            .visibility_timeout
            .filter(|&seconds| seconds <= 12 * 60 * 60)
            .ok_or_else(|| Problem::invalid("VisibilityTimeout is 0 to 43200 seconds."))?;
        self.change_visibility(queue, request.receipt_handle, Duration::from_secs(seconds))
            .await?;
        Ok(json!({}))
    }

    async fn get_queue_attributes(&self, body: &[u8]) -> Result<Value, Problem> {
        let request: QueueRequest = read(body)?;
        let queue = queue_at(&request.queue_url)?;
        let depth = self.depth(queue).await?;
        let settings = self.settings();
        let mut attributes = json!({
            "QueueArn": queue.arn(),
            "FifoQueue": "true",
            "ContentBasedDeduplication": "false",
            "ApproximateNumberOfMessages": depth.visible.to_string(),
            "ApproximateNumberOfMessagesNotVisible": depth.in_flight.to_string(),
            "ApproximateNumberOfMessagesDelayed": "0",
            "VisibilityTimeout": settings.visibility_of(queue).as_secs().to_string(),
        });
        if queue.gives_up() {
            let redrive = json!({
                "deadLetterTargetArn": QueueName::DeadLetters.arn(),
                "maxReceiveCount": settings.receives_max,
            });
            attributes["RedrivePolicy"] = Value::String(redrive.to_string());
        }
        Ok(json!({"Attributes": attributes}))
    }
}

fn get_queue_url(body: &[u8]) -> Result<Value, Problem> {
    let request: QueueNameRequest = read(body)?;
    Ok(json!({"QueueUrl": queue_at(&request.queue_name)?.url()}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessage {
    queue_url: String,
    #[serde(flatten)]
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch<Entry> {
    queue_url: String,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEntry {
    id: String,
    #[serde(flatten)]
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    message_body: String,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
    #[serde(default)]
    message_attributes: BTreeMap<String, MessageAttribute>,
}

/// What is no text is left out: nothing here sends it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MessageAttribute {
    string_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReceiveMessage {
    queue_url: String,
    max_number_of_messages: Option<usize>,
    visibility_timeout: Option<u64>,
    wait_time_seconds: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteEntry {
    id: String,
    receipt_handle: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReceiptRequest {
    queue_url: String,
    receipt_handle: String,
    visibility_timeout: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueRequest {
    queue_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueNameRequest {
    queue_name: String,
}

impl Message {
    fn into_message(self) -> Result<NewMessage, Problem> {
        if self.message_body.is_empty() {
            return Err(Problem::missing("A message needs a MessageBody."));
        }
        if self.message_body.len() > REQUEST_BYTES_MAX {
            return Err(Problem::invalid("A MessageBody is 1 MiB at most."));
        }
        if !self.message_body.chars().all(is_allowed) {
            return Err(Problem::new(
                "InvalidMessageContents",
                "InvalidMessageContents",
                "The MessageBody has a character that SQS does not take.",
            ));
        }
        let id = |id: Option<String>, missing| {
            let id = id.ok_or_else(|| Problem::missing(missing))?;
            let fits = (1..=ID_CHARACTERS_MAX).contains(&id.len());
            if fits && id.bytes().all(|byte| byte.is_ascii_graphic()) {
                Ok(id)
            } else {
                Err(Problem::invalid(
                    "Group and deduplication ids are 1 to 128 letters, digits and punctuation marks.",
                ))
            }
        };
        Ok(NewMessage {
            group: id(
                self.message_group_id,
                "A FIFO queue needs a MessageGroupId.",
            )?,
            deduplication_id: id(
                self.message_deduplication_id,
                "This FIFO queue needs a MessageDeduplicationId.",
            )?,
            body: self.message_body,
            said: self
                .message_attributes
                .into_iter()
                .filter_map(|(name, attribute)| Some((name, attribute.string_value?)))
                .collect(),
        })
    }
}

/// SQS takes what XML 1.0 takes.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn message_json(received: &Received) -> Value {
    let said = received.said.iter().map(|(name, value)| {
        let attribute = json!({"DataType": "String", "StringValue": value});
        (name.clone(), attribute)
    });
    json!({
        "MessageId": received.message_id,
        "ReceiptHandle": received.receipt,
        "MD5OfBody": md5_of(&received.body),
        "Body": received.body,
        "Attributes": received.attributes(),
        "MessageAttributes": said.collect::<serde_json::Map<_, _>>(),
    })
}

impl Received {
    /// The attributes that SQS gives with a message of a FIFO queue, by SQS's names.
    pub(crate) fn attributes(&self) -> Value {
        let mut attributes = json!({
            "SenderId": "local",
            "MessageGroupId": self.group,
            "MessageDeduplicationId": self.deduplication_id,
            "SequenceNumber": sequence_number(self.sequence),
            "SentTimestamp": self.sent_at.to_string(),
            "ApproximateFirstReceiveTimestamp": self.first_received_at.to_string(),
            "ApproximateReceiveCount": self.receives.to_string(),
        });
        if let Some(queue) = self.moved_from {
            attributes["DeadLetterQueueSourceArn"] = Value::String(queue.arn());
        }
        attributes
    }
}

pub(crate) fn md5_of(body: &str) -> String {
    format!("{:x}", md5::compute(body))
}

/// SQS's sequence numbers have twenty digits.
fn sequence_number(sequence: u64) -> String {
    format!("{sequence:020}")
}

fn queue_at(url_or_name: &str) -> Result<QueueName, Problem> {
    let name = url_or_name.rsplit('/').next().unwrap_or_default();
    QueueName::ALL
        .into_iter()
        .find(|queue| queue.as_str() == name)
        .ok_or_else(|| {
            Problem::new(
                "QueueDoesNotExist",
                "AWS.SimpleQueueService.NonExistentQueue",
                "There is no such queue here.",
            )
        })
}

fn check_ids<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Problem> {
    let count = ids.len();
    let problem = |name: &'static str, code, message| Err(Problem::new(name, code, message));
    if count == 0 {
        return problem(
            "EmptyBatchRequest",
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "A batch has at least one entry.",
        );
    }
    if count > ENTRIES_MAX {
        return problem(
            "TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "A batch has ten entries at most.",
        );
    }
    if ids.collect::<BTreeSet<_>>().len() < count {
        return problem(
            "BatchEntryIdsNotDistinct",
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            "Two entries of a batch have the same id.",
        );
    }
    Ok(())
}

fn read<Request: DeserializeOwned>(body: &[u8]) -> Result<Request, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem {
        name: "MissingParameter",
        code: "MissingParameter",
        message: error.to_string(),
        status: 400,
    })
}

/// What SQS would refuse.
struct Problem {
    /// In the JSON protocol.
    name: &'static str,
    /// In the older one.
    code: &'static str,
    message: String,
    status: u16,
}

impl Problem {
    fn new(name: &'static str, code: &'static str, message: &str) -> Self {
        Self {
            name,
            code,
            message: message.to_owned(),
            status: 400,
        }
    }

    fn missing(message: &str) -> Self {
        Self::new("MissingParameter", "MissingParameter", message)
    }

    fn invalid(message: &str) -> Self {
        Self::new("InvalidParameterValue", "InvalidParameterValue", message)
    }

    fn into_answer(self) -> Answer {
        let kind = format!("com.amazonaws.sqs#{}", self.name);
        Answer {
            query_error: Some(self.code),
            ..Answer::error(self.status, &kind, &self.message)
        }
    }

    fn into_entry(self, id: &str) -> Value {
        json!({
            "Id": id,
            "Code": self.code,
            "Message": self.message,
            "SenderFault": self.status < 500,
        })
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        let message = error.to_string();
        match error {
            QueueError::ExpiredReceipt => Self::invalid(&message),
            QueueError::InvalidReceipt => {
                Self::new("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", &message)
            }
            QueueError::Open(_)
            | QueueError::Thread(_)
            | QueueError::Write(_)
            | QueueError::Stopped => Self {
                status: 500,
                ..Self::new("InternalFailure", "InternalFailure", &message)
            },
        }
    }
}
