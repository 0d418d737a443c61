//! AWS and WhatsApp on one machine.

pub mod whatsapp;
