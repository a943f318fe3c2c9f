//! The door between page and module: one call in, one call out, each a number for what it is, a number
//! and texts with a zero byte between them. A door for every message would be easier to read, and each one
//! costs a visitor 60 bytes of glue. `host/door.js` is the other side; the order of both lists is the contract.

use crate::shell::{Inner, Parts, Shell, asks, leave, now};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use leadwell_core::json::parse_whole;
use leadwell_core::text::split_at_byte;
use leadwell_core::{Level, Reply, urlencoded};
use leadwell_wire::{
    Choice, ConsentSource, FieldDef, FieldError, FieldKind, FormDef, Id, Page, Rejected, Verdict,
};

/// What the page says. The number is the form's, the request's, or 1 for yes.
mod says {
    /// Texts: address, title, referrer, language, time zone.
    pub(super) const PAGE: u32 = 0;
    /// Time passed; yes: sending may work again.
    pub(super) const WOKE: u32 = 1;
    /// The page came into view (yes), or goes away.
    pub(super) const SHOWN: u32 = 2;
    /// The next field of the form that `FORM` will name. Number: the kind's place in `FieldKind`, + 32 where
    /// required, + 64 where multiple, + 128 where a work e-mail is wanted. Texts: name, least, most, least and
    /// most characters, options by lines, pattern, name of the field that it equals, field and value by which
    /// it is required, country, accepted types of file, most bytes of one. Those at the end that are empty may
    /// be left out.
    pub(super) const FIELD: u32 = 3;
    /// Texts: the form's name, its language, and a group by lines for each of which one field must be filled in,
    /// its names with tabs between.
    pub(super) const FORM: u32 = 4;
    /// The person went into the form.
    pub(super) const BEGUN: u32 = 5;
    /// Texts: the field, the form as it stands (urlencoded), and something when the person left the field.
    pub(super) const EDITED: u32 = 6;
    /// Texts: id, body (urlencoded). The answer: whether the lead was taken. Without an id it is only judged. What
    /// rules of the site's own say comes before, by `REFUSED` without an id.
    pub(super) const SUBMIT: u32 = 7;
    /// A submit that an earlier page could not judge any more. Texts: id, form, body.
    pub(super) const HELD: u32 = 8;
    /// A text found in the store. Number: the look's. Texts: key, text.
    pub(super) const RESTORED: u32 = 9;
    /// The store has the lead. Number: 1 flushed to disk, 2 in localStorage, 0 in this page's memory. Text: id.
    pub(super) const SAVED: u32 = 10;
    /// An answer names this lead as delivered. Text: id.
    pub(super) const DELIVERED: u32 = 11;
    /// An answer refuses this lead, or the whole request. Texts: id or nothing, field, code,
    /// parameter, message.
    pub(super) const REFUSED: u32 = 12;
    /// What came of a request. Texts: status (0 = no answer), seconds to wait or nothing.
    pub(super) const REPLIED: u32 = 13;
    /// What the visitor chose, or an interface of the page says of it. Number: four times the
    /// place of who says it in `ConsentSource::SPEAKERS`, + 1 where it is allowed, + 2 where it is refused; neither takes
    /// back what was said. Text: what was read.
    pub(super) const CONSENT: u32 = 14;
    /// An event of the site's own, or something that the visitor did. Number: how much. Texts: its name, what it is
    /// about or nothing, a JSON object of texts or nothing.
    pub(super) const TRACK: u32 = 15;
    /// A key found in the store. Number: the look's. The answer: whether it is known; else `RESTORED` is wanted.
    pub(super) const FOUND: u32 = 16;
    /// The look into the store is over. Number: the look's. Text: something where nothing was left out.
    pub(super) const LOOKED: u32 = 17;
    /// The turn to send is this page's (yes), or was taken away.
    pub(super) const TURN: u32 = 18;
    /// What another page was told by the collector. Text: as it was kept.
    pub(super) const PAUSED: u32 = 19;
    /// The page goes away, into the browser's cache or for good.
    pub(super) const LEFT: u32 = 20;
    /// Send a parked lead again. Text: id. The answer: whether there is one.
    pub(super) const RESEND: u32 = 21;
    /// The parked leads are asked for; `PARKED` comes at once.
    pub(super) const LIST: u32 = 22;
    /// What another page kept of the journey. Text: as it was kept, or nothing where it was erased.
    pub(super) const COURSE: u32 = 23;
    /// What goes with the next lead. Texts: members of its record, as JSON with a comma before each; what its form's
    /// field of consent says; the version of that.
    pub(super) const MORE: u32 = 24;
    /// The visitor takes everything back.
    pub(super) const FORGET: u32 = 25;
}

pub(crate) fn enter(shell: &'static Shell, what: u32, number: u32, text: &str) -> bool {
    let mut inner = shell.inner.borrow_mut();
    let Inner { engine: e, parts } = &mut *inner;
    let (mut texts, now, yes) = (Texts(text), now(), number == 1);
    let mut taken = true;
    match what {
        says::PAGE => {
            let page = Page {
                url: texts.owned(),
                title: texts.owned(),
                referrer: texts.owned(),
                language: texts.owned(),
                time_zone: texts.owned(),
            };
            e.handle_page(page, now);
        }
        says::WOKE if yes => e.handle_hint(now),
        says::WOKE => e.handle_timeout(now),
        says::SHOWN if yes => {
            e.handle_visible(true, now);
            e.handle_hint(now);
        }
        says::SHOWN => e.handle_hiding(now),
        says::FIELD => parts.fields.push(field(number, &mut texts)),
        says::FORM => {
            let fields = core::mem::take(&mut parts.fields);
            let mut form = FormDef::asking(texts.owned(), texts.owned(), Vec::new(), fields);
            let mut groups = texts.next();
            while !groups.is_empty() {
                form.one_of.push(list(split_first(&mut groups, b'\n'), b'\t'));
            }
            e.handle_form(number, form);
        }
        says::BEGUN => e.handle_start(number, now),
        says::EDITED => {
            let (name, body) = (texts.next(), texts.next());
            e.handle_edit(number, name, &urlencoded::fields(body), !texts.0.is_empty());
        }
        says::DELIVERED => parts.ack.accepted.push(texts.owned()),
        says::REFUSED => refused(parts, &mut texts),
        says::REPLIED => {
            let status = parse_whole(texts.next()).unwrap_or(0) as u16;
            let retry_after_s = parse_whole(texts.next()).map(|secs| secs as u32);
            let Parts { ack, errors, .. } = core::mem::take(parts);
            let answer = Reply::Answer { status, retry_after_s, ack, errors };
            let reply = if status == 0 { Reply::Lost } else { answer };
            e.handle_reply(number, &reply, now);
        }
        says::CONSENT => {
            let verdict = match number & 3 {
                1 => Verdict::Granted,
                2 => Verdict::Denied,
                _ => Verdict::Unknown,
            };
            let who = ConsentSource::SPEAKERS.get(number as usize >> 2).copied().unwrap_or_default();
            e.handle_consent(who, verdict, text, now);
        }
        says::TRACK => e.track(texts.next(), texts.next(), number.into(), texts.next(), now),
        says::FOUND => taken = e.handle_found(number, text),
        says::SUBMIT => {
            let (id, fields) = (Id::parse(texts.next()), urlencoded::fields(texts.next()));
            let own = core::mem::take(&mut parts.errors);
            taken = e.judge(number, &fields, own) && id.is_none_or(|id| e.take(number, id, &fields, now));
        }
        says::RESTORED => e.handle_restore(number, texts.next(), texts.next(), now),
        says::LOOKED => e.handle_looked(number, !text.is_empty(), now),
        says::TURN => e.handle_turn(yes, now),
        says::PAUSED => e.handle_pause(text, now),
        says::COURSE => e.handle_course(text, now),
        says::LEFT => e.handle_leaving(now),
        says::MORE => e.handle_more(text),
        says::FORGET => e.handle_forget(now),
        says::RESEND => taken = e.resend(text, now),
        says::LIST => leave(asks::PARKED, 0, e.parked().expose()),
        // The messages about one lead.
        _ => match (Id::parse(texts.next()), what) {
            (Some(id), says::HELD) => {
                let form = texts.next();
                e.handle_held(id, form, urlencoded::fields(texts.next()), now);
            }
            (Some(id), says::SAVED) => {
                let level = match number {
                    0 => Level::Volatile,
                    1 => Level::Durable,
                    _ => Level::Stored,
                };
                e.handle_saved(&id, level, now);
            }
            _ => taken = false,
        },
    }
    drop(inner);
    shell.drain();
    taken
}

/// Texts with a zero byte between them.
struct Texts<'a>(&'a str);

impl<'a> Texts<'a> {
    fn next(&mut self) -> &'a str {
        split_first(&mut self.0, 0)
    }

    fn owned(&mut self) -> String {
        self.next().to_owned()
    }
}

fn field(number: u32, texts: &mut Texts<'_>) -> FieldDef {
    let mut field = FieldDef {
        name: texts.owned(),
        kind: FieldKind::ALL.get(number as usize & 31).copied().unwrap_or_default(),
        required: number & 32 != 0,
        multiple: number & 64 != 0,
        work_email: number & 128 != 0,
        min: texts.owned(),
        max: texts.owned(),
        min_length: parse_whole(texts.next()).map(|n| n as u32),
        max_length: parse_whole(texts.next()).map(|n| n as u32),
        ..FieldDef::default()
    };
    let mut options = texts.next();
    while !options.is_empty() {
        field.options.push(Choice::of(split_first(&mut options, b'\n')));
    }
    field.pattern = texts.owned();
    field.equal_to = texts.owned();
    field.required_if.field = texts.owned();
    field.required_if.value = texts.owned();
    field.country = texts.owned();
    field.accept = texts.owned();
    field.max_bytes = parse_whole(texts.next()).map(|n| n as u32);
    field
}

/// What stands before the first `mark`, and leaves what stands after it.
fn split_first<'a>(text: &mut &'a str, mark: u8) -> &'a str {
    let (first, rest) = split_at_byte(text, mark);
    *text = rest;
    first
}

fn list(mut text: &str, mark: u8) -> Vec<String> {
    let mut items = Vec::new();
    while !text.is_empty() {
        items.push(split_first(&mut text, mark).to_owned());
    }
    items
}

fn refused(parts: &mut Parts, texts: &mut Texts<'_>) {
    let id = texts.owned();
    let error = FieldError {
        field: texts.owned(),
        code: texts.owned(),
        param: texts.owned(),
        message: texts.owned(),
    };
    if id.is_empty() {
        parts.errors.push(error);
        return;
    }
    match parts.ack.rejected.last_mut() {
        Some(last) if last.id == id => last.errors.push(error),
        _ => parts.ack.rejected.push(Rejected { id, errors: vec![error] }),
    }
}
