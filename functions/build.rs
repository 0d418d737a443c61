//! What is linked otherwise for what Lambda starts: `docs/adr/0026-functions-have-fixed-addresses.md`.

#![expect(
    clippy::disallowed_methods,
    reason = "to a build script, the environment is how Cargo tells it what is built"
)]

use std::env;

fn main() {
    // Said so that no other change of the package's files runs it again; when it is changed itself, it runs anyway.
    println!("cargo::rerun-if-env-changed=TARGET");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
