//! What each function has to be told, typed. The environment is read here, once, at start, and nowhere else.
//!
//! ```text
//! let settings = Settings::from_env();
//! let aws = aws::of_function(&settings, &http);
//! let settings = settings.with_secrets(&aws).await?;
//! let config = ProcessorConfig::read(&settings)?;
//! ```
//!
//! A config that can't be read names everything that is missing or wrong in it, together.

mod api;
mod google;
mod rates;
mod read;
mod secret;
mod settings;

use backroom_core::business::{Plan, Prices};
use backroom_core::ids::{BusinessNumberId, PhoneNumber};

use crate::store::DailyBudget;
use read::Reader;

pub use api::{ApiConfig, ApiOffer};
pub use google::{ServiceAccount, SheetsConfig};
pub use rates::MoneyConfig;
pub use read::ConfigError;
pub use secret::Secret;
pub(crate) use settings::LAMBDA_VERSION;
pub use settings::{SecretsError, Settings};

const API_URL: &str = "WHATSAPP_API_URL";
const API_URL_DEFAULT: &str = "https://graph.facebook.com";

/// Where WhatsApp most likely is, for [`crate::http::open`]: before the configuration is complete, and unchecked.
pub fn whatsapp_address(settings: &Settings) -> String {
    settings.get(API_URL).unwrap_or(API_URL_DEFAULT).to_owned()
}

/// What the webhook needs.
#[derive(Clone, Debug)]
pub struct WebhookConfig {
    /// The app secrets that sign payloads: the present one, and while it is being changed (`…_PREVIOUS`) the one before.
    pub app_secrets: Vec<Secret>,
    /// What Meta shows in the handshake.
    pub verify_token: Secret,
    /// The FIFO queue that messages go to.
    pub queue_url: String,
}

impl WebhookConfig {
    /// Reads it.
    ///
    /// # Errors
    /// Names all that is missing or wrong.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(settings);
        let mut app_secrets = vec![reader.secret("WHATSAPP_APP_SECRET")];
        app_secrets.extend(
            reader
                .optional("WHATSAPP_APP_SECRET_PREVIOUS")
                .map(Secret::new),
        );
        let config = Self {
            app_secrets,
            verify_token: reader.secret("WHATSAPP_VERIFY_TOKEN"),
            queue_url: reader.required("BACKROOM_QUEUE_URL"),
        };
        reader.finish(config)
    }
}

/// What the processor needs.
#[derive(Clone, Debug)]
pub struct ProcessorConfig {
    /// The table.
    pub table: String,
    /// The FIFO queue that messages come from, for what is to be gone on with.
    pub queue_url: String,
    /// The FIFO queue for what can't be processed.
    pub dead_letter_queue_url: String,
    /// Where replies go.
    pub whatsapp: WhatsAppConfig,
    /// Who is asked about messages that the grammar does not know; without a key, nobody.
    pub gemini: Option<GeminiConfig>,
    /// The IANA time zone of a newly founded business.
    pub time_zone: String,
    /// The ISO 4217 currency of a newly founded business.
    pub currency: String,
    /// The template by which owners are told of what is running low; without one, they are not.
    pub alert_template: Option<Template>,
    /// What is listened to and looked at.
    pub media: MediaConfig,
    /// What plans cost, and which one newcomers get.
    pub plans: PlanConfig,
    /// How shops' stock is kept in sheets of theirs; without an account, it is not.
    pub sheets: Option<SheetsConfig>,
    /// The usage report's queue, which writes the sheets.
    pub report_queue_url: Option<String>,
    /// How other programs may read shops' stock; without a secret, they may not.
    pub api: Option<ApiOffer>,
}

impl ProcessorConfig {
    /// Reads it.
    ///
    /// # Errors
    /// Names all that is missing or wrong.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(settings);
        let config = Self {
            table: reader.required("BACKROOM_TABLE"),
            queue_url: reader.required("BACKROOM_QUEUE_URL"),
            dead_letter_queue_url: reader.required("BACKROOM_DEAD_LETTER_QUEUE_URL"),
            whatsapp: WhatsAppConfig::from(&mut reader),
            gemini: GeminiConfig::from(&mut reader),
            time_zone: reader.time_zone("BACKROOM_TIME_ZONE", "Africa/Johannesburg"),
            currency: reader.currency("BACKROOM_CURRENCY", "ZAR"),
            alert_template: Template::from(
                &reader,
                "BACKROOM_ALERT_TEMPLATE",
                "BACKROOM_ALERT_TEMPLATE_LANGUAGE",
            ),
            media: MediaConfig::from(&mut reader),
            plans: PlanConfig::from(&mut reader),
            sheets: SheetsConfig::from(&mut reader),
            report_queue_url: reader.optional("BACKROOM_REPORT_QUEUE_URL"),
            api: ApiOffer::from(&mut reader),
        };
        let asked = config.sheets.is_none() || config.report_queue_url.is_some();
        reader.check(
            asked,
            "BACKROOM_REPORT_QUEUE_URL",
            "is not set, but GOOGLE_SERVICE_ACCOUNT is",
        );
        reader.finish(config)
    }
}

/// What the usage report needs.
#[derive(Clone, Debug)]
pub struct UsageReportConfig {
    /// The table.
    pub table: String,
    /// Where reports go.
    pub whatsapp: WhatsAppConfig,
    /// The FIFO queue of its own steps.
    pub queue_url: String,
    /// The IANA time zone whose nights and days are the operator's.
    pub time_zone: String,
    /// Who gets the total; nobody, if not configured.
    pub operator: Option<Operator>,
    /// The template for reports outside the 24-hour window; without one, those are skipped.
    pub template: Option<Template>,
    /// Each ledger is verified one night in so many; at zero never.
    pub verify_nights: u32,
    /// What the operator pays and is paid.
    pub money: MoneyConfig,
    /// How shops' stock is kept in sheets of theirs; without an account, it is not.
    pub sheets: Option<SheetsConfig>,
}

impl UsageReportConfig {
    /// Reads it.
    ///
    /// # Errors
    /// Names all that is missing or wrong.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(settings);
        let config = Self {
            table: reader.required("BACKROOM_TABLE"),
            whatsapp: WhatsAppConfig::from(&mut reader),
            queue_url: reader.required("BACKROOM_REPORT_QUEUE_URL"),
            time_zone: reader.time_zone("BACKROOM_TIME_ZONE", "Africa/Johannesburg"),
            operator: Operator::from(&mut reader),
            template: Template::from(
                &reader,
                "BACKROOM_REPORT_TEMPLATE",
                "BACKROOM_REPORT_TEMPLATE_LANGUAGE",
            ),
            verify_nights: reader.count("BACKROOM_VERIFY_NIGHTS", 1),
            money: MoneyConfig::from(&mut reader),
            sheets: SheetsConfig::from(&mut reader),
        };
        reader.finish(config)
    }
}

/// How WhatsApp's Graph API is reached.
#[derive(Clone, Debug)]
pub struct WhatsAppConfig {
    /// Without a slash at the end.
    pub api_url: String,
    /// Such as `v26.0`.
    pub api_version: String,
    /// The system user's token.
    pub access_token: Secret,
    /// Hosts besides the API's own that files are fetched from, with the token.
    pub media_hosts: Vec<String>,
}

impl WhatsAppConfig {
    fn from(reader: &mut Reader<'_>) -> Self {
        let api_version = reader.or("WHATSAPP_API_VERSION", "v26.0");
        let version = api_version.strip_prefix('v').is_some_and(|number| {
            !number.is_empty()
                && number
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
        });
        reader.check(
            version,
            "WHATSAPP_API_VERSION",
            "is not a version such as v26.0",
        );
        Self {
            api_url: reader.url(API_URL, API_URL_DEFAULT),
            api_version,
            access_token: reader.secret("WHATSAPP_ACCESS_TOKEN"),
            media_hosts: reader.hosts("WHATSAPP_MEDIA_HOSTS", "lookaside.fbsbx.com"),
        }
    }
}

/// How Gemini is reached.
#[derive(Clone, Debug)]
pub struct GeminiConfig {
    /// Without a slash at the end.
    pub api_url: String,
    /// The light model that reads messages: an exact id; never one that ends in `-latest`.
    pub model: String,
    /// The stronger one that is asked free questions; without one, nobody is.
    pub question_model: Option<String>,
    /// The API key.
    pub api_key: Secret,
    /// How much may be asked in a day.
    pub budget: DailyBudget,
}

impl GeminiConfig {
    fn from(reader: &mut Reader<'_>) -> Option<Self> {
        // All of it is checked even where no key says that it is used.
        let api_url = reader.url(
            "GEMINI_API_URL",
            "https://generativelanguage.googleapis.com",
        );
        let model = reader.model("GEMINI_MODEL");
        let question_model = reader.model("GEMINI_QUESTION_MODEL");
        let budget = DailyBudget {
            in_all: reader.count("GEMINI_DAILY_LIMIT", 5_000),
            each: reader.count("GEMINI_DAILY_LIMIT_PER_BUSINESS", 100),
            percent_kept: reader.percent("GEMINI_PRIORITY_PERCENT", 20),
        };
        Some(Self {
            api_url,
            model: model.unwrap_or_else(|| "gemini-3.5-flash-lite".to_owned()),
            question_model,
            api_key: Secret::new(reader.optional("GEMINI_API_KEY")?),
            budget,
        })
    }
}

/// The largest voice note and photo that Gemini is asked about, in bytes; `None` for those it is not asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaConfig {
    /// A recording: WhatsApp's own have about 2,000 bytes a second.
    pub voice_note_most: Option<usize>,
    /// A picture.
    pub photo_most: Option<usize>,
}

impl MediaConfig {
    fn from(reader: &mut Reader<'_>) -> Self {
        let config = Self {
            voice_note_most: reader.most_if_on(
                "BACKROOM_VOICE_NOTES",
                "BACKROOM_VOICE_NOTE_KB",
                1_000,
            ),
            photo_most: reader.most_if_on("BACKROOM_PHOTOS", "BACKROOM_PHOTO_KB", 5_000),
        };
        // Better no start than an operator who believes that voice notes are listened to.
        let asked = reader.optional("GEMINI_API_KEY").is_some() || config == Self::default();
        reader.check(
            asked,
            "GEMINI_API_KEY",
            "is not set, but BACKROOM_VOICE_NOTES or BACKROOM_PHOTOS is on",
        );
        config
    }
}

/// What the operator says about plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanConfig {
    /// What they cost in a month.
    pub prices: Prices,
    /// Where a business pays for a larger plan; `{business}` in it stands for its id.
    pub upgrade_url: Option<String>,
    /// What a newly founded business gets.
    pub newcomers: Plan,
}

impl PlanConfig {
    fn from(reader: &mut Reader<'_>) -> Self {
        Self {
            prices: reader.prices(),
            upgrade_url: reader.link("BACKROOM_UPGRADE_URL"),
            newcomers: reader.plan("BACKROOM_NEW_PLAN"),
        }
    }
}

/// Whoever runs this installation.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Their own phone.
    pub phone: PhoneNumber,
    /// The WhatsApp number of ours that writes to them.
    pub number: BusinessNumberId,
}

impl Operator {
    fn from(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            phone: reader.phone("BACKROOM_OPERATOR_PHONE")?,
            number: BusinessNumberId::new(reader.required("WHATSAPP_PHONE_NUMBER_ID")),
        })
    }
}

/// An approved WhatsApp template with one text parameter in its body: what there is to tell, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Exactly as approved: `en` is not `en_US`.
    pub language: String,
}

impl Template {
    fn from(reader: &Reader<'_>, name: &str, language: &str) -> Option<Self> {
        Some(Self {
            name: reader.optional(name)?,
            language: reader.or(language, "en"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Settings {
        Settings::new([
            ("BACKROOM_TABLE", "backroom"),
            ("BACKROOM_QUEUE_URL", "http://127.0.0.1:1/q.fifo"),
            ("BACKROOM_REPORT_QUEUE_URL", "http://127.0.0.1:1/r.fifo"),
            (
                "BACKROOM_DEAD_LETTER_QUEUE_URL",
                "http://127.0.0.1:1/d.fifo",
            ),
            ("WHATSAPP_ACCESS_TOKEN", "token"),
            ("WHATSAPP_APP_SECRET", "secret"),
            ("WHATSAPP_VERIFY_TOKEN", "verify"),
        ])
    }

    #[test]
    fn what_is_not_set_has_the_defaults_of_the_readme() {
        let config = ProcessorConfig::read(&complete()).unwrap();
        assert_eq!(config.whatsapp.api_url, "https://graph.facebook.com");
        assert_eq!(config.whatsapp.api_version, "v26.0");
        assert_eq!(config.time_zone, "Africa/Johannesburg");
        assert_eq!(config.currency, "ZAR");
        assert!(config.gemini.is_none());
        assert_eq!(config.media, MediaConfig::default());
        assert_eq!(config.whatsapp.media_hosts, ["lookaside.fbsbx.com"]);
        assert_eq!(
            WebhookConfig::read(&complete()).unwrap().app_secrets.len(),
            1
        );
        let report = UsageReportConfig::read(&complete()).unwrap();
        assert!(report.operator.is_none() && report.template.is_none());
        assert_eq!(report.verify_nights, 1);
    }

    #[test]
    fn all_that_is_missing_or_wrong_is_told_together() {
        let settings = Settings::new([
            ("WHATSAPP_API_URL", "graph.facebook.com"),
            ("WHATSAPP_API_VERSION", "26"),
            ("BACKROOM_TIME_ZONE", "Mars/Olympus"),
            ("BACKROOM_CURRENCY", "rand"),
            ("GEMINI_MODEL", "../secrets"),
            ("GEMINI_DAILY_LIMIT", "-1"),
            ("GEMINI_PRIORITY_PERCENT", "101"),
            ("BACKROOM_VOICE_NOTES", "on"),
            ("BACKROOM_VOICE_NOTE_KB", "20000"),
            ("BACKROOM_PHOTOS", "yes"),
            (
                "WHATSAPP_MEDIA_HOSTS",
                "lookaside.fbsbx.com, https://elsewhere",
            ),
        ]);
        let error = ProcessorConfig::read(&settings).unwrap_err().to_string();
        assert_eq!(
            error,
            "configuration: BACKROOM_TABLE is not set; BACKROOM_QUEUE_URL is not set; \
             BACKROOM_DEAD_LETTER_QUEUE_URL is not set; \
             WHATSAPP_API_VERSION is not a version such as v26.0; WHATSAPP_API_URL is not an http or https address; \
             WHATSAPP_ACCESS_TOKEN is not set; WHATSAPP_MEDIA_HOSTS is not a list of host names; \
             GEMINI_MODEL is not a model such as gemini-3.5-flash-lite; \
             GEMINI_DAILY_LIMIT is not a whole number such as 5000; \
             GEMINI_PRIORITY_PERCENT is not a whole number from 0 to 100; \
             BACKROOM_TIME_ZONE is not a time zone such as Africa/Johannesburg; \
             BACKROOM_CURRENCY is not a currency code such as ZAR; \
             BACKROOM_VOICE_NOTE_KB is not a number from 1 to 8000; BACKROOM_PHOTOS is neither on nor off; \
             GEMINI_API_KEY is not set, but BACKROOM_VOICE_NOTES or BACKROOM_PHOTOS is on"
        );
    }

    #[test]
    fn a_key_makes_gemini_and_a_phone_makes_the_operator() {
        let settings = complete()
            .or("GEMINI_API_KEY", "hush")
            .or("GEMINI_API_URL", "http://127.0.0.1:1/")
            .or("BACKROOM_OPERATOR_PHONE", "+27820000009");
        let gemini = ProcessorConfig::read(&settings).unwrap().gemini.unwrap();
        assert_eq!(gemini.api_url, "http://127.0.0.1:1");
        assert_eq!(gemini.model, "gemini-3.5-flash-lite");
        assert_eq!(gemini.question_model, None);
        assert_eq!((gemini.budget.in_all, gemini.budget.each), (5_000, 100));
        assert_eq!(
            UsageReportConfig::read(&settings).unwrap_err().to_string(),
            "configuration: WHATSAPP_PHONE_NUMBER_ID is not set"
        );
        let settings = settings.or("WHATSAPP_PHONE_NUMBER_ID", "1055");
        let operator = UsageReportConfig::read(&settings)
            .unwrap()
            .operator
            .unwrap();
        assert_eq!(operator.phone.as_str(), "27820000009");
    }

    #[test]
    fn what_is_on_has_a_limit() {
        let settings = complete()
            .or("GEMINI_API_KEY", "hush")
            .or("BACKROOM_VOICE_NOTES", "on")
            .or("BACKROOM_PHOTO_KB", "12");
        let config = ProcessorConfig::read(&settings).unwrap();
        assert_eq!(config.media.voice_note_most, Some(1_000_000));
        assert_eq!(config.media.photo_most, None);
        let config = ProcessorConfig::read(&settings.or("BACKROOM_PHOTOS", "on")).unwrap();
        assert_eq!(config.media.photo_most, Some(12_000));
    }

    #[test]
    fn a_config_prints_no_secret() {
        let settings = complete()
            .or("GEMINI_API_KEY", "hush-gemini")
            .set("WHATSAPP_ACCESS_TOKEN", "hush-token")
            .set("WHATSAPP_APP_SECRET", "hush-secret")
            .or("WHATSAPP_APP_SECRET_PREVIOUS", "hush-before");
        let printed = format!(
            "{:?} {:?}",
            ProcessorConfig::read(&settings).unwrap(),
            WebhookConfig::read(&settings).unwrap()
        );
        assert!(!printed.contains("hush"), "{printed}");
    }
}
