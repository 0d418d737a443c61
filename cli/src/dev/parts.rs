//! What `backroom dev` is made of: the embedded AWS, the pretend WhatsApp, and the handlers between them, wired
//! as their Lambdas' `main` functions wire them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use api::Api;
use backroom_core::ids::BusinessNumberId;
use backroom_io::aws;
use backroom_io::clock::Clock;
use backroom_io::config::{ApiConfig, ProcessorConfig, Settings, UsageReportConfig, WebhookConfig};
use backroom_io::gemini::Gemini;
use backroom_io::queue::Queue;
use backroom_io::sheets::Sheets;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_local::Local;
use backroom_local::google::PretendGoogle;
use backroom_local::whatsapp::{
    BusinessNumber, Deliver, PretendWhatsApp, SignedWebhook, WhatsAppSettings,
};
use processor::Processor;
use usage_report::UsageReport;
use webhook::Webhook;

use crate::dev::{board, routes};
use crate::folder::DataFolder;
use crate::seed::Founding;

/// Everything, ready to serve. Clones share it.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) local: Local,
    pub(crate) store: Store,
    pub(crate) webhook: Arc<Webhook>,
    pub(crate) api: Arc<Api>,
    pub(crate) processor: Arc<Processor>,
    pub(crate) reports: Arc<UsageReport>,
    /// `None` where replies go to the real WhatsApp.
    pub(crate) phones: Option<PretendWhatsApp>,
    /// `None` where sheets are Google's.
    pub(crate) google: Option<PretendGoogle>,
    /// What a seeded business is founded with.
    pub(crate) founding: Founding,
}

impl Parts {
    /// Opens what is in the folder and reads the configuration.
    pub(crate) async fn build(
        folder: &DataFolder,
        settings: Settings,
        address: SocketAddr,
        outside_table: bool,
    ) -> anyhow::Result<Self> {
        let real = is_for_real_phones(&settings)?;
        let settings = folder.with_secrets(settings)?;
        let local = Local::open(folder.path()).await?;
        let phones = (!real).then(|| phones(folder, &settings)).transpose()?;
        let settings = complete(settings, &local, address, phones.is_some(), outside_table);
        let (settings, google) = with_google(settings, address, phones.is_some());
        if phones.is_some() {
            share_secrets(&local, &settings);
        }
        let http = backroom_io::http::client().context("TLS can't be set up")?;
        let dynamodb = if outside_table {
            aws::dynamodb(&aws::config(&http).await)
        } else {
            local.aws.dynamodb()
        };
        let config = ProcessorConfig::read(&settings)?;
        let store = Store::new(dynamodb, &config.table);
        if outside_table {
            store.open().await.context("the table can't be used")?;
        } else {
            let migrated = store.migrate(|_| ()).await;
            migrated.context("the data folder's table can't be used")?;
        }
        let whatsapp = WhatsApp::new(http.clone(), &config.whatsapp);
        let gemini = config.gemini.as_ref();
        let gemini = gemini.map(|gemini| Gemini::new(http.clone(), gemini));
        let sheets = config.sheets.as_ref();
        let sheets = sheets.map(|sheets| Sheets::new(http, sheets)).transpose()?;
        let queue = |url: String| Queue::new(local.aws.sqs(), url);
        let founding = Founding {
            number: number(&settings),
            time_zone: config.time_zone.clone(),
            currency: config.currency.clone(),
        };
        let reports = UsageReport::new(
            UsageReportConfig::read(&settings)?,
            store.clone(),
            queue(local.report_queue_url()),
            whatsapp.clone(),
            Clock::system(),
        )
        .with_sheets(sheets);
        let webhook = Webhook::new(WebhookConfig::read(&settings)?, queue(local.queue_url()));
        let api = Api::new(ApiConfig::read(&settings)?, store.clone(), Clock::system());
        let queues = (
            queue(local.queue_url()),
            queue(local.dead_letter_queue_url()),
        );
        let processor = Processor::new(
            config,
            store.clone(),
            queues,
            whatsapp,
            gemini,
            Clock::system(),
        )
        .with_report_queue(Some(queue(local.report_queue_url())));
        Ok(Self {
            local,
            store,
            webhook: Arc::new(webhook),
            api: Arc::new(api),
            processor: Arc::new(processor),
            reports: Arc::new(reports),
            phones,
            google,
            founding,
        })
    }

    /// Puts somebody on the page, shows the stock beside them, and delivers what they say.
    pub(crate) fn start_phones(&self) -> anyhow::Result<()> {
        let Some(phones) = &self.phones else {
            return Ok(());
        };
        phones.ensure_someone()?;
        phones.show_stock(board::of(self.store.clone()));
        let webhook = Arc::clone(&self.webhook);
        let deliver: Deliver = Arc::new(move |signed: SignedWebhook| {
            let webhook = Arc::clone(&webhook);
            Box::pin(async move { routes::deliver(&webhook, signed).await })
        });
        phones.deliver_with(deliver);
        Ok(())
    }
}

/// Whether another Graph API than the pretend one is to be used: one that is named, or Meta's with its credentials.
pub(super) fn is_for_real_phones(settings: &Settings) -> anyhow::Result<bool> {
    let has = |name| settings.get(name).is_some();
    if has("WHATSAPP_API_URL") {
        return Ok(true);
    }
    let real = has("WHATSAPP_ACCESS_TOKEN") && has("WHATSAPP_PHONE_NUMBER_ID");
    if real && !has("WHATSAPP_APP_SECRET") {
        bail!(
            "WHATSAPP_ACCESS_TOKEN is set, so WHATSAPP_APP_SECRET has to be: Meta signs its calls with it \
             (App settings, Basic, App secret)"
        );
    }
    Ok(real)
}

fn phones(folder: &DataFolder, settings: &Settings) -> anyhow::Result<PretendWhatsApp> {
    let secret = |name| settings.get(name).unwrap_or_default().to_owned();
    let mut pretend = WhatsAppSettings {
        app_secret: secret("WHATSAPP_APP_SECRET"),
        access_token: secret("WHATSAPP_ACCESS_TOKEN"),
        ..WhatsAppSettings::default()
    };
    if let Some(id) = settings.get("WHATSAPP_PHONE_NUMBER_ID") {
        pretend.number.id = BusinessNumberId::new(id);
    }
    let file = folder.path().join("chats.sqlite");
    PretendWhatsApp::open(pretend, &file, Clock::system()).context("the chats can't be opened")
}

/// The settings with all that is known only here.
fn complete(
    settings: Settings,
    local: &Local,
    address: SocketAddr,
    pretends: bool,
    outside_table: bool,
) -> Settings {
    let settings = if outside_table {
        settings.or("BACKROOM_TABLE", local.table_name())
    } else {
        settings.set("BACKROOM_TABLE", local.table_name())
    };
    let settings = settings
        .set("BACKROOM_QUEUE_URL", &local.queue_url())
        .set(
            "BACKROOM_DEAD_LETTER_QUEUE_URL",
            &local.dead_letter_queue_url(),
        )
        .set("BACKROOM_REPORT_QUEUE_URL", &local.report_queue_url());
    // Who tries it out is not to meet the end of the free plan.
    let settings = settings.or("BACKROOM_NEW_PLAN", "pro");
    // Nobody outside gets to this address: real owners are told to ask where the API is.
    if !pretends {
        return settings;
    }
    let BusinessNumber { id, .. } = WhatsAppSettings::default().number;
    settings
        .or("BACKROOM_API_URL", &format!("http://{address}"))
        .set("WHATSAPP_API_URL", &format!("http://{address}/graph"))
        .or("WHATSAPP_PHONE_NUMBER_ID", id.as_str())
}

/// With the pretend Google, unless there is an account at the real one, or people are real: what they keep would seem
/// written and be nowhere, and whoever knows the address could see it.
fn with_google(
    settings: Settings,
    address: SocketAddr,
    pretends: bool,
) -> (Settings, Option<PretendGoogle>) {
    if !pretends || settings.get("GOOGLE_SERVICE_ACCOUNT").is_some() {
        return (settings, None);
    }
    let google = PretendGoogle::new(Clock::system());
    let address = format!("http://{address}");
    let settings = settings
        .set("GOOGLE_SERVICE_ACCOUNT", &google.key_file(&address))
        .set("GOOGLE_SHEETS_API_URL", &google.api_url(&address));
    (settings, Some(google))
}

/// The number that anyone may write to.
fn number(settings: &Settings) -> BusinessNumberId {
    match settings.get("WHATSAPP_PHONE_NUMBER_ID") {
        Some(id) => BusinessNumberId::new(id),
        None => WhatsAppSettings::default().number.id,
    }
}

/// Functions in containers read these from Secrets Manager. Only where people are pretended: who may ask is not asked.
fn share_secrets(local: &Local, settings: &Settings) {
    let names = [
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_APP_SECRET_PREVIOUS",
        "WHATSAPP_VERIFY_TOKEN",
        "WHATSAPP_ACCESS_TOKEN",
        "GEMINI_API_KEY",
        "GOOGLE_SERVICE_ACCOUNT",
        "BACKROOM_API_SECRET",
        "BACKROOM_API_SECRET_PREVIOUS",
    ];
    let values = names
        .iter()
        .filter_map(|name| Some((*name, settings.get(name)?)));
    local.aws.secret.set(values);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn google_is_pretended_where_phones_are() {
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let nothing = || Settings::new::<&str, &str>([]);
        let (settings, google) = with_google(nothing(), address, true);
        assert!(google.is_some() && settings.get("GOOGLE_SERVICE_ACCOUNT").is_some());
        let (settings, google) = with_google(nothing(), address, false);
        assert!(google.is_none() && settings.get("GOOGLE_SERVICE_ACCOUNT").is_none());
    }

    /// What whoever is on this machine gets for the secret.
    async fn asked_for_secret(settings: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(folder.path()).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let settings = Settings::new(settings.iter().copied());
        let parts = Parts::build(&folder, settings, address, false).await;
        let router = parts.unwrap().local.aws.router();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = backroom_io::http::client().unwrap();
        let call = http
            .post(url)
            .header("X-Amz-Target", "secretsmanager.GetSecretValue")
            .body(r#"{"SecretId": "any"}"#);
        call.send().await.unwrap().text().await.unwrap()
    }

    #[tokio::test]
    async fn the_secrets_of_a_real_number_are_given_to_nobody() {
        let secret = ("WHATSAPP_APP_SECRET", "0123456789abcdef");
        let pretended = asked_for_secret(&[secret]).await;
        assert!(pretended.contains("0123456789abcdef"), "{pretended}");
        let real = [
            secret,
            ("WHATSAPP_ACCESS_TOKEN", "token"),
            ("WHATSAPP_PHONE_NUMBER_ID", "105550000000001"),
        ];
        let real = asked_for_secret(&real).await;
        assert!(real.contains("ResourceNotFoundException"), "{real}");
    }

    #[tokio::test]
    async fn only_owners_that_are_pretended_are_told_an_address_on_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        let local = Local::open(folder.path()).await.unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let told = |pretends| {
            let nothing = Settings::new::<&str, &str>([]);
            let settings = complete(nothing, &local, address, pretends, false);
            settings.get("BACKROOM_API_URL").map(str::to_owned)
        };
        assert_eq!(told(true).as_deref(), Some("http://127.0.0.1:8000"));
        assert_eq!(told(false), None);
    }
}
