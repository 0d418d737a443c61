//! A Lambda that does nothing, built as the real ones are: `scripts/bench-start` starts it beside them, so that their
//! figures can be read as ratios on any machine.

use std::convert::Infallible;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |_: LambdaEvent<Value>| {
        Ok::<_, Infallible>(())
    }))
    .await
}
