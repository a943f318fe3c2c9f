//! The door between page and module: one call in, one call out, each a number for what it is, a number
//! and texts with a zero byte between them. A door for every message would be easier to read, and each one
//! costs a visitor 60 bytes of glue. `host/door.js` is the other side; the order of both lists is the contract.

use crate::shell::Shell;
use leadwell_core::json::parse_whole;
use leadwell_core::{Engine, Level, Now, Reply, urlencoded};
use leadwell_wire::{Choice, Decimal, FieldDef, FieldError, FieldKind, Fields, FormDef, Id, Page, Rejected};

/// What the page says. The number is the form's, the request's, or 1 for yes.
mod says {
    /// Texts: address, title, referrer, language, time zone.
    pub(super) const PAGE: u32 = 0;
    /// Time passed; yes: sending may work again.
    pub(super) const WOKE: u32 = 1;
    /// The page came into view (yes), or goes away.
    pub(super) const SHOWN: u32 = 2;
    /// The next field of the form that `FORM` will name. Number: the kind's place in `FieldKind`, + 8 where
    /// required, + 16 where multiple. Texts: name, least, most, least and most characters, options by lines.
    pub(super) const FIELD: u32 = 3;
    /// Text: the form's name.
    pub(super) const FORM: u32 = 4;
    /// The person went into the form.
    pub(super) const BEGUN: u32 = 5;
    /// Texts: the field, the form as it stands (urlencoded), and something when the person left the field.
    pub(super) const EDITED: u32 = 6;
    /// Texts: id, body (urlencoded). The answer: whether the lead was taken.
    pub(super) const SUBMIT: u32 = 7;
    /// A submit that an earlier page could not judge any more. Texts: id, form, body.
    pub(super) const HELD: u32 = 8;
    /// A text found in the store at start.
    pub(super) const RESTORED: u32 = 9;
    /// The store has the lead; yes: flushed to disk. Text: id.
    pub(super) const SAVED: u32 = 10;
    /// An answer names this lead as delivered. Text: id.
    pub(super) const DELIVERED: u32 = 11;
    /// An answer refuses this lead, or the whole request. Texts: id or nothing, field, code, message.
    pub(super) const REFUSED: u32 = 12;
    /// What came of a request. Texts: status (0 = no answer), seconds to wait or nothing.
    pub(super) const REPLIED: u32 = 13;
    /// The visitor's choice.
    pub(super) const CONSENT: u32 = 14;
    /// An event of the site's own. Text: its name.
    pub(super) const TRACK: u32 = 15;
}

pub(crate) fn enter(shell: &'static Shell, what: u32, number: u32, text: &str) -> bool {
    let mut parts = text.split('\0');
    let mut part = || parts.next().unwrap_or_default();
    let yes = number == 1;
    let tell = |then: &mut dyn FnMut(&mut Engine, Now)| shell.tell(then);
    match what {
        says::PAGE => {
            let mut next = || part().to_owned();
            let page =
                Page { url: next(), title: next(), referrer: next(), language: next(), time_zone: next() };
            let mut page = Some(page);
            tell(&mut |e, now| e.handle_page(page.take().unwrap_or_default(), now));
        }
        says::WOKE if yes => tell(&mut Engine::handle_hint),
        says::WOKE => tell(&mut Engine::handle_timeout),
        says::SHOWN if yes => tell(&mut |e, now| {
            e.handle_visible(true, now);
            e.handle_hint(now);
        }),
        says::SHOWN => tell(&mut Engine::handle_hiding),
        says::FIELD => shell.parts.borrow_mut().fields.push(field(number, &mut part)),
        says::FORM => {
            let fields = std::mem::take(&mut shell.parts.borrow_mut().fields);
            let mut def = Some(FormDef { form: part().to_owned(), fields, ..FormDef::default() });
            tell(&mut |e, _| e.handle_form(number, def.take().unwrap_or_default()));
        }
        says::BEGUN => tell(&mut |e, now| e.handle_start(number, now)),
        says::EDITED => {
            let (name, body) = (part(), fields(part()));
            let done = !part().is_empty();
            tell(&mut |e, _| e.handle_edit(number, name, &body, done));
        }
        says::DELIVERED => shell.parts.borrow_mut().ack.accepted.push(part().to_owned()),
        says::REFUSED => refused(shell, &mut part),
        says::REPLIED => {
            let status = parse_whole(part()).unwrap_or(0) as u16;
            let retry_after_s = parse_whole(part()).map(|secs| secs as u32);
            let mut parts = shell.parts.borrow_mut();
            let (ack, errors) = (std::mem::take(&mut parts.ack), std::mem::take(&mut parts.errors));
            drop(parts);
            let answer = Reply::Answer { status, retry_after_s, ack, errors };
            let reply = if status == 0 { Reply::Lost } else { answer };
            tell(&mut |e, now| e.handle_reply(number, &reply, now));
        }
        says::CONSENT => tell(&mut |e, now| e.handle_consent(yes, now)),
        says::TRACK => tell(&mut |e, now| e.track(text, now)),
        says::RESTORED => tell(&mut |e, now| e.handle_restore([text], now)),
        _ => return named(shell, what, number, &mut part),
    }
    true
}

/// The messages about one lead.
fn named<'a>(shell: &'static Shell, what: u32, number: u32, part: &mut dyn FnMut() -> &'a str) -> bool {
    let Some(id) = Id::parse(part()) else { return false };
    match what {
        says::SUBMIT => {
            let fields = fields(part());
            shell.tell(|e, now| e.submit(number, id, fields, now))
        }
        says::HELD => {
            let (form, fields) = (part(), fields(part()));
            shell.tell(|e, now| e.handle_held(id, form, fields, now));
            true
        }
        says::SAVED => {
            let level = if number == 1 { Level::Durable } else { Level::Volatile };
            shell.tell(|e, now| e.handle_saved(&id, level, now));
            true
        }
        _ => false,
    }
}

fn field<'a>(number: u32, part: &mut dyn FnMut() -> &'a str) -> FieldDef {
    let mut field = FieldDef {
        name: part().to_owned(),
        kind: FieldKind::ALL.get(number as usize & 7).copied().unwrap_or_default(),
        required: number & 8 != 0,
        multiple: number & 16 != 0,
        min: Decimal::parse(part()),
        max: Decimal::parse(part()),
        min_length: parse_whole(part()).map(|n| n as u32),
        max_length: parse_whole(part()).map(|n| n as u32),
        ..FieldDef::default()
    };
    for value in part().split('\n') {
        field.options.push(Choice { value: value.to_owned(), ..Choice::default() });
    }
    field
}

fn refused<'a>(shell: &Shell, part: &mut dyn FnMut() -> &'a str) {
    let mut next = || part().to_owned();
    let id = next();
    let error = FieldError { field: next(), code: next(), message: next() };
    let parts = &mut *shell.parts.borrow_mut();
    if id.is_empty() {
        parts.errors.push(error);
        return;
    }
    match parts.ack.rejected.last_mut() {
        Some(last) if last.id == id => last.errors.push(error),
        _ => parts.ack.rejected.push(Rejected { id, errors: vec![error] }),
    }
}

fn fields(body: &str) -> Fields {
    urlencoded::fields(body)
}
