//! The claim on a report, and the send that it is for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backroom_core::ids::{BusinessId, BusinessNumberId};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use backroom_core::usage::{Account, Meter, Window};
use backroom_io::store::{Recipient, StoreError};
use backroom_io::whatsapp::{Document, Filled, Refusal, WhatsApp, WhatsAppError};
use jiff::Timestamp;

use crate::{Outcome, UsageReport};

/// The right to send one report. Whoever holds it is the only one.
#[derive(Debug)]
pub(crate) struct Claim {
    /// `None` is the operator.
    business: Option<BusinessId>,
    kind: String,
    period: String,
}

impl Claim {
    /// Takes it, unless somebody has it or had it.
    pub(crate) async fn take(
        from: &UsageReport,
        recipient: Recipient<'_>,
        kind: String,
        period: String,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let taken = from
            .store
            .claim_report(recipient, &kind, &period, now)
            .await?;
        let business = match recipient {
            Recipient::Business(business) => Some(business.clone()),
            Recipient::Operator => None,
        };
        Ok(taken.then_some(Self {
            business,
            kind,
            period,
        }))
    }

    /// Gives it back: the report certainly did not go out, and the next run may send it.
    pub(crate) async fn release(self, to: &UsageReport) {
        let recipient = match &self.business {
            Some(business) => Recipient::Business(business),
            None => Recipient::Operator,
        };
        let released = to
            .store
            .release_report(recipient, &self.kind, &self.period)
            .await;
        if let Err(error) = released {
            tracing::error!(claim = ?self, %error, "claim not given back: this report will not be sent");
        }
    }
}

/// A report, ready to be sent.
pub(crate) struct Message<'a> {
    pub(crate) number: &'a BusinessNumberId,
    pub(crate) address: &'a Sender,
    /// For who wrote within the last day.
    pub(crate) reply: Reply,
    /// What it stands under, if there is a file.
    pub(crate) file: Option<Document>,
    /// For the template, that reaches the others.
    pub(crate) line: String,
    /// What the template's button says when it is pressed, to be shown all of it.
    pub(crate) opens: Option<String>,
    /// Whose it is and on which of their days it is sent: it is counted with what they cost.
    pub(crate) account: Option<Account>,
}

/// Whether the approved template has a button. Nobody says so; WhatsApp refuses one that is not there, and then it is
/// remembered for as long as the process lives.
#[derive(Clone, Debug, Default)]
pub(crate) struct HasButton(Arc<AtomicBool>);

impl HasButton {
    fn is_known_not(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn know_not(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Sends the report as a text where WhatsApp lets us, else by template, else leaves it until its reader writes.
pub(crate) async fn send(
    to: &UsageReport,
    message: &Message<'_>,
    window: Window,
    claim: Claim,
) -> Outcome {
    let has_template = to.config.template.is_some();
    let sent = match window {
        // Outside the window WhatsApp takes a text and drops it afterwards, so a template is surer where there is one.
        Window::Perhaps if has_template => {
            let sent = template(to, message).await;
            if matches!(sent, Ok(Some(_))) && message.file.is_some() {
                follow(to, message).await;
            }
            sent
        }
        Window::Open | Window::Perhaps => match text(to, message).await {
            Ok(None) => template(to, message).await,
            sent => sent,
        },
        Window::Closed => template(to, message).await,
    };
    settle(to, message, claim, sent).await
}

/// What became of it: counted, or the claim given back where it certainly did not go out.
async fn settle(
    to: &UsageReport,
    message: &Message<'_>,
    claim: Claim,
    sent: Result<Option<Meter>, WhatsAppError>,
) -> Outcome {
    match sent {
        Ok(Some(cost)) => {
            count(to, message, &cost).await;
            Outcome::Sent
        }
        Ok(None) => {
            tracing::info!(?claim, "report waits: its reader has not written for a day");
            claim.release(to).await;
            Outcome::Waiting
        }
        Err(error) => {
            let lost = error.may_have_been_sent();
            tracing::error!(?claim, %error, may_have_been_sent = lost, "report not sent");
            if !lost {
                claim.release(to).await;
            }
            Outcome::Failed
        }
    }
}

/// Sends it as a text alone, or leaves it until its reader writes: what no template is for.
pub(crate) async fn send_text(
    to: &UsageReport,
    message: &Message<'_>,
    window: Window,
    claim: Claim,
) -> Outcome {
    let sent = match window {
        Window::Open | Window::Perhaps => text(to, message).await,
        Window::Closed => Ok(None),
    };
    settle(to, message, claim, sent).await
}

/// Sends the file behind a template, which has no room for it. It arrives if the person wrote within a day; else the line
/// of the template has to do.
async fn follow(to: &UsageReport, message: &Message<'_>) {
    match text(to, message).await {
        Ok(Some(_)) => {}
        Ok(None) => tracing::info!("the file is not sent: its reader has not written for a day"),
        Err(error) => tracing::warn!(%error, "the file behind the report is not sent"),
    }
}

/// Counts it. A count that fails is no reason to say anything twice.
async fn count(to: &UsageReport, message: &Message<'_>, cost: &Meter) {
    let Some(account) = &message.account else {
        return;
    };
    let business = &account.business;
    if let Err(error) = to.store.meter(business, account.day, cost).await {
        tracing::warn!(%business, %error, "report not counted");
    }
}

/// WhatsApp, on the account that the report is counted with.
fn whatsapp(to: &UsageReport, message: &Message<'_>) -> WhatsApp {
    match &message.account {
        Some(account) => to.whatsapp.on_account(account),
        None => to.whatsapp.clone(),
    }
}

/// What it costs; `None` if WhatsApp says that the person has not written for a day.
async fn text(to: &UsageReport, message: &Message<'_>) -> Result<Option<Meter>, WhatsAppError> {
    let (number, address, reply) = (message.number, message.address, &message.reply);
    let whatsapp = whatsapp(to, message);
    let sent = match &message.file {
        Some(file) => whatsapp.send_document(number, address, file, reply).await,
        None => whatsapp.send_reply(number, address, reply).await,
    };
    match sent {
        Ok(_) => Ok(Some(Meter {
            replies: 1,
            ..Meter::default()
        })),
        Err(error) if error.refusal() == Some(Refusal::OutsideWindow) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What it costs; `None` if there is no template.
async fn template(to: &UsageReport, message: &Message<'_>) -> Result<Option<Meter>, WhatsAppError> {
    let Some(template) = &to.config.template else {
        return Ok(None);
    };
    let whatsapp = whatsapp(to, message);
    let send = async |opens: Option<&str>| {
        let lines = [message.line.as_str()];
        let (number, address) = (message.number, message.address);
        let filled = Filled {
            template,
            lines: &lines,
            opens,
        };
        whatsapp.send_template(number, address, &filled).await
    };
    let opens = message.opens.as_deref();
    let opens = opens.filter(|_| !to.has_button.is_known_not());
    match send(opens).await {
        Err(error) if opens.is_some() && error.refusal() == Some(Refusal::Template) => {
            send(None).await?;
            tracing::warn!(
                "the report's template has no quick-reply button, that opens the report"
            );
            to.has_button.know_not();
        }
        sent => drop(sent?),
    }
    Ok(Some(Meter {
        templates: 1,
        ..Meter::default()
    }))
}
