//! The `backroom` command.

mod parse;

use clap::{Parser, Subcommand};

/// Stock by WhatsApp: everything on one machine, and tools for the operator.
#[derive(Parser)]
#[command(name = "backroom", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show what the grammar makes of a message, or of JSON lines {"id","text"} on standard input
    Parse(parse::ParseArgs),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Some(Command::Parse(args)) => parse::run(&args),
        None => Ok(()),
    }
}
