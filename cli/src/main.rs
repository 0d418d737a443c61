//! The `backroom` command.

mod backup;
mod books;
mod dead_letters;
mod dev;
mod folder;
mod health;
mod import;
mod migrate;
mod misses;
mod parse;
mod plan;
mod progress;
mod queues;
mod report;
mod say;
mod secrets;
mod seed;
mod tenants;
mod usage;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Stock by WhatsApp: everything on one machine, and tools for the operator.
///
/// Without a command it is `backroom dev`.
#[derive(Parser)]
#[command(name = "backroom", version, args_conflicts_with_subcommands = true)]
#[command(after_long_help = dev::ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    dev: dev::DevArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything on this machine: webhook, queue, processor, reports, table, and a phone in the browser
    #[command(after_long_help = dev::ENVIRONMENT)]
    Dev(dev::DevArgs),
    /// Text the bot of a running `backroom dev` as somebody, and print its reply
    Say(say::SayArgs),
    /// Compute every balance and chain anew from the ledger, and exit with 1 where an item differs
    Verify(verify::VerifyArgs),
    /// Move a shop in from a sheet, a workbook or another app's database; only told unless --apply
    Import(import::ImportArgs),
    /// List what people said that the grammar did not know, the commonest first
    Misses(misses::MissesArgs),
    /// List, show, send back or drop the messages that were given up on
    DeadLetters(dead_letters::DeadLettersArgs),
    /// Write all of a table into a file
    Backup(backup::BackupArgs),
    /// Put what `backup` wrote into a new table
    Restore(backup::RestoreArgs),
    /// Bring a table to the form that this version writes
    Migrate(migrate::MigrateArgs),
    /// Ask the table and the queues whether they answer and what they hold, and when a probe got through
    Health(health::HealthArgs),
    /// List the businesses: plan, size, and when they last wrote
    Tenants(tenants::TenantsArgs),
    /// Put a new app secret or verify token in place
    Secrets(secrets::SecretsArgs),
    /// Show what businesses pay for and may do, or give one another plan or a limit of its own
    Plan(plan::PlanArgs),
    /// Show what each business's days have counted: messages, replies, Gemini, write units, errors
    Usage(usage::UsageArgs),
    /// Show what each client used, costs and brings, and who has outgrown their plan
    Report(report::ReportArgs),
    /// Show what the grammar makes of a message, or of JSON lines {"id","text"} on standard input
    Parse(parse::ParseArgs),
}

/// What a shell tells of a command that nobody reads any more.
const NOBODY_READS: i32 = 141;

/// "backroom tenants | head" ends where its reader does: that is no failure to report.
fn end_with_the_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |why| {
        let printing = |text: &str| text.starts_with("failed printing to stdout");
        if why.payload_as_str().is_some_and(printing) {
            std::process::exit(NOBODY_READS);
        }
        usual(why);
    }));
}

fn main() -> ExitCode {
    end_with_the_reader();
    let cli = Cli::parse();
    let done = match cli.command {
        None => dev::run(&cli.dev),
        Some(Command::Dev(args)) => dev::run(&args),
        Some(Command::Say(args)) => say::run(&args),
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Misses(args)) => misses::run(&args),
        Some(Command::DeadLetters(args)) => dead_letters::run(&args),
        Some(Command::Backup(args)) => backup::backup(&args),
        Some(Command::Restore(args)) => backup::restore(&args),
        Some(Command::Migrate(args)) => migrate::run(&args),
        Some(Command::Health(args)) => health::run(&args),
        Some(Command::Tenants(args)) => tenants::run(&args),
        Some(Command::Secrets(args)) => secrets::run(&args),
        Some(Command::Plan(args)) => plan::run(&args),
        Some(Command::Usage(args)) => usage::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Parse(args)) => parse::run(&args).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("backroom: {error:#}");
        ExitCode::from(2)
    })
}
