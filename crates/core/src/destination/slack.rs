//! A message to a channel by an incoming webhook of Slack, or of what speaks the same: Mattermost, Rocket.Chat, Discord's
//! `/slack`.

use super::mapping;
use super::settings::{Key, KindInfo, Settings};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Limits, Outgoing, Sending, Speaks, Verdict, story};
use crate::json::Writer;
use crate::text::clip;
use alloc::sync::Arc;
use leadwell_wire::{FieldError, Millis};

pub(super) const KIND: KindInfo = KindInfo {
    name: "slack",
    title: "Slack",
    keys: &[
        Key::required("url", "of the incoming webhook: whoever has it can write into the channel").secret(),
        Key::optional("link", "", "to the lead, as `https://leads.example/admin/leads/{lead.id}`"),
        Key::optional("details", "yes", "`no` tells the name of the form alone, and nothing that was typed"),
    ],
    page: Err("the webhook's address is a secret, and would be in the page; use a collector"),
};

/// Slack's pace for one webhook.
const LIMITS: Limits = Limits { per: &[(1, Millis(1_000))], ..Limits::USUAL };
/// Slack cuts at 40,000; nobody reads that much.
const MOST_VALUE: usize = 1_500;

struct Slack {
    url: String,
    link: String,
    details: bool,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let link = settings.url("link");
    if let Err(name) = mapping::fill_in(&link) {
        settings.wrong("link", "choice", &format!("`{{{name}}}` is nothing that is known of a lead"));
    }
    Arc::new(Slack { url: settings.url("url"), link, details: settings.flag("details") })
}

/// Its three signs (api.slack.com, "Formatting text for app surfaces"): so that nothing that was typed is a link or calls
/// everybody in the channel.
fn escaped(text: &str) -> String {
    clip(text, MOST_VALUE).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Speaks for Slack {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let mut text = match self.details {
            true => format!("*{}*", escaped(&story::headline(lead))),
            false => format!("*New lead: {}*", escaped(&story::one_line(&lead.title))),
        };
        if self.details {
            for (label, value) in story::fields(lead) {
                text.push_str(&format!("\n*{}:* {}", escaped(&label), escaped(&value)));
            }
            for (label, value) in story::journey(lead) {
                text.push_str(&format!("\n_{label}:_ {}", escaped(&value)));
            }
        }
        if !self.link.is_empty() {
            let link =
                mapping::fill_in(&self.link).map_or(String::new(), |parts| mapping::fill(&parts, lead));
            text.push_str(&format!("\n<{}|Open the lead>", escaped(&link)));
        }
        let mut out = Writer::object();
        out.text("text", &text);
        out.close();
        Ok(Outgoing::Http(HttpRequest::post(self.url.clone(), "application/json", out.text)))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // A message that stands there twice does no harm.
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(verdict) => return verdict,
        };
        let text = reply.body;
        let words = plain(text);
        match reply.status {
            200..=299 if text.trim_start().starts_with('<') => {
                Verdict::unconfirmed("answered with a page: this is no webhook")
            }
            200..=299 => Verdict::delivered(),
            // About the webhook and not the lead (api.slack.com, "Improving error conditions for Incoming Webhooks"); most
            // of them come with 403, 404 and 410.
            400 if matches!(
                words.as_str(),
                "action_prohibited"
                    | "channel_is_archived"
                    | "channel_not_found"
                    | "invalid_token"
                    | "no_active_hooks"
                    | "no_service"
                    | "no_service_id"
                    | "no_team"
                    | "posting_to_general_channel_denied"
                    | "team_disabled"
                    | "user_not_found"
            ) =>
            {
                Verdict::misconfigured(words)
            }
            status => Verdict::refused("", "unspecified", &format!("answered {status}: {words}")),
        }
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}
