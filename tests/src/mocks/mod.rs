//! Services that leads are delivered to, on real sockets: each answers as the reference of destinations says its original
//! does, errors and limits included, and keeps a ledger of what came. Pages may send to those whose originals allow it.

mod cf7;
mod formspree;
mod hubspot;
mod ledger;
mod mailchimp;
mod mautic;
mod netlify;
mod pipedrive;
mod request;
mod salesforce;
mod server;
mod slack;
mod smtp;
mod webhook;

pub use cf7::Cf7;
pub use formspree::Formspree;
pub use hubspot::Hubspot;
pub use ledger::{Ledger, Seen};
pub use mailchimp::Mailchimp;
pub use mautic::Mautic;
pub use netlify::Netlify;
pub use pipedrive::Pipedrive;
pub use request::{Asked, Said};
pub use salesforce::Salesforce;
pub use server::{Mock, Trouble};
pub use slack::Slack;
pub use smtp::Smtp;
pub use webhook::{Webhook, Zapier};

/// What is behind a mock.
pub trait Service: Send + 'static {
    /// Answers a request that came whole, and notes in the ledger what it keeps.
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said;

    /// The headers by which a script of another origin may read the answer; none where it may not. `None` for the
    /// request itself stands for its preflight.
    fn cors(&self, _asked: Option<&Asked>) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// What the originals that let every page send say.
fn open_to_pages(headers: &str) -> Vec<(&'static str, String)> {
    vec![
        ("access-control-allow-origin", "*".into()),
        ("access-control-allow-methods", "GET, POST".into()),
        ("access-control-allow-headers", headers.into()),
    ]
}
