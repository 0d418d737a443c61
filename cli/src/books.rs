//! Which table a tool of the operator's looks into.

use std::path::PathBuf;

use anyhow::bail;
use backroom_io::aws;
use backroom_io::store::Store;
use backroom_local::Local;

use crate::folder::DataFolder;

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
    /// The folder is not there or in use, or what is done fails.
    pub(crate) fn with_store<T>(
        &self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            if let Some(table) = &self.table {
                let config = aws::config().await;
                return work(&Store::new(aws::dynamodb(&config), table)).await;
            }
            if !self.data.join("table.sqlite").is_file() {
                bail!("there is no table in {}", self.data.display());
            }
            let folder = DataFolder::open(&self.data)?;
            let local = Local::open(folder.path()).await?;
            work(&Store::new(local.aws.dynamodb(), local.table_name())).await
        })
    }
}
