//! Which table a tool of the operator's looks into.

use std::path::PathBuf;

use anyhow::bail;
use backroom_io::store::Store;
use backroom_io::{aws, http};
use backroom_local::Local;

use crate::folder::DataFolder;

/// A name as a terminal may be shown it.
pub(crate) fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

/// Options that say where the table is.
#[derive(clap::Args)]
pub(crate) struct TableArgs {
    /// Data folder of a `backroom dev` that is stopped
    #[arg(long, value_name = "DIR", default_value = ".backroom")]
    data: PathBuf,
    /// A table on AWS instead, with the region and credentials of the environment
    #[arg(long, value_name = "NAME", conflicts_with = "data")]
    table: Option<String>,
}

impl TableArgs {
    /// Does something with the table.
    ///
    /// # Errors
    /// The folder is not there or in use, the table has a form that this code must not touch, or what is done fails.
    pub(crate) fn with_store<T>(
        &self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.run(async || {
            if self.table.is_none() && !self.is_there() {
                bail!("there is no table in {}", self.data.display());
            }
            self.with_any(async |store: &Store| {
                store.check_schema().await?;
                work(store).await
            })
            .await
        })
    }

    /// Does something with a table that is made if it is not there.
    ///
    /// # Errors
    /// The folder is in use, the table can't be made, or what is done fails.
    pub(crate) fn with_new_store<T>(
        &self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.run(async || {
            self.with_any(async |store: &Store| {
                if self.table.is_some() {
                    store.create_table().await?;
                }
                work(store).await
            })
            .await
        })
    }

    async fn with_any<T>(
        &self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if let Some(table) = &self.table {
            let config = aws::config(&http::client()?).await;
            return work(&Store::new(aws::dynamodb(&config), table)).await;
        }
        let folder = DataFolder::open(&self.data)?;
        let local = Local::open(folder.path()).await?;
        work(&Store::new(local.aws.dynamodb(), local.table_name())).await
    }

    fn is_there(&self) -> bool {
        self.data.join("table.sqlite").is_file()
    }

    fn run<T>(&self, work: impl AsyncFnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(work())
    }
}
