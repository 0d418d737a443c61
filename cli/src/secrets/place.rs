//! Where the secrets are: in a data folder, or in AWS Secrets Manager.

use std::path::Path;

use anyhow::{Context as _, bail};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;
use backroom_io::{aws, http};
use tokio::runtime::Runtime;

use super::Secrets;
use crate::folder::DataFolder;

/// A place that holds one JSON object of secrets.
pub(super) enum Place {
    /// The folder, held.
    Folder(DataFolder),
    /// The client, the id, and what calls are made on.
    Manager(Client, String, Runtime),
}

impl Place {
    /// A folder that a `backroom dev` has made.
    ///
    /// # Errors
    /// It is not there, or in use.
    pub(super) fn folder(path: &Path) -> anyhow::Result<Self> {
        if !path.is_dir() {
            bail!("there is no data folder {}", path.display());
        }
        Ok(Self::Folder(DataFolder::open(path)?))
    }

    /// A secret on AWS.
    ///
    /// # Errors
    /// The system gives no runtime.
    pub(super) fn manager(id: &str) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let http = http::client()?;
        let client = runtime.block_on(async { Client::new(&aws::config(&http).await) });
        Ok(Self::Manager(client, id.to_owned(), runtime))
    }

    /// What it holds.
    ///
    /// # Errors
    /// It can't be read, or is no JSON object of texts. None of its content is told.
    pub(super) fn read(&self) -> anyhow::Result<Secrets> {
        match self {
            Self::Folder(folder) => folder.secrets(),
            Self::Manager(client, id, runtime) => {
                let call = client.get_secret_value().secret_id(id).send();
                let answer = runtime.block_on(call).map_err(|error| {
                    anyhow::anyhow!("the secret can't be read: {}", DisplayErrorContext(error))
                })?;
                let json = answer.secret_string().unwrap_or_default();
                serde_json::from_str(json)
                    .map_err(|_| anyhow::anyhow!("the secret is not a JSON object of texts"))
            }
        }
    }

    /// Puts these in its place. Secrets Manager keeps what was there before as the version AWSPREVIOUS.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn write(&self, secrets: &Secrets) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => folder.write_secrets(secrets),
            Self::Manager(client, id, runtime) => {
                let json = serde_json::to_string(secrets).context("texts are JSON")?;
                let call = client.put_secret_value().secret_id(id).secret_string(json);
                runtime.block_on(call.send()).map(drop).map_err(|error| {
                    anyhow::anyhow!(
                        "the secret can't be written: {}",
                        DisplayErrorContext(error)
                    )
                })
            }
        }
    }
}
