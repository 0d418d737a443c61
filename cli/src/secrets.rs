//! `backroom secrets rotate`: a new app secret beside the one before, or a new verify token, where the functions find them.

mod place;

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::folder::random_hex;
use place::Place;

const APP_SECRET: &str = "WHATSAPP_APP_SECRET";
const APP_SECRET_PREVIOUS: &str = "WHATSAPP_APP_SECRET_PREVIOUS";
const VERIFY_TOKEN: &str = "WHATSAPP_VERIFY_TOKEN";
const API_SECRET: &str = "BACKROOM_API_SECRET";
const API_SECRET_PREVIOUS: &str = "BACKROOM_API_SECRET_PREVIOUS";
/// Meta's have 32 digits; whoever pastes less has pasted something else.
const SECRET_MIN: usize = 16;

/// Named secrets.
type Secrets = BTreeMap<String, String>;

/// Options of `backroom secrets`.
#[derive(clap::Args)]
pub(crate) struct SecretsArgs {
    #[command(subcommand)]
    what: What,
    /// Data folder of a `backroom dev` that is stopped
    #[arg(long, value_name = "DIR", default_value = ".backroom", global = true)]
    data: PathBuf,
    /// A secret in AWS Secrets Manager instead (the stack's output SecretId), with the region and credentials of the
    /// environment
    #[arg(long, value_name = "ID", conflicts_with = "data", global = true)]
    secret_id: Option<String>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Put a new one in place
    Rotate {
        #[command(subcommand)]
        which: Which,
    },
}

#[derive(Clone, Copy, clap::Subcommand)]
enum Which {
    /// The secret that Meta signs with, read from standard input; the one before stays good until `forget-previous`
    AppSecret {
        /// The present one was put in by mistake: the one before it stays as it is
        #[arg(long)]
        mistaken: bool,
    },
    /// Let the app secret before the present one go, a week after it was changed
    ForgetPrevious,
    /// The token that you type at Meta: a random one, which is printed
    VerifyToken,
    /// What shops' API keys are made with: a random one. Keys made with the one before stay good until `forget-previous-api`
    ApiSecret,
    /// Let the API secret before the present one go: who has a key of it needs another, "api key" in the chat
    ForgetPreviousApi,
}

/// Rotates a secret.
///
/// # Errors
/// What was pasted is no secret, there is nothing to forget, or the place of the secrets can't be read or written.
pub(crate) fn run(args: &SecretsArgs) -> anyhow::Result<ExitCode> {
    let What::Rotate { which } = args.what;
    let given = match which {
        Which::AppSecret { .. } => ask()?,
        Which::VerifyToken => random_hex()?,
        Which::ApiSecret => random_hex()? + &random_hex()?,
        Which::ForgetPrevious | Which::ForgetPreviousApi => String::new(),
    };
    let place = match &args.secret_id {
        Some(id) => Place::manager(id)?,
        None => Place::folder(&args.data)?,
    };
    let changed = rotated(place.read()?, which, &given)?;
    place.write(&changed)?;
    if let Which::VerifyToken = which {
        say(&given);
    }
    tell(match which {
        Which::AppSecret { .. } => "The new app secret is in place; the one before is still good.",
        Which::ForgetPrevious => "The app secret before is good no more.",
        Which::VerifyToken => "Type it at Meta too: Webhooks, Verify token.",
        Which::ApiSecret => {
            "The new API secret is in place; keys of the one before are still good, and \"api key\" tells new ones."
        }
        Which::ForgetPreviousApi => "Keys made with the API secret before are good no more.",
    });
    if args.secret_id.is_some() {
        tell(
            "Functions that run already go on with what they read at their start: infra/README.md, Rotate.",
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The secrets afterwards.
fn rotated(mut secrets: Secrets, which: Which, given: &str) -> anyhow::Result<Secrets> {
    match which {
        Which::AppSecret { mistaken } => {
            if secrets.get(APP_SECRET).map(String::as_str) == Some(given) {
                bail!("that is the app secret already");
            }
            if mistaken {
                secrets.insert(APP_SECRET.to_owned(), given.to_owned());
            } else if has(&secrets, APP_SECRET_PREVIOUS) {
                bail!(
                    "the app secret before the present one is still good, and would be lost: `forget-previous` first; or \
                     with --mistaken, if the present one was put in by mistake"
                );
            } else {
                replace(&mut secrets, (APP_SECRET, APP_SECRET_PREVIOUS), given);
            }
        }
        Which::ApiSecret => {
            if has(&secrets, API_SECRET_PREVIOUS) {
                bail!(
                    "keys of the API secret before the present one are still good, and would all end: \
                     `forget-previous-api` first, once owners have their new ones"
                );
            }
            replace(&mut secrets, (API_SECRET, API_SECRET_PREVIOUS), given);
        }
        Which::ForgetPrevious => {
            let before = secrets.remove(APP_SECRET_PREVIOUS);
            before.context("there is no app secret before the present one")?;
        }
        Which::ForgetPreviousApi => {
            let before = secrets.remove(API_SECRET_PREVIOUS);
            before.context("there is no API secret before the present one")?;
        }
        Which::VerifyToken => {
            secrets.insert(VERIFY_TOKEN.to_owned(), given.to_owned());
        }
    }
    Ok(secrets)
}

fn has(secrets: &Secrets, name: &str) -> bool {
    secrets.get(name).is_some_and(|value| !value.is_empty())
}

/// A new one; the one before stays good beside it.
fn replace(secrets: &mut Secrets, (name, previous): (&str, &str), given: &str) {
    let before = secrets.insert(name.to_owned(), given.to_owned());
    if let Some(before) = before.filter(|before| !before.is_empty()) {
        secrets.insert(previous.to_owned(), before);
    }
}

/// Never an argument: those are seen by other users of the machine, and kept by the shell.
fn ask() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let mut out = std::io::stderr();
        write!(
            out,
            "The new app secret (App settings, Basic, App secret): "
        )?;
        out.flush()?;
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let given = line.trim();
    let plain = given.len() >= SECRET_MIN && given.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plain {
        bail!("that is no app secret: {SECRET_MIN} letters and digits or more");
    }
    Ok(given.to_owned())
}

fn tell(line: &str) {
    // Whoever does not read it is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[expect(clippy::print_stdout, reason = "the token is what the command is for")]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(pairs: &[(&str, &str)]) -> Secrets {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(pair).collect()
    }

    const APP: Which = Which::AppSecret { mistaken: false };
    const MISTAKEN: Which = Which::AppSecret { mistaken: true };

    #[test]
    fn the_app_secret_before_stays_good_until_it_is_forgotten() {
        let first = secrets(&[(APP_SECRET, "one"), ("GEMINI_API_KEY", "kept")]);
        let second = rotated(first, APP, "two").unwrap();
        assert_eq!(
            second,
            secrets(&[
                (APP_SECRET, "two"),
                (APP_SECRET_PREVIOUS, "one"),
                ("GEMINI_API_KEY", "kept")
            ])
        );
        assert!(rotated(second.clone(), APP, "two").is_err());
        assert!(
            rotated(second.clone(), APP, "three").is_err(),
            "one is lost"
        );
        let corrected = rotated(second.clone(), MISTAKEN, "three").unwrap();
        assert_eq!(corrected[APP_SECRET], "three");
        assert_eq!(corrected[APP_SECRET_PREVIOUS], "one");
        let third = rotated(second, Which::ForgetPrevious, "").unwrap();
        assert!(!third.contains_key(APP_SECRET_PREVIOUS) && third[APP_SECRET] == "two");
        assert!(rotated(third, Which::ForgetPrevious, "").is_err());
    }

    #[test]
    fn keys_of_the_api_secret_before_stay_good_until_it_is_forgotten() {
        let first = rotated(secrets(&[]), Which::ApiSecret, "one").unwrap();
        assert_eq!(first, secrets(&[(API_SECRET, "one")]));
        let second = rotated(first, Which::ApiSecret, "two").unwrap();
        assert_eq!(
            second,
            secrets(&[(API_SECRET, "two"), (API_SECRET_PREVIOUS, "one")])
        );
        let again = rotated(second.clone(), Which::ApiSecret, "three");
        assert!(again.is_err(), "shops have keys of the first");
        let third = rotated(second, Which::ForgetPreviousApi, "").unwrap();
        assert_eq!(third, secrets(&[(API_SECRET, "two")]));
        assert!(rotated(third, Which::ForgetPreviousApi, "").is_err());
    }

    #[test]
    fn the_first_app_secret_has_none_before() {
        let made = secrets(&[(VERIFY_TOKEN, "made")]);
        let first = rotated(made, APP, "one").unwrap();
        assert!(!first.contains_key(APP_SECRET_PREVIOUS));
        let token = rotated(first, Which::VerifyToken, "fresh").unwrap();
        assert_eq!(token[VERIFY_TOKEN], "fresh");
        assert_eq!(token[APP_SECRET], "one");
    }
}
