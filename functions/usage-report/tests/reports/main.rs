//! Reports through the real handler: on the embedded table, to pretend phones.

// `cfg(test)` on a module is what lets its helpers unwrap.
#[cfg(test)]
mod edges;
#[cfg(test)]
mod events;
#[cfg(test)]
mod fan_out;
#[cfg(test)]
mod house;
#[cfg(test)]
mod log;
#[cfg(test)]
mod many;
#[cfg(test)]
mod night;
#[cfg(test)]
mod once;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod sheets;
#[cfg(test)]
mod words;
