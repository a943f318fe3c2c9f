//! Brings leads to their destinations: an outbox in the store, and for each destination a courier that nobody else
//! holds up.

mod courier;
mod hidden;
mod lead;
mod mail;
mod outage;
mod pace;
mod route;
mod run;
mod sample;
mod speak;
mod tongue;
mod when;
mod wire;

pub use mail::{Security, Smtp};
pub use route::Destinations;
pub use run::Deliveries;
pub use when::When;

pub(crate) use hidden::Hidden;
pub(crate) use sample::try_out;
