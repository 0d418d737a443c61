//! `backroom migrate`: brings a table to the form that this code writes.

use std::process::ExitCode;

use backroom_io::store::{SCHEMA, Store};

use crate::books::TableArgs;

/// Options of `backroom migrate`.
#[derive(clap::Args)]
pub(crate) struct MigrateArgs {
    /// Only say which form the table has
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Migrates, and says what it did. With `--check`, exits with 1 if there is something to do.
///
/// # Errors
/// The folder is not there or in use, the table is of a newer form, or can't be read or written.
#[expect(clippy::print_stdout, reason = "the line is what the command is for")]
pub(crate) fn run(args: &MigrateArgs) -> anyhow::Result<ExitCode> {
    args.table.with_store(async |store: &Store| {
        if args.check {
            let form = store.check_schema().await?;
            println!("The table has form {form}; this backroom writes form {SCHEMA}.");
            let behind = u8::from(form < SCHEMA);
            return Ok(ExitCode::from(behind));
        }
        let mut rows = 0;
        let from = store.migrate(|more| rows += more).await?;
        if from < SCHEMA {
            println!("Migrated from form {from} to {SCHEMA}; {rows} rows were looked at.");
        } else {
            println!("The table has form {from}: nothing to do.");
        }
        Ok(ExitCode::SUCCESS)
    })
}
