//! E-mail addresses, where the four references agree with each other.

use super::column::{Column, Fate};
use super::{Oracle, place, text};
use leadwell_email::native::Native;
use leadwell_email::{Reason, parse_exact};
use serde_json::Value;

pub(crate) struct Addresses(Column);

impl Addresses {
    pub(crate) fn new() -> Self {
        Self(Column::new("consensus", 10_000).but("shape of the last label", 3))
    }
}

impl Oracle for Addresses {
    fn row(&mut self, row: &Value) -> anyhow::Result<()> {
        let address = text(row, "address")?;
        let consensus = text(row, "consensus")?;
        if consensus == "disputed" {
            return Ok(());
        }
        // The references judge the text as it is, so spaces around it count.
        let ours = parse_exact(address, &Native);
        let fate = match ours {
            _ if ours.is_ok() == (consensus == "accept") => Fate::Agrees,
            Err(Reason::Tld) => Fate::Documented,
            _ => Fate::Differs,
        };
        let verdict = ours.map_or_else(|reason| format!("reject ({})", reason.code()), |_| "accept".into());
        self.0.count(fate, || format!("{}: {verdict}, not {consensus}", place(row, address)));
        Ok(())
    }

    fn columns(&self) -> Vec<&Column> {
        vec![&self.0]
    }
}
