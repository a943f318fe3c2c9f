//! What is worth a look in addresses that keep the rules: nothing here makes a row bad.

use std::collections::HashMap;

use leadwell_email::native::Native;
use leadwell_email::{hint, is_disposable, is_free, is_role};
use leadwell_wire::{FieldError, FieldKind, Fields, FormDef};
use serde::Serialize;

/// What is known of the domains of one batch: a list has few, and telling a slip takes a hundred comparisons.
#[derive(Debug, Default)]
pub(super) struct Domains(HashMap<String, Domain>);

#[derive(Debug, Clone, Copy)]
struct Domain {
    mistyped: bool,
    disposable: bool,
    free: bool,
}

impl Domains {
    fn of(&mut self, domain: &str) -> Domain {
        if let Some(known) = self.0.get(domain) {
            return *known;
        }
        let disposable = is_disposable(domain);
        let known =
            Domain { mistyped: hint(domain).is_some(), disposable, free: !disposable && is_free(domain) };
        self.0.insert(domain.to_owned(), known);
        known
    }
}

/// How many leads show each sign.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Signs {
    /// The domain looks like a slip of a big provider's.
    mistyped: u64,
    /// A mailbox that is thrown away.
    disposable: u64,
    /// A mailbox that anybody can have.
    free: u64,
    /// `info@`, `sales@`: somebody reads it, and nobody knows who.
    role: u64,
}

impl Signs {
    /// Looks at the right addresses of one lead.
    pub(super) fn look(
        &mut self,
        form: &FormDef,
        fields: &Fields,
        errors: &[FieldError],
        domains: &mut Domains,
    ) {
        for def in form.fields.iter().filter(|def| def.kind == FieldKind::Email) {
            if errors.iter().any(|error| error.field == def.name) {
                continue;
            }
            let Some(value) = fields.get(&def.name) else { continue };
            let Ok(address) = leadwell_email::parse(value.expose(), &Native) else { continue };
            let domain = domains.of(&address.domain.to_lowercase());
            self.mistyped += u64::from(domain.mistyped);
            self.disposable += u64::from(domain.disposable);
            self.free += u64::from(domain.free);
            self.role += u64::from(is_role(address.local));
        }
    }

    pub(super) fn add(&mut self, other: &Signs) {
        self.mistyped += other.mistyped;
        self.disposable += other.disposable;
        self.free += other.free;
        self.role += other.role;
    }

    /// Those that occur, with their words.
    pub(super) fn told(&self) -> Vec<(u64, &'static str)> {
        let all = [
            (self.mistyped, "with a domain that looks mistyped"),
            (self.disposable, "of a disposable mailbox"),
            (self.free, "of a free provider"),
            (self.role, "of a role, such as info@"),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).collect()
    }
}
