//! An embedded form of Mailchimp, by the route that answers with a script.

use super::request::of;
use super::{Asked, Ledger, Said, Service};
use serde_json::json;

#[derive(Clone, Debug, Default)]
pub struct Mailchimp {
    pub members: Vec<String>,
}

impl Service for Mailchimp {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        let get = |name: &str| of(&asked.query, name).unwrap_or_default();
        if asked.path != "/subscribe/post-json" || get("u").is_empty() || get("id").is_empty() {
            return Said::html(404, "<h1>404</h1>");
        }
        let say = |result: &str, msg: &str| {
            let text = format!("{}({})", get("c"), json!({"result": result, "msg": msg}));
            Said { status: 200, headers: vec![("content-type", "application/javascript".into())], body: text }
        };
        if !get(&format!("b_{}_{}", get("u"), get("id"))).is_empty() {
            return say("error", "This form was filled in by a program");
        }
        let email = get("EMAIL");
        if !email.contains('@') {
            return say("error", "0 - An email address must contain a single @.");
        }
        if self.members.iter().any(|own| own == email) {
            return say(
                "error",
                &format!("{email} is already subscribed to list Acme. <a href=\"x\">Click here</a>"),
            );
        }
        self.members.push(email.to_owned());
        ledger.keep(email);
        say("success", "Thank you for subscribing!")
    }
}
