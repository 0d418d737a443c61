# `just` lists what can be done here.

_list:
    @just --list --unsorted

# Everything on this machine: the table, the queue, the functions and a phone in the browser.
dev *ARGS:
    cargo run -- dev {{ ARGS }}

# All tests.
test *ARGS:
    cargo test --workspace {{ ARGS }}

# What is quick to check before a commit.
check:
    cargo fmt --all --check
    typos
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --workspace --no-deps --document-private-items

# What the grammar makes of a sentence: `just parse "sold 3 coke"`.
parse *ARGS:
    cargo run -q -- parse {{ if ARGS == "" { "" } else { quote(ARGS) } }}

# Try what nobody would think of: `just fuzz parse 60`; also webhook, gemini_answer; or a file instead of the seconds.
fuzz TARGET="parse" SECONDS="60":
    fuzz/run {{ TARGET }} {{ SECONDS }}

# Many shops for weeks, in trouble of every kind, checked against a model: `just simulate SEED=7 N=20000`, or fresh seeds for `SECONDS=60`.
simulate *ARGS:
    cargo run -q --profile bench -p backroom-testing --example simulate -- {{ ARGS }}

# Build the Lambdas: `just build x86_64` where the toolchain has no arm64.
build ARCHITECTURE="arm64":
    sam build --parameter-overrides Architecture={{ ARCHITECTURE }}

# Run each file of events/ through `sam local invoke`, and check the answers; `just invoke --built` of what cargo has built.
invoke *ARGS:
    scripts/invoke-events {{ ARGS }}

# The real `sam deploy`, with a stand-in for AWS on this machine; see the file for what it needs and shows.
rehearse *ARGS:
    scripts/rehearse {{ ARGS }}

# How fast the parts are: the grammar, the webhook by itself, and messages a second through everything.
bench *ARGS:
    cargo bench -p backroom-core -p webhook -p backroom-testing --bench catalogue --bench parse --bench webhook --bench messages {{ ARGS }}

# What a start and a call of each Lambda cost, beside a function that does nothing.
bench-start *ARGS:
    scripts/bench-start {{ ARGS }}

# Signed traffic for a `backroom dev` as it is released: rate, waits, CPU, memory; `just load --messages 200000`.
load *ARGS:
    cargo build --release -q -p backroom -p load
    "${CARGO_TARGET_DIR:-target}/release/load" "${CARGO_TARGET_DIR:-target}/release/backroom" {{ ARGS }}

# Table, queue, Gemini and WhatsApp behind proxies that throttle, fail, dawdle and cut: nothing lost, nothing doubled.
faults MESSAGES="12000" SEED="1":
    FAULTS_MESSAGES={{ MESSAGES }} FAULTS_SEED={{ SEED }} cargo test --workspace --test faults -- --nocapture

# Everything that must hold before a change lands.
ci:
    .ci/run

# How well messages are understood, measured on the development messages beside the repository.
accuracy DATA="../shared/data/messages" *ARGS:
    cargo run -q --release -p backroom-core --example accuracy -- {{ DATA }} {{ ARGS }}
