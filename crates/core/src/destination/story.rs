//! A lead in a few lines, for people: what was filled in, where from, how far. Messages and mails say the same.

use super::person::Role;
use super::{Lead, date};
use leadwell_wire::{Millis, Touch};

/// Pages beyond these are counted.
const MOST_PAGES: usize = 8;

/// Label and values of the form's fields that are filled in, in the form's order.
pub(super) fn fields(lead: &Lead) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (name, value) in lead.record.fields.iter() {
        let (label, value) = (lead.label(name), lead.word(name, value.expose().trim()));
        if value.is_empty() {
            continue;
        }
        match out.iter_mut().find(|(own, _)| own == label) {
            Some((_, values)) => {
                values.push_str(", ");
                values.push_str(value);
            }
            None => out.push((label.to_owned(), value.to_owned())),
        }
    }
    out
}

/// Who it is, in a line.
pub(super) fn who(lead: &Lead) -> String {
    let person = &lead.person;
    let parts = [Role::Name, Role::Email, Role::Phone, Role::Company].map(|role| person.get(role));
    let name = parts.into_iter().find(|part| !part.is_empty()).unwrap_or("somebody");
    one_line(name)
}

/// `New lead: Ada Lovelace, Talk to us`.
pub(super) fn headline(lead: &Lead) -> String {
    let front = if lead.sample { "Test of Leadwell" } else { "New lead" };
    let form = one_line(&lead.title);
    if form.is_empty() {
        format!("{front}: {}", who(lead))
    } else {
        format!("{front}: {}, {form}", who(lead))
    }
}

/// Without breaks and controls, and not long.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    crate::text::clip(clean.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), 120).to_owned()
}

/// The way here: label and text.
pub(super) fn journey(lead: &Lead) -> Vec<(&'static str, String)> {
    let record = &lead.record;
    let mut out = vec![("Sent", date::spoken(record.created_at))];
    if !record.page.url.is_empty() {
        let title = one_line(&record.page.title);
        let page = one_line(&record.page.url);
        out.push(("On", if title.is_empty() { page } else { format!("{title} ({page})") }));
    }
    if let Some(first) = lead.touch(true) {
        out.push(("Came first", touch(first, lead.channel(true))));
    }
    if let Some(last) =
        record.touches.last.as_ref().filter(|last| Some(*last) != record.touches.first.as_ref())
    {
        out.push(("Came last", touch(last, lead.channel(false))));
    }
    let pages = record.journey.events.iter().filter(|event| event.kind == "page_view");
    let mut pages: Vec<String> = pages.map(|event| one_line(&event.path)).collect();
    pages.dedup();
    if !pages.is_empty() {
        let more = pages.len().saturating_sub(MOST_PAGES);
        let earlier = if more > 0 { format!("{more} more, then ") } else { String::new() };
        out.push(("Pages", format!("{earlier}{}", pages.split_off(more).join(" → "))));
    }
    if !record.journey.stage.is_empty() {
        out.push(("Stage", format!("{}, score {}", one_line(&record.journey.stage), record.journey.score)));
    }
    out
}

fn touch(touch: &Touch, channel: &str) -> String {
    let tag = |name: &str| touch.tags.get(name).map(one_line).filter(|text| !text.is_empty());
    let mut text = channel.to_owned();
    let from = [tag("source"), tag("medium")].into_iter().flatten().collect::<Vec<_>>().join(" / ");
    for part in [Some(from).filter(|from| !from.is_empty()), tag("campaign")].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(&part);
    }
    if touch.at > Millis(0) {
        text.push_str(", ");
        text.push_str(&date::spoken(touch.at));
    }
    text
}
