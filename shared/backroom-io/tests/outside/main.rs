//! The clients of services that can't run here, against a server on loopback that answers as it is told.

// `cfg(test)` on a module is what lets its helpers unwrap.
#[cfg(test)]
mod gemini;
#[cfg(test)]
mod google_sheet;
#[cfg(test)]
mod media;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod whatsapp;
